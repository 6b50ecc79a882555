package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

func TestGatewayHandsOverInteractionsAndReplies(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	b := connect(t, srv, quick(srv))
	next[*discordgo.GuildCreate](t, ctx, b)
	if !b.Ready() {
		t.Error("not ready after READY")
	}

	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	i := next[*discordgo.InteractionCreate](t, ctx, b)
	data := i.ApplicationCommandData()
	if data.Name != "brief" || data.Options[0].StringValue() != "north-korea" {
		t.Errorf("got command %q with options %v", data.Name, data.Options)
	}
	shown := must[string](t)(b.rest.Defer(ctx, i.Interaction, true))
	ack := must[discordtest.Ack](t)(asked.WaitAck(ctx))
	if ack.Type != rules.AckDefer || !ack.Ephemeral {
		t.Errorf("got acknowledgement %+v, want an ephemeral deferral", ack)
	}
	sent := must[*discordgo.Message](t)(b.rest.EditReply(ctx, i.Interaction, text("It is quiet.")))
	msg := must[discordtest.Message](t)(asked.WaitReply(ctx))
	if msg.Text() != "It is quiet.\n" || sent.ID != msg.ID || shown != msg.ID {
		t.Errorf("members see message %s:\n%s", msg.ID, msg.Text())
	}
}

func TestGatewayWorksOverTLS(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the test's certificate can be made a trusted one on Linux only")
	}
	ctx := within(t)
	srv := discordtest.New(t)
	behind, err := url.Parse(srv.URL())
	mustDo(t, err)
	var front *httptest.Server
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(behind) },
		ModifyResponse: func(r *http.Response) error {
			if strings.HasSuffix(r.Request.URL.Path, "/gateway/bot") {
				r.Body.Close()
				r.Header.Del("Content-Length")
				r.ContentLength = -1
				r.Body = io.NopCloser(strings.NewReader(`{"url": "wss` + strings.TrimPrefix(front.URL, "https") + `/gateway"}`))
			}
			return nil
		},
		Transport: &http.Transport{DisableKeepAlives: true},
	}
	front = httptest.NewTLSServer(proxy)
	t.Cleanup(front.Close)
	opts := quick(srv)
	opts.APIURL = front.URL
	b := connect(t, srv, opts)
	next[*discordgo.GuildCreate](t, ctx, b)
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief")
	i := next[*discordgo.InteractionCreate](t, ctx, b)
	mustDo(t, b.rest.Reply(ctx, i.Interaction, text("in private")))
	if m, _ := asked.Reply(); m.Text() != "in private\n" {
		t.Errorf("members see %q", m.Text())
	}
}

// text is a message of one text display.
func text(s string) discord.Message {
	return discord.Message{Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: s}}}
}

func TestGatewayResumesWithoutLosingEvents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		lose func(*discordtest.Server)
	}{
		{"connection reset", (*discordtest.Server).Drop},
		{"asked to reconnect", (*discordtest.Server).Reconnect},
		{"invalid but resumable", func(s *discordtest.Server) { s.Invalidate(true) }},
		{"4000 unknown error", func(s *discordtest.Server) { s.CloseGateway(4000) }},
		{"4001 unknown opcode", func(s *discordtest.Server) { s.CloseGateway(4001) }},
		{"4002 decode error", func(s *discordtest.Server) { s.CloseGateway(4002) }},
		{"4003 not authenticated", func(s *discordtest.Server) { s.CloseGateway(4003) }},
		{"4005 already authenticated", func(s *discordtest.Server) { s.CloseGateway(4005) }},
		{"4008 rate limited", func(s *discordtest.Server) { s.CloseGateway(4008) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			b := connect(t, srv, quick(srv))
			next[*discordgo.GuildCreate](t, ctx, b)
			srv.NextConnections(discordtest.Greeting{Status: 502}, discordtest.Greeting{})
			tt.lose(srv)
			mustDo(t, srv.WaitGateway(ctx, "connect", 2)) // the old connection is gone by now
			srv.Slash(discordtest.Guild, discordtest.User, "brief")
			i := next[*discordgo.InteractionCreate](t, ctx, b)
			mustDo(t, b.rest.Reply(ctx, i.Interaction, text("still here")))
			if n := len(srv.GatewayEvents("identify")); n != 1 {
				t.Errorf("identified %d times, want once and a resume", n)
			}
			if n := len(srv.GatewayEvents("resume")); n != 1 {
				t.Errorf("resumed %d times, want once", n)
			}
		})
	}
}

func TestGatewayStartsANewSessionWhenTheOldOneIsLost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		lose func(*discordtest.Server)
	}{
		{"invalid session", func(s *discordtest.Server) { s.Invalidate(false) }},
		{"4007 invalid sequence", func(s *discordtest.Server) { s.CloseGateway(4007) }},
		{"4009 session timed out", func(s *discordtest.Server) { s.CloseGateway(4009) }},
		{"resume refused", func(s *discordtest.Server) { s.ForgetSessions(); s.Drop() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			b := connect(t, srv, quick(srv))
			first := next[*discordgo.Ready](t, ctx, b)
			tt.lose(srv)
			second := next[*discordgo.Ready](t, ctx, b)
			if first.SessionID == second.SessionID {
				t.Error("got the old session again")
			}
			srv.Slash(discordtest.Guild, discordtest.User, "brief")
			next[*discordgo.InteractionCreate](t, ctx, b)
			if n := len(srv.GatewayEvents("identify")); n != 2 {
				t.Errorf("identified %d times, want twice", n)
			}
		})
	}
}

func TestGatewayEndsOnFinalCloseCodes(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			srv.NextConnections(discordtest.Greeting{CloseCode: code})
			b := connect(t, srv, quick(srv))
			var fatal *gateway.FatalError
			if err := ended(t, ctx, b); !errors.As(err, &fatal) || fatal.Code != code || len(fatal.Reason) < 20 {
				t.Errorf("ended with %v, want a reason for %d", err, code)
			}
			if n := len(srv.GatewayEvents("connect")); n != 1 {
				t.Errorf("connected %d times, want once", n)
			}
		})
	}
	t.Run("4014 in a running session", func(t *testing.T) {
		t.Parallel()
		ctx := within(t)
		srv := discordtest.New(t)
		b := connect(t, srv, quick(srv))
		next[*discordgo.Ready](t, ctx, b)
		srv.CloseGateway(4014)
		var fatal *gateway.FatalError
		if err := ended(t, ctx, b); !errors.As(err, &fatal) || fatal.Code != 4014 {
			t.Errorf("ended with %v, want 4014", err)
		}
	})
	t.Run("token refused by REST", func(t *testing.T) {
		t.Parallel()
		ctx := within(t)
		srv := discordtest.New(t)
		opts := quick(srv)
		opts.Token = "not-the-right-token"
		b := connect(t, srv, opts)
		var fatal *gateway.FatalError
		if err := ended(t, ctx, b); !errors.As(err, &fatal) || fatal.Code != 4004 {
			t.Errorf("ended with %v, want 4004", err)
		}
		if n := len(srv.Calls(discordtest.RouteGatewayBot)); n != 1 {
			t.Errorf("asked for the gateway %d times with a bad token, want once", n)
		}
	})
}

func ended(t *testing.T, ctx context.Context, b *bot) error {
	t.Helper()
	select {
	case err := <-b.stopped:
		return err
	case <-ctx.Done():
		t.Fatal("the gateway did not end")
		return nil
	}
}

func TestGatewaySurvivesABadGreeting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		first discordtest.Greeting
	}{
		{"silence", discordtest.Greeting{Silent: true}},
		{"no answer to identify", discordtest.Greeting{NeverReady: true}},
		{"reconnect as the first word", discordtest.Greeting{ReconnectFirst: true}},
		{"identify refused", discordtest.Greeting{Invalid: true}},
		{"identify refused as resumable", discordtest.Greeting{Invalid: true, Resumable: true}},
		{"4000 to identify", discordtest.Greeting{CloseCode: 4000}},
		{"502 to the upgrade", discordtest.Greeting{Status: 502}},
		{"429 to the upgrade", discordtest.Greeting{Status: 429}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			srv.NextConnections(tt.first, discordtest.Greeting{OwnHeartbeat: true})
			opts := quick(srv)
			if tt.first.Silent || tt.first.NeverReady {
				opts.Greeting = 2 * time.Second // which the next connection has, too
			}
			b := connect(t, srv, opts)
			next[*discordgo.GuildCreate](t, ctx, b)
		})
	}
	t.Run("late hello", func(t *testing.T) {
		t.Parallel()
		ctx := within(t)
		srv := discordtest.New(t)
		srv.NextConnections(discordtest.Greeting{Delay: 200 * time.Millisecond})
		b := connect(t, srv, quick(srv))
		next[*discordgo.Ready](t, ctx, b)
		if n := len(srv.GatewayEvents("connect")); n != 1 {
			t.Errorf("connected %d times, want to wait for the one", n)
		}
	})
}

func TestGatewaysPausesStartAnewOnceASessionWasOpen(t *testing.T) {
	t.Parallel()
	down := discordtest.Greeting{Status: 502}
	for _, tc := range []struct {
		name   string
		lose   func(*discordtest.Server)
		open   func(*testing.T, context.Context, *bot) // waits until a session is open again
		pauses string                                  // before which try, since a session was last open
	}{
		// The first session that is lost is gone on with at once.
		{"gone on with", (*discordtest.Server).Drop,
			func(t *testing.T, ctx context.Context, b *bot) { next[*discordgo.Resumed](t, ctx, b) }, "[2 3 4 1 2 3 1 2]"},
		// Sessions that Discord has to start anew again and again are asked for
		// less and less often.
		{"started anew", func(s *discordtest.Server) { s.Invalidate(false) },
			func(t *testing.T, ctx context.Context, b *bot) { next[*discordgo.GuildCreate](t, ctx, b) }, "[2 3 4 2 2 3 3 2]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			opts := quick(srv)
			var mu sync.Mutex
			var pauses []int
			opts.Backoff = func(try int) time.Duration {
				mu.Lock()
				defer mu.Unlock()
				pauses = append(pauses, try)
				return time.Millisecond
			}
			b := connect(t, srv, opts)
			next[*discordgo.GuildCreate](t, ctx, b)
			for _, fails := range []int{3, 2, 1} {
				srv.NextConnections(slices.Repeat([]discordtest.Greeting{down}, fails)...)
				tc.lose(srv)
				tc.open(t, ctx, b)
			}
			mu.Lock()
			defer mu.Unlock()
			if got := fmt.Sprint(pauses); got != tc.pauses {
				t.Errorf("pauses before the tries %s, want %s", got, tc.pauses)
			}
		})
	}
}

func TestGatewayLeavesADeadConnectionAndResumes(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	// An interval that a busy machine acknowledges within.
	srv := discordtest.New(t, discordtest.Options{Heartbeat: 3 * time.Second})
	srv.NextConnections(discordtest.Greeting{NoAcks: true})
	b := connect(t, srv, quick(srv))
	next[*discordgo.Ready](t, ctx, b)
	mustDo(t, srv.WaitGateway(ctx, "resume", 1))
	srv.Slash(discordtest.Guild, discordtest.User, "brief")
	next[*discordgo.InteractionCreate](t, ctx, b)
	if closes := srv.GatewayEvents("close"); len(closes) != 0 {
		t.Errorf("said goodbye with %v: that ends the session it wants to resume", closes)
	}
	// Two heartbeats on the second connection, the first acknowledged: it stays.
	mustDo(t, srv.WaitGateway(ctx, "heartbeat", len(srv.GatewayEvents("heartbeat"))+2))
	if n := len(srv.GatewayEvents("connect")); n != 2 {
		t.Errorf("connected %d times, want twice", n)
	}
	if !strings.Contains(b.log.String(), "acknowledged no heartbeat") {
		t.Error("the log does not say why the connection was left")
	}
}

func TestGatewayStopsPromptly(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		first discordtest.Greeting
		kind  string // what to wait for
	}{
		{"while connected", discordtest.Greeting{}, "heartbeat"},
		{"while the gateway is silent", discordtest.Greeting{Silent: true}, "connect"},
		{"while waiting for READY", discordtest.Greeting{NeverReady: true}, "identify"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			srv.NextConnections(tt.first)
			b := connect(t, srv, quick(srv))
			mustDo(t, srv.WaitGateway(ctx, tt.kind, 1))
			b.stop()
			if err := ended(t, ctx, b); err != nil {
				t.Errorf("ended with %v, want nil", err)
			}
			if b.Ready() {
				t.Error("still ready after the end")
			}
			mustDo(t, srv.WaitDisconnected(ctx))
			if tt.kind == "heartbeat" {
				if closes := srv.GatewayEvents("close"); len(closes) != 1 || closes[0].Code != 1000 {
					t.Errorf("closed with %v, want 1000: the session is over", closes)
				}
			}
		})
	}
	t.Run("between tries", func(t *testing.T) {
		t.Parallel()
		ctx := within(t)
		srv := discordtest.New(t)
		srv.Fail(discordtest.RouteGatewayBot, discordtest.Failing(403).For(-1))
		opts := quick(srv)
		opts.Backoff = func(int) time.Duration { return time.Hour }
		b := connect(t, srv, opts)
		mustDo(t, srv.WaitCalls(ctx, discordtest.RouteGatewayBot, 1))
		b.stop()
		mustDo(t, ended(t, ctx, b))
	})
}

func TestGatewayLetsHandlersFinish(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	opts := quick(srv)
	begun, finish := make(chan struct{}), make(chan struct{})
	var rest *discord.REST
	opts.Handle = func(hctx context.Context, e any) {
		i, ok := e.(*discordgo.InteractionCreate)
		if !ok {
			return
		}
		rest.Defer(hctx, i.Interaction, false)
		close(begun)
		<-finish
		rest.EditReply(hctx, i.Interaction, text("done"))
	}
	b := connect(t, srv, opts)
	rest = b.rest
	mustDo(t, srv.WaitConnected(ctx))
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief")
	<-begun
	b.stop()
	mustDo(t, srv.WaitDisconnected(ctx))
	close(finish)
	mustDo(t, ended(t, ctx, b))
	if m, _ := asked.Reply(); m.Text() != "done\n" {
		t.Errorf("the command under way at the end shows %q", m.Text())
	}
}

func TestGatewayIdentifiesAsItsShard(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	// Guild IDs choose their shard by the bits above the 22nd.
	guilds := []string{fmt.Sprint(2 << 22), fmt.Sprint(3 << 22)}
	srv := discordtest.New(t, discordtest.Options{Guilds: guilds})
	opts := quick(srv)
	opts.Shard, opts.Shards = 1, 2
	b := connect(t, srv, opts)
	if g := next[*discordgo.GuildCreate](t, ctx, b); g.ID != guilds[1] {
		t.Errorf("got guild %s of the other shard", g.ID)
	}
	if e := srv.GatewayEvents("identify"); e[0].Shard != [2]int{1, 2} || e[0].Intent != int(discordgo.IntentsGuilds) {
		t.Errorf("identified as %+v", e[0])
	}
}

func TestGatewayKeepsPanicsToOneEvent(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	opts := quick(srv)
	handled, refs := make(chan string, 10), make(chan string, 1)
	opts.Handle = func(_ context.Context, e any) {
		if i, ok := e.(*discordgo.InteractionCreate); ok {
			if i.ApplicationCommandData().Name == "bad" {
				panic("the handler's own fault")
			}
			handled <- i.ApplicationCommandData().Name
		}
	}
	opts.Panicked = func(_ context.Context, e any, ref string) { refs <- ref }
	b := connect(t, srv, opts)
	mustDo(t, srv.WaitConnected(ctx))
	srv.Slash(discordtest.Guild, discordtest.User, "bad")
	ref := <-refs
	srv.Slash(discordtest.Guild, discordtest.User, "good")
	if got := <-handled; got != "good" {
		t.Errorf("handled %q", got)
	}
	for _, want := range []string{"ref=" + ref, "the handler's own fault", "gateway_test.go"} {
		if !strings.Contains(b.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

func TestGatewayKeepsOneServersFloodFromTheOthers(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	flooder, quiet := discordtest.Guild, "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{flooder, quiet}})
	opts := quick(srv)
	opts.Workers = 4
	release, served := make(chan struct{}), make(chan string, 1000)
	opts.Handle = func(_ context.Context, e any) {
		i, ok := e.(*discordgo.InteractionCreate)
		if !ok {
			return
		}
		if i.GuildID == flooder {
			<-release
		}
		served <- i.GuildID
	}
	connect(t, srv, opts)
	mustDo(t, srv.WaitConnected(ctx))
	for range 300 {
		srv.Slash(flooder, discordtest.User, "brief")
	}
	srv.Slash(quiet, discordtest.User, "brief")
	select {
	case guild := <-served:
		if guild != quiet {
			t.Errorf("served %s first", guild)
		}
	case <-ctx.Done():
		t.Error("the quiet server waits behind the flood")
	}
	close(release)
}

func TestGatewayOpensAndHearsThoughDiscordSendsWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{Ahead: true})
	opts := quick(srv)
	opts.Intents |= discordgo.IntentsGuildMessages
	b := connect(t, srv, opts)
	if ready := next[*discordgo.Ready](t, ctx, b); ready.User == nil || ready.User.ID != srv.AppID() {
		t.Errorf("it is told that it is %+v", ready.User)
	}
	srv.Say(discordtest.Guild, discordtest.Channel, discordtest.User, srv.Mention()+" why?", "")
	if m := next[*discordgo.MessageCreate](t, ctx, b); m.Content != srv.Mention()+" why?" {
		t.Errorf("it hears %q", m.Content)
	}
}

func TestGatewayStartsAgainWhereAnotherHasJustStarted(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{StartWindow: 300 * time.Millisecond})
	connect(t, srv, quick(srv))
	connect(t, srv, quick(srv)) // as after a restart: it is told that its session is invalid
	mustDo(t, srv.WaitSessions(ctx, 2))
}

func TestHeartbeatsNameTheNewestEventThoughTheSessionDidNotSeeIt(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t, discordtest.Options{Heartbeat: 500 * time.Millisecond})
	b := connect(t, srv, quick(srv))
	next[*discordgo.GuildCreate](t, ctx, b)
	srv.Slash(discordtest.Guild, discordtest.User, "brief")
	next[*discordgo.InteractionCreate](t, ctx, b)
	newest := int64(3) // READY, the guild, and the command
	for n := 1; ; n++ {
		mustDo(t, srv.WaitGateway(ctx, "heartbeat", n))
		if beats := srv.GatewayEvents("heartbeat"); beats[n-1].Seq >= newest {
			return
		}
	}
}

func TestGatewayDropsInteractionsItCannotRead(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	opts := quick(srv)
	opts.Workers = 1 // so that events are handled in order
	b := connect(t, srv, opts)
	next[*discordgo.GuildCreate](t, ctx, b)
	srv.Dispatch("INTERACTION_CREATE", discordtest.Guild, map[string]any{"id": "1", "type": 77, "token": "sometoken", "data": map[string]any{}})
	srv.Dispatch("INTERACTION_CREATE", discordtest.Guild, map[string]any{"id": "1", "type": 2, "token": "sometoken"})
	srv.Dispatch("INTERACTION_CREATE", discordtest.Guild, nil)
	srv.Dispatch("GUILD_CREATE", discordtest.Guild, nil)
	srv.Dispatch("NOT_AN_EVENT_WE_KNOW", discordtest.Guild, map[string]any{"a": 1})
	srv.Slash(discordtest.Guild, discordtest.User, "brief")
	i := next[*discordgo.InteractionCreate](t, ctx, b)
	if d, ok := i.Data.(discordgo.ApplicationCommandInteractionData); !ok || d.Name != "brief" {
		t.Errorf("got an interaction with data %v first", i.Data)
	}
}
