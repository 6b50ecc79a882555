package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// titledIn returns the titles that are found for what was typed.
func titledIn(t testing.TB, s *Store, scope corpus.Scope, typed string, limit int) []string {
	t.Helper()
	articles, err := s.Titled(t.Context(), scope, typed, limit)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range articles {
		got = append(got, a.Title)
	}
	return got
}

func TestTitlesAreFoundByHowTheirWordsBegin(t *testing.T) {
	s := openNew(t)
	for i, title := range []string{
		"Ferry closes", "Budget passes", "Órdago en la ría", "FERRY opens, then closes", "Work on Côte-d'Or line", "港の連絡船が再開", "부산 여객선 운항 재개",
	} {
		a := storetest.Article(corpus.Public, "", title, "One.")
		a.Published = corpus.NewDate(2024, 1, i+1)
		mustPut(t, s, a)
	}
	for typed, want := range map[string][]string{
		"":                 {"부산 여객선 운항 재개", "港の連絡船が再開"}, // the newest
		"ferry":            {"FERRY opens, then closes", "Ferry closes"},
		"fer":              {"FERRY opens, then closes", "Ferry closes"},
		"Ferry  C":         {"Ferry closes"},
		"opens then":       {"FERRY opens, then closes"},
		"erry":             nil, // begins no word
		"ordago":           {"Órdago en la ría"},
		"RÍA":              {"Órdago en la ría"},
		"cote d'or":        {"Work on Côte-d'Or line"}, // an apostrophe is no space
		"cote-dor li":      {"Work on Côte-d'Or line"},
		"ferry closes now": nil,
		"%":                {"부산 여객선 운항 재개", "港の連絡船が再開"}, // no word either
		"連絡":               {"港の連絡船が再開"},
		"여객":               {"부산 여객선 운항 재개"},
	} {
		if diff := cmp.Diff(want, titledIn(t, s, storetest.Everyone, typed, 2)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

// Whatever is done to articles, those that can be found are found by each word
// of their titles, and nothing is kept of others.
func TestTitlesFollowTheArticles(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, err := OpenTemporary(t.Context(), Database(pgtest.Database(t, "")))
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		all := corpus.NewScope(storetest.Collections...)
		type known struct {
			title     string
			in        corpus.Collection
			retracted bool
		}
		have := map[corpus.ArticleID]known{}
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"Ferry", "ferry", "Pier", "the", "Gant", "港"}), 1, 4)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			c := rapid.SampledFrom(storetest.Collections[:2]).Draw(rt, "collection")
			a := storetest.Article(c, fmt.Sprint("https://a.example/", rapid.IntRange(0, 3).Draw(rt, "article")),
				strings.Join(words.Draw(rt, "title"), " "), "One.")
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				err = s.Remove(t.Context(), all, a.ID)
				delete(have, a.ID)
			case 1:
				err = s.Retract(t.Context(), all, a.ID, "wrong", time.Unix(0, 0))
				if err == nil {
					have[a.ID] = known{have[a.ID].title, c, true}
				}
			default:
				_, err = s.Put(t.Context(), a)
				have[a.ID] = known{a.Title, c, have[a.ID].retracted}
			}
			if err != nil && !errors.Is(err, corpus.ErrNotFound) && !errors.Is(err, ErrRetracted) {
				rt.Fatal(err)
			}
		}
		var want []string
		for _, k := range have {
			for _, rest := range titleStarts(k.title) {
				if !k.retracted {
					want = append(want, string(k.in)+" "+rest)
				}
			}
		}
		rows, err := s.write.Query(`SELECT collection || ' ' || rest FROM title_words`)
		if err != nil {
			rt.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				rt.Fatal(err)
			}
			got = append(got, row)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestTitlesAreThoseOfTheScope(t *testing.T) {
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Guild("1"), "", "Ferry plan", "One."))
	mustPut(t, s, storetest.Article(corpus.Guild("22"), "", "Ferry secret", "Two."))
	if diff := cmp.Diff([]string{"Ferry plan"}, titledIn(t, s, corpus.NewScope(corpus.Public, corpus.Guild("1")), "fer", 9)); diff != "" {
		t.Error(diff)
	}
}

// Of more titles than are looked at, those of the newest articles are found,
// and one that is just what was typed.
func TestOfManyTitlesTheNewestAreFound(t *testing.T) {
	s := openNew(t)
	var articles []corpus.Article
	for i := range 3 * mostTitles {
		a := storetest.Article(corpus.Public, "", fmt.Sprint("Ferry ", i), "One.")
		a.Published = corpus.NewDate(2020, 1, 1)
		a.Published.Time = a.Published.Time.AddDate(0, 0, i)
		articles = append(articles, a)
	}
	exact := storetest.Article(corpus.Public, "", "Ferry", "One.")
	exact.Published = corpus.NewDate(1999, 1, 1)
	if _, err := s.PutAll(t.Context(), append(articles, exact)); err != nil {
		t.Fatal(err)
	}
	newest := []string{}
	for i := range 3 {
		newest = append(newest, fmt.Sprint("Ferry ", 3*mostTitles-1-i))
	}
	if diff := cmp.Diff(newest, titledIn(t, s, storetest.Everyone, "ferry", 3)); diff != "" {
		t.Error(diff)
	}
	if got := titledIn(t, s, storetest.Everyone, "ferry", 2*mostTitles); !slices.Contains(got, "Ferry") {
		t.Errorf("the title that was typed is not among %q", got)
	}
	// Where there are few enough, all are: 9, 90 to 99.
	if got := titledIn(t, s, storetest.Everyone, "ferry 9", mostTitles); len(got) != 1+10 || got[len(got)-1] != "Ferry 9" {
		t.Errorf("got %d titles, %q", len(got), got)
	}
}

// A store from before titles were indexed has them indexed when it is opened.
func TestMigrationIndexesTitles(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "Ferry closes", "One."))
	gone := storetest.Article(corpus.Public, "", "Ferry opens", "Two.")
	mustPut(t, s, gone)
	if err := s.Retract(t.Context(), storetest.Everyone, gone.ID, "wrong", time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(migrations.Files, "*_titles.sql")
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := fs.ReadFile(migrations.Files, names[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		// As it was, and then the migration again.
		`DROP TRIGGER title_words_come`, `DROP TRIGGER title_words_change`, `DROP TRIGGER title_words_go`, `DROP TABLE title_words`,
		`DROP INDEX articles_by_outlet`, `DROP INDEX changes_by_collection`, string(text),
	} {
		if _, err := s.write.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"Ferry closes"}, titledIn(t, s, storetest.Everyone, "ferry", 5)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsKeptOfATitleIsBounded(t *testing.T) {
	for _, title := range []string{
		strings.Repeat("a", 10_000), strings.Repeat("a b ", 5000), strings.Repeat("港", 5000), strings.Repeat("\u0301", 5000), "", "…",
	} {
		list := titleStarts(title)
		if len(list) > maxStarts {
			t.Errorf("%.20q is found by %d words", title, len(list))
		}
		for _, rest := range list {
			if len(rest) > maxRest || rest == "" {
				t.Errorf("%.20q is found by %q", title, rest)
			}
		}
	}
}

// BenchmarkTitled finds titles for what has been typed, among 200,000: some
// word, a word of most of them, one of none.
func BenchmarkTitled(b *testing.B) {
	s := openNew(b)
	fillTitles(b, s, 200_000)
	scope := corpus.NewScope(corpus.Public, corpus.Guild("1"))
	for _, typed := range []string{"", "har", "harbour 77", "article", "article 19", "article 199999", "zebra"} {
		b.Run("typed "+typed, func(b *testing.B) {
			for b.Loop() {
				titledIn(b, s, scope, typed, 25)
			}
		})
	}
}

// BenchmarkList lists the newest of 200,000 articles, with a server's own.
func BenchmarkList(b *testing.B) {
	s := openNew(b)
	fillTitles(b, s, 200_000)
	scope := corpus.NewScope(corpus.Public, corpus.Guild("1"))
	for name, o := range map[string]ListOptions{"ten": {Limit: 10}, "five thousand": {Limit: 5000}, "of an outlet": {Limit: 10, Outlet: "Post 7"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.List(b.Context(), scope, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("arrived", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := s.Arrived(b.Context(), scope, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// fillTitles puts many tiny articles into a store. It writes the rows itself:
// looking for copies among them would take the longest, and is nothing to lists.
func fillTitles(b *testing.B, s *Store, n int) {
	b.Helper()
	words := strings.Fields("ferry harbour pier budget storm council bridge school market river")
	tx, err := s.write.Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	w := s.newWriter(tx, &s.compared)
	defer w.Close()
	for i := range n {
		c := corpus.Public
		if i%20 == 0 {
			c = corpus.Guild("1")
		}
		a := storetest.Article(c, fmt.Sprint("https://a.example/", i), fmt.Sprintf("Article %d: %s and %s %d", i, words[i%10], words[i/10%10], i%997), "One.")
		a.Outlet = fmt.Sprint("Post ", i%40)
		a.Published = corpus.NewDate(2020+i%5, time.Month(1+i%12), 1+i%28)
		published, precision := dateColumns(a.Published)
		var key int64
		if err := w.QueryRow(insertArticle, string(a.ID), string(c), published, precision, strings.ToLower(a.Outlet), strings.ToLower(a.Title), 0, 0, nil).Scan(&key); err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(w.insert(key, 1, &incoming{Article: a, hash: contentHash(a)}), w.logChange(a.ID, c, contentHash(a))); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
