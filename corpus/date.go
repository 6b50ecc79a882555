package corpus

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// The precisions, from none to all.
const (
	Unknown Precision = iota // the zero value: no date at all
	Year                     // 2018
	Month                    // 2018-06
	Day                      // 2018-06-12
	Instant                  // 2018-06-12T09:04:00+08:00
)

var precisionNames = [...]string{"", "year", "month", "day", "instant"}

// String returns "year", "month", "day", "instant", or "" when unknown.
func (p Precision) String() string { return precisionNames[p] }

// ParsePrecision is the inverse of [Precision.String].
func ParsePrecision(s string) (Precision, error) {
	for p, name := range precisionNames {
		if s == name {
			return Precision(p), nil
		}
	}
	return Unknown, fmt.Errorf("unknown precision %q", s)
}

// Date is a point in time that is known to some precision, by the clock of
// those who wrote it: a story of Thursday 07:30 in Seoul is one of Thursday,
// though it is Wednesday in Greenwich. All that shows, counts or compares dates
// goes by that clock. The zero Date is an unknown one.
type Date struct {
	Time      time.Time // what that clock shows when the period begins, set as UTC; zero when unknown
	Precision Precision
	Ahead     int // of an instant: by how many minutes that clock is ahead of UTC
}

// NewDate returns a date of day precision, or coarser where day or month are
// zero.
func NewDate(year int, month time.Month, day int) Date {
	p := Day
	if day == 0 {
		day, p = 1, Month
	}
	if month == 0 {
		month, day, p = time.January, 1, Year
	}
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), Precision: p}
}

// NewInstant returns a date that is known to the second, by the clock of the
// zone of t.
func NewInstant(t time.Time) Date {
	_, seconds := t.Zone()
	ahead := seconds / 60 // as RFC 3339, which writes no seconds
	clock := t.UTC().Truncate(time.Second).Add(time.Duration(ahead) * time.Minute)
	return Date{Time: clock, Precision: Instant, Ahead: ahead}
}

// Instant returns the instant at which the period begins, in UTC; for dates
// coarser than an instant, whose zone is unknown, as if that were UTC.
func (d Date) Instant() time.Time { return d.Time.Add(-time.Duration(d.Ahead) * time.Minute) }

// Known reports whether anything of the date is known.
func (d Date) Known() bool { return d.Precision != Unknown }

// End returns what the same clock shows after the period: for 2018-06, that is
// 2018-07-01T00:00:00. The end of an instant is one second later.
func (d Date) End() time.Time {
	switch d.Precision {
	case Year:
		return d.Time.AddDate(1, 0, 0)
	case Month:
		return d.Time.AddDate(0, 1, 0)
	case Day:
		return d.Time.AddDate(0, 0, 1)
	case Instant:
		return d.Time.Add(time.Second)
	}
	return d.Time
}

// Truncate returns the date at the given precision, or d where it is no more
// precise than that.
func (d Date) Truncate(p Precision) Date {
	if d.Precision <= p {
		return d
	}
	y, m, day := d.Time.Date()
	switch p {
	case Year:
		return NewDate(y, 0, 0)
	case Month:
		return NewDate(y, m, 0)
	case Day:
		return NewDate(y, m, day)
	}
	return Date{}
}

// LastDay returns the last day of the period, and unknown of an unknown one.
func (d Date) LastDay() Date {
	if !d.Known() {
		return d
	}
	return NewInstant(d.End().Add(-time.Second)).Truncate(Day)
}

// DaysBack returns the first of n days that end with the last of the period.
func (d Date) DaysBack(n int) Date {
	return Date{Time: d.LastDay().Time.AddDate(0, 0, 1-n), Precision: Day}
}

// Compare orders dates by when they begin, each by its own clock, the coarser
// first where that is the same, and unknown dates before all others.
func (d Date) Compare(e Date) int {
	if d.Known() != e.Known() {
		return cmp.Compare(d.Precision, e.Precision)
	}
	if c := d.Time.Compare(e.Time); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(d.Precision, e.Precision), cmp.Compare(e.Ahead, d.Ahead))
}

// String returns the date in ISO 8601, no more precise than it is known:
// "2018", "2018-06", "2018-06-12", "2018-06-12T09:04:00+08:00", or "".
func (d Date) String() string {
	switch d.Precision {
	case Year:
		return d.Time.Format("2006")
	case Month:
		return d.Time.Format("2006-01")
	case Day:
		return d.Time.Format("2006-01-02")
	case Instant:
		return d.Instant().In(time.FixedZone("", d.Ahead*60)).Format(time.RFC3339)
	}
	return ""
}

// MarshalText writes the date as [Date.String] does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Date.MarshalText] wrote.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// ParseDate reads an ISO 8601 date of any precision, as written by
// [Date.String]; the empty string is the unknown date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for _, f := range []struct {
		layout string
		p      Precision
	}{
		{"2006", Year}, {"2006-01", Month}, {"2006-01-02", Day},
		{time.RFC3339, Instant}, {"2006-01-02T15:04:05", Instant}, {"2006-01-02 15:04:05", Instant}, {"2006-01-02T15:04Z07:00", Instant},
	} {
		if t, err := time.Parse(f.layout, s); err == nil && t.Year() > 0 {
			if f.p == Instant {
				return NewInstant(t), nil
			}
			return Date{Time: t, Precision: f.p}, nil
		}
	}
	return Date{}, fmt.Errorf("date %q: write YYYY, YYYY-MM, YYYY-MM-DD or a time as in RFC 3339", s)
}

// DateOrigin says where the publication date of an article was found.
type DateOrigin string

// doubted marks the origin of a date that cannot be right.
const doubted = ", doubted"

// Doubted is the origin of a date that the article itself contradicts.
func (o DateOrigin) Doubted() DateOrigin { return o + doubted }

// IsDoubted reports whether the article contradicts its date.
func (o DateOrigin) IsDoubted() bool { return strings.HasSuffix(string(o), doubted) }

// The origins, from the most to the least trusted.
const (
	OriginNone        DateOrigin = ""
	OriginFrontMatter DateOrigin = "front matter" // also the "published" field of a JSON line
	OriginJSONLD      DateOrigin = "json-ld"
	OriginMeta        DateOrigin = "meta"      // OpenGraph and other <meta> elements
	OriginMicrodata   DateOrigin = "microdata" // itemprop="datePublished"
	OriginTime        DateOrigin = "time"      // a <time> element of the article itself
	OriginFeed        DateOrigin = "feed"
	OriginURL         DateOrigin = "url"
	OriginElsewhere   DateOrigin = "elsewhere" // elsewhere in the page
	OriginDateline    DateOrigin = "dateline"  // "SEOUL, 25 August 2025 —"
	OriginFile        DateOrigin = "file"      // its name, or what the operator chose of it
)
