package web

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"sitrep/bot/state"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// maxEntries is how many digests a feed holds, the newest.
const maxEntries = 20

// atom is a feed as RFC 4287 has it.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []entry  `xml:"entry"`
}

type link struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type entry struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Link    link   `xml:"link"`
	Summary string `xml:"summary"`
}

// feed serves what a digest has told, the newest first. One whose brief is gone, or
// may not be shown, is left out.
func (s *server) feed(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if !address(r.PathValue("feed")) {
		s.gone(w)
		return
	}
	n, err := s.Kept.SubscriptionAt(ctx, r.PathValue("feed"))
	if err != nil {
		s.failed(w, r, err)
		return
	}
	runs, err := s.Kept.Runs(ctx, n.Guild, n.ID, 2*maxEntries)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	self := s.URL + "/d/" + r.PathValue("feed")
	out := atom{
		ID: "urn:sitrep:" + r.PathValue("feed"), Title: render.Line(n.Topic), Updated: n.Created.Format(time.RFC3339), Author: "sitrep",
		Links: []link{{Rel: "self", Type: "application/atom+xml", Href: self}},
	}
	for _, run := range runs {
		if run.State != state.RunPosted || run.Brief == "" || len(out.Entries) == maxEntries {
			continue
		}
		o, err := s.open(ctx, run.Brief)
		if errors.Is(err, corpus.ErrNotFound) {
			continue
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		var lines []string
		for _, c := range slices.Concat(o.brief.BottomLine, o.brief.Developments) {
			lines = append(lines, render.Line(c.Text))
		}
		out.Entries = append(out.Entries, entry{
			ID: "urn:sitrep:" + run.Brief, Title: render.Line(n.Topic) + ", " + o.words.Date(corpus.NewDate(run.Due.Date())),
			Updated: run.Due.Format(time.RFC3339), Link: link{Rel: "alternate", Type: "text/html", Href: s.URL + "/b/" + run.Brief},
			Summary: strings.Join(lines, "\n"),
		})
		if len(out.Entries) == 1 {
			out.Updated = out.Entries[0].Updated
		}
	}
	body, err := xml.Marshal(out)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	io.WriteString(w, xml.Header)
	w.Write(body)
}
