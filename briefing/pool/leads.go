package pool

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/briefing/english"
	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
	"sitrep/corpus/language"
)

// topOfArticle is how many sentences of an article its lead is looked for in: a
// byline, an agency, captions and a place may stand before it.
const topOfArticle = 10

// longestPlace is how long a dateline's place is, at the most, in bytes, where the
// full stop of an abbreviation has made a sentence of it: "GARDEN CITY, Mont."
const longestPlace = 40

// WithoutDateline returns the span of a sentence of an article without the place
// that news begins with.
func WithoutDateline(a *corpus.Article, index int) corpus.Span {
	span := a.Sentences[index].Span
	if index >= topOfArticle {
		return span
	}
	text := a.Text(span)
	if dash, size := utf8.DecodeRuneInString(text); index > 0 && strings.ContainsRune("—–−-", dash) {
		before := a.Sentences[index-1]
		if rest := strings.TrimLeft(text[size:], "- "); before.Paragraph == a.Sentences[index].Paragraph && before.End-before.Start <= longestPlace && english.IsCapital(rest) {
			span.Start = span.End - len(rest)
			return span
		}
	}
	if index == 0 || a.Sentences[index-1].Paragraph != a.Sentences[index].Paragraph {
		span.Start += dateline.Opening(text)
	}
	return span
}

// FromLead returns the body of an article from the first sentence of its report that was
// read, or all of it: not the place that it was sent from.
func (p *Pool) FromLead(article int) string {
	at := slices.IndexFunc(p.Sentences, func(s Sentence) bool { return s.Article == article && s.Place == 0 && !IsBeforeLead(s.Fault) })
	if at < 0 {
		return p.Articles[article].Body
	}
	return p.Articles[article].Body[p.Sentences[at].Span.Start:]
}

// IsBeforeLead reports whether a sentence with a fault is none of an article's
// report, but what stands around it: a byline, a place, a caption.
func IsBeforeLead(fault string) bool {
	switch fault {
	case "too short", "not a sentence", "boilerplate", "a headline":
		return true
	}
	return false
}

// IsBehindLead reports whether a sentence of an article stands behind another that is of
// its report.
func IsBehindLead(a *corpus.Article, index int) bool {
	for i := range index {
		text := a.Text(WithoutDateline(a, i))
		if _, fault := language.Of(a.Language, text).Read(text).Alone(); !IsBeforeLead(fault) {
			return true
		}
	}
	return false
}

// place numbers the first sentences of the articles by what they are of their
// report: its lead is 0, whatever stands before it.
func (p *Pool) place() {
	article, next := -1, 0
	for i := range p.Sentences {
		s := &p.Sentences[i]
		if s.Article != article {
			article, next = s.Article, 0
		}
		if s.Place = next; !IsBeforeLead(s.Fault) {
			next++
		}
		if s.Index >= topOfArticle {
			s.Place = max(s.Place, topOfArticle)
		}
	}
}

// Before returns the sentences of an article right before one, never nil.
func Before(a corpus.Article, sentence int) []string {
	out := []string{}
	for i := max(0, sentence-sentencesBefore); i < sentence; i++ {
		out = append(out, a.Text(a.Sentences[i].Span))
	}
	return out
}

// sentencesBefore is how many sentences back a name is still what is spoken of.
const sentencesBefore = 3
