package syndication

import "math"

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
	for i := range s.Hashes {
		s.Hashes[i] = ^uint32(0)
	}
	for _, x := range t.all {
		for i := range s.Hashes {
			// Multiply-add-shift is a universal family for 64 to 32 bits
			// (Dietzfelbinger 1996) over hashes that are mixed already.
			if h := uint32((x*multipliers[i] + addends[i]) >> 32); h < s.Hashes[i] {
				s.Hashes[i] = h
			}
		}
	}
	return s
}

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
// [Copies]: the signatures share MinShared keys, and so many of all hashes as
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
