package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest"
	"sitrep/briefing"
	"sitrep/corpus"
)

// others are the languages that need translations.
func others() []language {
	var out []language
	for _, l := range languages[1:] {
		out = append(out, l.language)
	}
	return out
}

// spoken returns what the source of this package passes to the methods of look
// that say something, and what else it says by name.
func spoken(t *testing.T) []string {
	t.Helper()
	var said []string
	fset := token.NewFileSet()
	var files []*ast.File
	constants := map[string]string{}
	names, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
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
				}
			}
			return true
		})
	}
	// Which arguments of which call are said, and how.
	as := func(prefix string) func(string) string { return func(s string) string { return prefix + s } }
	kinds := map[string][]func(string) string{
		"say": {as("")}, "heading": {as("")}, "usage": {as("")}, "decline": {as(""), as("")}, "usageError": {as("")},
		"plural": {nil, as(""), as("")}, "count": {nil, as("1 "), as("%d ")},
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				// A refusal's title and text are said by explain.
				if kind, ok := lit.Type.(*ast.Ident); ok && kind.Name == "refusal" {
					for _, e := range lit.Elts {
						if text, ok := literal(e, nil); ok {
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
				if name == "count" {
					return true // in English, for those who manage the server
				}
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
	for _, name := range partNames {
		said = append(said, name)
	}
	said = append(said, briefing.NoteNoReply, briefing.NoteUnsupported, briefing.NoteCited, briefing.NoteBudget, briefing.NoteNoAnswer)
	said = append(said, moreSentence, moreSentences, moreDevelopment, moreDevelopments)
	for _, state := range stateNames {
		said = append(said, state)
	}
	said = append(said, noteDenied, noteRemoved, noteUnreached, noteUnreadable, noteUncertain, noteCut, noteNoTag, noteUnpublished, noteOwnerLeft, noteOwnerBarred, noteOwnerForgotten, noteTimedOut, pausedByRequest)
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

func TestEveryCommandIsTranslated(t *testing.T) {
	commands := Commands(true, true)
	if err := discordtest.ValidateCommands(commands); err != nil {
		t.Error(err)
	}
	wanted := map[string]bool{}
	check := func(path string, names, descriptions map[discordgo.Locale]string, described bool) {
		wanted[path] = true
		for _, l := range others() {
			if names[discordgo.Locale(l)] == "" {
				t.Errorf("locale/commands.txt has no %s for %q", l, path)
			}
			if described && descriptions[discordgo.Locale(l)] == "" {
				t.Errorf("locale/commands.txt has no %s for the description of %q", l, path)
			}
		}
	}
	// apart fails if two of a list have one name in a language.
	apart := func(path string, names []map[discordgo.Locale]string) {
		for _, l := range others() {
			seen := map[string]bool{}
			for _, n := range names {
				name := n[discordgo.Locale(l)]
				if name != "" && seen[name] {
					t.Errorf("in %s two are called %q at %q", l, name, path)
				}
				seen[name] = true
			}
		}
	}
	var options func(path string, list []*discordgo.ApplicationCommandOption)
	options = func(path string, list []*discordgo.ApplicationCommandOption) {
		var names []map[discordgo.Locale]string
		for _, o := range list {
			here := path + " " + o.Name
			check(here, o.NameLocalizations, o.DescriptionLocalizations, true)
			names = append(names, o.NameLocalizations)
			for _, c := range o.Choices {
				value, _ := c.Value.(string)
				own := nameOf(language(value)) == c.Name || strings.HasPrefix(c.Name, "/")
				if at := here + " = " + value; !own {
					check(at, c.NameLocalizations, nil, false)
				}
			}
			options(here, o.Options)
		}
		apart(path, names)
	}
	var names []map[discordgo.Locale]string
	for _, c := range commands {
		if c.Type == discordgo.MessageApplicationCommand && c.NameLocalizations != nil {
			check(c.Name, *c.NameLocalizations, nil, false)
			names = append(names, *c.NameLocalizations)
			continue
		}
		if c.NameLocalizations == nil || c.DescriptionLocalizations == nil {
			t.Errorf("/%s has no translations", c.Name)
			continue
		}
		check(c.Name, *c.NameLocalizations, *c.DescriptionLocalizations, true)
		names = append(names, *c.NameLocalizations)
		options(c.Name, c.Options)
	}
	apart("/", names)
	for path := range maps.Keys(commandWords) {
		if !wanted[path] {
			t.Errorf("locale/commands.txt has %q, which is no command, option or choice", path)
		}
	}
}

func TestDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	dates := []corpus.Date{{}, corpus.NewDate(2018, 0, 0), corpus.NewDate(2018, time.June, 0), corpus.NewDate(2018, time.June, 12)}
	for l, want := range map[language][]string{
		english:  {"undated", "2018", "Jun 2018", "12 Jun 2018"},
		korean:   {"날짜 미상", "2018년", "2018년 6월", "2018년 6월 12일"},
		german:   {"ohne Datum", "2018", "Juni 2018", "12. Juni 2018"},
		french:   {"sans date", "2018", "juin 2018", "12 juin 2018"},
		spanish:  {"sin fecha", "2018", "junio 2018", "12 junio 2018"},
		japanese: {"日付不明", "2018年", "2018年6月", "2018年6月12日"},
	} {
		for i, d := range dates {
			if got := (look{lang: l}).date(d); got != want[i] {
				t.Errorf("%s: %q, want %q", l, got, want[i])
			}
		}
	}
}

func TestWhatWasPublishedIsOfTheDayThatItWasThere(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	early := corpus.NewInstant(time.Date(2025, time.July, 1, 7, 30, 0, 0, seoul))
	for _, readers := range []*time.Location{nil, seoul, time.FixedZone("PDT", -7*60*60)} {
		if got := (look{zone: readers}).date(early); got != "1 Jul 2025" {
			t.Errorf("the morning of 1 July in Seoul is %q to readers in %v", got, readers)
		}
	}
}

func TestTheDayOfADigestIsThatOfItsServer(t *testing.T) {
	due := time.Date(2025, time.June, 30, 20, 0, 0, 0, time.UTC)
	if got := postName(look{zone: time.FixedZone("KST", 9*60*60)}, "tariffs", due); got != "tariffs · 1 Jul 2025" {
		t.Errorf("the post of a digest due on 1 July in Seoul is named %q", got)
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
	if err != nil || table["a\nb"][german] != "c\nd" {
		t.Errorf("%v, %v", table, err)
	}
}

// Clocks change at the place that an abbreviation of summer time means.
func TestAbbreviationsMeanPlacesThatKeepTheirTime(t *testing.T) {
	january, july := time.Date(2025, time.January, 15, 0, 0, 0, 0, time.UTC), time.Date(2025, time.July, 15, 0, 0, 0, 0, time.UTC)
	if len(byAbbreviation) < 30 {
		t.Errorf("%d abbreviations are known", len(byAbbreviation))
	}
	for short, place := range byAbbreviation {
		if !slices.Contains(zones, place) {
			t.Errorf("%s means %s, which is not suggested", short, place)
		}
		zone, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		winter, _ := january.In(zone).Zone()
		summer, _ := july.In(zone).Zone()
		// The database has a number where a zone has no abbreviation in English,
		// and knows neither ET nor the German ones.
		known := len(short) > 2 && !strings.HasPrefix(short, "ME") && strings.Trim(winter, "+-0123456789") != ""
		if known && short != winter && short != summer {
			t.Errorf("%s means %s, where it is %s and %s", short, place, winter, summer)
		}
	}
	for _, short := range []string{"EST", "CST", "MST", "PST", "GMT", "CET", "AEST"} {
		zone, err := time.LoadLocation(byAbbreviation[short])
		if err != nil {
			t.Fatal(err)
		}
		_, winter := january.In(zone).Zone()
		_, summer := july.In(zone).Zone()
		if winter == summer {
			t.Errorf("%s means %q, where clocks do not change", short, byAbbreviation[short])
		}
	}
}

func TestEveryTimeZoneIsKnown(t *testing.T) {
	for _, name := range zones {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
	for typed, want := range map[string]string{
		"asia/seoul": "Asia/Seoul", "America/New York": "America/New_York", "utc": "UTC", "Asia/Calcutta": "Asia/Calcutta",
		"": "", "Local": "", "Mars/Olympus": "", "../../etc/passwd": "",
		" Asia/Seoul ": "Asia/Seoul", "EST5EDT": "EST5EDT", "EST": "", "est": "", "PT": "", "CET": "", "JST": "",
	} {
		if got, err := findZone(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is found as %q, %v", typed, got, err)
		}
	}
}
