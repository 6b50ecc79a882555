package quota

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/bot/problem"
)

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newClock() *clock { return &clock{t: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)} }

func TestBucketsFillUpAgainByTime(t *testing.T) {
	t.Parallel()
	c := newClock()
	m := New(Limits{Person: Allowance{10, time.Second}, Server: Allowance{25, time.Second}}, c.now)
	ask := func(guild, user string, cost int) string {
		if err := m.Spend(t.Context(), guild, user, cost); err != nil {
			refused := err.(*problem.Error)
			return fmt.Sprintf(refused.Text, refused.Args...)
		}
		return "yes"
	}
	at := func(s int64) string { return fmt.Sprintf("<t:%d:R>", c.now().Unix()+s) }
	for i, tc := range []struct {
		guild, user string
		cost        int
		wait        time.Duration // before it
		refused     string        // in whose name
		again       int64         // seconds
	}{
		{"g", "a", 10, 0, "", 0},
		{"g", "a", 1, 0, "You", 1},
		{"", "a", 4, 0, "You", 4}, // wherever they go
		{"g", "a", 4, 3 * time.Second, "You", 1},
		{"g", "a", 3, 0, "", 0}, // a refusal has cost nothing
		{"g", "b", 10, 0, "", 0},
		{"g", "c", 10, 0, "This server", 5}, // 23 of 25 spent, 3 of them back
		{"h", "c", 10, 0, "", 0},
		{"", "d", 10, 0, "", 0},
		{"g", "e", 5, time.Hour, "", 0},
		{"g", "a", 10, 0, "", 0}, // full, and no fuller
		{"g", "a", 1, 0, "You", 1},
	} {
		c.add(tc.wait)
		got := ask(tc.guild, tc.user, tc.cost)
		if tc.refused == "" && got != "yes" || tc.refused != "" && (!strings.HasPrefix(got, tc.refused) || !strings.Contains(got, at(tc.again))) {
			t.Errorf("step %d: %s; want %q until %s", i, got, tc.refused, at(tc.again))
		}
	}
}

func TestBucketsAreForgottenWhenFull(t *testing.T) {
	t.Parallel()
	c := newClock()
	m := New(Limits{}, c.now)
	for i := range 3 * maxBuckets {
		if err := m.Spend(t.Context(), "", fmt.Sprint(i), CostOfCommand); err != nil {
			t.Fatal(err)
		}
		if len(m.buckets) > maxBuckets {
			t.Fatalf("%d buckets are kept", len(m.buckets))
		}
	}
	c.add(time.Hour)
	for i := range 2 * maxBuckets {
		m.Spend(t.Context(), "", fmt.Sprint("later", i), CostOfPress)
		c.add(time.Second)
	}
	if len(m.buckets) > 4096 {
		t.Errorf("%d buckets are kept though two are in use", len(m.buckets))
	}
}

// Whoever types on is answered for the newest key alone, and nothing is kept of the
// others.
func TestKeysTakeThePlaceOfThoseBefore(t *testing.T) {
	t.Parallel()
	q := New(Limits{}, newClock().now)
	first, done, err := q.Keystroke(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	second, doneAgain, err := q.Keystroke(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if context.Cause(first) != errTypedOn || second.Err() != nil {
		t.Errorf("the first key: %v, the second: %v", context.Cause(first), second.Err())
	}
	done()
	if second.Err() != nil || len(q.typing) != 1 {
		t.Error("the end of the first ends the second")
	}
	if doneAgain(); len(q.typing) != 0 {
		t.Errorf("still typing: %v", q.typing)
	}
}
