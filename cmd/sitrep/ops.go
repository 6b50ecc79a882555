package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"sitrep/cmd/sitrep/metrics"
	"sitrep/cmd/sitrep/settings"
	"sitrep/cmd/sitrep/shelf"
	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// Where an operator's programs ask a running bot.
const (
	alivePath   = "/healthz" // the process works
	readyPath   = "/readyz"  // commands come in and can be answered
	metricsPath = "/metrics"
)

// operations answers an operator's programs about a running bot.
type operations struct {
	metrics *metrics.Metrics
	ready   func() bool                 // commands come in
	look    func(context.Context) error // whether the articles can be read
	unseen  func() time.Duration        // for how long there may have been articles that are not found
	write   *writing
	log     *slog.Logger
}

// behindAfter is after how long a bot that may not know of new articles is not ready: a
// dozen looks for them have failed then, or the first takes that long.
const behindAfter = time.Minute

// listen opens the address that the operator has set; nil where none is.
func listenForOperator(ctx context.Context, addr settings.Loopback) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", string(addr))
	if err != nil {
		return nil, fmt.Errorf("listen for metrics; check SITREP_METRICS_ADDR: %w", err)
	}
	return l, nil
}

// serve answers until ctx ends.
func (o *operations) serve(ctx context.Context, l net.Listener) {
	server := &http.Server{
		Handler:           o.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(o.log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	o.log.Info("metrics and health", "addr", l.Addr().String())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		o.log.Error("metrics and health are no longer served", "err", err)
	}
}

func (o *operations) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+alivePath, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET "+readyPath, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !o.ready():
			http.Error(w, "not connected to Discord", http.StatusServiceUnavailable)
		case o.unreadable(r.Context()):
			http.Error(w, "the data folder can't be read; the log says why", http.StatusServiceUnavailable)
		case o.unseen() > behindAfter:
			http.Error(w, "new articles are not found yet; the log says why", http.StatusServiceUnavailable)
		case o.write.refused(r.Context()) != nil:
			http.Error(w, "nothing can be written in the data folder; the log says why", http.StatusServiceUnavailable)
		default:
			io.WriteString(w, "ready\n")
		}
	})
	mux.Handle("GET "+metricsPath, o.counted())
	return ofThisMachine(mux)
}

// scrapes is how many may read the metrics at the same time: each has the store looked at.
const scrapes = 4

// counted answers with the metrics.
func (o *operations) counted() http.Handler {
	turns := make(chan struct{}, scrapes)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		default:
			http.Error(w, "too many read the metrics", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		if err := o.metrics.Write(w); err != nil {
			o.log.Warn("some metrics are left out", "err", err)
		}
	})
}

// ofThisMachine answers only who asks this machine by a name of its own. A web
// page whose name has come to lead here (DNS rebinding) asks by that one.
func ofThisMachine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]") // without a port
		}
		if !strings.EqualFold(host, "localhost") && !net.ParseIP(host).IsLoopback() {
			http.Error(w, "ask by an address of this machine, such as 127.0.0.1", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// unreadable reports whether the articles can't be read.
func (o *operations) unreadable(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	err := o.look(ctx)
	if err != nil && ctx.Err() == nil {
		o.log.Error("the data folder can't be read", "err", err)
	}
	return err != nil
}

// The states of a feed that is followed.
const (
	feedWell    = "well"
	feedFailing = "failing" // could not be read when last polled
	feedEnded   = "ended"   // is gone, and polled no more
)

// feedStates counts the feeds of all collections by state.
func feedStates(ctx context.Context, s *store.Store) (map[string]int, error) {
	scope, err := followed.On(s).FeedCollections(ctx)
	if err != nil {
		return nil, err
	}
	feeds, err := followed.On(s).Feeds(ctx, scope)
	states := map[string]int{}
	for _, f := range feeds {
		switch {
		case f.NextPoll.IsZero():
			states[feedEnded]++
		case f.Failures > 0:
			states[feedFailing]++
		default:
			states[feedWell]++
		}
	}
	return states, err
}

// writing tries whether anything can be written in the data folder. Its methods
// may be called from several goroutines.
type writing struct {
	try func(context.Context) error
	now func() time.Time
	log *slog.Logger

	mu    sync.Mutex
	tried time.Time
	err   error // of the last try
}

// writingKnown is for how long the answer of a try stands, however often it is
// asked for: each one writes.
const writingKnown = 5 * time.Second

// refused reports why nothing can be written, nil if something can. It logs when
// that changes.
func (w *writing) refused(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := w.now(); now.Before(w.tried) || now.Sub(w.tried) >= writingKnown {
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		defer cancel()
		err := w.try(ctx)
		if err != nil && ctx.Err() != nil {
			return w.err // it waits its turn; that says nothing
		}
		switch {
		case err != nil && w.err == nil:
			w.log.Error("nothing can be written in the data folder", "err", err)
		case err == nil && w.err != nil:
			w.log.Info("the data folder can be written again")
		}
		w.tried, w.err = now, err
	}
	return w.err
}

// operate does what a running bot needs done for its operator now and then:
// what was deleted must not live on in the backup that was made when the schema
// last changed.
func operate(ctx context.Context, s *store.Store, now func() time.Time, log *slog.Logger) {
	for {
		at, err := s.SweepTime(ctx, now())
		if err == nil {
			err = s.PruneMigrationBackups(at.Add(-migrationBackupKept))
		}
		if err != nil && ctx.Err() == nil {
			log.Error("the backup made before the last change of the schema is not deleted", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// migrationBackupKept is how long that backup is kept: long enough to find out
// that the new version is no good.
const migrationBackupKept = 14 * 24 * time.Hour

// readable looks whether articles can be read.
func readable(s *shelf.Shelf) func(context.Context) error {
	return func(ctx context.Context) error {
		_, _, err := s.List(ctx, corpus.NewScope(corpus.Public), store.ListOptions{Limit: 1})
		return err
	}
}
