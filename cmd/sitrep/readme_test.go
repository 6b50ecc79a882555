package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const readme = "../../README.md"

// TestReadmeShowsARealBrief compares the brief in the README with what the
// program prints; -update writes it there.
func TestReadmeShowsARealBrief(t *testing.T) {
	inTurn(t)
	file, err := filepath.Abs(readme)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const prompt = "    $ sitrep "
	before, rest, ok := strings.Cut(string(data), prompt)
	command, rest, _ := strings.Cut(rest, "\n")
	if !ok {
		t.Fatalf("%s shows no command", readme)
	}
	shown, after := rest, ""
	for at, line := range lines(rest) {
		if line != "\n" && !strings.HasPrefix(line, "    ") {
			shown, after = rest[:at], rest[at:]
			break
		}
	}

	t.Chdir(t.TempDir()) // no data folder, no .env
	var out, errs bytes.Buffer
	if code := Run(t.Context(), strings.Fields(command), strings.NewReader(""), &out, &errs, nil); code != exitAnswered {
		t.Fatalf("sitrep %s: exit code %d\n%s", command, code, &errs)
	}
	var want strings.Builder
	for _, line := range lines(out.String()) {
		if line != "\n" {
			line = "    " + line
		}
		want.WriteString(line)
	}
	want.WriteString("\n")
	if *update {
		if err := os.WriteFile(file, []byte(before+prompt+command+"\n"+want.String()+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), shown); diff != "" {
		t.Errorf("%s is not what sitrep %s prints (-printed +shown); go test ./cmd/sitrep -update writes it:\n%s", readme, command, diff)
	}
}

// lines yields the lines of s, with their ends, and where they begin.
func lines(s string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		at := 0
		for line := range strings.Lines(s) {
			if !yield(at, line) {
				return
			}
			at += len(line)
		}
	}
}
