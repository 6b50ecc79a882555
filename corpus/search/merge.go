package search

import (
	"bytes"
	"math/bits"
	"slices"

	"sitrep/corpus"
)

// part is a segment as a collection has it: with the articles that have died.
type part struct {
	*segment
	dead *tombstones // nil for none
}

// addWrittenIn adds how many articles of the part are written in each language.
func (p part) addWrittenIn(counts map[string]int) {
	for l, n := range p.writtenIn {
		counts[p.primaryLanguages[l]] += n
	}
	if p.dead == nil {
		return
	}
	for w, set := range p.dead.articles {
		for ; set != 0; set &= set - 1 {
			counts[p.primaryLanguages[p.languages.of[w*64+bits.TrailingZeros64(set)]]]--
		}
	}
}

// alive returns the passages of a part that are not dead.
func (p part) alive() int {
	if p.dead == nil {
		return p.passageCount()
	}
	return p.passageCount() - p.dead.passages
}

// aliveArticles returns the articles of a part that are not dead.
func (p part) aliveArticles() int {
	if p.dead == nil {
		return p.articleCount()
	}
	return p.articleCount() - p.dead.dead
}

// latest returns the newest publication date of what is alive.
func (p part) latest() corpus.Date {
	if p.dead == nil {
		return p.newest
	}
	return p.dead.newest
}

// Segments are merged when mergeWidth of them are of about the same size, so
// that there are never more than a few for each power of mergeWidth (the
// logarithmic method of Bentley & Saxe 1980; Lester, Moffat & Zobel 2005 for
// text indexes), and one alone when too much of it is dead.
const (
	mergeWidth      = 4
	mergeWidthBits  = 2
	deadShare       = 5       // a part is made anew when a fifth of its passages are dead
	inlinePassages  = 1 << 14 // merges up to this size are done by the writer: about 20 ms
	largestPassages = 1 << 26 // a merge makes no larger segment
	largestPostings = 1 << 31
)

// sizeClass groups parts by the power of mergeWidth that they are near.
func sizeClass(passages int) int { return bits.Len(uint(passages)) / mergeWidthBits }

// mergeable returns the indexes of parts that are to be merged into one of at
// most limit passages, or nil. Parts that are busy in another merge are left
// alone.
func mergeable(parts []part, busy map[*segment]bool, limit int) []int {
	classes := map[int][]int{}
	for i, p := range parts {
		if busy[p.segment] {
			continue
		}
		if p.dead != nil && p.dead.passages*deadShare > p.passageCount() && p.alive() <= limit {
			return []int{i}
		}
		class := sizeClass(p.alive())
		classes[class] = append(classes[class], i)
		if group := classes[class]; len(group) == mergeWidth && fits(parts, group, limit) {
			return group
		}
	}
	return nil
}

func fits(parts []part, group []int, limit int) bool {
	passages, postings := 0, 0
	for _, i := range group {
		passages += parts[i].alive()
		postings += len(parts[i].postings)
	}
	return passages <= limit && postings <= largestPostings
}

// merge makes one segment of what is alive in some parts, or returns nil when
// stop says so.
func merge(parts []part, stop func() bool) *segment {
	out := &segment{terms: newTexts(), ids: newTexts(), first: []uint32{0}}
	renumbered := make([][]uint32, len(parts)) // new number of each passage
	var outlets, languages namer
	for i, p := range parts {
		renumbered[i] = out.appendAlive(p, &outlets, &languages)
	}
	out.outlets, out.languages = outlets.names, languages.names
	out.sortIDs()

	postings := 0
	for _, p := range parts {
		postings += len(p.postings)
	}
	e := encoder{out: make([]uint16, 0, postings)}
	at := make([]int, len(parts)) // the next term of each part
	for n := 0; ; n++ {
		if n%1024 == 0 && stop() {
			return nil
		}
		var term []byte
		for i, p := range parts {
			if at[i] < p.terms.len() {
				if t := p.terms.at(at[i]); term == nil || bytes.Compare(t, term) < 0 {
					term = t
				}
			}
		}
		if term == nil {
			break
		}
		e.begin()
		start, df := len(e.out), uint32(0)
		for i, p := range parts {
			if at[i] < p.terms.len() && bytes.Equal(p.terms.at(at[i]), term) {
				df += e.copy(p, at[i], renumbered[i])
				at[i]++
			}
		}
		if df > 0 {
			out.terms.text = append(out.terms.text, term...)
			out.terms.starts = append(out.terms.starts, uint32(len(out.terms.text)))
			out.starts = append(out.starts, uint32(start))
			out.frequencies = append(out.frequencies, df)
		}
	}
	if stop() {
		return nil
	}
	out.starts = append(out.starts, uint32(len(e.out)))
	out.postings = e.out
	if cap(e.out)-len(e.out) > len(e.out)/8 {
		out.postings = slices.Clone(e.out)
	}
	out.complete()
	return out
}

// died is the new number of a passage that is not taken over.
const died = 1<<32 - 1

// appendAlive takes over the articles of a part that are alive, with their
// passages, and returns the new number of each passage.
func (s *segment) appendAlive(p part, outlets, languages *namer) []uint32 {
	renumbered := make([]uint32, p.passageCount())
	for a := range p.articleCount() {
		if p.dead.has(a) {
			for i := p.first[a]; i < p.first[a+1]; i++ {
				renumbered[i] = died
			}
			continue
		}
		number := uint32(s.articleCount())
		s.ids.add(string(p.ids.at(a)))
		s.published = append(s.published, p.published[a])
		s.revisions = append(s.revisions, p.revisions[a])
		outlets.add(p.outlets.values[p.outlets.of[a]])
		languages.add(p.languages.values[p.languages.of[a]])
		for i := p.first[a]; i < p.first[a+1]; i++ {
			renumbered[i] = uint32(s.passageCount())
			s.lengths = append(s.lengths, p.lengths[i])
			s.articles = append(s.articles, number)
			s.places = append(s.places, p.places[i])
		}
		s.first = append(s.first, uint32(s.passageCount()))
	}
	return renumbered
}

// copy adds the postings of a part's term under the new numbers, and returns
// how many there are.
func (e *encoder) copy(p part, term int, renumbered []uint32) uint32 {
	n := uint32(0)
	for c := newCursor(p.postingsOf(term)); c.window < maxWindows; c.next() {
		base := c.window << windowBits
		for _, posting := range c.block() {
			passage := renumbered[base+int(posting&(windowSize-1))]
			if passage == died {
				continue
			}
			e.add(passage, posting>>windowBits)
			n++
		}
	}
	return n
}
