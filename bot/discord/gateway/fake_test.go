package gateway_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"log/slog"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	trustTestServers()
	// These tests wait (for the second that discordgo takes to hang up, above
	// all) rather than compute.
	flag.Set("test.parallel", "24")
	goleak.VerifyTestMain(m)
}

// trustTestServers makes the certificate of httptest's servers one of the
// system's own, which are read once, so that TLS is tested as it is used.
func trustTestServers() {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	file, err := os.CreateTemp("", "sitrep-test-*.pem")
	if err != nil {
		panic(err)
	}
	defer os.Remove(file.Name())
	if err := pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}); err != nil {
		panic(err)
	}
	if err := file.Close(); err != nil {
		panic(err)
	}
	os.Setenv("SSL_CERT_FILE", file.Name())
	if _, err := x509.SystemCertPool(); err != nil {
		panic(err)
	}
}

// within bounds a whole test that hangs; nothing in it takes nearly as long, on
// however busy a machine.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// logged collects log lines.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// bot is a gateway and a REST client on the fake Discord.
type bot struct {
	*gateway.Gateway
	rest    *discord.REST
	log     *logged
	events  chan any
	stop    context.CancelFunc
	stopped chan error
}

// quick reconnects without the pauses that Discord is owed.
func quick(srv *discordtest.Server) gateway.Options {
	return gateway.Options{
		Token: srv.Token(), APIURL: srv.URL(), Intents: discordgo.IntentsGuilds,
		IdentifyEvery: time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond },
	}
}

// connect starts a bot that passes its events on, and ends it with the test.
func connect(t *testing.T, srv *discordtest.Server, opts gateway.Options) *bot {
	t.Helper()
	b := &bot{log: &logged{}, events: make(chan any, 4096), stopped: make(chan error, 1)}
	opts.Log = b.log.logger()
	b.rest = discord.NewREST(discord.RESTOptions{Token: opts.Token, APIURL: opts.APIURL, Log: opts.Log, AckWindow: srv.AckWindow()})
	opts.REST = b.rest
	if opts.Handle == nil {
		opts.Handle = func(_ context.Context, e any) { b.events <- e }
	}
	b.Gateway = gateway.New(opts)
	ctx, cancel := context.WithCancel(context.Background())
	b.stop = cancel
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.stopped <- b.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		b.rest.Close()
		if t.Failed() {
			t.Log("log of the bot:\n" + b.log.String())
		}
	})
	return b
}

// next returns the next event of the type.
func next[E any](t *testing.T, ctx context.Context, b *bot) E {
	t.Helper()
	for {
		select {
		case e := <-b.events:
			if e, ok := e.(E); ok {
				return e
			}
		case err := <-b.stopped:
			t.Fatalf("the gateway ended: %v", err)
		case <-ctx.Done():
			var e E
			t.Fatalf("no %T came", e)
		}
	}
}

func must[V any](t *testing.T) func(V, error) V {
	return func(v V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
