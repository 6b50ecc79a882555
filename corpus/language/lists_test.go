package language

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A list that no pack has is empty, and whatever reads it finds nothing and says nothing.
func TestEveryListThatIsReadStandsInAPack(t *testing.T) {
	reads := regexp.MustCompile(`\.(?:Set|Phrases|List|Values|Floats|Has)\(("[^"]*/[^"]*"(?:, "[^"]*/[^"]*")*)\)`)
	held := func(list string) bool {
		for _, p := range loaded() {
			if len(p.List(list)) > 0 || len(p.Values(list)) > 0 {
				return true
			}
		}
		return false
	}
	read := 0
	err := filepath.WalkDir("../../", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range reads.FindAllSubmatch(text, -1) {
			for list := range strings.SplitSeq(string(m[1]), ", ") {
				if read++; !held(strings.Trim(list, `"`)) {
					t.Errorf("%s reads %s, which is in no pack", path, list)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100 {
		t.Fatalf("only %d lists are found to be read", read)
	}
}
