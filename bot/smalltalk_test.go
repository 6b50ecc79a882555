package bot

import (
	"strings"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/quota"
)

func TestThanksAreNoQuestion(t *testing.T) {
	s, l := listening(t)
	s.slash(t, "When did the ferry sink?")
	m := s.asks(t, "", discordtest.Channel, discordtest.User, "thanks!", "")
	if text := m.Text(); !strings.Contains(text, "You are welcome") || len(l.all()) != 1 {
		t.Errorf("%q after %d questions", text, len(l.all()))
	}
}

func TestWhatAsksForAWayOfTheBotsGetsIt(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	for said, want := range map[string]string{
		"help":                        "How to use me",
		"how do I save this?":         "then **Save**",
		"that is wrong":               "then **This is wrong**",
		"weekly digest please":        "/digest subscribe",
		"unsubscribe":                 "/digest remove",
		"how do I stop a digest?":     "/digest remove",
		"that sentence is wrong":      "then **This is wrong**",
		"wie kann ich das speichern?": "then **Save**", // in the language of the server
	} {
		says(t, s.asks(t, "", discordtest.Channel, discordtest.User, said, ""), want)
	}
	if n := len(l.all()); n > 0 {
		t.Errorf("%d of them are looked up in the articles", n)
	}
}

func TestRemarksHardlyCountAgainstWhatMayBeAsked(t *testing.T) {
	t.Parallel()
	s, _ := listening(t, strict(newClock()))
	for range 2 * quota.Usual.Person.Burst / quota.CostOfCommand {
		says(t, s.asks(t, "", discordtest.Channel, discordtest.User, "thanks!", ""), "You are welcome")
	}
}
