package search

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"slices"
	"sort"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
)

// segment is a part of a collection's index: the passages of some articles and
// the terms they hold. It never changes once made; everything is in flat
// arrays, which are also what a snapshot holds.
type segment struct {
	// Terms, in ascending order.
	terms       texts
	frequencies []uint32 // passages that hold each term
	starts      []uint32 // where the postings of each term begin, and the end of the last
	postings    []uint16

	// Passages, those of an article together.
	lengths  []uint8  // code of the length in words, fields weighted
	articles []uint32 // number of the article
	places   []place

	// Articles.
	ids       texts
	byID      []uint32 // numbers of the articles in ascending order of ID
	first     []uint32 // the first passage of each, and the end of the last
	published []published
	revisions []uint32
	outlets   names
	languages names

	// What follows from the columns above.
	slots   []uint32 // hash table of the terms: their numbers plus one
	length  uint64   // sum of the decoded lengths
	longest uint8    // the largest code of a length
	newest  corpus.Date

	foldedOutlets    []string // the values of outlets and languages, as filters compare them
	primaryLanguages []string
	writtenIn        []int // articles in each of the languages
}

// place is where a passage is in its article; see corpus.Passage.
type place struct{ start, end, ordinal, first, last uint32 }

// published is when an article was published.
type published struct {
	from, to  int64 // Unix seconds [from, to); 0, 0 when unknown
	precision corpus.Precision
}

func newPublished(d corpus.Date) published {
	if !d.Known() {
		return published{}
	}
	return published{d.Time.Unix(), d.End().Unix(), d.Precision}
}

func (p published) date() corpus.Date {
	if p.precision == corpus.Unknown {
		return corpus.Date{}
	}
	return corpus.Date{Time: time.Unix(p.from, 0).UTC(), Precision: p.precision}
}

// texts is a list of strings in one piece of memory.
type texts struct {
	text   []byte
	starts []uint32 // of each, and the end of the last
}

func newTexts() texts { return texts{starts: []uint32{0}} }

func (t *texts) add(s string) {
	t.text = append(t.text, s...)
	t.starts = append(t.starts, uint32(len(t.text)))
}

func (t *texts) len() int        { return len(t.starts) - 1 }
func (t *texts) at(i int) []byte { return t.text[t.starts[i]:t.starts[i+1]] }

// names is a value for each article from a list of few.
type names struct {
	values []string
	of     []uint32 // for each article
}

// namer makes names.
type namer struct {
	names
	numbers map[string]uint32
}

func (n *namer) add(value string) {
	number, ok := n.numbers[value]
	if !ok {
		if n.numbers == nil {
			n.numbers = map[string]uint32{}
		}
		number = uint32(len(n.values))
		n.numbers[value] = number
		n.values = append(n.values, value)
	}
	n.of = append(n.of, number)
}

func (s *segment) passageCount() int { return len(s.lengths) }
func (s *segment) articleCount() int { return len(s.revisions) }

// term returns the number of a term, and whether the segment has it.
func (s *segment) term(term string) (int, bool) {
	for i := slotOf(maphash.String(slotSeed, term), s.slots); ; i++ {
		if i == len(s.slots) {
			i = 0
		}
		n := int(s.slots[i]) - 1
		if n < 0 {
			return 0, false
		}
		if string(s.terms.at(n)) == term {
			return n, true
		}
	}
}

// hashTerms fills slots: open addressing, at most two thirds full.
func (s *segment) hashTerms() {
	n := s.terms.len()
	s.slots = make([]uint32, n+n/2+1)
	for t := range n {
		i := slotOf(maphash.Bytes(slotSeed, s.terms.at(t)), s.slots)
		for s.slots[i] != 0 {
			if i++; i == len(s.slots) {
				i = 0
			}
		}
		s.slots[i] = uint32(t + 1)
	}
}

var slotSeed = maphash.MakeSeed() // decides only where in slots a term is

// slotOf returns the slot that a hash comes to.
func slotOf(hash uint64, slots []uint32) int {
	i, _ := bits.Mul64(hash, uint64(len(slots)))
	return int(i)
}

// postingsOf returns the postings of a term by its number.
func (s *segment) postingsOf(term int) []uint16 {
	return s.postings[s.starts[term]:s.starts[term+1]]
}

// article returns the number of an article, and whether the segment has it.
func (s *segment) article(id corpus.ArticleID) (int, bool) {
	i := sort.Search(len(s.byID), func(i int) bool { return string(s.ids.at(int(s.byID[i]))) >= string(id) })
	if i == len(s.byID) || string(s.ids.at(int(s.byID[i]))) != string(id) {
		return 0, false
	}
	return int(s.byID[i]), true
}

// complete fills what follows from the columns of the articles, the lengths and
// the terms.
func (s *segment) complete() {
	s.length, s.longest = 0, 0
	for _, code := range s.lengths {
		s.length += uint64(decodeLength(code))
		s.longest = max(s.longest, code)
	}
	s.newest = s.newestBut(nil)
	s.hashTerms()
	for _, v := range s.outlets.values {
		s.foldedOutlets = append(s.foldedOutlets, fold.Word(v))
	}
	for _, v := range s.languages.values {
		s.primaryLanguages = append(s.primaryLanguages, primary(v))
	}
	s.writtenIn = make([]int, len(s.languages.values))
	for _, l := range s.languages.of {
		s.writtenIn[l]++
	}
}

// sortIDs fills byID.
func (s *segment) sortIDs() {
	s.byID = make([]uint32, s.articleCount())
	for i := range s.byID {
		s.byID[i] = uint32(i)
	}
	slices.SortFunc(s.byID, func(i, j uint32) int { return bytes.Compare(s.ids.at(int(i)), s.ids.at(int(j))) })
}

// newestBut returns the newest publication date of the articles that are alive.
func (s *segment) newestBut(dead *tombstones) corpus.Date {
	var newest corpus.Date
	for a, p := range s.published {
		if p.precision != corpus.Unknown && !dead.has(a) {
			if d := p.date(); d.Compare(newest) > 0 {
				newest = d
			}
		}
	}
	return newest
}

// lengthsOf returns the length codes of a window's passages, with nothing
// beyond the last passage; the array may be scratch.
func (s *segment) lengthsOf(window int, scratch *[windowSize]uint8) *[windowSize]uint8 {
	rest := s.lengths[window<<windowBits:]
	if len(rest) >= windowSize {
		return (*[windowSize]uint8)(rest)
	}
	copy(scratch[:], rest)
	return scratch
}

// hit returns a passage as a reader sees it.
func (s *segment) hit(passage uint32, score int32) Hit {
	p, article := s.places[passage], s.articles[passage]
	return Hit{
		Article:  corpus.ArticleID(s.ids.at(int(article))),
		Revision: int(s.revisions[article]),
		Passage: corpus.Passage{
			Span:    corpus.Span{Start: int(p.start), End: int(p.end)},
			Ordinal: int(p.ordinal), First: int(p.first), Last: int(p.last),
		},
		Score: int64(score),
	}
}
