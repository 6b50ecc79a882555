package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

var retractedAt = time.Date(2024, 6, 2, 9, 30, 0, 0, time.UTC)

func TestRetractedArticleIsOnlyReadByItsRevisions(t *testing.T) {
	s := openNew(t)
	body := storetest.Text(storetest.Generator(1), 30)
	a := storetest.Article(corpus.Public, "https://quay.example/a", "Ferry line to close", body)
	b := storetest.Article(corpus.Public, "https://coast.example/b", "Ferry to end", body)
	mustPut(t, s, a)
	mustPut(t, s, b)
	before := stored(t, s, storetest.Everyone, a.ID)[0]
	mark, err := s.IndexFeed().Watermark(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	if err := s.Retract(t.Context(), storetest.Everyone, a.ID, " The board never met. ", retractedAt); err != nil {
		t.Fatal(err)
	}

	if got := stored(t, s, storetest.Everyone, a.ID); len(got) != 0 {
		t.Error("it is still read")
	}
	list, total, err := s.List(t.Context(), storetest.Everyone, ListOptions{})
	if err != nil || total != 1 || list[0].ID != b.ID {
		t.Errorf("listed: %v, %v", fileNames(list), err)
	}
	copies, err := s.Copies(t.Context(), storetest.Everyone, []corpus.ArticleID{a.ID, b.ID})
	if err != nil || len(copies) != 0 {
		t.Errorf("copies: %v, %v", copies, err)
	}
	changes, err := s.IndexFeed().Changes(t.Context(), mark, 10)
	if err != nil || len(changes) != 1 || changes[0].Article != a.ID || changes[0].Now != nil {
		t.Errorf("the index is told %v, %v", changes, err)
	}
	got, err := s.Revision(t.Context(), storetest.Everyone, a.ID, 1)
	if diff := cmp.Diff(before, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	h, err := s.History(t.Context(), storetest.Everyone, a.ID)
	want := &Retraction{At: retractedAt, Reason: "The board never met."}
	if diff := cmp.Diff(want, h.Retraction); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if err := s.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRetractedArticleStaysSoWhateverComesIn(t *testing.T) {
	s := openNew(t)
	a := storetest.Article(corpus.Public, "https://quay.example/a", "Ferry line to close", storetest.Text(storetest.Generator(1), 30))
	mustPut(t, s, a)
	if err := s.Retract(t.Context(), storetest.Everyone, a.ID, "wrong", retractedAt); err != nil {
		t.Fatal(err)
	}
	if got := mustPut(t, s, a); got != Unchanged {
		t.Errorf("put again: %s", got)
	}
	changed := storetest.Article(corpus.Public, a.URL, "Ferry line stays", storetest.Text(storetest.Generator(2), 30))
	if got := mustPut(t, s, changed); got != Revised {
		t.Errorf("put with another text: %s", got)
	}
	if got := stored(t, s, storetest.Everyone, a.ID); len(got) != 0 {
		t.Error("it came back")
	}
	// A copy that comes in is on its own.
	twin := storetest.Article(corpus.Public, "https://coast.example/b", "Ferry to stay", changed.Body)
	mustPut(t, s, twin)
	copies, err := s.Copies(t.Context(), storetest.Everyone, []corpus.ArticleID{a.ID, twin.ID})
	if err != nil || len(copies) != 0 {
		t.Errorf("copies: %v, %v", copies, err)
	}
	if err := s.Remove(t.Context(), storetest.Everyone, a.ID); err != nil {
		t.Fatal(err)
	}
	_, err = s.Revision(t.Context(), storetest.Everyone, a.ID, 1)
	wantError(t, err, corpus.ErrNotFound)
	if err := s.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRetractRefuses(t *testing.T) {
	s := openNew(t)
	theirs := storetest.Article(corpus.Guild("1"), "https://quay.example/a", "Ferry line to close", storetest.Text(storetest.Generator(1), 30))
	ours := storetest.Article(corpus.Public, "https://quay.example/a", "Ferry line to close", storetest.Text(storetest.Generator(1), 30))
	mustPut(t, s, theirs)
	mustPut(t, s, ours)
	public := corpus.NewScope(corpus.Public)
	retract := func(id corpus.ArticleID, reason string) error {
		return s.Retract(t.Context(), public, id, reason, retractedAt)
	}
	wantError(t, retract(theirs.ID, "wrong"), corpus.ErrNotFound)
	for _, reason := range []string{"", " \n", "a\x00b", "\xff", strings.Repeat("a", corpus.MaxField+1)} {
		if retract(ours.ID, reason) == nil {
			t.Errorf("the reason %.10q is taken", reason)
		}
	}
	if err := retract(ours.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	wantError(t, retract(ours.ID, "another reason"), ErrRetracted)
	if h, err := s.History(t.Context(), public, ours.ID); err != nil || h.Retraction.Reason != "wrong" {
		t.Errorf("%v, %v", h, err)
	}
}

func TestHistoryListsRevisionsOldestFirst(t *testing.T) {
	s := openNew(t)
	first := storetest.Article(corpus.Guild("1"), "https://quay.example/a", "Ferry line to close", storetest.Text(storetest.Generator(1), 30))
	second := storetest.Article(corpus.Guild("1"), "https://quay.example/a", "Ferry line stays", storetest.Text(storetest.Generator(2), 30))
	mustPut(t, s, first)
	mustPut(t, s, second)
	h, err := s.History(t.Context(), corpus.NewScope(corpus.Guild("1")), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range h.Revisions {
		if h.Revisions[i].Stored.Year() < 2024 {
			t.Errorf("revision %d was stored at %v", i+1, h.Revisions[i].Stored)
		}
		h.Revisions[i].Stored = time.Time{}
	}
	want := History{ID: first.ID, Revisions: []Version{{Revision: 1, Title: first.Title}, {Revision: 2, Title: second.Title}}}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	_, err = s.History(t.Context(), corpus.NewScope(corpus.Public), first.ID)
	wantError(t, err, corpus.ErrNotFound)
}
