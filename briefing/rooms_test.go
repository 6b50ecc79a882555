package briefing_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// storeys are the rooms that make briefs, by what they stand on: each imports rooms of
// storeys below its own, and of its own only what is named beside it.
var storeys = []map[string][]string{
	{"english": nil, "parallel": nil},
	{"pool": nil, "followup": nil},
	{"moment": nil, "cite": nil},
	{"difference": nil},
	{"compose": nil, "answer": nil, "check": nil, "write": nil, "digest": {"compose"}, "linked": {"check"}},
	{"briefer": nil},
}

func TestRoomsImportNothingAboveThem(t *testing.T) {
	for height, rooms := range storeys {
		for room, beside := range rooms {
			files, err := filepath.Glob(room + "/*.go")
			if err != nil || len(files) == 0 {
				t.Fatalf("no files in %s: %v", room, err)
			}
			for _, name := range files {
				if strings.HasSuffix(name, "_test.go") {
					continue
				}
				f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
				if err != nil {
					t.Fatal(err)
				}
				for _, spec := range f.Imports {
					path, _ := strconv.Unquote(spec.Path.Value)
					of, ok := strings.CutPrefix(path, "sitrep/briefing/")
					for _, above := range storeys[height:] {
						if _, barred := above[of]; ok && barred && !slices.Contains(beside, of) {
							t.Errorf("%s imports %s", name, path)
						}
					}
				}
			}
		}
	}
}
