package render

import (
	"fmt"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/verify"
)

// checkTitle is what a check of a text is headed by.
const checkTitle = "Checked against the corpus"

// verdict says how a claim stands to the corpus.
func verdict(c briefing.Check) string {
	switch c.Verdict {
	case verify.SaysSo:
		if len(c.Against) > 0 {
			return "Says so (disputed)"
		}
		return "Says so"
	case verify.SaysOtherwise:
		return "Says otherwise"
	case verify.Undecided:
		return "Undecided"
	}
	return "Silent"
}

// tally counts the verdicts of a check.
func tally(b briefing.Brief) string {
	n := map[verify.Label]int{}
	for _, c := range b.Checks {
		n[c.Verdict]++
	}
	s := fmt.Sprintf("%s: the articles say so %d, say otherwise %d, undecided %d, silent %d", count(len(b.Checks), "claim"),
		n[verify.SaysSo], n[verify.SaysOtherwise], n[verify.Undecided], n[verify.Silent])
	if b.Unchecked > 0 {
		s += fmt.Sprintf("; %s not checked, the text is too long", count(b.Unchecked, "more claim"))
	}
	return s
}

// beside are the sentences that are shown with a claim, under what they are.
func beside(c briefing.Check) []struct {
	lead   string
	claims []briefing.Claim
} {
	return []struct {
		lead   string
		claims []briefing.Claim
	}{{"for: ", c.For}, {"against: ", c.Against}, {"read: ", c.Nearest}}
}

func (t *textWriter) checks(b briefing.Brief) {
	t.title(checkTitle, basis(b), summary(b))
	t.paragraph("", "  ", tally(b), "")
	for _, c := range b.Checks {
		t.out.WriteString("\n")
		t.paragraph(strings.ToUpper(verdict(c))+": ", "  ", Line(c.Claim), "", bold)
		for _, r := range c.Reasons {
			t.paragraph("  ", "    ", Line(r), "")
		}
		for _, s := range beside(c) {
			for _, claim := range s.claims {
				t.claim("  "+s.lead, claim)
			}
		}
	}
}

func (m *markdownWriter) checks(b briefing.Brief) {
	m.line("# " + checkTitle)
	m.summary(b)
	m.line("\n" + tally(b) + "\n")
	for _, c := range b.Checks {
		m.line("- **" + verdict(c) + ":** " + escapeMarkdown(c.Claim))
		for _, r := range c.Reasons {
			m.line("  - " + escapeMarkdown(r))
		}
		for _, s := range beside(c) {
			for _, claim := range s.claims {
				m.line("  - " + s.lead + m.cited(said(claim), claim.Citations))
			}
		}
	}
}
