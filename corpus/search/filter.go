package search

import (
	"math"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/analysis/fold"
)

// filter says which articles of a part a query may find.
type filter struct {
	active    bool
	dated     bool
	from, to  int64  // with dated: the period [from, to) that the date must be within
	outlets   []bool // by number of the outlet; nil for all
	languages []bool // likewise
	among     []bool // by number of the article; nil for all
}

// newFilter makes the filter of a query for a part, and reports whether any
// article of the part can pass it.
func newFilter(q Query, p part) (filter, bool) {
	f := filter{from: math.MinInt64, to: math.MaxInt64}
	if q.Since.Known() {
		f.dated, f.from = true, q.Since.Time.Unix()
	}
	if q.Until.Known() {
		f.dated, f.to = true, q.Until.End().Unix()
	}
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
	f.active = f.among != nil || f.dated || f.outlets != nil || f.languages != nil
	return f, some
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

// passes reports whether an article passes the filter.
func (f *filter) passes(s *segment, article int) bool {
	if f.dated {
		p := &s.published[article]
		if p.precision == corpus.Unknown || p.from < f.from || p.to > f.to {
			return false
		}
	}
	return (f.among == nil || f.among[article]) && (f.outlets == nil || f.outlets[s.outlets.of[article]]) &&
		(f.languages == nil || f.languages[s.languages.of[article]])
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
