package analysis

import (
	"strings"
	"unicode"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// trie holds the aliases as runs of folded words, for the longest match at a
// token.
type trie struct {
	names      []string         // of the concepts by number; "" for the phrases that mean none
	vocabulary map[string]int32 // number of every word of an alias, from 1
	next       map[uint64]int32 // node<<32 + word: node; the root is 0
	ends       []ending         // by node
}

// ending is what the run of words that leads to a node names.
type ending struct {
	concept int // number of a concept plus one; 0 for none
	exact   []exactEnding
}

// exactEnding names a concept where the words are written as given.
type exactEnding struct {
	concept int
	words   []string // bare, in their case
}

// longestAlias bounds the words of an alias; longer ones are not looked for.
const longestAlias = 16

func newTrie(set *alias.Set) *trie {
	t := &trie{vocabulary: map[string]int32{}, next: map[uint64]int32{}, ends: make([]ending, 1)}
	exact := func(concept int, phrase string) {
		words := aliasWords(phrase)
		e := exactEnding{concept: concept}
		for _, w := range words {
			e.words = append(e.words, bare(phrase[w.start:w.end]))
		}
		if node := t.insert(words); node > 0 {
			t.ends[node].exact = append(t.ends[node].exact, e)
		}
	}
	anyCase := func(concept int, words []aliasWord) {
		if node := t.insert(words); node > 0 && t.ends[node].concept == 0 {
			t.ends[node].concept = concept + 1
		}
	}
	concepts := set.Concepts()
	for i, c := range concepts {
		t.names = append(t.names, c.Name)
		for j, a := range c.Aliases {
			if c.Exact(j) {
				exact(i, a)
			} else {
				anyCase(i, aliasWords(a))
			}
		}
	}
	t.names = append(t.names, "")
	for _, phrase := range set.Exceptions() {
		if words := aliasWords(phrase); len(words) == 1 {
			exact(len(concepts), phrase)
		} else {
			anyCase(len(concepts), words)
		}
	}
	// The ways to write a name as fewer words come after all the names that
	// somebody listed.
	for i, c := range concepts {
		for j, a := range c.Aliases {
			if !c.Exact(j) {
				for _, words := range joinedForms(a, aliasWords(a)) {
					anyCase(i, words)
				}
			}
		}
	}
	return t
}

type aliasWord struct {
	folded     string
	start, end int
}

// aliasWords cuts an alias into the words that it has in a text.
func aliasWords(phrase string) []aliasWord {
	var out []aliasWord
	s := segmenter{text: phrase}
	for s.next() {
		raw := phrase[s.start:s.end]
		folded := fold.Marks(caseless(raw))
		if n := numberLength(raw); startsWithDigit(raw) && (n == len(raw) || isOrdinal(raw[n:])) {
			if value, ok := number(raw[:n], false); ok {
				folded = value
			}
		}
		if folded != "" {
			out = append(out, aliasWord{folded, s.start, s.end})
		}
	}
	return out
}

// joinedForms returns other ways to write a name of several words: as one
// (#NorthKorea), and with two neighbouring syllables as one (Kim Jongun).
func joinedForms(phrase string, words []aliasWord) [][]aliasWord {
	var out [][]aliasWord
	if len(words) < 2 || words[1].start < words[0].end { // bigrams are joined already
		return nil
	}
	if len(words) <= 3 {
		all := aliasWord{start: words[0].start, end: words[len(words)-1].end}
		for _, w := range words {
			all.folded += w.folded
		}
		out = append(out, []aliasWord{all})
	}
	for i := 1; i < len(words) && len(words) > 2; i++ {
		a, b := words[i-1], words[i]
		if isSyllable(phrase[a.start:a.end]) && isSyllable(phrase[b.start:b.end]) {
			form := append([]aliasWord{}, words[:i-1]...)
			form = append(form, aliasWord{a.folded + b.folded, a.start, b.end})
			out = append(out, append(form, words[i+1:]...))
		}
	}
	return out
}

// insert returns the node of a run of words, or 0 where it has none or too many.
func (t *trie) insert(words []aliasWord) int32 {
	if len(words) > longestAlias {
		return 0
	}
	node := int32(0)
	for _, w := range words {
		number := t.vocabulary[w.folded]
		if number == 0 {
			number = int32(len(t.vocabulary) + 1)
			t.vocabulary[w.folded] = number
		}
		key := uint64(node)<<32 | uint64(number)
		to, ok := t.next[key]
		if !ok {
			to = int32(len(t.ends))
			t.next[key] = to
			t.ends = append(t.ends, ending{})
		}
		node = to
	}
	return node
}

// match returns the concept that the longest run of tokens from i on names, and
// the last token of the run; -1 where there is none.
func (t *trie) match(text string, tokens []language.Token, i int) (concept, last int) {
	last = -1
	node, ok := int32(0), true
	for j := i; j < len(tokens) && tokens[j].Alias > 0; j++ {
		if j > i && !adjoin(text, tokens[j-1], tokens[j]) {
			break
		}
		if node, ok = t.next[uint64(node)<<32|uint64(tokens[j].Alias)]; !ok {
			break
		}
		if c := t.ends[node].named(text, tokens, i, j); c > 0 {
			concept, last = c-1, j
		}
	}
	return concept, last
}

// named returns the number plus one of the concept that tokens i to j name, by
// which the node was reached; 0 for none.
func (e *ending) named(text string, tokens []language.Token, i, j int) int {
	for _, x := range e.exact {
		if len(x.words) != j-i+1 {
			continue
		}
		same := true
		for k, w := range x.words {
			same = same && bare(text[tokens[i+k].Start:tokens[i+k].End]) == w
		}
		if same && (i < j || !tokens[i].Stop || !isShouted(text, tokens, i)) {
			return x.concept + 1
		}
	}
	return e.concept
}

// isShouted reports whether a token stands among capitals only, so that WHO may
// well be the pronoun: there are other words near, and none has a small letter.
func isShouted(text string, tokens []language.Token, i int) bool {
	const near = 4
	words := false
	for k := max(0, i-near); k < min(len(tokens), i+near+1); k++ {
		if k == i {
			continue
		}
		w := text[tokens[k].Start:tokens[k].End]
		if strings.ContainsFunc(w, unicode.IsLower) {
			return false
		}
		words = words || len(w) > 3 && strings.ContainsFunc(w, unicode.IsUpper)
	}
	return words
}

// adjoin reports whether two tokens may belong to one name: nothing that ends a
// sentence, a clause or a paragraph stands between them.
func adjoin(text string, a, b language.Token) bool {
	if b.Start < a.End {
		return true // bigrams
	}
	if b.Start == a.End+1 && text[a.End] == ' ' {
		return true
	}
	gap := text[a.End:b.Start]
	if len(gap) > 16 {
		return false
	}
	gap = gap[apostropheS(gap):]
	lines := 0
	for _, r := range gap {
		switch {
		case r == '\n':
			lines++
			if lines > 1 {
				return false
			}
		case r == '.':
			if a.End-a.Start > 3 {
				return false // no abbreviation
			}
		case r == '—' || r == '―':
			return false
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), unicode.Is(unicode.Pi, r), unicode.Is(unicode.Pf, r),
			r == '−', r == '\'', r == '"', r == '_', r == '&', fold.Invisible(r):
		default:
			return false
		}
	}
	return true
}
