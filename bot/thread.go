package bot

import (
	"cmp"
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
)

// openThread opens a thread under the message of a brief, where all who write
// share one conversation about it.
func (b *Bot) openThread(ctx context.Context, r *router.Request, about opened) error {
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	if err := b.threadable(ctx, r, about); err != nil {
		return err
	}
	under := about.Message // pressed on what only one person sees, it is for the message of the brief
	if !router.Ephemeral(r.Message) {
		under = r.Message.ID
	}
	name := cmp.Or(message.Shorten(message.Tidy(b.nameOf(ctx, r, about.brief)), discord.MaxThreadName), "Brief")
	id, err := b.rest.StartThread(ctx, r.ChannelID, under, name)
	there := errors.Is(err, discord.ErrThreadThere)
	switch {
	case there:
		id = under // as every thread under a message has
	case errors.Is(err, discord.ErrForbidden):
		return problem.Decline(r.Say("I can't open a thread here"),
			r.Say("I lack the permission to open public threads, or there can be none in this channel. Whoever manages the server can give it to me. **Ask a follow-up** works all the same."))
	case errors.Is(err, discord.ErrMessageGone):
		return errNoBrief
	case err != nil:
		return err
	}
	err = b.store.AddThread(ctx, state.Thread{Guild: r.Guild, Channel: id, Brief: about.ID, Opener: r.UserID(), Opened: b.now()})
	if err != nil {
		return err
	}
	link := "<#" + id + ">"
	if there {
		return r.Answer(ctx, message.Notice(r.Say("There is a thread already"), r.Say("Go on in %s.", link)))
	}
	_, err = b.rest.Send(ctx, id, id, discord.Message{Components: b.welcome(r.Presentation, about.ID).Components()}, "")
	if errors.Is(err, discord.ErrForbidden) {
		return problem.Decline(r.Say("I can't write in the thread"),
			r.Say("It is open: %s. But I lack the permission to send messages in threads. Whoever manages the server can give it to me.", link))
	}
	if err != nil {
		return err
	}
	return r.Answer(ctx, message.Notice(r.Say("The thread is open"), r.Say("Go on in %s.", link)))
}

// nameOf names the conversation that goes on from a brief.
func (b *Bot) nameOf(ctx context.Context, r *router.Request, brief briefing.Brief) string {
	if n, ok := b.briefer.(interface {
		Name(ctx context.Context, about briefing.Brief, on model.Account) string
	}); ok {
		return n.Name(ctx, brief, r.Account())
	}
	return brief.Topic + brief.Question
}

// threadsUnder reports whether a thread could be opened under the message of a
// brief, as far as can be known before.
func (b *Bot) threadsUnder(ctx context.Context, r *router.Request, about opened) bool {
	if r.Guild == "" || about.Message == "" || about.Person != "" || about.Channel != r.ChannelID {
		return false
	}
	_, err := b.store.Thread(ctx, r.Guild, r.ChannelID)
	return errors.Is(err, corpus.ErrNotFound)
}

// threadable reports why there can be no thread where a button was pressed; nil
// where there can.
func (b *Bot) threadable(ctx context.Context, r *router.Request, about opened) error {
	switch {
	case r.Message == nil || router.Ephemeral(r.Message) && (about.Message == "" || about.Person != ""):
		return problem.Decline(r.Say("No thread can be opened here"), r.Say("Only you see this message. Ask with `/brief` or `/ask` for one that all can go on from."))
	case r.Guild == "":
		return problem.Decline(r.Say("No thread can be opened here"), r.Say("I can open threads only in servers that I was added to. **Ask a follow-up** works everywhere."))
	}
	_, err := b.store.Thread(ctx, r.Guild, r.ChannelID)
	if err == nil {
		return problem.Decline(r.Say("This is a thread already"), b.askHere(r.Presentation))
	}
	if errors.Is(err, corpus.ErrNotFound) {
		return nil
	}
	return err
}

// askHere says how to ask on in a thread.
func (b *Bot) askHere(as message.Presentation) string {
	switch {
	case !b.hears:
		return as.Say("Keep asking right here: press **Ask a follow-up** under an answer.")
	case b.readThreads:
		return as.Say("Keep asking right here: every message is a question to me.")
	}
	return as.Say("Keep asking right here: press **Ask a follow-up** under an answer, or mention me with a question.")
}

// welcome says in a new thread how to go on from the brief that it is about.
func (b *Bot) welcome(as message.Presentation, brief string) message.Card {
	var how string
	switch {
	case !b.hears:
		how = as.Say("Press **Ask a follow-up**, here or under an answer. What everybody asks here is one conversation: I understand “Why did it fail?” from what was asked before.")
	case b.readThreads:
		how = as.Say("Every message here is a question to me. What everybody asks is one conversation: I understand “Why did it fail?” from what was asked before.")
	default:
		how = as.Say("Press **Ask a follow-up**, here or under an answer, or mention me with a question. What everybody asks here is one conversation: I understand “Why did it fail?” from what was asked before.")
	}
	c := message.Notice(as.Say("Keep asking here"), how)
	c.Buttons = []discordgo.Button{message.AskOn(as, brief)}
	return c
}
