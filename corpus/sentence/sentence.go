// Package sentence cuts the body of an article into sentences, and sentences
// into passages.
//
// Lines are cut first: no sentence crosses a line end. Within a line, English
// is cut by Punkt (Kiss and Strunk, "Unsupervised Multilingual Sentence
// Boundary Detection", 2006), which knows abbreviations; other languages by the
// default rules of Unicode (UAX #29). A few rules then mend what both get wrong
// in news text.
package sentence

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
	punkt "github.com/neurosnap/sentences"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// maxBytes bounds one sentence. Longer runs without an end are lists, tables or
// an attack; they are cut at a space so that no later step meets them whole.
const maxBytes = 2000

// Split returns the sentences of a body in order. Together they hold every byte
// that is not white space. Language is BCP 47; empty means unknown, which is
// taken for English as long as the script is Latin.
func Split(body, language string) []corpus.Sentence {
	english, cut := isEnglish(body, language), cutUnicode
	if english {
		cut = cutEnglish
	}
	var out []corpus.Sentence
	paragraph, start, blank := 0, 0, true
	for start < len(body) {
		end := len(body)
		if i := strings.IndexByte(body[start:], '\n'); i >= 0 {
			end = start + i
		}
		line := body[start:end]
		if strings.TrimSpace(line) == "" {
			if !blank {
				paragraph++
			}
			blank = true
		} else {
			blank = false
			for _, s := range mend(line, cut(line), english) {
				out = append(out, corpus.Sentence{
					Span:      corpus.Span{Start: start + s.Start, End: start + s.End},
					Paragraph: paragraph,
				})
			}
		}
		start = end + 1
	}
	return out
}

func isEnglish(body, language string) bool {
	if language != "" {
		return language == "en" || strings.HasPrefix(language, "en-")
	}
	// The script shows within the first few hundred letters.
	latin, other := 0, 0
	for _, r := range body {
		if !unicode.IsLetter(r) {
			continue
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
		} else {
			other++
		}
		if latin+other == 400 {
			break
		}
	}
	return latin >= other
}

// englishTokenizer is read-only once made, so all goroutines share it. It takes
// some 30 ms to load, which a run that reads no article need not pay.
var englishTokenizer = sync.OnceValue(func() *punkt.DefaultSentenceTokenizer {
	t, err := newTokenizer()
	if err != nil {
		panic("sentence: the embedded training data does not load: " + err.Error())
	}
	return t
})

func cutEnglish(line string) []int {
	return englishTokenizer().SentencePositions(line)
}

func cutUnicode(line string) []int {
	var ends []int
	it := sentences.FromString(line)
	for it.Next() {
		ends = append(ends, it.End())
	}
	return ends
}

// mend turns the ends that a cutter found into trimmed spans, joining pieces
// that are not sentences of their own and cutting those that hold two.
func mend(line string, ends []int, english bool) []corpus.Span {
	var pieces []corpus.Span
	start := 0
	for _, end := range ends {
		if end <= start || end > len(line) {
			continue
		}
		pieces = appendPiece(pieces, line, trim(line, corpus.Span{Start: start, End: end}), english)
		start = end
	}
	if start < len(line) {
		pieces = appendPiece(pieces, line, trim(line, corpus.Span{Start: start, End: len(line)}), english)
	}
	var out []corpus.Span
	for _, p := range pieces {
		for _, s := range splitRunOn(line, p, english) {
			out = append(out, bound(line, s)...)
		}
	}
	return out
}

func appendPiece(pieces []corpus.Span, line string, p corpus.Span, english bool) []corpus.Span {
	if p.Len() == 0 {
		return pieces
	}
	if n := len(pieces); n > 0 && joins(line, pieces[n-1], p, english) {
		pieces[n-1].End = p.End
		return pieces
	}
	return append(pieces, p)
}

// joins reports whether next continues the sentence prev: it begins in lower
// case or with a dash, is only punctuation, or follows an abbreviation or, in languages that
// write them with a full stop, an ordinal.
func joins(line string, prev, next corpus.Span, english bool) bool {
	text := line[next.Start:next.End]
	word := strings.TrimLeft(text, "\"'“”‘’«»([")
	r, _ := utf8.DecodeRuneInString(word)
	if word == "" || unicode.IsLower(r) || strings.HasPrefix(text, "”") || strings.HasPrefix(text, "»") || strings.HasPrefix(text, "— ") || strings.HasPrefix(text, "– ") {
		return true
	}
	last := line[prev.Start:prev.End]
	if !strings.HasSuffix(last, ".") {
		return false
	}
	if i := strings.LastIndexFunc(last, unicode.IsSpace); i >= 0 {
		last = last[i+1:]
	}
	last = strings.TrimLeft(last, "\"'“”‘’«»([")
	ordinal := !english && len(last) <= 3 && strings.Trim(last, "0123456789") == "."
	last = strings.TrimSuffix(strings.ToLower(last), ".")
	first := strings.ToLower(wordAt(word))
	return ordinal || abbreviations[last] || hours[last] && zones[first] || english && isAcronym(last) && first != "" && !begins[first]
}

// isAcronym reports whether a word is letters with full stops between them: "u.n".
func isAcronym(word string) bool {
	if len(word) < len("u.n") || len(word)%2 == 0 || hours[word] {
		return false
	}
	for i := range len(word) {
		if letter := lower(word[i]); letter != (i%2 == 0) || !letter && word[i] != '.' {
			return false
		}
	}
	return true
}

// begins are the words that begin a sentence behind an acronym ("in the U.S. The
// minister"). Any other that is written with a capital is likely of a name ("the U.S.
// Postal Service").
var begins = language.For("en").Set("function")

// wordAt returns the letters that a text begins with.
func wordAt(text string) string {
	if end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		return text[:end]
	}
	return text
}

// Where a time zone follows an hour, the full stop of "a.m." ends no sentence.
var (
	hours = language.All().Set("sentence/hour")
	zones = language.All().Set("sentence/zone")
)

// abbreviations that both cutters end a sentence after, though a capital that
// follows is nearly always a name.
var abbreviations = language.All().Set("sentence/abbreviations")

// splitRunOn cuts where both cutters see no end: a full stop that is followed
// by a capital without a space, as pages that lost their line breaks have it
// ("for weeks.The minister said"), and one after a number, which Punkt takes for
// an ordinal ("in 2008. As is often the case"), as it is in German.
func splitRunOn(line string, p corpus.Span, english bool) []corpus.Span {
	const least = 25 // bytes on either side; shorter is a name such as "Booking.Com"
	var out []corpus.Span
	start := p.Start
	for i := p.Start + least; i < p.End-least; i++ {
		if line[i] != '.' && line[i] != '!' && line[i] != '?' {
			continue
		}
		if english && digit(line[i-1]) && line[i+1] == ' ' && upper(line[i+2]) && i-start >= least && !numbered(line[start:i]) {
			out = append(out, corpus.Span{Start: start, End: i + 1})
			start = i + 2
			continue
		}
		if !lower(line[i-1]) || !lower(line[i-2]) || !upper(line[i+1]) {
			continue
		}
		// The word after must be followed by another, so that domain names stay whole.
		j := i + 1
		for j < p.End && (lower(line[j]) || upper(line[j])) {
			j++
		}
		if j == p.End || line[j] != ' ' || i-start < least {
			continue
		}
		out = append(out, corpus.Span{Start: start, End: i + 1})
		start = i + 1
	}
	return append(out, corpus.Span{Start: start, End: p.End})
}

// numbered reports whether the number that ends text belongs to a word before
// it that may go on: "No. 3. Street" in an address, "St. 3".
func numbered(text string) bool {
	text = strings.TrimRight(text, "0123456789,.")
	return strings.HasSuffix(text, "No ") || strings.HasSuffix(text, "No. ") || strings.HasSuffix(text, "Nr. ")
}

func digit(b byte) bool { return '0' <= b && b <= '9' }
func lower(b byte) bool { return 'a' <= b && b <= 'z' }
func upper(b byte) bool { return 'A' <= b && b <= 'Z' }

// bound cuts a span that is longer than maxBytes at spaces, or between runes
// where there are none.
func bound(line string, s corpus.Span) []corpus.Span {
	var out []corpus.Span
	for s.Len() > maxBytes {
		end := s.Start + maxBytes
		if i := strings.LastIndexByte(line[s.Start:end], ' '); i > maxBytes/2 {
			end = s.Start + i
		}
		for end > s.Start && !utf8.RuneStart(line[end]) {
			end--
		}
		if p := trim(line, corpus.Span{Start: s.Start, End: end}); p.Len() > 0 {
			out = append(out, p)
		}
		s = trim(line, corpus.Span{Start: end, End: s.End})
	}
	if s.Len() > 0 {
		out = append(out, s)
	}
	return out
}

func trim(line string, s corpus.Span) corpus.Span {
	text := line[s.Start:s.End]
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	s.Start += len(text) - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, unicode.IsSpace))
	return s
}
