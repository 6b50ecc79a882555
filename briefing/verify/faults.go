package verify

import (
	"fmt"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// checker looks for the faults of one claim.
type checker struct {
	claim   *statement
	src     *source
	al      *alignment
	main    int // the sentence of the evidence that tells most of the claim
	dated   map[int]bool
	assumed map[int]bool // words of the claim that the evidence only points to
	out     []Fault
	laid    []*fitting // the clauses of the claim, once they are laid beside the evidence; see [checker.clauses]
}

// checks are all that is looked for, in the order in which a reader is told of
// it. docs/quality.md says what each is worth.
var checks = []struct {
	name string
	run  func(*checker)
}{
	{"quotation", (*checker).quotations},
	{"date", (*checker).dates},
	{"number", (*checker).numbers},
	{"ordinal", (*checker).ordinals},
	{"name", (*checker).names},
	{"kind", (*checker).kinds},
	{"actor", (*checker).roles},
	{"doer", (*checker).doers},
	{"swap", (*checker).swaps},
	{"source", (*checker).sources},
	{"denial", (*checker).turns},
	{"modality", (*checker).denials},
	{"opposite", (*checker).opposites},
	{"place", clauseWise((*fitting).names)},
	{"foreign", clauseWise((*fitting).foreign)},
	{"guard", clauseWise((*fitting).guarded)},
	{"deed", (*checker).deeds},
	{"circumstance", (*checker).belonging},
}

// clauseWise runs a check on each clause of the claim beside the sentence that
// tells it, where nothing surer was found.
func clauseWise(f func(*fitting)) func(*checker) {
	return func(c *checker) {
		if len(c.out) > 0 {
			return
		}
		for _, r := range c.clauses() {
			f(r)
		}
	}
}

func check(claim *statement, src *source, al *alignment, main int) *checker {
	c := &checker{claim: claim, src: src, al: al, main: main, dated: map[int]bool{}, assumed: map[int]bool{}}
	for _, k := range checks {
		n := len(c.out)
		k.run(c)
		for i := n; i < len(c.out); i++ {
			c.out[i].Check = k.name
		}
		if k.name == "swap" && slices.ContainsFunc(c.out, func(f Fault) bool { return f.Kind == Role }) {
			whole := c.fit(0, len(claim.words)-1, main, make([]int, len(src.sentences[main].words)))
			c.out = slices.DeleteFunc(c.out, func(f Fault) bool { return f.Kind == Role && c.inOrder(whole, f.Span) })
		}
	}
	return c
}

// fault notes what is wrong with the words from first to last.
func (c *checker) fault(kind FaultKind, first, last int, format string, args ...any) {
	w := c.claim.words
	first, last = min(first, last), max(first, last) // "bought by Marsh": who did it may stand behind
	c.out = append(c.out, Fault{Kind: kind, Span: corpus.Span{Start: w[first].Start, End: w[last].End}, Reason: fmt.Sprintf(format, args...),
		Otherwise: kind == Role || (kind == Negation || kind == Opposite) && c.allTold(c.main) || kind == Modality && c.allTold(-1)})
}

// allTold reports whether a sentence tells all that the claim does; any does where
// it is -1.
func (c *checker) allTold(sentence int) bool {
	for i := range c.claim.words {
		if w := &c.claim.words[i]; !w.Stop && !isNegation(w.Lower) && !c.assumed[i] && !(sentence < 0 && len(c.al.places[i]) > 0) && c.inMainPlace(i).strength == 0 && !(w.capital && c.src.names(w)) && !hasOpposite(c.src, *w, c.al.places[i], c.main) {
			return false
		}
	}
	return true
}

// otherwise is fault, where the evidence has something else in that place.
func (c *checker) otherwise(kind FaultKind, first, last int, format string, args ...any) {
	c.fault(kind, first, last, format, args...)
	c.out[len(c.out)-1].Otherwise = !c.claim.words[first].negated
}

// text is the claim from word first to word last.
func (c *checker) text(first, last int) string {
	return c.claim.Text[c.claim.words[first].Start:c.claim.words[last].End]
}

// dates checks that the evidence has every date of the claim, as precise as the
// claim has it.
func (c *checker) dates() {
	for _, m := range c.claim.dates(c.src) {
		first, last := m.first, m.last
		for i := first; i <= last; i++ {
			c.dated[i] = true
		}
		here, found := false, false
		other := ""
		for s, dates := range c.src.dates {
			for _, e := range dates {
				if within(e, m.DateMention) {
					found = true
					here = here || s == c.main
				} else if s == c.main && c.sameDeed(m.first, m.last, Date, e.Span) && !slices.ContainsFunc(c.claim.dates(c.src), func(d dateWords) bool { return within(e, d.DateMention) }) {
					other = c.src.sentences[s].Text[e.Start:e.End]
				}
			}
		}
		if tied := c.tied(m); here && tied != "" {
			here, other = false, tied
		}
		switch {
		case !found && c.src.sequence(c.claim.words[first:last+1], true):
		case !found && other != "":
			c.otherwise(Date, first, last, "the date %q is not in the evidence, which has %q", c.text(first, last), other)
		case !found:
			c.fault(Date, first, last, "the date %q is not in the evidence", c.text(first, last))
		case !here && other != "":
			c.otherwise(Date, first, last, "the date %q is told of something else; of this, %q", c.text(first, last), other)
		}
	}
	// Days and months that could not be placed in time must be there as words.
	weekdays := c.claim.Pack.Set("weekdays")
	for i, w := range c.claim.words {
		if !c.dated[i] && c.claim.calendar[w.Lower] && w.capital && !(w.Lower == "may" && !c.claim.isMonth(i)) && len(c.src.places[w.Term]) == 0 {
			c.fault(Date, i, i, "%q is not in the evidence", c.text(i, i))
			for k := range c.src.sentences[c.main].words {
				e := &c.src.sentences[c.main].words[k]
				c.out[len(c.out)-1].Otherwise = c.out[len(c.out)-1].Otherwise || c.claim.calendar[e.Lower] && e.capital && weekdays[e.Lower] == weekdays[w.Lower]
			}
			c.dated[i] = true
		}
	}
}

// tied returns another date than one of the claim that the main sentence has right
// after the word which the claim has before that, or "": born on one day, who
// married on another.
func (c *checker) tied(m dateWords) string {
	i := m.first - 1
	for i > 0 && c.claim.words[i].Stop {
		i--
	}
	other := ""
	for _, p := range c.al.places[max(i, 0)] {
		for _, e := range c.src.dates[c.main] {
			first, _ := c.src.sentences[c.main].wordsOf(e.Span)
			after := first - (p.at - c.src.first[c.main])
			if c.src.words[p.at].sentence != c.main || after < 1 || after > 1 && clauseStarts[c.src.words[p.at+1].Lower] {
				continue
			}
			if within(e, m.DateMention) {
				return ""
			}
			if after <= mostBeforeDate && e.Date.Precision >= m.Date.Precision {
				other = c.src.sentences[c.main].Text[e.Start:e.End]
			}
			break
		}
	}
	return other
}

// mostBeforeDate is how many words a date may stand behind the one that it is of.
const mostBeforeDate = 3

// within reports whether the evidence dates something within the period that
// the claim names.
func within(e, claim language.DateMention) bool {
	start, end := claim.Date, claim.Date.End()
	if claim.Last.Known() {
		end = claim.Last.End()
	}
	eEnd := e.Date.End()
	if e.Last.Known() {
		eEnd = e.Last.End()
	}
	if !e.Date.Time.Before(start.Time) && !eEnd.After(end) {
		return true
	}
	// A day within a range that the evidence names: "on June 12" of "June 12–13".
	return e.Last.Known() && !start.Time.Before(e.Date.Time) && !end.After(eEnd) && start.Precision >= e.Date.Precision
}

// dateWords is a date of a claim and its words.
type dateWords struct {
	language.DateMention
	first, last int
}

// dates returns the dates of a claim, read against the publication of the first
// evidence.
func (s *statement) dates(src *source) []dateWords {
	if s.datedFor == src {
		return s.dated
	}
	var published corpus.Date
	if len(src.published) > 0 {
		published = src.published[0]
	}
	var out []dateWords
	for _, m := range s.Dates(published) {
		if first, last := s.wordsOf(m.Span); first >= 0 {
			out = append(out, dateWords{m, first, last})
		}
	}
	s.datedFor, s.dated = src, out
	return out
}

// wordsOf returns the first and last word within a span, or -1.
func (s *statement) wordsOf(span corpus.Span) (first, last int) {
	first, last = -1, -1
	for i, w := range s.words {
		if w.Start >= span.Start && w.End <= span.End {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// sequence reports whether words stand in the evidence one after the other,
// across the ends of sentences too.
func (s *source) sequence(words []word, stems bool) bool {
	if len(words) == 0 {
		return true
	}
	for _, at := range s.places[words[0].Term] {
		k := 0
		for k < len(words) && at+k < len(s.words) && (s.words[at+k].Lower == words[k].Lower || stems && s.words[at+k].Term == words[k].Term) {
			k++
		}
		if k == len(words) {
			return true
		}
	}
	return false
}

// numbers checks that the evidence has every number of the claim, with its
// unit, and of what it counts.
func (c *checker) numbers() {
	for _, q := range c.claim.quantities {
		if c.dated[q.first] || c.claim.words[q.first].Lower == "one" || c.claim.words[q.first].Lower == "both" || ordinalOf(c.claim.words[q.first].Lower) > 0 || c.claim.words[q.first].capital && q.first > 0 {
			continue
		}
		best, ofThis, here := quantityMissing, false, false
		var rival *quantity
		var rivalIn int
		for s := range c.src.sentences {
			for k := range c.src.sentences[s].quantities {
				e := &c.src.sentences[s].quantities[k]
				if ordinalOf(c.src.sentences[s].words[e.first].Lower) > 0 {
					continue // the 65th of its kind does not count any
				}
				match := q.matches(*e)
				if match == quantityFound && q.about && !e.about && q.value == e.value && c.bounded(q) {
					match = quantityMissing
				}
				best = max(best, match)
				same := q.noun != "" && (e.noun == q.noun || near(e.noun, q.noun)) || q.unit != "" && q.unit == e.unit
				if match == quantityFound && (same || q.noun == "" || e.noun == "") {
					ofThis = true
				}
				here = here || match == quantityFound && s == c.main
				if match != quantityFound && same && !slices.ContainsFunc(c.claim.quantities, func(q quantity) bool { return q.matches(*e) == quantityFound }) && (rival == nil || s == c.main && rivalIn != c.main) {
					rival, rivalIn = e, s
				}
			}
		}
		has := ""
		if rival != nil {
			words := c.src.sentences[rivalIn].words
			has = c.src.sentences[rivalIn].Text[words[rival.first].Start:words[rival.last].End]
		}
		claimed := c.text(q.first, q.last)
		switch {
		case best == quantityFound && rival != nil && (!ofThis || !here && rivalIn == c.main):
			c.otherwise(Number, q.first, q.last, "%q is told of something else; of this, %q", claimed, has)
		case best == quantityFound:
		case rival != nil && rival.value > q.value && c.bounded(q):
			c.fault(Number, q.first, q.last, "the number %q is not in the evidence, which has %q", claimed, has)
		case best == quantityOtherUnit:
			c.otherwise(Number, q.first, q.last, "the evidence has %q in another unit", claimed)
		case rival != nil && rivalIn == c.main && !c.sameDeed(q.first, q.last, Number, corpus.Span{Start: c.src.sentences[c.main].words[rival.first].Start, End: c.src.sentences[c.main].words[rival.last].End}):
			c.fault(Number, q.first, q.last, "the number %q is not in the evidence", claimed)
		case rival != nil:
			c.otherwise(Number, q.first, q.last, "the number %q is not in the evidence, which has %q", claimed, has)
		default:
			c.fault(Number, q.first, q.last, "the number %q is not in the evidence", claimed)
		}
	}
}

// bounded reports whether a number of the claim is told as less than what it was.
func (c *checker) bounded(q quantity) bool {
	return q.first > 1 && c.claim.words[q.first-1].Lower == "than" && c.claim.words[q.first-2].Lower == "more"
}

// ordinals checks that whatever is the second or the 4th of its kind is so in the
// evidence.
func (c *checker) ordinals() {
	for i := range c.claim.words {
		n := ordinalOf(c.claim.words[i].Lower)
		if n == 0 || c.dated[i] {
			continue
		}
		found, other := false, ""
		for s := range c.src.sentences {
			for j := range c.src.sentences[s].words {
				switch m := ordinalOf(c.src.sentences[s].words[j].Lower); {
				case m == n:
					found = true
				case m != 0 && s == c.main && other == "":
					w := &c.src.sentences[s].words[j]
					other = c.src.sentences[s].Text[w.Start:w.End]
				}
			}
		}
		switch {
		case found:
		case other != "" && !c.claim.words[i].negated:
			c.otherwise(Number, i, i, "%q is not in the evidence, which has %q", c.text(i, i), other)
		case n > 1: // "first" is an extent, too
			c.fault(Number, i, i, "%q is not in the evidence", c.text(i, i))
		}
	}
}

// near reports whether two terms are of near meaning.
func near(a, b string) bool {
	for _, n := range relation().near[a] {
		if n == b {
			return true
		}
	}
	return false
}

// quotations checks that what the claim puts in quotation marks is said.
func (c *checker) quotations() {
	for _, s := range quoted(c.claim.Text) {
		first, last := c.claim.wordsOf(s)
		if first < 0 || last-first < 1 || c.isTitle(first, last) {
			continue // one word in quotes is a manner of speaking, and the title of a work none
		}
		start := first
		for i := first; i <= last; i++ {
			if i == last || strings.Contains(c.claim.gap(i), "…") || strings.Contains(c.claim.gap(i), "...") {
				if !c.src.sequence(c.claim.words[start:i+1], false) {
					c.fault(Quotation, first, last, "nobody in the evidence says %q", c.text(first, last))
					break
				}
				start = i + 1
			}
		}
	}
}

// isTitle reports whether words in quotation marks are written as the title of a
// work is: "The Last Ferry".
func (c *checker) isTitle(first, last int) bool {
	words := c.claim.words[first : last+1]
	return words[0].capital && words[len(words)-1].capital && !slices.ContainsFunc(words, func(w word) bool { return !w.Stop && !w.capital })
}

// quoted returns what stands between quotation marks.
func quoted(text string) []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(text); {
		closing, size := "", 0
		switch {
		case text[i] == '"':
			closing, size = `"`, 1
		case strings.HasPrefix(text[i:], "“"):
			closing, size = "”", len("“")
		case strings.HasPrefix(text[i:], "``"):
			closing, size = "''", 2
		}
		if size == 0 {
			i++
			continue
		}
		n := strings.Index(text[i+size:], closing)
		if n < 0 {
			return out
		}
		out = append(out, corpus.Span{Start: i + size, End: i + size + n})
		i += size + n + len(closing)
	}
	return out
}

// denials checks that nothing is denied here and told there, or the other way
// round, and that what is planned, possible or alleged is not told as fact, nor
// a fact as that.
func (c *checker) denials() {
	surer, doubted, plain := -1, 0, 0
	named := c.claim.named()
	main := &c.src.sentences[c.main]
	for i, w := range c.claim.words {
		p := c.inMainPlace(i)
		if p.strength == 0 || w.Stop || w.capital && (i > 0 || named[0] || len(c.claim.words) > 1 && c.src.words[p.at].capital) || c.dated[i] || startsWithDigit(w.Term) && !c.src.words[p.at].unsure || isNegation(w.Lower) || committing[w.Lower] {
			continue
		}
		e := &c.src.words[p.at]
		if e.hedged && !e.negated || e.coming {
			doubted++
			if !w.hedged && !(w.coming && !e.unsure) && !(e.heard && c.attributed()) {
				plain++
				if surer < 0 {
					surer = i
				}
			}
		}
	}
	if surer >= 0 && 2*plain >= doubted {
		c.fault(Modality, surer, surer, "the evidence has %q as planned, possible or alleged, the claim as a fact", c.text(surer, surer))
		f := &c.out[len(c.out)-1]
		w := &c.claim.words[surer]
		f.Otherwise = f.Otherwise && !hasDenial(c.claim) && (looksLikeVerb(w) || c.src.words[c.inMainPlace(surer).at].unsure) &&
			!slices.ContainsFunc(c.claim.words, func(w word) bool { return w.doubting })
	}
	for i, w := range c.claim.words {
		if !hedges[w.Lower] || w.Lower == "may" && c.claim.isMonth(i) || len(c.al.places[i]) > 0 && !w.Stop {
			continue
		}
		sure := !slices.ContainsFunc(main.words, func(e word) bool { return e.hedged || e.coming || doubts[e.Lower] })
		for j := i + 1; j < len(c.claim.words) && j <= i+4; j++ {
			if n := &c.claim.words[j]; !auxiliaries[n.Lower] && !adverb.Is(n.Lower) && !isNegation(n.Lower) {
				if p := c.inMainPlace(j); p.strength > 0 && !n.capital {
					e := &c.src.words[p.at]
					sure = !e.hedged && !e.coming && !doubts[e.Lower]
				}
				break
			}
		}
		if sure {
			c.fault(Modality, i, i, "the claim is less sure than the evidence")
			c.out[len(c.out)-1].Otherwise = false
			break
		}
	}
}

// attributed reports whether the claim says by whom something is said.
func (c *checker) attributed() bool {
	return slices.ContainsFunc(c.claim.words, func(w word) bool { return hearsay[w.Lower] || attributing[w.Lower] })
}

var attributing = english.Set("verify/attributing")

// turns looks for what is denied on one side only. Where but one side has a
// word of denial, nothing in its reach may be told on the other; where both
// have, what each denies first must be denied by the other, if it is there.
func (c *checker) turns() {
	if n := len(c.out); n > 0 && c.out[n-1].Kind == Role && !c.out[n-1].Otherwise {
		return // it is denied of somebody else
	}
	main := &c.src.sentences[c.main]
	told := map[int]int{} // word of the main sentence to word of the claim
	for i, w := range c.claim.words {
		if p := c.inMainPlace(i); p.strength > 0 && !w.Stop {
			told[p.at-c.src.first[c.main]] = i
		}
	}
	ours, theirs := denialsIn(c.claim), denialsIn(main)
	fault := func(i int) {
		if c.claim.words[i].negated {
			c.fault(Negation, i, i, "the claim denies %q, the evidence does not", c.text(i, i))
		} else {
			c.fault(Negation, i, i, "the evidence denies %q, the claim does not", c.text(i, i))
			f := &c.out[len(c.out)-1]
			f.Otherwise = f.Otherwise || c.narrows(i, told)
		}
	}
	if hasDenial(c.claim) != hasDenial(main) {
		named := c.claim.named()
		for i, w := range c.claim.words {
			p := c.inMainPlace(i)
			if p.strength == 0 || w.Stop && !saying[w.Term] || w.capital && (i > 0 || named[0]) || startsWithDigit(w.Term) || isNegation(w.Lower) || doubts[w.Lower] {
				continue
			}
			if w.negated != c.src.words[p.at].negated {
				fault(i)
				return
			}
		}
		for i, w := range c.claim.words { // for Acme, but not for Borealis
			if w.capital && !w.Stop && c.inMainPlace(i).strength > 0 && !slices.ContainsFunc(c.al.places[i], func(p place) bool { return c.src.words[p.at].negated == w.negated }) {
				fault(i)
				c.out[len(c.out)-1].Otherwise = false
				return
			}
		}
		return
	}
	// What is denied may be said of another word: denied that the dam had failed,
	// said that it had not failed.
	both := func(i int) bool {
		for ; i < len(c.claim.words) && c.claim.words[i].negated; i++ {
			if p := c.inMainPlace(i); p.strength > 0 && c.src.words[p.at].negated {
				return true
			}
		}
		return false
	}
	for _, i := range ours {
		if p := c.inMainPlace(i); p.strength > 0 && !c.src.words[p.at].negated && !isNegation(c.src.words[p.at].Lower) && !both(i) {
			fault(i)
			return
		}
	}
	for _, at := range theirs {
		i, ok := told[at]
		if !ok || c.claim.words[i].negated || isNegation(c.claim.words[i].Lower) {
			continue
		}
		also := false
		for k := at; k < len(main.words) && main.words[k].negated; k++ {
			j, ok := told[k]
			also = also || ok && c.claim.words[j].negated
		}
		if !also {
			fault(i)
			return
		}
	}
}

// narrows reports whether the claim tells, up to word i, what the main sentence
// denies of that, and all that it denies with it: whatever else the claim has only
// narrows it. Who does not write does not write novels.
func (c *checker) narrows(i int, told map[int]int) bool {
	for k := range i {
		if !c.claim.words[k].Stop && c.inMainPlace(k).strength == 0 {
			return false
		}
	}
	words := c.src.sentences[c.main].words
	for at := c.inMainPlace(i).at - c.src.first[c.main]; at < len(words) && words[at].negated; at++ {
		if _, ok := told[at]; !ok && !words[at].Stop && !isNegation(words[at].Lower) {
			return false
		}
	}
	return true
}

// hasDenial reports whether a sentence denies anything.
func hasDenial(s *statement) bool {
	for _, w := range s.words {
		if isNegation(w.Lower) || w.negated {
			return true
		}
	}
	return false
}

// denialsIn returns what each word of denial of a sentence denies first.
func denialsIn(s *statement) []int {
	var out []int
	for i, w := range s.words {
		if !isNegation(w.Lower) {
			continue
		}
		if infinitives[w.Lower] {
			if to := s.infinitive(i); to > 0 {
				out = append(out, to)
				continue
			}
		}
		for j := i + 1; j < len(s.words) && j <= i+4 && !boundary(s.gap(j-1)); j++ {
			if n := &s.words[j]; (!n.Stop || saying[n.Term]) && !adverb.Is(n.Lower) && !n.capital {
				if n.negated {
					out = append(out, j)
				}
				break
			}
		}
	}
	return out
}

// inMainPlace returns where the sentence that tells most of the claim has a word
// of it: where the chain has it if that is there, else the surest place.
func (c *checker) inMainPlace(i int) place {
	if p := c.al.chosen[i]; p.strength > 0 && c.src.words[p.at].sentence == c.main {
		return p
	}
	var best place
	for _, p := range c.al.places[i] {
		if c.src.words[p.at].sentence == c.main && p.strength > best.strength {
			best = p
		}
	}
	return best
}

// opposites looks for words that stand where the evidence has their opposite.
func (c *checker) opposites() {
	for i, w := range c.claim.words {
		if w.Stop || !hasOpposite(c.src, w, c.al.places[i], c.main) || c.al.chosen[i].strength == 1 {
			continue
		}
		c.fault(Opposite, i, i, "the evidence has the opposite of %q", c.text(i, i))
	}
}
