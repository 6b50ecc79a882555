package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sitrep/briefing/parallel"
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

var fitted = options{lead: 1200, title: 3, terms: 150, threshold: 0.14, affair: 0.03, rare: 1.3, fade: 0.95}

// doc is an article as it is compared.
type doc struct {
	terms   []term
	names   []int32  // numbers of terms that are names in the title and the opening, sorted
	numbers []int32  // numbers of terms that are figures there, sorted
	named   []int32  // and of those anywhere in what is read
	labels  []string // names as they are written, each once
	day     int      // days since 1970
	dated   bool
	outlet  string
	service bool
	soft    bool
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

// vocabulary numbers words.
type vocabulary struct {
	numbers map[string]int32
	words   []string
	in      []int32 // articles that a word is in
}

// newVocabulary returns a vocabulary with room for so many words.
func newVocabulary(words int) vocabulary {
	return vocabulary{make(map[string]int32, words), make([]string, 0, words), make([]int32, 0, words)}
}

func (v *vocabulary) number(word string) int32 {
	n, ok := v.numbers[word]
	if !ok {
		n = int32(len(v.words))
		v.numbers[word] = n
		v.words = append(v.words, word)
		v.in = append(v.in, 0)
	}
	return n
}

// take gives its own numbers to the words of another vocabulary, and returns them.
func (v *vocabulary) take(other *vocabulary) []int32 {
	numbers := make([]int32, len(other.words))
	for i, word := range other.words {
		n := v.number(word)
		numbers[i] = n
		v.in[n] += other.in[i]
	}
	return numbers
}

// reader numbers the words of some articles.
type reader struct {
	vocabulary
	an     *analysis.Analyzer
	tokens []language.Token
	times  []int32 // that each word stands in the article being read; 0 before and after
	met    []int32 // the words of that article, in order of first use
}

// add counts a word of an article so many times.
func (r *reader) add(word string, times int) int32 {
	n := r.number(word)
	if int(n) == len(r.times) {
		r.times = append(r.times, 0)
	}
	if r.times[n] == 0 {
		r.met = append(r.met, n)
	}
	r.times[n] += int32(times)
	return n
}

// freshWords is about how many words an article has that those read with it have not.
const freshWords = 40

// atATime is how many articles are read in one go. It does not depend on the
// machine: what is read together is numbered together.
const atATime = 256

// read reads the articles at some indexes, on all processors. Each batch numbers
// its own words; the batches in turn give them the numbers of all, while later ones
// are read.
func read(an *analysis.Analyzer, articles []corpus.Article, at []int, o options) []doc {
	docs := make([]doc, len(at))
	counts := make([][]counted, len(at))
	readers := make([]reader, (len(at)+atATime-1)/atATime)
	batch := func(n int) (first, end int) { return n * atATime, min(len(at), (n+1)*atATime) }
	all := newVocabulary(len(at) * freshWords)
	numbers := make([][]int32, len(readers)) // of all, for each of a batch
	var numbering sync.Mutex
	isCounted, numbered := make([]bool, len(readers)), 0
	parallel.Each(len(readers), func(n int) {
		first, end := batch(n)
		r := &readers[n]
		r.an, r.vocabulary, r.times = an, newVocabulary(freshWords*(end-first)), make([]int32, 0, freshWords*(end-first))
		for d := first; d < end; d++ {
			counts[d] = r.count(&docs[d], &articles[at[d]], o)
		}
		numbering.Lock()
		defer numbering.Unlock()
		isCounted[n] = true
		for ; numbered < len(readers) && isCounted[numbered]; numbered++ {
			numbers[numbered] = all.take(&readers[numbered].vocabulary)
		}
	})
	idf := make([]float64, len(all.words))
	parallel.Each(len(readers), func(n int) {
		from, to := n*len(idf)/len(readers), (n+1)*len(idf)/len(readers)
		for i, df := range all.in[from:to] {
			idf[from+i] = math.Pow(math.Log(1+float64(len(at)+unseen)/float64(df)), o.rare)
		}
	})
	parallel.Each(len(readers), func(n int) {
		first, end := batch(n)
		var room []weighed
		for d := first; d < end; d++ {
			docs[d].renumber(numbers[n])
			room = docs[d].weigh(room[:0], counts[d], numbers[n], idf, &all, o)
		}
	})
	return docs
}

// renumber gives the words of an article the numbers of all.
func (d *doc) renumber(numbers []int32) {
	for _, list := range [][]int32{d.names, d.numbers, d.named} {
		for i, n := range list {
			list[i] = numbers[n]
		}
		slices.Sort(list)
	}
}

// count counts the words of an article.
func (r *reader) count(d *doc, a *corpus.Article, o options) []counted {
	if a.Published.Precision >= corpus.Day {
		d.dated, d.day = true, int(a.Published.Time.Unix()/(24*60*60))
	}
	d.outlet = strings.ToLower(a.Source())
	lead := a.Body[:cut(a.Body, o.lead)]
	pack := language.Of(a.Language, lead)
	d.service, d.soft = IsService(pack, a.Title, a.URL), isSoft(a.URL)

	r.met = r.met[:0]
	if !a.TitleDerived {
		r.tokens = r.an.AppendTokens(r.tokens[:0], a.Title, a.Language)
		for _, t := range r.tokens {
			if t.Stop {
				continue
			}
			n := r.add(t.Term, o.title)
			if isFigure(a.Title[t.Start:t.End]) {
				d.numbers = append(d.numbers, n)
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
		n := r.add(t.Term, 1)
		word := lead[t.Start:t.End]
		isName := capitals && language.IsUpper(word) && !begins(lead[:t.Start])
		if isName {
			d.named = append(d.named, n)
		}
		if t.Start > opening {
			continue
		}
		switch {
		case isFigure(word):
			d.numbers = append(d.numbers, n)
		case isName:
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

	out := make([]counted, len(r.met))
	for i, n := range r.met {
		out[i] = counted{n, r.times[n]}
		r.times[n] = 0
		r.in[n]++
	}
	return out
}

// weighed is a word of an article with its weight there.
type weighed struct {
	number int32
	weight float64
}

// weigh keeps the weightiest words of an article, given the numbers of all for
// those that were counted. Weights are whole numbers, so that no sum depends on
// its order. It returns the room that it was given, to be used again.
func (d *doc) weigh(all []weighed, counts []counted, numbers []int32, idf []float64, v *vocabulary, o options) (room []weighed) {
	sum := 0.0
	for _, c := range counts {
		n := numbers[c.number]
		w := idf[n]
		if c.times > 1 {
			w *= 1 + math.Log(float64(c.times))
		}
		sum += w * w // what nobody shares makes it less alike, too
		if v.in[n] > 1 {
			all = append(all, weighed{n, w})
		}
	}
	if len(all) > o.terms {
		slices.SortFunc(all, func(a, b weighed) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(v.words[a.number], v.words[b.number]))
		})
		all = all[:o.terms]
	}
	norm := math.Sqrt(sum)
	d.terms = make([]term, 0, len(all))
	for _, w := range all {
		if weight := int32(math.Round(w.weight / norm * unit)); weight > 0 {
			d.terms = append(d.terms, term{w.number, weight})
		}
	}
	return all
}

func isFigure(word string) bool { return word[0] >= '0' && word[0] <= '9' }

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
	count := map[string]int{}
	for _, d := range group {
		for _, name := range docs[d].labels {
			count[name]++
		}
	}
	all := language.All()
	weekdays, months := all.Values("weekdays"), all.Values("months")
	names := make([]string, 0, len(count))
	for name, n := range count {
		if n == 1 && len(group) > 1 {
			continue
		}
		if lower := strings.ToLower(name); weekdays[lower] == "" && months[lower] == "" {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return names[:min(len(names), mostNames)]
}
