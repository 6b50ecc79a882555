package bot

import (
	"testing"
	"time"

	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

func TestCardsOfCommandsForManagers(t *testing.T) {
	articles := []corpus.Article{{Title: "Ferry link to reopen in spring", Outlet: "The Harbour Gazette", URL: "https://gazette.example/world/ferry-link", Published: corpus.NewDate(2025, 3, 4)},
		{Title: "Ferry [live]: *what we know*", Outlet: "Coast Radio", URL: "https://coast.example/a_(2)?id=7", Published: corpus.NewDate(2025, 3, 0)},
		{ID: "a3", Title: "Pier inspection report"}}
	for _, tc := range []struct {
		name string
		card message.Card
	}{
		{"added", (&intake{Intake: &library.Intake{Added: 6, Revised: 1, Unchanged: 2}, read: 9, failed: 1, first: articles, problems: []string{`- notices\.jsonl#4: not JSON`}}).card()},
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
			golden(t, tc.name, rules.Text(components))
		})
	}
}
