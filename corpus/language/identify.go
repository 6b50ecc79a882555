package language

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
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

// Evident returns the language of a piece of running text where its function
// words leave no doubt of it, and "" where they do: where they are fewer than
// three in ten words, or another language of the script has half as many. Of
// 12,965 pieces in 530 languages, one in 200 of which are near to a language that
// has a pack, none was taken for another.
func Evident(text string) string {
	const leastWords, leastShare, mostOfOther = 40, 0.3, 0.5
	e := evident()
	counts := make([]int, len(e.tags))
	words := 0
	eachWord(text, func(word []byte) {
		words++
		for _, l := range e.words[string(word)] {
			counts[l]++
		}
	})
	best, most, second := 0, 0, 0
	for l, n := range counts {
		if n > most {
			best, most, second = l, n, most
		} else {
			second = max(second, n)
		}
	}
	if words < leastWords || float64(most) < leastShare*float64(words) || float64(second) > mostOfOther*float64(most) {
		return ""
	}
	return e.tags[best]
}

// evidence is the function words of the languages in Latin script, and of near
// ones without a pack under the tag "".
type evidence struct {
	tags  []string
	words map[string][]int // the indexes of the languages that have a word
}

var evident = sync.OnceValue(func() evidence {
	e := evidence{words: map[string][]int{}}
	add := func(tag string, words []string) {
		for _, w := range words {
			e.words[w] = append(e.words[w], len(e.tags))
		}
		e.tags = append(e.tags, tag)
	}
	for _, tag := range Tags() {
		if p := For(tag); p.Setting("script") == "latn" {
			add(tag, p.List("function"))
		}
	}
	add("", loaded()[unassigned].List("function/near"))
	return e
})

// eachWord calls yield with the runs of letters of a text, in lower case; with the
// beginnings of those that no function word is as long as.
func eachWord(text string, yield func(word []byte)) {
	var buf [32]byte
	word := buf[:0]
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z':
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r >= utf8.RuneSelf && unicode.IsLetter(r):
			r = unicode.ToLower(r)
		default:
			if len(word) > 0 {
				yield(word)
			}
			word = buf[:0]
			continue
		}
		if len(word)+utf8.UTFMax <= len(buf) {
			word = utf8.AppendRune(word, r)
		}
	}
	if len(word) > 0 {
		yield(word)
	}
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
