package bot

import (
	"testing"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
)

func TestCardsOfCommandsForManagers(t *testing.T) {
	for _, tc := range []struct {
		name string
		card message.Card
	}{
		{"help", message.Help(message.Presentation{}, true, true, (&Bot{hears: true}).waysOn(message.Presentation{}))},
		{"help-that-hears-all", message.Help(message.Presentation{}, true, true, (&Bot{hears: true, readThreads: true}).waysOn(message.Presentation{}))},
		{"help-without-collections", message.Help(message.Presentation{}, false, false, (&Bot{}).waysOn(message.Presentation{}))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			components := tc.card.Components()
			if err := rules.ValidateComponents(components); err != nil {
				t.Error(err)
			}
			golden.Check(t, tc.name+".golden", rules.Text(components))
		})
	}
}
