package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"

	"sitrep/corpus"
)

const (
	vocabulary       = 160_000
	titleWords       = 9
	passageWords     = 100
	passagesPerText  = 8
	articlesPerStory = 25 // articles for each story, on average
	storyNames       = 6
	nameEvery        = 15 // words of a text for each name in it
)

// stops are the most common words of the corpus, as they are of English.
var stops = strings.Fields("the of to a and in that for is on was with it by as at be from his he have are an this not has but had")

// generator makes up articles. Their words are as common as those of news (a
// fitted Zipf–Mandelbrot law), so that posting lists have the lengths of real
// ones; and as in news each article tells a story, whose names recur in it and
// in the other articles of the story, and hardly anywhere else. Some stories
// have many articles, most have few.
type generator struct {
	seed       uint64
	articles   int
	stories    int
	cumulative []float64 // of the words' shares
}

func newGenerator(seed uint64, passages int) *generator {
	n := (passages + passagesPerText - 1) / passagesPerText
	g := &generator{seed: seed, articles: n, stories: n/articlesPerStory + 1, cumulative: make([]float64, vocabulary)}
	sum := 0.0
	for i := range g.cumulative {
		sum += 1 / math.Pow(float64(i)+2.7, 1.03)
		g.cumulative[i] = sum
	}
	return g
}

// word draws a word's number.
func (g *generator) word(r *rand.Rand) int {
	return sort.SearchFloat64s(g.cumulative, r.Float64()*g.cumulative[vocabulary-1])
}

// spelling writes a word of letters that no stemmer touches.
func spelling(n int) string {
	if n < len(stops) {
		return stops[n]
	}
	b := []byte("x")
	for ; n > 0; n /= 20 {
		b = append(b, "bcdfghjklmnpqrtvwxzk"[n%20], "aou"[n%3])
	}
	return string(append(b, 'k'))
}

// story draws one of the stories, the first ones more often.
func (g *generator) story(r *rand.Rand) int {
	return int(math.Pow(r.Float64(), 2) * float64(g.stories))
}

// name is one of the names of a story: none is a word of the vocabulary.
func (g *generator) name(story, i int) string {
	return spelling(vocabulary + story*storyNames + i)
}

// article makes up one article, the same whenever it is asked for.
func (g *generator) article(n int) corpus.Article {
	r := rand.New(rand.NewPCG(g.seed, uint64(n)))
	story := g.story(r)
	var text strings.Builder
	write := func(words int) {
		for i := range words {
			if i > 0 {
				text.WriteByte(' ')
			}
			if r.IntN(nameEvery) == 0 {
				text.WriteString(g.name(story, r.IntN(storyNames)))
			} else {
				text.WriteString(spelling(g.word(r)))
			}
		}
	}
	a := corpus.Article{
		ID: articleID(n), Collection: corpus.Public, Revision: 1, Language: "en",
		Outlet: fmt.Sprint("Outlet ", n%40), Published: corpus.NewDate(2018, 1, 1+n%3000),
	}
	write(titleWords)
	a.Title = text.String()
	text.Reset()
	for i := range passagesPerText {
		start := text.Len()
		write(passageWords)
		a.Passages = append(a.Passages, corpus.Passage{
			Span: corpus.Span{Start: start, End: text.Len()}, Ordinal: i, First: 5 * i, Last: 5*i + 4,
		})
		text.WriteString("\n\n")
	}
	a.Body = text.String()
	return a
}

// queries makes up queries of distinct content words, as likely as they are in
// texts; a sixth of them, rounded down, are the names of one story.
func (g *generator) queries(n, terms int) [][]string {
	r := rand.New(rand.NewPCG(g.seed, 1<<63))
	out := make([][]string, n)
	for i := range out {
		story := g.story(r)
		words := make([]string, 0, terms)
		for j := range min(terms/6, storyNames) {
			words = append(words, g.name(story, j))
		}
		for len(words) < terms {
			if n := g.word(r); n >= len(stops) && !slices.Contains(words, spelling(n)) {
				words = append(words, spelling(n))
			}
		}
		out[i] = words
	}
	return out
}

// A passage is known to all engines by its number.

func articleID(n int) corpus.ArticleID { return corpus.ArticleID(fmt.Sprintf("%016x", n)) }

func passageNumber(article, ordinal int) int { return article*passagesPerText + ordinal }
