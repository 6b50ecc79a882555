// Package page turns a brief into a page for a browser: one HTML document without
// scripts, that asks for nothing from anywhere, looks right on a phone, at night
// and on paper, and whose every citation leads to the words that it cites.
//
// [Write] writes a brief, [WriteArticle] a stored article with one citation marked.
// A page by itself (a file) has the passages that it cites at its foot; one that is
// served has each of them on a page of its own, see [Page.Cited].
//
// Both write nothing of a stranger's but text and http or https addresses, by
// html/template; [Policy] is the Content-Security-Policy that they keep to. The same
// page gives the same bytes.
package page

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/briefing/verify"
	"sitrep/corpus"
)

// Words are a reader's language: what the page says in English in theirs, and how
// they write a day. [English] are the words of a page that names none.
type Words interface {
	Say(text string, args ...any) string
	Date(d corpus.Date) string
	Tag() string // of BCP 47
}

// Page is a brief as it is read in a browser.
type Page struct {
	Brief briefing.Brief
	Words Words // nil for [English]

	// Text returns the text of the article that is cited, as it was then; false
	// where that cannot be had any more, so that only the words cited are shown. Nil
	// for none. It is not asked where Cited is set.
	Text func(briefing.Citation) (string, bool)
	// Cited returns the address of the page on which a citation is marked; nil for a
	// page by itself.
	Cited func(briefing.Citation) string

	Notes []string // what has been put right since, for readers
	URL   string   // of this page; empty for a page by itself
	Feed  string   // of the Atom feed of its digest; empty for none
}

// Article is one stored article of a brief, with one citation marked in it.
type Article struct {
	Words    Words
	Brief    briefing.Brief
	Citation briefing.Citation
	Source   briefing.Source
	Text     string // of the revision that is cited; empty where it cannot be had any more
	Changed  bool   // it reads otherwise now
	Back     string // the address of the brief
}

//go:embed page.css
var style string

//go:embed page.html
var markup string

var pages = template.Must(template.New("page").Parse(markup))

// Policy is the Content-Security-Policy that a page keeps to: it takes its own style
// and nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

// Write writes a brief as a page.
func Write(w io.Writer, p Page) error {
	if p.Words == nil {
		p.Words = English{}
	}
	return pages.ExecuteTemplate(w, "brief", p.view())
}

// WriteArticle writes an article as a page, with the citation marked.
func WriteArticle(w io.Writer, a Article) error {
	if a.Words == nil {
		a.Words = English{}
	}
	return pages.ExecuteTemplate(w, "article", a.view())
}

// English are the words of English as they stand in the code.
type English struct{}

// Say puts the arguments in, as [fmt.Sprintf] does; without any it is taken as it is.
func (English) Say(text string, args ...any) string {
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Date writes a date, no more precise than it is known.
func (e English) Date(d corpus.Date) string {
	switch d.Precision {
	case corpus.Year:
		return d.Time.Format("2006")
	case corpus.Month:
		return d.Time.Format("January 2006")
	case corpus.Day, corpus.Instant:
		return d.Time.Format("2 January 2006")
	}
	return e.Say("undated")
}

// Tag is that of English.
func (English) Tag() string { return "en" }

// frame is what every page has around what it says.
type frame struct {
	Lang, Title, Summary string
	Style                template.CSS
	URL, Feed            string
	Skip, Foot           string
}

func frameOf(w Words, title, summary string) frame {
	return frame{
		Lang: w.Tag(), Title: render.Line(title), Summary: render.Line(summary), Style: template.CSS(style),
		Skip: w.Say("Skip to the text"), Foot: w.Say("Every sentence stands in the article that it cites."),
	}
}

type briefView struct {
	frame
	Kicker, Basis string
	Notes         []string
	Sections      []section
	Timeline      *picture
	Sources       []source
	SourcesTitle  string
}

// section is a heading and what stands under it.
type section struct {
	ID, Title, Lead string
	Claims          []claim
	Big             bool // what is read first
}

// claim is a sentence with its citations, and what stands before or after it.
type claim struct {
	ID       string
	Day, ISO string
	Label    string // that stands above it
	Text     string
	Speaker  string
	Remark   string
	Marks    []mark
	Beside   []claim
}

// mark is a citation that leads to what it cites.
type mark struct {
	N           int
	Href, Title string
}

// source is an article that is cited, with the passages that are.
type source struct {
	N                         int
	Title, Outlet, Day, ISO   string
	Link                      template.URL
	Copies, Remark, LinkTitle string
	Passages                  []passage
}

// passage is what is cited of an article, with what stands around it.
type passage struct {
	ID, Before, Quote, After string
	Cut, More                bool // whether the article goes on before, and after
}

func (p Page) view() briefView {
	b, w := p.Brief, p.Words
	lead := slices.Concat(b.BottomLine, b.Answer)
	summary := ""
	if len(lead) > 0 {
		summary = lead[0].WithDates(p.period)
	}
	v := briefView{
		frame: frameOf(w, cmp.Or(b.Topic, b.Question, b.Checked), summary), Basis: p.basis(), SourcesTitle: w.Say("Sources"),
	}
	v.URL, v.Feed = p.URL, p.Feed
	v.Kicker = w.Say("Brief")
	switch {
	case b.Checked != "":
		v.Kicker = w.Say("Checked against the articles")
	case b.Question != "":
		v.Kicker = w.Say("Question")
	}
	if b.AsOf.Known() {
		v.Kicker += " · " + w.Say("as of %s", w.Date(day(b.AsOf)))
	}
	for _, note := range append(slices.Clone(p.Notes), p.older(), b.Note) {
		if note != "" {
			v.Notes = append(v.Notes, render.Line(note))
		}
	}
	if s := b.StandaloneQuestion; s != "" && s != b.Question {
		v.Notes = append(v.Notes, render.Line(w.Say("Understood as: %s", s)))
	}
	v.Sections = p.sections()
	v.Timeline = p.timeline()
	for _, s := range b.Sources {
		v.Sources = append(v.Sources, p.source(s))
	}
	return v
}

// sections are the parts of a brief that say something.
func (p Page) sections() []section {
	b, w := p.Brief, p.Words
	var out []section
	add := func(s section) {
		if len(s.Claims) > 0 || s.Lead != "" {
			out = append(out, s)
		}
	}
	switch {
	case b.Checked != "":
		add(section{ID: "claims", Title: w.Say("Its claims"), Claims: p.checks()})
		return out
	case b.Question != "" && (b.Abstained || len(b.Answer) == 0):
		if len(b.Nearest) == 0 {
			add(section{ID: "answer", Title: w.Say("Answer"), Lead: w.Say("The articles do not say.")})
			return out
		}
		add(section{ID: "close", Title: w.Say("Close, but no answer"), Lead: w.Say("The articles come close, but do not say it."), Claims: p.claims("near", b.Nearest, false)})
		return out
	case b.Question != "":
		add(section{ID: "answer", Title: w.Say("Answer"), Claims: p.claims("answer", b.Answer, false), Big: true})
		return out
	case b.Empty():
		return []section{{ID: "bottom-line", Title: w.Say("Bottom line"), Lead: w.Say("The articles hold nothing about this.")}}
	}
	add(section{ID: "bottom-line", Title: w.Say("Bottom line"), Claims: p.claims("line", b.BottomLine, b.LeadsWithOld()), Big: true})
	add(section{ID: "developments", Title: w.Say("Developments"), Claims: p.claims("development", b.Developments, b.KnowsDays())})
	add(section{ID: "background", Title: w.Say("Background"), Claims: p.claims("background", b.Background, b.KnowsDays())})
	events := section{ID: "timeline", Title: w.Say("Timeline")}
	for i, e := range b.OtherEvents() {
		c := p.claim(fmt.Sprintf("event-%d", i+1), e.Claim)
		c.Day, c.ISO = p.period(e.Date, e.Last), day(e.Date).String()
		events.Claims = append(events.Claims, c)
	}
	add(events)
	quotes := section{ID: "quotes", Title: w.Say("Quotes")}
	for i, q := range b.Quotes {
		c := p.claim(fmt.Sprintf("quote-%d", i+1), briefing.Claim{Text: q.Text, Citations: q.Citations})
		c.Speaker = render.Line(q.Speaker)
		if on := b.DayOf(q); on.Known() {
			c.Day = w.Date(on)
		}
		quotes.Claims = append(quotes.Claims, c)
	}
	add(quotes)
	differences := section{ID: "differences", Title: w.Say("Differences")}
	for i, d := range b.Differences {
		c := claim{ID: fmt.Sprintf("difference-%d", i+1), Text: render.Line(d.About), Beside: p.claims(fmt.Sprintf("side-%d", i+1), d.Claims, false)}
		differences.Claims = append(differences.Claims, c)
	}
	add(differences)
	return out
}

// claims are sentences as they are shown, each with its day where that is told.
func (p Page) claims(id string, claims []briefing.Claim, dated bool) []claim {
	var out []claim
	for i, c := range claims {
		v := p.claim(fmt.Sprintf("%s-%d", id, i+1), c)
		if dated {
			v.Day = p.Words.Date(day(c.Date))
			if c.Date.Known() {
				v.ISO = day(c.Date).String()
			}
		}
		out = append(out, v)
	}
	return out
}

func (p Page) claim(id string, c briefing.Claim) claim {
	v := claim{ID: id, Text: render.Line(c.WithDates(p.period)), Marks: p.marks(c.Citations)}
	if c.IsHeadline() {
		v.Remark = p.Words.Say("Headline.")
	}
	if c.Disputed {
		v.Remark = strings.TrimSpace(v.Remark + " " + p.Words.Say("Another source denies it."))
	}
	if c.StateOnly {
		v.Remark = strings.TrimSpace(v.Remark + " " + p.Words.Say("State media only."))
	}
	return v
}

// checks are claims of somebody's, each with how the articles stand to it.
func (p Page) checks() []claim {
	w := p.Words
	var out []claim
	for i, c := range p.Brief.Checks {
		v := claim{ID: fmt.Sprintf("claim-%d", i+1), Text: render.Line(c.Claim), Remark: render.Line(strings.Join(c.Reasons, "; "))}
		switch {
		case c.Verdict == verify.SaysSo && len(c.Against) > 0:
			v.Label = w.Say("The articles say so, others deny it")
		case c.Verdict == verify.SaysSo:
			v.Label = w.Say("The articles say so")
			if c.For[0].StateOnly {
				v.Remark = strings.TrimSpace(v.Remark + " " + w.Say("State media only."))
			}
		case c.Verdict == verify.SaysOtherwise:
			v.Label = w.Say("The articles say otherwise")
		case c.Verdict == verify.Undecided:
			v.Label = w.Say("Undecided: read it yourself")
		default:
			v.Label = w.Say("The articles say nothing of it")
		}
		v.Beside = p.claims(v.ID+"-beside", slices.Concat(c.For, c.Against, c.Nearest), false)
		out = append(out, v)
	}
	return out
}

// marks are citations, each source once.
func (p Page) marks(citations []briefing.Citation) []mark {
	var out []mark
	for _, c := range citations {
		if slices.ContainsFunc(out, func(m mark) bool { return m.N == c.N }) {
			continue
		}
		m := mark{N: c.N, Href: "#" + place(c), Title: p.Words.Say("Source %d", c.N)}
		if p.Cited != nil {
			m.Href = p.Cited(c)
		}
		for _, s := range p.Brief.Sources {
			if s.N == c.N {
				m.Title = render.Line(p.Words.Say("Source %d", c.N) + ": " + cmp.Or(s.Outlet, s.Title))
			}
		}
		out = append(out, m)
	}
	return out
}

// place is where a citation is shown on a page by itself.
func place(c briefing.Citation) string {
	return fmt.Sprintf("s%d-%s", c.N, c.Place())
}

func (p Page) source(s briefing.Source) source {
	v := sourceOf(p.Words, s)
	if p.Cited != nil {
		return v
	}
	for _, c := range p.Brief.CitationsOf(s.N) {
		v.Passages = append(v.Passages, p.passage(c))
	}
	return v
}

// sourceOf is what is said of an article wherever it is named.
func sourceOf(w Words, s briefing.Source) source {
	v := source{
		N: s.N, Title: render.Line(cmp.Or(s.Title, s.URL, s.File)), Outlet: render.Line(s.Outlet), Day: w.Date(day(s.Published)),
		Link: web(s.URL), LinkTitle: w.Say("Read it where it was published"),
	}
	if s.Published.Known() {
		v.ISO = day(s.Published).String()
	}
	if len(s.Syndicated) > 0 {
		v.Copies = render.Line(w.Say("Also carried by %s", strings.Join(s.Syndicated, ", ")))
		if s.MoreCopies > 0 {
			v.Copies = render.Line(w.Say("Also carried by %[1]s and %[2]d more", strings.Join(s.Syndicated, ", "), s.MoreCopies))
		}
	}
	return v
}

// maxAround is how much of an article is shown on each side of what is cited of it,
// in bytes, on a page by itself.
const maxAround = 260

// passage is what a citation cites, with what stands around it.
func (p Page) passage(c briefing.Citation) passage {
	v := passage{ID: place(c), Quote: text(c.Quote)}
	if p.Text == nil || c.Headline {
		return v
	}
	body, ok := p.Text(c)
	if !ok || c.Start < 0 || c.Start > c.End || c.End > len(body) || body[c.Start:c.End] != c.Quote {
		return v
	}
	before, after := body[:c.Start], body[c.End:]
	if len(before) > maxAround {
		_, before, v.Cut = strings.Cut(before[len(before)-maxAround:], " ")
	}
	if len(after) > maxAround {
		after, v.More = after[:max(0, strings.LastIndexByte(after[:maxAround], ' '))], true
	}
	v.Before, v.After = text(before), text(after)
	return v
}

type articleView struct {
	frame
	Origin          source
	Back, BackTitle string
	Notes           []string
	Paragraphs      []paragraph
}

// paragraph is a paragraph of an article, of which a part may be marked.
type paragraph struct {
	Before, Marked, After string
	First                 bool // the first part that is marked
}

func (a Article) view() articleView {
	w := a.Words
	v := articleView{frame: frameOf(w, cmp.Or(a.Source.Title, a.Source.URL, a.Source.File), a.Citation.Quote), Origin: sourceOf(w, a.Source), Back: a.Back}
	v.BackTitle = render.Line(w.Say("Back to “%s”", cmp.Or(a.Brief.Topic, a.Brief.Question, a.Brief.Checked)))
	v.Foot = w.Say("What is cited is marked.")
	c := a.Citation
	body := a.Text
	if c.Headline && body != "" { // else the article is gone, whatever the brief knows of its title
		body = a.Source.Title + "\n" + body
	}
	if c.Start < 0 || c.Start > c.End || c.End > len(body) || body[c.Start:c.End] != c.Quote {
		v.Notes = append(v.Notes, w.Say("The article is no longer kept as it was cited; these are the words cited."))
		body, c.Start, c.End = c.Quote, 0, len(c.Quote)
	} else if a.Changed {
		v.Notes = append(v.Notes, w.Say("The article has been changed since; this is what it said."))
	}
	first := true
	for at := 0; at < len(body); {
		end := at + strings.IndexByte(body[at:]+"\n", '\n')
		from, to := min(max(c.Start, at), end), max(min(c.End, end), at)
		if from > to {
			from = to
		}
		p := paragraph{Before: text(body[at:from]), Marked: text(body[from:to]), After: text(body[to:end])}
		if p.Marked != "" {
			p.First, first = first, false
		}
		if strings.TrimSpace(body[at:end]) != "" {
			v.Paragraphs = append(v.Paragraphs, p)
		}
		at = end + 1
	}
	return v
}

// basis says what a brief is made from.
func (p Page) basis() string {
	b, w := p.Brief, p.Words
	from := b.Basis()
	if from.Articles == 0 {
		return ""
	}
	articles := w.Say("1 article")
	if from.Articles > 1 {
		articles = w.Say("%d articles", from.Articles)
	}
	s := w.Say("Exact sentences from %s", articles)
	if b.Mode == briefing.Generated {
		s = w.Say("Written by a language model from %s, each sentence checked", articles)
	}
	if from.Outlets > 1 {
		s += " · " + w.Say("%d outlets", from.Outlets)
	}
	switch from.Countries {
	case 0:
	case 1:
		s += ", " + w.Say("1 country")
	default:
		s += ", " + w.Say("%d countries", from.Countries)
	}
	if from.State > 0 {
		s += ", " + w.Say("%d state-controlled", from.State)
	}
	if from.First.Known() {
		s += " · " + p.period(from.First, from.Last)
	}
	return s
}

// older says that a brief is from before the time that was asked for; empty where
// it is not, or there is nothing to show.
func (p Page) older() string {
	if !p.Brief.ShowsOlder() {
		return ""
	}
	return p.Words.Say("No news on it was found then. This is from before that.")
}

// period writes a date, or the first and the last of several.
func (p Page) period(first, last corpus.Date) string {
	if !last.Known() || last == first {
		return p.Words.Date(day(first))
	}
	return p.Words.Date(day(first)) + " – " + p.Words.Date(day(last))
}

// day is a date no finer than a day.
func day(d corpus.Date) corpus.Date { return d.Truncate(corpus.Day) }

// text is a stranger's text without the characters that act instead of being shown.
// Those that part lines stay.
func text(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// web is an address that a link may lead to; empty where it is none of http or https.
func web(address string) template.URL {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return template.URL(u.String())
}
