package discord_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
)

func TestEveryTryOfACallIsTold(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	var mu sync.Mutex
	var tries []discord.Try
	log := &logged{}
	r := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), Log: log.logger(), Tried: func(tr discord.Try) {
		mu.Lock()
		defer mu.Unlock()
		tries = append(tries, tr)
	}})
	t.Cleanup(r.Close)
	asked, i := ask(srv)
	srv.Fail(discordtest.RouteCallback, discordtest.Fault{Reset: true})
	srv.Fail(discordtest.RouteReply, discordtest.RateLimited(50*time.Millisecond, "user", discordtest.JSONForm))
	ctx := discord.WithReference(within(t), "AB12-CD34")
	if _, err := r.Defer(ctx, i, false); err != nil {
		t.Fatal(err)
	}
	if _, err := r.EditReply(ctx, i, text("done")); err != nil {
		t.Fatal(err)
	}
	type told struct {
		op     string
		status int
		waited bool
	}
	var got []told
	for _, tr := range tries {
		if tr.Took <= 0 {
			t.Errorf("%s took %v", tr.Op, tr.Took)
		}
		got = append(got, told{tr.Op, tr.Status, tr.Waited > 25*time.Millisecond})
	}
	want := []told{
		{"acknowledge the interaction", 0, false},
		{"acknowledge the interaction", 200, false},
		{"edit the reply", 429, false},
		{"edit the reply", 200, true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(told{})); diff != "" {
		t.Errorf("(-want +told)\n%s", diff)
	}
	if !strings.Contains(log.String(), "request=AB12-CD34") || strings.Contains(log.String(), asked.Token) {
		t.Errorf("the log does not name what the calls were for, or shows a token:\n%s", log)
	}
}

func TestLostConnectionsAreTold(t *testing.T) {
	t.Parallel()
	srv, ctx := discordtest.New(t), within(t)
	lost := make(chan int, 16)
	opts := quick(srv)
	opts.Lost = func(code int) { lost <- code }
	connect(t, srv, opts)
	if err := srv.WaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, lose := range []func(){srv.Drop, func() { srv.CloseGateway(4009) }} {
		lose()
		select {
		case code := <-lost:
			got = append(got, code)
		case <-ctx.Done():
			t.Fatal(context.Cause(ctx))
		}
		if err := srv.WaitConnected(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(got, []int{0, 4009}) {
		t.Errorf("told %v", got)
	}
}
