package briefing

import (
	"strings"
	"unicode"
)

// What tells a name in a question that was typed without capitals.
const (
	mostAsWritten = 40  // sentences that are read for how they write a word
	writtenSo     = 0.8 // share of the places where it has a capital, at the least
)

// nameUnits finds the names in a question that is typed without capitals, as most are
// in a chat: the words that the articles write with one inside a sentence.
func (p *pool) nameUnits(question string) {
	if strings.ContainsFunc(question, unicode.IsUpper) {
		return
	}
	units := p.query.units
	for i, u := range units {
		units[i].name = u.name || u.word != "" && p.writtenAsName(u, nil)
	}
	for i := 1; i < len(units); i++ { // "Time Warner", though time is no name
		if a, b := &units[i-1], &units[i]; a.word != "" && b.word != "" && a.last+1 == b.first && a.name != b.name {
			both := p.writtenAsName(*a, b)
			a.name, b.name = a.name || both, b.name || both
		}
	}
}

// writtenAsName reports whether the articles write a word as names are written, or
// where another is given, those two side by side.
func (p *pool) writtenAsName(u unit, beside *unit) bool {
	number, ok := p.numbers[u.terms[0]]
	if !ok {
		return false
	}
	capitals, all := 0, 0
	holders := p.postings[number]
	for _, i := range holders[:min(len(holders), mostAsWritten)] {
		s := p.sentences[i]
		for k, w := range s.Words {
			if k == 0 && beside == nil || w.Lower != u.word && bareName(w.Lower) != u.word ||
				beside != nil && (k+1 == len(s.Words) || bareName(s.Words[k+1].Lower) != beside.word) {
				continue
			}
			all++
			if isCapital(s.Text[w.Start:]) && (beside == nil || isCapital(s.Text[s.Words[k+1].Start:])) {
				capitals++
			}
		}
	}
	return all > 0 && float64(capitals) >= writtenSo*float64(all)
}
