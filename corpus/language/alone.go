package language

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
)

// Bounds on a sentence that is posted away from its article. Shorter ones say
// too little, longer ones are not read on a phone.
const (
	leastWords    = 5   // see wordsOf
	mostColumns   = 420 // see Columns
	mainClause    = 12  // words; "a line that had been silent" stands later and tells of the news
	mostOpenMarks = 16  // quotation marks and brackets within each other
)

// Of returns the pack of a text: that of its language, or, where that is not
// known, that of the only language with its script. A text in Latin letters is
// then English.
func Of(tag, text string) *Pack {
	if tag != "" {
		return For(tag)
	}
	script := scriptOf(text[:cutAt(text, 1000)])
	if script == "latn" || script == "" {
		return For("en")
	}
	if among := known().scripts[script]; len(among) == 1 {
		return For(among[0])
	}
	return none
}

func cutAt(text string, n int) int {
	if len(text) <= n {
		return len(text)
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// Alone says how well a sentence is understood away from its article: 0 not at
// all, 1 fully; and, where it is 0, what is wrong with it. What the language
// lacks is no fault: a script without capitals has no headlines in capitals, and
// one without spaces has no few words.
func (s Sentence) Alone() (fitness float64, fault string) {
	text, p, words := s.Text, s.Pack, s.Words
	length := wordsOf(text)
	marks := p.marksOf(text)
	capitals := hasCapitals(text)
	switch {
	case len(words) == 0 || length < leastWords:
		return 0, "too short"
	case s.Furniture():
		return 0, "boilerplate"
	case Columns(text) > mostColumns:
		return 0, "too long"
	case !EndsSentence(text):
		return 0, "not a sentence"
	case capitals && !beginsSentence(text):
		return 0, "begins in the middle"
	case !marks.balanced:
		return 0, "part of a quotation"
	case marks.around:
		return 0, "a quotation without its speaker"
	case p.asks(text):
		return 0, "a question"
	case capitals && (Headline(text) || shouts(text, words)):
		return 0, "a headline"
	}
	fitness, fault = p.opening(text, words, marks.first)
	if fault != "" {
		return 0, fault
	}
	if capitals {
		named, fault := p.whose(text, words, marks.quoted)
		if fault != "" {
			return 0, fault
		}
		fitness = min(fitness, named)
	}
	if strings.HasSuffix(text, "!") || strings.HasSuffix(text, "！") {
		fitness = min(fitness, 0.5)
	}
	if p.Phrases("standalone/past perfect").In(words[:min(mainClause, len(words))]) {
		fitness = min(fitness, 0.65)
	}
	if p.joinsWithin(text, words) {
		fitness = min(fitness, 0.45)
	}
	if _, n := p.Phrases("standalone/address").At(words, 0); n > 0 {
		fitness = min(fitness, 0.45) // "Take a look at the new bridge": no reader is spoken to
	}
	if length < leastWords+2 {
		fitness = min(fitness, 0.7)
	}
	return fitness, ""
}

// joinsWithin reports whether what joins a sentence to the last stands within its main
// clause, between commas: "The council, however, voted".
func (p *Pack) joinsWithin(text string, words []Token) bool {
	joins := p.Phrases("openers/within")
	for i := 1; i < min(mainClause, len(words)); i++ {
		if _, n := joins.At(words, i); n > 0 && strings.HasSuffix(strings.TrimRight(text[:words[i].Start], " "), ",") && strings.HasPrefix(text[words[i+n-1].End:], ",") {
			return true
		}
	}
	return false
}

// opening judges how a sentence begins: not with what points back.
func (p *Pack) opening(text string, words []Token, quoted bool) (fitness float64, fault string) {
	fitness = 1
	if quoted {
		fitness = 0.75
	}
	// "This year" and "that Monday" name a time; so does a name that begins as a
	// pronoun does, where there are no spaces.
	_, named := p.Phrases("relative").At(words, 0)
	for _, list := range []string{"names/nationality", "titles/title"} {
		_, n := p.Phrases(list).At(words, 0)
		named = max(named, n)
	}
	longest := func(list string) int {
		_, n := p.Phrases("openers/"+list).At(words, 0)
		if base, _, ok := strings.Cut(words[0].Lower, "'"); ok && n == 0 {
			_, n = p.Phrases("openers/"+list).At([]Token{{Lower: base}}, 0) // it's, they'll
		}
		if n <= named || n < len(words) && p.Setting("capitals") == "names" && list == "pronoun" && IsUpper(text[words[n].Start:]) {
			return 0
		}
		return n
	}
	// What joins a sentence to the last may begin with what points back ("that is
	// to say"), so the longer counts.
	joins := max(longest("connective"), longest("phrase"))
	if longest("expletive") > 0 {
		return 1, "" // "It is unclear whether"
	}
	back := max(longest("pronoun"), longest("possessive"), longest("demonstrative"))
	switch {
	case back > joins:
		return 0, "begins with a word that points back"
	case joins > 0:
		fitness = min(fitness, 0.45)
	}
	if p.Setting("spaces") == "yes" && len(p.Set("standalone/subjects")) == 0 {
		// "When he arrived": only function words stand before the pronoun.
		function := p.Set("function")
		for i := 0; i < min(3, len(words)-1) && function[words[i].Lower]; i++ {
			if _, n := p.Phrases("openers/pronoun").At(words, i+1); n > 0 && function[words[i+1].Lower] && !(i+2 < len(words) && IsUpper(text[words[i+2].Start:])) {
				return 0, "a pronoun without its name"
			}
		}
	}
	return fitness, ""
}

// TellsOfToday reports whether a sentence tells of today, yesterday or tomorrow.
func (s Sentence) TellsOfToday() bool {
	values, relative := s.Pack.Values("relative"), s.Pack.Phrases("relative")
	for i := range s.Words {
		if entry, n := relative.At(s.Words, i); n > 0 {
			switch values[entry] {
			case "day 0", "day -1", "day +1":
				return true
			}
		}
	}
	return false
}

// Columns is the width of a text where every character has the same, but those
// of East Asia two, and marks none.
func Columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			n++
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case isWide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func isWide(r rune) bool {
	return r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60)
}

// wordsOf is about how many words a text has, whatever its script: where spaces
// do not part words, or part groups of them as in Korean, so many characters
// count as one as a word of news has on average.
func wordsOf(text string) int {
	halves, inside := 0, false
	thai := 0
	for _, r := range text {
		switch {
		case isWide(r) && unicode.IsLetter(r):
			halves, inside = halves+1, false
		case r >= 0x0e00 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			if unicode.IsLetter(r) {
				thai++
			}
			inside = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inside {
				halves += 2
			}
			inside = true
		case unicode.IsMark(r) || r == '\'' || r == '’' || r == '-':
		default:
			inside = false
		}
	}
	return halves/2 + thai/4
}

// EndsSentence reports whether a text ends as a sentence does in its script. Thai
// and Lao mark no end.
func EndsSentence(text string) bool {
	text = strings.TrimRight(text, closingMarks)
	r, size := utf8.DecodeLastRuneInString(text)
	switch {
	case r == '.':
		return !strings.HasSuffix(text[:len(text)-size], ".")
	case strings.ContainsRune(finalMarks, r):
		return true
	}
	return unicode.In(r, unicode.Thai, unicode.Lao)
}

const (
	finalMarks   = "!?。！？．｡؟।॥۔՞։។။;\u037e" // ; asks in Greek
	closingMarks = " ”\"’')]»«“‘›‹」』）】〉》〗］"
	openingMarks = " “\"‘'([«»„‚‹›「『（【〈《〖［¿¡—–-"
)

// asks reports whether a text ends in a question mark.
func (p *Pack) asks(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, closingMarks))
	return strings.ContainsRune("?？؟՞\u037e", r) || r == ';' && p.Setting("script") == "grek"
}

func hasCapitals(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) }) && !strings.ContainsFunc(text, caseless)
}

// caseless reports whether a letter is of a script without capitals. Georgian
// has them in headings alone.
func caseless(r rune) bool {
	return r > 0x500 && unicode.Is(unicode.Georgian, r) || r > 0x500 && unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r) && !unicode.IsTitle(r) && !unicode.Is(unicode.Lm, r)
}

func beginsSentence(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, openingMarks))
	return !unicode.IsLower(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r))
}

// IsUpper reports whether a text begins with a capital letter.
func IsUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// Headline reports whether nearly all longer words of a text have capitals, as in
// some headlines.
func Headline(text string) bool {
	capitals, long := 0, 0
	for w := range strings.FieldsSeq(text) {
		if w = strings.TrimLeft(w, openingMarks); utf8.RuneCountInString(w) >= 4 {
			long++
			if IsUpper(w) {
				capitals++
			}
		}
	}
	return long >= 5 && capitals*10 >= long*9
}

// shouts reports whether a text begins with three words in capitals, or with one
// and a colon: a heading that is stuck to the sentence.
func shouts(text string, words []Token) bool {
	n := 0
	for _, w := range words[:min(3, len(words))] {
		s := text[w.Start:w.End]
		if utf8.RuneCountInString(s) < 2 || !IsUpper(s) || strings.ToUpper(s) != s {
			break
		}
		n++
	}
	return n == min(3, len(words)) || n == 1 && words[0].End-words[0].Start > 3 && strings.HasPrefix(text[words[0].End:], ":")
}

// whose judges whom a sentence in a script with capitals is about: one that it
// names, or gives a figure of; not somebody that a pronoun stands for ahead of
// any name, and not its writer or its reader. Who is named in a quotation is not
// who speaks.
func (p *Pack) whose(text string, words []Token, quoted []corpus.Span) (fitness float64, fault string) {
	fitness = 1
	subjects, plurals, speakers := p.Set("standalone/subjects"), p.Set("standalone/plurals"), p.Set("standalone/speakers")
	named, anywhere := p.Setting("capitals") == "nouns", false
	for i, w := range words {
		lower, _, _ := strings.Cut(w.Lower, "'")
		capital := IsUpper(text[w.Start:]) && (i > 0 || !p.Set("function")[w.Lower] && !p.Set("standalone/common start")[w.Lower])
		anywhere = anywhere || capital || w.Number
		for len(quoted) > 0 && quoted[0].End <= w.Start {
			quoted = quoted[1:]
		}
		if len(quoted) > 0 && quoted[0].Start < w.Start {
			continue
		}
		switch {
		case subjects[lower] && !named:
			return 0, "a pronoun without its name"
		case plurals[lower] && !named:
			fitness = min(fitness, 0.4)
		case speakers[lower] && i > 0 && w.End-w.Start == 1 && IsUpper(text[w.Start:]) && p.isNameAt(text, words, i-1):
			// "Artemis I", "Elizabeth I"
		case speakers[lower] && text[w.Start:w.End] != "US":
			fitness = min(fitness, 0.45)
		}
		named = named || capital
	}
	if !anywhere && !named {
		fitness = min(fitness, 0.6) // "La asamblea aprobó el texto": which assembly?
	}
	return fitness, ""
}

// isNameAt reports whether a word in a script with capitals is a name, or the end of
// one, wherever it stands.
func (p *Pack) isNameAt(text string, words []Token, i int) bool {
	w := words[i]
	if !IsUpper(text[w.Start:]) || p.Set("function")[w.Lower] || p.Set("standalone/common start")[w.Lower] || p.Set("standalone/aside")[w.Lower] || p.Set("openers/connective")[w.Lower] {
		return false
	}
	_, n := p.Phrases("relative").At(words, i)
	return n == 0 && text[w.End:words[i+1].Start] == " "
}

// Balanced reports whether all quotation marks and brackets of a text that open
// also close.
func (p *Pack) Balanced(text string) bool { return p.marksOf(text).balanced }

// marking is what the quotation marks and brackets of a text tell of it.
type marking struct {
	balanced bool // all that open also close
	first    bool // the text begins with a quotation
	around   bool // and is nothing else
	quoted   []corpus.Span
}

// marksOf pairs the quotation marks and brackets of a text: those of the
// language, and those that are in use everywhere.
func (p *Pack) marksOf(text string) marking {
	pairs := p.pairs()
	var open []string // what would close each that is open
	m := marking{balanced: true}
	quoted, closed := false, -1 // whether the text begins with a quotation, and where that ended
	begun := -1
	for i, r := range text {
		if r < utf8.RuneSelf && r != '"' && r != '(' && r != ')' && r != '[' && r != ']' {
			continue
		}
		if n := len(open); n > 0 && (strings.ContainsRune(open[n-1], r) || r == '"' && strings.ContainsRune(open[n-1], '”')) { // “mixed"
			open = open[:n-1]
			if n == 1 && begun >= 0 {
				m.quoted, begun = append(m.quoted, corpus.Span{Start: begun, End: i}), -1
			}
			if n == 1 && quoted && closed < 0 {
				closed = i + utf8.RuneLen(r)
			}
			continue
		}
		if closers, ok := pairs.open[r]; ok {
			if len(open) == mostOpenMarks {
				return marking{}
			}
			if r != '(' && r != '[' && len(open) == 0 {
				begun, quoted = i, quoted || i == 0
			}
			open = append(open, closers)
		} else if pairs.close[r] {
			return marking{first: quoted}
		}
	}
	m.balanced = len(open) == 0 && !halfSingle(text)
	m.first = quoted
	m.around = quoted && closed >= 0 && strings.Trim(text[closed:], ".,!?。、！？؟।۔ ") == ""
	return m
}

// halfSingle reports whether a text ends or begins a quotation in single marks,
// which may be apostrophes elsewhere, that does not begin or end in it.
func halfSingle(text string) bool {
	for _, end := range []string{".’", ",’", ".'"} {
		if before, ok := strings.CutSuffix(text, end); ok && !strings.ContainsAny(before, "‘'") {
			return true
		}
	}
	return strings.HasPrefix(text, "‘") && !strings.Contains(text, "’ ") && !strings.HasSuffix(text, "’")
}

// quotePairs are the marks that open, with those that close them.
type quotePairs struct {
	open  map[rune]string
	close map[rune]bool
}

// everywhere are marks of any language.
const everywhere = "“” \"\" 「」 『』 《》 () [] （） 【】"

func (p *Pack) pairs() *quotePairs {
	const key = "\x00pairs"
	if found, ok := p.sets.Load(key); ok {
		return found.(*quotePairs)
	}
	q := &quotePairs{open: map[rune]string{}, close: map[rune]bool{}}
	add := func(opening, closing string) {
		o, _ := utf8.DecodeRuneInString(opening)
		c, _ := utf8.DecodeRuneInString(closing)
		if strings.ContainsRune("'‘’‚‹›", o) || strings.ContainsRune("'’‘", c) {
			return // apostrophes and signs of less and more
		}
		if !strings.ContainsRune(q.open[o], c) {
			q.open[o] += string(c)
		}
		q.close[c] = true
	}
	for pair := range strings.FieldsSeq(everywhere) {
		_, size := utf8.DecodeRuneInString(pair)
		add(pair[:size], pair[size:])
	}
	if p == none {
		add("«", "»")
		add("„", "“")
		add("„", "”")
	}
	for opening, closing := range p.Values("quotes") {
		add(opening, closing)
	}
	found, _ := p.sets.LoadOrStore(key, q)
	return found.(*quotePairs)
}
