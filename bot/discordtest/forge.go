package discordtest

// Forge is a user whose client has been changed pressing a button that the
// message does not have. Discord passes on whatever custom ID such a client
// names, so that a bot must not take it for its own.
func (s *Server) Forge(message, user, customID string) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := newAsking(nil)
	m := s.messages[message]
	guild := ""
	if m != nil {
		a.channel, guild = m.channel, m.guild
	}
	i := s.newInteraction(KindComponent, guild, user, customID, a)
	i.source = m
	s.ask(i, map[string]any{"custom_id": customID, "component_type": button, "id": 1})
	return i
}

// Modal returns the form that the interaction opened, false where it opened
// none.
func (i *Interaction) Modal() (Modal, bool) {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.modal == nil {
		return Modal{}, false
	}
	return *i.modal, true
}

// Controls returns the components of a message that can be pressed or chosen
// from now.
func (m Message) Controls() []Component {
	var out []Component
	var walk func([]Component)
	walk = func(cs []Component) {
		for _, c := range cs {
			if c.CustomID != "" && !c.Disabled {
				out = append(out, c)
			}
			if c.Accessory != nil {
				walk([]Component{*c.Accessory})
			}
			walk(c.Components)
		}
	}
	walk(m.Components)
	return out
}

// IsSelect reports whether the component is a menu to choose from, not a
// button.
func (c Component) IsSelect() bool { return c.isSelect() }
