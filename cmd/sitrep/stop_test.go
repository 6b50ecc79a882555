package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stopAt is a writer that stops a program when it writes something.
type stopAt struct {
	strings.Builder
	text string
	stop func()
}

func (s *stopAt) Write(b []byte) (int, error) {
	if strings.Contains(string(b), s.text) {
		s.stop()
	}
	return s.Builder.Write(b)
}

func TestIngestThatIsStoppedGoesOnWhereItWas(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // where there is no .env
	file := filepath.Join(dir, "wire.jsonl")
	var content strings.Builder
	for i := range 700 {
		if i == 500 {
			content.WriteString("nonsense\n")
		}
		fmt.Fprintf(&content, `{"_id": %d, "title": "Ferry %d", "text": "Ferry number %d sailed again on Friday."}`+"\n", i, i, i)
	}
	if err := os.WriteFile(file, []byte(content.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{"SITREP_DATA=" + filepath.Join(dir, "data")}

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out strings.Builder
	told := &stopAt{text: "left out", stop: stop}
	if code := Run(ctx, []string{"ingest", file}, nil, &out, told, environ); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	// The batch before the last is stored; of the last, as much as there was time for.
	_, last, _ := strings.Cut(told.String(), "\n")
	var added int
	_, err := fmt.Sscanf(last, "sitrep: %d added, 0 revised so far; the same command goes on from there\nsitrep: stopped\n", &added)
	if err != nil || added < 200 || added > 400 {
		t.Errorf("told:\n%s", told)
	}

	out.Reset()
	told = &stopAt{text: "never"}
	if code := Run(t.Context(), []string{"ingest", file}, nil, &out, told, environ); code != exitFailed {
		t.Errorf("exit code %d", code) // for the line that is nonsense
	}
	if want := fmt.Sprintf("700 articles read: %d added, 0 revised, %d there already; 1 could not be read\n", 700-added, added); !strings.HasPrefix(out.String(), want) {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
