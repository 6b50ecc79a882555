package state

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sitrep/corpus"
)

// Visit is how far somebody has been told about a topic, so that they can be
// told what is new.
type Visit struct {
	Guild   string // empty for direct messages
	Channel string
	Person  string // empty where all in the channel were told
	Topic   string // folded; empty for everything

	Seq   int64     // the newest change of the store by then; see [store.Store.Arrived]
	Asked time.Time // to the second
	Brief string    // the ID of what was told; empty where nothing was kept

	Earlier []string // the IDs of what was told at the visits before, newest first
}

// Statements on visits, by primary key and by visits_by_age.
const (
	selectVisit = `SELECT seq, asked, brief, earlier FROM visits WHERE guild = ? AND channel = ? AND person = ? AND topic = ?`
	// Of two who ask at once, the one who was told more counts.
	upsertVisit = `
		INSERT INTO visits (guild, channel, person, topic, seq, asked, brief, earlier) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (guild, channel, person, topic) DO UPDATE SET seq = excluded.seq, asked = excluded.asked, brief = excluded.brief, earlier = excluded.earlier
		WHERE excluded.seq >= visits.seq`
	pruneVisits = `DELETE FROM visits WHERE asked < ?`
)

// Visit returns the last visit to a topic. It fails with [corpus.ErrNotFound]
// where there was none.
func (s *State) Visit(ctx context.Context, guild, channel, person, topic string) (Visit, error) {
	v := Visit{Guild: guild, Channel: channel, Person: person, Topic: topic}
	err := s.View(ctx, "read a visit", func(tx *sql.Tx) error {
		var asked int64
		var earlier string
		err := tx.QueryRowContext(ctx, selectVisit, guild, channel, person, topic).Scan(&v.Seq, &asked, &v.Brief, &earlier)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("visit to a topic: %w", corpus.ErrNotFound)
		}
		if err != nil {
			return err
		}
		v.Asked = time.Unix(asked, 0).UTC()
		return json.Unmarshal([]byte(earlier), &v.Earlier)
	})
	if err != nil {
		return Visit{}, err
	}
	return v, nil
}

// SetVisit keeps a visit in place of the last one to its topic.
func (s *State) SetVisit(ctx context.Context, v Visit) error {
	earlier, err := json.Marshal(append([]string{}, v.Earlier...))
	if err != nil {
		return fmt.Errorf("keep a visit: %w", err)
	}
	return s.Update(ctx, "keep a visit", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, upsertVisit, v.Guild, v.Channel, v.Person, v.Topic, v.Seq, v.Asked.Unix(), v.Brief, string(earlier))
		return err
	})
}

// PruneVisits deletes the visits before a time, and says how many.
func (s *State) PruneVisits(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "delete old visits", pruneVisits, before.Unix())
}
