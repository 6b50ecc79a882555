package followup

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/english"
)

// mention is a word of a conversation whose answers are known.
type mention struct {
	word  string  // in lower case, without a plural s
	text  string  // as it was last written
	times float64 // in answers, less with each turn since
	share float64 // of the words of the last answer
	asked float64 // how many questions hold it
	name  bool    // the last answer writes it as a name
	at    int     // where it was last written, counted through the conversation
}

// Bounds of what is read of one answer.
const (
	mostAnswerBytes = 8000
	longestPhrase   = 4 // words
	mostMentions    = 1000
)

// inPhrase reports whether a word can be part of what a text speaks of.
func inPhrase(words []string, i int) bool {
	lower := strings.ToLower(english.TrimWord(words[i]))
	return len(lower) > 1 && !english.FunctionWords[lower] && !english.Verbs[lower] && !english.Pack.Set("function")[lower] && !adverb.Is(lower) &&
		strings.Trim(lower, "0123456789.,%$£€") != ""
}

// namedAt reports whether a word of a text is written as a name is: with a capital
// that the beginning of a sentence does not give it.
func namedAt(words []string, i int) bool {
	if !english.IsCapital(words[i]) || isI(words[i]) {
		return false
	}
	begins := i == 0 || strings.ContainsAny(words[i-1][len(words[i-1])-1:], ".?!:")
	return !begins || i+1 < len(words) && english.IsCapital(words[i+1]) && !breaksAfter(words[i])
}

func breaksAfter(w string) bool {
	return strings.ContainsAny(w[len(w)-1:], ".,?!;:)”\"") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "'s")
}

// hear takes a question and what was shown as its answer into the conversation.
func (c *conversation) hear(question, shown string) {
	if len(shown) > mostAnswerBytes {
		shown = strings.ToValidUTF8(shown[:mostAnswerBytes], "")
	}
	if shown != "" {
		c.people = peopleIn(shown)
	}
	at := map[string]int{}
	for i := range c.mentions {
		s := &c.mentions[i]
		s.times, s.share, s.name = s.times*fadesEachTurn, 0, false
		at[s.word] = i
	}
	read := func(text string, note func(s *mention, named bool)) {
		words := strings.Fields(text)
		for i := range words {
			c.heard++
			if !inPhrase(words, i) {
				continue
			}
			bare := english.TrimWord(words[i])
			if english.TimeWords[strings.ToLower(bare)] {
				continue // "Wednesday" would date what is asked
			}
			word := english.StemLike(strings.ToLower(bare))
			k, known := at[word]
			if !known {
				if len(c.mentions) == mostMentions {
					continue
				}
				k, at[word] = len(c.mentions), len(c.mentions)
				c.mentions = append(c.mentions, mention{word: word})
			}
			c.mentions[k].text, c.mentions[k].at = bare, c.heard
			note(&c.mentions[k], namedAt(words, i))
		}
		c.heard++ // what follows stands beside none of this
	}
	read(question, func(s *mention, _ bool) { s.asked++ })
	total := 0.0
	read(shown, func(s *mention, named bool) {
		total++
		s.times, s.share, s.name = s.times+1, s.share+1, s.name || named
	})
	for i := range c.mentions {
		c.mentions[i].share /= max(fewWords, total)
	}
}

// What speaks for a word as one that a question leaves out, by a logistic regression
// on the dialogues of docs/quality.md: each half of them is told as well by what was
// fitted on the other.
const (
	fadesEachTurn = 0.7
	fewWords      = 30   // an answer of fewer is taken for as long as this
	forShare      = 16.0 // of the words of the last answer
	forName       = 1.0
	forLast       = 0.8 // for a word of the last question, as it was understood
	forEachAsked  = 0.6 // for each question that holds it
	forTopic      = 0.7 // for what the questions alone would add
	leastLeftOut  = 3.4
	mostLeftOut   = 5
)

// leftOut are the words of the conversation that a question most likely leaves out, in
// the order in which they were last written; a short question leaves out more.
func (c *conversation) leftOut(question, understood string) []mention {
	have, last, topic := setOfStems(question), setOfStems(c.last), setOfStems(understood)
	short := 1 / float64(1+len(content(question)))
	score := func(s mention) float64 {
		sum := math.Log1p(s.times)*(1+short) + forShare*s.share + forEachAsked*s.asked
		for _, sign := range []struct {
			holds  bool
			weight float64
		}{{s.name, forName}, {last[s.word], forLast}, {topic[s.word], forTopic}} {
			if sign.holds {
				sum += sign.weight
			}
		}
		return sum
	}
	var out []mention
	for _, s := range c.mentions {
		if score(s) >= leastLeftOut && !have[s.word] {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b mention) int { return -cmp.Compare(score(a), score(b)) })
	out = out[:min(len(out), mostLeftOut)]
	slices.SortStableFunc(out, func(a, b mention) int { return cmp.Compare(a.at, b.at) })
	return out
}

// mostNames is how many things a question is given at the most where it is given names.
const mostNames = 3

// written are the words of mentions that a text does not hold, as somebody would write
// them who asks on: whole names, "Kim Jong Un" for "Kim", and beside several of them
// only what was asked about; not where somebody is from, "Korean".
func (c *conversation) written(mentions []mention, text string) string {
	held, names, given := setOfStems(text), 0, 0
	if briefing.AddedTopic(text) >= 0 {
		given = 1
	}
	for _, m := range mentions {
		if m.name {
			names++
		}
	}
	var out []string
	end := 0
	for _, m := range mentions {
		if held[m.word] || names > 2 && !m.name && m.asked == 0 {
			continue
		}
		phrase := m.text
		if m.name {
			if phrase = c.fullName(m); phrase == "" {
				continue
			}
		}
		if len(out) > 0 && m.at == end+1 && !m.name {
			out[len(out)-1] += " " + phrase
		} else {
			out = append(out, phrase)
		}
		end = m.at
		for _, w := range english.WordsOf(phrase) {
			held[english.StemLike(w)] = true
		}
	}
	if names > 2 {
		out = out[:min(len(out), mostNames-given)]
	}
	return strings.Join(out, ", ")
}

// fullName is the name that a mention is a word of: that of the only one of those named
// in the answers who bears it, else the words written as names that stand around it.
// It is empty for what says where somebody is from.
func (c *conversation) fullName(m mention) string {
	name, bearers := "", 0
	for _, p := range c.people {
		if p.surely && slices.Contains(english.WordsOf(p.name), m.word) {
			name = p.name
			bearers++
		}
	}
	if bearers == 1 {
		return name
	}
	beside := map[int]string{m.at: m.text}
	for _, o := range c.mentions {
		if o.name {
			beside[o.at] = o.text
		}
	}
	first, last := m.at, m.at
	for beside[first-1] != "" {
		first--
	}
	for beside[last+1] != "" {
		last++
	}
	var words []string
	for at := first; at <= last; at++ {
		if nationalities[strings.ToLower(beside[at])] {
			return ""
		}
		words = append(words, beside[at])
	}
	return strings.Join(words, " ")
}

func setOfStems(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range english.WordsOf(text) {
		out[english.StemLike(w)] = true
	}
	return out
}
