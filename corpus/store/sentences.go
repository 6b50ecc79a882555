package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"sitrep/corpus"
)

// sentencesFormat is the first byte of an encoded list of sentences.
const sentencesFormat = 1

// encodeSentences packs sentences that [Check] accepts. After the format byte
// come three unsigned varints for each sentence, up to the end:
//
//	bytes between the end of the sentence before (or the start of the body) and its start
//	its length in bytes
//	paragraphs since the sentence before (or since paragraph 0)
//
// which is three or four bytes for nearly all sentences.
func encodeSentences(sentences []corpus.Sentence) []byte {
	b := make([]byte, 1, 1+4*len(sentences))
	b[0] = sentencesFormat
	end, paragraph := 0, 0
	for _, s := range sentences {
		b = binary.AppendUvarint(b, uint64(s.Start-end))
		b = binary.AppendUvarint(b, uint64(s.Len()))
		b = binary.AppendUvarint(b, uint64(s.Paragraph-paragraph))
		end, paragraph = s.End, s.Paragraph
	}
	return b
}

var errSentences = errors.New("the list of sentences is damaged")

// decodeSentences unpacks what [encodeSentences] packed for a body of the given
// length. It accepts nothing else, and returns an error for it.
func decodeSentences(b []byte, body int) ([]corpus.Sentence, error) {
	if len(b) == 0 || b[0] != sentencesFormat {
		return nil, fmt.Errorf("%w: its format is unknown", errSentences)
	}
	b = b[1:]
	sentences := make([]corpus.Sentence, 0, len(b)/3)
	end, paragraph := 0, 0
	next := func(most int) int {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > uint64(most) || n > 1 && b[n-1] == 0 {
			return -1 // cut short, out of range, or longer than need be
		}
		b = b[n:]
		return int(v)
	}
	for len(b) > 0 {
		gap := next(body - end)
		if gap < 0 {
			return nil, fmt.Errorf("%w at sentence %d", errSentences, len(sentences))
		}
		length := next(body - end - gap)
		step := next(body) // there are no more paragraphs than bytes
		if length <= 0 || step < 0 || step > body-paragraph {
			return nil, fmt.Errorf("%w at sentence %d", errSentences, len(sentences))
		}
		paragraph += step
		start := end + gap
		end = start + length
		sentences = append(sentences, corpus.Sentence{Span: corpus.Span{Start: start, End: end}, Paragraph: paragraph})
	}
	return sentences, nil
}
