package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/store/sqlite"
)

// Bounds on what is kept of a title, and on what is looked at to find some.
const (
	maxStarts = 20 // words of a title that it is found by; headlines have ten
	maxRest   = 32 // bytes of each and what follows: by then few titles go on alike

	// mostTitles is how many titles are looked at, in each of two ways, for what
	// has been typed. That takes a millisecond, whatever the archive's size.
	mostTitles = 100
)

// Statements on titles. Those that begin as was typed are found by title_words,
// by primary key; the newest by articles_by_date.
const (
	selectTitled = `
		SELECT a.key, a.id, a.published, a.precision, a.title
		FROM title_words w CROSS JOIN articles a ON a.key = w.article
		WHERE w.collection = ?1 AND w.rest >= ?2 AND w.rest < ?3
		  AND a.status = 'live' AND a.collection = w.collection
		ORDER BY w.rest, w.article LIMIT ?4`
	dropTitle   = `DELETE FROM title_words WHERE article = ?`
	insertTitle = `
		INSERT INTO title_words (collection, rest, article)
		SELECT a.collection, w.value, a.key FROM articles a CROSS JOIN json_each(?2) w ON true WHERE a.key = ?1 AND a.status = 'live'`
	selectNewestTitles = `
		SELECT key, id, published, precision, title FROM articles
		WHERE collection = ?1 AND status = 'live'
		ORDER BY published DESC NULLS LAST, precision DESC, id LIMIT ?2`
)

// keepTitle keeps the words of a title where the schema can't.
func (w *writer) keepTitle(key int64, title string) error {
	if !w.remote {
		return nil
	}
	return errors.Join(w.Exec(dropTitle, key), w.addTitle(key, title))
}

// addTitle is keepTitle for a new article.
func (w *writer) addTitle(key int64, title string) error {
	if !w.remote {
		return nil
	}
	return w.Exec(insertTitle, key, toJSON(titleStarts(strings.ToLower(title))))
}

func init() {
	// For the schema, which calls it on each new or changed title.
	sqlite.Function("title_starts", func(title driver.Value) (driver.Value, error) {
		text, ok := title.(string)
		if !ok {
			return nil, fmt.Errorf("title_starts of a %T", title)
		}
		return toJSON(titleStarts(text)), nil
	})
}

// Titled returns articles of the scope, without their text, whose title has
// words that go on as has been typed, whatever the case, accents and
// punctuation: the newest first, those without a date last, then by ID; at most
// limit of them. Where nothing has been typed, it returns the newest.
//
// It looks at a bounded number of titles, so that it takes next to no time:
// where many fit, those are returned that are among the newest of all articles,
// or whose words are first in the alphabet.
func (s *Store) Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	if limit <= 0 {
		return nil, nil
	}
	typed = fold.Name(typed)
	if typed == "" {
		articles, _, err := s.list(ctx, s.keyed, scope, ListOptions{Limit: limit}, false)
		return articles, err
	}
	from := cutRest(typed)
	to := from + string(unicode.MaxRune) // which no word has
	var articles []corpus.Article
	err := s.viewOn(within(ctx, scope), s.keyed, "find titles", func(tx *sql.Tx) error {
		var found []place
		for _, c := range scope.Collections() {
			rest := typed
			if len(typed) <= maxRest {
				rest = "" // the index has seen to it
			}
			some, looked, err := titled(ctx, tx, rest, selectTitled, string(c), from, to, mostTitles)
			if err != nil {
				return err
			}
			found = append(found, some...)
			if looked < mostTitles {
				continue // that was all of them
			}
			some, _, err = titled(ctx, tx, typed, selectNewestTitles, string(c), mostTitles)
			if err != nil {
				return err
			}
			found = append(found, some...)
		}
		slices.SortFunc(found, comparePlaces)
		found = slices.CompactFunc(found, func(a, b place) bool { return a.key == b.key })
		var err error
		articles, err = describePlaces(ctx, tx, found[:min(len(found), limit)])
		return err
	})
	return articles, err
}

// titled runs a query for titles, and returns those that go on as typed, all
// where that is empty, and how many there were.
func titled(ctx context.Context, tx *sql.Tx, typed, query string, args ...any) (found []place, looked int, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var p place
		var title string
		if err := rows.Scan(&p.key, &p.id, &p.published, &p.precision, &title); err != nil {
			return nil, 0, err
		}
		looked++
		if typed == "" || goesOn(fold.Name(title), typed) {
			found = append(found, p)
		}
	}
	return found, looked, rows.Err()
}

// place is where an article stands in a list.
type place struct {
	key       int64
	id        corpus.ArticleID
	published sql.NullInt64
	precision int
}

// comparePlaces puts the newest first, those without a date last.
func comparePlaces(a, b place) int {
	if a.published.Valid != b.published.Valid {
		if a.published.Valid {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.published.Int64, a.published.Int64), cmp.Compare(b.precision, a.precision), cmp.Compare(a.id, b.id))
}

// unspaced are scripts without spaces between words: there any character may
// begin one.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// starts calls yield with each place of a folded title where a word begins,
// until it returns false.
func starts(folded string, yield func(at int) bool) {
	begins, n := true, 0
	for i, r := range folded {
		if r == ' ' {
			begins = true
			continue
		}
		if begins || r >= 0x0e00 && unicode.In(r, unspaced...) { // none of them is below
			if n++; n > maxStarts || !yield(i) {
				return
			}
		}
		begins = false
	}
}

// titleStarts returns, for each word that a title is found by, how the title
// goes on from there; each once. What it returns is stored: whoever changes it
// adds a migration that fills title_words anew.
func titleStarts(title string) []string {
	folded := fold.Name(title)
	list := []string{}
	starts(folded, func(at int) bool {
		if rest := cutRest(folded[at:]); !slices.Contains(list, rest) {
			list = append(list, rest)
		}
		return true
	})
	return list
}

// goesOn reports whether a folded title goes on as typed from one of the words
// that it is found by.
func goesOn(folded, typed string) bool {
	found := false
	starts(folded, func(at int) bool {
		found = strings.HasPrefix(folded[at:], typed)
		return !found
	})
	return found
}

// cutRest returns the first maxRest bytes of s, in whole characters.
func cutRest(s string) string {
	if len(s) <= maxRest {
		return s
	}
	n := maxRest
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
