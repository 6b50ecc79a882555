package state

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/storetest"
)

func TestABriefIsKeptWithWhomItIsFor(t *testing.T) {
	s := On(openNew(t))
	if err := s.SaveBrief(t.Context(), Brief{ID: "b", Guild: "1", Channel: "2", User: "7", Person: "8", Command: "ask", JSON: json.RawMessage(`{}`)}); err != nil {
		t.Fatal(err)
	}
	if b, err := s.LoadBrief(t.Context(), "1", "b"); err != nil || b.User != "7" || b.Person != "8" || b.Command != "ask" {
		t.Errorf("%+v, %v", b, err)
	}
	if kept, err := s.Keeps(t.Context(), "8"); err != nil || kept.Briefs != 1 {
		t.Errorf("%+v, %v", kept, err)
	}
	if err := s.Forget(t.Context(), "8"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s.Store, "briefs"); n != 0 {
		t.Error("a brief for a person who is forgotten is left")
	}
}

func saveBrief(t testing.TB, s *State, guild, user, id string, minute int, text string) {
	t.Helper()
	b := Brief{ID: id, Guild: guild, User: user, Created: monday.Add(time.Duration(minute) * time.Minute), JSON: json.RawMessage(text)}
	if err := s.SaveBrief(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func TestTheOldestBriefsAreDropped(t *testing.T) {
	s := On(openNew(t))
	s.Limit(store.Quota{Briefs: 2, BriefBytes: 1 << 20}, nil)
	saveBrief(t, s, "2", "7", "elsewhere", 0, `{}`)
	saveBrief(t, s, "", "8", "another person's", 0, `{}`)
	saveBrief(t, s, "1", "7", "second", 2, `{}`)
	saveBrief(t, s, "1", "8", "first", 1, `{}`)
	saveBrief(t, s, "1", "9", "third", 3, `{"sources": [{"id": "00000000000000aa"}]}`)
	saveBrief(t, s, "1", "9", "from before", 0, `{}`) // the clock was set back: it is shown, so that its buttons work
	for i := range 3 {
		saveBrief(t, s, "", "7", fmt.Sprint("direct ", i), i, `{}`)
	}
	var got []string
	err := s.View(t.Context(), "list briefs", func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT guild || ' ' || id FROM briefs ORDER BY 1`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			got = append(got, id)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{" another person's", " direct 1", " direct 2", "1 from before", "1 third", "2 elsewhere"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err = s.LoadBrief(t.Context(), "1", "first")
	wantError(t, err, corpus.ErrNotFound)
	if n := count(t, s.Store, "brief_sources"); n != 1 {
		t.Errorf("%d sources of briefs are noted, want 1", n)
	}
	if err := s.Forget(t.Context(), "7"); err != nil {
		t.Fatal(err)
	}
	var wrong int
	err = s.View(t.Context(), "count briefs", func(tx *sql.Tx) error {
		return tx.QueryRow(`
			SELECT count(*) FROM brief_holdings h WHERE briefs <> (SELECT count(*) FROM briefs b
				WHERE b.guild = h.guild AND (h.person = '' OR b.user = h.person))`).Scan(&wrong)
	})
	if n := count(t, s.Store, "brief_holdings"); err != nil || wrong != 0 || n != 2 {
		t.Errorf("%d of %d counts of briefs are wrong, %v", wrong, n, err)
	}
}

func TestBriefsAreKeptInFewBytes(t *testing.T) {
	s := On(openNew(t))
	said := storetest.Text(storetest.Generator(5), 12)
	claim := fmt.Sprintf(`{"text": %[1]q, "citations": [{"n": 1, "quote": %[1]q}]}`, said)
	long := fmt.Sprintf(`{"bottom_line": [%[1]s], "developments": [%[1]s], "timeline": [%[1]s]}`, claim)
	saveBrief(t, s, "1", "7", "a", 0, long)
	if b, err := s.LoadBrief(t.Context(), "1", "a"); err != nil || string(b.JSON) != long {
		t.Errorf("it comes back as %s, %v", b.JSON, err)
	}
	var size int
	err := s.View(t.Context(), "measure a brief", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT bytes FROM brief_holdings`).Scan(&size)
	})
	if err != nil || size > len(said) {
		t.Errorf("a brief of %d bytes that says %d takes %d, %v", len(long), len(said), size, err)
	}

	s.Limit(store.Quota{Briefs: 100, BriefBytes: int64(2*size + size/2)}, nil)
	for i := range 4 {
		saveBrief(t, s, "1", "7", fmt.Sprint(i), 1+i, long)
	}
	if n := count(t, s.Store, "briefs"); n != 2 {
		t.Errorf("%d are kept in room for two", n)
	}
}
