package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A promise in the documents is held by a test that there is.
func TestDocumentsNameTestsThatThereAre(t *testing.T) {
	inTurn(t)
	const root = "../.."
	there := map[string]bool{}
	defined := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Za-z0-9]+)\(`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range defined.FindAllSubmatch(text, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]+`)
	for _, file := range []string{"docs/reliability.md", "docs/threats.md", "docs/operating.md", "docs/architecture.md", "README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range named.FindAllString(string(text), -1) {
			if !there[name] && name != "FuzzName" {
				t.Errorf("%s names %s, which is no test", file, name)
			}
		}
	}
}

// A link within the repository leads to something.
func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	const root = "../.."
	files, err := filepath.Glob(root + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)
	for _, file := range append(files, more...) {
		if filepath.Base(file) == "walkthrough.md" {
			continue // shows messages with links of their own
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
	}
}

// The walks of docs/architecture.md name functions that stand where it says, each
// called by one that stands before it, and are short enough to be read.
func TestWalksAreThoseOfTheCode(t *testing.T) {
	const root = "../.."
	text, err := os.ReadFile(root + "/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for title, most := range map[string]int{"`/brief topic`": 25, "A digest": 35} {
		t.Run(title, func(t *testing.T) {
			_, walk, found := strings.Cut(string(text), "### "+title+"\n")
			if !found {
				t.Fatal("the walk is not there")
			}
			walk, _, _ = strings.Cut(walk, "\n1. ")
			called, steps := map[string]bool{}, 0
			for _, m := range regexp.MustCompile(`(?m)^    (\S+\.go) +(.+)$`).FindAllStringSubmatch(walk, -1) {
				file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, m[1]), nil, 0)
				if err != nil {
					t.Fatal(err)
				}
				// What is called by a field is what the file sets that field to.
				ast.Inspect(file, func(n ast.Node) bool {
					if field, is := n.(*ast.KeyValueExpr); is {
						key, named := field.Key.(*ast.Ident)
						value, method := field.Value.(*ast.SelectorExpr)
						if named && method && called[key.Name] {
							called[value.Sel.Name] = true
						}
					}
					return true
				})
				for _, name := range strings.Fields(m[2]) {
					if steps++; steps > 1 && !called[name] {
						t.Errorf("%s: nothing before it calls %s", m[1], name)
					}
					i := slices.IndexFunc(file.Decls, func(d ast.Decl) bool {
						f, is := d.(*ast.FuncDecl)
						return is && f.Name.Name == name
					})
					if i < 0 {
						t.Errorf("%s has no function %s", m[1], name)
						continue
					}
					ast.Inspect(file.Decls[i], func(n ast.Node) bool {
						if id, is := n.(*ast.Ident); is {
							called[id.Name] = true
						}
						return true
					})
				}
			}
			if steps == 0 || steps > most {
				t.Errorf("%d functions, want 1 to %d", steps, most)
			}
		})
	}
}
