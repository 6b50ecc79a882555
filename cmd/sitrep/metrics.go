package main

import (
	"context"
	"time"

	"sitrep/bot"
	"sitrep/bot/state"
	"sitrep/cmd/sitrep/metrics"
	"sitrep/cmd/sitrep/shelf"
	"sitrep/corpus/store/replica"
)

// lookTime is how long looking something up for a scrape may take.
const lookTime = 5 * time.Second

// watchState adds to metrics what is looked up whenever they are read: the state of the
// bot, of the index and of the feeds.
func watchState(m *metrics.Metrics, b *bot.Bot, s *shelf.Shelf, i *inspection, w *writing) {
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
		articles, _ := s.Current().Total()
		return float64(articles)
	})
	m.Gauge("index_passages", "Passages that answers come from.", func() float64 {
		_, passages := s.Current().Total()
		return float64(passages)
	})
	m.Gauge("index_behind", "Changes of the articles that the index does not have yet.", func() float64 {
		ctx, cancel := asking()
		defer cancel()
		return number(s.Own.Behind(ctx))
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
		return float64(len(s.Own.Store().Damaged()))
	})
	m.Gauge("data_broken", "1 while SQLite's own check finds the store damaged, else 0.", func() float64 { return flag(i.broken.Load()) })
	m.States("feeds", "Feeds that are followed, by how that goes.", "state", func(send func(float64, string)) error {
		ctx, cancel := asking()
		defer cancel()
		states, err := feedStates(ctx, s.Own.Store())
		for _, state := range []string{feedWell, feedFailing, feedEnded} {
			send(float64(states[state]), state)
		}
		return err
	})
	totals := func() (state.Totals, error) {
		ctx, cancel := asking()
		defer cancel()
		return state.On(s.Own.Store()).Totals(ctx, time.Now())
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

// watchReplica adds what is looked up of a process that is one of several; of one that is
// alone with a file there is nothing.
func watchReplica(m *metrics.Metrics, with *replica.Replica, s *shelf.Shelf) {
	if with == nil {
		return
	}
	m.Gauge("replicas", "Processes that serve the database, as far as this one knows.", func() float64 { return float64(with.Live()) })
	m.Gauge("replica_leases", "What this process does that only one may do at a time: shards of the gateway, and chores.", func() float64 { return float64(with.Held()) })
	m.Gauge("replica_silent_seconds", "Time since the database had a sign of life of this process; after eight seconds, others take over what it held.", func() float64 { return with.Silent().Seconds() })
	m.Gauge("index_unseen_seconds", "Time since this process last knew of every change of the articles.", func() float64 { return s.Unseen().Seconds() })
	m.States("database_connections", "Connections to the database, by what they do.", "state", func(send func(float64, string)) error {
		used := s.Own.Store().Connections(with.Connections())
		send(float64(used.InUse), "busy")
		send(float64(used.Idle), "idle")
		return nil
	})
	m.Gauge("database_wait_seconds", "Time that was waited for a connection to the database to be free, in all.", func() float64 {
		return s.Own.Store().Connections(with.Connections()).WaitDuration.Seconds()
	})
}
