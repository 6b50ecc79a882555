package digest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/corpus"
)

func TestTheDayOfADigestIsThatOfItsServer(t *testing.T) {
	due := time.Date(2025, time.June, 30, 20, 0, 0, 0, time.UTC)
	if got := postName(message.Presentation{Zone: time.FixedZone("KST", 9*60*60)}, "tariffs", due); got != "tariffs · 1 Jul 2025" {
		t.Errorf("the post of a digest due on 1 July in Seoul is named %q", got)
	}
}

func TestDigestErrorsQuoteNobody(t *testing.T) {
	for _, err := range []error{errors.New("secret"), &discord.Error{Op: "send a message", Status: 403, Message: "secret"}, corpus.ErrNotFound} {
		if got := reasonForRun(err); strings.Contains(got, "secret") || got == "" {
			t.Errorf("%v is told as %q", err, got)
		}
	}
}
