package message

import (
	"strings"
)

// Help says what the bot does, how to ask it, and how it decides what to
// say; with what is there for servers with collections of their own, and the ways
// in which one can ask on.
func Help(as Presentation, collections bool, waysOn []string) Card {
	commands := []string{
		as.Say("`/brief` what the articles say about a topic"),
		as.Say("`/ask` the answer to a question, or that the articles do not say"),
		as.Say("`/today` the top stories of the last day, or since you last looked"),
		as.Say("`/latest` what is new on a topic since it was last asked for here"),
		as.Say("`/timeline`, `/quotes`, `/compare` what happened when, who said what, and where sources contradict each other"),
		as.Say("**Check against the corpus**, under Apps in a message's menu: how the articles stand to what it says"),
		as.Say("`/topics`, `/sources` what there is to ask about, and in which articles"),
		as.Say("`/privacy` what I keep about you, and a button to delete it"),
		as.Say("`/digest subscribe` what is new on a topic, posted every week, for those who manage a server"),
		as.Say("`/settings show` how I answer in a server, for those who manage it"),
		as.Say("`/usage` what the language model was used in a server, for those who manage it"),
	}
	if collections {
		commands = append(commands, as.Say("`/corpus list` articles and feeds that one server alone sees, for those who manage it"))
	}
	return Card{Accent: AccentBrief, Blocks: []string{
		as.Heading("Briefings from a collection of news articles") + "\n" +
			as.Say("Every sentence I post is cited, and every citation leads to the words it rests on.") + "\n" + Bullets(commands...),
		as.Heading("How to read a brief") + "\n" + Bullets(
			as.Say("Numbers such as [1] are its sources; they link to the article where it has an address."),
			as.Say("**Sources** shows each passage that is cited, with the cited sentence in bold."),
			as.Say("**Why this** shows how each sentence was chosen, and what was left out beside it."),
			as.Say("`since` and `as_of` limit a brief or an answer to articles published in between."),
		),
		as.Heading("How to ask on") + "\n" + Bullets(waysOn...),
		as.Heading("How it is decided what to say") + "\n" + Bullets(
			as.Say("*Exact sentences*: those of the articles themselves, chosen by rule. The same articles give the same brief."),
			as.Say("*Generated, checked*: a language model writes, and each sentence is checked against what it cites before anybody sees it."),
			as.Say("In a server I read the public articles and the server's own. Everywhere else, the public ones only."),
			as.Say("I never ping anybody."),
		),
	}}
}

// Bullets writes a list.
func Bullets(lines ...string) string { return "- " + strings.Join(lines, "\n- ") }
