package gateway

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// maxDelivery is the most that an interaction may take, in bytes. The
	// largest carry a message of 40 components and what it replies to, or a form.
	maxDelivery = 512 << 10
	// timestampWindow is how far a delivery's timestamp may be from the clock.
	// An interaction is void after three seconds; the rest is for clocks that
	// are not set well.
	timestampWindow = 30 * time.Second
	// maxDelivered bounds the deliveries that are remembered, so that none is
	// taken twice; beyond it, deliveries are refused.
	maxDelivered = 1 << 17
	// maxConnections is how many may be open at once; with the bound on a
	// delivery, that is 256 MB at worst. See [room] for who has to leave.
	maxConnections = 512
	// deliveryTime is how long a delivery may take to come in. After three
	// seconds, Discord has given it up.
	deliveryTime = 3 * time.Second
)

// EndpointPath is where an [Endpoint] takes interactions.
const EndpointPath = "/interactions"

// EndpointOptions says where interactions are taken, and for whom.
type EndpointOptions struct {
	// Addr is the host and port to listen on. Discord speaks HTTPS only, so
	// that something that has a certificate must stand in front.
	Addr string
	// Key is the application's public key.
	Key ed25519.PublicKey
	Log *slog.Logger     // nil means slog.Default
	Now func() time.Time // nil means time.Now

	// Handle, Workers and Panicked are as in [Options]; the only events
	// are interactions.
	Handle   func(ctx context.Context, e any)
	Workers  int
	Panicked func(ctx context.Context, e any, ref string)
}

// Endpoint takes interactions over HTTP, which Discord sends to the address
// that is set as the application's Interactions Endpoint URL, in the place of a
// gateway connection. See [Endpoint.Run].
//
// A delivery is answered with 202 and no body as soon as its signature has been
// checked; the interaction itself is acknowledged and answered by the REST
// routes, as one from the gateway is. So there is one way to answer, with the
// same retries, whichever way an interaction came.
type Endpoint struct {
	opts  EndpointOptions
	log   *slog.Logger
	now   func() time.Time
	ready atomic.Bool
	addr  atomic.Pointer[net.TCPAddr]
	seen  delivered
}

// NewEndpoint returns an endpoint; nothing is listened on before
// [Endpoint.Run].
func NewEndpoint(opts EndpointOptions) *Endpoint {
	e := &Endpoint{opts: opts, log: opts.Log, now: opts.Now, seen: delivered{until: map[string]time.Time{}}}
	if e.log == nil {
		e.log = slog.Default()
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.opts.Workers <= 0 {
		e.opts.Workers = defaultWorkers
	}
	return e
}

// ParsePublicKey reads a public key as Discord shows it: 64 hexadecimal digits.
func ParsePublicKey(s string) (ed25519.PublicKey, error) {
	b, err := hex.DecodeString(strings.TrimSpace(s))
	if err != nil || len(b) != ed25519.PublicKeySize {
		return nil, errors.New("a public key has 64 hexadecimal digits; copy it from the application's General Information in the developer portal")
	}
	return b, nil
}

// Ready reports whether interactions are taken.
func (e *Endpoint) Ready() bool { return e.ready.Load() }

// Addr is where the endpoint listens; nil before that.
func (e *Endpoint) Addr() net.Addr {
	if a := e.addr.Load(); a != nil {
		return a
	}
	return nil
}

// Run takes interactions until ctx ends, gives handlers drainTime to finish,
// and returns nil. It fails when it can't listen.
func (e *Endpoint) Run(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", e.opts.Addr)
	if err != nil {
		return fmt.Errorf("listen for interactions; check SITREP_HTTP_ADDR: %w", err)
	}
	if a, ok := listener.Addr().(*net.TCPAddr); ok {
		e.addr.Store(a)
	}
	e.log.Info("taking interactions over HTTP", "addr", listener.Addr().String(), "path", EndpointPath)
	opts := Options{Handle: e.opts.Handle, Workers: e.opts.Workers, Panicked: e.opts.Panicked}
	return serveWith(ctx, opts, e.log, func(work *fairQueue) error {
		server := &http.Server{
			Handler:           e.handler(work),
			ReadHeaderTimeout: deliveryTime,
			ReadTimeout:       deliveryTime,
			WriteTimeout:      10 * time.Second,
			IdleTimeout:       time.Minute,
			MaxHeaderBytes:    16 << 10,
			ErrorLog:          slog.NewLogLogger(e.log.Handler(), slog.LevelDebug),
			ConnState:         newRoom(maxConnections, time.Now).state,
		}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(listener) }()
		e.ready.Store(true)
		defer e.ready.Store(false)
		select {
		case err := <-ended:
			return fmt.Errorf("take interactions: %w", err)
		case <-ctx.Done():
		}
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(stopping) != nil {
			server.Close() // those still connected have had their second
		}
		<-ended
		return nil
	})
}

// handler takes deliveries and passes interactions on to be worked on.
func (e *Endpoint) handler(work *fairQueue) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+EndpointPath, func(w http.ResponseWriter, r *http.Request) {
		status, i := e.take(w, r)
		switch {
		case status == http.StatusOK: // a PING
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"type":1}`)
			return
		case i != nil:
			work.add(&discordgo.InteractionCreate{Interaction: i})
		}
		w.WriteHeader(status)
	})
	return mux
}

// take checks a delivery and reads it. It returns the status to answer with and
// the interaction, nil where there is none to be served.
func (e *Endpoint) take(w http.ResponseWriter, r *http.Request) (status int, i *discordgo.Interaction) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
	if err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return http.StatusRequestEntityTooLarge, nil
		}
		return http.StatusBadRequest, nil
	}
	now := e.now()
	signature, ok := e.signed(r.Header, body, now)
	if !ok {
		return http.StatusUnauthorized, nil // what Discord tests an endpoint for
	}
	var kind struct {
		Type discordgo.InteractionType `json:"type"`
	}
	switch err := json.Unmarshal(body, &kind); {
	case err != nil:
		return http.StatusBadRequest, nil
	case kind.Type == discordgo.InteractionPing:
		return http.StatusOK, nil
	case !e.seen.first(signature, now):
		e.log.Warn("an interaction was delivered a second time; dropped")
		return http.StatusUnauthorized, nil
	}
	if i, err = readInteraction(body); err != nil {
		e.log.Error("discord sent an interaction that can't be read; dropped")
		return http.StatusBadRequest, nil
	}
	return http.StatusAccepted, i
}

// signed reports whether a delivery is from Discord, and of now: its signature
// is over its timestamp and its body.
func (e *Endpoint) signed(h http.Header, body []byte, now time.Time) (signature string, ok bool) {
	sig, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || len(sig) != ed25519.SignatureSize {
		return "", false
	}
	timestamp := h.Get("X-Signature-Timestamp")
	if len(timestamp) > 20 || !ed25519.Verify(e.opts.Key, append([]byte(timestamp), body...), sig) {
		return "", false
	}
	sent, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return "", false
	}
	if off := now.Sub(time.Unix(sent, 0)); off > timestampWindow || off < -timestampWindow {
		e.log.Warn("an interaction's timestamp is too far from the clock; set the clock if this goes on", "off_ms", off.Milliseconds())
		return "", false
	}
	return string(sig), true
}

// delivered remembers the signatures of deliveries for as long as their
// timestamps are taken.
type delivered struct {
	mu    sync.Mutex
	until map[string]time.Time
	order []string // oldest first
}

// first reports whether a signature is new.
func (d *delivered) first(signature string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.order) > 0 && !d.until[d.order[0]].After(now) {
		delete(d.until, d.order[0])
		d.order = d.order[1:]
	}
	if _, seen := d.until[signature]; seen || len(d.order) >= maxDelivered {
		return false
	}
	d.until[signature] = now.Add(2*timestampWindow + time.Second)
	d.order = append(d.order, signature)
	return true
}
