package render

import (
	"slices"

	"sitrep/briefing"
	"sitrep/corpus"
)

// NudgeText lays what is new of a topic as it happens out for a terminal: the day, how
// many outlets tell it, and what is told with its sources.
func NudgeText(on corpus.Date, n briefing.Nudge, o TextOptions) string {
	t := newTextWriter(o)
	facts := map[briefing.NudgeKind]string{briefing.NewStory: "new story", briefing.Changed: "changed since it was told", briefing.Grown: "as it goes on"}[n.Kind]
	if len(n.Outlets) > 0 {
		facts += " · " + count(len(n.Outlets), "outlet")
	}
	t.title(day(on), facts)
	for _, c := range slices.Concat(n.Brief.BottomLine, n.Brief.Developments) {
		t.paragraph("  ", "  ", Line(said(c)), t.cite(c.Citations))
	}
	t.changes(n.Changes)
	t.sources(n.Brief.Sources)
	return t.out.String() + "\n"
}

// NudgeJSON writes what is new of a topic as [JSON] does a brief, in a line, with the
// day on which it is.
func NudgeJSON(on corpus.Date, n briefing.Nudge) (string, error) {
	return written(struct {
		Day   string         `json:"day"`
		Nudge briefing.Nudge `json:"nudge"`
	}{on.String(), n}, "")
}
