package story

import (
	"cmp"
	"math"
	"slices"

	"sitrep/corpus"
)

// News returns the stories that are news on a day, the most first: widely told,
// of late, by articles that are about the same. Stories of service pieces alone
// are no news.
func News(stories []Story, asOf corpus.Date) []Story {
	news := slices.DeleteFunc(slices.Clone(stories), func(s Story) bool { return s.Service })
	slices.SortStableFunc(news, func(a, b Story) int { return cmp.Compare(b.news(asOf), a.news(asOf)) })
	return news
}

const (
	dayKeeps      = 0.85 // of the news in an article, a day later
	undatedKeeps  = 0.1  // of what nobody knows the day of
	servicesCount = 0.3  // of what other articles do
)

// news is how much news a story is on a day. It is a whole number, so that
// machines which round differently order stories alike.
func (s Story) news(asOf corpus.Date) int64 {
	fresh, alike, n := 0.0, 0.0, 0.0
	for _, m := range s.Articles {
		if m.Copy {
			continue
		}
		keeps := undatedKeeps
		if m.Day.Precision == corpus.Day && asOf.Known() {
			keeps = math.Pow(dayKeeps, max(0, math.Floor(asOf.Time.Sub(m.Day.Time).Hours()/24)))
		}
		if m.Service {
			keeps *= servicesCount
		}
		fresh += keeps
		alike += float64(m.central) / one
		n++
	}
	weight := float64(s.Weight) / 1000
	return int64(math.Round(1000 * weight * weight * fresh / n * (1 + alike/n)))
}
