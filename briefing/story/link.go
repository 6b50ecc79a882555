package story

import (
	"cmp"
	"slices"
	"sort"
	"sync"

	"sitrep/briefing/parallel"
	"sitrep/corpus/syndication"
)

// Bounds that keep the comparing near linear.
const (
	mostSharing = 250              // articles with a word, beyond which it makes nobody be compared
	mostDays    = 400              // between two articles
	leastAlike  = unit * unit / 25 // pairs less alike count as not alike at all
)

// links are the likenesses of each article to others, by number.
type links [][]alike

// alike is how alike an article is to another, 0 to one.
type alike struct {
	to       int32
	likeness int32
}

const one = unit * unit

// means returns how alike the articles of a group are to the others of it, each
// on average. The slice of, one for each article, is false before and after.
func (l links) means(group []int, of []bool) []int {
	for _, d := range group {
		of[d] = true
	}
	out := make([]int, len(group))
	for i, d := range group {
		sum := 0
		for _, e := range l[d] {
			if of[e.to] {
				sum += int(e.likeness)
			}
		}
		out[i] = sum / max(1, len(group)-1)
	}
	for _, d := range group {
		of[d] = false
	}
	return out
}

// posting is an article that has a word.
type posting struct{ doc, weight int32 }

// index returns the articles that have each word, in order; none of a word that
// too many have.
func index(docs []doc) [][]posting {
	words, postings := 0, 0
	for _, d := range docs {
		postings += len(d.terms)
		for _, t := range d.terms {
			words = max(words, int(t.number)+1)
		}
	}
	sharing := make([]int32, words)
	for _, d := range docs {
		for _, t := range d.terms {
			sharing[t.number]++
		}
	}
	out, room := make([][]posting, words), make([]posting, postings)
	for i := range docs {
		for _, t := range docs[i].terms {
			n := int(sharing[t.number])
			if n > mostSharing {
				continue
			}
			if out[t.number] == nil {
				out[t.number], room = room[:0:n], room[n:]
			}
			out[t.number] = append(out[t.number], posting{int32(i), t.weight})
		}
	}
	return out
}

// link compares the articles that share words which are not everywhere, on all
// processors.
func link(docs []doc, o options) links {
	index := index(docs)
	var fades []float64 // what days between two articles leave, as long as it is enough
	for fade := 1.0; fade*one >= leastAlike && len(fades) < mostDays; fade *= o.fade {
		fades = append(fades, fade)
	}
	out := make(links, len(docs))
	const together = 32 // few, since the later ones have more before them to be compared with
	batches := (len(docs) + together - 1) / together
	rooms := sync.Pool{New: func() any { return &comparing{alike: make([]int32, len(docs))} }}
	parallel.Each(batches, func(n int) {
		c := rooms.Get().(*comparing)
		defer rooms.Put(c)
		for i := n * together; i < min(len(docs), (n+1)*together); i++ {
			out[i] = c.earlier(docs, i, index, fades)
		}
	})

	// Each pair was found once, by the later one.
	for i := range out {
		for _, e := range out[i] {
			if int(e.to) >= i {
				break
			}
			out[e.to] = append(out[e.to], alike{int32(i), e.likeness})
		}
	}
	return out
}

// comparing is what comparing one article to all needs.
type comparing struct {
	alike []int32 // to each; 0 before and after
	met   []int32
}

// earlier returns how alike an article is to those before it. Articles are in
// order of day: those too long before need not be looked at.
func (c *comparing) earlier(docs []doc, i int, index [][]posting, fades []float64) []alike {
	d := &docs[i]
	first := int32(0)
	if d.dated {
		first = int32(sort.Search(i, func(j int) bool { return d.day-docs[j].day < len(fades) }))
	}
	c.met = c.met[:0]
	for _, t := range d.terms {
		postings := index[t.number]
		if first > 0 {
			at, _ := slices.BinarySearchFunc(postings, first, func(p posting, first int32) int { return cmp.Compare(p.doc, first) })
			postings = postings[at:]
		}
		for _, p := range postings {
			if int(p.doc) >= i {
				break
			}
			if c.alike[p.doc] == 0 {
				c.met = append(c.met, p.doc)
			}
			c.alike[p.doc] += t.weight * p.weight
		}
	}
	var out []alike
	for _, j := range c.met {
		likeness := c.alike[j]
		c.alike[j] = 0
		if likeness < leastAlike {
			continue
		}
		e := &docs[j]
		if d.dated && e.dated {
			likeness = int32(float64(likeness) * fades[d.day-e.day])
		}
		if likeness >= leastAlike && apart(d, e) {
			likeness /= 4
		}
		if likeness >= leastAlike {
			out = append(out, alike{j, likeness})
		}
	}
	slices.SortFunc(out, func(a, b alike) int { return cmp.Compare(a.to, b.to) })
	return out
}

// apart reports whether two articles that are alike are so because they are
// written to one template: who and where differs, or, in one outlet on two days,
// every figure does. One newsroom fills in a template again and again, so less
// is asked of two articles of one outlet.
func apart(d, e *doc) bool {
	if d.outlet != e.outlet {
		return len(d.named) >= 2 && len(e.named) >= 2 && syndication.Common(d.named, e.named) == 0
	}
	return len(d.names) >= 2 && len(e.names) >= 2 && syndication.Common(d.names, e.names) == 0 ||
		d.dated && e.dated && d.day != e.day && len(d.numbers) >= 2 && len(e.numbers) >= 2 && syndication.Common(d.numbers, e.numbers) == 0
}
