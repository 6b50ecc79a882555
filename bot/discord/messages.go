package discord

import (
	"context"
	"encoding/json"
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

// Typing shows in a channel that the bot is writing, for ten seconds or until
// it sends a message there.
func (r *REST) Typing(ctx context.Context, channel string) error {
	_, err := r.do(ctx, request{
		op:     "show typing",
		method: http.MethodPost,
		route:  "/channels/{channel}/typing",
		ids:    []string{channel},
		bot:    true,
		repeat: unlessArrived,
	})
	return err
}

// StartThread opens a thread under a message and returns its ID, which is the
// message's. The name is 1 to 100 characters long. It fails with
// [ErrThreadThere] where the message has one.
func (r *REST) StartThread(ctx context.Context, channel, message, name string) (id string, err error) {
	body, err := r.do(ctx, request{
		op:     "open a thread",
		method: http.MethodPost,
		route:  "/channels/{channel}/messages/{message}/threads",
		ids:    []string{channel, message},
		bot:    true,
		body: struct {
			Name string `json:"name"`
		}{name},
		repeat: always, // a second try is told that the thread is there
	})
	if err != nil {
		return "", err
	}
	var thread struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(body, &thread) != nil || thread.ID == "" {
		return message, nil // it is open, and has the message's ID as Discord documents it
	}
	return thread.ID, nil
}
