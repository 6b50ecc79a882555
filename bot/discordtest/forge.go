package discordtest

import "sitrep/bot/discordtest/rules"

// Forge is a user whose client has been changed pressing a button that the
// message does not have. Discord passes on whatever custom ID such a client
// names, so that a bot must not take it for its own.
func (s *Server) Forge(message, user, customID string, with ...With) *Interaction {
	return s.forge(KindComponent, message, user, customID, map[string]any{"component_type": rules.Button, "id": 1}, with)
}

// ForgeSelect is such a client choosing values from a menu that the message
// does not have.
func (s *Server) ForgeSelect(message, user, customID string, values []string, with ...With) *Interaction {
	return s.forge(KindComponent, message, user, customID, map[string]any{"component_type": rules.StringSelect, "id": 1, "values": values}, with)
}

// ForgeForm is such a client sending a form of one field that the bot has not
// opened, as if a button on the message had.
func (s *Server) ForgeForm(message, user, customID, field, value string, with ...With) *Interaction {
	input := map[string]any{"type": rules.TextInput, "id": 2, "custom_id": field, "value": value}
	return s.forge(KindModal, message, user, customID,
		map[string]any{"components": []any{map[string]any{"type": rules.ActionRow, "id": 1, "components": []any{input}}}}, with)
}

func (s *Server) forge(kind int, message, user, customID string, data map[string]any, with []With) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := newAsking(with)
	m := s.messages[message]
	guild := ""
	if m != nil {
		a.channel, guild = m.channel, m.guild
	}
	i := s.newInteraction(kind, guild, user, customID, a)
	i.source = m
	data["custom_id"] = customID
	s.ask(i, data)
	return i
}

// Modal returns the form that the interaction opened, false where it opened
// none.
func (i *Interaction) Modal() (rules.Modal, bool) {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.modal == nil {
		return rules.Modal{}, false
	}
	return *i.modal, true
}

// Controls returns the components of a message that can be pressed or chosen
// from now.
func (m Message) Controls() []rules.Component {
	var out []rules.Component
	var walk func([]rules.Component)
	walk = func(cs []rules.Component) {
		for _, c := range cs {
			if c.CustomID != "" && !c.Disabled {
				out = append(out, c)
			}
			if c.Accessory != nil {
				walk([]rules.Component{*c.Accessory})
			}
			walk(c.Components)
		}
	}
	walk(m.Components)
	return out
}
