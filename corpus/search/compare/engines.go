package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en" // the analyzer "en"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	sitrep "sitrep/corpus/search"
)

const (
	wanted    = 50                    // hits
	settling  = 50 * time.Millisecond // between two looks at whether an engine's merges have ended
	titleGain = 2                     // a word of a title counts for so many of a body, where an engine can
)

// engine is a full-text index of passages, each with its article's title.
type engine interface {
	add(articles []corpus.Article) error
	// settle returns when the engine has done what it does in the background.
	settle() error
	// search returns the numbers of the passages with any of the words that
	// match best, best first.
	search(words []string) ([]int, error)
	close() error
}

// engines are what can be compared, by name. They may write in the folder.
var engines = map[string]func(dir string) (engine, error){
	"sitrep":       newSitrep,
	"bleve":        func(dir string) (engine, error) { return newBleve(dir, "text", "text") },
	"bleve-fields": func(dir string) (engine, error) { return newBleve(dir, "title", "body") },
	"fts5":         newFTS5,
}

// sitrepEngine is the product's own, in memory.
type sitrepEngine struct {
	index *sitrep.Index
	idle  int // goroutines of the process while nothing is merged
}

func newSitrep(string) (engine, error) {
	return &sitrepEngine{sitrep.New(analysis.New(alias.Default())), runtime.NumGoroutine()}, nil
}

func (e *sitrepEngine) add(articles []corpus.Article) error {
	e.index.PutAll(articles)
	return nil
}

// settle waits for the only goroutine that an index has, which ends when it has
// nothing more to merge.
func (e *sitrepEngine) settle() error {
	for runtime.NumGoroutine() > e.idle {
		time.Sleep(settling)
	}
	return nil
}

func (e *sitrepEngine) search(words []string) ([]int, error) {
	r, err := e.index.Search(context.Background(), sitrep.Query{
		Scope: corpus.NewScope(corpus.Public), Text: strings.Join(words, " "), Limit: wanted,
	})
	if err != nil {
		return nil, err
	}
	out := make([]int, len(r.Hits))
	for i, h := range r.Hits {
		n, err := strconv.ParseInt(string(h.Article), 16, 64)
		if err != nil {
			return nil, err
		}
		out[i] = passageNumber(int(n), h.Passage.Ordinal)
	}
	return out, nil
}

func (e *sitrepEngine) close() error {
	e.index.Close()
	return nil
}

// bleveEngine is bleve's default index, on disk, with its English analyzer and
// its default scorer. Texts are not stored beside the index, which would only
// slow it down.
type bleveEngine struct {
	index  bleve.Index
	fields []string
}

// newBleve indexes titles and bodies in the fields named, which may be the same
// one: that makes less work of a query, but lets no title count for more.
func newBleve(dir, title, body string) (engine, error) {
	field := func(name string) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Name, f.Analyzer = name, "en"
		f.Store, f.DocValues, f.IncludeInAll = false, false, false
		return f
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping.AddFieldMappingsAt("title", field(title))
	m.DefaultMapping.AddFieldMappingsAt("body", field(body))
	index, err := bleve.New(filepath.Join(dir, "bleve"), m)
	if err != nil {
		return nil, err
	}
	e := &bleveEngine{index: index, fields: []string{body}}
	if title != body {
		e.fields = []string{title, body}
	}
	return e, nil
}

func (e *bleveEngine) add(articles []corpus.Article) error {
	b := e.index.NewBatch()
	for _, a := range articles {
		for _, p := range a.Passages {
			id := string(a.ID) + ":" + strconv.Itoa(p.Ordinal)
			if err := b.Index(id, map[string]any{"title": a.Title, "body": a.Text(p.Span)}); err != nil {
				return err
			}
		}
	}
	return e.index.Batch(b)
}

func (e *bleveEngine) settle() error {
	for {
		stats, ok := e.index.StatsMap()["index"].(map[string]any)
		if !ok {
			return fmt.Errorf("bleve does not say whether it is at rest")
		}
		if active, ok := stats["index_bgthreads_active"].(bool); ok && !active {
			return nil
		}
		time.Sleep(settling)
	}
}

func (e *bleveEngine) search(words []string) ([]int, error) {
	var asked []query.Query
	for _, field := range e.fields {
		q := bleve.NewMatchQuery(strings.Join(words, " "))
		q.SetField(field)
		if field == "title" {
			q.SetBoost(titleGain)
		}
		asked = append(asked, q)
	}
	q := asked[0]
	if len(asked) > 1 {
		q = bleve.NewDisjunctionQuery(asked...)
	}
	r, err := e.index.Search(bleve.NewSearchRequestOptions(q, wanted, 0, false))
	if err != nil {
		return nil, err
	}
	out := make([]int, len(r.Hits))
	for i, h := range r.Hits {
		var article, ordinal int
		if _, err := fmt.Sscanf(h.ID, "%x:%d", &article, &ordinal); err != nil {
			return nil, fmt.Errorf("read the ID %q: %w", h.ID, err)
		}
		out[i] = passageNumber(article, ordinal)
	}
	return out, nil
}

func (e *bleveEngine) close() error { return e.index.Close() }

// fts5Engine is SQLite's full-text index. It has no stop words, so that it also
// indexes what the others leave out; no query asks for those.
type fts5Engine struct {
	db *sql.DB
	in *sql.Stmt
	q  *sql.Stmt
}

func newFTS5(dir string) (engine, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "fts5.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-262144)&_pragma=mmap_size(4294967296)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	e := &fts5Engine{db: db}
	if _, err := db.Exec(`CREATE VIRTUAL TABLE passages USING fts5(title, body, content='', tokenize='porter unicode61')`); err != nil {
		return nil, err
	}
	if e.in, err = db.Prepare(`INSERT INTO passages (rowid, title, body) VALUES (?, ?, ?)`); err != nil {
		return nil, err
	}
	e.q, err = db.Prepare(`SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?`)
	return e, err
}

func (e *fts5Engine) add(articles []corpus.Article) error {
	tx, err := e.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing once it is committed
	in := tx.Stmt(e.in)
	for _, a := range articles {
		n, err := strconv.ParseInt(string(a.ID), 16, 64)
		if err != nil {
			return err
		}
		for _, p := range a.Passages {
			if _, err := in.Exec(passageNumber(int(n), p.Ordinal), a.Title, a.Text(p.Span)); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// settle merges the index into one, which SQLite would not do by itself: the
// best case for its queries.
func (e *fts5Engine) settle() error {
	if _, err := e.db.Exec(`INSERT INTO passages (passages) VALUES ('optimize')`); err != nil {
		return err
	}
	_, err := e.db.Exec(fmt.Sprintf(`INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(%d, 1)')`, titleGain))
	return err
}

func (e *fts5Engine) search(words []string) ([]int, error) {
	rows, err := e.q.Query(`"`+strings.Join(words, `" OR "`)+`"`, wanted)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]int, 0, wanted)
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

func (e *fts5Engine) close() error { return e.db.Close() }
