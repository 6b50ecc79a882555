// Package verify checks what is claimed against the text that it cites.
//
// [Claim] compares one sentence with its evidence by rules and by measures of
// words alone: no model, no network, the same verdict every time. It finds where
// each word of the claim is told, by stems, curated names and words of near
// meaning, and how the places hang together; then it looks for faults: a
// number, date, name or quotation that the evidence does not have, somebody
// else who said or did it, a denial or a plan told as fact, a cause or a
// comparison that nobody made, facts of different events told as one.
//
// A verdict has a score, from 0 to 1, and the faults. A claim without faults
// whose words are mostly there is [Supported]. One that speaks of the same thing
// but is at odds with it is [Contradicted]; all others are [NotFound].
//
// The rules are for English. They cannot know what the words mean: a claim in
// quite other words is not found even where a reader would find it, and a claim
// of the right words in the right order may still be wrong.
package verify

import (
	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Evidence is text that a claim is checked against: a passage, or the sentences
// of one that a claim cites.
type Evidence struct {
	Title     string      // of the article; names in it count as told. Empty for none
	Sentences []string    // in the order of the text
	Published corpus.Date // what "yesterday" is read against; unknown leaves such dates out
}

// Label says how a claim stands to its evidence.
type Label string

const (
	Supported    Label = "supported"
	Contradicted Label = "contradicted" // the evidence tells of it, but otherwise
	NotFound     Label = "not found"
)

// Verdict is how a claim stands to its evidence, and why.
type Verdict struct {
	Label Label
	// Score is how sure it is, from 0 to 1, that readers would find the claim
	// supported, by fitted measures; at [Even] as many would as would not.
	// Only faults of numbers, denials, quotations and comparisons lower it.
	Score  float64
	Faults []Fault // what speaks against the claim, in the order of the checks
	// Sentence is the sentence of the evidence that tells most of the claim, by
	// the numbers of the evidence and of its sentence; -1 and -1 for none.
	Evidence, Sentence int
	Covered            float64  // share of the claim's content words that this sentence has, 0 to 1
	Told               float64  // the same, with names that the sentences right before it have, or the title
	Untold             []string // the claim's words, as written, that the evidence has in no form, without those that tell little
	contents           int
}

// Supported reports whether the claim can be told as what the evidence says.
func (v Verdict) Supported() bool { return v.Label == Supported }

// Even is the score at which a claim is as likely supported as not. It is where
// a reader who wants to know draws the line.
const Even = 0.5

// What a claim without faults needs to be supported: so many of its words in
// the evidence, and so many in one sentence. It is less than an even score asks
// for: what is written from the evidence, with every number, date, name, speaker
// and denial right, seldom errs, though its words may be its own.
const (
	leastCovered  = 0.7
	leastSentence = 0.5
)

// FaultKind is what is wrong with a claim.
type FaultKind string

const (
	Number     FaultKind = "number"     // a number, or its unit, that is not told, or is told of something else
	Date       FaultKind = "date"       // a date that is not told
	Name       FaultKind = "name"       // a name that is not told
	Quotation  FaultKind = "quotation"  // quoted words that nobody says
	Role       FaultKind = "role"       // somebody else said or did it
	Negation   FaultKind = "negation"   // denied there and told here, or the other way round
	Modality   FaultKind = "modality"   // planned, possible or alleged there, and fact here
	Opposite   FaultKind = "opposite"   // the opposite word stands there
	Comparison FaultKind = "comparison" // more, first, all or never, where the evidence has no such word
	Cause      FaultKind = "cause"      // because of, where the evidence names no cause
	Merged     FaultKind = "merged"     // facts of different sentences told as one
)

// Fault is one thing that speaks against a claim.
type Fault struct {
	Kind   FaultKind
	Span   corpus.Span // bytes of the claim
	Reason string      // for a reader: what is claimed, and what the evidence has
	// Otherwise is whether the evidence has something in its place, and not
	// merely nothing of it.
	Otherwise bool
}

// Claim checks one sentence against its evidence, which stands in the order of
// its weight: relative dates of the claim are read against the publication of
// the first. Claims and evidence beyond a generous length are cut.
func Claim(a *analysis.Analyzer, claim string, evidence []Evidence) Verdict {
	v, _ := judge(a, claim, evidence)
	return v
}

// judge is [Claim] with what the faults were looked for with; nil where there is
// nothing to compare.
func judge(a *analysis.Analyzer, claim string, evidence []Evidence) (Verdict, *checker) {
	src := readSource(a, evidence)
	c := readSentence(a, claim, 0, maxClaimWords)
	v := Verdict{Label: NotFound, Evidence: -1, Sentence: -1}
	if len(c.words) == 0 || len(src.words) == 0 {
		return v, nil
	}
	al := align(&c, &src)
	m := measure(&c, &src, &al)
	if m.main < 0 {
		v.Score = m.score()
		return v, nil
	}
	v.Evidence = src.sentences[m.main].evidence
	v.Sentence = m.main - src.offsets[v.Evidence]
	checked := check(&c, &src, &al, m.main)
	v.Faults = checked.out
	for _, f := range v.Faults {
		switch f.Kind {
		case Number:
			m.numbers = 1
		case Negation:
			m.turned = 1
		case Quotation:
			m.unsaid = 1
		case Comparison:
			m.compared = 1
		}
	}
	v.Score, v.Covered, v.Told, v.Untold = m.score(), m.sentence, m.around, m.untold
	v.contents = m.contents
	switch {
	case len(v.Faults) == 0 && m.told >= leastCovered && m.around >= leastSentence:
		v.Label = Supported
	case m.covered >= sameMatter && turned(v.Faults):
		v.Label = Contradicted
	}
	return v, checked
}

// sameMatter is the share of a claim's words that the evidence must have to be
// about the same, so that it can contradict it.
const sameMatter = 0.6

// turned reports whether faults say that the evidence tells it otherwise, and
// not only that it does not tell it.
func turned(faults []Fault) bool {
	for _, f := range faults {
		switch f.Kind {
		case Number, Date, Role, Negation, Opposite:
			return true
		}
	}
	return false
}
