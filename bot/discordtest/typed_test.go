package discordtest_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

func TestTypedLinesFillInOptionsByNameOrPlace(t *testing.T) {
	srv := discordtest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	rest := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), AckWindow: srv.AckWindow()})
	defer rest.Close()
	words := discordgo.ApplicationCommandOptionString
	_, err := rest.OverwriteCommands(ctx, srv.AppID(), "", []*discordgo.ApplicationCommand{
		{Name: "brief", Description: "b", Options: []*discordgo.ApplicationCommandOption{
			{Type: words, Name: "topic", Description: "t", Required: true},
			{Type: words, Name: "detail", Description: "d", Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "In Full", Value: "full"}}},
			{Type: discordgo.ApplicationCommandOptionInteger, Name: "most", Description: "m"},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: "quiet", Description: "q"},
		}},
		{Name: "corpus", Description: "c", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "add", Description: "a", Options: []*discordgo.ApplicationCommandOption{
				{Type: words, Name: "url", Description: "u"},
			}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	type option struct {
		Name    string   `json:"name"`
		Value   any      `json:"value,omitempty"`
		Options []option `json:"options,omitempty"`
	}
	got := make(chan []option, 1)
	gateway := gateway.New(gateway.Options{Token: srv.Token(), REST: rest, Handle: func(_ context.Context, e any) {
		if i, ok := e.(*discordgo.InteractionCreate); ok {
			raw, _ := json.Marshal(i.ApplicationCommandData().Options)
			var options []option
			json.Unmarshal(raw, &options)
			got <- options
		}
	}})
	running, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- gateway.Run(running) }()
	defer func() { stop(); <-done }()
	if err := srv.WaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string][]option{
		"/brief north korea":                         {{Name: "topic", Value: "north korea"}},
		"/brief  detail:in full most:3 topic: a: b ": {{Name: "topic", Value: "a: b"}, {Name: "detail", Value: "full"}, {Name: "most", Value: 3.0}},
		"/brief copper prices quiet:true":            {{Name: "topic", Value: "copper prices"}, {Name: "quiet", Value: true}},
		"/corpus add https://a.example":              {{Name: "add", Options: []option{{Name: "url", Value: "https://a.example"}}}},
	} {
		srv.Type(discordtest.Guild, discordtest.User, line)
		select {
		case options := <-got:
			for i := range options { // discordgo writes empty fields, too
				if len(options[i].Options) == 0 {
					options[i].Options = nil
				}
			}
			if diff := cmp.Diff(want, options); diff != "" {
				t.Errorf("%s (-want +got)\n%s", line, diff)
			}
		case <-ctx.Done():
			t.Fatalf("%s was not sent", line)
		}
	}
	for _, line := range []string{"/", "/nothing", "/brief", "/brief x most:many"} {
		if _, err := srv.Type(discordtest.Guild, discordtest.User, line).WaitAck(ctx); err == nil || ctx.Err() != nil {
			t.Errorf("%q was sent", line)
		}
	}
}
