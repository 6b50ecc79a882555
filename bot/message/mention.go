package message

import (
	"regexp"
	"strings"
)

// Clickable are the commands that a reader can click on, by what is typed after
// the slash: "brief", "corpus feeds add". Each is written as Discord has it
// (developers/reference, Message Formatting), which takes the ID that Discord
// gave the command when it was registered.
type Clickable map[string]string

// namedCommand is a command in a text of ours: its path, and what may follow of
// its options.
var namedCommand = regexp.MustCompile("`/([a-z]+(?: [a-z]+){0,2})(?: ([a-z_]+:[^`]*))?`")

// Named writes every command that a text of ours names in backticks such that it
// can be clicked on; one that can't stays as it is. Options are not clickable,
// and stay in backticks behind it.
func (c Clickable) Named(text string) string {
	if len(c) == 0 || !strings.Contains(text, "`/") {
		return text
	}
	return namedCommand.ReplaceAllStringFunc(text, func(name string) string {
		found := namedCommand.FindStringSubmatch(name)
		mention, ok := c[found[1]]
		if !ok {
			return name
		}
		if found[2] != "" {
			mention += " `" + found[2] + "`"
		}
		return mention
	})
}
