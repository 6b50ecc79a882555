package bot

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are what the rooms of this package may not import: they know nothing of
// the bot, and those that draw or decide nothing of the world either.
var rooms = map[string][]string{
	"collections":          {"sitrep/bot", "sitrep/bot/state", "sitrep/bot/digest", "sitrep/bot/settings", "os", "database/sql"},
	"link":                 {"sitrep/bot", "sitrep/bot/state", "sitrep/bot/collections", "sitrep/bot/digest", "sitrep/bot/settings", "os", "database/sql"},
	"digest/subscriptions": {"sitrep/bot", "sitrep/bot/settings", "sitrep/bot/collections", "net/http", "os", "database/sql"},
	"problem":              {"sitrep/bot", "sitrep/bot/router", "sitrep/bot/quota", "sitrep/bot/discord", "net/http", "os", "database/sql"},
	"quota":                {"sitrep/bot", "sitrep/bot/router", "sitrep/bot/discord", "net/http", "os", "database/sql"},
	"router":               {"sitrep/bot", "sitrep/bot/digest", "sitrep/bot/settings", "sitrep/bot/collections", "sitrep/corpus/library", "sitrep/corpus/search", "os", "database/sql"},
	"settings":             {"sitrep/bot", "sitrep/bot/digest", "sitrep/bot/collections", "net/http", "os", "database/sql"},
	"digest":               {"sitrep/bot", "sitrep/corpus/library", "sitrep/corpus/search", "net/http", "os", "database/sql"},
	"message":              {"sitrep/bot", "sitrep/bot/discord", "sitrep/corpus/library", "sitrep/corpus/search", "net/http", "os", "crypto/rand", "math/rand", "math/rand/v2", "database/sql"},
	"state":                {"sitrep/bot", "sitrep/bot/message", "sitrep/bot/digest", "sitrep/bot/discord", "sitrep/corpus/library", "sitrep/corpus/search", "net/http", "os"},
}

// What is below the bot knows nothing of it.
func TestFloorsBelowImportNothingOfTheBot(t *testing.T) {
	for _, floor := range []string{"../corpus", "../briefing", "../prompts"} {
		err := filepath.WalkDir(floor, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range f.Imports {
				if strings.HasPrefix(spec.Path.Value, `"sitrep/bot`) || floor == "../corpus" && strings.HasPrefix(spec.Path.Value, `"sitrep/briefing`) {
					t.Errorf("%s imports %s", path, spec.Path.Value)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRoomsImportNothingAboveThem(t *testing.T) {
	for room, barred := range rooms {
		for _, name := range sources(t, room) {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range f.Imports {
				if path, _ := strconv.Unquote(spec.Path.Value); slices.Contains(barred, path) {
					t.Errorf("%s imports %s", name, path)
				}
			}
		}
	}
}

// What draws is told the time.
func TestDrawingAsksNoClock(t *testing.T) {
	for _, name := range sources(t, "message") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("time.Now(")) {
			t.Errorf("%s asks what time it is", name)
		}
	}
}

// sources names the files of a room, without its tests.
func sources(t *testing.T, room string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", room, err)
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}
