package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// QuoteMention is a direct quotation whose speaker the text names.
type QuoteMention struct {
	Words   corpus.Span // the words said, without their quotation marks
	Whole   corpus.Span // from the first to the last byte of quotation and attribution, which may stand with an earlier one
	Speaker string      // as named in the text, without titles
}

// A shorter quotation is a phrase that the writer keeps at arm's length (the
// “principal enemy”), a longer one a document.
const (
	leastQuoteWords = 4
	mostQuoteBytes  = 900
)

// Bounds on how far an attribution is read, so that a text of nothing but marks
// or names takes no longer than another.
const (
	mostMarkBytes   = 32 // of closing marks and spaces behind the full stop of a quotation
	mostNounPhrases = 12 // before a name, as in "Marsh’s aide Lee"
)

// Quotes returns the direct quotations of one paragraph whose speaker is
// certain: named beside a verb of saying before or after the words ("X said:
// “…”", "“…,” said X", "“…,” X told reporters", "according to X"), or speaking on
// in the next quotation, or taken up by a pronoun right after. Others are left
// out.
func Quotes(paragraph string) []QuoteMention {
	var out []QuoteMention
	segments := quotations(paragraph)
	speaker := "" // of the quotation before, as long as nobody else was named
	attribution := 0
	attributedTo := 0
	for i, s := range segments {
		before := paragraph[attributedTo:s.open]
		after := paragraph[s.close:]
		if i+1 < len(segments) {
			after = paragraph[s.close:segments[i+1].open]
		}
		name, whole := "", corpus.Span{Start: s.open, End: s.close}
		if n, end, ok := speakerAfter(after, endsSentence(paragraph[:s.close]), speaker); ok {
			name, whole.End = n, s.close+end
		} else if n, start, ok := speakerBefore(before, speaker); ok {
			name, whole.Start = n, attributedTo+start
		} else if speaker != "" && strings.Trim(before, " .") == "" {
			name, whole.Start = speaker, attribution
		}
		if name == "" {
			if mentionsName(before) {
				speaker = ""
			}
			attributedTo = s.close
			continue
		}
		speaker, attribution, attributedTo = name, whole.Start, whole.End
		if attributedTo < s.close {
			attributedTo = s.close
		}
		if s.words.Len() <= mostQuoteBytes && len(strings.Fields(paragraph[s.words.Start:s.words.End])) >= leastQuoteWords {
			out = append(out, QuoteMention{Words: s.words, Whole: whole, Speaker: name})
		}
	}
	return out
}

// quotation is a stretch of text between quotation marks.
type quotation struct {
	open, close int         // from the opening mark to just behind the closing one
	words       corpus.Span // between them, without a comma or space at the end
}

// quotations finds the text between “ ” or " ". An opening mark without a
// closing one quotes to the end of the paragraph, as a speech that goes on in
// the next one is printed.
func quotations(p string) []quotation {
	var out []quotation
	open, mark := -1, ""
	for i := 0; i < len(p); {
		r, n := utf8.DecodeRuneInString(p[i:])
		switch {
		case open < 0 && (r == '“' || r == '"'):
			open, mark = i, string(r)
		case open >= 0 && (r == '”' || r == '"' && mark == `"`):
			out = append(out, newQuotation(p, open, open+len(mark), i, i+n))
			open = -1
		case open >= 0 && r == '“':
			open, mark = i, string(r)
		}
		i += n
	}
	if open >= 0 {
		out = append(out, newQuotation(p, open, open+len(mark), len(p), len(p)))
	}
	return out
}

func newQuotation(p string, open, from, to, end int) quotation {
	text := strings.TrimRight(p[from:to], " ,")
	from += len(text) - len(strings.TrimLeft(text, " "))
	return quotation{open: open, close: end, words: corpus.Span{Start: from, End: from + len(strings.TrimLeft(text, " "))}}
}

// endsSentence reports whether text, which ends in a closing quotation mark,
// has a full stop before it: what follows is then a sentence of its own.
func endsSentence(text string) bool {
	text = strings.TrimRight(text[max(0, len(text)-mostMarkBytes):], "”\"’' ")
	return strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..")
}

// speakerAfter reads an attribution at the start of text and returns the
// speaker and where the clause ends.
func speakerAfter(text string, newSentence bool, previous string) (string, int, bool) {
	if newSentence {
		return "", 0, false
	}
	clause := clauseOf(text)
	w := scanWords(clause)
	if len(w) == 0 || strings.TrimLeft(clause[:w[0].start], " ,") != "" {
		return "", 0, false
	}
	end := len(clause)
	if w[0].lower == "according" && len(w) > 2 && w[1].lower == "to" {
		name, ok := nameAt(clause, w, 2)
		return name, end, ok
	}
	if sayingVerbs[w[0].lower] { // "said Lee"
		if name, ok := nameAt(clause, w, 1); ok {
			return name, end, true
		}
		return "", 0, false
	}
	// "Trump said", "Michael Madden, editor of the blog, said", "he added"
	verb := 0
	for verb < len(w) && verb <= 14 && !sayingVerbs[w[verb].lower] {
		verb++
	}
	if verb >= len(w) || verb > 14 || verb == 0 || passive[w[verb-1].lower] {
		return "", 0, false
	}
	if verb <= 2 && (w[0].lower == "he" || w[0].lower == "she") {
		return previous, end, previous != ""
	}
	name, ok := nameAt(clause, w, 0)
	return name, end, ok
}

// speakerBefore reads an attribution at the end of text ("Madden told the
// paper:", "He added that") and returns the speaker and where the clause begins.
func speakerBefore(text string, previous string) (string, int, bool) {
	start := lastSentenceStart(text)
	clause := text[start:]
	w := scanWords(clause)
	if len(w) == 0 {
		return "", 0, false
	}
	tail := strings.TrimRight(clause[w[len(w)-1].end:], " ")
	if tail != "" && tail != ":" && tail != "," {
		return "", 0, false
	}
	verb := len(w) - 1
	for verb >= 0 && len(w)-verb <= 9 && !sayingVerbs[w[verb].lower] {
		verb--
	}
	if verb <= 0 || len(w)-verb > 9 || passive[w[verb-1].lower] {
		return "", 0, false
	}
	// Between verb and words may stand whom they were told to, or "that"; a
	// clause of its own means that the words are part of reported speech.
	if strings.ContainsAny(clause[w[verb].end:], ",;") && tail == "" {
		return "", 0, false
	}
	start += w[0].start
	if verb <= 2 && (w[verb-1].lower == "he" || w[verb-1].lower == "she") {
		return previous, start, previous != ""
	}
	// The subject is the first name of the clause, or the one right before the
	// verb; but not of "a man shows Marsh, a reporter, and says".
	if name, ok := nameAt(clause, w, 0); ok {
		return name, start, true
	}
	if w[verb-1].lower == "and" {
		return "", 0, false
	}
	commas, to := 0, w[verb].start // that stand from word i to the verb
	for i := verb - 1; i >= 0; i-- {
		commas += strings.Count(clause[w[i].start:to], ",")
		to = w[i].start
		begins := i == 0 || !isName(w[i-1]) || clause[w[i-1].end:w[i].start] != " "
		bracketed := strings.HasSuffix(clause[:w[i].start], "(") || strings.HasSuffix(clause[:w[i].start], "-")
		if i > 0 && prepositions[w[i-1].lower] && clause[w[i-1].end:w[i].start] == " " {
			continue // "according to Marsh the minister said", "the man from Tarn said"
		}
		if isName(w[i]) && begins && !bracketed {
			if name, ok := nameAt(clause, w, i); ok && commas%2 == 0 {
				return name, start, true
			}
		}
	}
	return "", 0, false
}

var sayingVerbs = english.Set("extract/saying verbs")

// titles come before a name and are no part of it.
var titles = english.Set("extract/titles")

// starters begin sentences with a capital without being names.
var starters = english.Set("extract/starters")

// institutions are of something, which is a part of their name.
var institutions = english.Set("extract/institutions")

// passive turns a verb of saying round: who is asked says nothing.
var passive = english.Set("extract/passive")

// prepositions stand before a name that is no subject.
var prepositions = english.Set("extract/prepositions")

// particles join the parts of a name.
var particles = english.Set("extract/particles")

var english = language.For("en") // its words are data: packs/en/extract.txt

// isName reports whether a word can be part of a name.
func isName(w word) bool {
	r, _ := utf8.DecodeRuneInString(w.text)
	return unicode.IsUpper(r) && !starters[w.lower]
}

// nameAt reads the speaker that stands at word i: a run of capitalised words
// after any titles ("US President Donald Trump" gives "Donald Trump"), or an
// unnamed one introduced as such ("a senior official").
func nameAt(clause string, w []word, i int) (string, bool) {
	for i < len(w) && (w[i].lower == "but" || w[i].lower == "and" || w[i].lower == "the" && i+1 < len(w) && isName(w[i+1])) {
		i++
	}
	if i >= len(w) {
		return "", false
	}
	if w[i].lower == "a" || w[i].lower == "an" || w[i].lower == "one" || w[i].lower == "another" {
		for j := i + 1; j < len(w) && j <= i+8; j++ {
			if roles[w[j].lower] {
				return clause[w[i].start:w[j].end], true
			}
			if sayingVerbs[w[j].lower] || clause[w[j-1].end:w[j].start] != " " && clause[w[j-1].end:w[j].start] != "-" {
				break
			}
		}
		return "", false
	}
	// Lower-case titles and adjectives before the name: "leader Kim Jong Un".
	for i < len(w) && !isName(w[i]) && titles[w[i].lower] {
		i++
	}
	if i >= len(w) || !isName(w[i]) {
		return "", false
	}
	first, last := i, lastOfName(clause, w, i)
	phrases := 0
	for noun := last + 1; noun < len(w) && (isNoun(clause, w, noun) || isPossessive(clause, w, noun)); {
		// "US lawyer Anna Marsh", "Marsh’s aide Lee"; but "Marsh family" is nobody
		for noun < len(w) && (isNoun(clause, w, noun) || isPossessive(clause, w, noun)) {
			noun++
		}
		if phrases++; phrases > mostNounPhrases || noun == len(w) || !isName(w[noun]) || clause[w[noun-1].end:w[noun].start] != " " {
			return "", false
		}
		first, last = noun, lastOfName(clause, w, noun)
		noun = last + 1
	}
	for j := first; j < last; j++ {
		if institutions[w[j].lower] && w[j+1].lower == "of" {
			break // Ministry of Foreign Affairs
		}
		if titles[w[j].lower] {
			first = j + 1
		}
	}
	name := clause[w[first].start:w[last].end]
	return name, name != "" && !nationalities[strings.ToLower(name)]
}

// lastOfName returns the last word of the name that begins at word i.
func lastOfName(clause string, w []word, i int) int {
	last := i
	for j := i + 1; j < len(w); j++ {
		gap := clause[w[j-1].end:w[j].start]
		joined := gap == " " || gap == "-" || gap == "‑" || gap == "’" || gap == "'" || gap == ". " && (len(w[j-1].lower) <= 2 || titles[w[j-1].lower]) || gap == "."
		if !joined || isPossessive(clause, w, j) {
			break
		}
		switch {
		case isName(w[j]) || gap == "-" || gap == "‑":
			last = j
		case titles[w[j].lower]: // "leader" between nationality and name
		case w[j].lower == "and" && j+2 < len(w) && isName(w[j+1]) && isPossessive(clause, w, j+2): // Marsh and Lee’s
		case (particles[w[j].lower] || w[j].lower == "of" && institutions[w[j-1].lower]) && j+1 < len(w) && isName(w[j+1]):
		default:
			return last
		}
	}
	return last
}

// isPossessive reports whether word i is the s of a possessive.
func isPossessive(clause string, w []word, i int) bool {
	gap := clause[w[i-1].end:w[i].start]
	return w[i].lower == "s" && (gap == "’" || gap == "'")
}

// isNoun reports whether word i goes with the one before it, as in "Marsh aide".
func isNoun(clause string, w []word, i int) bool {
	lower, gap := w[i].lower, clause[w[i-1].end:w[i].start]
	if strings.HasSuffix(lower, "ly") && lower != "family" || strings.HasSuffix(lower, "ed") {
		return false
	}
	return (gap == " " || gap == ". " && len(w[i-1].lower) == 1) && !isName(w[i]) && !starters[lower] && !sayingVerbs[lower] && !followers[lower] &&
		lower[0] >= 'a' && lower[0] <= 'z'
}

// followers may stand between a speaker and the verb, or after both.
var followers = english.Set("extract/followers")

// nationalities stand before a noun or a name, and are neither.
var nationalities = english.Set("extract/nationalities")

var roles = english.Set("extract/roles")

func mentionsName(text string) bool {
	for _, w := range scanWords(text) {
		if isName(w) {
			return true
		}
	}
	return false
}

// clauseOf returns the text up to the end of its sentence.
func clauseOf(text string) string {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '!', '?', ';', ':', '\n':
			return text[:i]
		case '.':
			if i+1 == len(text) || text[i+1] == ' ' && !abbreviated(text[:i]) {
				return text[:i+1]
			}
		}
	}
	return text
}

// abbreviated reports whether text ends in a title or an initial, whose full
// stop ends no sentence.
func abbreviated(text string) bool {
	i := strings.LastIndexByte(text, ' ') + 1
	last := strings.ToLower(text[i:])
	return len(last) == 1 || last != "" && titles[last] && len(last) <= 4 || strings.Contains(last, ".")
}

// lastSentenceStart returns where the last sentence of text begins.
func lastSentenceStart(text string) int {
	filled := len(strings.TrimRightFunc(text, unicode.IsSpace)) // what is behind is blank
	for i := len(text) - 2; i >= 0; i-- {
		switch text[i] {
		case '!', '?', ';', '\n':
			return i + 1
		case '.':
			if text[i+1] == ' ' && filled > i+1 && !abbreviated(text[:i]) {
				return i + 1
			}
		}
	}
	return 0
}
