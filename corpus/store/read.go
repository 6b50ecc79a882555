package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/wordings"
)

// Statements that read articles. Articles are found by their unique id, their
// revisions and passages by primary key, lists by articles_by_date and
// articles_by_outlet. Parameter ?1 is the list of collections that the reader may
// see, as JSON, unless a statement says otherwise.
const (
	description = `
		a.key, a.id, a.collection, r.revision, r.title, r.title_derived, r.outlet, r.url, r.file,
		r.byline, r.language, r.published, r.precision, r.ahead, r.origin`
	content = `r.hash, r.sentences, r.body`
	// With its passages, in one column: what belongs to each article in a statement of its
	// own takes longer than the articles.
	whole = content + `, (
		SELECT string_agg(p.ordinal || ' ' || p.start || ' ' || p."end" || ' ' || p.first || ' ' || p.last, ' ')
		FROM passages p WHERE p.article = r.article AND p.revision = r.revision)`

	// In no order: SQLite would sort whole articles, on disk where they are many.
	selectArticles = `SELECT ` + description + `, ` + whole + wanted
	selectTexts    = `SELECT ` + description + `, ` + content + `, NULL` + wanted
	wanted         = `
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.status = 'live' AND a.collection IN (SELECT value FROM json_each(?1))`

	selectRevision = `
		SELECT ` + description + `, ` + whole + `
		FROM articles a
		JOIN revisions r ON r.article = a.key
		WHERE a.id = ?2 AND r.revision = ?3 AND a.collection IN (SELECT value FROM json_each(?1))`

	countList   = `SELECT count(*) FROM articles WHERE collection IN (SELECT value FROM json_each(?1)) AND status = 'live'`
	countOutlet = countList + ` AND outlet = ?2`

	// Of one collection.
	listed       = `SELECT key, id, published, precision FROM articles WHERE collection = ?1 AND status = 'live'`
	newestFirst  = ` ORDER BY published DESC NULLS LAST, precision DESC, id LIMIT ?2`
	selectList   = listed + newestFirst
	selectOutlet = listed + ` AND outlet = ?3` + newestFirst

	selectDays = listed + ` AND published >= ?3 AND published < ?4 AND precision >= 3` + newestFirst

	selectDescriptions = `
		SELECT ` + description + `
		FROM json_each(?1) AS wanted
		CROSS JOIN articles a ON a.key = CAST(wanted.value AS BIGINT)
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		ORDER BY wanted.key`
)

// live is the status of the articles that readers find.
const live = "live"

// Articles returns the current revisions of the articles that the scope shows,
// in the order of ids. What is damaged is left out; see [Store.OnDamage].
func (s *Store) Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	var articles []corpus.Article
	err := s.View(within(ctx, scope), "read articles", func(tx *sql.Tx) (err error) {
		articles, err = s.readArticles(postgres.Single(ctx), tx, selectArticles, ScopeJSON(scope), idsJSON(ids))
		return err
	})
	return shown(scope, inOrder(ids, articles)), err
}

// textsAtOnce is how many articles are read on one connection, and textReaders how many
// connections one call of [Store.Texts] reads on.
const (
	textsAtOnce = 256
	textReaders = 4
)

// Texts returns what Articles does, without their passages, which takes about half of the time.
func (s *Store) Texts(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	parts := slices.Collect(slices.Chunk(ids, textsAtOnce))
	read := make([][]corpus.Article, len(parts))
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(textReaders)
	for i, part := range parts {
		readers.Go(func() error {
			return s.View(within(ctx, scope), "read articles", func(tx *sql.Tx) error {
				texts, damaged, err := s.readContent(postgres.Single(ctx), tx, selectTexts, ScopeJSON(scope), idsJSON(part))
				s.noteDamage(nil, damaged) // what is intact may have damaged passages
				read[i] = inOrder(part, texts)
				return err
			})
		})
	}
	err := readers.Wait()
	return shown(scope, slices.Concat(read...)), err
}

// inOrder returns the articles of ids, in their order, of those that were read in any.
func inOrder(ids []corpus.ArticleID, read []corpus.Article) []corpus.Article {
	at := make(map[corpus.ArticleID]int, len(read))
	for i, a := range read {
		at[a.ID] = i
	}
	var out []corpus.Article
	for _, id := range ids {
		if i, ok := at[id]; ok {
			out = append(out, read[i])
		}
	}
	return out
}

// shown returns those of some articles that a scope shows.
func shown(scope corpus.Scope, articles []corpus.Article) []corpus.Article {
	return slices.DeleteFunc(articles, func(a corpus.Article) bool { return !scope.Shows(a.ID, a.Outlet) })
}

// Revision returns one revision of an article in the scope, current or not. It
// fails with [corpus.ErrNotFound] where there is none, and with [ErrChecksum]
// where it is damaged.
func (s *Store) Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error) {
	var articles []corpus.Article
	err := s.View(within(ctx, scope), "read a revision", func(tx *sql.Tx) error {
		intact, damaged, err := s.readContent(postgres.Single(ctx), tx, selectRevision, ScopeJSON(scope), string(id), revision)
		if err == nil && len(damaged) > 0 {
			err = damaged[0]
		}
		articles = intact
		s.noteDamage(intact, damaged)
		return err
	})
	if err != nil {
		return corpus.Article{}, err
	}
	if len(articles) == 0 {
		return corpus.Article{}, fmt.Errorf("revision %d of article %s: %w", revision, id, corpus.ErrNotFound)
	}
	return articles[0], nil
}

// ListOptions narrow a list of articles.
type ListOptions struct {
	Outlet string // only this outlet, whatever the letter case; empty for all
	Limit  int    // at most this many; 0 for all
	Offset int    // leave out so many from the start
}

// List returns articles of the scope without their text, sentences and
// passages: the newest first, those without a date last, then by ID. It also
// returns how many there are without Limit and Offset.
func (s *Store) List(ctx context.Context, scope corpus.Scope, o ListOptions) ([]corpus.Article, int, error) {
	return s.list(ctx, s.read, scope, o, true)
}

func (s *Store) list(ctx context.Context, db *sql.DB, scope corpus.Scope, o ListOptions, count bool) ([]corpus.Article, int, error) {
	outlet := strings.ToLower(o.Outlet)
	limit := math.MaxInt64 // all
	if o.Limit > 0 {
		limit = o.Limit + o.Offset
	}
	var articles []corpus.Article
	total := 0
	err := s.viewOn(within(ctx, scope), db, "list articles", func(tx *sql.Tx) error {
		counting, listing := countList, selectList
		counted, of := []any{ScopeJSON(scope)}, []any(nil)
		if outlet != "" {
			counting, listing = countOutlet, selectOutlet
			counted, of = append(counted, outlet), []any{outlet}
		}
		if count {
			if err := tx.QueryRowContext(ctx, counting, counted...).Scan(&total); err != nil {
				return err
			}
		}
		// Collections are read one by one, each in the order of its index, since
		// SQLite would sort all that two hold together.
		var found []place
		for _, c := range scope.Collections() {
			some, err := placesIn(ctx, tx, listing, append([]any{string(c), limit}, of...)...)
			if err != nil {
				return err
			}
			found = append(found, some...)
		}
		slices.SortFunc(found, comparePlaces)
		found = found[min(o.Offset, len(found)):]
		if o.Limit > 0 {
			found = found[:min(o.Limit, len(found))]
		}
		var err error
		articles, err = describePlaces(ctx, tx, found)
		return err
	})
	return articles, total, err
}

// Published returns the articles of the scope that were published on one of some
// days, both included: the newest first, at most so many. An article whose day is
// not known is on none.
func (s *Store) Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error) {
	var found []place
	err := s.View(within(ctx, scope), "list the articles of some days", func(tx *sql.Tx) error {
		for _, c := range scope.Collections() {
			some, err := placesIn(ctx, tx, selectDays, string(c), limit, first.Time.Unix(), last.End().Unix())
			if err != nil {
				return err
			}
			found = append(found, some...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, comparePlaces)
	ids := make([]corpus.ArticleID, min(limit, len(found)))
	for i := range ids {
		ids[i] = found[i].id
	}
	return ids, nil
}

// placesIn runs a query that selects places.
func placesIn(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]place, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.key, &p.id, &p.published, &p.precision); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, rows.Err()
}

// describePlaces reads what lists show of the articles in some places.
func describePlaces(ctx context.Context, tx *sql.Tx, places []place) ([]corpus.Article, error) {
	if len(places) == 0 {
		return nil, nil
	}
	keys := make([]int64, len(places))
	for i, p := range places {
		keys[i] = p.key
	}
	wanted, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, selectDescriptions, string(wanted))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	articles := make([]corpus.Article, 0, len(places))
	for rows.Next() {
		var r articleRow
		if err := rows.Scan(r.description()...); err != nil {
			return nil, err
		}
		articles = append(articles, r.article())
	}
	return articles, rows.Err()
}

// readArticles runs a query that selects description and whole, and returns
// the articles that are as they were stored.
func (s *Store) readArticles(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]corpus.Article, error) {
	articles, damaged, err := s.readContent(ctx, tx, query, args...)
	if err == nil {
		s.noteDamage(articles, damaged)
	}
	return articles, err
}

// readContent is readArticles that tells what is not as it was stored, too.
func (s *Store) readContent(ctx context.Context, tx *sql.Tx, query string, args ...any) (intact []corpus.Article, damaged []Damage, err error) {
	rows, err := s.readRows(ctx, tx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var packed sql.RawBytes
		_, a, err := scanContent(rows, &packed)
		if err == nil && query != selectTexts { // which reads no passages
			a.Passages = unpackPassages(packed)
			if fault := corpus.CheckPassages(a.Sentences, a.Passages); fault != nil {
				err = newDamage(a, fault)
			}
		}
		var d Damage
		switch {
		case errors.As(err, &d):
			damaged = append(damaged, d)
		case err != nil:
			return nil, nil, err
		default:
			intact = append(intact, a)
		}
	}
	return intact, damaged, rows.Err()
}

// scanContent reads a row of description, content and what more there is. Its error is a
// [Damage] where that is not as it was stored.
func scanContent(rows wordings.Row, more ...any) (key int64, _ corpus.Article, _ error) {
	var r articleRow
	var hash, sentences []byte
	var body string
	if err := rows.Scan(append(append(r.description(), &hash, &sentences, &body), more...)...); err != nil {
		return 0, corpus.Article{}, err
	}
	a := r.article()
	a.Body = body
	if !bytes.Equal(contentHash(a), hash) {
		return r.key, a, newDamage(a, errors.New("its text is not what was stored"))
	}
	var err error
	if a.Sentences, err = decodeSentences(sentences, len(body)); err != nil {
		return r.key, a, newDamage(a, err)
	}
	return r.key, a, nil
}

// unpackPassages reads the last column of whole.
func unpackPassages(packed []byte) (passages []corpus.Passage) {
	var n []int
	for field := range bytes.FieldsSeq(packed) {
		i, _ := strconv.Atoi(string(field)) // a number, whole writes no others
		if n = append(n, i); len(n) == 5 {
			passages = append(passages, corpus.Passage{Ordinal: n[0], Span: corpus.Span{Start: n[1], End: n[2]}, First: n[3], Last: n[4]})
			n = n[:0]
		}
	}
	slices.SortStableFunc(passages, func(p, q corpus.Passage) int { return cmp.Compare(p.Ordinal, q.Ordinal) })
	return passages
}

// articleRow receives the columns of description.
type articleRow struct {
	key       int64
	a         corpus.Article
	published sql.NullInt64
	precision int
	ahead     int // of UTC, in minutes
}

func (r *articleRow) description() []any {
	return slices.Grow([]any{&r.key, &r.a.ID, &r.a.Collection, &r.a.Revision, &r.a.Title, &r.a.TitleDerived,
		&r.a.Outlet, &r.a.URL, &r.a.File, &r.a.Byline, &r.a.Language, &r.published, &r.precision, &r.ahead, &r.a.Origin}, 4)
}

func (r *articleRow) article() corpus.Article {
	if r.published.Valid {
		r.a.Published = corpus.Date{Time: time.Unix(r.published.Int64, 0).UTC(), Precision: corpus.Precision(r.precision), Ahead: r.ahead}
	}
	return r.a
}

// ScopeJSON writes the collections of a scope as a parameter for json_each.
func ScopeJSON(scope corpus.Scope) string {
	collections := scope.Collections()
	if collections == nil {
		return "[]"
	}
	return toJSON(collections)
}

func idsJSON(ids []corpus.ArticleID) string {
	if ids == nil {
		return "[]"
	}
	return toJSON(ids)
}

// toJSON writes a list of strings, which always succeeds.
func toJSON[T ~string](list []T) string {
	b, err := json.Marshal(list)
	if err != nil {
		panic("store: a list of strings has no JSON: " + err.Error())
	}
	return string(b)
}
