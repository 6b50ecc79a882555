package briefer_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/sample"
	"sitrep/corpus/store/postgres/pgtest"
)

var (
	determinismNews     = flag.String("determinism.news", "", "compare briefs of this file or folder of articles, not of the sample")
	determinismRuns     = flag.Int("determinism.runs", 4, "how many libraries to compare")
	determinismRequests = flag.Int("determinism.requests", 40, "how many topics and questions to ask of each")
)

// TestSameBytes asks libraries of the same articles for the same briefs and
// answers: filled in another order each, on one processor and on two, with the
// index that followed the store, with one from a snapshot, and with one built
// anew.
//
//	go test -run SameBytes$ ./briefing -determinism.news=FILE -determinism.runs=20 -determinism.requests=200
func TestSameBytes(t *testing.T) {
	articles := determinismArticles(t)
	random := rand.New(rand.NewPCG(20, 200))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))

	var requests []briefing.Request
	var want [][sha256.Size]byte
	runs := *determinismRuns
	if testing.Short() {
		runs = min(runs, 2)
	}
	for run := range runs {
		runtime.GOMAXPROCS(1 + run%2)
		dir := t.TempDir()
		lib := openDir(t, dir)
		for batch := range slices.Chunk(articles, 1+random.IntN(200)) {
			if _, err := lib.Add(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
		made := "an index that followed the store"
		if run%3 > 0 {
			if err := lib.Save(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := lib.Close(); err != nil {
				t.Fatal(err)
			}
			made = "a snapshot"
			if run%3 == 2 {
				made = "an index built anew"
				if err := os.Remove(filepath.Join(dir, "index.snap")); err != nil {
					t.Fatal(err)
				}
			}
			lib = openDir(t, dir)
		}
		if run == 0 {
			requests = determinismRequestsOf(t, lib)
			want = make([][sha256.Size]byte, len(requests))
		}
		briefer := briefer.New(lib, lib.Analyzer())
		for i, req := range requests {
			got := sha256.Sum256(bytesOf(t, briefer, req))
			if run == 0 {
				want[i] = got
			}
			if got != want[i] {
				t.Errorf("run %d, with %s on %d processors: %q%q differs", run, made, 1+run%2, req.Topic, req.Question)
			}
		}
		if err := lib.Close(); err != nil {
			t.Fatal(err)
		}
		random.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
	}
	t.Logf("%d requests of %d articles, %d libraries", len(requests), len(articles), *determinismRuns)
}

func openDir(t *testing.T, dir string) *library.Library {
	t.Helper()
	lib, err := library.Open(t.Context(), dir, library.Options{Database: pgtest.Database(t, dir)})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func determinismArticles(t *testing.T) []corpus.Article {
	var articles []corpus.Article
	take := func(item ingest.Item) error {
		if item.Err == nil {
			articles = append(articles, item.Article)
		}
		return nil
	}
	var err error
	if *determinismNews != "" {
		_, err = ingest.Walk(t.Context(), *determinismNews, ingest.Options{}, take)
	} else {
		_, err = ingest.WalkFS(t.Context(), sample.FS(), ingest.Options{}, take)
	}
	if err != nil || len(articles) == 0 {
		t.Fatalf("%d articles, %v", len(articles), err)
	}
	return articles
}

// determinismRequestsOf are topics of a library, and questions that combine
// them.
func determinismRequestsOf(t *testing.T, lib *library.Library) []briefing.Request {
	list, err := lib.LatestTopics(t.Context(), public())
	if err != nil {
		t.Fatal(err)
	}
	topics := list.Topics(*determinismRequests)
	if len(topics) < 2 {
		t.Fatal("there are no topics")
	}
	patterns := []string{"What did %s say about %s?", "When did %s meet %s?", "How many people in %s knew of %s?", "Why is %s at odds with %s?"}
	var out []briefing.Request
	for i := 0; len(out) < *determinismRequests; i++ {
		a, b := topics[i%len(topics)].Name, topics[(3*i+1)%len(topics)].Name
		out = append(out, briefing.Request{Scope: public(), Topic: a, Explain: i%2 == 0})
		out = append(out, briefing.Request{Scope: public(), Question: fmt.Sprintf(patterns[i%len(patterns)], a, b), Explain: i%2 == 0})
	}
	return out
}

func bytesOf(t *testing.T, b *briefer.Briefer, req briefing.Request) []byte {
	t.Helper()
	do := b.Brief
	if req.Question != "" {
		do = b.Ask
	}
	out, err := do(context.Background(), req)
	if err != nil && !errors.Is(err, briefing.ErrNothing) {
		t.Fatal(err)
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
