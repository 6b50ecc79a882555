package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sitrep/corpus"
)

// Damage is a revision of an article that is not as it was stored: a bit has
// flipped on the disk, or somebody wrote into the file. It is an [ErrChecksum].
type Damage struct {
	Article    corpus.ArticleID
	Collection corpus.Collection
	Revision   int
	Reason     string
}

func newDamage(a corpus.Article, err error) Damage {
	return Damage{a.ID, a.Collection, a.Revision, err.Error()}
}

// Error says which revision it is, and why.
func (d Damage) Error() string {
	return fmt.Sprintf("revision %d of article %s: %v (%s)", d.Revision, d.Article, ErrChecksum, d.Reason)
}

// Unwrap returns [ErrChecksum].
func (d Damage) Unwrap() error { return ErrChecksum }

// damages are those found since the store was opened.
type damages struct {
	mu    sync.Mutex
	found map[revisionName]Damage
	tell  func(Damage)
}

type revisionName struct {
	article  corpus.ArticleID
	revision int
}

// OnDamage has a function called with every revision that is found to be
// damaged, once. It is to be set before the store is used. Readers do not get
// what is damaged: it is as if it were not there, until the same article is put
// again.
func (s *Store) OnDamage(tell func(Damage)) { s.damage.tell = tell }

// Damaged returns what has been found to be damaged since the store was opened,
// and not been put right since: by article and revision.
func (s *Store) Damaged() []Damage {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	var all []Damage
	for _, d := range s.damage.found {
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(a, b Damage) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Revision, b.Revision))
	})
	return all
}

// noteDamage remembers what was read, and tells of what is newly damaged.
func (s *Store) noteDamage(intact []corpus.Article, damaged []Damage) {
	var tell []Damage
	s.damage.mu.Lock()
	if len(s.damage.found) > 0 {
		for _, a := range intact {
			delete(s.damage.found, revisionName{a.ID, a.Revision})
		}
	}
	for _, d := range damaged {
		name := revisionName{d.Article, d.Revision}
		if _, known := s.damage.found[name]; known {
			continue
		}
		if s.damage.found == nil {
			s.damage.found = map[revisionName]Damage{}
		}
		s.damage.found[name] = d
		tell = append(tell, d)
	}
	s.damage.mu.Unlock()
	if s.damage.tell == nil {
		return
	}
	for _, d := range tell {
		s.damage.tell(d)
	}
}

// forgetDamage forgets what was found of the revisions that are named.
func (s *Store) forgetDamage(which func(revisionName) bool) {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	maps.DeleteFunc(s.damage.found, func(name revisionName, _ Damage) bool { return which(name) })
}

// verifiedAtOnce is how many revisions are read in one transaction, which keeps
// the log from growing behind a reader.
const verifiedAtOnce = 100

// selectAllContent reads every revision, of all collections, by primary key.
const selectAllContent = `
	SELECT ` + description + `, ` + content + `
	FROM articles a JOIN revisions r ON r.article = a.key
	WHERE (r.article, r.revision) > (?, ?) ORDER BY r.article, r.revision LIMIT ?`

// Verify compares every revision of every article with its checksum, and returns
// how many there are; [Store.Damaged] has those that do not match. It rests
// after each few, so that others are not slowed down.
func (s *Store) Verify(ctx context.Context, rest time.Duration) (revisions int, err error) {
	var damaged []Damage
	var intact []corpus.Article // only what they are called
	seen := map[revisionName]bool{}
	key, revision := int64(0), 0
	for {
		n := 0
		err := s.View(Everywhere(ctx), "compare articles with their checksums", func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(ctx, selectAllContent, key, revision, verifiedAtOnce)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				k, a, err := scanContent(rows)
				var d Damage
				switch {
				case errors.As(err, &d):
					damaged = append(damaged, d)
				case err != nil:
					return err
				default:
					intact = append(intact, corpus.Article{ID: a.ID, Revision: a.Revision})
				}
				key, revision = k, a.Revision
				n++
			}
			return rows.Err()
		})
		if err != nil {
			return revisions, err
		}
		s.noteDamage(intact, damaged)
		for _, d := range damaged {
			seen[revisionName{d.Article, d.Revision}] = true
		}
		intact, damaged = intact[:0], damaged[:0]
		if revisions += n; n < verifiedAtOnce {
			s.forgetDamage(func(name revisionName) bool { return !seen[name] }) // removed since, perhaps by another process
			return revisions, nil
		}
		select {
		case <-ctx.Done():
			return revisions, ctx.Err()
		case <-time.After(rest):
		}
	}
}
