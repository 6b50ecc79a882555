package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"sitrep/corpus/analysis/fold"
)

// segmenter finds the words of a text by UAX #29. It decides the plain cases,
// runs of ASCII letters and digits with a clear end, by itself, which is most
// of English and several times as fast; uax29 decides the others.
//
// Words are then cut further where readers see several: at dots and underscores
// (end.Next), before units (1.5bn), and after elided articles (l'accord).
type segmenter struct {
	text   string
	elides bool // the language writes articles with an apostrophe
	korean func(word string) (stem int, stop bool)

	pos        int // everything before has been looked at
	start, end int // the current word
	bigram     bool
	ending     bool // the word is two characters that reach into an ending

	parts   [][2]int // words that the last one was cut into
	given   int      // how many of parts have been
	run     int      // end of the run of characters that is being given as bigrams
	stem    int      // where in that run the ending begins that Korean writes on to its words
	chunk   int      // end of the run without ASCII spaces that uax29 works on
	unicode *words.Iterator[string]
}

// next moves to the next word, and reports whether there is one.
func (s *segmenter) next() bool {
	for {
		switch {
		case s.given < len(s.parts):
			s.start, s.end = s.parts[s.given][0], s.parts[s.given][1]
			s.given, s.bigram = s.given+1, false
			return true
		case s.pos < s.run:
			return s.nextBigram()
		case s.pos >= len(s.text):
			return false
		}
		c := s.text[s.pos]
		if c < utf8.RuneSelf {
			if !isWordByte[c] && c != '_' { // an underscore begins words, by the rules
				s.pos++
				continue
			}
			if c != '_' && s.plainWord() {
				return true
			}
		} else if s.skip() {
			continue
		}
		s.unicodeWord()
	}
}

var isWordByte = func() (t [256]bool) {
	for c := range t {
		t[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return t
}()

// plainWord takes the word at pos where it is one of ASCII letters and digits,
// with an apostrophe-s perhaps, and nothing after it could belong to it.
func (s *segmenter) plainWord() bool {
	text, end := s.text, s.pos+1
	for end < len(text) && isWordByte[text[end]] {
		end++
	}
	after := end
	if !s.endsAt(end) {
		after += apostropheS(text[end:])
		if last := text[end-1]; after == end || !s.endsAt(after) || '0' <= last && last <= '9' {
			return false // "1990's" is two words by the rules
		}
	}
	s.start, s.end, s.bigram = s.pos, end, false
	s.pos = after
	if startsWithDigit(text[s.start:]) {
		s.parts, s.given = s.parts[:0], 1
		s.add(s.start, text[s.start:end])
		s.end = s.parts[0][1]
	}
	return true
}

// endsAt reports whether a word of ASCII letters and digits surely ends at i.
func (s *segmenter) endsAt(i int) bool {
	if i >= len(s.text) {
		return true
	}
	switch c := s.text[i]; c {
	case '\'', '.', ':', ',', ';':
		return i+1 == len(s.text) || s.text[i+1] < utf8.RuneSelf && !isWordByte[s.text[i+1]]
	case '_':
		return false
	default:
		return c < utf8.RuneSelf && !isWordByte[c]
	}
}

// apostropheS returns the length of the apostrophe-s that s begins with.
func apostropheS(s string) int {
	n := 0
	switch {
	case strings.HasPrefix(s, "'"):
		n = 1
	case strings.HasPrefix(s, "’"):
		n = len("’")
	}
	if n > 0 && len(s) > n && s[n]|0x20 == 's' {
		return n + 1
	}
	return 0
}

// skip passes over punctuation outside ASCII, and begins a run of bigrams. It
// reports whether it did either.
func (s *segmenter) skip() bool {
	r, size := utf8.DecodeRuneInString(s.text[s.pos:])
	if r >= 0x2000 && r <= 0x206f && r != 0x203f && r != 0x2040 {
		s.pos += size
		return true
	}
	if !isUnspaced(r) {
		return false
	}
	s.run = s.pos
	hangul := true
	for s.run < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.run:])
		if !isUnspaced(r) && !fold.Invisible(r) {
			break
		}
		hangul = hangul && unicode.Is(unicode.Hangul, r)
		s.run += size
	}
	s.stem = s.run
	if hangul && s.korean != nil && s.run-s.pos <= maxWord {
		stem, stop := s.korean(s.text[s.pos:s.run])
		if s.stem = s.pos + stem; stop {
			s.stem = s.pos
		}
	}
	return true
}

// isUnspaced reports whether a character is of a script whose words are found
// by pairs of characters.
func isUnspaced(r rune) bool {
	switch {
	case r < 0xe00:
		return false
	case r == 'ー', 0x3005 <= r && r <= 0x3007, 0xff66 <= r && r <= 0xffdc && r != 0xffa0:
		return true
	case r >= 0x2000 && r < 0x2e80:
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// nextBigram gives two neighbouring characters of the run, or its only one.
func (s *segmenter) nextBigram() bool {
	_, first := s.visible(s.pos)
	second, end := s.visible(first)
	s.start, s.end, s.bigram = s.pos, end, true
	s.ending = end > s.stem
	s.pos = second
	if _, more := s.visible(second); more >= s.run {
		s.pos = s.run // the last character has had its pair
	}
	return true
}

// visible returns the start and end of the first visible character of the run
// at or after i, or the end of the run twice. In a script that writes vowels around
// a consonant, a character is the consonant with all of them.
func (s *segmenter) visible(i int) (start, end int) {
	for i < s.run {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if !fold.Invisible(r) {
			end = i + size
			for joins := joinsNext(r); end < s.run; end += size {
				r, size = utf8.DecodeRuneInString(s.text[end:])
				if !joins && !joinsLast(r) {
					break
				}
				joins = joinsNext(r)
			}
			return i, end
		}
		i += size
	}
	return s.run, s.run
}

// joinsNext reports whether a character is written with the one after it: a vowel
// before its consonant, or a sign that stacks two consonants.
func joinsNext(r rune) bool {
	return r >= 0xe00 && r < 0x2000 && (unicode.Is(unicode.Logical_Order_Exception, r) || r == 0x17d2 || r == 0x1039)
}

// joinsLast reports whether a character is written with the one before it: a vowel or
// a mark.
func joinsLast(r rune) bool {
	return r >= 0xe00 && r < 0x2000 && (unicode.IsMark(r) || strings.ContainsRune("ะาำๅๆະາຳໆ", r))
}

// unicodeWord takes the word at pos by the rules of UAX #29, and puts the parts
// that it is cut into on parts.
func (s *segmenter) unicodeWord() {
	if s.chunk <= s.pos {
		n := strings.IndexAny(s.text[s.pos:], " \n\t\r")
		if n < 0 {
			n = len(s.text) - s.pos
		}
		s.chunk = s.pos + max(n, 1)
	}
	if s.unicode == nil {
		s.unicode = words.FromString("")
	}
	start := s.pos
	for {
		s.unicode.SetText(s.text[s.pos:s.chunk])
		s.unicode.Next()
		s.pos += s.unicode.End()
		// A zero-width space ends a word by the rules, but nobody sees it.
		after := s.pos
		for strings.HasPrefix(s.text[after:s.chunk], zeroWidthSpace) {
			after += len(zeroWidthSpace)
		}
		r, _ := utf8.DecodeRuneInString(s.text[after:s.chunk])
		if after == s.pos || !unicode.IsLetter(r) && !unicode.IsDigit(r) || isUnspaced(r) {
			break
		}
		s.pos = after
	}
	s.parts, s.given = s.parts[:0], 0
	s.cut(start, s.pos)
}

const zeroWidthSpace = "\u200b"

// cut puts the parts of a word on parts.
func (s *segmenter) cut(start, end int) {
	for i, r := range s.text[start:end] {
		if isUnspaced(r) {
			// The rules keep Hangul and Latin letters together.
			s.pos = start + i
			end = s.pos
			break
		}
	}
	w := strings.TrimRightFunc(s.text[start:end], fold.Invisible)
	if n := apostrophe(w); n >= 0 && n+apostropheS(w[n:]) == len(w) {
		w = w[:n]
	}
	if isAcronym(w) {
		s.add(start, w)
		return
	}
	if n := numberLength(w); n > 0 && isNumber(w[:n]) && (n == len(w) || isOrdinal(w[n:]) || isUnit(w[n:])) {
		s.add(start, w)
		return
	}
	for i := 0; i < len(w); {
		n := strings.IndexFunc(w[i:], s.cutsAt)
		if n < 0 {
			n = len(w) - i
		}
		s.add(start+i, w[i:i+n])
		i += n
		_, size := utf8.DecodeRuneInString(w[i:])
		i += size
	}
}

// add puts a word that begins at start on parts; a number and its unit are two.
func (s *segmenter) add(start int, w string) {
	if n := numberLength(w); n > 0 && n < len(w) && isUnit(w[n:]) {
		s.parts = append(s.parts, [2]int{start, start + n})
		start, w = start+n, w[n:]
	}
	if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		s.parts = append(s.parts, [2]int{start, start + len(w)})
	}
}

// cutsAt reports whether words are cut at a character: at all but letters,
// marks, digits and apostrophes. UAX #29 has full stops, colons and underscores
// within words, for the sake of domain names.
func (s *segmenter) cutsAt(r rune) bool {
	switch r {
	case '\'', '’', '‘', '\uff07':
		return s.elides
	case utf8.RuneError:
		return true
	}
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && !fold.Invisible(r)
}

// apostrophe returns the place of the last apostrophe in a word, or -1.
func apostrophe(w string) int {
	return max(strings.LastIndex(w, "'"), strings.LastIndex(w, "’"))
}

// isAcronym reports whether a word is single letters with full stops between
// them: U.S, D.P.R.K.
func isAcronym(w string) bool {
	letters, dots := 0, 0
	for _, r := range w {
		switch {
		case unicode.IsLetter(r) && letters == dots:
			letters++
		case r == '.' && letters == dots+1:
			dots++
		case unicode.Is(unicode.Mn, r), fold.Invisible(r):
		default:
			return false
		}
	}
	return dots > 0
}
