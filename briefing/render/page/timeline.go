package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// picture is the time of a brief, drawn: days go along, each story has a lane, and
// in it each outlet that is cited has a mark on the day of its article.
type picture struct {
	Title, Alt string
	Height     int
	Days       []tick
	Lanes      []lane
}

// tick is a day on the axis.
type tick struct{ X, Anchor, Label string }

// lane is a story.
type lane struct {
	Href, Label string
	Y, Line     int // of the label, and of the line under it, in pixels
	Marks       []dot
}

// dot is an article in a lane.
type dot struct {
	X      string // per cent
	Shift  int    // pixels, of several on one day
	Y      int
	Letter string
	Title  string
	Shape  int // one for each outlet, over and over
}

// Pixels of the picture.
const (
	laneHeight = 44
	axisHeight = 30
	dotWidth   = 20
)

// Bounds of the picture.
const (
	minLanes   = 2
	maxLanes   = 12
	maxTicks   = 3
	maxLabel   = 90 // characters
	shapes     = 6
	maxDotsDay = 4
)

// timeline draws a brief; nil where that shows nothing: one story, or one day.
func (p Page) timeline() *picture {
	type story struct {
		id    string
		claim briefing.Claim
		days  []corpus.Date
		from  []briefing.Source
	}
	var stories []story
	var first, last time.Time
	outlets := map[string]int{}
	add := func(id string, claims []briefing.Claim) {
		for i, c := range claims {
			s := story{id: fmt.Sprintf("%s-%d", id, i+1), claim: c}
			for _, source := range p.Brief.Sources {
				published := day(source.Published)
				if published.Precision != corpus.Day || !slices.ContainsFunc(c.Citations, func(x briefing.Citation) bool { return x.N == source.N }) {
					continue
				}
				s.days, s.from = append(s.days, published), append(s.from, source)
			}
			if len(s.days) == 0 || len(stories) == maxLanes {
				continue
			}
			for i, d := range s.days {
				if first.IsZero() || d.Time.Before(first) {
					first = d.Time
				}
				if d.Time.After(last) {
					last = d.Time
				}
				if name := outletOf(s.from[i]); outlets[name] == 0 {
					outlets[name] = len(outlets) + 1
				}
			}
			stories = append(stories, s)
		}
	}
	add("line", p.Brief.BottomLine)
	add("development", p.Brief.Developments)
	if len(stories) < minLanes || !first.Before(last) {
		return nil
	}
	days := int(last.Sub(first).Hours()/24 + 0.5)
	at := func(t time.Time) string {
		return fmt.Sprintf("%.2f%%", 4+90*t.Sub(first).Hours()/24/float64(days))
	}
	v := &picture{Title: p.Words.Say("When it was told"), Height: axisHeight + laneHeight*len(stories)}
	for i := range min(maxTicks, days+1) {
		ticks := min(maxTicks, days+1) - 1
		d := corpus.NewDate(first.AddDate(0, 0, days*i/ticks).Date())
		t := tick{X: at(d.Time), Anchor: "middle", Label: p.Words.Date(d)}
		switch i {
		case 0:
			t.X, t.Anchor = "0", "start"
		case ticks:
			t.X, t.Anchor = "100%", "end"
		}
		v.Days = append(v.Days, t)
	}
	for i, s := range stories {
		l := lane{Href: "#" + s.id, Label: shorten(render.Line(s.claim.Text), maxLabel), Y: axisHeight + i*laneHeight + 14, Line: axisHeight + i*laneHeight + 30}
		onDay := map[corpus.Date]int{}
		for j, d := range s.days {
			if onDay[d] == maxDotsDay {
				continue
			}
			name := outletOf(s.from[j])
			l.Marks = append(l.Marks, dot{
				X: at(d.Time), Shift: dotWidth * onDay[d], Y: l.Line, Letter: initial(name),
				Title: render.Line(name + ", " + p.Words.Date(d)), Shape: (outlets[name] - 1) % shapes,
			})
			onDay[d]++
		}
		v.Lanes = append(v.Lanes, l)
	}
	v.Alt = p.Words.Say("%[1]d stories from %[2]s to %[3]s, each with the outlets that told it on their days", len(stories), v.Days[0].Label, v.Days[len(v.Days)-1].Label)
	return v
}

// outletOf names who published an article.
func outletOf(s briefing.Source) string {
	return cmp.Or(s.Outlet, (&corpus.Article{ID: s.ID, URL: s.URL, File: s.File}).Source())
}

// initial is the first letter of a name, in capitals.
func initial(name string) string {
	for _, r := range strings.ToUpper(strings.TrimPrefix(name, "www.")) {
		return string(r)
	}
	return ""
}

// shorten cuts a text to a number of characters, at a word.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := string(r[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
