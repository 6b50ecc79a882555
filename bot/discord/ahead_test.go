package discord_test

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
)

func TestAnswersAreReadThoughTheyHoldWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{Ahead: true})
	r := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL()})
	t.Cleanup(r.Close)
	whole := func(name string, m *discordgo.Message) {
		t.Helper()
		if m.ID == "" || m.Author == nil || m.Author.ID != srv.AppID() || len(m.Components) != 1 {
			t.Errorf("%s is read as %+v", name, m)
		}
	}
	sent := must[*discordgo.Message](t)(r.Send(ctx, discordtest.Channel, "n", text("hello"), ""))
	whole("what was sent", sent)
	whole("what is read", must[*discordgo.Message](t)(r.Message(ctx, discordtest.Channel, sent.ID)))
	since, _, err := r.MessagesSince(ctx, discordtest.Channel, time.Now().Add(-time.Minute), "")
	mustDo(t, err)
	if len(since) != 1 {
		t.Fatalf("%d messages", len(since))
	}
	whole("what is listed", since[0])
	server := must[*discord.Server](t)(r.Server(ctx, discordtest.Guild))
	room := must[*discord.Room](t)(r.Room(ctx, server, discordtest.Channel))
	user, roles, err := r.Self(ctx, discordtest.Guild)
	mustDo(t, err)
	if room.May(user, roles)&discordgo.PermissionSendMessages == 0 {
		t.Error("it is taken not to be allowed to write")
	}
}
