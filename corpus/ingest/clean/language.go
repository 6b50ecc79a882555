package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// Language recognises the language of a body of text by its script and, in the
// Latin and Cyrillic scripts, by its commonest words. It returns the BCP 47
// code, or "" when it is not sure: for texts of fewer than thirty words,
// mixed ones, and languages that it does not know.
func Language(body string) string {
	script := Script(body)
	if l, ok := languageOfScript[script]; ok {
		return l
	}
	if script != "Latn" && script != "Cyrl" {
		return ""
	}
	counts := make([]int, len(commonWords))
	words := 0
	for rest := body; rest != "" && words < enoughWords; {
		word, after := nextWord(rest)
		rest = after
		if word == "" {
			break
		}
		words++
		if len(word) > longestCommon {
			continue
		}
		for _, i := range languagesWith[strings.ToLower(word)] {
			counts[i]++
		}
	}
	best, second := -1, 0
	for i, n := range counts {
		switch {
		case best < 0 || n > counts[best]:
			if best >= 0 {
				second = counts[best]
			}
			best = i
		case n > second:
			second = n
		}
	}
	// In running text one word in three to five is among the commonest; half
	// of them and more are shared only between close relatives.
	if words < fewestInText || counts[best]*8 < words || second*3 > counts[best]*2 {
		return ""
	}
	return commonWords[best].language
}

const (
	enoughWords   = 400
	fewestInText  = 30
	longestCommon = 8 // bytes
)

func nextWord(s string) (word, rest string) {
	start := -1
	for i, r := range s {
		letter := unicode.IsLetter(r)
		if start < 0 && letter {
			start = i
		}
		if start >= 0 && !letter {
			return s[start:i], s[i:]
		}
	}
	if start < 0 {
		return "", ""
	}
	return s[start:], ""
}

// commonWords are the commonest words of languages that share a script, without
// those that are as common in another of them.
var commonWords = func() []common {
	var out []common
	for _, tag := range []string{"en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "id", "tr", "ru", "uk"} { // of those that draw, the first is taken
		words := language.For(tag).List("common")
		if words == nil {
			words = all.List("common/" + tag)
		}
		out = append(out, common{tag, words})
	}
	return out
}()

type common struct {
	language string
	words    []string
}

// languagesWith lists the languages, by index, that have a word among their
// commonest.
var languagesWith = func() map[string][]int {
	m := map[string][]int{}
	for i, c := range commonWords {
		for _, w := range c.words {
			m[w] = append(m[w], i)
		}
	}
	return m
}()

// scripts are those that tell a language, or at least rule out others.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Hang", unicode.Hangul}, {"Kana", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hani", unicode.Han},
	{"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Grek", unicode.Greek}, {"Hebr", unicode.Hebrew}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari},
}

// languageOfScript gives the language of scripts that news is written in for
// one language alone.
var languageOfScript = map[string]string{"Hang": "ko", "Kana": "ja", "Hani": "zh", "Grek": "el", "Hebr": "he", "Thai": "th"}

// Script returns the ISO 15924 code of the script of most letters at the start
// of a text, with "Kana" for Japanese, or "" when there is none.
func Script(text string) string {
	const enough = 600
	var counts [16]int
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
