package pool

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
)

// mostQuotationSentences is how many sentences a quotation may run over to be
// given out whole.
const mostQuotationSentences = 3

// QuotationAround returns the sentences from where a quotation begins to where
// it ends, if sentence i holds only a part of one: its words alone would stand
// in marks that do not close, or not open. It returns the zero span where i
// holds no part of a quotation, and where the whole would not be readable.
func (p *Pool) QuotationAround(i int) corpus.Span {
	s := p.Sentences[i]
	if p.Articles[s.Article].Pack.Balanced(s.Text) {
		return corpus.Span{}
	}
	a := p.Articles[s.Article]
	first, last := s.Index, s.Index
	whole := func() corpus.Span {
		return corpus.Span{Start: a.Sentences[first].Start, End: a.Sentences[last].End}
	}
	for {
		text := a.Text(whole())
		switch {
		case len(text) > MostClaimBytes || last-first >= mostQuotationSentences || strings.Contains(text, "\n\n"):
			return corpus.Span{}
		case a.Pack.Balanced(text):
			return whole()
		case opensBefore(text) && first > 0:
			first--
		case closesAfter(text) && last+1 < len(a.Sentences):
			last++
		default:
			return corpus.Span{}
		}
	}
}

// opensBefore reports whether the first quotation mark of a text closes what
// was opened before it.
func opensBefore(text string) bool {
	i := strings.IndexAny(text, "“”«»\"")
	return i >= 0 && !isOpening(text, i)
}

// closesAfter reports whether the last quotation mark of a text opens what is
// closed after it.
func closesAfter(text string) bool {
	i := strings.LastIndexAny(text, "“”«»\"")
	return i >= 0 && isOpening(text, i)
}

// isOpening reports whether the quotation mark at byte i of a text opens. One
// that is drawn the same both ways opens where nothing stands right before it.
func isOpening(text string, i int) bool {
	switch mark, _ := utf8.DecodeRuneInString(text[i:]); mark {
	case '“', '«':
		return true
	case '”', '»':
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return i == 0 || unicode.IsSpace(before) || strings.ContainsRune("([—–-‘'", before)
}
