package story

import (
	"cmp"
	"container/heap"
	"slices"
)

// cluster joins the groups that are most alike, by the mean likeness of their
// members, as long as any are alike enough for the first threshold, and goes on
// to the second, which is lower. Pairs that were not compared are not alike. It
// returns the groups at each, their members in ascending order.
func cluster(l links, first, second float64) (firsts, seconds [][]int) {
	c := clusters{groups: make([][]int, len(l)), alike: make([][]sum, len(l)), born: make([]int32, len(l))}
	for i := range l {
		c.groups[i] = []int{i}
		c.alike[i] = make([]sum, len(l[i]))
		for n, e := range l[i] {
			c.alike[i][n] = sum{e.to, int64(e.likeness)}
		}
	}
	// No joining makes two groups more alike than those that were joined, so that what is
	// below the first threshold stays there, and is not looked at before.
	c.joinFrom(first)
	firsts = c.all()
	c.joinFrom(second)
	return firsts, c.all()
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
	groups [][]int // members; nil for a group that was joined to another
	alike  [][]sum // to other groups, in their order; some of them gone
	born   []int32 // how often the group has changed; -1 when it is gone
	least  float64 // mean likeness from which two groups are joined
	queue  pairs
}

// sum is the likeness to a group, over all pairs of members.
type sum struct {
	to int32
	of int64
}

// pair is two groups that may be joined, as they were when it was found.
type pair struct {
	mean         float64
	a, b         int32 // a < b
	bornA, bornB int32
}

// joinFrom joins groups as long as two are alike by a mean.
func (c *clusters) joinFrom(mean float64) {
	c.least, c.queue = mean*one, c.queue[:0]
	for a := range c.alike {
		for _, s := range c.alike[a] {
			if int(s.to) > a && c.born[s.to] >= 0 {
				c.offer(int32(a), s)
			}
		}
	}
	heap.Init(&c.queue)
	for len(c.queue) > 0 {
		p := heap.Pop(&c.queue).(pair)
		if p.bornA == c.born[p.a] && p.bornB == c.born[p.b] {
			c.join(p.a, p.b)
		}
	}
}

// offer queues a group and another, if they are alike enough.
func (c *clusters) offer(a int32, s sum) bool {
	mean := float64(s.of) / float64(len(c.groups[a])*len(c.groups[s.to]))
	if mean < c.least {
		return false
	}
	a, b := min(a, s.to), max(a, s.to)
	c.queue = append(c.queue, pair{mean, a, b, c.born[a], c.born[b]})
	return true
}

// join puts group b into group a.
func (c *clusters) join(a, b int32) {
	c.groups[a] = append(c.groups[a], c.groups[b]...)
	c.groups[b] = nil
	c.born[a]++
	c.born[b] = -1
	x, y := c.alike[a], c.alike[b]
	both := make([]sum, 0, len(x)+len(y))
	for len(x) > 0 || len(y) > 0 {
		var s sum
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].to < y[0].to:
			s, x = x[0], x[1:]
		case len(x) == 0 || y[0].to < x[0].to:
			s, y = y[0], y[1:]
		default:
			s, x, y = sum{x[0].to, x[0].of + y[0].of}, x[1:], y[1:]
		}
		if s.to != a && c.born[s.to] >= 0 {
			both = append(both, s)
		}
	}
	c.alike[a], c.alike[b] = both, nil
	for _, s := range both {
		c.set(s.to, sum{a, s.of})
		if c.offer(a, s) {
			heap.Fix(&c.queue, len(c.queue)-1)
		}
	}
}

// set says how alike a group is to another. What it is like to a group that is gone
// stays until it is joined itself.
func (c *clusters) set(group int32, s sum) {
	list := c.alike[group]
	at, known := slices.BinarySearchFunc(list, s.to, func(t sum, to int32) int { return cmp.Compare(t.to, to) })
	if !known {
		list = slices.Insert(list, at, s)
		c.alike[group] = list
	}
	list[at] = s
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
