package answer

import (
	"slices"
	"strings"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus/language"
)

// holdsKind reports whether a sentence holds what a short question asks for where it
// says what is asked about that: not the amount, the time or the place of something else.
func holdsKind(p *pool.Pool, q question, s pool.Sentence, held []float64) bool {
	t := answerText{s.Sentence}
	switch q.kind {
	case sought.Number:
		return q.sized(t) && tellsVerb(p, q, s, held)
	case sought.Money:
		return amountOfDeed(p, q, s) && tellsVerb(p, q, s, held)
	case sought.Duration:
		return t.lastsBeside() || t.spansYears()
	case sought.Place: // "according to the Wire" is none
		return t.Pack.Setting("capitals") == "none" || t.Pack.List("answers/where") == nil || q.newName(t, "answers/where")
	}
	return true
}

// tellsVerb reports whether a sentence says what is asked how much somebody did it.
func tellsVerb(p *pool.Pool, q question, s pool.Sentence, held []float64) bool {
	verb := q.verb()
	return verb < 0 || tells(p, q, s, q.query.Units[verb], held[verb])
}

// verb is the thing behind "did", "is" and the like that a word follows of which nothing
// is asked, or none, "pay" of "how much did Halden pay for the ferry"; -1 for none.
func (q question) verb() int {
	from := slices.IndexFunc(q.ordered, func(w language.Token) bool { return q.pack.Phrases("questions/yesno").Is(w.Lower) })
	if from < 0 {
		return -1
	}
	verb, light := -1, q.light()
	for u, unit := range q.query.Units {
		next := unit.Last + 1
		switch {
		case unit.First <= from, unit.Name, unit.Concept != "", light[unit.Word], q.kind.Noun(q.pack, unit.Word),
			q.pack.Set("answers/one")[q.ordered[unit.First-1].Lower],
			next < len(q.ordered) && !q.pack.Set("function")[q.ordered[next].Lower],
			verb >= 0 && unit.First > q.query.Units[verb].First:
			continue
		}
		verb = u
	}
	return verb
}

// amountOfDeed reports whether an amount of money stands in a clause with what is asked
// about it: "shares fell to $17 after the offer" tells no offer of $17.
func amountOfDeed(p *pool.Pool, q question, s pool.Sentence) bool {
	plain := func(u pool.Unit) bool { return !u.Name && u.Concept == "" }
	if !slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return plain(u) && !s.Pack.Set("answers/implied")[u.Word] }) {
		return true
	}
	alike, vague := s.Pack.Values("answers/alike"), s.Pack.Set("answers/vague")
	tokens := p.Analyzer.Tokens(s.Text, p.Source(s).Language)
	for from, to := 0, 0; from < len(s.Words); from = to {
		for to = from + 1; to < len(s.Words) && !opensClause(s, to); {
			to++
		}
		begin, end := 0, len(s.Text)
		if from > 0 {
			begin = s.Words[from-1].End
		}
		if to < len(s.Words) {
			end = s.Words[to].Start
		}
		words := s.Words[from:to]
		if !strings.ContainsAny(s.Text[begin:end], currencies) && !s.Pack.Phrases("answers/money").In(words) {
			continue
		}
		if slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool {
			kin := alike[u.Word]
			return plain(u) && (slices.ContainsFunc(tokens, func(t language.Token) bool { return t.Start >= begin && t.Start < end && holdsTerm(u, t) }) ||
				kin != "" && slices.ContainsFunc(words, func(w language.Token) bool { return alike[w.Lower] == kin && !(vague[u.Word] && vague[w.Lower]) }))
		}) {
			return true
		}
	}
	return false
}

// opensClause reports whether a word of a sentence, not its first, begins a clause, as
// "and" between two names does not.
func opensClause(s pool.Sentence, i int) bool {
	before, w := s.Words[i-1], s.Words[i]
	gap := s.Text[before.End:w.Start]
	if strings.ContainsAny(gap, ",;:—–") || strings.Contains(gap, " - ") || strings.Contains(gap, ". ") {
		return true
	}
	return s.Pack.Set("verify/clause starts")[w.Lower] &&
		!(i+1 < len(s.Words) && english.IsCapital(s.Text[before.Start:]) && english.IsCapital(s.Text[s.Words[i+1].Start:]))
}

// sized reports whether a text has a measure of the kind that is asked for: acres, where
// it is how big something is.
func (q question) sized(t answerText) bool {
	for _, w := range q.ordered {
		if list := q.pack.Values("questions/sized")[w.Lower]; list != "" && !q.howMany {
			units := t.Pack.Set("answers/" + list)
			return strings.ContainsAny(t.Text, currencies+"%") || slices.ContainsFunc(t.Words, func(w language.Token) bool {
				for part := range strings.SplitSeq(w.Lower, "-") { // "12-metre"
					if units[part] {
						return true
					}
				}
				return false
			})
		}
	}
	return true
}

// lastsBeside reports whether a number stands before a unit of time.
func (t answerText) lastsBeside() bool {
	const within = 2 // "48 long minutes"
	for i, w := range t.Words {
		if t.Pack.Set("answers/duration")[w.Lower] && slices.ContainsFunc(t.Words[max(0, i-within):i], func(b language.Token) bool {
			return t.isNumber(b) || t.Pack.Set("answers/one")[b.Lower]
		}) {
			return true
		}
	}
	return false
}
