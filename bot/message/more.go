package message

import (
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
)

// More draws what else there is to a brief: a button for each view that has
// something to show, with how much that is, and for what can be done with it. Each
// takes the place of this card, to which the view leads back.
func More(as Presentation, b briefing.Brief, id string) Card {
	c := Card{Accent: AccentBrief, Blocks: []string{viewHead(as, b, ViewMore)}}
	for _, v := range []struct {
		view View
		n    int
	}{
		{ViewTimeline, len(b.Timeline)}, {ViewQuotes, len(b.Quotes)}, {ViewDifferences, len(b.Differences)},
	} {
		if v.n > 0 {
			button := turnTo(as, v.view, id)
			button.Label = fmt.Sprintf("%s (%d)", button.Label, v.n)
			c.Buttons = append(c.Buttons, button)
		}
	}
	if b.Question == "" {
		c.Buttons = append(c.Buttons, turnTo(as, ViewFull, id))
	}
	if len(b.Explanations) > 0 {
		c.Buttons = append(c.Buttons, turnTo(as, ViewWhy, id))
	}
	c.Buttons = append(c.Buttons, viewButton(as, ViewSave, id))
	if as.Threads {
		c.Buttons = append(c.Buttons, viewButton(as, ViewThread, id))
	}
	if as.Pages != "" && id != "" {
		c.Buttons = append(c.Buttons, discordgo.Button{Label: as.Say("Read as a page"), Style: discordgo.LinkButton, URL: as.Pages + "/b/" + id})
	}
	if len(ClaimsOf(b)) > 0 {
		c.Buttons = append(c.Buttons, turnTo(as, ViewWrong, id))
	}
	return c
}

// turnTo puts a view of a brief in the place of what the button is on.
func turnTo(as Presentation, v View, id string) discordgo.Button {
	return discordgo.Button{Label: v.title(as), Style: discordgo.SecondaryButton, CustomID: Control{View: v, Brief: id, Turn: true}.CustomID()}
}

// speakerMenu offers the quotes of one speaker, where there are several.
func speakerMenu(as Presentation, b briefing.Brief, id string) *discordgo.SelectMenu {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Only what one of them said …"),
		CustomID: Control{View: ViewSpeaker, Brief: id}.CustomID(),
	}
	for _, q := range b.Quotes {
		name := Shorten(Tidy(q.Speaker), MaxChoice)
		if name != "" && len(menu.Options) < MaxChoices && !slices.ContainsFunc(menu.Options, func(o discordgo.SelectMenuOption) bool { return o.Value == name }) {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: name, Value: name})
		}
	}
	if len(menu.Options) < 2 {
		return nil
	}
	return &menu
}

// Said draws the quotes of a brief by one speaker, as the menu of speakers names
// them.
func Said(as Presentation, b briefing.Brief, id, speaker string) Card {
	all := b
	b.Quotes = slices.DeleteFunc(slices.Clone(b.Quotes), func(q briefing.Quote) bool { return Shorten(Tidy(q.Speaker), MaxChoice) != speaker })
	c := ViewPage(as, b, Texts{}, Control{View: ViewQuotes}, false)
	c.menu, c.Buttons = speakerMenu(as, all, id), []discordgo.Button{turnTo(as, ViewMore, id)}
	return c
}
