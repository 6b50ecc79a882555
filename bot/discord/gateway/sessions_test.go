package gateway

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sitrep/bot/discord"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestNewSessionsAreStartedWithinDiscordsLimit(t *testing.T) {
	tests := []struct {
		name, answer string
		at           string
		wait         time.Duration
	}{
		{"some left", `{"url":"wss://g.example","session_start_limit":{"total":1000,"remaining":1,"reset_after":14400000}}`, "wss://g.example", 0},
		{"none left", `{"url":"wss://g.example","session_start_limit":{"total":1000,"remaining":0,"reset_after":14400000}}`, "", 4 * time.Hour},
		{"nothing said of it", `{"url":"wss://g.example"}`, "wss://g.example", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := New(Options{
					REST: wired(func(*http.Request) (int, http.Header, string) { return 200, nil, tt.answer }),
					Log:  slog.New(slog.DiscardHandler),
				})
				to, wait, err := g.where(t.Context(), nil)
				if to.at != tt.at || wait != tt.wait || err != nil {
					t.Errorf("connect to %q after %s, %v", to.at, wait, err)
				}
				if tt.at == "" {
					return
				}
				began := time.Now()
				if to, _, _ := g.where(t.Context(), &resumePoint{session: "s"}); to.at != tt.at || time.Since(began) > 0 {
					t.Errorf("a resume connects to %q after %s", to.at, time.Since(began))
				}
			})
		})
	}
}

func TestSessionsAreStartedOneAfterTheOther(t *testing.T) {
	const every = 5 * time.Second
	for _, tt := range []struct {
		name    string
		takes   time.Duration // from a session's leave to its beginning
		asked   bool
		between time.Duration // leaves
	}{
		{"at once", 0, true, every},
		{"slow to connect", 3 * time.Second, true, every + 3*time.Second},
		{"not connected", 3 * time.Second, false, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, began := newIdentifyLimiter(), time.Now()
				for i := range 4 {
					begun, err := s.take(t.Context(), 1, every)
					if got, want := time.Since(began), time.Duration(i)*tt.between; err != nil || got != want {
						t.Errorf("session %d was allowed after %s, %v, want %s", i, got, err, want)
					}
					other := time.Now()
					free, err := s.take(t.Context(), 2+i, every)
					if time.Since(other) > 0 || err != nil {
						t.Errorf("one of another remainder waited %s, %v", time.Since(other), err)
					}
					free(true)
					go func() {
						time.Sleep(tt.takes)
						begun(tt.asked)
						begun(true) // counts no more
					}()
				}
				time.Sleep(tt.takes)
			})
		})
	}
	t.Run("given up", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newIdentifyLimiter()
			first, err := s.take(t.Context(), 0, every)
			if err != nil {
				t.Fatal(err)
			}
			soon, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			if _, err := s.take(soon, 0, every); err == nil {
				t.Error("two were allowed at once")
			}
			first(true)
			later, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			if _, err := s.take(later, 0, every); err == nil {
				t.Error("the second was allowed too soon")
			}
			began := time.Now()
			if _, err := s.take(t.Context(), 0, every); err != nil || time.Since(began) != every-time.Second {
				t.Errorf("the third waited %s, %v", time.Since(began), err)
			}
		})
	})
}

func TestHandlersAreCutOffAfterTheDrainTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		g := New(Options{Log: slog.New(slog.DiscardHandler)})
		work := newFairQueue(ctx, 2, g.log, func(ctx context.Context, _ any) { <-ctx.Done() }, nil)
		work.add(&discordgo.InteractionCreate{Interaction: &discordgo.Interaction{GuildID: "1"}})
		begun := time.Now()
		drain(work, stop, g.log)
		if took := time.Since(begun); took != drainTime {
			t.Errorf("drained for %s, want %s", took, drainTime)
		}
		synctest.Wait() // the handler has ended
	})
}

func TestTurnsAreBoundedAndFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var mu sync.Mutex
		running, most := map[string]int{}, map[string]int{}
		var order []string
		work := newFairQueue(t.Context(), 8, slog.New(slog.DiscardHandler), func(_ context.Context, e any) {
			guild := turnOf(e)
			mu.Lock()
			order = append(order, guild)
			for _, k := range []string{guild, "all"} {
				running[k]++
				most[k] = max(most[k], running[k])
			}
			mu.Unlock()
			<-release
			mu.Lock()
			running[guild]--
			running["all"]--
			mu.Unlock()
		}, nil)
		from := func(guild string) any {
			return &discordgo.InteractionCreate{Interaction: &discordgo.Interaction{GuildID: guild}}
		}
		for range 2 * maxWaitingOfOne {
			work.add(from("flooder"))
		}
		for n := range 20 {
			work.add(from(fmt.Sprint("guild", n)))
		}
		synctest.Wait()
		if most["flooder"] != 2 || most["all"] != 8 {
			t.Errorf("at once: %d of the flooder, %d in all; want 2 and 8", most["flooder"], most["all"])
		}
		for step := 0; step < 30; step++ { // one after the other, so that the order is certain
			release <- struct{}{}
			synctest.Wait()
		}
		if !slices.Contains(order, "guild19") {
			t.Errorf("the last of twenty quiet servers waits behind the flood: %q", order)
		}
		close(release)
		<-work.close()
		served := map[string]int{}
		for _, guild := range order {
			served[guild]++
		}
		if served["flooder"] != maxWaitingOfOne+2 {
			t.Errorf("served %d of the flood, want the %d that may wait and the 2 that ran", served["flooder"], maxWaitingOfOne)
		}
		if len(work.lines) != 0 {
			t.Errorf("%d queues are left", len(work.lines))
		}
	})
}

func TestGatewayThatCannotBeReachedIsTriedOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries []time.Time
		g := New(Options{
			REST: wired(func(*http.Request) (int, http.Header, string) {
				tries = append(tries, time.Now())
				return 403, nil, "" // final for the call, not for the gateway
			}),
			Log: slog.New(slog.DiscardHandler),
		})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if err := g.Run(ctx); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(tries); i++ {
			if pause := tries[i].Sub(tries[i-1]); pause > unheardPause+time.Second {
				t.Errorf("%s between tries %d and %d", pause, i, i+1)
			}
		}
		if len(tries) < 90 {
			t.Errorf("%d tries in ten minutes", len(tries))
		}
	})
}

// wired is a REST client on a network without sockets, so that these tests run on a
// clock of their own.
func wired(answer func(*http.Request) (status int, h http.Header, body string)) *discord.REST {
	return discord.NewREST(discord.RESTOptions{Token: "a-token", HTTP: &http.Client{Transport: answers(answer)}, Log: slog.New(slog.DiscardHandler)})
}

type answers func(*http.Request) (status int, h http.Header, body string)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	status, h, body := a(r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}
