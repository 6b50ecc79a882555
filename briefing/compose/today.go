package compose

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/event"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

const (
	usualStories = 8
	longestToday = 8 // days before the last one: who was away longer is told of those
	todayDays    = 1 // before the last one, where no other is asked for
	// mostToday bounds the articles that are put together. Of a day with more the
	// newest count.
	mostToday = 3000
)

// Today tells the weightiest stories of the last day, or since req.Since. It returns
// [briefing.ErrNothing] where there are none.
func Today(ctx context.Context, b *pool.Reader, req briefing.Request) (briefing.Today, error) {
	asOf, size, err := moment.AsOf(ctx, b, req)
	if err != nil {
		return briefing.Today{}, fmt.Errorf("today: %w", err)
	}
	out := briefing.Today{Topic: req.Topic, AsOf: asOf}
	if !out.AsOf.Known() {
		return out, fmt.Errorf("today: %w", briefing.ErrNothing)
	}
	out.AsOf = dayAt(out.AsOf.End().Add(-1))
	earliest := dayAt(out.AsOf.Time.AddDate(0, 0, -longestToday))
	out.Since = dayAt(out.AsOf.Time.AddDate(0, 0, -todayDays))
	if req.Since.Known() {
		out.Since = dayAt(req.Since.Time)
	}
	if out.Since.Time.Before(earliest.Time) {
		out.Since = earliest
	}

	// Where it is still yesterday to whoever asks, outlets further east have a day more.
	last := out.AsOf
	if next := dayAt(out.AsOf.End()); !req.AsOf.Known() && size.Newest.Known() && size.Newest.Truncate(corpus.Day).Compare(next) >= 0 {
		last = next
	}
	// What was told in the days before tells what is new.
	articles, copies, err := within(ctx, b, req, earliest, last)
	if err != nil {
		return briefing.Today{}, fmt.Errorf("today: %w", err)
	}
	stories := story.Make(b.Analyzer, articles, copies)
	for _, s := range stories {
		for _, m := range s.Articles {
			if !m.Day.Time.Before(out.Since.Time) {
				out.Articles++
			}
		}
	}
	said := newRefrains()
	for n, s := range stories {
		for _, m := range s.Articles {
			a := &articles[m.At()]
			for _, sentence := range a.Sentences[:min(len(a.Sentences), leadSentences)] {
				said.add(a.Source(), a.Text(sentence.Span), n)
			}
		}
	}
	type chosen struct {
		affair story.Affair
		story  story.Story
		lead   story.Lead
	}
	var told []chosen
	for _, affair := range story.News(stories, last) {
		if len(told) == cmp.Or(req.Stories, usualStories) {
			break
		}
		if affair.Last().Time.Before(out.Since.Time) {
			continue
		}
		if s, lead, ok := leading(b, affair, articles, out.Since, out.AsOf, said); ok {
			told = append(told, chosen{affair, s, lead})
		}
	}
	// What is most told is the first of them.
	slices.SortStableFunc(told, func(a, b chosen) int { return cmp.Compare(b.affair.Told(last), a.affair.Told(last)) })
	for _, t := range told {
		a := articles[t.lead.Article]
		source, state, err := cite.Source(ctx, b, req.Scope, len(out.Sources)+1, pool.Article{Article: a, Story: copies[a.ID]})
		if err != nil {
			return briefing.Today{}, fmt.Errorf("today: %w", err)
		}
		out.Sources = append(out.Sources, source)
		told := newTodayStory(t.affair, t.story, a, t.lead, len(out.Sources), out.Since)
		told.StateOnly = state && !slices.ContainsFunc(t.affair.Articles(), func(m story.Member) bool { return !b.Outlets.IsState(articles[m.At()]) })
		out.Stories = append(out.Stories, told)
	}
	if len(out.Stories) == 0 {
		return out, fmt.Errorf("today: %w", briefing.ErrNothing)
	}
	return out, nil
}

// leading returns the first story of an affair that was told since a day and has
// a sentence which leads it: one that is well understood by itself and tells what
// happened, or else one that is understood.
func leading(b *pool.Reader, affair story.Affair, articles []corpus.Article, since, asOf corpus.Date, said refrains) (story.Story, story.Lead, bool) {
	for _, least := range []float64{leastFit, roughFit} {
		for _, s := range affair {
			if s.Last.Time.Before(since.Time) {
				continue
			}
			lead, ok := s.Lead(b.Analyzer, articles, func(a *corpus.Article, index int, says float64) float64 {
				if a.Published.Time.Before(since.Time) || said.has(a.Source(), a.Text(a.Sentences[index].Span)) {
					return 0
				}
				span := pool.WithoutDateline(a, index)
				s := language.Of(a.Language, a.Text(span)).Read(a.Text(span))
				fitness, _ := s.Alone()
				behind := pool.IsBehindLead(a, index)
				switch {
				case fitness < least, !event.Has(s), event.TellsNothing(s), event.NeedsEarlier(s), event.SetsScene(s), namesByHalf(a, s, span.Start), behind && (event.Resumes(s) || event.HidesSpeaker(s) || says < saysHeadline && !reports(s, a.Published)),
					least == leastFit && (event.IsOverdue(s, a.Published, asOf) || isUndatedPlan(s, a.Published) || event.OpensAside(s) && !event.TellsBehind(s)):
					return 0
				case behind:
					fitness *= laterCosts
				}
				return fitness
			})
			if ok {
				return s, lead, true
			}
		}
	}
	return story.Story{}, story.Lead{}, false
}

// roughFit is how well a sentence is understood by itself, at the least, that leads a
// story of which no other does.
const roughFit = 0.5

// saysHeadline is how much of its headline a sentence says, at the least, that leads a
// story from further down than its article's lead and names no day of what happened.
const saysHeadline = 0.5

// isUndatedPlan reports whether a sentence tells what is to come, on no day.
func isUndatedPlan(s language.Sentence, published corpus.Date) bool {
	return event.IsPending(s) && !slices.ContainsFunc(s.Dates(published), func(m language.DateMention) bool { return !m.Attribute })
}

// newTodayStory cites the sentence of an article that leads an affair, of one of
// its stories.
func newTodayStory(affair story.Affair, s story.Story, a corpus.Article, lead story.Lead, number int, since corpus.Date) briefing.TodayStory {
	span := pool.WithoutDateline(&a, lead.Sentence)
	text := a.Text(span)
	t := briefing.TodayStory{
		Claim: briefing.Claim{Text: text, Citations: []briefing.Citation{{N: number, Source: a.ID, Revision: a.Revision, Start: span.Start, End: span.End, Quote: text}},
			Date: a.Published.Truncate(corpus.Day), Dates: cite.DateNotes(text, a)},
		First: s.First, Last: s.Last, New: !s.First.Time.Before(since.Time), Outlets: s.Outlets, Names: s.Names,
	}
	for _, m := range affair.Articles() {
		t.Articles = append(t.Articles, m.ID)
	}
	return t
}

// within returns the articles of some days, about the topic of a request
// where it has one, and the copies among them.
func within(ctx context.Context, b *pool.Reader, req briefing.Request, first, last corpus.Date) ([]corpus.Article, map[corpus.ArticleID]*corpus.Story, error) {
	ids, err := b.Corpus.Published(ctx, req.Scope, first, last, mostToday)
	if err != nil {
		return nil, nil, fmt.Errorf("find the articles of %s to %s: %w", first, last, err)
	}
	if req.Topic != "" {
		found, err := b.Corpus.Search(ctx, search.Query{Scope: req.Scope, Text: moment.Plain(req.Topic), Since: first, Until: last, Limit: 1000})
		if err != nil {
			return nil, nil, fmt.Errorf("search: %w", err)
		}
		about := map[corpus.ArticleID]bool{}
		for _, h := range found.Hits {
			about[h.Article] = true
		}
		ids = slices.DeleteFunc(ids, func(id corpus.ArticleID) bool { return !about[id] })
	}
	if req.Among != nil {
		ids = slices.DeleteFunc(ids, func(id corpus.ArticleID) bool { return !req.Among[id] })
	}
	articles, err := b.Corpus.Texts(ctx, req.Scope, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("read %d articles: %w", len(ids), err)
	}
	copies, err := b.Corpus.Copies(ctx, req.Scope, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("find copies: %w", err)
	}
	return articles, copies, nil
}

// dayAt is the day of an instant.
func dayAt(t time.Time) corpus.Date {
	y, m, d := t.Date()
	return corpus.NewDate(y, m, d)
}
