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
	lists    map[string][]string // by "file" or "file/section"
	values   map[string]map[string]string
	letters  *strings.Replacer // of letters that are written in more than one way; nil without

	sets    sync.Map // name of a list to its map[string]bool
	phrases sync.Map // name of a list to its *Phrases
	dates   struct {
		once   sync.Once
		reader *dateReader
	}
}

var (
	none   = &Pack{}
	loaded = sync.OnceValue(func() map[string]*Pack {
		all, err := loadAll(packs, "packs")
		if err != nil {
			panic("language: the built-in packs do not load: " + err.Error())
		}
		return all
	})
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
func (p *Pack) List(name string) []string { return p.lists[name] }

// Set returns the entries of a list as a set. It is shared: do not change it.
func (p *Pack) Set(name string) map[string]bool {
	if s, ok := p.sets.Load(name); ok {
		return s.(map[string]bool)
	}
	set := make(map[string]bool, len(p.lists[name]))
	for _, w := range p.lists[name] {
		set[w] = true
	}
	s, _ := p.sets.LoadOrStore(name, set)
	return s.(map[string]bool)
}

// Values returns the entries of a list that are written "entry = value", by
// entry: "january = 1". It is shared: do not change it.
func (p *Pack) Values(name string) map[string]string { return p.values[name] }

// Numbers is [Pack.Values] where the values are whole numbers.
func (p *Pack) Numbers(name string) map[string]int {
	out := make(map[string]int, len(p.values[name]))
	for k, v := range p.values[name] {
		if n, err := strconv.Atoi(v); err == nil {
			out[k] = n
		}
	}
	return out
}

// Floats is [Pack.Values] where the values are numbers.
func (p *Pack) Floats(name string) map[string]float64 {
	out := make(map[string]float64, len(p.values[name]))
	for k, v := range p.values[name] {
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
	for _, tag := range slices.Sorted(maps.Keys(loaded())) {
		p := loaded()[tag]
		for name, entries := range p.lists {
			all.lists[name] = append(all.lists[name], entries...)
		}
		for name, values := range p.values {
			if all.values[name] == nil {
				all.values[name] = map[string]string{}
			}
			maps.Copy(all.values[name], values)
		}
	}
	for name, entries := range all.lists {
		slices.Sort(entries)
		all.lists[name] = slices.Compact(entries)
	}
	return all
})

// loadAll reads a folder of packs.
func loadAll(files fs.FS, dir string) (map[string]*Pack, error) {
	names, err := fs.Glob(files, path.Join(dir, "*", "*.txt")) // sorted
	if err != nil {
		return nil, err
	}
	all := map[string]*Pack{}
	for _, name := range names {
		tag := path.Base(path.Dir(name))
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		p := all[tag]
		if p == nil {
			p = newPack(tag)
			all[tag] = p
		}
		if err := p.read(strings.TrimSuffix(path.Base(name), ".txt"), string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

func newPack(tag string) *Pack {
	return &Pack{Tag: tag, settings: map[string]string{}, lists: map[string][]string{}, values: map[string]map[string]string{}}
}

// read takes one file into the pack. Entries stand on lines of their own or are
// separated by commas, "\," is a comma in one; "[name]" begins a section; what is
// behind # is a comment.
func (p *Pack) read(file, text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("not UTF-8")
	}
	list := file
	for n, line := range strings.Split(text, "\n") {
		if i := strings.Index(line, "#"); i >= 0 {
			line = line[:i]
		}
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(name, "]") {
			list = file + "/" + strings.TrimSuffix(name, "]")
			continue
		}
		for _, entry := range entriesOf(line) {
			key, value, valued := strings.Cut(entry, " = ")
			key = strings.ToLower(key)
			switch {
			case file == "language":
				if !valued {
					return fmt.Errorf("line %d: a setting is written name = value", n+1)
				}
				p.settings[key] = value
			case valued:
				if p.values[list] == nil {
					p.values[list] = map[string]string{}
				}
				p.values[list][key] = value
				p.lists[list] = append(p.lists[list], key)
			default:
				p.lists[list] = append(p.lists[list], key)
			}
		}
	}
	if file == "language" {
		p.letters = strings.NewReplacer(strings.Fields(p.settings["letters"])...)
	}
	for name, entries := range p.lists {
		if name == file || strings.HasPrefix(name, file+"/") {
			slices.Sort(entries)
			p.lists[name] = entries
		}
	}
	return nil
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
