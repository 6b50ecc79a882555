package render

import (
	"fmt"

	"sitrep/briefing"
)

// TodayText lays the stories of the last days out for a terminal as [Text] does a
// brief: one sentence each, with the day of its article and how many outlets
// told the story.
func TodayText(d briefing.Today, o TextOptions) string {
	t := newTextWriter(o)
	title := "Today"
	if d.Topic != "" {
		title += ": " + d.Topic
	}
	t.title(title, fmt.Sprintf("%s to %s · from %s", day(d.Since), day(d.AsOf), count(d.Articles, "article")))
	t.heading("Stories", len(d.Stories))
	for _, s := range d.Stories {
		state := "developing"
		if s.New {
			state = "new"
		}
		t.paragraph("  "+day(s.Date)+"  ", "              ", Line(said(s.Claim))+" ("+count(len(s.Outlets), "outlet")+", "+state+")", t.cite(s.Citations))
	}
	t.sources(d.Sources)
	return t.out.String()
}
