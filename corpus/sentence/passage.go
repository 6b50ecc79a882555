package sentence

import (
	"strings"

	"sitrep/corpus"
)

// A passage aims at targetWords; it ends at a paragraph once it has softWords,
// and takes no further sentence that would carry it past mostWords. About a
// hundred words is where passage retrieval of news has long been found to work
// best (Callan 1994; Kaszkiel and Zobel 2001).
const (
	softWords   = 70
	targetWords = 100
	mostWords   = 140
)

// Passages joins consecutive sentences to passages. Every sentence is in
// exactly one.
func Passages(body string, sentences []corpus.Sentence) []corpus.Passage {
	var out []corpus.Passage
	first, words := 0, 0
	flush := func(last int) {
		out = append(out, corpus.Passage{
			Span:    corpus.Span{Start: sentences[first].Start, End: sentences[last].End},
			Ordinal: len(out),
			First:   first,
			Last:    last,
		})
		first, words = last+1, 0
	}
	for i, s := range sentences {
		n := len(strings.Fields(body[s.Start:s.End]))
		if i > first {
			newParagraph := s.Paragraph != sentences[i-1].Paragraph
			if words >= targetWords || words+n > mostWords || newParagraph && words >= softWords {
				flush(i - 1)
			}
		}
		words += n
	}
	if first < len(sentences) {
		flush(len(sentences) - 1)
	}
	return out
}
