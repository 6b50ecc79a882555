package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

// No statement that an archive is written and read by has a server read a table from
// its beginning: not even as long as the table is empty, when the server plans them.
func TestStatementsFindTheirRowsByKeys(t *testing.T) {
	s := on(t, 1)[0]
	var ids []corpus.ArticleID
	for _, series := range storetest.Alike {
		articles := storetest.OfSeries(series.Name, 3)
		for i := range articles {
			articles[i].URL += "/" + series.Name
			articles[i].ID = corpus.NewArticleID(corpus.Public, articles[i].URL, "", "")
			ids = append(ids, articles[i].ID)
		}
		for _, again := range articles {
			again.Body, again.File = storetest.Edited(again.Body, 1), "b"
			again.Passages, again.Sentences = storetest.Article(corpus.Public, "", "", again.Body).Passages, storetest.Article(corpus.Public, "", "", again.Body).Sentences
			articles = append(articles, again)
		}
		for batch := range slices.Chunk(articles, 2) {
			if _, err := s.PutAll(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.Articles(t.Context(), storetest.Everyone, ids)
	s.Texts(t.Context(), storetest.Everyone, ids)
	s.Copies(t.Context(), storetest.Everyone, ids)
	s.Revision(t.Context(), storetest.Everyone, ids[0], 1)
	s.Fates(t.Context(), storetest.Everyone, ids)
	s.Arrived(t.Context(), storetest.Everyone, 0)
	s.History(t.Context(), storetest.Everyone, ids[0])
	s.List(t.Context(), storetest.Everyone, ListOptions{Limit: 2})
	s.Titled(t.Context(), storetest.Everyone, "ti", 2)
	s.Published(t.Context(), storetest.Everyone, corpus.NewDate(2024, 5, 1), corpus.NewDate(2024, 5, 20), 5)
	s.IndexFeed().Changes(t.Context(), 0, 5)
	s.IndexFeed().Marks(t.Context(), storetest.Everyone.Collections())
	s.Retract(t.Context(), storetest.Everyone, ids[0], "Wrong.", time.Unix(0, 0))
	s.Remove(t.Context(), storetest.Everyone, ids[1])

	small := []string{"schema_version", "uncompared", "digest_runs"} // or asked at a start or a removal alone
	plans := 0
	for _, db := range []*sql.DB{s.write, s.read, s.keyed} {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		query := func(text string) (out [][]string) {
			rows, err := conn.QueryContext(t.Context(), text)
			if err != nil {
				t.Fatal(text, err)
			}
			defer rows.Close()
			columns, _ := rows.Columns()
			for rows.Next() {
				row, into := make([]string, len(columns)), make([]any, len(columns))
				for i := range row {
					into[i] = &row[i]
				}
				if err := rows.Scan(into...); err != nil {
					t.Fatal(err)
				}
				out = append(out, row)
			}
			return out
		}
		for _, p := range query(`SELECT name, statement, cardinality(parameter_types)::text FROM pg_prepared_statements WHERE statement ~ '^\s*(SELECT|INSERT|UPDATE|DELETE)'`) {
			if strings.Contains(p[1], "pg_prepared_statements") || slices.ContainsFunc(small, func(table string) bool { return strings.Contains(p[1], "FROM "+table) }) {
				continue
			}
			var n int
			fmt.Sscan(p[2], &n)
			nulls := ""
			if n > 0 {
				nulls = "(NULL" + strings.Repeat(", NULL", n-1) + ")"
			}
			var plan []string
			for _, line := range query("EXPLAIN (COSTS off) EXECUTE " + p[0] + nulls) {
				plan = append(plan, line[0])
			}
			plans++
			for i, line := range plan {
				scan := strings.Contains(line, "Index Scan") || strings.Contains(line, "Index Only Scan")
				bounded := i+1 < len(plan) && strings.Contains(plan[i+1], "Index Cond") || i > 0 && strings.Contains(plan[i-1], "Limit")
				if strings.Contains(line, "Seq Scan") || strings.Contains(line, "SubPlan") && strings.Contains(line, "hashed") || scan && !bounded ||
					strings.Contains(line, "Filter: (SubPlan") {
					t.Errorf("%s is planned so:\n%s", p[1], strings.Join(plan, "\n"))
					break
				}
			}
		}
	}
	if plans < 30 {
		t.Errorf("%d plans were seen", plans)
	}
}
