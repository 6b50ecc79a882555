package search

import (
	"bytes"
	"sort"
)

// A word that no passage holds is looked for as the nearest word that one does:
// a letter wrong, missing, too many, or two changed places; two such slips in
// long words. Short words have too many neighbours to guess from.
const (
	shortestRespelt = 6  // bytes of a term
	twoSlips        = 10 // bytes of a term from which on two slips are forgiven
)

// spellCorrect returns the term of the scope nearest to one that it does not hold:
// with the fewest slips, then in most passages, then first in order. Both begin
// with the same letter, as people rarely get that wrong (Pollock and Zamora
// 1984).
func spellCorrect(term string, sc scope) (string, bool) {
	if len(term) < shortestRespelt || term[0] < 'a' || term[0] > 'z' {
		return "", false
	}
	most := 1
	if len(term) >= twoSlips {
		most = 2
	}
	type neighbour struct {
		slips    int
		passages int
	}
	found := map[string]neighbour{}
	for _, p := range sc.parts {
		n := p.terms.len()
		first := sort.Search(n, func(i int) bool { return bytes.Compare(p.terms.at(i), []byte(term[:1])) >= 0 })
		for i := first; i < n; i++ {
			other := p.terms.at(i)
			if other[0] != term[0] {
				break
			}
			if d := len(other) - len(term); d > most || d < -most {
				continue
			}
			slips := slipsBetween(term, string(other), most)
			if slips > most {
				continue
			}
			live := int(p.frequencies[i]) - p.dead.holding(p.segment, i)
			if live > 0 {
				f := found[string(other)]
				found[string(other)] = neighbour{slips, f.passages + live}
			}
		}
	}
	best := ""
	for other, f := range found {
		b, ok := found[best]
		if !ok || f.slips < b.slips || f.slips == b.slips && (f.passages > b.passages || f.passages == b.passages && other < best) {
			best = other
		}
	}
	return best, best != ""
}

// slipsBetween is the optimal string alignment distance of two terms (Damerau
// 1964), or more than most as soon as it must be.
func slipsBetween(a, b string, most int) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return most + 1
	}
	var rows [3][longest + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, aboveThat := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, aboveThat[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}
