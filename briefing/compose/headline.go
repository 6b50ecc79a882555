package compose

import (
	"slices"
	"strings"

	"sitrep/briefing/cite"
	"sitrep/briefing/english"
	"sitrep/briefing/event"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// Where no sentence at the top of an article tells its story by itself, its headline
// may: what an editor wrote to be read alone.

// What a headline must be, at the least: so many words, so well understood alone, and
// borne out so much by a sentence at the top of its article, for that of a round-up
// names what is told further down.
const (
	headlineWords    = 5
	headlineFit      = 0.7 // less than leastFit, for headlines are short
	headlineBorneOut = 0.3
)

// headline returns the title of an article as a sentence, whose span is of the title; nil
// where it tells nothing that happened, or does not name the topic.
func (t *teller) headline(article int) *pool.Sentence {
	h, read := t.titles[article]
	if !read {
		h = t.readHeadline(article)
		t.titles[article] = h
	}
	return h
}

func (t *teller) readHeadline(article int) *pool.Sentence {
	a := &t.p.Articles[article]
	h := t.title(article)
	if h == nil || pool.ListsThings(a.Title) || !event.InHeadline(h.Sentence) {
		return nil
	}
	text := h.Text
	if h.Fitness, h.Fault = a.Pack.Read(text + ".").Alone(); h.Fitness < headlineFit {
		return nil
	}
	own := t.headlines([]int{article})
	if !slices.ContainsFunc(t.first[article], func(i int) bool {
		s := &t.p.Sentences[i]
		return s.Place < topSentences && held(own, s.Terms) >= headlineBorneOut
	}) {
		return nil
	}
	return h
}

// title returns the title of an article as a sentence; nil where it asks, is cut off within
// a clause, does not name the topic, was told, or stands on a page that was revised.
func (t *teller) title(article int) *pool.Sentence {
	if a := &t.p.Articles[article]; !a.Asks() {
		return t.titleIn(article, event.Headline(a.Pack, a.Title))
	}
	return nil
}

// statement returns what a title says before its last part, which asks as a rule: "Crews to
// strike on May 3. What …"; nil where there is none or it asks, and for what [teller.title]
// is.
func (t *teller) statement(article int) *pool.Sentence {
	a := &t.p.Articles[article]
	end := strings.LastIndex(a.Title, ". ")
	if end < 0 {
		return nil
	}
	if words := a.Pack.Words(a.Title[:end]); len(words) == 0 || a.Pack.Set("questions/words")[words[0].Lower] {
		return nil
	}
	return t.titleIn(article, corpus.Span{End: end})
}

// titleIn returns a part of the title of an article as a sentence; nil for that of a
// round-up, too, which tells of one thing after the other.
func (t *teller) titleIn(article int, span corpus.Span) *pool.Sentence {
	a := &t.p.Articles[article]
	if a.TitleDerived || len(a.Pack.List("standalone/headline")) == 0 || len(t.first[article]) == 0 {
		return nil
	}
	text := a.Title[span.Start:span.End]
	h := &pool.Sentence{Sentence: a.Pack.Read(text), Article: article, Span: span, Fields: strings.Fields(text)}
	if len(h.Fields) < headlineWords || isRevised(a) || a.IsRoundup() {
		return nil
	}
	var content []string
	h.Units, content = t.p.Titled(t.b.Analyzer, a.Pack, text, a.Language)
	t.p.Complete(a, h.Units)
	if h.Named = t.p.Query.Coverage(h.Units); h.Named < wholly(t.p.Query) {
		return nil
	}
	for _, term := range content {
		if n, ok := t.p.Numbers[term]; ok {
			h.Ordered = append(h.Ordered, n)
		}
	}
	h.Terms = slices.Compact(slices.Sorted(slices.Values(h.Ordered)))
	h.Lower, h.Mention = english.LowerWords(h.Fields), h.Named
	h.Negated, h.Numbers = h.Negates(), english.NumbersOf(text)
	if t.told.hasHeadline(h) {
		return nil
	}
	return h
}

// named tells, where no story is told, what there is: the newest title of the weightiest
// story that names the topic, rather one that tells what happened, and by its own name; then
// one that does in a longer name, which begins with it.
func (t *teller) named(stories []scored) (line, bool) {
	for _, pass := range []struct{ happened, longer bool }{{true, false}, {true, true}, {false, false}} {
		for _, s := range stories {
			for k := len(s.Articles) - 1; k >= 0; k-- {
				h := t.title(s.articles[k])
				if h == nil {
					h = t.statement(s.articles[k])
				}
				if h == nil || event.TellsNothing(h.Sentence) || pass.happened && !event.InHeadline(h.Sentence) || s.Articles[k].Service || t.p.Articles[s.articles[k]].Passing ||
					t.againstHeadline(h, t.headlines(s.articles[k:k+1]), false) != "" {
					continue
				}
				m := t.p.Mentions(t.b.Analyzer, &t.p.Articles[h.Article], h.Text)
				if m.Alone > 0 || m.Joined == 0 && (t.isOwnName(s, h) || pass.longer && m.Other == 0) {
					l := t.inHeadline(s, h)
					t.mark(s, l)
					return l, true
				}
			}
		}
	}
	return line{}, false
}

// isRevised reports whether an article tells at its top what happened after its day: its
// page, and its headline, have been revised since.
func isRevised(a *pool.Article) bool {
	if a.Published.Precision < corpus.Day {
		return false
	}
	return slices.ContainsFunc(a.Sentences[:min(len(a.Sentences), topSentences)], func(s corpus.Sentence) bool {
		top := a.Pack.Read(a.Text(s.Span))
		return slices.ContainsFunc(top.Dates(a.Published), func(m language.DateMention) bool {
			return event.IsLate(m, a.Published) || !m.Ahead && !m.Attribute && m.Date.Precision == corpus.Day && m.Date.Time.After(a.Published.Truncate(corpus.Day).Time) && !isAwaited(top, m)
		})
	})
}

// isAwaited reports whether a verb of what is to come stands before a date of a sentence:
// "crews plan to strike on Friday".
func isAwaited(s language.Sentence, m language.DateMention) bool {
	for i, w := range s.Words {
		if w.Start < m.Start && event.Awaits(s, i) {
			return true
		}
	}
	return false
}

// againstHeadline says what speaks against telling a story in the headline of one of its
// articles, given the words of that; empty where nothing does.
func (t *teller) againstHeadline(h *pool.Sentence, own map[int]float64, ahead bool) string {
	switch {
	case slices.ContainsFunc(t.said, func(k int) bool { return t.p.Sentences[k].Article == h.Article }):
		return "its article was used"
	case event.OpensAside(h.Sentence), event.SetsScene(h.Sentence):
		return "begins with something else"
	case t.p.HasLaterRound(h, t.about), t.isPast(h, false, true), ahead && t.isAhead(h), event.IsPending(h.Sentence) && t.isFollowed(h.Article, own), t.isPlanned(h):
		return "no news"
	case t.isSaid(h):
		return "told already"
	}
	return ""
}

// isPlanned reports whether a headline tells of a plan that may have come to pass: it is
// older than yesterday, or for a day that is over.
func (t *teller) isPlanned(h *pool.Sentence) bool {
	published := t.p.Articles[h.Article].Published
	return event.IsPlan(h.Sentence) && (published.Compare(t.asOf.DaysBack(2)) < 0 || slices.ContainsFunc(h.Dates(published), func(m language.DateMention) bool {
		return !m.Attribute && m.Date.Compare(t.asOf.Truncate(corpus.Day)) < 0
	}))
}

// headlineWorth is what [teller.worth] is for a headline, which says all of its own words.
func (t *teller) headlineWorth(h *pool.Sentence, headlines, others map[int]float64, newness float64) float64 {
	agreement, agrees := leadAgrees/2, len(others) > 0
	if agrees {
		agreement = float64(leadAgrees * held(others, h.Terms))
	}
	v := agreement + float64(leadMentions*min(1, h.Mention)) + leadPosition + float64(leadHeadlines*(held(headlines, h.Terms)+1)/2) + float64(leadNewness*newness)
	if agrees && held(others, h.Terms) < leastAgreed {
		v *= aloneCosts
	}
	return v
}

// inHeadline tells a story in a headline.
func (t *teller) inHeadline(s scored, h *pool.Sentence) line {
	first, day := t.first[h.Article][0], t.p.Articles[h.Article].Published.Truncate(corpus.Day)
	t.titled, t.said = append(t.titled, h), append(t.said, first)
	return line{Chosen: cite.Chosen{Sentence: first, Headline: h.Span, Day: day}, story: s.Story, day: day, score: s.score}
}
