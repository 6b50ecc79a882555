package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/sqlite"
	"sitrep/corpus/store/wordings"
)

// Status says what storing an article did.
type Status string

// What storing an article can do.
const (
	Added     Status = "added"     // it is new
	Unchanged Status = "unchanged" // it was there, with the same text
	Revised   Status = "revised"   // it was there with another text, which is kept as an older revision
	Refused   Status = "refused"   // the server's quota has no room for it: what was there stays as it was
)

// PutResult says what became of an article that was put.
type PutResult struct {
	ID     corpus.ArticleID
	Status Status
}

// Put stores one article; see [Store.PutAll].
func (s *Store) Put(ctx context.Context, a corpus.Article) (PutResult, error) {
	results, err := s.PutAll(ctx, []corpus.Article{a})
	if err != nil {
		return PutResult{}, err
	}
	return results[0], nil
}

// PutAll stores a batch of articles in their order: all of them that the [Quota]
// of their collection has room for. It fails for one that [Check] refuses before
// it stores any. The Revision of an article is counted here; what the caller has
// set is ignored.
//
// An article whose ID is known becomes a new revision if anything but its File
// differs from the current one, with two exceptions, both so that files which
// hold the same article can be read in any order and again and again:
//
//   - With the same title and body from another file, the revision stays, and
//     the rest is kept as it stands in the file whose name sorts first.
//   - A text that the article had before, in another file than its current
//     text, is not news.
//
// A hundred or a few hundred articles make a good batch, which mostly is one
// transaction. One that takes longer than other writers are to wait is carried
// on in another, and they have their turn between. Where a later one fails, or
// the context ends, PutAll returns the results of those that are stored with the
// error.
func (s *Store) PutAll(ctx context.Context, articles []corpus.Article) ([]PutResult, error) {
	if len(articles) == 0 {
		return nil, ctx.Err()
	}
	for _, a := range articles {
		if err := corpus.Check(a); err != nil {
			return nil, err
		}
	}
	batch, err := s.prepare(ctx, articles)
	if err != nil {
		return nil, err
	}
	results := make([]PutResult, 0, len(articles))
	settle := false
	for len(results) < len(articles) || settle {
		if len(results) > 0 {
			if err := s.pause(ctx); err != nil && len(results) == len(articles) {
				return results, nil // the rest can wait for the next batch
			} else if err != nil {
				return results, err
			}
		}
		var stored []PutResult
		err := s.updatePart(ctx, "store articles", func(tx *sql.Tx) error {
			w := s.newWriter(tx, &s.compared)
			defer w.Close()
			w.quota, w.topics = s.quota, s.topics
			if err := w.foresee(batch[len(results):]); err != nil {
				return err
			}
			turn := s.turn()
			for i := len(results); i < len(batch); i++ {
				if len(stored) > 0 && turn() {
					break
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				status, err := w.put(&batch[i])
				if err != nil {
					return fmt.Errorf("article %s: %w", batch[i].ID, err)
				}
				stored = append(stored, PutResult{batch[i].ID, status})
			}
			if len(stored) > 0 {
				n, err := w.CountRecentKeys()
				settle = n > wordings.MaxRecentKeys
				return err
			}
			var err error
			settle, err = w.SettleKeys()
			return err
		})
		if err != nil {
			return results, err
		}
		results = append(results, stored...)
	}
	return results, nil
}

const (
	// longestTurn is how long a transaction goes on taking articles. Nobody who
	// writes is to wait for 200 ms, and an article and the commit come on top.
	longestTurn = 120 * time.Millisecond

	// betweenTurns is how long the store is left to others between two of them:
	// twice as long as those wait who try again.
	betweenTurns = 2 * sqlite.BeginAgain
)

// timedTurn returns what tells whether a transaction that begins now has lasted
// long enough.
func timedTurn() func() bool {
	begun := time.Now()
	return func() bool { return time.Since(begun) >= longestTurn }
}

// pause leaves the store to others. On a server, they wait in line with who goes on.
func (s *Store) pause(ctx context.Context) error {
	if s.engine.Remote() {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(betweenTurns):
		return nil
	}
}

// Statements on articles, revisions and passages that write. Each finds its row
// by the primary key or by the unique id.
const (
	selectCurrent = `
		SELECT a.key, a.collection, a.status, a.revision, a.terms, r.hash, r.file, r.title, r.body,
			octet_length(r.outlet) + octet_length(r.url) + octet_length(r.file) + octet_length(r.byline)
			+ octet_length(r.language) + octet_length(r.origin)
		FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.id = ?`
	selectHadHash = `SELECT EXISTS (SELECT 1 FROM revisions WHERE article = ? AND hash = ?)`
	insertArticle = `
		INSERT INTO articles (id, collection, revision, published, precision, outlet, title, bytes, terms, wording, story)
		VALUES (` + asArticle + `) RETURNING key`
	insertArticleAs = `
		INSERT INTO articles (id, collection, revision, published, precision, outlet, title, bytes, terms, wording, story, key)
		VALUES (` + asArticle + `, ?10)`
	asArticle     = `?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT story FROM wordings WHERE key = ?9)`
	weighArticle  = `UPDATE articles SET bytes = bytes + ?, terms = ? WHERE key = ?`
	updateArticle = `
		UPDATE articles SET revision = ?, published = ?, precision = ?, outlet = ?, title = ? WHERE key = ?`
	insertRevision = `
		INSERT INTO revisions (article, revision, hash, title, title_derived, outlet, url, file, byline,
		                       language, published, precision, ahead, origin, sentences, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updateRevision = `
		UPDATE revisions SET hash = ?, title_derived = ?, outlet = ?, url = ?, file = ?, byline = ?,
		                     language = ?, published = ?, precision = ?, ahead = ?, origin = ?
		WHERE article = ? AND revision = ?`
	selectCurrentContent = `
		SELECT ` + description + `, ` + content + `
		FROM articles a JOIN revisions r ON r.article = a.key WHERE a.key = ? AND r.revision = ?`
	deleteRevision = `DELETE FROM revisions WHERE article = ? AND revision = ?` // its passages with it
	insertPassage  = `
		INSERT INTO passages (article, revision, ordinal, start, "end", first, last) VALUES (?, ?, ?, ?, ?, ?, ?)`
	// Where each statement is a way to a server, all at once.
	insertPassageArrays = `
		INSERT INTO passages (article, revision, ordinal, start, "end", first, last)
		SELECT ?1, ?2, * FROM unnest(?3::bigint[], ?4::bigint[], ?5::bigint[], ?6::bigint[], ?7::bigint[])`
	insertPassages = insertPassage + `,
		(?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?),
		(?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)` // passagesAtOnce of them
)

// current is what is stored of an article that is put again.
type current struct {
	key         int64
	collection  corpus.Collection
	status      string
	revision    int
	terms       int64
	hash        []byte
	file        string
	title, body string
	described   int64
}

func (w *writer) put(a *incoming) (Status, error) {
	hash, terms := a.hash, a.terms
	var c current
	err := sql.ErrNoRows
	if !w.absent[a.ID] {
		err = w.QueryRow(selectCurrent, string(a.ID)).
			Scan(&c.key, &c.collection, &c.status, &c.revision, &c.terms, &c.hash, &c.file, &c.title, &c.body, &c.described)
	}
	if errors.Is(err, sql.ErrNoRows) {
		more := Holding{1, weight(a.Article), terms}
		if fits, err := w.room(a.Collection, more); err != nil || !fits {
			return Refused, err
		}
		return Added, w.add(a, more)
	}
	if err != nil {
		return "", err
	}
	if c.collection != a.Collection {
		return "", errors.New("its ID is taken by an article of another collection")
	}
	if slices.Equal(hash, c.hash) {
		if repaired, err := w.repair(c, a); err != nil || repaired {
			return Unchanged, err
		}
	}
	if c.title == a.Title && c.body == a.Body && (a.File != c.file || slices.Equal(hash, c.hash)) {
		if cmp.Compare(a.File, c.file) < 0 {
			longer := described(a.Article) - c.described
			if fits, err := w.room(a.Collection, Holding{Bytes: longer}); err != nil || !fits {
				return Refused, err
			}
			if err := w.Exec(weighArticle, longer, c.terms, c.key); err != nil {
				return "", err
			}
			return Unchanged, w.redescribe(c, a)
		}
		return Unchanged, nil
	}
	if a.File != c.file {
		var had bool
		if err := w.QueryRow(selectHadHash, c.key, hash).Scan(&had); err != nil || had {
			return Unchanged, err
		}
	}
	if c.status != live { // it is not indexed
		terms = 0
	}
	more := Holding{Bytes: weight(a.Article), Terms: terms - c.terms}
	if fits, err := w.room(a.Collection, more); err != nil || !fits {
		return Refused, err
	}
	if err := w.Exec(weighArticle, more.Bytes, terms, c.key); err != nil {
		return "", err
	}
	return Revised, w.revise(c, a)
}

func (w *writer) add(a *incoming, h Holding) error {
	delete(w.absent, a.ID)
	published, precision := dateColumns(a.Published)
	wording, err := w.Word(a.wording())
	if err != nil {
		return err
	}
	args := []any{string(a.ID), string(a.Collection), published, precision,
		strings.ToLower(a.Outlet), strings.ToLower(a.Title), h.Bytes, h.Terms, wording}
	var key int64
	if len(w.keys) > 0 {
		key, w.keys = w.keys[0], w.keys[1:]
		err = w.Exec(insertArticleAs, append(args, key)...)
	} else {
		err = w.QueryRow(insertArticle, args...).Scan(&key)
	}
	if err != nil {
		return err
	}
	if err := w.insert(key, 1, a); err != nil {
		return err
	}
	if err := w.addTitle(key, a.Title); err != nil {
		return err
	}
	return w.logChange(a.ID, a.Collection, a.hash)
}

// revise adds a revision and makes it the current one.
func (w *writer) revise(c current, a *incoming) error {
	if err := w.insert(c.key, c.revision+1, a); err != nil {
		return err
	}
	if err := w.describe(c.key, c.revision+1, a.Article); err != nil {
		return err
	}
	if c.status == live && c.body != a.Body {
		if err := w.Reword(c.key, a.wording()); err != nil {
			return err
		}
	}
	return w.logChange(a.ID, a.Collection, a.hash)
}

// repair puts the current revision back as it was stored, where that is damaged,
// from the same article that has come in again.
func (w *writer) repair(c current, a *incoming) (bool, error) {
	_, _, err := scanContent(w.QueryRow(selectCurrentContent, c.key, c.revision))
	if damage := (Damage{}); err == nil || !errors.As(err, &damage) {
		return false, err
	}
	if err := w.Exec(deleteRevision, c.key, c.revision); err != nil {
		return false, err
	}
	if err := w.insert(c.key, c.revision, a); err != nil {
		return false, err
	}
	if err := w.describe(c.key, c.revision, a.Article); err != nil {
		return false, err
	}
	return true, w.logChange(a.ID, c.collection, a.hash)
}

// redescribe replaces all but the title and body of the current revision.
func (w *writer) redescribe(c current, a *incoming) error {
	published, precision := dateColumns(a.Published)
	err := w.Exec(updateRevision, a.hash, a.TitleDerived, a.Outlet, a.URL, a.File, a.Byline, a.Language,
		published, precision, a.Published.Ahead, string(a.Origin), c.key, c.revision)
	if err != nil {
		return err
	}
	if err := w.describe(c.key, c.revision, a.Article); err != nil {
		return err
	}
	if err := w.topic(c.key, a); err != nil {
		return err
	}
	return w.logChange(a.ID, a.Collection, a.hash)
}

// describe repeats in articles what lists need of the current revision.
func (w *writer) describe(key int64, revision int, a corpus.Article) error {
	published, precision := dateColumns(a.Published)
	err := w.Exec(updateArticle, revision, published, precision,
		strings.ToLower(a.Outlet), strings.ToLower(a.Title), key)
	if err != nil {
		return err
	}
	return w.keepTitle(key, a.Title)
}

func (w *writer) insert(key int64, revision int, a *incoming) error {
	published, precision := dateColumns(a.Published)
	err := w.Exec(insertRevision, key, revision, a.hash, a.Title, a.TitleDerived, a.Outlet, a.URL, a.File, a.Byline,
		a.Language, published, precision, a.Published.Ahead, string(a.Origin), encodeSentences(a.Sentences), a.Body)
	if err != nil {
		return err
	}
	if err := w.insertPassages(key, revision, a.Passages); err != nil {
		return err
	}
	return w.topic(key, a)
}

// passagesAtOnce is how many passages one statement inserts, which costs half of
// one for each.
const passagesAtOnce = 8

func (w *writer) insertPassages(key int64, revision int, passages []corpus.Passage) error {
	if w.remote {
		var columns [5][]int64
		for _, p := range passages {
			for i, n := range []int{p.Ordinal, p.Start, p.End, p.First, p.Last} {
				columns[i] = append(columns[i], int64(n))
			}
		}
		return w.Exec(insertPassageArrays, key, revision, columns[0], columns[1], columns[2], columns[3], columns[4])
	}
	for len(passages) > 0 {
		statement, n := insertPassages, passagesAtOnce
		if len(passages) < n {
			statement, n = insertPassage, 1
		}
		args := make([]any, 0, 7*n)
		for _, p := range passages[:n] {
			args = append(args, key, revision, p.Ordinal, p.Start, p.End, p.First, p.Last)
		}
		if err := w.Exec(statement, args...); err != nil {
			return err
		}
		passages = passages[n:]
	}
	return nil
}

// dateColumns gives the columns published and precision.
func dateColumns(d corpus.Date) (published sql.NullInt64, precision int) {
	return sql.NullInt64{Int64: d.Time.Unix(), Valid: d.Known()}, int(d.Precision)
}

// contentHash tells revisions of an article apart, and whether one is as it was
// stored: it covers everything that readers see of it, and neither the file that
// it was read from nor how it is cut into sentences.
func contentHash(a corpus.Article) []byte {
	h := sha256.New()
	var n [8]byte
	field := func(s string) {
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	a.Published.Time = a.Published.Time.UTC() // as it comes back from the store
	for _, s := range []string{a.Title, a.Outlet, a.URL, a.Byline, a.Language,
		fmt.Sprint(a.TitleDerived), a.Published.String(), a.Published.Precision.String(), string(a.Origin), a.Body} {
		field(s)
	}
	return h.Sum(nil)[:16]
}
