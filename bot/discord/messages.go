package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

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
		files:  m.Files,
		repeat: always,
	})
	if err != nil {
		return nil, err
	}
	return decodeMessage(body), nil
}

// Edit puts a message in the place of one of the bot's own. It fails with
// [ErrMessageGone] where that was deleted.
func (r *REST) Edit(ctx context.Context, channel, message string, m Message) (*discordgo.Message, error) {
	p := m.payload()
	p.Flags &^= discordgo.MessageFlagsEphemeral
	body, err := r.do(ctx, request{
		op:     "edit a message",
		method: http.MethodPatch,
		route:  "/channels/{channel}/messages/{message}",
		ids:    []string{channel, message},
		bot:    true,
		body:   p,
		files:  m.Files,
		repeat: always,
	})
	if err != nil {
		return nil, err
	}
	return decodeMessage(body), nil
}

// Message returns a message of a channel.
func (r *REST) Message(ctx context.Context, channel, message string) (*discordgo.Message, error) {
	body, err := r.do(ctx, request{
		op:     "read a message",
		method: http.MethodGet,
		route:  "/channels/{channel}/messages/{message}",
		ids:    []string{channel, message},
		bot:    true,
		repeat: always,
	})
	if err != nil {
		return nil, err
	}
	var m discordgo.Message
	if err := Decode(body, &m); err != nil {
		return nil, &Error{Op: "read a message", Status: http.StatusOK, Message: "the answer can't be read"}
	}
	return &m, nil
}

// messagesPage is the most messages that Discord gives at a time.
const messagesPage = 100

// MessagesSince returns the messages of a channel since an instant, the oldest
// first: the first hundred of them after the one with an ID, or all from the
// instant on where that is empty. more says that there may be others after.
func (r *REST) MessagesSince(ctx context.Context, channel string, since time.Time, after string) (messages []*discordgo.Message, more bool, err error) {
	if after == "" {
		after = strconv.FormatInt(firstOf(since), 10)
	}
	body, err := r.do(ctx, request{
		op:     "read messages",
		method: http.MethodGet,
		route:  "/channels/{channel}/messages",
		ids:    []string{channel},
		query:  "limit=" + strconv.Itoa(messagesPage) + "&after=" + url.QueryEscape(after),
		bot:    true,
		repeat: always,
	})
	if err != nil {
		return nil, false, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, false, &Error{Op: "read messages", Status: http.StatusOK, Message: "the answer can't be read"}
	}
	for _, one := range raw {
		messages = append(messages, decodeMessage(one)) // those of others may hold anything
	}
	slices.SortStableFunc(messages, func(a, b *discordgo.Message) int {
		return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return messages, len(raw) == messagesPage, nil
}

// discordEpoch is the first second of 2015 in milliseconds, from which the IDs
// of messages count.
const discordEpoch = 1420070400000

// firstOf is the least ID that Discord gives out from an instant on.
func firstOf(t time.Time) int64 { return max(0, t.UnixMilli()-discordEpoch) << 22 }

// DirectChannel returns the channel of direct messages with somebody, opening
// it where there is none.
func (r *REST) DirectChannel(ctx context.Context, user string) (id string, err error) {
	body, err := r.do(ctx, request{
		op:     "open direct messages",
		method: http.MethodPost,
		route:  "/users/@me/channels",
		bot:    true,
		body: struct {
			Recipient string `json:"recipient_id"`
		}{user},
		repeat: always,
	})
	if err != nil {
		return "", err
	}
	var channel struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(body, &channel) != nil || channel.ID == "" {
		return "", &Error{Op: "open direct messages", Status: http.StatusOK, Message: "the answer can't be read"}
	}
	return channel.ID, nil
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
