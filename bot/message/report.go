package message

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
)

// ClaimsOf are the sentences of a brief that a reader can call wrong, in the order
// in which they are numbered, which holds for as long as the brief is kept.
func ClaimsOf(b briefing.Brief) []briefing.Claim {
	claims := slices.Concat(b.BottomLine, b.Developments, b.Background, b.Answer, b.Nearest)
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, q := range b.Quotes {
		claims = append(claims, briefing.Claim{Text: q.Text, Citations: q.Citations})
	}
	return claims
}

// Reasons are why a claim may be wrong, as they are kept.
var Reasons = []string{"irrelevant", "outdated", "misread", "other"}

// reasonName says why a claim is wrong.
func reasonName(as Presentation, reason string) string {
	switch reason {
	case "irrelevant":
		return as.Say("Not about this")
	case "outdated":
		return as.Say("Out of date")
	case "misread":
		return as.Say("The article says something else")
	}
	return as.Say("Something else")
}

// Wrong asks which sentence of a brief is wrong.
func Wrong(as Presentation, b briefing.Brief, id string) Card {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Which sentence?"), CustomID: Control{View: ViewWrong, Brief: id}.CustomID(),
	}
	for i, c := range ClaimsOf(b) {
		if label := Shorten(Tidy(c.Text), MaxChoice); label != "" && len(menu.Options) < MaxChoices && !slices.ContainsFunc(menu.Options, func(o discordgo.SelectMenuOption) bool { return o.Label == label }) {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: label, Value: fmt.Sprint(i)})
		}
	}
	ask := as.Say("Choose the sentence. This server's managers see what you report, but not who reported it.")
	if len(menu.Options) == 0 {
		ask = as.Say("This brief has none.")
	}
	return Card{
		Accent:  AccentBrief,
		Blocks:  []string{viewHead(as, b, ViewWrong) + "\n" + ask},
		menu:    &menu,
		Buttons: []discordgo.Button{turnTo(as, ViewMore, id)},
	}
}

// WhatIsWrong asks what is wrong with the claim of a number.
func WhatIsWrong(as Presentation, b briefing.Brief, id string, claim int) Card {
	c := Card{Accent: AccentBrief, Blocks: []string{
		viewHead(as, b, ViewWrong), "> " + sentence(as, ClaimsOf(b)[claim].Text) + shortMarks(ClaimsOf(b)[claim].Citations, byNumber(b.Sources)) + "\n" + as.Say("What is wrong with it?"),
	}}
	for n, reason := range Reasons {
		c.Buttons = append(c.Buttons, discordgo.Button{
			Label: reasonName(as, reason), Style: discordgo.SecondaryButton, CustomID: Control{View: ViewReport, Brief: id, Turn: true, Page: claim*len(Reasons) + n}.CustomID(),
		})
	}
	return c
}

// ReportedBy says what a button under [WhatIsWrong] stands for; false where the
// brief has no such claim.
func ReportedBy(c Control, b briefing.Brief) (claim int, reason string, ok bool) {
	claim = c.Page / len(Reasons)
	return claim, Reasons[c.Page%len(Reasons)], c.View == ViewReport && claim < len(ClaimsOf(b))
}

// Reported is what readers said of a claim.
type Reported struct {
	Brief   briefing.Brief
	ID      string // of the brief
	Claim   int    // its number, from 0
	Reasons map[string]int
}

// Question is one that was asked and that no article answers.
type Question struct {
	Text  string
	Times int
}

// Reports draws what readers called wrong, and what is muted, with menus to mute
// what it rests on and to have it back. Only as many are drawn as have room.
func Reports(as Presentation, reports []Reported, muted corpus.Muted, titles map[corpus.ArticleID]string) Card {
	c := Card{Accent: AccentBrief, Blocks: []string{as.Heading("What readers called wrong")}}
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Mute or unmute …"), CustomID: Control{View: ViewMute, Brief: "all"}.CustomID()}
	offer := func(label, value string) {
		if label = Shorten(Tidy(label), MaxChoice); label != "" && len(value) <= MaxChoice && len(menu.Options) < MaxChoices &&
			!slices.ContainsFunc(menu.Options, func(o discordgo.SelectMenuOption) bool { return o.Value == value }) {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: label, Value: value})
		}
	}
	room := MaxText - 2*NotesReserve
	var lines []string
	for _, r := range reports {
		claims := ClaimsOf(r.Brief)
		if r.Claim >= len(claims) {
			continue
		}
		var why []string
		for _, reason := range Reasons {
			if n := r.Reasons[reason]; n > 0 {
				why = append(why, fmt.Sprintf("%s (%d)", reasonName(as, reason), n))
			}
		}
		sources := byNumber(r.Brief.Sources)
		line := "- " + sentence(as, claims[r.Claim].Text) + shortMarks(claims[r.Claim].Citations, sources) +
			"\n  -# " + Plain(Shorten(Tidy(r.Brief.Topic+r.Brief.Question), MaxTitle)) + " · " + strings.Join(why, ", ")
		for _, n := range cited(claims[r.Claim].Citations) {
			s := sources[n]
			line += " · " + outletName(s)
			if s.Outlet != "" {
				offer(as.Say("Mute the outlet: %s", s.Outlet), "+o:"+s.Outlet)
			}
			offer(as.Say("Mute the article: %s", cmp.Or(s.Title, s.URL)), "+a:"+string(s.ID))
		}
		if room -= Weight(line) + 1; room < 0 {
			break
		}
		lines = append(lines, line)
		if len(c.Buttons) < maxDoneButtons {
			c.Buttons = append(c.Buttons, discordgo.Button{
				Label: as.Say("Dealt with: %d", len(lines)), Style: discordgo.SecondaryButton, CustomID: Control{View: ViewDone, Brief: r.ID, Turn: true, Page: r.Claim}.CustomID(),
			})
		}
	}
	for i := range lines {
		lines[i] = fmt.Sprintf("%d. %s", i+1, strings.TrimPrefix(lines[i], "- "))
	}
	if len(lines) == 0 {
		lines = []string{as.Say("Nothing yet. Readers report it with **This is wrong**, under **More** below a brief.")}
		c.Accent = accentNothing
	}
	c.Blocks = append(c.Blocks, strings.Join(lines, "\n"))
	var off []string
	for _, outlet := range muted.Outlets {
		off = append(off, Plain(Shorten(Tidy(outlet), MaxName)))
		offer(as.Say("Show the outlet again: %s", outlet), "-o:"+outlet)
	}
	for _, id := range muted.Articles {
		off = append(off, "“"+Plain(Shorten(Tidy(cmp.Or(titles[id], string(id))), MaxName))+"”")
		offer(as.Say("Show the article again: %s", cmp.Or(titles[id], string(id))), "-a:"+string(id))
	}
	if len(off) > 0 {
		c.Blocks = append(c.Blocks, "-# "+as.Say("Muted in this server: %s", as.joined(off[:min(len(off), maxMuted)]...)))
	}
	c.menu = &menu
	return c
}

// maxMuted is how many of what is muted are named.
const maxMuted = 10

// maxDoneButtons is how many reports can be dealt with at once.
const maxDoneButtons = 6

// Muting reads a choice of the menu of [Reports]: what to mute, or to show again.
func Muting(value string) (off bool, outlet string, article corpus.ArticleID, ok bool) {
	if len(value) < 4 || value[0] != '+' && value[0] != '-' || value[2] != ':' {
		return false, "", "", false
	}
	off = value[0] == '+'
	switch value[1] {
	case 'o':
		return off, value[3:], "", true
	case 'a':
		return off, "", corpus.ArticleID(value[3:]), true
	}
	return false, "", "", false
}
