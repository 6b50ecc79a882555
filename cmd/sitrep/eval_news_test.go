package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newsSet writes a set of two weeks, with a question in each.
func newsSet(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	f, err := os.Create(filepath.Join(dir, "corpus.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	for _, line := range []string{
		`{"_id": "mill", "title": "Paper mill in Orsund burns", "outlet": "Outlet 1", "published": "2025-08-25", "text": "The paper mill of Orsund caught fire on Monday morning and burned for nine hours."}`,
		`{"_id": "bridge", "title": "Lake bridge opens at Valdo", "outlet": "Outlet 2", "published": "2025-09-01", "text": "The new bridge over the lake of Valdo opened to cars on Monday."}`,
	} {
		if _, err := z.Write([]byte(line + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	questions := `{"_id": "q1", "text": "In which town did a paper mill catch fire?", "date": "20250829", "answers": [{"doc": "mill", "start": 18, "text": "Orsund"}]}
{"_id": "q2", "text": "Over which lake did the new bridge open to cars?", "date": "20250905", "answers": [{"doc": "bridge", "start": 32, "text": "Valdo"}]}
`
	if err := os.WriteFile(filepath.Join(dir, "queries.jsonl"), []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestNewsIsMeasuredByTheWeek(t *testing.T) {
	inTurn(t)
	dir := newsSet(t)
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"newsqa", dir}, []string{"questions 2", "hit@1 1", "answered 0.5", "hit@1_even 1", "hit@1_odd 1"}},
		{[]string{"newsqa", dir, "--early"}, []string{"questions 2", "withheld_early 1"}},
		{[]string{"today", dir}, []string{"weeks 2", "questions 2", "told 1", "held 1", "told_odd 1"}},
	} {
		file := filepath.Join(t.TempDir(), "predictions.jsonl")
		var stdout, stderr strings.Builder
		if code := Run(within(t), append(append([]string{"eval"}, c.args...), "--predictions", file), nil, &stdout, &stderr, nil); code != exitAnswered {
			t.Fatalf("%s: exit code %d, %s", c.args, code, stderr.String())
		}
		var got []string
		for line := range strings.Lines(stdout.String()) {
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		for _, want := range c.want {
			if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+want+"\n") {
				t.Errorf("%s: %q, want %q", c.args[0], got, want)
			}
		}
		if lines, err := os.ReadFile(file); err != nil || strings.Count(string(lines), "\n") != 2 {
			t.Errorf("%s: predictions %s, %v; want two", c.args[0], lines, err)
		}
	}
}
