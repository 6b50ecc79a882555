package render

import (
	"strings"

	"sitrep/briefing"
)

const (
	nothingNew = "Nothing is new since the last digest."
	wentQuiet  = "Nobody writes any more of: "
)

// DigestText lays a digest out for a terminal as [Text] does a brief: what has
// changed of what was told, what is new, and the sources of both.
func DigestText(d briefing.Digest, o TextOptions) string {
	t := newTextWriter(o)
	t.title(d.Brief.Topic, basis(d.Brief), summary(d.Brief))
	if d.Empty() {
		t.out.WriteString("\n")
		t.paragraph("", "", nothingNew, "")
	}
	t.heading("Changed since it was told", len(d.Changes))
	t.changes(d.Changes)
	t.sections(d.Brief)
	if len(d.Quiet) > 0 {
		t.out.WriteString("\n")
		t.paragraph("", "", wentQuiet+Line(strings.Join(d.Quiet, ", ")), "", dim)
	}
	if d.Brief.Note != "" {
		t.out.WriteString("\n")
		t.paragraph("", "", Line(d.Brief.Note), "", dim)
	}
	t.explanations(d.Brief)
	t.sources(d.Brief.Sources)
	return t.out.String()
}

// changes writes what has changed of what was told.
func (t *textWriter) changes(list []briefing.Change) {
	for _, c := range list {
		lead, before := "  - ", string(c.Kind)+": "
		if c.Now != nil {
			t.paragraph(lead, "    ", before+Line(c.Now.Text), t.cite(c.Now.Citations))
			lead, before = "    ", "told before: "
		}
		t.paragraph(lead, "    ", before+Line(c.Before.Text), t.cite(c.Before.Citations))
		if c.Reason != "" {
			t.paragraph("    ", "    ", "reason: "+Line(c.Reason), "")
		}
	}
}

// DigestMarkdown writes a digest as [Markdown] does a brief.
func DigestMarkdown(d briefing.Digest) string {
	m := newMarkdownWriter(d.Brief)
	m.line("# " + escapeMarkdown(d.Brief.Topic))
	m.summary(d.Brief)
	if d.Empty() {
		m.line("\n" + nothingNew)
	}
	m.heading("Changed since it was told", len(d.Changes))
	for _, c := range d.Changes {
		before := m.cited(c.Before.Text, c.Before.Citations)
		if c.Now == nil {
			m.line("- **" + string(c.Kind) + ":** " + before)
		} else {
			m.line("- **" + string(c.Kind) + ":** " + m.cited(c.Now.Text, c.Now.Citations))
			m.line("  - told before: " + before)
		}
		if c.Reason != "" {
			m.line("  - reason: " + escapeMarkdown(c.Reason))
		}
	}
	m.sections(d.Brief)
	if len(d.Quiet) > 0 {
		m.line("\n*" + wentQuiet + escapeMarkdown(strings.Join(d.Quiet, ", ")) + "*")
	}
	if d.Brief.Note != "" {
		m.line("\n*" + escapeMarkdown(d.Brief.Note) + "*")
	}
	m.sources(d.Brief.Sources)
	return m.out.String()
}
