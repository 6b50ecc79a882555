package render

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"sitrep/briefing"
)

// Note writes a brief as a Markdown file to keep, ending in a newline: front
// matter in YAML that programs for notes read, then what [Markdown] writes, with a
// footnote for each span that is cited, which holds its words and where they
// stand. The same brief gives the same bytes; nothing in it depends on when it is
// kept.
func Note(b briefing.Brief) string {
	m := newMarkdownWriter(b)
	m.notes = &footnotes{numbers: map[briefing.Citation]int{}}
	m.frontMatter(b)
	m.body(b)
	if b.Note != "" {
		m.line("\n*" + escapeMarkdown(b.Note) + "*")
	}
	sources := map[int]briefing.Source{}
	for _, s := range b.Sources {
		sources[s.N] = s
	}
	for n, c := range m.notes.cited {
		if n == 0 {
			m.line("")
		}
		quote := escapeMarkdown(c.Quote)
		if !strings.HasPrefix(quote, "“") && !strings.HasPrefix(quote, `"`) {
			quote = "“" + quote + "”"
		}
		m.line(fmt.Sprintf("[^%d]: %s — %s", n+1, quote, m.origin(sources[c.N])))
	}
	return m.out.String()
}

// frontMatter writes what the file is.
func (m *markdownWriter) frontMatter(b briefing.Brief) {
	from := b.Basis()
	kind := "brief"
	switch {
	case b.Checked != "":
		kind = "check"
	case b.Question != "":
		kind = "answer"
	}
	m.line("---")
	m.line("title: " + yaml(cmp.Or(b.Topic, b.Question, b.Checked)))
	m.line("type: " + kind)
	m.line("mode: " + string(b.Mode))
	if b.AsOf.Known() {
		m.line("as_of: " + day(b.AsOf))
	}
	if from.First.Known() {
		m.line("from: " + day(from.First))
		m.line("to: " + day(from.Last))
	}
	m.line("articles: " + strconv.Itoa(from.Articles))
	m.line("outlets: " + strconv.Itoa(from.Outlets))
	if from.Countries > 0 {
		m.line("countries: " + strconv.Itoa(from.Countries))
	}
	if from.State > 0 {
		m.line("state_controlled: " + strconv.Itoa(from.State))
	}
	m.line("---\n")
}

// yaml writes a text as YAML takes it in double quotes.
func yaml(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(Line(s)) + `"`
}

// origin says where what is cited stands.
func (m *markdownWriter) origin(s briefing.Source) string {
	title := escapeMarkdown(s.Title)
	if link := m.links[s.N]; link != "" {
		title = "[" + title + "](" + link + ")"
	}
	where := ""
	if s.Outlet != "" {
		where = "**" + escapeMarkdown(s.Outlet) + "**, "
	}
	return where + title + ", " + day(s.Published)
}

// footnotes number the spans that are cited, in order of first use.
type footnotes struct {
	numbers map[briefing.Citation]int
	cited   []briefing.Citation
}

// marks returns the marks of the footnotes for some citations.
func (f *footnotes) marks(citations []briefing.Citation) string {
	var out strings.Builder
	seen := map[int]bool{}
	for _, c := range citations {
		n, known := f.numbers[c]
		if !known {
			f.cited = append(f.cited, c)
			n = len(f.cited)
			f.numbers[c] = n
		}
		if !seen[n] {
			seen[n] = true
			fmt.Fprintf(&out, "[^%d]", n)
		}
	}
	return out.String()
}
