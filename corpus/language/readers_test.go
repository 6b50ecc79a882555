package language

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestListsHaveReaders holds that every list of a pack is named in code: by its
// file and section, or by its section beside a "file/" that it is joined to.
func TestListsHaveReaders(t *testing.T) {
	named := literals(t)
	lists := map[string]bool{}
	for _, p := range loaded() {
		for _, read := range p.files {
			for name := range read().lists {
				lists[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		file, section, _ := strings.Cut(name, "/")
		read := named[name] || section != "" && named[file+"/"] && named[section]
		if !read {
			t.Errorf("list %s is read by nothing", name)
		}
	}
}

// literals returns the strings that stand in code, but in tests.
func literals(t *testing.T) map[string]bool {
	found := map[string]bool{}
	for _, dir := range []string{"../../briefing", "../../corpus", "../../bot", "../../cmd"} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
					s, _ := strconv.Unquote(lit.Value)
					found[s] = true
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
