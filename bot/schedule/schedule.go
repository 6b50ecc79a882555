// Package schedule says when something is due that is due every day, every week
// or every month at a time of day in a time zone.
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
)

// Schedule is a time of day in a zone, on every day, one day of the week, or
// one day of the month.
type Schedule struct {
	Every   Every
	Weekday time.Weekday // for Weekly
	Day     int          // for Monthly: 1 to 31
	Hour    int          // 0 to 23
	Minute  int          // 0 to 59
	Zone    string       // an IANA name
}

// days are the names of weekdays in the written form.
var days = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Validate reports what is wrong with a schedule, if anything.
func (s Schedule) Validate() error {
	switch {
	case s.Every != Daily && s.Every != Weekly && s.Every != Monthly:
		return fmt.Errorf("schedule: %q is none of daily, weekly and monthly", s.Every)
	case s.Every == Weekly && (s.Weekday < time.Sunday || s.Weekday > time.Saturday):
		return fmt.Errorf("schedule: there is no day %d of the week", s.Weekday)
	case s.Every == Monthly && (s.Day < 1 || s.Day > 31):
		return fmt.Errorf("schedule: there is no day %d of a month", s.Day)
	case s.Hour < 0 || s.Hour > 23 || s.Minute < 0 || s.Minute > 59:
		return fmt.Errorf("schedule: there is no time %02d:%02d", s.Hour, s.Minute)
	}
	_, err := s.location()
	return err
}

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
// "weekly mon 09:00 Europe/Berlin", "monthly 31 18:30 Asia/Seoul".
func (s Schedule) String() string {
	on := ""
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
	bad := fmt.Errorf("schedule %q: write it as daily 09:00 UTC, weekly mon 09:00 Europe/Berlin or monthly 31 09:00 Asia/Seoul", text)
	if len(fields) < 3 || len(text) > 200 {
		return s, bad
	}
	s.Every = Every(fields[0])
	rest := fields[1:]
	var err error
	switch s.Every {
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
