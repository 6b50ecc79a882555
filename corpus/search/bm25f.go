package search

import "math/bits"

// The parameters of the score. k1 and b are the customary ones (Robertson &
// Zaragoza 2009, section 3.5); a word in a title counts as two in the body.
const (
	k1          = 1.2 // how slowly a word that is said again adds less
	b           = 0.75
	titleWeight = 2
)

// The weights of a query's terms, against 1 for a plain word and for a concept.
const (
	// coveredWeight is that of the words that a recognised concept is written
	// with: a passage about "the Korean leader" still counts for something
	// where "North Korean leader" was asked for, and one that has the very
	// words counts a little more than one that has another alias.
	coveredWeight = 0.25
	// compoundWeight is that of the joined form of words that are in the query
	// as well (Jong-un, jongun).
	compoundWeight = 0.5
)

// maxFrequency is what a term's frequency in a passage is counted to: four bits
// of a posting. A passage is about 100 words, and by then a further occurrence
// adds less than a hundredth to the score.
const maxFrequency = 15

// lengthCode packs the length of a passage in words into a byte: exactly up to
// 200, in steps of 16 above, at most 1080.
func lengthCode(words int) uint8 {
	switch {
	case words <= exactLengths:
		return uint8(words)
	case words >= decodeLength(255):
		return 255
	}
	return uint8(exactLengths + (words-exactLengths+lengthStep/2)/lengthStep)
}

// decodeLength returns the length that a code stands for.
func decodeLength(code uint8) int {
	if code <= exactLengths {
		return int(code)
	}
	return exactLengths + (int(code)-exactLengths)*lengthStep
}

const (
	exactLengths = 200
	lengthStep   = 16
)

// saturation returns what the weighted frequency of a term in a passage comes
// to, 0 to k1+1: the fields are added up before, as in BM25F (Robertson,
// Zaragoza & Taylor 2004; 2009, eq. 3.18 with one b for all fields), and the
// length is that of the fields added up in the same way. The explicit
// conversions keep compilers from fusing operations, so that every machine
// rounds alike.
func saturation(frequency, length int, average float64) float64 {
	norm := float64(k1 * float64((1-b)+float64(b*float64(float64(length)/average))))
	return float64(float64(frequency)*(k1+1)) / float64(float64(frequency)+norm)
}

// impact returns what an occurrence adds to a passage's score, in units of
// 1/ScoreUnit: a whole number, so that sums do not depend on their order. It is
// at least 1, so that a match is never nothing.
func impact(weightedIDF, saturation float64) int32 {
	return max(1, int32(float64(weightedIDF*saturation)+0.5))
}

// idf returns the inverse document frequency of a term in units of 1/ScoreUnit:
// ln(1 + (n-df+½)/(df+½)), which is never negative and equals
// ln((2n+2)/(2df+1)). It is computed with integers, since the last bit of
// math.Log differs between machines.
func idf(n, df int) int64 {
	log := log2(uint64(2*n+2)) - log2(uint64(2*df+1))
	hi, lo := bits.Mul64(log, ln2)
	return int64(hi<<16 | lo>>48) // 64 bits of fraction to 16
}

const ln2 = 2977044472 // ln 2 in 32 bits of fraction

// log2 returns the binary logarithm of x > 0 with 32 bits of fraction, by
// repeated squaring (Knuth, The Art of Computer Programming 1, section 1.2.2,
// exercise 25).
func log2(x uint64) uint64 {
	n := uint64(bits.Len64(x) - 1)
	m := x << (63 - n) // 1 to 2, with 63 bits of fraction
	log := n
	for range 32 {
		hi, lo := bits.Mul64(m, m) // with 126-64 = 62 bits of fraction
		log <<= 1
		if hi>>63 == 1 {
			log, m = log|1, hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return log
}

// saturations holds the saturation of each frequency and length code for the
// average length in scope.
type saturations [(maxFrequency + 1) << 8]float64

// fill computes them up to a code.
func (s *saturations) fill(average float64, longest uint8) {
	for code := range int(longest) + 1 {
		length := decodeLength(uint8(code))
		for tf := 1; tf <= maxFrequency; tf++ {
			s[tf<<8|code] = saturation(tf, length, average)
		}
	}
}

// impacts holds the impact of a term by frequency and length code.
type impacts [(maxFrequency + 1) << 8]int32

func (t *impacts) fill(weightedIDF float64, s *saturations, longest uint8) {
	for tf := 1; tf <= maxFrequency; tf++ {
		row, from := t[tf<<8:tf<<8+256], s[tf<<8:tf<<8+256]
		for code := range int(longest) + 1 {
			row[code] = impact(weightedIDF, from[code])
		}
	}
}
