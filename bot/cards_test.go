package bot

import (
	"testing"
	"time"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/router"
)

func TestCardsOfCommandsForManagers(t *testing.T) {
	for _, tc := range []struct {
		name string
		card message.Card
	}{
		{"help", message.Help(message.Presentation{}, true, true, (&Bot{hears: true}).waysOn(message.Presentation{}))},
		{"help-that-hears-all", message.Help(message.Presentation{}, true, true, (&Bot{hears: true, readThreads: true}).waysOn(message.Presentation{}))},
		{"help-without-collections", message.Help(message.Presentation{}, false, false, (&Bot{}).waysOn(message.Presentation{}))},
		{"settings", renderSettings(message.Presentation{}, router.Settings{}, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
		{"settings-changed", renderSettings(message.Presentation{Zone: time.FixedZone("Asia/Seoul", 9*3600), Lang: message.German}, router.Settings{
			Detail: message.DetailFull, Zone: "Asia/Seoul", Language: message.German, Channels: []string{"420000000000000001", "420000000000000002"},
			Roles: map[string][]string{commandAsk: {"440000000000000001"}, commandBrief: {"440000000000000001", "440000000000000002"}},
		}, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
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
