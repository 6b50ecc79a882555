package verify

import (
	"slices"
	"strconv"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// source is evidence made ready to be compared with.
type source struct {
	sentences []statement
	words     []word                   // of all sentences, in order
	first     []int                    // index in words of the first word of each sentence
	places    map[string][]int         // term to indexes in words
	concepts  map[string][]int         // concept to indexes in words
	joined    map[string][]int         // figure that is written with spaces (12, 000) to the index of its first word
	stems     map[string][]string      // first bytes of a term to the terms that begin so
	lowers    map[string]bool          // words as written, in lower case
	pairs     map[string]bool          // two neighbouring capitalised words, as one
	titles    map[string]bool          // terms of the titles, and "@" and their concepts
	published []corpus.Date            // of each evidence
	opens     []bool                   // of each evidence, whether nothing is known of what stands before it
	offsets   []int                    // number of the first sentence of each evidence
	dates     [][]language.DateMention // of each sentence
}

// stemPrefix is how many bytes terms share at least to be of one stem.
const stemPrefix = 4

func readSource(a *analysis.Analyzer, evidence []Evidence) source {
	src := source{places: map[string][]int{}, concepts: map[string][]int{}, joined: map[string][]int{}, stems: map[string][]string{},
		lowers: map[string]bool{}, pairs: map[string]bool{}, titles: map[string]bool{}}
	left := maxEvidenceWords
	for e, ev := range evidence {
		src.published = append(src.published, ev.Published)
		src.offsets = append(src.offsets, len(src.sentences))
		src.opens = append(src.opens, ev.Title == "" && ev.Before == nil)
		for k, before := range append([]string{ev.Title}, ev.Before...) {
			title := readSentence(a, before, ev.language(), 0, maxClaimWords)
			for _, w := range title.words {
				if k > 0 && !w.capital {
					continue // what stands before tells who, and not what
				}
				src.titles[w.Term] = true
				if w.concept != "" {
					src.titles["@"+w.concept] = true
				}
			}
		}
		for _, text := range ev.Sentences {
			if left <= 0 {
				return src
			}
			s := readSentence(a, text, ev.language(), len(src.sentences), min(left, maxSentenceWords))
			s.evidence = e
			left -= len(s.words)
			base := len(src.words)
			for i, w := range s.words {
				at := src.places[w.Term]
				if at == nil && len(w.Term) >= stemPrefix && !w.Stop && !startsWithDigit(w.Term) {
					p := w.Term[:stemPrefix]
					src.stems[p] = append(src.stems[p], w.Term)
				}
				src.places[w.Term] = append(at, base+i)
				src.lowers[w.Lower] = true
				if i > 0 && w.capital && s.words[i-1].capital {
					src.pairs[s.words[i-1].Lower+w.Lower] = true
				}
				if w.concept != "" {
					src.concepts[w.concept] = append(src.concepts[w.concept], base+i)
				}
			}
			for _, q := range s.quantities {
				if q.spaced {
					figure := strconv.FormatFloat(q.value, 'f', -1, 64)
					src.joined[figure] = append(src.joined[figure], base+q.first)
				}
			}
			src.words = append(src.words, s.words...)
			src.first = append(src.first, base)
			src.sentences = append(src.sentences, s)
			src.dates = append(src.dates, s.Dates(ev.Published))
		}
	}
	return src
}

// place is where a word of a claim is found, and how surely.
type place struct {
	at       int // index in source.words
	strength float64
}

// maxPlaces bounds how many places of one word are looked at.
const maxPlaces = 32

// find returns the places of a word of a claim, by what is the most certain:
// the word itself and names of the same concept, else words of the same stem or
// meaning.
func (s *source) find(w word) []place {
	var out []place
	add := func(at []int, strength float64) {
		for _, i := range at {
			if len(out) == maxPlaces {
				return
			}
			out = append(out, place{i, strength})
		}
	}
	add(s.places[w.Term], 1)
	if len(out) == 0 && startsWithDigit(w.Term) {
		add(s.joined[w.Term], 1)
	}
	if w.concept != "" {
		for _, i := range s.concepts[w.concept] {
			if s.words[i].Term != w.Term && len(out) < maxPlaces {
				out = append(out, place{i, 1})
			}
		}
	}
	if w.Stop {
		return out
	}
	// A word that is there may still be said in other words where it matters.
	for _, n := range relation().near[w.Term] {
		for _, at := range s.places[n] {
			if e := &s.words[at]; e.concept == "" || !e.capital { // the States of a name state nothing
				add([]int{at}, nearMeaning)
			}
		}
	}
	if inability[w.Lower] && len(out) == 0 {
		for at := range s.words {
			if isNegation(s.words[at].Lower) { // what is denied is looked at elsewhere
				add([]int{at}, nearMeaning)
			}
		}
	}
	if at := s.spelledOut(w); at >= 0 && len(out) == 0 {
		add([]int{at}, 1)
	}
	if len(w.Term) >= stemPrefix && !startsWithDigit(w.Term) {
		for _, t := range s.stems[w.Term[:stemPrefix]] {
			if t != w.Term && sameStem(t, w.Term) {
				add(s.places[t], sameStart)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b place) int { return a.at - b.at })
	return out
}

// values returns, for words of a claim that are of a date or a number which the
// evidence has in another form, where it has them.
func (s *source) values(claim *statement) map[int][]place {
	out := map[int][]place{}
	give := func(first, last, at int) {
		for i := first; i <= last; i++ {
			if len(out[i]) < maxPlaces && len(s.places[claim.words[i].Term]) == 0 {
				out[i] = append(out[i], place{at, 1})
			}
		}
	}
	for _, q := range claim.quantities {
		for n := range s.sentences {
			for _, e := range s.sentences[n].quantities {
				if q.matches(e) == quantityFound {
					give(q.first, q.last, s.first[n]+e.first)
				}
			}
		}
	}
	for i, w := range claim.words {
		n := ordinalOf(w.Lower)
		for at := range s.words {
			if n > 0 && ordinalOf(s.words[at].Lower) == n {
				give(i, i, at)
			}
		}
	}
	for _, m := range claim.dates(s) {
		for n, dates := range s.dates {
			for _, e := range dates {
				if !within(e, m.DateMention) {
					continue
				}
				for at, w := range s.sentences[n].words {
					if w.Start >= e.Start && w.End <= e.End {
						give(m.first, m.last, s.first[n]+at)
						break
					}
				}
			}
		}
	}
	return out
}
