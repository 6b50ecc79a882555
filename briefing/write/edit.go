package write

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing/cite"
	"sitrep/briefing/model"
	"sitrep/briefing/pool"
	"sitrep/briefing/verify"
	"sitrep/corpus/language"
	"sitrep/corpus/syndication"
	"sitrep/prompts"
)

// editor decides, claim by claim, what of a model's reply is given out.
type editor struct {
	b          *Author
	p          *pool.Pool
	m          material
	leastWords int
	numbers    map[string]int     // of terms: those of the pool, then new ones
	rulings    map[string]*ruling // by sentences cited and text
	said       [][]int            // the content words of what is given out so far
	standing   [][]int            // those of all claims of the reply that stand
	written    int                // claims that are given out as the model wrote them
	replaced   int                // claims in whose place the sentences are given out that they cite
	dropped    int                // claims that are not given out as they were written
	borne      int                // claims that stand, be it that a sentence given out says the same
}

// ruling is what is decided on a claim.
type ruling struct {
	text  string
	cited []int // the sentences that it cites; of a headline, the first of its article
	heads []int // the articles whose headlines it cites
	by    []int // those that bear it out
	state state
}

type state int

const (
	refused   state = iota // the sentences cited stand in its place
	undecided              // a second look decides
	stands
)

func (b *Author) newEditor(p *pool.Pool, m material, leastWords int) *editor {
	e := &editor{b: b, p: p, m: m, leastWords: leastWords, numbers: make(map[string]int, len(p.Terms)), rulings: map[string]*ruling{}}
	for n, t := range p.Terms {
		e.numbers[t] = n
	}
	return e
}

// begin has the editor decide on a reply, or on more of it than before.
func (e *editor) begin(wrote map[string][]model.Claim) {
	e.said, e.standing, e.written, e.replaced, e.dropped, e.borne = nil, nil, 0, 0, 0, 0
	for _, claims := range wrote {
		for _, c := range claims[:min(len(claims), mostRuled)] {
			if r := e.rule(c); r.state == stands {
				e.standing = append(e.standing, e.words(r.text))
			}
		}
	}
}

// mostRuled is how many claims of a list are looked at, whatever a model writes.
const mostRuled = 2 * cite.DevelopmentClaims

// edit returns what up to n of the claims come to: the claims themselves that
// sentences bear out, and of the others all sentences that they cite.
func (e *editor) edit(claims []model.Claim, n int) []cite.Chosen {
	var out []cite.Chosen
	for _, c := range claims[:min(len(claims), mostRuled)] {
		if n == 0 {
			break
		}
		r := e.rule(c)
		if r.state == stands {
			e.borne++
			if !e.isSaid(r.text) {
				out = append(out, cite.Chosen{Sentence: r.by[0], Support: r.by[1:], Text: r.text})
				e.say(r.text)
				e.written++
				n--
			}
			continue
		}
		e.dropped++
		before := len(out)
		for _, i := range r.cited {
			if e.showable(i) && !e.isTold(i) {
				out = append(out, e.verbatim(i))
			}
		}
		if len(out) > before {
			e.replaced++
			n--
		}
	}
	return out
}

// rule decides on a claim, as far as that can be done without a second look. One
// that comes up again as a reply grows is ruled on once.
func (e *editor) rule(c model.Claim) *ruling {
	r := &ruling{text: sentenceOf(c.Text)}
	r.cited, r.heads = e.cited(c.IDs)
	key := fmt.Sprint(r.cited, r.heads, r.text)
	if known := e.rulings[key]; known != nil {
		return known
	}
	e.rulings[key] = r
	if !e.readable(r.text) {
		return r
	}
	var v verify.Verdict
	if len(r.cited) > 0 {
		v = e.verdict(r.text, r.cited, r.heads)
	}
	switch {
	case v.Supported():
		r.state, r.by = stands, e.needed(r)
		return r
	case v.LeavesOpen():
		r.state = undecided
	}
	for _, i := range e.closest(e.words(r.text)) {
		if e.bearsUncited(r.text, i) {
			r.state, r.by = stands, []int{i}
			break
		}
	}
	return r
}

// showable reports whether a sentence may stand in the place of a claim that
// cites it.
func (e *editor) showable(i int) bool {
	switch e.p.Sentences[i].Fault {
	case "boilerplate", "a headline", "a question":
		return false
	}
	return true
}

// isTold reports whether a sentence says nothing beyond what is given out, or
// will be.
func (e *editor) isTold(i int) bool {
	words := e.words(e.p.Sentences[i].Text)
	holds := func(said []int) bool { return part(words, said) > sameClaim }
	return slices.ContainsFunc(e.said, holds) || slices.ContainsFunc(e.standing, holds)
}

// verbatim gives out a sentence itself.
func (e *editor) verbatim(i int) cite.Chosen {
	e.say(e.p.Sentences[i].Text)
	support := e.p.Corroborating(i)
	return cite.Chosen{Sentence: i, Support: support[:min(len(support), cite.CitationsPerClaim-1)], Quotation: e.p.QuotationAround(i)}
}

// unsaid gives out, verbatim, those of the lists that say something new.
func (e *editor) unsaid(lists ...[]cite.Chosen) []cite.Chosen {
	var out []cite.Chosen
	for _, ch := range slices.Concat(lists...) {
		if text := e.p.Sentences[ch.Sentence].Text; !e.isSaid(text) {
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

// readable reports whether a text is a sentence that is understood alone, and
// asks nothing.
func (e *editor) readable(text string) bool {
	if strings.Contains(text, "?") {
		return false
	}
	in := e.p.LanguageOf(text)
	s := in.Read(text)
	fitness, fault := s.Alone()
	return fitness > 0 || fault == "too short" && len(s.Words) >= e.leastWords && language.EndsSentence(text) && in.Balanced(text)
}

// cited returns the sentences that IDs name, those that there are. In the place of a
// headline, which no body has, stands what is shown of its article first.
func (e *editor) cited(ids []string) (sentences, heads []int) {
	for _, id := range ids {
		i, ok := e.m.ids[model.ID(id)]
		if a, head := e.m.titles[model.ID(id)]; head {
			i, ok = leadOf(e.p, a), true
			if !slices.Contains(heads, a) {
				heads = append(heads, a)
			}
		}
		if ok && !slices.Contains(sentences, i) && len(sentences) < cite.CitationsPerClaim {
			sentences = append(sentences, i)
		}
	}
	return sentences, heads
}

// leadOf returns the first sentence of an article that may be shown.
func leadOf(p *pool.Pool, article int) int {
	lead := -1
	for i, s := range p.Sentences {
		if s.Article == article && isShown(s) && (lead < 0 || s.Index < p.Sentences[lead].Index) {
			lead = i
		}
	}
	return lead
}

// needed returns those of the sentences cited without which a claim would not
// stand, the one that tells most of it first.
func (e *editor) needed(r *ruling) []int {
	words := e.words(r.text)
	share := func(i int) float64 { return part(words, e.p.Sentences[i].Terms) }
	needed := slices.Clone(r.cited)
	for k := len(needed) - 1; k >= 0 && len(needed) > 1; k-- {
		without := slices.Delete(slices.Clone(needed), k, k+1)
		if share(needed[k]) < 0.5 && e.verdict(r.text, without, r.heads).Supported() {
			needed = without
		}
	}
	slices.SortStableFunc(needed, func(i, j int) int { return -cmp.Compare(share(i), share(j)) })
	return needed
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
	for i, s := range e.p.Sentences {
		if s.Fault == "boilerplate" || s.Fault == "a headline" {
			continue
		}
		if share := part(words, s.Terms); share >= 0.5 {
			found = append(found, near{i, share})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(-cmp.Compare(a.share, b.share), e.p.Compare(a.sentence, b.sentence))
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
	for _, t := range e.b.Analyzer.Tokens(text, "") {
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
	return float64(syndication.Common(a, b)) / float64(len(a))
}

// sameClaim is the share of content words, of the shorter, above which two
// claims of a model say the same.
const sameClaim = 0.7

// isSaid reports whether what is given out already says the same as a text.
func (e *editor) isSaid(text string) bool {
	words := e.words(text)
	return slices.ContainsFunc(e.said, func(said []int) bool { return pool.Overlap(words, said) > sameClaim })
}

func (e *editor) say(text string) { e.said = append(e.said, e.words(text)) }
