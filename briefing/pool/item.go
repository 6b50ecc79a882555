package pool

import (
	"strings"
	"time"

	"sitrep/briefing/event"
	"sitrep/corpus"
)

// Item is what a round-up tells of one thing: a paragraph under a heading.
type Item struct {
	Heading     string
	first, last int // sentences of the paragraph
}

// Heading returns what stands above what an article tells of the topic: its title,
// without the outlet's name, or the heading of the item that was taken of it.
func (a *Article) Heading() string {
	if a.Item != nil {
		return a.Item.Heading
	}
	return event.WithoutOutlet(a.Title)
}

// Day returns the day on which an article was published; that of the year 1 where nobody
// knows.
func (a *Article) Day() time.Time { return a.Published.Truncate(corpus.Day).Time }

// Report returns an article, or the item that was taken of it as if it were one. Its
// sentences are those of the article all the same.
func (a *Article) Report() corpus.Article {
	out := a.Article
	if a.Item != nil {
		out.Title, out.TitleDerived = a.Item.Heading, false
		out.Body = a.Body[a.Sentences[a.Item.first].Start:a.Sentences[a.Item.last].End]
	}
	return out
}

// Asks reports whether what heads an article asks, or a part of it begins as a question does:
// "Harbour fire: what we know".
func (a *Article) Asks() bool {
	title := a.Heading()
	words, questions := a.Pack.Words(title), a.Pack.Set("questions/words")
	for i, w := range words {
		if questions[w.Lower] && (i == 0 || strings.ContainsAny(title[words[i-1].End:w.Start], ":.!?|–—")) {
			return true
		}
	}
	return strings.HasSuffix(title, "?")
}

// topOfRoundup is how far into a round-up it may say that it is one, in bytes.
const topOfRoundup = 1200

// IsRoundup reports whether an article tells of one thing after the other: its title
// says so, or it lists them, and the article says so at its top.
func (a *Article) IsRoundup() bool {
	says := a.Pack.Phrases("service/roundup")
	return says.In(a.Pack.Words(a.Title)) || ListsThings(a.Title) && says.In(a.Pack.Words(head(a.Body, topOfRoundup)))
}

// ListsThings reports whether a title names one thing after the other, as a round-up's does.
func ListsThings(title string) bool {
	const listed = 2 // commas
	return strings.Count(title, ",")+strings.Count(title, ";") >= listed
}

// TakeItem makes of a round-up the item that a sentence opens: its places are counted
// from there, and its heading is what heads it. It does nothing where the sentence opens
// none.
func (p *Pool) TakeItem(sentence int) (ok bool) {
	opens := p.Sentences[sentence]
	a := p.Source(opens)
	item := a.itemOf(opens.Index)
	if item == nil {
		return false
	}
	a.Item = item
	a.Titled, a.Headline = p.Titled(p.Analyzer, a.Pack, item.Heading, a.Language)
	for i := range p.Sentences {
		switch s := &p.Sentences[i]; {
		case s.Article != opens.Article:
		case s.Index < item.first || s.Index > item.last:
			s.Place = max(s.Place, topOfArticle)
		default:
			s.Place = s.Index - item.first
		}
	}
	return true
}

// itemOf returns the item of an article that a sentence opens; nil where it opens none:
// the paragraph that it begins stands under no heading, or is one.
func (a *Article) itemOf(sentence int) *Item {
	first, last := a.paragraph(sentence)
	if first != sentence || first == 0 || a.isHeading(first, last) {
		return nil
	}
	from, to := a.paragraph(first - 1)
	if !a.isHeading(from, to) {
		return nil
	}
	heading := a.Body[a.Sentences[from].Start:a.Sentences[to].End]
	if number, rest, ok := strings.Cut(heading, ". "); ok && strings.Trim(number, "0123456789") == "" {
		heading = rest
	}
	return &Item{Heading: heading, first: first, last: last}
}

// paragraph returns the first and the last sentence of the paragraph that one is in.
func (a *Article) paragraph(sentence int) (first, last int) {
	first, last = sentence, sentence
	for first > 0 && a.Sentences[first-1].Paragraph == a.Sentences[sentence].Paragraph {
		first--
	}
	for last+1 < len(a.Sentences) && a.Sentences[last+1].Paragraph == a.Sentences[sentence].Paragraph {
		last++
	}
	return first, last
}

// isHeading reports whether a paragraph is a short line that does not end as a sentence does.
func (a *Article) isHeading(first, last int) bool {
	const longest = 120 // bytes
	text := a.Body[a.Sentences[first].Start:a.Sentences[last].End]
	return len(text) <= longest && strings.TrimRight(text, ".!?:;,…。！？।\"”’") == text
}
