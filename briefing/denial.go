package briefing

import (
	"slices"
	"strings"

	"sitrep/corpus/analysis"
)

// denial says how a sentence stands to what another says.
type denial int

const (
	noDenial denial = iota
	byNot           // the one has a "not" before what the other says
	outright        // the one says that it is denied, or false
)

// How many content words after a denial are looked at, and how many of them the
// other sentence must hold.
const (
	afterDenied, heldDenied = 6, 2
	afterNot                = 2 // both: a verb and its object
)

// denial reports whether what a sentence negates is what another says. It would
// rather miss one than take for one what is none: to say nothing, or to have
// seen no proof, denies nothing; "no" and "nobody" stand before nouns, and what
// they deny is seldom what follows; and of two sentences that both negate it is
// not known which denies.
func (s *sentence) denial(o *sentence) denial {
	if !denies(s.lower) || denies(o.lower) || hasAny(o.lower, withheld) {
		return noDenial
	}
	said := map[string]bool{}
	for _, w := range o.lower {
		said[analysis.Stem(w)] = true
	}
	for i, w := range s.lower {
		w = strings.ReplaceAll(w, "’", "'")
		switch {
		case denials[w]:
			about := contentAfter(s.lower[i+1:], afterDenied, hearsay)
			if i > 0 && ofBeing[s.lower[i-1]] { // "the reports are false": what is false stands before
				before := slices.Clone(s.lower[:i-1])
				slices.Reverse(before)
				about = contentAfter(before, afterDenied, hearsay)
			}
			if held := heldIn(about, said); held >= heldDenied && 2*held >= len(about) {
				return outright
			}
		case isNot(w) && i+1 < len(s.lower) && !merely[s.lower[i+1]]:
			after := contentAfter(s.lower[i+1:], afterNot, nil)
			if len(after) == afterNot && !unsaid[analysis.Stem(after[0])] && !unsaid[analysis.Stem(after[1])] && heldIn(after, said) == afterNot {
				return byNot
			}
		}
	}
	return noDenial
}

// isNot reports whether a word turns the verb after it round.
func isNot(w string) bool {
	return w == "not" || w == "never" || w == "cannot" || w == "refused" || w == "refuses" || strings.HasSuffix(w, "n't")
}

// contentAfter returns the first content words of some, but for those of a set.
func contentAfter(lower []string, most int, but map[string]bool) []string {
	var out []string
	for _, w := range lower {
		if w == "" || functionWords[w] || but[w] {
			continue
		}
		if out = append(out, w); len(out) == most {
			break
		}
	}
	return out
}

func heldIn(words []string, stems map[string]bool) int {
	n := 0
	for _, w := range words {
		if stems[analysis.Stem(w)] {
			n++
		}
	}
	return n
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
	denials = set("denied denies deny denying false untrue fake hoax")
	ofBeing = set("is are was were be been being")
	// hearsay words stand between "denied" and what is denied.
	hearsay = set(`report reports reported reporting claim claims claimed rumour rumours rumor rumors speculation suggestion suggestions
		allegation allegations story stories saying says said statement statements news media`)
	// merely words follow a "not" that denies nothing.
	merely = set("only just merely simply yet until long")
	// unsaid are the stems of verbs whose "not" tells that nothing is known.
	unsaid = stems(`comment confirm verify respond reply answer identify disclose reveal elaborate specify name say tell know clear
		announce publicly officially independently immediately`)
	// withheld words make a sentence say less than it seems to.
	withheld = set(`unable unconfirmed declined declines refused refuses stopped stops fail fails failed failing instead alleged
		allegedly`)
)

// stems is the set of the stems of words.
func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range set(words) {
		m[analysis.Stem(w)] = true
	}
	return m
}
