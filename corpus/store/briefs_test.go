package store

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestABriefIsKeptWithWhomItIsFor(t *testing.T) {
	s := openNew(t)
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
	if n := count(t, s, "briefs"); n != 0 {
		t.Error("a brief for a person who is forgotten is left")
	}
}

// Of briefs that an older version kept, those of direct messages are for who
// asked, and checks of messages, of which that is not known, for nobody.
func TestOlderBriefsAreForWhoTheyMayBeFor(t *testing.T) {
	all, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	newest := slices.Clone(all)
	slices.Reverse(newest)
	without := 1
	for !strings.HasSuffix(newest[without-1].Name(), "_private_briefs.sql") {
		without++
	}
	dir, _ := older(t, without)
	db, err := sqlOpen(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	const insert = `INSERT INTO briefs (guild, id, channel, user, created, brief) VALUES (?, ?, '2', ?, 1, ?)`
	for _, b := range [][]any{
		{"1", "server", "7", `{"topic": "ferry", "checked": ""}`}, {"", "direct", "7", `{"topic": "ferry"}`}, {"1", "digest", "", `{"topic": "ferry"}`},
		{"1", "check", "7", `{"checked": "It sails."}`}, {"", "direct check", "7", `{"checked": "It sails."}`},
	} {
		if _, err := db.Exec(insert, b...); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	s := openIn(t, dir)
	for _, want := range []Brief{
		{Guild: "1", ID: "server"}, {ID: "direct", Person: "7"}, {Guild: "1", ID: "digest"},
		{Guild: "1", ID: "check", Person: PersonUnknown}, {ID: "direct check", Person: PersonUnknown},
	} {
		if got, err := s.LoadBrief(t.Context(), want.Guild, want.ID); err != nil || got.Person != want.Person || got.Command != "" {
			t.Errorf("%s is for %q, %v; want %q", want.ID, got.Person, err, want.Person)
		}
	}
}
