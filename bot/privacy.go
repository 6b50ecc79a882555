package bot

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/corpus/store"
)

// What the buttons of /privacy do, in the place where other buttons name a
// brief.
const (
	privacyAsk    = "ask"    // ask whether to delete
	privacyDelete = "delete" // delete
	privacyKeep   = "keep"   // leave everything as it is
)

// privacy serves /privacy: what is kept about whoever asks, shown to them
// alone.
func (b *Bot) privacy(ctx context.Context, r *request) error {
	kept, err := b.store.Keeps(ctx, r.userID())
	if err != nil {
		return err
	}
	return b.rest.Reply(ctx, r.Interaction, discord.Message{Components: b.privacyCard(r.look, kept).components(), Ephemeral: true})
}

// pressPrivacy serves a button of /privacy: first it is asked whether to delete
// everything, then that is done.
func (b *Bot) pressPrivacy(ctx context.Context, r *request, c control) error {
	if err := b.rest.DeferUpdate(ctx, r.Interaction); err != nil {
		return err
	}
	r.acked = true
	switch c.Brief {
	case privacyAsk:
		return b.answer(ctx, r, privacyQuestion(r.look))
	case privacyDelete:
		if err := b.store.Forget(ctx, r.userID()); err != nil {
			return err
		}
		return b.answer(ctx, r, notice(r.look.say("It is deleted"),
			r.look.say("I keep nothing about you any more. Messages that stand in Discord stay there until you delete them, and their buttons say that the brief is gone.")))
	}
	kept, err := b.store.Keeps(ctx, r.userID())
	if err != nil {
		return err
	}
	return b.answer(ctx, r, b.privacyCard(r.look, kept))
}

// privacyCard says what is kept about a person, and for how long.
func (b *Bot) privacyCard(as look, kept store.Kept) card {
	if kept == (store.Kept{}) {
		return notice(as.say("I keep nothing about you"), b.privacyRules(as))
	}
	var lines []string
	line := func(n int, text string) {
		if n > 0 {
			lines = append(lines, "- "+text)
		}
	}
	line(kept.Questions, as.plural(kept.Questions, "1 question, to understand what you ask next", "%d questions, to understand what you ask next"))
	line(kept.Briefs, as.plural(kept.Briefs, "1 brief or answer, for the buttons under it", "%d briefs and answers, for the buttons under them"))
	line(kept.Threads, as.plural(kept.Threads, "1 thread that you had me open", "%d threads that you had me open"))
	line(kept.Visits, as.plural(kept.Visits, "1 note of what you have been told already", "%d notes of what you have been told already"))
	line(kept.Digests, as.plural(kept.Digests, "1 digest of which I tell you when it is paused", "%d digests of which I tell you when one is paused"))
	c := notice(as.say("What I keep about you"), strings.Join(lines, "\n"))
	c.accent = accentBrief
	c.blocks = append(c.blocks, b.privacyRules(as))
	c.buttons = []discordgo.Button{privacyButton(as.say("Delete it"), discordgo.DangerButton, privacyAsk)}
	return c
}

// privacyRules say what is kept at all.
func (b *Bot) privacyRules(as look) string {
	return as.say("Of each question I keep what was asked, by whom, where and when: for %s in channels and direct messages, for %s in threads that I opened; and the answer for %s. I keep no other messages, and show nothing of one server in another.",
		span(as, b.memories.Channels), span(as, b.memories.Threads), span(as, briefsKept)) + " " +
		as.say("A digest belongs to its server: its topic stays when you delete what I keep about you, and that you set it up is forgotten. It then waits until somebody who may write there resumes it.")
}

// span writes a length of time in days where it is some, else in hours or
// minutes.
func span(as look, d time.Duration) string {
	switch {
	case d >= 24*time.Hour:
		return as.plural(int(d/(24*time.Hour)), "1 day", "%d days")
	case d >= time.Hour:
		return as.plural(int(d/time.Hour), "1 hour", "%d hours")
	}
	return as.plural(max(1, int(d/time.Minute)), "1 minute", "%d minutes")
}

// privacyQuestion makes sure that whoever pressed the button meant it.
func privacyQuestion(as look) card {
	c := notice(as.say("Delete everything that I keep about you?"),
		as.say("Your questions and the answers to them, everywhere. The buttons under those answers stop working, and I no longer know what you asked before. This can't be undone."))
	c.accent = accentProblem
	c.buttons = []discordgo.Button{
		privacyButton(as.say("Yes, delete it"), discordgo.DangerButton, privacyDelete),
		privacyButton(as.say("No, keep it"), discordgo.SecondaryButton, privacyKeep),
	}
	return c
}

func privacyButton(label string, style discordgo.ButtonStyle, do string) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: control{View: viewPrivacy, Brief: do}.customID()}
}
