// Package outlet knows outlets: in what country they are, in what languages they
// report, and of what kind they are.
//
// What is known is curated, in a text file of one outlet a line (outlets.txt), whose
// fields stand between bars:
//
//	Harbour Wire; HW | harbour.example | GB | en | commercial | https://harbour.example/about
//
// They are the outlet's name and, after semicolons, its other names; the domains of its
// pages; its country; its languages, its main one first; its [Kind]; and where all that
// can be looked up. Any but the first may be empty. An operator's own file is laid over
// it ([Set.Extend]).
//
// An outlet says nothing of whether what it reports is so.
package outlet

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"

	"sitrep/corpus"
)

// Kind is what sort of outlet one is. Empty where it is not known, or in dispute.
type Kind string

const (
	// Agency is a news agency whose reports its owner does not direct.
	Agency Kind = "agency"
	// Public is paid for by the public and independent of its government by law.
	Public Kind = "public"
	// StateControlled is owned or run by a government or a ruling party, which
	// decides what it says.
	StateControlled Kind = "state-controlled"
	// Commercial is a business of private owners.
	Commercial Kind = "commercial"
)

// Kinds are all that there are.
func Kinds() []Kind { return []Kind{Agency, Public, StateControlled, Commercial} }

// Outlet is what is known of one.
type Outlet struct {
	Name      string   // never empty
	Others    []string // what it is called, too
	Domains   []string // of its pages, without "www."
	Country   string   // ISO 3166, or UN or EU for one of theirs; empty where unknown
	Languages []string // BCP 47, its main one first
	Kind      Kind
	Source    string // an address at which this can be looked up; empty in a file of an operator's own
}

// Bounds on a file of outlets.
const (
	maxOutlets = 20_000
	maxLine    = 4_096 // bytes
)

// Set is a set of outlets. It does not change once made, and is safe for concurrent use.
type Set struct {
	outlets  []Outlet // in the order of the file
	byDomain map[string]int
	byName   map[string]int
}

//go:embed outlets.txt
var curated string

var loadCurated = sync.OnceValue(func() *Set {
	s, err := Load(strings.NewReader(curated))
	if err != nil {
		panic(fmt.Sprintf("built-in outlets: %v", err)) // a test loads them
	}
	return s
})

// Default returns the curated set that is built into the program.
func Default() *Set { return loadCurated() }

// Load reads a file of outlets. Errors name the line.
func Load(r io.Reader) (*Set, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, maxLine), maxLine)
	s := newSet()
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		o, err := parse(line)
		if err == nil && len(s.outlets) == maxOutlets {
			err = fmt.Errorf("more than %d outlets", maxOutlets)
		}
		if err == nil {
			err = s.add(o)
		}
		if err != nil {
			return nil, fmt.Errorf("outlets, line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("outlets, line %d: %w", n+1, err)
	}
	return s, nil
}

// parse reads one line.
func parse(line string) (Outlet, error) {
	const most = 6
	if !utf8.ValidString(line) {
		return Outlet{}, fmt.Errorf("not UTF-8")
	}
	fields := strings.Split(line, "|")
	if len(fields) > most {
		return Outlet{}, fmt.Errorf("more than %d fields", most)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	fields = append(fields, make([]string, most-len(fields))...)
	o := Outlet{Country: fields[2], Languages: strings.Fields(fields[3]), Kind: Kind(fields[4]), Source: fields[5]}
	for name := range strings.SplitSeq(fields[0], ";") {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			o.Others = append(o.Others, name)
		}
	}
	if len(o.Others) == 0 {
		return Outlet{}, fmt.Errorf("write a name first, then what is known of it between bars")
	}
	o.Name, o.Others = o.Others[0], o.Others[1:]
	for domain := range strings.FieldsSeq(fields[1]) {
		domain = strings.TrimPrefix(strings.ToLower(domain), "www.")
		if !strings.Contains(domain, ".") || strings.ContainsAny(domain, "/:@*") {
			return Outlet{}, fmt.Errorf("%q is no domain: write it as harbour.example", domain)
		}
		o.Domains = append(o.Domains, domain)
	}
	if o.Country != "" && !isPlace(o.Country) {
		return Outlet{}, fmt.Errorf("%q is no country: write two capital letters, as ISO 3166 has them", o.Country)
	}
	for _, l := range o.Languages {
		if _, err := language.Parse(l); err != nil {
			return Outlet{}, fmt.Errorf("%q is no language: write a code such as en or pt-BR", l)
		}
	}
	if o.Kind != "" && !slices.Contains(Kinds(), o.Kind) {
		return Outlet{}, fmt.Errorf("%q is no kind: there are %v", o.Kind, Kinds())
	}
	return o, nil
}

// isPlace reports whether a code is that of a country, or of what has no country.
func isPlace(code string) bool {
	if len(code) != 2 || code != strings.ToUpper(code) {
		return false
	}
	r, err := language.ParseRegion(code)
	return err == nil && (r.IsCountry() || !IsCountry(code))
}

// IsCountry reports whether the code of an outlet's country is that of one: UN and EU
// stand for their institutions.
func IsCountry(code string) bool { return code != "" && code != "UN" && code != "EU" }

func newSet() *Set { return &Set{byDomain: map[string]int{}, byName: map[string]int{}} }

// names are all that an outlet is called.
func (o Outlet) names() []string { return append([]string{o.Name}, o.Others...) }

// add adds an outlet, none of whose names and domains another may have.
func (s *Set) add(o Outlet) error {
	at := len(s.outlets)
	for _, name := range o.names() {
		if i, taken := s.byName[key(name)]; taken {
			return fmt.Errorf("%q is there already: %s", name, s.name(i, o))
		}
		s.byName[key(name)] = at
	}
	for _, d := range o.Domains {
		if i, taken := s.byDomain[d]; taken {
			return fmt.Errorf("%s is there already: %s", d, s.name(i, o))
		}
		s.byDomain[d] = at
	}
	s.outlets = append(s.outlets, o)
	return nil
}

func (s *Set) name(i int, o Outlet) string {
	if i == len(s.outlets) {
		return o.Name
	}
	return s.outlets[i].Name
}

func key(name string) string { return strings.ToLower(name) }

// Extend returns the set with another laid over it: an outlet of the other takes the
// place of that of the same name, and keeps for itself what names and domains it has.
func (s *Set) Extend(other *Set) *Set {
	out := newSet()
	for _, o := range s.outlets {
		if _, replaced := other.byName[key(o.Name)]; replaced {
			continue
		}
		o.Others = slices.DeleteFunc(slices.Clone(o.Others), func(name string) bool { _, taken := other.byName[key(name)]; return taken })
		o.Domains = slices.DeleteFunc(slices.Clone(o.Domains), func(d string) bool { _, taken := other.byDomain[d]; return taken })
		out.mustAdd(o)
	}
	for _, o := range other.outlets {
		out.mustAdd(o)
	}
	return out
}

// mustAdd adds an outlet with which nothing is shared any more.
func (s *Set) mustAdd(o Outlet) {
	if err := s.add(o); err != nil {
		panic(fmt.Sprintf("lay outlets over others: %v", err)) // what was shared has been taken out
	}
}

// All returns the outlets in the order of the file.
func (s *Set) All() []Outlet { return slices.Clone(s.outlets) }

// Named returns the outlet of a name, whatever its case.
func (s *Set) Named(name string) (Outlet, bool) {
	i, ok := s.byName[key(strings.Join(strings.Fields(name), " "))]
	if !ok {
		return Outlet{}, false
	}
	return s.outlets[i], true
}

// IsState reports whether an article is of an outlet that is known to be state-controlled.
func (s *Set) IsState(a corpus.Article) bool {
	o, _ := s.Of(a)
	return o.Kind == StateControlled
}

// Of returns the outlet of an article: that of the domain of its address, or of one
// that this is within; else that of the name which the article gives.
func (s *Set) Of(a corpus.Article) (Outlet, bool) {
	if u, err := url.Parse(a.URL); err == nil {
		for host := strings.ToLower(u.Hostname()); strings.Contains(host, "."); {
			if i, ok := s.byDomain[host]; ok {
				return s.outlets[i], true
			}
			_, host, _ = strings.Cut(host, ".")
		}
	}
	return s.Named(a.Outlet)
}
