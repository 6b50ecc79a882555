package state

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store"
)

// Brief is a brief that was posted, kept so that the buttons under it go on
// working.
type Brief struct {
	ID      string // chosen by the poster, unique within the guild
	Guild   string // where it was posted; empty for direct messages
	Channel string
	User    string          // who asked for it, or of a check, who wrote what was checked; empty for a digest
	Person  string          // who alone may see it; empty for all in the channel, [PersonUnknown] for nobody
	Command string          // by which it was asked for; empty for a digest, and where it is not known
	Created time.Time       // to the second
	Message string          // that shows it; empty until it is posted
	JSON    json.RawMessage // the brief, as package briefing writes it
}

// PersonUnknown is the person of a brief that one person alone may see, kept by
// a version that did not note whom.
const PersonUnknown = "?"

// Statements on briefs, by primary key, by briefs_by_age and by
// briefs_by_message.
const (
	updateBriefChannel   = `UPDATE briefs SET channel = ? WHERE guild = ? AND id = ?`
	updateBriefMessage   = `UPDATE briefs SET message = ? WHERE guild = ? AND id = ?`
	selectBriefByMessage = `SELECT id FROM briefs WHERE guild = ? AND message = ?`

	insertBrief = `INSERT INTO briefs (guild, id, channel, user, person, command, created, message, packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectBrief = `SELECT channel, user, person, command, created, message, packed FROM briefs WHERE guild = ? AND id = ?`
	briefExists = `SELECT EXISTS (SELECT 1 FROM briefs WHERE guild = ? AND id = ?)`

	// Those of a list of articles.
	insertBriefSources = `
		INSERT INTO brief_sources (article, guild, brief) SELECT value, ?1, ?2 FROM json_each(?3) WHERE true
		ON CONFLICT DO NOTHING`

	selectBriefHolding = `SELECT briefs, bytes FROM brief_holdings WHERE guild = ?1 AND person = iif(?1 = '', ?2, '')`
	dropOldestBrief    = `
		DELETE FROM briefs WHERE rowid = (
			SELECT rowid FROM briefs WHERE guild = ?1 AND iif(guild = '', user, '') = iif(?1 = '', ?2, '') AND id <> ?3
			ORDER BY created, rowid LIMIT 1)`

	pruneBriefs = `DELETE FROM briefs WHERE created < ?`
)

// SaveBrief keeps a brief, and drops the oldest of the server, or in direct
// messages of the person, where there are more than the [store.Quota] has room for. It
// fails if the guild has another of the same ID.
func (s *State) SaveBrief(ctx context.Context, b Brief) error {
	if b.ID == "" || !json.Valid(b.JSON) {
		return errors.New("keep a brief: it has no ID, or is not valid JSON")
	}
	return s.Update(ctx, "keep a brief", func(tx *sql.Tx) error { return s.keepBrief(tx, b) })
}

// keepBrief is SaveBrief within a transaction.
func (s *State) keepBrief(tx *sql.Tx, b Brief) error {
	packed, err := store.Pack(b.JSON)
	if err != nil {
		return err
	}
	if int64(len(packed)) > s.Quota().BriefBytes {
		return fmt.Errorf("brief %s has %d bytes: %w", b.ID, len(packed), store.ErrQuota)
	}
	_, err = tx.ExecContext(background, insertBrief, b.Guild, b.ID, b.Channel, b.User, b.Person, b.Command, b.Created.Unix(), b.Message, packed)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(background, insertBriefSources, b.Guild, b.ID, named(b.JSON)); err != nil {
		return err
	}
	for {
		var n int
		var size int64
		if err := tx.QueryRowContext(background, selectBriefHolding, b.Guild, b.User).Scan(&n, &size); err != nil {
			return err
		}
		if n == 1 || n <= s.Quota().Briefs && size <= s.Quota().BriefBytes {
			return nil
		}
		if _, err := tx.ExecContext(background, dropOldestBrief, b.Guild, b.User, b.ID); err != nil {
			return err
		}
	}
}

// articleID is what an article is named by, which nothing else looks like by chance.
var articleID = regexp.MustCompile(`"[0-9a-f]{16}"`)

// named is a JSON array of the articles that a brief names, wherever in it.
func named(brief []byte) string {
	ids := articleID.FindAll(brief, -1)
	return "[" + string(bytes.Join(ids, []byte(","))) + "]"
}

// LoadBrief returns a brief of a guild, or of direct messages when guild is
// empty. It fails with [corpus.ErrNotFound] where there is none, be it that the
// brief belongs to another guild.
func (s *State) LoadBrief(ctx context.Context, guild, id string) (Brief, error) {
	b := Brief{ID: id, Guild: guild}
	err := s.View(ctx, "read a brief", func(tx *sql.Tx) error {
		var created int64
		var packed []byte
		err := tx.QueryRowContext(ctx, selectBrief, guild, id).Scan(&b.Channel, &b.User, &b.Person, &b.Command, &created, &b.Message, &packed)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("brief %s: %w", id, corpus.ErrNotFound)
		}
		if err != nil {
			return err
		}
		b.Created = time.Unix(created, 0).UTC()
		b.JSON, err = store.Unpack(packed)
		return err
	})
	if err != nil {
		return Brief{}, err
	}
	return b, nil
}

// SetBriefMessage notes which message shows a brief, so that a reply to it is
// known for a question about it. A brief that is gone is left alone.
func (s *State) SetBriefMessage(ctx context.Context, guild, id, message string) error {
	return s.Update(ctx, "note the message of a brief", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, updateBriefMessage, message, guild, id)
		return err
	})
}

// BriefOfMessage returns the ID of the brief that a message shows. It fails
// with [corpus.ErrNotFound] where it shows none of the guild's.
func (s *State) BriefOfMessage(ctx context.Context, guild, message string) (id string, err error) {
	err = s.View(ctx, "find the brief of a message", func(tx *sql.Tx) error {
		err := sql.ErrNoRows
		if message != "" { // which briefs have that were never posted
			err = tx.QueryRowContext(ctx, selectBriefByMessage, guild, message).Scan(&id)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("brief of message %s: %w", message, corpus.ErrNotFound)
		}
		return err
	})
	return id, err
}

// PruneBriefs deletes the briefs created before a time, and says how many.
func (s *State) PruneBriefs(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "delete old briefs", pruneBriefs, before.Unix())
}
