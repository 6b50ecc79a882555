package briefer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// citer numbers the sources of a brief in order of first use.
type citer struct {
	pool    *pool.Pool
	numbers map[int]int // by article of the pool, from 1
	used    []int       // articles of the pool, in order of first use
}

func newCiter(p *pool.Pool) *citer { return &citer{pool: p, numbers: map[int]int{}} }

// span cites a span of an article of the pool.
func (c *citer) span(article int, s corpus.Span) briefing.Citation {
	n, ok := c.numbers[article]
	if !ok {
		n = len(c.used) + 1
		c.numbers[article] = n
		c.used = append(c.used, article)
	}
	a := c.pool.Articles[article].Article
	return briefing.Citation{N: n, Source: a.ID, Revision: a.Revision, Start: s.Start, End: s.End, Quote: a.Text(s)}
}

// sentence cites a sentence of the pool, whole.
func (c *citer) sentence(i int) briefing.Citation {
	s := c.pool.Sentences[i]
	return c.span(s.Article, c.pool.Articles[s.Article].Sentences[s.Index].Span)
}

// claim makes a claim of a chosen sentence.
func (c *citer) claim(ch chosen) briefing.Claim {
	s := c.pool.Sentences[ch.sentence]
	claim := briefing.Claim{Text: cmp.Or(ch.text, s.Text), Citations: []briefing.Citation{c.sentence(ch.sentence)}, Score: pool.Rounded(s.Score), Disputed: ch.disputed}
	if ch.quotation != (corpus.Span{}) {
		claim.Citations[0] = c.span(s.Article, ch.quotation)
		claim.Text = claim.Citations[0].Quote
	}
	for _, i := range ch.support {
		claim.Citations = append(claim.Citations, c.sentence(i))
	}
	claim.Date = ch.day
	if !claim.Date.Known() {
		claim.Date = c.pool.Source(s).Published.Truncate(corpus.Day)
	}
	if ch.text == "" {
		claim.Dates = c.surely(claim.Text, dateNotes(claim.Text, c.pool.Source(s).Article), ch.support)
	}
	return claim
}

// surely leaves out the days that the same words mean otherwise in a sentence that
// bears the claim out: a page may have been revised after the day that it is dated by.
func (c *citer) surely(text string, notes []briefing.DateNote, support []int) []briefing.DateNote {
	for _, i := range support {
		s := c.pool.Sentences[i]
		for _, other := range dateNotes(s.Text, c.pool.Source(s).Article) {
			notes = slices.DeleteFunc(notes, func(n briefing.DateNote) bool {
				return strings.EqualFold(text[n.Start:n.End], s.Text[other.Start:other.End]) && n.Date != other.Date
			})
		}
	}
	return notes
}

// dateNotes says which days the relative expressions of a sentence mean.
func dateNotes(text string, a corpus.Article) []briefing.DateNote {
	if !a.Published.Known() {
		return nil
	}
	var out []briefing.DateNote
	read := language.Of(a.Language, a.Body).Read(text)
	for _, m := range read.Dates(a.Published) {
		if !m.Relative || m.Calendar || m.Attribute && m.Unit != language.DayUnit || !m.Date.Known() || m.Unit == language.DayUnit && far(m.Date, a.Published) || isRough(read, m) {
			continue
		}
		last := m.Last.Truncate(corpus.Day)
		if told := a.Published.Truncate(corpus.Day); !m.Ahead && last.Precision == corpus.Day && last.Compare(told) > 0 {
			last = told // "earlier this week" is not of the days that were to come
			if last.Compare(m.Date.Truncate(corpus.Day)) <= 0 {
				continue
			}
		}
		end := m.End
		for _, w := range read.Words {
			if w.Start < end && end < w.End { // "last night's"
				end = w.End
			}
		}
		out = append(out, briefing.DateNote{Start: m.Start, End: end, Date: m.Date.Truncate(corpus.Day), Last: last})
	}
	return out
}

// isRough reports whether a time is told as more or less than one: "more than three
// weeks ago".
func isRough(s language.Sentence, m language.DateMention) bool {
	amounts := s.Pack.Phrases("standalone/amount")
	for i, w := range s.Words {
		if w.Start >= m.Start {
			break
		}
		if _, n := amounts.At(s.Words, i); n > 0 && i+n < len(s.Words) && s.Words[i+n].Start == m.Start {
			return true
		}
	}
	return false
}

// farOff is how far a day may be from the one on which it was told, of those that
// leave out the year, to be sure of it.
const farOff = 45 * 24 * time.Hour

func far(day, published corpus.Date) bool { return day.Time.Sub(published.Time).Abs() > farOff }

func (c *citer) claims(chosen []chosen) []briefing.Claim {
	var out []briefing.Claim
	for _, ch := range chosen {
		out = append(out, c.claim(ch))
	}
	return out
}

// sources lists the articles that were cited, with the outlets that carried
// copies of them.
func sources(ctx context.Context, b *pool.Reader, scope corpus.Scope, c *citer) ([]briefing.Source, error) {
	var out []briefing.Source
	for _, i := range c.used {
		a := c.pool.Articles[i]
		s := briefing.Source{N: c.numbers[i], ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published}
		var err error
		if s.Syndicated, s.MoreCopies, err = carriers(ctx, b, scope, a); err != nil {
			return nil, fmt.Errorf("read the copies of article %s: %w", a.ID, err)
		}
		out = append(out, s)
	}
	return out, nil
}

const (
	mostCarriers = 10 // outlets that are named for one source
	// To find them: an outlet may have thousands.
	mostCopiesRead = corpus.MostEarliest - 1
)

// carriers names the outlets that carried copies of an article, each once, and
// counts the copies beyond those that are told by that.
func carriers(ctx context.Context, b *pool.Reader, scope corpus.Scope, a pool.Article) (names []string, more int, err error) {
	if a.Story == nil {
		return nil, 0, nil
	}
	others := slices.DeleteFunc(slices.Clone(a.Story.Earliest), func(id corpus.ArticleID) bool { return id == a.ID })
	others = others[:min(len(others), mostCopiesRead)]
	copies, err := b.Corpus.Articles(ctx, scope, others)
	if err != nil {
		return nil, 0, err
	}
	more = a.Story.Articles - 1 - len(others)
	for _, copied := range copies {
		switch name := copied.Source(); {
		case slices.Contains(names, name):
		case len(names) < mostCarriers:
			names = append(names, name)
		default:
			more++
		}
	}
	return names, more, nil
}

// check holds a brief to its promise: every claim, event, quote, nearest
// passage and sentence of a check has a citation; every citation is the bytes of the article that it
// names; every text is held by what it cites. A brief that fails is not given
// out.
func (c *citer) check(b briefing.Brief) error {
	bodies := map[corpus.ArticleID]corpus.Article{}
	for _, i := range c.used {
		bodies[c.pool.Articles[i].ID] = c.pool.Articles[i].Article
	}
	verify := func(what string, citations []briefing.Citation) error {
		if len(citations) == 0 {
			return fmt.Errorf("%s has no citation", what)
		}
		for _, cite := range citations {
			a, ok := bodies[cite.Source]
			if !ok || a.Revision != cite.Revision || cite.Start < 0 || cite.End > len(a.Body) || cite.Start >= cite.End ||
				a.Body[cite.Start:cite.End] != cite.Quote {
				return fmt.Errorf("%s cites bytes %d to %d of article %s, which are not the words quoted", what, cite.Start, cite.End, cite.Source)
			}
		}
		return nil
	}
	for i, cited := range b.Citations() {
		if err := verify(fmt.Sprintf("claim %d", i+1), *cited); err != nil {
			return err
		}
	}
	return nil
}

// contents are what a brief says, before it is cited.
type contents struct {
	bottomLine   []chosen
	developments []chosen
	background   []chosen
	timeline     []dated
	quotes       []quoted
	differences  []difference
	answer       []chosen
	nearest      []chosen
	behind       []chosen
	explain      func(*citer, contents) []briefing.Explanation // why they were chosen; nil to say nothing of it
}

// compose cites the contents of a brief and holds it to its promise.
func compose(ctx context.Context, b *pool.Reader, scope corpus.Scope, p *pool.Pool, out briefing.Brief, c contents) (briefing.Brief, error) {
	cite := newCiter(p)
	out.BottomLine = cite.claims(c.bottomLine)
	out.Developments = cite.claims(c.developments)
	out.Background = cite.claims(c.background)
	out.Timeline = cite.events(c.timeline)
	out.Quotes = cite.quotes(c.quotes)
	out.Differences = cite.differences(c.differences)
	markDisputed(&out)
	out.Answer = cite.claims(c.answer)
	out.Nearest = cite.claims(c.nearest)
	if c.explain != nil {
		out.Explanations = c.explain(cite, c)
	}
	var err error
	if out.Sources, err = sources(ctx, b, scope, cite); err != nil {
		return briefing.Brief{}, err
	}
	if err := cite.check(out); err != nil {
		return briefing.Brief{}, err
	}
	out.Behind = newCiter(p).claims(c.behind)
	return out, nil
}

func (c *citer) events(happenings []dated) []briefing.Event {
	var out []briefing.Event
	for _, h := range happenings {
		out = append(out, briefing.Event{Date: h.date, Last: h.last, Claim: c.claim(h.chosen)})
	}
	return out
}

func (c *citer) quotes(found []quoted) []briefing.Quote {
	var out []briefing.Quote
	for _, q := range found {
		quote := briefing.Quote{Speaker: q.speaker, Text: q.words, Citations: []briefing.Citation{c.span(q.article, q.whole)}}
		for _, o := range q.also {
			quote.Citations = append(quote.Citations, c.span(o.article, o.whole))
		}
		out = append(out, quote)
	}
	return out
}

func (c *citer) differences(found []difference) []briefing.Difference {
	var out []briefing.Difference
	for _, d := range found {
		out = append(out, briefing.Difference{About: d.about, Claims: c.claims(d.sides)})
	}
	return out
}

// rejectedBeside finds the sentences that say most of what a chosen one says
// and were not chosen, the nearest first.
func (c *citer) rejectedBeside(i int, all []chosen) []briefing.Rejected {
	p := c.pool
	type near struct {
		sentence int
		shared   float64
	}
	var found []near
	for j := range p.Sentences {
		o := &p.Sentences[j]
		used := slices.ContainsFunc(all, func(ch chosen) bool { return ch.sentence == j || slices.Contains(ch.support, j) })
		if used || j == i {
			continue
		}
		if shared := pool.Overlap(p.Sentences[i].Terms, o.Terms); shared > sameWords/2 && len(o.Terms) > 3 {
			found = append(found, near{j, shared})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(-cmp.Compare(a.shared, b.shared), p.Compare(a.sentence, b.sentence))
	})
	var out []briefing.Rejected
	for _, f := range found[:min(mostRejected, len(found))] {
		o := p.Sentences[f.sentence]
		reason := "scores lower"
		switch {
		case o.Fault != "":
			reason = o.Fault
		case o.Score == 0:
			reason = "is not about the topic"
		case f.shared > sameWords:
			reason = "has more than half of its words"
		}
		out = append(out, briefing.Rejected{Claim: c.claim(chosen{sentence: f.sentence}), Reason: reason})
	}
	return out
}

// mostRejected bounds the rejected sentences shown for a claim.
const mostRejected = 2

// ranks numbers the sentences by score, the best first.
func ranks(p *pool.Pool) []int {
	order := make([]int, len(p.Sentences))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(-cmp.Compare(p.Sentences[i].Score, p.Sentences[j].Score), p.Compare(i, j))
	})
	rank := make([]int, len(order))
	for n, i := range order {
		rank[i] = n + 1
	}
	return rank
}

// explain tells why the claims of a section were chosen.
func (c *citer) explain(section string, claims []chosen, all []chosen) []briefing.Explanation {
	rank := ranks(c.pool)
	var out []briefing.Explanation
	for n, ch := range claims {
		s := c.pool.Sentences[ch.sentence]
		out = append(out, briefing.Explanation{
			Section: section, Claim: n + 1, Rank: rank[ch.sentence], Score: pool.Rounded(s.Score), Fitness: pool.Rounded(s.Fitness),
			Parts: s.Parts.List(), Sources: 1 + len(c.pool.Corroborating(ch.sentence)),
			Rejected: c.rejectedBeside(ch.sentence, all),
		})
	}
	return out
}
