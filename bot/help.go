package bot

import (
	"context"

	"sitrep/bot/discord"
)

// helpText says what the bot does, and how it decides, in our own words.
const helpText = `**Briefings from a collection of news articles**
Every sentence I post is cited, and every citation leads to the words it rests on.

- ` + "`/brief`" + ` what the articles say about a topic: the bottom line, developments, a timeline, quotes
- ` + "`/ask`" + ` the answer to a question, or that the articles do not say
- ` + "`/sources`" + ` which articles there are; add an outlet or a subject to find some
- ` + "`/privacy`" + ` what I keep about you, and a button to delete it`

const helpFollowing = `**How to ask on**
- Reply to a brief or an answer, or mention me with a question: I understand “Why did it fail?” and “And in 2019?” from what you asked before.
- Or press **Ask a follow-up**, or **Open a thread** to go on together.
- In direct messages, just write.`

// helpCorpus is added where servers may have collections of their own.
const helpCorpus = "\n- `/corpus` articles and feeds that one server alone sees, for those who manage it"

const helpReading = `**How to read a brief**
- Numbers such as [1] are its sources; they link to the article where it has an address.
- **Sources** shows each passage that is cited, with the cited sentence in bold.
- **Why this** shows how each sentence was chosen, and what was left out beside it.
- ` + "`since`" + ` and ` + "`as_of`" + ` limit a brief or an answer to articles published in between.`

const helpDeciding = `**How it is decided what to say**
- *Deterministic*: sentences of the articles themselves, chosen by rule. The same articles give the same brief.
- *Generated, checked*: a language model writes, and each sentence is checked against what it cites before anybody sees it.
- In a server I read the public articles and the server's own. Everywhere else, the public ones only.
- I never ping anybody.`

// help serves /help. There is nothing to wait for, so the answer is its own
// acknowledgement.
func (b *Bot) help(ctx context.Context, r *request) error {
	return b.rest.Reply(ctx, r.Interaction, discord.Message{Components: helpCard(r.look, b.collections != nil).components(), Ephemeral: true})
}

func helpCard(as look, collections bool) card {
	commands := helpText
	if collections {
		commands += helpCorpus
	}
	return card{accent: accentBrief, blocks: []string{commands, helpReading, helpFollowing, helpDeciding}}
}
