package main

import (
	"context"
	"time"

	"sitrep/bot"
	"sitrep/bot/state"
	"sitrep/cmd/sitrep/metrics"
)

// lookTime is how long looking something up for a scrape may take.
const lookTime = 5 * time.Second

// watchState adds to metrics what is looked up whenever they are read: the state of the
// bot, of the index and of the feeds.
func watchState(m *metrics.Metrics, b *bot.Bot, s *shelf, i *inspection, w *writing) {
	number := func(n int, err error) float64 {
		if err != nil {
			return -1 // not known
		}
		return float64(n)
	}
	// Whoever scrapes gives up after ten seconds.
	asking := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), lookTime)
	}
	m.Gauge("ready", "1 while commands come in from Discord, else 0.", func() float64 {
		if b.Ready() {
			return 1
		}
		return 0
	})
	m.Gauge("queue_waiting", "Briefs and answers that wait for their turn to be composed.", func() float64 { return float64(b.Waiting()) })
	m.Gauge("index_articles", "Articles that answers come from.", func() float64 {
		articles, _ := s.current.Load().Total()
		return float64(articles)
	})
	m.Gauge("index_passages", "Passages that answers come from.", func() float64 {
		_, passages := s.current.Load().Total()
		return float64(passages)
	})
	m.Gauge("index_behind", "Changes of the articles that the index does not have yet.", func() float64 {
		ctx, cancel := asking()
		defer cancel()
		return number(s.own.Behind(ctx))
	})
	flag := func(set bool) float64 {
		if set {
			return 1
		}
		return 0
	}
	m.Gauge("data_writable", "1 while something can be written in the data folder, else 0.", func() float64 {
		ctx, cancel := asking()
		defer cancel()
		return flag(w.refused(ctx) == nil)
	})
	m.Gauge("data_damaged_revisions", "Revisions of articles that are not as they were stored, and left out of every answer.", func() float64 {
		return float64(len(s.own.Store().Damaged()))
	})
	m.Gauge("data_broken", "1 while SQLite's own check finds the store damaged, else 0.", func() float64 { return flag(i.broken.Load()) })
	m.States("feeds", "Feeds that are followed, by how that goes.", "state", func(send func(float64, string)) error {
		ctx, cancel := asking()
		defer cancel()
		states, err := feedStates(ctx, s.own.Store())
		for _, state := range []string{feedWell, feedFailing, feedEnded} {
			send(float64(states[state]), state)
		}
		return err
	})
	totals := func() (state.Totals, error) {
		ctx, cancel := asking()
		defer cancel()
		return state.On(s.own.Store()).Totals(ctx, time.Now())
	}
	m.States("digests", "Digests that are subscribed to, by whether their time is to come, has come, or is stopped.", "state", func(send func(float64, string)) error {
		t, err := totals()
		send(float64(t.Waiting), "waiting")
		send(float64(t.Overdue), "overdue")
		send(float64(t.Paused), "paused")
		return err
	})
	m.States("digest_runs", "Runs of digests in the last year, by how far they got.", "state", func(send func(float64, string)) error {
		t, err := totals()
		for _, state := range []state.RunState{state.RunOpen, state.RunComposed, state.RunPosted, state.RunSilent, state.RunSkipped, state.RunFailed} {
			send(float64(t.Runs[state]), string(state))
		}
		return err
	})
	m.States("model_tokens", "Tokens that language models were sent and sent back, as far as is remembered.", "kind", func(send func(float64, string)) error {
		t, err := totals()
		send(float64(t.Prompt), "prompt")
		send(float64(t.Reply), "reply")
		return err
	})
	m.Gauge("model_cost_dollars", "What language models cost, by the prices that are set, as far as is remembered.", func() float64 {
		t, err := totals()
		if err != nil {
			return -1 // not known
		}
		return float64(t.Cost) / 1e9
	})
}
