package quota

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sitrep/bot/problem"
)

// inLine puts somebody of a server into the queue and returns once they wait
// there; at their turn they write their name to came.
func inLine(t *testing.T, q *Queue, ctx context.Context, server, name string, came chan<- string) {
	t.Helper()
	q.mu.Lock()
	before := q.waiting
	q.mu.Unlock()
	go func() {
		leave, err := q.Enter(ctx, server)
		if err != nil {
			came <- name + " gave up"
			return
		}
		came <- name
		leave()
	}()
	for waiting := before; waiting == before; {
		q.mu.Lock()
		waiting = q.waiting
		q.mu.Unlock()
		runtime.Gosched()
	}
}

func TestServersTakeTurnsHoweverManyWaitOfOne(t *testing.T) {
	t.Parallel()
	q, came := NewQueue(1), make(chan string)
	q.now = newClock().now
	leave, err := q.Enter(t.Context(), "flood")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		inLine(t, q, t.Context(), "flood", fmt.Sprint("flood", i), came)
	}
	inLine(t, q, t.Context(), "a", "a0", came)
	inLine(t, q, t.Context(), "b", "b0", came)
	inLine(t, q, t.Context(), "a", "a1", came)
	leave()
	var order []string
	for range 7 {
		order = append(order, <-came)
	}
	if got, want := strings.Join(order, " "), "a0 b0 flood0 a1 flood1 flood2 flood3"; got != want {
		t.Errorf("served in the order %s, want %s", got, want)
	}
}

// Of a server whose turns take ten times as long, one is followed by ten of
// another.
func TestTurnsAreTakenByTheTimeTheyTake(t *testing.T) {
	t.Parallel()
	q, came, clock := NewQueue(1), make(chan string), newClock()
	q.now = clock.now
	leave, err := q.Enter(t.Context(), "slow")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		inLine(t, q, t.Context(), "slow", fmt.Sprint("slow", i), came)
	}
	for i := range 15 {
		inLine(t, q, t.Context(), "quick", fmt.Sprint("quick", i), came)
	}
	clock.add(10 * leastTurn)
	leave()
	var order []string
	for range 18 {
		next := <-came
		order = append(order, next)
	}
	want := "quick0 quick1 quick2 quick3 quick4 quick5 quick6 quick7 quick8 quick9 slow0 quick10 slow1 quick11 slow2 quick12 quick13 quick14"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("served in the order %s, want %s", got, want)
	}
}

func TestWhoStopsWaitingHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	q, came := NewQueue(1), make(chan string, 3)
	leave, err := q.Enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	inLine(t, q, ctx, "a", "a0", came)
	inLine(t, q, t.Context(), "b", "b0", came)
	cancel()
	if got := <-came; got != "a0 gave up" {
		t.Errorf("first: %s", got)
	}
	leave()
	if got := <-came; got != "b0" {
		t.Errorf("then: %s", got)
	}
	again, err := q.Enter(t.Context(), "c")
	if err != nil {
		t.Fatalf("the queue is not free again: %v", err)
	}
	again()
	if q.free != 1 || q.waiting != 0 || len(q.lines) != 0 || len(q.ring) != 0 {
		t.Errorf("left behind: %+v", q)
	}
}

func TestFullLineIsToldSoAtOnce(t *testing.T) {
	t.Parallel()
	q, came := NewQueue(1), make(chan string, maxWaiting)
	leave, err := q.Enter(t.Context(), "flood")
	if err != nil {
		t.Fatal(err)
	}
	for i := range MaxOfServer {
		inLine(t, q, t.Context(), "flood", fmt.Sprint(i), came)
	}
	if _, err := q.Enter(t.Context(), "flood"); !errors.Is(err, problem.ErrBusy) {
		t.Errorf("got %v, want that it is busy", err)
	}
	inLine(t, q, t.Context(), "other", "other", came)
	leave()
	for range MaxOfServer + 1 {
		<-came
	}
}
