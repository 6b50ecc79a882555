package analysis

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// maxWord bounds a term in bytes; what is longer is no word, and is cut.
const maxWord = 64

// form is what a word as written comes to.
type form struct {
	raw    [maxCached]byte // as written, where it is cached: here, so that to compare it needs no other memory
	size   int8            // of raw
	number bool            // begins with a digit
	stop   bool
	alias  int32 // in the vocabulary of the aliases, 0 for none
	tongue *tongue
	lower  string
	term   string
}

// token returns a token of the form.
func (f *form) token(start, end int, stop bool) language.Token {
	return language.Token{Start: start, End: end, Lower: f.lower, Term: f.term, Number: f.number, Stop: f.stop || stop, Alias: f.alias}
}

// cache remembers the forms of words. A word may stand in either of two neighbouring
// slots, given by its hash. A new one takes the first, and moves what stood there to the
// other. The cache is bounded, needs no locks, and is quick, since most words of a text
// are few. It holds at most about 10 MB.
type cache struct {
	slots [1 << 16]atomic.Pointer[form]
}

const maxCached = 32 // bytes of a word that is worth remembering

var seed = maphash.MakeSeed() // decides only which words share a slot

// form returns the form of a word in a language.
func (a *Analyzer) form(l *tongue, raw string, bigram bool) *form {
	if bigram {
		l = unspaced
	}
	if len(raw) > maxCached {
		return a.newForm(l, raw)
	}
	at := (maphash.String(seed, raw) ^ l.salt) % uint64(len(a.forms.slots))
	first, second := &a.forms.slots[at], &a.forms.slots[at^1]
	f := first.Load()
	if f.is(l, raw) {
		return f
	}
	if g := second.Load(); g.is(l, raw) {
		return g
	}
	if f != nil {
		second.Store(f)
	}
	f = a.newForm(l, strings.Clone(raw))
	f.size = int8(copy(f.raw[:], raw))
	first.Store(f)
	return f
}

// is reports whether it is the form of a word of a language; nil is of none.
func (f *form) is(l *tongue, raw string) bool {
	return f != nil && f.tongue == l && string(f.raw[:f.size]) == raw
}

func (a *Analyzer) newForm(l *tongue, raw string) *form {
	first, _ := utf8.DecodeRuneInString(raw)
	f := &form{tongue: l, lower: l.pack.Lower(raw), number: unicode.IsDigit(first)}
	if startsWithDigit(raw) {
		if n := numberLength(raw); n == len(raw) || isOrdinal(raw[n:]) {
			value, ok := number(raw[:n], l.decimalComma)
			if !ok {
				value, ok = number(raw[:n], !l.decimalComma)
			}
			if ok {
				f.term = clip(value)
				f.alias = a.aliases.vocabulary[f.term]
				return f
			}
		}
	}
	cased := caseless(raw)
	folded := fold.Marks(cased)
	f.alias = a.aliases.vocabulary[folded]
	f.stop = l.stop[folded]
	if l.marksMatter {
		f.stop = l.stop[cased]
	}
	f.term = folded
	if l.stem != nil && !strings.ContainsAny(cased, "0123456789") {
		if stem := fold.Marks(l.stem(cased)); stem != "" {
			f.term = stem
		}
	}
	return f
}

// caseless returns a word without case, with its accents and nothing but what
// makes up a word.
func caseless(raw string) string { return strings.Map(onlyWord, fold.Case(clip(bare(raw)))) }

// onlyWord drops what is no part of a word: some letters are composed of a
// letter and a space (ͺ).
func onlyWord(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '⁄' {
		return r
	}
	return -1
}

// bare returns a word without the full stops of an acronym and without
// apostrophes: U.S is US, O'Brien is OBrien.
func bare(w string) string {
	if strings.ContainsAny(w, ".'’‘\uff07") {
		w = withoutMarks.Replace(w)
	}
	return w
}

var withoutMarks = strings.NewReplacer(".", "", "'", "", "’", "", "‘", "", "\uff07", "")

// clip cuts a word to maxWord bytes, between characters.
func clip(w string) string {
	if len(w) <= maxWord {
		return w
	}
	n := maxWord
	for n > 0 && !utf8.RuneStart(w[n]) {
		n--
	}
	return w[:n]
}
