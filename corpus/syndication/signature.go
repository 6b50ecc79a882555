package syndication

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
type Signature [hashes]uint32

// Signature returns the signature of the text.
func (t Text) Signature() Signature {
	var s Signature
	if len(t.all) == 0 {
		return s
	}
	for i := range s {
		s[i] = ^uint32(0)
	}
	for _, x := range t.all {
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

// Keys returns the KeyCount keys under which a signature is to be looked up. A
// text without words has none.
func (s Signature) Keys() []uint32 {
	if s == (Signature{}) {
		return nil
	}
	keys := make([]uint32, KeyCount)
	for i := range keys {
		keys[i] = uint32(mix(uint64(i)<<32 | uint64(s[i])))
	}
	return keys
}

// Near reports whether the texts of two signatures are worth comparing with
// [Copies]: the signatures share MinShared keys, and enough of all hashes.
func (s Signature) Near(t Signature) bool {
	keys, equal := 0, 0
	for i := range s {
		if s[i] == t[i] {
			equal++
			if i < KeyCount {
				keys++
			}
		}
	}
	return keys >= MinShared && equal >= minEqual
}
