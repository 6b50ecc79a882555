package page

import (
	"regexp"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
)

// dateElsewhere looks for the day of publication where it is less surely meant than
// around the headline and in what the page says for machines: all over the page
// in elements that say that they hold a date, in short lines that hold little else,
// in the data of scripts, and in the page's title.
func (o *outline) dateElsewhere(headline, root int, raw []byte, title string) corpus.Date {
	around := o.holds(headline, root)
	text := o.elements[root].first
	var marked, lines single
	for _, m := range o.marks {
		if m.kind&markDate == 0 || isOthers(m.node, around) {
			continue
		}
		d := dateOf(m.node)
		if !d.Known() {
			d = dayIn(innerText(m.node))
		}
		marked.add(d, m.block < text)
	}
	for i := range o.blocks {
		if isOthers(o.elements[o.blocks[i].owner].node, around) {
			continue
		}
		for _, line := range o.blocks[i].lines() {
			lines.add(dayIn(line), i < text)
		}
	}
	for _, found := range []single{marked, lines} {
		if found.day.Known() && !found.more {
			return found.day
		}
	}
	if m := publishedInData.FindSubmatch(raw); m != nil {
		if d, ok := dateline.Parse(string(m[1])); ok {
			return d
		}
	}
	return dateline.ReadPrinted(title).Published
}

// single is the first of some days. One that stands before the text is the
// article's. Of those in it or below there must be no other: a list of other
// stories has one for each.
type single struct {
	day    corpus.Date
	before bool
	more   bool
}

func (s *single) add(d corpus.Date, before bool) {
	switch {
	case !d.Known():
	case !s.day.Known():
		s.day, s.before = d, before
	case !s.before:
		s.more = true
	}
}

// publishedInData is the time of publication among the data that a page's scripts
// draw it from.
var publishedInData = regexp.MustCompile(`(?i)\b(?:date_?published|published?_?(?:at|on|date|time)?|pub_?date|date_?created|created_?(?:at|on|date|time|date_?time)?)(?:\\?"|&quot;)\s*:\s*(?:\\?"|&quot;)((?:19|20)\d\d-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)`)

// dayIn is the day in a short line that holds little else.
func dayIn(line string) corpus.Date {
	const mostRest = 6 // words beside the date
	if found := dateline.ReadPrinted(line); found.Rest <= mostRest && !eitherOrder.MatchString(line) && !strings.Contains(line, "©") {
		return found.Published
	}
	return corpus.Date{}
}

// eitherOrder are dates whose day and month may be read as each other.
var eitherOrder = regexp.MustCompile(`\b(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-](?:19|20)?\d\d\b`)
