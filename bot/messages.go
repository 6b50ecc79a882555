package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
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
		for pause(ctx, every) == nil {
			show()
		}
	})
	return func() {
		cancel()
		again.Wait()
	}
}

// reply answers a message with a card. It is sent under the name of the message
// that it answers, so that Discord takes it once however often it is tried.
func (b *Bot) reply(ctx context.Context, r *request, c card) (*discordgo.Message, error) {
	if r.hush != nil {
		r.hush() // or it would be shown after the answer
	}
	m, err := b.rest.Send(ctx, r.ChannelID, r.said.ID, discord.Message{Components: c.components()}, r.said.ID)
	if errors.Is(err, discord.ErrForbidden) {
		return nil, fmt.Errorf("%w: %w", errNoVoice, err)
	}
	return m, err
}
