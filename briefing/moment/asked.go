package moment

import (
	"strings"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// AsksForToday reports whether a question asks what has happened, of nothing in
// particular ("top stories", "what happened this week?"), which a [briefing.Today]
// tells; and the days that it asks for, seen from today, if it names any. Without
// a time, "what happened?" is of what was talked about, if anything was.
func AsksForToday(question string, today corpus.Date, talking bool) (briefing.Window, bool) {
	if len(question) > briefing.LongestQuestion {
		return briefing.Window{}, false
	}
	all := language.All()
	if isOneOf(all.List("questions/today"), question) {
		return briefing.Window{}, true
	}
	w, rest, timed := windowOf(question, today.LastDay())
	nothing := strings.TrimFunc(rest, notWord) == ""
	switch {
	case timed && w.Latest && nothing: // "what's new", "what's new this week"
		return briefing.Window{From: w.From, To: w.To}, w.From.Known() || !talking
	case timed && w.From.Known():
		return briefing.Window{From: w.From, To: w.To}, !nothing && (isOneOf(all.List("questions/today"), rest) || isOneOf(all.List("questions/happened"), rest))
	}
	return briefing.Window{}, !talking && isOneOf(all.List("questions/happened"), question)
}

// DaysOf reads words for a time ("last week", "since Monday"), seen from today; not ok
// where there is anything else in them.
func DaysOf(text string, today corpus.Date) (w briefing.Window, ok bool) {
	window, rest, ok := windowOf(text, today.LastDay())
	return briefing.Window{From: window.From, To: window.To}, ok && strings.TrimFunc(rest, notWord) == ""
}

// isOneOf reports whether a text is one of a list, whatever its case, accents and
// punctuation at its ends.
func isOneOf(list []string, text string) bool {
	simple := func(s string) string {
		s = fold.Word(strings.ReplaceAll(s, "’", "'"))
		return strings.Join(strings.Fields(strings.TrimFunc(s, func(r rune) bool { return notWord(r) || r == '¿' || r == '¡' })), " ")
	}
	text = simple(text)
	bare, opened := text, ""
	for _, w := range language.All().List("questions/today opens") { // "show me the top stories"
		if w = simple(w) + " "; strings.HasPrefix(text, w) && len(w) > len(opened) {
			opened = w
		}
	}
	bare = bare[len(opened):]
	for _, w := range language.All().List("smalltalk/beside") { // "top stories please"
		bare = strings.TrimSuffix(bare, " "+simple(w))
	}
	for _, entry := range list {
		if entry = simple(entry); entry == text || entry == bare {
			return true
		}
	}
	return false
}
