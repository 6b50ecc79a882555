package write

import (
	"cmp"
	"fmt"
	"slices"
	"unicode"

	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/prompts"
)

// What a model is shown: the sentences that rank best, and more of the last days,
// since news is mostly asked of those.
const (
	bestShown   = 40
	recentShown = 16
	recentDays  = 30

	mostShownSentences = bestShown + recentShown

	// mostShownTokens bounds them all, with their headlines, so that a context of
	// 4,096 tokens holds them with the rules and the reply.
	mostShownTokens = 2600
)

// mostShownBytes is the length above which a sentence is not shown: it is a
// list, or a page without full stops.
const mostShownBytes = 800

// sameShown is the share of content words, of the shorter, above which a sentence
// shows nothing that another did not.
const sameShown = 0.8

// material is what a model is shown.
type material struct {
	sources []prompts.Source
	ids     map[string]int // the sentence of the pool by its ID
	titles  map[string]int // the article of the pool by the ID of its headline
}

// withRecent puts the best sentences wanted first, then those of the last days
// before a day, then the others.
func withRecent(p *pool.Pool, wanted []int, day corpus.Date) []int {
	best := wanted[:min(len(wanted), bestShown)]
	if !day.Known() {
		return wanted
	}
	from := day.DaysBack(recentDays)
	var recent, others []int
	for _, i := range wanted[len(best):] {
		published := p.Source(p.Sentences[i]).Published
		if published.Known() && !published.Time.Before(from.Time) && len(recent) < recentShown {
			recent = append(recent, i)
		} else {
			others = append(others, i)
		}
	}
	return slices.Concat(best, recent, others)
}

// isShown reports whether a model is shown a sentence: not what is no sentence of
// the article's own, nor what is too long.
func isShown(s pool.Sentence) bool {
	return len(s.Text) <= mostShownBytes && s.Fault != "boilerplate" && s.Fault != "a headline" && s.Fault != "not a sentence" && s.Fault != "too short"
}

// materialOf lays out the first n of the sentences wanted: by story, in the order in
// which they come up, and in it by article, in the order in which that tells them,
// under its headline. What says the same as another is left out.
func materialOf(p *pool.Pool, wanted []int, n int) material {
	var shown, articles, stories []int
	taken, tokens := map[int]bool{}, 0
	for _, i := range wanted {
		s := p.Sentences[i]
		if len(shown) == n {
			break
		}
		if taken[i] || !isShown(s) || slices.ContainsFunc(shown, func(o int) bool { return pool.Overlap(s.Terms, p.Sentences[o].Terms) > sameShown }) {
			continue
		}
		cost := tokensOf(s.Text)
		if !slices.Contains(articles, s.Article) {
			cost += tokensOf(p.Source(s).Title) + sourceTokens
		}
		if tokens += cost; tokens > mostShownTokens && len(shown) >= leastShown {
			break
		}
		taken[i] = true
		shown = append(shown, i)
		if !slices.Contains(articles, s.Article) {
			articles = append(articles, s.Article)
			stories = append(stories, p.Source(s).InStory)
		}
	}
	// The articles of a story stand together, where its first does.
	place := func(i int) int {
		k := slices.Index(articles, p.Sentences[i].Article)
		if stories[k] == 0 {
			return k
		}
		return slices.Index(stories, stories[k])
	}
	slices.SortFunc(shown, func(i, j int) int {
		a, b := p.Sentences[i], p.Sentences[j]
		return cmp.Or(cmp.Compare(place(i), place(j)), cmp.Compare(slices.Index(articles, a.Article), slices.Index(articles, b.Article)), cmp.Compare(a.Index, b.Index))
	})
	m := material{ids: map[string]int{}, titles: map[string]int{}}
	last, ids := -1, 0
	next := func() string { ids++; return fmt.Sprintf("S%d", ids) }
	for _, i := range shown {
		s := p.Sentences[i]
		if s.Article != last {
			last = s.Article
			a := p.Source(s)
			source := prompts.Source{N: len(m.sources) + 1, Title: a.Title, Outlet: a.Outlet, Published: a.Published.Truncate(corpus.Day).String()}
			if a.Title != "" && !a.TitleDerived {
				source.ID = next()
				m.titles[source.ID] = s.Article
			}
			m.sources = append(m.sources, source)
		}
		id := next()
		m.ids[id] = i
		to := &m.sources[len(m.sources)-1]
		to.Sentences = append(to.Sentences, prompts.Citable{ID: id, Text: s.Text})
	}
	return m
}

// sourceTokens is what the line above an article's sentences takes besides its
// headline, and idTokens what the ID of a sentence takes.
const (
	sourceTokens = 22
	idTokens     = 4
)

// tokensOf is about how many tokens a line of a prompt is: one for four letters
// of Latin script, one for each of other scripts.
func tokensOf(text string) int {
	latin, other := 0, 0
	for _, r := range text {
		if r < 0x250 || unicode.IsPunct(r) {
			latin++
		} else {
			other++
		}
	}
	return (latin+3)/4 + other + idTokens
}

// best returns the sentences that may be posted, the best first.
func best(p *pool.Pool) []int {
	var out []int
	for i, s := range p.Sentences {
		if s.Score > 0 {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(i, j int) int {
		return cmp.Or(-cmp.Compare(p.Sentences[i].Score, p.Sentences[j].Score), p.Compare(i, j))
	})
	return out
}
