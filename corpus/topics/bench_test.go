package topics

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sitrep/corpus"
)

// archive returns an index of articles of some 250 words, each with a dozen
// names out of many, and the names as they are stored.
func archive(articles int) (x *Index, stored [][]byte) {
	r := rand.New(rand.NewPCG(5, 5))
	syllables := strings.Fields("ba ker lo min tra vel so dun gar eth wick ham ri sto")
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(2) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	people, places := make([]string, 20_000), make([]string, 5_000)
	for i := range people {
		people[i] = word() + " " + word()
	}
	for i := range places {
		places[i] = word()
	}
	often := func(list []string) string { // a few much more than others
		f := r.Float64()
		return list[int(f*f*f*float64(len(list)))]
	}
	x = newIndex()
	for i := range articles {
		var b strings.Builder
		for range 12 {
			who := often(people)
			_, last, _ := strings.Cut(who, " ")
			fmt.Fprintf(&b, "The crew of the ferry met %s near %s in the morning, and nobody was hurt. Later Ms %s left. ", who, often(places), last)
		}
		a := article(corpus.Public, fmt.Sprint(i), "", b.String(), corpus.NewDate(2024, 1, 1+i%365))
		put(x, a)
		stored = append(stored, x.Read(a))
	}
	return x, stored
}

func BenchmarkExtract(b *testing.B) {
	r := rand.New(rand.NewPCG(6, 6))
	var body strings.Builder
	for body.Len() < 3000 {
		body.WriteString(news(r))
	}
	a := article(corpus.Public, "a", "", body.String(), day(1))
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		Extract(analyzer(), a)
	}
}

// BenchmarkFind completes what is typed, over ten thousand articles.
func BenchmarkFind(b *testing.B) {
	x, _ := archive(10_000)
	l := x.List(public)
	for _, typed := range []string{"", "s", "so", "sodun", "sodun ba"} {
		b.Run("typed "+typed, func(b *testing.B) {
			for b.Loop() {
				l.Find(typed, 25)
			}
		})
	}
}

// BenchmarkFindOfMost completes what is typed where as many topics are kept as
// can be, and most begin so.
func BenchmarkFindOfMost(b *testing.B) {
	var many []Topic
	for i := range maxTopics {
		t := Topic{Name: fmt.Sprint("Sodun ", i)}
		for j := range maxAliases {
			t.Aliases = append(t.Aliases, fmt.Sprint("Solo sodun ", i, " ", j))
		}
		many = append(many, t)
	}
	l := newList(many)
	for _, typed := range []string{"s", "sodun", "sodun 1", "zebra"} {
		b.Run("typed "+typed, func(b *testing.B) {
			for b.Loop() {
				l.Find(typed, 25)
			}
		})
	}
}

// BenchmarkList reads ten thousand articles as they are stored, and counts them.
func BenchmarkList(b *testing.B) {
	_, stored := archive(10_000)
	for b.Loop() {
		x := newIndex()
		for _, names := range stored {
			if err := x.Put(corpus.Public, day(1), names); err != nil {
				b.Fatal(err)
			}
		}
		x.List(public)
	}
}
