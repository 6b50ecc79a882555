package topics

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
)

// What it takes to be a topic.
const (
	minArticles = 2 // that name it; or
	minMentions = 3 // in one
	maxTopics   = 20_000

	// What many articles name is in the title of one in titleShare at least.
	manyArticles = 20
	titleShare   = 20
	maxAliases   = 12 // shown of a name that was found
)

// List counts the topics of a scope.
func (x *Index) List(scope corpus.Scope) *List {
	var shelves []*shelf
	for _, c := range scope.Collections() {
		if s := x.collections[c]; s != nil {
			shelves = append(shelves, s)
		}
	}
	return newList(x.count(shelves))
}

// counted is a name in all shelves of a scope.
type counted struct {
	key                     string
	articles                int32
	mentions, inside, lower int32
	titled                  int32
	forms                   []form
	surnames                []surname
	into                    int32 // number of the full name that it belongs to; -1 for none

	topic   bool
	covered int32 // articles that mention the topic, surnames included
	score   int64
	newest  date
}

// count finds the topics of shelves, ranked.
func (x *Index) count(shelves []*shelf) []Topic {
	names, numbers := together(shelves)
	joinScope(names)

	// Which names are topics.
	var chosen []int32
	for i := range names {
		if n := &names[i]; n.into < 0 && x.isTopic(n) {
			chosen = append(chosen, int32(i))
			n.topic = true
		}
	}
	newest := date{}
	for _, s := range shelves {
		for _, e := range s.articles {
			if e.published.compare(newest) > 0 {
				newest = e.published
			}
		}
	}
	// What is summed are whole numbers, so that the order of the articles does
	// not matter.
	var met []int32
	for i, s := range shelves {
		from := int32(0)
		for _, e := range s.articles {
			w := weight(newest, e.published)
			met = met[:0]
			uses := s.uses[from:e.end]
			from = e.end
			for _, id := range uses {
				if numbers != nil {
					id = numbers[i][id]
				}
				if names[id].into >= 0 {
					id = names[id].into
				}
				n := &names[id]
				if !n.topic {
					continue
				}
				if len(n.surnames) > 0 { // may be there twice
					if slices.Contains(met, id) {
						continue
					}
					met = append(met, id)
				}
				n.covered++
				n.score += w
				if e.published.compare(n.newest) > 0 {
					n.newest = e.published
				}
			}
		}
	}
	slices.SortFunc(chosen, func(i, j int32) int {
		a, b := &names[i], &names[j]
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.covered, a.covered),
			cmp.Compare(b.mentions, a.mentions), strings.Compare(a.key, b.key))
	})
	if len(chosen) > maxTopics {
		chosen = chosen[:maxTopics]
	}
	topics := make([]Topic, len(chosen))
	for i, id := range chosen {
		topics[i] = x.topic(names, id)
	}
	return topics
}

// together counts the names of all shelves: the largest as it is, the names of
// the others added. Numbers are the names' numbers for each shelf, nil where
// those are the shelf's own.
func together(shelves []*shelf) (names []counted, numbers [][]int32) {
	if len(shelves) == 0 {
		return nil, nil
	}
	largest := 0
	for i, s := range shelves {
		if len(s.names) > len(shelves[largest].names) {
			largest = i
		}
	}
	base := shelves[largest]
	names = make([]counted, len(base.names), len(base.names)+64)
	for i := range base.names {
		n := &base.names[i]
		names[i] = counted{key: n.key, articles: n.articles, mentions: n.mentions, inside: n.inside, lower: n.lower, titled: n.titled,
			forms: n.forms, surnames: n.surnames, into: -1}
	}
	if len(shelves) == 1 {
		return names, nil
	}
	numbers = make([][]int32, len(shelves))
	added := map[string]int32{}
	for i, s := range shelves {
		numbers[i] = make([]int32, len(s.names))
		for j := range s.names {
			if i == largest {
				numbers[i][j] = int32(j)
				continue
			}
			key := s.names[j].key
			id, ok := base.ids[key]
			if !ok {
				id, ok = added[key]
			}
			if !ok {
				id = int32(len(names))
				added[key] = id
				names = append(names, counted{key: key, into: -1})
			}
			numbers[i][j] = id
		}
		if i == largest {
			continue
		}
		for j := range s.names {
			n := &s.names[j]
			c := &names[numbers[i][j]]
			c.articles += n.articles
			c.mentions += n.mentions
			c.inside += n.inside
			c.lower += n.lower
			c.titled += n.titled
			var all name
			all.forms, all.surnames = slices.Clone(c.forms), slices.Clone(c.surnames)
			for _, f := range n.forms {
				all.forms[all.form(f.text)].count += f.count
			}
			for _, l := range n.surnames {
				all.addSurname(numbers[i][l.name], l.articles)
			}
			c.forms, c.surnames = all.forms, all.surnames
		}
	}
	return names, numbers
}

// joinScope gives a surname that stands alone in some articles to the full name
// that nine in ten of those with both mean by it, if more articles have both
// than have it alone.
func joinScope(names []counted) {
	type claim struct{ all, best, full int32 }
	claims := map[int32]claim{}
	for i := range names {
		for _, s := range names[i].surnames {
			c := claims[s.name]
			c.all += s.articles
			// Of two that are equal, neither has nine in ten.
			if s.articles > c.best {
				c.best, c.full = s.articles, int32(i)
			}
			claims[s.name] = c
		}
	}
	for id, c := range claims {
		s := &names[id]
		if s.articles == 0 || 10*c.best < 9*c.all || c.best <= s.articles || len(s.surnames) > 0 {
			continue
		}
		s.into = c.full
	}
	for i := range names {
		s := &names[i]
		if s.into < 0 {
			continue
		}
		f := &names[s.into]
		f.mentions += s.mentions
		f.inside += s.inside
		f.titled += s.titled
	}
}

// isTopic reports whether a name is one, and is named often enough.
func (x *Index) isTopic(n *counted) bool {
	if n.articles == 0 {
		return false
	}
	if strings.HasPrefix(n.key, conceptMark) {
		_, ok := x.concepts[n.key]
		return ok
	}
	if n.articles < minArticles && n.mentions < minMentions {
		return false
	}
	if n.articles >= manyArticles && n.titled*titleShare < n.articles {
		return false // a stamp, an appeal or a notice, pasted into one article after the other
	}
	return n.inside > 0 && 2*n.inside > n.lower
}

// topic makes a topic of a name.
func (x *Index) topic(names []counted, id int32) Topic {
	n := &names[id]
	t := Topic{Articles: int(n.covered), Mentions: int(n.mentions), Newest: n.newest.full()}
	if c, ok := x.concepts[n.key]; ok {
		t.Name, t.Concept, t.Aliases = c.Canonical, c.Name, slices.Clone(c.Aliases[1:])
		return t
	}
	forms := slices.Clone(n.forms)
	slices.SortStableFunc(forms, func(a, b form) int {
		return cmp.Or(cmp.Compare(b.count, a.count), comparePlainness(a.text, b.text))
	})
	t.Name = strings.Clone(forms[0].text) // not to keep what it was read from
	seen := []string{fold.Name(t.Name)}
	alias := func(text string) {
		if s := fold.Name(text); !slices.Contains(seen, s) && len(t.Aliases) < maxAliases {
			seen = append(seen, s)
			t.Aliases = append(t.Aliases, strings.Clone(text))
		}
	}
	for _, f := range forms[1:] {
		alias(f.text)
	}
	surnames := slices.Clone(n.surnames)
	slices.SortStableFunc(surnames, func(a, b surname) int {
		return cmp.Or(cmp.Compare(b.articles, a.articles), strings.Compare(names[a.name].key, names[b.name].key))
	})
	for _, s := range surnames {
		for _, f := range forms {
			if last := lastWord(f.text, names[s.name].key); last != "" {
				alias(last)
				break
			}
		}
	}
	return t
}

// The weight of an article halves every halfLife days that it is older than the
// newest of the scope, down to a thirty-second: what was covered long ago still
// counts, and so do articles without a date.
const (
	halfLife    = 30
	fullWeight  = 1 << 20
	leastWeight = fullWeight / 32
)

// weight is what an article counts for. Between two halvings it falls in a
// straight line, so that it is a whole number everywhere.
func weight(newest, published date) int64 {
	if published.precision == 0 {
		return leastWeight
	}
	days := int64(newest.number - published.number)
	if days >= 5*halfLife {
		return leastWeight
	}
	w := int64(fullWeight) >> (days / halfLife)
	return w - w*(days%halfLife)/(2*halfLife)
}
