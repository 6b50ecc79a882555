package verify

import (
	"maps"
	"math"
	"strconv"
	"strings"
)

// quantity is a number of a text: its value, with any word of magnitude, and
// what it counts.
type quantity struct {
	first, last int // words
	value       float64
	unit        string // "%", "$", "m", …; empty for a plain count
	about       bool   // told as approximate, or as a bound: about, nearly, more than
	noun        string // term of the first content word after it; empty for none
	spaced      bool   // written with spaces within: 12, 000
}

// readQuantities finds the numbers of a sentence, written in digits or words.
func (s *statement) readQuantities() []quantity {
	var out []quantity
	for i := 0; i < len(s.words); {
		q, n := s.quantityAt(i)
		if n == 0 {
			i++
			continue
		}
		out = append(out, q)
		i += n
	}
	return out
}

// quantityAt reads the quantity that begins with word i, and returns how many
// words it takes: 0 for none.
func (s *statement) quantityAt(i int) (quantity, int) {
	q := quantity{first: i}
	j := i
	if startsWithDigit(s.words[i].Lower) {
		v, err := strconv.ParseFloat(s.words[i].Term, 64)
		if err != nil {
			return quantity{}, 0
		}
		q.value, j = v, i+1
		for j < len(s.words) && s.gap(j-1) == ", " && s.isThousands(j) && q.value >= 1 && q.value < 1e12 {
			// Tokenised text has spaces within figures: 12, 000.
			group, _ := strconv.Atoi(s.words[j].Lower)
			q.value, q.spaced, j = q.value*1000+float64(group), true, j+1
		}
	} else {
		v, n := s.spelledNumber(i)
		if n == 0 {
			return quantity{}, 0
		}
		q.value, j = v, i+n
		if j+2 < len(s.words) && s.words[j].Lower == "and" && s.words[j+1].Lower == "a" && s.words[j+2].Lower == "half" {
			q.value, j = v+0.5, j+3
		}
	}
	if j < len(s.words) {
		if m, ok := magnitudes[s.words[j].Lower]; ok && adjoins(s.gap(j-1)) {
			q.value *= m
			j++
		}
	}
	q.last = j - 1
	q.unit = unitBefore(s.Text, s.words[i].Start)
	after := s.Text[s.words[j-1].End:]
	if strings.HasPrefix(strings.TrimLeft(after, " "), "%") {
		q.unit = "%"
	}
	if j < len(s.words) && adjoins(s.gap(j-1)) {
		w := s.words[j].Lower
		if w == "per" && j+1 < len(s.words) && s.words[j+1].Lower == "cent" {
			q.unit = "%"
		} else if u, ok := units[w]; ok && q.unit == "" {
			q.unit = u.name
			q.value *= u.factor
		}
	}
	for k := j; k < len(s.words) && k < j+3; k++ {
		if !s.words[k].Stop {
			q.noun = s.words[k].Term
			break
		}
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if approximations[s.words[k].Lower] {
			q.about = true
		}
	}
	return q, j - i
}

// counts reports whether a word belongs to a number beside it: about, percent,
// kilometres. It is checked with that.
func (s *statement) counts(i int) bool {
	lower := s.words[i].Lower
	_, unit := units[lower]
	for _, q := range s.quantities {
		if unit && i > q.last && i <= q.last+2 || lower == "cent" && i == q.last+2 || approximations[lower] && i < q.first && i >= q.first-3 || i >= q.first && i <= q.last {
			return true
		}
	}
	return false
}

// isThousands reports whether word j is three digits that no other figure or
// counted word needs.
func (s *statement) isThousands(j int) bool {
	w := s.words[j].Lower
	return len(w) == 3 && strings.Trim(w, "0123456789") == "" && s.words[j].End-s.words[j].Start == 3
}

// adjoins reports whether two words with this between them belong together.
func adjoins(gap string) bool { return gap == " " || gap == "-" || gap == "" || gap == "\u00a0" }

// spelledNumber reads "two", "twenty-five", "a hundred", "dozens" is none.
func (s *statement) spelledNumber(i int) (float64, int) {
	v, ok := numerals[s.words[i].Lower]
	if !ok {
		if (s.words[i].Lower == "a" || s.words[i].Lower == "half") && i+1 < len(s.words) {
			if m, ok := magnitudes[s.words[i+1].Lower]; ok && len(s.words[i+1].Lower) > 2 {
				if s.words[i].Lower == "half" {
					return m / 2, 2
				}
				return m, 2
			}
		}
		return 0, 0
	}
	if v >= 20 && v < 100 && i+1 < len(s.words) && adjoins(s.gap(i)) {
		if ones, ok := numerals[s.words[i+1].Lower]; ok && ones >= 1 && ones < 10 {
			return v + ones, 2
		}
	}
	return v, 1
}

// numerals are numbers in words, without what multiplies the number before it.
var numerals = func() map[string]float64 {
	m := english.Floats("numbers")
	for word := range magnitudes {
		delete(m, word)
	}
	maps.Copy(m, english.Floats("verify/numerals"))
	return m
}()

// ordinalOf returns the number of an ordinal: 4 for "fourth" and "4th", 0 for what
// is none.
func ordinalOf(lower string) int {
	if n, ok := ordinals[lower]; ok {
		return n
	}
	if len(lower) < 3 || !startsWithDigit(lower) || !english.Set("numbers/ordinal")[lower[len(lower)-2:]] {
		return 0
	}
	n, err := strconv.Atoi(lower[:len(lower)-2])
	if err != nil {
		return 0
	}
	return n
}

var ordinals = english.Numbers("verify/ordinals")

var magnitudes = english.Floats("numbers/magnitude")

// unit is a unit of measure as so many of another.
type unit struct {
	name   string
	factor float64
}

var units = func() map[string]unit {
	m := map[string]unit{}
	for word, value := range english.Values("verify/units") {
		name, factor, _ := strings.Cut(value, " ")
		f, _ := strconv.ParseFloat(factor, 64)
		m[word] = unit{name, f}
	}
	return m
}()

var approximations = english.Set("numbers/approximate")

// unitBefore returns the currency whose sign stands right before byte i.
func unitBefore(text string, i int) string {
	before := strings.TrimRight(text[:i], " ")
	for _, sign := range []string{"$", "£", "€", "¥"} {
		if strings.HasSuffix(before, sign) {
			return sign
		}
	}
	return ""
}

// quantityMatch says how well a quantity of a claim is found in the evidence.
type quantityMatch int

const (
	quantityMissing quantityMatch = iota
	quantityOtherUnit
	quantityFound
)

// matches compares a quantity of a claim with one of the evidence.
func (q quantity) matches(e quantity) quantityMatch {
	tolerance := 0.0
	if q.unit != "" && q.unit == e.unit && q.value != math.Trunc(q.value) {
		tolerance = 0.03 // converted from another unit
	}
	if q.about && !e.about {
		tolerance = max(tolerance, 0.05)
	}
	if rounds(q.value, e.value) {
		tolerance = max(tolerance, 0.05)
	}
	if math.Abs(q.value-e.value) > tolerance*math.Max(math.Abs(e.value), math.Abs(q.value))+1e-9 {
		return quantityMissing
	}
	if q.about && !e.about && q.value != e.value && q.value < 20 {
		return quantityMissing // small counts are not rounded
	}
	if q.unit != "" && e.unit != "" && q.unit != e.unit {
		return quantityOtherUnit
	}
	return quantityFound
}

// rounds reports whether v is w, rounded to two digits or more: 1.2 million for
// 1,213,400.
func rounds(v, w float64) bool {
	if v < 1000 || w < 1000 || v == w {
		return false
	}
	step := math.Pow(10, math.Floor(math.Log10(w))-1)
	return math.Round(w/step)*step == v
}
