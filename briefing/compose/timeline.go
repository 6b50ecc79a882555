package compose

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sitrep/briefing/cite"
	"sitrep/briefing/english"
	"sitrep/briefing/event"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/syndication"
)

// mostEvents bounds a timeline. A reader who wants more narrows the topic.
const mostEvents = 10

// storyEvents bounds the timeline of a brief of stories, whose lines have their days.
const storyEvents = 5

// mostOfYear bounds the events of one year that are known to the year alone,
// of which there are ten where many articles look forward to something.
const mostOfYear = 2

// leastCentral is how much of what the other sources say a dated sentence must
// share to be an event of the topic when it does not name the topic itself.
const leastCentral = 0.25

// happening is a dated sentence with what speaks for it.
type happening struct {
	cite.Dated
	names []string // words right before the date, which say what it dates: "Hanoi (2019)"
	words []string // of the date
	aside bool     // dates what something is told to come after or before: "since the summit failed in 2019"
	score float64
}

// timeline picks the dated sentences that tell the story of the topic, the
// oldest first. A date that only bounds what is told ("since 2019") makes no
// event, nor does one that another event has more precisely.
func timeline(ctx context.Context, p *pool.Pool, shown []cite.Chosen) []cite.Dated {
	found := happenings(ctx, p)
	slices.SortStableFunc(found, func(a, b happening) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), p.Compare(a.Sentence, b.Sentence), a.Date.Compare(b.Date))
	})
	var picked []happening
	for _, h := range found {
		if len(picked) == mostEvents || !p.Whole && len(picked) == storyEvents {
			break
		}
		if !p.Whole && hasDayOf(p, shown, picked, h) {
			continue
		}
		if !shownElsewhere(p, shown, found, h) && !repeats(p, picked, h) && !crowdsYear(picked, h) {
			h.Support = p.Corroborating(h.Sentence)
			if len(h.Support) > cite.CitationsPerClaim-1 {
				h.Support = h.Support[:cite.CitationsPerClaim-1]
			}
			picked = append(picked, h)
		}
	}
	picked = withoutCoarser(p, picked)
	slices.SortStableFunc(picked, func(a, b happening) int {
		return cmp.Or(a.Date.Compare(b.Date), -cmp.Compare(a.score, b.score), p.Compare(a.Sentence, b.Sentence))
	})
	var out []cite.Dated
	for _, h := range picked {
		out = append(out, h.Dated)
	}
	return out
}

// hasDayOf reports whether a brief has told what happened on the day of an event
// in its story: in the line that tells the story, in another event, or in a line much
// like it.
func hasDayOf(p *pool.Pool, shown []cite.Chosen, picked []happening, h happening) bool {
	story := p.Source(p.Sentences[h.Sentence]).InStory
	for _, q := range picked {
		if q.Date == h.Date && p.Source(p.Sentences[q.Sentence]).InStory == story {
			return true
		}
	}
	for _, ch := range shown {
		s := &p.Sentences[ch.Sentence]
		a := p.Source(*s)
		if a.InStory != story && alike(p, ch.Sentence, &p.Sentences[h.Sentence]) <= sameFurther {
			continue
		}
		if covers(a.Published.Truncate(corpus.Day), h.Date) {
			return true
		}
		for _, m := range s.Dates(a.Published) {
			if covers(m.Date, h.Date) {
				return true
			}
		}
	}
	return false
}

// shownElsewhere reports whether a brief says elsewhere, in another sentence, what an
// event says. A sentence that tells of another day, or of this one in an aside
// alone, tells another event, however alike the words are.
func shownElsewhere(p *pool.Pool, shown []cite.Chosen, found []happening, h happening) bool {
	if slices.ContainsFunc(shown, func(ch cite.Chosen) bool { return ch.Sentence == h.Sentence }) {
		return !p.Whole
	}
	return slices.ContainsFunc(shown, func(ch cite.Chosen) bool {
		return p.TellsAgain(&p.Sentences[ch.Sentence], &p.Sentences[h.Sentence]) && (!p.Whole || !datesOther(found, ch.Sentence, h))
	})
}

// datesOther reports whether a sentence tells events, and none of them of the
// time of another event.
func datesOther(found []happening, sentence int, h happening) bool {
	tells := false
	for _, q := range found {
		if q.Sentence != sentence {
			continue
		}
		tells = true
		if !q.aside && (covers(q.Date, h.Date) || covers(h.Date, q.Date)) {
			return false
		}
	}
	return tells
}

// crowdsYear reports whether an event that is known to the year alone has enough
// of its like among those picked.
func crowdsYear(picked []happening, h happening) bool {
	if h.Date.Precision != corpus.Year {
		return false
	}
	n := 0
	for _, q := range picked {
		if q.Date == h.Date {
			n++
		}
	}
	return n >= mostOfYear
}

func happenings(ctx context.Context, p *pool.Pool) []happening {
	var out []happening
	// Where no article makes a story, how much each is about the topic is unknown.
	stories := slices.ContainsFunc(p.Articles, func(a pool.Article) bool { return a.Topical > 0 })
	for i, s := range p.Sentences {
		if ctx.Err() != nil {
			return nil
		}
		a := p.Source(s)
		if !p.Whole && (a.InStory == 0 || s.Place >= datedSentences || s.Fitness < 0.7 || s.Named < 0.5 || a.Asks() || event.OpensAside(s.Sentence) || event.SetsScene(s.Sentence) || s.Place > 0 && (event.Resumes(s.Sentence) || event.HidesSpeaker(s.Sentence)) || event.NeedsEarlier(s.Sentence)) {
			continue // what is no story of the brief is no event of its either
		}
		if s.Score == 0 || a.Published.Known() && (s.Fitness < 0.7 || s.Named < 0.5 || stories && a.Topical < leastTopical) || s.Mention < 0.5 && s.Parts.Centrality < leastCentral {
			continue
		}
		mentions := s.Dates(a.Published)
		for _, m := range mentions {
			if !surelyTheEvents(m, mentions, s.Place) || a.Published.Known() && m.Date.Time.After(a.Published.Time) ||
				a.Published.Known() && m.Date.Precision < corpus.Month && m.Start > opensWith {
				continue
			}
			if !p.Whole && (m.Aside || m.Date.Precision < corpus.Day || event.IsPending(s.Sentence) || event.IsAppointment(s.Sentence, m, a.Published) || event.IsLate(m, a.Published) || a.Published.Time.Sub(m.Date.End()) > longAgo) {
				continue
			}
			h := happening{
				Dated: cite.Dated{Chosen: cite.Chosen{Sentence: i}, Date: m.Date, Last: m.Last}, score: s.Score,
				names: namesBefore(s.Text, m.Start), words: english.LowerWords(strings.Fields(s.Text[m.Start:m.End])), aside: m.Aside,
			}
			if m.Date.Precision >= corpus.Month {
				h.score += 0.1 // a year alone orders little
			}
			if m.Relative {
				h.score -= 0.05
			}
			if h.aside {
				h.score -= 1 // who tells the event itself goes first
			}
			out = append(out, h)
		}
	}
	return out
}

// datedSentences are how many sentences of an article of a story can be events of
// a timeline.
const datedSentences = 4

// opensWith is how many bytes into a sentence a year begins, at the most, that
// opens it ("In 1972"). Elsewhere it may date anything that the sentence names.
const opensWith = 8

// dayOfReport bounds the sentences of an article that can be trusted to tell, by
// a day of the week, of what has just happened.
const dayOfReport = 2

// surelyTheEvents reports whether a date that a sentence names is that of the
// event it tells, given all its dates and its place in the article. Which week a
// "Tuesday" belongs to is sure at the top of an article alone, and of two days it
// is not sure which one is the event's.
func surelyTheEvents(m language.DateMention, all []language.DateMention, index int) bool {
	switch {
	case m.Bound != "" || m.Attribute || m.Ahead:
		return false
	case m.Last.Known() && m.Last.Precision < corpus.Month || m.Unit == language.WeekUnit || m.Unit == language.WeekendUnit:
		return false
	case m.Relative && (m.Date.Precision < corpus.Month || index >= dayOfReport):
		return false
	}
	return !slices.ContainsFunc(all, func(o language.DateMention) bool {
		if o.Relative && !m.Relative && !covers(o.Date, m.Date) && !covers(m.Date, o.Date) {
			return true // "Earlier this year he showed pictures of 6 January 2021"
		}
		return o.Date != m.Date && o.Date.Precision >= corpus.Day && m.Date.Precision >= corpus.Day
	})
}

// sameDay is the share of content words besides the date, of the shorter
// sentence, above which two sources tell of the same event of one day. With the
// day the same that is less than otherwise; see [cite.SameWords].
const sameDay = 0.2

// repeats reports whether an event of the same or an overlapping date that says
// the same is among those picked already, or another of the same sentence: it
// would be read twice.
func repeats(p *pool.Pool, picked []happening, h happening) bool {
	for _, q := range picked {
		if q.Sentence == h.Sentence || tellSameDay(p, q, h) {
			return true
		}
		if covers(q.Date, h.Date) || covers(h.Date, q.Date) {
			if pool.Overlap(p.Sentences[q.Sentence].Terms, p.Sentences[h.Sentence].Terms) > cite.SameWords {
				return true
			}
		}
	}
	return false
}

// tellSameDay reports whether two sources tell of one event of a day, each with
// figures that the other has or has none for.
func tellSameDay(p *pool.Pool, q, h happening) bool {
	a, b := p.Sentences[q.Sentence], p.Sentences[h.Sentence]
	if q.Date != h.Date || q.Date.Precision < corpus.Day || a.Article == b.Article || !english.HoldsAll(a.Numbers, b.Numbers) && !english.HoldsAll(b.Numbers, a.Numbers) {
		return false
	}
	shared := syndication.Common(a.Terms, b.Terms)
	for _, w := range q.words {
		if slices.Contains(h.words, w) {
			shared--
		}
	}
	shorter := min(len(a.Terms)-len(q.words), len(b.Terms)-len(h.words))
	return float64(shared) > sameDay*float64(shorter)
}

// withoutCoarser drops an event that another one gives more precisely: one that
// is known to the year only where the other names what it dates, and one that is
// told in an aside.
func withoutCoarser(p *pool.Pool, events []happening) []happening {
	var out []happening
	for _, h := range events {
		coarser := slices.ContainsFunc(events, func(q happening) bool {
			if q.Date.Precision <= h.Date.Precision || !covers(h.Date, q.Date) {
				return false
			}
			return h.aside || h.Date.Precision == corpus.Year &&
				slices.ContainsFunc(h.names, func(n string) bool { return strings.Contains(p.Sentences[q.Sentence].Text, n) })
		})
		if !coarser {
			out = append(out, h)
		}
	}
	return out
}

// covers reports whether the period of a includes that of b.
func covers(a, b corpus.Date) bool {
	return !b.Time.Before(a.Time) && !b.End().After(a.End())
}

// namesBefore returns the capitalised words among the three before a byte of a
// text.
func namesBefore(text string, at int) []string {
	words := strings.Fields(text[:at])
	var out []string
	for _, w := range words[max(0, len(words)-3):] {
		w = strings.Trim(w, "(),.;:“”\"'")
		if english.IsCapital(w) && len(w) > 2 {
			out = append(out, w)
		}
	}
	return out
}
