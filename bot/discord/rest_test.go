package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
)

// shortTry is how long a try may take where one is to be given up: enough for
// the others on a busy machine.
const shortTry = time.Second

// client is a REST client of the fake.
func client(t *testing.T, srv *discordtest.Server) (*discord.REST, *logged) {
	t.Helper()
	return clientFor(t, srv, discordtest.Fault{})
}

// clientFor is a REST client that meets a fault: where an answer is to be
// given up it takes little patience.
func clientFor(t *testing.T, srv *discordtest.Server, f discordtest.Fault) (*discord.REST, *logged) {
	t.Helper()
	opts := discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), AckWindow: srv.AckWindow()}
	if f.Stall || f.Delay > 0 {
		opts.TryTimeout = shortTry
	}
	log := &logged{}
	opts.Log = log.logger()
	r := discord.NewREST(opts)
	t.Cleanup(r.Close)
	return r, log
}

// ask makes an interaction that needs no gateway, as the bot would get it.
func ask(srv *discordtest.Server) (*discordtest.Interaction, *discordgo.Interaction) {
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief")
	return asked, &discordgo.Interaction{ID: asked.ID, Token: asked.Token, AppID: srv.AppID()}
}

// passing are the faults after which a call is worth another try.
var passing = []struct {
	name  string
	fault discordtest.Fault
}{
	{"429", discordtest.RateLimited(50*time.Millisecond, "user", discordtest.JSONForm)},
	{"429 with headers only", discordtest.RateLimited(50*time.Millisecond, "user", discordtest.HeadersForm)},
	{"429 with a page", discordtest.RateLimited(50*time.Millisecond, "user", discordtest.HTMLForm)},
	{"429 with a body only", discordtest.RateLimited(50*time.Millisecond, "user", discordtest.BodyForm)},
	{"three 429s", discordtest.RateLimited(20*time.Millisecond, "user", discordtest.JSONForm).For(3)},
	{"global 429", discordtest.RateLimited(50*time.Millisecond, "global", discordtest.JSONForm)},
	{"500", discordtest.Failing(500)},
	{"502", discordtest.Failing(502)},
	{"503", discordtest.Failing(503)},
	{"504 twice", discordtest.Failing(504).For(2)},
	{"connection reset", discordtest.Fault{Reset: true}},
	{"reset after it was taken", discordtest.Fault{ResetAfter: true}},
	{"stall", discordtest.Fault{Stall: true}},
	{"answered too late", discordtest.Fault{Delay: 2 * shortTry}},
	{"a huge page", discordtest.Fault{Status: 502, Body: strings.Repeat("<br>", 1<<20)}},
}

func TestAcknowledgementSurvivesPassingFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range passing {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := discordtest.New(t)
			r, _ := clientFor(t, srv, tt.fault)
			asked, i := ask(srv)
			srv.Fail(discordtest.RouteCallback, tt.fault)
			mustDo(t, r.Reply(within(t), i, text("here")))
			if m, _ := asked.Reply(); m.Text() != "here\n" {
				t.Errorf("members see %q", m.Text())
			}
			if n := len(srv.Messages(discordtest.Channel)); n != 1 {
				t.Errorf("answered %d times", n)
			}
			if early := srv.EarlyCalls(); len(early) > 0 {
				t.Errorf("called %d times before Retry-After was over", len(early))
			}
		})
	}
}

func TestEditSurvivesPassingFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range passing {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			r, _ := clientFor(t, srv, tt.fault)
			asked, i := ask(srv)
			must[string](t)(r.Defer(ctx, i, false))
			srv.Fail(discordtest.RouteReply, tt.fault)
			must[*discordgo.Message](t)(r.EditReply(ctx, i, text("done")))
			if m, _ := asked.Reply(); m.Text() != "done\n" {
				t.Errorf("members see %q", m.Text())
			}
			if early := srv.EarlyCalls(); len(early) > 0 {
				t.Errorf("called %d times before Retry-After was over", len(early))
			}
		})
	}
}

func TestNamedMessageSurvivesPassingFaultsAndIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range passing {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := discordtest.New(t)
			r, _ := clientFor(t, srv, tt.fault)
			srv.Fail(discordtest.RouteMessage, tt.fault)
			m := must[*discordgo.Message](t)(r.Send(within(t), discordtest.Channel, "digest-7-2025-08-25", text("Monday"), ""))
			got := srv.Messages(discordtest.Channel)
			if len(got) != 1 || got[0].ID != m.ID {
				t.Errorf("the channel has %d messages, sent was %s", len(got), m.ID)
			}
		})
	}
}

func TestFollowUpIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault discordtest.Fault
		sent  int // messages that members see
		fails bool
	}{
		{"429", discordtest.RateLimited(50*time.Millisecond, "user", discordtest.JSONForm), 1, false},
		{"500", discordtest.Failing(500), 0, true},
		{"stall", discordtest.Fault{Stall: true}, 0, true},
		{"reset after it was taken", discordtest.Fault{ResetAfter: true}, 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			r, _ := clientFor(t, srv, tt.fault)
			asked, i := ask(srv)
			mustDo(t, r.Reply(ctx, i, text("first")))
			srv.Fail(discordtest.RouteFollowUp, tt.fault)
			_, err := r.FollowUp(ctx, i, text("more"))
			if (err != nil) != tt.fails {
				t.Errorf("got error %v", err)
			}
			if n := len(asked.FollowUps()); n != tt.sent {
				t.Errorf("members see %d follow-ups, want %d", n, tt.sent)
			}
		})
	}
}

func TestFinalAnswersAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault discordtest.Fault
		dead  bool
	}{
		{"400", discordtest.Failing(400), false},
		{"401", discordtest.Failing(401), true},
		{"403", discordtest.Failing(403), false},
		{"404", discordtest.Failing(404), true},
		{"404 with a page", discordtest.Fault{Status: 404, Body: "<html>no</html>"}, true},
		{"redirect", discordtest.Fault{Status: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}}, false},
		{"shared 429", discordtest.RateLimited(10*time.Millisecond, "shared", discordtest.JSONForm), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := within(t)
			srv := discordtest.New(t)
			r, _ := client(t, srv)
			_, i := ask(srv)
			must[string](t)(r.Defer(ctx, i, false))
			srv.Fail(discordtest.RouteReply, tt.fault.For(-1))
			_, err := r.EditReply(ctx, i, text("done"))
			var e *discord.Error
			if !errors.As(err, &e) || e.Status != tt.fault.Status {
				t.Fatalf("got %v, want the status", err)
			}
			if e.Shared != strings.HasPrefix(tt.name, "shared") {
				t.Errorf("Shared is %v", e.Shared)
			}
			if errors.Is(err, discord.ErrTokenDead) != tt.dead {
				t.Errorf("%v is ErrTokenDead: want %v", err, tt.dead)
			}
			if n := len(srv.Calls(discordtest.RouteReply)); n != 1 {
				t.Errorf("tried %d times, want once", n)
			}
			if !tt.dead {
				return
			}
			// A webhook that answered 404 is never used again, by any route.
			srv.Heal()
			_, err = r.FollowUp(ctx, i, text("more"))
			if !errors.Is(err, discord.ErrTokenDead) || len(srv.Calls(discordtest.RouteFollowUp)) != 0 {
				t.Errorf("the dead interaction was used again: %v", err)
			}
		})
	}
}

func TestInteractionThatIsOverIsTokenDead(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	t.Run("not acknowledged in time", func(t *testing.T) {
		srv := discordtest.New(t, discordtest.Options{AckWindow: time.Nanosecond})
		r, _ := client(t, srv)
		_, i := ask(srv)
		if _, err := r.Defer(ctx, i, false); !errors.Is(err, discord.ErrTokenDead) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("older than a token's life", func(t *testing.T) {
		srv := discordtest.New(t, discordtest.Options{TokenLife: time.Nanosecond})
		r, _ := client(t, srv)
		_, i := ask(srv)
		must[string](t)(r.Defer(ctx, i, false))
		if _, err := r.EditReply(ctx, i, text("late")); !errors.Is(err, discord.ErrTokenDead) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		srv := discordtest.New(t)
		r, _ := client(t, srv)
		i := &discordgo.Interaction{ID: "1", Token: "no-such-token", AppID: srv.AppID()}
		if _, err := r.Defer(ctx, i, false); !errors.Is(err, discord.ErrTokenDead) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a deleted reply is not", func(t *testing.T) {
		srv := discordtest.New(t)
		r, _ := client(t, srv)
		asked, i := ask(srv)
		mustDo(t, r.Reply(ctx, i, text("first")))
		m, _ := asked.Reply()
		srv.Delete(m.ID)
		_, err := r.EditReply(ctx, i, text("second"))
		if !errors.Is(err, discord.ErrMessageGone) || errors.Is(err, discord.ErrTokenDead) {
			t.Errorf("got %v, want ErrMessageGone alone", err)
		}
		must[*discordgo.Message](t)(r.FollowUp(ctx, i, text("still here")))
	})
}

func TestSecondAnswerIsAnError(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	_, i := ask(srv)
	mustDo(t, r.Reply(ctx, i, text("first")))
	var e *discord.Error
	if err := r.Reply(ctx, i, text("second")); !errors.As(err, &e) || e.Code != 40060 {
		t.Errorf("got %v, want 40060", err)
	}
}

func TestWaitNeverOutlastsTheContext(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	srv.Fail(discordtest.RouteApplication, discordtest.RateLimited(time.Hour, "user", discordtest.JSONForm))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for range 2 { // told by Discord, then known
		_, err := r.Application(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			t.Fatalf("got %v with the context at %v; want DeadlineExceeded at once", err, ctx.Err())
		}
	}
	if n := len(srv.Calls(discordtest.RouteApplication)); n != 1 {
		t.Errorf("called %d times within the hour", n)
	}
	stalled, cancel := context.WithCancel(context.Background())
	srv.Fail(discordtest.RouteGatewayBot, discordtest.Fault{Stall: true}.For(-1))
	go func() {
		srv.WaitCalls(within(t), discordtest.RouteGatewayBot, 1)
		cancel()
	}()
	if _, err := r.GatewayBot(stalled); !errors.Is(err, context.Canceled) {
		t.Errorf("a stalled call ended with %v", err)
	}
}

func TestGlobalLimitStopsTheBotsCallsButNoInteraction(t *testing.T) {
	t.Parallel()
	for _, form := range []discordtest.Form{discordtest.JSONForm, discordtest.BodyForm, discordtest.HeadersForm, discordtest.HTMLForm} {
		ctx := within(t) // ends long before the limit does
		srv := discordtest.New(t)
		r, _ := client(t, srv)
		_, i := ask(srv)
		srv.Fail(discordtest.RouteApplication, discordtest.RateLimited(time.Hour, "global", form))
		if _, err := r.Application(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("form %d: got %v", form, err)
		}
		if _, err := r.GatewayBot(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("form %d: another route gives %v", form, err)
		}
		if n := len(srv.Calls(discordtest.RouteGatewayBot)); n != 0 {
			t.Errorf("form %d: another route was called during the global limit", form)
		}
		must[string](t)(r.Defer(ctx, i, false))
	}
}

func TestBucketsKeepCallsUnderTheirLimit(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	// One bucket for both routes, three calls in 200 ms for each interaction.
	srv.Limit(discordtest.RouteReply, "webhook", 3, 200*time.Millisecond)
	srv.Limit(discordtest.RouteFollowUp, "webhook", 3, 200*time.Millisecond)
	var work sync.WaitGroup
	for range 20 {
		_, i := ask(srv)
		work.Go(func() {
			_, err := r.Defer(ctx, i, false)
			mustNot(t, err)
			for range 3 {
				_, err := r.EditReply(ctx, i, text("edit"))
				mustNot(t, err)
				_, err = r.FollowUp(ctx, i, text("more"))
				mustNot(t, err)
			}
		})
	}
	work.Wait()
	for _, route := range []string{discordtest.RouteReply, discordtest.RouteFollowUp} {
		calls := srv.Calls(route)
		if len(calls) != 60 {
			t.Errorf("%s: %d calls, want 60", route, len(calls))
		}
		for _, c := range calls {
			if c.Status == 429 {
				t.Errorf("%s: ran into a limit that it had been told of", route)
			}
		}
	}
}

func mustNot(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func TestEditsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(within(t))
	srv := discordtest.New(t)
	r := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), Log: (&logged{}).logger(), AckWindow: srv.AckWindow()})
	defer r.Close()
	var interactions []*discordgo.Interaction
	for range 40 {
		_, i := ask(srv)
		must[string](t)(r.Defer(ctx, i, false))
		interactions = append(interactions, i)
	}
	srv.Fail(discordtest.RouteReply, discordtest.Fault{Stall: true}.For(-1))
	var edits sync.WaitGroup
	for _, i := range interactions {
		edits.Go(func() { r.EditReply(ctx, i, text("slow")) })
	}
	mustDo(t, srv.WaitCalls(ctx, discordtest.RouteReply, len(interactions))) // all under way, none answered
	_, i := ask(srv)
	must[string](t)(r.Defer(ctx, i, false)) // and none holds up an acknowledgement
	cancel()
	edits.Wait()
}

func TestEveryMessageTurnsMentionsOff(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	_, i := ask(srv)
	secret := text("hello @everyone")
	secret.Ephemeral = true
	mustDo(t, r.Reply(ctx, i, secret))
	must[*discordgo.Message](t)(r.EditReply(ctx, i, secret))
	must[*discordgo.Message](t)(r.FollowUp(ctx, i, secret))
	sent := must[*discordgo.Message](t)(r.Send(ctx, discordtest.Channel, "n1", secret, ""))
	must[*discordgo.Message](t)(r.Send(ctx, discordtest.Channel, "n2", secret, sent.ID))

	type said struct {
		Flags    int             `json:"flags"`
		Mentions json.RawMessage `json:"allowed_mentions"`
	}
	var got []int
	for _, c := range srv.Calls(discordtest.RouteAny) {
		var b struct {
			said
			Data *said `json:"data"`
		}
		mustDo(t, json.Unmarshal(c.Body, &b))
		if b.Data != nil {
			b.said = *b.Data
		}
		if string(b.Mentions) != `{"parse":[],"replied_user":false}` {
			t.Errorf("%s: allowed_mentions is %s", c.Route, b.Mentions)
		}
		got = append(got, b.Flags)
	}
	const v2, ephemeral = 1 << 15, 1 << 6
	if diff := cmp.Diff([]int{v2 | ephemeral, v2, v2 | ephemeral, v2, v2}, got); diff != "" {
		t.Errorf("flags of reply, edit, follow-up and messages (-want +got):\n%s", diff)
	}
}

func TestCommandsSayNothingEmpty(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	none := map[discordgo.Locale]string{}
	_, err := r.OverwriteCommands(within(t), srv.AppID(), "", []*discordgo.ApplicationCommand{{
		Name: "brief", Description: "What the corpus says on a topic", NameLocalizations: &none,
		Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionInteger, Name: "count", Description: "How many",
			Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "none", Value: 0}},
		}},
	}})
	mustDo(t, err)
	want := `[{"description":"What the corpus says on a topic","name":"brief","options":[{"autocomplete":false,"choices":[{"name":"none","value":0}],` +
		`"description":"How many","name":"count","required":false,"type":4}]}]`
	if got := string(srv.Calls(discordtest.RouteCommandsPut)[0].Body); got != want {
		t.Errorf("it sends %s", got)
	}
}

func TestCommandsRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	r, _ := client(t, srv)
	app := must[*discord.Application](t)(r.Application(ctx))
	if app.ID != srv.AppID() {
		t.Errorf("the application is %s", app.ID)
	}
	names := map[discordgo.Locale]string{discordgo.Korean: "브리핑"}
	cmds := []*discordgo.ApplicationCommand{{
		Name: "brief", Description: "What the corpus says on a topic", NameLocalizations: &names,
		Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionString, Name: "topic", Description: "A topic", Required: true, Autocomplete: true,
		}},
	}}
	for _, guild := range []string{"", discordtest.Guild} {
		put, err := r.OverwriteCommands(ctx, app.ID, guild, cmds)
		if mustDo(t, err); len(put) != len(cmds) || put[0].ID == "" {
			t.Fatalf("it returns %+v", put)
		}
		got := must[[]*discordgo.ApplicationCommand](t)(r.Commands(ctx, app.ID, guild))
		if len(got) != 1 || got[0].Name != "brief" || got[0].GuildID != guild || (*got[0].NameLocalizations)[discordgo.Korean] != "브리핑" {
			t.Errorf("guild %q: got %+v", guild, got)
		}
	}
	_, err := r.OverwriteCommands(ctx, app.ID, "", nil)
	mustDo(t, err)
	if left := must[[]*discordgo.ApplicationCommand](t)(r.Commands(ctx, app.ID, "")); len(left) != 0 {
		t.Errorf("%d commands are left", len(left))
	}
	cmds[0].Name = "Brief It"
	var e *discord.Error
	if _, err := r.OverwriteCommands(ctx, app.ID, "", cmds); !errors.As(err, &e) || e.Code != 50035 ||
		!strings.Contains(e.Message, "0.name APPLICATION_COMMAND_INVALID_NAME") {
		t.Errorf("a bad name gives %v", err)
	}
}

func TestNoSecretIsInAnyErrorOrLogLine(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	log := &logged{}
	r := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), Log: log.logger(), TryTimeout: shortTry})
	t.Cleanup(r.Close)
	asked, i := ask(srv)
	echo := func(status int, tokens string) discordtest.Fault {
		return discordtest.Fault{Status: status, Body: `{"code": 50013, "message": "no: ` + tokens + `"}`}
	}
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	for _, f := range []discordtest.Fault{
		echo(403, srv.Token()+" "+asked.Token), echo(503, srv.Token()+" "+asked.Token), {Reset: true}, {Stall: true}, discordtest.RateLimited(time.Hour, "user", discordtest.JSONForm),
	} {
		srv.Fail(discordtest.RouteFollowUp, f)
		_, err := r.FollowUp(ctx, i, text("x"))
		add(err)
		srv.Fail(discordtest.RouteCallback, f.For(-1))
		_, err = r.Defer(ctx, i, false)
		add(err)
		srv.Heal()
		if f.Body != "" {
			f = echo(f.Status, srv.Token())
		}
		srv.Fail(discordtest.RouteApplication, f.For(-1))
		short, done := context.WithTimeout(ctx, 300*time.Millisecond)
		_, err = r.Application(short)
		done()
		add(err)
		srv.Heal()
	}
	srv.Close()
	short, done := context.WithTimeout(ctx, 300*time.Millisecond)
	defer done()
	_, err := r.EditReply(short, i, text("x"))
	add(err)
	_, err = discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: "http://bad host", Log: log.logger()}).EditReply(ctx, i, text("x"))
	add(err)

	lines := log.String()
	for n, err := range errs {
		if err == nil {
			t.Errorf("call %d did not fail", n)
			continue
		}
		lines += err.Error() + "\n"
		for inner := err; inner != nil; inner = errors.Unwrap(inner) {
			lines += inner.Error() + "\n"
		}
	}
	for _, secret := range []string{srv.Token(), asked.Token} {
		if at := strings.Index(lines, secret); at >= 0 {
			t.Errorf("a secret is in:\n%s", lines[max(0, at-200):at])
		}
	}
	if !strings.Contains(lines, "[redacted]") {
		t.Error("the echoed tokens were expected to be blanked")
	}
}
