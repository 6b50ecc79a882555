package message

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/outlet"
)

// Linked draws what an article that was linked to says, and what the archive has beside
// it; with a button to keep the article where there is an ID of a note for that. A
// teaser has little text, and may not be all of the article.
func Linked(as Presentation, l briefing.Linked, teaser bool, note string) Card {
	if len(l.Sources) == 0 {
		return Notice(as.Say("There is no article in that page"), "")
	}
	head := linkHead(as, l.Sources[0])
	if teaser {
		head += "\n-# " + as.Say("Little text can be read there; the rest may be for subscribers.")
	}
	foot := "-# " + as.Say("Shown to you alone. The page was read for this, and is not kept.")
	c := Card{Accent: AccentBrief, Blocks: []string{head}}
	lists := func(s briefing.Source) bool { return s.N > 1 && unlinked(s) }
	b := newTextBudget(as, l.Sources, lists)
	b.free = MaxText - NotesReserve - Weight(head) - Weight(foot)
	section := func(heading string, lines func(add func(briefing.Claim, bool) bool)) {
		rows := []string{heading}
		b.free -= Weight(rows[0]) + 1
		lines(func(claim briefing.Claim, day bool) bool {
			row, ok := b.enter(claim, day && claim.Date.Known())
			if ok {
				rows = append(rows, row)
			}
			return ok
		})
		if len(rows) > 1 {
			c.Blocks = append(c.Blocks, strings.Join(rows, "\n"))
		}
	}
	all := func(claims []briefing.Claim, days bool) func(func(briefing.Claim, bool) bool) {
		return func(add func(briefing.Claim, bool) bool) {
			for _, claim := range claims {
				if !add(claim, days) {
					return
				}
			}
		}
	}
	section(as.Heading("What it says"), all(l.Says, false))
	for _, check := range l.Otherwise {
		rows := []string{"**" + as.Say("The archive says otherwise") + "** · " + Plain(Shorten(Tidy(check.Claim), MaxEcho))}
		if what := differing(as, check); what != "" {
			rows = append(rows, "-# "+as.Say("Where they differ: %s", what))
		}
		b.free -= Weight(strings.Join(rows, "\n")) + 1
		n := len(rows)
		for _, claim := range check.Against {
			if row, ok := b.enter(claim, true); ok {
				rows = append(rows, row)
			}
		}
		if len(rows) > n {
			c.Blocks = append(c.Blocks, strings.Join(rows, "\n"))
		}
	}
	section(as.Heading("What the archive adds"), all(l.Adds, true))
	section(as.Heading("What bears it out"), all(l.Agrees, true))
	if l.Alone() {
		c.Accent = accentNothing
		nothing := as.Say("The archive has nothing to add.")
		if !l.Sources[0].Published.Known() {
			nothing = as.Say("The page has no date, so I can't tell what in the archive is on the same story.")
		}
		c.Blocks = append(c.Blocks, nothing)
	}
	c.Blocks = append(c.Blocks, b.list(len(b.shown)), foot)
	if note != "" {
		c.Buttons = []discordgo.Button{{Label: as.Say("Keep"), Style: discordgo.PrimaryButton, CustomID: Control{View: ViewKeep, Brief: note}.CustomID()}}
	}
	return c
}

// linkHead names an article that was linked to: its title, who published it and where,
// when, and whether that is a state-controlled outlet.
func linkHead(as Presentation, s briefing.Source) string {
	facts := []string{outletName(s)}
	if host := (corpus.Article{URL: s.URL}).Source(); host != "" && s.Outlet != "" && host != s.Outlet {
		facts = append(facts, Plain(Shorten(Tidy(host), MaxName)))
	}
	if s.Kind == outlet.StateControlled {
		facts = append(facts, as.Say("state-controlled"))
	}
	facts = append(facts, as.Date(s.Published))
	return "### " + TitleLink(Shorten(Tidy(s.Title), MaxTitle), s.URL) + "\n-# " + strings.Join(facts, " · ")
}
