package store

import (
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// namesIn returns the names of the articles of a collection, as they are kept.
func namesIn(t *testing.T, s *Store, c corpus.Collection) (names []string, missing bool) {
	t.Helper()
	_, err := s.IndexFeed().Topics(t.Context(), []corpus.Collection{c}, func(n Named) error {
		names = append(names, string(n.Names))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := s.IndexFeed().Topicless(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return names, len(keys) > 0
}

// reading reads the title for names.
func reading(s *Store, version string) *Store {
	s.ReadTopics(version, func(a corpus.Article) []byte { return []byte(a.Title) })
	return s
}

func countNames(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.read.QueryRow(`SELECT count(*) FROM article_topics`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNamesAreThoseOfTheCurrentRevisionAndGoWithTheArticle(t *testing.T) {
	s := reading(openNew(t), "1")
	a := storetest.Article(corpus.Public, "https://post.example/a", "Ferry", "One.")
	mustPut(t, s, a)
	a.Title = "Elswick ferry"
	mustPut(t, s, a)
	mustPut(t, s, storetest.Article(corpus.Guild("7"), "", "Quibblewort", "Two."))
	if got, missing := namesIn(t, s, corpus.Public); missing || !cmp.Equal(got, []string{"Elswick ferry"}) {
		t.Errorf("names %q, missing %v", got, missing)
	}
	if err := s.Retract(t.Context(), storetest.Everyone, a.ID, "wrong", time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if got, missing := namesIn(t, s, corpus.Public); len(got) > 0 || missing {
		t.Errorf("retracted: names %q, missing %v", got, missing)
	}
	if err := s.Remove(t.Context(), storetest.Everyone, a.ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := namesIn(t, s, corpus.Public); len(got) > 0 || countNames(t, s) != 1 {
		t.Errorf("names %q, %d kept", got, countNames(t, s))
	}
}

func TestNamesOfAnArticleWithoutAnyAreNotReadAgain(t *testing.T) {
	s := openNew(t)
	s.ReadTopics("1", func(corpus.Article) []byte { return []byte{} })
	mustPut(t, s, storetest.Article(corpus.Public, "", "Ferry", "One."))
	if got, missing := namesIn(t, s, corpus.Public); missing || len(got) != 1 {
		t.Errorf("names %q, missing %v", got, missing)
	}
}

// A store from before names were kept has them read when they are asked for, as
// has one whose names were found by other rules.
func TestMigrationLeavesNamesToBeRead(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := reading(openNew(t), "1")
	mustPut(t, s, storetest.Article(corpus.Public, "", "Ferry", "One."))
	names, err := fs.Glob(migrations.Files, "*_topics.sql")
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := fs.ReadFile(migrations.Files, names[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`DROP TABLE article_topics; DROP TRIGGER article_topics_go;` + string(text)); err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"1", "2"} {
		reading(s, version)
		if got, missing := namesIn(t, s, corpus.Public); !missing || len(got) > 0 {
			t.Errorf("version %s: names %q, missing %v", version, got, missing)
		}
		keys, err := s.IndexFeed().Topicless(t.Context())
		if err != nil || len(keys) != 1 {
			t.Fatal(keys, err)
		}
		if err := s.IndexFeed().FillTopics(t.Context(), keys); err != nil {
			t.Fatal(err)
		}
		if got, missing := namesIn(t, s, corpus.Public); missing || !cmp.Equal(got, []string{"Ferry"}) {
			t.Errorf("version %s, read: names %q, missing %v", version, got, missing)
		}
	}
}
