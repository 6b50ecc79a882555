// Package alias knows the names under which news writes of the same thing:
// North Korea, DPRK, Pyongyang.
//
// The names are curated, in a text file of one concept a line:
//
//	# a comment
//	north-korea: North Korea | North Korean | DPRK | Pyongyang
//
// First the name of the concept, of lower-case letters, digits and hyphens;
// then its aliases, the first of which is its canonical name. An alias matches
// whatever its case, hyphens, accents and quotation marks, with two exceptions:
// one written in capitals only (UN, WHO) matches only capitals, and one in
// double quotes ("Polish") matches only as it is written. An acronym that is no
// ordinary word can be listed in both forms: DPRK | dprk.
//
// A line named "-" lists phrases that hold an alias but do not mean it: with
//
//	-: Washington Post
//
// the newspaper is no mention of the United States.
//
// In a further file, which an operator may have ([Set.Extend]), a line adds
// aliases to a concept, or takes them over from another; with "=" for ":" it
// replaces the concept, and with nothing after the "=" it removes it.
package alias

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/analysis/fold"
)

// Bounds on a file of aliases.
const (
	maxLines    = 20_000
	maxLine     = 4_096 // bytes
	maxAlias    = 120   // bytes
	maxConcepts = 10_000
)

// exceptions is the name of the lines that list phrases which mean no concept.
const exceptions = "-"

// Concept is one thing and the names it goes by.
type Concept struct {
	Name      string   // lower-case letters, digits and hyphens: "north-korea"
	Canonical string   // as a reader would write it: the first of Aliases
	Aliases   []string // in the order of the file, without quotation marks
	exact     []bool   // for each alias: match only as written
}

// Exact reports whether alias i matches only as it is written: it is all
// capitals, or stood in double quotes.
func (c Concept) Exact(i int) bool { return c.exact[i] }

// Set is a set of concepts. It does not change once made, and is safe for
// concurrent use.
type Set struct {
	concepts []Concept // by name
	replaced []string  // names that take the place of a concept rather than add to it
	lookup   map[string]int
	hash     string
}

//go:embed aliases.txt
var curated string

var loadCurated = sync.OnceValue(func() *Set {
	s, err := Load(strings.NewReader(curated))
	if err != nil {
		panic(fmt.Sprintf("built-in aliases: %v", err)) // a test loads them
	}
	return s
})

// Default returns the curated set that is built into the program.
func Default() *Set { return loadCurated() }

// Load reads a file of aliases. Errors name the line.
func Load(r io.Reader) (*Set, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, maxLine), maxLine)
	var concepts []Concept
	var replaced []string
	at := map[string]int{}           // name: index in concepts
	named := map[string]string{}     // name without hyphens: name
	claimed := map[string]claimant{} // alias: who has it
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		c, replaces, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("aliases, line %d: %w", n, err)
		}
		for i := range c.Aliases {
			key := claim(c, i)
			if other, taken := claimed[key]; taken && other.name != c.Name {
				return nil, fmt.Errorf("aliases, line %d: %q is an alias of %s already, in line %d", n, c.Aliases[i], other.name, other.line)
			} else if !taken {
				claimed[key] = claimant{c.Name, n}
			}
		}
		i, known := at[c.Name]
		if known && c.Name != exceptions {
			return nil, fmt.Errorf("aliases, line %d: %s has a line already", n, c.Name)
		}
		if other, taken := named[Key(c.Name)]; taken && !known {
			return nil, fmt.Errorf("aliases, line %d: %s reads the same as %s", n, c.Name, other)
		}
		named[Key(c.Name)] = c.Name
		if replaces {
			replaced = append(replaced, c.Name)
		}
		if known {
			concepts[i] = concepts[i].with(c)
			continue
		}
		if len(concepts) == maxConcepts || n > maxLines {
			return nil, fmt.Errorf("aliases, line %d: more than %d concepts or %d lines", n, maxConcepts, maxLines)
		}
		at[c.Name] = len(concepts)
		concepts = append(concepts, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("aliases, line %d: %w", n+1, err)
	}
	return newSet(concepts, replaced), nil
}

type claimant struct {
	name string
	line int
}

// parse reads one line.
func parse(line string) (c Concept, replaces bool, err error) {
	if !utf8.ValidString(line) {
		return c, false, fmt.Errorf("not UTF-8")
	}
	i := strings.IndexAny(line, ":=")
	if i < 0 {
		return c, false, fmt.Errorf("write a name, a colon, and aliases with | between them")
	}
	c.Name, replaces = strings.TrimSpace(line[:i]), line[i] == '='
	if c.Name != exceptions && !validName(c.Name) {
		return c, false, fmt.Errorf("name %q: use lower-case letters, digits and hyphens, 64 at most", c.Name)
	}
	rest := strings.TrimSpace(line[i+1:])
	if rest == "" {
		if replaces {
			return c, true, nil
		}
		return c, false, fmt.Errorf("%s has no aliases", c.Name)
	}
	for a := range strings.SplitSeq(rest, "|") {
		a = strings.TrimSpace(a)
		exact := len(a) > 2 && a[0] == '"' && a[len(a)-1] == '"'
		a = strings.Trim(a, `"`)
		switch {
		case Key(a) == "":
			return c, false, fmt.Errorf("%s has an alias without a letter", c.Name)
		case len(a) > maxAlias:
			return c, false, fmt.Errorf("an alias of %s is longer than %d bytes", c.Name, maxAlias)
		}
		c = c.with(Concept{Aliases: []string{a}, exact: []bool{exact || allCapitals(a)}})
	}
	c.Canonical = c.Aliases[0]
	return c, replaces, nil
}

func validName(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" &&
		s[0] != '-' && s[len(s)-1] != '-'
}

func allCapitals(s string) bool {
	return strings.ContainsFunc(s, unicode.IsUpper) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.IsUpper(r)
	})
}

// with returns the concept with another's aliases added.
func (c Concept) with(d Concept) Concept {
	c.Aliases, c.exact = slices.Clone(c.Aliases), slices.Clone(c.exact)
	for i, a := range d.Aliases {
		if !slices.Contains(c.Aliases, a) {
			c.Aliases, c.exact = append(c.Aliases, a), append(c.exact, d.exact[i])
		}
	}
	return c
}

// claim is what no two concepts may share: an alias as it is matched.
func claim(c Concept, i int) string {
	if c.exact[i] {
		return "=" + c.Aliases[i]
	}
	return Key(c.Aliases[i])
}

// newSet makes a set of concepts with distinct names.
func newSet(concepts []Concept, replaced []string) *Set {
	slices.SortStableFunc(concepts, func(a, b Concept) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(replaced)
	s := &Set{concepts: concepts, replaced: replaced, lookup: map[string]int{}}
	h := sha256.New()
	for i, c := range concepts {
		fmt.Fprintf(h, "%q %q %v\n", c.Name, c.Aliases, c.exact)
		if c.Name == exceptions {
			continue
		}
		s.lookup[Key(c.Name)] = i
	}
	s.hash = hex.EncodeToString(h.Sum(nil)[:8])
	// Names come before aliases, aliases of any case before exact ones.
	for _, exact := range []bool{false, true} {
		for i, c := range concepts {
			for j, a := range c.Aliases {
				if _, taken := s.lookup[Key(a)]; !taken && c.Name != exceptions && c.exact[j] == exact {
					s.lookup[Key(a)] = i
				}
			}
		}
	}
	return s
}

// Extend returns the set with another laid over it: concepts of the other are
// added, or added to, or replaced where its file says so. An alias that both
// claim is the other's.
func (s *Set) Extend(other *Set) *Set {
	taken := map[string]string{}
	for _, c := range other.concepts {
		for i := range c.Aliases {
			taken[claim(c, i)] = c.Name
		}
	}
	over := map[string]Concept{}
	for _, c := range other.concepts {
		over[c.Name] = c
	}
	var concepts []Concept
	for _, c := range s.concepts {
		if slices.Contains(other.replaced, c.Name) {
			continue
		}
		kept := Concept{Name: c.Name}
		for i, a := range c.Aliases {
			owner, ok := taken[claim(c, i)]
			if !ok {
				owner, ok = taken[Key(a)] // in any case is also in capitals
			}
			if !ok || owner == c.Name {
				kept = kept.with(Concept{Aliases: []string{a}, exact: c.exact[i : i+1]})
			}
		}
		if o, ok := over[c.Name]; ok {
			kept = kept.with(o)
			delete(over, c.Name)
		}
		if len(kept.Aliases) > 0 {
			kept.Canonical = kept.Aliases[0]
			concepts = append(concepts, kept)
		}
	}
	for _, c := range other.concepts {
		if _, left := over[c.Name]; left && len(c.Aliases) > 0 {
			concepts = append(concepts, c)
		}
	}
	return newSet(concepts, slices.Clone(s.replaced))
}

// Lookup finds the concept that a topic, as a whole, is a name of: the name
// itself, or any alias, whatever its case, spaces, hyphens, accents and
// quotation marks. What is typed as a topic is a name, so that here "un" finds
// the United Nations, which it does not within a text.
func (s *Set) Lookup(topic string) (Concept, bool) {
	if len(topic) > 2*maxAlias {
		return Concept{}, false
	}
	key := Key(topic)
	if key == "" {
		return Concept{}, false
	}
	i, ok := s.lookup[key]
	if !ok {
		return Concept{}, false
	}
	return s.concepts[i].clone(), true
}

// Concepts returns the concepts by name.
func (s *Set) Concepts() []Concept {
	var out []Concept
	for _, c := range s.concepts {
		if c.Name != exceptions {
			out = append(out, c.clone())
		}
	}
	return out
}

// Exceptions returns the phrases that hold an alias but mean no concept.
func (s *Set) Exceptions() []string {
	for _, c := range s.concepts {
		if c.Name == exceptions {
			return slices.Clone(c.Aliases)
		}
	}
	return nil
}

// Hash identifies the content of the set: sets that match the same text in the
// same way have the same hash.
func (s *Set) Hash() string { return s.hash }

func (c Concept) clone() Concept {
	c.Aliases = slices.Clone(c.Aliases) // exact is not exported, and never written to
	return c
}

// Key returns what a name is looked up by: its letters and digits, folded. It
// is empty for what holds a character that no name has.
func Key(name string) string {
	foreign := false
	key := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return r
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), strings.ContainsRune("_−'’‘ʼ´`.\"“”„«»&", r), fold.Invisible(r):
			return -1
		}
		foreign = true
		return -1
	}, name)
	if foreign {
		return ""
	}
	return fold.Word(key)
}
