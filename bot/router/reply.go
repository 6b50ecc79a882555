package router

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/quota"
)

const (
	// typingTime is how long telling that an answer is being written may take:
	// an answer late is worse than one unannounced.
	typingTime = time.Second
	// typingEvery is how often it is told again; it is shown for ten seconds.
	typingEvery = 8 * time.Second
)

// Acknowledge tells Discord that a command has been heard: before any work is
// done for it, since after three seconds nobody is listening any more.
func (r *Request) Acknowledge(ctx context.Context, ephemeral bool) error {
	var err error
	if r.Shown, err = r.router.rest.Defer(ctx, r.Interaction, ephemeral); err != nil {
		return err
	}
	r.acked, r.hidden, r.heard = true, ephemeral, r.router.now().Sub(r.Began)
	r.router.quota.Follow(r.Shown, r.cut)
	return nil
}

// Answer puts a card in place of the acknowledgement, or replies with it to the
// message that asks.
func (r *Request) Answer(ctx context.Context, c message.Card) error {
	_, err := r.Post(ctx, c)
	return err
}

// Post does what answer does, and returns the ID of the message that shows the
// card: empty where that has been deleted meanwhile.
func (r *Request) Post(ctx context.Context, c message.Card) (message string, err error) {
	var m *discordgo.Message
	if r.Said != nil {
		m, err = r.reply(ctx, c)
	} else {
		m, err = r.router.rest.EditReply(ctx, r.Interaction, discord.Message{Components: c.Components()})
	}
	switch {
	case errors.Is(err, discord.ErrMessageGone):
		r.router.log.Info("answer not shown, its message is gone", "guild", r.GuildID, "request", r.Ref, "err", err)
		return "", nil // whoever deleted it does not want it
	case errors.Is(err, discord.ErrForbidden) && !errors.Is(err, problem.ErrNoVoice):
		err = fmt.Errorf("%w: %w", problem.ErrNoVoice, err) // as in a thread that was archived meanwhile
	}
	if err != nil {
		return "", err
	}
	if r.Shown == "" && m.ID != "" { // the acknowledgement's answer did not tell it
		r.Shown = m.ID
		r.router.quota.Follow(r.Shown, r.cut)
	}
	return m.ID, nil
}

// tell shows what went wrong to whoever asked: in place of the acknowledgement,
// or only to them where there is none yet.
func (r *Request) tell(ctx context.Context, why error) error {
	switch {
	case r.Type == discordgo.InteractionApplicationCommandAutocomplete:
		if r.acked {
			return nil
		}
		return r.router.rest.Choices(ctx, r.Interaction, nil)
	case r.acked || r.Said != nil:
		return r.Answer(ctx, problem.Explain(r.Presentation, why, r.Ref))
	}
	return r.Reply(ctx, problem.Explain(r.Presentation, why, r.Ref))
}

// AcknowledgeUpdate tells Discord that a button or a menu has been heard whose answer
// takes the place of the message that it is on.
func (r *Request) AcknowledgeUpdate(ctx context.Context) error {
	err := r.router.rest.DeferUpdate(ctx, r.Interaction)
	r.acked = err == nil
	return err
}

// Reply answers with a card at once, which is its own acknowledgement, to whoever
// asked alone.
func (r *Request) Reply(ctx context.Context, c message.Card) error {
	return r.router.rest.Reply(ctx, r.Interaction, discord.Message{Components: c.Components(), Ephemeral: true})
}

// InTurn has something read for a request, once it is its server's turn. What it
// reads is not to wait for a turn itself, nor for Discord.
func (r *Request) InTurn(ctx context.Context, read func() error) error {
	return inTurn(ctx, r.router.queue, r, read)
}

// InKeyTurn has something looked up for somebody who types, once it is their server's
// turn among those who do.
func (r *Request) InKeyTurn(ctx context.Context, look func() error) error {
	return inTurn(ctx, r.router.keys, r, look)
}

func inTurn(ctx context.Context, q *quota.Queue, r *Request, do func() error) error {
	leave, err := q.Enter(ctx, r.turn())
	if err != nil {
		return fmt.Errorf("wait for a turn: %w", err)
	}
	defer leave()
	return do()
}

// ShowTyping shows that an answer to a message is being written, until the
// returned func is called or it is sent. It may fail; the answer itself will tell.
func (r *Request) ShowTyping(ctx context.Context) (stop func()) {
	return r.showTyping(ctx, typingEvery)
}

func (r *Request) showTyping(ctx context.Context, every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	show := func() {
		showing, cancel := context.WithTimeout(ctx, typingTime)
		defer cancel()
		if err := r.router.rest.Typing(showing, r.ChannelID); err != nil {
			r.router.log.Debug("typing not shown", "request", r.Ref, "err", err)
		}
	}
	show()
	var again sync.WaitGroup
	again.Go(func() {
		for discord.Pause(ctx, every) == nil {
			show()
		}
	})
	r.stopTyping = func() {
		cancel()
		again.Wait()
	}
	return r.stopTyping
}

// reply answers a message with a card, or puts the card in the place of the one
// that it was answered with before.
func (r *Request) reply(ctx context.Context, c message.Card) (*discordgo.Message, error) {
	if r.stopTyping != nil {
		r.stopTyping() // or it would be shown after the answer
	}
	m, err := r.send(ctx, discord.Message{Components: c.Components()})
	if errors.Is(err, discord.ErrForbidden) {
		return nil, fmt.Errorf("%w: %w", problem.ErrNoVoice, err)
	}
	return m, err
}

// send sends the answer to a message under the name of that message, so that
// Discord takes it once however often it is tried; after that it edits it.
func (r *Request) send(ctx context.Context, m discord.Message) (*discordgo.Message, error) {
	if r.sent == "" {
		tried := r.tried
		r.tried = true
		sent, err := r.router.rest.Send(ctx, r.ChannelID, r.Said.ID, m, r.Said.ID)
		if err != nil {
			return nil, err
		}
		r.sent = sent.ID
		if !tried {
			return sent, nil
		}
		// What was tried before may have arrived, and be what Discord has taken.
	}
	return r.router.rest.Edit(ctx, r.ChannelID, r.sent, m)
}
