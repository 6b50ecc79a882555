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
// A claim without faults, every word of which is told, is what the evidence
// [SaysSo]; one fault that is certain, and the evidence [SaysOtherwise]. Between
// them a reader must judge, or the evidence is [Silent]. The score, from 0 to 1, is
// of fitted measures alone.
//
// The rules are for English. They cannot know what the words mean: a claim in
// quite other words is not found even where a reader would find it, and a claim
// of the right words in the right order may still be wrong.
package verify

import (
	"cmp"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Evidence is text that a claim is checked against: a passage, or the sentences
// of one that a claim cites.
type Evidence struct {
	Title     string   // of the article; names in it count as told. Empty for none
	Sentences []string // in the order of the text
	// Before are the sentences right before, which may tell who "he" is. With
	// neither them nor a title, a pronoun that the evidence begins with is taken
	// for whom the claim begins with.
	Before    []string
	Published corpus.Date // what "yesterday" is read against; unknown leaves such dates out
	Language  string      // BCP 47, of the article; empty is read as English
}

// language is what the evidence, and a claim that is held against it, is read as.
func (e Evidence) language() string { return cmp.Or(e.Language, "en") }

// Label says how a claim stands to its evidence.
type Label string

const (
	SaysSo        Label = "says so"        // it can be told as what the evidence says
	SaysOtherwise Label = "says otherwise" // the evidence tells of it, and certainly otherwise
	Undecided     Label = "undecided"      // the evidence tells of it; a reader has to judge
	Silent        Label = "silent"         // the evidence does not tell of it
)

// Labels are all there are, the surest first.
var Labels = []Label{SaysSo, SaysOtherwise, Undecided, Silent}

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
func (v Verdict) Supported() bool { return v.Label == SaysSo }

// LeavesOpen reports whether whoever understands the words may find the claim in
// the evidence all the same: there is something of it, nothing is certain to be
// otherwise, and no words are put into anybody's mouth.
func (v Verdict) LeavesOpen() bool {
	return (v.Label == Undecided || v.Label == Silent) && v.Sentence >= 0 &&
		!slices.ContainsFunc(v.Faults, func(f Fault) bool { return f.Kind == Quotation })
}

// Even is the score at which a claim is as likely supported as not. It is where
// a reader who wants to know draws the line.
const Even = 0.5

// What a claim without faults needs besides: so many of its words, light ones
// included, in the evidence, and so many in one sentence.
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
	Merged     FaultKind = "merged"     // facts of different sentences told as one
)

// Fault is one thing that speaks against a claim.
type Fault struct {
	Kind   FaultKind
	Span   corpus.Span // bytes of the claim
	Check  string      // its name in the table of checks
	Reason string      // for a reader: what is claimed, and what the evidence has
	// Otherwise is whether the evidence has something in its place, and not
	// merely nothing of it.
	Otherwise bool
}

// Claim checks one sentence against its evidence, which stands in the order of
// its weight: relative dates of the claim are read against the publication of
// the first. Claims and evidence beyond a generous length are cut.
func Claim(a *analysis.Analyzer, claim string, evidence []Evidence) Verdict {
	v, c := judge(a, claim, evidence)
	if v.Label == SaysSo {
		if len(v.Untold) > 0 || c.isCut() {
			v.Label = Undecided
		}
	}
	if v.Label == Undecided && c != nil && c.joined(a, evidence) {
		v.Label, v.Faults = SaysSo, nil
	}
	return v
}

// Reason says why the verdict is no better, for a reader; empty where nothing
// speaks against the claim.
func (v Verdict) Reason() string {
	if len(v.Faults) == 0 {
		return ""
	}
	for _, f := range v.Faults {
		if f.Otherwise {
			return f.Reason
		}
	}
	return v.Faults[0].Reason
}

// judge is [Claim] with what the faults were looked for with; nil where there is
// nothing to compare.
func judge(a *analysis.Analyzer, claim string, evidence []Evidence) (Verdict, *checker) {
	src := readSource(a, evidence)
	var in Evidence
	if len(evidence) > 0 {
		in = evidence[0]
	}
	c := readSentence(a, claim, in.language(), 0, maxClaimWords)
	v := Verdict{Label: Silent, Evidence: -1, Sentence: -1}
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
	for i := range checked.assumed {
		w := c.words[i]
		if k := slices.Index(m.untold, c.Text[w.Start:w.End]); k >= 0 {
			m.untold = slices.Delete(m.untold, k, k+1)
			m.told += 1 / (float64(m.contents) + few)
			m.around += 1 / (float64(m.contents) + few)
		}
	}
	v.Score, v.Covered, v.Told, v.Untold = m.score(), m.sentence, m.around, m.untold
	v.contents = m.contents
	switch {
	case len(v.Faults) == 0 && m.told >= leastCovered && m.around >= leastSentence:
		v.Label = SaysSo
	case m.around >= sameSubject && turned(v.Faults):
		v.Label = SaysOtherwise
	case m.around >= sameSubject:
		v.Label = Undecided
	}
	return v, checked
}

// sameSubject is the share of a claim's words that one sentence must tell to be
// about the same, so that it can contradict it or is worth reading with it.
const sameSubject = 0.4

// turned reports whether faults say that the evidence tells it otherwise, and
// not only that it does not tell it.
func turned(faults []Fault) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.Otherwise })
}
