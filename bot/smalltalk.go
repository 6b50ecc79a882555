package bot

import (
	"context"

	"sitrep/briefing"
)

// replyToRemark answers what asks nothing of the news, without a search.
func (b *Bot) replyToRemark(ctx context.Context, r *request, remark briefing.Remark) error {
	return b.answer(ctx, r, remarkReply(r.look, remark))
}

// remarkReply is what the bot says to a remark.
func remarkReply(as look, remark briefing.Remark) card {
	switch remark {
	case briefing.Thanks:
		return notice(as.say("You are welcome"), as.say("Ask on whenever you like."))
	case briefing.Greeting:
		return notice(as.say("Hello"), as.say("Ask me what the articles here say on something, or begin with `/brief`."))
	case briefing.Farewell:
		return notice(as.say("All right"), as.say("I say nothing unless I am asked."))
	case briefing.Insult:
		return notice(as.say("I am sorry that I could not help"), as.say("Try other words, or `/sources` to see what there is."))
	case briefing.ForDigest:
		return notice(as.say("Digests"), as.say("`/digest subscribe` has me post one here every day or week."))
	}
	return notice(as.say("I am a bot"), as.say("I tell what the articles of this archive say, and who says it. Ask me something, or see `/help`."))
}
