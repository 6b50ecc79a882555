package bot

import (
	"context"
	"errors"
	"fmt"
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

// typingTime is how long telling that an answer is being written may take: an
// answer late is worse than one unannounced.
const typingTime = time.Second

// announce shows that an answer to a message is being written. It may fail; the
// answer itself will tell.
func (b *Bot) announce(ctx context.Context, r *request) {
	ctx, cancel := context.WithTimeout(ctx, typingTime)
	defer cancel()
	if err := b.rest.Typing(ctx, r.ChannelID); err != nil {
		b.log.Debug("typing not shown", "request", r.ref, "err", err)
	}
}

// reply answers a message with a card. It is sent under the name of the message
// that it answers, so that Discord takes it once however often it is tried.
func (b *Bot) reply(ctx context.Context, r *request, c card) (*discordgo.Message, error) {
	m, err := b.rest.Send(ctx, r.ChannelID, r.said.ID, discord.Message{Components: c.components()}, r.said.ID)
	if errors.Is(err, discord.ErrForbidden) {
		return nil, fmt.Errorf("%w: %w", errNoVoice, err)
	}
	return m, err
}
