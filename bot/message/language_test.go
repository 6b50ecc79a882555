package message

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/briefing"
	"sitrep/corpus"
)

// others are the languages that need translations.
func others() []Language {
	var out []Language
	for _, l := range Languages[1:] {
		out = append(out, l.Language)
	}
	return out
}

// spoken returns what the source of the bot's rooms passes to the methods of
// Presentation that say something, and what else they say by name.
func spoken(t *testing.T) []string {
	t.Helper()
	var said []string
	fset := token.NewFileSet()
	var files []*ast.File
	constants := map[string]string{}
	var states []string
	var names []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "discord" || name == "discordtest" || name == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../briefing/render/page/*.go")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range pages {
		if !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i := range v.Values {
					if text, ok := literal(v.Values[i], nil); ok {
						constants[v.Names[i].Name] = text
					}
					if list, ok := v.Values[i].(*ast.CompositeLit); ok && v.Names[i].Name == "stateNames" {
						for _, e := range list.Elts {
							text, _ := literal(e.(*ast.KeyValueExpr).Value, nil)
							states = append(states, text)
						}
					}
				}
			}
			return true
		})
	}
	// Which arguments of which call are said, and how.
	as := func(prefix string) func(string) string { return func(s string) string { return prefix + s } }
	kinds := map[string][]func(string) string{
		"Say": {as("")}, "Heading": {as("")}, "Usage": {as("")}, "Decline": {as(""), as("")}, "NotHad": {nil, nil, as("")},
		"Plural": {nil, as(""), as("")}, "Count": {nil, as("1 "), as("%d ")},
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				// The title and text of an error for people are said by explain.
				kind, ok := lit.Type.(*ast.Ident)
				if of, qualified := lit.Type.(*ast.SelectorExpr); qualified {
					kind, ok = of.Sel, true
				}
				if ok && kind.Name == "Error" {
					for _, e := range lit.Elts {
						field, ok := e.(*ast.KeyValueExpr)
						if !ok || field.Key.(*ast.Ident).Name != "Title" && field.Key.(*ast.Ident).Name != "Text" {
							continue
						}
						if text, ok := literal(field.Value, nil); ok {
							said = append(said, text)
						}
					}
				}
				return true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				name = fun.Name
			case *ast.SelectorExpr:
				name = fun.Sel.Name
			}
			for i, form := range kinds[name] {
				if form == nil || i >= len(call.Args) {
					continue
				}
				if text, ok := literal(call.Args[i], constants); ok {
					said = append(said, form(text))
				}
			}
			return true
		})
	}
	for _, names := range []map[string]string{partNames, reasonNames} {
		for _, name := range names {
			said = append(said, name)
		}
	}
	said = append(said, briefing.NoteNoReply, briefing.NoteUnsupported, briefing.NoteCited, briefing.NoteBudget, briefing.NoteNoAnswer, briefing.NoteLanguage)
	said = append(said, moreSentence, moreSentences, moreDevelopment, moreDevelopments)
	said = append(said, states...)
	if len(states) == 0 {
		t.Error("the states of a digest's run are not found")
	}
	for _, name := range []string{
		"NoteDenied", "noteRemoved", "noteUnreached", "noteUnreadable", "noteUncertain", "NoteCut", "noteNoTag",
		"NoteUnpublished", "NoteOwnerLeft", "NoteOwnerBarred", "NoteOwnerForgotten", "NoteTimedOut", "pausedByRequest",
	} {
		if constants[name] == "" {
			t.Errorf("the note %s is not found", name)
		}
		said = append(said, constants[name])
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		said = append(said, d.String())
	}
	for m := time.January; m <= time.December; m++ {
		said = append(said, m.String()[:3])
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// literal returns the text of a string in the source.
func literal(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		s, ok := constants[e.Name]
		return s, ok
	case *ast.BinaryExpr:
		x, okX := literal(e.X, constants)
		y, okY := literal(e.Y, constants)
		return x + y, okX && okY && e.Op == token.ADD
	}
	return "", false
}

func TestEverythingSaidIsTranslated(t *testing.T) {
	said := spoken(t)
	if len(said) < 50 {
		t.Fatalf("only %d texts found in the source", len(said))
	}
	for _, text := range said {
		for _, l := range others() {
			if words[text][l] == "" {
				t.Errorf("locale/words.txt has no %s for %q", l, text)
			}
		}
	}
}

func TestNothingIsTranslatedThatIsNotSaid(t *testing.T) {
	said := spoken(t)
	for text := range words {
		if !slices.Contains(said, text) {
			t.Errorf("locale/words.txt has %q, which is said nowhere", text)
		}
	}
}

// verbs are the things that a translation must put in, whatever their order.
func verbs(text string) []string {
	found := regexp.MustCompile(`%(\[\d+\])?[-+.0-9]*[a-z%]`).FindAllString(text, -1)
	for i, v := range found {
		found[i] = regexp.MustCompile(`\[\d+\]`).ReplaceAllString(v, "")
	}
	slices.Sort(found)
	return found
}

func TestTranslationsHoldWhatIsPutIn(t *testing.T) {
	code := regexp.MustCompile("`[^`]*`")
	for text, in := range words {
		for l, said := range in {
			if want, got := verbs(text), verbs(said); !slices.Equal(want, got) {
				t.Errorf("%s for %q puts in %q, want %q", l, text, got, want)
			}
			want, got := code.FindAllString(text, -1), code.FindAllString(said, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s for %q names the commands %q, want %q", l, text, got, want)
			}
			if strings.Count(text, "\n") != strings.Count(said, "\n") || strings.Count(text, "**") != strings.Count(said, "**") {
				t.Errorf("%s for %q is laid out otherwise: %q", l, text, said)
			}
		}
	}
}

func TestDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	dates := []corpus.Date{{}, corpus.NewDate(2018, 0, 0), corpus.NewDate(2018, time.June, 0), corpus.NewDate(2018, time.June, 12)}
	for l, want := range map[Language][]string{
		english:  {"undated", "2018", "Jun 2018", "12 Jun 2018"},
		korean:   {"날짜 미상", "2018년", "2018년 6월", "2018년 6월 12일"},
		German:   {"ohne Datum", "2018", "Juni 2018", "12. Juni 2018"},
		french:   {"sans date", "2018", "juin 2018", "12 juin 2018"},
		spanish:  {"sin fecha", "2018", "junio 2018", "12 junio 2018"},
		japanese: {"日付不明", "2018年", "2018年6月", "2018年6月12日"},
	} {
		for i, d := range dates {
			if got := (Presentation{Lang: l}).Date(d); got != want[i] {
				t.Errorf("%s: %q, want %q", l, got, want[i])
			}
		}
	}
}

func TestWhatWasPublishedIsOfTheDayThatItWasThere(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	early := corpus.NewInstant(time.Date(2025, time.July, 1, 7, 30, 0, 0, seoul))
	for _, readers := range []*time.Location{nil, seoul, time.FixedZone("PDT", -7*60*60)} {
		if got := (Presentation{Zone: readers}).Date(early); got != "1 Jul 2025" {
			t.Errorf("the morning of 1 July in Seoul is %q to readers in %v", got, readers)
		}
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no key":            "  de eins\n",
		"key twice":         "one\n  de eins\none\n  de eins\n",
		"language twice":    "one\n  de eins\n  de ein\n",
		"unknown language":  "one\n  xx eins\n",
		"nothing said":      "one\n  de\n",
		"nothing but space": "one\n  de  \n",
	} {
		if _, err := parseTable(text); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	table, err := parseTable("# a comment\n\na\\nb\n  de c\\nd\n")
	if err != nil || table["a\nb"][German] != "c\nd" {
		t.Errorf("%v, %v", table, err)
	}
}
