package message

import (
	"testing"
)

func TestCommandsInTextsAreNamedAsTheyCanBeClicked(t *testing.T) {
	t.Parallel()
	have := Clickable{"brief": "</brief:7>", "corpus feeds add": "</corpus feeds add:8>", "digest list": "</digest list:9>"}
	for text, want := range map[string]string{
		"Ask again with `/brief`.":                        "Ask again with </brief:7>.",
		"Name a topic: `/brief topic:North Korea`.":       "Name a topic: </brief:7> `topic:North Korea`.",
		"Follow one with `/corpus feeds add`, or `/help`": "Follow one with </corpus feeds add:8>, or `/help`",
		"`/digest` and `/digest list` and `/brief it`":    "`/digest` and </digest list:9> and `/brief it`",
		"Type `/` again":                                  "Type `/` again",
		"`since` and `as_of`":                             "`since` and `as_of`",
		"\\`/brief\\`":                                    "\\`/brief\\`", // as others wrote it
	} {
		if got := have.Named(text); got != want {
			t.Errorf("%q is written %q", text, got)
		}
		if got := (Clickable)(nil).Named(text); got != text {
			t.Errorf("before the commands are registered %q is written %q", text, got)
		}
	}
}
