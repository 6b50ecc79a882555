package briefing

import (
	"slices"
	"testing"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
)

// Names typed without capitals are known by how the articles write them.
func TestNamesTypedWithoutCapitals(t *testing.T) {
	const text = "On Monday Rosa Marsh opened the bridge, and the town thanked Marsh of Tide Mills for the bridge, as each tide wets it."
	for question, want := range map[string][]string{"did marsh open the bridge": {"marsh"}, "Did marsh open the bridge?": nil, "what is tide mills": {"tide", "mills"}} {
		p := &pool{query: newQuery(analysis.New(alias.Default()), question, search.Results{}), numbers: map[string]int{}}
		p.sentences = []sentence{{Sentence: english.Read(text)}}
		for i, u := range p.query.units {
			p.numbers[u.terms[0]] = i
			p.postings = append(p.postings, []int{0})
		}
		p.nameUnits(question)
		var names []string
		for _, u := range p.query.units {
			if u.name {
				names = append(names, u.word)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%q: names %q, want %q", question, names, want)
		}
	}
}
