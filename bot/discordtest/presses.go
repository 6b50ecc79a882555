package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
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
	case m.flags&flagEphemeral != 0 && (m.interaction == nil || m.interaction.User != user):
		i.err = fmt.Errorf("press %q: the message is not shown to user %s", customID, user)
		return i
	}
	c, all := findComponent(m.snapshot().Components, customID)
	if c == nil {
		i.err = fmt.Errorf("press %q: the message has only %q", customID, all)
		return i
	}
	if err := c.usable(values); err != nil {
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

// findComponent returns the component with the custom ID, and all custom IDs.
func findComponent(cs []Component, customID string) (found *Component, all []string) {
	for _, c := range cs {
		if c.CustomID != "" {
			all = append(all, c.CustomID)
			if c.CustomID == customID {
				found = &c
			}
		}
		below := c.Components
		if c.Accessory != nil {
			below = append(slices.Clone(below), *c.Accessory)
		}
		if c.Component != nil {
			below = append(slices.Clone(below), *c.Component)
		}
		f, more := findComponent(below, customID)
		if f != nil {
			found = f
		}
		all = append(all, more...)
	}
	return found, all
}

// usable tells whether a user could press the component, or choose the values.
func (c *Component) usable(values []string) error {
	switch {
	case c.Disabled:
		return fmt.Errorf("it is disabled")
	case c.Type == button && values != nil:
		return fmt.Errorf("it is a button, not a select")
	case c.isSelect() && values == nil:
		return fmt.Errorf("it is a select, not a button")
	case c.Type == button:
		return nil
	}
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return fmt.Errorf("it takes %d to %d values, not %d", least, most, len(values))
	}
	if c.Type == stringSelect {
		for _, v := range values {
			if !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == v }) {
				return fmt.Errorf("it has no option %q", v)
			}
		}
	}
	return nil
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
	used := 0
	var components []any
	for n, row := range i.modal.Components {
		var field *Component
		switch {
		case row.Type == actionRow:
			field = &row.Components[0]
		case row.Component != nil:
			field = row.Component
		default:
			continue // a text display has nothing to say
		}
		text, filled := fields[field.CustomID]
		if filled {
			used++
		}
		if err := field.accepts(text); err != nil {
			next.err = fmt.Errorf("submit the form %q: field %q: %w", i.modal.CustomID, field.CustomID, err)
			return next
		}
		said := map[string]any{"type": field.Type, "id": 2*n + 2, "custom_id": field.CustomID}
		if field.isSelect() {
			said["values"] = strings.Fields(text)
		} else {
			said["value"] = text
		}
		if row.Type == actionRow {
			components = append(components, map[string]any{"type": actionRow, "id": 2*n + 1, "components": []any{said}})
		} else {
			components = append(components, map[string]any{"type": labelled, "id": 2*n + 1, "component": said})
		}
	}
	if used < len(fields) {
		next.err = fmt.Errorf("submit the form %q: it lacks some of the fields %v", i.modal.CustomID, fields)
		return next
	}
	s.ask(next, map[string]any{"custom_id": i.modal.CustomID, "components": components})
	return next
}

// accepts tells whether a user could send the form with this text in the
// field.
func (c *Component) accepts(text string) error {
	if c.isSelect() {
		if c.Required != nil && !*c.Required && text == "" {
			return nil
		}
		return c.usable(strings.Fields(text))
	}
	n := utf8.RuneCountInString(text)
	most := 4000
	if c.MaxLength != nil && *c.MaxLength > 0 {
		most = *c.MaxLength
	}
	switch {
	case n == 0 && (c.Required == nil || *c.Required):
		return fmt.Errorf("it must be filled in")
	case n > 0 && c.MinLength != nil && n < *c.MinLength, n > most:
		return fmt.Errorf("it does not take %d characters", n)
	}
	return nil
}
