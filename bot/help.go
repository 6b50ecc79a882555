package bot

import (
	"context"
	"strings"

	"sitrep/bot/discord"
)

// help serves /help. There is nothing to wait for, so the answer is its own
// acknowledgement.
func (b *Bot) help(ctx context.Context, r *request) error {
	return b.rest.Reply(ctx, r.Interaction, discord.Message{Components: helpCard(r.look, b.collections != nil, b.waysOn(r.look)).components(), Ephemeral: true})
}

// helpCard says what the bot does, how to ask it, and how it decides what to
// say; with what is there for servers with collections of their own, and the ways
// in which one can ask on.
func helpCard(as look, collections bool, waysOn []string) card {
	commands := []string{
		as.say("`/brief` what the articles say about a topic"),
		as.say("`/ask` the answer to a question, or that the articles do not say"),
		as.say("`/today` the top stories of the last day, or since you last looked"),
		as.say("`/latest` what is new on a topic since it was last asked for here"),
		as.say("`/timeline`, `/quotes`, `/compare` what happened when, who said what, and where sources contradict each other"),
		as.say("**Check against the corpus**, under Apps in a message's menu: how the articles stand to what it says"),
		as.say("`/topics`, `/sources` what there is to ask about, and in which articles"),
		as.say("`/privacy` what I keep about you, and a button to delete it"),
		as.say("`/digest subscribe` what is new on a topic, posted every week, for those who manage a server"),
		as.say("`/settings show` how I answer in a server, for those who manage it"),
		as.say("`/usage` what the language model was used in a server, for those who manage it"),
	}
	if collections {
		commands = append(commands, as.say("`/corpus list` articles and feeds that one server alone sees, for those who manage it"))
	}
	return card{accent: accentBrief, blocks: []string{
		as.heading("Briefings from a collection of news articles") + "\n" +
			as.say("Every sentence I post is cited, and every citation leads to the words it rests on.") + "\n" + bullets(commands...),
		as.heading("How to read a brief") + "\n" + bullets(
			as.say("Numbers such as [1] are its sources; they link to the article where it has an address."),
			as.say("**Sources** shows each passage that is cited, with the cited sentence in bold."),
			as.say("**Why this** shows how each sentence was chosen, and what was left out beside it."),
			as.say("`since` and `as_of` limit a brief or an answer to articles published in between."),
		),
		as.heading("How to ask on") + "\n" + bullets(waysOn...),
		as.heading("How it is decided what to say") + "\n" + bullets(
			as.say("*Exact sentences*: those of the articles themselves, chosen by rule. The same articles give the same brief."),
			as.say("*Generated, checked*: a language model writes, and each sentence is checked against what it cites before anybody sees it."),
			as.say("In a server I read the public articles and the server's own. Everywhere else, the public ones only."),
			as.say("I never ping anybody."),
		),
	}}
}

// waysOn says how to ask on, with what always works first: what people write
// comes in over the gateway only, and what they reply to the answer to a command
// only with the message content intent.
func (b *Bot) waysOn(as look) []string {
	ways := []string{
		as.say("Press **Ask a follow-up** under an answer: I understand “Why did it fail?” and “And in 2019?” from what you asked before."),
		as.say("Press **Open a thread** to go on together."),
	}
	if b.hears {
		ways = append(ways, as.say("Or mention me with a question."))
		if b.readThreads {
			ways = append(ways, as.say("Or reply to an answer; in a thread that I opened, just write."))
		}
		ways = append(ways, as.say("In direct messages, just write."))
	}
	return ways
}

// bullets writes a list.
func bullets(lines ...string) string { return "- " + strings.Join(lines, "\n- ") }
