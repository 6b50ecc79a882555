package message

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// HelpID stands where the controls of briefs have a brief's ID.
const HelpID = "help"

// Help says what the bot does, how to ask it, and how it decides what to say; with
// the ways in which one can ask on, with buttons for what there is to ask about,
// where it comes from, and what is kept, and for those who manage a server with
// their commands, /corpus among them where it is there.
func Help(as Presentation, manages, collections bool, waysOn []string) Card {
	commands := []string{
		as.Say("`/today` the top stories of the last day, or since you last looked"),
		as.Say("`/brief` what the articles say about a topic"),
		as.Say("`/ask` the answer to a question, or that the articles do not say"),
		as.Say("`/watch topic` a nudge when something new happens, by direct message to you"),
		as.Say("Apps → **%s**, in a message's menu: what the articles say about its claims", as.Say(CheckName)),
	}
	if collections {
		commands = append(commands, as.Say("Apps → **%s**: what the article behind its first link says, and what the archive adds", as.Say(LinkName)))
	}
	blocks := []string{
		as.Heading("Briefings from a collection of news articles") + "\n" +
			as.Say("Every sentence I post is cited, and every citation leads to the words it rests on.") + "\n" + Bullets(commands...),
		as.Heading("How to ask follow-ups") + "\n" + Bullets(waysOn...),
		as.Heading("How I decide what to say") + "\n" + Bullets(
			as.Say("*Exact sentences*: those of the articles themselves, chosen by rule. The same articles give the same brief."),
			as.Say("*Written by a language model*: each sentence is checked against what it cites before anyone sees it."),
			as.Say("In a server I read the public articles and the server's own. Everywhere else, the public ones only."),
			as.Say("I ping nobody, except a role that a server's managers have chosen for a watch."),
		),
	}
	if manages {
		own := []string{
			as.Say("`/digest subscribe` what is new on a topic, posted every day, week or month"),
			as.Say("`/watch topic` with `where:here` the same in this channel, with a role that it notifies if you like"),
			as.Say("`/settings show` how I answer here, and who may ask; `/settings usage` what was asked and what it cost; `/settings reports` what readers called wrong"),
		}
		if collections {
			own = append(own, as.Say("`/corpus add` and `/corpus feeds add` articles and feeds that this server alone sees"))
		}
		blocks = append(blocks, as.Heading("For this server's managers")+"\n"+Bullets(own...))
	}
	c := Card{Accent: AccentBrief, Blocks: blocks}
	for _, b := range []struct {
		view  View
		id    string
		label string
		turn  bool
	}{
		{ViewTopics, AllTopics, as.Say("Topics"), true}, {ViewCorpus, HelpID, as.Say("Sources"), true},
		{ViewFind, HelpID, as.Say("Find articles"), false}, {ViewPrivacy, PrivacyKeep, as.Say("Privacy"), true},
	} {
		c.Buttons = append(c.Buttons, discordgo.Button{
			Label: b.label, Style: discordgo.SecondaryButton, CustomID: Control{View: b.view, Brief: b.id, Turn: b.turn}.CustomID(),
		})
	}
	return c
}

// What the commands in the menu of a message are called, which have capitals.
const (
	CheckName = "Check"
	LinkName  = "Brief this link"
)

// InMenu reports whether a command is in the menu of a message.
func InMenu(command string) bool { return command == CheckName || command == LinkName }

// BackToHelp leads from what /help shows back to it.
func BackToHelp(as Presentation) discordgo.Button {
	return discordgo.Button{Label: as.Say("Back"), Style: discordgo.SecondaryButton, CustomID: Control{View: ViewHelp, Brief: HelpID, Turn: true}.CustomID()}
}

// Bullets writes a list.
func Bullets(lines ...string) string { return "- " + strings.Join(lines, "\n- ") }
