package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// flip changes one bit in a store's file, at the first place where a text
// stands. The store is closed.
func flip(t *testing.T, dir, text string) {
	t.Helper()
	path := filepath.Join(dir, File)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte(text))
	if at < 0 {
		t.Fatalf("the file does not hold %q", text)
	}
	b[at+len(text)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// copyFolder copies the files of a store to a new folder.
func copyFolder(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{File, File + "-wal"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			write(t, filepath.Join(to, name), string(b))
		}
	}
	return to
}

func TestArticleWithAFlippedBitIsNotRead(t *testing.T) {
	pgtest.SQLiteOnly(t)
	ctx := t.Context()
	flipped := storetest.Article(corpus.Public, "https://post.example/a", "Ferries", "The ferry carried 1,400 people.")
	other := storetest.Article(corpus.Public, "https://post.example/b", "Quays", "The quay was closed.")
	for what, place := range map[string]string{"body": "carried 1,400", "address": "//post.example/a", "outlet": "Elswick Post"} {
		s := openNew(t)
		mustPut(t, s, flipped)
		mustPut(t, s, other)
		s.Close()
		flip(t, s.Dir(), place)
		s = openIn(t, s.Dir())
		var told []Damage
		s.OnDamage(func(d Damage) { told = append(told, d) })
		if err := s.QuickCheck(ctx); err != nil {
			t.Errorf("%s: SQLite notices: %v", what, err)
		}
		bad, good := flipped, other
		for range 2 {
			articles, err := s.Articles(ctx, storetest.Everyone, []corpus.ArticleID{flipped.ID, other.ID})
			if err != nil || len(articles) != 1 {
				t.Fatalf("%s: read %d articles, %v, want the one that is intact", what, len(articles), err)
			}
			texts, err := s.Texts(ctx, storetest.Everyone, []corpus.ArticleID{flipped.ID, other.ID})
			if err != nil || len(texts) != 1 || texts[0].ID != articles[0].ID {
				t.Fatalf("%s: read %d texts, %v, want the one that is intact", what, len(texts), err)
			}
			if articles[0].ID == flipped.ID { // what the place stands in first is of the other
				bad, good = other, flipped
			}
		}
		if _, err := s.Revision(ctx, storetest.Everyone, bad.ID, 1); !errors.Is(err, ErrChecksum) {
			t.Errorf("%s: the revision is read: %v", what, err)
		}
		changes, err := s.IndexFeed().Changes(ctx, 0, 10)
		if err != nil || len(changes) != 2 {
			t.Fatalf("%s: %d changes, %v", what, len(changes), err)
		}
		for _, c := range changes {
			if indexed := c.Now != nil; indexed != (c.Article == good.ID) {
				t.Errorf("%s: article %s goes into the index: %v", what, c.Article, indexed)
			}
		}
		if n, err := s.Verify(ctx, time.Millisecond); n != 2 || err != nil {
			t.Errorf("%s: verified %d revisions, %v", what, n, err)
		}
		if found := s.Damaged(); len(told) != 1 || told[0].Article != bad.ID || len(found) != 1 || found[0] != told[0] {
			t.Errorf("%s: told of %v, found %v", what, told, found)
		}

		// Once it is gone, be it for another process, nothing is damaged.
		gone := openIn(t, copyFolder(t, s.Dir()))
		for _, remove := range []func() error{
			func() error { return gone.Remove(ctx, storetest.Everyone, bad.ID) },
			func() error { return openIn(t, gone.Dir()).Remove(ctx, storetest.Everyone, bad.ID) },
		} {
			if _, err := gone.Verify(ctx, 0); err != nil || len(gone.Damaged()) != 1 {
				t.Fatalf("%s: a copy of the folder: %v, %v", what, gone.Damaged(), err)
			}
			if err := remove(); err != nil {
				t.Fatal(err)
			}
			if _, err := gone.Verify(ctx, 0); err != nil || len(gone.Damaged()) != 0 {
				t.Errorf("%s: removed, it is still damaged: %v, %v", what, gone.Damaged(), err)
			}
			gone = openIn(t, copyFolder(t, s.Dir()))
		}

		// The same article again puts it right.
		mark, err := s.IndexFeed().Watermark(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if status := mustPut(t, s, bad); status != Unchanged {
			t.Errorf("%s: an article that is put right is %s", what, status)
		}
		if got := stored(t, s, storetest.Everyone, bad.ID); len(got) != 1 || got[0].Body != bad.Body || got[0].Revision != 1 || len(got[0].Passages) == 0 {
			t.Errorf("%s: put right, it is %v", what, got)
		}
		if changes, err := s.IndexFeed().Changes(ctx, mark, 10); err != nil || len(changes) != 1 {
			t.Errorf("%s: put right, it does not go into the index: %v, %v", what, changes, err)
		}
		if found := s.Damaged(); len(found) > 0 {
			t.Errorf("%s: put right, it is still damaged: %v", what, found)
		}
	}
}

func TestVerifyFindsDamageThatNobodyReads(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	for i := range 3*verifiedAtOnce/2 + 1 {
		mustPut(t, s, storetest.Article(corpus.Guild("1"), "", storetest.Text(storetest.Generator(uint64(i)), 1), storetest.Text(storetest.Generator(uint64(i)), 2)))
	}
	old := storetest.Article(corpus.Guild("1"), "https://post.example/z", "Zeppelins", "A zeppelin was sighted.")
	mustPut(t, s, old)
	mustPut(t, s, storetest.Article(corpus.Guild("1"), "https://post.example/z", "Zeppelins", "No airship was sighted."))
	s.Close()
	flip(t, s.Dir(), "A zeppelin was sighted.")
	s = openIn(t, s.Dir())
	n, err := s.Verify(t.Context(), 0)
	if err != nil || n != 3*verifiedAtOnce/2+3 {
		t.Errorf("verified %d revisions, %v", n, err)
	}
	if found := s.Damaged(); len(found) != 1 || found[0].Article != old.ID || found[0].Revision != 1 {
		t.Errorf("found %v", found)
	}
	if got := stored(t, s, corpus.NewScope(corpus.Guild("1")), old.ID); len(got) != 1 || got[0].Revision != 2 {
		t.Errorf("the current revision is not read: %v", got)
	}
}

func TestChecksumIsOfWhatComesBack(t *testing.T) {
	s := openNew(t)
	a := storetest.Article(corpus.Public, "", "Zones", "It was noon.")
	a.Published = corpus.Date{Time: time.Date(2025, 3, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), Precision: corpus.Instant}
	mustPut(t, s, a)
	if got := stored(t, s, storetest.Everyone, a.ID); len(got) != 1 {
		t.Error("an article with a date in another zone does not come back")
	}
}
