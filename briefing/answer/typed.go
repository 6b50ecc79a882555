package answer

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/language"
)

// What tells a name in a question that was typed without capitals.
const (
	mostAsWritten = 40  // sentences that are read for how they write a word
	writtenSo     = 0.8 // share of the places where it has a capital, at the least
)

// typedHastily reports whether a question is typed as most are in a chat: it begins with
// a small letter, or has no capital behind its first letter and no question mark.
func typedHastily(question string) bool {
	question = strings.TrimSpace(question)
	first, n := utf8.DecodeRuneInString(question)
	return unicode.IsLower(first) || unicode.IsUpper(first) && !strings.HasSuffix(question, "?") && !strings.ContainsFunc(question[n:], unicode.IsUpper)
}

// Written spells a question that is typed hastily as an article would: chat's short
// forms in full, "u" and "wanna", and with a capital what is another word without, "the us". "Is it true that" is left out.
func Written(question string) string {
	for _, pack := range []*language.Pack{language.For(cmp.Or(language.Identify(question, nil), "en")), english.Pack} {
		words := pack.Words(question)
		if _, n := pack.Phrases("questions/whether true").At(words, 0); n > 0 && n < len(words) {
			question = question[words[n].Start:] // it asks what its clause does
			break
		}
	}
	if !typedHastily(question) {
		return question
	}
	pack := language.For(cmp.Or(language.Identify(question, nil), "en"))
	words := pack.Words(question)
	forms := pack.Values("questions/short forms")
	var out strings.Builder
	end := 0
	for _, w := range words {
		if full, ok := forms[w.Lower]; ok {
			out.WriteString(question[end:w.Start] + full)
			end = w.End
		}
	}
	question = out.String() + question[end:]
	words = english.Pack.Words(question)
	for i := range words {
		if _, n := english.Pack.Phrases("questions/capitals").At(words, i); n > 0 {
			at := words[i+n-1]
			question = question[:at.Start] + strings.ToUpper(question[at.Start:at.End]) + question[at.End:]
		}
	}
	return question
}

// nameUnits finds the names in a question that is typed without capitals, as most are
// in a chat: the words that the articles write with one inside a sentence.
func nameUnits(p *pool.Pool, question string) {
	if !typedHastily(question) {
		return
	}
	units := p.Query.Units
	for i, u := range units {
		units[i].Name = u.Name || u.Word != "" && writtenAsName(p, u, nil)
	}
	for i := 1; i < len(units); i++ { // "Time Warner", though time is no name
		if a, b := &units[i-1], &units[i]; a.Word != "" && b.Word != "" && a.Last+1 == b.First && a.Name != b.Name {
			both := writtenAsName(p, *a, b)
			a.Name, b.Name = a.Name || both, b.Name || both
		}
	}
}

// writtenAsName reports whether the articles write a word as names are written, or
// where another is given, those two side by side.
func writtenAsName(p *pool.Pool, u pool.Unit, beside *pool.Unit) bool {
	number, ok := p.Numbers[u.Terms[0]]
	if !ok {
		return false
	}
	capitals, all := 0, 0
	holders := p.Postings[number]
	for _, i := range holders[:min(len(holders), mostAsWritten)] {
		s := p.Sentences[i]
		for k, w := range s.Words {
			if k == 0 && beside == nil || !writesWord(w.Lower, u.Word) ||
				beside != nil && (k+1 == len(s.Words) || !writesWord(s.Words[k+1].Lower, beside.Word)) {
				continue
			}
			all++
			if english.IsCapital(s.Text[w.Start:]) && (beside == nil || english.IsCapital(s.Text[s.Words[k+1].Start:])) {
				capitals++
			}
		}
	}
	return all > 0 && float64(capitals) >= writtenSo*float64(all)
}

// writesWord reports whether a word of an article is one of a question: with its
// apostrophe-s, "Livingstone's" for "livingstones", or a part of it, "Wal-Mart" for "mart".
func writesWord(written, asked string) bool {
	if written == asked || english.BareName(written) == asked {
		return true
	}
	bare, s := strings.CutSuffix(asked, "s")
	if s && (written == bare+"'s" || written == bare+"’s") {
		return true
	}
	for part := range strings.SplitSeq(english.BareName(written), "-") {
		if part == asked && part != written {
			return true
		}
	}
	return false
}
