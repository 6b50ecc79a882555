package search

import (
	"cmp"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// segmentPassages bounds the passages of a segment as it is built; larger ones
// come by merging.
const segmentPassages = 1 << 15

// maxArticlePassages bounds the passages of an article; those after it are not
// found. It is some 6 million words.
const maxArticlePassages = 1 << 16

// MaxTerms bounds the distinct terms that an article brings into the index: the
// first in the order of its text. What comes after them is found by those alone.
// A term costs some 70 bytes of memory when it occurs once, so that without a
// bound one article of invented words takes what a thousand of news do. The
// longest reports have 10,000, a novel 15,000.
const MaxTerms = 20_000

// Terms counts the terms that an article brings into an index of text that is
// analysed by a.
func Terms(a *analysis.Analyzer, article corpus.Article) int {
	b := newBuilder(a)
	b.add(article)
	return len(b.terms)
}

// builder makes a segment of articles.
type builder struct {
	analyzer *analysis.Analyzer
	s        segment
	outlets  namer
	langs    namer

	numbers  map[string]uint32 // of terms, in order of appearance
	terms    []string
	concepts map[string]string // terms by name
	found    []occurrence

	inArticle []uint32 // the last article that holds it, its number plus one, by term
	distinct  int      // terms of the current article

	frequency []uint16 // in the current passage, by term
	touched   []uint32 // the terms it holds
	title     []occurrence
	tokens    []language.Token
}

// occurrence is how often a passage holds a term.
type occurrence struct {
	term      uint32
	passage   uint32
	frequency uint16
}

func newBuilder(a *analysis.Analyzer) *builder {
	b := &builder{analyzer: a, numbers: map[string]uint32{}, concepts: map[string]string{}}
	b.s.terms, b.s.ids = newTexts(), newTexts()
	b.s.first = []uint32{0}
	return b
}

// build makes segments of articles that are all of different IDs.
func build(a *analysis.Analyzer, articles []corpus.Article) []*segment {
	var out []*segment
	b := newBuilder(a)
	for _, article := range articles {
		if n := b.s.passageCount(); n > 0 && n+len(article.Passages) > segmentPassages {
			out = append(out, b.finish())
			b = newBuilder(a)
		}
		b.add(article)
	}
	if b.s.articleCount() > 0 {
		out = append(out, b.finish())
	}
	return out
}

// add indexes an article. A passage whose span is not within the body is
// indexed by the title alone.
func (b *builder) add(a corpus.Article) {
	number := uint32(b.s.articleCount())
	b.s.ids.add(string(a.ID))
	b.s.published = append(b.s.published, newPublished(a.Published))
	b.s.revisions = append(b.s.revisions, uint32(a.Revision))
	b.outlets.add(a.Outlet)
	b.langs.add(a.Language)

	b.distinct = 0
	b.touched = b.touched[:0]
	titleLength := b.count(a.Title, a.Language, titleWeight)
	b.title = b.title[:0]
	for _, t := range b.touched {
		b.title = append(b.title, occurrence{term: t, frequency: b.frequency[t]})
		b.frequency[t] = 0
	}
	for _, p := range a.Passages[:min(len(a.Passages), maxArticlePassages)] {
		b.touched = b.touched[:0]
		for _, o := range b.title {
			b.frequency[o.term] = o.frequency
			b.touched = append(b.touched, o.term)
		}
		length := titleLength
		if 0 <= p.Start && p.Start <= p.End && p.End <= len(a.Body) {
			length += b.count(a.Text(p.Span), a.Language, 1)
		}
		passage := uint32(b.s.passageCount())
		for _, t := range b.touched {
			b.found = append(b.found, occurrence{t, passage, min(b.frequency[t], maxFrequency)})
			b.frequency[t] = 0
		}
		b.s.lengths = append(b.s.lengths, lengthCode(length))
		b.s.articles = append(b.s.articles, number)
		b.s.places = append(b.s.places, place{uint32(p.Start), uint32(p.End), uint32(p.Ordinal), uint32(p.First), uint32(p.Last)})
	}
	b.s.first = append(b.s.first, uint32(b.s.passageCount()))
}

// count adds the terms of a text to the current passage, each occurrence weight
// times, and returns its length in words that are not stop words, weighted.
// Concepts and compounds are terms beside the words, and have no length.
func (b *builder) count(text, language string, weight uint16) int {
	b.tokens = b.analyzer.AppendTokens(b.tokens[:0], text, language)
	length := 0
	for _, t := range b.tokens {
		if !t.Stop {
			length += int(weight)
			b.occurs(t.Term, weight)
		}
	}
	for _, m := range b.analyzer.Concepts(text, b.tokens) {
		term, ok := b.concepts[m.Name]
		if !ok {
			term = conceptMark + m.Name
			b.concepts[m.Name] = term
		}
		b.occurs(term, weight)
	}
	for _, c := range b.analyzer.Compounds(text, language, b.tokens) {
		b.occurs(c.Term, weight)
	}
	return length
}

// conceptMark begins the term of a concept. No word begins with it.
const conceptMark = "@"

func (b *builder) occurs(term string, weight uint16) {
	article := uint32(b.s.articleCount()) // the current one, plus one
	n, ok := b.numbers[term]
	if !ok || b.inArticle[n] != article {
		if b.distinct == MaxTerms {
			return
		}
		b.distinct++
	}
	if !ok {
		n = uint32(len(b.terms))
		b.numbers[term] = n
		b.terms = append(b.terms, term)
		b.inArticle = append(b.inArticle, 0)
		b.frequency = append(b.frequency, 0)
	}
	b.inArticle[n] = article
	if b.frequency[n] == 0 {
		b.touched = append(b.touched, n)
	}
	b.frequency[n] = min(b.frequency[n]+weight, maxFrequency)
}

// finish returns the segment: terms sorted, postings by term.
func (b *builder) finish() *segment {
	s := b.s
	s.outlets, s.languages = b.outlets.names, b.langs.names
	s.sortIDs()

	order := make([]uint32, len(b.terms)) // terms in ascending order
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Compare(b.terms[x], b.terms[y]) })

	// Occurrences by term: counted, then dealt. They come by ascending passage.
	starts := make([]uint32, len(b.terms)+1)
	for _, o := range b.found {
		starts[o.term+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	next := slices.Clone(starts[:len(b.terms)])
	dealt := make([]occurrence, len(b.found))
	for _, o := range b.found {
		dealt[next[o.term]] = o
		next[o.term]++
	}
	e := encoder{out: make([]uint16, 0, len(b.found)+headerSize*len(b.terms))}
	for _, t := range order {
		e.begin()
		s.terms.add(b.terms[t])
		s.starts = append(s.starts, uint32(len(e.out)))
		s.frequencies = append(s.frequencies, starts[t+1]-starts[t])
		for _, o := range dealt[starts[t]:starts[t+1]] {
			e.add(o.passage, o.frequency)
		}
	}
	s.starts = append(s.starts, uint32(len(e.out)))
	s.postings = slices.Clip(e.out)
	s.complete()
	return &s
}
