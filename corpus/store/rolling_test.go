package store

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// breaksOlder finds what a migration may not do while replicas of an older version serve:
// take away or rename what they read, or ask for what they don't write.
var breaksOlder = regexp.MustCompile(`(?i)\b(DROP|RENAME|TRUNCATE)\b|\bALTER (COLUMN|INDEX|TYPE)\b|\bADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN)\b|\bNOT NULL(?:\s*[,;]|\s*$)`)

// Replicas are upgraded one after the other, so that what a migration takes away has to be
// out of use for a release before.
func TestMigrationsOnlyAdd(t *testing.T) {
	for text, want := range map[string]bool{
		"ALTER TABLE briefs ADD COLUMN mood TEXT NOT NULL DEFAULT '';": false,
		"ALTER TABLE briefs ADD COLUMN mood TEXT;":                     false,
		"ALTER TABLE briefs ADD COLUMN mood TEXT NOT NULL;":            true,
		"ALTER TABLE briefs DROP COLUMN packed;":                       true,
		"ALTER TABLE briefs RENAME COLUMN packed TO text;":             true,
	} {
		if breaksOlder.MatchString(text) != want {
			t.Errorf("of %s it says %t", text, !want)
		}
	}
	names, err := fs.Glob(migrations.Files, "*sql")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?s)CREATE TABLE \w+ \(.*?\n\)[^\n]*;|--[^\n]*`) // none of whom older ones know
	for _, name := range names {
		if name[:4] <= "0020" { // before there were replicas
			continue
		}
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := breaksOlder.FindString(made.ReplaceAllString(string(text), "")); found != "" {
			t.Errorf("%s has %q, which older replicas do not survive", name, found)
		}
	}
}

// While a newer version brings the schema up to date, those who serve by the older one go on;
// none begins to.
func TestOlderReplicasGoOnThroughAMigration(t *testing.T) {
	pgtest.OwnerOnly(t)
	older := on(t, 1)[0]
	use := func(n int) {
		t.Helper()
		a := storetest.Article(corpus.Public, "", fmt.Sprint("Title ", n), fmt.Sprintf("Number %d. Another one.", n))
		mustPut(t, older, a)
		got, err := older.Articles(t.Context(), storetest.Everyone, []corpus.ArticleID{a.ID})
		if err != nil || len(got) != 1 || got[0].Body != a.Body {
			t.Fatal(got, err)
		}
		if _, _, err := older.List(t.Context(), storetest.Everyone, ListOptions{}); err != nil {
			t.Fatal(err)
		}
		if _, err := older.Copies(t.Context(), storetest.Everyone, []corpus.ArticleID{a.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := older.IndexFeed().Changes(t.Context(), 0, 10); err != nil {
			t.Fatal(err)
		}
		if err := older.Remove(t.Context(), storetest.Everyone, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	use(1) // so that its statements are prepared
	use(2)
	files := fstest.MapFS{"9999_more.sql": {Data: []byte(`
		ALTER TABLE articles ADD COLUMN mood TEXT NOT NULL DEFAULT '';
		ALTER TABLE revisions ADD COLUMN mood INTEGER;
		ALTER TABLE passages ADD COLUMN mood TEXT NOT NULL DEFAULT '';
		CREATE TABLE moods (article INTEGER PRIMARY KEY, mood TEXT NOT NULL) STRICT;
		CREATE INDEX articles_by_mood ON articles (mood, id);`)}}
	names, err := fs.Glob(migrations.Files, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	newer := &postgres.Engine{URL: older.database, Migrations: files}
	write, read, keyed, err := newer.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(newer.Migrate(t.Context(), write, nil), write.Close(), read.Close(), keyed.Close()); err != nil {
		t.Fatal(err)
	}
	use(3)
	use(4)
	_, err = Open(t.Context(), t.TempDir(), Database(older.database))
	wantError(t, err, ErrNewer)
}
