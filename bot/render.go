package bot

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
	maxTitle     = 120
	maxName      = 60
	maxEcho      = 300  // a topic or question, shown back to who asked it
	maxSentence  = 1500 // of a claim, escaped
	maxCitations = 5    // shown for one claim
	maxCopies    = 3    // syndicated copies named for one source
)

// notesReserve is what a brief keeps free for the notes on what was left out.
const notesReserve = 200

// renderBrief draws a brief, or the answer to a question, saved under an ID, in
// as much detail as asked for. It always fits one message: citations lose their links before claims are left
// out, claims are left out whole and from the end, and what was left out is
// counted. Every source that a shown claim cites is listed. In full detail, it is
// the first of the pages that hold everything.
func renderBrief(as look, b briefing.Brief, id string) card {
	if as.detail == detailFull && b.Question == "" {
		return renderView(as, b, texts{}, control{View: viewFull, Brief: id}, true)
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
func layBrief(as look, b briefing.Brief, id string, linked bool) (card, bool) {
	sections := briefSections(as, b)
	title := briefTitle(as, b)
	l := newLedger(as, b.Sources, linked)
	l.free = maxText - notesReserve - weight(title)
	for _, s := range sections {
		l.free -= weight(s.heading)
	}

	c := card{accent: accentBrief, blocks: []string{title}, buttons: briefButtons(as, b, id)}
	if b.Abstained {
		c.accent = accentNothing
	}
	whole := true
	for _, s := range sections {
		lines := []string{s.heading}
		for i, claim := range s.claims {
			line, ok := l.enter(claim, s.days && b.KnowsDays())
			if !ok {
				whole = false
				lines = append(lines, as.plural(len(s.claims)-i, s.one, s.many))
				break
			}
			lines = append(lines, line)
		}
		c.blocks = append(c.blocks, strings.Join(lines, "\n"))
	}
	c.blocks = append(c.blocks, l.list(len(b.Sources)))
	return c, whole
}

// section is a headed list of claims.
type section struct {
	heading   string
	one, many string // how claims that are left out are counted
	claims    []briefing.Claim
	days      bool // the day that each is from stands in front of it
}

func briefSections(as look, b briefing.Brief) []section {
	if b.Question != "" {
		if b.Abstained {
			return []section{{abstention(as, b), moreSentence, moreSentences, b.Nearest[:min(mostNearest, len(b.Nearest))], false}}
		}
		return []section{{as.heading("Answer"), moreSentence, moreSentences, b.Answer, false}}
	}
	s := []section{{as.heading("Bottom line"), moreSentence, moreSentences, b.BottomLine, b.LeadsWithOld()}}
	if as.detail == detailShort {
		return s
	}
	if len(b.Developments) > 0 {
		s = append(s, section{as.heading("Developments"), moreDevelopment, moreDevelopments, b.Developments, true})
	}
	if len(b.Background) > 0 {
		s = append(s, section{as.heading("Background"), moreSentence, moreSentences, b.Background, true})
	}
	return s
}

// mostNearest is how many sentences are shown that come close to an answer.
const mostNearest = 2

func abstention(as look, b briefing.Brief) string {
	if len(b.Nearest) == 0 {
		return as.heading("The articles do not say.") + "\n" + as.say("Nothing in them comes near this question. Try other words, or `/sources` to see what there is.")
	}
	return as.heading("The articles come close, but do not say it:")
}

// briefTitle is the head of a brief: what was asked, and on what the brief
// rests.
func briefTitle(as look, b briefing.Brief) string {
	var lines []string
	if b.Question != "" {
		lines = append(lines, "### "+plain(shorten(tidy(b.Question), maxEcho)))
		if b.StandaloneQuestion != "" && b.StandaloneQuestion != b.Question {
			lines = append(lines, "-# "+as.say("Understood as: %s", plain(shorten(tidy(b.StandaloneQuestion), maxEcho))))
		}
	} else {
		lines = append(lines, "## "+plain(shorten(tidy(b.Topic), maxEcho)))
	}
	if line := basisLine(as, b); line != "" {
		lines = append(lines, "-# "+line)
	}
	var facts []string
	if b.AsOf.Known() {
		facts = append(facts, as.say("as of %s", as.date(b.AsOf)))
	}
	switch {
	case b.Newest.Known():
		facts = append(facts, as.say("newest article: %s", as.date(b.Newest)))
	case b.Undated:
		facts = append(facts, as.say("articles without dates"))
	}
	facts = append(facts, as.count(b.Stats.Articles, "article searched", "articles searched"))
	lines = append(lines, "-# "+strings.Join(facts, " · "))
	if n := b.Stats.DroppedUnsupported; n > 0 {
		lines = append(lines, "-# "+as.plural(n, "1 sentence left out: not supported by what was cited", "%d sentences left out: not supported by what was cited"))
	}
	if line := windowLine(as, b); line != "" {
		lines = append(lines, "-# "+line)
	}
	if b.Note != "" {
		lines = append(lines, "-# "+plain(shorten(tidy(as.say(b.Note)), maxEcho)))
	}
	return strings.Join(lines, "\n")
}

// basisLine says whose sentences a brief holds, from how many articles of which
// days, and how far back it looks for what is new; empty where it says nothing.
func basisLine(as look, b briefing.Brief) string {
	from := b.Basis()
	var line string
	switch generated := b.Mode == briefing.Generated; {
	case from.Articles == 0:
		return ""
	case generated:
		line = as.plural(from.Articles, "Generated, checked, from 1 article", "Generated, checked, from %d articles")
	default:
		line = as.plural(from.Articles, "Exact sentences from 1 article", "Exact sentences from %d articles")
	}
	switch {
	case from.Articles < 2 || from.Outlets == 0:
	case from.Outlets == 1:
		line = as.say("%s of 1 outlet", line)
	default:
		line = as.say("%[1]s of %[2]d outlets", line, from.Outlets)
	}
	if from.First.Known() {
		line += ", " + as.period(from.First, from.Last)
	}
	if from.Days > 0 {
		line += " · " + as.plural(from.Days, "news of the last day", "news of the last %d days")
	}
	return line
}

// windowLine says what time was asked for, and where nothing is from that time,
// that this is older; empty where none was asked for.
func windowLine(as look, b briefing.Brief) string {
	from, to := b.Window.From, b.Window.To
	var when string
	switch {
	case !b.Window.Known():
		return ""
	case !to.Known() || to == b.AsOf:
		when = as.say("since %s", as.date(from))
	case !from.Known():
		when = as.say("up to %s", as.date(to))
	default:
		when = as.say("since %s and up to %s", as.date(from), as.date(to))
	}
	if b.Older {
		return as.say("Nothing was published on it %s. This is the newest from before that.", when)
	}
	return as.say("Only from articles published %s", when)
}

// modeName says who wrote the sentences, in a word or two; /help says more.
func modeName(as look, m briefing.Mode) string {
	if m == briefing.Generated {
		return as.say("Generated, checked")
	}
	return as.say("Exact sentences")
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
func briefButtons(as look, b briefing.Brief, id string) []discordgo.Button {
	if id == "" {
		return nil
	}
	var out []discordgo.Button
	add := func(v view, label string) {
		out = append(out, discordgo.Button{
			Label: label, Style: discordgo.SecondaryButton, CustomID: control{View: v, Brief: id}.customID(),
		})
	}
	for _, v := range []struct {
		view view
		n    int
	}{
		{viewTimeline, len(b.Timeline)},
		{viewQuotes, len(b.Quotes)},
		{viewDifferences, len(b.Differences)},
		{viewSources, len(b.Sources)},
	} {
		if v.n > 0 {
			add(v.view, fmt.Sprintf("%s (%d)", v.view.title(as), v.n))
		}
	}
	if len(b.Explanations) > 0 {
		add(viewWhy, viewWhy.title(as))
	}
	if b.Question == "" && as.detail != detailFull {
		add(viewFull, as.say("More detail"))
	}
	if b.StandaloneQuestion != "" {
		add(viewCorrect, as.say("That's not what I meant"))
	}
	out = append(out, askOn(as, id))
	if as.threads {
		add(viewThread, as.say("Open a thread"))
	}
	return out
}

// A ledger counts the characters that are left in a message while claims are
// entered in it, each together with the sources that it is the first to cite.
type ledger struct {
	as      look
	linked  bool // citations are links
	free    int  // characters
	sources map[int]briefing.Source
	shown   []int // numbers of the sources entered
}

func newLedger(as look, sources []briefing.Source, linked bool) *ledger {
	return &ledger{as: as, linked: linked, sources: byNumber(sources), free: maxText}
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
func (l *ledger) enter(c briefing.Claim, day bool) (line string, ok bool) {
	line = "- " + claim(l.as, c) + l.citations(c.Citations)
	if day {
		line = "- " + dayOf(l.as, c, l.sources) + claim(l.as, c) + l.citations(c.Citations)
	}
	return line, l.take(line, c.Citations)
}

// take makes room for a line with its citations, unless there is none for it and
// its sources.
func (l *ledger) take(line string, cs []briefing.Citation) bool {
	cost := weight(line) + 1
	var first []int
	for _, n := range cited(cs) {
		if s, known := l.sources[n]; known && !slices.Contains(l.shown, n) {
			first = append(first, n)
			cost += weight(sourceLine(l.as, s)) + 1
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
func (l *ledger) citations(cs []briefing.Citation) string {
	return marks(cs, l.sources, l.linked)
}

// list returns the sources entered, and counts the others of all.
func (l *ledger) list(all int) string {
	if len(l.shown) == 0 {
		return ""
	}
	slices.Sort(l.shown)
	lines := []string{l.as.heading("Sources")}
	for _, n := range l.shown {
		lines = append(lines, sourceLine(l.as, l.sources[n]))
	}
	if more := all - len(l.shown); more > 0 {
		lines = append(lines, l.as.plural(more, "… and 1 more source", "… and %d more sources"))
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
func claim(as look, c briefing.Claim) string {
	s := said(as, c)
	if c.Disputed {
		s += " " + as.say("(disputed)")
	}
	return s
}

// said returns the text of a claim with the days that its words leave to the
// reader in square brackets.
func said(as look, c briefing.Claim) string { return sentence(as, c.WithDates(as.period)) }

// dayOf is the day that a claim is from, as it stands in front of it. Claims kept
// by older versions leave it to what they cite.
func dayOf(as look, c briefing.Claim, sources map[int]briefing.Source) string {
	day := c.Date
	if !day.Known() && len(c.Citations) > 0 {
		day = sources[c.Citations[0].N].Published.Truncate(corpus.Day)
	}
	return "**" + as.date(day) + "** · "
}

// sentence returns a sentence, whole; or says that it is too long.
func sentence(as look, text string) string {
	s := plain(text)
	if n := weight(s); n > maxSentence {
		return as.say("(a sentence too long to show here; it is under Sources)")
	}
	return s
}

// sourceLine names a source: number, title as a link, outlet, date, copies.
func sourceLine(as look, s briefing.Source) string { return sourceHead(as, s, true) }

// sourceHead is sourceLine, with the title linked or not.
func sourceHead(as look, s briefing.Source, linked bool) string {
	title := shorten(tidy(s.Title), maxTitle)
	if linked {
		title = titleLink(title, s.URL)
	} else {
		title = plain(title)
	}
	parts := []string{
		fmt.Sprintf(`\[%d\] `, s.N) + title,
		outletName(s),
		as.date(s.Published),
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
	return plain(shorten(tidy(a.Source()), maxName))
}

// copiesOf names the outlets that carried a source as well.
func copiesOf(as look, s briefing.Source) string {
	if len(s.Syndicated) == 0 {
		return ""
	}
	var names []string
	for _, name := range s.Syndicated[:min(len(s.Syndicated), maxCopies)] {
		names = append(names, plain(shorten(tidy(name), maxName)))
	}
	if more := max(0, len(s.Syndicated)-maxCopies) + s.MoreCopies; more > 0 {
		return as.say("also in %s and %d more", strings.Join(names, ", "), more)
	}
	return as.say("also in %s", strings.Join(names, ", "))
}

// showDate is [look.date] in English.
func showDate(d corpus.Date) string { return look{}.date(d) }

// count writes a number of things.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
