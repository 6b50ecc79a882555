package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/router"
)

func TestServedTellsWhatBecameOfEachRequest(t *testing.T) {
	t.Parallel()
	shelf := ferries()
	told := make(chan router.Served, 16)
	s := play(t, discordtest.New(t), newStore(t), shelf, func(o *Options) { o.Served = func(v router.Served) { told <- v } })
	var mu sync.Mutex
	var before func()
	shelf.before = func(context.Context) {
		mu.Lock()
		defer mu.Unlock()
		if before != nil {
			before()
		}
	}
	ask := func(what func()) *discordtest.Interaction {
		mu.Lock()
		before = what
		mu.Unlock()
		return brief(s, discordtest.Guild, "ferry")
	}
	next := func() router.Served {
		select {
		case v := <-told:
			return v
		case <-s.ctx.Done():
			t.Fatal(context.Cause(s.ctx))
			return router.Served{}
		}
	}
	var got []router.Served
	asked := ask(nil)
	got = append(got, next())
	asked.Click(button(t, s.reply(t, asked).Components, "Sources"))
	got = append(got, next())
	ask(func() { panic(errors.New("a fault of ours")) })
	got = append(got, next())
	s.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"), discordtest.Opt("since", "nonsense"))
	got = append(got, next())
	s.Fail(discordtest.RouteCallback, discordtest.Failing(404))
	ask(nil)
	got = append(got, next())

	want := []router.Served{
		{Name: "brief", Outcome: router.Answered, Acknowledged: 1}, {Name: "button sources", Outcome: router.Answered, Acknowledged: 1}, {Name: "brief", Outcome: router.Panicked, Acknowledged: 1}, {Name: "brief", Outcome: router.Declined, Acknowledged: 0}, {Name: "brief", Outcome: router.Late, Acknowledged: 0},
	}
	for i, v := range got {
		if v.Took <= 0 || v.Acknowledged > v.Took || (v.Acknowledged > 0) != (want[i].Acknowledged > 0) {
			t.Errorf("%s took %v and was acknowledged after %v", v.Name, v.Took, v.Acknowledged)
		}
		got[i].Took, want[i].Acknowledged, got[i].Acknowledged = 0, 0, 0
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%v, want\n%v", got, want)
	}
}
