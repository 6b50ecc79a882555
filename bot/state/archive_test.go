package state

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store"
)

// openNew opens a store in a new folder for the length of a test.
func openNew(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// count is the number of rows of a table.
func count(t testing.TB, s *store.Store, table string) (n int) {
	t.Helper()
	err := s.View(t.Context(), "count rows", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// article makes an article whose sentences end at ". " and whose passages have
// two sentences each.
func article(c corpus.Collection, url, title, body string) corpus.Article {
	a := corpus.Article{
		ID:         corpus.NewArticleID(c, url, title, body),
		Collection: c,
		Title:      title,
		Outlet:     "Elswick Post",
		URL:        url,
		Language:   "en",
		Published:  corpus.NewDate(2024, 5, 17),
		Origin:     corpus.OriginMeta,
		Body:       body,
	}
	for start := 0; start < len(body); {
		end := len(body)
		if i := strings.Index(body[start:], ". "); i >= 0 {
			end = start + i + 1
		}
		a.Sentences = append(a.Sentences, corpus.Sentence{
			Span:      corpus.Span{Start: start, End: end},
			Paragraph: strings.Count(body[:start], "\n\n"),
		})
		start = end + 1
	}
	for first := 0; first < len(a.Sentences); first += 2 {
		last := min(first+1, len(a.Sentences)-1)
		a.Passages = append(a.Passages, corpus.Passage{
			Span:    corpus.Span{Start: a.Sentences[first].Start, End: a.Sentences[last].End},
			Ordinal: len(a.Passages), First: first, Last: last,
		})
	}
	return a
}

func mustPut(t testing.TB, s *store.Store, a corpus.Article) store.Status {
	t.Helper()
	r, err := s.Put(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != a.ID {
		t.Fatalf("put %s, got the result of %s", a.ID, r.ID)
	}
	return r.Status
}

var words = strings.Fields(`harbour council ferry winter minister harvest engine bridge market teacher
	river storm letter budget railway hospital choir lamp forest engineer window island baker tunnel captain
	old new long quiet broken distant early heavy careful public northern empty bright narrow sudden green
	opened closed carried refused repaired promised counted followed painted delayed signed visited measured
	before after near under beside without during because although while the a its their every no some`)

// text returns n sentences of words in random order.
func text(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i > 0 && i%3 == 0:
			b.WriteString(" \n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		for j := range 8 + r.IntN(10) {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(words[r.IntN(len(words))])
		}
		b.WriteByte('.')
	}
	return b.String()
}

func generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

var everyone = corpus.NewScope(corpus.Public)

func wantError(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got the error %v, want %v", got, want)
	}
}
