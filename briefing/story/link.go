package story

import (
	"math"
)

// Bounds that keep the comparing near linear.
const (
	mostSharing = 250              // articles with a word, beyond which it makes nobody be compared
	leastAlike  = unit * unit / 25 // pairs less alike count as not alike at all
)

// links are the likenesses of pairs of articles, 0 to one.
type links []map[int32]int64

const one = unit * unit

// mean returns how alike an article is to the others of its group.
func (l links) mean(d int, group []int) int {
	sum := int64(0)
	for _, e := range group {
		sum += l[d][int32(e)]
	}
	return int(sum / int64(max(1, len(group)-1)))
}

// link compares the articles that share words which are not everywhere.
func link(docs []doc, o options) links {
	words := 0
	for _, d := range docs {
		for _, t := range d.terms {
			words = max(words, int(t.number)+1)
		}
	}
	type posting struct{ doc, weight int32 }
	sharing := make([]int32, words)
	for _, d := range docs {
		for _, t := range d.terms {
			sharing[t.number]++
		}
	}
	fades := make([]float64, 400)
	for i := range fades {
		fades[i] = math.Pow(o.fade, float64(i))
	}
	index := make([][]posting, words)
	out := make(links, len(docs))
	alike := make([]int64, len(docs)) // to the article that is being compared
	var met []int32
	for i := range docs {
		d := &docs[i]
		met = met[:0]
		for _, t := range d.terms {
			if sharing[t.number] > mostSharing {
				continue
			}
			for _, p := range index[t.number] {
				if alike[p.doc] == 0 {
					met = append(met, p.doc)
				}
				alike[p.doc] += int64(t.weight) * int64(p.weight)
			}
			index[t.number] = append(index[t.number], posting{int32(i), t.weight})
		}
		out[i] = map[int32]int64{}
		for _, j := range met {
			likeness := alike[j]
			alike[j] = 0
			if likeness < leastAlike {
				continue
			}
			e := &docs[j]
			if d.dated && e.dated {
				likeness = int64(float64(likeness) * fades[min(max(d.day-e.day, e.day-d.day), len(fades)-1)])
			}
			if apart(d, e) {
				likeness /= 4
			}
			if likeness < leastAlike {
				continue
			}
			out[i][j], out[j][int32(i)] = likeness, likeness
		}
	}
	return out
}

// apart reports whether two articles that are alike are so because they are
// written to one template: who and where differs, or, in one outlet on two days,
// every figure does. One newsroom fills in a template again and again, so less
// is asked of two articles of one outlet.
func apart(d, e *doc) bool {
	if d.outlet != e.outlet {
		return len(d.named) >= 2 && len(e.named) >= 2 && shared(d.named, e.named) == 0
	}
	return len(d.names) >= 2 && len(e.names) >= 2 && shared(d.names, e.names) == 0 ||
		d.dated && e.dated && d.day != e.day && len(d.numbers) >= 2 && len(e.numbers) >= 2 && shared(d.numbers, e.numbers) == 0
}

// shared counts what two sorted lists have in common.
func shared(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}
