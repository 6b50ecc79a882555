package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

var monday = time.Date(2025, time.June, 2, 7, 0, 0, 0, time.UTC)

// subscribed is a store with a subscription that is due on Monday.
func subscribed(t *testing.T, channel, topic string, s *State) Subscription {
	t.Helper()
	n := Subscription{Guild: "1", Channel: channel, Topic: topic, Schedule: "weekly mon 09:00 Europe/Berlin", Silent: true, Forum: true, Publish: true, Quiet: true, Owner: "7",
		Created: monday.Add(-time.Hour), Due: monday}
	id, err := s.AddSubscription(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	n.ID = id
	return n
}

func begin(t *testing.T, s *State, n Subscription, holder string) (DigestRun, bool) {
	t.Helper()
	r := DigestRun{Subscription: n.ID, Due: n.Due, Guild: n.Guild, Channel: n.Channel, Topic: n.Topic, State: RunOpen, Holder: holder, Lease: n.Due.Add(time.Minute)}
	begun, err := s.BeginRun(t.Context(), n, r, n.Due.AddDate(0, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	return r, begun
}

func TestADigestAndAWatchOfOneTopicStandSideBySide(t *testing.T) {
	s := On(openNew(t))
	subscribed(t, "2", "Ferry", s)
	watch := Subscription{Guild: "1", Channel: "2", Topic: "ferry", Schedule: "live Europe/Berlin", Created: monday}
	if _, err := s.AddSubscription(t.Context(), watch); err != nil {
		t.Errorf("the watch: %v", err)
	}
	if _, err := s.AddSubscription(t.Context(), watch); !errors.Is(err, ErrSubscribed) {
		t.Errorf("watched twice: %v", err)
	}
}

func TestSubscriptionsComeBackAsTheyWereKept(t *testing.T) {
	s := On(openNew(t))
	n := subscribed(t, "2", "Ferry", s)
	got, err := s.Subscriptions(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Subscription{n}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Subscription(t.Context(), "9", n.ID); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("another guild reads it: %v", err)
	}
	if _, err := s.AddSubscription(t.Context(), Subscription{Guild: "1", Channel: "2", Topic: "ferry", Created: monday}); !errors.Is(err, ErrSubscribed) {
		t.Errorf("subscribed twice: %v", err)
	}
	n.Topic, n.Due, n.Paused, n.Failures = "Pier", time.Time{}, "by request", 2
	if err := s.UpdateSubscription(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Subscription(t.Context(), "1", n.ID); err != nil || got != n {
		t.Errorf("changed to %+v, %v", got, err)
	}
	for _, guild := range []string{"9", "1"} {
		err := s.RemoveSubscription(t.Context(), guild, n.ID, monday)
		if (err == nil) != (guild == "1") {
			t.Errorf("removed by guild %s: %v", guild, err)
		}
	}
}

func TestARunIsBegunOnceByWhoeverIsFirst(t *testing.T) {
	s := On(openNew(t))
	n := subscribed(t, "2", "Ferry", s)
	var begun atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			r := DigestRun{Subscription: n.ID, Due: n.Due, State: RunOpen, Holder: fmt.Sprint(i), Lease: n.Due.Add(time.Minute)}
			ok, err := s.BeginRun(context.Background(), n, r, n.Due.AddDate(0, 0, 7))
			if err != nil {
				t.Error(err)
			}
			if ok {
				begun.Add(1)
			}
		})
	}
	all.Wait()
	if begun.Load() != 1 {
		t.Errorf("begun %d times", begun.Load())
	}
}

func TestAChannelHasOneDigestAtATime(t *testing.T) {
	s := On(openNew(t))
	ferry, pier, other := subscribed(t, "2", "Ferry", s), subscribed(t, "2", "Pier", s), subscribed(t, "3", "Pier", s)
	run, ok := begin(t, s, ferry, "a")
	if !ok {
		t.Fatal("not begun")
	}
	if _, ok := begin(t, s, pier, "a"); ok {
		t.Error("two at a time")
	}
	due, err := s.DueSubscriptions(t.Context(), monday, 10)
	if err != nil || len(due) != 1 || due[0].ID != other.ID {
		t.Errorf("due are %+v, %v", due, err)
	}
	run.State, run.Ended = RunPosted, monday
	if err := s.EndRun(t.Context(), run, ""); err != nil {
		t.Fatal(err)
	}
	if _, ok := begin(t, s, pier, "a"); !ok {
		t.Error("not begun after the other")
	}
	if left, err := s.Subscription(t.Context(), "1", pier.ID); err != nil || !left.Due.Equal(monday.AddDate(0, 0, 7)) {
		t.Errorf("due next at %s, %v", left.Due, err)
	}
}

func TestALapsedRunIsTakenUpAndTheFormerHolderTold(t *testing.T) {
	s := On(openNew(t))
	run, _ := begin(t, s, subscribed(t, "2", "Ferry", s), "a")
	if _, ok, err := s.TakeRun(t.Context(), "b", monday.Add(59*time.Second), monday.Add(time.Hour)); ok || err != nil {
		t.Errorf("taken before its lease ended: %v", err)
	}
	run.State, run.Parts, run.Messages, run.Brief = RunComposed, json.RawMessage(`[{"a":1}]`), []string{"m1"}, "d1"
	if err := s.ComposeRun(t.Context(), run, Brief{ID: "d1", Guild: "1", Channel: "2", Created: monday, JSON: json.RawMessage(`{"sources":[]}`)}); err != nil {
		t.Fatal(err)
	}
	taken, ok, err := s.TakeRun(t.Context(), "b", monday.Add(time.Minute), monday.Add(time.Hour))
	if err != nil || !ok {
		t.Fatalf("%t, %v", ok, err)
	}
	if taken.Holder != "b" || taken.State != RunComposed || string(taken.Parts) != `[{"a":1}]` || len(taken.Messages) != 1 || taken.Brief != "d1" {
		t.Errorf("taken up as %+v", taken)
	}
	if err := s.KeepRun(t.Context(), run); !errors.Is(err, ErrLostRun) {
		t.Errorf("the former holder writes on: %v", err)
	}
	taken.State, taken.Seq, taken.Ended, taken.Told = RunPosted, 5, monday, json.RawMessage(`[{"text":"x"}]`)
	if err := s.EndRun(t.Context(), taken, "d1"); err != nil {
		t.Fatal(err)
	}
	if id, err := s.BriefOfMessage(t.Context(), "1", "m1"); err != nil || id != "d1" {
		t.Errorf("the message shows %q, %v", id, err)
	}
	if told, err := s.Told(t.Context(), "1", "2", 5); err != nil || len(told) != 1 || string(told[0].Told) != `[{"text":"x"}]` {
		t.Errorf("told %+v, %v", told, err)
	}
	if n, err := s.Subscription(t.Context(), "1", taken.Subscription); err != nil || n.Seq != 5 {
		t.Errorf("it knows of change %d, %v", n.Seq, err)
	}
}

func TestNextDueIsTheNextThingToDo(t *testing.T) {
	s := On(openNew(t))
	if _, ok, err := s.NextDue(t.Context()); ok || err != nil {
		t.Errorf("something is due: %v", err)
	}
	n := subscribed(t, "2", "Ferry", s)
	if at, ok, err := s.NextDue(t.Context()); !ok || !at.Equal(monday) || err != nil {
		t.Errorf("due at %s, %v", at, err)
	}
	begin(t, s, n, "a")
	if at, ok, err := s.NextDue(t.Context()); !ok || !at.Equal(monday.Add(time.Minute)) || err != nil {
		t.Errorf("due at %s, %v: the end of the lease is wanted", at, err)
	}
}

func TestRemovedArticlesLeaveNoWordInDigests(t *testing.T) {
	s := On(openNew(t))
	a := storetest.Article(corpus.Public, "https://post.example/1", "One", "The whole harbour burnt.")
	mustPut(t, s.Store, a)
	run, _ := begin(t, s, subscribed(t, "2", "Ferry", s), "a")
	run.State, run.Parts = RunComposed, json.RawMessage(`[{"blocks":["The whole harbour burnt."]}]`)
	run.Told = json.RawMessage(`[{"text":"The whole harbour burnt.","citations":[{"source":"` + string(a.ID) + `"}]},{"text":"Other.","citations":[{"source":"x"}]}]`)
	if err := s.KeepRun(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), storetest.Everyone, a.ID); err != nil {
		t.Fatal(err)
	}
	runs, err := s.Runs(t.Context(), "1", run.Subscription, 5)
	if err != nil || len(runs) != 1 {
		t.Fatalf("%+v, %v", runs, err)
	}
	if r := runs[0]; r.State != RunOpen || strings.Contains(string(r.Parts)+string(r.Told), "harbour") || !strings.Contains(string(r.Told), "Other.") {
		t.Errorf("left is %s %s, state %s", r.Parts, r.Told, r.State)
	}
}

func TestAForgottenOwnerKeepsTheDigest(t *testing.T) {
	s := On(openNew(t))
	n := subscribed(t, "2", "Ferry", s)
	if kept, err := s.Keeps(t.Context(), "7"); err != nil || kept.Digests != 1 {
		t.Errorf("of the owner is kept %+v, %v", kept, err)
	}
	if err := s.Forget(t.Context(), "7"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Subscription(t.Context(), "1", n.ID); err != nil || got.Owner != "" || got.Topic != n.Topic {
		t.Errorf("%+v, %v", got, err)
	}
	if kept, err := s.Keeps(t.Context(), "7"); err != nil || kept != (Kept{}) {
		t.Errorf("still kept is %+v, %v", kept, err)
	}
}

func TestBriefsOfCorrectedAndRetractedArticlesAreQueued(t *testing.T) {
	s := On(openNew(t))
	one := storetest.Article(corpus.Public, "https://post.example/1", "One", "The harbour burnt.")
	two := storetest.Article(corpus.Public, "https://post.example/2", "Two", "The harbour was saved.")
	mustPut(t, s.Store, one)
	mustPut(t, s.Store, two)
	for id, a := range map[string]corpus.Article{"b1": one, "b2": two} {
		text := fmt.Sprintf(`{"sources":[{"n":1,"id":%q}]}`, a.ID)
		if err := s.SaveBrief(t.Context(), Brief{ID: id, Guild: "1", Created: monday, JSON: json.RawMessage(text)}); err != nil {
			t.Fatal(err)
		}
	}
	queued := func() (ids []string) {
		t.Helper()
		if err := s.QueueCorrections(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := s.Corrections(t.Context(), monday, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			ids = append(ids, c.Brief)
		}
		return ids
	}
	if got := queued(); got != nil {
		t.Errorf("new articles queue %q", got)
	}
	one.Body = "The harbour did not burn."
	mustPut(t, s.Store, storetest.Article(one.Collection, one.URL, one.Title, one.Body))
	if err := s.Retract(t.Context(), storetest.Everyone, two.ID, "made up", monday); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b1", "b2"}, queued()); diff != "" {
		t.Error(diff)
	}
	if err := s.DeferCorrection(t.Context(), Correction{Guild: "1", Brief: "b1"}, monday.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := s.EndCorrection(t.Context(), Correction{Guild: "1", Brief: "b2"}); err != nil {
		t.Fatal(err)
	}
	if got := queued(); got != nil {
		t.Errorf("queued before their time: %q", got)
	}
	fates, err := s.Fates(t.Context(), storetest.Everyone, []corpus.ArticleID{two.ID, "gone", one.ID})
	if err != nil || len(fates) != 2 {
		t.Fatalf("%+v, %v", fates, err)
	}
	if f := fates[0]; f.Retraction == nil || f.Retraction.Reason != "made up" || f.Title != "Two" {
		t.Errorf("the retracted one is %+v", f)
	}
	if f := fates[1]; f.Retraction != nil || f.Revision != 2 || f.Seq <= 2 {
		t.Errorf("the corrected one is %+v", f)
	}
}
