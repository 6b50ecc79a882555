package discordtest

import (
	"context"
	"fmt"
	"strings"

	"sitrep/bot/discordtest/rules"
)

// WaitAck waits for the first response. It fails at once when the interaction
// could not be asked.
func (i *Interaction) WaitAck(ctx context.Context) (Ack, error) {
	err := i.wait(ctx, "the acknowledgement", func() bool { return i.ack != nil })
	if err != nil {
		return Ack{}, err
	}
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return *i.ack, nil
}

// WaitReply waits until the reply shows something: a message, the edit that
// replaces "thinking…", or the edit of the component's message.
func (i *Interaction) WaitReply(ctx context.Context) (Message, error) {
	return i.waitMessage(ctx, "the reply", func() *message {
		return i.replied()
	})
}

// replied is the reply once it shows something. The caller holds srv.mu.
func (i *Interaction) replied() *message {
	m := i.original
	if m == nil || m.loading || i.ack.Type == rules.AckDeferUpdate && m.edits == i.edits {
		return nil
	}
	return m
}

// WaitAnswer waits for whichever comes: the reply, as [Interaction.WaitReply]
// does, or a form, which is then not nil.
func (i *Interaction) WaitAnswer(ctx context.Context) (Message, *rules.Modal, error) {
	var form *rules.Modal
	m, err := i.waitMessage(ctx, "the reply", func() *message {
		if i.modal != nil {
			form = i.modal
			return &message{}
		}
		return i.replied()
	})
	return m, form, err
}

// WaitUntil waits until the reply is as wanted, which is called with each of
// its states in turn.
func (i *Interaction) WaitUntil(ctx context.Context, wanted func(Message) bool) (Message, error) {
	return i.waitMessage(ctx, "the reply to become as wanted", func() *message {
		if i.original == nil || !wanted(i.original.snapshot()) {
			return nil
		}
		return i.original
	})
}

// WaitChoices waits for the suggestions of an autocomplete.
func (i *Interaction) WaitChoices(ctx context.Context) ([]rules.Choice, error) {
	if err := i.wait(ctx, "the choices", func() bool { return i.choices != nil }); err != nil {
		return nil, err
	}
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.choices, nil
}

// WaitModal waits for a form to open.
func (i *Interaction) WaitModal(ctx context.Context) (rules.Modal, error) {
	if err := i.wait(ctx, "the form", func() bool { return i.modal != nil }); err != nil {
		return rules.Modal{}, err
	}
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return *i.modal, nil
}

// Reply returns the reply as it stands, false when there is none yet.
func (i *Interaction) Reply() (Message, bool) {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.original == nil {
		return Message{}, false
	}
	return i.original.snapshot(), true
}

// FollowUps returns the follow-ups as they stand.
func (i *Interaction) FollowUps() []Message {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	var out []Message
	for _, m := range i.follow {
		out = append(out, m.snapshot())
	}
	return out
}

// Calls returns the REST calls made for the interaction on a route, so that a
// test can say that it was answered once.
func (i *Interaction) Calls(route string) []Call {
	var out []Call
	for _, c := range i.srv.Calls(route) {
		if strings.Contains(c.Path, "/"+i.Token) {
			out = append(out, c)
		}
	}
	return out
}

// WaitCalls waits until the route has been called n times in all.
func (s *Server) WaitCalls(ctx context.Context, route string, n int) error {
	return s.wait(ctx, fmt.Sprintf("%d calls of %s", n, route), func() (bool, error) {
		seen := 0
		for _, c := range s.calls {
			if route == RouteAny || c.Route == route {
				seen++
			}
		}
		return seen >= n, nil
	})
}

// WaitCommands waits until commands are registered, be it for one server.
// Before that [Server.Slash] can't know what their options are.
func (s *Server) WaitCommands(ctx context.Context) error {
	return s.wait(ctx, "commands to be registered", func() (bool, error) { return len(s.commands) > 0, nil })
}

func (i *Interaction) wait(ctx context.Context, what string, done func() bool) error {
	err := i.srv.wait(ctx, what, func() (bool, error) { return done(), i.err })
	if err != nil {
		return fmt.Errorf("%s %q: %w", kindNames[i.Kind], i.Name, err)
	}
	return nil
}

var kindNames = map[int]string{
	KindCommand: "command", KindComponent: "component", KindAutocomplete: "autocomplete of", KindModal: "form",
}

func (i *Interaction) waitMessage(ctx context.Context, what string, find func() *message) (Message, error) {
	var found Message
	err := i.wait(ctx, what, func() bool {
		m := find()
		if m != nil {
			found = m.snapshot()
		}
		return m != nil
	})
	return found, err
}
