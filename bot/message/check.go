package message

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/briefing/verify"
)

// Check draws a page of what became of checking a message.
func Check(as Presentation, b briefing.Brief, c Control) Card {
	pages := paginate(checkItems(as, b), "\n\n", pageItems, pageText)
	page := max(0, min(c.Page, len(pages)-1))
	counts := map[verify.Label]int{}
	for _, check := range b.Checks {
		counts[check.Verdict]++
	}
	facts := []string{
		as.Say("Says so") + " " + fmt.Sprint(counts[verify.SaysSo]), as.Say("Says otherwise") + " " + fmt.Sprint(counts[verify.SaysOtherwise]),
		as.Say("Undecided") + " " + fmt.Sprint(counts[verify.Undecided]), as.Say("Silent") + " " + fmt.Sprint(counts[verify.Silent]),
		as.Count(b.Stats.Articles, "article searched", "articles searched"),
	}
	head := as.Heading("Checked against the articles") + "\n-# " + strings.Join(facts, " · ")
	if b.Unchecked > 0 {
		head += "\n-# " + as.Plural(b.Unchecked, "The message is long: 1 more sentence was not checked.", "The message is long: %d more sentences were not checked.")
	}
	out := Card{Accent: AccentBrief, Blocks: []string{head}}
	if counts[verify.Silent]+counts[verify.Undecided] == len(b.Checks) {
		out.Accent = accentNothing
	}
	if len(pages) > 0 {
		out.Blocks = append(out.Blocks, strings.Join(pages[page], "\n\n"))
	}
	foot := "-# " + as.Say("What the articles say need not be true, and what they are silent on may be. Undecided: read the sentence.")
	if len(pages) > 1 {
		foot += "\n-# " + as.Say("Page %d of %d", page+1, len(pages))
	}
	out.Blocks = append(out.Blocks, foot)
	out.Buttons = turnButtons(as, c, page, len(pages))
	if c.Brief != "" && len(b.Sources) > 0 {
		out.Buttons = append(out.Buttons, discordgo.Button{
			Label: fmt.Sprintf("%s (%d)", ViewSources.title(as), len(b.Sources)), Style: discordgo.SecondaryButton,
			CustomID: Control{View: ViewSources, Brief: c.Brief}.CustomID(),
		})
	}
	return out
}

// checkItems are the claims of a message, each with its verdict and what the
// articles say.
func checkItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, c := range b.Checks {
		lines := []string{"**" + verdict(as, c) + "** · " + Plain(Shorten(Tidy(c.Claim), MaxEcho))}
		if c.Verdict == verify.SaysOtherwise {
			if what := differing(as, c); what != "" {
				lines = append(lines, "-# "+as.Say("Where they differ: %s", what))
			}
		}
		used := Weight(strings.Join(lines, "\n"))
		add := func(lead string, claims []briefing.Claim) {
			for _, s := range claims {
				line := "- " + lead + claim(as, s) + shortMarks(s.Citations, sources)
				if used += Weight(line) + 1; used > MaxText-2*NotesReserve-2*MaxTitle {
					return
				}
				lines = append(lines, line)
			}
		}
		add("", c.For)
		against := ""
		if c.Verdict == verify.SaysSo {
			against = as.Say("But:") + " "
		}
		add(against, c.Against)
		add(as.Say("Read:")+" ", c.Nearest)
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// verdict names how a claim stands to the articles.
func verdict(as Presentation, c briefing.Check) string {
	switch c.Verdict {
	case verify.SaysSo:
		if len(c.Against) > 0 {
			return as.Say("Says so") + " " + as.Say("(disputed)")
		}
		return as.Say("Says so")
	case verify.SaysOtherwise:
		return as.Say("Says otherwise")
	}
	if c.Verdict == verify.Undecided {
		return as.Say("Undecided")
	}
	return as.Say("Silent")
}

// differing names in what the articles differ from a claim.
func differing(as Presentation, c briefing.Check) string {
	var names []string
	for _, kind := range c.Differs {
		switch kind {
		case verify.Number:
			names = append(names, as.Say("a number"))
		case verify.Date:
			names = append(names, as.Say("a date"))
		case verify.Role:
			names = append(names, as.Say("who did or said it"))
		case verify.Negation:
			names = append(names, as.Say("whether it is so"))
		case verify.Opposite:
			names = append(names, as.Say("the opposite"))
		case verify.Modality:
			names = append(names, as.Say("how sure it is"))
		}
	}
	return as.joined(names...)
}
