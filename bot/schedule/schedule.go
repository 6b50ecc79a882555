// Package schedule says when something is due that is due every day, every week
// or every month at a time of day in a time zone; or as it happens, but for some
// quiet hours there.
//
// It is arithmetic alone: no clock, no timers. The zone's rules are looked up
// at each step, so that a schedule written down before a change of rules
// follows the new ones.
//
// On the day of a clock change, a time that does not exist is due at the first
// instant after the gap, and one that exists twice is due the first time only.
// A month that is too short for the day of a monthly schedule has it on its
// last day.
package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the zones must be there on every machine
)

// Every says how often a schedule is due.
type Every string

// The intervals that there are.
const (
	Daily   Every = "daily"
	Weekly  Every = "weekly"
	Monthly Every = "monthly"
	// Live is as it happens: due again as soon as anything may have come in.
	Live Every = "live"
)

// Schedule is a time of day in a zone, on every day, one day of the week, or
// one day of the month; or, for Live, all times but for quiet hours.
type Schedule struct {
	Every   Every
	Weekday time.Weekday // for Weekly
	Day     int          // for Monthly: 1 to 31
	Hour    int          // 0 to 23
	Minute  int          // 0 to 59
	Quiet   Hours        // for Live
	Zone    string       // an IANA name
}

// Hours are those of a day from one time of day to another, which may be on the
// next day. From a time to itself there are none.
type Hours struct{ From, To Clock }

// Known reports whether there are any.
func (h Hours) Known() bool { return h.From != h.To }

// String writes the hours as [ParseHours] reads them: "22:00-07:00".
func (h Hours) String() string { return h.From.String() + "-" + h.To.String() }

// Clock is a time of day, in minutes since midnight.
type Clock int

// String writes the time as "07:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// has reports whether a time of day is among the hours.
func (h Hours) has(c Clock) bool {
	if h.From < h.To {
		return h.From <= c && c < h.To
	}
	return h.Known() && (h.From <= c || c < h.To)
}

// liveEvery is how long after one look a live schedule is due for the next.
const liveEvery = 2 * time.Minute

// days are the names of weekdays in the written form.
var days = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Validate reports what is wrong with a schedule, if anything.
func (s Schedule) Validate() error {
	switch {
	case s.Every != Daily && s.Every != Weekly && s.Every != Monthly && s.Every != Live:
		return fmt.Errorf("schedule: %q is none of daily, weekly, monthly and live", s.Every)
	case s.Every == Weekly && (s.Weekday < time.Sunday || s.Weekday > time.Saturday):
		return fmt.Errorf("schedule: there is no day %d of the week", s.Weekday)
	case s.Every == Monthly && (s.Day < 1 || s.Day > 31):
		return fmt.Errorf("schedule: there is no day %d of a month", s.Day)
	case s.Hour < 0 || s.Hour > 23 || s.Minute < 0 || s.Minute > 59:
		return fmt.Errorf("schedule: there is no time %02d:%02d", s.Hour, s.Minute)
	case !s.Quiet.From.isOne() || !s.Quiet.To.isOne():
		return fmt.Errorf("schedule: there are no hours %v", s.Quiet)
	}
	_, err := s.location()
	return err
}

func (c Clock) isOne() bool { return c >= 0 && c < 24*60 }

func (s Schedule) location() (*time.Location, error) {
	if s.Zone == "" || strings.EqualFold(s.Zone, "local") { // whatever the machine is set to
		return nil, errors.New("schedule: the time zone is missing")
	}
	if zone, ok := zones.Load(s.Zone); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil, fmt.Errorf("schedule: find time zone %q: %w", s.Zone, err)
	}
	zones.Store(s.Zone, zone)
	return zone, nil
}

// zones are the time zones read so far, by name: there are some six hundred,
// and reading one takes longer than all else.
var zones sync.Map

// String writes the schedule such that [Parse] reads it: "daily 09:00 UTC",
// "weekly mon 09:00 Europe/Berlin", "monthly 31 18:30 Asia/Seoul", "live UTC",
// "live 22:00-07:00 Europe/Berlin".
func (s Schedule) String() string {
	on := ""
	if s.Every == Live {
		if s.Quiet.Known() {
			on = " " + s.Quiet.String()
		}
		return fmt.Sprintf("%s%s %s", s.Every, on, s.Zone)
	}
	switch {
	case s.Every == Weekly && s.Weekday >= time.Sunday && s.Weekday <= time.Saturday:
		on = " " + days[s.Weekday]
	case s.Every == Monthly:
		on = " " + strconv.Itoa(s.Day)
	}
	return fmt.Sprintf("%s%s %02d:%02d %s", s.Every, on, s.Hour, s.Minute, s.Zone)
}

// Parse reads a schedule as [Schedule.String] writes it, and nothing else.
func Parse(text string) (Schedule, error) {
	s := Schedule{}
	fields := strings.Fields(text)
	bad := fmt.Errorf("schedule %q: write it as daily 09:00 UTC, weekly mon 09:00 Europe/Berlin, monthly 31 09:00 Asia/Seoul or live 22:00-07:00 Asia/Seoul", text)
	if len(fields) < 2 || len(text) > 200 {
		return s, bad
	}
	s.Every = Every(fields[0])
	rest := fields[1:]
	var err error
	if len(rest) < 2 && s.Every != Live {
		return s, bad
	}
	switch s.Every {
	case Live:
		if len(rest) == 2 {
			if s.Quiet, err = ParseHours(rest[0]); err != nil {
				return s, bad
			}
			rest = rest[1:]
		}
		if len(rest) != 1 {
			return s, bad
		}
		s.Zone = rest[0]
		return s, s.Validate()
	case Daily:
	case Weekly:
		if s.Weekday, err = ParseWeekday(rest[0]); err != nil {
			return s, bad
		}
		rest = rest[1:]
	case Monthly:
		if s.Day, err = strconv.Atoi(rest[0]); err != nil {
			return s, bad
		}
		rest = rest[1:]
	default:
		return s, bad
	}
	if len(rest) != 2 {
		return s, bad
	}
	if s.Hour, s.Minute, err = ParseTime(rest[0]); err != nil {
		return s, bad
	}
	s.Zone = rest[1]
	return s, s.Validate()
}

// IsLive reports whether what is written is a schedule of what is told as it
// happens.
func IsLive(text string) bool { return strings.HasPrefix(text, string(Live)+" ") }

// ParseHours reads hours of the day, whose ends are times as [ParseTime] reads
// them: "22:00-07:00", "10 pm to 7 am", "22–7".
func ParseHours(text string) (Hours, error) {
	for _, dash := range []string{"–", "—", " to "} {
		text = strings.Replace(text, dash, "-", 1)
	}
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		return Hours{}, fmt.Errorf("%q are no hours of the day; write them as 22:00-07:00", text)
	}
	var h Hours
	for _, end := range []struct {
		text string
		is   *Clock
	}{{from, &h.From}, {to, &h.To}} {
		hour, minute, err := ParseTime(end.text)
		if err != nil {
			return Hours{}, err
		}
		*end.is = Clock(60*hour + minute)
	}
	return h, nil
}

// ParseWeekday reads a weekday by its English name or the first three letters
// of it.
func ParseWeekday(text string) (time.Weekday, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	for d := time.Sunday; d <= time.Saturday; d++ {
		if text == days[d] || text == strings.ToLower(d.String()) {
			return d, nil
		}
	}
	return 0, fmt.Errorf("%q is no day of the week", text)
}

// ParseTime reads a time of day, whole: "9:00", "09:00", "18.30", "9", "9am",
// "6:30 pm".
func ParseTime(text string) (hour, minute int, err error) {
	bad := fmt.Errorf("%q is no time of day; write it as 9:00 or 18:30", text)
	text = strings.ToLower(strings.TrimSpace(text))
	half := -1
	for i, suffix := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(text, suffix); ok {
			half, text = i, strings.TrimSpace(rest)
		}
	}
	h, m, there := strings.Cut(strings.Replace(text, ".", ":", 1), ":")
	if !there {
		m = "00"
	}
	if len(h) < 1 || len(h) > 2 || len(m) != 2 || strings.Trim(h+m, "0123456789") != "" {
		return 0, 0, bad
	}
	hour, _ = strconv.Atoi(h) // of one or two digits
	minute, _ = strconv.Atoi(m)
	if half >= 0 {
		if hour < 1 || hour > 12 {
			return 0, 0, bad
		}
		hour = hour%12 + 12*half
	}
	if hour > 23 || minute > 59 {
		return 0, 0, bad
	}
	return hour, minute, nil
}

// Next returns the first instant after another at which the schedule is due, in
// UTC.
func (s Schedule) Next(after time.Time) (time.Time, error) {
	if err := s.Validate(); err != nil {
		return time.Time{}, err
	}
	zone, err := s.location()
	if err != nil {
		return time.Time{}, err
	}
	if s.Every == Live {
		return s.loud(after.Add(liveEvery)), nil
	}
	// A day before, since what was due then may have had to wait for a gap to end.
	y, m, d := after.In(zone).AddDate(0, 0, -2).Date()
	for i := range longest {
		day := time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC) // a date, no instant
		if !s.on(day) {
			continue
		}
		if due := first(day, s.Hour, s.Minute, zone); due.After(after) {
			return due.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("schedule %s: nothing is due within %d days", s, longest)
}

// IsQuiet reports whether an instant is in the quiet hours of a live schedule.
func (s Schedule) IsQuiet(at time.Time) bool {
	zone, err := s.location()
	if err != nil || s.Every != Live {
		return false
	}
	local := at.In(zone)
	return s.Quiet.has(Clock(60*local.Hour() + local.Minute()))
}

// loud returns an instant, or where that is in quiet hours, their end: the first
// whole minute by the zone's clock, however that is changed meanwhile, that is not
// among them.
func (s Schedule) loud(at time.Time) time.Time {
	for s.IsQuiet(at) {
		at = at.Truncate(time.Minute).Add(time.Minute)
	}
	return at.UTC()
}

// NextDay returns the first instant of the next day in the schedule's zone that
// is in no quiet hours.
func (s Schedule) NextDay(at time.Time) time.Time {
	zone, err := s.location()
	if err != nil {
		return at.Add(24 * time.Hour)
	}
	y, m, d := at.In(zone).Date()
	return s.loud(first(time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC), 0, 0, zone))
}

// DayBegan returns when the day began in the schedule's zone that it is there.
func (s Schedule) DayBegan(at time.Time) time.Time {
	zone, err := s.location()
	if err != nil {
		return at.Truncate(24 * time.Hour)
	}
	y, m, d := at.In(zone).Date()
	return first(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), 0, 0, zone).UTC()
}

// longest is more days than lie between two times that a schedule is due.
const longest = 70

// on reports whether the schedule is due on a date.
func (s Schedule) on(day time.Time) bool {
	switch s.Every {
	case Weekly:
		return day.Weekday() == s.Weekday
	case Monthly:
		last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		return day.Day() == min(s.Day, last)
	}
	return true
}

// first returns the first instant at which clocks in a zone show a time on a
// date, or where they never do, the first after the gap.
func first(day time.Time, hour, minute int, zone *time.Location) time.Time {
	y, m, d := day.Date()
	at := time.Date(y, m, d, hour, minute, 0, 0, zone)
	begin, end := at.ZoneBounds()
	shown := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	wanted := time.Date(y, m, d, hour, minute, 0, 0, time.UTC)
	switch {
	case shown.After(wanted): // time.Date has read it by the clock of before the gap
		return begin
	case shown.Before(wanted): // or by that of after it
		return end
	case begin.IsZero():
		return at
	}
	// It may have been shown before, if the clocks were set back since.
	_, now := at.Zone()
	_, before := begin.Add(-time.Second).Zone()
	if earlier := at.Add(time.Duration(now-before) * time.Second); before > now && earlier.Before(begin) {
		return earlier
	}
	return at
}
