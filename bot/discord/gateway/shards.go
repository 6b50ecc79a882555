package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sitrep/bot/discord"
	"sync"
	"sync/atomic"
	"time"
)

// AutoShards stands for as many shards as Discord recommends.
const AutoShards = -1

// maxShards is more than any bot has that one process could serve.
const maxShards = 1024

// Shards keeps the sessions of a bot that is in too many servers for one: each
// shard's session brings the events of its part of the servers, all to the same
// workers. See [Shards.Run].
type Shards struct {
	opts  Options
	log   *slog.Logger
	rest  *discord.REST
	ready atomic.Pointer[[]*Gateway]
}

// NewShards returns as many shards as opts.Shards says, which may be
// [AutoShards]; opts.Shard counts for nothing. Nothing is sent before
// [Shards.Run].
func NewShards(opts Options) *Shards {
	one := New(opts) // for its defaults
	opts = one.opts
	opts.REST, opts.Log = one.rest, one.log
	return &Shards{opts: opts, log: one.log, rest: one.rest}
}

// Ready reports whether the session of every shard that is this process's is open.
func (s *Shards) Ready() bool {
	shards := s.ready.Load()
	if shards == nil {
		return false
	}
	for _, g := range *shards {
		if g.held.Load() && !g.Ready() {
			return false
		}
	}
	return true
}

// Run keeps all shards connected, as [Gateway.Run] does one. It ends when ctx
// does, or, with a [*FatalError], when one shard can't go on: the others would
// serve a part of the servers, which nobody would notice.
func (s *Shards) Run(ctx context.Context) error {
	n, err := s.count(ctx)
	if err != nil || n == 0 {
		return err
	}
	s.log.Info("discord shards", "shards", n)
	gateways := make([]*Gateway, n)
	identify := newIdentifyLimiter()
	for i := range gateways {
		opts := s.opts
		opts.Shard, opts.Shards = i, n
		gateways[i] = New(opts)
		gateways[i].identify = identify
		gateways[i].held.Store(opts.Claim == nil)
	}
	s.ready.Store(&gateways)
	err = serveWith(ctx, s.opts, s.log, func(work *fairQueue) error {
		connecting, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		var all sync.WaitGroup
		for _, g := range gateways {
			all.Go(func() {
				if err := g.holdClaimed(connecting, work); err != nil {
					stop(err)
				}
			})
		}
		all.Wait()
		if ctx.Err() == nil {
			return context.Cause(connecting)
		}
		return nil
	})
	for _, g := range gateways {
		g.sessions.Wait()
	}
	return err
}

// holdClaimed keeps a shard connected whenever it is this process's.
func (g *Gateway) holdClaimed(ctx context.Context, work *fairQueue) error {
	if g.opts.Claim == nil {
		return g.stayConnected(ctx, work)
	}
	for {
		held, done, err := g.opts.Claim(ctx, g.opts.Shard)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		g.held.Store(true)
		err = g.stayConnected(held, work)
		g.sessions.Wait()
		g.held.Store(false)
		done()
		if err != nil {
			return err
		}
	}
}

// count returns how many shards to run; 0 when ctx ended before that was known.
func (s *Shards) count(ctx context.Context) (int, error) {
	if s.opts.Shards != AutoShards {
		return min(max(1, s.opts.Shards), maxShards), nil
	}
	for try := 1; ; try++ {
		gw, err := s.rest.GatewayBot(ctx)
		if err == nil {
			return min(max(1, gw.Shards), maxShards), nil
		}
		if fatal := (*FatalError)(nil); errors.As(refusedToken(err), &fatal) {
			return 0, fatal
		}
		if ctx.Err() != nil {
			return 0, nil
		}
		pause := s.opts.Backoff(try)
		s.log.Warn("discord gateway not asked yet how many shards there should be", "err", err, "wait_ms", pause.Milliseconds())
		if sleepFor(ctx, pause) != nil {
			return 0, nil
		}
	}
}

// identifyLimiter spaces out the sessions that shards start. Discord takes
// max_concurrency at once: shards whose numbers leave the same remainder by it
// go one after another (developers/events/gateway, max_concurrency). Discord
// counts when it hears of a session, so that the next one's time runs from when
// it has answered: connecting may take one shard longer than the other.
type identifyLimiter struct {
	mu    sync.Mutex
	turns map[int]chan time.Time // by remainder; holds the earliest time for the next while none is being started
}

func newIdentifyLimiter() *identifyLimiter { return &identifyLimiter{turns: map[int]chan time.Time{}} }

// take returns when a session of the remainder may be started. No other is
// until begun is called, which may happen more than once: with whether Discord
// was asked for a session, after which the next one waits for the time every.
func (s *identifyLimiter) take(ctx context.Context, remainder int, every time.Duration) (begun func(asked bool), err error) {
	s.mu.Lock()
	turn, ok := s.turns[remainder]
	if !ok {
		turn = make(chan time.Time, 1)
		turn <- time.Time{}
		s.turns[remainder] = turn
	}
	s.mu.Unlock()
	var at time.Time
	select {
	case at = <-turn:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to start a session: %w", ctx.Err())
	}
	if err := sleepFor(ctx, time.Until(at)); err != nil {
		turn <- at
		return nil, fmt.Errorf("wait to start a session: %w", err)
	}
	var once sync.Once
	return func(asked bool) {
		once.Do(func() {
			if asked {
				at = time.Now().Add(every)
			}
			turn <- at
		})
	}, nil
}

// serveWith lets events be handled while receive, which adds them, runs. Then
// it gives handlers a while to finish.
func serveWith(ctx context.Context, opts Options, log *slog.Logger, receive func(*fairQueue) error) error {
	handling, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	work := newFairQueue(handling, opts.Workers, log, opts.Handle, opts.Panicked)
	err := receive(work)
	drain(work, stop, log)
	return err
}

// drain waits for the handlers, and after a while cuts them off.
func drain(work *fairQueue, stop context.CancelFunc, log *slog.Logger) {
	timer := time.NewTimer(drainTime)
	defer timer.Stop()
	select {
	case <-work.close():
	case <-timer.C:
		stop()
		log.Warn("discord handlers cut off, they took too long to finish", "after", drainTime)
	}
}
