// Package analysis turns text into the terms that are searched for and compared.
//
// Words are found by the Unicode rules (UAX #29), brought to one form whatever
// their case, accents, hyphens, apostrophes and invisible characters (package
// fold), and stemmed by the language of the text. Numbers keep their value:
// 1,000 and 1000 are the same term, 1.5bn is 1.5 and bn. Scripts that are
// written without spaces give a term for every two neighbouring characters, a
// consonant with its vowels being one.
//
// Beside the words there are two more kinds of term. [Analyzer.Concepts] finds
// the curated names of a text (DPRK, Pyongyang), however spelt, as mentions of
// one concept. [Analyzer.Compounds] joins the parts of hyphenated words and of
// names written in syllables, by which Jong-un, Jong Un and Jongun meet even
// where nobody has listed the name.
package analysis

import (
	"strings"

	"sitrep/corpus/alias"
	"sitrep/corpus/language"
)

// version is raised whenever the terms of some text change, so that an index
// made of the old terms is made anew.
const version = "6"

// Analyzer analyses text. It holds nothing but a cache, and is safe for
// concurrent use.
type Analyzer struct {
	set     *alias.Set // nil for none
	aliases *trie
	forms   *cache
	version string
}

// New returns an analyzer that recognises the concepts of a set, which may be
// nil for none.
func New(aliases *alias.Set) *Analyzer {
	a := &Analyzer{set: aliases, aliases: &trie{}, forms: &cache{}, version: version}
	if aliases != nil {
		a.aliases = newTrie(aliases)
		a.version += "-" + aliases.Hash()
	}
	return a
}

// Version identifies the terms that the analyzer gives: analyzers of the same
// version give the same terms and mentions for the same text.
func (a *Analyzer) Version() string { return a.version }

// Tokens returns the words of a text in order. The tag is BCP 47; the empty
// string is English, and a language that is not known is not stemmed.
func (a *Analyzer) Tokens(text, tag string) []language.Token {
	return a.AppendTokens(make([]language.Token, 0, len(text)/5), text, tag)
}

// AppendTokens appends to dst what [Analyzer.Tokens] returns.
func (a *Analyzer) AppendTokens(dst []language.Token, text, tag string) []language.Token {
	l := languageOf(tag)
	s := segmenter{text: text, elides: l.elides, korean: a.korean}
	for s.next() {
		f := a.form(l, s.text[s.start:s.end], s.bigram)
		if f.term == "" {
			continue
		}
		dst = append(dst, f.token(s.start, s.end, s.bigram && s.ending))
	}
	return dst
}

// Mention is a run of tokens that names a concept.
type Mention struct {
	Name        string // of the concept
	First, Last int    // indexes of its first and last token
}

// korean returns how many bytes of a word in Hangul are without the particles and
// endings of verbs that Korean writes on to it, and whether the word is too
// common to search for.
func (a *Analyzer) korean(word string) (stem int, stop bool) {
	f := a.form(languageOf("ko"), word, false)
	if f.stop {
		return len(word), true
	}
	if strings.HasPrefix(word, f.term) && f.term != "" {
		return len(f.term), false
	}
	return len(word), false
}

// Concepts returns the mentions of concepts in a text, given its tokens: the
// longest match at each place, from left to right.
func (a *Analyzer) Concepts(text string, tokens []language.Token) []Mention {
	var found []Mention
	for i := 0; i < len(tokens); i++ {
		concept, last := a.aliases.match(text, tokens, i)
		if last < 0 {
			continue
		}
		if name := a.aliases.names[concept]; name != "" {
			found = append(found, Mention{name, i, last})
		}
		i = last
	}
	return found
}

// Topic returns the concept that a text, as a whole, is a name of. Here "un" is
// the United Nations, which within a text it is only in capitals.
func (a *Analyzer) Topic(text string) (name string, ok bool) {
	if a.set == nil {
		return "", false
	}
	c, ok := a.set.Lookup(text)
	return c.Name, ok
}

// Compounds returns a token for each two neighbours of a text that may as well
// be written as one word: the parts of a hyphenated word (Jong-un, co-operate,
// F-35) and capitalised syllables (Jong Un). Its term is that of the joined
// word; it spans both. The tokens are those of the text in the same language.
func (a *Analyzer) Compounds(text, tag string, tokens []language.Token) []language.Token {
	var found []language.Token
	var l *tongue
	for i := 1; i < len(tokens); i++ {
		first, second := tokens[i-1], tokens[i]
		if !mayJoin(text, first, second) {
			continue
		}
		if l == nil {
			l = languageOf(tag)
		}
		var joined [2 * maxWord]byte
		w := append(append(joined[:0], text[first.Start:first.End]...), text[second.Start:second.End]...)
		if f := a.form(l, string(w), false); f.term != "" {
			t := f.token(first.Start, second.End, false)
			t.Stop = false
			found = append(found, t)
		}
	}
	return found
}

// mayJoin reports whether two neighbouring tokens may be parts of one word.
func mayJoin(text string, first, second language.Token) bool {
	gap := second.Start - first.End
	if gap < 1 || gap > 3 || first.End-first.Start > maxWord || second.End-second.Start > maxWord {
		return false
	}
	a, b := text[first.Start:first.End], text[second.Start:second.End]
	if gap == 1 && text[first.End] == ' ' {
		return !first.Stop && isSyllable(a) && isSyllable(b)
	}
	if !isHyphen(text[first.End:second.Start]) || startsWithDigit(a) {
		return false
	}
	return !second.Stop && !first.Stop || isCapital(a[0])
}

func isHyphen(s string) bool {
	switch s {
	case "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2212", "\ufe63", "\uff0d":
		return true
	}
	return false
}

func startsWithDigit(s string) bool { return s[0] >= '0' && s[0] <= '9' }
func isCapital(b byte) bool         { return b >= 'A' && b <= 'Z' }

// isSyllable reports whether a word is a capitalised syllable, as names in
// Korean and Chinese are written in: a capital, then small letters, and one
// group of vowels.
func isSyllable(s string) bool {
	if len(s) < 2 || len(s) > 6 || !isCapital(s[0]) {
		return false
	}
	groups, inside := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' || i > 0 && isCapital(s[i]) {
			return false
		}
		vowel := strings.IndexByte("aeiouy", c) >= 0
		if vowel && !inside {
			groups++
		}
		inside = vowel
	}
	return groups == 1
}
