package compose

import (
	"slices"

	"sitrep/briefing/cite"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// tellItems adds to the few stories that articles tell of a topic those that only items
// of round-ups tell, as if they were articles of their own.
func (t *teller) tellItems(out *lines, from corpus.Date) {
	best := 0.0
	for _, l := range slices.Concat(out.bottomLine, out.developments) {
		best = max(best, l.score)
	}
	for _, s := range t.ranked(t.items(from), t.fadingFrom(from)) {
		if len(out.bottomLine)+len(out.developments) >= t.fewLines() {
			return
		}
		if t.likeTold(s) >= leastSequel || slices.ContainsFunc(s.articles, t.isToldOf) {
			continue // by an article, and better
		}
		l, ok := t.line(s, plainly)
		if !ok {
			continue
		}
		t.mark(s, l)
		l.score *= t.newness(s)
		if l.score >= cite.LeastOfBest*best && (t.hasDay(s.articles) || t.hasNews(s.articles)) && language.Columns(t.p.Sentences[l.Sentence].Text) <= atAGlance {
			out.bottomLine = append(out.bottomLine, l)
		} else {
			out.developments = append(out.developments, l)
		}
	}
}

// isToldOf reports whether what an item opens with is told already, or an article of a
// story that is told says it, too.
func (t *teller) isToldOf(article int) bool {
	opens := t.first[article][0]
	return slices.ContainsFunc(t.said, func(k int) bool { return alike(t.p, k, &t.p.Sentences[opens]) > sameFurther }) ||
		slices.ContainsFunc(t.p.Corroborating(opens), func(k int) bool { return t.p.Source(t.p.Sentences[k]).InStory > 0 })
}

// items takes of each round-up, of a window that begins on a day, the first item that
// opens with what happened to the topic on a day or is said of it, and returns those
// round-ups.
func (t *teller) items(from corpus.Date) []int {
	var out []int
	for article := range t.p.Articles {
		a := &t.p.Articles[article]
		if a.InStory > 0 || a.Published.Precision < corpus.Day || a.Published.Truncate(corpus.Day).Compare(from) < 0 || !a.IsRoundup() {
			continue
		}
		at, _ := slices.BinarySearchFunc(t.p.Sentences, article, func(s pool.Sentence, article int) int { return s.Article - article })
		for ; at < len(t.p.Sentences) && t.p.Sentences[at].Article == article; at++ {
			if s := &t.p.Sentences[at]; s.Score > 0 && s.Named >= leastTogether && (t.isDated(s) || t.isReport(s)) && t.p.TakeItem(at) {
				t.first[article] = []int{at}
				a.Topical, a.Passing = s.Named, !t.opensWith(article)
				out = append(out, article)
				break
			}
		}
	}
	return out
}
