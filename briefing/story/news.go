package story

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"sitrep/corpus"
)

// Affair is stories that belong together: a flood, and the park that it closed.
// The one that leads is the first, the others follow by how much news they are.
type Affair []Story

// News puts stories together that belong together, and returns what is news on a
// day, the most first: widely told, of late, by articles that are about the
// same. Stories of service pieces alone are no news.
func News(stories []Story, asOf corpus.Date) []Affair {
	together := map[int]Affair{}
	for _, s := range stories {
		if !s.Service {
			together[s.affair] = append(together[s.affair], s)
		}
	}
	news := slices.Collect(maps.Values(together))
	for _, a := range news {
		slices.SortFunc(a, func(s, t Story) int {
			return cmp.Or(cmp.Compare(Affair{t}.news(asOf), Affair{s}.news(asOf)), cmp.Compare(s.ID(), t.ID()))
		})
	}
	slices.SortFunc(news, func(a, b Affair) int {
		return cmp.Or(cmp.Compare(b.news(asOf), a.news(asOf)), cmp.Compare(a[0].ID(), b[0].ID()))
	})
	return news
}

const (
	dayKeeps     = 0.9 // of the news in an article, a day later
	undatedIs    = 30  // days old, for the news in it
	servicesCost = 0.7 // of the news, where all but one are service pieces
	softCosts    = 0.2 // of the news, where all are soft news
	looseCounts  = 0.3 // of an outlet that tells of other stories of an affair than the one most told
	alikeCounts  = 3   // how much more news they are whose articles are all alike
)

// news is how much news an affair is on a day. It is a whole number, so that
// machines which round differently order affairs alike.
func (a Affair) news(asOf corpus.Date) int64 {
	outlets := map[string]bool{}
	days, alike, services, softs, widest, n := 0.0, 0.0, 0.0, 0.0, 0, 0
	for _, s := range a {
		widest = max(widest, len(s.Outlets))
		for _, o := range s.Outlets {
			outlets[o] = true
		}
		for _, m := range s.Articles {
			if m.Copy {
				continue
			}
			n++
			alike += float64(m.near) / one
			if m.Service {
				services++
			}
			if m.soft {
				softs++
			}
			if m.Day.Precision == corpus.Day && asOf.Known() {
				days += max(0, math.Floor(asOf.Time.Sub(m.Day.Time).Hours()/24))
			} else {
				days += undatedIs
			}
		}
	}
	told, of := float64(widest)+looseCounts*float64(len(outlets)-widest), float64(n)
	weight := told + againCounts*math.Sqrt(of-told)
	return int64(math.Round(1000 * weight * weight * math.Pow(dayKeeps, days/of) * (1 - servicesCost*services/of) * (1 - softCosts*softs/of) * (1 + alikeCounts*alike/of)))
}

// Told says how much an affair is told from a day on: by how many outlets, and how
// often they came back to it, what is of earlier days counting less.
func (a Affair) Told(asOf corpus.Date) int {
	outlets := map[string]bool{}
	for _, s := range a {
		for _, o := range s.Outlets {
			outlets[o] = true
		}
	}
	articles := 0.0
	for _, m := range a.Articles() {
		if !m.Copy && !m.Service && m.Day.Precision == corpus.Day {
			articles += math.Pow(dayTells, max(0, asOf.Time.Sub(m.Day.Time).Hours()/24))
		}
	}
	return int(math.Round(1000 * math.Sqrt(float64(len(outlets))) * articles))
}

// dayTells is what an article of the day before counts for how much an affair is told.
const dayTells = 0.7

// Last is the last day on which any of the stories was told.
func (a Affair) Last() corpus.Date {
	last := corpus.Date{}
	for _, s := range a {
		if s.Last.Compare(last) > 0 {
			last = s.Last
		}
	}
	return last
}

// Articles are those of all its stories.
func (a Affair) Articles() []Member {
	var all []Member
	for _, s := range a {
		all = append(all, s.Articles...)
	}
	return all
}
