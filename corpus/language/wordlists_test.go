package language

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// mostWords is how many words of a natural language may stand together in code:
// a rule may name a few, a list of them is data.
const mostWords = 7

// noLanguage are the files and folders that hold lists of words that are no language, by
// their paths, with what the lists are.
var noLanguage = map[string]string{
	"bot/commands.go":                  "names of commands that there were",
	"bot/discordtest":                  "fields and options of Discord's interface",
	"bot/discordtest/rules":            "fields and options of Discord's interface",
	"bot/message/why.go":               "names of the factors of our score",
	"briefing/answer/ask.go":           "names of the factors of our score",
	"briefing/model/exchange.go":       "what servers of models answer",
	"briefing/verify/faults.go":        "names of our checks",
	"cmd/sitrep/settings/settings.go":  "ends of host names that are not public",
	"corpus/analysis/language.go":      "names of stemmers",
	"corpus/fetch/public.go":           "ends of host names that are not public",
	"corpus/ingest/address/address.go": "parameters of addresses",
	"corpus/ingest/clean/language.go":  "codes of languages",
	"corpus/ingest/dateline/names.go":  "abbreviations of time zones",
	"corpus/ingest/page/body.go":       "names of HTML classes",
	"corpus/ingest/page/choose.go":     "names of HTML classes",
	"corpus/ingest/page/elsewhere.go":  "names of data in pages",
	"corpus/ingest/page/metadata.go":   "names of metadata, and months in addresses",
	"corpus/ingest/page/printed.go":    "names of HTML classes, and parts of addresses",
	"corpus/ingest/page/prune.go":      "names of HTML classes and roles",
	"corpus/ingest/record.go":          "names of the fields of file formats",
	"corpus/ingest/records.go":         "names of the lists of file formats",
	"corpus/language/identify.go":      "codes of scripts",
	"corpus/lineartest/pieces.go":      "pieces of texts for tests",
	"corpus/search/compare/corpus.go":  "words of made-up texts, for a benchmark",
	"corpus/store/storetest":           "words of made-up texts, for tests",
}

// A word is written in small letters throughout; keys with colons, underscores
// or digits are no words.
var (
	asWord        = regexp.MustCompile(`^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{M}'’.\-]*$`)
	asPhrase      = regexp.MustCompile(`^ ?[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{M}'’.\-]*( [\p{Ll}\p{Lo}\p{M}'’.\-]+){0,5}[ :]?$`)
	asAlternative = regexp.MustCompile(`[\p{Ll}\p{Lo} ]{2,}\|`)
	listMaker     = regexp.MustCompile(`(?i)(set|list|fields|fieldsseq|words|phrases)$`)
)

// wordLists returns the lines of a file that hold lists of words: of a call that
// makes a set or a slice of a text, of a literal, of a case, of the alternatives
// of a regular expression.
func wordLists(file *ast.File, lines *gotoken.FileSet) []int {
	var found []int
	report := func(at ast.Node, words int) {
		if words > mostWords {
			found = append(found, lines.Position(at.Pos()).Line)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			report(n, len(asAlternative.FindAllString(textOf(n), -1)))
		case *ast.CallExpr:
			if !listMaker.MatchString(nameOf(n.Fun)) {
				report(n, phrasesIn(n.Args))
				break
			}
			for _, arg := range n.Args {
				words := 0
				for w := range strings.FieldsSeq(textOf(arg)) {
					if asWord.MatchString(w) {
						words++
					}
				}
				report(n, words)
			}
		case *ast.CompositeLit:
			report(n, phrasesIn(n.Elts))
		case *ast.CaseClause:
			report(n, phrasesIn(n.List))
		}
		return true
	})
	return found
}

// phrasesIn counts the words and short phrases among expressions: keys of a map,
// elements of a slice, first fields of structs.
func phrasesIn(list []ast.Expr) int {
	n := 0
	for _, e := range list {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if e = pair.Key; textOf(e) == "" {
				e = pair.Value
			}
		}
		if inner, ok := e.(*ast.CompositeLit); ok && len(inner.Elts) > 0 {
			e = inner.Elts[0]
		}
		if text := textOf(e); len(text) > 1 && asPhrase.MatchString(text) { // a single letter is a sign
			n++
		}
	}
	return n
}

func textOf(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != gotoken.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// What a language needs is data. A list in code is one that a native reader does
// not find, and that the next reader writes again.
func TestNoWordListStandsInCode(t *testing.T) {
	const root = "../.."
	needed := map[string]bool{}
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || len(name) > 2 && name[0] == '.' {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		lines := gotoken.NewFileSet()
		file, err := parser.ParseFile(lines, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		for _, line := range wordLists(file, lines) {
			dir, _ := filepath.Split(rel)
			dir = strings.TrimSuffix(dir, "/")
			needed[rel], needed[dir] = true, true
			if noLanguage[rel] == "" && noLanguage[dir] == "" {
				t.Errorf("%s:%d holds a list of words: it belongs in corpus/language/packs", rel, line)
			}
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Fatalf("read %d files: %v", files, err)
	}
	for path := range noLanguage {
		if !needed[path] {
			t.Errorf("%s holds no list any more: take it out of noLanguage", path)
		}
	}
}

func TestWordListsAreSeen(t *testing.T) {
	for name, test := range map[string]struct {
		code string
		want int
	}{
		"set of a text":    {"var w = set(`one two three four five six seven eight`)", 1},
		"fields of a text": {"var w = strings.Fields(\"eins zwei drei vier fünf sechs sieben acht\")", 1},
		"map":              {`var w = map[string]bool{"ax": true, "bx": true, "cx": true, "dx": true, "ex": true, "fx": true, "gx": true, "hx": true}`, 1},
		"slice of phrases": {`var w = []string{"a b", "b c", "c d", "d e", "e f", "f g", "g h", "h i"}`, 1},
		"case":             {`func f(w string) { switch w { case "ax", "bx", "cx", "dx", "ex", "fx", "gx", "hx": } }`, 1},
		"expression":       {"var w = regexp.MustCompile(`(?:von|par|por|mon|tue|wed|thu|fri|sat)`)", 1},
		"arguments":        {`var w = any(x, "ax", "bx", "cx", "dx", "ex", "fx", "gx", "hx")`, 1},
		"letters":          {`var w = []string{"a", "b", "c", "d", "e", "f", "g", "h"}`, 0},
		"a few words":      {`func f(w string) bool { return w == "one" || w == "two" || slices.Contains([]string{"three", "four", "five"}, w) }`, 0},
		"keys":             {`var w = map[string]int{"a_b": 1, "b_c": 1, "c_d": 1, "d_e": 1, "e_f": 1, "f_g": 1, "g_h": 1, "h_i": 1}`, 0},
		"a message":        {`var w = errors.New("the server has as many of these as it may have")`, 0},
	} {
		lines := gotoken.NewFileSet()
		file, err := parser.ParseFile(lines, "x.go", "package x\n"+test.code, 0)
		if err != nil {
			t.Fatal(name, err)
		}
		if got := len(wordLists(file, lines)); got != test.want {
			t.Errorf("%s: %d lists, want %d", name, got, test.want)
		}
	}
}
