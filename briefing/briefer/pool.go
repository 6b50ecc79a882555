package briefer

import (
	"context"
	"fmt"
	"maps"
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
	"sitrep/corpus/search"
	"sitrep/corpus/syndication"
)

// Bounds on what one request reads. A search returns the hitLimit best
// passages; the wholeArticles best articles among them are read whole, since
// what they say between the hits belongs to the story too; and no article
// gives more than passagesPerArticle.
const (
	hitLimit           = 120
	wholeArticles      = 20
	passagesPerArticle = 12

	// The hits of a request on news hold under a megabyte. Without a bound, a few
	// dozen articles of the greatest length would keep everybody else waiting.
	mostRead = 4 << 20 // bytes of bodies
)

// pool is everything that was read for one request: the articles of the hits,
// and their sentences, analysed.
type pool struct {
	query     query
	articles  []pooled
	sentences []sentence
	terms     []string       // term of each term number
	numbers   map[string]int // the number of each term
	postings  [][]int        // for each term number, the sentences that hold it, ascending
	weights   []float64      // of each term; see idf
	support   [][]int        // for each sentence that may be posted, what corroborates it; see scoreSentences
	read      int            // passages
	analyzer  *analysis.Analyzer
	bestHit   float64     // BM25F score of the best hit
	leads     bool        // the first passage of each article is read
	topic     string      // that a brief is of
	whole     bool        // all that is dated or quoted is of interest, not only what is of the stories told
	old       bool        // what it tells is of longer ago than the last days
	told      []toldStory // by a brief of stories, the weightiest first; none of another

	recency  float64   // what the newest article adds to the score of an answer; see dateFrom
	latest   bool      // the newest is asked for
	ofMany   bool      // the archive has many articles; see newsArchive
	ofNews   bool      // most articles have a day; see weigh
	features []float64 // what those of an answer count, in the language of the question; see rank
}

// pooled is an article of the pool: one independent source. Of an article and
// its syndicated copies only the earliest is in the pool.
type pooled struct {
	corpus.Article
	story    *corpus.Story // which it tells with its copies; nil where it has none
	recency  float64       // 1 for one of the day of the question, falling to 0; 0 where it has no date
	fresh    float64       // the same, falling faster
	hit      float64       // score of its best passage against the best of all
	about    float64       // 0 to 1: how much of the article is about what was asked
	titled   []float64     // for each unit of the query, 1 where the title holds it
	headline []string      // content words of its title
	language *language.Pack
	full     *fullNames
	short    bool    // the last word of the topic stands for all of it; see pool.shortens
	topical  float64 // 0 to 1: how much of a brief on the topic it is for; see teller.topical
	passing  bool    // names the topic in neither its title nor the first words of its lead
	group    int     // from 1, of the stories of a brief, told or not; 0 for none
	inStory  int     // from 1, of those that it tells; 0 for none
}

// sentence is a sentence of the pool.
type sentence struct {
	language.Sentence     // body[span.Start:span.End]
	article           int // in pool.articles
	index             int // in the article's Sentences
	place             int // in its report; see pool.place
	ordinal           int // of its passage
	span              corpus.Span
	fields            []string  // of its text, between spaces
	lower             []string  // the same; see LowerWords
	ordered           []int     // numbers of its content words, in the order of the text
	terms             []int     // the same, ascending and distinct
	concepts          []string  // names of the concepts that it names
	named             float64   // 0 to 1: how much of what was asked the sentence itself names
	mention           float64   // the same, or what its article's title names for it
	units             []float64 // of the query, 1 for each that the sentence itself names
	passage           float64   // 0 to 1: score of the hit that it belongs to, against the best hit
	fitness           float64   // see language.Pack.Alone
	negated           bool      // denies something
	numbers           []string  // the figures in it
	fault             string
	known             float64 // how much of it the reader was told before; see told.leaveOut
	score             float64
	parts             score
}

// query is what was asked, as units that each may be said in several ways.
type query struct {
	units []unit
	total float64 // sum of the weights
}

// unit is one thing asked for: a word, or a concept with the words that name it.
type unit struct {
	concept string // "" for a plain word
	terms   []string
	or      []string // what a single word is in the other languages of the articles
	word    string   // a single word as it was asked, in lower case
	weight  float64
	name    bool // written with a capital, so that no other word will do
	first   int  // place among the words of the query
	last    int
}

// newQuery analyses what was asked, weighing each unit by how rare it is.
func newQuery(a *analysis.Analyzer, text string, found search.Results) query {
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
	var q query
	added := briefing.AddedTopic(text)
	add := func(u unit) {
		if added >= 0 && u.first < len(tokens) && tokens[u.first].Start > added {
			u.weight *= addedWeight
		}
		for _, v := range q.units {
			if v.concept == u.concept && slices.Equal(v.terms, u.terms) {
				return
			}
		}
		if u.weight <= 0 {
			u.weight = 0.1 // so common that it tells little, but it was asked for
		}
		q.units = append(q.units, u)
		q.total += u.weight
	}
	mentions := a.Concepts(text, tokens)
	if name, ok := a.Topic(text); ok && len(mentions) == 0 {
		// A name that is one as a topic only: "un", or that of the concept itself.
		add(unit{concept: name, weight: idf["@"+name], name: true, last: len(tokens) - 1})
		return q
	}
	for _, m := range mentions {
		u := unit{concept: m.Name, weight: idf["@"+m.Name], name: true, first: m.First, last: m.Last}
		for i := m.First; i <= m.Last; i++ {
			covered[i] = true
			if !tokens[i].Stop {
				u.terms = append(u.terms, tokens[i].Term)
			}
		}
		add(u)
	}
	for i, t := range tokens {
		if !t.Stop && !covered[i] && !asks(t) {
			if other, ok := respelt[t.Term]; ok {
				t.Term = other
			}
			add(unit{terms: []string{t.Term}, or: without(others[t.Start], t.Term), word: english.BareName(strings.ToLower(text[t.Start:t.End])), weight: idf[t.Term], name: i > 0 && english.IsCapital(text[t.Start:t.End]), first: i, last: i})
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

// held returns 1 for each unit that the terms and concepts of a text hold, and
// 0 for the others.
func (q query) held(terms, concepts map[string]bool) []float64 {
	out := make([]float64, len(q.units))
	for i, u := range q.units {
		if u.concept != "" && concepts[u.concept] || len(u.terms) > 0 && all(u.terms, terms) ||
			slices.ContainsFunc(u.or, func(t string) bool { return terms[t] }) {
			out[i] = 1
		}
	}
	return out
}

// has reports whether a term is one of the unit's.
func (u unit) has(term string) bool {
	return slices.Contains(u.terms, term) || slices.Contains(u.or, term)
}

// without returns the terms but for one.
func without(terms []string, one string) []string {
	return slices.DeleteFunc(terms, func(t string) bool { return t == one })
}

// coverage is the share of the query, by weight, that is held.
func (q query) coverage(held []float64) float64 {
	if q.total == 0 {
		return 0
	}
	sum := 0.0
	for i, u := range q.units {
		sum += float64(held[i] * u.weight)
	}
	return sum / q.total
}

func all(keys []string, in map[string]bool) bool {
	for _, k := range keys {
		if !in[k] {
			return false
		}
	}
	return true
}

// reader reads the sentences of a corpus for what was asked. It is safe for
// concurrent use.
type reader struct {
	corpus   briefing.Corpus
	analyzer *analysis.Analyzer
	readings *readings
}

// newReader returns a reader of a corpus. The analyzer must be the one that the
// corpus is indexed with.
func newReader(c briefing.Corpus, a *analysis.Analyzer) *reader {
	return &reader{corpus: c, analyzer: a, readings: &readings{}}
}

// read gathers the pool of a request from the hits of its search.
func (b *reader) read(ctx context.Context, scope corpus.Scope, asked string, found search.Results) (*pool, error) {
	return b.readInto(ctx, &pool{query: newQuery(b.analyzer, asked, found), numbers: map[string]int{}, analyzer: b.analyzer}, scope, found)
}

// readLeads is read with the first passage of each article, wherever its hits are.
func (b *reader) readLeads(ctx context.Context, scope corpus.Scope, asked string, found search.Results) (*pool, error) {
	return b.readInto(ctx, &pool{query: newQuery(b.analyzer, asked, found), numbers: map[string]int{}, analyzer: b.analyzer, leads: true, topic: asked}, scope, found)
}

func (b *reader) readInto(ctx context.Context, p *pool, scope corpus.Scope, found search.Results) (*pool, error) {
	var ids []corpus.ArticleID
	seen := map[corpus.ArticleID]bool{}
	for _, h := range found.Hits {
		if !seen[h.Article] {
			seen[h.Article] = true
			ids = append(ids, h.Article)
		}
	}
	copies, err := b.corpus.Copies(ctx, scope, ids)
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
	p.articles = independent(articles, copies)
	if len(found.Hits) > 0 {
		p.bestHit = float64(found.Hits[0].Score) / search.ScoreUnit
	}
	readings := make([]reading, len(p.articles))
	parallel.Each(len(p.articles), func(i int) {
		if ctx.Err() == nil {
			readings[i] = b.readArticle(p, i, hits[p.articles[i].ID])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read %d articles: %w", len(p.articles), err)
	}
	n := 0
	for _, r := range readings {
		n += len(r.sentences)
	}
	p.sentences = make([]sentence, 0, n)
	for _, r := range readings {
		p.add(r)
	}
	p.place()
	p.index()
	return p, nil
}

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
func (b *reader) articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID, copies map[corpus.ArticleID]*corpus.Story) ([]corpus.Article, error) {
	const atOnce = 24 // most requests are done with four reads, and one of long texts stops in time
	var out []corpus.Article
	for size := 0; len(ids) > 0 && size < mostRead; {
		n := min(atOnce, len(ids))
		found, err := b.corpus.Articles(ctx, scope, ids[:n])
		if err == nil && len(found) < n {
			found, err = b.corpus.Articles(ctx, scope, withCopies(ids[:n], copies))
		}
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if size < mostRead {
				out = append(out, a)
			}
			size += len(a.Body)
		}
		ids = ids[n:]
	}
	return out, nil
}

// reading is what was read of one article.
type reading struct {
	sentences []sentence
	content   [][]string // the content words of each sentence, in the order of the text
	passages  int
}

// add takes what was read of an article into the pool, numbering its terms.
func (p *pool) add(r reading) {
	for i, s := range r.sentences {
		s.ordered = make([]int, 0, len(r.content[i]))
		for _, term := range r.content[i] {
			n, ok := p.numbers[term]
			if !ok {
				n = len(p.terms)
				p.numbers[term] = n
				p.terms = append(p.terms, term)
			}
			s.ordered = append(s.ordered, n)
		}
		s.terms = slices.Clone(s.ordered)
		slices.Sort(s.terms)
		s.terms = slices.Compact(s.terms)
		p.sentences = append(p.sentences, s)
	}
	p.read += r.passages
}

// nearer scores hits once more by how near the words of the query stand to each
// other in them. Hits of a revision that has changed since are left out.
func (b *reader) nearer(found search.Results, articles []corpus.Article) search.Results {
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
	return search.Proximity(b.analyzer, current, texts)
}

// independent keeps one article of each group of syndicated copies, the
// earliest of those given, at the place of the first.
func independent(articles []corpus.Article, copies map[corpus.ArticleID]*corpus.Story) []pooled {
	given := map[corpus.ArticleID]corpus.Article{}
	for _, a := range articles {
		given[a.ID] = a
	}
	taken := map[corpus.ArticleID]bool{}
	var out []pooled
	for _, a := range articles {
		if taken[a.ID] {
			continue
		}
		kept := pooled{Article: a, full: &fullNames{}, story: copies[a.ID]}
		if kept.story != nil {
			for _, id := range kept.story.Asked {
				if earliest, ok := given[id]; ok {
					kept.Article = earliest
					break
				}
			}
			for _, id := range kept.story.Asked {
				taken[id] = true
			}
		}
		out = append(out, kept)
	}
	return out
}

// readArticle reads the passages of an article's hits, or the whole article
// where it ranks among the first.
func (b *reader) readArticle(p *pool, i int, hits []search.Hit) reading {
	a := &p.articles[i]
	a.language = language.Of(a.Language, a.Body)
	a.titled, a.headline = p.titled(b.analyzer, a.language, a.Title, a.Language)
	a.short = p.shortens(a)
	p.complete(a, a.titled)
	scores := map[int]float64{}
	for _, h := range hits {
		if p.bestHit > 0 {
			scores[h.Passage.Ordinal] = float64(h.Score) / search.ScoreUnit / p.bestHit
			a.hit = max(a.hit, scores[h.Passage.Ordinal])
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
	r := reading{sentences: make([]sentence, 0, n), content: make([][]string, 0, n), passages: len(chosen)}
	about := 0.0
	for _, passage := range chosen {
		for j := passage.First; j <= passage.Last; j++ {
			if a.callsFalse(j) {
				continue
			}
			s, content := b.readSentence(p, i, j)
			s.passage = scores[passage.Ordinal]
			s.ordinal = passage.Ordinal
			r.sentences = append(r.sentences, s)
			r.content = append(r.content, content)
			about += min(1, s.mention)
		}
	}
	if n > 0 {
		// An article that names the topic in every third sentence is about it
		// as fully as one can be; the title counts as much as that.
		a.about = min(1, 3*about/float64(n))
		a.about = max(a.about, p.query.coverage(a.titled))
	}
	return r
}

// analysed is a sentence, and its words as the index has them.
type analysed struct {
	sentence
	terms    map[string]bool
	concepts map[string]bool
	aside    map[string]bool // of the terms, and the concepts behind "@", those that it has in compounds alone; see isAside
	content  []string
}

// analyse reads a sentence of an article, whatever is asked of it.
func (b *reader) analyse(a *pooled, index int) analysed {
	span := withoutDateline(&a.Article, index)
	at := readAs{a.Text(span), a.Language, a.language, a.Published.Known()}
	out := b.readings.of(at, func(text string) analysed { return b.readText(at, text) })
	out.index, out.span, out.Text = index, span, at.text
	return out
}

// readText reads the text of a sentence.
func (b *reader) readText(at readAs, text string) analysed {
	s := sentence{Sentence: at.pack.Read(text), fields: strings.Fields(text)}
	s.lower = english.LowerWords(s.fields)
	s.fitness, s.fault = s.Alone()
	if s.fitness > staleFitness && !at.dated && s.TellsOfToday() {
		s.fitness = staleFitness
	}
	s.negated, s.numbers = s.Negates(), english.NumbersOf(text)
	tokens := b.analyzer.Tokens(text, at.language)
	out := analysed{terms: make(map[string]bool, len(tokens)), concepts: map[string]bool{}, content: make([]string, 0, len(tokens))}
	for _, m := range b.analyzer.Concepts(text, tokens) {
		out.meet("@"+m.Name, text, at.pack, tokens[m.Last].End, !out.concepts[m.Name])
		if !out.concepts[m.Name] {
			out.concepts[m.Name] = true
			s.concepts = append(s.concepts, m.Name)
		}
	}
	for _, t := range tokens {
		if !t.Stop {
			out.content = append(out.content, t.Term)
			out.meet(t.Term, text, at.pack, t.End, !out.terms[t.Term])
			out.terms[t.Term] = true
		}
	}
	out.sentence = s
	return out
}

// meet notes whether a term that ends at a byte of the text, the first of its kind or
// one more, stands in a compound.
func (a *analysed) meet(term, text string, pack *language.Pack, end int, first bool) {
	switch {
	case !isAside(pack, text, end):
		delete(a.aside, term)
	case first && a.aside == nil:
		a.aside = map[string]bool{term: true}
	case first:
		a.aside[term] = true
	}
}

// plainTopic reports whether the pool is for a brief of a topic that is no compound.
func (p *pool) plainTopic() bool { return p.topic != "" && !strings.Contains(p.topic, "-") }

// isCutAfterTopic reports whether a title was cut off behind the last word of the
// topic, so that nobody knows whether that is in a compound.
func (p *pool) isCutAfterTopic(title string) bool {
	words := strings.Fields(p.topic)
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
func (b *reader) readSentence(p *pool, article, index int) (s sentence, content []string) {
	a := &p.articles[article]
	read := b.analyse(a, index)
	s, terms, concepts := read.sentence, read.terms, read.concepts
	if p.plainTopic() && len(read.aside) > 0 {
		terms, concepts = maps.Clone(terms), maps.Clone(concepts)
		maps.DeleteFunc(terms, func(t string, _ bool) bool { return read.aside[t] })
		maps.DeleteFunc(concepts, func(c string, _ bool) bool { return read.aside["@"+c] })
	}
	s.article = article
	held := p.query.held(terms, concepts)
	if len(read.aside) > 0 && index < topOfArticle && p.isCutAfterTopic(a.Title) {
		for u, all := range p.query.held(read.terms, read.concepts) {
			if all > held[u] {
				a.titled[u] = 0 // the title was cut within a compound
			}
		}
	}
	p.complete(a, held)
	s.units = slices.Clone(held)
	s.named = p.query.coverage(held)
	s.mention = s.named
	if index < topOfArticle && p.articles[article].tells(terms) {
		// The lead tells what the title tells, and leaves out what that named.
		for u := range held {
			held[u] = max(held[u], p.articles[article].titled[u])
		}
		s.mention = max(s.mention, leadMention*p.query.coverage(held))
	}
	return s, read.content
}

// shortens reports whether an article names the topic once, and then by its last
// word: "Jair Bolsonaro", "Bolsonaro"; by the one before a number: "Olaf IV", "Olaf".
func (p *pool) shortens(a *pooled) bool {
	words := strings.Fields(p.topic)
	if len(words) < 2 || len(p.query.units) < 2 {
		return false
	}
	if p.isNumbered() {
		return strings.Contains(strings.ToLower(a.Title+"\n"+head(a.Body, mostNaming)), strings.ToLower(p.topic))
	}
	r, size := utf8.DecodeRuneInString(words[len(words)-1])
	last := string(unicode.ToUpper(r)) + words[len(words)-1][size:]
	full := a.fullName(last)
	return full != last && strings.HasSuffix(strings.ToLower(p.topic), strings.ToLower(full))
}

// isNumbered reports whether the topic is the name of a ruler or a ship with its
// number: "Olaf IV".
func (p *pool) isNumbered() bool {
	words := strings.Fields(p.topic)
	n := len(words) - 1
	return n > 0 && len(p.query.units) > n && strings.Trim(strings.ToUpper(words[n]), "IVX") == ""
}

// complete takes the unit of the topic that stands for all of them, where a text of
// the article holds it.
func (p *pool) complete(a *pooled, held []float64) {
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
func (a *pooled) tells(terms map[string]bool) bool {
	held := 0
	for _, t := range a.headline {
		if terms[t] {
			held++
		}
	}
	return len(a.headline) > 0 && float64(held) >= leastHeadline*float64(len(a.headline))
}

// titled tells which units of the query a title holds, and which content words
// are in it.
func (p *pool) titled(a *analysis.Analyzer, pack *language.Pack, title, tag string) (held []float64, content []string) {
	tokens := a.Tokens(title, tag)
	terms, concepts := map[string]bool{}, map[string]bool{}
	for _, m := range a.Concepts(title, tokens) {
		concepts[m.Name] = concepts[m.Name] || !p.plainTopic() || !isAside(pack, title, tokens[m.Last].End)
	}
	for _, t := range tokens {
		if _, known := terms[t.Term]; !t.Stop && !known {
			content = append(content, t.Term)
		}
		terms[t.Term] = terms[t.Term] || !p.plainTopic() || !isAside(pack, title, t.End)
	}
	return p.query.held(terms, concepts), content
}

// index fills the postings: the sentences that hold each term.
func (p *pool) index() {
	p.support = make([][]int, len(p.sentences))
	p.postings = make([][]int, len(p.terms))
	for i, s := range p.sentences {
		for _, t := range s.terms {
			p.postings[t] = append(p.postings[t], i)
		}
	}
	p.weights = make([]float64, len(p.terms))
	for t, holders := range p.postings {
		p.weights[t] = math.Log(1 + float64(len(p.sentences))/float64(2*len(holders)))
	}
}

// idf weighs a term by how few of the pool's sentences hold it. What all hold
// still weighs a little, so that two sentences can be alike in a small pool.
func (p *pool) idf(term int) float64 { return p.weights[term] }

// source is the article that a sentence is from.
func (p *pool) source(s sentence) *pooled { return &p.articles[s.article] }

// overlap is the share of content words that the smaller of two sentences has
// in common with the other.
func overlap(a, b []int) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	return float64(syndication.Common(a, b)) / float64(min(len(a), len(b)))
}

// contained is the share of a's content, by weight, that b holds too.
func (p *pool) contained(a, b sentence) float64 {
	held, total := 0.0, 0.0
	j := 0
	for _, t := range a.terms {
		w := p.idf(t)
		total += w
		for j < len(b.terms) && b.terms[j] < t {
			j++
		}
		if j < len(b.terms) && b.terms[j] == t {
			held += w
		}
	}
	if total == 0 {
		return 0
	}
	return held / total
}

// toldStory is a story that a brief tells.
type toldStory struct {
	articles  []int
	headlines map[int]float64 // see teller.headlines
	day       corpus.Date     // of the line that tells it
}

// languageOf returns what reads a claim: the language that it is in, rather one of
// the articles' than another.
func (p *pool) languageOf(text string) *language.Pack {
	if !slices.ContainsFunc(p.articles, func(a pooled) bool { return a.language != english.Pack }) {
		return language.Of("", text)
	}
	var tags []string
	for _, a := range p.articles {
		if !slices.Contains(tags, a.language.Tag) {
			tags = append(tags, a.language.Tag)
		}
	}
	return language.For(language.Identify(text, tags))
}

// knownCosts is the share of its score that a sentence just below that bound
// loses; one that says nothing known loses none.
const knownCosts = 0.25

const leastRetold = 0.5

// Bounds on a sentence that is posted: shorter ones say too little, longer ones
// are not read on a phone.
const (
	leastClaimWords = 6
	mostClaimBytes  = 420
)

// mostQueries is how many other searches a model may write for a question.
const mostQueries = 3
