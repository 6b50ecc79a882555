package pool

import (
	"sitrep/briefing/event"
	"sitrep/corpus"
)

// leastRound is how many days later, at the least, an article is of another round than one
// is: the day after, outlets still come back to what was played.
const leastRound = 2

// HasLaterRound reports whether a sentence tells of a round of a competition since which one
// of the given articles tells what happened in another.
func (p *Pool) HasLaterRound(s *Sentence, articles []int) bool {
	if !event.IsRound(s.Sentence) {
		return false
	}
	day := p.Source(*s).Published
	for _, i := range articles {
		a := &p.Articles[i]
		if a.Published.Precision < corpus.Day || !day.Known() || a.Published.DaysBack(leastRound).Compare(day.LastDay()) < 0 {
			continue
		}
		if title := a.Pack.Read(a.Title); event.IsOfCompetition(title) && event.InHeadline(title) {
			return true
		}
		for _, lead := range a.Sentences[:min(len(a.Sentences), leadsRead)] {
			if s := a.Pack.Read(a.Text(lead.Span)); event.IsOfCompetition(s) && event.Has(s) && !event.IsPending(s) {
				return true
			}
		}
	}
	return false
}

// leadsRead is how many sentences at the top of an article are read for its round.
const leadsRead = 3
