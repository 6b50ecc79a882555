package syndication

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// An Outline is what stores keep of a text, in a sixth of its bytes, to tell of
// most texts that are no copies of it without reading it again. Versions of one
// text that differ in names alone have signatures as near as those of copies, so
// that each new one would ask for the texts of all before it.
//
// It has the number of shingles, the words of the lead with its numbers and
// names, and two sets of fingerprints: of all words and of all shingles. Sets are
// as long as their texts ask for: what a fingerprint that is not there tells is
// sure, and one that is there by chance costs a reading.
type Outline []byte

// spread is how many fingerprints there are for each member of a set: of those
// that are no members, one in so many seems to be one. Each member takes about
// seven bits.
const (
	spread     = 1 << spreadBits
	spreadBits = 4
)

// Outline returns the outline of a text.
func (t Text) Outline() Outline {
	if len(t.all) == 0 {
		return nil
	}
	b := make([]byte, 0, 4*len(t.lead)+len(t.words)+len(t.all))
	b = append(b, byte(len(t.lead)))
	for _, w := range t.lead {
		b = binary.LittleEndian.AppendUint32(b, leading(w))
	}
	b = append(b, byte(len(t.facts)))
	for _, f := range t.facts {
		i, _ := slices.BinarySearch(t.lead, f.word)
		entry := byte(i) << 1
		if f.number {
			entry |= 1
		}
		b = append(b, entry)
	}
	return appendSet(appendSet(b, t.words), t.all)
}

// leading is as much of a hash as tells words apart.
func leading(hash uint64) uint32 { return uint32(hash >> 32) }

// MayCopy reports whether the text whose outline is given may be a copy: where
// it is false, [Text.CopyOf] is, too. An outline that is empty or damaged tells
// nothing.
func (t Text) MayCopy(o Outline) bool {
	u, ok := o.read()
	if !ok {
		return true
	}
	if t.surelyTellsOtherwise(u) {
		return false
	}
	shared := u.shingles.common(t.all)
	return shared > 0 && ratio(shared, min(len(t.all), u.shingles.size)) >= minContainment &&
		ratio(shared, len(t.all)+u.shingles.size-shared) >= minResemblance
}

// surelyTellsOtherwise is tellsOtherwise as far as an outline tells.
func (t Text) surelyTellsOtherwise(u outline) bool {
	lead := make([]uint32, len(t.lead))
	for i, w := range t.lead {
		lead[i] = leading(w)
	}
	if len(lead) == 0 || len(u.lead) == 0 || ratio(Common(lead, u.lead), min(len(lead), len(u.lead))) < sameLead {
		return false
	}
	var tn, tf, un, uf int
	for _, f := range u.facts {
		_, has := slices.BinarySearchFunc(t.words, u.lead[f>>1], func(w uint64, l uint32) int {
			return int(int64(leading(w)) - int64(l))
		})
		if !has {
			uf++
			un += int(f & 1)
		}
	}
	if uf < 2 && un == 0 {
		return false
	}
	words := u.words.members()
	for _, f := range t.facts {
		if _, has := slices.BinarySearch(words, u.words.print(f.word)); has {
			continue
		}
		tf++
		if f.number {
			tn++
		}
	}
	return tf > 1 && uf > 1 || tn > 0 && un > 0
}

// outline is an outline taken apart.
type outline struct {
	lead            []uint32
	facts           []byte // twice the index in lead, one more for a number
	words, shingles printSet
}

func (o Outline) read() (u outline, ok bool) {
	b := []byte(o)
	if len(b) == 0 || b[0] > leadWords || len(b) < 2+4*int(b[0]) {
		return u, false
	}
	u.lead = make([]uint32, b[0])
	b = b[1:]
	for i := range u.lead {
		u.lead[i], b = binary.LittleEndian.Uint32(b), b[4:]
	}
	if n := int(b[0]); len(b) < 1+n {
		return u, false
	}
	u.facts, b = b[1:1+b[0]], b[1+b[0]:]
	for _, f := range u.facts {
		if int(f>>1) >= len(u.lead) {
			return u, false
		}
	}
	if u.words, b, ok = readSet(b); ok {
		u.shingles, _, ok = readSet(b)
	}
	return u, ok && u.shingles.size > 0
}

// printSet is a set of hashes, ascending, each given by its place among spread
// times as many fingerprints as there are hashes: a Golomb-coded set (Putze,
// Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2007).
type printSet struct {
	size int
	code []byte
}

// print is the fingerprint that a hash would have in the set.
func (s printSet) print(hash uint64) uint32 {
	place, _ := bits.Mul64(hash, uint64(s.size)*spread)
	return uint32(place)
}

// appendSet writes a set of hashes, ascending: how many there are, how many bytes
// follow, and the steps from one fingerprint to the next in Rice's code.
func appendSet(b []byte, hashes []uint64) []byte {
	s := printSet{size: len(hashes)}
	code := make([]byte, 0, len(hashes))
	var pending uint64
	n, last := 0, uint32(0)
	put := func(value uint64, width int) {
		pending |= value << n
		for n += width; n >= 8; n -= 8 {
			code = append(code, byte(pending))
			pending >>= 8
		}
	}
	for _, h := range hashes {
		p := s.print(h)
		step := p - last
		last = p
		for ; step >= spread; step -= spread {
			put(1, 1)
		}
		put(uint64(step)<<1, 1+spreadBits)
	}
	put(0, 7) // the rest
	b = binary.AppendUvarint(b, uint64(len(hashes)))
	b = binary.AppendUvarint(b, uint64(len(code)))
	return append(b, code...)
}

func readSet(b []byte) (s printSet, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > maxWords {
		return s, nil, false
	}
	length, m := binary.Uvarint(b[n:])
	if b = b[n+max(m, 0):]; m <= 0 || length > uint64(len(b)) {
		return s, nil, false
	}
	return printSet{int(size), b[:length]}, b[length:], true
}

// members returns the fingerprints of a set, ascending.
func (s printSet) members() []uint32 {
	const atOnce = 16 // ones that are taken
	out := make([]uint32, s.size)
	print, code := uint32(0), s.code
	var pending uint64 // bits that were taken from code
	n := 0             // how many
	for i := range out {
		for ones := atOnce; ones == atOnce; {
			for ; n < 2*atOnce; n += 8 {
				if len(code) > 0 { // behind the end all are zero
					pending |= uint64(code[0]) << n
					code = code[1:]
				}
			}
			ones = min(bits.TrailingZeros64(^pending), atOnce)
			print += uint32(ones) * spread
			pending >>= ones
			n -= ones
		}
		print += uint32(pending>>1) & (spread - 1)
		pending >>= 1 + spreadBits
		n -= 1 + spreadBits
		out[i] = print
	}
	return out
}

// common counts how many of some hashes, ascending, the set may have at most.
func (s printSet) common(hashes []uint64) int {
	n := 0
	for _, p := range s.members() {
		for len(hashes) > 0 && s.print(hashes[0]) < p {
			hashes = hashes[1:]
		}
		if len(hashes) > 0 && s.print(hashes[0]) == p {
			hashes = hashes[1:]
			n++
		}
	}
	return n
}
