package discord_test

import (
	"errors"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

func TestFileArrivesWithItsMessage(t *testing.T) {
	t.Parallel()
	for _, tt := range passing {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			r, _ := clientFor(t, srv, tt.fault)
			asked, i := ask(srv)
			must[string](t)(r.Defer(ctx, i, true))
			srv.Fail(discordtest.RouteReply, tt.fault)
			f := discord.File{Name: "north-korea.md", Type: "text/markdown; charset=utf-8", Data: []byte("# 북한\n\n> “a quote”\n")}
			must[*discordgo.Message](t)(r.EditReply(ctx, i, discord.Message{Components: []discordgo.MessageComponent{f.Component()}, Files: []discord.File{f}}))
			m, _ := asked.Reply()
			if diff := cmp.Diff([]rules.File{{Name: f.Name, Type: f.Type, Data: f.Data}}, m.Files); diff != "" {
				t.Errorf("files (-sent +arrived):\n%s", diff)
			}
		})
	}
}

func TestFileThatNothingShowsIsRefused(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	_, i := ask(srv)
	must[string](t)(r.Defer(ctx, i, true))
	f := discord.File{Name: "a.md", Type: "text/markdown", Data: []byte("a")}
	for name, m := range map[string]discord.Message{
		"no component":                {Components: text("here").Components, Files: []discord.File{f}},
		"no file":                     {Components: []discordgo.MessageComponent{f.Component()}},
		"another's name":              {Components: []discordgo.MessageComponent{discord.File{Name: "b.md"}.Component()}, Files: []discord.File{f}},
		"a name that Discord changes": {Components: []discordgo.MessageComponent{discord.File{Name: "a~b.md"}.Component()}, Files: []discord.File{{Name: "a~b.md", Type: f.Type}}},
	} {
		var refused *discord.Error
		if _, err := r.EditReply(ctx, i, m); !errors.As(err, &refused) || refused.Status != 400 {
			t.Errorf("%s: EditReply = %v, want a refusal", name, err)
		}
	}
}
