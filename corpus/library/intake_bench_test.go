package library

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
)

// newsFile names a file of JSON lines with "title" and "text", from which
// BenchmarkIntake makes its articles; without it they are made of invented
// words.
const newsFile = "SITREP_BENCH_NEWS"

const intakeBatch = 200 // as the command line has it

var intakeArticles = flag.Int("intake.articles", 100_000, "how many articles BenchmarkIntake brings in")

// BenchmarkIntake brings 100,000 articles into a fresh library as a folder of
// files would be: cleaned, cut, stored, compared and indexed. It reports the
// rate over all, over the first and the last tenth, by the clock and by the time
// of processors, and the memory that the process had resident at most.
//
//	SITREP_BENCH_NEWS=news.jsonl go test -run '^$' -bench Intake -benchtime 1x -timeout 30m ./corpus/library
func BenchmarkIntake(b *testing.B) {
	source := invented
	if file := os.Getenv(newsFile); file != "" {
		source = altered(b, file)
	}
	for b.Loop() {
		dir := b.TempDir()
		l := open(b, dir)
		var took []time.Duration // by batch
		var used []float64       // seconds of processors, up to the start of each batch
		var waiting []corpus.Article
		failed := 0
		for i := range *intakeArticles {
			if len(waiting) == 0 {
				took = append(took, 0)
				used = append(used, processorTime())
			}
			s := source(i)
			start := time.Now()
			a, _, err := ingest.Article(corpus.Public, s)
			if err != nil {
				failed++
			} else {
				waiting = append(waiting, a)
			}
			if len(waiting) == intakeBatch || i == *intakeArticles-1 {
				if _, err := l.Add(b.Context(), waiting); err != nil {
					b.Fatal(err)
				}
				waiting = waiting[:0]
			}
			took[len(took)-1] += time.Since(start)
		}
		start := time.Now()
		if err := l.Save(b.Context()); err != nil {
			b.Fatal(err)
		}
		saving := time.Since(start)
		perCPU := func(from, to int) float64 {
			return float64((to-from)*intakeBatch) / (used[to] - used[from])
		}
		rate := func(batches []time.Duration) float64 {
			var sum time.Duration
			for _, d := range batches {
				sum += d
			}
			return float64(len(batches)*intakeBatch) / sum.Seconds()
		}
		if size, err := l.Size(b.Context(), everything); err != nil || size.Articles != *intakeArticles-failed {
			b.Fatalf("%d articles of %d are found, %v", size.Articles, *intakeArticles-failed, err)
		}
		tenth := len(took) / 10
		b.ReportMetric(rate(took), "articles/s")
		b.ReportMetric(rate(took[:tenth]), "articles/s-first-tenth")
		b.ReportMetric(rate(took[len(took)-tenth:]), "articles/s-last-tenth")
		if used[0] > 0 { // other programs that run make no difference to these
			b.ReportMetric(perCPU(0, tenth), "articles/cpu-s-first-tenth")
			b.ReportMetric(perCPU(len(used)-1-tenth, len(used)-1), "articles/cpu-s-last-tenth")
			b.ReportMetric(perCPU(0, len(used)-1), "articles/cpu-s")
		}
		b.ReportMetric(saving.Seconds(), "s-snapshot")
		b.ReportMetric(float64(failed), "left-out")
		if peak, ok := peakMemory(); ok {
			b.ReportMetric(peak/(1<<20), "MB-resident")
		}
		closeLibrary(b, l)
	}
}

// invented is the i-th of a series of articles that have nothing in common but
// some thousand words.
func invented(i int) ingest.Source {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	word := func() string {
		// Few words are common and many are rare, about as in a language.
		n := int(5000 * r.Float64() * r.Float64() * r.Float64())
		return words[n%len(words)] + string(rune('a'+n/len(words)%26)) + string(rune('a'+n/len(words)/26))
	}
	s := ingest.Source{Title: word() + " " + word() + " " + word(), URL: "https://post.example/" + strconv.Itoa(i),
		Published: corpus.NewDate(2020+i%5, time.Month(1+i%12), 1+i%28), Origin: corpus.OriginMeta}
	for range 4 + r.IntN(8) {
		var p strings.Builder
		for range 2 + r.IntN(3) {
			p.WriteString("The")
			for range 10 + r.IntN(15) {
				p.WriteString(" " + word())
			}
			p.WriteString(". ")
		}
		s.Paragraphs = append(s.Paragraphs, p.String())
	}
	return s
}

// altered returns a series that takes the articles of a file in turn, again and
// again. After the first turn, a part of the words of every sentence is
// exchanged for words of other articles of the file, so that the articles are
// neither copies nor of another language.
func altered(b *testing.B, file string) func(int) ingest.Source {
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	type record struct{ Title, Text string }
	var records []record
	var vocabulary []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			b.Fatal(err)
		}
		records = append(records, r)
		if fields := strings.Fields(r.Text); len(records)%4 == 0 {
			vocabulary = append(vocabulary, fields[:min(len(fields), 200)]...)
		}
	}
	if err := lines.Err(); err != nil || len(records) == 0 {
		b.Fatal("no articles in ", file, err)
	}
	return func(i int) ingest.Source {
		record, turn := records[i%len(records)], i/len(records)
		s := ingest.Source{Title: record.Title, URL: fmt.Sprintf("https://post.example/%d/%d", turn, i%len(records))}
		r := rand.New(rand.NewPCG(uint64(i), 9))
		for _, p := range strings.Split(record.Text, "\n\n") {
			fields := strings.Fields(p)
			for j := range fields {
				// Never the end of a sentence.
				if turn > 0 && r.IntN(4) == 0 && !strings.ContainsAny(fields[j], `.!?"`) {
					fields[j] = strings.Trim(vocabulary[r.IntN(len(vocabulary))], `.!?"`)
				}
			}
			s.Paragraphs = append(s.Paragraphs, strings.Join(fields, " "))
		}
		return s
	}
}

// processorTime returns how many seconds of processors this process has used,
// where the system tells, else 0. That includes making the articles.
func processorTime() float64 {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ") // after the name of the program
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // Linux counts hundredths
}

// peakMemory returns how many bytes this process has had resident at most,
// where the system tells.
func peakMemory() (float64, bool) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kB * 1024, err == nil
		}
	}
	return 0, false
}
