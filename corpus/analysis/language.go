package analysis

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"

	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// tongue is what the pack of a language says of its words.
type tongue struct {
	pack         *language.Pack
	stop         map[string]bool            // by folded word; nil for none
	stem         func(folded string) string // of a word in lower case, with its accents; nil for none
	decimalComma bool
	elides       bool // l'accord, dell'accordo
	marksMatter  bool // words are told apart by their marks alone, stop words among them: của and cửa
	salt         uint64
}

// snowball holds the stemmers of the Snowball project (Porter 2001,
// snowballstem.org) that a pack may name.
var snowball = map[string]func(*snowballstem.Env) bool{
	"arabic": arabic.Stem, "danish": danish.Stem, "dutch": dutch.Stem, "english": english.Stem, "finnish": finnish.Stem,
	"french": french.Stem, "german": german.Stem, "hungarian": hungarian.Stem, "italian": italian.Stem, "norwegian": norwegian.Stem,
	"portuguese": portuguese.Stem, "romanian": romanian.Stem, "russian": russian.Stem, "spanish": spanish.Stem, "swedish": swedish.Stem,
	"turkish": turkish.Stem,
}

var (
	anyOther = &tongue{pack: language.For(""), stem: prefix(otherPrefix)}
	unspaced = &tongue{pack: language.For("")} // of terms that are pairs of characters, in any language
)

// otherPrefix is how many letters of a word count in a language without a pack:
// most endings are behind them.
const otherPrefix = 6

// tongues are those of the languages that have a pack.
var tongues = sync.OnceValue(func() map[string]*tongue {
	all, salt := map[string]*tongue{}, uint64(1)
	next := func() uint64 { salt++; return salt * 0x9e3779b97f4a7c15 }
	for _, tag := range language.Tags() {
		all[tag] = newTongue(language.For(tag))
		all[tag].salt = next()
	}
	anyOther.salt, unspaced.salt = next(), next()
	return all
})

func newTongue(p *language.Pack) *tongue {
	t := &tongue{pack: p, decimalComma: p.Setting("decimal") == "comma", elides: p.Setting("elision") == "yes", marksMatter: p.Setting("marks") == "matter"}
	if words := p.List("function"); words != nil {
		t.stop = make(map[string]bool, len(words))
		for _, w := range words {
			if t.marksMatter {
				t.stop[caseless(w)] = true
			} else {
				t.stop[fold.Word(bare(w))] = true
			}
		}
	}
	kind, length, _ := strings.Cut(p.Setting("stemmer"), " ")
	switch n, err := strconv.Atoi(length); {
	case kind == "prefix" && err == nil:
		t.stem = prefix(n)
	case kind == "suffixes":
		t.stem = withoutSuffix(p.List("suffixes"))
	case snowball[kind] != nil:
		stem := snowball[kind]
		t.stem = func(w string) string { return stemmed(w, stem) }
	}
	if stem := t.stem; stem != nil && p.Setting("marks") == "foreign" { // "Beyoncé" is stemmed as "Beyonce" is
		t.stem = func(w string) string { return stem(fold.Marks(w)) }
	}
	if respellings := newRespellings(p); t.stem != nil && respellings != nil {
		stem := t.stem
		t.stem = func(w string) string { return stem(respellings.apply(w)) }
	}
	return t
}

// prefix stems a word by cutting it to its first n letters.
func prefix(n int) func(string) string {
	return func(w string) string {
		letters := 0
		for i := range w {
			if letters == n {
				return w[:i]
			}
			letters++
		}
		return w
	}
}

// leastStem is how many letters of a word stay when an ending is taken off.
const leastStem = 2

// withoutSuffix stems a word by taking off the longest of the endings.
func withoutSuffix(endings []string) func(string) string {
	endings = slices.Clone(endings)
	slices.SortFunc(endings, func(a, b string) int { return len(b) - len(a) })
	return func(w string) string {
		for _, e := range endings {
			if rest, ok := strings.CutSuffix(w, e); ok && utf8.RuneCountInString(rest) >= leastStem {
				return rest
			}
		}
		return w
	}
}

// Stem returns what the forms of an English word have in common: "meet" for
// "met", "confirm" for "confirmed". It is the term of a token of the word, if
// that is no number, and no word in every case.
func Stem(word string) string { return fold.Marks(tongues()["en"].stem(caseless(word))) }

// languageOf returns what is known of a BCP 47 language.
func languageOf(tag string) *tongue {
	all := tongues()
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	tag = cmp.Or(tag, "en")
	if l := all[tag]; l != nil {
		return l
	}
	if l := all[strings.ToLower(tag)]; l != nil {
		return l
	}
	return anyOther
}

func stemmed(w string, stem func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(w)
	stem(env)
	return env.Current()
}
