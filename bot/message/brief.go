package message

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
)

// What is taken of a title, a name or a question, in characters. A sentence of
// an article is shown whole or not at all.
const (
	MaxTitle     = 120
	MaxName      = 60
	MaxEcho      = 300  // a topic or question, shown back to who asked it
	maxSentence  = 1500 // of a claim, escaped
	maxCitations = 5    // shown for one claim
	maxCopies    = 3    // syndicated copies named for one source
)

// NotesReserve is what a brief keeps free for the notes on what was left out.
const NotesReserve = 200

// Brief draws a brief, or the answer to a question, saved under an ID, in
// as much detail as asked for. It always fits one message: citations lose their links before claims are left
// out, claims are left out whole and from the end, and what was left out is
// counted. Every source that a shown claim cites is listed. In full detail, it is
// the first of the pages that hold everything.
func Brief(as Presentation, b briefing.Brief, id string) Card {
	if as.Detail == DetailFull && b.Question == "" {
		return ViewPage(as, b, Texts{}, Control{View: ViewFull, Brief: id}, true)
	}
	b.Sources = ownSources(b)
	c, whole := layBrief(as, b, id, true)
	if !whole {
		c, _ = layBrief(as, b, id, false)
	}
	return c
}

// layBrief draws a brief with or without links in its citations, and reports
// whether all of its claims and their sources found room.
func layBrief(as Presentation, b briefing.Brief, id string, linked bool) (Card, bool) {
	sections := briefSections(as, b)
	title := briefTitle(as, b)
	l := newTextBudget(as, b.Sources, linked)
	l.free = MaxText - NotesReserve - Weight(title)
	for _, s := range sections {
		l.free -= Weight(s.heading)
	}

	c := Card{Accent: AccentBrief, Blocks: []string{title}, Buttons: briefButtons(as, b, id)}
	if b.Abstained {
		c.Accent = accentNothing
	}
	whole := true
	for _, s := range sections {
		lines := []string{s.heading}
		for i, claim := range s.claims {
			line, ok := l.enter(claim, s.days && b.KnowsDays())
			if !ok {
				whole = false
				lines = append(lines, as.Plural(len(s.claims)-i, s.one, s.many))
				break
			}
			lines = append(lines, line)
		}
		c.Blocks = append(c.Blocks, strings.Join(lines, "\n"))
	}
	c.Blocks = append(c.Blocks, l.list(len(b.Sources)))
	return c, whole
}

// section is a headed list of claims.
type section struct {
	heading   string
	one, many string // how claims that are left out are counted
	claims    []briefing.Claim
	days      bool // the day that each is from stands in front of it
}

func briefSections(as Presentation, b briefing.Brief) []section {
	if b.Question != "" {
		if b.Abstained {
			return []section{{abstention(as, b), moreSentence, moreSentences, b.Nearest[:min(mostNearest, len(b.Nearest))], false}}
		}
		return []section{{as.Heading("Answer"), moreSentence, moreSentences, b.Answer, false}}
	}
	s := []section{{as.Heading("Bottom line"), moreSentence, moreSentences, b.BottomLine, b.LeadsWithOld()}}
	if as.Detail == DetailShort {
		return s
	}
	if len(b.Developments) > 0 {
		s = append(s, section{as.Heading("Developments"), moreDevelopment, moreDevelopments, b.Developments, true})
	}
	if len(b.Background) > 0 {
		s = append(s, section{as.Heading("Background"), moreSentence, moreSentences, b.Background, true})
	}
	return s
}

// mostNearest is how many sentences are shown that come close to an answer.
const mostNearest = 2

func abstention(as Presentation, b briefing.Brief) string {
	if len(b.Nearest) == 0 {
		return as.Heading("The articles do not say.") + "\n" + as.Say("Nothing in them comes near this question. Try other words, or `/sources` to see what there is.")
	}
	return as.Heading("The articles come close, but do not say it:")
}

// briefTitle is the head of a brief: what was asked, and on what the brief
// rests.
func briefTitle(as Presentation, b briefing.Brief) string {
	var lines []string
	if b.Question != "" {
		lines = append(lines, "### "+Plain(Shorten(Tidy(b.Question), MaxEcho)))
		if b.StandaloneQuestion != "" && b.StandaloneQuestion != b.Question {
			lines = append(lines, "-# "+as.Say("Understood as: %s", Plain(Shorten(Tidy(b.StandaloneQuestion), MaxEcho))))
		}
	} else {
		lines = append(lines, "## "+Plain(Shorten(Tidy(b.Topic), MaxEcho)))
	}
	if line := basisLine(as, b); line != "" {
		lines = append(lines, "-# "+line)
	}
	var facts []string
	if b.AsOf.Known() {
		facts = append(facts, as.Say("as of %s", as.Date(b.AsOf)))
	}
	switch {
	case b.Newest.Known():
		facts = append(facts, as.Say("newest article: %s", as.Date(b.Newest)))
	case b.Undated:
		facts = append(facts, as.Say("articles without dates"))
	}
	facts = append(facts, as.Count(b.Stats.Articles, "article searched", "articles searched"))
	lines = append(lines, "-# "+strings.Join(facts, " · "))
	if n := b.Stats.DroppedUnsupported; n > 0 {
		lines = append(lines, "-# "+as.Plural(n, "1 sentence left out: not supported by what was cited", "%d sentences left out: not supported by what was cited"))
	}
	if line := windowLine(as, b); line != "" {
		lines = append(lines, "-# "+line)
	}
	if b.Note != "" {
		lines = append(lines, "-# "+Plain(Shorten(Tidy(as.Say(b.Note)), MaxEcho)))
	}
	return strings.Join(lines, "\n")
}

// basisLine says whose sentences a brief holds, from how many articles of which
// days, and how far back it looks for what is new; empty where it says nothing.
func basisLine(as Presentation, b briefing.Brief) string {
	from := b.Basis()
	var line string
	switch generated := b.Mode == briefing.Generated; {
	case from.Articles == 0:
		return ""
	case generated:
		line = as.Plural(from.Articles, "Generated, checked, from 1 article", "Generated, checked, from %d articles")
	default:
		line = as.Plural(from.Articles, "Exact sentences from 1 article", "Exact sentences from %d articles")
	}
	switch {
	case from.Articles < 2 || from.Outlets == 0:
	case from.Outlets == 1:
		line = as.Say("%s of 1 outlet", line)
	default:
		line = as.Say("%[1]s of %[2]d outlets", line, from.Outlets)
	}
	if from.First.Known() {
		line += ", " + as.period(from.First, from.Last)
	}
	if from.Days > 0 {
		line += " · " + as.Plural(from.Days, "news of the last day", "news of the last %d days")
	}
	return line
}

// windowLine says what time was asked for, and where nothing is from that time,
// that this is older; empty where none was asked for.
func windowLine(as Presentation, b briefing.Brief) string {
	from, to := b.Window.From, b.Window.To
	var when string
	switch {
	case !b.Window.Known():
		return ""
	case !to.Known() || to == b.AsOf:
		when = as.Say("since %s", as.Date(from))
	case !from.Known():
		when = as.Say("up to %s", as.Date(to))
	default:
		when = as.Say("since %s and up to %s", as.Date(from), as.Date(to))
	}
	if b.Older {
		return as.Say("Nothing was published on it %s. This is the newest from before that.", when)
	}
	return as.Say("Only from articles published %s", when)
}

// modeName says who wrote the sentences, in a word or two; /help says more.
func modeName(as Presentation, m briefing.Mode) string {
	if m == briefing.Generated {
		return as.Say("Generated, checked")
	}
	return as.Say("Exact sentences")
}

// How claims that are left out are counted.
const (
	moreSentence     = "… and 1 more sentence"
	moreSentences    = "… and %d more sentences"
	moreDevelopment  = "… and 1 more development"
	moreDevelopments = "… and %d more developments"
)

// briefButtons are the ways on from a brief: a button for each view that has
// something to show, then those for more of it, and for going on from it. A
// brief that could not be saved, and has no ID, has none.
func briefButtons(as Presentation, b briefing.Brief, id string) []discordgo.Button {
	if id == "" {
		return nil
	}
	var out []discordgo.Button
	add := func(v View, label string) {
		out = append(out, discordgo.Button{
			Label: label, Style: discordgo.SecondaryButton, CustomID: Control{View: v, Brief: id}.CustomID(),
		})
	}
	for _, v := range []struct {
		view View
		n    int
	}{
		{ViewTimeline, len(b.Timeline)},
		{ViewQuotes, len(b.Quotes)},
		{ViewDifferences, len(b.Differences)},
		{ViewSources, len(b.Sources)},
	} {
		if v.n > 0 {
			add(v.view, fmt.Sprintf("%s (%d)", v.view.title(as), v.n))
		}
	}
	if len(b.Explanations) > 0 {
		add(ViewWhy, ViewWhy.title(as))
	}
	if b.Question == "" && as.Detail != DetailFull {
		add(ViewFull, as.Say("More detail"))
	}
	if b.StandaloneQuestion != "" {
		add(ViewCorrect, as.Say("That's not what I meant"))
	}
	out = append(out, AskOn(as, id))
	if as.Threads {
		add(ViewThread, as.Say("Open a thread"))
	}
	return out
}

// A textBudget counts the characters that are left in a message while claims are
// entered in it, each together with the sources that it is the first to cite.
type textBudget struct {
	as      Presentation
	linked  bool // citations are links
	free    int  // characters
	sources map[int]briefing.Source
	shown   []int // numbers of the sources entered
}

func newTextBudget(as Presentation, sources []briefing.Source, linked bool) *textBudget {
	return &textBudget{as: as, linked: linked, sources: byNumber(sources), free: MaxText}
}

func byNumber(sources []briefing.Source) map[int]briefing.Source {
	m := make(map[int]briefing.Source, len(sources))
	for _, s := range sources {
		m[s.N] = s
	}
	return m
}

// enter returns the line of a claim, with the day that it is from in front where
// that is asked for, unless there is no room for it and its sources.
func (l *textBudget) enter(c briefing.Claim, day bool) (line string, ok bool) {
	line = "- " + claim(l.as, c) + l.citations(c.Citations)
	if day {
		line = "- " + dayOf(l.as, c, l.sources) + claim(l.as, c) + l.citations(c.Citations)
	}
	return line, l.take(line, c.Citations)
}

// take makes room for a line with its citations, unless there is none for it and
// its sources.
func (l *textBudget) take(line string, cs []briefing.Citation) bool {
	cost := Weight(line) + 1
	var first []int
	for _, n := range cited(cs) {
		if s, known := l.sources[n]; known && !slices.Contains(l.shown, n) {
			first = append(first, n)
			cost += Weight(sourceLine(l.as, s)) + 1
		}
	}
	if cost > l.free {
		return false
	}
	l.free -= cost
	l.shown = append(l.shown, first...)
	return true
}

// citations returns the marks of a claim: " [1][2]".
func (l *textBudget) citations(cs []briefing.Citation) string {
	return marks(cs, l.sources, l.linked)
}

// list returns the sources entered, and counts the others of all.
func (l *textBudget) list(all int) string {
	if len(l.shown) == 0 {
		return ""
	}
	slices.Sort(l.shown)
	lines := []string{l.as.Heading("Sources")}
	for _, n := range l.shown {
		lines = append(lines, sourceLine(l.as, l.sources[n]))
	}
	if more := all - len(l.shown); more > 0 {
		lines = append(lines, l.as.Plural(more, "… and 1 more source", "… and %d more sources"))
	}
	return strings.Join(lines, "\n")
}

// marks returns the citations of a claim as numbers in brackets, each a link to
// its article where that has an address.
func marks(cs []briefing.Citation, sources map[int]briefing.Source, linked bool) string {
	var b strings.Builder
	b.WriteByte(' ')
	numbers := cited(cs)
	for i, n := range numbers {
		if i == maxCitations {
			fmt.Fprintf(&b, " +%d", len(numbers)-i)
			break
		}
		if link, ok := webURL(sources[n].URL); ok && linked {
			// Brackets in pairs may stand in a link's text, and make
			// it wide enough for a thumb.
			b.WriteString(masked(fmt.Sprintf("[%d]", n), link))
		} else {
			fmt.Fprintf(&b, `\[%d\]`, n)
		}
	}
	return b.String()
}

// cited returns the numbers of the sources cited, in order of first use.
func cited(cs []briefing.Citation) []int {
	var out []int
	for _, c := range cs {
		if !slices.Contains(out, c.N) {
			out = append(out, c.N)
		}
	}
	return out
}

// claim returns what a claim says, and whether another source denies it.
func claim(as Presentation, c briefing.Claim) string {
	s := said(as, c)
	if c.Disputed {
		s += " " + as.Say("(disputed)")
	}
	return s
}

// said returns the text of a claim with the days that its words leave to the
// reader in square brackets.
func said(as Presentation, c briefing.Claim) string { return sentence(as, c.WithDates(as.period)) }

// dayOf is the day that a claim is from, as it stands in front of it. Claims kept
// by older versions leave it to what they cite.
func dayOf(as Presentation, c briefing.Claim, sources map[int]briefing.Source) string {
	day := c.Date
	if !day.Known() && len(c.Citations) > 0 {
		day = sources[c.Citations[0].N].Published.Truncate(corpus.Day)
	}
	return "**" + as.Date(day) + "** · "
}

// sentence returns a sentence, whole; or says that it is too long.
func sentence(as Presentation, text string) string {
	s := Plain(text)
	if n := Weight(s); n > maxSentence {
		return as.Say("(a sentence too long to show here; it is under Sources)")
	}
	return s
}

// sourceLine names a source: number, title as a link, outlet, date, copies.
func sourceLine(as Presentation, s briefing.Source) string { return sourceHead(as, s, true) }

// sourceHead is sourceLine, with the title linked or not.
func sourceHead(as Presentation, s briefing.Source, linked bool) string {
	title := Shorten(Tidy(s.Title), MaxTitle)
	if linked {
		title = TitleLink(title, s.URL)
	} else {
		title = Plain(title)
	}
	parts := []string{
		fmt.Sprintf(`\[%d\] `, s.N) + title,
		outletName(s),
		as.Date(s.Published),
	}
	if copies := copiesOf(as, s); copies != "" {
		parts = append(parts, copies)
	}
	return strings.Join(parts, " · ")
}

// outletName says who published a source, as an article does (see
// [corpus.Article.Source]).
func outletName(s briefing.Source) string {
	a := corpus.Article{ID: s.ID, Outlet: s.Outlet, URL: s.URL, File: s.File}
	return Plain(Shorten(Tidy(a.Source()), MaxName))
}

// copiesOf names the outlets that carried a source as well.
func copiesOf(as Presentation, s briefing.Source) string {
	if len(s.Syndicated) == 0 {
		return ""
	}
	var names []string
	for _, name := range s.Syndicated[:min(len(s.Syndicated), maxCopies)] {
		names = append(names, Plain(Shorten(Tidy(name), MaxName)))
	}
	if more := max(0, len(s.Syndicated)-maxCopies) + s.MoreCopies; more > 0 {
		return as.Say("also in %s and %d more", strings.Join(names, ", "), more)
	}
	return as.Say("also in %s", strings.Join(names, ", "))
}

// DateInEnglish is [Presentation.Date] in English.
func DateInEnglish(d corpus.Date) string { return Presentation{}.Date(d) }

// CountInEnglish writes a number of things.
func CountInEnglish(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// AskOn is the button that opens a form for a question about a brief. It is the
// way on that works everywhere, and stands out among the others.
func AskOn(as Presentation, brief string) discordgo.Button {
	return discordgo.Button{
		Label: as.Say("Ask a follow-up"), Style: discordgo.PrimaryButton, CustomID: Control{View: ViewFollowUp, Brief: brief}.CustomID(),
	}
}
