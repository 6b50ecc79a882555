package search

import (
	"bytes"
	"cmp"
	"slices"
)

// candidate is a passage with its score.
type candidate struct {
	score   int32
	part    int // in the scope
	passage uint32
}

// topK keeps the best candidates that it is offered, in a heap with the worst of
// them at the root.
type topK struct {
	limit     int
	parts     []part
	heap      []candidate
	recency   int64 // the most that a score may gain, in units of 1/ScoreUnit
	threshold int32 // lower scores have no chance, whatever they gain; at least 1
}

// compare orders candidates, the best first: by score, then article ID, then
// ordinal. Collections come in ascending order where all these are the same.
func (t *topK) compare(a, b candidate) int {
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	p, q := t.parts[a.part], t.parts[b.part]
	if c := bytes.Compare(p.ids.at(int(p.articles[a.passage])), q.ids.at(int(q.articles[b.passage]))); c != 0 {
		return c
	}
	if c := cmp.Compare(p.places[a.passage].ordinal, q.places[b.passage].ordinal); c != 0 {
		return c
	}
	if c := cmp.Compare(a.part, b.part); c != 0 {
		return c
	}
	return cmp.Compare(a.passage, b.passage)
}

func (t *topK) offer(c candidate) {
	if len(t.heap) < t.limit {
		t.heap = append(t.heap, c)
		for i := len(t.heap) - 1; i > 0; {
			up := (i - 1) / 2
			if t.compare(t.heap[up], t.heap[i]) >= 0 {
				break
			}
			t.heap[up], t.heap[i] = t.heap[i], t.heap[up]
			i = up
		}
		if len(t.heap) == t.limit {
			t.raise()
		}
		return
	}
	if t.compare(c, t.heap[0]) >= 0 {
		return
	}
	t.heap[0] = c
	for i := 0; ; {
		worst := i
		for down := 2*i + 1; down <= 2*i+2 && down < len(t.heap); down++ {
			if t.compare(t.heap[down], t.heap[worst]) > 0 {
				worst = down
			}
		}
		if worst == i {
			break
		}
		t.heap[i], t.heap[worst] = t.heap[worst], t.heap[i]
		i = worst
	}
	t.raise()
}

// raise sets the threshold by the worst of the best so far.
func (t *topK) raise() {
	t.threshold = max(1, int32(int64(t.heap[0].score)*ScoreUnit/(ScoreUnit+t.recency)))
}

// hits returns what was kept, the best first.
func (t *topK) hits() []Hit {
	slices.SortFunc(t.heap, t.compare)
	var out []Hit
	for _, c := range t.heap {
		out = append(out, t.parts[c.part].hit(c.passage, c.score))
	}
	return out
}
