// Package event reports what a sentence tells of: of something that happened, or has come
// about, of what is awaited, or of nothing; and whether it begins with that, or with what is
// around it. What its verbs are, the pack of its language says.
package event

import (
	"strings"
	"time"
	"unicode"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// IsPerfect reports whether the first verb of a sentence that tells of an event is in
// the perfect.
func IsPerfect(s language.Sentence) bool {
	for i := range s.Words[:min(len(s.Words), Within)] {
		if _, n := s.Pack.Phrases("standalone/perfect").At(s.Words, i); n > 0 {
			return true
		}
		if Is(s, i) {
			return false
		}
	}
	return false
}

// GoesOn reports whether the first verb of a sentence that tells of an event tells what is
// going on, and not what happened: "The fair is entering its last days"; or an effort, of
// which it does not say what came of it.
func GoesOn(s language.Sentence) bool {
	if s.Pack.Phrases("standalone/efforts").In(s.Words) {
		return true
	}
	for i := range s.Words[:min(len(s.Words), Within)] {
		if Is(s, i) {
			_, n := s.Pack.Phrases("standalone/going on").At(s.Words, i)
			return n > 0
		}
	}
	return false
}

// IsPending reports whether the first verb of a sentence tells what is to come, or
// how things stand until something comes of it: "The council is considering a toll". In a language whose
// verbs of events nothing tells, which is the first is unknown, and none does.
func IsPending(s language.Sentence) bool {
	if len(s.Pack.List("standalone/event")) == 0 {
		return false
	}
	from, to := Besides(s)
	for i := range s.Words {
		switch {
		case from <= i && i < to:
		case Awaits(s, i):
			return true
		case Is(s, i):
			return false
		}
	}
	return false
}

// IsOverdue reports whether what a sentence awaits was to come before a day.
func IsOverdue(s language.Sentence, published, asOf corpus.Date) bool {
	overdue := false
	if IsPending(s) {
		for _, m := range s.Dates(published) {
			overdue = overdue || m.Date.Precision >= corpus.Day && !m.Attribute
			if overdue && m.Date.Compare(asOf.Truncate(corpus.Day)) >= 0 {
				return false
			}
		}
	}
	return overdue
}

// Awaits reports whether a verb of what is to come begins at a word of a sentence.
func Awaits(s language.Sentence, word int) bool {
	_, ahead := s.Pack.Phrases("datewords/ahead").At(s.Words, word)
	_, pending := s.Pack.Phrases("standalone/pending").At(s.Words, word)
	return ahead > 0 || pending > 0
}

// IsAppointment reports whether a sentence tells in the present of a day that it
// names, its article's own or one after: "The race begins at noon on Tuesday".
func IsAppointment(s language.Sentence, m language.DateMention, published corpus.Date) bool {
	const behind = 3 // words: "on Tuesday the council voted"
	if m.Date.Precision < corpus.Day || m.Attribute || m.Bound != "" || m.Date.Time.Before(published.Truncate(corpus.Day).Time) {
		return false
	}
	for i, left := 0, behind; i < len(s.Words) && left > 0; i++ {
		if Is(s, i) && !Awaits(s, i) {
			return false
		}
		if s.Words[i].Start >= m.End {
			left--
		}
	}
	return len(s.Pack.List("standalone/event")) > 0
}

// IsLate reports whether a relative day, such as a weekday, lies further before its
// article's own day than news is usually reported. Where that is a weekday, the page was
// as often as not revised later, and the day is that of the week after.
func IsLate(m language.DateMention, published corpus.Date) bool {
	return m.Relative && m.Unit == language.DayUnit && published.Truncate(corpus.Day).Time.Sub(m.Date.Time) > ReportedWithin
}

// ReportedWithin is how far the day of what an article reports lies from its own, at the
// most.
const ReportedWithin = 3 * 24 * time.Hour

// TellsNothing reports whether a sentence begins as one that only says what there
// is, or speaks to readers: "On its birthday, it's time to see the lock".
func TellsNothing(s language.Sentence) bool {
	begins := max(behindAside(s), 0)
	for _, list := range []string{"standalone/presenting", "standalone/address"} {
		if _, n := s.Pack.Phrases(list).At(s.Words[begins:], 0); n > 0 {
			return true
		}
	}
	return false
}

// Has reports whether the main clause of a sentence has a verb that tells of
// what happened or goes on. In a language whose verbs nothing tells, it does.
func Has(s language.Sentence) bool {
	if len(s.Pack.List("standalone/event")) == 0 {
		return true
	}
	from, to := Besides(s)
	for i := range s.Words[:min(len(s.Words), Within+to-from)] {
		if (i < from || i >= to) && Is(s, i) {
			return true
		}
	}
	return false
}

// Besides returns the words between two commas that tell what else there is to say of
// whom or what a sentence begins with, whose verb stands behind them: "The Tarn mill,
// which could have been the last of the lake, burnt down"; none where it has none.
func Besides(s language.Sentence) (from, to int) {
	const subject, longest = 8, 24 // words
	if len(s.Words) == 0 || s.Pack.Set("standalone/aside")[s.Words[0].Lower] {
		return 0, 0
	}
	for i := 1; i < len(s.Words) && to == 0 && i < subject+longest; i++ {
		comma := strings.Contains(s.Text[s.Words[i-1].End:s.Words[i].Start], ",")
		switch {
		case from == 0 && (i > subject || Is(s, i-1) || Awaits(s, i-1)):
			return 0, 0
		case comma && from == 0:
			from = i
		case comma && i < len(s.Words):
			to = i
		}
	}
	if to == 0 {
		return 0, 0
	}
	return from, to
}

// Is reports whether a verb that tells of what happened or goes on begins at a
// word of a sentence, rather than a part of a name or of a compound.
func Is(s language.Sentence, word int) bool {
	start := s.Words[word].Start
	if start > 0 && (s.Text[start-1] == '-' || language.IsUpper(s.Text[start:])) {
		return false
	}
	_, n := s.Pack.Phrases("standalone/event").At(s.Words, word)
	return n > 0
}

// OpensWithAmount reports whether a sentence begins with a number of things, other
// than spans of time.
func OpensWithAmount(s language.Sentence) bool {
	_, n := s.Pack.Phrases("standalone/amount").At(s.Words, 0)
	if n == 0 || n+1 >= len(s.Words) || s.Pack.Set("standalone/spans")[s.Words[n+1].Lower] {
		return false
	}
	_, named := s.Pack.Values("numbers")[s.Words[n].Lower]
	return named || unicode.IsDigit(rune(s.Text[s.Words[n].Start]))
}

// Within is how many words into a sentence the verb of its main clause stands,
// at the most: later ones are of other clauses.
const Within = 14

// WithoutOutlet returns a title without the outlet's name at its end.
func WithoutOutlet(title string) string {
	const name = 12 // bytes, at the most, behind a dash
	if at := strings.LastIndex(title, " | "); at > 0 {
		title = title[:at]
	}
	if at := strings.LastIndex(title, " - "); at > 0 && len(title)-at < name {
		title = title[:at]
	}
	return strings.TrimRight(title, " ")
}

// IsCut reports whether a title was cut off.
func IsCut(title string) bool {
	return strings.HasSuffix(WithoutOutlet(title), "...") || strings.HasSuffix(WithoutOutlet(title), "…")
}

// Headline is the span of a title that is its headline: without the outlet's name at
// its end and, where it was cut off, without its last clause. It is empty where that is all.
func Headline(pack *language.Pack, title string) corpus.Span {
	head := WithoutOutlet(title)
	cut := strings.TrimRight(head, ".… ")
	if head == cut {
		return corpus.Span{End: len(head)}
	}
	end := max(0, strings.LastIndexByte(cut, ';'))
	if at := strings.LastIndexAny(cut, ",;:"); at > 0 && InHeadline(pack.Read("x "+cut[at:])) {
		end = max(end, at) // behind it is a clause, and no more of what it names
	}
	words, ends := pack.Words(cut), pack.Phrases("standalone/headline ends")
	const clause = 3 // words, at the least: no "but here's"
	last := 0
	for i := len(words) - 1; i > 0 && (last == 0 || last-i < clause); i-- {
		if _, n := ends.At(words, i); n > 0 && !language.IsUpper(cut[words[i].Start:]) {
			last = i
		}
	}
	if last > 0 {
		end = max(end, words[last-1].End)
	}
	return corpus.Span{End: end}
}

// IsPlan reports whether a headline tells what somebody is to do, its first verb an
// infinitive: "Council to raise the toll".
func IsPlan(s language.Sentence) bool {
	verbs, infinitive := s.Pack.Phrases("standalone/headline"), s.Pack.Set("standalone/infinitive")
	for i := 1; i < len(s.Words)-1; i++ {
		if infinitive[s.Words[i].Lower] {
			return !language.IsUpper(s.Text[s.Words[i+1].Start:])
		}
		if _, n := verbs.At(s.Words, i); n > 0 || Is(s, i) {
			return false
		}
	}
	return false
}

// InHeadline reports whether a headline tells what happened, in its main clause.
func InHeadline(s language.Sentence) bool {
	if TellsNothing(s) {
		return false
	}
	verbs, besides := s.Pack.Phrases("standalone/headline"), s.Pack.Phrases("standalone/headline ends")
	modals := s.Pack.Set("standalone/headline modals")
	for i := 1; i < len(s.Words)-1; i++ { // the last is a noun: "a list of wins"
		if _, n := besides.At(s.Words, i-1); n > 0 || modals[s.Words[i-1].Lower] {
			continue // "the owner who won the case", "owners must leave"
		}
		if _, n := verbs.At(s.Words, i); n > 0 && !language.IsUpper(s.Text[s.Words[i].Start:]) || Is(s, i) {
			return true
		}
	}
	return false
}
