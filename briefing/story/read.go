package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// options are what was fitted; see docs/quality.md.
type options struct {
	lead      int     // bytes of the body that are read
	title     int     // how often a word of the title counts
	terms     int     // of an article that are compared, the weightiest
	threshold float64 // mean likeness from which groups are one story
	affair    float64 // and from which stories belong together
	rare      float64 // power by which a rare word counts more than a common one
	fade      float64 // of the likeness that is left for each day between two articles
}

var fitted = options{lead: 1500, title: 3, terms: 150, threshold: 0.13, affair: 0.03, rare: 1.3, fade: 0.95}

// doc is an article as it is compared.
type doc struct {
	terms   []term   // by number
	names   []int32  // numbers of terms that are names in the title and the opening, sorted
	numbers []int32  // numbers of terms that are figures there, sorted
	named   []int32  // and of those anywhere in what is read
	labels  []string // names as they are written, each once
	day     int      // days since 1970
	dated   bool
	outlet  string
	service bool
}

// term is a word with its weight in the article: the squares of all weights sum
// up to one, in units of unit.
type term struct {
	number int32
	weight int32
}

const unit = 1 << 12

// opening is how far into the body names and figures say what an article is
// about, in bytes.
const opening = 400

// unseen is how many articles without any of the words are supposed beside those
// given: of five articles, a word that two share is not a common one.
const unseen = 50

// counted is how often a word stands in an article.
type counted struct {
	number int32
	times  int32
}

// reader numbers the words of all articles.
type reader struct {
	an      *analysis.Analyzer
	numbers map[string]int32
	words   []string
	in      []int32 // articles that a word is in
	tokens  []analysis.Token
}

func (r *reader) number(word string) int32 {
	n, ok := r.numbers[word]
	if !ok {
		n = int32(len(r.words))
		r.numbers[word] = n
		r.words = append(r.words, word)
		r.in = append(r.in, 0)
	}
	return n
}

// read reads the articles at some indexes. Words are numbered in the order of
// first use, which is that of the sorted articles.
func read(an *analysis.Analyzer, articles []corpus.Article, at []int, o options) []doc {
	r := &reader{an: an, numbers: map[string]int32{}}
	docs := make([]doc, len(at))
	counts := make([][]counted, len(at))
	for d, i := range at {
		counts[d] = r.count(&docs[d], &articles[i], o)
	}
	idf := make([]float64, len(r.words))
	for n, df := range r.in {
		idf[n] = math.Pow(math.Log(1+float64(len(at)+unseen)/float64(df)), o.rare)
	}
	for d := range docs {
		docs[d].weigh(counts[d], idf, r, o)
	}
	return docs
}

// count counts the words of an article.
func (r *reader) count(d *doc, a *corpus.Article, o options) []counted {
	if a.Published.Precision >= corpus.Day {
		d.dated, d.day = true, int(a.Published.Time.Unix()/(24*60*60))
	}
	d.outlet = strings.ToLower(a.Source())
	lead := a.Body[:cut(a.Body, o.lead)]
	pack := language.Of(a.Language, lead)
	d.service = isService(pack, a.Title)

	var all, title []int32
	if !a.TitleDerived {
		r.tokens = r.an.AppendTokens(r.tokens[:0], a.Title, a.Language)
		for _, t := range r.tokens {
			if !t.Stop {
				title = append(title, r.number(t.Term))
			}
		}
		for range o.title {
			all = append(all, title...)
		}
		for _, t := range r.tokens {
			if isFigure(a.Title[t.Start:t.End]) {
				d.numbers = append(d.numbers, r.number(t.Term))
			}
		}
	}
	r.tokens = r.an.AppendTokens(r.tokens[:0], lead, a.Language)
	capitals := pack.Setting("capitals") == "names"
	named := -2 // the token that ended the last name
	for i, t := range r.tokens {
		if t.Stop {
			continue
		}
		n := r.number(t.Term)
		all = append(all, n)
		word := lead[t.Start:t.End]
		if capitals && isUpper(word) && !begins(lead[:t.Start]) {
			d.named = append(d.named, n)
		}
		if t.Start > opening {
			continue
		}
		switch {
		case isFigure(word):
			d.numbers = append(d.numbers, n)
		case capitals && isUpper(word) && !begins(lead[:t.Start]):
			d.names = append(d.names, n)
			if named == i-1 && lead[t.Start-1] == ' ' {
				d.labels[len(d.labels)-1] += " " + word
			} else {
				d.labels = append(d.labels, word)
			}
			named = i
		}
	}
	slices.Sort(d.names)
	d.names = slices.Compact(d.names)
	slices.Sort(d.named)
	d.named = slices.Compact(d.named)
	slices.Sort(d.numbers)
	d.numbers = slices.Compact(d.numbers)
	slices.Sort(d.labels)
	d.labels = slices.Compact(d.labels)

	slices.Sort(all)
	var out []counted
	for _, n := range all {
		if k := len(out) - 1; k >= 0 && out[k].number == n {
			out[k].times++
			continue
		}
		out = append(out, counted{n, 1})
		r.in[n]++
	}
	return out
}

// weigh keeps the weightiest words of an article. Weights are whole numbers, so
// that no sum depends on its order.
func (d *doc) weigh(counts []counted, idf []float64, r *reader, o options) {
	type weighed struct {
		number int32
		weight float64
	}
	all := make([]weighed, 0, len(counts))
	sum := 0.0
	for _, c := range counts {
		w := (1 + math.Log(float64(c.times))) * idf[c.number]
		sum += w * w // what nobody shares makes it less alike, too
		if r.in[c.number] > 1 {
			all = append(all, weighed{c.number, w})
		}
	}
	if len(all) > o.terms {
		slices.SortFunc(all, func(a, b weighed) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(r.words[a.number], r.words[b.number]))
		})
		all = all[:o.terms]
		slices.SortFunc(all, func(a, b weighed) int { return cmp.Compare(a.number, b.number) })
	}
	norm := math.Sqrt(sum)
	for _, w := range all {
		if weight := int32(math.Round(w.weight / norm * unit)); weight > 0 {
			d.terms = append(d.terms, term{w.number, weight})
		}
	}
}

func isFigure(word string) bool { return word[0] >= '0' && word[0] <= '9' }

func isUpper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// begins reports whether a sentence begins behind a text, or a quotation, where
// a capital says nothing.
func begins(before string) bool {
	before = strings.TrimRight(before, " “\"‘'(«—–-")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:\n")
}

// cut returns where to cut a text that is longer than n bytes.
func cut(text string, n int) int {
	if len(text) <= n {
		return len(text)
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// mostNames bounds the names of a story.
const mostNames = 12

// namesOf returns the names that most articles of a group have in common. A day of
// the week or a month names no story.
func namesOf(docs []doc, group []int) []string {
	all := language.All()
	weekdays, months := all.Values("weekdays"), all.Values("months")
	count := map[string]int{}
	for _, d := range group {
		for _, name := range docs[d].labels {
			lower := strings.ToLower(name)
			if weekdays[lower] == "" && months[lower] == "" {
				count[name]++
			}
		}
	}
	names := make([]string, 0, len(count))
	for name, n := range count {
		if n > 1 || len(group) == 1 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return names[:min(len(names), mostNames)]
}
