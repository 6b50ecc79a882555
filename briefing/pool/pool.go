// Package pool reads what was found for a request into sentences.
//
// A [Reader] takes the hits of a search and returns a [Pool]: the articles, of copies
// only the earliest, and the sentences of their best passages, each with how much of
// the [Query] it names, how well it is understood by itself ([language.Sentence.Alone])
// and what in it speaks against showing it. [Pool.ScoreSentences] says how much each
// has to tell, and [Pool.Corroborating] which other sources say the same.
//
// Sentences and articles are named by their place in the pool.
package pool

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/parallel"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
	"sitrep/corpus/outlet"
	"sitrep/corpus/search"
	"sitrep/corpus/syndication"
)

// Bounds on what one request reads. A search returns the HitLimit best
// passages; the wholeArticles best articles among them are read whole, since
// what they say between the hits belongs to the story too; and no article
// gives more than passagesPerArticle.
const (
	HitLimit           = 120
	wholeArticles      = 20
	passagesPerArticle = 12

	// The hits of a request on news hold under a megabyte. Without a bound, a few
	// dozen articles of the greatest length would keep everybody else waiting.
	mostRead = 4 << 20 // bytes of bodies
)

// Pool is everything that was read for one request: the articles of the hits,
// and their sentences, analysed.
type Pool struct {
	Query     Query
	Articles  []Article
	Sentences []Sentence
	Terms     []string       // term of each term number
	Numbers   map[string]int // the number of each term
	Postings  [][]int        // for each term number, the sentences that hold it, ascending
	weights   []float64      // of each term; see idf
	support   [][]int        // for each sentence that may be posted, what corroborates it; see scoreSentences
	Read      int            // passages
	Analyzer  *analysis.Analyzer
	BestHit   float64     // BM25F score of the best hit
	leads     bool        // the first passage of each article is read
	Topic     string      // that a brief is of
	Whole     bool        // all that is dated or quoted is of interest, not only what is of the stories told
	Old       bool        // what it tells is of longer ago than the last days
	Told      []ToldStory // by a brief of stories, the weightiest first; none of another

	Recency  float64   // what the newest article adds to the score of an answer; see dateFrom
	Latest   bool      // the newest is asked for
	OfMany   bool      // the archive has many articles; see newsArchive
	OfNews   bool      // most articles have a day; see weigh
	Features []float64 // what those of an answer count, in the language of the question; see rank
}

// Article is an article of the pool: one independent source. Of an article and
// its syndicated copies only the earliest is in the pool.
type Article struct {
	corpus.Article
	Story    *corpus.Story // which it tells with its copies; nil where it has none
	Recency  float64       // 1 for one of the day of the question, falling to 0; 0 where it has no date
	Fresh    float64       // the same, falling faster
	Hit      float64       // score of its best passage against the best of all
	About    float64       // 0 to 1: how much of the article is about what was asked
	Titled   []float64     // for each unit of the query, 1 where the title holds it
	Headline []string      // content words of its heading
	Item     *Item         // of a round-up, which alone tells of the topic; nil where none was taken
	Pack     *language.Pack
	Full     *FullNames
	short    bool    // the last word of the topic stands for all of it; see pool.shortens
	Topical  float64 // 0 to 1: how much of a brief on the topic it is for; see teller.topical
	Passing  bool    // names the topic in neither its title nor the first words of its lead
	Group    int     // from 1, of the stories of a brief, told or not; 0 for none
	InStory  int     // from 1, of those that it tells; 0 for none
}

// Sentence is a sentence of the pool.
type Sentence struct {
	language.Sentence     // body[span.Start:span.End]
	Article           int // in Pool.Articles
	Index             int // in the article's Sentences
	Place             int // in its report; see pool.place
	Ordinal           int // of its passage
	Span              corpus.Span
	Fields            []string  // of its text, between spaces
	Lower             []string  // the same; see LowerWords
	Ordered           []int     // numbers of its content words, in the order of the text
	Terms             []int     // the same, ascending and distinct
	Concepts          []string  // names of the concepts that it names
	Named             float64   // 0 to 1: how much of what was asked the sentence itself names
	Mention           float64   // the same, or what its article's title names for it
	Units             []float64 // of the query, 1 for each that the sentence itself names
	Passage           float64   // 0 to 1: score of the hit that it belongs to, against the best hit
	Fitness           float64   // see language.Pack.Alone
	Negated           bool      // denies something
	Numbers           []string  // the figures in it
	Fault             string
	Known             float64 // how much of it the reader was told before; see told.leaveOut
	Score             float64
	Parts             score
}

// Query is what was asked, as units that each may be said in several ways.
type Query struct {
	Units []Unit
	Total float64 // sum of the weights
}

// Unit is one thing asked for: a word, or a concept with the words that name it.
type Unit struct {
	Concept string // "" for a plain word
	Terms   []string
	Or      []string // what a single word is in the other languages of the articles
	Word    string   // a single word as it was asked, in lower case
	Weight  float64
	Name    bool // written with a capital, so that no other word will do
	First   int  // place among the words of the query
	Last    int
}

// NewQuery analyses what was asked, weighing each unit by how rare it is.
func NewQuery(a *analysis.Analyzer, text string, found search.Results) Query {
	idf := map[string]float64{}
	respelt := map[string]string{}
	languages := found.Languages
	if len(languages) == 0 {
		languages = []string{""}
	}
	for _, t := range found.Terms {
		idf[t.Text] = float64(t.IDF) / search.ScoreUnit
		if t.Asked != "" {
			respelt[t.Asked] = t.Text
		}
	}
	tokens := a.Tokens(text, languages[0])
	others := map[int][]string{} // by where the word begins
	for _, l := range languages[1:] {
		for _, t := range a.Tokens(text, l) {
			if !t.Stop {
				others[t.Start] = append(others[t.Start], t.Term)
			}
		}
	}
	asks := asking(language.For(languages[0]), text)
	covered := map[int]bool{}
	var q Query
	added := briefing.AddedTopic(text)
	add := func(u Unit) {
		if added >= 0 && u.First < len(tokens) && tokens[u.First].Start > added {
			u.Weight *= addedWeight
		}
		for _, v := range q.Units {
			if v.Concept == u.Concept && slices.Equal(v.Terms, u.Terms) {
				return
			}
		}
		if u.Weight <= 0 {
			u.Weight = 0.1 // so common that it tells little, but it was asked for
		}
		q.Units = append(q.Units, u)
		q.Total += u.Weight
	}
	mentions := a.Concepts(text, tokens)
	if name, ok := a.Topic(text); ok && len(mentions) == 0 {
		// A name that is one as a topic only: "un", or that of the concept itself.
		add(Unit{Concept: name, Weight: idf["@"+name], Name: true, Last: len(tokens) - 1})
		return q
	}
	for _, m := range mentions {
		u := Unit{Concept: m.Name, Weight: idf["@"+m.Name], Name: true, First: m.First, Last: m.Last}
		for i := m.First; i <= m.Last; i++ {
			covered[i] = true
			if !tokens[i].Stop {
				u.Terms = append(u.Terms, tokens[i].Term)
			}
		}
		add(u)
	}
	for i, t := range tokens {
		if !t.Stop && !covered[i] && !asks(t) {
			if other, ok := respelt[t.Term]; ok {
				t.Term = other
			}
			add(Unit{Terms: []string{t.Term}, Or: without(others[t.Start], t.Term), Word: english.BareName(strings.ToLower(text[t.Start:t.End])), Weight: idf[t.Term], Name: i > 0 && english.IsCapital(text[t.Start:t.End]), First: i, Last: i})
		}
	}
	return q
}

// asking returns what reports whether a token of a question is one of the words that
// it consists of besides what it asks about. Where spaces do not part words, tokens
// are pairs of characters: there one is, too, that reaches into such a word of several.
func asking(pack *language.Pack, text string) func(language.Token) bool {
	if pack.Setting("spaces") != "no" {
		asks := pack.Set("questions/words")
		return func(t language.Token) bool { return asks[strings.ToLower(text[t.Start:t.End])] }
	}
	const alone, several = 1, 2
	within := make([]byte, len(text))
	words, phrases := pack.Words(text), pack.Phrases("questions/words")
	for i := 0; i < len(words); {
		_, n := phrases.At(words, i)
		for at := words[i].Start; n > 0 && at < words[i+n-1].End; at++ {
			within[at] = byte(min(n, several))
		}
		i += max(n, 1)
	}
	return func(t language.Token) bool {
		of := within[t.Start:t.End]
		return slices.Max(of) == several || slices.Min(of) >= alone
	}
}

// addedWeight is what a word counts that a follow-up was given from the
// conversation, where one that was asked counts 1: it says which story is meant,
// and the sentence that answers need not say that again.
const addedWeight = 0.3

// held returns 1 for each unit that a text holds, and 0 for the others.
func (q Query) held(w wording) []float64 {
	out := make([]float64, len(q.Units))
	for i, u := range q.Units {
		if u.Concept != "" && w.names(u.Concept) || len(u.Terms) > 0 && all(u.Terms, w.has) || slices.ContainsFunc(u.Or, w.has) {
			out[i] = 1
		}
	}
	return out
}

// Has reports whether a term is one of the unit's.
func (u Unit) Has(term string) bool {
	return slices.Contains(u.Terms, term) || slices.Contains(u.Or, term)
}

// without returns the terms but for one.
func without(terms []string, one string) []string {
	return slices.DeleteFunc(terms, func(t string) bool { return t == one })
}

// Coverage is the share of the query, by weight, that is held.
func (q Query) Coverage(held []float64) float64 {
	if q.Total == 0 {
		return 0
	}
	sum := 0.0
	for i, u := range q.Units {
		sum += float64(held[i] * u.Weight)
	}
	return sum / q.Total
}

func all(keys []string, is func(string) bool) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return !is(k) })
}

// Reader reads the sentences of a corpus for what was asked. It is safe for
// concurrent use.
type Reader struct {
	Corpus   briefing.Corpus
	Analyzer *analysis.Analyzer
	Outlets  *outlet.Set // that are known
	readings *readings
}

// NewReader returns a reader of a corpus. The analyzer must be the one that the
// corpus is indexed with.
func NewReader(c briefing.Corpus, a *analysis.Analyzer) *Reader {
	return &Reader{Corpus: c, Analyzer: a, Outlets: outlet.Default(), readings: &readings{}}
}

// Read gathers the pool of a request from the hits of its search.
func (b *Reader) Read(ctx context.Context, scope corpus.Scope, asked string, found search.Results) (*Pool, error) {
	return b.readInto(ctx, &Pool{Query: NewQuery(b.Analyzer, asked, found), Analyzer: b.Analyzer}, scope, found)
}

// ReadLeads is read with the first passage of each article, wherever its hits are.
func (b *Reader) ReadLeads(ctx context.Context, scope corpus.Scope, asked string, found search.Results) (*Pool, error) {
	return b.readInto(ctx, &Pool{Query: NewQuery(b.Analyzer, asked, found), Analyzer: b.Analyzer, leads: true, Topic: asked}, scope, found)
}

func (b *Reader) readInto(ctx context.Context, p *Pool, scope corpus.Scope, found search.Results) (*Pool, error) {
	var ids []corpus.ArticleID
	seen := map[corpus.ArticleID]bool{}
	for _, h := range found.Hits {
		if !seen[h.Article] {
			seen[h.Article] = true
			ids = append(ids, h.Article)
		}
	}
	copies, err := b.Corpus.Copies(ctx, scope, ids)
	if err != nil {
		return nil, fmt.Errorf("find syndicated copies: %w", err)
	}
	articles, err := b.articles(ctx, scope, earliest(ids, copies), copies)
	if err != nil {
		return nil, fmt.Errorf("read the articles of %d hits: %w", len(found.Hits), err)
	}
	found = b.nearer(found, articles)
	hits := map[corpus.ArticleID][]search.Hit{}
	for _, h := range found.Hits {
		hits[h.Article] = append(hits[h.Article], h)
	}
	p.Articles = Independent(articles, copies)
	if len(found.Hits) > 0 {
		p.BestHit = float64(found.Hits[0].Score) / search.ScoreUnit
	}
	readings := make([]reading, len(p.Articles))
	parallel.Each(len(p.Articles), func(i int) {
		if ctx.Err() == nil {
			readings[i] = b.readArticle(p, i, hits[p.Articles[i].ID])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read %d articles: %w", len(p.Articles), err)
	}
	n := 0
	for _, r := range readings {
		n += len(r.sentences)
	}
	p.Sentences = make([]Sentence, 0, n)
	p.Numbers = make(map[string]int, freshTerms*n)
	for _, r := range readings {
		p.add(r)
	}
	p.place()
	p.index()
	return p, nil
}

// freshTerms is about how many terms a sentence has that none before it in the pool has.
const freshTerms = 3

// earliest returns the ids, of those that are syndicated copies of each other
// only the earliest, at the place of the first: no other is shown, and there may
// be as many as there are hits.
func earliest(ids []corpus.ArticleID, copies map[corpus.ArticleID]*corpus.Story) []corpus.ArticleID {
	var out []corpus.ArticleID
	seen := map[*corpus.Story]bool{}
	for _, id := range ids {
		if s := copies[id]; s == nil {
			out = append(out, id)
		} else if !seen[s] {
			seen[s] = true
			out = append(out, s.Asked[0])
		}
	}
	return out
}

// withCopies returns the ids, and after each its copies that were asked for.
func withCopies(ids []corpus.ArticleID, copies map[corpus.ArticleID]*corpus.Story) []corpus.ArticleID {
	var out []corpus.ArticleID
	for _, id := range ids {
		if s := copies[id]; s != nil {
			out = append(out, s.Asked...)
		} else {
			out = append(out, id)
		}
	}
	return out
}

// articles reads articles, the best first, until they hold as much text as one
// request reads. Where one can't be read, its copies are.
func (b *Reader) articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID, copies map[corpus.ArticleID]*corpus.Story) ([]corpus.Article, error) {
	const atOnce, together = 24, 2 // most requests are done with five reads, and one of long texts stops in time
	var out []corpus.Article
	batches := slices.Collect(slices.Chunk(ids, atOnce))
	for size := 0; len(batches) > 0 && size < mostRead; batches = batches[min(together, len(batches)):] {
		var found [together][]corpus.Article
		var failed [together]error
		parallel.Each(min(together, len(batches)), func(i int) {
			found[i], failed[i] = b.Corpus.Articles(ctx, scope, batches[i])
			if failed[i] == nil && len(found[i]) < len(batches[i]) {
				found[i], failed[i] = b.Corpus.Articles(ctx, scope, withCopies(batches[i], copies))
			}
		})
		for i := range found {
			if failed[i] != nil {
				return nil, failed[i]
			}
			for _, a := range found[i] {
				if size < mostRead {
					out = append(out, a)
				}
				size += len(a.Body)
			}
		}
	}
	return out, nil
}

// reading is what was read of one article.
type reading struct {
	sentences []Sentence
	content   [][]string // the content words of each sentence, in the order of the text
	passages  int
}

// add takes what was read of an article into the pool, numbering its terms.
func (p *Pool) add(r reading) {
	words := 0
	for _, content := range r.content {
		words += len(content)
	}
	room := make([]int, 0, 2*words)
	for i, s := range r.sentences {
		from := len(room)
		for _, term := range r.content[i] {
			n, ok := p.Numbers[term]
			if !ok {
				n = len(p.Terms)
				p.Numbers[term] = n
				p.Terms = append(p.Terms, term)
			}
			room = append(room, n)
		}
		to := len(room)
		room = append(room, room[from:to]...)
		s.Ordered, s.Terms = room[from:to:to], room[to:len(room):len(room)]
		slices.Sort(s.Terms)
		s.Terms = slices.Compact(s.Terms)
		p.Sentences = append(p.Sentences, s)
	}
	p.Read += r.passages
}

// nearer scores hits once more by how near the words of the query stand to each
// other in them. Hits of a revision that has changed since are left out.
func (b *Reader) nearer(found search.Results, articles []corpus.Article) search.Results {
	byID := map[corpus.ArticleID]*corpus.Article{}
	for i := range articles {
		byID[articles[i].ID] = &articles[i]
	}
	current := found
	current.Hits = nil
	var texts []search.Text
	for _, h := range found.Hits {
		a := byID[h.Article]
		if a == nil || a.Revision != h.Revision {
			continue
		}
		current.Hits = append(current.Hits, h)
		texts = append(texts, search.Text{Text: a.Text(h.Passage.Span), Language: a.Language})
	}
	return search.Proximity(b.Analyzer, current, texts)
}

// Independent keeps one article of each group of syndicated copies, the
// earliest of those given, at the place of the first.
func Independent(articles []corpus.Article, copies map[corpus.ArticleID]*corpus.Story) []Article {
	given := map[corpus.ArticleID]corpus.Article{}
	for _, a := range articles {
		given[a.ID] = a
	}
	taken := map[corpus.ArticleID]bool{}
	var out []Article
	for _, a := range articles {
		if taken[a.ID] {
			continue
		}
		kept := Article{Article: a, Full: &FullNames{}, Story: copies[a.ID]}
		if kept.Story != nil {
			for _, id := range kept.Story.Asked {
				if earliest, ok := given[id]; ok {
					kept.Article = earliest
					break
				}
			}
			for _, id := range kept.Story.Asked {
				taken[id] = true
			}
		}
		out = append(out, kept)
	}
	return out
}

// readArticle reads the passages of an article's hits, or the whole article
// where it ranks among the first.
func (b *Reader) readArticle(p *Pool, i int, hits []search.Hit) reading {
	a := &p.Articles[i]
	a.Pack = language.Of(a.Language, a.Body)
	title := a.Title // as what ranks answers was fitted
	if p.leads {
		title = a.Heading()
	}
	a.Titled, a.Headline = p.Titled(b.Analyzer, a.Pack, title, a.Language)
	a.short = p.shortens(a)
	p.Complete(a, a.Titled)
	scores := map[int]float64{}
	for _, h := range hits {
		if p.BestHit > 0 {
			scores[h.Passage.Ordinal] = float64(h.Score) / search.ScoreUnit / p.BestHit
			a.Hit = max(a.Hit, scores[h.Passage.Ordinal])
		}
	}
	var chosen []corpus.Passage
	n := 0
	for _, passage := range a.Passages {
		if _, hit := scores[passage.Ordinal]; (hit || i < wholeArticles || p.leads && passage.Ordinal == 0) && len(chosen) < passagesPerArticle {
			chosen = append(chosen, passage)
			n += passage.Last - passage.First + 1
		}
	}
	r := reading{sentences: make([]Sentence, 0, n), content: make([][]string, 0, n), passages: len(chosen)}
	about := 0.0
	for _, passage := range chosen {
		for j := passage.First; j <= passage.Last; j++ {
			if a.callsFalse(j) {
				continue
			}
			s, content := b.readSentence(p, i, j)
			s.Passage = scores[passage.Ordinal]
			s.Ordinal = passage.Ordinal
			r.sentences = append(r.sentences, s)
			r.content = append(r.content, content)
			about += min(1, s.Mention)
		}
	}
	if n > 0 {
		// An article that names the topic in every third sentence is about it
		// as fully as one can be; the title counts as much as that.
		a.About = min(1, 3*about/float64(n))
		a.About = max(a.About, p.Query.Coverage(a.Titled))
	}
	return r
}

// analysed is a sentence, and its words as the index has them.
type analysed struct {
	Sentence
	wording
}

// wording is what a text says, as the index has it. It has a sentence's few words, among
// which to look is quicker than to make a map of them.
type wording struct {
	terms    []string // in the order of the text, but for words too common to search for
	concepts []string // that it names, each once
	aside    []string // of the terms, and the concepts behind "@", those that it has in compounds alone; see isAside
}

// has reports whether a term is in the text, other than in a compound that counts for
// nothing.
func (w wording) has(term string) bool {
	return slices.Contains(w.terms, term) && !slices.Contains(w.aside, term)
}

// names reports the same of a concept.
func (w wording) names(concept string) bool {
	return slices.Contains(w.concepts, concept) && (len(w.aside) == 0 || !slices.Contains(w.aside, "@"+concept))
}

// asWritten is the wording where a word counts in any compound.
func (w wording) asWritten() wording {
	w.aside = nil
	return w
}

// analyse reads a sentence of an article, whatever is asked of it.
func (b *Reader) analyse(a *Article, index int) analysed {
	span := WithoutDateline(&a.Article, index)
	at := readAs{a.Text(span), a.Language, a.Pack, a.Published.Known()}
	out := *b.readings.of(at, func(text string) *analysed { return b.readText(at, text) })
	out.Index, out.Span, out.Text = index, span, at.text
	if out.Fitness > 0 && inNote(a, index) {
		out.Fitness, out.Fault = 0, "boilerplate"
	}
	return out
}

// inNote reports whether a sentence goes on with a note of the editors that its paragraph
// begins with.
func inNote(a *Article, index int) bool {
	first := index
	for first > 0 && index-first < longestNote && a.Sentences[first-1].Paragraph == a.Sentences[index].Paragraph {
		first--
	}
	return first < index && a.Pack.IsNote(a.Text(a.Sentences[first].Span))
}

// longestNote is of how many sentences a note of the editors is, at the most.
const longestNote = 5

// readText reads the text of a sentence.
func (b *Reader) readText(at readAs, text string) *analysed {
	s := Sentence{Sentence: at.pack.Read(text), Fields: strings.Fields(text)}
	s.Lower = english.LowerWords(s.Fields)
	s.Fitness, s.Fault = s.Alone()
	if s.Fitness > staleFitness && !at.dated && s.TellsOfToday() {
		s.Fitness = staleFitness
	}
	s.Negated, s.Numbers = s.Negates(), english.NumbersOf(text)
	tokens := b.Analyzer.Tokens(text, at.language)
	w := wording{terms: make([]string, 0, len(tokens))}
	for _, m := range b.Analyzer.Concepts(text, tokens) {
		w.meet("@"+m.Name, isAside(at.pack, text, tokens[m.Last].End), !slices.Contains(w.concepts, m.Name))
		if !slices.Contains(w.concepts, m.Name) {
			w.concepts = append(w.concepts, m.Name)
		}
	}
	for _, t := range tokens {
		if !t.Stop {
			aside := isAside(at.pack, text, t.End)
			w.meet(t.Term, aside, aside && !slices.Contains(w.terms, t.Term))
			w.terms = append(w.terms, t.Term)
		}
	}
	s.Concepts = w.concepts
	return &analysed{s, w}
}

// meet notes a term, or a concept behind "@": whether it stands in a compound, and is the
// first of its kind.
func (w *wording) meet(term string, aside, first bool) {
	switch {
	case !aside:
		if i := slices.Index(w.aside, term); i >= 0 {
			w.aside = slices.Delete(w.aside, i, i+1)
		}
	case first:
		w.aside = append(w.aside, term)
	}
}

// plainTopic reports whether the pool is for a brief of a topic that is no compound.
func (p *Pool) plainTopic() bool { return p.Topic != "" && !strings.Contains(p.Topic, "-") }

// isCutAfterTopic reports whether a title was cut off behind the last word of the
// topic, so that nobody knows whether that is in a compound.
func (p *Pool) isCutAfterTopic(title string) bool {
	words := strings.Fields(p.Topic)
	head := strings.TrimRight(title, ".… ")
	return len(words) > 0 && len(head) < len(title) && strings.HasSuffix(strings.ToLower(head), strings.ToLower(words[len(words)-1]))
}

// isAside reports whether a word that ends at a byte of a text stands in a compound
// which tells of something else: "the Kerr-era rule" is no news of Kerr.
func isAside(pack *language.Pack, text string, end int) bool {
	second, ok := strings.CutPrefix(text[end:], "-")
	if !ok {
		return false
	}
	n := strings.IndexFunc(second, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(second)
	}
	return pack.Set("names/compound")[second[:n]]
}

// readSentence reads a sentence for what was asked, and returns its content words
// beside it.
func (b *Reader) readSentence(p *Pool, article, index int) (s Sentence, content []string) {
	a := &p.Articles[article]
	read := b.analyse(a, index)
	s, w := read.Sentence, read.wording
	if !p.plainTopic() {
		w = w.asWritten()
	}
	s.Article = article
	held := p.Query.held(w)
	if len(read.aside) > 0 && index < topOfArticle && p.isCutAfterTopic(a.Title) {
		for u, all := range p.Query.held(read.asWritten()) {
			if all > held[u] {
				a.Titled[u] = 0 // the title was cut within a compound
			}
		}
	}
	p.Complete(a, held)
	s.Units = slices.Clone(held)
	s.Named = p.Query.Coverage(held)
	s.Mention = s.Named
	if index < topOfArticle && p.Articles[article].tells(w) {
		// The lead tells what the title tells, and leaves out what that named.
		for u := range held {
			held[u] = max(held[u], p.Articles[article].Titled[u])
		}
		s.Mention = max(s.Mention, leadMention*p.Query.Coverage(held))
	}
	return s, w.terms
}

// shortens reports whether an article names the topic once, and then by its last
// word: "Jair Bolsonaro", "Bolsonaro"; by the one before a number: "Olaf IV", "Olaf".
func (p *Pool) shortens(a *Article) bool {
	words := strings.Fields(p.Topic)
	if len(words) < 2 || len(p.Query.Units) < 2 {
		return false
	}
	if p.isNumbered() {
		return strings.Contains(strings.ToLower(a.Title+"\n"+head(a.Body, MostNaming)), strings.ToLower(p.Topic))
	}
	r, size := utf8.DecodeRuneInString(words[len(words)-1])
	last := string(unicode.ToUpper(r)) + words[len(words)-1][size:]
	full := a.FullName(last)
	return full != last && strings.HasSuffix(strings.ToLower(p.Topic), strings.ToLower(full))
}

// isNumbered reports whether the topic is the name of a ruler or a ship with its
// number: "Olaf IV".
func (p *Pool) isNumbered() bool {
	words := strings.Fields(p.Topic)
	n := len(words) - 1
	return n > 0 && len(p.Query.Units) > n && strings.Trim(strings.ToUpper(words[n]), "IVX") == ""
}

// Complete takes the unit of the topic that stands for all of them, where a text of
// the article holds it.
func (p *Pool) Complete(a *Article, held []float64) {
	at := len(held) - 1
	if a.short && p.isNumbered() {
		at--
	}
	if a.short && held[at] == 1 {
		for u := range held {
			held[u] = 1
		}
	}
}

// staleFitness is how fit a sentence is, at the most, that tells of a day which
// nobody knows, since its article has no date.
const staleFitness = 0.7

// leadMention is how much a lead whose title names the topic names it, where it
// does not itself.
const leadMention = 0.9

// leastHeadline is the share of a title's content words that the first sentence
// must hold to tell the same.
const leastHeadline = 0.3

// tells reports whether a sentence, of which the content words are given, tells
// what the article's title tells.
func (a *Article) tells(w wording) bool {
	held := 0
	for _, t := range a.Headline {
		if w.has(t) {
			held++
		}
	}
	return len(a.Headline) > 0 && float64(held) >= leastHeadline*float64(len(a.Headline))
}

// Titled tells which units of the query a title holds, and which content words
// are in it.
func (p *Pool) Titled(a *analysis.Analyzer, pack *language.Pack, title, tag string) (held []float64, content []string) {
	tokens := a.Tokens(title, tag)
	var w wording
	for _, m := range a.Concepts(title, tokens) {
		w.meet("@"+m.Name, isAside(pack, title, tokens[m.Last].End), !slices.Contains(w.concepts, m.Name))
		w.concepts = append(w.concepts, m.Name)
	}
	for _, t := range tokens {
		known := slices.Contains(w.terms, t.Term)
		w.meet(t.Term, isAside(pack, title, t.End), !known)
		if !t.Stop && !known {
			content = append(content, t.Term)
		}
		w.terms = append(w.terms, t.Term)
	}
	if !p.plainTopic() {
		w = w.asWritten()
	}
	return p.Query.held(w), content
}

// index fills the postings: the sentences that hold each term.
func (p *Pool) index() {
	p.support = make([][]int, len(p.Sentences))
	holders, all := make([]int, len(p.Terms)), 0
	for i := range p.Sentences {
		for _, t := range p.Sentences[i].Terms {
			holders[t]++
			all++
		}
	}
	p.Postings = make([][]int, len(p.Terms))
	room := make([]int, all)
	for t, n := range holders {
		p.Postings[t], room = room[:0:n], room[n:]
	}
	for i := range p.Sentences {
		for _, t := range p.Sentences[i].Terms {
			p.Postings[t] = append(p.Postings[t], i)
		}
	}
	p.weights = make([]float64, len(p.Terms))
	for t, holders := range p.Postings {
		p.weights[t] = math.Log(1 + float64(len(p.Sentences))/float64(2*len(holders)))
	}
}

// Idf weighs a term by how few of the pool's sentences hold it. What all hold
// still weighs a little, so that two sentences can be alike in a small pool.
func (p *Pool) Idf(term int) float64 { return p.weights[term] }

// Source is the article that a sentence is from.
func (p *Pool) Source(s Sentence) *Article { return &p.Articles[s.Article] }

// Overlap is the share of content words that the smaller of two sentences has
// in common with the other.
func Overlap(a, b []int) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	return float64(syndication.Common(a, b)) / float64(min(len(a), len(b)))
}

// Contained is the share of a's content, by weight, that b holds too.
func (p *Pool) Contained(a, b *Sentence) float64 {
	held, total := 0.0, 0.0
	j := 0
	for _, t := range a.Terms {
		w := p.Idf(t)
		total += w
		for j < len(b.Terms) && b.Terms[j] < t {
			j++
		}
		if j < len(b.Terms) && b.Terms[j] == t {
			held += w
		}
	}
	if total == 0 {
		return 0
	}
	return held / total
}

// ToldStory is a story that a brief tells.
type ToldStory struct {
	Articles  []int
	Headlines map[int]float64 // see teller.headlines
	Day       corpus.Date     // of the line that tells it
}

// LanguageOf returns what reads a claim: the language that it is in, rather one of
// the articles' than another.
func (p *Pool) LanguageOf(text string) *language.Pack {
	if !slices.ContainsFunc(p.Articles, func(a Article) bool { return a.Pack != english.Pack }) {
		return language.Of("", text)
	}
	var tags []string
	for _, a := range p.Articles {
		if !slices.Contains(tags, a.Pack.Tag) {
			tags = append(tags, a.Pack.Tag)
		}
	}
	return language.For(language.Identify(text, tags))
}

// LeastRetold is how much of a sentence a reader knows, at the least, of one that was
// told before in other words. knownCosts is the share of its score that a sentence just
// below that loses; one that says nothing known loses none.
const (
	LeastRetold = 0.5
	knownCosts  = 0.25
)

// Bounds on a sentence that is posted: shorter ones say too little, longer ones
// are not read on a phone.
const (
	LeastClaimWords = 6
	MostClaimBytes  = 420
)

// MostQueries is how many other searches a model may write for a question.
const MostQueries = 3
