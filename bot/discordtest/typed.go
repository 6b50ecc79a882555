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
	values := map[string][]string{}
	at := ""
	for n, o := range list {
		if n == 0 || o.Required && !slices.ContainsFunc(list[:n], func(o commandOption) bool { return o.Required }) {
			at = o.Name
		}
	}
	for _, word := range rest {
		before, after, colon := strings.Cut(word, ":")
		if colon && slices.ContainsFunc(list, func(o commandOption) bool { return o.Name == before }) {
			at, word = before, after
		}
		if word != "" {
			values[at] = append(values[at], word)
		}
	}
	for _, o := range list { // in the command's order
		if v, typed := values[o.Name]; typed {
			with = append(with, Opt(o.Name, o.read(strings.Join(v, " "))))
		}
	}
	if len(list) == 0 && len(rest) > 0 && known {
		i := s.Slash(guild, user, "", with...)
		i.err = fmt.Errorf("command /%s takes nothing, so that %q can't be sent", name, strings.Join(rest, " "))
		return i
	}
	return s.Slash(guild, user, name, with...)
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
