package corpus

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// What an article may have at most.
const (
	maxBody  = 16 << 20 // bytes; the longest news article is a hundredth of that
	MaxField = 16 << 10 // bytes of a title, URL and so on
)

// Check reports why an article can't be stored, or nil. What it asks for is
// what readers rely on: an ID, a collection and a title; valid UTF-8 without NUL
// everywhere; sentences that are in order within the body and cut between
// characters; passages that take the sentences in turn, leaving none out.
func Check(a Article) error {
	if err := check(a); err != nil {
		return fmt.Errorf("article %q: %w", a.ID, err)
	}
	return nil
}

func check(a Article) error {
	if len(a.ID) != 16 || strings.Trim(string(a.ID), "0123456789abcdef") != "" {
		return errors.New("its ID is not 16 lower-case hexadecimal digits")
	}
	if err := a.Collection.Validate(); err != nil {
		return err
	}
	for _, f := range []struct{ name, value string }{
		{"title", a.Title}, {"outlet", a.Outlet}, {"URL", a.URL}, {"file", a.File},
		{"byline", a.Byline}, {"language", a.Language}, {"date's origin", string(a.Origin)},
	} {
		if err := CheckText(f.value, MaxField); err != nil {
			return fmt.Errorf("its %s %w", f.name, err)
		}
	}
	if a.Title == "" {
		return errors.New("it has no title")
	}
	if err := CheckText(a.Body, maxBody); err != nil {
		return fmt.Errorf("its body %w", err)
	}
	if err := checkDate(a.Published); err != nil {
		return err
	}
	if err := checkSentences(a.Body, a.Sentences); err != nil {
		return err
	}
	return CheckPassages(a.Sentences, a.Passages)
}

// CheckText reports why a text can't be stored, as what it has or is; nil if it can.
func CheckText(s string, most int) error {
	switch {
	case len(s) > most:
		return fmt.Errorf("has %d bytes, more than %d", len(s), most)
	case !utf8.ValidString(s):
		return errors.New("is not valid UTF-8")
	case strings.IndexByte(s, 0) >= 0:
		return errors.New("holds a NUL byte")
	}
	return nil
}

// checkDate accepts the dates that survive being stored in whole seconds.
func checkDate(d Date) error {
	if d.Precision > Instant || d.Known() == d.Time.IsZero() {
		return errors.New("its date and the date's precision do not fit together")
	}
	const mostAhead = 24 * 60 // as time.Parse reads zones
	if d.Precision != Instant && d.Ahead != 0 || max(d.Ahead, -d.Ahead) > mostAhead {
		return errors.New("its date has a time zone that does not fit")
	}
	if d.Known() && (d.Time.Nanosecond() != 0 || d.Time.UTC().Year() < 1 || d.Time.UTC().Year() > 9999) {
		return fmt.Errorf("its date %v is out of range or finer than a second", d.Time)
	}
	return nil
}

func checkSentences(body string, sentences []Sentence) error {
	if len(sentences) == 0 {
		return errors.New("it has no sentences")
	}
	end, paragraph := 0, 0
	for i, s := range sentences {
		switch {
		case s.Start < end || s.End <= s.Start || s.End > len(body):
			return fmt.Errorf("its sentence %d, bytes %d to %d of %d, is out of order or out of range", i, s.Start, s.End, len(body))
		case s.Paragraph < paragraph || s.Paragraph > len(body):
			return fmt.Errorf("its sentence %d is in paragraph %d, out of order or out of range", i, s.Paragraph)
		case !utf8.RuneStart(body[s.Start]) || s.End < len(body) && !utf8.RuneStart(body[s.End]):
			return fmt.Errorf("its sentence %d, bytes %d to %d, cuts a character", i, s.Start, s.End)
		}
		end, paragraph = s.End, s.Paragraph
	}
	return nil
}

// CheckPassages reports why passages do not take the sentences in turn; nil if they do.
func CheckPassages(sentences []Sentence, passages []Passage) error {
	next := 0
	for i, p := range passages {
		if p.Ordinal != i || p.First != next || p.Last < p.First || p.Last >= len(sentences) {
			return fmt.Errorf("its passage %d does not take the sentences in turn", i)
		}
		if p.Start != sentences[p.First].Start || p.End != sentences[p.Last].End {
			return fmt.Errorf("its passage %d does not begin and end with its sentences", i)
		}
		next = p.Last + 1
	}
	if next != len(sentences) {
		return fmt.Errorf("its passages leave out sentences from %d on", next)
	}
	return nil
}
