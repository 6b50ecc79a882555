package model_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing/model"
)

// book is the books of a test.
type book struct{ lines []model.Usage }

func (b *book) AddUsage(_ context.Context, u model.Usage) error {
	b.lines = append(b.lines, u)
	return nil
}

func (b *book) Spent(_ context.Context, guild, day string) (int64, error) {
	sum := int64(0)
	for _, u := range b.lines {
		if u.Guild == guild && u.Day == day {
			sum += u.Cost
		}
	}
	return sum, nil
}

const dollar = model.Dollars(1_000_000_000)

// reachCounted is reach, with a ledger of a budget.
func reachCounted(s *server, c *clock, budget model.Dollars) (*model.Model, *book) {
	b := &book{}
	log := slog.New(slog.DiscardHandler)
	return model.New(model.Options{
		BaseURL: s.URL + "/v1", Model: "small", HTTP: s.Client(), Now: c.Now, Wait: c.Wait, Log: log,
		Ledger: &model.Ledger{Books: b, Prices: model.Prices{In: dollar / 10, Out: 2 * dollar}, Budget: budget, Model: "small", Now: c.Now, Log: log},
	}), b
}

func counted(in, out int) string {
	return fmt.Sprintf(`data: {"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}`+"\n\n", in, out, in+out)
}

func TestUsageIsCountedAsTheServerTells(t *testing.T) {
	day := time.Date(2025, 8, 26, 23, 0, 0, 0, time.FixedZone("", -2*3600)) // the 27th in UTC
	for name, c := range map[string]struct {
		reply     []string
		in, out   int64
		succeeded bool
	}{
		"told":         {[]string{chunk("Hello", "stop"), counted(1000, 50), "data: [DONE]\n\n"}, 1000, 50, true},
		"told before":  {[]string{counted(900, 40), chunk("Hello", "stop")}, 900, 40, true},
		"not told":     {[]string{chunk("Hello", "stop"), "data: [DONE]\n\n"}, 11, 2, true},
		"nonsense":     {[]string{chunk("Hello", "stop"), counted(-5, 3)}, 11, 2, true},
		"refused":      {[]string{`data: {"choices":[{"index":0,"delta":{"refusal":"no"}}]}` + "\n\n"}, 11, 0, false},
		"cut":          {[]string{chunk("Hello", "length")}, 11, 2, false},
		"never closed": {[]string{chunk("Hello", "stop")}, 11, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			reply := events(c.reply...)
			if name == "never closed" {
				reply = func(w http.ResponseWriter, r *http.Request) {
					events(c.reply...)(w, r)
					w.(http.Flusher).Flush()
					hang(w, r)
				}
			}
			s, clock := serve(t, reply), &clock{now: day}
			m, b := reachCounted(s, clock, 0)
			_, err := m.Write(model.On(t.Context(), model.Account{Server: "7", Person: "300"}), prompt, nil)
			if (err == nil) != c.succeeded {
				t.Error(err)
			}
			want := model.Usage{Guild: "7", Day: "2025-08-27", Model: "small", Requests: 1, Prompt: c.in, Reply: c.out, Cost: c.in*100 + c.out*2000}
			if len(b.lines) == 0 || !cmp.Equal(b.lines[0], want) {
				t.Errorf("counted %+v, want %+v", b.lines, want)
			}
		})
	}
}

func TestWhatIsNotAnsweredCostsNothing(t *testing.T) {
	s := serve(t, status(500, ""))
	m, b := reachCounted(s, newClock(), 0)
	if _, err := m.Write(t.Context(), prompt, nil); err == nil || len(b.lines) > 0 {
		t.Errorf("%v, counted %+v", err, b.lines)
	}
}

func TestBudgetOfTheDay(t *testing.T) {
	s, clock := serve(t, events(chunk("Hello", "stop"), counted(1000, 50))), &clock{now: time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)}
	m, _ := reachCounted(s, clock, 300_000) // a request is 200,000
	write := func(server string) error {
		_, err := m.Write(model.On(t.Context(), model.Account{Server: server}), prompt, nil)
		return err
	}
	for i, want := range []error{nil, nil, model.ErrBudget, model.ErrBudget} {
		if err := write("7"); !errors.Is(err, want) {
			t.Errorf("request %d: %v, want %v", i, err, want)
		}
	}
	if err := write("8"); err != nil {
		t.Errorf("another server: %v", err)
	}
	clock.advance(24 * time.Hour)
	if err := write("7"); err != nil {
		t.Errorf("the day after: %v", err)
	}
	if n := len(s.received()); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestPricesAreForAMillionTokensRoundedUp(t *testing.T) {
	p := model.Prices{In: dollar / 10, Out: 3}
	for _, c := range []struct {
		in, out int64
		want    model.Dollars
	}{{1_000_000, 0, dollar / 10}, {0, 1, 1}, {1, 1, 101}, {0, 0, 0}} {
		if got := p.Cost(c.in, c.out); got != c.want {
			t.Errorf("%d and %d cost %d, want %d", c.in, c.out, got, c.want)
		}
	}
}

func TestServersThatCannotCountAreAskedWithoutIt(t *testing.T) {
	s := serve(t, status(400, `{"error":{"message":"unknown field stream_options"}}`), well)
	m, _ := reach(s, newClock())
	if _, err := m.Write(t.Context(), prompt, nil); err != nil {
		t.Fatal(err)
	}
	r := s.received()
	if len(r) != 2 || r[0].StreamOptions == nil || r[1].StreamOptions != nil || r[1].ResponseFormat.Type != "json_schema" || r[1].Temperature == nil {
		t.Errorf("asked for %+v", r)
	}
}

func TestEmbeddingsAreCountedAndStopAtTheBudget(t *testing.T) {
	usage := `,"usage":{"prompt_tokens":600,"total_tokens":600}`
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		fmt.Fprintf(w, `{"data":[{"index":0,"embedding":[1]}]%s}`, usage)
	}))
	defer s.Close()
	b, now := &book{}, func() time.Time { return time.Date(2025, 8, 26, 1, 0, 0, 0, time.UTC) }
	log := slog.New(slog.DiscardHandler)
	e := model.NewEmbedder(model.Options{BaseURL: s.URL + "/v1", Model: "dense", HTTP: s.Client(), Ledger: &model.Ledger{
		Books: b, Prices: model.Prices{In: dollar}, Budget: dollar / 1000, Model: "dense", Now: now, Log: log,
	}})
	ctx := model.On(t.Context(), model.Account{Server: "410", Person: "430"})
	for n, want := range []error{nil, nil, model.ErrBudget} {
		if n == 1 {
			usage = "" // not told: a token is about four letters
		}
		if _, err := e.Embed(ctx, []string{strings.Repeat("word", 400)}); !errors.Is(err, want) {
			t.Errorf("the time %d: %v, want %v", n, err, want)
		}
	}
	if asked != 2 {
		t.Errorf("the server was asked %d times", asked)
	}
	want := []model.Usage{
		{Guild: "410", Day: "2025-08-26", Model: "dense", Requests: 1, Prompt: 600, Cost: int64(dollar) * 600 / 1_000_000},
		{Guild: "410", Day: "2025-08-26", Model: "dense", Requests: 1, Prompt: 400, Cost: int64(dollar) * 400 / 1_000_000},
	}
	if d := cmp.Diff(want, b.lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// Another's budget is another's.
	for _, account := range []string{model.CommandLine, model.DirectMessages, model.Articles} {
		if _, err := e.Embed(model.On(t.Context(), model.Account{Server: account}), []string{"a"}); err != nil {
			t.Errorf("%q: %v", account, err)
		}
	}
}
