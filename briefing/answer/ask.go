// Package answer finds what answers a question, or comes nearest to it.
//
// [Find] reads the question (its kind, what it names, what it asks about that), ranks the
// sentences of a pool by features whose weights were fitted, and says whether the best
// answers. Where it does not, [SearchAgain] looks with other words, and [TellShown] tells
// more of what a follow-up points at.
package answer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/difference"
	"sitrep/briefing/english"
	"sitrep/briefing/followup"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// measuredClaims is how many sentences of those ranked are looked at, shown or not; see
// [briefing.Brief.Behind].
const measuredClaims = 3

// Found is what was found for a question.
type Found struct {
	cite.Contents
	Pool      *pool.Pool // nil where nothing was found
	Abstained bool
	Ranked    []Candidate // all that comes into question, the best first
	Found     search.Results
}

// Find looks for what answers a question, or comes nearest; for nothing where one that
// follows on none says nothing to look for.
func Find(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment) (Found, error) {
	if len(req.Earlier) == 0 && followup.NamesNothing(req.Question) {
		return Found{}, nil
	}
	found, err := b.Corpus.Search(ctx, m.Query(req))
	if err != nil {
		return Found{}, fmt.Errorf("search: %w", err)
	}
	if len(found.Hits) == 0 {
		return Found{Found: found}, nil
	}
	question := m.Text
	p, err := b.Read(ctx, req.Scope, question, found)
	if err != nil {
		return Found{}, err
	}
	dateFrom(p, m)
	nameUnits(p, question)

	asked := newQuestion(question, p.Query, found.Languages[0])
	asked.happened = SubjectOf(req.Question) != req.Question
	if asked.now && !p.Latest {
		p.Latest, p.Recency = true, p.Recency*recencyOfLatest
	}
	h := holdingsOf(p, asked.query)
	ranked := rank(ctx, p, asked, h)
	why := followup.BareQuestion(req.Question) && asked.kind == sought.Reason
	if followup.AsksOn(req.Question) && len(req.Earlier) > 0 {
		ranked = unshown(p, ranked, req.Earlier[len(req.Earlier)-1].Shown, why)
	}
	if err := ctx.Err(); err != nil {
		return Found{}, fmt.Errorf("rank %d sentences: %w", len(p.Sentences), err)
	}
	out := Found{Pool: p, Ranked: ranked, Found: found}
	if asked.yesNo {
		ranked = settling(p, asked, slices.Clone(ranked))
	}
	ranked = understood(p, asked, h, ranked)
	answering := answering(p, asked, m, h, ranked)
	out.Abstained = confidence(p, asked, h, answering) < leastConfidence || why && ofNames(question)
	ranked, answering = others(ranked), others(answering)
	if out.Abstained {
		out.Nearest = Distinct(p, closeTo(len(asked.query.Units), ranked), cite.NearestClaims)
		out.Behind = behind(out.Nearest, Distinct(p, ranked, measuredClaims))
	} else {
		out.Contents = cite.Contents{Answer: bothSides(p, Distinct(p, answering, cite.AnswerClaims), answering), Explain: Explaining(p, req, answering)}
		out.Behind = behind(out.Contents.Answer, Distinct(p, ranked, measuredClaims))
	}
	return out, nil
}

// ofNames reports whether what a question word alone was understood to ask about is
// nothing but names, after "How old is Anna Marsh?": nothing happened there that could
// have a cause.
func ofNames(question string) bool {
	at := briefing.AddedTopic(question)
	return at >= 0 && !slices.ContainsFunc(strings.Fields(strings.Trim(question[at:], " (?)")), func(w string) bool {
		return !english.IsCapital(w) && !english.FunctionWords[strings.ToLower(w)]
	})
}

// Explaining returns what tells why sentences were chosen among candidates, where a
// request asks for that.
func Explaining(p *pool.Pool, req briefing.Request, ranked []Candidate) func(*cite.Citer, cite.Contents) []briefing.Explanation {
	if !req.Explain {
		return nil
	}
	return func(cite *cite.Citer, c cite.Contents) []briefing.Explanation {
		return explainAnswer(p, cite, ranked, c.Answer)
	}
}

// SentencesOf returns the sentences of candidates.
func SentencesOf(ranked []Candidate) []int {
	var out []int
	for _, c := range ranked {
		out = append(out, c.sentence)
	}
	return out
}

// Candidate is a sentence as an answer to a question.
type Candidate struct {
	sentence int
	features features
	score    float64 // by its features
	recent   float64 // by how new its article is
}

// features are what speaks for a sentence as an answer; each is about 0 to 1.
type features struct {
	covered   float64 // share of the question, by weight, that the sentence holds
	predicate float64 // the same of the words that are no names: what is asked about them
	around    float64 // the same, with what stands around the sentence
	names     float64 // share of the question's names that the sentence or what stands around it holds
	before    float64 // what the two sentences before it hold beyond it
	after     float64 // what the sentence after it holds beyond those: then that one may answer
	title     float64 // what the title of its article holds beyond those
	nearby    float64 // share of the question that its passage holds
	article   float64 // share of the question that its article holds
	passage   float64 // score of its passage against the best
	pairs     float64 // share of the question's neighbouring words that stand together
	share     float64 // how much of the sentence is of the question
	kind      float64 // 1 when it holds the kind of thing that is asked for
	beside    float64 // 1 when a number stands beside what is to be counted
	defines   float64 // how surely it says what the thing asked about is
	early     float64 // 1 for the first sentence of an article, falling from there
	wording   float64 // share of the question's word pairs, by rarity, that stand so in the sentence; see [weighWording]

	matched float64 // share of the words of the question, whatever their weight, that it holds with what stands around it: whether it comes close

	// What follows counts where most articles have a day, so that questions are
	// mostly about the news; see [weigh].
	fresh    float64 // how new its article is: 1 on the day of the question, a half ten days after; see [dateFrom]
	recent   float64 // the same, with a half after sixty
	focus    float64 // share of the last sentence of the question that it holds: what is asked, not what leads there
	focused  float64 // the same, with what stands around it
	headline float64 // share of the words of its article's title that it holds
	entitled float64 // share of the question that the title of its article holds
	news     float64 // 1 when it holds a name or a number that the question does not
	source   float64 // score of its article's best passage against the best
	echoed   float64 // share of the other articles, by their best sentence, that hold such a name or number, too; see [weighEchoes]
	echoes   float64 // the same of all such, by how rare they are
}

func (f features) vector() []float64 {
	return []float64{f.covered, f.predicate, f.around, f.names, f.before, f.after, f.title, f.nearby, f.article, f.passage,
		f.pairs, f.share, f.kind, f.beside, f.defines, f.early, f.wording,
		f.fresh, f.recent, f.focus, f.focused, f.headline, f.entitled, f.news, f.source,
		f.fresh * f.passage, f.fresh * f.source, f.fresh * f.nearby, f.fresh * f.entitled,
		f.echoed, f.echoes}
}

// context is the share of the question that the sentence holds together with
// what stands around it.
func (f features) context() float64 { return f.covered + f.before + f.after + f.title }

// rank scores the sentences of the pool as answers, the best first. It stops
// when the context ends.
func rank(ctx context.Context, p *pool.Pool, q question, h holdings) []Candidate {
	weigh(p, q)
	var out []Candidate
	for i, s := range p.Sentences {
		if ctx.Err() != nil {
			return nil
		}
		if s.Fault == "boilerplate" || announces(p, s) || strings.HasSuffix(strings.TrimRight(s.Text, "”\"’')"), "?") || len(s.Terms) < 2 ||
			s.Fault == "a quotation without its speaker" && p.QuotationAround(i) == (corpus.Span{}) { // “And look what happened to him.”
			continue
		}
		f := featuresOf(p, i, q, h)
		if f.covered == 0 {
			continue
		}
		out = append(out, Candidate{sentence: i, features: f, recent: p.Source(s).Recency * p.Recency})
	}
	weighWording(p, q, out)
	for i := range out {
		out[i].score = answerScore(out[i].features, p.Features)
	}
	sorted := func() {
		slices.SortStableFunc(out, func(a, b Candidate) int {
			return cmp.Or(-cmp.Compare(a.score+a.recent, b.score+b.recent), p.Compare(a.sentence, b.sentence))
		})
	}
	sorted()
	if p.Features[slices.Index(featureNames, "echoed")] != 0 {
		weighEchoes(p, q, out[:min(len(out), mostEchoing)])
		sorted()
	}
	return out
}

// forArticle is what it counts for a sentence beside the best, how much of the question
// its article holds: where the best is wrong, it is mostly of something else, and the
// right one stands in an article of what is asked about. It was chosen on the even weeks
// of the questions on the news; the odd ones and the English questions do not lose by it.
const forArticle = 0.1

// others orders what stands behind the best of some candidates.
func others(ranked []Candidate) []Candidate {
	out := slices.Clone(ranked)
	if len(out) > 2 {
		worth := func(c Candidate) float64 { return c.score + c.recent + float64(forArticle*c.features.article) }
		slices.SortStableFunc(out[1:], func(a, b Candidate) int { return -cmp.Compare(worth(a), worth(b)) })
	}
	return out
}

// weighWording sets what the candidates have of the question's wording: of its
// pairs of neighbouring words, letter for letter, those that stand so in the
// sentence. Where words are written in syllables, as in Vietnamese, a pair is what
// elsewhere is a word, and terms without their marks tell little. A pair counts by
// how few candidates have it, and not at all where none has.
func weighWording(p *pool.Pool, q question, candidates []Candidate) {
	if p.Features[slices.Index(featureNames, "wording")] == 0 {
		return
	}
	asked := map[[2]string]int{}
	for i := 1; i < len(q.ordered); i++ {
		pair := [2]string{q.ordered[i-1].Lower, q.ordered[i].Lower}
		if _, ok := asked[pair]; !ok {
			asked[pair] = len(asked)
		}
	}
	holders := make([]int, len(asked))
	held := make([][]int, len(candidates))
	for c := range candidates {
		s := p.Sentences[candidates[c].sentence]
		words := s.Words
		for i := 1; i < len(words); i++ {
			pair, ok := asked[[2]string{words[i-1].Lower, words[i].Lower}]
			if ok && !slices.Contains(held[c], pair) {
				held[c] = append(held[c], pair)
				holders[pair]++
			}
		}
	}
	rarity := func(pair int) float64 {
		n := float64(holders[pair])
		return math.Log1p((float64(len(candidates)) - n + 0.5) / (n + 0.5))
	}
	total := 0.0
	for pair, n := range holders {
		if n > 0 {
			total += rarity(pair)
		}
	}
	for c := range candidates {
		sum := 0.0
		for _, pair := range held[c] {
			sum += rarity(pair)
		}
		if sum > 0 {
			candidates[c].features.wording = sum / total
		}
	}
}

// longestSubject is how many words name a subject of which the news are asked for.
const longestSubject = 4

// SubjectOf returns what a question asks the news of and nothing more: "Mol" of "what
// happened to Mol". Other questions are returned as they are.
func SubjectOf(question string) string {
	words := english.Pack.Words(question)
	if i, _, n := english.Pack.Phrases("questions/subject").Find(words); n > 0 && i == 0 && n < len(words) && len(words)-n <= longestSubject {
		return strings.TrimRight(question[words[n].Start:], " ?!.")
	}
	return question
}

// fewestWords is how many words a sentence has at the least that answers, where words
// stand apart: "CNN Brasil" says nothing.
const fewestWords = 4

// endsSentence reports whether a text ends as a sentence does, in any script.
func endsSentence(text string) bool {
	return strings.HasSuffix(strings.TrimRight(text, "”\"’')"), ".") || strings.ContainsAny(text[len(text)-1:], "!?") || text[len(text)-1] >= utf8.RuneSelf
}

// announces reports whether a sentence says too little to answer anything: a bare
// name, a few words without an end, or an item of a roundup, "Plus, the bridge is open."
func announces(p *pool.Pool, s pool.Sentence) bool {
	pack := p.Source(s).Pack
	if n := len(s.Fields); pack.Setting("spaces") != "no" && (n < fewestWords || n < pool.LeastClaimWords && !endsSentence(s.Text)) {
		return true
	}
	return strings.HasSuffix(s.Fields[0], ",") && pack.Set("answers/roundup")[strings.TrimSuffix(s.Lower[0], ",")]
}

// understood leaves out the candidates in another language than the question's that
// do not settle it: across languages a word or two look alike by chance, as
// "derribó" and "Derry" do, and a word that an article lacks may be all that is asked.
// A name may be written in another way.
func understood(p *pool.Pool, q question, h holdings, ranked []Candidate) []Candidate {
	lacks := func(article int) bool {
		for u, held := range h.article[article] {
			if held == 0 && !q.query.Units[u].Name {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(slices.Clone(ranked), func(c Candidate) bool {
		s := p.Sentences[c.sentence]
		in := p.Source(s).Pack
		return in.Tag != q.pack.Tag && in.Setting("spaces") != "no" && (lacks(s.Article) || c.features.covered+c.features.before+c.features.title < leastSettled)
	})
}

// unshown leaves out of some candidates what the reader has been shown, and of
// those for a cause what tells none.
func unshown(p *pool.Pool, ranked []Candidate, shown []string, cause bool) []Candidate {
	return slices.DeleteFunc(ranked, func(c Candidate) bool {
		text := p.Sentences[c.sentence].Text
		return cause && c.features.kind < 1 || slices.ContainsFunc(shown, func(s string) bool {
			return strings.Contains(s, text) || strings.Contains(text, s)
		})
	})
}

// holdings say how fully the texts of a pool hold each unit of a query: 1 as
// asked, less for a related form.
type holdings struct {
	sentence [][]float64
	passage  map[[2]int][]float64 // by article and ordinal
	article  [][]float64          // with its title
	places   map[[2]int]int       // by article and index: the sentence there
}

// at returns what the sentence at an index of an article holds, or nil where
// there is none in the pool.
func (h holdings) at(article, index int) []float64 {
	i, ok := h.places[[2]int{article, index}]
	if !ok {
		return nil
	}
	return h.sentence[i]
}

func holdingsOf(p *pool.Pool, q pool.Query) holdings {
	h := holdings{
		sentence: make([][]float64, len(p.Sentences)),
		passage:  map[[2]int][]float64{},
		article:  make([][]float64, len(p.Articles)),
		places:   map[[2]int]int{},
	}
	for i := range h.sentence {
		h.sentence[i] = make([]float64, len(q.Units))
	}
	for u, unit := range q.Units {
		for _, term := range unit.Terms {
			for t, other := range p.Terms {
				if w := likeness(term, other); w > 0 {
					for _, i := range p.Postings[t] {
						h.sentence[i][u] = min(1, h.sentence[i][u]+w/float64(len(unit.Terms)))
					}
				}
			}
		}
		for _, term := range unit.Or {
			if t, ok := p.Numbers[term]; ok {
				for _, i := range p.Postings[t] {
					h.sentence[i][u] = 1
				}
			}
		}
	}
	for a := range p.Articles {
		h.article[a] = slices.Clone(p.Articles[a].Titled)
	}
	for i, s := range p.Sentences {
		h.places[[2]int{s.Article, s.Index}] = i
		key := [2]int{s.Article, s.Ordinal}
		if h.passage[key] == nil {
			h.passage[key] = make([]float64, len(q.Units))
		}
		for u, unit := range q.Units {
			if unit.Concept != "" && slices.Contains(s.Concepts, unit.Concept) {
				h.sentence[i][u] = 1
			}
			h.passage[key][u] = max(h.passage[key][u], h.sentence[i][u])
			h.article[s.Article][u] = max(h.article[s.Article][u], h.sentence[i][u])
		}
	}
	return h
}

// likeness is 1 for the same term, and less for two that share a long stem, as
// "invent" and "inventor" may; pairs of characters have none.
func likeness(a, b string) float64 {
	if a == b {
		return 1
	}
	if r, _ := utf8.DecodeRuneInString(a); r >= firstUnspaced {
		return 0
	}
	short, long := len(a), len(b)
	if short > long {
		short, long = long, short
	}
	if short < 4 || a[0] != b[0] {
		return 0
	}
	n := 0
	for n < short && a[n] == b[n] {
		n++
	}
	if n >= 5 && n >= short-1 && long-n <= 4 {
		return 0.6
	}
	if n == short && long-n <= 3 {
		return 0.5
	}
	return 0
}

// firstUnspaced is the first character of the scripts whose words are found by pairs of
// characters, but for a few signs: Thai.
const firstUnspaced = 0xe00

func featuresOf(p *pool.Pool, i int, q question, h holdings) features {
	s := p.Sentences[i]
	held := h.sentence[i]
	t := answerText{s.Sentence}
	f := features{
		covered:   q.query.Coverage(held),
		predicate: q.predicate(held),
		nearby:    q.query.Coverage(h.passage[[2]int{s.Article, s.Ordinal}]),
		article:   q.query.Coverage(h.article[s.Article]),
		passage:   s.Passage,
		kind:      q.fits(t),
		early:     1 / (1 + float64(s.Index)/4),
	}
	around := slices.Clone(held)
	widen := func(more []float64, share float64) float64 {
		if more == nil {
			return 0
		}
		before := q.query.Coverage(around)
		for u := range around {
			around[u] = max(around[u], share*more[u])
		}
		return q.query.Coverage(around) - before
	}
	f.before = widen(h.at(s.Article, s.Index-1), 1) + widen(h.at(s.Article, s.Index-2), 0.7)
	f.after = widen(h.at(s.Article, s.Index+1), 1)
	f.title = widen(p.Source(s).Titled, 1)
	f.around = q.predicate(around)
	for _, v := range around {
		if v > 0 {
			f.matched += 1 / float64(len(around))
		}
	}
	f.names = q.named(around)
	f.focus, f.focused = q.focus(held), q.focus(around)
	if n := len(p.Source(s).Headline); n > 0 {
		held := 0
		for _, t := range p.Source(s).Headline {
			if k, ok := p.Numbers[t]; ok && slices.Contains(s.Ordered, k) {
				held++
			}
		}
		f.headline = float64(held) / float64(n)
	}
	if q.kind == sought.Reason && tellsCauses(t.Pack) {
		f.kind = tellsCause(p, i, q, t.Pack)
	}
	if q.newName(t, "") || q.newNumber(t, false) {
		f.news = 1
	}
	f.entitled = q.query.Coverage(p.Source(s).Titled)
	f.source = p.Source(s).Hit
	f.recent, f.fresh = p.Source(s).Recency, p.Source(s).Fresh
	for _, pair := range q.pairs {
		f.pairs += together(p, i, q.query.Units[pair[0]], q.query.Units[pair[1]]) / float64(len(q.pairs))
	}
	matched := 0
	for _, v := range held {
		if v > 0 {
			matched++
		}
	}
	f.share = float64(matched) / math.Sqrt(float64(len(s.Terms)+4))
	if q.countsFirst() && numberBeside(p, i, t.Pack, q) {
		f.beside = 1
	}
	if q.defines {
		f.defines = q.defining(t)
	}
	return f
}

// numberBeside reports whether a number stands within three words of what the
// question counts.
func numberBeside(p *pool.Pool, i int, pack *language.Pack, q question) bool {
	counted := q.query.Units[0]
	words := p.Sentences[i].Ordered
	for x, t := range words {
		if !counted.Has(p.Terms[t]) {
			continue
		}
		for y := max(0, x-3); y < min(len(words), x+3); y++ {
			w := p.Terms[words[y]]
			if !q.words[w] && (pack.Set("numbers")[w] || pack.Set("numbers/vague")[w] || strings.ContainsAny(w, "0123456789")) {
				return true
			}
		}
	}
	return false
}

// together is 1 where two units stand next to each other in a sentence, less
// where they are a few words apart.
func together(p *pool.Pool, i int, a, b pool.Unit) float64 {
	s := p.Sentences[i]
	best := math.MaxInt
	lastA, lastB := -1, -1
	for x, t := range s.Ordered {
		ofA, ofB := a.Has(p.Terms[t]), b.Has(p.Terms[t])
		if ofB && lastA >= 0 {
			best = min(best, x-lastA)
		}
		if ofA && lastB >= 0 {
			best = min(best, 1+x-lastB) // the other way round counts for less
		}
		if ofA {
			lastA = x
		}
		if ofB {
			lastB = x
		}
	}
	if best > 4 {
		return 0
	}
	return 1 / float64(best)
}

// answerWeights are the weights of the features, fitted by a softmax over the
// sentences of each question, on questions over encyclopaedia passages in ten
// languages; a pack may have its own. See docs/quality.md.
var answerWeights = []float64{1.326, 0.138, 0.274, 0.636, 0.792, -0.036, 0.231, -0.118, 0.904, 0.898, 0.028, 0.417, 0.618, 0.166, 0.096, 0.557}

// newsArchive is how many articles an archive has at the least that is asked about
// the news: in a smaller one there is little to choose from, and no more than a
// title or a day to choose by.
const newsArchive = 300

// weigh sets the weights of the features for a question: those of its language, and
// where it is large and most articles have a day those that the language has for questions on the
// news, by which new articles count as such.
func weigh(p *pool.Pool, q question) {
	p.Features = parseWeights(q.pack.Values("weights"), featureNames, answerWeights)
	dated := 0
	for _, a := range p.Articles {
		if a.Fresh > 0 {
			dated++
		}
	}
	if news := q.pack.Values("weights/news"); news != nil && p.OfMany && 2*dated > len(p.Articles) {
		p.Features = parseWeights(news, featureNames, nil)
		p.OfNews = true
		if !p.Latest {
			p.Recency = 0
		}
	}
}

// parseWeights returns weights by name, and those of others where none is given.
func parseWeights(values map[string]string, names []string, others []float64) []float64 {
	weights := make([]float64, len(names))
	copy(weights, others)
	for name, value := range values {
		w, err := strconv.ParseFloat(value, 64)
		if k := slices.Index(names, name); k >= 0 && err == nil {
			weights[k] = w
		}
	}
	return weights
}

// featureNames are the names of the features in the order of their vector.
var featureNames = []string{"covered", "predicate", "around", "names", "before", "after", "title", "nearby", "article", "passage",
	"pairs", "share", "kind", "beside", "defines", "early", "wording",
	"fresh", "recent", "focus", "focused", "headline", "entitled", "news", "source",
	"fresh passage", "fresh source", "fresh nearby", "fresh entitled",
	"echoed", "echoes"}

func answerScore(f features, weights []float64) float64 {
	sum, total := 0.0, 0.0
	for k, v := range f.vector() {
		sum += float64(v * weights[k])
		total += max(0, weights[k])
	}
	return max(0, sum/total)
}

// agelessScore is the score of an answer without what it gains or loses by its day: what
// happened years ago can be as sure.
func agelessScore(p *pool.Pool, f features) float64 {
	f.fresh, f.recent = 0, 0
	return answerScore(f, p.Features)
}

// confidence is how sure it is, from 0 to 1, that the corpus answers the
// question at all: a logistic regression on what the best candidate, its passage
// and the search have of it. It was fitted on questions whose answer is in the
// corpus and on the same questions with every article on their subject taken
// out, those in English among other news; see docs/quality.md.
func confidence(p *pool.Pool, q question, h holdings, ranked []Candidate) float64 {
	if len(ranked) == 0 {
		return 0
	}
	best := ranked[0]
	weights := confidenceWeights
	if own := q.pack.Values("confidence"); own != nil {
		weights = parseWeights(own, confidenceNames, weights)
	}
	if q.isMeasured() && best.features.kind == 0 && q.asksNothingElse() { // no figure, no time
		return 0
	}
	signs := signs(p, q, h, ranked)
	list := "confidence/undated"
	if p.OfNews {
		list = "confidence/news"
	}
	if large := q.pack.Values(list); large != nil && p.OfMany {
		weights = parseWeights(large, confidenceNames, nil)
	}
	return logistic(weights, signs)
}

// logistic is the probability that some signs speak for.
func logistic(weights, signs []float64) float64 {
	z := 0.0
	for k, v := range signs {
		z += float64(weights[k] * v)
	}
	return 1 / (1 + math.Exp(-z))
}

// confidenceNames are the names of the signs, in the order of [signs].
var confidenceNames = []string{"bias", "context", "hit", "named", "unnamed", "missing", "missed", "kind", "score", "lead", "covered",
	"predicate", "nearby", "article", "names", "units", "weight", "pairs", "around", "measured", "ageless", "third", "absent"}

// confidenceWeights count for questions in ten languages.
var confidenceWeights = []float64{-10.056, 1.882, 4.383, 1.571, -0.699, -2.476, 0.523, 0.101, 2.024, 2.413, 2.029, 0.446, 2.169, 2.228, -0.203, -2.91, 1.981, 0.223, -1.293, 0, 0, 0, 0}

// signs are what the confidence in an answer goes by.
func signs(p *pool.Pool, q question, h holdings, ranked []Candidate) []float64 {
	best := ranked[0]
	f, s := best.features, p.Sentences[best.sentence]
	passage, article := h.passage[[2]int{s.Article, s.Ordinal}], h.article[s.Article]
	held, titled := h.sentence[best.sentence], p.Source(s).Titled
	missing, absent, unnamed, names, units := 0.0, 0.0, 0.0, 0.0, 0.0
	for u, unit := range q.query.Units {
		missing = max(missing, unit.Weight*(1-passage[u]))
		absent = max(absent, unit.Weight*(1-max(held[u], titled[u])))
		if unit.Name {
			names = 1
			unnamed = max(unnamed, unit.Weight*(1-article[u]))
		}
		if unit.Weight > 0.2 {
			units++
		}
	}
	second := 0.0 // the best of another article
	for _, c := range ranked[1:] {
		if p.Sentences[c.sentence].Article != s.Article {
			second = c.score
			break
		}
	}
	ageless, third := 0.0, 0.0
	if p.OfNews {
		shown := Distinct(p, ranked, cite.AnswerClaims)
		last := shown[len(shown)-1].Sentence
		ageless = agelessScore(p, best.features)
		third = agelessScore(p, ranked[slices.IndexFunc(ranked, func(c Candidate) bool { return c.sentence == last })].features)
	}
	measured := 0.0
	if q.isMeasured() && f.kind == 0 {
		measured = 1
	}
	return []float64{1,
		f.context(),               // of the question, what stands in and around the sentence
		p.BestHit / q.query.Total, // BM25F of the best passage against the most there could be
		q.named(passage),          // of its names, what the passage holds
		unnamed / q.query.Total,   // the weightiest name that the article lacks, as a share
		missing / q.query.Total,   // the same of words and the passage
		missing,                   // which weighs less in a short question
		f.kind, best.score, best.score - second, f.covered, f.predicate, f.nearby, f.article,
		names, units / 10, q.query.Total / 20, f.pairs, f.around, measured,
		ageless, third, // the scores of the first and the last sentence that would be shown, whatever their day
		absent / q.query.Total} // the weightiest word that neither the sentence nor its title has, as a share
}

// leastConfidence is the confidence below which an answer is withheld: where it is as
// likely that the articles do not say it.
const leastConfidence = 0.5

// Distinct returns the first n candidates that do not say the same, with those
// that corroborate them.
func Distinct(p *pool.Pool, ranked []Candidate, n int) []cite.Chosen {
	var out []cite.Chosen
	for _, c := range ranked {
		if len(out) == n {
			break
		}
		s, quotation := p.Sentences[c.sentence], p.QuotationAround(c.sentence)
		repeats := slices.ContainsFunc(out, func(o cite.Chosen) bool {
			other := p.Sentences[o.Sentence]
			return pool.Overlap(s.Terms, other.Terms) > sameAnswer ||
				s.Article == other.Article && (o.Quotation.Contains(s.Span) || quotation.Contains(other.Span))
		})
		if repeats || len(out) > 0 && c.score < cite.LeastOfBest*ranked[0].score {
			continue
		}
		p.Sentences[c.sentence].Score = c.score
		support := p.Corroborating(c.sentence)
		out = append(out, cite.Chosen{
			Sentence:  c.sentence,
			Support:   support[:min(len(support), cite.CitationsPerClaim-1)],
			Quotation: quotation,
		})
	}
	return out
}

// bothSides marks the sentences of an answer that another source denies, and has
// the best of those that deny the first of them stand in the answer: in the place
// of the last that is not denied, where it is full.
func bothSides(p *pool.Pool, answer []cite.Chosen, ranked []Candidate) []cite.Chosen {
	denial := -1 // of the first that is denied, in ranked
	for k, c := range ranked {
		s := &p.Sentences[c.sentence]
		if s.Fitness == 0 || !s.Negated {
			continue
		}
		what := difference.Denials(s)
		for i := range answer {
			if difference.DeniedShare(p, what, c.sentence, answer[i].Sentence) > 0 {
				answer[i].Disputed = true
				if denial < 0 {
					denial = k
				}
			}
		}
	}
	if denial < 0 || slices.ContainsFunc(answer, func(a cite.Chosen) bool { return a.Sentence == ranked[denial].sentence }) {
		return answer
	}
	if len(answer) == cite.AnswerClaims {
		last := len(answer) - 1
		for last > 0 && answer[last].Disputed {
			last--
		}
		answer = slices.Delete(answer, last, last+1)
	}
	c := ranked[denial]
	p.Sentences[c.sentence].Score = c.score
	support := p.Corroborating(c.sentence)
	return append(answer, cite.Chosen{Sentence: c.sentence, Support: support[:min(len(support), cite.CitationsPerClaim-1)]})
}

// sameAnswer is the share of content words above which two sentences give the
// same answer. It is higher than SameWords: answers to one question are alike.
const sameAnswer = 0.75

// dateFrom notes how new the articles of a pool are at a moment. What has no date
// is not new.
func dateFrom(p *pool.Pool, m moment.Moment) {
	if !m.AsOf.Known() {
		return
	}
	p.OfMany = m.Size.Articles >= newsArchive
	p.Recency = recencyOfAnswer
	if p.Latest = m.Latest; p.Latest {
		p.Recency *= recencyOfLatest
	}
	end := m.AsOf.LastDay().End()
	for i := range p.Articles {
		if a := &p.Articles[i]; a.Published.Known() {
			days := max(0, math.Floor(end.Sub(a.Published.End()).Hours()/24))
			a.Recency = recencyHalf / (recencyHalf + days)
			a.Fresh = freshHalf / (freshHalf + days)
		}
	}
}

// What the score of an answer gains, at the most, for being new, and after how many
// days half of that: see docs/quality.md.
const (
	recencyOfAnswer = 0.15
	recencyOfLatest = 3 // times that, where the newest is asked for
	recencyHalf     = 60
	freshHalf       = 10 // of what counts by itself; see features
)

// explainAnswer tells why sentences were chosen as an answer among candidates, the best
// first: the features that speak for each, with their weights.
func explainAnswer(p *pool.Pool, c *cite.Citer, ranked []Candidate, answer []cite.Chosen) []briefing.Explanation {
	var out []briefing.Explanation
	for n, ch := range answer {
		at := slices.IndexFunc(ranked, func(r Candidate) bool { return r.sentence == ch.Sentence })
		if at < 0 {
			continue // a model was shown it for its day
		}
		s := c.Pool.Sentences[ch.Sentence]
		e := briefing.Explanation{Section: "answer", Claim: n + 1, Rank: at + 1, Score: pool.Rounded(ranked[at].score), Fitness: pool.Rounded(s.Fitness),
			Sources: 1 + len(c.Pool.Corroborating(ch.Sentence)), Rejected: c.RejectedBeside(ch.Sentence, answer)}
		for k, v := range ranked[at].features.vector() {
			e.Parts = append(e.Parts, briefing.Part{Name: featureNames[k], Value: pool.Rounded(v), Weight: p.Features[k]})
		}
		out = append(out, e)
	}
	return out
}
