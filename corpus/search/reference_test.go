package search

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/analysis/fold"
)

var (
	analyzer = analysis.New(alias.Default())
	bags     sync.Map
)

// library is the reference: articles in a map, and a search that reads all of
// them each time, in the plainest way.
type library map[key]corpus.Article

type key struct {
	collection corpus.Collection
	id         corpus.ArticleID
}

func (l library) put(a corpus.Article) { l[key{a.Collection, a.ID}] = a }

func (l library) size(scope corpus.Scope) corpus.Size {
	var size corpus.Size
	for k, a := range l {
		if scope.Has(k.collection) {
			size.Articles++
			size.Passages += len(a.Passages)
			if a.Published.Compare(size.Newest) > 0 {
				size.Newest = a.Published
			}
		}
	}
	return size
}

// bag is how often a text holds each term, and its length in words. It is counted
// once: each search asks for that of every text.
func bag(text, language string) (terms map[string]int, length int) {
	type counted struct {
		terms  map[string]int
		length int
	}
	of := [2]string{text, language}
	if known, ok := bags.Load(of); ok {
		return maps.Clone(known.(counted).terms), known.(counted).length
	}
	defer func() { bags.Store(of, counted{maps.Clone(terms), length}) }()
	terms = map[string]int{}
	tokens := analyzer.Tokens(text, language)
	for _, t := range tokens {
		if !t.Stop {
			terms[t.Term]++
			length++
		}
	}
	for _, m := range analyzer.Concepts(text, tokens) {
		terms["@"+m.Name]++
	}
	for _, c := range analyzer.Compounds(text, language, tokens) {
		terms[c.Term]++
	}
	return terms, length
}

func (l library) search(q Query) Results {
	type passage struct {
		corpus.Article
		corpus.Passage
		terms  map[string]int
		length int
	}
	var passages []passage
	total := 0
	df := map[string]int{}
	keys := slices.SortedFunc(maps.Keys(l), func(a, b key) int { return cmp.Compare(a.collection, b.collection) })
	for _, k := range keys {
		a := l[k]
		if !q.Scope.Has(k.collection) {
			continue
		}
		title, titleLength := bag(a.Title, a.Language)
		for _, p := range a.Passages {
			terms, length := bag(a.Text(p.Span), a.Language)
			for t, n := range title {
				terms[t] += titleWeight * n
			}
			length = decodeLength(lengthCode(length + titleWeight*titleLength))
			total += length
			for t := range terms {
				df[t]++
			}
			passages = append(passages, passage{a, p, terms, length})
		}
	}
	var r Results
	counts := map[string]int{}
	for k, a := range l {
		if q.Scope.Has(k.collection) {
			counts[primary(a.Language)]++
		}
	}
	r.Languages = languagesOf(q, mostWritten(counts))
	r.Foreign = isForeign(r.Languages[0], counts)
	asked := queryTerms(analyzer, q.Text, r.Languages)
	for i, t := range asked {
		if other := nearest(t.Text, df); df[t.Text] == 0 && t.weight == 1 && other != "" &&
			!slices.ContainsFunc(asked, func(t askedTerm) bool { return t.Text == other }) {
			t.Asked, t.Text = t.Text, other
			asked[i].Text = other
		}
		t.Passages = df[t.Text]
		t.IDF = idf(len(passages), df[t.Text])
		t.Weight = int64(t.weight * ScoreUnit)
		r.Terms = append(r.Terms, t.Term)
	}
	if r.Terms == nil {
		r.Terms = []Term{}
	}
	average := 1.0
	if total > 0 {
		average = float64(total) / float64(len(passages))
	}
	for _, p := range passages {
		score := int64(0)
		for _, t := range r.Terms {
			if tf := min(p.terms[t.Text], maxFrequency); tf > 0 {
				weight := float64(t.Weight) / ScoreUnit
				score += int64(impact(weight*float64(t.IDF), saturation(tf, p.length, average)))
			}
		}
		if score == 0 || !admits(q, p.Article) {
			continue
		}
		r.Matched++
		r.Hits = append(r.Hits, Hit{p.ID, p.Revision, p.Passage, score})
	}
	slices.SortStableFunc(r.Hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Passage.Ordinal, b.Passage.Ordinal))
	})
	if q.Limit == 0 {
		q.Limit = 50
	}
	r.Hits = r.Hits[:min(len(r.Hits), q.Limit)]
	return r
}

// nearest is the term that a misspelt one is taken for, "" for none.
func nearest(term string, df map[string]int) string {
	if len(term) < shortestRespelt || term[0] < 'a' || term[0] > 'z' {
		return ""
	}
	most := 1
	if len(term) >= twoSlips {
		most = 2
	}
	others := slices.DeleteFunc(slices.Collect(maps.Keys(df)), func(other string) bool {
		return other[0] != term[0] || slips(term, other) > most
	})
	if len(others) == 0 {
		return ""
	}
	return slices.MinFunc(others, func(a, b string) int {
		return cmp.Or(cmp.Compare(slips(term, a), slips(term, b)), cmp.Compare(df[b], df[a]), cmp.Compare(a, b))
	})
}

// slips is the optimal string alignment distance by its definition.
func slips(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	if len(a) > len(b)+2 || len(b) > len(a)+2 {
		return 3 // at least: more than is ever forgiven
	}
	if a[0] == b[0] {
		return slips(a[1:], b[1:])
	}
	d := 1 + min(slips(a[1:], b), slips(a, b[1:]), slips(a[1:], b[1:]))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		d = min(d, 1+slips(a[2:], b[2:]))
	}
	return d
}

// admits is the filter of a query as its documentation has it.
func admits(q Query, a corpus.Article) bool {
	if (q.Since.Known() || q.Until.Known()) && !a.Published.Known() {
		return false
	}
	if q.Since.Known() && a.Published.Time.Before(q.Since.Time) {
		return false
	}
	if q.Until.Known() && a.Published.End().After(q.Until.End()) {
		return false
	}
	if q.Outlet != "" && fold.Word(a.Outlet) != fold.Word(q.Outlet) {
		return false
	}
	if q.Among != nil && !q.Among[a.ID] || !q.Scope.Shows(a.ID, a.Outlet) {
		return false
	}
	return q.Written == "" || q.Written == a.Language
}

// vocabulary is what made-up articles are made of: common and rare words, names
// in several spellings, stop words.
var vocabulary = strings.Fields(`the of and in Korea North South talks talks talks missile missiles summit Kim
	Jong-un Jongun leader DPRK Pyongyang Seoul UN sanctions border nuclear test tests reactor defence defense
	2018 1,000 price rice trade oil ship vessel minister ministry envoy visit visited agreed agreement`)

// draw is a source of choices: random numbers, or those that rapid draws.
type draw func(n int) int

func randomly(seed uint64) draw {
	r := rand.New(rand.NewPCG(seed, 1))
	return r.IntN
}

func (d draw) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		// The product makes the first words of the vocabulary common.
		n := len(vocabulary)
		b.WriteString(vocabulary[d(n)*d(n)/n])
		if d(40) == 0 {
			fmt.Fprintf(&b, " w%d", d(500))
		}
	}
	return b.String()
}

var collections = []corpus.Collection{corpus.Public, corpus.Guild("1"), corpus.Guild("2")}

func (d draw) article(ids int) corpus.Article {
	a := corpus.Article{
		ID:         corpus.ArticleID(fmt.Sprintf("%016x", d(ids)*7919)),
		Collection: collections[d(3)],
		Revision:   1 + d(3),
		Title:      d.text(d(5)),
		Outlet:     []string{"", "Daily Post", "DAILY POST", "Wire"}[d(4)],
		Language:   []string{"", "en", "de"}[d(3)],
		Published:  d.date(),
	}
	for i := range d(4) {
		if i > 0 {
			a.Body += "\n\n"
		}
		start := len(a.Body)
		a.Body += d.text(d(40))
		a.Passages = append(a.Passages, corpus.Passage{
			Span: corpus.Span{Start: start, End: len(a.Body)}, Ordinal: i, First: 2 * i, Last: 2*i + 1,
		})
	}
	return a
}

func (d draw) date() corpus.Date {
	year, month, day := 2017+d(3), time.Month(1+d(12)), 1+d(28)
	switch d(5) {
	case 0:
		return corpus.Date{}
	case 1:
		return corpus.NewDate(year, 0, 0)
	case 2:
		return corpus.NewDate(year, month, 0)
	case 3:
		return corpus.NewInstant(time.Date(year, month, day, d(24), d(60), d(60), 0, time.UTC))
	}
	return corpus.NewDate(year, month, day)
}

func (d draw) query() Query {
	q := Query{Text: d.text(d(8)), Limit: []int{0, 1, 3, 1000}[d(4)]}
	var scope []corpus.Collection
	for _, c := range collections {
		if d(3) > 0 {
			scope = append(scope, c)
		}
	}
	q.Scope = corpus.NewScope(scope...)
	if d(4) == 0 {
		q.Since = d.date()
	}
	if d(4) == 0 {
		q.Until = d.date()
	}
	if d(5) == 0 {
		q.Outlet = "daily post"
	}
	if d(5) == 0 {
		q.Written = "en"
	}
	if d(5) == 0 {
		muted := corpus.Muted{Outlets: []string{"", "daily post"}[d(2):][:1]}
		for range d(5) {
			muted.Articles = append(muted.Articles, d.article(30).ID)
		}
		q.Scope = q.Scope.Without(muted)
	}
	if d(5) == 0 {
		q.Among = map[corpus.ArticleID]bool{}
		for range d(20) {
			q.Among[d.article(30).ID] = true
		}
	}
	return q
}

// asBytes is what a program would see of results.
func asBytes(t interface{ Fatal(...any) }, r Results) string {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func search(t testing.TB, ix *Index, q Query) Results {
	t.Helper()
	r, err := ix.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
