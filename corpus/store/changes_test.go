package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// follow applies all changes after a watermark to an index of bodies.
func follow(t *testing.T, f IndexFeed, from Watermark, index map[corpus.ArticleID]string) Watermark {
	t.Helper()
	for {
		changes, err := f.Changes(t.Context(), from, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			return from
		}
		for _, c := range changes {
			if c.Mark.seq() <= from.seq() {
				t.Fatalf("change %d after change %d", c.Mark.seq(), from.seq())
			}
			if c.Now != nil && c.Now.Collection != c.Collection || c.Collection.Validate() != nil {
				t.Fatalf("a change in collection %q", c.Collection)
			}
			if delete(index, c.Article); c.Now != nil {
				index[c.Article] = c.Now.Body
			}
			from = c.Mark
		}
	}
}

func TestFeedLeadsFromAnyPointToTheSameState(t *testing.T) {
	s := openNew(t)
	guild := corpus.Guild("7")
	marks := []Watermark{0}
	indexes := []map[corpus.ArticleID]string{{}}
	index := map[corpus.ArticleID]string{}
	step := func(what func() error) {
		t.Helper()
		if err := what(); err != nil {
			t.Fatal(err)
		}
		mark, err := s.IndexFeed().Watermark(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := follow(t, s.IndexFeed(), marks[len(marks)-1], index)
		if got != mark {
			t.Fatalf("the feed leads to %v, the store is at %v", got, mark)
		}
		marks = append(marks, mark)
		copied := map[corpus.ArticleID]string{}
		for id, body := range index {
			copied[id] = body
		}
		indexes = append(indexes, copied)
	}
	put := func(c corpus.Collection, url, body string) {
		step(func() error { _, err := s.Put(t.Context(), storetest.Article(c, url, "Title", body)); return err })
	}
	put(corpus.Public, "a", "A.")
	put(guild, "b", "B.")
	put(corpus.Public, "c", "C.")
	put(corpus.Public, "a", "A, corrected.")
	put(corpus.Public, "a", "A, corrected.")
	step(func() error {
		return s.Remove(t.Context(), corpus.NewScope(guild), corpus.NewArticleID(guild, "b", "", ""))
	})
	put(corpus.Public, "d", "D.")
	put(guild, "b", "B, back.")
	step(func() error {
		return s.Remove(t.Context(), storetest.Everyone, corpus.NewArticleID(corpus.Public, "c", "", ""))
	})

	want := map[corpus.ArticleID]string{
		corpus.NewArticleID(corpus.Public, "a", "", ""): "A, corrected.",
		corpus.NewArticleID(guild, "b", "", ""):         "B, back.",
		corpus.NewArticleID(corpus.Public, "d", "", ""): "D.",
	}
	for i, from := range marks {
		got := indexes[i]
		follow(t, s.IndexFeed(), from, got)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("from %v the feed leads to %v, want %v", from, got, want)
		}
	}
	if marks[4] != marks[5] {
		t.Error("putting the same article again is a change")
	}
}

func TestFeedRefusesAnotherHistory(t *testing.T) {
	pgtest.SQLiteOnly(t)
	ctx := t.Context()
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	backup := filepath.Join(t.TempDir(), "restored", File)
	dir := filepath.Dir(backup)
	openIn(t, dir).Close() // makes the folder
	if err := s.Backup(ctx, backup+"2"); err != nil {
		t.Fatal(err)
	}
	write(t, backup, read(t, backup+"2"))
	restored := openIn(t, dir)

	mustPut(t, s, storetest.Article(corpus.Public, "", "Two", "Two."))
	mark, err := s.IndexFeed().Watermark(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = restored.IndexFeed().Changes(ctx, mark, 10)
	wantError(t, err, ErrOtherHistory)
	mustPut(t, restored, storetest.Article(corpus.Public, "", "Three", "Three."))
	_, err = restored.IndexFeed().Changes(ctx, mark, 10)
	wantError(t, err, ErrOtherHistory) // though there is a change of that number again
	if _, err := s.IndexFeed().Changes(ctx, mark, 10); err != nil {
		t.Error(err)
	}
}

func TestBackupIsTheStoreAtOneMoment(t *testing.T) {
	pgtest.SQLiteOnly(t)
	ctx := t.Context()
	s := openNew(t)
	a, b := storetest.Article(corpus.Public, "", "One", storetest.Text(storetest.Generator(1), 20)), storetest.Article(corpus.Guild("1"), "", "Two", "Two.")
	mustPut(t, s, a)
	mustPut(t, s, b)
	path := filepath.Join(t.TempDir(), File)
	if err := s.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(ctx, storetest.Everyone, a.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, path); err == nil {
		t.Error("a backup overwrote another")
	}
	restored := openIn(t, filepath.Dir(path))
	if err := restored.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
	all := corpus.NewScope(storetest.Collections...)
	articles, err := restored.Articles(ctx, all, []corpus.ArticleID{a.ID, b.ID})
	if err != nil || len(articles) != 2 {
		t.Errorf("%d articles in the backup, %v", len(articles), err)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.partial"))
	if err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestIntegrityCheckFindsDamage(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	for i := range 50 {
		mustPut(t, s, storetest.Article(corpus.Public, "", fmt.Sprint(i), storetest.Text(storetest.Generator(uint64(i)), 20)))
	}
	if err := s.IntegrityCheck(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	path := filepath.Join(s.Dir(), File)
	b := []byte(read(t, path))
	copy(b[len(b)/2:], slices.Repeat([]byte{0xff}, 5000))
	write(t, path, string(b))
	damaged, err := Open(t.Context(), s.Dir())
	if err == nil {
		defer damaged.Close()
		err = damaged.IntegrityCheck(t.Context())
	}
	wantError(t, err, ErrDamaged)
}
