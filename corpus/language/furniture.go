package language

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sitrep/corpus"
)

// Furniture reports whether a sentence is what pages carry between and after
// their paragraphs, kept in a body but not to be shown: calls to click, notes of
// the editors, credits and captions of pictures.
func (s Sentence) Furniture() bool {
	text, p := s.Text, s.Pack
	if strings.Contains(text, "http://") || strings.Contains(text, "https://") || strings.Contains(text, "www.") {
		return true
	}
	if strings.ContainsAny(text, "@#") {
		for f := range strings.FieldsSeq(text) {
			if i := strings.IndexAny(f, "@#"); i >= 0 && len(f)-i > 3 {
				return true
			}
		}
	}
	return p.beginsWithLabel(text, "boilerplate/labels") || s.isLink() || s.hasAccount() || p.IsNote(text) || s.Has("boilerplate") || pictureNumber.MatchString(text) || beginsWithCredit(text, s.Words) || s.isCaption()
}

// IsNote reports whether a text begins as a note of the editors: "Editor's note:".
func (p *Pack) IsNote(text string) bool {
	return p.beginsWithLabel(strings.TrimPrefix(text, "("), "boilerplate/notes")
}

func (p *Pack) beginsWithLabel(text, list string) bool {
	label, _, ok := strings.Cut(text, ":")
	return ok && p.Set(list)[strings.ToLower(label)]
}

const yearDigits = 4

// isLink reports whether a sentence is a link to another article: a label with the title
// right behind its colon, since the markup that kept them apart is gone: "Ferry
// strike:Crews walk out".
func (s Sentence) isLink() bool {
	for i, w := range s.Words[min(1, len(s.Words)):] {
		label := s.Words[i]
		between := s.Text[label.End:w.Start]
		if !strings.Contains(between, ":") {
			continue
		}
		return strings.HasSuffix(between, ":") && (!label.Number || label.End-label.Start == yearDigits) && IsUpper(s.Text[w.Start:]) &&
			!s.Pack.Set("boilerplate/joined")[w.Lower] && !s.Pack.Set("speech/verb")[label.Lower] // "She said:We will go"
	}
	return false
}

// accountBehind is how many words stand at most between a name and its account.
const accountBehind = 4

// hasAccount reports whether the name of an account stands behind that of its owner, as in
// posts and in lines by which to reach authors: "Ann Lee AnnLeeWestland". So does a name
// with the box of links that a page had behind it: "Ann Lee LeeMinister to resign".
func (s Sentence) hasAccount() bool {
	for i, w := range s.Words {
		account := s.Text[w.Start:w.End]
		if !hasCapitalWithin(account) {
			continue
		}
		for _, b := range s.Words[max(0, i-accountBehind-1):i] {
			name := s.Text[b.Start:b.End]
			if rest, ok := strings.CutPrefix(account, name); ok && len(name) > 3 && IsUpper(rest) && !b.Number && hasLower(name) {
				return true
			}
		}
	}
	return false
}

// hasCapitalWithin reports whether a word has a capital behind a small letter.
func hasCapitalWithin(word string) bool {
	small := false
	for _, r := range word {
		if small && unicode.IsUpper(r) {
			return true
		}
		small = small || unicode.IsLower(r)
	}
	return false
}

func hasLower(word string) bool { return strings.ContainsFunc(word, unicode.IsLower) }

// pictureNumber matches how a caption begins in a row of pictures.
var pictureNumber = regexp.MustCompile(`^\d{1,3} of \d{1,3} ?\p{Lu}`)

// mostCredit is how many words the credit of a picture has: names, and an agency.
const mostCredit = 14

// beginsWithCredit reports whether a text begins with who made a picture: "Ann
// Lee/Reuters The bridge", "Getty Images The bridge", "REUTERS/Ann Lee The bridge".
func beginsWithCredit(text string, words []Token) bool {
	agencies, alone := All().Phrases("credits"), All().Values("credits")
	for i := range words[:min(mostCredit, len(words))] {
		_, n := agencies.At(words, i)
		if n > 0 && i == 0 && namesMaker(text, words[n-1:]) {
			return true
		}
		if n == 0 || i+n >= len(words) || !IsUpper(text[words[i+n].Start:]) || text[words[i+n-1].End:words[i+n].Start] != " " {
			continue
		}
		entry := strings.ToLower(text[words[i].Start:words[i+n-1].End])
		if i == 0 && alone[entry] == "first" || i > 0 && text[words[i-1].End:words[i].Start] == "/" {
			return true
		}
	}
	return false
}

// namesMaker reports whether the name of who made a picture stands behind that of an
// agency, and a sentence behind it: "REUTERS/Ann Lee The bridge".
func namesMaker(text string, words []Token) bool {
	const name = 2 // words
	if len(words) < name+2 || text[words[0].End:words[1].Start] != "/" {
		return false
	}
	for i := range name {
		if !IsUpper(text[words[i+1].Start:]) || text[words[i+1].End:words[i+2].Start] != " " {
			return false
		}
	}
	return IsUpper(text[words[name+1].Start:])
}

// Bounds on what is looked at for a caption.
const (
	captionHead = 9 // words in which "In this …" names the picture
	captionTail = 7 // words that may follow the date: "in Halden, Westland"

	captionSubject = 12 // words in which its verb stands
)

// isCaption reports whether a text tells what a picture shows: where people
// stand in it, that it is one, or what is done in the present: on a day with its
// year, or in some scene.
func (s Sentence) isCaption() bool {
	text, p, words := s.Text, s.Pack, s.Words
	between, inBrackets := p.Phrases("captions/positions"), p.Phrases("captions/bracketed")
	for i, w := range words {
		before := text[:w.Start]
		if _, n := inBrackets.At(words, i); n > 0 && strings.HasSuffix(before, "(") && shutBy(text[words[i+n-1].End:], ")") {
			return true
		}
		if _, n := between.At(words, i); n > 0 {
			after := text[words[i+n-1].End:]
			if strings.HasSuffix(before, "(") && shutBy(after, ")") || strings.HasSuffix(before, ", ") && (shutBy(after, ",") || after == ".") {
				return true
			}
			if i == 0 && n > 1 && strings.IndexAny(after, ":,") == 0 { // "From left: …"
				return true
			}
		}
	}
	if _, n := p.Phrases("captions/openers").At(words, 0); n > 0 && p.Phrases("captions/pictures").In(words[:min(captionHead, len(words))]) {
		return true
	}
	if s.endsInFullDate() {
		return true
	}
	if p.Phrases("captions/other tenses").In(words) {
		return false
	}
	if _, n := p.Phrases("captions/beginnings").At(words, 0); n > 0 || p.isScene(text, words) {
		return true
	}
	at := p.presentAt(text, words)
	if at < 0 {
		return false
	}
	for _, d := range s.Dates(corpus.Date{}) {
		if d.Date.Precision >= corpus.Day && d.Bound == "" && d.Start > at && p.onlyPlace(text, words[len(words)-wordsAfter(words, d.End):]) {
			return true
		}
	}
	return false
}

// endsInFullDate reports whether a weekday with its date and year stands behind a comma, as
// at the end of captions and hardly elsewhere: "sails again, Monday, May 6, 2024, in Halden".
func (s Sentence) endsInFullDate() bool {
	if !slices.ContainsFunc(s.Words, func(w Token) bool {
		return w.Number && w.End-w.Start == yearDigits && strings.HasSuffix(s.Text[:w.Start], ", ")
	}) {
		return false
	}
	return slices.ContainsFunc(s.Dates(corpus.Date{}), func(d DateMention) bool {
		if d.Relative || d.Date.Precision < corpus.Day || !strings.HasSuffix(s.Text[:d.Start], ", ") {
			return false
		}
		i := slices.IndexFunc(s.Words, func(w Token) bool { return w.Start == d.Start })
		return i >= 0 && s.Pack.Values("weekdays")[s.Words[i].Lower] != ""
	})
}

// shutBy reports whether a mark follows, perhaps behind an abbreviation's point.
func shutBy(text, mark string) bool { return strings.HasPrefix(strings.TrimPrefix(text, "."), mark) }

// isScene reports whether a text tells how somebody stands in the present, and what
// goes on or where: "Supporters of the party wave flags outside the hall as they
// wait". A quotation is no part of it.
func (p *Pack) isScene(text string, words []Token) bool {
	verbs := p.Phrases("captions/stances")
	function := p.Set("function")
	for i := 1; i < min(captionSubject, len(words)); i++ {
		_, n := verbs.At(words, i)
		if n > 0 && !IsUpper(text[words[i].Start:]) && !function[words[i-1].Lower] {
			return !strings.ContainsAny(text, "\"“”") && p.Phrases("captions/scenes").In(words[i+1:]) // "as" of "react as", too
		}
	}
	return false
}

// presentAt returns where a verb stands that captions have in the present, and
// that is no infinitive; -1 where there is none, or the text has no year.
func (p *Pack) presentAt(text string, words []Token) int {
	year := false
	for _, w := range words[max(0, len(words)-captionTail-2):] {
		year = year || w.Number && w.End-w.Start == len("2025")
	}
	if !year {
		return -1
	}
	verbs, function := p.Phrases("captions/verbs"), p.Set("function")
	for i := 1; i < len(words); i++ {
		if _, n := verbs.At(words, i); n > 0 && !IsUpper(text[words[i].Start:]) && (n > 1 || !function[words[i-1].Lower]) {
			return words[i].Start
		}
	}
	return -1
}

// onlyPlace reports whether words are few and no more than where something is: "in
// Halden, Westland".
func (p *Pack) onlyPlace(text string, words []Token) bool {
	function, small := p.Set("function"), 0
	for _, w := range words {
		if !IsUpper(text[w.Start:]) && !function[w.Lower] {
			small++
		}
	}
	return len(words) <= captionTail && small <= 1 // "eastern Halden"
}

func wordsAfter(words []Token, end int) int {
	n := 0
	for n < len(words) && words[len(words)-1-n].Start >= end {
		n++
	}
	return n
}
