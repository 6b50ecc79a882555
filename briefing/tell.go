package briefing

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// How many lines a brief of stories has of each kind, at the most: one a story.
const (
	backgroundClaims = 3
	leadSentences    = 8 // of an article that can tell more of its story
	topSentences     = 2 // of those, that can tell it
	leastStories     = 3 // or the next longer window is taken
	fewLines         = 5 // below which a story is told in more than one sentence
)

// windows are how many days back a brief looks where its request names no time,
// the next where the one before holds too few stories; 0 for all there is.
var windows = []int{14, 60, 365, 0}

// selected is what was chosen for a brief, with the pool that it is chosen from.
type selected struct {
	contents
	pool *pool
	told told
	from corpus.Date // the first day of what is told as new; unknown for all days
}

// byStories chooses what a brief says by the stories that the articles tell: those
// of the time that was asked for, or else of the last days, as many as it takes to
// find a few. It chooses nothing where no dated article is about the topic.
func (b *Briefer) byStories(ctx context.Context, req Request, m moment) (selected, error) {
	if !m.size.Newest.Known() {
		return selected{}, nil
	}
	for _, days := range windows {
		if days > 0 && (m.window.Known() || req.Among != nil) {
			continue
		}
		within := m
		if days > 0 {
			within.window.From = daysBefore(m.asOf, days)
		}
		found, err := b.corpus.Search(ctx, within.query(req))
		if err != nil {
			return selected{}, fmt.Errorf("search: %w", err)
		}
		if days > 0 {
			known := articlesOf(found)
			if len(known) < leastStories {
				continue
			}
			all, err := b.corpus.Search(ctx, m.query(req))
			if err != nil {
				return selected{}, fmt.Errorf("search what was before: %w", err)
			}
			others := slices.DeleteFunc(all.Hits, func(h search.Hit) bool { return known[h.Article] })
			found.Hits = append(found.Hits, others[:min(len(others), otherHits)]...)
		}
		if len(found.Hits) == 0 {
			return selected{}, nil
		}
		p, told, err := b.readTopic(ctx, req, m, found)
		if err != nil {
			return selected{}, err
		}
		from := within.window.From
		lines := b.tell(ctx, p, lastDay(m.asOf), from)
		if days > 0 && (lines.stories < leastStories || len(lines.bottomLine) == 0) {
			continue
		}
		return selected{pool: p, told: told, from: from, contents: contents{
			bottomLine:   chosenOf(lines.bottomLine),
			developments: chosenOf(append(lines.developments, lines.undated...)),
			background:   chosenOf(lines.background),
		}}, nil
	}
	return selected{}, nil
}

// isNamed reports whether any article names the topic: all of it, or nearly, in a
// sentence or its title. Where articles tell of a "train crash" and of "India", none
// is about a train crash in India.
func (p *pool) isNamed() bool {
	return slices.ContainsFunc(p.articles, func(a pooled) bool { return p.query.coverage(a.titled) >= leastTogether }) ||
		slices.ContainsFunc(p.sentences, func(s sentence) bool { return s.named >= leastTogether })
}

// otherHits is how many passages of other articles than those of its window a
// brief looks at, for its background and for those that have no date.
const otherHits = 40

// daysBefore returns the first of so many days that end with a day.
func daysBefore(day corpus.Date, days int) corpus.Date {
	return corpus.Date{Time: lastDay(day).Time.AddDate(0, 0, 1-days), Precision: corpus.Day}
}

// articlesOf returns the articles that hits are in.
func articlesOf(found search.Results) map[corpus.ArticleID]bool {
	ids := map[corpus.ArticleID]bool{}
	for _, h := range found.Hits {
		ids[h.Article] = true
	}
	return ids
}

// chosenOf returns what tells the stories of some lines.
func chosenOf(lines []line) []chosen {
	var out []chosen
	for _, l := range lines {
		out = append(out, l.chosen)
	}
	return out
}

// readTopic reads the articles that a search for a topic found, and scores what
// they say.
func (b *Briefer) readTopic(ctx context.Context, req Request, m moment, found search.Results) (*pool, told, error) {
	topic := plain(m.text)
	p, err := b.read(ctx, req.Scope, topic, found)
	if err != nil {
		return nil, told{}, err
	}
	p.leaveOutNamesakes(ctx, topic)
	told := b.told(p, req.Told)
	told.leaveOut(ctx, p)
	p.scoreSentences(ctx)
	return p, told, nil
}

// byRelevance chooses what a brief says by how well sentences fit the topic alone:
// where nothing tells when the articles are from. It returns [ErrNothing] where
// nothing is about the topic.
func (b *Briefer) byRelevance(ctx context.Context, req Request, m moment) (selected, error) {
	found, err := b.corpus.Search(ctx, m.query(req))
	if err != nil {
		return selected{}, fmt.Errorf("search: %w", err)
	}
	if len(found.Hits) == 0 {
		return selected{}, ErrNothing
	}
	p, told, err := b.readTopic(ctx, req, m, found)
	if err != nil {
		return selected{}, err
	}
	if m.size.Newest.Known() && !p.isNamed() {
		return selected{}, ErrNothing
	}
	sel := selected{pool: p, told: told}
	picks := newSelection(p)
	sel.bottomLine, sel.developments = picks.bottomLine(ctx), picks.developments(ctx)
	if len(sel.bottomLine) == 0 {
		// Nothing that names the topic stands alone: what else there is leads.
		n := min(bottomLineClaims, len(sel.developments))
		sel.bottomLine, sel.developments = sel.developments[:n], sel.developments[n:]
	}
	if len(sel.bottomLine) == 0 && ctx.Err() == nil {
		return selected{}, ErrNothing
	}
	return sel, nil
}

// line is one story of a brief, told in one sentence.
type line struct {
	chosen
	story story.Story
	day   corpus.Date // on which what tells it was published
	score float64     // of the story
}

// lines are the stories of a window, told.
type lines struct {
	stories      int    // of the window, told or not
	bottomLine   []line // the weightiest stories, first the one to lead with
	developments []line // the others, newest first
	undated      []line // of articles that have no date
	background   []line // older stories, oldest first
}

// teller turns the articles of a pool into lines.
type teller struct {
	b       *Briefer
	p       *pool
	asOf    corpus.Date
	first   [][]int // by article: its sentences that can tell a story, in order
	said    []int   // sentences that are told already
	again   refrains
	stories int // that were made so far
}

// tell makes lines of the stories that the pool holds, of the articles published
// from a day on. It returns no lines where no dated article is about the topic.
func (b *Briefer) tell(ctx context.Context, p *pool, asOf, from corpus.Date) lines {
	t := &teller{b: b, p: p, asOf: asOf, first: make([][]int, len(p.articles)), again: newRefrains()}
	for i := range p.sentences {
		if s := &p.sentences[i]; s.index < leadSentences && s.score > 0 {
			t.first[s.article] = append(t.first[s.article], i)
		}
	}
	var within, before, undated []int
	for i := range p.articles {
		a := &p.articles[i]
		a.topical = t.topical(i)
		switch {
		case a.topical < leastTopical:
		case a.Published.Precision < corpus.Day:
			undated = append(undated, i)
		case from.Known() && a.Published.Truncate(corpus.Day).Compare(from) < 0:
			before = append(before, i)
		default:
			within = append(within, i)
		}
	}
	var out lines
	stories := t.ranked(within, t.fadingFrom(from))
	if len(stories) == 0 {
		return lines{}
	}
	out.stories = len(stories)
	for n, s := range stories {
		for _, i := range s.articles {
			p.articles[i].inStory = n + 1
		}
	}
	for _, s := range stories {
		if ctx.Err() != nil {
			return lines{}
		}
		if s.score < leastStory*stories[0].score {
			break
		}
		if len(out.bottomLine) < bottomLineClaims && s.score >= leastOfBest*stories[0].score {
			if l, ok := t.line(s, 0.8, 300, leastNews, topSentences); ok {
				out.bottomLine = append(out.bottomLine, l)
				continue
			}
		}
		if len(out.developments) < developmentClaims {
			if l, ok := t.line(s, 0.8, mostClaimBytes, leastNews, topSentences); ok {
				out.developments = append(out.developments, l)
			}
		}
	}
	// Where there are few stories, there is room for more of each.
	for more := true; more && len(out.bottomLine)+len(out.developments) < fewLines; {
		more = false
		for _, s := range stories {
			if l, ok := t.line(s, 0.8, mostClaimBytes, 0, leadSentences); ok && len(out.bottomLine)+len(out.developments) < fewLines {
				out.developments, more = append(out.developments, l), true
			}
		}
	}
	if len(out.bottomLine) == 0 {
		n := min(bottomLineClaims, len(out.developments))
		out.bottomLine, out.developments = out.developments[:n:n], out.developments[n:]
	}
	slices.SortStableFunc(out.developments, func(a, b line) int { return -a.day.Compare(b.day) })
	for _, s := range t.ranked(undated, 0) {
		if l, ok := t.line(s, 0.8, mostClaimBytes, leastNews, topSentences); ok && len(out.developments)+len(out.undated) < developmentClaims {
			out.undated = append(out.undated, l)
		}
	}
	for _, s := range t.ranked(before, 365*24*time.Hour) {
		if len(out.background) == backgroundClaims || s.score < leastStory*stories[0].score {
			break
		}
		if l, ok := t.line(s, 0.9, 300, leastNews, topSentences); ok {
			out.background = append(out.background, l)
		}
	}
	slices.SortStableFunc(out.background, func(a, b line) int { return a.day.Compare(b.day) })
	return out
}

// leastStory is the share of the weightiest story's score below which a story is
// too small to be told beside it.
const leastStory = 0.3

// leastTopical is how much an article must be about the topic to make a story.
const leastTopical = 0.5

// topical says how much an article is about the topic: news names what it is
// about in its title or in its first sentences, and comes back to it.
func (t *teller) topical(article int) float64 {
	a := &t.p.articles[article]
	most := t.p.query.coverage(a.titled)
	named := slices.Clone(a.titled)
	n, naming := 0, 0.0
	at, _ := slices.BinarySearchFunc(t.p.sentences, article, func(s sentence, article int) int { return s.article - article })
	for ; at < len(t.p.sentences) && t.p.sentences[at].article == article; at++ {
		s := &t.p.sentences[at]
		if s.index < leadSentences/2 {
			most = max(most, 0.9*s.named)
			for u, held := range s.units {
				named[u] = max(named[u], held)
			}
		}
		n++
		naming += min(1, s.mention)
	}
	if n == 0 || t.p.query.coverage(named) < leastTogether {
		return 0
	}
	if asks(a) {
		most *= explains
	}
	return most * min(1, 0.3+float64(3*naming/float64(n)))
}

// leastTogether is how much of the topic the title and the first sentences of an
// article must name together to be about it.
const leastTogether = 0.65

// explains is what an article counts that its title makes a question of: it
// explains what is known rather than that anything happened.
const explains = 0.6

// asks reports whether a title begins as a question does.
func asks(a *pooled) bool {
	words := a.language.Words(a.Title)
	return len(words) > 0 && a.language.Set("questions/words")[words[0].Lower] || strings.HasSuffix(a.Title, "?")
}

// scored is a story with its articles in the pool, in its own order, and its
// place among the others.
type scored struct {
	story.Story
	articles []int
	score    float64
}

// fadingFrom returns the time in which a story loses half of its weight, in a
// window that begins on a day: what is new leads, however far a brief looks back.
func (t *teller) fadingFrom(from corpus.Date) time.Duration {
	const longest = 60 * 24 * time.Hour
	if !from.Known() {
		return longest
	}
	return min(longest, max(3*24*time.Hour, t.asOf.End().Sub(from.Time)/3))
}

// ranked makes stories of some articles of the pool and puts them in order: how
// widely told, how much about the topic, and how new they are. Service pieces
// alone are no story.
func (t *teller) ranked(articles []int, fading time.Duration) []scored {
	given := make([]corpus.Article, len(articles))
	for k, i := range articles {
		given[k] = t.p.articles[i].Article
	}
	var out []scored
	for _, s := range story.Make(t.b.analyzer, given, nil) {
		if s.Service {
			continue
		}
		ranked := scored{Story: s}
		t.stories++
		about := 0.0
		for _, m := range s.Articles {
			i := articles[m.At()]
			ranked.articles = append(ranked.articles, i)
			for _, k := range t.first[i] {
				t.again.add(t.p.articles[i].Source(), t.p.sentences[k].text, t.stories)
			}
			about = max(about, t.p.articles[i].topical)
		}
		ranked.score = about * math.Log2(1+float64(s.Weight)/1000)
		if fading > 0 && s.Last.Known() {
			ranked.score *= math.Exp2(-float64(t.asOf.Time.Sub(s.Last.Time)) / float64(fading))
		}
		out = append(out, ranked)
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.ID(), b.ID())) })
	return out
}

// How much each thing counts that makes a sentence the one to tell a story with.
const (
	leadMentions  = 0.25 // it names the topic
	leadPosition  = 0.25 // it stands at the top of its article
	leadHeadlines = 0.30 // it says what the headlines say
	leadNewness   = 0.30 // its article is one of the story's last
	leadSupport   = 0.10 // others say it, too
)

// knownTells is the share of its score that a sentence loses by what a reader knows
// of it: that costs more here than [knownCosts], for it is to say what is new.
const knownTells = 0.6

// leastNews is how much of what the headlines of a story say a sentence must say
// to tell it; see held.
const leastNews = 0.25

// line tells a story in the sentence that does it best, of those that fit the
// bounds, have so much of its news and say nothing that is told already; not ok where there is none.
func (t *teller) line(s scored, leastFitness float64, mostColumns int, leastNews float64, within int) (_ line, ok bool) {
	best, most := -1, 0.0
	headlines := t.headlines(s.articles)
	for k, m := range s.Articles {
		if m.Service {
			continue
		}
		newness := 1.0
		if days := s.Last.Time.Sub(m.Day.Time).Hours() / 24; s.Last.Known() && m.Day.Known() {
			newness = 1 / (1 + days)
		}
		own := t.headlines(s.articles[k : k+1])
		for _, i := range t.first[s.articles[k]] {
			c := &t.p.sentences[i]
			if c.index >= within || c.index > 0 && resumes(t.p.source(*c).language, c.text) {
				continue
			}
			news := (held(headlines, c.terms) + held(own, c.terms)) / 2
			if c.fitness < leastFitness || language.Columns(c.text) > mostColumns || t.names(c) < 0.5 || news < leastNews || t.isSaid(c) || t.isBackground(i) || t.again.has(t.p.source(*c).Source(), c.text) {
				continue
			}
			v := float64(leadMentions*min(1, c.mention)) + float64(leadPosition/(1+float64(c.index)/2)) +
				float64(leadHeadlines*news) + float64(leadNewness*newness) + float64(leadSupport*min(1, float64(len(t.p.corroborating(i)))/2))
			v *= c.fitness * (1 - float64(knownTells*c.known/leastRetold))
			if t.overtaken(c) {
				v *= overtakenCosts
			}
			if slices.ContainsFunc(t.said, func(k int) bool { return t.p.sentences[k].article == c.article }) {
				v *= againCosts
			}
			if v > most || v == most && best >= 0 && t.p.compare(i, best) < 0 {
				best, most = i, v
			}
		}
	}
	if best < 0 || t.overtaken(&t.p.sentences[best]) {
		return line{}, false
	}
	t.said = append(t.said, best)
	support := t.p.corroborating(best)
	return line{
		chosen: chosen{sentence: best, support: support[:min(len(support), citationsPerClaim-1)]},
		story:  s.Story, day: t.p.source(t.p.sentences[best]).Published.Truncate(corpus.Day), score: s.score,
	}, true
}

// oldFor is after how many days what another article said is no news.
const oldFor = 2 * 24 * time.Hour

// isBackground reports whether an article of days before says what a sentence says:
// what a newsroom puts into piece after piece is agreed by most and news to nobody.
func (t *teller) isBackground(i int) bool {
	day := t.p.source(t.p.sentences[i]).Published
	return day.Known() && slices.ContainsFunc(t.p.corroborating(i), func(j int) bool {
		before := t.p.source(t.p.sentences[j]).Published
		return before.Known() && day.Time.Sub(before.Time) > oldFor
	})
}

// names says how much of the topic a sentence names: itself, or as the lead that
// tells what its title tells. The title of a roundup names what is told further down.
func (t *teller) names(c *sentence) float64 {
	const listed = 2 // commas of a title that lists things
	if title := t.p.source(*c).Title; c.index == 0 && strings.Count(title, ",")+strings.Count(title, ";") < listed {
		return c.mention
	}
	return c.named
}

// sameStory is the share of content words, of the shorter, above which two
// sentences tell one story: less than two that say the same have in common.
const sameStory = 0.4

// resumes reports whether a sentence begins with what its article has likely
// told of before: "The declaration follows".
func resumes(in *language.Pack, text string) bool {
	words := in.Words(text)
	if len(words) < 2 || !in.Set("speech/article")[words[0].Lower] {
		return false
	}
	if isNamedBehind(in, text, words) {
		return false
	}
	next := text[words[1].Start:words[1].End]
	r, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(r) || unicode.IsDigit(r) && (strings.Contains(next, "-") || strings.HasPrefix(text[words[1].End:], "-")) || unicode.IsLetter(r) && in.Setting("capitals") == "nouns"
}

// isNamedBehind reports whether the noun that a sentence begins with is told apart
// by a name behind it: "The body of former Prime Minister Anna Marsh".
func isNamedBehind(in *language.Pack, text string, words []language.Token) bool {
	const joint, reach = 2, 3 // "The body of", and words from there to the name
	if len(words) <= joint+reach || in.Setting("capitals") != "names" || !in.Set("dateline/name joints")[words[joint].Lower] {
		return false
	}
	return slices.ContainsFunc(words[joint+1:joint+1+reach], func(w language.Token) bool { return isUpper(text[w.Start:]) })
}

func isUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// isSaid reports whether a sentence says what one that is told already says.
func (t *teller) isSaid(c *sentence) bool {
	return slices.ContainsFunc(t.said, func(i int) bool { return t.p.tellsAgain(i, c) })
}

// tellsAgain reports whether two sentences tell one story, and neither denies what
// the other says. What was asked is in both, and does not count; nor do the words
// of days where the two tell of different ones: "14 March 2026" is much like "10
// March 2026".
func (p *pool) tellsAgain(i int, c *sentence) bool {
	o := &p.sentences[i]
	if o.negated != c.negated {
		return false
	}
	asked := func(term int) bool {
		return slices.ContainsFunc(p.query.units, func(u unit) bool { return u.has(p.terms[term]) })
	}
	a, b := slices.DeleteFunc(slices.Clone(o.terms), asked), slices.DeleteFunc(slices.Clone(c.terms), asked)
	if overlap(a, b) <= sameStory {
		return false
	}
	days, words := p.daysOf(o)
	others, more := p.daysOf(c)
	if len(days) == 0 || len(others) == 0 || slices.ContainsFunc(days, func(d corpus.Date) bool { return slices.Contains(others, d) }) {
		return true
	}
	dated := func(term int) bool { return words[p.terms[term]] || more[p.terms[term]] }
	return overlap(slices.DeleteFunc(a, dated), slices.DeleteFunc(b, dated)) > sameStory
}

// daysOf returns the days that a sentence tells of, and the terms that tell them.
func (p *pool) daysOf(s *sentence) (days []corpus.Date, terms map[string]bool) {
	a := p.source(*s)
	terms = map[string]bool{}
	tokens := p.analyzer.Tokens(s.text, a.Language)
	for _, m := range a.language.Dates(s.text, nil, a.Published) {
		if m.Date.Precision < corpus.Day {
			continue
		}
		days = append(days, m.Date)
		for _, t := range tokens {
			if t.Start >= m.Start && t.End <= m.End {
				terms[t.Term] = true
			}
		}
	}
	return days, terms
}

// headlines weighs the words of the headlines of some articles by how many of them have
// each, leaving out what was asked, which all have. The weights sum up to one.
func (t *teller) headlines(articles []int) map[int]float64 {
	weights := map[int]float64{}
	sum := 0.0
	for _, i := range articles {
		a := &t.p.articles[i]
		if a.TitleDerived {
			continue
		}
		for _, term := range a.headline {
			if n, ok := t.p.numbers[term]; ok && !slices.ContainsFunc(t.p.query.units, func(u unit) bool { return u.has(term) }) {
				weights[n] += t.p.idf(n)
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(weights)) {
		sum += weights[n]
	}
	for n := range weights {
		weights[n] /= sum
	}
	return weights
}

// held sums the weights of the terms that a sentence has. A third of all is as
// much as a sentence of usual length can have.
func held(weights map[int]float64, terms []int) float64 {
	sum := 0.0
	for _, t := range terms {
		sum += weights[t]
	}
	return min(1, 2*sum)
}

// againCosts is what is left of the score of a sentence whose article has told
// something already: the others of a story come first.
const againCosts = 0.7

// overtakenCosts is what is left of the score of a sentence that tells as ahead
// what its day has passed of.
const overtakenCosts = 0.3

// overtaken reports whether a sentence looks ahead to a day that has come since.
func (t *teller) overtaken(c *sentence) bool {
	a := t.p.source(*c)
	if !a.Published.Known() {
		return false
	}
	text := newAnswerText(c.text, a.Language)
	for _, m := range text.pack.Dates(text.text, text.words, a.Published) {
		if m.Ahead && m.Date.Precision >= corpus.Day && m.Date.Time.Before(t.asOf.Truncate(corpus.Day).Time) {
			return true
		}
	}
	return false
}
