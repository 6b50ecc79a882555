package state

import (
	"context"
	"database/sql"
	"encoding/json"

	"sitrep/corpus/store"
)

// Kept counts what is kept of a person's words and doings.
type Kept struct {
	Questions int // of conversations
	Briefs    int // that were made for them, or of what they wrote
	Threads   int // that they had opened
	Visits    int // notes of how far they have been told of a topic
	Digests   int // of servers, of which they are to be told when one is paused
	Watches   int // what is told to them by direct message
	Reports   int // that something in a brief is wrong
}

// Statements that count and delete what is kept of a person, by
// turns_by_author, briefs_by_user, briefs_by_person, briefs_by_place, visits_by_person, reports_by_person
// and subscriptions_by_owner. Threads are few: one for
// each that somebody had opened within a year.
const (
	countKept = `
		SELECT (SELECT count(*) FROM turns WHERE author = ?1), (SELECT count(*) FROM briefs WHERE user = ?1 OR person = ?1),
			(SELECT count(*) FROM threads WHERE opener = ?1), (SELECT count(*) FROM visits WHERE person = ?1),
			(SELECT count(*) FROM subscriptions WHERE owner = ?1 AND direct = 0), (SELECT count(*) FROM subscriptions WHERE owner = ?1 AND direct = 1), (SELECT count(*) FROM reports WHERE person = ?1)`

	// What others asked after a person was understood by what the person had
	// asked, and may repeat words of theirs: it stays as it was asked. It can
	// have been asked where the person asked, or in a thread opened about that.
	placesOf = `
		WITH places (guild, channel) AS (
			SELECT guild, channel FROM turns WHERE author = ?1
			UNION SELECT guild, channel FROM briefs WHERE user = ?1
			UNION SELECT t.guild, t.channel FROM threads t JOIN briefs b ON b.guild = t.guild AND b.id = t.brief WHERE b.user = ?1
		)`
	forgetInTurns = placesOf + `
		UPDATE turns SET standalone = question
		WHERE author <> ?1 AND standalone <> question AND (guild, channel) IN (SELECT guild, channel FROM places)`
	briefsThere = placesOf + `
		SELECT guild, id, packed FROM briefs WHERE user <> ?1 AND (guild, channel) IN (SELECT guild, channel FROM places)`
	repackBrief = `UPDATE briefs SET packed = ? WHERE guild = ? AND id = ?`

	// A visit of a whole channel names the topic as it was typed by whoever the
	// brief was made for.
	forgetVisits = `
		DELETE FROM visits WHERE person = ?1
			OR brief <> '' AND (guild, brief) IN (SELECT guild, id FROM briefs WHERE user = ?1)`
	// What is told to them alone is theirs, with what it has told.
	forgetDirect  = `DELETE FROM digest_runs WHERE subscription IN (SELECT id FROM subscriptions WHERE owner = ?1 AND direct = 1)`
	forgetWatches = `DELETE FROM subscriptions WHERE owner = ?1 AND direct = 1`
	// A digest is the server's, its topic with it, which was announced to the
	// channel; only that they answer for it is the person's. It is not posted
	// again before somebody else does.
	forgetOwner   = `UPDATE subscriptions SET owner = '' WHERE owner = ?1`
	forgetThreads = `DELETE FROM threads WHERE opener = ?1`
	forgetTurns   = `DELETE FROM turns WHERE author = ?1`
	forgetBriefs  = `DELETE FROM briefs WHERE user = ?1 OR person = ?1`
)

// Keeps counts what is kept of a person.
func (s *State) Keeps(ctx context.Context, person string) (Kept, error) {
	var k Kept
	err := s.View(ctx, "count what is kept of a person", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, countKept, person).Scan(&k.Questions, &k.Briefs, &k.Threads, &k.Visits, &k.Digests, &k.Watches, &k.Reports)
	})
	return k, err
}

// Forget deletes a person's questions, briefs, threads and visits everywhere,
// what models replied to them, and how they stand in what others asked after them. The words are overwritten
// in the file and its log, not only unlinked.
func (s *State) Forget(ctx context.Context, person string) error {
	err := s.Update(ctx, "forget a person", func(tx *sql.Tx) error {
		// What says where to look goes last.
		if _, err := tx.ExecContext(background, forgetInTurns, person); err != nil {
			return err
		}
		if err := s.forgetInBriefs(tx, person); err != nil {
			return err
		}
		for _, statement := range []string{forgetVisits, forgetDirect, forgetWatches, forgetOwner, forgetReplies, forgetReports, forgetThreads, forgetTurns, forgetBriefs} {
			if _, err := tx.ExecContext(background, statement, person); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Checkpoint(ctx)
}

// forgetInBriefs has the briefs that others asked for after a person say no more how
// their question was understood.
func (s *State) forgetInBriefs(tx *sql.Tx, person string) error {
	type brief struct {
		guild, id string
		packed    []byte
	}
	var changed []brief
	err := s.ScanAll(background, tx, briefsThere, []any{person}, func(rows *sql.Rows) error {
		var b brief
		if err := rows.Scan(&b.guild, &b.id, &b.packed); err != nil {
			return err
		}
		text, err := store.Unpack(b.packed)
		if err != nil {
			return err
		}
		var understood struct {
			Question string `json:"standalone_question"`
		}
		if err := json.Unmarshal(text, &understood); err != nil || understood.Question == "" {
			return err
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(text, &fields); err != nil {
			return err
		}
		fields["standalone_question"] = json.RawMessage(`""`)
		if text, err = json.Marshal(fields); err == nil {
			b.packed, err = store.Pack(text)
		}
		changed = append(changed, b)
		return err
	})
	for _, b := range changed {
		if err == nil {
			_, err = tx.ExecContext(background, repackBrief, b.packed, b.guild, b.id)
		}
	}
	return err
}
