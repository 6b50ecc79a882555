package bot

import (
	"testing"

	"sitrep/bot/discordtest/rules"
)

func TestDiscordTakesTheCommands(t *testing.T) {
	for _, everywhere := range []bool{true, false} {
		if err := rules.ValidateCommands(Commands(everywhere, true)); err != nil {
			t.Errorf("everywhere %t: %v", everywhere, err)
		}
	}
}
