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

// Brief draws a brief, or the answer to a question, saved under an ID: so much
// that a phone shows it on a screen or two. Its citations are links, however many
// there are; where they have no room, each claim shows fewer of them before claims
// are left out, whole and from the end, and counted. What it rests on is one line;
// the sources are behind a button, or listed where there is none. In full detail,
// it is the first of the pages that hold everything.
func Brief(as Presentation, b briefing.Brief, id string) Card {
	if as.Detail == DetailFull && b.Question == "" {
		return ViewPage(as, b, Texts{}, Control{View: ViewFull, Brief: id}, true)
	}
	b.Sources = ownSources(b)
	for most := maxCitations; ; most-- {
		if c, whole := layBrief(as, b, id, most); whole || most == 1 {
			return c
		}
	}
}

// layBrief draws a brief with at most so many citations for each claim, and
// reports whether all of its claims found room.
func layBrief(as Presentation, b briefing.Brief, id string, most int) (Card, bool) {
	sections := briefSections(as, b)
	title := briefTitle(as, b)
	l := newTextBudget(as, b.Sources, func(briefing.Source) bool { return id == "" })
	l.most = most
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
		left := s.beyond
		for i, claim := range s.claims {
			line, ok := l.enter(claim, s.days && b.KnowsDays())
			if !ok {
				whole, left = false, len(s.claims)-i+s.beyond
				break
			}
			lines = append(lines, line)
		}
		if left > 0 {
			lines = append(lines, as.Plural(left, s.one, s.many))
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
	beyond    int  // claims that are not shown, and counted
}

// mostDevelopments is how many developments a brief shows before all of it is
// asked for.
const mostDevelopments = 5

func briefSections(as Presentation, b briefing.Brief) []section {
	if b.Question != "" {
		if b.Abstained {
			return []section{{abstention(as, b), moreSentence, moreSentences, b.Nearest[:min(mostNearest, len(b.Nearest))], false, 0}}
		}
		return []section{{as.Heading("Answer"), moreSentence, moreSentences, b.Answer, false, 0}}
	}
	s := []section{{as.Heading("Bottom line"), moreSentence, moreSentences, b.BottomLine, b.LeadsWithOld(), 0}}
	if as.Detail != DetailShort && len(b.Developments) > 0 {
		shown := b.Developments[:min(mostDevelopments, len(b.Developments))]
		s = append(s, section{as.Heading("Developments"), moreDevelopment, moreDevelopments, shown, true, len(b.Developments) - len(shown)})
	}
	return s
}

// mostNearest is how many sentences are shown that come close to an answer.
const mostNearest = 2

func abstention(as Presentation, b briefing.Brief) string {
	if len(b.Nearest) == 0 {
		return as.Heading("The articles do not say.") + "\n" + as.Say("Nothing in them comes near this question. Try other words, or `/help` to see what there is.")
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
	if as.Sample {
		lines = append(lines, sampleLine(as))
	}
	if line := basisLine(as, b); line != "" {
		lines = append(lines, "-# "+line)
	}
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

// sampleLine says that what is told is from the sample.
func sampleLine(as Presentation) string {
	return "-# " + as.Say("**DEMO**: these are sample articles from invented outlets. This server's managers see in `/settings show` how to add real ones.")
}

// basisLine says whose sentences a brief holds, from how many articles, how new
// the newest is, how far back it looks for what is new, and on which day, where that
// is not the reader's; empty where it says nothing.
func basisLine(as Presentation, b briefing.Brief) string {
	from := b.Basis()
	if from.Articles == 0 {
		return ""
	}
	line := as.Plural(from.Articles, "Exact sentences from 1 article", "Exact sentences from %d articles")
	if b.Mode == briefing.Generated {
		line = as.Plural(from.Articles, "Written by a language model, each sentence checked, from 1 article", "Written by a language model, each sentence checked, from %d articles")
	}
	switch {
	case from.Articles < 2 || from.Outlets == 0:
	case from.Outlets == 1:
		line = as.Say("%s of 1 outlet", line)
	default:
		line = as.Say("%[1]s of %[2]d outlets", line, from.Outlets)
	}
	if from.Countries > 0 {
		line = as.joined(line, as.Plural(from.Countries, "1 country", "%d countries"))
	}
	if from.State > 0 {
		line = as.joined(line, as.Say("%d state-controlled", from.State))
	}
	switch {
	case from.Last.Known() && from.Articles == 1:
		line = as.joined(line, as.Date(from.Last))
	case from.Last.Known():
		line = as.joined(line, as.Say("newest %s", as.Date(from.Last)))
	case b.Undated:
		line = as.joined(line, as.Say("undated"))
	}
	if from.Days > 0 {
		line += " · " + as.Plural(from.Days, "news of the last day", "news of the last %d days")
	}
	if b.AsOf.Known() && b.AsOf != as.Today && (!b.Newest.Known() || as.Today.Known()) {
		line += " · " + as.Say("as of %s", as.Date(b.AsOf))
	}
	return line
}

// windowLine says what time was asked for, and where nothing is from that time,
// that this is older; empty where none was asked for.
func windowLine(as Presentation, b briefing.Brief) string {
	from, to := b.Window.From, b.Window.To
	var when string
	switch {
	case !b.Window.Known(), b.Older && !b.ShowsOlder():
		return ""
	case !to.Known() || to == b.AsOf:
		when = as.Say("since %s", as.Date(from))
	case !from.Known():
		when = as.Say("up to %s", as.Date(to))
	default:
		when = as.Say("since %s and up to %s", as.Date(from), as.Date(to))
	}
	if b.ShowsOlder() {
		return as.Say("No news on it was found %s. This is from before that.", when)
	}
	return as.Say("Only from articles published %s", when)
}

// How claims that are left out are counted.
const (
	moreSentence     = "… and 1 more sentence"
	moreSentences    = "… and %d more sentences"
	moreDevelopment  = "… and 1 more development"
	moreDevelopments = "… and %d more developments"
)

// briefButtons are the ways on from a brief: to ask on, to its sources, and to
// everything else. A brief that could not be saved, and has no ID, has none.
func briefButtons(as Presentation, b briefing.Brief, id string) []discordgo.Button {
	if id == "" {
		return nil
	}
	out := []discordgo.Button{AskOn(as, id)}
	if len(b.Sources) > 0 {
		out = append(out, viewButton(as, ViewSources, id))
	}
	out = append(out, viewButton(as, ViewMore, id))
	if b.StandaloneQuestion != "" {
		out = append(out, discordgo.Button{
			Label: as.Say("That's not what I meant"), Style: discordgo.SecondaryButton, CustomID: Control{View: ViewCorrect, Brief: id}.CustomID(),
		})
	}
	return out
}

// viewButton opens a view of a brief.
func viewButton(as Presentation, v View, id string) discordgo.Button {
	return discordgo.Button{Label: v.title(as), Style: discordgo.SecondaryButton, CustomID: Control{View: v, Brief: id}.CustomID()}
}

// A textBudget counts the characters that are left in a message while claims are
// entered in it, each together with the sources that it is the first to cite, where
// these are listed.
type textBudget struct {
	as      Presentation
	lists   func(briefing.Source) bool // which sources are listed, besides being linked to
	most    int                        // citations of a claim
	free    int                        // characters
	sources map[int]briefing.Source
	shown   []int // numbers of the sources entered that are listed
}

func newTextBudget(as Presentation, sources []briefing.Source, lists func(briefing.Source) bool) *textBudget {
	return &textBudget{as: as, lists: lists, most: maxCitations, sources: byNumber(sources), free: MaxText}
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
	return line, l.take(line, l.marked(c.Citations))
}

// marked are the citations of a claim that have marks.
func (l *textBudget) marked(cs []briefing.Citation) []briefing.Citation {
	numbers := cited(cs)
	return slices.DeleteFunc(slices.Clone(cs), func(c briefing.Citation) bool { return slices.Index(numbers, c.N) >= l.most })
}

// take makes room for a line with its citations, unless there is none for it and
// its sources.
func (l *textBudget) take(line string, cs []briefing.Citation) bool {
	cost := Weight(line) + 1
	var first []int
	for _, n := range cited(cs) {
		if s, known := l.sources[n]; known && l.lists(s) && !slices.Contains(l.shown, n) {
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
	return marks(cs, l.sources, true, l.most)
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

// marks returns so many of the citations of a claim as numbers in brackets, each a
// link to its article where that has an address, and how many there are more.
func marks(cs []briefing.Citation, sources map[int]briefing.Source, linked bool, most int) string {
	var b strings.Builder
	b.WriteByte(' ')
	numbers := cited(cs)
	for i, n := range numbers {
		if i == most {
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

// claim returns what a claim says, whether another source denies it, and whether state
// media alone say so.
func claim(as Presentation, c briefing.Claim) string {
	s := said(as, c)
	if c.IsHeadline() {
		s += " " + as.Say("(headline)")
	}
	if c.Disputed {
		s += " " + as.Say("(disputed)")
	}
	if c.StateOnly {
		s += " " + as.Say("(state media only)")
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
		return as.Say("also in %s and %d more", as.joined(names...), more)
	}
	return as.Say("also in %s", as.joined(names...))
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
