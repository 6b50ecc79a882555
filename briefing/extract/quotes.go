// Package extract finds in sentences who said what, by the words that the pack
// of their language has for it.
//
// It leaves out what it is not sure of: a missing quotation is a smaller fault
// than a wrong speaker.
package extract

import (
	"slices"
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
	Speaker string      // as named in the text, without titles; with the office in a script without capitals
}

// A shorter quotation is a phrase that the writer keeps at arm's length (the
// “principal enemy”), a longer one a document.
const (
	leastQuoteWords      = 4
	leastQuoteCharacters = 8 // where words are not separated by spaces
	mostQuoteBytes       = 900
)

// Bounds on how far an attribution is read, so that a text of nothing but marks
// or names takes no longer than another.
const (
	mostMarkBytes   = 32 // of closing marks and spaces behind the full stop of a quotation
	mostNounPhrases = 12 // before a name, as in "Marsh’s aide Lee"
	mostBeforeVerb  = 14 // words from the quotation to the verb behind it
	mostBehindVerb  = 8  // words from the verb to the quotation behind it
	mostOfSubject   = 30 // words before a verb in which its subject is looked for
)

// Quotes returns the direct quotations of one paragraph whose speaker is
// certain: named beside a verb of saying before or after the words ("X said:
// “…”", "“…,” said X", "“…,” X told reporters", "according to X"), or speaking on
// in the next quotation, or taken up by a pronoun right after. Others are left
// out. The marks, the verbs and what else tells a speaker are those of the pack;
// a language whose pack has none is not read.
func Quotes(p *language.Pack, paragraph string) []QuoteMention {
	if len(p.List("speech/verb")) == 0 {
		return nil
	}
	r := reader{pack: p}
	speakers := r.attribute
	if p.Setting("capitals") == "none" {
		speakers = r.attributeUncapitalised
	}
	var out []QuoteMention
	segments := r.quotations(paragraph)
	speaker := "" // of the quotation before, as long as nobody else was named
	attribution := 0
	attributedTo := 0
	for i, s := range segments {
		before := paragraph[attributedTo:s.open]
		after := paragraph[s.close:]
		if i+1 < len(segments) {
			after = paragraph[s.close:segments[i+1].open]
		}
		whole := corpus.Span{Start: s.open, End: s.close}
		newSentence := endsSentence(paragraph[:s.close])
		name, start, end := speakers(before, after, newSentence, r.unlessOthers(speaker, before))
		switch {
		case name != "" && end > 0 && r.introduces(before):
			name = "" // "After one reader said, “…,” Marsh answered": whoever said it is not Marsh
		case name != "" && end > 0:
			whole.End = s.close + end
			fallthrough
		case name != "":
			if start >= 0 {
				whole.Start = attributedTo + start
			}
		case speaker != "" && strings.Trim(before, " .") == "" && (newSentence || !r.attributes(after)):
			name, whole.Start = speaker, attribution
		}
		if name == "" {
			if r.mentionsName(before) {
				speaker = ""
			}
			attributedTo = s.close
			continue
		}
		speaker, attribution, attributedTo = name, whole.Start, max(whole.End, s.close)
		if s.words.Len() <= mostQuoteBytes && r.isSpeech(paragraph[s.words.Start:s.words.End]) {
			out = append(out, QuoteMention{Words: s.words, Whole: whole, Speaker: name})
		}
	}
	return out
}

// Speakers returns who is named in a sentence as the one who says something, in whatever
// words: the subjects of its verbs of saying, and whom the sentence is "according to". A
// language whose pack has no such verbs is not read, nor is one without capitals.
func Speakers(p *language.Pack, sentence string) []string {
	if len(p.List("speech/verb")) == 0 || p.Setting("capitals") == "none" {
		return nil
	}
	r := reader{pack: p}
	w := r.words(sentence)
	var out []string
	for i := range w {
		if n := r.at("speech/source", w, i); n > 0 && p.Setting("source") == "before" {
			if name, _, ok := r.nameAt(sentence, w, i+n); ok {
				out = append(out, name)
			}
		}
		n := r.at("speech/verb", w, i)
		if n == 0 || r.isPassive(w, i) {
			continue
		}
		if i > 0 {
			from := max(0, i-mostOfSubject)
			if name, ok := r.subject(sentence, w[from:i+1], i-from); ok {
				out = append(out, name)
				continue
			}
		}
		if i > 0 && !strings.ContainsAny(sentence[w[i-1].End:w[i].Start], "”\"") || i+n == len(w) {
			continue
		}
		if name, _, ok := r.nameAt(sentence, w, i+n); ok { // "“…,” said Lee"
			out = append(out, name)
		}
	}
	return out
}

// introduces reports whether a text ends with a verb of saying and a comma or colon:
// what follows is said by whom it names.
func (r reader) introduces(before string) bool {
	text := strings.TrimRight(before, " \t\n")
	if !strings.HasSuffix(text, ",") && !strings.HasSuffix(text, ":") {
		return false
	}
	text = text[:len(text)-1]
	from := max(0, len(text)-mostIntroduction)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	words := r.pack.Words(text[from:])
	if len(words) == 0 {
		return false
	}
	_, n := r.pack.Phrases("speech/verb").At(words, len(words)-1)
	return n == 1
}

// mostIntroduction is how many bytes before a quotation are looked at for the verb
// that introduces it.
const mostIntroduction = 60

// reader reads attributions by what a pack tells of its language.
type reader struct {
	pack *language.Pack
}

// isSpeech reports whether quoted words are enough to be more than a phrase.
func (r reader) isSpeech(words string) bool {
	if r.pack.Setting("spaces") == "no" {
		return utf8.RuneCountInString(words) >= leastQuoteCharacters
	}
	return len(strings.Fields(words)) >= leastQuoteWords && !r.isTitleOfWork(words)
}

// isTitleOfWork reports whether quoted words are written as the title of a song, a film
// or a book is: all words have capitals but for the small ones.
func (r reader) isTitleOfWork(words string) bool {
	capitals, short, fields := 0, 0, strings.Fields(words)
	for _, w := range fields {
		switch {
		case unicode.IsUpper(firstRune(w)):
			capitals++
		case r.isSmall(w):
		case utf8.RuneCountInString(w) < leastOfTitle:
			short++
		default:
			return false
		}
	}
	return capitals > 1 && (short == 0 || 2*capitals > len(fields)) && r.pack.Setting("capitals") == "names"
}

// isSmall reports whether a word is one of those that have no capital in titles and names.
func (r reader) isSmall(lower string) bool {
	return r.pack.Set("speech/article")[lower] || r.pack.Set("speech/preposition")[lower] || r.pack.Set("speech/and")[lower]
}

// leastOfTitle is how many letters a word has at the least that mostly has a capital in titles.
const leastOfTitle = 4

// quotation is a stretch of text between quotation marks.
type quotation struct {
	open, close int         // from the opening mark to just behind the closing one
	words       corpus.Span // between them, without a comma or space at the end
}

// quotations finds the text between the marks of the language. A straight mark
// may be closed by a round one. An opening mark without a closing one quotes to
// the end of the paragraph, as a speech that goes on in the next one is printed.
func (r reader) quotations(p string) []quotation {
	pairs := r.pack.Values("quotes")
	var out []quotation
	open, mark := -1, ""
	for i := 0; i < len(p); {
		c, n := utf8.DecodeRuneInString(p[i:])
		if c < utf8.RuneSelf && c != '"' || c == '’' || c == '‘' || c == '‚' { // apostrophes are drawn as single marks
			i += n
			continue
		}
		here := p[i : i+n]
		switch closing := pairs[here]; {
		case open < 0 && closing != "":
			open, mark = i, here
		case open >= 0 && (here == pairs[mark] || mark == `"` && closing == "" && c == '”'):
			out = append(out, newQuotation(p, open, open+len(mark), i, i+n))
			open = -1
		case open >= 0 && closing != "" && here == mark:
			open = i
		}
		i += n
	}
	if open >= 0 {
		out = append(out, newQuotation(p, open, open+len(mark), len(p), len(p)))
	}
	return out
}

func newQuotation(p string, open, from, to, end int) quotation {
	text := strings.TrimRight(p[from:to], " ,，、\u00a0\u202f")
	from += len(text) - len(strings.TrimLeft(text, " \u00a0\u202f"))
	return quotation{open: open, close: end, words: corpus.Span{Start: from, End: from + len(strings.TrimLeft(text, " \u00a0\u202f"))}}
}

// endsSentence reports whether text, which ends in a closing quotation mark,
// has a full stop before it: what follows is then a sentence of its own.
func endsSentence(text string) bool {
	text = strings.TrimRight(text[max(0, len(text)-mostMarkBytes):], "”\"’'“»« \u00a0\u202f")
	return strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..")
}

// attribute reads who is said to have spoken the words between two texts: the
// speaker, where in the text before the attribution begins (-1 where it is not
// there), and where it ends in the text after.
func (r reader) attribute(before, after string, newSentence bool, previous string) (name string, start, end int) {
	if name, start, ok := r.speakerBefore(before, previous); ok && strings.HasSuffix(strings.TrimRight(before, " \u00a0\u202f"), ":") {
		return name, start, 0 // whoever tells of it behind
	}
	if name, end, ok := r.speakerAfter(after, newSentence, previous); ok {
		return name, -1, end
	}
	if name, start, end, ok := r.speakerAround(before, after); ok {
		return name, start, end
	}
	if name, start, ok := r.speakerBefore(before, previous); ok {
		return name, start, 0
	}
	return "", -1, 0
}

// speakerAfter reads an attribution at the start of text and returns the
// speaker and where the clause ends.
func (r reader) speakerAfter(text string, newSentence bool, previous string) (string, int, bool) {
	if newSentence {
		return "", 0, false
	}
	clause := r.clauseOf(text)
	w := r.words(clause)
	if len(w) == 0 || strings.Trim(clause[:w[0].Start], " ,—–-\u00a0") != "" {
		return "", 0, false
	}
	end := len(clause)
	if n := r.at("speech/source", w, 0); n > 0 && r.pack.Setting("source") == "before" && !unicode.IsUpper(firstRune(clause[w[0].Start:])) { // "according to Lee"
		name, _, ok := r.nameAt(clause, w, n)
		return name, end, ok
	}
	if n := r.at("speech/verb", w, 0); n > 0 { // "said Lee", "sagte er"
		if n < len(w) && r.pack.Set("speech/pronoun")[w[n].Lower] {
			return previous, end, previous != ""
		}
		name, _, ok := r.nameAt(clause, w, n)
		return name, end, ok
	}
	// "Trump said", "Michael Madden, editor of the blog, said", "he added"
	verb := 1
	for verb < len(w) && verb <= mostBeforeVerb && r.at("speech/verb", w, verb) == 0 {
		verb++
	}
	if verb >= len(w) || verb > mostBeforeVerb || r.isPassive(w, verb) {
		return "", 0, false
	}
	if verb <= 2 && r.pack.Set("speech/pronoun")[w[0].Lower] {
		return previous, end, previous != ""
	}
	if r.pack.Set("speech/relative")[w[verb-1].Lower] && strings.Contains(clause[w[0].End:w[verb].Start], " of ") {
		return "", 0, false
	}
	name, last, ok := r.nameAt(clause, w, 0)
	if !ok || last >= verb || last == 0 && verb > 1 && r.isParticiple(w[0]) && !strings.HasPrefix(clause[w[0].End:], ",") { // "Reminded of it, Marsh said"
		return "", 0, false
	}
	// "Trump, prosecutors said": what stands between commas closes before the verb.
	if between := clause[w[last].End:w[verb].Start]; strings.Contains(between, ",") && !r.closes(clause, w, last, verb) && (verb-last <= 3 || r.isName(clause, w[last+1]) && r.isListed(clause, w, verb-1)) {
		return "", 0, false
	}
	if who, ok := r.otherBefore(clause, w, last, verb); !ok || who != "" {
		return who, end, ok
	}
	return name, end, true
}

// isListed reports whether the name that ends at word i is the last of several: "and Lee".
func (r reader) isListed(clause string, w []language.Token, i int) bool {
	for i > 0 && r.isName(clause, w[i]) {
		i--
	}
	return r.pack.Set("speech/and")[w[i].Lower] && r.isName(clause, w[i+1])
}

// closes reports whether a comma stands right before word i, or before the
// adverbs in front of it.
func (r reader) closes(clause string, w []language.Token, from, i int) bool {
	for i > from+1 && !strings.Contains(clause[w[i-1].End:w[i].Start], ",") {
		if i--; !r.isAdverb(w[i]) {
			return false
		}
	}
	return i > from+1
}

// speakerBefore reads an attribution at the end of text ("Madden told the
// paper:", "He added that") and returns the speaker and where the clause begins.
func (r reader) speakerBefore(text string, previous string) (string, int, bool) {
	start := r.lastSentenceStart(text)
	clause := text[start:]
	w := r.words(clause)
	if len(w) == 0 {
		return "", 0, false
	}
	tail := strings.Trim(clause[w[len(w)-1].End:], " \u00a0\u202f")
	if tail != "" && tail != ":" && tail != "," {
		return "", 0, false
	}
	start += w[0].Start
	if n := r.at("speech/source", w, 0); n > 0 && r.pack.Setting("source") == "before" && tail != "" { // "According to Lee:"
		name, last, ok := r.nameAt(clause, w, n)
		return name, start, ok && last == len(w)-1
	}
	verb := len(w) - 1
	for verb >= 0 && len(w)-verb <= mostBehindVerb+1 && r.at("speech/verb", w, verb) == 0 {
		verb--
	}
	if verb <= 0 || len(w)-verb > mostBehindVerb+1 || r.isPassive(w, verb) {
		return "", 0, false
	}
	// "a déclaré" begins before "déclaré", which may be a verb of its own.
	for verb > 1 && r.at("speech/verb", w, verb-1) > 1 {
		verb--
	}
	// Between verb and words may stand whom they were told to, or "that"; a
	// clause of its own means that the words are part of reported speech.
	if strings.ContainsAny(clause[w[verb].End:], ",;") && tail == "" {
		return "", 0, false
	}
	if verb <= 2 && r.pack.Set("speech/pronoun")[w[verb-1].Lower] {
		return previous, start, previous != ""
	}
	name, ok := r.subject(clause, w, verb)
	return name, start, ok
}

// speakerAround reads an attribution of which the speaker stands before the
// words and the verb after them, where the language puts verbs last.
func (r reader) speakerAround(before, after string) (name string, start, end int, ok bool) {
	if r.pack.Setting("verb") != "last" {
		return "", 0, 0, false
	}
	said := r.clauseOf(after)
	w := r.words(said)
	if len(w) == 0 || strings.Trim(said[:w[0].Start], " ,") != "" || r.at("speech/verb", w, 0) == 0 {
		return "", 0, 0, false
	}
	start = r.lastSentenceStart(before)
	clause := before[start:]
	w = r.words(clause)
	if len(w) == 0 {
		return "", 0, 0, false
	}
	name, last, ok := r.nameAt(clause, w, 0)
	gap := clause[w[min(last, len(w)-1)].End:]
	return name, start + w[0].Start, len(said), ok && strings.HasPrefix(gap, ",")
}

// attributes reports whether a text behind a quotation says whose it is, in a way
// that is not understood.
func (r reader) attributes(after string) bool {
	clause := r.clauseOf(after)
	w := r.words(clause)
	for i := 0; i < len(w) && i <= mostBeforeVerb; i++ {
		if r.at("speech/verb", w, i) > 0 {
			return true
		}
	}
	return false
}

// unlessOthers returns the speaker of the quotation before, whom a pronoun takes
// up, unless somebody or something else has been named since.
func (r reader) unlessOthers(speaker, since string) string {
	own := map[string]bool{}
	for _, w := range r.words(speaker) {
		own[w.Lower] = true
	}
	for _, w := range r.words(since) {
		if r.isName(since, w) && !own[w.Lower] {
			return ""
		}
	}
	return speaker
}

func (r reader) mentionsName(text string) bool {
	if r.pack.Setting("capitals") == "none" {
		return strings.TrimSpace(text) != ""
	}
	return slices.ContainsFunc(r.words(text), func(w language.Token) bool { return r.isName(text, w) })
}

// clauseOf returns the text up to the end of its sentence.
func (r reader) clauseOf(text string) string {
	for i, c := range text {
		switch c {
		case '!', '?', ';', ':', '\n', '。', '！', '？', '；', '：', '؟', '؛', '।':
			return text[:i]
		case '.':
			if i+1 == len(text) || text[i+1] == ' ' && !r.abbreviated(text[:i]) {
				return text[:i+1]
			}
		}
	}
	return text
}

// lastSentenceStart returns where the last sentence of text begins.
func (r reader) lastSentenceStart(text string) int {
	filled := len(strings.TrimRightFunc(text, unicode.IsSpace)) // what is behind is blank
	for i := len(text) - 2; i >= 0; i-- {
		switch text[i] {
		case '!', '?', ';', '\n':
			return i + 1
		case '.':
			if text[i+1] == ' ' && filled > i+1 && !r.abbreviated(text[:i]) {
				return i + 1
			}
		default:
			if text[i] < utf8.RuneSelf || !utf8.RuneStart(text[i]) {
				continue
			}
			switch c, n := utf8.DecodeRuneInString(text[i:]); c {
			case '。', '！', '？', '；', '؟', '؛', '।':
				return i + n
			}
		}
	}
	return 0
}

// abbreviated reports whether text ends in a title or an initial, whose full
// stop ends no sentence.
func (r reader) abbreviated(text string) bool {
	i := max(strings.LastIndexByte(text, ' ')+1, len(text)-mostMarkBytes)
	last := strings.ToLower(text[i:])
	return utf8.RuneCountInString(last) == 1 || r.pack.Set("titles/title")[last] && len(last) <= 4 || r.pack.Set("abbreviations")[last] || strings.Contains(last, ".")
}
