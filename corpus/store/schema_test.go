package store

import (
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/sqlite"
)

var update = flag.Bool("update", false, "rewrite the schema that a new database begins with")

const schema = "migrations/0020_schema.sqlite"

// A new database is what it would be by all migrations, one after another.
func TestANewDatabaseIsAsAllMigrationsLeaveIt(t *testing.T) {
	all, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	until := filepath.Base(schema)[:4]
	one, beginning := fstest.MapFS{}, fstest.MapFS{}
	for _, name := range all {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		one[name] = &fstest.MapFile{Data: text}
		if name[:4] <= until {
			beginning[name] = one[name]
		}
	}
	if *update {
		text := "-- What a new database begins with: what the migrations up to this number make.\n" +
			"-- Written by: go test ./corpus/store -run ANewDatabase -update\n\n" + dump(t, beginning)
		if err := os.WriteFile(schema, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(schema)
	if err != nil {
		t.Fatal(err)
	}
	whole := fstest.MapFS{filepath.Base(schema): {Data: text}}
	for name, file := range one {
		whole[name] = file
	}
	if diff := cmp.Diff(dump(t, one), dump(t, whole)); diff != "" {
		t.Errorf("it differs (-all migrations +new):\n%s", diff)
	}
}

// dump lists what makes the schema and the rows of a database that was just made by
// the files.
func dump(t *testing.T, files fs.FS) string {
	t.Helper()
	db, err := sql.Open("sqlite", sqlite.DSN(filepath.Join(t.TempDir(), "new.db"), "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := sqlite.Migrate(t.Context(), db, files, nil); err != nil {
		t.Fatal(err)
	}
	column := func(query string) []string {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var values []string
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			values = append(values, v)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return values
	}
	var out strings.Builder
	const own = ` FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND type `
	for _, kind := range []string{"= 'table'", "NOT IN ('table', 'trigger')"} {
		for _, statement := range column(`SELECT sql` + own + kind + ` ORDER BY name`) {
			fmt.Fprintf(&out, "%s;\n\n", statement)
		}
	}
	for _, table := range column(`SELECT name` + own + `= 'table' ORDER BY name`) {
		values := strings.Join(column(`SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`') ORDER BY cid`), " || ', ' || ")
		for _, row := range column(`SELECT ` + values + ` FROM "` + table + `"`) {
			fmt.Fprintf(&out, "INSERT INTO %s VALUES (%s);\n\n", table, row)
		}
	}
	for _, statement := range column(`SELECT sql` + own + `= 'trigger' ORDER BY name`) {
		fmt.Fprintf(&out, "%s;\n\n", statement)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
