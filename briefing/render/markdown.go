package render

import (
	"fmt"
	"net/url"
	"strings"

	"sitrep/briefing"
)

// Markdown writes a brief as CommonMark, ending in a newline. Citations link to
// the article where its address is an http or https one. Nothing in an
// article's text is read as markup: it can neither format, link nor start a
// block.
func Markdown(b briefing.Brief) string {
	m := newMarkdownWriter(b)
	m.body(b)
	if b.Note != "" {
		m.line("\n*" + escapeMarkdown(b.Note) + "*")
	}
	m.heading("Why these", len(b.Explanations))
	for _, e := range b.Explanations {
		m.line("- " + escapeMarkdown(explained(e)))
		for _, r := range e.Rejected {
			m.line("  - not: " + m.cited(r.Text, r.Citations) + " (" + escapeMarkdown(r.Reason) + ")")
		}
	}
	m.sources(b.Sources)
	return m.out.String()
}

// body writes everything but the sources.
func (m *markdownWriter) body(b briefing.Brief) {
	switch {
	case b.Checked != "":
		m.checks(b)
	case b.Question != "":
		m.question(b)
	default:
		m.topic(b)
	}
}

func newMarkdownWriter(b briefing.Brief) *markdownWriter {
	m := &markdownWriter{links: map[int]string{}}
	for _, s := range b.Sources {
		m.links[s.N] = linkTarget(s.URL)
	}
	return m
}

type markdownWriter struct {
	out   strings.Builder
	links map[int]string // by source number; empty where there is no safe address
	notes *footnotes     // what is cited, where that stands at the foot; nil where it does not
}

func (m *markdownWriter) topic(b briefing.Brief) {
	m.line("# " + escapeMarkdown(b.Topic))
	m.summary(b)
	if b.Empty() {
		m.line("\nThe corpus holds nothing about this.")
		return
	}
	m.older(b)
	m.sections(b)
}

// summary writes what stands under the title.
func (m *markdownWriter) summary(b briefing.Brief) {
	line := summary(b)
	if from := basis(b); from != "" {
		line = from + " · " + line
	}
	m.line("\n*" + line + "*")
}

// older says where a brief is from before the time that was asked for.
func (m *markdownWriter) older(b briefing.Brief) {
	if line := older(b); line != "" {
		m.line("\n" + line)
	}
}

// sections writes what a brief on a topic says.
func (m *markdownWriter) sections(b briefing.Brief) {
	m.heading("Bottom line", len(b.BottomLine))
	if b.LeadsWithOld() {
		m.dated(b, b.BottomLine)
	} else {
		m.claims(b.BottomLine)
	}
	m.heading("Developments", len(b.Developments))
	m.dated(b, b.Developments)
	m.heading("Background", len(b.Background))
	m.dated(b, b.Background)
	events := b.OtherEvents()
	m.heading("Timeline", len(events))
	for _, e := range events {
		m.line("- **" + period(e.Date, e.Last) + "** " + m.cited(said(e.Claim), e.Citations))
	}
	m.heading("Quotes", len(b.Quotes))
	for _, q := range b.Quotes {
		m.line("- **" + escapeMarkdown(q.Speaker) + quotedOn(b, q) + ":** " + m.cited("“"+q.Text+"”", q.Citations))
	}
	m.heading("Differences", len(b.Differences))
	for _, d := range b.Differences {
		m.line("- " + escapeMarkdown(d.About))
		for _, c := range d.Claims {
			m.line("  - " + m.cited(c.WithDates(period), c.Citations))
		}
	}
}

func (m *markdownWriter) question(b briefing.Brief) {
	m.line("# " + escapeMarkdown(b.Question))
	m.summary(b)
	if s := b.StandaloneQuestion; s != "" && s != b.Question {
		m.line("\nUnderstood as: " + escapeMarkdown(s))
	}
	m.older(b)
	if b.Abstained || len(b.Answer) == 0 {
		m.line("\n" + Abstention)
		m.heading("Nearest passages", len(b.Nearest))
		m.claims(b.Nearest)
		return
	}
	m.heading("Answer", len(b.Answer))
	m.claims(b.Answer)
}

func (m *markdownWriter) sources(sources []briefing.Source) {
	m.heading("Sources", len(sources))
	for _, s := range sources {
		title := escapeMarkdown(s.Title)
		if link := m.links[s.N]; link != "" {
			title = "[" + title + "](" + link + ")"
		}
		line := fmt.Sprintf("%d. ", s.N)
		if s.Outlet != "" {
			line += "**" + escapeMarkdown(s.Outlet) + "** · "
		}
		line += title + " · " + day(s.Published)
		if s.URL == "" && s.File != "" {
			line += " · " + escapeMarkdown(s.File)
		}
		if len(s.Syndicated) > 0 {
			line += " · also carried by " + escapeMarkdown(carriers(s))
		}
		m.line(line)
	}
}

func (m *markdownWriter) line(s string) { m.out.WriteString(s + "\n") }

// heading starts a section, unless the section has no entries.
func (m *markdownWriter) heading(name string, entries int) {
	if entries > 0 {
		m.line("\n## " + name + "\n")
	}
}

func (m *markdownWriter) claims(claims []briefing.Claim) {
	for _, c := range claims {
		m.line("- " + m.cited(said(c), c.Citations))
	}
}

// dated writes claims behind the day they are from, in a brief that knows days.
func (m *markdownWriter) dated(b briefing.Brief, claims []briefing.Claim) {
	if !b.KnowsDays() {
		m.claims(claims)
		return
	}
	for _, c := range claims {
		m.line("- **" + day(c.Date) + "** " + m.cited(said(c), c.Citations))
	}
}

// cited writes a sentence and the numbers of its sources, linked where there is
// something to link to.
func (m *markdownWriter) cited(text string, citations []briefing.Citation) string {
	if m.notes != nil {
		return escapeMarkdown(text) + m.notes.marks(citations)
	}
	s := escapeMarkdown(text) + " "
	for _, n := range numbers(citations) {
		label := fmt.Sprintf(`\[%d\]`, n)
		if link := m.links[n]; link != "" {
			label = "[" + label + "](" + link + ")"
		}
		s += label
	}
	return strings.TrimRight(s, " ")
}

// escapeMarkdown writes strangers' text so that a CommonMark reader shows it as
// it is. Besides the characters that format anywhere in a line it escapes those
// that would start a block at the beginning of one, and those by which readers
// of the GitHub dialect turn bare addresses into links.
func escapeMarkdown(s string) string {
	s = Line(s)
	var out strings.Builder
	for i, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '&', '~', '|', '$', '@':
			out.WriteByte('\\')
		case '#', '+', '-', '=':
			if i == 0 {
				out.WriteByte('\\')
			}
		case ':':
			if strings.HasPrefix(s[i:], "://") {
				out.WriteByte('\\')
			}
		case '.', ')':
			if digits(s[:i]) || r == '.' && endsInWWW(s[:i]) {
				out.WriteByte('\\')
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}

// digits reports whether a line so far could be the number of a list item.
func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func endsInWWW(s string) bool {
	return len(s) >= 3 && strings.EqualFold(s[len(s)-3:], "www")
}

// linkTarget returns an address as a Markdown link may hold it, or "" for one
// that is not an http or https address.
func linkTarget(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	var out strings.Builder
	for _, b := range []byte(u.String()) {
		switch {
		case b <= ' ' || b >= 0x7f || strings.IndexByte(`()<>\"[]*_|`+"`", b) >= 0:
			fmt.Fprintf(&out, "%%%02X", b)
		default:
			out.WriteByte(b)
		}
	}
	return out.String()
}
