package followup

import (
	"strings"

	"sitrep/briefing/english"
)

// Leans reports whether a question can't be understood by itself: it points
// back to something ("Why did it fail?"), asks the same of something else ("And
// in 2019?"), or names nothing at all to look for ("Why?"), and holds no name
// that it could be about. It is rules over words, for English; a question in
// another language stands by itself.
func Leans(question string) bool {
	if longestName(question) != "" {
		return false
	}
	return pointsBack(question) != "" || isEllipsis(question) || len(content(question)) == 0
}

// NamesNothing reports whether a question says nothing to look for: it points back, and has
// no word but those that any question has ("Where did it happen?").
func NamesNothing(question string) bool {
	return pointsBack(question) != "" && len(content(question)) == 0
}

// NamesItsOwn reports whether a question may be asked as it stands although a
// conversation goes before it: it is whole and names what it is about before it points to
// anything. Whether that belongs to what was talked about ("the Museum of Art", of the
// town) or has nothing to do with it, its words do not tell.
func NamesItsOwn(question string) bool {
	if isEllipsis(question) || BareQuestion(question) {
		return false
	}
	before := question
	if pronoun := pointsBack(question); pronoun != "" {
		before = question[:max(0, strings.Index(strings.ToLower(question), " "+pronoun))]
	}
	words := english.WordsOf(before)
	return len(content(before)) >= ofItsOwn && (namesSomething(before) || asksWhich[words[0]])
}

// ofItsOwn is how many words that say something a question of its own has at least: "what
// did Marsh say?" asks of what was talked about.
const ofItsOwn = 2
