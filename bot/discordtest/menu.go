package discordtest

import (
	"fmt"
)

// OnMessage is a user who picks a command from the menu of a message, by ID:
// that of one that was said or posted, or of none, which Discord then does not
// resolve. The message comes along whole, whatever the bot may read otherwise.
func (s *Server) OnMessage(guild, user, name, message string, with ...With) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := newAsking(with)
	i := s.newInteraction(KindCommand, guild, user, name, a)
	const messageCommand = 3
	cmd, _, err := s.lookUp(messageCommand, guild, i.Channel, name, a.seat)
	if err != nil {
		i.err = err
		return i
	}
	m := s.messages[message]
	if m != nil && m.deleted {
		i.err = fmt.Errorf("message %s is deleted, it has no menu", message)
		return i
	}
	if cmd.ID == "" {
		cmd.ID = s.snowflake()
	}
	data := map[string]any{"id": cmd.ID, "name": name, "type": messageCommand, "target_id": message}
	if m != nil {
		data["resolved"] = map[string]any{"messages": map[string]any{message: m.json()}}
	}
	s.ask(i, data)
	return i
}
