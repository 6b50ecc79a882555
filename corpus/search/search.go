package search

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// Bounds on a query.
const (
	defaultLimit = 50
	maxLimit     = 1000
	maxText      = 16 << 10 // bytes that are analysed; what is after is left out
	maxTerms     = 64       // the weightiest are kept, so that scores fit 32 bits
)

// Search returns the passages that match a query best. The same articles give
// the same results, in whatever order they came and however they are stored.
// A query of nothing but stop words, or a scope of nothing, has no hits.
func (ix *Index) Search(ctx context.Context, q Query) (Results, error) {
	if q.Limit < 0 || q.Limit > maxLimit {
		return Results{}, fmt.Errorf("search: limit %d is not within 0 to %d", q.Limit, maxLimit)
	}
	q.Limit = cmp.Or(q.Limit, defaultLimit)
	sc := ix.scopeOf(q)
	counts := sc.writtenIn()
	languages := languagesOf(q, mostWritten(counts))
	asked := ix.weigh(q.Text, languages, sc)
	r := Results{Terms: make([]Term, len(asked)), Languages: languages, Foreign: isForeign(languages[0], counts)}
	for i, t := range asked {
		r.Terms[i] = t.Term
	}
	if err := ctx.Err(); err != nil {
		return Results{}, fmt.Errorf("search: %w", err)
	}
	w := workspaces.Get().(*workspace)
	defer workspaces.Put(w)
	w.prepare(asked, sc)
	best := topK{limit: q.Limit, parts: sc.parts, recency: q.recency(), threshold: 1}
	for i, p := range sc.parts {
		f, some := newFilter(q, p)
		if !some {
			continue
		}
		n, err := w.scorePart(ctx, i, p, f, &best)
		if err != nil {
			return Results{}, fmt.Errorf("search: %w", err)
		}
		r.Matched += n
	}
	r.Hits = best.hits()
	return r, nil
}

// scope is what a query searches: the parts of its collections, and their
// statistics together.
type scope struct {
	parts    []part
	passages int
	average  float64 // length
	longest  uint8   // code of the greatest length
}

func (ix *Index) scopeOf(q Query) scope {
	var sc scope
	length := uint64(0)
	shelves := ix.state.Load().shelves
	for _, c := range q.Scope.Collections() {
		if s := shelves[c]; s != nil {
			sc.parts = append(sc.parts, s.parts...)
			sc.passages += s.passages
			length += s.length
		}
	}
	for _, p := range sc.parts {
		sc.longest = max(sc.longest, p.longest)
	}
	sc.average = 1
	if length > 0 {
		sc.average = float64(length) / float64(sc.passages)
	}
	return sc
}

// writtenIn counts the articles of the scope by the language that they are written in.
func (sc scope) writtenIn() map[string]int {
	counts := map[string]int{}
	for _, p := range sc.parts {
		p.addWrittenIn(counts)
	}
	return counts
}

// isForeign reports whether none of a scope's articles, of which there are some, is
// written in a language.
func isForeign(language string, counts map[string]int) bool {
	some := false
	for l, n := range counts {
		if some = some || n > 0; n > 0 && l == primary(language) {
			return false
		}
	}
	return some && language != ""
}

// leastShare is one over the share of a scope's articles that a language has at
// the least for queries to be read in it, too: a stray article would else have
// the stems of its language match words of all the others.
const leastShare = 20

// mostWritten sorts languages by how many articles are written in each, leaving
// out those of few; the unknown one counts as English.
func mostWritten(counts map[string]int) []string {
	var out []string
	counts["en"] += counts[""] // which is how it is read
	counts[""] = 0
	total := 0
	for _, n := range counts {
		total += n
	}
	for l, n := range counts {
		if n > 0 && n*leastShare >= total {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	return out
}

// askedTerm is a term of a query with its number in each part, -1 for none.
type askedTerm struct {
	Term
	weight  float64
	numbers []int
}

// weigh turns the text of a query into terms and weighs them by the statistics
// of the scope. They stay in the order of the text.
func (ix *Index) weigh(text string, languages []string, sc scope) []askedTerm {
	asked := queryTerms(ix.analyzer, text, languages)
	for i := range asked {
		t := &asked[i]
		t.find(sc)
		if t.Passages == 0 && t.weight == 1 {
			other, ok := spellCorrect(t.Text, sc)
			if ok && !slices.ContainsFunc(asked, func(t askedTerm) bool { return t.Text == other }) {
				t.Asked, t.Text = t.Text, other
				t.find(sc)
			}
		}
		t.IDF = idf(sc.passages, t.Passages)
		t.Weight = int64(float64(t.weight * ScoreUnit))
	}
	if len(asked) > maxTerms {
		weightiest := slices.Clone(asked)
		slices.SortStableFunc(weightiest, func(a, b askedTerm) int {
			return cmpFloat(float64(b.weight*float64(b.IDF)), float64(a.weight*float64(a.IDF)))
		})
		kept := map[string]bool{}
		for _, t := range weightiest[:maxTerms] {
			kept[t.Text] = true
		}
		asked = slices.DeleteFunc(asked, func(t askedTerm) bool { return !kept[t.Text] })
	}
	return asked
}

// find looks the term up in the parts of a scope.
func (t *askedTerm) find(sc scope) {
	t.numbers, t.Passages = make([]int, len(sc.parts)), 0
	for j, p := range sc.parts {
		n, ok := p.term(t.Text)
		if !ok {
			t.numbers[j] = -1
			continue
		}
		t.numbers[j] = n
		t.Passages += int(p.frequencies[n]) - p.dead.holding(p.segment, n)
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// queryTerms turns the text of a query into terms: its words without stop
// words, the concepts it names, and the joined forms of its compounds.
//
// Of the words, those of other languages that the articles are written in are
// terms, too, where they differ: Paris is the same word to all, but not to all
// stemmers.
func queryTerms(a *analysis.Analyzer, text string, languages []string) []askedTerm {
	if len(text) > maxText {
		text = text[:maxText]
	}
	var out []askedTerm
	at := map[string]int{}
	add := func(term string, weight float64) {
		if i, ok := at[term]; ok {
			out[i].weight = max(out[i].weight, weight)
			return
		}
		at[term] = len(out)
		out = append(out, askedTerm{Term: Term{Text: term}, weight: weight})
	}
	tokens := a.Tokens(text, languages[0])
	mentions := a.Concepts(text, tokens)
	if name, ok := a.Topic(text); ok {
		mentions = []analysis.Mention{{Name: name, First: 0, Last: len(tokens) - 1}}
	}
	for i := 0; i < len(tokens); i++ {
		if len(mentions) > 0 && mentions[0].First == i {
			m := mentions[0]
			mentions = mentions[1:]
			add(conceptMark+m.Name, 1)
			for ; i <= m.Last; i++ {
				if !tokens[i].Stop {
					add(tokens[i].Term, coveredWeight)
				}
			}
			i--
			continue
		}
		if !tokens[i].Stop {
			add(tokens[i].Term, 1)
		}
	}
	for _, c := range a.Compounds(text, languages[0], tokens) {
		add(c.Term, compoundWeight)
	}
	stops := map[int]bool{}
	for _, t := range tokens {
		stops[t.Start] = t.Stop
	}
	for _, l := range languages[1:] {
		for _, t := range a.Tokens(text, l) {
			if stop, ok := stops[t.Start]; ok && !stop && !t.Stop {
				add(t.Term, 1)
			}
		}
	}
	return out
}

// maxLanguages is how many languages a query is read in.
const maxLanguages = 8

// languagesOf returns the languages that a query is read in: its own, then those
// that most articles are written in.
func languagesOf(q Query, written []string) []string {
	own := q.Language
	if own == "" {
		own = language.Identify(q.Text, written)
	}
	out := []string{own}
	for _, l := range written {
		if len(out) < maxLanguages && l != primary(own) {
			out = append(out, l)
		}
	}
	return out
}

// workspace is the memory that scoring needs; it is used again.
type workspace struct {
	scores      [windowSize]int32 // of the passages of a window
	lengths     [windowSize]uint8
	barred      [windowWords]uint64
	touched     []uint16 // passages with a score, where they are few
	saturations saturations
	tables      []impacts
	cursors     []termCursor
	terms       []askedTerm
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

// termCursor walks the postings of one term of the query.
type termCursor struct {
	cursor
	impacts *impacts
}

func (w *workspace) prepare(asked []askedTerm, sc scope) {
	w.terms = asked
	w.saturations.fill(sc.average, sc.longest)
	if len(w.tables) < len(asked) {
		w.tables = make([]impacts, len(asked))
	}
	for i, t := range asked {
		if t.Passages > 0 {
			w.tables[i].fill(float64(t.weight*float64(t.IDF)), &w.saturations, sc.longest)
		}
	}
}

// sparse is how many postings of a window are too few to look at the whole
// window for.
const sparse = windowSize / 8

// scorePart scores a part of the index window by window, term by term within
// each, and offers what passes the filter to best. It returns how many passed.
// Windows keep the scores within the nearest cache (Büttcher, Clarke & Cormack
// 2010, chapter 5, on term-at-a-time with accumulators; Zobel & Moffat 2006).
func (w *workspace) scorePart(ctx context.Context, number int, p part, f filter, best *topK) (int, error) {
	w.cursors = w.cursors[:0]
	for i, t := range w.terms {
		if n := t.numbers[number]; n >= 0 {
			w.cursors = append(w.cursors, termCursor{newCursor(p.postingsOf(n)), &w.tables[i]})
		}
	}
	matched := 0
	for {
		window, postings := maxWindows, 0
		for i := range w.cursors {
			switch c := &w.cursors[i]; {
			case c.window < window:
				window, postings = c.window, int(c.rest[1])
			case c.window == window && window < maxWindows:
				postings += int(c.rest[1])
			}
		}
		if window == maxWindows {
			return matched, nil
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if postings < sparse {
			matched += w.scoreSparse(window, number, p, f, best)
		} else {
			matched += w.scoreDense(window, number, p, f, best)
		}
	}
}

// scoreSparse scores a window in which few passages match.
func (w *workspace) scoreSparse(window, number int, p part, f filter, best *topK) int {
	base := uint32(window) << windowBits
	w.touched = w.touched[:0]
	for i := range w.cursors {
		c := &w.cursors[i]
		if c.window != window {
			continue
		}
		for _, posting := range c.block() {
			i := posting & (windowSize - 1)
			if w.scores[i] == 0 {
				w.touched = append(w.touched, i)
			}
			w.scores[i] += c.impacts[int(posting>>windowBits)<<8|int(p.lengths[base+uint32(i)])]
		}
		c.next()
	}
	matched := 0
	dead := p.dead.window(window)
	for _, i := range w.touched {
		score := w.scores[i]
		w.scores[i] = 0
		if dead != nil && dead[i/64]>>(i%64)&1 == 1 || f.active && !f.passes(p.segment, int(p.articles[base+uint32(i)])) {
			continue
		}
		matched++
		if score >= best.threshold {
			best.offer(candidate{f.weighted(score, p.segment, p.articles[base+uint32(i)]), number, base + uint32(i)})
		}
	}
	return matched
}

// scoreDense scores a window in which many passages match.
func (w *workspace) scoreDense(window, number int, p part, f filter, best *topK) int {
	size := min(windowSize, p.passageCount()-window<<windowBits)
	barred := p.dead.window(window)
	if f.active {
		if !f.bar(p, window, size, &w.barred) {
			for i := range w.cursors {
				if c := &w.cursors[i]; c.window == window {
					c.next()
				}
			}
			return 0
		}
		barred = &w.barred
	}
	lengths := p.lengthsOf(window, &w.lengths)
	for i := range w.cursors {
		if c := &w.cursors[i]; c.window == window {
			addImpacts(&w.scores, c.block(), lengths, c.impacts)
			c.next()
		}
	}
	matched := 0
	base := uint32(window) << windowBits
	for word := 0; word<<6 < size; word++ {
		bar := uint64(0)
		if barred != nil {
			bar = barred[word]
		}
		if bar == ^uint64(0) {
			continue
		}
		scores := (*[64]int32)(w.scores[word<<6:])
		// Without branches: how many scores are positive, and whether any
		// reaches the threshold.
		below := int32(0)
		if bar == 0 {
			for _, score := range scores {
				matched += int(uint32(-score) >> 31)
				below |= best.threshold - 1 - score
			}
		} else {
			positive := uint64(0)
			for i, score := range scores {
				positive |= uint64(uint32(-score)>>31) << (i & 63)
				below |= best.threshold - 1 - score
			}
			matched += bits.OnesCount64(positive &^ bar)
		}
		if below >= 0 {
			continue
		}
		for i, score := range scores {
			if score >= best.threshold && bar>>i&1 == 0 {
				passage := base + uint32(word<<6+i)
				best.offer(candidate{f.weighted(score, p.segment, p.articles[passage]), number, passage})
			}
		}
	}
	clear(w.scores[:])
	return matched
}

// addImpacts adds a term's impacts to the scores of a window. It is where a
// search spends most of its time.
func addImpacts(scores *[windowSize]int32, block []uint16, lengths *[windowSize]uint8, table *impacts) {
	for _, posting := range block {
		i := posting & (windowSize - 1)
		scores[i] += table[int(posting>>windowBits)<<8|int(lengths[i])]
	}
}
