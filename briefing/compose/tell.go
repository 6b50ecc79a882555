// Package compose chooses what a brief says, and what to tell of a day.
//
// [Choose] makes stories of the articles on a topic, puts them in order, and has the
// sentence tell each that does it best; where there are no stories it chooses by how
// well sentences fit. Beside them stand a timeline, quotations and differences. [Today]
// does the same for all that was published lately. [Told] is what a reader knows from
// before, which is not told again.
//
// It returns sentences of a pool; package cite makes claims of them.
package compose

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/difference"
	"sitrep/briefing/event"
	"sitrep/briefing/moment"
	"sitrep/briefing/parallel"
	"sitrep/briefing/pool"
	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// How many lines a brief of stories has of each kind, at the most: one a story.
const (
	backgroundClaims = 3
	otherClaims      = 5  // developments of a brief of stories
	leadSentences    = 8  // of an article that are looked at
	topSentences     = 2  // of those, that can tell its story
	fewLines         = 5  // below which small stories are told, and more of a large one
	moreLines        = 5  // the same, where the archive is no daily one
	leastStories     = 3  // or the next longer window is taken, where the archive is no daily one
	leastDaily       = 15 // articles of the first window in an archive of daily news
	oldLines         = 1  // of a brief that has to look back longer than to the last days
)

// windows are how many days back a brief looks where its request names no time,
// the next where the one before holds too few stories; 0 for all there is.
var windows = []int{briefing.NewsDays, 60, moment.LongPast, 0}

// Selected is what was chosen for a brief, with the pool that it is chosen from.
type Selected struct {
	cite.Contents
	Pool  *pool.Pool
	told  Told
	daily bool        // see isDaily
	Older bool        // no news on the topic was found in the last days: this is from before them
	From  corpus.Date // the first day of what is told as new; unknown for all days
}

// Choose chooses what a brief says: by the stories of its time, or else by how well
// sentences fit the topic. It returns [briefing.ErrNothing] where nothing is about it.
func Choose(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment) (Selected, error) {
	sel, err := byStories(ctx, b, req, m)
	if err == nil && len(sel.BottomLine) == 0 {
		daily := sel.daily
		if sel, err = byRelevance(ctx, b, req, m); err == nil && daily {
			sel = Selected{Pool: sel.Pool, told: sel.told, daily: true, Older: true}
			sel.Pool.Old = true // none of it is news
			if !m.Window.Known() {
				sel.BottomLine = lastNews(b, sel.Pool, m)
			}
			if len(sel.BottomLine) == 0 {
				return sel, briefing.ErrNoNews
			}
		}
	}
	if err != nil {
		return sel, err
	}
	p, c := sel.Pool, &sel.Contents
	if req.Explain {
		c.Explain = explainBrief
	}
	var shown []cite.Chosen // of which no event is told again, where days tell them apart
	if m.Size.Newest.Known() {
		shown = slices.Concat(c.BottomLine, c.Developments, c.Background)
	}
	p.Whole = p.Whole || req.Whole || len(p.Told) == 0
	parts := []func(){ // each reads the pool, none changes it
		func() { c.Differences = difference.Find(ctx, p) },
		func() {
			if !p.Old || req.Whole {
				c.Timeline = timeline(ctx, p, shown)
			}
		},
		func() {
			if req.Whole || !sel.daily && !p.Old {
				c.Quotes = sel.told.without(quotes(ctx, p))
			}
		},
	}
	parallel.Each(len(parts), func(i int) { parts[i]() })
	if err := ctx.Err(); err != nil { // the parts have stopped on the way
		return sel, fmt.Errorf("compose of %d sentences: %w", len(p.Sentences), err)
	}
	return sel, nil
}

// byStories chooses what a brief says by the stories that the articles tell: those
// of the time that was asked for, or else of the last days, as many as it takes to
// find a few. It chooses nothing where no dated article is about the topic.
func byStories(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment) (Selected, error) {
	if !m.Size.Newest.Known() {
		return Selected{}, nil
	}
	daily, err := isDaily(ctx, b, req, m)
	if err != nil {
		return Selected{}, err
	}
	asked := m.Window.Known() || req.Among != nil
	looks := looksBack(asked, daily)
	for n, look := range looks {
		days := look.days
		within := m
		if days > 0 {
			within.Window.From = m.AsOf.DaysBack(days)
		}
		query := within.Query(req)
		wide := daily && days > 0 && isLongName(b, query.Text)
		if wide {
			query.Limit *= wideSearch
		}
		found, err := b.Corpus.Search(ctx, query)
		if err != nil {
			return Selected{}, fmt.Errorf("search: %w", err)
		}
		if wide {
			found.Hits = withLeads(found.Hits, pool.HitLimit, moreLeads)
		}
		if days > 0 {
			known := articlesOf(found)
			if len(known) == 0 || !daily && len(known) < leastStories {
				continue // and no story less than its articles
			}
			all, err := b.Corpus.Search(ctx, m.Query(req))
			if err != nil {
				return Selected{}, fmt.Errorf("search what was before: %w", err)
			}
			others := slices.DeleteFunc(all.Hits, func(h search.Hit) bool { return known[h.Article] })
			found.Hits = append(found.Hits, others[:min(len(others), otherHits)]...)
		}
		if len(found.Hits) == 0 {
			break
		}
		p, told, err := readTopic(ctx, b, req, m, found, false)
		if err != nil {
			return Selected{}, err
		}
		if n == 0 {
			if name := p.LongerName(); name != "" {
				m.Text = name
				return byStories(ctx, b, req, m)
			}
		}
		from := within.Window.From
		p.Whole = req.Whole || !daily
		lines := tell(ctx, b, p, told, m.AsOf.LastDay(), from, asked, look.ways)
		p.Old = days != briefing.NewsDays && !asked && daily
		if len(lines.bottomLine) == 0 && daily && (asked || days == briefing.NewsDays) {
			if list := mentioned(b, p, m.AsOf.LastDay(), from); len(list) > 0 {
				p.Old = true // none of it is news
				return Selected{Pool: p, told: told, From: from, daily: daily, Contents: cite.Contents{BottomLine: list}}, nil
			}
		}
		if n < len(looks)-1 && (len(lines.bottomLine) == 0 || !daily && lines.stories < leastStories) {
			continue
		}
		return Selected{Pool: p, told: told, From: from, daily: daily, Older: p.Old, Contents: cite.Contents{
			BottomLine:   chosenOf(lines.bottomLine),
			Developments: chosenOf(append(lines.developments, lines.undated...)),
			Background:   chosenOf(lines.background),
		}}, nil
	}
	return Selected{daily: daily}, nil
}

// look is one look at what an archive holds on a topic: how many days back, 0 for
// all, and in what ways its stories may be told, the best first.
type look struct {
	days int
	ways []telling
}

// looksBack returns the looks of a brief, each for where those before it find too
// little. In an archive of daily news an older story is told rather than a new one
// in a sentence that tells of no event.
func looksBack(asked, daily bool) []look {
	if asked {
		return []look{{0, []telling{plainly, deeper}}}
	}
	var looks []look
	for n, days := range windows {
		ways := []telling{plainly}
		switch {
		case n == 0 && daily:
			ways = append(ways, entitled, deeper)
		case n == 0 || !daily:
			ways = append(ways, deeper)
		}
		looks = append(looks, look{days, ways})
	}
	return looks
}

// isDaily reports whether an archive holds daily news up to the day of a request:
// enough of the last days, or one article a day of the last year. Of one that holds
// a few pieces a month, a brief looks further back, and what it dates and quotes may
// be of any time.
func isDaily(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment) (bool, error) {
	const year = 365
	for _, least := range []struct{ days, articles int }{{briefing.NewsDays, leastDaily}, {year, year}} {
		ids, err := b.Corpus.Published(ctx, req.Scope, m.AsOf.DaysBack(least.days), m.AsOf.LastDay(), least.articles)
		if err != nil {
			return false, fmt.Errorf("count the articles of the last days: %w", err)
		}
		if len(ids) >= least.articles {
			return true, nil
		}
	}
	return false, nil
}

// isNamed reports whether any article names the topic: all of it, or nearly, in a
// sentence or its title. Where articles tell of a "train crash" and of "India", none
// is about a train crash in India.
func isNamed(p *pool.Pool) bool {
	least := wholly(p.Query)
	return slices.ContainsFunc(p.Articles, func(a pool.Article) bool { return p.Query.Coverage(a.Titled) >= least }) ||
		slices.ContainsFunc(p.Sentences, func(s pool.Sentence) bool { return s.Named >= least })
}

// wholly is how much of a topic of few words is named, at the least, where it is
// looked for in all that is old: of two of three, "train crash" is not one in India.
func wholly(q pool.Query) float64 {
	const few, all = 3, 0.9
	if len(q.Units) <= few {
		return all
	}
	return leastTogether
}

// otherHits is how many passages of other articles than those of its window a
// brief looks at, for its background and for those that have no date.
const otherHits = 40

// wideSearch is how many times as many passages a brief over daily news finds as it
// looks at: a few articles that name the topic in every paragraph hold all of the
// best, and those of others are not among them.
const (
	wideSearch = 4
	moreLeads  = 15
)

// isLongName reports whether a topic is of several words and nothing that is known by
// other names, too, as countries are, which articles on anything mention at their top.
func isLongName(b *pool.Reader, topic string) bool {
	tokens := b.Analyzer.Tokens(topic, "")
	return len(strings.Fields(topic)) > 1 && len(b.Analyzer.Concepts(topic, tokens)) == 0
}

// withLeads returns so many hits, at the most, and as many articles more that have
// one in their first passage.
func withLeads(hits []search.Hit, most, more int) []search.Hit {
	if len(hits) <= most {
		return hits
	}
	known := map[corpus.ArticleID]bool{}
	for _, h := range hits[:most] {
		known[h.Article] = true
	}
	out := slices.Clone(hits[:most])
	for _, h := range hits[most:] {
		if h.Passage.Ordinal == 0 && !known[h.Article] && more > 0 {
			known[h.Article] = true
			out = append(out, h)
			more--
		}
	}
	return out
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
func chosenOf(lines []line) []cite.Chosen {
	var out []cite.Chosen
	for _, l := range lines {
		out = append(out, l.Chosen)
	}
	return out
}

// readTopic reads the articles that a search for a topic found, and scores what they
// say: by their days, where stories are told as they happen, what is new in it.
func readTopic(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment, found search.Results, byDay bool) (*pool.Pool, Told, error) {
	topic := moment.Plain(m.Text)
	p, err := b.ReadLeads(ctx, req.Scope, topic, found)
	if err != nil {
		return nil, Told{}, err
	}
	p.LeaveOutNamesakes(ctx, topic)
	told := ToldBy(b, p, req.Told)
	told.byDay = byDay
	told.leaveOut(ctx, p)
	p.ScoreSentences(ctx)
	return p, told, nil
}

// byRelevance chooses what a brief says by how well sentences fit the topic alone:
// where nothing tells when the articles are from. It returns [briefing.ErrNothing] where
// nothing is about the topic.
func byRelevance(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment) (Selected, error) {
	found, err := b.Corpus.Search(ctx, m.Query(req))
	if err != nil {
		return Selected{}, fmt.Errorf("search: %w", err)
	}
	if len(found.Hits) == 0 {
		return Selected{}, briefing.ErrNothing
	}
	p, told, err := readTopic(ctx, b, req, m, found, false)
	if err != nil {
		return Selected{}, err
	}
	if m.Size.Newest.Known() && !isNamed(p) {
		return Selected{}, briefing.ErrNothing
	}
	sel := Selected{Pool: p, told: told}
	picks := newSelection(p)
	sel.BottomLine, sel.Developments = picks.bottomLine(ctx), picks.developments(ctx)
	if len(sel.BottomLine) == 0 {
		// Nothing that names the topic stands alone: what else there is leads.
		n := min(cite.BottomLineClaims, len(sel.Developments))
		sel.BottomLine, sel.Developments = sel.Developments[:n], sel.Developments[n:]
	}
	if len(sel.BottomLine) == 0 && ctx.Err() == nil {
		return Selected{}, briefing.ErrNothing
	}
	return sel, nil
}

// mentioned chooses what an article that is not about the topic says, from a day on, has
// happened to it, or with it; else that something has come about, or awaits it. It
// chooses nothing where none says that.
func mentioned(b *pool.Reader, p *pool.Pool, asOf, from corpus.Date) []cite.Chosen {
	t := newTeller(b, p, asOf)
	t.about, _, _ = t.split(from) // what a sentence tells may have gone on in them
	best, most := -1, 0
	for i := range p.Sentences {
		c := &p.Sentences[i]
		published := p.Source(*c).Published
		if c.Score == 0 || c.Named < wholly(p.Query) || published.Precision < corpus.Day || published.Truncate(corpus.Day).Compare(from) < 0 {
			continue
		}
		sure, pending := 0, event.IsPending(c.Sentence)
		switch {
		case t.hasHappened(c) && !pending:
			sure = 3
		case event.IsPerfect(c.Sentence) && !pending && c.Place == 0:
			sure = 2
		case pending && c.Place <= topSentences:
			sure = 1
		}
		if sure == 0 || sure < most || strings.ContainsRune(c.Text, '(') || t.isEventless(c) || t.against(i, nil, inPassing, false) != "" {
			continue
		}
		a := p.Source(*c)
		if m := p.Mentions(b.Analyzer, a, c.Text); m.All > 0 && m.Other == m.All {
			continue // "New Mexican voters"
		}
		if story.IsService(a.Pack, a.Title, a.URL) || p.Mentions(b.Analyzer, a, p.FromLead(c.Article)).All < leastMentioned && !p.IsSubject(b.Analyzer, c) {
			continue
		}
		if s := &p.Sentences[max(best, 0)]; sure > most || c.Score > s.Score || c.Score == s.Score && p.Compare(i, best) < 0 {
			best, most = i, sure
		}
	}
	if best < 0 {
		return nil
	}
	support := p.Corroborating(best)
	return []cite.Chosen{{Sentence: best, Day: t.dayOf(&p.Sentences[best]), Support: support[:min(len(support), cite.CitationsPerClaim-1)]}}
}

// leastMentioned is how often an article that is not about the topic names it, at the
// least, that tells of it in a sentence which has it further back than its first words.
const leastMentioned = 3

// lastNews chooses what the newest article whose title names the topic, of the last year,
// says has happened, or come about; nothing where none does.
func lastNews(b *pool.Reader, p *pool.Pool, m moment.Moment) []cite.Chosen {
	t, from := newTeller(b, p, m.AsOf.LastDay()), m.AsOf.DaysBack(moment.LongPast)
	published := func(i int) corpus.Date { return p.Source(p.Sentences[i]).Published }
	var told []int
	for i := range p.Sentences {
		c := &p.Sentences[i]
		if published(i).Precision >= corpus.Day && published(i).Compare(from) >= 0 && !event.IsPending(c.Sentence) && t.isTitled(c.Article) &&
			(t.hasHappened(c) || c.Place == 0 && event.IsPerfect(c.Sentence)) && !t.isEventless(c) && t.against(i, nil, inPassing, false) == "" {
			told = append(told, i)
		}
	}
	if told == nil {
		return nil
	}
	newest := slices.MinFunc(told, func(i, j int) int {
		return cmp.Or(published(j).Compare(published(i)), cmp.Compare(p.Sentences[j].Score, p.Sentences[i].Score), p.Compare(i, j))
	})
	return []cite.Chosen{{Sentence: newest, Day: t.dayOf(&p.Sentences[newest])}}
}

// line is one story of a brief, told in one sentence.
type line struct {
	cite.Chosen
	story story.Story
	day   corpus.Date // of what happened, or on which what tells it was published; see teller.dayOf
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
	b        *pool.Reader
	p        *pool.Pool
	asOf     corpus.Date
	first    [][]int // by article: its sentences that can tell a story, in order
	said     []int   // sentences that are told already
	about    []int   // the articles that are about the topic
	again    refrains
	stories  int // that were made so far
	told     Told
	titles   map[int]*pool.Sentence // by article, those read so far; see teller.headline
	titled   []*pool.Sentence       // headlines that are told
	weighty  float64                // what a story scores, at the least, that may lead a brief of daily news; 0 for any
	together float64                // how much of the topic an article that is about it names; see leastTogether
}

// tell makes lines of the stories that the pool holds, of the articles published
// from a day on, which was asked for or is as far back as it takes to find one. It
// returns no lines where no dated article is about the topic.
func tell(ctx context.Context, b *pool.Reader, p *pool.Pool, told Told, asOf, from corpus.Date, asked bool, ways []telling) lines {
	t := newTeller(b, p, asOf)
	t.told = told
	old := !asked && !p.Whole && (!from.Known() || from.Time.Before(asOf.DaysBack(briefing.NewsDays).Time))
	if old {
		t.together = wholly(p.Query)
	}
	within, before, undated := t.split(from)
	var out lines
	stories := t.ranked(within, t.fadingFrom(from))
	alone := old || p.Whole // what round-ups tell is no news there
	if len(stories) == 0 && alone {
		return lines{}
	}
	if !p.Whole && !old && len(stories) > 0 {
		t.weighty = cite.LeastOfBest * stories[0].score
	}
	most := cite.BottomLineClaims + otherClaims
	if old {
		most = oldLines
		// The newest of those that weigh enough.
		best := stories[0].score
		stories = slices.DeleteFunc(stories, func(s scored) bool { return s.score < leastWide*best })
		slices.SortStableFunc(stories, func(a, b scored) int { return -a.Last.Compare(b.Last) })
	}
	out.stories = len(stories)
	for n, s := range stories {
		for _, i := range s.articles {
			p.Articles[i].Group = n + 1
		}
	}
	weighs := func(l line) bool { return l.score >= cite.LeastOfBest*stories[0].score }
	for _, how := range ways {
		for _, s := range stories {
			if ctx.Err() != nil {
				return lines{}
			}
			if !old && s.score < s.least()*stories[0].score || len(out.bottomLine)+len(out.developments) == most {
				break
			}
			if t.isTold(s) {
				continue
			}
			l, ok := t.newest(s, how)
			if !ok && how == plainly && !p.Whole && !old && s.score >= cite.LeastOfBest*stories[0].score {
				for _, how := range otherwise {
					if l, ok = t.line(s, how); ok {
						break
					}
				}
			}
			if !ok || old && !t.isOldNews(&p.Sentences[l.Sentence]) {
				continue
			}
			t.mark(s, l)
			leads := weighs(l)
			l.score *= t.newness(s)
			if !s.gone && (len(p.Told) == 1 || t.hasDay(s.articles) || t.hasNews(s.articles)) && leads && t.isAtAGlance(l) {
				out.bottomLine = append(out.bottomLine, l)
			} else {
				out.developments = append(out.developments, l)
			}
		}
		if len(p.Told) > 0 {
			break
		}
	}
	if !alone {
		t.tellItems(&out, from)
	}
	if len(p.Told) == 0 {
		if l, ok := t.named(stories); ok && !alone {
			out.bottomLine = []line{l}
			return out
		}
		return lines{}
	}
	slices.SortStableFunc(out.bottomLine, func(a, b line) int { return -cmp.Compare(a.score, b.score) })
	if len(out.bottomLine) > cite.BottomLineClaims {
		out.developments = append(out.developments, out.bottomLine[cite.BottomLineClaims:]...)
		out.bottomLine = out.bottomLine[:cite.BottomLineClaims:cite.BottomLineClaims]
	}
	// Of stories that weigh about the same, the newest leads.
	equal := slices.IndexFunc(out.bottomLine, func(l line) bool { return l.score < nearlyBest*out.bottomLine[0].score })
	if equal < 0 {
		equal = len(out.bottomLine)
	}
	newestFirst := func(a, b line) int { return -a.day.Compare(b.day) }
	slices.SortStableFunc(out.bottomLine[:equal], newestFirst)
	leads := func(s scored) bool {
		return slices.ContainsFunc(out.bottomLine, func(l line) bool { return l.story.ID() == s.ID() })
	}
	// Where there are few stories, small ones are told, too, and what else those that
	// lead have brought.
	for more := most > oldLines; more && len(out.bottomLine)+len(out.developments) < t.fewLines(); {
		more = false
		for _, s := range stories {
			if s.about < narrow || len(out.bottomLine)+len(out.developments) == t.fewLines() {
				continue
			}
			how := plainly
			if p.Articles[s.articles[0]].InStory > 0 {
				if how = further; p.Whole {
					how = anything
				}
			}
			l, ok := t.line(s, how)
			if !ok {
				continue
			}
			t.mark(s, l)
			if more = true; how == further && weighs(l) && len(out.bottomLine) < cite.BottomLineClaims && t.isAtAGlance(l) && leads(s) {
				out.bottomLine = append(out.bottomLine, l)
			} else {
				out.developments = append(out.developments, l)
			}
		}
	}
	if len(out.bottomLine) == 0 {
		out.bottomLine, out.developments = out.developments[:1:1], out.developments[1:]
	}
	slices.SortStableFunc(out.developments, newestFirst)
	for _, s := range t.ranked(undated, 0) {
		if l, ok := t.line(s, plainly); ok && len(out.developments)+len(out.undated) < cite.DevelopmentClaims {
			out.undated = append(out.undated, l)
		}
	}
	// Background is what led to a story that is told; where the archive is no daily
	// one, also what was before it on the topic.
	for _, s := range t.ranked(before, 60*24*time.Hour) {
		if len(out.background) == backgroundClaims || old {
			break
		}
		if !p.Whole && !t.explains(s) {
			continue
		}
		if l, ok := t.line(s, plainly); ok && (p.Whole || l.Headline.End > 0 || t.isDated(&p.Sentences[l.Sentence])) {
			out.background = append(out.background, l)
		}
	}
	slices.SortStableFunc(out.background, func(a, b line) int { return a.day.Compare(b.day) })
	return out
}

// newTeller returns a teller of what a pool holds, on a day.
func newTeller(b *pool.Reader, p *pool.Pool, asOf corpus.Date) *teller {
	t := &teller{b: b, p: p, asOf: asOf, first: make([][]int, len(p.Articles)), again: newRefrains(), titles: map[int]*pool.Sentence{}, together: leastTogether}
	for i := range p.Sentences {
		if s := &p.Sentences[i]; s.Place < leadSentences && s.Score > 0 {
			t.first[s.Article] = append(t.first[s.Article], i)
		}
	}
	return t
}

// split returns the articles of the pool that are about the topic: those published
// from a day on, those from before, and those that have no date.
func (t *teller) split(from corpus.Date) (within, before, undated []int) {
	p := t.p
	for i := range p.Articles {
		a := &p.Articles[i]
		a.Topical = t.topical(i)
		switch {
		case a.Topical < nearlyTopical:
		case a.Published.Known() && from.Known() && a.Published.Time.Before(from.Time):
			before = append(before, i) // or may be, where only its month is known
		case a.Published.Precision < corpus.Day:
			undated = append(undated, i)
		default:
			within = append(within, i)
		}
	}
	t.about = within
	return within, before, undated
}

// newness is how much a story keeps of its weight, where it may lead, for the days
// since it was told: half of it in those of a first window.
func (t *teller) newness(s scored) float64 {
	if !s.Last.Known() || t.p.Whole {
		return 1
	}
	return math.Exp2(-t.asOf.Time.Sub(s.Last.Time).Hours() / 24 / briefing.NewsDays)
}

// nearlyBest is how much the score of the weightiest story must be another's, at the
// least, for the newer of the two to lead.
const nearlyBest = 0.85

// deepSays is how much of its headline a sentence further down must say, at the
// least, where it does not tell what somebody says.
const deepSays = 0.15

// fewLines is how many lines a brief has at the least, where there is enough to
// tell.
func (t *teller) fewLines() int {
	if t.p.Whole {
		return moreLines
	}
	return fewLines
}

// narrow is how much a story must be about the topic to be told however small it
// is.
const narrow = 0.6

// atAGlance is how long a sentence of the bottom line is, at the most, in columns.
const atAGlance = 300

func (t *teller) isAtAGlance(l line) bool {
	return language.Columns(t.p.Sentences[l.Sentence].Text) <= atAGlance
}

// mark notes that a story is told.
func (t *teller) mark(s scored, l line) {
	if t.p.Articles[s.articles[0]].InStory > 0 {
		return
	}
	t.p.Told = append(t.p.Told, pool.ToldStory{Articles: s.articles, Headlines: t.headlines(s.articles), Day: l.day})
	for _, i := range s.articles {
		t.p.Articles[i].InStory = len(t.p.Told)
	}
}

// How much the headlines of two stories must have in common for the older to be
// background to the other, and for both to tell of one thing.
const (
	leastExplained = 0.4
	leastOneThing  = 0.4
)

// explains reports whether an older story is background to one that is told, not
// only to the topic.
func (t *teller) explains(s scored) bool { return t.likeTold(s) >= leastExplained }

// isTold reports whether a story is of the same as one that is told.
func (t *teller) isTold(s scored) bool { return t.likeTold(s) >= leastOneThing }

// likeTold says how much the headlines of a story are like those of the one, of
// those told, that they are most like: 0 to 1, the cosine of their words.
func (t *teller) likeTold(s scored) float64 {
	headlines := t.headlines(s.articles)
	most := 0.0
	for _, told := range t.p.Told {
		most = max(most, cosine(headlines, told.Headlines))
	}
	return most
}

func cosine(a, b map[int]float64) float64 {
	var ab, aa, bb float64
	for _, n := range slices.Sorted(maps.Keys(a)) { // in one order, for sums depend on it
		ab += float64(a[n] * b[n])
		aa += float64(a[n] * a[n])
	}
	for _, n := range slices.Sorted(maps.Keys(b)) {
		bb += float64(b[n] * b[n])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// The share of the weightiest story's score below which a story is too small to be
// told beside it: where one outlet alone tells it, and where others do.
const (
	leastStory = 0.3
	leastWide  = 0.15
)

func (s *scored) least() float64 {
	if len(s.Outlets) > 1 {
		return leastWide
	}
	return leastStory
}

// leastTopical is how much an article must be about the topic to make a story.
const leastTopical = 0.5

// nearlyTopical is how much an article must be about the topic to belong to a story, and
// enoughNear how many that are no more about it make one, where none opens with the
// topic: what several mention at their top has to do with it.
const (
	nearlyTopical = 0.35
	enoughNear    = 2
)

// topical says how much an article is about the topic: news names what it is
// about in its title or in its first sentences, and comes back to it.
func (t *teller) topical(article int) float64 {
	a := &t.p.Articles[article]
	most := t.p.Query.Coverage(a.Titled)
	named := slices.Clone(a.Titled)
	n, naming := 0, 0.0
	at, _ := slices.BinarySearchFunc(t.p.Sentences, article, func(s pool.Sentence, article int) int { return s.Article - article })
	for ; at < len(t.p.Sentences) && t.p.Sentences[at].Article == article; at++ {
		s := &t.p.Sentences[at]
		if s.Place < leadSentences/2 {
			most = max(most, 0.9*s.Named)
			for u, held := range s.Units {
				named[u] = max(named[u], held)
			}
		}
		n++
		naming += min(1, s.Mention)
	}
	if n == 0 || t.p.Query.Coverage(named) < t.together {
		return 0
	}
	if a.Asks() {
		most *= explains
	}
	least := 0.3
	switch titled := t.p.Query.Coverage(a.Titled) >= leastTogether; {
	case titled && !pool.ListsThings(a.Heading()):
		least = leastTopical // in whatever words it goes on
	case !titled && !t.opensWith(article):
		least, a.Passing = 0.1, true // what its title does not name, it may mention in passing
	}
	return most * min(1, least+float64(3*naming/float64(n)))
}

// opensWith reports whether the first words of an article's lead name the topic.
func (t *teller) opensWith(article int) bool {
	const firstWords = 8
	if len(t.first[article]) > 0 && t.p.Sentences[t.first[article][0]].Place == 0 {
		s := &t.p.Sentences[t.first[article][0]]
		held, _ := t.p.Titled(t.b.Analyzer, s.Pack, strings.Join(s.Fields[:min(len(s.Fields), firstWords)], " "), t.p.Articles[article].Language)
		return t.p.Query.Coverage(held) >= leastTogether
	}
	return false
}

// leastTogether is how much of the topic the title and the first sentences of an
// article must name together to be about it.
const leastTogether = 0.65

// passes is what a story counts all of whose articles may mention the topic in
// passing.
const passes = 0.7

// explains is what an article counts that its title makes a question of: it
// explains what is known rather than that anything happened.
const explains = 0.6

// scored is a story with its articles in the pool, in its own order, and its
// place among the others.
type scored struct {
	story.Story
	articles []int
	about    float64 // how much it is about the topic: see Article.Topical
	score    float64
	gone     bool // it has gone on in a newer one of several articles
}

// fadingFrom returns the time in which a story loses half of its weight, in a
// window that begins on a day: what is new leads, however far a brief looks back.
func (t *teller) fadingFrom(from corpus.Date) time.Duration {
	const longest = 60 * 24 * time.Hour
	if !from.Known() {
		return longest
	}
	return min(longest, max(3*24*time.Hour, 2*t.asOf.End().Sub(from.Time)/3))
}

// ranked makes stories of some articles of the pool and puts them in order: how
// widely told, how much about the topic, and how new they are. Service pieces
// alone are no story.
func (t *teller) ranked(articles []int, fading time.Duration) []scored {
	given := make([]corpus.Article, len(articles))
	for k, i := range articles {
		given[k] = t.p.Articles[i].Report()
	}
	var out []scored
	for _, s := range story.Make(t.b.Analyzer, given, nil) {
		if s.Service {
			continue
		}
		ranked := scored{Story: s}
		t.stories++
		near := 0
		for _, m := range s.Articles {
			i := articles[m.At()]
			ranked.articles = append(ranked.articles, i)
			for _, k := range t.first[i] {
				t.again.add(t.p.Articles[i].Source(), t.p.Sentences[k].Text, t.stories)
			}
			about := t.p.Articles[i].Topical
			if t.p.Articles[i].Passing {
				about *= passes
			}
			ranked.about = max(ranked.about, about)
			near++
			if !t.p.Articles[i].Passing {
				near = enoughNear // it opens with the topic
			}
		}
		if ranked.about < leastTopical && near < enoughNear {
			continue
		}
		ranked.score = ranked.about * math.Log2(1+size(s))
		if len(ranked.articles) < surelyNews && !t.hasDay(ranked.articles) && !t.hasNews(ranked.articles) {
			ranked.score *= dayless
		}
		if fading > 0 && s.Last.Known() {
			ranked.score *= math.Exp2(-float64(t.asOf.Time.Sub(s.Last.Time)) / float64(fading))
		}
		out = append(out, ranked)
	}
	t.overtake(out)
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.ID(), b.ID())) })
	return out
}

// overtake takes from the weight of stories that have gone on: newer ones of
// several articles tell of the same.
func (t *teller) overtake(stories []scored) {
	overtaken := make([]bool, len(stories))
	headlines := make([]map[int]float64, len(stories))
	for i, s := range stories {
		headlines[i] = t.headlines(s.articles)
	}
	for i, s := range stories {
		for j, o := range stories {
			if i != j && s.Last.Known() && o.First.Time.After(s.Last.Time) && len(o.articles) > 1 && cosine(headlines[i], headlines[j]) >= leastSequel {
				overtaken[i] = true
			}
		}
	}
	for i := range stories {
		if overtaken[i] {
			stories[i].score *= overtakenCosts
			stories[i].gone = true
		}
	}
}

// leastSequel is how alike the headlines of two stories are, at the least, of which
// the one goes on where the other ended, and overtakenCosts what is left of the
// score of the earlier.
const (
	leastSequel    = 0.15
	overtakenCosts = 0.5
)

// dayless is what a story counts whose leads name no day, nor tell that something has come
// about: it may be what somebody thinks of the news, or explains.
const dayless = 0.5

// surelyNews is of how many articles a story is news whether they name a day or not.
const surelyNews = 4

// hasDay reports whether any of some articles says at its top on which day what it
// tells happened.
func (t *teller) hasDay(articles []int) bool {
	return slices.ContainsFunc(articles, func(i int) bool {
		return slices.ContainsFunc(t.first[i], func(k int) bool { return t.p.Sentences[k].Place < topSentences && t.isDated(&t.p.Sentences[k]) })
	})
}

// hasNews reports whether the lead of any of some articles tells in the perfect what
// its headline says has happened: "A jury has found the owner of the mill guilty".
func (t *teller) hasNews(articles []int) bool {
	return slices.ContainsFunc(articles, func(i int) bool {
		return !t.p.Articles[i].Asks() && slices.ContainsFunc(t.first[i], func(k int) bool {
			c := &t.p.Sentences[k]
			return c.Place == 0 && event.IsPerfect(c.Sentence) && !event.IsPending(c.Sentence) && held(t.headlines([]int{i}), c.Terms) >= headlined
		})
	})
}

// isDated reports whether a sentence names a day close to its article's own.
func (t *teller) isDated(c *pool.Sentence) bool {
	a := t.p.Source(*c)
	if a.Published.Precision < corpus.Day {
		return false
	}
	return slices.ContainsFunc(c.Dates(a.Published), func(m language.DateMention) bool {
		return m.Date.Precision >= corpus.Day && !m.Attribute && m.Date.Time.Sub(a.Published.Time).Abs() <= event.ReportedWithin
	})
}

// isReport reports whether a sentence has a verb of saying, or says according to whom it is.
func (t *teller) isReport(c *pool.Sentence) bool {
	verbs := t.p.Source(*c).Pack.Set("speech/verb")
	return c.Has("speech/source") || slices.ContainsFunc(c.Lower, func(w string) bool { return verbs[w] })
}

// overtakenAfter is how much newer the article of a story must be whose lead tells what
// happened, at the least, for the story to have gone on since another.
const overtakenAfter = 36 * time.Hour

// goesOnFor is how long what goes on, on no day that is told, likely does.
const goesOnFor = 5 * 24 * time.Hour

// isStale reports whether what a sentence of the last days says goes on may be over.
func (t *teller) isStale(c *pool.Sentence) bool {
	published := t.p.Source(*c).Published
	return published.Compare(t.asOf.DaysBack(briefing.NewsDays)) >= 0 && t.asOf.Time.Sub(published.Time) > goesOnFor
}

// size says how much news a story is: by how many outlets told it, and how often
// they came back to it.
func size(s story.Story) float64 {
	independent := 0
	for _, m := range s.Articles {
		if !m.Copy && !m.Service {
			independent++
		}
	}
	outlets := float64(len(s.Outlets))
	return outlets + max(0, float64(independent)-outlets)/2
}

// How much each thing counts that makes a sentence the one to tell a story with.
const (
	leadMentions  = 0.25 // it names the topic
	leadPosition  = 0.25 // it stands at the top of its article
	leadHeadlines = 0.40 // it says what the headlines say
	leadAgrees    = 0.40 // its main clause says what the headlines of the other articles say
	leadNewness   = 0.45 // its article is one of the story's last
	leadSupport   = 0.10 // others say it, too
	leadDated     = 0.15 // it says on which day
	leadReports   = 0.10 // and who says so
)

// knownTells is the share of its score that a sentence loses by what a reader knows
// of it: that costs more here than [pool.knownCosts], for it is to say what is new.
const knownTells = 0.6

// telling is what is asked of a sentence that tells a story.
type telling struct {
	news      float64 // how much of what its own headline says it must say, at the least; see held
	fitness   float64 // how well it must be understood by itself
	sentences int     // of its article, among which it must be
	titled    bool    // whether the article's title names the topic, and the sentence needs not
	byTitle   bool    // whether the topic may be meant by the title alone; see isTitledLead
	shared    bool    // whether it is to say what the headlines of its story say together, rather than its own
}

var (
	plainly = telling{news: 0.45, fitness: leastFit, sentences: topSentences}
	// Where no article of a large story opens with what happened, what one says of it
	// further down.
	buried = telling{news: 0.3, fitness: leastFit, sentences: leadSentences}
	// Where the archive is no daily one, what a story's articles say further down.
	anything = telling{news: 0, fitness: leastFit, sentences: leadSentences}
	// Of an article whose title names the topic, what it opens with needs not do so.
	unnamed = telling{news: 0.45, fitness: leastFit, sentences: topSentences, titled: true}
	// Where no story is told: of an article whose title has the topic by its own name.
	entitled = telling{news: headlined, fitness: leastFit, sentences: 1, titled: true, byTitle: true}
	// Where each article of a story takes its own angle, what all of their headlines say
	// together has happened.
	shared = telling{news: 0.45, fitness: leastFit, sentences: topSentences, shared: true}
	// How to tell a weighty story that cannot be told plainly, tried in this order.
	otherwise = []telling{buried, unnamed, shared}
	// What else a story that is told brought on its days.
	further = telling{news: 0.4, fitness: leastFit, sentences: 1}
	// What is told of the topic anywhere in an article on something else.
	inPassing = telling{fitness: leastFit, sentences: math.MaxInt}
	// Where no story is told plainly: an event that stands further down.
	deeper = telling{news: 0, fitness: 0.7, sentences: nutSentences}
)

// line tells a story in the sentence that does it best, of those that open its
// articles, say what the headlines say and nothing that is told already; not ok
// where there is none.
func (t *teller) line(s scored, how telling) (_ line, ok bool) {
	headlines := t.headlines(s.articles)
	ahead := t.hasGoneOn(s, headlines)
	type candidate struct {
		sentence int
		worth    float64
		day      corpus.Date
		headline *pool.Sentence // that tells it in place of the sentence; nil for none
		meant    bool           // the topic; see isMeant
	}
	var candidates []candidate
	newest := corpus.Date{} // of an article whose lead tells of the event that its headline tells
	for k, m := range s.Articles {
		if m.Service && t.p.Whole {
			continue
		}
		newness := 1.0
		if days := s.Last.Time.Sub(m.Day.Time).Hours() / 24; s.Last.Known() && m.Day.Known() {
			newness = 1 / (1 + days/t.newFor())
		}
		own, others := t.headlines(s.articles[k:k+1]), t.headlines(slices.Concat(s.articles[:k], s.articles[k+1:]))
		if how.shared {
			own = headlines
		}
		for _, i := range t.first[s.articles[k]] {
			c := &t.p.Sentences[i]
			if how == buried && s.Last.Time.Sub(m.Day.Time) > event.ReportedWithin || t.against(i, own, how, ahead) != "" || event.IsPending(c.Sentence) && t.isFollowed(s.articles[k], own) {
				continue
			}
			if s.score < t.weighty && len(s.Outlets) == 1 && len(own) > 0 && held(own, c.Terms) < headlined {
				continue // that a small story is told at all, its headline must say
			}
			// A service piece tells what happened as others do, where it gives the day.
			passing := !t.p.Whole && c.Named < leastInIt && !how.titled
			if m.Service && (c.Place >= topSentences || passing || !t.hasHappened(c)) || passing && len(s.articles) == 1 {
				continue
			}
			meant := t.isMeant(s, c) || how.byTitle && t.isTitledLead(c, own)
			if !meant && c.Named < leastInIt {
				continue
			}
			worth := t.worth(i, headlines, own, others, newness)
			if m.Service {
				worth *= explainsCosts
			}
			candidates = append(candidates, candidate{i, worth, m.Day, nil, meant})
			if c.Place == 0 && held(own, c.Terms) >= headlined && (t.hasHappened(c) || !m.Service && event.Has(c.Sentence)) && !event.IsPending(c.Sentence) && m.Day.Compare(newest) > 0 {
				newest = m.Day
			}
		}
		if how != plainly || t.weighty == 0 || s.score < t.weighty || m.Service {
			continue
		}
		if h := t.headline(s.articles[k]); h != nil && t.againstHeadline(h, own, ahead) == "" && t.isMeant(s, h) {
			candidates = append(candidates, candidate{t.first[h.Article][0], t.headlineWorth(h, headlines, others, newness), m.Day, h, true})
			if !event.IsPending(h.Sentence) && m.Day.Compare(newest) > 0 {
				newest = m.Day
			}
		}
	}
	// Where all that means the topic by its name is overtaken, what overtakes it is told.
	isNew := func(c candidate) bool {
		return t.p.Whole || !c.day.Known() || newest.Time.Sub(c.day.Time) <= overtakenAfter
	}
	if !slices.ContainsFunc(candidates, func(c candidate) bool { return c.meant }) {
		return line{}, false
	}
	meant := slices.ContainsFunc(candidates, func(c candidate) bool { return c.meant && isNew(c) })
	best, most := -1, 0.0
	var headline *pool.Sentence
	for _, c := range candidates {
		switch {
		case meant && !c.meant:
		case !isNew(c): // it has gone on since
		case c.worth > most || c.worth == most && best >= 0 && t.p.Compare(c.sentence, best) < 0:
			best, most, headline = c.sentence, c.worth, c.headline
		}
	}
	if best < 0 {
		return line{}, false
	}
	if headline != nil {
		with := slices.IndexFunc(candidates, func(c candidate) bool {
			o := &t.p.Sentences[c.sentence]
			return c.headline == nil && c.meant && o.Article == headline.Article && held(t.headlines([]int{o.Article}), o.Terms) >= how.news && (t.isDated(o) || event.IsPerfect(o.Sentence))
		})
		if with < 0 {
			return t.inHeadline(s, headline), true
		}
		best = candidates[with].sentence // says what the headline says, and more
	}
	t.said = append(t.said, best)
	support, day := t.p.Corroborating(best), t.dayOf(&t.p.Sentences[best])
	if happened := t.happenedOn(&t.p.Sentences[best]); happened.Known() { // what came out before tells of another
		eve := happened.DaysBack(2)
		support = slices.DeleteFunc(slices.Clone(support), func(i int) bool {
			published := t.p.Source(t.p.Sentences[i]).Published
			return published.Known() && published.LastDay().Compare(eve) < 0
		})
	}
	return line{
		Chosen: cite.Chosen{Sentence: best, Day: day, Support: t.withOthers(s, best, support[:min(len(support), cite.CitationsPerClaim-1)])},
		story:  s.Story, day: day, score: s.score,
	}, true
}

// newest is [teller.line], but for a story of daily news that has gone on since the article
// that tells it plainly: what a later one says further down takes its place.
func (t *teller) newest(s scored, how telling) (line, bool) {
	said, titled := slices.Clone(t.said), slices.Clone(t.titled)
	l, ok := t.line(s, how)
	if !ok || t.p.Whole || how != plainly {
		return l, ok
	}
	day := t.p.Source(t.p.Sentences[l.Sentence]).Day()
	since := s.of(func(m story.Member, _ int) bool { return !m.Service && m.Day.Time.Sub(day) > overtakenAfter })
	if len(since.articles) == 0 {
		return l, true
	}
	plain, headlines := t.said, t.titled
	t.said, t.titled = said, titled
	if later, ok := t.line(since, buried); ok {
		return later, true
	}
	t.said, t.titled = plain, headlines
	return l, true
}

// isOldNews reports whether a sentence of before the last days is worth to be told: it says
// what happened on a day, names the topic, and so does the title of its article.
func (t *teller) isOldNews(c *pool.Sentence) bool {
	return t.isDated(c) && !event.IsPending(c.Sentence) && t.names(c) >= 0.5 && t.isTitled(c.Article)
}

// isTitled reports whether an article's title names the topic, all of it, and is no
// roundup's.
func (t *teller) isTitled(article int) bool {
	a := &t.p.Articles[article]
	return !a.TitleDerived && t.p.Query.Coverage(a.Titled) >= wholly(t.p.Query) && !pool.ListsThings(a.Heading())
}

// isOfCutHeadline reports whether a lead may say what was cut off its headline: that names
// the topic, which the lead begins with.
func (t *teller) isOfCutHeadline(c *pool.Sentence) bool {
	return event.IsCut(t.p.Source(*c).Heading()) && !event.IsPending(c.Sentence) && t.isTitled(c.Article) && t.p.IsSubject(t.b.Analyzer, c)
}

// leastInIt is how much of the topic a sentence itself must name, at the least, that
// tells a story which one article alone has: that its title names it may be in passing.
const leastInIt = 0.3

// against says what speaks against telling a story in a sentence, given the words
// of its own headline; empty where nothing does.
func (t *teller) against(i int, own map[int]float64, how telling, ahead bool) string {
	c := &t.p.Sentences[i]
	behind := c.Place == 0 && held(own, c.Terms) >= headlined && event.TellsBehind(c.Sentence)
	switch {
	case c.Place >= how.sentences && (c.Place >= nutSentences || len(own) == 0 || held(own, c.Terms) < nutSays):
		return "too far down"
	case how != anything && slices.ContainsFunc(t.said, func(k int) bool { return t.p.Sentences[k].Article == c.Article }):
		return "its article was used"
	case c.Fitness < how.fitness:
		return "does not stand alone"
	case len(own) > 0 && held(own, c.Terms) < how.news && !(!t.p.Whole && c.Place == 0 && (held(own, c.Terms) >= leastAgreed || t.isOfCutHeadline(c)) && t.hasHappened(c)):
		return "not what its headline says"
	case how.titled && (c.Place >= topSentences || event.OpensAside(c.Sentence) || !t.isTitled(c.Article) || !t.hasHappened(c) || event.IsPending(c.Sentence)), !how.titled && t.names(c) < 0.5:
		return "does not name the topic"
	case (c.Place > 0 || t.follows(c)) && (event.Resumes(c.Sentence) || event.HidesSpeaker(c.Sentence)), event.NeedsEarlier(c.Sentence), isQuoting(c):
		return "needs what is around it"
	case c.Place > 0 && !t.p.Whole && t.namesByHalf(c):
		return "names somebody by half of a name"
	case event.SetsScene(c.Sentence) && !(how == deeper && t.p.Whole), how != deeper && event.OpensAside(c.Sentence) && !t.isDated(c):
		return "begins with something else"
	case c.Place > 0 && !t.p.Whole && how != inPassing && !t.hasHappened(c): // a day of its own, for it leads nothing
		return "no event of its days"
	case (how == plainly || how == deeper && !behind) && t.isEventless(c), how == deeper && !behind && (c.Named < 0.5 || held(own, c.Terms) < deepSays && !t.isReport(c)), how == further && (!t.isDated(c) && !t.isReport(c) || t.p.Source(*c).Asks() && !t.isDated(c)):
		return "no event"
	case !t.p.Whole && (how == plainly || how == further) && event.IsPending(c.Sentence) && !t.isDated(c) && !t.isReport(c):
		return "no event of its days"
	case how.shared && (event.OpensAside(c.Sentence) || !t.hasHappened(c)):
		return "no event of its days"
	case how == buried && (event.OpensAside(c.Sentence) || !t.hasHappened(c) || event.IsPending(c.Sentence) || c.Named < 0.5):
		return "no event of its days"
	case !t.p.Whole && event.GoesOn(c.Sentence) && !t.isDated(c) && t.isStale(c):
		return "may be over"
	case !t.p.Whole && t.p.HasLaterRound(c, t.about):
		return "a round that is over"
	case !t.p.Whole && t.hasFailed(c):
		return "came to nothing"
	case how == further && t.isOfDay(c):
		return "of a day that is told"
	case t.again.has(t.p.Source(*c).Source(), c.Text):
		return "an outlet's refrain"
	case t.isBackground(i) && (t.p.Whole || !t.hasHappened(c) && !(c.Place == 0 && held(own, c.Terms) >= headlined)), t.isPast(c, how == further, c.Place == 0 && held(own, c.Terms) >= headlined), ahead && t.isAhead(c) && !(how == further && t.hasHappened(c)):
		return "no news"
	case t.isSaid(c), how == further && !t.hasHappened(c) && slices.ContainsFunc(t.said, func(k int) bool { return alike(t.p, k, c) > sameFurther }):
		return "told already"
	}
	return ""
}

// worth says how well a sentence tells a story, given the words of the headlines of
// all its articles, of its own and of the others, and how new its article is in the
// story.
func (t *teller) worth(i int, headlines, own, others map[int]float64, newness float64) float64 {
	c := &t.p.Sentences[i]
	// Alone, nobody agrees or does not; and in an archive that is no daily one, an
	// article is rather the next piece of news than another's of the same.
	agreement, clause, agrees := leadAgrees/2, t.mainClause(c), len(others) > 0 && !t.p.Whole
	if agrees {
		agreement = float64(leadAgrees * held(others, clause))
	}
	v := agreement + float64(leadMentions*min(1, c.Mention)) + float64(leadPosition/(1+float64(c.Place))) +
		float64(leadHeadlines*(held(headlines, clause)+held(own, c.Terms))/2) + float64(leadNewness*newness) + float64(leadSupport*min(1, float64(len(t.p.Corroborating(i)))/2))
	if event.OpensAside(c.Sentence) || event.SetsScene(c.Sentence) {
		v *= asideCosts
	}
	if c.Has("standalone/presenting") || t.p.Source(*c).Asks() {
		v *= explainsCosts
	}
	if agrees && held(others, clause) < leastAgreed {
		v *= aloneCosts
	}
	if c.Place > 0 {
		v *= laterCosts
	}
	if t.isDated(c) {
		v += leadDated
	}
	if t.isReport(c) {
		v += leadReports
	}
	return v * c.Fitness * (1 - float64(knownTells*c.Known/pool.LeastRetold))
}

// withOthers adds to what supports a sentence that tells a story, of each outlet
// which is not cited yet, the sentence that opens its report of the same.
func (t *teller) withOthers(s scored, told int, support []int) []int {
	cited := map[string]bool{t.p.Source(t.p.Sentences[told]).Source(): true}
	for _, i := range support {
		cited[t.p.Source(t.p.Sentences[i]).Source()] = true
	}
	out := slices.Clone(support)
	for k, m := range s.Articles {
		outlet := t.p.Articles[s.articles[k]].Source()
		if cited[outlet] || m.Service || len(out) == cite.CitationsPerClaim-1 {
			continue
		}
		for _, i := range t.first[s.articles[k]] {
			c := &t.p.Sentences[i]
			if c.Place < topSentences && c.Fitness >= leastFit && alike(t.p, told, c) >= leastAlso && c.Negated == t.p.Sentences[told].Negated {
				out, cited[outlet] = append(out, i), true
				break
			}
		}
	}
	return out
}

// leastAlso is how much two sentences that open reports of one story have in common,
// at the least, where the one is cited for the other.
const leastAlso = 0.4

// newFor is after how many days an article is half as new as the story's last. In an
// archive of daily news several tell the same for some days.
func (t *teller) newFor() float64 {
	if t.p.Whole {
		return 2
	}
	return 4
}

// mainClause returns the terms of a sentence up to a clause that tells what it
// follows: who jokes about a trial says in it what the trial was.
func (t *teller) mainClause(c *pool.Sentence) []int {
	joins := c.Pack.Set("standalone/follows")
	const subject = 3 // words, at the least
	for _, w := range c.Words[min(len(c.Words), subject):] {
		if !joins[w.Lower] {
			continue
		}
		var terms []int
		for _, token := range t.b.Analyzer.Tokens(c.Text[:w.Start], t.p.Source(*c).Language) {
			if n, ok := t.p.Numbers[token.Term]; ok && !token.Stop && !slices.Contains(terms, n) {
				terms = append(terms, n)
			}
		}
		return terms
	}
	return c.Terms
}

// Where an article begins with a question or a scene, one of its next sentences
// says what its headline says: so many are looked at, and that much must one say.
const (
	nutSentences = 4
	nutSays      = 0.9
)

// hasGoneOn reports whether what is told already goes on where a story was: what
// it was to bring has come, or has not.
func (t *teller) hasGoneOn(s scored, headlines map[int]float64) bool {
	return slices.ContainsFunc(t.p.Told, func(told pool.ToldStory) bool {
		return told.Day.Known() && told.Day.Compare(s.First) > 0 && cosine(headlines, told.Headlines) >= leastSequel
	})
}

// isFollowed reports whether a later article about the topic tells how what an
// article tells went on, given the words of its headline.
func (t *teller) isFollowed(article int, headline map[int]float64) bool {
	day := t.p.Articles[article].Published
	return day.Known() && slices.ContainsFunc(t.about, func(i int) bool {
		later := t.p.Articles[i].Published
		return later.Known() && t.p.Articles[i].Day().After(day.End()) && cosine(headline, t.headlines([]int{i})) >= leastFollowed
	})
}

// leastFollowed is how alike the headlines of two articles are, at the least, of which
// the later tells how the earlier went on: more than for [leastSequel], which weighs
// stories of several.
const leastFollowed = 0.2

// isAhead reports whether a sentence tells of what is to come.
func (t *teller) isAhead(c *pool.Sentence) bool {
	return c.Has("datewords/ahead") || event.IsPending(c.Sentence)
}

// isDue reports whether what a sentence awaits has likely come by a day: it names no
// day after that.
func (t *teller) isDue(c *pool.Sentence, today corpus.Date) bool {
	return event.IsPending(c.Sentence) && !slices.ContainsFunc(c.Dates(t.p.Source(*c).Published), func(m language.DateMention) bool {
		return !m.Attribute && m.Date.Time.After(today.Time)
	})
}

// asideCosts is what is left of the score of a sentence that does not begin with
// what it tells: "More than a year after the mill burnt down, …".
const asideCosts = 0.75

// A main clause that says less than leastAgreed of what the other headlines say is
// likely beside the story: who jokes about it. aloneCosts is what is left of its score.
const (
	leastAgreed = 0.1
	aloneCosts  = 0.8
)

// explainsCosts is what is left of the score of a sentence that only says what there
// is, or that opens an article which explains what is known.
const explainsCosts = 0.75

// laterCosts is what is left of the score of a sentence that does not lead its
// article.
const laterCosts = 0.8

// isQuoting reports whether a sentence begins with what somebody said, or with a
// word that stands for nothing.
func isQuoting(c *pool.Sentence) bool {
	return strings.ContainsAny(c.Text[:min(len(c.Text), 3)], "“\"«„‘'") || c.Pack.Set("openers/pronoun")[c.Lower[0]]
}

// namesByHalf reports whether a sentence begins with the last name of somebody whom
// its article has named in full before, and neither its title nor the topic does.
func (t *teller) namesByHalf(c *pool.Sentence) bool {
	return namesByHalf(&t.p.Source(*c).Article, c.Sentence, c.Span.Start) && !strings.Contains(strings.ToLower(t.p.Topic), c.Words[0].Lower)
}

func namesByHalf(a *corpus.Article, s language.Sentence, start int) bool {
	if len(s.Words) < 2 || s.Pack.Setting("capitals") != "names" || language.IsUpper(s.Text[s.Words[1].Start:]) {
		return false
	}
	name := s.Text[s.Words[0].Start:s.Words[0].End]
	aside := strings.HasPrefix(s.Text[s.Words[0].End:], ",") || s.Pack.Set("speech/relative")[s.Words[1].Lower] // "Marsh, who owns the mill,"
	if !language.IsUpper(name) || !aside && !event.Is(s, 1) || strings.Contains(a.Title, name) && !isSurname(a.Title, name) {
		return false
	}
	return isSurname(a.Body[:min(start, pool.MostNaming)], name)
}

// isSurname reports whether a text has a name first behind another: "Anna Marsh".
func isSurname(text, name string) bool {
	at := strings.Index(text, " "+name)
	return at > 0 && language.IsUpper(text[strings.LastIndexByte(text[:at], ' ')+1:])
}

// leastFit is how well a sentence is understood by itself, at the least, that
// tells a story.
const leastFit = 0.8

// isPast reports whether a sentence is no news on the day that a brief is of: it
// looks ahead to a day that has come since, looks back to days long before its
// article alone, or tells what only happened later, since its page was revised. A
// development, which stands behind its day, may have looked ahead, and its "now"
// is that day's. What leads its article and says what its headline says is its
// news, whatever day it names beside.
func (t *teller) isPast(c *pool.Sentence, development, leads bool) bool {
	a := t.p.Source(*c)
	if !a.Published.Known() {
		return false
	}
	today := t.asOf.Truncate(corpus.Day)
	if (!development || !t.p.Whole) && (today.Time.Sub(a.Day()) > event.ReportedWithin && t.isDue(c, today) || today.Time.Sub(a.Day()) > staleAfter && slices.ContainsFunc(c.Lower, func(w string) bool { return a.Pack.Set("standalone/stale")[w] })) {
		return true
	}
	dated, old, happened := false, true, development && t.hasHappened(c) && !event.IsPending(c.Sentence)
	mentions := c.Dates(a.Published)
	for _, m := range mentions {
		switch {
		case m.Ahead && happened:
		case m.Date.Time.Before(today.Time) && event.IsAppointment(c.Sentence, m, a.Published):
			return true
		case m.Date.Precision >= corpus.Day && m.Date.Time.Before(today.Time) && (m.Ahead && !m.Date.Time.Before(a.Day()) || m.Date.Time.After(a.Published.Time) && !t.tellsNextDay(c, m)):
			return true
		case m.Ahead && m.Last.Known() && !m.Last.End().After(today.Time):
			return true
		case event.IsLate(m, a.Published):
			return true
		case !m.Ahead && m.Date.Precision >= corpus.Day && today.Known() && m.Date.Time.After(today.Time):
			return true
		}
		dated = true
		old = old && m.Bound == "" && !m.Attribute && a.Published.Time.Sub(m.Date.End()) > longAgo
		leads = leads && !(m.Date.Precision >= corpus.Month && !m.Aside && surelyTheEvents(m, mentions, c.Place))
	}
	return dated && old && !leads && !t.p.Whole
}

// tellsNextDay reports whether a sentence tells what happened on the day after its
// article's own: by the outlet's clock, or since its page was written on the eve.
func (t *teller) tellsNextDay(c *pool.Sentence, m language.DateMention) bool {
	const day = 24 * time.Hour
	if m.Ahead || m.Date.Time.Sub(t.p.Source(*c).Day()) != day || !event.Has(c.Sentence) || event.GoesOn(c.Sentence) {
		return false
	}
	return !isAwaited(c.Sentence, m)
}

// staleAfter is how old an article is whose "now" is past.
const staleAfter = 48 * time.Hour

// longAgo is how long before an article was published what it tells as its news
// can be, at the most.
const longAgo = 30 * 24 * time.Hour

// oldFor is after how many days what another article said is no news.
const oldFor = 2 * 24 * time.Hour

// isBackground reports whether an article of days before says what a sentence says:
// what a newsroom puts into piece after piece is agreed by most and news to nobody.
func (t *teller) isBackground(i int) bool {
	day := t.p.Source(t.p.Sentences[i]).Published
	return day.Known() && slices.ContainsFunc(t.p.Corroborating(i), func(j int) bool {
		before := t.p.Source(t.p.Sentences[j]).Published
		return before.Known() && day.Time.Sub(before.Time) > oldFor
	})
}

// names says how much of the topic a sentence names: itself, or as the lead that
// tells what its title tells. The title of a roundup names what is told further down.
func (t *teller) names(c *pool.Sentence) float64 {
	if c.Place == 0 && !pool.ListsThings(t.p.Source(*c).Heading()) {
		return c.Mention
	}
	return c.Named
}

// isMeant reports whether a sentence or headline that tells a story is on the topic: it
// means that by its name, or its article goes on about it. Only of daily news is so much
// asked.
func (t *teller) isMeant(s scored, c *pool.Sentence) bool {
	if t.p.Whole {
		return true
	}
	if c.Named >= leastInIt {
		return t.isOwnName(s, c)
	}
	told := t.p.Source(*c)
	return t.p.Mentions(t.b.Analyzer, told, told.Body).All >= goesOnAbout
}

// isTitledLead reports whether a sentence opens an article whose title has the topic by its
// own name, and says what that says: "The mayor signed the law", under "Law signed as
// council votes". A round-up's title names what is told further down.
func (t *teller) isTitledLead(c *pool.Sentence, own map[int]float64) bool {
	a := t.p.Source(*c)
	return c.Place == 0 && !a.IsRoundup() && !pool.ListsThings(a.Heading()) && held(own, c.Terms) >= headlined &&
		t.p.Mentions(t.b.Analyzer, a, a.Heading()).Alone > 0 && t.p.Mentions(t.b.Analyzer, a, a.Body).All >= comesBackTo
}

// comesBackTo is how often an article names a topic, at the least, that its title names
// and its lead does not.
const comesBackTo = 3

// goesOnAbout is how often an article names a topic, at the least, that is about it though
// the sentence told does not name it.
const goesOnAbout = 6

// isOwnName reports whether the topic is meant by its name where a story is told, rather
// than somebody or something whose longer name holds it, or who is of it; see
// [pool.Pool.Mentions]. It stands alone in the sentence or in a headline of the story, or
// mostly in the article, as the last name of whom that has named in full.
func (t *teller) isOwnName(s scored, c *pool.Sentence) bool {
	if c.Pack.Setting("capitals") != "names" {
		return true
	}
	told := t.p.Source(*c)
	top := t.p.Mentions(t.b.Analyzer, told, c.Text)
	all, other := top.All, top.Other
	for _, i := range s.articles {
		if top.Alone > 0 {
			break
		}
		a := &t.p.Articles[i]
		top = t.p.Mentions(t.b.Analyzer, a, a.Heading())
		all, other = all+top.All, other+top.Other
	}
	if top.Alone > 0 {
		return true
	}
	if units := t.p.Query.Units; len(units) == 1 && units[0].Concept != "" && other > 0 && other == all {
		return false // the last name of whom was asked for is another's here
	}
	body := t.p.Mentions(t.b.Analyzer, told, told.Body)
	return 2*body.Alone >= body.All
}

// hasFailed reports whether the headline above a sentence says that what it tells came to
// nothing, which it does not say itself.
func (t *teller) hasFailed(c *pool.Sentence) bool {
	a := t.p.Source(*c)
	failed := a.Pack.Phrases("standalone/failed")
	return c.Place == 0 && failed.In(a.Pack.Words(a.Heading())) && !failed.In(c.Words)
}

// isEventless reports whether a sentence tells of nothing that happened: it names no
// day and has no verb of an event, or begins as one that addresses readers.
func (t *teller) isEventless(c *pool.Sentence) bool {
	if event.TellsNothing(c.Sentence) {
		return !t.isDated(c)
	}
	return !event.Has(c.Sentence) && !t.isReport(c) && !t.isDated(c)
}

// dayOf returns the day of what a sentence tells, where that is sure, or else that
// of its article.
func (t *teller) dayOf(c *pool.Sentence) corpus.Date {
	a := t.p.Source(*c)
	published := a.Published.Truncate(corpus.Day)
	if a.Published.Precision < corpus.Day || !event.Has(c.Sentence) || event.OpensAside(c.Sentence) || event.SetsScene(c.Sentence) {
		return published // "After a fire on Friday, …" dates the fire
	}
	mentions := c.Dates(a.Published)
	from, to := event.Besides(c.Sentence)
	clause := c.Words[min(len(c.Words), event.Within+to-from)-1].End
	for _, m := range mentions {
		if m.End > clause {
			continue
		}
		if ago := published.Time.Sub(m.Date.Time); m.Date.Precision == corpus.Day && (ago > 0 && ago <= event.ReportedWithin || t.tellsNextDay(c, m)) && !m.Aside && surelyTheEvents(m, mentions, c.Place) {
			return m.Date.Truncate(corpus.Day)
		}
	}
	isOwn := func(m language.DateMention) bool { return m.Date.Time.Equal(published.Time) && !m.Attribute }
	if i := slices.IndexFunc(mentions, func(m language.DateMention) bool { return t.tellsNextDay(c, m) }); i >= 0 && !slices.ContainsFunc(mentions, isOwn) {
		return mentions[i].Date.Truncate(corpus.Day) // it was no earlier
	}
	return published
}

// happenedOn returns the day on which what a sentence tells happened, where it says
// that itself; else it is unknown.
func (t *teller) happenedOn(c *pool.Sentence) corpus.Date {
	day := t.dayOf(c)
	if !event.Has(c.Sentence) || !slices.ContainsFunc(c.Dates(t.p.Source(*c).Published), func(m language.DateMention) bool {
		return m.Date.Precision == corpus.Day && m.Date.Time.Equal(day.Time) && !m.Ahead && !m.Attribute && m.Bound == ""
	}) {
		return corpus.Date{}
	}
	return day
}

// isOfDay reports whether a brief tells a sentence's story in another from an
// article of the same day.
func (t *teller) isOfDay(c *pool.Sentence) bool {
	a := t.p.Source(*c)
	return slices.ContainsFunc(t.said, func(k int) bool {
		o := t.p.Source(t.p.Sentences[k])
		return o.InStory == a.InStory && o.Day().Equal(a.Day())
	})
}

// hasHappened reports whether a sentence tells of what happened on a day that it
// names, on its article's own or shortly before.
func (t *teller) hasHappened(c *pool.Sentence) bool {
	return reports(c.Sentence, t.p.Source(*c).Published)
}

// reports is [teller.hasHappened] for a sentence of an article that was published on a day.
func reports(s language.Sentence, published corpus.Date) bool {
	return published.Precision >= corpus.Day && event.Has(s) && slices.ContainsFunc(s.Dates(published), func(m language.DateMention) bool {
		ago := published.Truncate(corpus.Day).Time.Sub(m.Date.Time)
		return m.Date.Precision >= corpus.Day && !m.Ahead && !m.Attribute && m.Bound == "" && ago >= 0 && ago <= event.ReportedWithin
	})
}

// headlined is how much of its own headline a lead says, at the least, that is news
// though an article of days before says the same: that looked forward to it.
const headlined = 0.6

// sameFurther is how alike two sentences are, at the most, of which one tells what else a
// told story brought, where it names no day of its own.
const sameFurther = 0.2

// follows reports whether a sentence stands behind another in its paragraph.
func (t *teller) follows(c *pool.Sentence) bool {
	sentences := t.p.Source(*c).Sentences
	return c.Index > 0 && sentences[c.Index-1].Paragraph == sentences[c.Index].Paragraph
}

// isSaid reports whether a sentence says what one that is told already says.
func (t *teller) isSaid(c *pool.Sentence) bool {
	return slices.ContainsFunc(t.said, func(i int) bool { return t.p.TellsAgain(&t.p.Sentences[i], c) }) ||
		slices.ContainsFunc(t.titled, func(o *pool.Sentence) bool { return t.p.TellsAgain(o, c) })
}

// alike is the likeness of two sentences without what was asked.
func alike(p *pool.Pool, i int, c *pool.Sentence) float64 {
	return p.LikenessOf(p.Unasked(p.Sentences[i].Terms), p.Unasked(c.Terms))
}

// headlines weighs the words of the headlines of some articles by how many of them have
// each, leaving out what was asked, which all have. The weights sum up to one.
func (t *teller) headlines(articles []int) map[int]float64 {
	weights := map[int]float64{}
	sum := 0.0
	for _, i := range articles {
		a := &t.p.Articles[i]
		if a.TitleDerived {
			continue
		}
		for _, term := range a.Headline {
			if n, ok := t.p.Numbers[term]; ok && !slices.ContainsFunc(t.p.Query.Units, func(u pool.Unit) bool { return u.Has(term) }) {
				weights[n] += t.p.Idf(n)
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
