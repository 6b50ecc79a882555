package gateway_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

// BenchmarkAcknowledge measures from the user's command to Discord's having
// the acknowledgement, over the gateway and REST, with a hundred commands
// coming in at once whose answers take a while.
func BenchmarkAcknowledge(b *testing.B) {
	srv, err := discordtest.Start(discordtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	log := (&logged{}).logger()
	rest := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), Log: log})
	defer rest.Close()
	var answers sync.WaitGroup
	g := gateway.New(gateway.Options{
		Token: srv.Token(), REST: rest, Intents: discordgo.IntentsGuilds, Log: log,
		Handle: func(ctx context.Context, e any) {
			i, ok := e.(*discordgo.InteractionCreate)
			if !ok {
				return
			}
			if _, err := rest.Defer(ctx, i.Interaction, false); err != nil {
				b.Error(err)
			}
			answers.Go(func() { rest.EditReply(ctx, i.Interaction, text("done")) })
		},
	})
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	if err := srv.WaitConnected(ctx); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		asked := make([]*discordtest.Interaction, 100)
		for n := range asked {
			asked[n] = srv.Slash(discordtest.Guild, discordtest.User, "brief")
		}
		for _, i := range asked {
			ack, err := i.WaitAck(ctx)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, ack.After)
		}
		answers.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
	cancel()
	<-ended
}

// BenchmarkResume measures from a reset connection to the next event on the
// resumed session.
func BenchmarkResume(b *testing.B) {
	srv, err := discordtest.Start(discordtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	opts := quick(srv)
	opts.Log = (&logged{}).logger()
	events := make(chan any, 100)
	opts.Handle = func(_ context.Context, e any) {
		if _, ok := e.(*discordgo.InteractionCreate); ok {
			events <- e
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- gateway.New(opts).Run(ctx) }()
	if err := srv.WaitConnected(ctx); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		srv.Drop()
		srv.Slash(discordtest.Guild, discordtest.User, "brief")
		<-events
	}
	cancel()
	<-ended
}
