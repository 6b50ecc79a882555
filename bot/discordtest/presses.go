package discordtest

import (
	"fmt"

	"sitrep/bot/discordtest/rules"
)

// Click is the one who asked pressing a button on the reply.
func (i *Interaction) Click(customID string) *Interaction {
	return i.srv.press(i.replyID(), i.User, customID, nil, i.seat)
}

// Select is the one who asked choosing from a select on the reply.
func (i *Interaction) Select(customID string, values ...string) *Interaction {
	return i.srv.press(i.replyID(), i.User, customID, append([]string{}, values...), i.seat)
}

func (i *Interaction) replyID() string {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.original == nil {
		return ""
	}
	return i.original.id
}

// Click is a user pressing a button on a message.
func (s *Server) Click(message, user, customID string, with ...With) *Interaction {
	return s.press(message, user, customID, nil, newAsking(with).seat)
}

// Select is a user choosing from a select on a message.
func (s *Server) Select(message, user, customID string, values []string, with ...With) *Interaction {
	return s.press(message, user, customID, append([]string{}, values...), newAsking(with).seat)
}

// press is a user at a component; values is nil for a button.
func (s *Server) press(message, user, customID string, values []string, who seat) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messages[message]
	a := &asking{channel: Channel, seat: who}
	if m != nil {
		a.channel = m.channel
	}
	guild := ""
	if m != nil {
		guild = m.guild
	}
	i := s.newInteraction(KindComponent, guild, user, customID, a)
	switch {
	case m == nil || m.deleted:
		i.err = fmt.Errorf("press %q: there is no such message", customID)
		return i
	case m.flags&rules.FlagEphemeral != 0 && (m.interaction == nil || m.interaction.User != user):
		i.err = fmt.Errorf("press %q: the message is not shown to user %s", customID, user)
		return i
	}
	c, all := rules.FindComponent(m.snapshot().Components, customID)
	if c == nil {
		i.err = fmt.Errorf("press %q: the message has only %q", customID, all)
		return i
	}
	if err := c.Usable(values); err != nil {
		i.err = fmt.Errorf("press %q: %w", customID, err)
		return i
	}
	i.source = m
	data := map[string]any{"custom_id": customID, "component_type": c.Type, "id": c.ID}
	if values != nil {
		data["values"] = values
	}
	s.ask(i, data)
	return i
}

// SubmitModal is the one who asked sending the form that the bot opened, its
// fields filled in by custom ID.
func (i *Interaction) SubmitModal(fields map[string]string) *Interaction {
	s := i.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.newInteraction(KindModal, i.Guild, i.User, "", &asking{channel: i.Channel, seat: i.seat})
	next.source = i.source
	if i.modal == nil {
		next.err = fmt.Errorf("submit a form: none was opened")
		return next
	}
	next.Name = i.modal.CustomID
	components, err := i.modal.FilledIn(fields)
	if err != nil {
		next.err = fmt.Errorf("submit the form %q: %w", i.modal.CustomID, err)
		return next
	}
	s.ask(next, map[string]any{"custom_id": i.modal.CustomID, "components": components})
	return next
}
