package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// benchNews names a file of JSON lines that is ingested for the benchmarks
	// of the bot; without it the articles are invented.
	benchNews = "SITREP_BENCH_NEWS"

	benchTopics   = 300 // that are written about most
	benchArticles = 1500
	benchTowns    = 350
)

// newsroom ingests the articles of the benchmarks, and returns the folder in
// which that was done, and the topics that they are about.
func newsroom(b *testing.B, program string) (dir string, topics []string) {
	dir = b.TempDir()
	file := os.Getenv(benchNews)
	if file == "" {
		file = filepath.Join(b.TempDir(), "invented.jsonl")
		if err := os.WriteFile(file, []byte(inventedNews()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	run := func(args ...string) []byte {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			b.Fatalf("%v: %v", args, err)
		}
		return out
	}
	run("ingest", file)
	var found []topic
	if err := json.Unmarshal(run("topics", "--format", "json", "--limit", fmt.Sprint(benchTopics)), &found); err != nil {
		b.Fatal(err)
	}
	for _, t := range found {
		topics = append(topics, t.Name)
	}
	return dir, topics
}

// inventedNews is a file of articles on what happened in some hundred towns,
// most of them in a few.
func inventedNews() string {
	r := rand.New(rand.NewPCG(5, 6))
	word := func(n int) string {
		s := ""
		for n++; n > 0; n /= 60 {
			s += string("bdfgklmnprtv"[n%12]) + string("aeiou"[n%60/12])
		}
		return s
	}
	name := func(n int) string { s := word(n + 4000); return strings.ToUpper(s[:1]) + s[1:] }
	rare := func() string { return word(r.IntN(60) * r.IntN(4000)) }
	var out strings.Builder
	for n := range benchArticles {
		town := name(int(r.Float64() * r.Float64() * benchTowns))
		var text strings.Builder
		for i := range 15 {
			other := name(r.IntN(benchTowns))
			fmt.Fprintf(&text, []string{
				"The mayor of %[1]s opened the %[2]s bridge on %[4]d May 2024, after %[5]d days of work on its %[3]s arches.",
				"The council in %[1]s has spent %[4]d million dollars on a %[2]s for the %[3]s school.",
				"The harbour of %[1]s was closed on Monday because %[4]d ships with %[2]s from %[6]s had no %[3]s papers.",
				"“We will not give up the %[2]s,” said the %[3]s of %[1]s.",
				"About %[5]d people left %[6]s for %[1]s when the %[2]s of the %[3]s failed, officials said.",
				"Officials in %[6]s deny that the %[2]s has hurt anybody with a %[3]s permit.",
			}[r.IntN(6)]+" ", town, rare(), rare(), 1+r.IntN(30), 100+r.IntN(900), other)
			if i%3 == 2 {
				text.WriteString("\n\n")
			}
		}
		line, _ := json.Marshal(map[string]any{"_id": n, "title": fmt.Sprintf("The %s of %s", rare(), town), "text": text.String()})
		out.Write(append(line, '\n'))
	}
	return out.String()
}
