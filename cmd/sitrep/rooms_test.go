package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mostLines is how long a package may be, tests not counted: as much as somebody
// reads in a day who is to change it.
const mostLines = 4000

func TestNoPackageIsLongerThanOneReads(t *testing.T) {
	const root = "../.."
	lines := map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := filepath.Base(path); {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		in, _ := filepath.Rel(root, filepath.Dir(path))
		lines[filepath.ToSlash(in)] += bytes.Count(text, []byte("\n"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if lines["cmd/sitrep"] == 0 || lines["corpus/store"] == 0 {
		t.Fatalf("the packages are not found: %v", lines)
	}
	for in, n := range lines {
		if n > mostLines {
			t.Errorf("%s has %d lines, more than %d; one of the things that it does wants a room of its own", in, n, mostLines)
		}
	}
}
