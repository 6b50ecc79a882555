package bot

import (
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/corpus"
)

func TestCardsOfCommandsForManagers(t *testing.T) {
	articles := []corpus.Article{{Title: "Ferry link to reopen in spring", Outlet: "The Harbour Gazette", URL: "https://gazette.example/world/ferry-link", Published: corpus.NewDate(2025, 3, 4)},
		{Title: "Ferry [live]: *what we know*", Outlet: "Coast Radio", URL: "https://coast.example/a_(2)?id=7", Published: corpus.NewDate(2025, 3, 0)},
		{ID: "a3", Title: "Pier inspection report"}}
	for _, tc := range []struct {
		name string
		card card
	}{
		{"added", (&intake{read: 9, added: 6, revised: 1, same: 2, failed: 1, first: articles, problems: []string{`- notices\.jsonl#4: not JSON`}}).card()},
		{"help", helpCard(look{}, true, (&Bot{hears: true}).waysOn(look{}))},
		{"help-that-hears-all", helpCard(look{}, true, (&Bot{hears: true, readThreads: true}).waysOn(look{}))},
		{"help-without-collections", helpCard(look{}, false, (&Bot{}).waysOn(look{}))},
		{"settings", renderSettings(look{}, settings{}, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
		{"settings-changed", renderSettings(look{zone: time.FixedZone("Asia/Seoul", 9*3600), lang: german}, settings{
			Detail: detailFull, Zone: "Asia/Seoul", Language: german, Channels: []string{"420000000000000001", "420000000000000002"},
			Roles: map[string][]string{commandAsk: {"440000000000000001"}, commandBrief: {"440000000000000001", "440000000000000002"}},
		}, time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			components := tc.card.components()
			if err := discordtest.ValidateComponents(components); err != nil {
				t.Error(err)
			}
			golden(t, tc.name, discordtest.Text(components))
		})
	}
}
