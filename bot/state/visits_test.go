package state

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestVisitsAreApartByPlacePersonAndTopic(t *testing.T) {
	s := On(openNew(t))
	at := time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)
	first := Visit{Guild: "1", Channel: "2", Topic: "ferry", Seq: 7, Asked: at, Brief: "b1", Earlier: []string{"b0", "a9"}}
	if err := s.SetVisit(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	got, err := s.Visit(t.Context(), "1", "2", "", "ferry")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, got); diff != "" {
		t.Error(diff)
	}
	for _, elsewhere := range [][4]string{{"9", "2", "", "ferry"}, {"1", "9", "", "ferry"}, {"1", "2", "9", "ferry"}, {"1", "2", "", "pier"}} {
		if _, err := s.Visit(t.Context(), elsewhere[0], elsewhere[1], elsewhere[2], elsewhere[3]); !errors.Is(err, corpus.ErrNotFound) {
			t.Errorf("%q: %v, want %v", elsewhere, err, corpus.ErrNotFound)
		}
	}
}

func TestVisitsGoForwardOnly(t *testing.T) {
	s := On(openNew(t))
	at := time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		seq   int64
		brief string
		want  string
	}{{7, "b1", "b1"}, {5, "b2", "b1"}, {7, "b3", "b3"}, {9, "b4", "b4"}} {
		if err := s.SetVisit(t.Context(), Visit{Channel: "2", Seq: tc.seq, Asked: at, Brief: tc.brief}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Visit(t.Context(), "", "2", "", "")
		if err != nil || got.Brief != tc.want {
			t.Errorf("after change %d it is %q, %v; want %q", tc.seq, got.Brief, err, tc.want)
		}
	}
}

func TestOldVisitsAreDeleted(t *testing.T) {
	s := On(openNew(t))
	at := time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)
	for i, topic := range []string{"old", "new"} {
		if err := s.SetVisit(t.Context(), Visit{Topic: topic, Asked: at.Add(time.Duration(i) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.PruneVisits(t.Context(), at.Add(time.Minute)); err != nil || n != 1 {
		t.Errorf("deleted %d, %v", n, err)
	}
	if _, err := s.Visit(t.Context(), "", "", "", "new"); err != nil {
		t.Error(err)
	}
}
