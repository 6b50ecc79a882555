package language

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// enoughToIdentify is how many words of a text are looked at.
const enoughToIdentify = 400

// identifying is the words by which a language is known: those that most of its
// texts and questions hold.
type identifying struct {
	languages map[string][]string // the languages that have a word, sorted
	scripts   map[string][]string // the languages of a script, sorted
}

var known = sync.OnceValue(func() identifying {
	k := identifying{languages: map[string][]string{}, scripts: map[string][]string{}}
	for _, tag := range Tags() {
		p := For(tag)
		k.scripts[p.Setting("script")] = append(k.scripts[p.Setting("script")], tag)
		words := map[string]bool{}
		for _, list := range []string{"function", "questions/person", "questions/place", "questions/time", "questions/reason", "questions/number", "questions/yesno", "questions/other"} {
			for _, entry := range p.List(list) {
				for _, w := range p.Words(strings.ReplaceAll(entry, "*", "")) {
					words[w.Lower] = true
				}
			}
		}
		for w := range words {
			k.languages[w] = append(k.languages[w], tag)
		}
	}
	return k
})

// Identify returns the language that a short text, such as a question, is
// written in: that of its script, where it is the only one, else the one whose
// function words it holds most of. Of those that prefer names one is taken, the
// first of the best, unless another holds two more; "" where none is known.
func Identify(text string, prefer []string) string {
	script := scriptOf(text)
	among := known().scripts[script]
	if script == "hani" && slices.Contains(prefer, "ja") && !slices.Contains(prefer, "zh") {
		return "ja" // a name in Chinese characters alone
	}
	if len(among) == 1 {
		return among[0]
	}
	counts := map[string]int{}
	words := none.Words(text)
	for _, w := range words[:min(len(words), enoughToIdentify)] {
		for _, tag := range known().languages[w.Lower] {
			counts[tag]++
		}
	}
	best := mostOf(among, counts)
	if preferred := mostOf(prefer, counts); slices.Contains(among, preferred) && counts[preferred] >= counts[best]-1 {
		return preferred
	}
	if counts[best] == 0 {
		return ""
	}
	return best
}

// mostOf returns the language that counts most, the first of those that draw; ""
// for none.
func mostOf(tags []string, counts map[string]int) string {
	best := ""
	for _, tag := range tags {
		if best == "" || counts[tag] > counts[best] {
			best = tag
		}
	}
	return best
}

// scriptOf returns the script of most letters of a text, by the names that
// language.txt uses; "" where there are no letters of a known one.
func scriptOf(text string) string {
	counts := map[string]int{}
	for _, r := range text {
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[s.name]++
				break
			}
		}
	}
	if counts["kana"] > 0 && counts["kana"]*5 > counts["hani"] {
		return "kana"
	}
	best := ""
	for _, s := range scripts {
		if counts[s.name] > counts[best] {
			best = s.name
		}
	}
	return best
}

// scripts are those that packs may name, by ISO 15924 code in lower case.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"latn", unicode.Latin}, {"cyrl", unicode.Cyrillic}, {"arab", unicode.Arabic}, {"hang", unicode.Hangul}, {"kana", unicode.Hiragana},
	{"kana", unicode.Katakana}, {"hani", unicode.Han}, {"grek", unicode.Greek}, {"deva", unicode.Devanagari}, {"thai", unicode.Thai},
	{"hebr", unicode.Hebrew},
}
