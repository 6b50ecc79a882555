package library

import (
	"os"
	"path/filepath"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store/postgres/pgtest"
)

func TestReindexMakesTheIndexOfTheStoreAlone(t *testing.T) {
	dir, want := filled(t)
	l := open(t, dir)
	// As if the index had lost something: its snapshot is then wrong, too.
	l.index.Load().Remove(corpus.Public, onlyPublic(t, l)[0])
	if answers(t, l) == want {
		t.Fatal("nothing was lost")
	}
	if err := l.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := answers(t, l); got != want {
		t.Errorf("answers\n%s\nwant\n%s", got, want)
	}
	closeLibrary(t, l)
	index, _, err := search.Open(filepath.Join(dir, snapshotFile), l.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if articles, passages := index.Total(); articles != 12 || passages < articles {
		t.Errorf("%d articles and %d passages in the snapshot", articles, passages)
	}
}

func onlyPublic(t *testing.T, l *Library) (ids []corpus.ArticleID) {
	t.Helper()
	changes, err := l.Store().IndexFeed().Changes(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Collection == corpus.Public {
			ids = append(ids, c.Article)
		}
	}
	return ids
}

func TestRestoredLibraryAnswersAsWhenItWasBackedUp(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir, want := filled(t)
	l := open(t, dir)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := l.Store().Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	add(t, l, article(corpus.Public, "later", "Later", text(77)))
	closeLibrary(t, l)
	if err := Restore(t.Context(), dir, backup, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, snapshotFile)); err == nil {
		t.Error("the snapshot of what is gone is still there")
	}
	l = open(t, dir)
	defer closeLibrary(t, l)
	if got := answers(t, l); got != want {
		t.Errorf("answers\n%s\nwant\n%s", got, want)
	}
}

func TestLibraryTellsHowFarItsIndexIsBehind(t *testing.T) {
	dir, _ := filled(t)
	l, other := open(t, dir), open(t, dir)
	defer closeLibrary(t, l)
	defer closeLibrary(t, other)
	behind := func() int {
		n, err := l.Behind(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := behind(); n != 0 {
		t.Errorf("%d behind after opening", n)
	}
	add(t, other, article(corpus.Public, "x", "X", text(1)), article(corpus.Public, "y", "Y", text(2)))
	if n := behind(); n != 2 {
		t.Errorf("%d behind after another process added two", n)
	}
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := behind(); n != 0 {
		t.Errorf("%d behind after a refresh", n)
	}
}
