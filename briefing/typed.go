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
	for i, u := range p.query.units {
		p.query.units[i].name = u.name || u.word != "" && p.writtenAsName(u)
	}
}

// writtenAsName reports whether the articles write a word as names are written.
func (p *pool) writtenAsName(u unit) bool {
	number, ok := p.numbers[u.terms[0]]
	if !ok {
		return false
	}
	capitals, all := 0, 0
	holders := p.postings[number]
	for _, i := range holders[:min(len(holders), mostAsWritten)] {
		s := p.sentences[i]
		for k, w := range s.Words {
			if k == 0 || w.Lower != u.word && bareName(w.Lower) != u.word {
				continue
			}
			all++
			if isCapital(s.Text[w.Start:w.End]) {
				capitals++
			}
		}
	}
	return all > 0 && float64(capitals) >= writtenSo*float64(all)
}
