package verify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Faithful checks one sentence that is to be told as what the evidence says, as
// [Claim] does, and holds it to more, since whatever is turned away can be told
// in the evidence's own words: it may have hardly a word that the evidence does
// not have in some form; each of its clauses must be told by one sentence; no
// name may stand where the evidence has another; and words that say when, why,
// how many or how surely must stand by the same words there. A claim that is too
// long to be read to its end is not told.
func Faithful(a *analysis.Analyzer, claim string, evidence []Evidence) Verdict {
	v, c := judge(a, claim, evidence)
	if v.Label == Supported {
		c.rewords()
		if v.Faults = c.out; len(v.Faults) > 0 || len(v.Untold)*untoldOf > v.contents || c.isCut() {
			v.Label = NotFound
		}
	}
	if v.Label == NotFound && c != nil && c.joined(a, evidence) {
		v.Label, v.Faults = Supported, nil
	}
	return v
}

// isCut reports whether a claim goes on beyond the words that are read of it.
func (c *checker) isCut() bool {
	last := c.claim.words[len(c.claim.words)-1]
	return len(c.claim.words) == maxClaimWords && strings.ContainsFunc(c.claim.text[last.end:], func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// joined reports whether a claim is two or more statements, each understood
// alone and told by the evidence.
func (c *checker) joined(a *analysis.Analyzer, evidence []Evidence) bool {
	w, text := c.claim.words, c.claim.text
	var parts []string
	start := 0
	for i := 1; i+1 < len(w); i++ {
		between := gap(text, w, i-1)
		switch {
		case strings.Contains(between, ";"):
			parts, start = append(parts, text[start:w[i-1].end]), w[i].start
		case strings.Contains(between, ",") && joining[w[i].lower]:
			parts, start = append(parts, text[start:w[i-1].end]), w[i+1].start
			i++ // what follows it opens the next, whatever stands between
		}
	}
	if len(parts) == 0 || len(parts) > mostJoined {
		return false
	}
	for i, p := range append(parts, text[start:]) {
		first, rest, _ := strings.Cut(p, " ")
		if len(strings.Fields(rest)) < leastJoined || i > 0 && (personal[strings.ToLower(first)] || looksLikeVerb(&word{lower: first})) || !tellsOf(a.Tokens(p, "en"), p) {
			return false
		}
		opening, size := utf8.DecodeRuneInString(p)
		if !Faithful(a, string(unicode.ToUpper(opening))+p[size:], evidence).Supported() {
			return false
		}
	}
	return true
}

// tellsOf reports whether a text has a verb.
func tellsOf(tokens []analysis.Token, text string) bool {
	return slices.ContainsFunc(tokens, func(t analysis.Token) bool {
		w := word{lower: lowered(text[t.Start:t.End]), term: t.Term}
		return auxiliaries[w.lower] || looksLikeVerb(&w)
	})
}

// joining words put a statement beside another, and no more.
var joining = set(`and but while whereas`)

// Such a statement has so many words after its first, at the least, and no more
// than so many follow on the first statement.
const (
	leastJoined = 4
	mostJoined  = 4
)

// untoldOf is of how many content words of a claim one may be untold.
const untoldOf = 8

// rewords looks for faults of a claim that is put in the words of its evidence,
// clause by clause.
func (c *checker) rewords() {
	var clauses []*fitting
	taken := map[int][]int{}
	for first := 0; first < len(c.claim.words); {
		last := c.clauseFrom(first)
		if s := c.tells(first, last); s >= 0 {
			if taken[s] == nil {
				taken[s] = make([]int, len(c.src.sentences[s].words))
			}
			clauses = append(clauses, c.fit(first, last, s, taken[s]))
		}
		first = last + 1
	}
	for k, r := range clauses {
		if k > 0 && r.sentence != clauses[k-1].sentence {
			r.adopted(clauses[0])
		}
		r.names()
		r.foreign()
		r.guarded()
		r.denied()
		r.broken()
		r.doubts()
	}
}

// clauseFrom returns the last word of the clause that begins with a word: it
// ends at a conjunction, or where punctuation comes before a relative.
func (c *checker) clauseFrom(first int) int {
	w := c.claim.words
	for i := first + 1; i < len(w); i++ {
		parted := boundary(gap(c.claim.text, w, i-1))
		if coordinating[w[i].lower] || parted && (clauseStarts[w[i].lower] || w[i].lower == "where" || w[i].lower == "whose" || w[i].lower == "as") {
			if i-first > 1 && i+1 < len(w) {
				return i - 1
			}
		}
	}
	return len(w) - 1
}

var coordinating = set(`and but while whereas although though`)

// tells returns the sentence of the evidence that tells most of some words of
// the claim, or -1: of those alike the main sentence, else the first.
func (c *checker) tells(first, last int) int {
	held := make([]float64, len(c.src.sentences))
	named := c.claim.named()
	for i := first; i <= last; i++ {
		weighs := 1.0
		switch {
		case c.claim.words[i].stop:
			continue
		case named[i]:
			weighs = nameWeight
		}
		seen := -1
		for _, p := range c.al.places[i] {
			if s := c.src.words[p.at].sentence; s != seen {
				held[s] += weighs
				seen = s
			}
		}
	}
	best, most := -1, 0.0
	for s, h := range held {
		if h > most || h == most && h > 0 && s == c.main {
			best, most = s, h
		}
	}
	return best
}

// fitting is a clause of a claim laid beside a sentence of the evidence: the
// longest sequence of words that both have in the same order.
type fitting struct {
	*checker
	first, last int       // words of the claim
	sentence    int       // of the evidence
	s           *sentence // that
	with        []int     // of each word of the clause, the word of the sentence that it stands for, or -1
	taken       []int     // of each word of the sentence, the first word of the claim that stands for it, counted from 1; 0 for none
}

// fit lays a clause beside a sentence. What other clauses took of it is in taken.
func (c *checker) fit(first, last, number int, taken []int) *fitting {
	s := &c.src.sentences[number]
	n, m := last-first+1, len(s.words)
	r := &fitting{checker: c, first: first, last: last, sentence: number, s: s, with: make([]int, n), taken: taken}
	same := make([]float64, n*m)
	for i := range n {
		w := &c.claim.words[first+i]
		weighs := 1.0
		if w.stop {
			weighs = stopWeight
		}
		for j := range s.words {
			if s.words[j].term == w.term || guards(w.lower, s.words[j].lower) {
				same[i*m+j] = weighs
			}
		}
		for _, p := range c.al.places[first+i] {
			if j := p.at - c.src.first[number]; j >= 0 && j < m {
				same[i*m+j] = max(same[i*m+j], weighs*p.strength)
			}
		}
	}
	for j := range s.words {
		for i := 0; i < n && taken[j] != 0; i++ {
			same[i*m+j] *= takenWeight
		}
	}
	best := make([]float64, (n+1)*(m+1)) // of the words from i and from j on
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			b := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if v := same[i*m+j]; v > 0 {
				b = max(b, v+best[(i+1)*(m+1)+j+1])
			}
			best[i*(m+1)+j] = b
		}
	}
	for i := range r.with {
		r.with[i] = -1
	}
	for i, j := 0, 0; i < n && j < m; {
		here := best[i*(m+1)+j]
		switch v := same[i*m+j]; {
		case v > 0 && here == v+best[(i+1)*(m+1)+j+1]:
			r.with[i] = j
			if taken[j] == 0 {
				taken[j] = first + i + 1
			}
			i, j = i+1, j+1
		case here == best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
	return r
}

// takenWeight is how much a word of the evidence counts to a clause when another
// clause told it before.
const takenWeight = 0.2

// gaps calls f with every stretch of words of the claim and of the sentence that
// stand in each other's place.
func (r *fitting) gaps(f func(first, last, from, to int)) {
	i, j := 0, 0
	for k := 0; k <= len(r.with); k++ {
		at := len(r.s.words)
		if k < len(r.with) {
			if at = r.with[k]; at < 0 {
				continue
			}
		}
		from, to := j, at-1
		if i == 0 { // no more than the clause of the sentence that the first word found is of
			for n := to; n > from; n-- {
				if r.parts(n) {
					from = n
				}
			}
		}
		if k == len(r.with) {
			for n := to; n > from; n-- {
				if r.parts(n) {
					to = n - 1
				}
			}
		}
		if k > i && to >= from {
			f(r.first+i, r.first+k-1, from, to)
		}
		i, j = k+1, at+1
	}
}

// parts reports whether a word of the sentence begins another clause than the
// word before it.
func (r *fitting) parts(j int) bool {
	return coordinating[r.s.words[j].lower] || boundary(gap(r.s.text, r.s.words, j-1))
}

// here reports whether the sentence has a word of the claim anywhere.
func (r *fitting) here(i int) bool {
	base := r.src.first[r.sentence]
	for _, p := range r.al.places[i] {
		if p.at >= base && p.at < base+len(r.s.words) {
			return true
		}
	}
	for j := range r.s.words {
		if r.s.words[j].term == r.claim.words[i].term || guards(r.claim.words[i].lower, r.s.words[j].lower) {
			return true
		}
	}
	return false
}

// names looks for words that stand in the very place of others, which they are
// not: a name in that of another, or of somebody who is not named, and a word in
// that of its opposite.
func (r *fitting) names() {
	r.gaps(func(first, last, from, to int) {
		for i := first; i <= last; i++ {
			for j := from; j <= to; j++ {
				if slices.Contains(relation().opposed[r.claim.words[i].term], r.s.words[j].term) {
					r.fault(Opposite, i, i, "the evidence has %q in the place of %q", r.s.text[r.s.words[j].start:r.s.words[j].end], r.text(i, i))
					return
				}
			}
		}
		if r.refusalIn(from, to) && !slices.ContainsFunc(r.claim.words[first:last+1], func(w word) bool { return isNegation(w.lower) || w.stop && first == last }) {
			r.fault(Negation, first, last, "the evidence has %q in the place of %q", r.s.text[r.s.words[from].start:r.s.words[to].end], r.text(first, last))
			return
		}
		ours, alone := nameIn(r.claim, first, last)
		theirs, other := nameIn(r.s, from, to)
		points, tells := false, false
		for j := from; j <= to; j++ {
			w := &r.s.words[j]
			points = points || personal[w.lower] || w.lower == "the"
			tells = tells || !w.stop
		}
		if !ours || !alone || r.sameThing(first, last, from, to) || !(theirs && other) && (theirs || points || !tells) {
			return
		}
		r.fault(Name, first, last, "the evidence has %q in the place of %q", r.s.text[r.s.words[from].start:r.s.words[to].end], r.text(first, last))
	})
}

// refusalIn reports whether words of the sentence have one that denies by itself:
// refused, failed.
func (r *fitting) refusalIn(from, to int) bool {
	return slices.ContainsFunc(r.s.words[from:to+1], func(w word) bool { return isNegation(w.lower) && !merelyDenying[w.lower] })
}

// nameIn reports whether there is a name among words of a sentence, and whether
// there is nothing else but a title.
func nameIn(s *sentence, first, last int) (name, alone bool) {
	alone = true
	for i := first; i <= last; i++ {
		w := &s.words[i]
		switch {
		case nameWord(s, i):
			name = name || i > 0 || w.concept != "" || last > first && nameWord(s, i+1) || i == last
		case w.lower != "the" && !titles[w.lower] && !particles[w.lower]:
			alone = false
		}
	}
	return name, alone
}

// sameThing reports whether words of the claim and of the sentence share a
// concept, or are parts of one name.
func (r *fitting) sameThing(first, last, from, to int) bool {
	for i := first; i <= last; i++ {
		for j := from; j <= to; j++ {
			a, b := &r.claim.words[i], &r.s.words[j]
			if a.concept != "" && a.concept == b.concept || a.term == b.term || sameStem(a.term, b.term) {
				return true
			}
		}
	}
	return r.isPartOf(name{first, last}, first) || r.isPartOf(name{first, last}, last)
}

// foreign looks for words that only another sentence has: facts of two told as
// one. What the sentence calls "he" or "the ship" may be named after others.
func (r *fitting) foreign() {
	stands := map[int]bool{} // words of the claim that name what the sentence only points to
	r.gaps(func(first, last, from, to int) {
		points := false
		for j := from; j <= to; j++ {
			points = points || personal[r.s.words[j].lower] || r.s.words[j].lower == "the"
		}
		if points && r.claim.words[first].lower != "a" && r.claim.words[first].lower != "an" {
			for i := first; i <= last; i++ {
				stands[i] = true
			}
		}
	})
	named := r.claim.named()
	at, n := -1, 0
	for i := r.first; i <= r.last; i++ {
		w := &r.claim.words[i]
		if w.stop || len(r.al.places[i]) == 0 || r.here(i) || named[i] && stands[i] {
			continue
		}
		if r.dated[i] || calendar[w.lower] && w.capital {
			r.fault(Merged, i, i, "%q is told of something else", r.text(i, i))
			return
		}
		if at < 0 {
			at = i
		}
		n++
	}
	if n > mostForeign {
		r.fault(Merged, at, at, "%q is told of something else", r.text(at, at))
	}
}

// mostForeign is how many words of a clause may be of another sentence.
const mostForeign = 1

// guarded looks for words that say when, why, how many or how surely, and that
// the sentence does not have, or has for something else that the claim tells.
func (r *fitting) guarded() {
	for i := r.first; i <= r.last; i++ {
		w := &r.claim.words[i]
		if !guardedWords[w.lower] || r.dated[i] || r.claim.counts(i) && !spans[w.lower] || r.holds(i) || r.left(i) {
			continue
		}
		r.fault(Comparison, i, i, "the evidence does not say %q of this", r.text(i, i))
		return
	}
}

// spans are units of time, which may be told of something else for all that the
// number is right.
var spans = set(`day days week weeks month months year years decade decades hour hours minute minutes`)

// holds reports whether a word of the claim stands for one of the sentence, and
// no other word stands for that.
func (r *fitting) holds(i int) bool {
	j := r.with[i-r.first]
	return j >= 0 && r.taken[j] == i+1
}

// left reports whether the sentence has a word that no other of the claim stands
// for, by the same word before it or after it.
func (r *fitting) left(i int) bool {
	w := &r.claim.words[i]
	for j := range r.s.words {
		if e := &r.s.words[j]; r.taken[j] != 0 || e.term != w.term && !guards(w.lower, e.lower) {
			continue
		}
		for _, step := range []int{-1, 1} {
			a, b := telling(r.claim.words, i, step), telling(r.s.words, j, step)
			if a >= 0 && b >= 0 && slices.ContainsFunc(r.al.places[a], func(p place) bool { return p.at == r.src.first[r.sentence]+b }) {
				return true
			}
		}
	}
	return false
}

// telling returns the word next to another that is no stop word, or -1.
func telling(words []word, i, step int) int {
	for i += step; i >= 0 && i < len(words); i += step {
		if !words[i].stop {
			return i
		}
	}
	return -1
}

// denied looks for words of denial that are on one side only.
func (r *fitting) denied() {
	ours, theirs := -1, -1 // those that nothing stands for on the other side
	added, omitted := 0, 0
	for i := r.first; i <= r.last; i++ {
		w := &r.claim.words[i]
		if isNegation(w.lower) && r.with[i-r.first] < 0 && !(w.lower == "no" && i < r.last && notDenying[r.claim.words[i+1].lower]) {
			ours = i
			added++
		}
	}
	for j := range r.s.words {
		if w := &r.s.words[j]; isNegation(w.lower) && r.taken[j] == 0 {
			if omitted++; j+1 < len(r.s.words) && r.taken[j+1] != 0 {
				theirs = j
			}
		}
	}
	switch {
	case added > omitted:
		r.fault(Negation, ours, ours, "the claim has %q, of which the evidence has nothing", r.text(ours, ours))
	case added == 0 && theirs >= 0:
		r.fault(Negation, r.first, r.last, "the evidence says %q", r.s.text[r.s.words[theirs].start:r.s.words[theirs+1].end])
	}
}

// adopted looks for a clause that is no statement, and for one without anybody
// who does what it tells, where the sentence that tells it is of somebody else
// than the claim is.
func (r *fitting) adopted(opening *fitting) {
	if !slices.ContainsFunc(r.claim.words[r.first:r.last+1], func(w word) bool { return auxiliaries[w.lower] || looksLikeVerb(&w) }) {
		r.fault(Merged, r.first, r.last, "%q is told of something else", r.text(r.first, r.last))
		return
	}
	i := r.first
	for i < r.last && (joining[r.claim.words[i].lower] || auxiliaries[r.claim.words[i].lower]) {
		i++
	}
	if w := &r.claim.words[i]; w.capital || !looksLikeVerb(w) && !auxiliaries[r.claim.words[max(r.first, i-1)].lower] {
		return
	}
	for j := 0; j < len(r.s.words) && j < openingWords; j++ {
		if whoever[r.s.words[j].lower] {
			return
		}
		for k := opening.first; k <= opening.last && k < opening.first+openingWords; k++ {
			if w := &r.claim.words[k]; !w.stop && slices.ContainsFunc(r.al.places[k], func(p place) bool { return p.at == r.src.first[r.sentence]+j }) {
				return
			}
		}
	}
	r.fault(Merged, i, i, "%q is told of somebody else", r.text(i, i))
}

var whoever = set(`he she it they who which`)

// openingWords is within how many words a statement tells of whom it is.
const openingWords = 8

// broken looks for a word that asks for another after it, and does not get it.
func (r *fitting) broken() {
	for i := r.first; i+1 < len(r.claim.words) && i <= r.last; i++ {
		w, next := &r.claim.words[i], &r.claim.words[i+1]
		if gap(r.claim.text, r.claim.words, i) == " " && (i == r.last && open[w.lower] || articles[w.lower] && open[next.lower] && !next.capital && !articles[next.lower]) {
			r.fault(Merged, i, i+1, "%q is no end of a statement", r.text(i, i))
			return
		}
	}
}

var articles = set(`the a an`)

var open = set(`of the a an to with for at from his her its their`)

// doubts looks for words of doubt that were left out of what they stand in.
func (r *fitting) doubts() {
	for i := r.first; i <= r.last; i++ {
		if w := &r.claim.words[i]; doubts[w.lower] || uncertain[w.lower] || w.doubting {
			return
		}
	}
	for j := range r.s.words {
		w := &r.s.words[j]
		if !hedges[w.lower] || r.taken[j] != 0 || w.lower == "may" && isMonth(r.s.text, r.s.words, j) {
			continue
		}
		for k := j + 1; k < len(r.s.words) && k <= j+3 && !boundary(gap(r.s.text, r.s.words, k-1)); k++ {
			if r.s.words[k].negated {
				break // "could not" is told as a denial
			}
			if r.s.words[k].stop {
				continue
			}
			if r.taken[k] != 0 {
				r.fault(Modality, r.first, r.last, "the evidence says %q", r.s.text[w.start:r.s.words[k].end])
				return
			}
			break
		}
	}
}

// hedges make what follows them less than a fact, whoever says it.
var hedges = set(`may might could possibly perhaps maybe reportedly allegedly apparently supposedly purportedly probably likely believed
	thought rumoured rumored suspected`)

// guardWords are groups of words that say when, why, how many, or how surely:
// within a group they say the same. Those with "~" say other things, too, and may
// be put where the evidence has no such word.
const guardWords = `
before prior ahead
after following ~since
until till
~while ~as when ~during amid
because due owing ~since thanks ~result
next coming following
last previous past earlier
ago earlier
day days daily
week weeks weekly
month months monthly
year years yearly annual annually
decade decades
century centuries
hour hours hourly
minute minutes
all every each entire whole ~both ~entirely
most majority mostly
many numerous lots dozens
several ~some
few
half
none ~no ~nobody
only sole solely
first initial initially
other another
more ~over
less fewer ~under
certainly definitely surely undoubtedly
always
right
left
good well
bad badly
million
billion
thousand
hundred
younger youngest
older oldest elder eldest
`

var guardedWords, guardGroups = readGuards()

func readGuards() (words map[string]bool, pairs map[[2]string]bool) {
	words, pairs = map[string]bool{}, map[[2]string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(guardWords), "\n") {
		group := strings.Fields(line)
		for i, w := range group {
			group[i] = strings.TrimPrefix(w, "~")
			words[group[i]] = words[group[i]] || group[i] == w
		}
		for _, w := range group {
			for _, v := range group {
				pairs[[2]string{v, w}] = true
			}
		}
	}
	return words, pairs
}

// guards reports whether two words are of one such group. Those that merely deny
// are one, too: "has not", "hasn't", "has never".
func guards(a, b string) bool {
	return guardGroups[[2]string{a, b}] || merelyDenying[a] && merelyDenying[b] || hedges[a] && hedges[b]
}

var merelyDenying = set(`not no never neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt
	shouldnt hasnt havent hadnt mustnt nobody none nothing`)

// inOrder reports whether the main sentence has the words of a span of the claim
// in the same order, no other name among them, and none left out before them:
// whoever is said to do it does it there, however far the words are apart.
func (c *checker) inOrder(r *fitting, span corpus.Span) bool {
	first, last := c.claim.wordsOf(span)
	if first < 0 {
		return false
	}
	before := -1
	for i := first; i <= last; i++ {
		j := r.with[i]
		if j < 0 {
			return false
		}
		for k := before + 1; k < j; k++ {
			if nameWord(r.s, k) && (before >= 0 || r.taken[k] == 0) {
				return false
			}
		}
		before = j
	}
	return true
}
