package analysis

import (
	"strings"

	"sitrep/corpus/language"
)

// leastSpelt is how many bytes a word has at the least for a part of it to be
// respelt, and what stands before an ending.
const (
	leastSpelt  = 5
	leastBefore = 3
)

// respellings bring spellings and irregular forms of a language together before
// its words are stemmed, so that labour and labor, organise and organize, met
// and meet have one stem. They need to be consistent rather than right: a word
// that is respelt wrongly is respelt in questions too.
type respellings struct {
	words, irregular map[string]string
	beginnings       map[string][][2]string // by their first two bytes
	endings          map[string]string
	consonantEndings map[string]string
	kept             []string
	longest          int // ending, in bytes
}

// newRespellings returns nil where the pack has none.
func newRespellings(p *language.Pack) *respellings {
	r := &respellings{
		words: p.Values("spelling/word"), irregular: p.Values("irregular"), beginnings: map[string][][2]string{},
		endings: p.Values("spelling/ending"), consonantEndings: p.Values("spelling/consonant ending"), kept: p.List("spelling/kept"),
	}
	for _, from := range p.List("spelling/beginning") {
		r.beginnings[from[:2]] = append(r.beginnings[from[:2]], [2]string{from, p.Values("spelling/beginning")[from]})
	}
	for _, endings := range []map[string]string{r.endings, r.consonantEndings} {
		for from := range endings {
			r.longest = max(r.longest, len(from))
		}
	}
	if len(r.words)+len(r.irregular)+len(r.beginnings)+r.longest == 0 {
		return nil
	}
	return r
}

// apply returns a word in lower case as it is stemmed.
func (r *respellings) apply(w string) string {
	w = r.respell(w)
	if base, ok := r.irregular[w]; ok {
		return base
	}
	return w
}

func (r *respellings) respell(w string) string {
	if other, ok := r.words[w]; ok {
		return other
	}
	if len(w) < leastSpelt {
		return w
	}
	for _, b := range r.beginnings[w[:2]] {
		if strings.HasPrefix(w, b[0]) {
			return b[1] + w[len(b[0]):]
		}
	}
	for n := min(r.longest, len(w)-leastBefore); n > 0; n-- {
		before, end := w[:len(w)-n], w[len(w)-n:]
		if other, ok := r.endings[end]; ok {
			return before + other
		}
		if other, ok := r.consonantEndings[end]; ok && !isVowel(before[len(before)-1]) && !r.keeps(before) {
			return before + other
		}
	}
	return w
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// keeps reports whether what stands before an ending has it in every spelling.
func (r *respellings) keeps(before string) bool {
	for _, k := range r.kept {
		if end, open := strings.CutPrefix(k, "*"); before == end || open && strings.HasSuffix(before, end) {
			return true
		}
	}
	return false
}
