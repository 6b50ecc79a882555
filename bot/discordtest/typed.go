package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Type is a user typing a command into a line, as "/brief north-korea
// detail:full": what comes before a name of an option and a colon belongs to the
// first option that is required, or else to the first.
func (s *Server) Type(guild, user, line string, with ...With) *Interaction {
	l := s.typedLine(guild, line, with)
	for _, o := range l.list { // in the command's order
		if v, typed := l.values[o.Name]; typed {
			with = append(with, Opt(o.Name, o.read(v)))
		}
	}
	if l.err != nil {
		i := s.Slash(guild, user, "", with...)
		i.err = l.err
		return i
	}
	return s.Slash(guild, user, l.name, with...)
}

// Typing is a user who has typed as much of a command as is in the line, and waits
// for what Discord suggests for the option that it ends in.
func (s *Server) Typing(guild, user, line string, with ...With) *Interaction {
	l := s.typedLine(guild, line, with)
	partial := l.values[l.at]
	for _, o := range l.list {
		if v, typed := l.values[o.Name]; typed && o.Name != l.at {
			with = append(with, Opt(o.Name, o.read(v)))
		}
	}
	i := s.Autocomplete(guild, user, l.name, l.at, partial, with...)
	if l.err != nil && i.err == nil {
		i.err = l.err
	}
	return i
}

// typedLine is a line with a command, taken apart.
type typedLine struct {
	name   string            // of the command and its subcommands
	list   []commandOption   // what it takes
	values map[string]string // what was typed for it
	at     string            // the option that the line ends in
	err    error             // why it could not be sent
}

func (s *Server) typedLine(guild, line string, with []With) typedLine {
	words := strings.Fields(strings.TrimPrefix(line, "/"))
	if len(words) == 0 {
		words = []string{""}
	}
	name := words[0]
	s.mu.Lock()
	cmd, known, _ := s.lookUp(1, guild, newAsking(with).channel, name, newAsking(with).seat)
	s.mu.Unlock()
	list, rest := cmd.Options, words[1:]
	for len(rest) > 0 {
		at := slices.IndexFunc(list, func(o commandOption) bool { return o.Name == rest[0] && o.Type <= optGroup })
		if at < 0 {
			break
		}
		name, list, rest = name+" "+rest[0], list[at].Options, rest[1:]
	}
	l := typedLine{name: name, list: list, values: map[string]string{}}
	switch {
	case !known:
		return l
	case len(list) > 0 && list[0].Type <= optGroup: // Discord sends no command without the one of its parts
		l.err = fmt.Errorf("/%s goes on with one of these:%s", name, described(list))
		return l
	case len(list) == 0 && len(rest) > 0:
		l.err = fmt.Errorf("command /%s takes nothing, so that %q can't be sent", name, strings.Join(rest, " "))
		return l
	}
	for n, o := range list {
		if n == 0 || o.Required && !slices.ContainsFunc(list[:n], func(o commandOption) bool { return o.Required }) {
			l.at = o.Name
		}
	}
	for _, word := range rest {
		before, after, colon := strings.Cut(word, ":")
		if colon && slices.ContainsFunc(list, func(o commandOption) bool { return o.Name == before }) {
			l.at, word = before, after
		}
		if word != "" {
			l.values[l.at] = strings.TrimSpace(l.values[l.at] + " " + word)
		}
	}
	return l
}

// described lists options, a line each, as Discord shows them while one types.
func described(list []commandOption) string {
	var b strings.Builder
	for _, o := range list {
		fmt.Fprintf(&b, "\n  %s  %s", o.Name, o.Description)
	}
	return b.String()
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

// read turns what was typed for an option into its kind of value.
func (o commandOption) read(typed string) any {
	switch o.Type {
	case optInteger:
		if n, err := strconv.Atoi(typed); err == nil {
			return n
		}
	case optNumber:
		if f, err := strconv.ParseFloat(typed, 64); err == nil {
			return f
		}
	case optBoolean:
		if b, err := strconv.ParseBool(typed); err == nil {
			return b
		}
	}
	for _, c := range o.Choices { // by the name that is shown, as one picks it
		if strings.EqualFold(c.Name, typed) {
			if value, err := strconv.Unquote(string(c.Value)); err == nil {
				return value
			}
		}
	}
	return typed
}
