package syndication

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

const (
	// hashes is the length of a signature. A resemblance of 0.20 makes 13 of 64
	// equal on average, with a standard deviation of 3; one of 0.03, as
	// boilerplate makes it, 2.
	hashes   = 64
	minEqual = 6

	// KeyCount is the number of keys of a signature, and MinShared how many of
	// them two signatures must share for their texts to be worth comparing. Of
	// texts with a resemblance of 0.20, 80 % do; of 0.30, 95 %; of 0.40, 99 %;
	// but of 0.01 only 0.8 %, so that a large archive yields few candidates.
	// The usual bands of two hashes would need 32 rows in a table for that.
	KeyCount  = 14
	MinShared = 2

	// PrintCount is the number of prints of a text, and printHashes how many
	// hashes of all its shingles, and as many of its own ones, make one. Texts
	// with a resemblance of 0.54, the least that texts of one length have as
	// copies, have a print in common once in 60,000 times; of 0.70, once in 300;
	// of 0.80, once in 20; of 0.90, 2 times in 5; of 0.95, 4 times in 5.
	PrintCount  = 4
	printHashes = 10
)

// Signature is the MinHash sketch of a text (Broder 1997): the share of its
// hashes that two signatures have in common estimates the resemblance of the
// texts. The signature of a text without words is zero.
//
// Signatures are kept in stores. A change to how they are computed must
// recompute those.
type Signature struct {
	Hashes   [hashes]uint32
	Shingles uint32 // distinct ones in the text
}

// Signature returns the signature of the text.
func (t Text) Signature() Signature {
	var s Signature
	if len(t.all) == 0 {
		return s
	}
	s.Shingles = uint32(len(t.all))
	sketch(s.Hashes[:], t.all, 0)
	return s
}

// sketch sets each hash to the least that its function gives for a shingle.
func sketch(least []uint32, shingles []uint64, salt uint64) {
	// Four functions at a time, which keeps the processor's multipliers busy.
	for i := 0; i < len(least); i += 4 {
		m, a := (*[4]uint64)(multipliers[i:]), (*[4]uint64)(addends[i:])
		m0, m1, m2, m3 := m[0], m[1], m[2], m[3]
		a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
		l0, l1, l2, l3 := ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)
		for _, x := range shingles {
			// Multiply-add-shift is a universal family for 64 to 32 bits
			// (Dietzfelbinger 1996) over hashes that are mixed already.
			x ^= salt
			l0 = min(l0, x*m0+a0)
			l1 = min(l1, x*m1+a1)
			l2 = min(l2, x*m2+a2)
			l3 = min(l3, x*m3+a3)
		}
		for j, l := range [...]uint64{l0, l1, l2, l3} {
			least[i+j] = uint32(l >> 32)
		}
	}
}

// Prints returns the PrintCount prints of a text with the signature s. Texts
// that share one are copies as good as surely, so that however many there are
// of them, none needs to be compared. Most pairs of copies share none, but who
// has many copies shares one with some of them. A text without words has none.
//
// Stores keep prints, as they do signatures.
func (t Text) Prints(s Signature) []uint64 {
	if len(t.all) == 0 {
		return nil
	}
	// What is quoted alone makes no copies; see Text.CopyOf.
	const ownSalt, fewSalt = 0x6a09e667f3bcc908, 0xbb67ae8584caa73b // arbitrary
	own, salt := t.own, uint64(ownSalt)
	if len(own) < fewOwn {
		own, salt = t.all, fewSalt
	}
	for _, f := range t.facts { // in one template, other events; see Text.CopyOf
		salt ^= mix(f.word)
	}
	var others [PrintCount * printHashes]uint32
	sketch(others[:], own, salt)
	prints := make([]uint64, PrintCount)
	for i := range prints {
		h := mix(salt + uint64(i))
		for j := i * printHashes; j < (i+1)*printHashes; j++ {
			h = mix(h ^ (uint64(s.Hashes[j])<<32 | uint64(others[j])))
		}
		prints[i] = h
	}
	return prints
}

// Digest identifies a text among all others: those with the same digest have
// the same shingles, within and outside of quotation marks.
func (t Text) Digest() [sha256.Size]byte {
	var b [512]byte // written in pieces of this size
	h := sha256.New()
	n := len(binary.LittleEndian.AppendUint64(b[:0], uint64(len(t.all))))
	for _, list := range [...][]uint64{t.all, t.own} {
		for _, x := range list {
			if n == len(b) {
				h.Write(b[:])
				n = 0
			}
			binary.LittleEndian.PutUint64(b[n:], x)
			n += 8
		}
	}
	h.Write(b[:n])
	return [sha256.Size]byte(h.Sum(nil))
}

// Size is how many shingles a text holds in memory.
func (t Text) Size() int { return len(t.all) + len(t.own) }

// multipliers and addends are arbitrary, and fixed for ever: odd numbers and
// numbers from SplitMix64.
var multipliers, addends = func() (m, a [hashes]uint64) {
	for i := range m {
		m[i] = mix(uint64(2*i)) | 1
		a[i] = mix(uint64(2*i + 1))
	}
	return m, a
}()

// Keys returns the KeyCount keys under which a signature is to be looked up. A
// text without words has none.
func (s Signature) Keys() []uint32 {
	if s == (Signature{}) {
		return nil
	}
	keys := make([]uint32, KeyCount)
	for i := range keys {
		keys[i] = uint32(mix(uint64(i)<<32 | uint64(s.Hashes[i])))
	}
	return keys
}

// Near reports whether the texts of two signatures are worth comparing with
// [Text.CopyOf]: the signatures share MinShared keys, and so many of all hashes as
// copies of such lengths do. For sets of given sizes, the least containment of
// copies is a least resemblance, and the number of equal hashes is binomial
// about it: one in two million of such pairs lies five deviations below.
func (s Signature) Near(t Signature) bool {
	keys, equal := 0, 0
	for i := range s.Hashes {
		if s.Hashes[i] == t.Hashes[i] {
			equal++
			if i < KeyCount {
				keys++
			}
		}
	}
	return keys >= MinShared && equal >= leastEqual(s.Shingles, t.Shingles)
}

// leastEqual is how many hashes copies of so many shingles share at the least.
func leastEqual(a, b uint32) int {
	shared := minContainment * float64(min(a, b))
	resemblance := max(minResemblance, shared/(float64(a)+float64(b)-shared))
	return max(minEqual, int(float64(hashes*resemblance)-float64(5*math.Sqrt(hashes*resemblance*(1-resemblance)))))
}
