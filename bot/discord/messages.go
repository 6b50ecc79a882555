package discord

import (
	"context"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Send posts a message in a channel; replyTo is the message it answers, or
// empty. nonce, of 1 to 25 characters, names the message: for a few minutes
// Discord takes a second message of that name for the first one, which is
// returned, so that a try whose answer got lost can be followed by another.
func (r *REST) Send(ctx context.Context, channel, nonce string, m Message, replyTo string) (*discordgo.Message, error) {
	p := m.payload()
	p.Flags &^= discordgo.MessageFlagsEphemeral // there is nobody in particular to show it to
	p.Nonce, p.EnforceNonce = nonce, true
	if replyTo != "" {
		p.Reference = &reference{MessageID: replyTo} // gone or not, the answer is still wanted
	}
	body, err := r.do(ctx, request{
		op:     "send a message",
		method: http.MethodPost,
		route:  "/channels/{channel}/messages",
		ids:    []string{channel},
		bot:    true,
		body:   p,
		repeat: always,
	})
	if err != nil {
		return nil, err
	}
	return decodeMessage(body), nil
}
