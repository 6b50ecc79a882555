package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
)

// wire is a network without sockets, so that these tests run on a clock of
// their own.
type wire func(*http.Request) (status int, h http.Header, body string)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	status, h, body := w(r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func over(w wire) *REST {
	return NewREST(RESTOptions{
		Token: "a-token", HTTP: &http.Client{Transport: w}, Log: slog.New(slog.DiscardHandler),
	})
}

func TestNothingStaysBehindPerInteraction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		r := over(func(q *http.Request) (int, http.Header, string) {
			h := http.Header{}
			h.Set("X-RateLimit-Limit", "5")
			h.Set("X-RateLimit-Remaining", "4")
			h.Set("X-RateLimit-Reset-After", "1")
			h.Set("X-RateLimit-Bucket", "b-"+q.Method)
			return 200, h, "{}"
		})
		const every = 100 * time.Millisecond
		for n := range 20_000 {
			i := &discordgo.Interaction{ID: fmt.Sprint(n), AppID: "1", Token: fmt.Sprint("token-", n)}
			if _, err := r.Defer(ctx, i, false); err != nil {
				t.Fatal(err)
			}
			if _, err := r.EditReply(ctx, i, Message{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(every)
		}
		if n, most := len(r.limits.buckets), 256; n > most {
			t.Errorf("%d buckets are kept, want at most %d", n, most)
		}
		if n, most := len(r.ttl.byKey), int(tokenLife/every)+1; n > most || len(r.ttl.order) != n {
			t.Errorf("%d interactions are remembered, want the %d of the last fifteen minutes", n, most)
		}
		for _, name := range r.limits.names {
			if strings.Contains(name, "token-") {
				t.Errorf("%q is kept", name)
			}
		}
	})
}

func TestRefusalsStopBeforeABan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		calls, status := 0, http.StatusForbidden
		r := over(func(*http.Request) (int, http.Header, string) { calls++; return status, nil, "{}" })
		for range maxRefusals {
			if _, err := r.Application(ctx); errors.Is(err, errTooManyRefusals) {
				t.Fatalf("stopped after %d calls", calls)
			}
		}
		status = http.StatusOK
		if _, err := r.Application(ctx); !errors.Is(err, errTooManyRefusals) || calls != maxRefusals {
			t.Errorf("after %d refusals: %v", calls, err)
		}
		time.Sleep(10 * time.Minute)
		if _, err := r.Application(ctx); err != nil {
			t.Errorf("ten minutes later: %v", err)
		}
	})
}

func TestOwnCallsKeepUnderFiftyASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var at []time.Time
		r := over(func(*http.Request) (int, http.Header, string) {
			mu.Lock()
			defer mu.Unlock()
			at = append(at, time.Now())
			return 200, nil, "{}"
		})
		begun := time.Now()
		var calls sync.WaitGroup
		for range 500 {
			calls.Go(func() { r.Application(t.Context()) })
		}
		calls.Wait()
		for n := 50; n < len(at); n++ {
			if at[n].Sub(at[n-50]) < time.Second {
				t.Fatalf("calls %d to %d came within a second", n-50, n)
			}
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("500 calls took %s, want ten seconds", took)
		}
		// Calls that have no time to wait take no place from those that have.
		short, cancel := context.WithTimeout(t.Context(), pace/2)
		defer cancel()
		for range 500 {
			calls.Go(func() { r.Application(short) })
		}
		calls.Wait()
		begun = time.Now()
		r.Application(t.Context())
		if waited := time.Since(begun); waited > 2*pace {
			t.Errorf("a call waited %s behind those that gave up", waited)
		}
	})
}

func TestWaitersDoNotRushWhenAWindowEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		used, refused, reset := 0, 0, time.Time{}
		r := over(func(*http.Request) (int, http.Header, string) {
			defer time.Sleep(100 * time.Millisecond) // five times the pace
			mu.Lock()
			defer mu.Unlock()
			if !time.Now().Before(reset) {
				used, reset = 0, time.Now().Add(5*time.Second)
			}
			used++
			left := strconv.FormatFloat(time.Until(reset).Seconds(), 'f', 3, 64)
			h := http.Header{}
			h.Set("X-RateLimit-Bucket", "messages")
			h.Set("X-RateLimit-Limit", "5")
			h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, 5-used)))
			h.Set("X-RateLimit-Reset-After", left)
			if used > 5 {
				refused++
				h.Set("X-RateLimit-Scope", "user")
				h.Set("Retry-After", left)
				return 429, h, `{"retry_after": ` + left + `, "global": false}`
			}
			return 200, h, "{}"
		})
		begun := time.Now()
		if _, err := r.Send(t.Context(), "7", "first", Message{}, ""); err != nil {
			t.Error(err) // it learns the limit
		}
		var sends sync.WaitGroup
		for n := range 49 {
			sends.Go(func() {
				if _, err := r.Send(t.Context(), "7", fmt.Sprint(n), Message{}, ""); err != nil {
					t.Error(err)
				}
			})
		}
		sends.Wait()
		if refused > 0 {
			t.Errorf("ran into the limit %d times", refused)
		}
		if took := time.Since(begun); took > 50*time.Second {
			t.Errorf("fifty messages at five in five seconds took %s", took)
		}
	})
}

func TestGlobalLimitHoldsUpTheBotsOtherRoutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var over429 time.Time
		r := over(func(q *http.Request) (int, http.Header, string) {
			if over429.IsZero() {
				over429 = time.Now().Add(65 * time.Second)
				return 429, http.Header{"Retry-After": {"65"}, "X-Ratelimit-Global": {"true"}}, `{"global": true, "retry_after": 64.57}`
			}
			if early := time.Until(over429); early > 0 && !strings.Contains(q.URL.Path, "/interactions/") {
				t.Errorf("%s came %s early", q.URL.Path, early)
			}
			return 200, nil, "{}"
		})
		var calls sync.WaitGroup
		calls.Go(func() { r.Application(t.Context()) })
		synctest.Wait() // it has met the limit
		for range 10 {
			calls.Go(func() {
				if _, err := r.GatewayBot(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		if _, err := r.Defer(t.Context(), &discordgo.Interaction{ID: "1", Token: "a-token-of-one"}, false); err != nil {
			t.Error(err)
		}
		if time.Until(over429) != 65*time.Second {
			t.Error("the acknowledgement waited for the global limit")
		}
		calls.Wait()
	})
}

func TestEachTryWaitsLongerUntilGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		r := over(func(*http.Request) (int, http.Header, string) { at = append(at, time.Now()); return 503, nil, "" })
		_, err := r.Application(t.Context())
		var e *Error
		if !errors.As(err, &e) || e.Status != 503 || len(at) != maxTries {
			t.Fatalf("after %d tries: %v", len(at), err)
		}
		for n := 1; n < len(at); n++ {
			full := min(200*time.Millisecond<<(n-1), 5*time.Second)
			if gap := at[n].Sub(at[n-1]); gap < full/2 || gap > full+pace {
				t.Errorf("pause %d is %s, want %s to %s", n, gap, full/2, full)
			}
		}
	})
}

func TestAcknowledgementGivesUpWithTheInteraction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := over(func(q *http.Request) (int, http.Header, string) {
			slow := time.NewTimer(500 * time.Millisecond)
			defer slow.Stop()
			select {
			case <-slow.C:
			case <-q.Context().Done():
			}
			return 503, nil, ""
		})
		begun := time.Now()
		_, err := r.Defer(context.Background(), &discordgo.Interaction{ID: "1", Token: "a-token-of-one"}, false)
		if took := time.Since(begun); took > callbackWindow {
			t.Errorf("tried for %s: the interaction was void after %s", took, callbackWindow)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRetryAfterIsReadFromWhereverItIs(t *testing.T) {
	header := func(kv ...string) http.Header {
		h := http.Header{}
		for n := 0; n < len(kv); n += 2 {
			h.Set(kv[n], kv[n+1])
		}
		return h
	}
	tests := []struct {
		name string
		h    http.Header
		body string
		want time.Duration
	}{
		{"header", header("Retry-After", "65"), "", 65 * time.Second},
		{"header before body", header("Retry-After", "65"), `{"retry_after": 64.57}`, 65 * time.Second},
		{"decimals", header("Retry-After", "0.3"), "", 300 * time.Millisecond},
		{"body", header(), `{"retry_after": 64.57}`, 64570 * time.Millisecond},
		{"bucket's reset", header("X-RateLimit-Reset-After", "2.5"), "<html>", 2500 * time.Millisecond},
		{"nothing", header(), "<html>", 0},
		{"nonsense", header("Retry-After", "soon"), `{"retry_after": "soon"}`, 0},
		{"negative", header("Retry-After", "-5"), `{"retry_after": -5}`, 0},
		{"not a number", header("Retry-After", "NaN"), "", 0},
		{"a year", header("Retry-After", "31536000"), "", longestWait},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := retryAfter(tt.h, parseErrorBody([]byte(tt.body))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
