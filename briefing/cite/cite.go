// Package cite makes a brief of what was chosen for it, and holds it to its promise.
//
// What was chosen are sentences of a pool ([Chosen]), by the parts of a brief
// ([Contents]). [Compose] makes claims of them, each with spans of stored articles,
// numbers the sources in order of first use, and gives out no brief one of whose
// quotes is not, byte for byte, what its article says.
package cite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/event"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/outlet"
)

// Citer numbers the sources of a brief in order of first use.
type Citer struct {
	Pool    *pool.Pool
	numbers map[int]int // by article of the pool, from 1
	used    []int       // articles of the pool, in order of first use
}

// New returns a citer of a pool that has cited nothing yet.
func New(p *pool.Pool) *Citer { return &Citer{Pool: p, numbers: map[int]int{}} }

// Span cites a span of an article of the pool.
func (c *Citer) Span(article int, s corpus.Span) briefing.Citation {
	n, ok := c.numbers[article]
	if !ok {
		n = len(c.used) + 1
		c.numbers[article] = n
		c.used = append(c.used, article)
	}
	a := c.Pool.Articles[article].Article
	return briefing.Citation{N: n, Source: a.ID, Revision: a.Revision, Start: s.Start, End: s.End, Quote: a.Text(s)}
}

// headline cites a span of the title of an article of the pool.
func (c *Citer) headline(article int, s corpus.Span) briefing.Citation {
	cited := c.Span(article, corpus.Span{})
	cited.Headline, cited.Start, cited.End = true, s.Start, s.End
	cited.Quote = c.Pool.Articles[article].Title[s.Start:s.End]
	return cited
}

// sentence cites a sentence of the pool, whole.
func (c *Citer) sentence(i int) briefing.Citation {
	s := c.Pool.Sentences[i]
	return c.Span(s.Article, c.Pool.Articles[s.Article].Sentences[s.Index].Span)
}

// Claim makes a claim of a chosen sentence.
func (c *Citer) Claim(ch Chosen) briefing.Claim {
	s := c.Pool.Sentences[ch.Sentence]
	claim := briefing.Claim{Text: cmp.Or(ch.Text, s.Text), Citations: []briefing.Citation{c.sentence(ch.Sentence)}, Score: pool.Rounded(s.Score), Disputed: ch.Disputed}
	if ch.Quotation != (corpus.Span{}) {
		claim.Citations[0] = c.Span(s.Article, ch.Quotation)
		claim.Text = claim.Citations[0].Quote
	}
	if ch.Headline != (corpus.Span{}) {
		claim.Citations[0] = c.headline(s.Article, ch.Headline)
		claim.Text = claim.Citations[0].Quote
	}
	for _, i := range ch.Support {
		claim.Citations = append(claim.Citations, c.sentence(i))
	}
	claim.Date = ch.Day
	if !claim.Date.Known() {
		claim.Date = c.Pool.Source(s).Published.Truncate(corpus.Day)
	}
	if ch.Text == "" {
		claim.Dates = c.surely(claim.Text, DateNotes(claim.Text, c.Pool.Source(s).Article), ch.Support)
	}
	return claim
}

// surely leaves out the days that the same words mean otherwise in a sentence that
// bears the claim out: a page may have been revised after the day that it is dated by.
func (c *Citer) surely(text string, notes []briefing.DateNote, support []int) []briefing.DateNote {
	for _, i := range support {
		s := c.Pool.Sentences[i]
		for _, other := range DateNotes(s.Text, c.Pool.Source(s).Article) {
			notes = slices.DeleteFunc(notes, func(n briefing.DateNote) bool {
				return strings.EqualFold(text[n.Start:n.End], s.Text[other.Start:other.End]) && n.Date != other.Date
			})
		}
	}
	return notes
}

// DateNotes says which days the relative expressions of a sentence mean.
func DateNotes(text string, a corpus.Article) []briefing.DateNote {
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
			if m.Unit == language.WeekUnit && last.Time.Sub(m.Date.Time) < sureWeek {
				continue // a week just begun may be the reader's own, which began on Sunday
			}
		}
		end := m.End
		for _, w := range read.Words {
			if w.Start < end && end < w.End { // "last night's"
				end = w.End
			}
		}
		if end > m.End && m.Unit == language.YearUnit && m.Date.Time.Year() == a.Published.Time.Year() {
			continue // "this year's awards" may be those of the year's films, held in the next
		}
		out = append(out, briefing.DateNote{Start: m.Start, End: end, Date: m.Date.Truncate(corpus.Day), Last: last,
			Unsure: isWeekday(read, m) && event.IsLate(m, a.Published)})
	}
	return out
}

// isWeekday reports whether a time is told by the name of a day of the week alone:
// "Wednesday", but not "last Wednesday".
func isWeekday(s language.Sentence, m language.DateMention) bool {
	return s.Pack.Values("weekdays")[strings.ToLower(s.Text[m.Start:m.End])] != ""
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

// sureWeek is how much of a week is over when it is surely what "this week" means.
const sureWeek = 48 * time.Hour

// farOff is how far a day may be from the one on which it was told, of those that
// leave out the year, to be sure of it.
const farOff = 45 * 24 * time.Hour

func far(day, published corpus.Date) bool { return day.Time.Sub(published.Time).Abs() > farOff }

func (c *Citer) claims(chosen []Chosen) []briefing.Claim {
	var out []briefing.Claim
	for _, ch := range chosen {
		out = append(out, c.Claim(ch))
	}
	return out
}

// Sources lists the articles that were cited, with the outlets that carried
// copies of them. It returns the numbers of those, too, that state-controlled outlets
// alone carried.
func Sources(ctx context.Context, b *pool.Reader, scope corpus.Scope, c *Citer) (sources []briefing.Source, state map[int]bool, err error) {
	state = map[int]bool{}
	for _, i := range c.used {
		s, byState, err := Source(ctx, b, scope, c.numbers[i], c.Pool.Articles[i])
		if err != nil {
			return nil, nil, err
		}
		sources = append(sources, s)
		state[s.N] = byState
	}
	return sources, state, nil
}

// Source is an article as one that is cited under a number, and whether
// state-controlled outlets alone carried it.
func Source(ctx context.Context, b *pool.Reader, scope corpus.Scope, n int, a pool.Article) (_ briefing.Source, state bool, err error) {
	known, _ := b.Outlets.Of(a.Article)
	s := briefing.Source{N: n, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published, Country: known.Country, Kind: known.Kind}
	s.Syndicated, s.MoreCopies, state, err = carriers(ctx, b, scope, a)
	if err != nil {
		return s, false, fmt.Errorf("read the copies of article %s: %w", a.ID, err)
	}
	return s, state && known.Kind == outlet.StateControlled, nil
}

const (
	mostCarriers = 10 // outlets that are named for one source
	// To find them: an outlet may have thousands.
	mostCopiesRead = corpus.MostEarliest - 1
)

// carriers names the outlets that carried copies of an article, each once, counts the
// copies beyond those that are told by that, and says whether all are of
// state-controlled outlets.
func carriers(ctx context.Context, b *pool.Reader, scope corpus.Scope, a pool.Article) (names []string, more int, state bool, err error) {
	if a.Story == nil {
		return nil, 0, true, nil
	}
	others := slices.DeleteFunc(slices.Clone(a.Story.Earliest), func(id corpus.ArticleID) bool { return id == a.ID })
	others = others[:min(len(others), mostCopiesRead)]
	copies, err := b.Corpus.Articles(ctx, scope, others)
	if err != nil {
		return nil, 0, false, err
	}
	more = a.Story.Articles - 1 - len(others)
	state = more == 0
	for _, copied := range copies {
		state = state && b.Outlets.IsState(copied)
		switch name := copied.Source(); {
		case name == a.Source(), slices.Contains(names, name): // an outlet that has it at two addresses, too
		case len(names) < mostCarriers:
			names = append(names, name)
		default:
			more++
		}
	}
	return names, more, state, nil
}

// Check holds a brief to its promise: every claim, event, quote, nearest
// passage and sentence of a check has a citation; every citation is the bytes of the article that it
// names; every text is held by what it cites. A brief that fails is not given
// out.
func (c *Citer) Check(b briefing.Brief) error {
	bodies := map[corpus.ArticleID]corpus.Article{}
	for _, i := range c.used {
		bodies[c.Pool.Articles[i].ID] = c.Pool.Articles[i].Article
	}
	verify := func(what string, citations []briefing.Citation) error {
		if len(citations) == 0 {
			return fmt.Errorf("%s has no citation", what)
		}
		for _, cite := range citations {
			a, ok := bodies[cite.Source]
			if !ok || a.Revision != cite.Revision || !cite.StandsIn(a) {
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

// Contents are what a brief says, before it is cited.
type Contents struct {
	BottomLine   []Chosen
	Developments []Chosen
	Background   []Chosen
	Timeline     []Dated
	Quotes       []Quoted
	Differences  []Difference
	Answer       []Chosen
	Nearest      []Chosen
	Behind       []Chosen
	Explain      func(*Citer, Contents) []briefing.Explanation // why they were chosen; nil to say nothing of it
}

// Compose cites the contents of a brief and holds it to its promise.
func Compose(ctx context.Context, b *pool.Reader, scope corpus.Scope, p *pool.Pool, out briefing.Brief, c Contents) (briefing.Brief, error) {
	cite := New(p)
	out.BottomLine = cite.claims(c.BottomLine)
	out.Developments = cite.claims(c.Developments)
	out.Background = cite.claims(c.Background)
	out.Timeline = cite.events(c.Timeline)
	out.Quotes = cite.quotes(c.Quotes)
	out.Differences = cite.differences(c.Differences)
	markDisputed(&out)
	out.Answer = cite.claims(c.Answer)
	out.Nearest = cite.claims(c.Nearest)
	if c.Explain != nil {
		out.Explanations = c.Explain(cite, c)
	}
	sources, state, err := Sources(ctx, b, scope, cite)
	if err != nil {
		return briefing.Brief{}, err
	}
	out.Sources = sources
	markStateOnly(b.Outlets, p, c, &out, state)
	if err := cite.Check(out); err != nil {
		return briefing.Brief{}, err
	}
	out.Behind = New(p).claims(c.Behind)
	return out, nil
}

func (c *Citer) events(happenings []Dated) []briefing.Event {
	var out []briefing.Event
	for _, h := range happenings {
		out = append(out, briefing.Event{Date: h.Date, Last: h.Last, Claim: c.Claim(h.Chosen)})
	}
	return out
}

func (c *Citer) quotes(found []Quoted) []briefing.Quote {
	var out []briefing.Quote
	for _, q := range found {
		quote := briefing.Quote{Speaker: q.Speaker, Text: q.Words, Citations: []briefing.Citation{c.Span(q.Article, q.Whole)}}
		for _, o := range q.Also {
			quote.Citations = append(quote.Citations, c.Span(o.Article, o.Whole))
		}
		out = append(out, quote)
	}
	return out
}

func (c *Citer) differences(found []Difference) []briefing.Difference {
	var out []briefing.Difference
	for _, d := range found {
		out = append(out, briefing.Difference{About: d.About, Claims: c.claims(d.Sides)})
	}
	return out
}

// RejectedBeside finds the sentences that say most of what a chosen one says
// and were not chosen, the nearest first.
func (c *Citer) RejectedBeside(i int, all []Chosen) []briefing.Rejected {
	p := c.Pool
	type near struct {
		sentence int
		shared   float64
	}
	var found []near
	for j := range p.Sentences {
		o := &p.Sentences[j]
		used := slices.ContainsFunc(all, func(ch Chosen) bool { return ch.Sentence == j || slices.Contains(ch.Support, j) })
		if used || j == i {
			continue
		}
		if shared := pool.Overlap(p.Sentences[i].Terms, o.Terms); shared > SameWords/2 && len(o.Terms) > 3 {
			found = append(found, near{j, shared})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
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
		case p.SaysNoMore(&o, &p.Sentences[i]):
			reason = "says much the same"
		case o.Score >= p.Sentences[i].Score:
			continue // it was left out for what it was chosen beside, which is no reason of its own
		}
		out = append(out, briefing.Rejected{Claim: c.Claim(Chosen{Sentence: f.sentence}), Reason: reason})
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

// Explain tells why the claims of a section were chosen.
func (c *Citer) Explain(section string, claims []Chosen, all []Chosen) []briefing.Explanation {
	rank := ranks(c.Pool)
	var out []briefing.Explanation
	for n, ch := range claims {
		s := c.Pool.Sentences[ch.Sentence]
		out = append(out, briefing.Explanation{
			Section: section, Claim: n + 1, Rank: rank[ch.Sentence], Score: pool.Rounded(s.Score), Fitness: pool.Rounded(s.Fitness),
			Parts: s.Parts.List(), Sources: 1 + len(c.Pool.Corroborating(ch.Sentence)),
			Rejected: c.RejectedBeside(ch.Sentence, all),
		})
	}
	return out
}
