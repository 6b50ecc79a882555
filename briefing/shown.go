package briefing

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// phrase is something that an answer speaks of: a name, or content words that stand
// side by side more than once.
type phrase struct {
	text   string // as it was first written
	words  []string
	times  int
	first  int // the word of the answer that it first begins at
	name   bool
	weight float64
	last   bool
}

// Bounds of what is read of one answer.
const (
	mostAnswerBytes = 8000
	longestPhrase   = 4 // words
	mostPhrasesRead = 400
)

// phrasesIn returns what a text speaks of, the most often spoken of first. A name
// counts wherever its last word stands alone, too: "Bench" for "Johnny Bench".
func phrasesIn(text string) []phrase {
	if len(text) > mostAnswerBytes {
		text = strings.ToValidUTF8(text[:mostAnswerBytes], "")
	}
	words := strings.Fields(text)
	found := map[string]*phrase{}
	add := func(from, to int, name bool) {
		bare := make([]string, 0, to-from)
		for _, w := range words[from:to] {
			bare = append(bare, trimWord(w))
		}
		key := strings.ToLower(strings.Join(bare, " "))
		key = stemLike(key)
		if p := found[key]; p != nil {
			p.times++
			p.name = p.name && name
		} else if key != "" && len(found) < mostPhrasesRead {
			found[key] = &phrase{text: strings.Join(bare, " "), words: wordsOf(key), times: 1, first: from, name: name}
		}
	}
	for i := 0; i < len(words); {
		if !inPhrase(words, i) {
			i++
			continue
		}
		end, name := i+1, namedAt(words, i)
		for end < len(words) && end-i < longestPhrase && !breaksAfter(words[end-1]) && inPhrase(words, end) && namedAt(words, end) == name {
			end++
		}
		add(i, end, name)
		for n := 2; !name && n < end-i; n++ {
			for k := i; k+n <= end; k++ {
				add(k, k+n, false)
			}
		}
		i = end
	}
	all := slices.SortedFunc(maps.Values(found), func(a, b *phrase) int { return cmp.Compare(a.first, b.first) })
	for _, p := range all {
		for _, q := range all {
			if p.name && q.name && len(q.words) == 1 && len(p.words) > 1 && p.words[len(p.words)-1] == q.words[0] {
				p.times += q.times
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *phrase) int {
		return cmp.Or(-cmp.Compare(a.times, b.times), -cmp.Compare(len(a.words), len(b.words)), cmp.Compare(a.first, b.first), strings.Compare(a.text, b.text))
	})
	out := make([]phrase, 0, len(all))
	for _, p := range all {
		out = append(out, *p)
	}
	return out
}

// inPhrase reports whether a word can be part of what a text speaks of.
func inPhrase(words []string, i int) bool {
	lower := strings.ToLower(trimWord(words[i]))
	return len(lower) > 1 && !functionWords[lower] && !verbs[lower] && !english.Set("function")[lower] && !strings.HasSuffix(lower, "ly") &&
		strings.Trim(lower, "0123456789.,%$£€") != ""
}

// namedAt reports whether a word of a text is written as a name is: with a capital
// that the beginning of a sentence does not give it.
func namedAt(words []string, i int) bool {
	if !isCapital(words[i]) {
		return false
	}
	begins := i == 0 || strings.ContainsAny(words[i-1][len(words[i-1])-1:], ".?!:")
	return !begins || i+1 < len(words) && isCapital(words[i+1]) && !breaksAfter(words[i])
}

func breaksAfter(w string) bool {
	return strings.ContainsAny(w[len(w)-1:], ".,?!;:)”\"") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "'s")
}

// What speaks for a phrase as what a conversation is about, fitted on the dialogues
// of docs/quality.md: each at its half or double costs less than 0.01 of F1.
const (
	leastSpoken   = 2.0  // times that a phrase is spoken of at least, less with each turn since
	fadesEachTurn = 0.5  // of that, for what was shown before the last turn
	forEachWord   = 0.25 // more for each further word of a phrase, up to three
	forName       = 2.0
	forAsked      = 1.5 // for what the last question was about
	forTheme      = 0.5 // for what has been added already
	besideBest    = 0.7 // what the second must have of the score of the first
	mostFocus     = 2
)

// focus is what the answers of the conversation speak of most, besides what a
// question says: one or two phrases, or "".
func (c *conversation) focus(question string) string {
	type scored struct {
		text  string
		words []string
		score float64
	}
	var all []scored
	have, last, theme := wordsOf(question), wordsOf(c.last), wordsOf(c.theme)
	for _, p := range c.shown {
		if p.weight < leastSpoken || sharesWord(p.words, have) || onlyGeneral(p.words) {
			continue
		}
		score := math.Log(1+p.weight) * (1 + float64(forEachWord*float64(min(len(p.words), 3)-1)))
		if p.name {
			score *= forName
		}
		if sharesWord(p.words, last) {
			score *= forAsked
		}
		if sharesWord(p.words, theme) {
			score *= forTheme
		}
		all = append(all, scored{p.text, p.words, score})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return -cmp.Compare(a.score, b.score) })
	var out []string
	for _, p := range all {
		if len(out) == mostFocus || p.score < besideBest*all[0].score {
			break
		}
		if !sharesWord(p.words, wordsOf(strings.Join(out, " "))) {
			out = append(out, p.text)
		}
	}
	return strings.Join(out, " ")
}

// hear takes what was shown into the conversation: what was shown before counts
// less with each turn.
func (c *conversation) hear(text string) {
	shown := phrasesIn(text)
	if text != "" {
		c.people = peopleIn(text)
	}
	at := map[string]int{}
	for i := range c.shown {
		c.shown[i].weight *= fadesEachTurn
		c.shown[i].last = false
		at[strings.ToLower(c.shown[i].text)] = i
	}
	for _, p := range shown {
		p.weight, p.last = float64(p.times), true
		if i, ok := at[strings.ToLower(p.text)]; ok {
			c.shown[i].weight += p.weight
			c.shown[i].last = true
		} else {
			c.shown = append(c.shown, p)
		}
	}
}

// expanded returns a question with the longer names of what it names in short: "the
// degree" of somebody who was told of a Fine Arts degree.
func (c *conversation) expanded(question string) string {
	words := strings.Fields(question)
	var full []string
	for i, w := range words {
		lower := strings.ToLower(trimWord(w))
		before := ""
		if i > 0 {
			before = strings.ToLower(trimWord(words[i-1]))
		}
		pointed := before == "the" || demonstratives[before] || before == "such"
		if !inPhrase(words, i) || !pointed && !namedAt(words, i) {
			continue
		}
		if !pointed && (i+1 < len(words) && isCapital(words[i+1]) || i > 1 && isCapital(words[i-1])) {
			continue // a part of a longer name
		}
		best := -1
		for k, p := range c.shown {
			if len(p.words) < 2 || pointed && stemLike(p.words[len(p.words)-1]) != stemLike(lower) || !pointed && !(p.name && slices.Contains(p.words, lower)) {
				continue
			}
			if best < 0 || p.last && !c.shown[best].last || p.last == c.shown[best].last && p.weight > c.shown[best].weight {
				best = k
			}
		}
		if best >= 0 {
			full = append(full, c.shown[best].text)
		}
	}
	for _, f := range full {
		question = about(question, f)
	}
	return question
}
