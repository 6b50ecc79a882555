package gateway_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

// door is a running endpoint, and the key that opens it.
type door struct {
	url   string
	key   ed25519.PrivateKey
	now   time.Time
	heard chan *discordgo.Interaction
	log   *logged
	stop  func() error
}

func openDoor(t *testing.T, handle func(context.Context, *discordgo.Interaction)) *door {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	d := &door{key: key, now: time.Now(), heard: make(chan *discordgo.Interaction, 100), log: &logged{}}
	e := gateway.NewEndpoint(gateway.EndpointOptions{
		Addr: "127.0.0.1:0", Key: key.Public().(ed25519.PublicKey), Log: d.log.logger(), Now: func() time.Time { return d.now },
		Handle: func(ctx context.Context, e any) {
			i := e.(*discordgo.InteractionCreate).Interaction
			if handle != nil {
				handle(ctx, i)
			}
			d.heard <- i
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	d.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() {
		if err := d.stop(); err != nil {
			t.Errorf("the endpoint ended with %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	for e.Addr() == nil { // it listens within microseconds, or the test times out
		if len(ended) > 0 {
			t.Fatal("the endpoint does not run")
		}
		runtime.Gosched()
	}
	d.url = "http://" + e.Addr().String() + gateway.EndpointPath
	return d
}

// delivery is a request as Discord would make it, to be spoilt.
type delivery struct {
	body, signed string // signed is what the signature is over, the body unless set
	at           time.Time
	key          ed25519.PrivateKey
	spoil        func(*http.Request)
}

func (d *door) deliver(t *testing.T, v delivery) (status int, answer string) {
	t.Helper()
	res, err := http.DefaultClient.Do(must[*http.Request](t)(d.request(within(t), v)))
	mustDo(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	mustDo(t, err)
	return res.StatusCode, string(b)
}

// ask delivers by a client of the caller's, within its context.
func (d *door) ask(ctx context.Context, client *http.Client, v delivery) (status int, err error) {
	req, err := d.request(ctx, v)
	if err != nil {
		return 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

func (d *door) request(ctx context.Context, v delivery) (*http.Request, error) {
	if v.signed == "" {
		v.signed = v.body
	}
	if v.at.IsZero() {
		v.at = d.now
	}
	if v.key == nil {
		v.key = d.key
	}
	timestamp := strconv.FormatInt(v.at.Unix(), 10)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, strings.NewReader(v.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Signature-Timestamp", timestamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(v.key, []byte(timestamp+v.signed))))
	if v.spoil != nil {
		v.spoil(req)
	}
	return req, nil
}

const pingBody = `{"id":"1","application_id":"2","type":1,"token":"t","version":1}`

func commandBody(id int) string {
	return fmt.Sprintf(`{"id":"%d","application_id":"2","type":2,"token":"some-token","version":1,"guild_id":"3","data":{"id":"4","name":"help","type":1}}`, id)
}

func TestEndpointTakesOnlyWhatDiscordHasSigned(t *testing.T) {
	t.Parallel()
	d := openDoor(t, nil)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, tc := range []struct {
		name   string
		v      delivery
		status int
	}{
		{"a ping", delivery{body: pingBody}, 200},
		{"the same ping again", delivery{body: pingBody}, 200},
		{"a command", delivery{body: commandBody(1)}, 202},
		{"the same command again", delivery{body: commandBody(1)}, 401},
		{"another command", delivery{body: commandBody(2)}, 202},
		{"signed by somebody else", delivery{body: commandBody(3), key: other}, 401},
		{"another body than was signed", delivery{body: commandBody(4), signed: commandBody(5)}, 401},
		{"another time than was signed", delivery{body: commandBody(6), spoil: header("X-Signature-Timestamp", strconv.FormatInt(d.now.Unix()+1, 10))}, 401},
		{"of half a minute ago", delivery{body: commandBody(7), at: d.now.Add(-29 * time.Second)}, 202},
		{"of a minute ago", delivery{body: commandBody(8), at: d.now.Add(-time.Minute)}, 401},
		{"of a minute from now", delivery{body: commandBody(9), at: d.now.Add(time.Minute)}, 401},
		{"without a signature", delivery{body: commandBody(10), spoil: func(r *http.Request) { r.Header.Del("X-Signature-Ed25519") }}, 401},
		{"without a time", delivery{body: commandBody(11), spoil: func(r *http.Request) { r.Header.Del("X-Signature-Timestamp") }}, 401},
		{"with a signature that is none", delivery{body: commandBody(12), spoil: header("X-Signature-Ed25519", "zz")}, 401},
		{"with a short signature", delivery{body: commandBody(12), spoil: header("X-Signature-Ed25519", "00ff")}, 401},
		{"a ping that is forged", delivery{body: pingBody, key: other}, 401},
		{"not JSON", delivery{body: "hello"}, 400},
		{"an interaction without data", delivery{body: `{"id":"1","type":2,"token":"t"}`}, 400},
		{"an interaction of an unknown kind", delivery{body: `{"id":"1","type":77,"token":"t","data":{}}`}, 400},
		{"a form with an unknown component", delivery{body: `{"id":"1","type":5,"token":"t","data":{"custom_id":"x","components":[{"type":99}]}}`}, 202},
		{"too long", delivery{body: strings.Repeat("x", 512<<10+1)}, 413},
		{"by GET", delivery{spoil: func(r *http.Request) { r.Method, r.Body = http.MethodGet, nil }}, 405},
		{"elsewhere", delivery{body: commandBody(13), spoil: func(r *http.Request) { r.URL.Path = "/" }}, 404},
	} {
		status, answer := d.deliver(t, tc.v)
		if status != tc.status {
			t.Errorf("%s is answered with %d, want %d", tc.name, status, tc.status)
		}
		switch {
		case status == 200 && answer != `{"type":1}`, status == 202 && answer != "":
			t.Errorf("%s is answered with %q", tc.name, answer)
		}
	}
	mustDo(t, d.stop())
	if n := len(d.heard); n != 4 {
		t.Errorf("%d interactions were served, want 4", n)
	}
	if log := d.log.String(); strings.Contains(log, "some-token") {
		t.Errorf("a token is in the log:\n%s", log)
	}
}

func TestReplayIsRefusedForAsLongAsItsTimestampIsTaken(t *testing.T) {
	t.Parallel()
	d := openDoor(t, nil)
	sent := d.now
	v := delivery{body: commandBody(1), at: sent}
	for _, tc := range []struct {
		after  time.Duration
		status int
	}{{-29 * time.Second, 202}, {0, 401}, {30 * time.Second, 401}, {time.Hour, 401}} {
		d.now = sent.Add(tc.after)
		if status, _ := d.deliver(t, v); status != tc.status {
			t.Errorf("%s after its timestamp: %d, want %d", tc.after, status, tc.status)
		}
	}
}

func TestInteractionsOverHTTPAreAnsweredByREST(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	rest := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), AckWindow: srv.AckWindow()})
	t.Cleanup(rest.Close)
	d := openDoor(t, func(ctx context.Context, i *discordgo.Interaction) {
		if _, err := rest.Defer(ctx, i, true); err != nil {
			t.Error(err)
		}
		if _, err := rest.EditReply(ctx, i, text("by the door")); err != nil {
			t.Error(err)
		}
	})
	srv.DeliverTo(d.url, d.key)
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	m := must[discordtest.Message](t)(asked.WaitReply(ctx))
	if m.Text() != "by the door\n" || !m.Ephemeral {
		t.Errorf("members see %q", m.Text())
	}
	if i := <-d.heard; i.ApplicationCommandData().Options[0].StringValue() != "north-korea" {
		t.Errorf("heard %+v", i)
	}
}

func TestEndpointLetsHandlersFinishAndLeavesNobodyConnected(t *testing.T) {
	t.Parallel()
	begun, finish, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	d := openDoor(t, func(context.Context, *discordgo.Interaction) { close(begun); <-finish; close(done) })
	idle, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(d.url, "http://"), gateway.EndpointPath))
	mustDo(t, err)
	defer idle.Close()
	d.deliver(t, delivery{body: commandBody(1)})
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- d.stop() }()
	close(finish)
	mustDo(t, <-stopped)
	<-done
	if _, err := idle.Read(make([]byte, 1)); err == nil {
		t.Error("somebody who says nothing stays connected")
	}
}

// Seven hundred connections whose bodies come byte by byte are more than there
// is room for, and come again when they are closed.
func TestSlowBodiesKeepNoPingWaiting(t *testing.T) {
	d := openDoor(t, nil)
	addr := strings.TrimSuffix(strings.TrimPrefix(d.url, "http://"), gateway.EndpointPath)
	ctx, stop := context.WithCancel(within(t))
	var slow sync.WaitGroup
	defer slow.Wait()
	defer stop()
	var holding atomic.Int64
	for range 700 {
		slow.Go(func() {
			for ctx.Err() == nil {
				if c, err := net.Dial("tcp", addr); err == nil {
					holding.Add(1)
					fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", gateway.EndpointPath)
					for ctx.Err() == nil && err == nil {
						if _, err = c.Write([]byte("x")); err == nil {
							c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
							if _, err = c.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
								err = nil
							}
						}
					}
					c.Close()
					holding.Add(-1)
				}
				select {
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
			}
		})
	}
	for holding.Load() < 400 { // soon so, or the test times out
		time.Sleep(time.Millisecond)
		mustDo(t, ctx.Err())
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	const ping = time.Second
	for try := 1; ; try++ { // a machine that is busy with other things has three
		asking, done := context.WithTimeout(ctx, ping)
		status, err := d.ask(asking, client, delivery{body: pingBody})
		done()
		if err == nil && status == http.StatusOK {
			return
		}
		if try == 3 {
			t.Fatalf("a ping is not answered within %v: %d, %v", ping, status, err)
		}
	}
}

func TestEndpointThatCannotListenSaysWhichSetting(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	mustDo(t, err)
	defer taken.Close()
	err = gateway.NewEndpoint(gateway.EndpointOptions{Addr: taken.Addr().String()}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "SITREP_HTTP_ADDR") {
		t.Errorf("got %v", err)
	}
}

func TestPublicKeysAreReadAsDiscordShowsThem(t *testing.T) {
	t.Parallel()
	want := strings.Repeat("0a", 32)
	if k, err := gateway.ParsePublicKey(" " + want + "\n"); err != nil || hex.EncodeToString(k) != want {
		t.Errorf("got %x, %v", k, err)
	}
	for _, bad := range []string{"", "0a", want + "0a", strings.Repeat("xy", 32)} {
		if _, err := gateway.ParsePublicKey(bad); err == nil || strings.Contains(err.Error(), "xy") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
