package gateway_test

import (
	"context"
	"slices"
	"testing"

	"sitrep/bot/discordtest"
)

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
