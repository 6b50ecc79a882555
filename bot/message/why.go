package message

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing"
)

// maxReasons is how many reasons are given why a claim was chosen: those that
// counted most.
const maxReasons = 3

// partNames say in plain words what the parts of a score stand for: those of a
// sentence of a brief, then those of one that answers a question.
var partNames = map[string]string{
	"relevance":  "is about the topic",
	"centrality": "says what much of the coverage says",
	"support":    "stated by several sources",
	"position":   "stands early in its article",
	"recency":    "recent",

	"covered":   "holds the words of the question",
	"predicate": "holds what is asked about the names",
	"around":    "so does what stands around it",
	"names":     "holds the names asked about",
	"before":    "the sentences before it hold more of the question",
	"after":     "the sentence after it may be the answer instead",
	"title":     "the title of its article holds more of the question",
	"nearby":    "its passage holds the question",
	"article":   "its article holds the question",
	"passage":   "its passage was found early",
	"pairs":     "holds words of the question side by side",
	"share":     "says little besides",
	"kind":      "holds the kind of thing asked for",
	"beside":    "has a number beside what is counted",
	"defines":   "says what the thing is",
	"early":     "stands early in its article",
	"wording":   "holds words of the question side by side",
	"fresh":     "recent",
	"recent":    "recent",
	"focus":     "holds what is asked about the names",
	"focused":   "so does what stands around it",
	"headline":  "says what its headline says",
	"entitled":  "the title of its article holds more of the question",
	"news":      "holds the kind of thing asked for",
	"source":    "its passage was found early",
	"echoed":    "stated by several sources",
	"echoes":    "stated by several sources",

	"fresh passage": "recent", "fresh source": "recent", "fresh nearby": "recent", "fresh entitled": "recent",
}

// reasonNames say in plain words why a sentence was left out; what is of another
// version, and not among them, is said as it stands.
var reasonNames = map[string]string{
	"says much the same":              "says much the same",
	"has more than half of its words": "says much the same", // in briefs of before
	"told before":                     "told before",
	"scores lower":                    "counts for less",
	"is not about the topic":          "is not about the topic",
	"of a namesake":                   "is about another of that name",

	"too short":            "too short",
	"too long":             "too long",
	"not a sentence":       "not a sentence",
	"a question":           "a question",
	"a headline":           "a headline",
	"boilerplate":          "part of the page, not of the article",
	"begins in the middle": "begins in the middle",
	"part of a quotation":  "part of a quotation",

	"a quotation without its speaker":     "does not say who speaks",
	"a pronoun without its name":          "does not say who is meant",
	"begins with a word that points back": "depends on what comes before it",
}

// whyItems say why each claim of a brief was chosen: where it ranks, what its
// score is made of, how many sources state it, and what was left out beside it.
// Explanations are kept with the brief, so that they are of the brief shown,
// whatever has become of the articles since.
func whyItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, e := range b.Explanations {
		heading, claims := "", []briefing.Claim(nil)
		switch e.Section {
		case "bottom_line":
			heading, claims = as.Say("Bottom line"), b.BottomLine
		case "developments":
			heading, claims = as.Say("Development"), b.Developments
		case "answer":
			heading, claims = as.Say("Answer"), b.Answer
		}
		if e.Claim < 1 || e.Claim > len(claims) {
			continue // of a section that this version does not know
		}
		claim := claims[e.Claim-1]
		lines := []string{
			fmt.Sprintf("**%s %d** · ", heading, e.Claim) + sentence(as, claim.Text) + shortMarks(claim.Citations, sources),
			"-# " + reasonsOf(as, e, len(sources)),
		}
		used := Weight(strings.Join(lines, "\n"))
		for i, r := range e.Rejected {
			line := "- " + as.Say("Left out (%s):", reasonOf(as, r.Reason)) + " " + sentence(as, r.Text) + shortMarks(r.Citations, sources) + origin(as, r, sources)
			if used += Weight(line) + 1; used > MaxText-2*NotesReserve-2*MaxTitle {
				lines = append(lines, "- "+as.Say("… and %d more", len(e.Rejected)-i))
				break
			}
			lines = append(lines, line)
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// reasonsOf says in words why a sentence was chosen: what spoke for it most, and
// how many sources say so. Of a brief of one source none speaks of the coverage.
func reasonsOf(as Presentation, e briefing.Explanation, sources int) string {
	parts := slices.DeleteFunc(slices.Clone(e.Parts), func(p briefing.Part) bool {
		return p.Value*p.Weight < leastReason || p.Name == "centrality" && sources < 2
	})
	slices.SortStableFunc(parts, func(a, b briefing.Part) int { return cmp.Compare(b.Value*b.Weight, a.Value*a.Weight) })
	var names []string
	for _, p := range parts {
		if known, ok := partNames[p.Name]; ok && len(names) < maxReasons && !slices.Contains(names, as.Say(known)) {
			names = append(names, as.Say(known))
		}
	}
	text := as.Say("Why it was chosen: %s", strings.Join(names, " · "))
	if len(names) == 0 {
		text = as.Say("Chosen for want of a better one")
	}
	if e.Sources > 1 {
		text += " · " + as.Say("stated by %s", as.Count(e.Sources, "independent source", "independent sources"))
	}
	return text
}

// leastReason is how much a part of a score counts for at least that is named.
const leastReason = 0.01

// origin names the outlet of what was left out, since its number may not be
// among the sources under the brief.
func origin(as Presentation, r briefing.Rejected, sources map[int]briefing.Source) string {
	if len(r.Citations) == 0 {
		return ""
	}
	s, known := sources[r.Citations[0].N]
	if !known {
		return ""
	}
	return " · " + outletName(s) + " · " + as.Date(s.Published)
}

// ownSources are the sources that a brief itself cites. Those that only its
// explanations cite are none of its sources.
func ownSources(b briefing.Brief) []briefing.Source {
	beside := map[int]bool{}
	for _, e := range b.Explanations {
		for _, r := range e.Rejected {
			for _, c := range r.Citations {
				beside[c.N] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(b.Sources), func(s briefing.Source) bool {
		return beside[s.N] && len(b.CitationsOf(s.N)) == 0
	})
}

// reasonOf puts into words why a sentence was left out.
func reasonOf(as Presentation, reason string) string {
	if known, ok := reasonNames[reason]; ok {
		return as.Say(known)
	}
	return Plain(Shorten(Tidy(reason), MaxTitle))
}
