package briefing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitrep/corpus/language"
	"sitrep/prompts"
)

// editor decides, claim by claim, what of a model's reply is given out.
type editor struct {
	b          *Briefer
	p          *pool
	m          material
	leastWords int
	numbers    map[string]int   // of terms: those of the pool, then new ones
	judged     map[string][]int // what bears out a claim that was looked at before; see bearing
	rejected   map[string]bool  // claims that a second opinion is against
	stood      []stands         // the claims that stand
	said       [][]int          // the content words of what is given out so far
	dropped    int
}

// stands is a claim with the sentences that bear it out.
type stands struct {
	text string
	by   []int
}

func (b *Briefer) newEditor(p *pool, m material, leastWords int) *editor {
	e := &editor{b: b, p: p, m: m, leastWords: leastWords, numbers: make(map[string]int, len(p.terms)), judged: map[string][]int{}}
	for n, t := range p.terms {
		e.numbers[t] = n
	}
	return e
}

// begin has the editor decide anew on a reply of which there is more now.
func (e *editor) begin() { e.said, e.stood, e.dropped = nil, nil, 0 }

// edit returns up to n of the claims: those that the sentences cited, or
// others, bear out; and for those that none does, the sentence cited.
func (e *editor) edit(claims []claimed, n int) []chosen {
	var out []chosen
	for _, c := range claims[:min(len(claims), 2*n)] {
		if len(out) == n {
			break
		}
		text, cited := sentenceOf(c.Text), e.cited(c.Sentences)
		if e.readable(text) {
			if e.isSaid(text) {
				continue
			}
			if by := e.bearing(text, cited); len(by) > 0 && !e.rejected[text] {
				out = append(out, chosen{sentence: by[0], support: by[1:], text: text})
				e.say(text)
				e.stood = append(e.stood, stands{text, by})
				continue
			}
		}
		e.dropped++
		for _, i := range cited {
			if s := e.p.sentences[i]; s.fitness >= 0.5 && !e.isSaid(s.text) {
				out = append(out, e.verbatim(i))
				break
			}
		}
	}
	return out
}

// verbatim gives out a sentence itself.
func (e *editor) verbatim(i int) chosen {
	e.say(e.p.sentences[i].text)
	support := e.p.corroborating(i)
	return chosen{sentence: i, support: support[:min(len(support), citationsPerClaim-1)]}
}

// unsaid gives out, verbatim, those of the lists that say something new.
func (e *editor) unsaid(lists ...[]chosen) []chosen {
	var out []chosen
	for _, ch := range slices.Concat(lists...) {
		if text := e.p.sentences[ch.sentence].text; !e.isSaid(text) {
			e.say(text)
			out = append(out, ch)
		}
	}
	return out
}

// sentenceOf brings what a model wrote to the form of a sentence.
func sentenceOf(text string) string {
	text = prompts.Line(text)
	if text != "" && !strings.ContainsAny(text[len(text)-1:], `.!?:;,"'`) && !strings.HasSuffix(text, "”") && !strings.HasSuffix(text, "’") {
		text += "."
	}
	return text
}

// readable reports whether a text is a sentence that is understood alone.
func (e *editor) readable(text string) bool {
	in := e.p.languageOf(text)
	fitness, fault := standsAlone(in, text)
	if in != english {
		return fitness > 0 || fault == "too short" && len(in.Words(text)) >= e.leastWords && language.EndsSentence(text) && !strings.HasSuffix(text, "?")
	}
	return fitness > 0 || fault == "too short" && len(strings.Fields(text)) >= e.leastWords && endsLikeSentence(text) && beginsLikeSentence(text) && balanced(text) && !strings.HasSuffix(text, "?")
}

// languageOf returns what reads a claim: the language that it is in, rather one of
// the articles' than another.
func (p *pool) languageOf(text string) *language.Pack {
	if !slices.ContainsFunc(p.articles, func(a pooled) bool { return a.language != english }) {
		return language.Of("", text)
	}
	var tags []string
	for _, a := range p.articles {
		if !slices.Contains(tags, a.language.Tag) {
			tags = append(tags, a.language.Tag)
		}
	}
	return language.For(language.Identify(text, tags))
}

// cited returns the sentences that IDs name, those that there are.
func (e *editor) cited(ids []string) []int {
	var out []int
	for _, id := range ids {
		i, ok := e.m.ids[strings.ToUpper(strings.Trim(id, " []()."))]
		if ok && !slices.Contains(out, i) && len(out) < citationsPerClaim {
			out = append(out, i)
		}
	}
	return out
}

// bearing returns the sentences that bear a claim out: those cited without
// which it would not stand, else one that was not cited; none where nothing
// does. A claim that comes up again as a reply grows is looked at once.
func (e *editor) bearing(text string, cited []int) []int {
	key := fmt.Sprint(cited, text)
	by, known := e.judged[key]
	if !known {
		by = e.findBearing(text, cited)
		e.judged[key] = by
	}
	return by
}

func (e *editor) findBearing(text string, cited []int) []int {
	words := e.words(text)
	share := func(i int) float64 { return part(words, e.p.sentences[i].terms) }
	if len(cited) > 0 && e.bears(text, cited) {
		for k := len(cited) - 1; k >= 0 && len(cited) > 1; k-- {
			without := slices.Delete(slices.Clone(cited), k, k+1)
			if share(cited[k]) < 0.5 && e.bears(text, without) {
				cited = without
			}
		}
		slices.SortStableFunc(cited, func(i, j int) int { return -cmp.Compare(share(i), share(j)) })
		return cited
	}
	// One that was not cited.
	for _, i := range e.closest(words) {
		if e.bearsUncited(text, i) {
			return []int{i}
		}
	}
	return nil
}

// mostTried is how many sentences that were not cited are checked for a claim.
const mostTried = 8

// closest returns the sentences of the pool that hold most of some words,
// at least half of them, the closest first.
func (e *editor) closest(words []int) []int {
	type near struct {
		sentence int
		share    float64
	}
	var found []near
	for i, s := range e.p.sentences {
		if s.fault == "boilerplate" || s.fault == "a headline" {
			continue
		}
		if share := part(words, s.terms); share >= 0.5 {
			found = append(found, near{i, share})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(-cmp.Compare(a.share, b.share), e.p.compare(a.sentence, b.sentence))
	})
	var out []int
	for _, f := range found[:min(len(found), mostTried)] {
		out = append(out, f.sentence)
	}
	return out
}

// words returns the numbers of the content words of a text, ascending and
// distinct: those of the pool's terms where it has them.
func (e *editor) words(text string) []int {
	var out []int
	for _, t := range e.b.analyzer.Tokens(text, "") {
		if t.Stop {
			continue
		}
		n, ok := e.numbers[t.Term]
		if !ok {
			n = len(e.numbers)
			e.numbers[t.Term] = n
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// part is the share of a's words that b has too.
func part(a, b []int) float64 {
	if len(a) == 0 {
		return 0
	}
	return float64(common(a, b)) / float64(len(a))
}

// sameClaim is the share of content words, of the shorter, above which two
// claims of a model say the same.
const sameClaim = 0.7

// isSaid reports whether what is given out already says the same as a text.
func (e *editor) isSaid(text string) bool {
	words := e.words(text)
	return slices.ContainsFunc(e.said, func(said []int) bool { return overlap(words, said) > sameClaim })
}

func (e *editor) say(text string) { e.said = append(e.said, e.words(text)) }
