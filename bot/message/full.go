package message

import (
	"sitrep/briefing"
)

// A page of a whole brief has this much, unless one item alone is longer. With
// its title and page number it stays within maxText.
const (
	fullText  = 2400 // characters
	fullLines = 40
)

// fullItems are all that a brief says, a line each, under headings: what is
// posted of it in standard detail, then the events that are not told there, its
// quotes, differences and sources.
func fullItems(as Presentation, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	list := func(heading string, items []string) {
		if len(items) == 0 {
			return
		}
		// A heading goes with its first item, never alone at the foot of a
		// page.
		items[0] = as.Heading(heading) + "\n" + items[0]
		if len(out) > 0 {
			items[0] = "\n" + items[0]
		}
		out = append(out, items...)
	}
	claims := func(cs []briefing.Claim, days bool) []string {
		var lines []string
		for _, c := range cs {
			day := ""
			if days && b.KnowsDays() {
				day = dayOf(as, c, sources)
			}
			lines = append(lines, "- "+day+claim(as, c)+shortMarks(c.Citations, sources))
		}
		return lines
	}
	list("Bottom line", claims(b.BottomLine, b.LeadsWithOld()))
	list("Developments", claims(b.Developments, true))
	list("Background", claims(b.Background, true))
	rest := b
	rest.Timeline = b.OtherEvents()
	list("Timeline", timelineItems(as, rest))
	list("Quotes", quoteItems(as, b))
	list("Differences", differenceItems(as, b))
	var lines []string
	for _, s := range b.Sources {
		lines = append(lines, sourceLine(as, s))
	}
	list("Sources", lines)
	return out
}
