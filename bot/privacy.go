package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/state"
)

// pressPrivacy serves the button for what is kept about whoever presses it, and
// those on that: first it is asked whether to delete everything, then that is done.
func (b *Bot) pressPrivacy(ctx context.Context, r *router.Request, c message.Control) error {
	switch c.Brief {
	case message.PrivacyAsk:
		return r.Answer(ctx, message.PrivacyQuestion(r.Presentation))
	case message.PrivacyDelete:
		owned, err := b.subscriptions.Owned(ctx, r)
		if err == nil {
			err = b.store.Forget(ctx, r.UserID())
		}
		if err != nil {
			return err
		}
		if err := b.subscriptions.TellWaiting(ctx, r, owned); err != nil {
			b.log.Warn("a channel not told that its digest waits", "guild", r.Guild, "request", r.Ref, "err", err)
		}
		return r.Answer(ctx, message.Notice(r.Say("It is deleted"),
			r.Say("I keep nothing about you any more. Messages that stand in Discord stay there until you delete them, and their buttons say that the brief is gone.")))
	}
	kept, err := b.store.Keeps(ctx, r.UserID())
	if err != nil {
		return err
	}
	return r.Answer(ctx, b.privacyCard(r.Presentation, kept))
}

// privacyCard says what is kept about a person, and for how long.
func (b *Bot) privacyCard(as message.Presentation, kept state.Kept) message.Card {
	if kept == (state.Kept{}) {
		c := message.Notice(as.Say("I keep nothing about you"), b.privacyRules(as))
		c.Buttons = []discordgo.Button{message.BackToHelp(as)}
		return c
	}
	var lines []string
	line := func(n int, text string) {
		if n > 0 {
			lines = append(lines, "- "+text)
		}
	}
	line(kept.Questions, as.Plural(kept.Questions, "1 question, to understand what you ask next", "%d questions, to understand what you ask next"))
	line(kept.Briefs, as.Plural(kept.Briefs, "1 brief or answer, for the buttons under it", "%d briefs and answers, for the buttons under them"))
	line(kept.Threads, as.Plural(kept.Threads, "1 thread that you had me open", "%d threads that you had me open"))
	line(kept.Visits, as.Plural(kept.Visits, "1 note of what I have already told you", "%d notes of what I have already told you"))
	line(kept.Digests, as.Plural(kept.Digests, "1 digest that you set up, so that I can tell you if it is paused", "%d digests that you set up, so that I can tell you if one is paused"))
	line(kept.Watches, as.Plural(kept.Watches, "1 watch that you get by direct message", "%d watches that you get by direct message"))
	line(kept.Reports, as.Plural(kept.Reports, "1 report that something in a brief is wrong", "%d reports that something in a brief is wrong"))
	c := message.Notice(as.Say("What I keep about you"), strings.Join(lines, "\n"))
	c.Accent = message.AccentBrief
	c.Blocks = append(c.Blocks, b.privacyRules(as))
	c.Buttons = []discordgo.Button{message.PrivacyButton(as.Say("Delete it"), discordgo.DangerButton, message.PrivacyAsk), message.BackToHelp(as)}
	return c
}

// privacyRules say what is kept at all.
func (b *Bot) privacyRules(as message.Presentation) string {
	return message.Bullets(
		as.Say("I keep who asked what, where and when, to understand follow-ups: for %s in channels and direct messages, for %s in threads that I opened.",
			message.Duration(as, b.memories.Channels), message.Duration(as, b.memories.Threads)),
		as.Say("I keep each brief and answer with its question, for the buttons under it: for %s.", message.Duration(as, briefsKept)),
		as.Say("Questions that no article answers are kept for the server's managers for %s, without the names of those who asked.", message.Duration(as, unansweredKept)),
		as.Say("For a watch by direct message I keep its topic, when and how you want to be told, and what I told you. It ends when you delete what I keep about you."),
		as.Say("A digest belongs to its server. When you delete what I keep about you, I forget that you set it up; its topic stays, and it waits until somebody who may write there resumes it."),
		as.Say("I keep no other messages, and show nothing of one server in another."),
	)
}
