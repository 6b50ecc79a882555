package bot

import (
	"strings"
	"testing"

	"sitrep/bot/discordtest"
)

func TestThanksAreNoQuestion(t *testing.T) {
	s, l := listening(t)
	s.slash(t, "When did the ferry sink?")
	m := s.asks(t, "", discordtest.Channel, discordtest.User, "thanks!", "")
	if text := m.Text(); !strings.Contains(text, "You are welcome") || len(l.all()) != 1 {
		t.Errorf("%q after %d questions", text, len(l.all()))
	}
}
