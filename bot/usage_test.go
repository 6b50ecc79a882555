package bot

import (
	"slices"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/message"
	"sitrep/briefing/model"
)

func TestUsageTellsManagersWhatTheModelCost(t *testing.T) {
	const dollar = model.Dollars(1_000_000_000)
	now := time.Date(2025, 8, 26, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		costs *message.Costs
		used  []model.Usage
		says  []string
		omits []string
	}{
		"no model":       {nil, nil, []string{"No language model writes here"}, nil},
		"nothing so far": {&message.Costs{Budget: dollar}, nil, []string{"Today: nothing", "Left for today, until midnight UTC: $1.0000 of $1.0000"}, []string{"The days before"}},
		"some": {&message.Costs{Prices: model.Prices{In: dollar}, Budget: dollar}, []model.Usage{
			{Guild: discordtest.Guild, Day: "2025-08-26", Model: "a", Requests: 2, Prompt: 1000, Reply: 50, Cost: 1_100_001},
			{Guild: discordtest.Guild, Day: "2025-08-26", Model: "b", Requests: 1, Prompt: 1, Reply: 1, Cost: 0},
			{Guild: discordtest.Guild, Day: "2025-08-01", Model: "a", Requests: 1, Prompt: 500, Reply: 5, Cost: 500_000},
			{Guild: discordtest.Guild, Day: "2025-07-01", Model: "a", Requests: 70, Prompt: 70, Reply: 70, Cost: 70},
			{Guild: "999", Day: "2025-08-26", Model: "a", Requests: 80, Prompt: 80, Reply: 80, Cost: 80 * int64(dollar)},
		}, []string{
			"Today: 3 requests · 1001 tokens read, 51 written · $0.0012", "In 30 days: 4 requests · 1501 tokens read, 56 written · $0.0017",
			"2025-08-01: 1 request · 500 tokens read, 5 written · $0.0005", "Left for today, until midnight UTC: $0.9989 of $1.0000",
		}, []string{"80", "2025-07-01"}},
		"all of it": {&message.Costs{Prices: model.Prices{In: dollar}, Budget: dollar / 4}, []model.Usage{
			{Guild: discordtest.Guild, Day: "2025-08-26", Model: "a", Requests: 2, Prompt: 9, Reply: 9, Cost: int64(dollar / 4)},
		}, []string{"The $0.2500 for today are used up."}, nil},
		"no prices": {&message.Costs{}, []model.Usage{{Guild: discordtest.Guild, Day: "2025-08-26", Model: "a", Requests: 2, Prompt: 9, Reply: 8}},
			[]string{"Today: 2 requests · 9 tokens read, 8 written", "no limit"}, []string{"$"}},
	} {
		t.Run(name, func(t *testing.T) {
			srv, st := discordtest.New(t), newStore(t)
			for _, u := range c.used {
				if err := st.AddUsage(t.Context(), u); err != nil {
					t.Fatal(err)
				}
			}
			s := play(t, srv, st, ferries(), func(o *Options) { o.Costs, o.Now = c.costs, func() time.Time { return now } })
			reply := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, commandSettings+" "+"usage", manager))
			says(t, reply, c.says...)
			omits(t, reply, c.omits...)
			if !reply.Ephemeral {
				t.Error("everybody sees it")
			}
		})
	}
}

func TestUsageIsForManagersOnly(t *testing.T) {
	// The commands are registered in another server, so that the fake asks for no
	// permission here, as Discord does not where administrators have lifted it.
	const other = "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, other}})
	s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Costs, o.GuildID = &message.Costs{}, other })
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, commandSettings+" "+"usage")), "Only for this server's managers")
}

func TestDirectMessagesHaveAnAccountOfTheirOwn(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	asked := s.Slash("", discordtest.User, "ask", discordtest.Opt("question", "What happened at the Hanoi summit?"))
	s.reply(t, asked)
	want := []model.Account{{Server: discordtest.Guild, Person: discordtest.User}, {Server: model.DirectMessages, Person: discordtest.User}}
	var got []model.Account
	for _, req := range l.all() {
		got = append(got, req.Account)
	}
	if !slices.Equal(got, want) {
		t.Errorf("asked on behalf of %+v, want %+v", got, want)
	}
}
