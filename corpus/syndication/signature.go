package syndication

import "math/bits"

const (
	// bands of two hashes each. Two texts of resemblance r share a band with
	// the probability 1-(1-r²)^32: 0.73 at 0.20, 0.95 at 0.30, 0.996 at 0.40,
	// and 0.003 at 0.01, so that a large archive yields few false candidates.
	bands  = 32
	hashes = 2 * bands

	// A resemblance of 0.20 makes 13 of the 64 hashes equal on average, with a
	// standard deviation of 3; of 0.03, as boilerplate makes it, 2.
	minEqual = 6
)

// Signature is the MinHash sketch of a text (Broder 1997): the share of its
// hashes that two signatures have in common estimates the resemblance of the
// texts. The signature of a text without words is zero.
//
// Signatures are kept in stores. A change to how they are computed must
// recompute those.
type Signature [hashes]uint32

// Sign returns the signature of a body.
func Sign(body string) Signature {
	var s Signature
	all := shingle(split(body))
	if len(all) == 0 {
		return s
	}
	for i := range s {
		s[i] = ^uint32(0)
	}
	for _, x := range all {
		for i := range s {
			// Multiply-add-shift is a universal family for 64 to 32 bits
			// (Dietzfelbinger 1996) over hashes that are mixed already.
			if h := uint32((x*multipliers[i] + addends[i]) >> 32); h < s[i] {
				s[i] = h
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

// Bands returns the keys under which a signature is to be looked up; texts
// that share none are not worth comparing. A text without words has none.
func (s Signature) Bands() []uint64 {
	if s == (Signature{}) {
		return nil
	}
	keys := make([]uint64, bands)
	for i := range keys {
		pair := uint64(s[2*i])<<32 | uint64(s[2*i+1])
		keys[i] = mix(pair ^ bits.Reverse64(uint64(i)))
	}
	return keys
}

// Near reports whether two signatures are alike enough for their texts to be
// worth comparing with [Copies].
func (s Signature) Near(t Signature) bool {
	equal := 0
	for i := range s {
		if s[i] == t[i] {
			equal++
		}
	}
	return equal >= minEqual
}
