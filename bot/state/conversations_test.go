package state

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
)

var noon = time.Date(2025, 6, 12, 12, 0, 0, 0, time.UTC)

// say adds a turn to a conversation, n minutes after noon.
func say(t *testing.T, s *State, c Conversation, author string, n int, question string, change ...func(*Turn)) {
	t.Helper()
	turn := Turn{Conversation: c, Author: author, Asked: noon.Add(time.Duration(n) * time.Minute), Question: question, Standalone: question,
		Brief: question}
	for _, f := range change {
		f(&turn)
	}
	if err := s.AddTurn(t.Context(), turn, ""); err != nil {
		t.Fatal(err)
	}
}

func fresh(t *Turn) { t.Fresh = true }

// heard are the questions that a conversation is about.
func heard(t *testing.T, s *State, c Conversation, since time.Time, limit int) []string {
	t.Helper()
	turns, err := s.Turns(t.Context(), c, since, limit)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, turn := range turns {
		out = append(out, turn.Question)
	}
	return out
}

func TestConversationIsOfItsPlaceAndPersonAlone(t *testing.T) {
	s := On(openNew(t))
	mine := Conversation{Guild: "1", Channel: "10", Person: "7"}
	say(t, s, mine, "7", 0, "mine")
	for _, other := range []Conversation{{"2", "10", "7"}, {"1", "11", "7"}, {"1", "10", "8"}, {"1", "10", ""}, {"", "10", "7"}} {
		if got := heard(t, s, other, noon, 20); got != nil {
			t.Errorf("%+v hears %q", other, got)
		}
		say(t, s, other, "8", 1, fmt.Sprint(other))
	}
	if got := heard(t, s, mine, noon, 20); !cmp.Equal(got, []string{"mine"}) {
		t.Errorf("it hears %q", got)
	}
}

func TestConversationGoesBackToWhereItBegan(t *testing.T) {
	s := On(openNew(t))
	c := Conversation{Guild: "1", Channel: "10"}
	for i, q := range []string{"one", "two", "three", "four"} {
		say(t, s, c, "7", i, q, func(turn *Turn) { turn.Fresh = q == "two" })
	}
	for _, tc := range []struct {
		name  string
		since time.Time
		limit int
		want  []string
	}{
		{"to the last fresh turn", noon, 20, []string{"two", "three", "four"}},
		{"not past the time set", noon.Add(2 * time.Minute), 20, []string{"three", "four"}},
		{"not past the number set", noon, 1, []string{"four"}},
		{"nothing after it", noon.Add(time.Hour), 20, nil},
	} {
		if got := heard(t, s, c, tc.since, tc.limit); !cmp.Equal(got, tc.want) {
			t.Errorf("%s: it hears %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestTurnsUpToABriefAreThoseBeforeIt(t *testing.T) {
	s := On(openNew(t))
	c := Conversation{Guild: "1", Channel: "10", Person: "7"}
	for i, q := range []string{"one", "two", "three"} {
		say(t, s, c, "7", i, q)
	}
	say(t, s, Conversation{Guild: "1", Channel: "10", Person: "8"}, "8", 3, "other")
	turns, err := s.TurnsUpTo(t.Context(), Brief{Guild: "1", Channel: "10", ID: "two"}, 20)
	if err != nil {
		t.Fatal(err)
	}
	want := []Turn{
		{Conversation: c, Author: "7", Asked: noon, Question: "one", Standalone: "one", Brief: "one"},
		{Conversation: c, Author: "7", Asked: noon.Add(time.Minute), Question: "two", Standalone: "two", Brief: "two"},
	}
	if diff := cmp.Diff(want, turns); diff != "" {
		t.Error(diff)
	}
	for _, b := range []Brief{{Guild: "2", Channel: "10", ID: "two"}, {Guild: "1", Channel: "10", ID: "nine"}} {
		if turns, err := s.TurnsUpTo(t.Context(), b, 20); err != nil || turns != nil {
			t.Errorf("up to %s of guild %s: %v, %v", b.ID, b.Guild, turns, err)
		}
	}
}

func TestTurnTakesThePlaceOfTheOneMisunderstood(t *testing.T) {
	s := On(openNew(t))
	c := Conversation{Guild: "1", Channel: "10", Person: "7"}
	say(t, s, c, "7", 0, "one", fresh)
	say(t, s, c, "7", 1, "wrong")
	other := Conversation{Guild: "1", Channel: "10", Person: "8"}
	say(t, s, other, "8", 2, "wrong")
	if err := s.AddTurn(t.Context(), Turn{Conversation: c, Author: "7", Asked: noon.Add(time.Hour), Question: "right"}, "wrong"); err != nil {
		t.Fatal(err)
	}
	if got := heard(t, s, c, noon, 20); !cmp.Equal(got, []string{"one", "right"}) {
		t.Errorf("it hears %q", got)
	}
	if got := heard(t, s, other, noon, 20); !cmp.Equal(got, []string{"wrong"}) {
		t.Errorf("the other conversation hears %q", got)
	}
}

func TestOldTurnsAreForgottenSoonerInChannelsThanInThreads(t *testing.T) {
	s := On(openNew(t))
	channel, thread := Conversation{Guild: "1", Channel: "10", Person: "7"}, Conversation{Guild: "1", Channel: "11"}
	for _, c := range []Conversation{channel, thread} {
		say(t, s, c, "7", 0, "old")
		say(t, s, c, "7", 10, "middle")
		say(t, s, c, "7", 20, "new")
	}
	n, err := s.PruneTurns(t.Context(), noon.Add(15*time.Minute), noon.Add(5*time.Minute))
	if err != nil || n != 3 {
		t.Errorf("%d forgotten, %v; want 3", n, err)
	}
	if got := heard(t, s, channel, noon, 20); !cmp.Equal(got, []string{"new"}) {
		t.Errorf("the channel hears %q", got)
	}
	if got := heard(t, s, thread, noon, 20); !cmp.Equal(got, []string{"middle", "new"}) {
		t.Errorf("the thread hears %q", got)
	}
}

func TestThreadIsKnownInItsGuildUntilItIsOld(t *testing.T) {
	s := On(openNew(t))
	want := Thread{Guild: "1", Channel: "10", Brief: "b", Opener: "7", Opened: noon}
	for _, again := range []Thread{want, {Guild: "1", Channel: "10", Brief: "c", Opener: "8", Opened: noon.Add(time.Hour)}} {
		if err := s.AddThread(t.Context(), again); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Thread(t.Context(), "1", "10")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	_, err = s.Thread(t.Context(), "2", "10")
	wantError(t, err, corpus.ErrNotFound)
	if n, err := s.PruneThreads(t.Context(), noon.Add(time.Second)); n != 1 || err != nil {
		t.Errorf("%d let go of, %v", n, err)
	}
	_, err = s.Thread(t.Context(), "1", "10")
	wantError(t, err, corpus.ErrNotFound)
}

func TestBriefIsFoundByItsMessageInItsGuild(t *testing.T) {
	s := On(openNew(t))
	for _, id := range []string{"posted", "unposted"} {
		if err := s.SaveBrief(t.Context(), Brief{ID: id, Guild: "1", JSON: json.RawMessage(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetBriefMessage(t.Context(), "1", "posted", "99"); err != nil {
		t.Fatal(err)
	}
	if b, err := s.LoadBrief(t.Context(), "1", "posted"); b.Message != "99" || err != nil {
		t.Errorf("the brief is shown by message %q, %v", b.Message, err)
	}
	if id, err := s.BriefOfMessage(t.Context(), "1", "99"); id != "posted" || err != nil {
		t.Errorf("message 99 shows %q, %v", id, err)
	}
	for _, tc := range [][2]string{{"2", "99"}, {"1", "98"}, {"1", ""}} {
		_, err := s.BriefOfMessage(t.Context(), tc[0], tc[1])
		wantError(t, err, corpus.ErrNotFound)
	}
}

// inFolder returns which of the words stand in any file of the store.
func inFolder(t *testing.T, s *State, words ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.Dir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if strings.Contains(string(b), w) {
				found = append(found, w+" in "+filepath.Base(f))
			}
		}
	}
	return found
}

func TestForgottenPersonIsNowhereInTheFolder(t *testing.T) {
	s := On(openNew(t))
	keep := func(guild, channel, id, user, question, standalone string) {
		t.Helper()
		b := Brief{ID: id, Guild: guild, Channel: channel, User: user, Created: noon,
			JSON: json.RawMessage(fmt.Sprintf(`{"question": %q, "standalone_question": %q}`, question, standalone))}
		if err := s.SaveBrief(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	const person, other = "770000000000000007", "880000000000000008"
	long := strings.Repeat("and Quibblewort went on ", 400) // over several pages of the file
	for i := range 50 {                                     // so that the words lie all over the file
		place := Conversation{Guild: "1", Channel: "10", Person: person}
		id := fmt.Sprint("p", i)
		say(t, s, place, person, i, "Zanzaforth "+long, func(turn *Turn) { turn.Brief = id })
		keep("1", "10", id, person, "Zanzaforth "+long, "")
		say(t, s, Conversation{Guild: "1", Channel: "10", Person: other}, other, i, "Why did it fail?", func(turn *Turn) {
			turn.Brief, turn.Standalone = fmt.Sprint("o", i), "Why did Zanzaforth fail?"
		})
		keep("1", "10", fmt.Sprint("o", i), other, "Why did it fail?", "Why did Zanzaforth fail?")
	}
	// A thread that somebody else opened under a brief of theirs.
	if err := s.AddThread(t.Context(), Thread{Guild: "1", Channel: "20", Brief: "p1", Opener: other, Opened: noon}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddThread(t.Context(), Thread{Guild: "1", Channel: "21", Brief: "o1", Opener: person, Opened: noon}); err != nil {
		t.Fatal(err)
	}
	say(t, s, Conversation{Guild: "1", Channel: "20"}, other, 1, "And in 2019?", func(turn *Turn) { turn.Standalone = "Zanzaforth in 2019" })
	visit := `INSERT INTO visits (guild, channel, person, topic, seq, asked, brief) VALUES (?, ?, ?, ?, 1, 1, ?)`
	for _, v := range [][]any{{"1", "10", "", "zanzaforth", "p2"}, {"1", "10", person, "quibblewort", ""}, {"1", "10", "", "ferry", "o2"}} {
		err := s.Update(t.Context(), "keep a visit", func(tx *sql.Tx) error {
			_, err := tx.Exec(visit, v...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}

	words := []string{"Zanzaforth", "zanzaforth", "Quibblewort", "quibblewort", person}
	if found := inFolder(t, s, words...); !pgtest.Chosen() && len(found) < len(words) {
		t.Fatalf("before, only %q", found)
	}
	kept, err := s.Keeps(t.Context(), person)
	if want := (Kept{Questions: 50, Briefs: 50, Threads: 1, Visits: 1}); err != nil || kept != want {
		t.Errorf("it keeps %+v, %v; want %+v", kept, err, want)
	}
	if err := s.Forget(t.Context(), person); err != nil {
		t.Fatal(err)
	}
	if found := inFolder(t, s, words...); found != nil {
		t.Errorf("still there: %q", found)
	}
	if kept, err := s.Keeps(t.Context(), person); err != nil || kept != (Kept{}) {
		t.Errorf("it keeps %+v, %v", kept, err)
	}
	// What is others' stays, as they asked it.
	if kept, err := s.Keeps(t.Context(), other); err != nil || kept != (Kept{Questions: 51, Briefs: 50, Threads: 1}) {
		t.Errorf("of somebody else it keeps %+v, %v", kept, err)
	}
	if n := count(t, s.Store, "visits"); n != 1 {
		t.Errorf("%d visits are left, want 1", n)
	}
	b, err := s.LoadBrief(t.Context(), "1", "o1")
	if err != nil || !strings.Contains(string(b.JSON), "Why did it fail?") {
		t.Errorf("somebody else's brief: %s, %v", b.JSON, err)
	}
}

func TestForgettingOnePersonLeavesUnderstandingElsewhere(t *testing.T) {
	s := On(openNew(t))
	c := Conversation{Guild: "1", Channel: "10", Person: "8"}
	say(t, s, c, "8", 0, "Why?", func(turn *Turn) { turn.Standalone = "Why did the ferry stop?" })
	say(t, s, Conversation{Guild: "1", Channel: "11", Person: "7"}, "7", 0, "Who?")
	if err := s.Forget(t.Context(), "7"); err != nil {
		t.Fatal(err)
	}
	turns, err := s.Turns(t.Context(), c, noon, 20)
	if err != nil || len(turns) != 1 || turns[0].Standalone != "Why did the ferry stop?" {
		t.Errorf("%+v, %v", turns, err)
	}
}
