package language

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/corpus"
)

// Window is the time that a topic or question asks for.
type Window struct {
	From, To corpus.Date // days, both included; unknown where only the newest is asked for
	Latest   bool        // the newest is asked for: "latest", "now"
}

// Window returns the time that the expressions of a topic or question ask for
// ("tariffs this week", "since Monday", "latest"), seen from a day, and the text
// without them. A period that holds the day ends with it; one that is still to
// come ("tomorrow") lies behind it. A stretch ("the past seven days") begins that
// many days before it. Of two periods the first counts. It is not ok where the
// text holds no such expression, and where only a day could tell and none is
// given.
func (p *Pack) Window(text string, asOf corpus.Date) (w Window, rest string, ok bool) {
	r := p.dateReader()
	s := dateText{r: r, text: text, tokens: r.tokens(nil, text, p.Words(text)), published: asOf.Truncate(corpus.Day), typed: true}
	var cut []corpus.Span
	for i := 0; i < len(s.tokens); {
		f, n := s.at(i)
		if n == 0 || !f.relative || f.meaning.kind == "none" {
			i += max(n, 1)
			continue
		}
		if f.meaning.kind == "latest" {
			w.Latest, ok = true, true
			cut = append(cut, s.expression(i, i+n))
		} else if from, to, known := s.window(f); known {
			if !w.From.Known() {
				w.From, w.To = from, to
			}
			ok = true
			cut = append(cut, s.expression(i, i+n))
		}
		i += n
	}
	if !ok {
		return Window{}, text, false
	}
	return w, without(text, cut), true
}

// window returns the days of what a template read.
func (s *dateText) window(f reading) (from, to corpus.Date, ok bool) {
	// An archive holds what was: without another word, Monday is the last one.
	d, last, _, ok := f.meaning.resolve(f.values, s.published, s.r.week, false, func() bool { return false })
	if !ok || s.published.Precision < corpus.Day {
		return from, to, false
	}
	today := s.published
	y, m, day := d.Time.Date()
	from = corpus.NewDate(y, m, day)
	switch {
	case f.meaning.since == 1:
		to = today
	case last.Known():
		to = last
	default:
		y, m, day := d.End().AddDate(0, 0, -1).Date()
		to = corpus.NewDate(y, m, day)
	}
	if !from.Time.After(today.Time) && to.Time.After(today.Time) {
		to = today
	}
	return from, to, !to.Time.Before(from.Time)
}

// expression returns the bytes of an expression, with the words that only join it
// to others: "of last week", "先週の".
func (s *dateText) expression(first, last int) corpus.Span {
	before, after := s.r.pack.Phrases("datewords/joins before"), s.r.pack.Phrases("datewords/joins after")
	for first > 0 && phraseAt(before, s.tokens, first-1) == 1 {
		first--
	}
	for last < len(s.tokens) && phraseAt(after, s.tokens, last) == 1 {
		last++
	}
	return corpus.Span{Start: s.tokens[first].Start, End: s.tokens[last-1].End}
}

// without returns a text without some of its spans, and without the spaces and
// commas that would be left over.
func without(text string, spans []corpus.Span) string {
	slices.SortFunc(spans, func(a, b corpus.Span) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start < at {
			s.Start = at
		}
		b.WriteString(text[at:s.Start])
		b.WriteByte(' ')
		at = max(at, s.End)
	}
	b.WriteString(text[at:])
	rest := strings.Join(strings.Fields(b.String()), " ")
	for _, mark := range []string{"?", "!", ".", ",", "？", "！", "。", "、", "，", "؟", "،"} {
		rest = strings.ReplaceAll(rest, " "+mark, mark)
	}
	return strings.Trim(rest, " ,;:-–—、，،")
}
