package analysis

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"

	"sitrep/corpus/analysis/fold"
)

// tongue is what is known of a language.
type tongue struct {
	stop         map[string]bool            // by folded word; nil for none
	stem         func(folded string) string // of a word in lower case, with its accents; nil for none
	decimalComma bool
	elides       bool // l'accord, dell'accordo
	salt         uint64
}

// The stemmers are those of the Snowball project (Porter 2001,
// snowballstem.org); the English one is Porter2, after American
// spelling and irregular forms.
var tongues = map[string]*tongue{
	"en": {stop: stopWords(englishStops), stem: func(w string) string { return stemmed(regular(american(w)), english.Stem) }},
	"de": {stop: stopWords(germanStops), stem: snowball(german.Stem), decimalComma: true},
	"fr": {stop: stopWords(frenchStops), stem: snowball(french.Stem), decimalComma: true, elides: true},
	"es": {stop: stopWords(spanishStops), stem: snowball(spanish.Stem), decimalComma: true},
	"it": {stop: stopWords(italianStops), stem: snowball(italian.Stem), decimalComma: true, elides: true},
	"pt": {stop: stopWords(portugueseStops), stem: snowball(portuguese.Stem), decimalComma: true},
	"nl": {stop: stopWords(dutchStops), stem: snowball(dutch.Stem), decimalComma: true},
	"ru": {stop: stopWords(russianStops), stem: snowball(russian.Stem), decimalComma: true},
	"ar": {stop: stopWords(arabicStops), stem: snowball(arabic.Stem)},
}

var (
	anyOther = &tongue{}
	unspaced = &tongue{} // of terms that are pairs of characters, in any language
)

func init() {
	salt := uint64(1)
	for _, code := range []string{"en", "de", "fr", "es", "it", "pt", "nl", "ru", "ar"} {
		tongues[code].salt = salt * 0x9e3779b97f4a7c15
		salt++
	}
	anyOther.salt, unspaced.salt = salt*0x9e3779b97f4a7c15, (salt+1)*0x9e3779b97f4a7c15
}

// Stem returns what the forms of an English word have in common: "meet" for
// "met", "confirm" for "confirmed". It is the term of a [Token] of the word, if
// that is no number, and no word in every case.
func Stem(word string) string { return fold.Marks(tongues["en"].stem(caseless(word))) }

// languageOf returns what is known of a BCP 47 language.
func languageOf(tag string) *tongue {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	if tag == "" {
		tag = "en"
	}
	if l := tongues[tag]; l != nil {
		return l
	}
	if l := tongues[strings.ToLower(tag)]; l != nil {
		return l
	}
	return anyOther
}

func snowball(stem func(*snowballstem.Env) bool) func(string) string {
	return func(w string) string { return stemmed(w, stem) }
}

func stemmed(w string, stem func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(w)
	stem(env)
	return env.Current()
}

// stopWords makes a set of words, folded as they are looked up.
func stopWords(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[fold.Word(bare(w))] = true
	}
	return set
}
