package discordtest

import (
	"fmt"
	"slices"
	"strings"

	"sitrep/bot/discordtest/rules"
)

// Type is a user typing a command into a line, as "/brief north-korea
// detail:full": what comes before a name of an option and a colon belongs to the
// first option that is required, or else to the first.
func (s *Server) Type(guild, user, line string, with ...With) *Interaction {
	l := s.typedLine(guild, line, with)
	for _, o := range l.List { // in the command's order
		if v, typed := l.Values[o.Name]; typed {
			with = append(with, Opt(o.Name, o.Read(v)))
		}
	}
	if l.Err != nil {
		i := s.Slash(guild, user, "", with...)
		i.Name, i.err = l.Name, l.Err
		return i
	}
	return s.Slash(guild, user, l.Name, with...)
}

// Typing is a user who has typed as much of a command as is in the line, and waits
// for what Discord suggests for the option that it ends in.
func (s *Server) Typing(guild, user, line string, with ...With) *Interaction {
	l := s.typedLine(guild, line, with)
	partial := l.Values[l.At]
	for _, o := range l.List {
		if v, typed := l.Values[o.Name]; typed && o.Name != l.At {
			with = append(with, Opt(o.Name, o.Read(v)))
		}
	}
	i := s.Autocomplete(guild, user, l.Name, l.At, partial, with...)
	if l.Err != nil && i.err == nil {
		i.err = l.Err
	}
	return i
}

// TypedLine takes a line apart by what the server has registered.
func (s *Server) typedLine(guild, line string, with []With) rules.TypedLine {
	words := strings.Fields(strings.TrimPrefix(line, "/"))
	if len(words) == 0 {
		words = []string{""}
	}
	s.mu.Lock()
	cmd, known, _ := s.lookUp(1, guild, newAsking(with).channel, words[0], newAsking(with).seat)
	s.mu.Unlock()
	return rules.TakeApart(cmd, known, words)
}

// Menu lists the commands that a server has, as Discord shows them when one types
// "/", and those in the menu of a message.
func (s *Server) Menu(guild string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, scope := range slices.Compact([]string{guild, ""}) {
		for _, c := range s.commands[scope] {
			if c.Type > 1 {
				fmt.Fprintf(&b, "Apps → %s\n", c.Name)
			} else {
				fmt.Fprintf(&b, "/%s  %s\n", c.Name, c.Description)
			}
		}
	}
	return b.String()
}
