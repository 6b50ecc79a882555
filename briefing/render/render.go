// Package render turns a brief into what is read: text for a terminal
// ([Text]), Markdown for a document ([Markdown]) and JSON for a program
// ([JSON]).
//
// Every function takes a brief and returns a string; nothing here reads the
// corpus or writes anywhere. Articles are strangers' text: what could move a
// cursor, colour a line, reorder it, open a link or start a list is made
// harmless on the way (see [Line]), while [JSON] keeps every
// byte of a quotation.
package render

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"sitrep/briefing"
	"sitrep/corpus"
)

// Abstention is what is said when the corpus does not answer a question.
const Abstention = "The corpus does not say."

// summary is the line under the first: up to when the corpus reaches, how much of
// it there is, and what was left out.
func summary(b briefing.Brief) string {
	var parts []string
	if b.AsOf.Known() {
		parts = append(parts, "as of "+day(b.AsOf))
	}
	switch {
	case b.Newest.Known():
		parts = append(parts, "newest article "+day(b.Newest))
	case b.Undated:
		parts = append(parts, "undated articles")
	}
	if b.Window.Known() && !b.Older {
		parts = append(parts, "published "+window(b.Window))
	}
	parts = append(parts, count(b.Stats.Articles, "article")+" searched")
	if n := b.Stats.DroppedUnsupported; n > 0 {
		parts = append(parts, count(n, "unsupported claim")+" dropped")
	}
	return strings.Join(parts, " · ")
}

// basis is the line under the title: whose sentences a brief holds, from how many
// articles of which days, and how far back it looks for news; empty where it cites none.
func basis(b briefing.Brief) string {
	from := b.Basis()
	if from.Articles == 0 {
		return ""
	}
	whose := "Exact sentences"
	if b.Mode == briefing.Generated {
		whose = "Written by a language model and checked,"
	}
	s := whose + " from " + count(from.Articles, "article")
	if from.Outlets > 0 && from.Articles > 1 {
		s += " of " + count(from.Outlets, "outlet") + known(from)
	}
	switch {
	case from.First.Known() && from.First == from.Last:
		s += ", " + day(from.First)
	case from.First.Known():
		s += ", " + day(from.First) + " to " + day(from.Last)
	}
	if from.Days > 0 {
		s += " · news of the last " + count(from.Days, "day")
	}
	return s
}

// known is what is known of the outlets that a brief is from: where they are, and how
// many of them states control.
func known(from briefing.Basis) string {
	s := ""
	switch from.Countries {
	case 0:
	case 1:
		s = ", 1 country"
	default:
		s = ", " + strconv.Itoa(from.Countries) + " countries"
	}
	if from.State > 0 {
		s += ", " + strconv.Itoa(from.State) + " state-controlled"
	}
	return s
}

// window writes a time of publication in words.
func window(w briefing.Window) string {
	switch {
	case !w.To.Known():
		return "since " + day(w.From)
	case !w.From.Known():
		return "up to " + day(w.To)
	case w.From == w.To:
		return "on " + day(w.From)
	}
	return day(w.From) + " to " + day(w.To)
}

// older says that a brief is from before the time that was asked for; empty where
// it is not, or there is nothing to show.
func older(b briefing.Brief) string {
	if !b.ShowsOlder() {
		return ""
	}
	return "No news on this was found " + window(b.Window) + ". This is from before that."
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// day writes a date for people: no finer than a day, and in words when nothing
// is known of it.
func day(d corpus.Date) string {
	if !d.Known() {
		return "undated"
	}
	return d.Truncate(corpus.Day).String()
}

// quotedOn writes the day of a quote behind its speaker; empty where none is known.
func quotedOn(b briefing.Brief, q briefing.Quote) string {
	if on := b.DayOf(q); on.Known() {
		return ", " + day(on)
	}
	return ""
}

// period writes when something was: a date, or the first and the last with a
// slash between them, as ISO 8601 has it.
func period(date, last corpus.Date) string {
	if !last.Known() || last == date {
		return day(date)
	}
	return day(date) + "/" + day(last)
}

// said is what a claim says, with its days and what is to be known of it.
func said(c briefing.Claim) string { return c.WithDates(period) + remarks(c) }

// numbers returns the source numbers of some citations, each once, in order of
// first use.
func numbers(citations []briefing.Citation) []int {
	var ns []int
	for _, c := range citations {
		if !slices.Contains(ns, c.N) {
			ns = append(ns, c.N)
		}
	}
	return ns
}

// Line makes one line of strangers' text fit for a terminal or a document:
// runs of white space become one space, and every character that would act
// instead of being shown is dropped. Those are the control characters, the
// escape that starts a terminal sequence among them, and the invisible format
// characters: bidirectional overrides, zero-width spaces, tags. The two joiners
// stay, because Persian, Hindi and emoji are spelt with them.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cc, r):
			return -1
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
