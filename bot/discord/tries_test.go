package discord

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// flight is a network that may lose what is sent.
type flight func(*http.Request) (*http.Response, error)

func (f flight) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestEveryTryOfACallIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const way, limit = 30 * time.Millisecond, 50 * time.Millisecond
		sent := map[string]int{}
		answer := func(status int, h http.Header, body string) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
		}
		network := flight(func(q *http.Request) (*http.Response, error) {
			time.Sleep(way)
			first := sent[q.Method] == 0
			sent[q.Method]++
			switch {
			case first && q.Method == http.MethodPost:
				return nil, errors.New("the connection was reset")
			case first:
				return answer(429, http.Header{"Retry-After": {"0.05"}}, "")
			}
			return answer(200, http.Header{}, "{}")
		})
		var got []Try
		var log strings.Builder
		r := NewREST(RESTOptions{Token: "a-token", HTTP: &http.Client{Transport: network}, Log: slog.New(slog.NewTextHandler(&log, nil)),
			Tried: func(tr Try) { got = append(got, tr) }})
		ctx := WithReference(t.Context(), "AB12-CD34")
		i := &discordgo.Interaction{ID: "1", AppID: "2", Token: "a-token-of-one"}
		if _, err := r.Defer(ctx, i, false); err != nil {
			t.Fatal(err)
		}
		if _, err := r.EditReply(ctx, i, Message{}); err != nil {
			t.Fatal(err)
		}
		want := []Try{
			{"acknowledge the interaction", 0, 0, way},
			{"acknowledge the interaction", 200, 0, way},
			{"edit the reply", 429, 0, way},
			{"edit the reply", 200, limit, way},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +told)\n%s", diff)
		}
		if !strings.Contains(log.String(), "request=AB12-CD34") || strings.Contains(log.String(), i.Token) {
			t.Errorf("the log does not name what the calls were for, or shows a token:\n%s", &log)
		}
	})
}
