package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/syndication"
)

// Copies are found when an article is stored. Two articles of a collection are
// copies if package syndication says so, and a story is a connected component
// of that relation. Because the relation holds for two articles whatever else
// is there, the stories do not depend on the order of ingest.
//
// Only the story of each article is kept, not the pairs: a new article need
// then be compared only until it matches one of each story, and a story of a
// thousand copies costs no million rows. When an article goes or its text
// changes, the rest of its story is put together anew.
//
// Collections are never mixed, so that a reader who may see one article of a
// story may see them all.

// Statements on signatures and copies. They find their rows by primary key,
// those of a story by copies_by_story.
var (
	insertSignature = `INSERT INTO signatures (article, signature) VALUES (?, ?)`
	selectSignature = `SELECT signature FROM signatures WHERE article = ?`
	deleteSignature = `DELETE FROM signatures WHERE article = ?`

	insertKeys       = `INSERT INTO recent_keys (article, hash) VALUES ` + keyList("(?1, ?%d)", 2) + ` ON CONFLICT DO NOTHING`
	deleteKeys       = `DELETE FROM signature_keys WHERE article = ?1 AND hash IN (` + keyList("?%d", 2) + `)`
	deleteRecentKeys = `DELETE FROM recent_keys WHERE article = ?1 AND hash IN (` + keyList("?%d", 2) + `)`

	countRecentKeys = `SELECT count(*) FROM recent_keys`
	moveRecentKeys  = `INSERT OR IGNORE INTO signature_keys (hash, article) SELECT hash, article FROM recent_keys ORDER BY hash, article`
	emptyRecentKeys = `DELETE FROM recent_keys`

	// The first of the keys ?1 that so many articles have that reading them all
	// for each new one would take ever longer, as where an outlet puts the same
	// line under everything.
	selectCommon = `
		SELECT k.value FROM json_each(?1) k
		WHERE (SELECT count(*) FROM (
			SELECT 1 FROM signature_keys WHERE hash = k.value
			UNION ALL SELECT 1 FROM recent_keys WHERE hash = k.value LIMIT ?2)) = ?2 LIMIT 1`

	// The articles of collection ?2 other than ?1 that share at least ?3 keys.
	selectCandidates = `
		SELECT a.key, coalesce(c.story, 0), s.signature
		FROM (SELECT article FROM (
		        SELECT article FROM signature_keys WHERE hash IN (` + keyList("?%d", 4) + `)
		        UNION ALL SELECT article FROM recent_keys WHERE hash IN (` + keyList("?%d", 4) + `))
		      GROUP BY article HAVING count(*) >= ?3) k
		CROSS JOIN articles a ON a.key = k.article
		CROSS JOIN signatures s ON s.article = k.article
		LEFT JOIN copies c ON c.article = a.key
		WHERE a.key <> ?1 AND a.collection = ?2
		ORDER BY a.key`

	selectBody = `
		SELECT r.body FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision WHERE a.key = ?`

	selectStory   = `SELECT story FROM copies WHERE article = ?`
	selectMembers = `SELECT article FROM copies WHERE story = ? ORDER BY article`
	insertCopy    = `INSERT INTO copies (article, story) VALUES (?, ?)`
	moveStory     = `UPDATE copies SET story = ?2 WHERE story = ?1`
	deleteStory   = `DELETE FROM copies WHERE story = ?`
)

// keyList repeats a pattern for each key of a signature, numbering parameters
// from n.
func keyList(pattern string, n int) string {
	parts := make([]string, syndication.KeyCount)
	for i := range parts {
		parts[i] = fmt.Sprintf(pattern, n+i)
	}
	return strings.Join(parts, ", ")
}

// commonKey is how many articles a common key has at the least. Which keys are
// common makes no difference to what is found. Tests have it lower.
var commonKey = 500

// maxRecentKeys is how many keys may be among the recent ones after a batch:
// those of some 4,000 articles. Tests have it lower.
var maxRecentKeys = 1 << 16

// settleKeys moves the recent keys to the others when there are many. In their
// order, they change each page of the others once.
func (w *writer) settleKeys() error {
	var n int
	if err := w.queryRow(countRecentKeys).Scan(&n); err != nil || n <= maxRecentKeys {
		return err
	}
	if err := w.exec(moveRecentKeys); err != nil {
		return err
	}
	return w.exec(emptyRecentKeys)
}

func keysJSON(keys []uint32) string {
	b, err := json.Marshal(keys)
	if err != nil {
		panic(err) // numbers always can be written
	}
	return string(b)
}

// keyArgs are parameters followed by the keys of a signature.
func keyArgs(keys []uint32, first ...any) []any {
	for _, k := range keys {
		first = append(first, int64(k))
	}
	return first
}

// sign keeps the signature of an article.
func (w *writer) sign(key int64, s syndication.Signature) error {
	if err := w.exec(insertSignature, key, encodeSignature(s)); err != nil {
		return err
	}
	if keys := s.Keys(); keys != nil {
		return w.exec(insertKeys, keyArgs(keys, key)...)
	}
	return nil
}

// link puts an article, signed before and in no story yet, into one story with
// all its copies.
func (w *writer) link(key int64, collection corpus.Collection, text syndication.Text) error {
	signature := text.Signature()
	candidates, err := w.candidates(key, collection, signature)
	if err != nil {
		return err
	}
	story := int64(0)
	joined := map[int64]bool{}
	for _, c := range candidates {
		if joined[c.story] {
			continue
		}
		other, err := decodeSignature(c.signature)
		if err != nil {
			return err
		}
		copies, err := w.areCopies(signature, other, text, c.key)
		if err != nil {
			return err
		}
		if !copies {
			continue
		}
		if c.story == 0 {
			// A story bears the key of one of its articles; this one is in no
			// other, so that its key is free.
			c.story = c.key
			if err := w.exec(insertCopy, c.key, c.story); err != nil {
				return err
			}
		}
		if story == 0 {
			err = w.exec(insertCopy, key, c.story)
		} else {
			err = w.exec(moveStory, story, c.story)
		}
		if err != nil {
			return err
		}
		story = c.story
		joined[story] = true
	}
	return nil
}

// areCopies reports whether a text and that of another article, each with its
// signature, are copies.
func (w *writer) areCopies(signature, others syndication.Signature, text syndication.Text, other int64) (bool, error) {
	if !signature.Near(others) {
		return false, nil
	}
	t, err := w.text(other)
	return err == nil && text.CopyOf(t), err
}

// candidate is an article that may be a copy of another.
type candidate struct {
	key       int64
	story     int64 // 0 for none
	signature []byte
}

func (w *writer) candidates(key int64, collection corpus.Collection, s syndication.Signature) ([]candidate, error) {
	keys := s.Keys()
	if keys == nil {
		return nil, nil
	}
	shared := syndication.MinShared
	var common uint32
	switch err := w.queryRow(selectCommon, keysJSON(keys), commonKey).Scan(&common); {
	case err == nil:
		// Whoever shares two keys shares one besides that.
		i := slices.Index(keys, common)
		keys = slices.Clone(keys)
		keys[i], shared = keys[(i+1)%len(keys)], shared-1
	case !errors.Is(err, sql.ErrNoRows):
		return nil, err
	}
	rows, err := w.query(selectCandidates, keyArgs(keys, key, string(collection), shared)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var candidates []candidate
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.key, &c.story, &c.signature); err != nil {
			return nil, err
		}
		candidates = append(candidates, c)
	}
	return candidates, rows.Err()
}

// unlink takes an article out of its story and forgets its signature.
func (w *writer) unlink(key int64) error {
	signature, err := w.signature(key)
	if err != nil {
		return err
	}
	if keys := signature.Keys(); keys != nil {
		for _, statement := range []string{deleteKeys, deleteRecentKeys} {
			if err := w.exec(statement, keyArgs(keys, key)...); err != nil {
				return err
			}
		}
	}
	if err := w.exec(deleteSignature, key); err != nil {
		return err
	}
	delete(w.texts, key)

	var story int64
	err = w.queryRow(selectStory, key).Scan(&story)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	members, err := w.members(story)
	if err != nil {
		return err
	}
	if err := w.exec(deleteStory, story); err != nil {
		return err
	}
	return w.regroup(slices.DeleteFunc(members, func(m int64) bool { return m == key }))
}

// regroup puts articles that were one story into stories anew, after one that
// may have been what held them together has left.
func (w *writer) regroup(members []int64) error {
	story := map[int64]int64{}
	signatures := make([]syndication.Signature, len(members))
	for i, m := range members {
		signature, err := w.signature(m)
		if err != nil {
			return err
		}
		signatures[i] = signature
		text, err := w.text(m)
		if err != nil {
			return err
		}
		story[m] = m
		for j, earlier := range members[:i] {
			from, to := story[m], story[earlier]
			if from == to {
				continue
			}
			copies, err := w.areCopies(signature, signatures[j], text, earlier)
			if err != nil {
				return err
			}
			if !copies {
				continue
			}
			for _, n := range members[:i+1] {
				if story[n] == from {
					story[n] = to
				}
			}
		}
	}
	size := map[int64]int{}
	for _, m := range members {
		size[story[m]]++
	}
	for _, m := range members {
		if size[story[m]] > 1 {
			if err := w.exec(insertCopy, m, story[m]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) members(story int64) ([]int64, error) {
	rows, err := w.query(selectMembers, story)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []int64
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}

func (w *writer) signature(key int64) (syndication.Signature, error) {
	var b []byte
	if err := w.queryRow(selectSignature, key).Scan(&b); err != nil {
		return syndication.Signature{}, err
	}
	return decodeSignature(b)
}

// text returns the current body of an article, taken apart.
func (w *writer) text(key int64) (syndication.Text, error) {
	if t, ok := w.texts[key]; ok {
		return t, nil
	}
	var body string
	if err := w.queryRow(selectBody, key).Scan(&body); err != nil {
		return syndication.Text{}, err
	}
	t := syndication.Read(body)
	if len(w.texts) < maxTexts {
		w.texts[key] = t
	}
	return t, nil
}

// encodeSignature writes the hashes of a signature and the number of shingles
// in little-endian order.
func encodeSignature(s syndication.Signature) []byte {
	b := make([]byte, 0, binary.Size(s))
	for _, h := range s.Hashes {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return binary.LittleEndian.AppendUint32(b, s.Shingles)
}

func decodeSignature(b []byte) (syndication.Signature, error) {
	var s syndication.Signature
	if len(b) != binary.Size(s) {
		return s, fmt.Errorf("a signature has %d bytes: %w", len(b), ErrDamaged)
	}
	for i := range s.Hashes {
		s.Hashes[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	s.Shingles = binary.LittleEndian.Uint32(b[4*len(s.Hashes):])
	return s, nil
}

// selectCopies finds, for each of the wanted IDs ?2 in the collections ?1, the
// articles of its story, by copies_by_story. The earliest comes first, those
// without a date last.
const selectCopies = `
	SELECT w.id, m.id
	FROM json_each(?2) AS wanted
	CROSS JOIN articles w ON w.id = wanted.value
	JOIN copies wc ON wc.article = w.key
	JOIN copies mc ON mc.story = wc.story
	JOIN articles m ON m.key = mc.article
	WHERE w.collection IN (SELECT value FROM json_each(?1))
	  AND m.collection IN (SELECT value FROM json_each(?1))
	ORDER BY wanted.key, m.published ASC NULLS LAST, m.precision, m.id`

// Copies returns, for each of ids that has copies in the scope, the IDs of all
// articles of its story, itself among them: the earliest published first, those
// of unknown date last, then by ID.
func (s *Store) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID][]corpus.ArticleID, error) {
	stories := map[corpus.ArticleID][]corpus.ArticleID{}
	err := s.view(ctx, "find copies", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectCopies, scopeJSON(scope), idsJSON(ids))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var wanted, member corpus.ArticleID
			if err := rows.Scan(&wanted, &member); err != nil {
				return err
			}
			stories[wanted] = append(stories[wanted], member)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return stories, nil
}
