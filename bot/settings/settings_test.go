package settings

import (
	"testing"
	"time"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/router"
)

func TestSettingsAreTold(t *testing.T) {
	governed := []string{"today", "brief", "ask", message.CheckName}
	for _, tc := range []struct {
		name string
		card message.Card
	}{
		{"settings", render(message.Presentation{}, router.Settings{}, governed, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
		{"settings-changed", render(message.Presentation{Zone: time.FixedZone("Asia/Seoul", 9*3600), Lang: message.German}, router.Settings{
			Detail: message.DetailFull, Zone: "Asia/Seoul", Language: message.German, Channels: []string{"420000000000000001", "420000000000000002"},
			Roles: map[string][]string{"ask": {"440000000000000001"}, "brief": {"440000000000000001", "440000000000000002"}},
		}, governed, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
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
