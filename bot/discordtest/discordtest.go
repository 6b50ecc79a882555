// Package discordtest is a Discord to test against: a server that speaks the
// REST routes and the gateway the bot uses, as Discord documents them, refuses
// what Discord would refuse, and fails in the ways Discord fails.
//
// A test starts a [Server], points the bot at its URL, and acts as Discord's
// users do:
//
//	srv := discordtest.New(t)
//	// … start the bot with srv.URL() and srv.Token() …
//	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
//	ack, err := asked.WaitAck(ctx)
//	msg, err := asked.WaitReply(ctx)   // the message as members see it
//	fmt.Println(msg.Text())
//	asked.Click("sources")             // presses a button on it
//
// Everything that arrives is recorded with its time ([Server.Calls],
// [Server.GatewayEvents]). Waiting is done on changes, never by sleeping.
// Faults are put in with [Server.Fail], [Server.NextConnections] and the
// methods that drop, close or silence gateway connections.
//
// What is refused, and with which code, is in the package rules beneath this one.
package discordtest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sitrep/bot/discordtest/rules"
)

// A guild, channel and user that exist everywhere, for tests that need no
// particular one.
const (
	Guild   = "410000000000000001"
	Channel = "420000000000000001"
	User    = "430000000000000001"
)

// Options say what the server is like. The zero value is Discord's own
// behaviour with a token and IDs made up by the server.
type Options struct {
	Addr string // to listen on; empty means a free port on loopback
	// Listener, if set, is listened on in the place of Addr, and is closed with
	// the server.
	Listener net.Listener
	Token    string // the bot's; empty means a made-up one
	AppID    string // the application's and the bot user's; empty means a made-up one

	Heartbeat time.Duration // interval asked for in the hello; 0 means 41.25 s
	AckWindow time.Duration // to acknowledge an interaction; 0 means 3 s, or in a test a minute (see [New])
	TokenLife time.Duration // of an interaction's token; 0 means 15 min

	Guilds         []string // the bot is in; nil means [Guild]
	MessageContent bool     // the privileged intent is turned on
	AppPermissions int64    // the bot has in every guild; 0 means [AppPermissions]
	SessionStarts  int      // left today; 0 means 1000, negative means none
	RecommendShard int      // shards recommended by /gateway/bot; 0 means 1
	MaxConcurrency int      // sessions that may be started at once; 0 means 1
	GuildsPerShard int      // at most; 0 means 2,500

	// StartWindow is the time that a session's start counts against
	// MaxConcurrency; 0 means 5 s, or in a test a nanosecond (see [New]).
	StartWindow time.Duration
	// Patience is how long a client may be late with a heartbeat; 0 means 30 s,
	// which leaves room for slow machines with short intervals.
	Patience time.Duration

	// Ahead is a Discord of next year: its events and answers have components of
	// types and fields of kinds that nobody knows yet.
	Ahead bool

	// Malformed says that bodies are sent that do not satisfy Discord's schema,
	// to see what becomes of them.
	Malformed bool
}

// Server is a running Discord. Its methods may be called from any goroutine.
type Server struct {
	opts     Options
	listener net.Listener
	http     *http.Server
	handlers sync.WaitGroup // gateway connections

	mu         sync.Mutex
	changed    chan struct{} // closed and replaced at every change
	closed     bool
	stopping   chan struct{}
	sequence   uint64 // of snowflakes
	calls      []Call
	early      []Call
	schema     *rules.Schema // nil where there is none
	broken     []error       // bodies that do not satisfy it
	faults     []*fault
	weather    *weather                 // nil for none
	blocks     map[string]time.Time     // by route and resource: when a 429 is over
	windows    map[string]*rules.Window // of Limit
	limited    map[string]rules.Limit
	commands   map[string][]rules.Command // by guild, "" for global
	asked      map[string]*Interaction
	messages   map[string]*message    // by ID
	inChannel  map[string][]string    // message IDs, oldest first
	guildOf    map[string]string      // channel to guild, as far as seen
	nonces     map[string]string      // channel and nonce to message ID
	threads    map[string]Thread      // by ID
	private    map[string][]string    // the members of private ones
	kinds      map[string]int         // of channels; see [Server.SetChannelKind]
	forums     map[string]forum       // those that something is set of
	archived   map[string]bool        // threads that are
	locked     map[string]bool        // threads that are
	direct     map[string]string      // the channel of direct messages by user
	refusing   map[string]bool        // channels of direct messages that are closed to the bot
	attached   map[string]Attachment  // files by ID
	removed    map[string]bool        // channels that were deleted
	overwrites map[string][]Overwrite // of channels
	members    map[seatKey]Member     // those of whom something was said
	roles      map[seatKey]int64      // what the roles that were made give, by guild and role
	gateway    gatewayState

	endpoint    string // where interactions are delivered; empty for over the gateway
	endpointKey ed25519.PrivateKey
	delivery    http.Client
}

// TB is what [New] needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// testAckWindow is how long a test's bot has to acknowledge an interaction:
// what a test proves must not depend on what else the machine does meanwhile.
// Tests of Discord's three seconds themselves set them.
const testAckWindow = time.Minute

// New starts a server that ends with the test. At most one Options. An
// interaction waits for its acknowledgement for a minute unless they say
// otherwise. A body that does not satisfy Discord's schema fails the test (see
// [SchemaVariable]), unless they say that it sends some.
func New(t TB, opts ...Options) *Server {
	t.Helper()
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	if o.AckWindow == 0 {
		o.AckWindow = testAckWindow
	}
	if o.StartWindow == 0 {
		o.StartWindow = time.Nanosecond // tests start bots one after another
	}
	s, err := Start(o)
	if err != nil {
		t.Fatalf("start the fake Discord: %v", err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, err := range s.BrokenBodies() {
			t.Errorf("Discord's schema refuses it: %v", err)
		}
	})
	return s
}

// Start starts a server that runs until Close.
func Start(o Options) (*Server, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Token == "" {
		o.Token = "NDIwMDAwMDAwMDAwMDAwMDAx.fake00.not-a-real-token-0123456789abcdef"
	}
	if o.AppID == "" {
		o.AppID = "400000000000000001"
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.AckWindow == 0 {
		o.AckWindow = 3 * time.Second
	}
	if o.TokenLife == 0 {
		o.TokenLife = 15 * time.Minute
	}
	if len(o.Guilds) == 0 {
		o.Guilds = []string{Guild}
	}
	if o.AppPermissions == 0 {
		o.AppPermissions = AppPermissions
	}
	if o.SessionStarts == 0 {
		o.SessionStarts = 1000
	}
	if o.RecommendShard == 0 {
		o.RecommendShard = 1
	}
	if o.MaxConcurrency == 0 {
		o.MaxConcurrency = 1
	}
	if o.GuildsPerShard == 0 {
		o.GuildsPerShard = 2500
	}
	if o.StartWindow == 0 {
		o.StartWindow = 5 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	schema, err := rules.LoadSchema()
	if err != nil {
		return nil, fmt.Errorf("read Discord's schema: %w", err)
	}
	l := o.Listener
	if l == nil {
		if l, err = net.Listen("tcp", o.Addr); err != nil {
			return nil, fmt.Errorf("listen for the bot: %w", err)
		}
	}
	s := &Server{
		opts:       o,
		listener:   l,
		schema:     schema,
		changed:    make(chan struct{}),
		stopping:   make(chan struct{}),
		blocks:     make(map[string]time.Time),
		windows:    make(map[string]*rules.Window),
		limited:    make(map[string]rules.Limit),
		commands:   make(map[string][]rules.Command),
		asked:      make(map[string]*Interaction),
		messages:   make(map[string]*message),
		inChannel:  make(map[string][]string),
		guildOf:    map[string]string{Channel: o.Guilds[0]},
		overwrites: map[string][]Overwrite{},
		members:    map[seatKey]Member{},
		roles:      map[seatKey]int64{},
		nonces:     make(map[string]string),
		threads:    make(map[string]Thread),
		private:    make(map[string][]string),
		kinds:      make(map[string]int),
		forums:     make(map[string]forum),
		archived:   make(map[string]bool),
		locked:     make(map[string]bool),
		direct:     make(map[string]string),
		refusing:   make(map[string]bool),
		attached:   make(map[string]Attachment),
		removed:    make(map[string]bool),
		gateway: gatewayState{
			sessions: make(map[string]*session),
			conns:    make(map[*conn]bool),
			starts:   max(0, o.SessionStarts),
			started:  make(map[int]time.Time),
		},
	}
	s.delivery.Transport = &http.Transport{MaxIdleConnsPerHost: 32}
	s.http = &http.Server{Handler: s.routes()}
	s.handlers.Go(func() { s.http.Serve(l) })
	return s, nil
}

// Close ends the server and every connection to it.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.stopping)
	s.change()
	s.mu.Unlock()
	s.Drop()
	s.http.Close()
	s.handlers.Wait()
	s.delivery.CloseIdleConnections()
}

// URL is what DISCORD_API_URL is set to.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Token is the one token that the server accepts.
func (s *Server) Token() string { return s.opts.Token }

// AckWindow is how long an interaction waits for its acknowledgement: what a
// bot in the same process is to be told (discord.RESTOptions).
func (s *Server) AckWindow() time.Duration { return s.opts.AckWindow }

// AppID is the application's ID, and the bot user's.
func (s *Server) AppID() string { return s.opts.AppID }

// change wakes everyone who waits. The caller holds mu.
func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

var errClosed = errors.New("the fake Discord was closed")

// wait returns once done reports true; done is called with mu held, again
// after every change.
func (s *Server) wait(ctx context.Context, what string, done func() (bool, error)) error {
	for {
		s.mu.Lock()
		ok, err := done()
		changed, closed := s.changed, s.closed
		s.mu.Unlock()
		switch {
		case err != nil:
			return err
		case ok:
			return nil
		case closed:
			return errClosed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
}

const discordEpoch = 1420070400000 // milliseconds, the first second of 2015

// snowflake returns a new ID that sorts after all earlier ones. The caller
// holds mu.
func (s *Server) snowflake() string {
	s.sequence++
	ms := uint64(time.Now().UnixMilli() - discordEpoch)
	return strconv.FormatUint(ms<<22|s.sequence&(1<<22-1), 10)
}
