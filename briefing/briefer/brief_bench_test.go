package briefer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/library"
	"sitrep/corpus/store/postgres/pgtest"
)

const (
	benchTopics     = 400 // that the articles are about, the first ones more often
	benchAsked      = 50  // of those: the ones written about most
	benchVocabulary = 60_000
	benchParagraphs = 12
	benchBatch      = 500 // articles stored at a time
	benchCopied     = 15  // one of so many articles is another outlet's, word for word
)

// benchPress writes articles. Each is about one place: a few of its sentences
// tell of that, with dates, numbers (which differ from outlet to outlet) and
// quotations; the others are of words about as common as those of news.
type benchPress struct {
	*rand.Rand
	words *rand.Zipf
	last  corpus.Article
}

func newBenchPress() *benchPress {
	r := rand.New(rand.NewPCG(7, 8))
	return &benchPress{Rand: r, words: rand.NewZipf(r, 1.05, 2.7, benchVocabulary-1)}
}

var (
	benchCommon = strings.Fields("the of to a and in that for is on was with it by as at be from his he have are an this not has but had")
	benchRoles  = strings.Fields("minister envoy mayor general doctor captain judge governor")
	benchDeeds  = strings.Fields("reopened closed inspected rebuilt defended surrendered abandoned funded")
	benchThings = strings.Fields("harbour hospital railway bridge barracks market dam airport refinery school")
)

// benchSpelling writes a number as a word.
func benchSpelling(n int) string {
	var b strings.Builder
	for n++; n > 0; n /= 60 {
		b.WriteByte("bdfgklmnprtv"[n%60%12])
		b.WriteByte("aeiou"[n%60/12])
	}
	return b.String() + "n"
}

// benchName writes a number as a name that is no word of the vocabulary.
func benchName(n int) string {
	s := benchSpelling(benchVocabulary + n)
	return strings.ToUpper(s[:1]) + s[1:]
}

func (p *benchPress) fill(b *strings.Builder) {
	words := make([]string, 10+p.IntN(20))
	common := false
	for i := range words {
		n := int(p.words.Uint64())
		for common && n < 10*len(benchCommon) { // or all articles would share runs of common words, as none do
			n = int(p.words.Uint64())
		}
		if common = n < len(benchCommon); common {
			words[i] = benchCommon[n]
		} else {
			words[i] = benchSpelling(n)
		}
	}
	s := strings.Join(words, " ")
	b.WriteString(strings.ToUpper(s[:1]) + s[1:] + ". ")
}

// tell writes a sentence about a place; what happened there depends on the
// event, so that several articles tell of the same one.
func (p *benchPress) tell(b *strings.Builder, place string, event int) {
	role, thing := benchRoles[event%len(benchRoles)], benchThings[event/3%len(benchThings)]
	deed := benchDeeds[event/7%len(benchDeeds)]
	// Words of its own keep what tells of one event from looking like copies of
	// what tells of others.
	thing = benchSpelling(20_000+event%5000) + " " + thing
	deed = benchSpelling(30_000+event%7000) + "ly " + deed
	who := benchName(2000+event%900) + " " + benchName(3000+event%700)
	when := corpus.NewDate(2024, 1, 1+event%360)
	switch p.IntN(6) {
	case 0:
		fmt.Fprintf(b, "The %s of %s %s the %s on %d %s %d. ", role, place, deed, thing, when.Time.Day(), when.Time.Month(), when.Time.Year())
	case 1:
		fmt.Fprintf(b, "About %d people left %s after the %s %s the %s, officials said. ", 10*(1+event%40+p.IntN(3)), place, role, deed, thing)
	case 2:
		fmt.Fprintf(b, "“We will never give up the %s,” said %s, the %s of %s. ", thing, who, role, place)
	case 3:
		fmt.Fprintf(b, "Talks on the %s of %s began on Tuesday and will last %d days. ", thing, place, 2+event%9)
	case 4:
		fmt.Fprintf(b, "%s, the %s, denied that the %s in %s was damaged. ", who, role, thing, place)
	default:
		fmt.Fprintf(b, "The %s in %s was damaged in %s, %s told reporters. ", thing, place, time.Month(1+event%12), who)
	}
}

// article writes the next article.
func (p *benchPress) article(n int) corpus.Article {
	outlet := "Outlet " + strconv.Itoa(p.IntN(60))
	if n > 0 && p.IntN(benchCopied) == 0 {
		a := p.last
		a.Outlet, a.URL = outlet, fmt.Sprint("https://news.example/", n)
		return complete(a)
	}
	f := p.Float64()
	topic := int(f * f * benchTopics)
	place := benchName(topic)
	event := topic*31 + p.IntN(12)
	var title, body strings.Builder
	fmt.Fprintf(&title, "%s %s in %s", benchThings[event/3%len(benchThings)], benchDeeds[event/7%len(benchDeeds)], place)
	for i := range benchParagraphs {
		for range 3 {
			if i < 2 || p.IntN(5) == 0 {
				p.tell(&body, place, event)
			} else {
				p.fill(&body)
			}
		}
		body.WriteString("\n\n")
	}
	a := article(title.String(), outlet, corpus.NewDate(2024, 1, 1+event%360+p.IntN(4)).String(), body.String())
	a.URL = fmt.Sprint("https://news.example/", n)
	p.last = complete(a)
	return p.last
}

// benchLibrary fills a library with at least so many passages, in a database where one
// is named.
func benchLibrary(b *testing.B, passages int, database string) *library.Library {
	var lib *library.Library
	var err error
	if dir := os.Getenv("SITREP_BENCH_DATA"); dir != "" && database == "" {
		lib, err = library.Open(b.Context(), dir, library.Options{})
	} else {
		lib, err = library.OpenTemporary(b.Context(), library.Options{Database: database})
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { lib.Close() })
	if size, err := lib.Size(b.Context(), public()); err != nil || size.Passages >= passages {
		return lib
	}
	press := newBenchPress()
	for n, stored := 0, 0; stored < passages; {
		var batch []corpus.Article
		for len(batch) < benchBatch && stored < passages {
			a := press.article(n)
			batch, stored, n = append(batch, a), stored+len(a.Passages), n+1
		}
		if _, err := lib.Add(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return lib
}

// BenchmarkBrief makes whole briefs, without a model, of an archive on disk: of
// 10,000 passages, or as many as SITREP_BENCH_PASSAGES says. It asks for the
// topics that are written about most, in turn. SITREP_BENCH_DATA names a folder
// in which the archive is kept for the next time.
//
//	SITREP_BENCH_PASSAGES=1000000 go test -run '^$' -bench 'Brief$' -benchtime 300x -timeout 1h ./briefing/briefer
func BenchmarkBrief(b *testing.B) {
	passages := 10_000
	if n, err := strconv.Atoi(os.Getenv("SITREP_BENCH_PASSAGES")); err == nil {
		passages = n
	}
	// A server in one run with a file, so that the two can be compared.
	b.Run("sqlite", func(b *testing.B) { benchBriefs(b, benchLibrary(b, passages, "")) })
	b.Run("postgres", func(b *testing.B) { benchBriefs(b, benchLibrary(b, passages, pgtest.New(b))) })
}

func benchBriefs(b *testing.B, lib *library.Library) {
	size, err := lib.Size(b.Context(), public())
	if err != nil {
		b.Fatal(err)
	}
	briefer := briefer.New(lib, analysis.New(alias.Default()))
	var took []time.Duration
	sentences, sources := 0, 0
	once := func(topic int) {
		start := time.Now()
		out, err := briefer.Brief(b.Context(), briefing.Request{Scope: public(), Topic: benchName(topic)})
		took = append(took, time.Since(start))
		if err != nil && !errors.Is(err, briefing.ErrNothing) { // to find no news takes as long
			b.Fatal(err)
		}
		sentences += len(out.BottomLine) + len(out.Developments) + len(out.Timeline) + len(out.Quotes) + len(out.Differences)
		sources += len(out.Sources)
	}
	for i := range benchAsked {
		once(i)
	}
	slices.Sort(took)
	first := took[len(took)/2] // of topics that were not asked for before
	took, sentences, sources = nil, 0, 0
	for i := 0; b.Loop(); i++ {
		once(i % benchAsked)
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1)+0.5)].Microseconds()) / 1000
	}
	b.ReportMetric(float64(first.Microseconds())/1000, "first-p50-ms")
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(size.Passages), "passages")
	b.ReportMetric(float64(sentences)/float64(len(took)), "items/brief")
	b.ReportMetric(float64(sources)/float64(len(took)), "sources/brief")
}

// BenchmarkAnswer answers questions over the archive of [BenchmarkBrief], without a
// model.
//
//	SITREP_BENCH_PASSAGES=1000000 go test -run '^$' -bench 'Answer$' -benchtime 300x -timeout 1h ./briefing/briefer
func BenchmarkAnswer(b *testing.B) {
	passages := 10_000
	if n, err := strconv.Atoi(os.Getenv("SITREP_BENCH_PASSAGES")); err == nil {
		passages = n
	}
	briefer := briefer.New(benchLibrary(b, passages, ""), analysis.New(alias.Default()))
	var took []time.Duration
	once := func(topic int) {
		start := time.Now()
		if _, err := briefer.Ask(b.Context(), briefing.Request{Scope: public(), Question: "When did " + benchName(topic) + " meet the ministers?"}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	for i := range benchAsked {
		once(i)
	}
	took = nil
	for i := 0; b.Loop(); i++ {
		once(i % benchAsked)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(passages), "passages")
}

// Briefs on a story that one article tells, and on one that 7,000 carried, some
// word for word and some with a word of their own, in an archive of 10,000
// passages.
func BenchmarkCopies(b *testing.B) {
	for _, copies := range []int{1, 7_000} {
		b.Run(strconv.Itoa(copies), func(b *testing.B) {
			lib := benchLibrary(b, 10_000, "")
			const place = "Elswick"
			var body strings.Builder
			press := newBenchPress()
			for event := range 2 * benchParagraphs {
				press.tell(&body, place, event)
				press.fill(&body)
				body.WriteString("\n\n")
			}
			var carried []corpus.Article
			for n := range copies {
				text := body.String()
				if n%2 == 1 {
					text += fmt.Sprint("Number ", n)
				}
				a := article("The summit in "+place, "Outlet "+strconv.Itoa(n), "2024-03-01", text)
				a.URL = fmt.Sprint("https://copies.example/", n)
				carried = append(carried, complete(a))
			}
			for batch := range slices.Chunk(carried, benchBatch) {
				if _, err := lib.Add(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			briefer := briefer.New(lib, analysis.New(alias.Default()))
			for b.Loop() {
				out, err := briefer.Brief(b.Context(), briefing.Request{Scope: public(), Topic: place})
				if err != nil {
					b.Fatal(err)
				}
				if len(out.Sources) == 0 || copies > 1 && len(out.Sources[0].Syndicated) == 0 {
					b.Fatalf("the copies are not told: %v", out.Sources)
				}
			}
		})
	}
}

// BenchmarkToday tells what is in the news on a day of 2,000 articles, or of as many as the
// archive has that SITREP_BENCH_DATA names.
func BenchmarkToday(b *testing.B) {
	lib := benchDay(b, 2000)
	briefer := briefer.New(lib, analysis.New(alias.Default()))
	var took []time.Duration
	articles, stories := 0, 0
	for b.Loop() {
		start := time.Now()
		out, err := briefer.Today(b.Context(), briefing.Request{Scope: public()})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		articles, stories = out.Articles, len(out.Stories)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(articles), "articles")
	b.ReportMetric(float64(stories), "stories")
}

// benchDay fills a library with so many articles of one day.
func benchDay(b *testing.B, articles int) *library.Library {
	if dir := os.Getenv("SITREP_BENCH_DATA"); dir != "" {
		lib, err := library.Open(b.Context(), dir, library.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { lib.Close() })
		return lib
	}
	lib, err := library.OpenTemporary(b.Context(), library.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { lib.Close() })
	press := newBenchPress()
	var day []corpus.Article
	for n := range articles {
		a := press.article(n)
		a.Published = corpus.NewDate(2024, 3, 1)
		day = append(day, complete(a))
	}
	for batch := range slices.Chunk(day, benchBatch) {
		if _, err := lib.Add(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return lib
}
