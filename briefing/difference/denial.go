package difference

import (
	"slices"
	"strings"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/analysis"
)

// Denial says how a sentence stands to what another says.
type Denial int

const (
	NoDenial Denial = iota
	ByNot           // the one has a "not" before what the other says
	Outright        // the one says that it is denied, or false
)

// How many content words after a denial are looked at, and how many of them the
// other sentence must hold.
const (
	afterDenied, heldDenied = 6, 2
	afterNot                = 2 // both: a verb and its object
)

// DeniedMatter is what a sentence denies once: the stems of the content words about a
// word of denial, and which of them are no names. Whatever is said of somebody holds
// their name, so that only the others tell what is denied of them.
type DeniedMatter struct {
	stems, said []string
	kind        Denial
}

// Denials are what a sentence denies.
func Denials(s *pool.Sentence) []DeniedMatter {
	var out []DeniedMatter
	twice := -1 // up to where a denial is itself denied: "the false claim that it was a hoax"
	for i, w := range s.Lower {
		w = strings.ReplaceAll(w, "’", "'")
		switch {
		case denying[w]:
			if i > 0 && (isNot(s.Lower[i-1]) || undenied[s.Lower[i-1]]) {
				continue // neither confirmed nor denied
			}
			about := calledFalse(s, i)
			if n := slices.IndexFunc(about, func(j int) bool { return j > i && denying[s.Lower[j]] }); n >= 0 {
				twice = about[n]
			}
			if len(about) > 0 && i > twice {
				out = append(out, DeniedMatter{stemsAt(s, about), stemsAt(s, slices.DeleteFunc(slices.Clone(about), func(i int) bool { return english.IsCapital(s.Fields[i]) })), Outright})
			}
		case isNot(w) && i+1 < len(s.Lower) && !merely[s.Lower[i+1]]:
			at := contentBetween(s, i+1, i+1+mostBetween, afterNot, nil)
			about := stemsAt(s, at)
			// "will not be Anna Marsh" has no verb that says what is not done.
			if len(about) == afterNot && !english.IsCapital(s.Fields[at[0]]) && !unsaid[about[0]] && !unsaid[about[1]] {
				out = append(out, DeniedMatter{about, nil, ByNot})
			}
		}
	}
	return out
}

// mostBetween is how many words may stand between one that denies and what it
// denies. No sentence that is read has more.
const mostBetween = 100

// calledFalse returns where the content words of what the word of denial at i denies are.
func calledFalse(s *pool.Sentence, i int) []int {
	being := i - 1
	for being > 0 && i-being <= 3 && !ofBeing[s.Lower[being]] {
		being--
	}
	if being <= 0 || !ofBeing[s.Lower[being]] {
		if !strings.HasPrefix(s.Lower[i], "den") && (i+1 == len(s.Lower) || !hearsay[s.Lower[i+1]]) {
			return nil // a fake passport
		}
		return contentBetween(s, i+1, i+1+mostBetween, afterDenied, hearsay)
	}
	// "The reports that ... are false": what is false stands between.
	from := being - 1
	for from >= 0 && from >= being-mostBetween && !hearsay[s.Lower[from]] {
		from--
	}
	if from < 0 || !hearsay[s.Lower[from]] {
		return nil // who "was denied" a visa denies nothing
	}
	return contentBetween(s, from+1, being, afterDenied, hearsay)
}

// DenialOf reports whether what was denied is what another sentence says, of
// which holds reports whether it has a stem. It would rather miss one than take
// for one what is none: to say nothing, or to have seen no proof, denies nothing;
// "no" and "nobody" stand before nouns, and what they deny is seldom what
// follows; and of two sentences that both negate it is not known which denies.
func DenialOf(s *pool.Sentence, what []DeniedMatter, holds func(stem string) bool) Denial {
	for _, d := range what {
		held := func(stems []string) (n int) {
			for _, stem := range stems {
				if holds(stem) {
					n++
				}
			}
			return n
		}
		least := afterNot
		if d.kind == Outright {
			least = max(heldDenied, (len(d.stems)+1)/2)
		}
		if held(d.stems) >= least && (len(d.said) == 0 || 2*held(d.said) > len(d.said)) && !s.Negated && !hasAny(s.Lower, withheld) {
			return d.kind
		}
	}
	return NoDenial
}

// isNot reports whether a word turns the verb after it round.
func isNot(w string) bool {
	return w == "not" || w == "never" || w == "cannot" || w == "refused" || w == "refuses" || strings.HasSuffix(w, "n't")
}

// contentBetween returns where the first content words from one word to before another
// are, but for those of a set.
func contentBetween(s *pool.Sentence, from, to, most int, but map[string]bool) []int {
	var out []int
	for i := from; i < min(to, len(s.Lower)) && len(out) < most; i++ {
		if w := s.Lower[i]; w != "" && !english.FunctionWords[w] && !but[w] {
			out = append(out, i)
		}
	}
	return out
}

// stemsAt are the stems of some words of a sentence.
func stemsAt(s *pool.Sentence, at []int) []string {
	out := make([]string, len(at))
	for i, j := range at {
		out[i] = analysis.Stem(s.Lower[j])
	}
	return out
}

func stemsOf(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = analysis.Stem(w)
	}
	return out
}

func hasAny(lower []string, set map[string]bool) bool {
	for _, w := range lower {
		if set[w] {
			return true
		}
	}
	return false
}

var (
	denying = english.Pack.Set("negation/deny")
	ofBeing = english.Pack.Set("denial/of being")
	// undenied words before a denial take it back.
	undenied = english.Pack.Set("denial/undenied")
	// hearsay words stand between "denied" and what is denied.
	hearsay = english.Pack.Set("denial/hearsay")
	// merely words follow a "not" that denies nothing.
	merely = english.Pack.Set("denial/merely")
	// unsaid are the stems of verbs whose "not" tells that nothing is known.
	unsaid = english.SetOf(stemsOf(english.Pack.List("denial/unsaid")))
	// withheld words make a sentence say less than it seems to.
	withheld = english.Pack.Set("denial/withheld")
)
