package story

import (
	"container/heap"
	"slices"
)

// cluster joins the groups that are most alike, by the mean likeness of their
// members, as long as any are alike enough for the first threshold, and goes on
// to the second, which is lower. Pairs that were not compared are not alike. It
// returns the groups at each, their members in ascending order.
func cluster(l links, first, second float64) (firsts, seconds [][]int) {
	c := clusters{groups: make([][]int, len(l)), alike: make([]map[int32]int64, len(l)), born: make([]int32, len(l)), least: second * one}
	for i := range l {
		c.groups[i] = []int{i}
		c.alike[i] = make(map[int32]int64, len(l[i]))
		for _, e := range l[i] {
			c.alike[i][e.to] = int64(e.likeness)
			if int(e.to) < i {
				c.offer(e.to, int32(i))
			}
		}
	}
	heap.Init(&c.queue)
	for c.queue.Len() > 0 {
		p := heap.Pop(&c.queue).(pair)
		if p.bornA != c.born[p.a] || p.bornB != c.born[p.b] {
			continue
		}
		// No joining makes two groups more alike than those that were joined, so
		// that what is below the first threshold stays there.
		if p.mean < first*one && firsts == nil {
			firsts = c.all()
		}
		c.join(p.a, p.b)
	}
	seconds = c.all()
	if firsts == nil {
		firsts = seconds
	}
	return firsts, seconds
}

// all returns the groups, their members in ascending order.
func (c *clusters) all() [][]int {
	var out [][]int
	for _, g := range c.groups {
		if g != nil {
			g = slices.Clone(g)
			slices.Sort(g)
			out = append(out, g)
		}
	}
	return out
}

// clusters are the groups so far.
type clusters struct {
	groups [][]int           // members; nil for a group that was joined to another
	alike  []map[int32]int64 // sums over all pairs of members
	born   []int32           // how often the group has changed; -1 when it is gone
	least  float64
	queue  pairs
}

// pair is two groups that may be joined, as they were when it was found.
type pair struct {
	mean         float64
	a, b         int32 // a < b
	bornA, bornB int32
}

func (c *clusters) offer(a, b int32) {
	if a > b {
		a, b = b, a
	}
	mean := float64(c.alike[b][a]) / float64(len(c.groups[a])*len(c.groups[b]))
	if mean >= c.least {
		c.queue = append(c.queue, pair{mean, a, b, c.born[a], c.born[b]})
	}
}

// join puts group b into group a.
func (c *clusters) join(a, b int32) {
	c.groups[a] = append(c.groups[a], c.groups[b]...)
	c.groups[b] = nil
	c.born[a]++
	c.born[b] = -1
	delete(c.alike[a], b)
	for other, sum := range c.alike[b] {
		delete(c.alike[other], b)
		if other != a {
			c.alike[a][other] += sum
			c.alike[other][a] = c.alike[a][other]
		}
	}
	c.alike[b] = nil
	for other := range c.alike[a] {
		before := len(c.queue)
		if c.offer(a, other); len(c.queue) > before {
			heap.Fix(&c.queue, before)
		}
	}
}

// pairs is a heap, the most alike first.
type pairs []pair

func (p pairs) Len() int      { return len(p) }
func (p pairs) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *pairs) Push(x any)   { *p = append(*p, x.(pair)) }
func (p *pairs) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	*p = (*p)[:last]
	return x
}

func (p pairs) Less(i, j int) bool {
	x, y := p[i], p[j]
	switch {
	case x.mean != y.mean:
		return x.mean > y.mean
	case x.a != y.a:
		return x.a < y.a
	}
	return x.b < y.b
}
