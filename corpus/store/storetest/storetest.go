// Package storetest makes articles up for tests of the store and of what stands on it:
// texts of any length without sense, and series of articles that are alike in one way
// or another. It opens no store.
package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/syndication"
)

// Article makes an article whose sentences end at ". " and whose passages have
// two sentences each.
func Article(c corpus.Collection, url, title, body string) corpus.Article {
	a := corpus.Article{
		ID:         corpus.NewArticleID(c, url, title, body),
		Collection: c,
		Title:      title,
		Outlet:     "Elswick Post",
		URL:        url,
		Language:   "en",
		Published:  corpus.NewDate(2024, 5, 17),
		Origin:     corpus.OriginMeta,
		Body:       body,
	}
	for start := 0; start < len(body); {
		end := len(body)
		if i := strings.Index(body[start:], ". "); i >= 0 {
			end = start + i + 1
		}
		a.Sentences = append(a.Sentences, corpus.Sentence{
			Span:      corpus.Span{Start: start, End: end},
			Paragraph: strings.Count(body[:start], "\n\n"),
		})
		start = end + 1
	}
	for first := 0; first < len(a.Sentences); first += 2 {
		last := min(first+1, len(a.Sentences)-1)
		a.Passages = append(a.Passages, corpus.Passage{
			Span:    corpus.Span{Start: a.Sentences[first].Start, End: a.Sentences[last].End},
			Ordinal: len(a.Passages), First: first, Last: last,
		})
	}
	return a
}

// Words are what [Text] is made of.
var Words = strings.Fields(`harbour council ferry winter minister harvest engine bridge market teacher
	river storm letter budget railway hospital choir lamp forest engineer window island baker tunnel captain
	old new long quiet broken distant early heavy careful public northern empty bright narrow sudden green
	opened closed carried refused repaired promised counted followed painted delayed signed visited measured
	before after near under beside without during because although while the a its their every no some`)

// Text returns n sentences of words in random order.
func Text(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i > 0 && i%3 == 0:
			b.WriteString(" \n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		for j := range 8 + r.IntN(10) {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(Words[r.IntN(len(Words))])
		}
		b.WriteByte('.')
	}
	return b.String()
}

// Generator gives the same numbers for the same seed.
func Generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// Everyone reads what is public.
var Everyone = corpus.NewScope(corpus.Public)

// Unlike is a generator that has nothing in common with that of another number.
func Unlike(i int) *rand.Rand { return rand.New(rand.NewPCG(uint64(i), uint64(i)*0x9e3779b97f4a7c15)) }

// Alike are series of articles that have ever more to do with each other.
var Alike = []struct {
	Name string
	Body func(i int) string
}{
	{"random", func(i int) string { return Text(Unlike(i+1), 20) }},
	{"one text", func(int) string { return Text(Generator(0), 20) }},
	{"a shared phrase", func(i int) string { return Text(Generator(0), 8) + " " + Text(Unlike(i+1), 12) }},
	{"a shared half", func(i int) string { return Text(Generator(0), 10) + " " + Text(Unlike(i+1), 10) }},
	{"one template", func(i int) string {
		fields := strings.Fields(Text(Generator(0), 20))
		for j := range 8 {
			fields[20*j+3] = fmt.Sprint("item", i, j)
		}
		return strings.Join(fields, " ")
	}},
	{"a word changed", func(i int) string { return Text(Generator(0), 20) + fmt.Sprint(" Number", i) }},
	{"one quotation", func(i int) string {
		return Text(Unlike(i+1), 4) + ` “` + strings.ReplaceAll(Text(Generator(0), 16), "\n", " ") + `” she said.`
	}},
}

// OfSeries makes n articles of a series of alike.
func OfSeries(name string, n int) []corpus.Article {
	var articles []corpus.Article
	for _, series := range Alike {
		for i := range n {
			if series.Name == name {
				articles = append(articles, Article(corpus.Public, fmt.Sprint("https://post.example/", i), fmt.Sprint("Title ", i), series.Body(i)))
			}
		}
	}
	return articles
}

// Whole returns the articles of stories of which all were asked for, after a
// look at what else is told of those stories.
func Whole(t interface {
	Helper()
	Errorf(format string, args ...any)
}, copies map[corpus.ArticleID]*corpus.Story) map[corpus.ArticleID][]corpus.ArticleID {
	t.Helper()
	out := map[corpus.ArticleID][]corpus.ArticleID{}
	for id, s := range copies {
		if out[id] = s.Asked; s.Articles != len(s.Asked) || !slices.Equal(s.Earliest, s.Asked[:min(len(s.Asked), corpus.MostEarliest)]) {
			t.Errorf("a story of %v is said to have %d articles and to begin with %v", s.Asked, s.Articles, s.Earliest)
		}
	}
	return out
}

// Collections are the public one and three servers'.
var Collections = []corpus.Collection{corpus.Public, corpus.Guild("1"), corpus.Guild("22"), corpus.Guild("333")}

// StoriesBy works out the stories of articles, of which a relation ties the texts.
func StoriesBy(articles []corpus.Article, tied func(t, u syndication.Text) bool) map[corpus.ArticleID][]corpus.ArticleID {
	group := map[corpus.ArticleID]int{}
	texts := map[corpus.ArticleID]syndication.Text{}
	for i, a := range articles {
		group[a.ID], texts[a.ID] = i, syndication.Read(a.Body)
	}
	for _, a := range articles {
		for _, b := range articles {
			if a.ID < b.ID && a.Collection == b.Collection && group[a.ID] != group[b.ID] && tied(texts[a.ID], texts[b.ID]) {
				from, to := group[a.ID], group[b.ID]
				for id, g := range group {
					if g == from {
						group[id] = to
					}
				}
			}
		}
	}
	sorted := slices.SortedFunc(slices.Values(articles), func(a, b corpus.Article) int {
		if a.Published.Known() != b.Published.Known() {
			return b.Published.Compare(a.Published)
		}
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	out := map[corpus.ArticleID][]corpus.ArticleID{}
	for _, a := range articles {
		var members []corpus.ArticleID
		for _, b := range sorted {
			if group[a.ID] == group[b.ID] {
				members = append(members, b.ID)
			}
		}
		if len(members) > 1 {
			out[a.ID] = members
		}
	}
	return out
}

// Edited changes some words of a text, others for each n.
func Edited(body string, n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 4))
	fields := strings.Split(body, " ")
	for range 3 * n {
		fields[r.IntN(len(fields))] = fmt.Sprint("word", r.IntN(1000))
	}
	return strings.Join(fields, " ")
}

// Chained returns texts of which each is a copy of the next, while the first
// and the last have little in common.
func Chained(part int) string {
	sentences := strings.SplitAfter(Text(rand.New(rand.NewPCG(9, 9)), 40), ".")
	return strings.TrimSpace(strings.Join(sentences[4*part:4*part+16], ""))
}
