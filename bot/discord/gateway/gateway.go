// Package gateway brings in what happens on Discord: commands, presses, messages.
// There are two ways. [Shards] hold WebSocket sessions with Discord's gateway, of which
// each is a [Gateway] and brings the events of its part of the servers. An [Endpoint]
// takes interactions over HTTP instead, and nothing else. Answers go out by
// bot/discord's REST either way.
//
// Whichever way an event came, it waits in a queue in which servers take turns, and is
// handled on one of a bounded number of goroutines; a handler that panics costs its
// event only. When the context of Run ends, handlers are given a while to finish.
//
// discordgo's session keeps the WebSocket, but it retries a refused token for ever,
// hangs on a silent gateway, deadlocks on an early reconnect request, and drops a whole
// event for one part that it does not know. So a fresh session is used for every
// connection, over a [net.Conn] of ours that sees each frame first (conn.go, hear.go),
// and the events that the bot hears of are read here (event.go). A [FatalError] says
// what connecting again would not help.
package gateway

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sitrep/bot/discord"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

const (
	defaultWorkers       = 64
	defaultGreeting      = 30 * time.Second
	defaultIdentifyEvery = 5 * time.Second // Discord's max_concurrency is counted per five seconds

	// helloTime is how long a connection may stay without its first word, which
	// comes at once where it comes at all.
	helloTime = 5 * time.Second
	// unheardPause is the longest pause after a connection on which no session
	// was asked for: trying again costs Discord next to nothing, and nobody is
	// to wait for long once it can be reached again.
	unheardPause = 6 * time.Second

	// drainTime is how long handlers may go on after the end was asked for.
	drainTime = 3500 * time.Millisecond

	// A session that has lasted this long may be lost without a pause.
	stableAfter = time.Minute
)

// Options says what a gateway connects as and whom it serves.
type Options struct {
	Token   string        // the bot's token, without "Bot "
	APIURL  string        // scheme and host; empty means https://discord.com
	REST    *discord.REST // asks for the gateway's address; nil means one of our own
	Intents discordgo.Intent
	Log     *slog.Logger // nil means slog.Default

	// Handle is called for each event with discordgo's type for it, such as
	// *[discordgo.InteractionCreate], on one of Workers goroutines. Its context
	// outlives Run's by drainTime, so that commands under way can answer.
	Handle  func(ctx context.Context, e any)
	Workers int // at once, at most a quarter of them for one server; 0 means 64

	// Panicked, if set, is called after Handle panicked on e and the stack was
	// logged under ref.
	Panicked func(ctx context.Context, e any, ref string)

	// Lost, if set, is called whenever a connection was lost or not had, with
	// the close code that Discord gave; 0 for none.
	Lost func(code int)

	// Shard of Shards is a [Gateway]'s part of the servers; Shards 0 or 1 means
	// that it has all.
	Shard, Shards int

	// Claim, where several processes serve one bot, waits until this one may hold a
	// shard, whose sessions end with the context; done is called when they have. Nil
	// means that it may hold all.
	Claim func(ctx context.Context, shard int) (held context.Context, done func(), err error)
	// Identify, where several processes start sessions, says how long to wait before
	// another of a remainder may be started, and at zero that it may now; see
	// [identifyLimiter]. Nil means that none but this one starts any.
	Identify func(ctx context.Context, remainder int, every time.Duration) (wait time.Duration)

	Greeting      time.Duration               // how long connecting may take; 0 means 30 s
	IdentifyEvery time.Duration               // least time between new sessions that Discord does not allow at once; 0 means 5 s
	Backoff       func(try int) time.Duration // pause before the try-th reconnect since a session was open, from 1; nil means 1 s to 1 min, jittered
}

// Gateway keeps a session with Discord's gateway alive. See [Gateway.Run].
type Gateway struct {
	opts     Options
	rest     *discord.REST
	log      *slog.Logger
	identify *identifyLimiter
	at       string // the gateway's address when it was last asked for; used by Run alone
	ready    atomic.Bool
	held     atomic.Bool    // it is this process's to keep connected
	sessions sync.WaitGroup // discordgo sessions that are still winding up
}

// New returns a gateway; nothing is sent before [Gateway.Run].
func New(opts Options) *Gateway {
	g := &Gateway{opts: opts, rest: opts.REST, log: opts.Log, identify: newIdentifyLimiter()}
	if g.log == nil {
		g.log = slog.Default()
	}
	if g.rest == nil {
		g.rest = discord.NewREST(discord.RESTOptions{Token: opts.Token, APIURL: opts.APIURL, Log: g.log})
	}
	if g.opts.Workers <= 0 {
		g.opts.Workers = defaultWorkers
	}
	if g.opts.Greeting <= 0 {
		g.opts.Greeting = defaultGreeting
	}
	if g.opts.IdentifyEvery <= 0 {
		g.opts.IdentifyEvery = defaultIdentifyEvery
	}
	if g.opts.Backoff == nil {
		g.opts.Backoff = reconnectPause
	}
	return g
}

// Ready reports whether a session is open: events are coming in.
func (g *Gateway) Ready() bool { return g.ready.Load() }

// Run connects and stays connected until ctx ends, resuming the session where
// Discord allows it so that no event is lost. When ctx has ended it tells
// Discord, gives handlers drainTime to finish, and returns nil. It returns
// a [*FatalError] as soon as connecting again could not help.
func (g *Gateway) Run(ctx context.Context) error {
	err := serveWith(ctx, g.opts, g.log, func(work *fairQueue) error { return g.stayConnected(ctx, work) })
	g.sessions.Wait()
	return err
}

// stayConnected holds one line after the other.
func (g *Gateway) stayConnected(ctx context.Context, work *fairQueue) error {
	var (
		from   *resumePoint // nil: a new session
		losses int          // since a session was last open
		short  int          // sessions in a row that did not last
	)
	for ctx.Err() == nil {
		to, wait, err := g.where(ctx, from)
		if fatal := (*FatalError)(nil); errors.As(err, &fatal) {
			return fatal
		}
		if err == nil && wait > 0 {
			if sleepFor(ctx, wait) != nil {
				return nil
			}
			continue
		}
		began := time.Now()
		var v verdict
		if err != nil {
			v.err = err
		} else {
			v, from = g.hold(ctx, to, from, work)
			to.begun(v.asked)
		}
		g.ready.Store(false)
		if ctx.Err() != nil {
			return nil
		}
		if reason, ok := fatalReasons[v.code]; ok {
			return &FatalError{Code: v.code, Reason: reason}
		}

		if v.opened {
			losses = 0
			if short++; time.Since(began) >= stableAfter {
				short = 0
			}
		}
		losses++
		try := losses
		if v.opened && from == nil {
			try = max(1, short) // each new session is one of those that Discord allows a day
		}
		pause := time.Duration(0)
		if !v.opened || short > 1 {
			pause = g.opts.Backoff(try)
		}
		if !v.asked {
			pause = min(pause, unheardPause)
		}
		if g.opts.Lost != nil {
			g.opts.Lost(v.code)
		}
		g.log.Warn("discord gateway lost", "shard", g.opts.Shard, "err", v.err, "code", v.code,
			"resume", from != nil, "wait_ms", pause.Milliseconds())
		if sleepFor(ctx, pause) != nil {
			return nil
		}
	}
	return nil
}

// gatewayAddress is where to connect to, with leave to start a session there.
type gatewayAddress struct {
	at    string
	begun func(asked bool) // to be called once the session has or has not begun; see [identifyLimiter.take]
}

// where returns where to connect to, or how long to wait before asking again.
// A session that is resumed has its own address; a new one counts against the
// thousand a day that Discord allows, and against those that may be started at
// once, so it asks first.
func (g *Gateway) where(ctx context.Context, from *resumePoint) (to gatewayAddress, wait time.Duration, err error) {
	if from != nil {
		return gatewayAddress{at: cmp.Or(from.url, g.at), begun: func(bool) {}}, 0, nil
	}
	gw, err := g.rest.GatewayBot(ctx)
	if err != nil {
		return gatewayAddress{}, 0, refusedToken(err)
	}
	g.at = gw.URL
	l := gw.SessionStartLimit
	if l.Total > 0 && l.Remaining <= 0 {
		wait = max(time.Second, time.Duration(l.ResetAfter)*time.Millisecond)
		g.log.Error("discord allows no new session for now; waiting", "wait_ms", wait.Milliseconds())
		return gatewayAddress{}, wait, nil
	}
	remainder := g.opts.Shard % max(1, l.MaxConcurrency)
	begun, err := g.identify.take(ctx, remainder, g.opts.IdentifyEvery)
	if err == nil && g.opts.Identify != nil {
		if wait = g.opts.Identify(ctx, remainder, g.opts.IdentifyEvery); wait > 0 {
			begun(false)
			return gatewayAddress{}, wait, nil
		}
	}
	return gatewayAddress{at: gw.URL, begun: begun}, 0, err
}

// refusedToken makes an error that says that Discord does not accept the token
// a final one.
func refusedToken(err error) error {
	var e *discord.Error
	if errors.As(err, &e) && e.Status == http.StatusUnauthorized {
		return &FatalError{Code: 4004, Reason: fatalReasons[4004]}
	}
	return err
}

// hold opens one line and stays on it until it ends. It returns why it did and
// where to resume, nil for a new session.
func (g *Gateway) hold(ctx context.Context, to gatewayAddress, from *resumePoint, work *fairQueue) (verdict, *resumePoint) {
	token := "Bot " + g.rest.Token()
	var l *gatewayConn
	stop := func() bool { return true }
	defer func() { stop() }()
	dial := func(secure bool) func(context.Context, string, string) (net.Conn, error) {
		return func(_ context.Context, _, addr string) (net.Conn, error) {
			greetBy := time.Now().Add(g.opts.Greeting)
			dialing, done := context.WithDeadline(ctx, greetBy)
			defer done()
			conn, err := dialGateway(dialing, http.ProxyFromEnvironment, secure, addr)
			if err != nil {
				return nil, err
			}
			l = newGatewayConn(conn, token, from, min(g.opts.Greeting, helloTime), greetBy, func() {
				to.begun(true)
				g.ready.Store(true)
			})
			l.as = identity{g.opts.Intents, g.opts.Shard, g.opts.Shards}
			l.heard = func(kind string, data []byte) {
				e, err := event(kind, data)
				if err != nil {
					g.log.Error("discord sent an event that can't be read; dropped", "event", kind)
					return
				}
				work.add(e)
			}
			stop = context.AfterFunc(ctx, l.hangUp)
			return l, nil
		}
	}

	s, _ := discordgo.New(token) // its error is always nil
	s.Client = &http.Client{Transport: addressed(to.at)}
	s.Dialer = &websocket.Dialer{NetDialContext: dial(false), NetDialTLSContext: dial(true)}
	s.ShouldReconnectOnError = false // we do
	s.StateEnabled = false           // no copy of every server in memory
	s.Compress = false               // the connection reads along
	s.SyncEvents = true              // fairQueue has the goroutines
	s.LogLevel = -1                  // its lines go to no logger of ours

	var wound sync.Once
	s.AddHandler(func(_ *discordgo.Session, e any) {
		switch e.(type) {
		case *discordgo.Disconnect:
			wound.Do(g.sessions.Done)
		case *discordgo.Connect, *discordgo.Event:
			// of discordgo's own making
		default:
			work.add(e)
		}
	})
	g.sessions.Add(1)
	if err := s.Open(); err != nil {
		wound.Do(g.sessions.Done)
		if l == nil {
			return verdict{err: err}, unreachable(from)
		}
		l.end(verdict{err: err})
	}
	<-l.ended
	v, point := l.last()
	switch {
	case v.fresh || point.session == "":
		return v, nil
	case !v.opened:
		return v, unreachable(&point)
	}
	return v, &point
}

// unreachable returns the session to try at Discord's general address instead
// of its own.
func unreachable(from *resumePoint) *resumePoint {
	if from == nil {
		return nil
	}
	return &resumePoint{session: from.session, seq: from.seq}
}

// addressed is the transport of a session's REST client. The one thing that a
// session asks of REST is the gateway's address; it gets the one we chose, and
// nothing goes over the network.
type addressed string

func (at addressed) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := json.Marshal(map[string]string{"url": string(at)})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}, nil
}

// reconnectPause doubles from one second to one minute, jittered so that a
// fleet does not come back in step.
func reconnectPause(try int) time.Duration {
	d := min(time.Second<<min(try-1, 10), time.Minute)
	return d/2 + rand.N(d/2)
}

// sleepFor waits for d or until ctx ends.
func sleepFor(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
