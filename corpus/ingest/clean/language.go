package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"
	"golang.org/x/text/language"

	pack "sitrep/corpus/language"
)

// Language recognises the language of a body of text by its script and, where
// several languages share it, by its beginning: by its function words where
// those leave no doubt, as in 19 of 20 news articles, else by its trigrams. It returns the
// BCP 47 code, or "" when it is not sure: for texts that are short or mixed, and
// most of those in a language that it does not know.
func Language(body string) string {
	script := Script(body)
	if l, ok := languageOfScript[script]; ok {
		return l
	}
	if script == "" {
		return ""
	}
	text := upTo(body, enoughText)
	half := upTo(text, len(text)/2)
	if l := pack.Evident(half); l != "" && script == "Latn" && l == pack.Evident(text[len(half):]) {
		return l
	}
	found := whatlanggo.Detect(text)
	if found.Confidence < sure || found.Script != tableOf(script) {
		return ""
	}
	if !alike(half, text[len(half):]) {
		one, two := whatlanggo.Detect(half), whatlanggo.Detect(text[len(half):])
		if one.Lang != two.Lang && min(one.Confidence, two.Confidence) >= sure {
			return "" // a text in two languages
		}
	}
	base, _ := language.Make(found.Lang.Iso6391()).Base()
	if l := base.String(); l != "und" && !magnets[l] {
		return l
	}
	return ""
}

const (
	// sure is the confidence from which on one text in a thousand is taken for
	// another language than its own, or fewer.
	sure = 0.6
	// enoughText is how many bytes tell a language; more of them change nothing.
	enoughText = 1500
)

// alike reports whether two pieces of text have their pairs of Latin letters and
// spaces so much in common that they are in one language, which costs a hundredth
// of recognising that of each. Of 1,500 news articles 93 % have halves that are
// alike; of halves of 750 bytes in two languages hardly any, of those in
// Spanish and Romanian at most.
func alike(a, b string) bool {
	const least = 0.78 // cosine
	x, y := pairsOf(a), pairsOf(b)
	var both, ofA, ofB int
	for i := range x {
		both += x[i] * y[i]
		ofA += x[i] * x[i]
		ofB += y[i] * y[i]
	}
	return float64(both)*float64(both) >= least*least*float64(ofA)*float64(ofB) && both > 0
}

// pairsOf counts pairs of neighbouring letters, without regard to case; spaces
// count as one, and letters beyond ASCII share places.
func pairsOf(text string) (counts [1024]int) {
	last := uint32(0)
	for _, r := range text {
		c := uint32(unicode.ToLower(r))
		if c != ' ' && !unicode.IsLetter(r) {
			last = 0
			continue
		}
		if last != 0 {
			counts[(last*31+c)%uint32(len(counts))]++
		}
		last = c
	}
	return counts
}

// magnets are languages that others are taken for, which the identifier does not
// know: Swahili is Hausa to it, Kazakh Turkmen.
var magnets = map[string]bool{"bh": true, "ha": true, "mai": true, "tk": true}

// upTo returns the first n bytes of a text, or a few less, to end a character.
func upTo(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// LanguageOf settles the language of a body that is declared to be in one: the
// declared language, a BCP 47 code or "", unless the text is in another script,
// or surely in a language that is no near relative. Templates are often
// translated by halves, and near relatives are easily taken for one another.
func LanguageOf(body, declared string) string {
	told := Language(body)
	switch {
	case declared == "" || told == declared:
		return told
	case !writtenIn(declared, Script(body)):
		return told
	case told == "" || nearRelatives(told, declared):
		return declared
	}
	return told
}

// writtenIn tells whether texts in a language can be in a script. Where either
// is not known for certain, they can.
func writtenIn(code, script string) bool {
	usual, confidence := language.Make(code).Script()
	if script == "" || confidence < language.High {
		return true // languages such as Serbian have two
	}
	switch usual := usual.String(); usual {
	case "Jpan":
		return script == "Kana" || script == "Hani"
	case "Kore":
		return script == "Hang" || script == "Hani"
	case "Hans", "Hant":
		return script == "Hani"
	default:
		return script == usual
	}
}

// nearRelatives tells whether two languages are near enough that a text in one may be
// taken for the other.
func nearRelatives(a, b string) bool {
	for _, family := range families {
		if family[a] && family[b] {
			return true
		}
	}
	return false
}

// families are groups of languages that look alike in writing. Russian is not
// with Ukrainian and Belarusian, which have letters of their own.
var families = func() (list []map[string]bool) {
	for _, codes := range []string{
		"da fo is nb nn no sv",
		"af fy li nl",
		"bar de gsw lb nds",
		"en sco",
		"an ast ca es ext gl oc pt",
		"br ca fr oc wa",
		"co it fur lij lmo nap pms rm sc scn vec",
		"bs cs csb dsb hr hsb pl sh sk sl sr szl",
		"bg cu mk ru sr",
		"be rue uk",
		"et fi kar vro",
		"lt ltg lv sgs",
		"az crh gag tk tr uz",
		"ba kk ky tt",
		"ban id jv jw min ms su",
		"ceb fil ilo tl war",
		"rn rw",
		"nr ss xh zu",
		"aeb apc ar ary arz",
		"ckb fa ks lrc mzn ps prs",
		"pa pnb sd skr ur",
		"awa bh bho hi kok mai mr ne new sa",
		"as bn",
		"lo th",
		"cdo hak nan wuu yue zh",
		"am ti",
		"he yi",
	} {
		family := map[string]bool{}
		for code := range strings.FieldsSeq(codes) {
			family[code] = true
		}
		list = append(list, family)
	}
	return list
}()

// scripts are those that tell a language, or at least rule out others.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Hang", unicode.Hangul}, {"Kana", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hani", unicode.Han},
	{"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Grek", unicode.Greek}, {"Hebr", unicode.Hebrew}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari},
	{"Beng", unicode.Bengali}, {"Ethi", unicode.Ethiopic}, {"Geor", unicode.Georgian}, {"Armn", unicode.Armenian}, {"Gujr", unicode.Gujarati}, {"Guru", unicode.Gurmukhi},
	{"Khmr", unicode.Khmer}, {"Knda", unicode.Kannada}, {"Laoo", unicode.Lao}, {"Mlym", unicode.Malayalam}, {"Mymr", unicode.Myanmar}, {"Sinh", unicode.Sinhala}, {"Taml", unicode.Tamil}, {"Telu", unicode.Telugu},
}

// languageOfScript gives the language of scripts that news is written in for
// one language alone.
var languageOfScript = map[string]string{
	"Hang": "ko", "Kana": "ja", "Hani": "zh", "Grek": "el", "Hebr": "he", "Thai": "th", "Beng": "bn", "Geor": "ka", "Armn": "hy", "Gujr": "gu", "Guru": "pa",
	"Khmr": "km", "Knda": "kn", "Laoo": "lo", "Mlym": "ml", "Mymr": "my", "Sinh": "si", "Taml": "ta", "Telu": "te",
}

// tableOf returns the letters of a script.
func tableOf(name string) *unicode.RangeTable {
	for _, s := range scripts {
		if s.name == name {
			return s.table
		}
	}
	return nil
}

// Script returns the ISO 15924 code of the script of most letters at the start
// of a text, with "Kana" for Japanese, or "" when there is none.
func Script(text string) string {
	const enough = 600
	counts := make([]int, len(scripts))
	letters := 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r|0x20 < 'a' || r|0x20 > 'z' {
				continue
			}
			counts[0]++
		case !unicode.IsLetter(r):
			continue
		default:
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					counts[i]++
					break
				}
			}
		}
		if letters++; letters >= enough {
			break
		}
	}
	// Japanese has more Han characters than kana, Chinese has no kana.
	if (counts[2]+counts[3])*5 > letters {
		return "Kana"
	}
	for i, s := range scripts {
		if counts[i]*2 > letters {
			return s.name
		}
	}
	return ""
}
