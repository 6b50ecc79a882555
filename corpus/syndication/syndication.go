// Package syndication tells whether two articles are copies of one text: the
// same agency report in two papers, a press release printed twice, a page that
// somebody else has reprinted or cut. Copies count as one source in a brief.
//
// A copy may have another headline, an added line at the top or the bottom, a
// few edited words, or a tail that was cut. Two reports of their own that
// quote the same statement are no copies, however long the statement is.
//
// Whether two articles are copies depends on those two alone, never on what
// else is stored or on the order in which it came. [Text.CopyOf] decides it by
// comparing the texts. So that not all pairs have to be compared, each text has
// a [Signature] of fixed size: two texts are worth comparing when their
// signatures share [MinShared] of their [Signature.Keys] and are
// [Signature.Near].
//
// # How it is decided
//
// A text is taken as its set of shingles: all runs of five consecutive words,
// letter case and punctuation left out (Broder, "On the resemblance and
// containment of documents", 1997). For texts with the sets A and B:
//
//   - resemblance is |A ∩ B| / |A ∪ B|;
//   - containment is |A ∩ B| / min(|A|, |B|), which stays high when one of the
//     two was cut;
//   - own containment is the same over the words outside quotation marks only.
//
// Copies have a containment of at least 0.70, an own containment of at least
// 0.65 and a resemblance of at least 0.20.
//
// # Where the thresholds come from
//
// From 1,683 news bodies of many outlets on the same stories of 2014 and 2015
// (the Fake News Challenge set). All 1.4 million pairs were computed; 574 have a
// containment of 0.30 or more, and of these some 160 were read with the shared
// words marked, nearly all of those from 0.62 to 0.90 among them.
//
// Containment alone does not separate copies from reports. From 0.35 to 0.55
// nearly every pair is two reports sharing a statement or a police notice. From
// 0.55 to 0.70 (62 pairs) the same mixes with agency texts that an outlet
// rewrote in half, with hoaxes that a debunking article repeats in full, and
// with two stories poured into one template. At 0.76 and more, every pair read
// was a copy. Quotation is what own containment takes out: 24 pairs have a
// containment of 0.50 or more and an own containment under 0.30, and those are
// reports around one quotation (a hoax and its debunking: containment 0.61, own
// containment 0.01; two notes on a shared interview: 0.58 and 0.00).
//
// From 0.70 to 0.76, 17 pairs pass all three thresholds: 15 are lightly edited
// agency or aggregated copies, one is two reports around a statement that is
// set without quotation marks, and one is an agency text to which an outlet
// added a finding of its own. Below 0.70, about half would be wrong. A wrong
// pair costs more than a missed one: it hides an independent source, at worst
// the one that denies the story. A missed copy is often still tied to the
// others through a third.
//
// Resemblance is bounded below so that a round-up which reprints several
// stories does not tie them all together. The price is an excerpt of less than
// a fifth of an article: 8 such pairs are not taken for copies.
//
// In all, 144 pairs are copies, and the signatures find each of them, with 564
// pairs left to compare in full.
package syndication

import (
	"cmp"
	"slices"
)

// The thresholds of [Text.CopyOf]; see the package comment for their reasons.
const (
	minContainment    = 0.70
	minOwnContainment = 0.65
	minResemblance    = 0.20

	// With fewer shingles than this outside quotation marks, there is too
	// little to judge by: such texts, short items and bare statements, are
	// copies only if they resemble each other as a whole.
	fewOwn         = 20
	fewResemblance = 0.60
)

// CopyOf reports whether two bodies are copies of one text. It is symmetric,
// and false where either has no words.
func (t Text) CopyOf(u Text) bool {
	shared := Common(t.all, u.all)
	if shared == 0 {
		return false
	}
	resemblance := ratio(shared, len(t.all)+len(u.all)-shared)
	containment := ratio(shared, min(len(t.all), len(u.all)))
	if containment < minContainment || resemblance < minResemblance {
		return false
	}
	if t.tellsOtherwise(u) {
		return false
	}
	own := min(len(t.own), len(u.own))
	if own < fewOwn {
		return resemblance >= fewResemblance
	}
	return ratio(Common(t.own, u.own), own) >= minOwnContainment
}

func ratio(a, b int) float64 { return float64(a) / float64(b) }

// Common counts the values that two ascending lists of distinct values share.
func Common[T cmp.Ordered](a, b []T) int {
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

// Text is a body taken apart into its hashed shingles, ascending and distinct.
type Text struct {
	all []uint64
	own []uint64 // those of words outside quotation marks

	words []uint64 // hashes of all words, ascending and distinct
	lead  []uint64 // of the words of the lead, likewise
	facts []fact   // numbers and names of the lead
}

// width is the number of words in a shingle. Four let through stock phrases of
// news ("the united states and", place and title of an official); five keep
// unrelated texts practically disjoint: 99 % of the pairs measured share none.
const width = 5

// Read takes a body apart, for [Text.CopyOf] and [Text.Signature].
func Read(body string) Text {
	words := split(body)
	all, own := shingle(words)
	t := Text{all: distinct(all), own: distinct(own), words: make([]uint64, len(words))}
	for i, w := range words {
		t.words[i] = w.hash
		if i < leadWords && (w.number || w.capital) {
			t.facts = append(t.facts, fact{w.hash, w.number})
		}
	}
	t.lead = distinct(slices.Clone(t.words[:min(len(words), leadWords)]))
	t.words = distinct(t.words)
	return t
}

// fact is a number or a name, as it is written.
type fact struct {
	word   uint64
	number bool
}

const (
	leadWords = 40  // of a text are its lead: the first sentence or two
	sameLead  = 0.4 // the share of its words from which a lead is written like another
)

// tellsOtherwise reports whether two texts tell of different events in one
// template, as reports of earthquakes and lotteries do: the leads are written
// alike, but each gives a number, or two names, that the other text has nowhere. An
// edited copy leaves out or adds; it exchanges no more than a word.
func (t Text) tellsOtherwise(u Text) bool {
	if len(t.lead) == 0 || len(u.lead) == 0 || ratio(Common(t.lead, u.lead), min(len(t.lead), len(u.lead))) < sameLead {
		return false
	}
	tn, tf := t.missing(u)
	un, uf := u.missing(t)
	return tf > 1 && uf > 1 || tn > 0 && un > 0
}

// missing counts the numbers, and the numbers and names, of the lead that another
// text has nowhere.
func (t Text) missing(u Text) (numbers, facts int) {
	for _, f := range t.facts {
		if _, has := slices.BinarySearch(u.words, f.word); has {
			continue
		}
		facts++
		if f.number {
			numbers++
		}
	}
	return numbers, facts
}

// shingle returns the hashes of all runs of width words, and those of the runs
// that lie outside quotation marks. A shorter text is one shingle, which is none
// of its own; one without words has none.
func shingle(words []hashedWord) (all, own []uint64) {
	if len(words) == 0 {
		return nil, nil
	}
	n := min(width, len(words))
	all = make([]uint64, 0, len(words)-n+1)
	own = make([]uint64, 0, len(words)-n+1)
	unquoted := 0 // words up to here without a quoted one
	for i, w := range words {
		if unquoted++; w.quoted {
			unquoted = 0
		}
		if i+1 < n {
			continue
		}
		h := uint64(0)
		for _, w := range words[i+1-n : i+1] {
			h = mix(h ^ w.hash)
		}
		all = append(all, h)
		if unquoted >= width { // a shorter run is a "he said" between two quotations
			own = append(own, h)
		}
	}
	return all, own
}

// distinct sorts hashes and leaves each in once. Hashes are spread evenly, so
// that those with the same leading bits are few: they are put together first,
// which leaves next to nothing to compare.
func distinct(hashes []uint64) []uint64 {
	const fewest = 64 // that are worth it
	if len(hashes) < fewest {
		slices.Sort(hashes)
		return slices.Compact(hashes)
	}
	const leading = 11 // bits: as many lists as a long article has words
	const shift = 64 - leading
	var ends [1<<leading + 1]int32
	for _, h := range hashes {
		ends[h>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	sorted := make([]uint64, len(hashes))
	for _, h := range hashes {
		sorted[ends[h>>shift]] = h
		ends[h>>shift]++
	}
	start := int32(0)
	for _, end := range ends[:len(ends)-1] {
		if end-start > 1 {
			slices.Sort(sorted[start:end])
		}
		start = end
	}
	return slices.Compact(sorted)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable
// pseudorandom number generators", 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
