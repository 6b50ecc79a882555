package state

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReportsAreCountedByClaimAndGoWithTheirBrief(t *testing.T) {
	s := On(openNew(t))
	at := time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)
	for n, id := range []string{"b1", "b2"} {
		if err := s.SaveBrief(t.Context(), Brief{ID: id, Guild: "1", Created: at.Add(time.Duration(n) * time.Hour), JSON: []byte(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for n, r := range []Report{
		{Guild: "1", Brief: "b1", Claim: 2, Person: "7", Reason: "outdated"},
		{Guild: "1", Brief: "b1", Claim: 2, Person: "8", Reason: "misread"},
		{Guild: "1", Brief: "b1", Claim: 2, Person: "9", Reason: "misread"},
		{Guild: "1", Brief: "b1", Claim: 2, Person: "7", Reason: "misread"}, // in the place of the first
		{Guild: "1", Brief: "b2", Claim: 1, Person: "7", Reason: "other"},
		{Guild: "2", Brief: "b1", Claim: 1, Person: "7", Reason: "other"}, // of another server
	} {
		r.At = at.Add(time.Duration(n) * time.Minute)
		if err := s.SaveReport(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	list := func() (got []string) {
		reports, err := s.Reports(t.Context(), "1", 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			got = append(got, fmt.Sprint(r.Brief.ID, " ", r.Claim, " ", r.Reasons))
		}
		return got
	}
	if diff := cmp.Diff([]string{"b2 1 map[other:1]", "b1 2 map[misread:3]"}, list()); diff != "" {
		t.Error(diff)
	}
	if kept, err := s.Keeps(t.Context(), "7"); err != nil || kept.Reports != 3 {
		t.Errorf("%d reports are kept of 7, %v", kept.Reports, err)
	}
	if err := s.Forget(t.Context(), "8"); err != nil {
		t.Fatal(err)
	}
	if err := s.DropReport(t.Context(), "1", "b2", 1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b1 2 map[misread:2]"}, list()); diff != "" {
		t.Error(diff)
	}
	if _, err := s.PruneBriefs(t.Context(), at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := list(); got != nil {
		t.Errorf("left are %v", got)
	}
}

func TestUnansweredQuestionsAreBoundedAndNameNobody(t *testing.T) {
	s := On(openNew(t))
	at := time.Date(2025, time.June, 1, 12, 0, 0, 0, time.UTC)
	note := func(guild, question string, n int) {
		if err := s.NoteUnanswered(t.Context(), guild, question, at.Add(time.Duration(n)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	for n := range maxUnanswered + 5 {
		note("1", fmt.Sprintf("question %03d", n), n)
	}
	note("1", "question 007", maxUnanswered+9)
	note("2", "elsewhere", 0)
	got, err := s.UnansweredIn(t.Context(), "1", maxUnanswered*2)
	if err != nil {
		t.Fatal(err)
	}
	want := Unanswered{"question 007", 2, at.Add((maxUnanswered + 9) * time.Minute)}
	if len(got) != maxUnanswered || got[0] != want || got[maxUnanswered-1].Question != "question 005" {
		t.Errorf("kept are %d, first %v, last %v", len(got), got[0], got[len(got)-1])
	}
	if n, err := s.PruneUnanswered(t.Context(), at.Add(time.Minute)); err != nil || n != 1 {
		t.Errorf("deleted %d, %v; want the one of elsewhere", n, err)
	}
}
