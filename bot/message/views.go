package message

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
)

// A page of a view is short enough to be read on a phone without losing one's
// place.
const (
	pageText  = 2000 // characters, unless one item alone is longer
	pageItems = 10
)

// maxPassage is what is shown of a cited passage, in characters. Passages are
// of about a hundred words; one that is much longer is cut down to the
// sentences cited.
const maxPassage = 1000

// Texts are the articles that a brief cites, as far as its reader may see them
// now.
type Texts struct {
	Now  map[corpus.ArticleID]corpus.Article
	Then map[Revision]corpus.Article // as they were when they were cited

	Muted map[corpus.ArticleID]bool // those that the server has muted since
}

// Revision names an article as it was.
type Revision struct {
	Article corpus.ArticleID
	Number  int
}

// title names the view at its head and on its button.
func (v View) title(as Presentation) string {
	switch v {
	case ViewTimeline:
		return as.Say("Timeline")
	case ViewQuotes:
		return as.Say("Quotes")
	case ViewDifferences:
		return as.Say("Differences")
	case ViewSources:
		return as.Say("Sources")
	case ViewWhy:
		return as.Say("Why this")
	case ViewMore:
		return as.Say("More") + " ▾"
	case ViewSave:
		return as.Say("Save")
	case ViewThread:
		return as.Say("Open a thread")
	case ViewWrong:
		return as.Say("This is wrong")
	}
	return as.Say("In full")
}

// ViewPage draws a page of a view of a saved brief. Only the view of sources
// needs the texts. A page past the last is the last. A view that is posted for
// everybody has the buttons of its brief, for there is no other message that has
// them; one that is shown to one person leads back to what else there is.
func ViewPage(as Presentation, b briefing.Brief, t Texts, c Control, posted bool) Card {
	var items []string
	gap, most, room := "\n\n", pageItems, pageText
	switch c.View {
	case ViewTimeline:
		items, gap = timelineItems(as, b), "\n" // a line each
	case ViewQuotes:
		items = quoteItems(as, b)
	case ViewDifferences:
		items = differenceItems(as, b)
	case ViewSources:
		items = sourceItems(as, b, t)
	case ViewWhy:
		items = whyItems(as, b)
	case ViewFull:
		b.Sources = ownSources(b)
		items, gap, most, room = fullItems(as, b), "\n", fullLines, fullText
	}
	head := viewHead(as, b, c.View)
	out := Card{Accent: AccentBrief}
	pages := paginate(items, gap, most, room)
	page := min(c.Page, len(pages)-1)
	if len(pages) == 0 {
		out.Accent, out.Blocks = accentNothing, []string{head + "\n" + noneOf(as, c.View)}
	} else {
		if title := briefTitle(as, b); c.View == ViewFull && page == 0 && Weight(title+pages[0][0]) < MaxText-NotesReserve {
			head = title
		}
		out.Blocks = []string{head, strings.Join(pages[page], gap)}
		if len(pages) > 1 {
			out.Blocks = append(out.Blocks, "-# "+as.Say("Page %d of %d", page+1, len(pages)))
		}
		out.Buttons = turnButtons(as, c, page, len(pages))
	}
	switch {
	case posted:
		out.Buttons = append(out.Buttons, briefButtons(as, b, c.Brief)...)
	case b.Checked == "" && c.Brief != "":
		if c.View == ViewQuotes {
			out.menu = speakerMenu(as, b, c.Brief)
		}
		out.Buttons = append(out.Buttons, turnTo(as, ViewMore, c.Brief))
	}
	return out
}

// viewHead is the head of a view of a brief.
func viewHead(as Presentation, b briefing.Brief, v View) string {
	return "**" + strings.TrimSuffix(v.title(as), " ▾") + "** · " + Plain(Shorten(Tidy(b.Topic+b.Question+b.Checked), MaxTitle))
}

// turnButtons lead to the page before and the page after the one shown.
func turnButtons(as Presentation, c Control, page, pages int) []discordgo.Button {
	if c.Brief == "" {
		return nil // of a brief that is not kept
	}
	var out []discordgo.Button
	turn := func(label string, to int) {
		c.Turn, c.Page = true, to
		out = append(out, discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: c.CustomID()})
	}
	if page > 0 {
		turn(as.Say("Previous"), page-1)
	}
	if page < pages-1 && page < maxPage {
		turn(as.Say("Next"), page+1)
	}
	return out
}

// noneOf says that a brief has nothing for a view that was asked for by name.
func noneOf(as Presentation, v View) string {
	switch v {
	case ViewTimeline:
		return as.Say("No dated event in the articles is about this.")
	case ViewQuotes:
		return as.Say("Nobody is quoted on this in the articles.")
	case ViewDifferences:
		return as.Say("I found nothing in which the articles contradict each other on this. That does not mean that they agree.")
	}
	return as.Say("This brief has none.")
}

// paginate deals items out to pages, in order: at most so many to a page, and as
// have room with the gaps between them.
func paginate(items []string, gap string, most, room int) [][]string {
	var pages [][]string
	used := 0
	for _, item := range items {
		n := Weight(item) + len(gap)
		last := len(pages) - 1
		if last < 0 || len(pages[last]) == most || used+n > room {
			pages = append(pages, nil)
			last, used = last+1, 0
		}
		pages[last] = append(pages[last], item)
		used += n
	}
	return pages
}

// maxMarkText is what the citations of one item may take, in characters; they lose
// their links, which the view of sources has, rather than take more.
const maxMarkText = 800

// shortMarks returns the citations of a claim in at most maxMarkText characters.
func shortMarks(cs []briefing.Citation, sources map[int]briefing.Source) string {
	if m := marks(cs, sources, true, maxCitations); Weight(m) <= maxMarkText {
		return m
	}
	return marks(cs, sources, false, maxCitations)
}

// timelineItems are the events of a brief, oldest first.
func timelineItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, e := range b.Timeline {
		out = append(out, "**"+as.period(e.Date, e.Last)+"** · "+claim(as, e.Claim)+shortMarks(e.Citations, sources))
	}
	return out
}

// quoteItems are the quotes of a brief, each with its speaker.
func quoteItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, q := range b.Quotes {
		speaker := Plain(Shorten(Tidy(q.Speaker), MaxName))
		out = append(out, "> “"+sentence(as, q.Text)+"”\n— **"+speaker+"**"+quotedOn(as, b, q)+shortMarks(q.Citations, sources))
	}
	return out
}

// quotedOn writes the day of a quote behind its speaker; empty where none is known.
func quotedOn(as Presentation, b briefing.Brief, q briefing.Quote) string {
	if day := b.DayOf(q); day.Known() {
		return " · " + as.Date(day)
	}
	return ""
}

// differenceItems are the disagreements of a brief, side by side.
func differenceItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, d := range b.Differences {
		lines := []string{"**" + Plain(Shorten(Tidy(d.About), MaxTitle)) + "**"}
		used := Weight(lines[0])
		for i, c := range d.Claims {
			line := "- " + said(as, c) + shortMarks(c.Citations, sources)
			if used += Weight(line) + 1; used > MaxText-2*NotesReserve-2*MaxTitle {
				lines = append(lines, as.Say("… and %d more", len(d.Claims)-i))
				break
			}
			lines = append(lines, line)
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// sourceItems are the passages that a brief cites, by source: each with what is
// cited in bold, and a link that scrolls to it in the article.
func sourceItems(as Presentation, b briefing.Brief, t Texts) []string {
	var out []string
	for _, s := range ownSources(b) {
		now, there := t.Now[s.ID]
		if !there {
			out = append(out, sourceLine(as, s)+"\n"+as.Say("This article is no longer in the collection."))
			continue
		}
		citations := b.CitationsOf(s.N)
		if len(citations) == 0 {
			out = append(out, sourceLine(as, s))
			continue
		}
		for _, p := range citedPassages(t, citations) {
			lines := []string{sourceHead(as, s, false), "> " + p.text}
			if p.revision != now.Revision {
				lines = append(lines, "-# "+as.Say("The article has been changed since; this is what it said."))
			}
			if t.Muted[s.ID] {
				lines = append(lines, "-# "+as.Say("This server has muted it since: nothing new is told from it."))
			}
			if link, ok := passageURL(s.URL, p.quote); ok {
				lines = append(lines, masked(as.Say("Read it in the article"), link))
			}
			out = append(out, strings.Join(lines, "\n"))
		}
	}
	return out
}

// citedPassage is a passage as it is shown.
type citedPassage struct {
	revision int
	text     string // one line, what is cited in bold
	quote    string // the first thing cited in it
}

// citedPassages finds the passages that citations of one article lie in, and
// marks what is cited in them. A citation that lies in none is shown by itself.
func citedPassages(t Texts, citations []briefing.Citation) []citedPassage {
	type place struct{ revision, passage int }
	var out []citedPassage
	done := map[place]bool{}
	for i, c := range citations {
		a, p := t.find(c)
		if p < 0 {
			out = append(out, citedPassage{c.Revision, bold(Shorten(Tidy(c.Quote), maxPassage)), c.Quote})
			continue
		}
		if done[place{c.Revision, p}] {
			continue // shown together with the citation before
		}
		done[place{c.Revision, p}] = true
		var spans []corpus.Span
		for _, other := range citations[i:] {
			if other.Revision == c.Revision && a.Passages[p].Contains(other.Span()) {
				spans = append(spans, other.Span())
			}
		}
		out = append(out, citedPassage{c.Revision, markedPassage(a, a.Passages[p].Span, spans), c.Quote})
	}
	return out
}

// find returns the article that a citation quotes, and which of its passages;
// -1 where there is none that reads as it was cited.
func (t Texts) find(c briefing.Citation) (a corpus.Article, passage int) {
	a, ok := t.Then[Revision{c.Source, c.Revision}]
	if !ok || c.Headline || !c.StandsIn(a) {
		return a, -1
	}
	return a, slices.IndexFunc(a.Passages, func(p corpus.Passage) bool { return p.Contains(c.Span()) })
}

// markedPassage returns a passage as one line, with the spans in bold; only the
// spans, parted by "…", where the whole would be too long. Spans are in order
// of their starts.
func markedPassage(a corpus.Article, passage corpus.Span, spans []corpus.Span) string {
	whole := Weight(Tidy(a.Text(passage))) <= maxPassage
	unmarked := func(start, end int) string {
		text := a.Text(corpus.Span{Start: start, End: end})
		if !whole && Tidy(text) != "" {
			return " … "
		}
		return inline(text)
	}
	var b strings.Builder
	at, room := passage.Start, maxPassage
	for _, s := range spans {
		if s.End <= at {
			continue // within what is marked already
		}
		s.Start = max(s.Start, at)
		b.WriteString(unmarked(at, s.Start))
		marked := Tidy(a.Text(s))
		if !whole {
			if room <= 0 {
				at = s.Start
				break
			}
			marked = Shorten(marked, room)
			room -= Weight(marked)
		}
		b.WriteString(bold(marked))
		at = s.End
	}
	b.WriteString(unmarked(at, passage.End))
	return strings.TrimSpace(b.String())
}

// inline returns a piece of a line as plain text, with a space at either end
// where it had any there.
func inline(s string) string {
	text := Plain(s)
	if text == "" {
		if s != "" {
			return " "
		}
		return ""
	}
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(first) {
		text = " " + text
	}
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsSpace(last) {
		text += " "
	}
	return text
}

// bold returns s as one bold line of plain text.
func bold(s string) string {
	if s = Plain(s); s == "" {
		return ""
	}
	return "**" + s + "**"
}
