// Package revision tells what changed between two revisions of an article, in a
// form that people can read: sentence by sentence, and word by word where a
// sentence was only changed in part.
package revision

import (
	"strings"

	"sitrep/corpus"
)

// Op says what became of a run of words.
type Op int

// What can become of a run of words.
const (
	Kept Op = iota
	Deleted
	Inserted
)

// Edit is a run of words, and what became of it.
type Edit struct {
	Op   Op
	Text string // words with one space between them
}

// Change is a sentence that was changed, taken out or put in.
type Change struct {
	Old, New string // empty where it was put in or taken out
	Edits    []Edit // from Old to New, in order
}

const (
	// mostCells bounds the time and the memory (four bytes each) of one
	// comparison. What is longer on both sides counts as replaced as a whole,
	// but for what both begin and end with.
	mostCells = 512 << 10
	// reach is how many new sentences an old one is compared with.
	reach = 20
	// compared is how many words tell whether two sentences are alike. Few have
	// more.
	compared = 100
	// alike is which part of the words of the longer sentence both must have,
	// in the same order, to be the same sentence, changed.
	alike = 0.5
)

// Body returns the sentences in which the bodies of two articles differ, in
// order. Only their words count, not how they are set.
func Body(before, after corpus.Article) []Change {
	old, new := sentences(before), sentences(after)
	var changes []Change
	words := func(sentences []string) [][]string {
		list := make([][]string, len(sentences))
		for i, s := range sentences {
			list[i] = firstWords(s)
		}
		return list
	}
	gap := func(old, new []string) {
		oldWords, newWords := words(old), words(new)
		for i, s := range old {
			match := -1
			for j := range min(len(new), reach) {
				if similar(oldWords[i], newWords[j]) {
					match = j
					break
				}
			}
			if match < 0 {
				changes = append(changes, Change{Old: s, Edits: []Edit{{Deleted, s}}})
				continue
			}
			for _, added := range new[:match] {
				changes = append(changes, Change{New: added, Edits: []Edit{{Inserted, added}}})
			}
			changes = append(changes, Change{Old: s, New: new[match], Edits: Words(s, new[match])})
			new, newWords = new[match+1:], newWords[match+1:]
		}
		for _, added := range new {
			changes = append(changes, Change{New: added, Edits: []Edit{{Inserted, added}}})
		}
	}
	i, j := 0, 0
	for _, p := range align(old, new) {
		gap(old[i:p.a], new[j:p.b])
		i, j = p.a+1, p.b+1
	}
	gap(old[i:], new[j:])
	return changes
}

// Words returns what makes one text of another, word by word.
func Words(before, after string) []Edit {
	old, new := strings.Fields(before), strings.Fields(after)
	var edits []Edit
	add := func(op Op, words ...string) {
		if len(words) == 0 {
			return
		}
		text := strings.Join(words, " ")
		if n := len(edits); n > 0 && edits[n-1].Op == op {
			edits[n-1].Text += " " + text
		} else {
			edits = append(edits, Edit{op, text})
		}
	}
	i, j, kept := 0, 0, 0
	pairs := align(old, new)
	for k, p := range pairs {
		if i < p.a || j < p.b {
			add(Kept, old[kept:i]...)
			add(Deleted, old[i:p.a]...)
			add(Inserted, new[j:p.b]...)
			kept = p.a
		}
		i, j = p.a+1, p.b+1
		if k == len(pairs)-1 {
			add(Kept, old[kept:i]...)
		}
	}
	add(Deleted, old[i:]...)
	add(Inserted, new[j:]...)
	return edits
}

func sentences(a corpus.Article) []string {
	list := make([]string, len(a.Sentences))
	for i, s := range a.Sentences {
		list[i] = strings.Join(strings.Fields(a.Text(s.Span)), " ")
	}
	return list
}

// firstWords returns the words of a sentence that tell whether it is like another.
func firstWords(s string) []string {
	words := strings.SplitN(s, " ", compared+1)
	return words[:min(len(words), compared)]
}

func similar(a, b []string) bool {
	least := alike * float64(max(len(a), len(b)))
	return float64(min(len(a), len(b))) >= least && float64(len(align(a, b))) >= least
}

// pair is a place in one list and the same thing's place in another.
type pair struct{ a, b int }

// align returns the places of a longest common subsequence of two lists, in
// order, by the textbook's table of lengths.
func align(a, b []string) []pair {
	var pairs []pair
	start := 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		pairs = append(pairs, pair{start, start})
		start++
	}
	endA, endB := len(a), len(b)
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	rows, columns := endA-start, endB-start
	if rows > 0 && columns > 0 && rows <= mostCells/columns {
		// length[i*width+j] is that of the rest of a from i and of b from j on.
		width := columns + 1
		length := make([]int32, (rows+1)*width)
		for i := rows - 1; i >= 0; i-- {
			for j := columns - 1; j >= 0; j-- {
				if a[start+i] == b[start+j] {
					length[i*width+j] = length[(i+1)*width+j+1] + 1
				} else {
					length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
				}
			}
		}
		for i, j := 0, 0; i < rows && j < columns; {
			switch {
			case a[start+i] == b[start+j]:
				pairs = append(pairs, pair{start + i, start + j})
				i, j = i+1, j+1
			case length[(i+1)*width+j] >= length[i*width+j+1]:
				i++
			default:
				j++
			}
		}
	}
	for i := range len(a) - endA {
		pairs = append(pairs, pair{endA + i, endB + i})
	}
	return pairs
}
