package render

import (
	"cmp"
	"fmt"
	"strings"

	"sitrep/briefing"
)

// TextOptions say how a brief is laid out on a terminal.
type TextOptions struct {
	Width int  // columns; 0 for 80, and never fewer than 40
	Color bool // headings in bold and citations dimmed, by ANSI sequences
}

const (
	defaultWidth = 80
	minWidth     = 40  // below this a citation no longer fits beside its sentence
	maxWidth     = 100 // longer lines are hard to read, however wide the terminal is
)

// Text lays a brief out for a terminal, wrapped to a width and ending in a
// newline. Sentences carry the numbers of their sources, which are listed at
// the end. No control sequence of an article's text gets through.
func Text(b briefing.Brief, o TextOptions) string {
	t := newTextWriter(o)
	switch {
	case b.Checked != "":
		t.checks(b)
	case b.Question != "":
		t.question(b)
	default:
		t.topic(b)
	}
	if b.Note != "" {
		t.out.WriteString("\n")
		t.paragraph("", "", Line(b.Note), "", dim)
	}
	t.explanations(b)
	t.sources(b.Sources)
	return t.out.String()
}

func newTextWriter(o TextOptions) *textWriter {
	width := cmp.Or(o.Width, defaultWidth)
	return &textWriter{width: min(max(width, minWidth), maxWidth), color: o.Color}
}

type textWriter struct {
	out   strings.Builder
	width int
	color bool
}

func (t *textWriter) topic(b briefing.Brief) {
	t.title(b.Topic, basis(b), summary(b))
	if b.Empty() {
		t.out.WriteString("\n")
		t.paragraph("", "", "The corpus holds nothing about this.", "")
		return
	}
	t.older(b)
	t.sections(b)
}

// older says where a brief is from before the time that was asked for.
func (t *textWriter) older(b briefing.Brief) {
	if line := older(b); line != "" {
		t.out.WriteString("\n")
		t.paragraph("", "", line, "")
	}
}

// sections writes what a brief on a topic says.
func (t *textWriter) sections(b briefing.Brief) {
	t.heading("Bottom line", len(b.BottomLine))
	for _, c := range b.BottomLine {
		if b.LeadsWithOld() {
			t.dated(b, c)
		} else {
			t.claim("  ", c)
		}
	}
	t.heading("Developments", len(b.Developments))
	for _, c := range b.Developments {
		t.dated(b, c)
	}
	t.heading("Background", len(b.Background))
	for _, c := range b.Background {
		t.dated(b, c)
	}
	events := b.OtherEvents()
	t.heading("Timeline", len(events))
	for _, e := range events {
		t.claim(fmt.Sprintf("  %-10s  ", period(e.Date, e.Last)), e.Claim)
	}
	t.heading("Quotes", len(b.Quotes))
	for _, q := range b.Quotes {
		lead := "  " + Line(q.Speaker) + quotedOn(b, q) + ": "
		t.paragraph(lead, "    ", "“"+Line(q.Text)+"”", t.cite(q.Citations))
	}
	t.heading("Differences", len(b.Differences))
	for i, d := range b.Differences {
		if i > 0 {
			t.out.WriteString("\n")
		}
		t.paragraph("  ", "  ", Line(d.About), "")
		for _, c := range d.Claims {
			t.claim("  - ", c)
		}
	}
}

// dated writes a claim behind the day it is from, in a brief that knows days.
func (t *textWriter) dated(b briefing.Brief, c briefing.Claim) {
	if !b.KnowsDays() {
		t.claim("  - ", c)
		return
	}
	t.claim(fmt.Sprintf("  %-10s  ", day(c.Date)), c)
}

func (t *textWriter) question(b briefing.Brief) {
	t.title(b.Question, basis(b), summary(b))
	if s := b.StandaloneQuestion; s != "" && s != b.Question {
		t.paragraph("", "  ", "Understood as: "+Line(s), "")
	}
	t.older(b)
	if b.Abstained || len(b.Answer) == 0 {
		t.out.WriteString("\n")
		t.paragraph("", "", Abstention, "")
		t.heading("Nearest passages", len(b.Nearest))
		for _, c := range b.Nearest {
			t.claim("  - ", c)
		}
		return
	}
	t.heading("Answer", len(b.Answer))
	for _, c := range b.Answer {
		t.claim("  ", c)
	}
}

// explanations say why each claim was chosen.
func (t *textWriter) explanations(b briefing.Brief) {
	t.heading("Why these", len(b.Explanations))
	for _, e := range b.Explanations {
		t.paragraph("  ", "    ", explained(e), "")
		for _, r := range e.Rejected {
			t.paragraph("    not: ", "         ", Line(r.Text)+" ("+Line(r.Reason)+")", t.cite(r.Citations))
		}
	}
}

func (t *textWriter) sources(sources []briefing.Source) {
	t.heading("Sources", len(sources))
	for _, s := range sources {
		lead := fmt.Sprintf("  %4s ", fmt.Sprintf("[%d]", s.N))
		indent := strings.Repeat(" ", len(lead))
		parts := []string{Line(s.Title), day(s.Published)}
		if s.Outlet != "" {
			parts = append([]string{Line(s.Outlet)}, parts...)
		}
		t.paragraph(lead, indent, strings.Join(parts, " · "), "")
		switch {
		case s.URL != "":
			t.paragraph(indent, indent, Line(s.URL), "")
		case s.File != "":
			t.paragraph(indent, indent, Line(s.File), "")
		}
		if len(s.Syndicated) > 0 {
			t.paragraph(indent, indent, "also carried by "+Line(carriers(s)), "")
		}
	}
}

// carriers names the outlets that carried copies of a source.
func carriers(s briefing.Source) string {
	names := strings.Join(s.Syndicated, ", ")
	if s.MoreCopies > 0 {
		names += fmt.Sprintf(" and %d more", s.MoreCopies)
	}
	return names
}

func (t *textWriter) title(title string, under ...string) {
	t.paragraph("", "", Line(title), "", bold)
	for _, line := range under {
		t.paragraph("", "", line, "", dim)
	}
}

// heading starts a section, unless the section has no entries.
func (t *textWriter) heading(name string, entries int) {
	if entries == 0 {
		return
	}
	t.out.WriteString("\n" + t.style(bold, strings.ToUpper(name)) + "\n\n")
}

func (t *textWriter) claim(lead string, c briefing.Claim) {
	t.paragraph(lead, strings.Repeat(" ", columns(lead)), Line(said(c)), t.cite(c.Citations))
}

// remarks stand behind a claim that is a headline, that another source denies, or that
// state media alone make.
func remarks(c briefing.Claim) string {
	s := ""
	if c.IsHeadline() {
		s += " (headline)"
	}
	if c.Disputed {
		s += " (disputed)"
	}
	if c.StateOnly {
		s += " (state media only)"
	}
	return s
}

func (t *textWriter) cite(citations []briefing.Citation) string {
	var s strings.Builder
	for _, n := range numbers(citations) {
		fmt.Fprintf(&s, "[%d]", n)
	}
	return s.String()
}

// paragraph writes wrapped text, the first line after lead and the others after
// indent. The tail, a row of citations, stays on the line of the last word.
func (t *textWriter) paragraph(lead, indent, text, tail string, styles ...ansi) {
	lines := wrap(text, tail, t.width, columns(lead), columns(indent))
	for i, line := range lines {
		if i > 0 {
			lead = indent
		}
		if tail != "" && i == len(lines)-1 {
			line = strings.TrimSuffix(line, tail) + t.style(dim, tail)
		}
		for _, s := range styles {
			line = t.style(s, line)
		}
		t.out.WriteString(strings.TrimRight(lead+line, " ") + "\n")
	}
}

// ansi is a terminal's select-graphic-rendition code.
type ansi string

const (
	bold ansi = "1"
	dim  ansi = "2"
)

func (t *textWriter) style(a ansi, s string) string {
	if !t.color || s == "" {
		return s
	}
	return "\x1b[" + string(a) + "m" + s + "\x1b[0m"
}
