package briefing

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/outlet"
)

// Basis is what a brief is made from, as its first line tells.
type Basis struct {
	Articles    int         // that it cites
	Outlets     int         // that published them, as far as they are named
	Countries   int         // in which those are; 0 where too little is known to say
	State       int         // of them are state-controlled, as far as is known
	First, Last corpus.Date // the days of the first and the last of them; unknown where none is dated
	Days        int         // that it looks back for what is new, where its request named no time; 0 for all
}

// Basis counts the articles that a brief cites, without those that only its
// explanations name.
func (b Brief) Basis() Basis {
	var out Basis
	b.Explanations = nil
	cited := map[corpus.ArticleID]bool{}
	for _, citations := range b.Citations() {
		for _, c := range *citations {
			cited[c.Source] = true
		}
	}
	outlets, known := map[string]bool{}, map[string]bool{}
	countries, state := map[string]bool{}, map[string]bool{}
	for _, s := range b.Sources {
		if !cited[s.ID] {
			continue
		}
		out.Articles++
		if s.Outlet != "" || s.URL != "" {
			a := corpus.Article{ID: s.ID, Outlet: s.Outlet, URL: s.URL}
			name := strings.ToLower(a.Source())
			outlets[name] = true
			if s.Country != "" || s.Kind != "" {
				known[name] = true
			}
			if outlet.IsCountry(s.Country) {
				countries[s.Country] = true
			}
			if s.Kind == outlet.StateControlled {
				state[name] = true
			}
		}
		day := s.Published.Truncate(corpus.Day)
		if !day.Known() {
			continue
		}
		if !out.First.Known() || day.Compare(out.First) < 0 {
			out.First = day
		}
		if day.Compare(out.Last) > 0 {
			out.Last = day
		}
	}
	out.Outlets = len(outlets)
	if len(known) > 1 { // of one alone there is nothing to count
		out.Countries, out.State = len(countries), len(state)
	}
	if out.Countries == 1 && len(known) < len(outlets) {
		out.Countries = 0 // the others may be from anywhere
	}
	if b.From.Known() && b.AsOf.Known() && !b.Window.Known() {
		out.Days = int(b.AsOf.LastDay().End().Sub(b.From.Time).Hours() / 24)
	}
	return out
}

// CitationsOf returns what a brief cites from its source n, in the order of the
// article, each span once; what only its explanations cite is not among it.
func (b Brief) CitationsOf(n int) []Citation {
	var out []Citation
	b.Explanations = nil
	for _, citations := range b.Citations() {
		for _, c := range *citations {
			if c.N == n && !slices.ContainsFunc(out, func(o Citation) bool { return o.Place() == c.Place() }) {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Citation) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
	return out
}
