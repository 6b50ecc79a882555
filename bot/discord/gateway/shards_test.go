package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

// shardOf returns a guild's ID on the shard, of those of four.
func shardOf(n int) string { return fmt.Sprint(uint64(4<<22) + uint64(n)<<22) }

// connectShards starts shards, and ends them with the test.
func connectShards(t *testing.T, opts gateway.Options) (s *gateway.Shards, stopped chan error) {
	t.Helper()
	opts.Log = slog.New(slog.DiscardHandler)
	opts.REST = discord.NewREST(discord.RESTOptions{Token: opts.Token, APIURL: opts.APIURL, Log: opts.Log})
	s, stopped = gateway.NewShards(opts), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { stopped <- s.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
		opts.REST.Close()
	})
	return s, stopped
}

func TestShardsBringTheEventsOfAllServersOnce(t *testing.T) {
	t.Parallel()
	for name, shards := range map[string]int{"as set": 4, "as recommended": gateway.AutoShards} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			guilds := []string{shardOf(0), shardOf(1), shardOf(2), shardOf(3)}
			srv := discordtest.New(t, discordtest.Options{Guilds: guilds, RecommendShard: 4, MaxConcurrency: 2})
			opts := quick(srv)
			opts.Shards = shards
			heard, open := make(chan string, 100), make(chan string, 100)
			opts.Handle = func(_ context.Context, e any) {
				switch e := e.(type) {
				case *discordgo.InteractionCreate:
					heard <- e.GuildID
				case *discordgo.GuildCreate:
					open <- e.ID
				}
			}
			s, _ := connectShards(t, opts)
			for range guilds {
				select {
				case <-open:
				case <-ctx.Done():
					t.Fatal("not all shards have opened")
				}
			}
			if !s.Ready() {
				t.Error("not ready though every shard is")
			}
			for _, g := range append(guilds, "") { // direct messages go to the first shard
				srv.Slash(g, discordtest.User, "brief")
				if got := <-heard; got != g {
					t.Errorf("heard of %q, want %q", got, g)
				}
			}
			if len(heard) != 0 {
				t.Errorf("something was heard twice: %s", <-heard)
			}
			seen := map[[2]int]bool{}
			for _, e := range srv.GatewayEvents("identify") {
				seen[e.Shard] = true
			}
			if len(seen) != 4 || !seen[[2]int{3, 4}] {
				t.Errorf("identified as %v", seen)
			}
			// One shard's loss is no other's.
			srv.Drop()
			mustDo(t, srv.WaitGateway(ctx, "resume", 4))
			if n := len(srv.GatewayEvents("identify")); n != 4 {
				t.Errorf("identified %d times", n)
			}
		})
	}
}

func TestShardsStartNoFasterThanDiscordAllows(t *testing.T) {
	t.Parallel()
	const every = 300 * time.Millisecond
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{MaxConcurrency: 2, StartWindow: every})
	opts := quick(srv)
	opts.Shards, opts.IdentifyEvery, opts.Handle = 5, every, func(context.Context, any) {}
	connectShards(t, opts)
	mustDo(t, srv.WaitSessions(ctx, 5))
	if n := len(srv.GatewayEvents("identify")); n != 5 {
		t.Errorf("it asked %d times for 5 sessions", n)
	}
	last := map[int]time.Time{}
	for _, e := range srv.GatewayEvents("identify") {
		bucket := e.Shard[0] % 2
		if gap := e.At.Sub(last[bucket]); gap < every {
			t.Errorf("shard %d identified %s after another of its remainder, want %s", e.Shard[0], gap, every)
		}
		last[bucket] = e.At
	}
}

func TestShardsEndTogetherWhenOneIsRefusedForGood(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{MaxConcurrency: 3})
	srv.NextConnections(discordtest.Greeting{}, discordtest.Greeting{CloseCode: 4011})
	opts := quick(srv)
	opts.Shards, opts.Handle = 3, func(context.Context, any) {}
	_, stopped := connectShards(t, opts)
	var fatal *gateway.FatalError
	select {
	case err := <-stopped:
		if !errors.As(err, &fatal) || fatal.Code != 4011 {
			t.Errorf("ended with %v, want 4011", err)
		}
	case <-ctx.Done():
		t.Fatal("the shards did not end")
	}
	mustDo(t, srv.WaitDisconnected(ctx))
}

func TestRecommendedShardsAreAskedForUntilTold(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{RecommendShard: 2})
	srv.Fail(discordtest.RouteGatewayBot, discordtest.Failing(http.StatusForbidden).For(2))
	opts := quick(srv)
	opts.Shards, opts.Handle = gateway.AutoShards, func(context.Context, any) {}
	connectShards(t, opts)
	mustDo(t, srv.WaitGateway(ctx, "identify", 2))

	opts.Token = "wrong"
	_, stopped := connectShards(t, opts)
	var fatal *gateway.FatalError
	if err := <-stopped; !errors.As(err, &fatal) || fatal.Code != 4004 {
		t.Errorf("with a wrong token it ended with %v", err)
	}
}
