package bot

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
)

// newSaidRequest makes a request of a message that asks something: as if its
// author had given a command where it stands.
func newSaidRequest(m *discordgo.Message) *request {
	i := &discordgo.Interaction{ID: m.ID, GuildID: m.GuildID, ChannelID: m.ChannelID}
	if m.GuildID == "" {
		i.User = m.Author
	} else {
		// Discord leaves the member's user out: it is the author.
		member := discordgo.Member{}
		if m.Member != nil {
			member = *m.Member
		}
		member.User = m.Author
		i.Member = &member
	}
	r := newRequest(i)
	r.said = m
	return r
}

const (
	// typingTime is how long telling that an answer is being written may take:
	// an answer late is worse than one unannounced.
	typingTime = time.Second
	// typingEvery is how often it is told again; it is shown for ten seconds.
	typingEvery = 8 * time.Second
)

// announce shows that an answer to a message is being written, until the
// returned func is called. It may fail; the answer itself will tell.
func (b *Bot) announce(ctx context.Context, r *request, every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	show := func() {
		showing, cancel := context.WithTimeout(ctx, typingTime)
		defer cancel()
		if err := b.rest.Typing(showing, r.ChannelID); err != nil {
			b.log.Debug("typing not shown", "request", r.ref, "err", err)
		}
	}
	show()
	var again sync.WaitGroup
	again.Go(func() {
		for discord.Pause(ctx, every) == nil {
			show()
		}
	})
	return func() {
		cancel()
		again.Wait()
	}
}

// reply answers a message with a card, or puts the card in the place of the one
// that it was answered with before.
func (b *Bot) reply(ctx context.Context, r *request, c message.Card) (*discordgo.Message, error) {
	if r.hush != nil {
		r.hush() // or it would be shown after the answer
	}
	m, err := b.send(ctx, r, discord.Message{Components: c.Components()})
	if errors.Is(err, discord.ErrForbidden) {
		return nil, fmt.Errorf("%w: %w", problem.ErrNoVoice, err)
	}
	return m, err
}

// send sends the answer to a message under the name of that message, so that
// Discord takes it once however often it is tried; after that it edits it.
func (b *Bot) send(ctx context.Context, r *request, m discord.Message) (*discordgo.Message, error) {
	if r.sent == "" {
		tried := r.tried
		r.tried = true
		sent, err := b.rest.Send(ctx, r.ChannelID, r.said.ID, m, r.said.ID)
		if err != nil {
			return nil, err
		}
		r.sent = sent.ID
		if !tried {
			return sent, nil
		}
		// What was tried before may have arrived, and be what Discord has taken.
	}
	return b.rest.Edit(ctx, r.ChannelID, r.sent, m)
}
