package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/ingest/address"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/dateline"
	"sitrep/corpus/ingest/page"
	"sitrep/corpus/sentence"
)

var (
	// ErrEmpty is returned where nothing of an article is left once it is
	// cleaned.
	ErrEmpty = errors.New("no text of an article in it")
	// ErrTooLong is returned for what is larger than its bound.
	ErrTooLong = errors.New("too long")
)

const (
	maxText      = 2 << 20 // bytes of one article; the longest reports have a tenth of that
	maxField     = 1000    // bytes of a title, an outlet, a byline
	longestTitle = 120     // characters of a title that is made of the first sentence
)

// Source is what was read of an article, from whatever it came in.
type Source struct {
	Title     string
	Outlet    string
	URL       string
	File      string
	Byline    string
	Language  string // as given; BCP 47 or a locale such as "en_GB"
	Published corpus.Date
	Origin    corpus.DateOrigin
	// Paragraphs are the text, in order, as it was found: with the notices of
	// its site, and perhaps with a byline and a date on the first lines.
	Paragraphs []string

	record record // all that the file said of it, for [DateFrom]
}

// Article makes an article of a source: cleaned, with its ID, its sentences and
// its passages. What the source does not say is taken from the text, where that
// says it without doubt: the byline and the date from its first lines, the date
// from its address, the language from its words (see [clean.LanguageOf]). An
// article without a title takes its first sentence, and says so.
//
// The note says what of the source could not be used, in words for the
// operator; it is mostly empty. The error is [ErrEmpty], [ErrTooLong], or that
// the collection is none.
func Article(c corpus.Collection, s Source) (a corpus.Article, note string, err error) {
	if err := c.Validate(); err != nil {
		return corpus.Article{}, "", err
	}
	paragraphs := make([]string, 0, len(s.Paragraphs))
	for _, p := range s.Paragraphs {
		if p = oneLine(p); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	paragraphs = clean.WithoutHead(paragraphs, oneLine(s.Title))
	own := dateline.Find(paragraphs)
	body := clean.Body(clean.Trim(paragraphs[own.Lines:]))
	switch {
	case body == "":
		return corpus.Article{}, "", ErrEmpty
	case len(body) > maxText:
		return corpus.Article{}, "", fmt.Errorf("%w: %d bytes of text, at most %d", ErrTooLong, len(body), maxText)
	}

	a = corpus.Article{
		Collection: c,
		Revision:   1,
		Title:      field(s.Title),
		Outlet:     field(s.Outlet),
		File:       field(s.File),
		Byline:     field(s.Byline),
		Language:   clean.LanguageOf(body, page.LanguageCode(s.Language)),
		Published:  s.Published,
		Origin:     s.Origin,
		Body:       body,
	}
	if s.URL != "" {
		if a.URL, err = address.Canonical(s.URL); err != nil {
			note = err.Error()
		}
		if address.IsFront(a.URL) { // which would make one article of all those that give it
			a.URL, note = "", fmt.Sprintf("%s is the front page of its site, so it is not kept as its address", a.URL)
		}
	}
	a.Byline = cmp.Or(a.Byline, own.Byline)
	if !a.Published.Known() {
		a.Published, a.Origin = dateOf(own.Published, a.URL)
	}
	a.Sentences = sentence.Split(body, a.Language)
	a.Passages = sentence.Passages(body, a.Sentences)
	if len(a.Sentences) == 0 {
		return corpus.Article{}, "", ErrEmpty
	}
	if isContradicted(a) {
		a.Origin = a.Origin.Doubted()
	}
	if a.Title == "" {
		first := a.Text(a.Sentences[0].Span)
		a.Title, a.TitleDerived = shorten(first[dateline.Opening(first):], longestTitle), true
	}
	a.ID = corpus.NewArticleID(c, a.URL, a.Title, body)
	return a, note, nil
}

// dateOf chooses between the date that the text gives itself and the one in its
// address: a day in the address is surer than a printed line, a mere month is
// not.
func dateOf(printed corpus.Date, address string) (corpus.Date, corpus.DateOrigin) {
	inURL := page.DateInURL(address)
	switch {
	case inURL.Precision >= corpus.Day || inURL.Known() && !printed.Known():
		return inURL, corpus.OriginURL
	case printed.Known():
		return printed, corpus.OriginDateline
	}
	return corpus.Date{}, corpus.OriginNone
}

// oneLine cleans a text and sets it on one line.
func oneLine(s string) string {
	return clean.Spaces(strings.ReplaceAll(clean.Characters(s), "\n", " "))
}

// field cleans a short text; one that is far too long is cut.
func field(s string) string {
	s = oneLine(s)
	if len(s) > maxField {
		return shorten(s, maxField/utf8.UTFMax)
	}
	return s
}

// shorten cuts a text at a word, to at most so many characters with the dots
// that show the cut.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut, n := 0, 0
	for i, r := range s {
		if n == most-1 {
			if cut == 0 { // one long word, or a script without spaces
				cut = i
			}
			break
		}
		if unicode.IsSpace(r) {
			cut = i
		}
		n++
	}
	return strings.TrimRightFunc(s[:cut], func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) + "…"
}

// parseDate reads the date that a file gives an article. The note says why it
// could not be used.
func parseDate(s string) (d corpus.Date, note string) {
	if s = oneLine(s); s == "" {
		return corpus.Date{}, ""
	}
	if d, ok := dateline.Parse(s); ok {
		return d, ""
	}
	return corpus.Date{}, fmt.Sprintf("published %q is no date that can be read in one way only, so the article has none: write YYYY-MM-DD", shorten(s, 40))
}

// join joins notes.
func join(notes ...string) string {
	var out []string
	for _, n := range notes {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, "; ")
}
