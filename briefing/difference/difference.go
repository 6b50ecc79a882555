// Package difference finds where sentences cannot be right together: two numbers of one
// thing at one time, or a statement and its denial.
package difference

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/briefing/cite"
	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/language"
	"sitrep/corpus/syndication"
)

// mostDifferences bounds the differences of a brief, and sidesPerDifference the
// versions told side by side in one of them.
const (
	mostDifferences    = 5
	sidesPerDifference = 4
)

// dispute is a difference with how much it matters.
type dispute struct {
	cite.Difference
	score float64
}

// statement is one sentence's version of something on which sources may differ.
type statement struct {
	sentence int
	label    string // the same for a reader
	version  string // a key
}

// Find finds where the sources disagree: on how many, and on whether
// something is so at all.
func Find(ctx context.Context, p *pool.Pool) []cite.Difference {
	var found []dispute
	found = append(found, numberDifferences(ctx, p)...)
	found = append(found, polarityDifferences(ctx, p)...)
	slices.SortStableFunc(found, func(a, b dispute) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.About, b.About))
	})
	var out []cite.Difference
	for _, d := range found {
		fresh := 0
		for _, side := range d.Sides {
			again := slices.ContainsFunc(out, func(o cite.Difference) bool {
				return slices.ContainsFunc(o.Sides, func(t cite.Chosen) bool {
					a, b := &p.Sentences[t.Sentence], &p.Sentences[side.Sentence]
					return t.Sentence == side.Sentence || o.About == d.About && max(p.Contained(a, b), p.Contained(b, a)) > cite.SameWords
				})
			})
			if !again {
				fresh++
			}
		}
		if fresh < 2 || len(out) == mostDifferences {
			continue // the same dispute, as others tell it
		}
		out = append(out, d.Difference)
	}
	return out
}

// sides picks the best sentence for each version, of different sources, and
// returns them where there are two at least.
func sides(p *pool.Pool, statements []statement) ([]cite.Chosen, float64) {
	slices.SortStableFunc(statements, func(a, b statement) int {
		return cmp.Or(-cmp.Compare(p.Sentences[a.sentence].Score, p.Sentences[b.sentence].Score), p.Compare(a.sentence, b.sentence))
	})
	var picked []statement
	for _, s := range statements {
		clashes := !slices.ContainsFunc(picked, func(o statement) bool {
			return sameVersion(o.version, s.version) || p.Sentences[o.sentence].Article == p.Sentences[s.sentence].Article
		})
		if clashes && len(picked) < sidesPerDifference {
			picked = append(picked, s)
		}
	}
	if len(picked) < 2 {
		return nil, 0
	}
	var out []cite.Chosen
	score := 0.0
	for _, s := range picked {
		support := p.Corroborating(s.sentence)
		out = append(out, cite.Chosen{Sentence: s.sentence, Support: support[:min(len(support), cite.CitationsPerClaim-1)]})
		score += p.Sentences[s.sentence].Score
	}
	return out, score / float64(len(picked))
}

// sameVersion reports whether two versions are one; of names, one may be a part
// of the other.
func sameVersion(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 5 && !strings.ContainsAny(a, "0123456789") && strings.Contains(b, a)
}

// numberDifferences finds sentences of different sources that say the same of
// the same noun, with another number.
func numberDifferences(ctx context.Context, p *pool.Pool) []dispute {
	byNoun := map[string][]Count{}
	var nouns []string
	for i, s := range p.Sentences {
		if s.Score == 0 || !isOfNews(p, s) || p.Source(s).Published.Known() && s.Named < 0.5 {
			continue
		}
		for _, c := range CountsIn(i, s.Fields, s.Lower) {
			if byNoun[c.Noun] == nil {
				nouns = append(nouns, c.Noun)
			}
			byNoun[c.Noun] = append(byNoun[c.Noun], c)
		}
	}
	slices.Sort(nouns)
	var out []dispute
	for _, noun := range nouns {
		group := byNoun[noun]
		used := make([]bool, len(group))
		for i, a := range group {
			if ctx.Err() != nil {
				return nil
			}
			if used[i] {
				continue
			}
			same := []statement{a.statement()}
			for j := i + 1; j < len(group); j++ {
				b := group[j]
				if used[j] || !sameMatter(p, a.sentence, b.sentence) {
					continue
				}
				used[j] = true
				if !a.Agrees(b) && !givesPart(p, a, b) && !givesPart(p, b, a) && countsAtOnce(p, a.sentence, b.sentence) {
					same = append(same, b.statement())
				}
			}
			if sides, score := sides(p, same); sides != nil {
				out = append(out, dispute{cite.Difference{About: "how many " + a.label, Sides: sides}, score + 0.3})
			}
		}
	}
	return out
}

// topSentences are how many sentences of an article of a story can differ from others.
const topSentences = 4

// isOfNews reports whether a sentence may differ from another: in an archive of
// daily news those at the top of the stories that are told, for what articles come
// to further down has little to do with each other.
func isOfNews(p *pool.Pool, s pool.Sentence) bool {
	return p.Whole || p.Source(s).InStory > 0 && s.Place < topSentences
}

// Count is a sentence with the numbers that it gives of one noun.
type Count struct {
	sentence int
	Noun     string // a stem
	label    string
	values   []float64
	loose    bool
}

// CountsIn returns what a sentence counts, by noun, in the order in which it does.
func CountsIn(sentence int, words, lower []string) []Count {
	var out []Count
	places := map[string]int{}
	for _, q := range quantitiesOf(words, lower) {
		k, known := places[q.noun]
		if !known {
			k = len(out)
			places[q.noun] = k
			out = append(out, Count{sentence: sentence, Noun: q.noun, label: q.label})
		}
		out[k].values = append(out[k].values, q.value)
		out[k].loose = out[k].loose || q.loose
	}
	return out
}

func (c Count) statement() statement {
	values := make([]string, len(c.values))
	for i, v := range c.values {
		values[i] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return statement{sentence: c.sentence, label: c.label, version: strings.Join(values, " ")}
}

// Agrees reports whether two sentences can be right together: they share a
// number, or have near ones of which one is only said to be about right.
func (c Count) Agrees(o Count) bool {
	for _, a := range c.values {
		for _, b := range o.values {
			if a == b || (c.loose || o.loose) && max(a, b) <= 1.35*min(a, b) {
				return true
			}
		}
	}
	return false
}

// givesPart reports whether a sentence gives, beside its own number of something,
// that of another sentence: "three deaths, two of them in Tarn".
func givesPart(p *pool.Pool, whole, part Count) bool {
	return slices.ContainsFunc(p.Sentences[whole.sentence].Lower, func(w string) bool {
		v, ok := numberValue(w)
		return ok && slices.Contains(part.values, v)
	})
}

// sameMatter reports whether two sentences of different sources speak of the
// same thing, numbers aside.
func sameMatter(p *pool.Pool, i, j int) bool {
	a, b := &p.Sentences[i], &p.Sentences[j]
	return a.Article != b.Article && sameTime(p, a.Article, b.Article) && syndication.Common(a.Terms, b.Terms) >= 4 &&
		max(p.Contained(a, b), p.Contained(b, a)) >= leastSameMatter
}

// leastSameMatter is how much of a sentence, by weight, another must hold to
// speak of the same thing.
const leastSameMatter = 0.5

// sameTime reports whether two articles tell of one happening at one time: they
// are of one story and of days that follow each other. Of articles without dates
// it is not known, and what they say decides alone.
func sameTime(p *pool.Pool, i, j int) bool {
	a, b := &p.Articles[i], &p.Articles[j]
	if !a.Published.Known() || !b.Published.Known() {
		return true
	}
	return a.Group == b.Group && a.Day().Sub(b.Day()).Abs() <= 24*time.Hour
}

// countsAtOnce reports whether two sentences count at one time: a later count
// stands for an earlier one of the same, unless both name the day.
func countsAtOnce(p *pool.Pool, i, j int) bool {
	a, b := p.Source(p.Sentences[i]), p.Source(p.Sentences[j])
	if !a.Published.Known() || !b.Published.Known() || a.Day().Equal(b.Day()) {
		return true
	}
	theirs := datesOf(p, j)
	return slices.ContainsFunc(datesOf(p, i), func(m language.DateMention) bool {
		return slices.ContainsFunc(theirs, func(o language.DateMention) bool { return m.Date == o.Date })
	})
}

// datesOf returns the dates that a sentence names.
func datesOf(p *pool.Pool, i int) []language.DateMention {
	s := &p.Sentences[i]
	return s.Dates(p.Source(*s).Published)
}

// quantity is a number with what it counts.
type quantity struct {
	value float64
	noun  string // stem-like key
	label string
	loose bool
}

var looseWords = english.Pack.Set("numbers/approximate")

var notCounted = english.Pack.Set("differences/not counted")

// quantitiesOf returns the numbers of a text that stand before what they count:
// "23 missiles", "two short-range missiles", "3,000 troops". Ages, dates and
// times are no quantities.
func quantitiesOf(words, lower []string) []quantity {
	var out []quantity
	for i, w := range lower {
		value, ok := numberValue(w)
		if !ok || i+1 >= len(lower) || strings.ContainsAny(words[i], ".,;:)") && i+1 < len(words) && strings.HasSuffix(words[i], ",") {
			continue
		}
		next := i + 1
		if m, ok := magnitudes[lower[next]]; ok && next+1 < len(lower) {
			value *= m
			next++
		}
		// The noun is the last of up to three words before a function word.
		end := next
		for end < len(lower) && end < next+3 && !english.FunctionWords[lower[end]] && !english.Verbs[lower[end]] && lower[end] != "" {
			end++
			if strings.ContainsAny(words[end-1][len(words[end-1])-1:], ".,;:!?)”\"") {
				break
			}
		}
		if end == next {
			continue
		}
		noun := lower[end-1]
		for k := next; k < end; k++ { // plural nouns end the phrase
			if strings.HasSuffix(lower[k], "s") && !strings.HasSuffix(lower[k], "ss") && len(lower[k]) > 3 {
				noun = lower[k]
				break
			}
		}
		if notCounted[noun] || notCounted[lower[next]] || strings.ContainsAny(noun, "0123456789-") || len(noun) < 4 {
			continue
		}
		loose := false
		for k := max(0, i-2); k < i; k++ {
			loose = loose || looseWords[lower[k]]
		}
		out = append(out, quantity{value: value, noun: english.StemLike(noun), label: noun, loose: loose})
	}
	return out
}

var magnitudes = english.Pack.Floats("numbers/magnitude")

// Numerals are numbers in words, with their values.
var Numerals = english.Pack.Floats("numbers")

// numberValue reads a number in digits or, below a hundred, in words.
func numberValue(w string) (float64, bool) {
	if v := Numerals[w]; v >= 2 && v < 100 {
		return v, true
	}
	w = strings.TrimLeft(w, "$£€")
	if w == "" || w[0] < '0' || w[0] > '9' { // ParseFloat reads "nan", too
		return 0, false
	}
	w = strings.ReplaceAll(w, ",", "")
	v, err := strconv.ParseFloat(w, 64)
	if err != nil || v < 2 || v > 1e12 || len(w) == 4 && v >= 1900 && v <= 2100 {
		return 0, false
	}
	return v, true
}

// NameKey makes one key of the spellings of a name.
func NameKey(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", " ", "", "‑", "").Replace(name))
}

// How much of a sentence, by weight, must stand in another for the one to deny
// the other: outright ("denied"), or by a "not".
const (
	leastDenied  = 0.5
	leastNegated = 0.7
)

// polarityDifferences finds sentences that state what others deny.
func polarityDifferences(ctx context.Context, p *pool.Pool) []dispute {
	var out []dispute
	taken := map[int]bool{}
	t := p.NewTally()
	for i, s := range p.Sentences {
		if ctx.Err() != nil {
			return nil
		}
		if s.Score == 0 || !s.Negated || taken[i] || !isOfNews(p, s) {
			continue
		}
		best, bestScore := -1, 0.0
		what := Denials(&s)
		if len(what) == 0 {
			continue
		}
		p.Sharing(i, t)
		for _, j := range t.Touched {
			o := &p.Sentences[j]
			if t.Shared[j] < 2 || o.Score == 0 || taken[j] {
				continue
			}
			if shared := DeniedShare(p, what, i, j); shared > bestScore || shared > 0 && shared == bestScore && p.Compare(j, best) < 0 {
				best, bestScore = j, shared
			}
		}
		if best < 0 {
			continue
		}
		taken[i], taken[best] = true, true
		pair := []cite.Chosen{{Sentence: best}, {Sentence: i}}
		for k := range pair {
			support := p.Corroborating(pair[k].Sentence)
			pair[k].Support = support[:min(len(support), cite.CitationsPerClaim-1)]
		}
		out = append(out, dispute{cite.Difference{About: cite.DeniedByOthers, Sides: pair}, (s.Score + p.Sentences[best].Score) / 2 * bestScore})
	}
	return out
}

// DeniedShare returns how much a sentence, of which it is known what it denies, shares
// with one of another source; 0 where it denies nothing of it.
func DeniedShare(p *pool.Pool, what []DeniedMatter, by, of int) float64 {
	s, o := &p.Sentences[by], &p.Sentences[of]
	if !s.Negated || o.Negated || s.Article == o.Article || !sameTime(p, s.Article, o.Article) {
		return 0
	}
	if n := syndication.Common(s.Terms, o.Terms); n < 4 || 2*n < min(len(s.Terms), len(o.Terms)) {
		return 0
	}
	shared := max(p.Contained(s, o), p.Contained(o, s))
	if shared < leastDenied {
		return 0
	}
	if d := DenialOf(o, what, Holder(p, o)); d == Outright || d == ByNot && shared >= leastNegated && !p.Source(*s).Published.Known() && AtOneTime(s.Lower, o.Lower) {
		return shared
	}
	return 0
}

// Holder reports of stems whether a sentence has them.
func Holder(p *pool.Pool, s *pool.Sentence) func(stem string) bool {
	return func(stem string) bool {
		n, known := p.Numbers[stem]
		if !known {
			return false
		}
		_, held := slices.BinarySearch(s.Terms, n)
		return held
	}
}

// AtOneTime reports whether two sentences may speak of the same time: what was
// not so "for the first time", or last year, denies nothing that was so at
// another.
func AtOneTime(a, b []string) bool {
	return slices.Equal(timesIn(a), timesIn(b))
}

func timesIn(lower []string) []string {
	var out []string
	for i, w := range lower {
		w = strings.Trim(w, ".,;:")
		switch {
		case w == "today" || w == "yesterday" || w == "tomorrow" || w == "tonight":
			out = append(out, w)
		case i > 0 && timeUnits[strings.TrimSuffix(w, "s")]:
			if before := lower[i-1]; before == "last" || before == "next" || before == "this" || before == "first" {
				out = append(out, before+" "+w)
			}
		}
	}
	return out
}

var timeUnits = english.Pack.Set("differences/time units")
