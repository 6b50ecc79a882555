package language

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// packs holds a folder for each language, named by its BCP 47 code; README.md
// in it says what each file is for.
//
//go:embed packs
var packs embed.FS

// Pack is what one language needs, as data: lists of words and phrases, by file
// and section. A language without a pack has an empty one, in which every list
// is empty.
type Pack struct {
	Tag      string // BCP 47, such as "de"; empty for a language without a pack
	settings map[string]string
	files    map[string]func() file // by name, without .txt; each is read when it is first asked for
	letters  *strings.Replacer      // of letters that are written in more than one way; nil without

	sets    sync.Map // name of a list to its map[string]bool
	phrases sync.Map // name of a list to its *Phrases
	dates   struct {
		once   sync.Once
		reader *dateReader
	}
}

// file is what one file of a pack holds: its entries by "file" or
// "file/section", and the values of those that have one.
type file struct {
	lists  map[string][]string
	values map[string]map[string]string
}

var (
	none   = newPack("")
	loaded = sync.OnceValue(func() map[string]*Pack { return loadAll(packs, "packs") })
)

// For returns the pack of a BCP 47 language, by its primary part: "pt-BR" has
// that of "pt". It never returns nil.
func For(tag string) *Pack {
	if p := loaded()[primary(tag)]; p != nil && p.Tag != unassigned {
		return p
	}
	return none
}

// unassigned is the folder of what belongs to no language, or to one without a
// pack; BCP 47 for "undetermined".
const unassigned = "und"

// Tags returns the languages that have a pack, sorted.
func Tags() []string {
	var tags []string
	for tag := range loaded() {
		if tag != unassigned {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return tags
}

func primary(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

// Setting returns a line of language.txt, such as "stemmer"; empty where there
// is none.
func (p *Pack) Setting(name string) string { return p.settings[name] }

// List returns the entries of a file ("function") or of a section of one
// ("questions/person"), in lower case and sorted; nil where there are none.
func (p *Pack) List(name string) []string { return p.file(name).lists[name] }

// file returns the file that a list stands in; an empty one where there is none.
func (p *Pack) file(list string) file {
	name, _, _ := strings.Cut(list, "/")
	if read := p.files[name]; read != nil {
		return read()
	}
	return file{}
}

// Set returns the entries of a list, or of several together, as a set. It is shared:
// do not change it.
func (p *Pack) Set(lists ...string) map[string]bool {
	name := lists[0]
	if len(lists) > 1 {
		name = strings.Join(lists, ",")
	}
	if s, ok := p.sets.Load(name); ok {
		return s.(map[string]bool)
	}
	set := map[string]bool{}
	for _, list := range lists {
		for _, w := range p.List(list) {
			set[w] = true
		}
	}
	s, _ := p.sets.LoadOrStore(name, set)
	return s.(map[string]bool)
}

// Values returns the entries of a list that are written "entry = value", by
// entry: "january = 1". It is shared: do not change it.
func (p *Pack) Values(name string) map[string]string { return p.file(name).values[name] }

// Numbers is [Pack.Values] where the values are whole numbers.
func (p *Pack) Numbers(name string) map[string]int {
	values := p.Values(name)
	out := make(map[string]int, len(values))
	for k, v := range values {
		if n, err := strconv.Atoi(v); err == nil {
			out[k] = n
		}
	}
	return out
}

// Floats is [Pack.Values] where the values are numbers.
func (p *Pack) Floats(name string) map[string]float64 {
	values := p.Values(name)
	out := make(map[string]float64, len(values))
	for k, v := range values {
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			out[k] = f
		}
	}
	return out
}

// All returns a pack whose lists are those of all languages together, with what
// belongs to none: for readers that don't know the language of a text, or come
// before anybody does. It has no settings.
func All() *Pack { return together() }

var together = sync.OnceValue(func() *Pack {
	all := newPack("")
	for _, p := range loaded() {
		for name := range p.files {
			if all.files[name] == nil {
				all.files[name] = sync.OnceValue(func() file { return allOf(name) })
			}
		}
	}
	return all
})

// allOf is a file of all packs together.
func allOf(name string) file {
	all := file{map[string][]string{}, map[string]map[string]string{}}
	for _, tag := range slices.Sorted(maps.Keys(loaded())) {
		own := loaded()[tag].file(name)
		for list, entries := range own.lists {
			all.lists[list] = append(all.lists[list], entries...)
		}
		for list, values := range own.values {
			if all.values[list] == nil {
				all.values[list] = map[string]string{}
			}
			maps.Copy(all.values[list], values)
		}
	}
	for list, entries := range all.lists {
		slices.Sort(entries)
		all.lists[list] = slices.Compact(entries)
	}
	return all
}

// loadAll finds the packs of a folder, and reads their settings. It panics
// where they are spoilt, and so does what reads their lists later: they are part
// of the program.
func loadAll(files fs.FS, dir string) map[string]*Pack {
	names, err := fs.Glob(files, path.Join(dir, "*", "*.txt")) // sorted
	if err != nil {
		panic(err) // no pattern
	}
	all := map[string]*Pack{}
	for _, name := range names {
		tag := path.Base(path.Dir(name))
		p := all[tag]
		if p == nil {
			p = newPack(tag)
			all[tag] = p
		}
		read := func() string {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				panic("language: " + err.Error())
			}
			return string(text)
		}
		of := strings.TrimSuffix(path.Base(name), ".txt")
		if of == "language" {
			p.set(mustParse(name, of, read()).values[of])
			continue
		}
		p.files[of] = sync.OnceValue(func() file { return mustParse(name, of, read()) })
	}
	return all
}

// leftOut is a list that is left out of its pack, "en/questions/place", to
// measure what it is worth. Only the linker sets it, for deploy/ablation.sh.
var leftOut string

func mustParse(path, name, text string) file {
	f, err := parse(name, text)
	if err != nil {
		panic("language: " + path + ": " + err.Error())
	}
	if tag, list, ok := strings.Cut(leftOut, "/"); ok && strings.HasSuffix(path, "/"+tag+"/"+name+".txt") {
		delete(f.lists, list)
		delete(f.values, list)
	}
	return f
}

func newPack(tag string) *Pack {
	return &Pack{Tag: tag, files: map[string]func() file{}}
}

// set gives the pack its settings.
func (p *Pack) set(settings map[string]string) {
	p.settings = settings
	if letters := strings.Fields(settings["letters"]); len(letters) > 0 {
		p.letters = strings.NewReplacer(letters...)
	}
}

// parse reads one file. Entries stand on lines of their own or are separated by
// commas, "\," is a comma in one; "[name]" begins a section; what is behind # is a
// comment.
func parse(name, text string) (file, error) {
	f := file{map[string][]string{}, map[string]map[string]string{}}
	if !utf8.ValidString(text) {
		return f, fmt.Errorf("not UTF-8")
	}
	list := name
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if section, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(section, "]") {
			list = name + "/" + strings.TrimSuffix(section, "]")
			continue
		}
		for _, entry := range entriesOf(line) {
			key, value, valued := strings.Cut(entry, " = ")
			key = strings.ToLower(key)
			if valued {
				if f.values[list] == nil {
					f.values[list] = map[string]string{}
				}
				f.values[list][key] = value
			} else if name == "language" {
				return f, fmt.Errorf("line %d: a setting is written name = value", n)
			}
			f.lists[list] = append(f.lists[list], key)
		}
	}
	for _, entries := range f.lists {
		slices.Sort(entries)
	}
	return f, nil
}

// entriesOf returns the entries of a line without its comment.
func entriesOf(line string) []string {
	var out []string
	for entry := range strings.SplitSeq(strings.ReplaceAll(line, `\,`, "\x00"), ",") {
		if entry = strings.ReplaceAll(strings.Join(strings.Fields(entry), " "), "\x00", ","); entry != "" {
			out = append(out, entry)
		}
	}
	return out
}
