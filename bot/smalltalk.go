package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/briefing/remark"
)

// isRemark reports whether a message asks nothing of the news.
func (b *Bot) isRemark(m *discordgo.Message) bool { return remark.Of(b.questionIn(m)) != remark.None }

// replyToRemark answers what asks nothing of the news, without a search.
func (b *Bot) replyToRemark(ctx context.Context, r *router.Request, said remark.Remark) error {
	return r.Answer(ctx, remarkReply(r.Presentation, said))
}

// remarkReply is what the bot says to a remark.
func remarkReply(as message.Presentation, said remark.Remark) message.Card {
	switch said {
	case remark.Thanks:
		return message.Notice(as.Say("You are welcome"), as.Say("Ask me anything else whenever you like."))
	case remark.Greeting:
		return message.Notice(as.Say("Hello"), as.Say("Ask me what the articles here say on something, or begin with `/brief`."))
	case remark.Farewell:
		return message.Notice(as.Say("All right"), as.Say("I only speak when I am asked."))
	case remark.Wellbeing:
		return message.Notice(as.Say("All is well here, thank you"), as.Say("Ask me anything else whenever you like."))
	case remark.Laugh:
		return message.Notice(as.Say("Good to see you laugh"), as.Say("Ask me anything else whenever you like."))
	case remark.Nod:
		return message.Notice(as.Say("All right"), as.Say("Ask me anything else whenever you like."))
	case remark.Insult:
		return message.Notice(as.Say("I am sorry that I could not help"), as.Say("Try other words, or `/help` to see what there is."))
	case remark.ForHelp:
		return message.Notice(as.Say("How to use me"), as.Say("`/today` tells the news, `/brief` tells what there is on a topic, and a question in plain words gets an answer. `/help` says more."))
	case remark.ForSave:
		return message.Notice(as.Say("Ways to keep it"), as.Say("Press **More** below a brief or an answer, then **Save**: you get it as a file."))
	case remark.ForReport:
		return message.Notice(as.Say("Tell this server's managers"), as.Say("Press **More** below what is wrong, then **This is wrong**, and choose the sentence. If I misunderstood your question, ask it again in full."))
	case remark.ForPrivacy:
		return message.Notice(as.Say("Privacy"), as.Say("Press **Privacy** below `/help`: it shows what I keep about you, and deletes it."))
	case remark.ForView:
		return message.Notice(as.Say("Timeline"), as.Say("It is under **More**, below what `/brief` shows."))
	case remark.ForWatch:
		return message.Notice(as.Say("Watches"), as.Say("With `/watch topic` I tell you as soon as there is news on it."))
	case remark.ForStop:
		return message.Notice(as.Say("To stop a digest or a watch"), as.Say("`/digest pause` stops a digest for a while, `/digest remove` for good. `/watch stop` ends a watch."))
	case remark.ForDigest:
		return message.Notice(as.Say("Digests"), as.Say("With `/digest subscribe` I post one here every day or week."))
	}
	return message.Notice(as.Say("I am a bot"), as.Say("I tell what the articles of this archive say, and who says it. Ask me something, or see `/help`."))
}
