package search

import (
	"math"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
)

// filter says which articles of a part a query may find.
type filter struct {
	active    bool
	dated     bool
	days      period // with dated: what the date must be within
	instants  period // the same for an instant, whose day is that of the zone
	before    int64  // the date must begin before that; what has none passes
	beforeAt  int64  // the same for an instant
	recency   int64  // of what was published just before, in units of 1/ScoreUnit
	outlets   []bool // by number of the outlet; nil for all
	languages []bool // likewise
	among     []bool // by number of the article; nil for all
	muted     []bool // by number of the outlet; nil for none
	hidden    []bool // by number of the article; nil for none
}

// period is [from, to) in Unix seconds.
type period struct{ from, to int64 }

// times is the filter of a query by its dates alone.
func (q Query) times() filter {
	f := filter{days: period{math.MinInt64, math.MaxInt64}, before: math.MaxInt64, beforeAt: math.MaxInt64}
	f.instants = f.days
	if q.Since.Known() {
		f.dated, f.days.from, f.instants.from = true, q.Since.Time.Unix(), q.in(q.Since, q.Since.Time)
	}
	if q.Until.Known() {
		f.dated, f.days.to, f.instants.to = true, q.Until.End().Unix(), q.in(q.Until, q.Until.End())
	}
	if q.AsOf.Known() {
		f.before, f.beforeAt = q.AsOf.End().Unix(), q.in(q.AsOf, q.AsOf.End())
		f.recency = q.recency()
	}
	return f
}

// newFilter makes the filter of a query for a part, and reports whether any
// article of the part can pass it.
func newFilter(q Query, p part) (filter, bool) {
	f := q.times()
	some := true
	if q.Outlet != "" {
		f.outlets, some = matching(p.foldedOutlets, fold.Word(q.Outlet))
	}
	if q.Written != "" && some {
		f.languages, some = matching(p.primaryLanguages, primary(q.Written))
	}
	if q.Among != nil && some {
		f.among, some = p.those(q.Among)
	}
	if muted := q.Scope.Muted(); some {
		for _, outlet := range muted.Outlets {
			if these, any := matching(p.foldedOutlets, fold.Word(outlet)); any && outlet != "" {
				f.muted = either(f.muted, these)
			}
		}
		if len(muted.Articles) > 0 {
			wanted := make(map[corpus.ArticleID]bool, len(muted.Articles))
			for _, id := range muted.Articles {
				wanted[id] = true
			}
			if these, any := p.those(wanted); any {
				f.hidden = these
			}
		}
	}
	f.active = f.muted != nil || f.hidden != nil || f.among != nil || f.dated || q.AsOf.Known() || f.outlets != nil || f.languages != nil
	return f, some
}

// recency is that of the query in units of 1/ScoreUnit.
func (q Query) recency() int64 {
	if !q.AsOf.Known() {
		return 0
	}
	return int64(float64(min(max(0, q.Recency), maxRecency) * ScoreUnit))
}

// maxRecency bounds a query's Recency, so that scores fit 32 bits.
const maxRecency = 4

// in returns when an end of a query's period is in the zone of the query: of a
// day or more, that of the day there.
func (q Query) in(d corpus.Date, at time.Time) int64 {
	if q.Zone == nil || d.Precision == corpus.Instant {
		return at.Unix()
	}
	y, m, day := at.UTC().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, q.Zone).Unix()
}

// weighted returns the score of a passage of an article with what it gains for
// being recent: the more the newer it is, in whole days.
func (f *filter) weighted(score int32, s *segment, article uint32) int32 {
	p := &s.published[article]
	if f.recency == 0 || p.precision == corpus.Unknown {
		return score
	}
	const day = 24 * 60 * 60
	age := max(0, f.before-p.to) / day
	return score + int32(int64(score)*(f.recency*RecencyHalf/(RecencyHalf+age))/ScoreUnit)
}

// those returns which articles of a segment are among some, and whether any is.
func (s *segment) those(some map[corpus.ArticleID]bool) (among []bool, any bool) {
	among = make([]bool, s.ids.len())
	for id, wanted := range some {
		if i, ok := s.article(id); ok && wanted {
			among[i], any = true, true
		}
	}
	return among, any
}

// matching returns which values are the one wanted, and whether any is.
func matching(values []string, want string) (matches []bool, some bool) {
	matches = make([]bool, len(values))
	for i, v := range values {
		matches[i] = v == want
		some = some || matches[i]
	}
	return matches, some
}

// primary returns the language of a BCP 47 tag, without region and script.
func primary(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

// inTime reports whether a publication is within the period of a query, and not
// after the day that it is asked on.
func (f *filter) inTime(p *published) bool {
	within, before := &f.days, f.before
	if p.precision == corpus.Instant {
		within, before = &f.instants, f.beforeAt
	}
	if p.precision == corpus.Unknown {
		return !f.dated
	}
	return p.from < before && (!f.dated || p.from >= within.from && p.to <= within.to)
}

// InTime reports whether an article published at a date may be found by a query:
// whether that is within Since and Until and not after AsOf.
func (q Query) InTime(d corpus.Date) bool {
	f, p := q.times(), newPublished(d)
	return f.inTime(&p)
}

// passes reports whether an article passes the filter.
func (f *filter) passes(s *segment, article int) bool {
	return f.inTime(&s.published[article]) && (f.among == nil || f.among[article]) && (f.outlets == nil || f.outlets[s.outlets.of[article]]) &&
		(f.languages == nil || f.languages[s.languages.of[article]]) &&
		(f.muted == nil || !f.muted[s.outlets.of[article]]) && (f.hidden == nil || !f.hidden[article])
}

// either is where one of two lists of the same length is true; a may be nil.
func either(a, b []bool) []bool {
	for i := range a {
		b[i] = b[i] || a[i]
	}
	return b
}

// bar sets the bits of the passages of a window that are dead or do not pass,
// and reports whether any is left.
func (f *filter) bar(p part, window, size int, barred *[windowWords]uint64) bool {
	if dead := p.dead.window(window); dead != nil {
		*barred = *dead
	} else {
		clear(barred[:])
	}
	base := window << windowBits
	left := false
	for i, article := 0, int(p.articles[base]); i < size; article++ {
		end := min(int(p.first[article+1])-base, size)
		if f.passes(p.segment, article) {
			left = left || end > i
		} else {
			setRange(barred, i, end)
		}
		i = end
	}
	return left
}

// setRange sets the bits [from, to) of a window.
func setRange(set *[windowWords]uint64, from, to int) {
	for from < to {
		word, bit := from/64, from%64
		n := min(64-bit, to-from)
		set[word] |= (1<<n - 1) << bit
		from += n
	}
}
