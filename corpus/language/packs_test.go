package language

import (
	"flag"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "sort the packs that are not sorted, and wrap their lines")

// source is a pack file as it is written: its sections in order, the first
// without a name.
type source struct{ sections []written }

type written struct {
	name     string
	comments []string // those above it and in it
	entries  []string // with their values, as they stand
}

func sourceOf(text string) source {
	s := source{[]written{{}}}
	var pending []string // comments that may belong to the section after them
	for line := range strings.SplitSeq(text, "\n") {
		last := &s.sections[len(s.sections)-1]
		before, remark, commented := strings.Cut(strings.TrimSpace(line), "#")
		before = strings.TrimSpace(before)
		switch {
		case strings.HasPrefix(before, "[") && strings.HasSuffix(before, "]"):
			s.sections = append(s.sections, written{name: strings.Trim(before, "[]"), comments: pending})
			pending = nil
		case before != "":
			last.comments = append(last.comments, pending...)
			pending = nil
			last.entries = append(last.entries, entriesOf(before)...)
		case !commented && len(s.sections) == 1 && len(last.comments) == 0:
			last.comments, pending = pending, nil // the file's own comment
		}
		if commented {
			pending = append(pending, strings.TrimSpace(remark))
		}
	}
	last := &s.sections[len(s.sections)-1]
	last.comments = append(last.comments, pending...)
	return s
}

// keyOf returns an entry without its value.
func keyOf(entry string) string {
	key, _, _ := strings.Cut(entry, " = ")
	return strings.ToLower(key)
}

func sameEntries(a, b source) bool {
	return slices.EqualFunc(a.sections, b.sections, func(a, b written) bool { return slices.Equal(a.entries, b.entries) })
}

// String writes the file with every section sorted and wrapped.
func (s source) String() string {
	var out strings.Builder
	for i, sec := range s.sections {
		if i > 0 {
			out.WriteByte('\n')
		}
		for _, c := range sec.comments {
			out.WriteString(strings.TrimSpace("# "+c) + "\n")
		}
		if sec.name != "" {
			out.WriteString("[" + sec.name + "]\n")
		}
		slices.SortStableFunc(sec.entries, func(a, b string) int { return strings.Compare(keyOf(a), keyOf(b)) })
		sec.entries = slices.CompactFunc(sec.entries, func(a, b string) bool { return keyOf(a) == keyOf(b) })
		valued := slices.ContainsFunc(sec.entries, func(e string) bool { return strings.Contains(e, " = ") })
		width := 0
		for k, e := range sec.entries {
			e = strings.ReplaceAll(e, ",", `\,`)
			switch {
			case k == 0:
			case valued || width+2+utf8.RuneCountInString(e) > widest:
				out.WriteByte('\n')
				width = 0
			default:
				out.WriteString(", ")
				width += 2
			}
			out.WriteString(e)
			width += utf8.RuneCountInString(e)
		}
		if len(sec.entries) > 0 {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

const widest = 110 // characters of a line that -update writes

func packFiles(t *testing.T) []string {
	files, err := filepath.Glob("packs/*/*.txt")
	if err != nil || len(files) < 100 {
		t.Fatalf("found %d pack files: %v", len(files), err)
	}
	return files
}

func TestPackFilesAreSortedAndCommented(t *testing.T) {
	for _, file := range packFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src := sourceOf(string(text))
		before := sourceOf(string(text)) // String sorts
		if path.Base(file) == "language.txt" {
			continue // settings, in an order of their own
		}
		if sorted := src.String(); *update && !sameEntries(before, sourceOf(sorted)) {
			if err := os.WriteFile(file, []byte(sorted), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s: the first line is no comment that says what belongs there", file)
		}
		for _, sec := range before.sections {
			if sec.name != "" && len(sec.comments) == 0 {
				t.Errorf("%s: [%s] has no comment that says what belongs there", file, sec.name)
			}
			if sec.name != "" && len(sec.entries) == 0 {
				t.Errorf("%s: [%s] is empty", file, sec.name)
			}
			seen := ""
			for i, e := range sec.entries {
				key := keyOf(e)
				if i > 0 && key == seen {
					t.Errorf("%s: [%s] has %q twice", file, sec.name, key)
				} else if key < seen {
					t.Errorf("%s: [%s] is not sorted: %q follows %q (go test ./corpus/language -update sorts it)", file, sec.name, key, seen)
				}
				seen = key
			}
		}
	}
}

func TestSectionsStandOnceInAFile(t *testing.T) {
	for _, file := range packFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, sec := range sourceOf(string(text)).sections {
			if seen[sec.name] {
				t.Errorf("%s has [%s] twice", file, sec.name)
			}
			seen[sec.name] = true
		}
	}
}

func TestMonthsAndWeekdaysAreComplete(t *testing.T) {
	for _, tag := range Tags() {
		for list, last := range map[string]int{"months": 12, "weekdays": 7} {
			values := For(tag).Values(list)
			if values == nil {
				continue // the language's dates are not read
			}
			has := make([]bool, last+1)
			for name, v := range values {
				n, err := strconv.Atoi(v)
				if err != nil || n < 1 || n > last {
					t.Errorf("%s: %s: %q = %q is none of 1 to %d", tag, list, name, v, last)
					continue
				}
				has[n] = true
			}
			for n := 1; n <= last; n++ {
				if !has[n] {
					t.Errorf("%s: %s: %d has no name", tag, list, n)
				}
			}
		}
	}
}

func TestPackSyntax(t *testing.T) {
	f, err := parse("words", "# comment\nTwo, one # remark\n[verbs]\nsay = said, go\nsorry\\, no\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.lists["words"]; !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("words: %q", got)
	}
	if got := f.lists["words/verbs"]; !slices.Equal(got, []string{"go", "say", "sorry, no"}) {
		t.Errorf("words/verbs: %q", got)
	}
	if got := f.values["words/verbs"]; len(got) != 1 || got["say"] != "said" {
		t.Errorf("values: %q", got)
	}
	if _, err := parse("words", "\xff"); err == nil {
		t.Error("text that is not UTF-8 was read")
	}
	if _, err := parse("language", "stemmer"); err == nil {
		t.Error("a setting without a value was read")
	}
}

// In the program, a file is read when one of its lists is first asked for.
func TestEveryPackFileCanBeRead(t *testing.T) {
	n := 0
	for _, p := range loaded() {
		for _, read := range p.files {
			read() // panics
			n++
		}
	}
	if settings := len(loaded()); n+settings < len(packFiles(t))-1 {
		t.Errorf("%d files of %d are read", n, len(packFiles(t)))
	}
}

func TestAllHasTheListsOfEveryLanguage(t *testing.T) {
	months := All().Numbers("months")
	for name, want := range map[string]int{"march": 3, "märz": 3, "марта": 3, "août": 8} {
		if months[name] != want {
			t.Errorf("%s is month %d, want %d", name, months[name], want)
		}
	}
	if For("und").List("dateline/name joints") != nil || slices.Contains(Tags(), "und") {
		t.Error("the folder of what belongs to no language is taken for a language")
	}
}
