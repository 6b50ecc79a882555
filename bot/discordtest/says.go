package discordtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// How says more about how a message is written.
type How func(*saying)

type saying struct {
	message *message
	silent  bool
}

// WithoutPing turns the ping of a reply off: the message answers another but
// does not mention its author.
func WithoutPing() How { return func(s *saying) { s.silent = true } }

// AsBot makes the author another bot.
func AsBot() How { return func(s *saying) { s.message.bot = true } }

// AsWebhook makes the author a webhook.
func AsWebhook() How { return func(s *saying) { s.message.webhook = true } }

// WithSticker puts a sticker on the message. That there is one is told to
// everybody.
func WithSticker() How { return func(s *saying) { s.message.sticker = true } }

// OfType makes it a message of a type other than a plain one: 4 when somebody
// has renamed a thread (developers/resources/message, Message Types).
func OfType(kind int) How { return func(s *saying) { s.message.kind = kind } }

// WithRoles gives the author roles, by ID.
func WithRoles(ids ...string) How { return func(s *saying) { s.message.roles = ids } }

// Say is a user writing a message in a channel or thread of a guild, or, where
// that is "", in direct messages with the bot; replyTo is the ID of the message
// it answers, or empty. Users are mentioned as Discord has it, "<@ID>"; whoever
// is answered is mentioned, too, unless the ping is turned off, or what is
// answered is itself the answer to an interaction: such a reply never pings
// (developers/gateway/you-might-not-need-a-privileged-intent). The bot gets the
// content only where Discord gives it: in direct messages, when the message
// mentions the bot, or with the message content intent.
func (s *Server) Say(guild, channel, user, content, replyTo string, how ...How) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if guild == "" && channel == Channel {
		channel = s.directWith(user)
	}
	m := &message{id: s.snowflake(), channel: channel, guild: guild, author: user, content: content, at: time.Now(), replyTo: replyTo}
	say := saying{message: m}
	for _, h := range how {
		h(&say)
	}
	for rest := content; ; {
		_, after, found := strings.Cut(rest, "<@")
		if !found {
			break
		}
		id, after, closed := strings.Cut(after, ">")
		if id = strings.TrimPrefix(id, "!"); closed && id != "" && strings.Trim(id, "0123456789") == "" && !slices.Contains(m.mentions, id) {
			m.mentions = append(m.mentions, id)
		}
		rest = after
	}
	m.everyone = strings.Contains(content, "@everyone") || strings.Contains(content, "@here")
	if to := s.messages[replyTo]; to != nil && to.interaction == nil && !say.silent && !slices.Contains(m.mentions, to.author) {
		m.mentions = append(m.mentions, to.author)
	}
	s.guildOf[channel] = guild
	s.keep(m)
	s.change()
	return m.snapshot()
}

// Mention is how the bot is mentioned in a message.
func (s *Server) Mention() string { return "<@" + s.opts.AppID + ">" }

// WaitReplyTo waits for the bot's answer to a message.
func (s *Server) WaitReplyTo(ctx context.Context, m Message) (Message, error) {
	var found Message
	err := s.wait(ctx, fmt.Sprintf("an answer to %q", m.Content), func() (bool, error) {
		for _, id := range s.inChannel[m.Channel] {
			if answer := s.messages[id]; answer.replyTo == m.ID && answer.author == s.opts.AppID && answer.kind == 0 {
				found = answer.snapshot()
				return true, nil
			}
		}
		return false, nil
	})
	return found, err
}
