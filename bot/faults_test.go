package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

// trouble is a fault that comes while a command and a question in the channel
// are being answered.
type trouble struct {
	name    string
	discord discordtest.Options
	gateway func(*gateway.Options) // changes how patient the bot is; nil for as usual
	rest    func(*discord.RESTOptions)
	begin   func(*stage)
	end     func(*stage) // nil where it is over by itself
	route   string       // that is hit; empty for the gateway
	// lost is a route that refuses for good: what was to go by it is not
	// answered, and is not tried again and again.
	lost string
	// acks: a command given during the fault must get through it.
	acks bool
}

// shortTry is how long a connection or a call may take where one is to be given
// up: enough for the others on a busy machine.
const shortTry = time.Second

func gatewayTroubles() []trouble {
	all := []trouble{
		{name: "connection reset", begin: func(s *stage) { s.Drop() }},
		{name: "asked to reconnect", begin: func(s *stage) { s.Reconnect() }},
		{name: "session invalid, resumable", begin: func(s *stage) { s.Invalidate(true) }},
		{name: "session invalid", begin: func(s *stage) { s.Invalidate(false) }},
		{name: "sessions forgotten", begin: func(s *stage) { s.ForgetSessions(); s.Drop() }},
		{name: "no acknowledgement of heartbeats", discord: discordtest.Options{Heartbeat: 1500 * time.Millisecond},
			begin: func(s *stage) { s.MuteAcks(true) }, end: func(s *stage) { s.MuteAcks(false) }},
		{name: "silent after a reset", gateway: func(o *gateway.Options) { o.Greeting = shortTry }, begin: func(s *stage) {
			s.NextConnections(discordtest.Greeting{Silent: true}, discordtest.Greeting{NeverReady: true})
			s.Drop()
		}},
		{name: "bad answers to the upgrade", begin: func(s *stage) {
			s.NextConnections(discordtest.Greeting{Status: 502}, discordtest.Greeting{Status: 429}, discordtest.Greeting{ReconnectFirst: true})
			s.Drop()
		}},
		{name: "gateway's address not told", begin: func(s *stage) {
			s.Fail(discordtest.RouteGatewayBot, discordtest.Failing(http.StatusServiceUnavailable).For(3))
			s.Invalidate(false)
		}},
	}
	for _, code := range []int{4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009} {
		all = append(all, trouble{name: fmt.Sprint("closed with ", code), begin: func(s *stage) { s.CloseGateway(code) }})
	}
	return all
}

func restTroubles() []trouble {
	faults := []struct {
		name  string
		fault discordtest.Fault
		lost  bool
	}{
		{"429", discordtest.RateLimited(60*time.Millisecond, "user", discordtest.JSONForm), false},
		{"429 in headers only", discordtest.RateLimited(60*time.Millisecond, "user", discordtest.HeadersForm), false},
		{"429 as a page", discordtest.RateLimited(60*time.Millisecond, "user", discordtest.HTMLForm), false},
		{"429 in the body only", discordtest.RateLimited(60*time.Millisecond, "user", discordtest.BodyForm), false},
		{"429 for all", discordtest.RateLimited(60*time.Millisecond, "global", discordtest.JSONForm), false},
		{"429 for all, as a page", discordtest.RateLimited(60*time.Millisecond, "global", discordtest.HTMLForm), false},
		{"500", discordtest.Failing(500), false},
		{"502", discordtest.Failing(502), false},
		{"503", discordtest.Failing(503), false},
		{"no answer", discordtest.Fault{Stall: true}, false},
		{"late answer", discordtest.Fault{Delay: 2 * shortTry}, false},
		{"reset before it arrives", discordtest.Fault{Reset: true}, false},
		{"reset after it arrived", discordtest.Fault{ResetAfter: true}, false},
		{"401", discordtest.Failing(401), true},
		{"403", discordtest.Failing(403), true},
		{"404", discordtest.Failing(404), true},
	}
	var all []trouble
	for _, f := range faults {
		for route, on := range map[string]string{
			discordtest.RouteCallback: "an acknowledgement", discordtest.RouteReply: "a reply", discordtest.RouteMessage: "a message",
		} {
			tr := trouble{
				name:  f.name + " to " + on,
				begin: func(s *stage) { s.Fail(route, f.fault) },
				route: route,
				acks:  route == discordtest.RouteCallback,
			}
			if f.lost {
				tr.lost = route
			}
			if f.fault.Stall || f.fault.Delay > 0 {
				tr.rest = func(o *discord.RESTOptions) { o.TryTimeout = shortTry }
			}
			all = append(all, tr)
		}
	}
	return all
}

// Whatever breaks while something is being answered, it is answered once, and
// all works again soon after.
func TestFaultsLoseNoAnswerAndGiveNoneTwice(t *testing.T) {
	t.Parallel()
	for _, tr := range slices.Concat(gatewayTroubles(), restTroubles()) {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			srv := discordtest.New(t, tr.discord)
			begun, release := make(chan struct{}, 100), make(chan struct{})
			ferry := ferries()
			ferry.before = func(ctx context.Context) {
				begun <- struct{}{}
				select {
				case <-release:
				case <-ctx.Done():
				}
			}
			how := discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), AckWindow: srv.AckWindow(), Log: slog.New(slog.DiscardHandler)}
			if tr.rest != nil {
				tr.rest(&how)
			}
			rest := discord.NewREST(how)
			t.Cleanup(rest.Close)
			s := play(t, srv, newStore(t), ferry, func(o *Options) {
				o.REST, o.AtOnce = rest, 2
				if tr.gateway != nil {
					tr.gateway(&o.Gateway)
				}
			})

			asked := []*discordtest.Interaction{brief(s, discordtest.Guild, "ferry")}
			said := []discordtest.Message{s.Say(discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" 4 million crowns?", "")}
			for range 2 {
				select {
				case <-begun:
				case <-s.ctx.Done():
					t.Fatal("the command and the question are not being answered")
				}
			}
			tr.begin(s)
			if tr.acks {
				asked = append(asked, brief(s, discordtest.Guild, "ferry"))
			}
			close(release)
			for n, i := range asked {
				if tr.lost == discordtest.RouteReply || tr.lost == discordtest.RouteCallback && n > 0 {
					continue
				}
				says(t, s.reply(t, i), "The ferry sails again in May.")
			}
			if tr.lost != discordtest.RouteMessage {
				answer, err := s.WaitReplyTo(s.ctx, said[0])
				if err != nil {
					t.Fatal(err)
				}
				says(t, answer, "4 million crowns")
			}

			if tr.end != nil {
				tr.end(s)
			}
			if tr.lost != "" { // the refusal has come in, and nothing else is to be hit by it
				before := 0
				if tr.acks {
					before = 1 // the first command was acknowledged
				}
				if err := s.WaitCalls(s.ctx, tr.lost, before+1); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.WaitConnected(s.ctx); err != nil {
				t.Fatalf("not connected again: %v", err)
			}
			again := brief(s, discordtest.Guild, "ferry")
			if _, err := again.WaitReply(s.ctx); err != nil {
				t.Fatalf("a command after it: %v", err)
			}
			more := s.Say(discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" 4 million crowns?", "")
			if _, err := s.WaitReplyTo(s.ctx, more); err != nil {
				t.Fatalf("a question after it: %v", err)
			}
			asked, said = append(asked, again), append(said, more)

			if err := s.stop(); err != nil {
				t.Errorf("the bot ended with %v", err)
			}
			for _, i := range asked {
				once(t, i)
			}
			for _, m := range said {
				answers := 0
				for _, a := range s.Messages(m.Channel) {
					if a.ReplyTo == m.ID {
						answers++
					}
				}
				if answers > 1 {
					t.Errorf("a question is answered %d times", answers)
				}
			}
			for _, early := range s.EarlyCalls() {
				if early.Route == tr.route { // others were on their way when it was told
					t.Errorf("a call came before a rate limit was over: %s", early.Path)
				}
			}
		})
	}
}

// once fails if an interaction was acknowledged or answered more than once, or
// called for again after a refusal that is final.
func once(t *testing.T, i *discordtest.Interaction) {
	t.Helper()
	acks := 0
	for _, c := range i.Calls(discordtest.RouteCallback) {
		if c.Status/100 == 2 {
			acks++
		}
	}
	if acks > 1 {
		t.Errorf("acknowledged %d times", acks)
	}
	shown := map[string]bool{}
	refused := 0
	for _, c := range i.Calls(discordtest.RouteReply) {
		if c.Status/100 == 2 {
			shown[string(c.Body)] = true
		}
		if c.Status == 401 || c.Status == 404 {
			refused++
		}
	}
	if len(shown) > 1 || refused > 1 {
		t.Errorf("%d different answers, %d final refusals", len(shown), refused)
	}
}

// Discord's name that can't be looked up when the bot starts holds it up for as
// long as that lasts, and no longer.
func TestNameThatCannotBeLookedUpAtTheStartIsWaitedFor(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	var failures atomic.Int32
	unknown := func(ctx context.Context, network, addr string) (net.Conn, error) {
		if failures.Add(1) <= 6 {
			return nil, &net.DNSError{Err: "no such host", Name: "discord.com", IsNotFound: true}
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	transport := &http.Transport{DialContext: unknown}
	t.Cleanup(transport.CloseIdleConnections)
	log := &logbook{}
	rest := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), AckWindow: srv.AckWindow(),
		HTTP: &http.Client{Transport: transport}, Log: slog.New(slog.NewTextHandler(log, nil))})
	ferry := ferries()
	b := New(Options{REST: rest, Gateway: gateway.Options{Token: srv.Token(), Shards: gateway.AutoShards},
		Briefer: ferry, Library: ferry, Store: newStore(t), Log: slog.New(slog.NewTextHandler(log, nil))})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	waiting, cancel := context.WithTimeout(t.Context(), stageTime)
	defer cancel()
	if err := srv.WaitConnected(waiting); err != nil {
		t.Errorf("%v\n%s", err, log)
	}
	if err := srv.WaitCommands(waiting); err != nil {
		t.Errorf("%v\n%s", err, log)
	}
	m, err := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry")).WaitReply(waiting)
	if err != nil || !strings.Contains(m.Text(), "The ferry sails again") {
		t.Errorf("no answer: %v\n%s", err, m.Text())
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
