package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func next(t *testing.T, text, after string) string {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	from, err := time.Parse(time.RFC3339, after)
	if err != nil {
		t.Fatal(err)
	}
	due, err := s.Next(from)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return due.In(zone).Format("2006-01-02 15:04 -0700")
}

func TestNextKeepsLocalTimeAcrossClockChanges(t *testing.T) {
	for _, tc := range []struct{ name, schedule, after, want string }{
		{"an ordinary week", "weekly mon 09:00 Europe/Berlin", "2025-01-15T12:00:00Z", "2025-01-20 09:00 +0100"},
		{"strictly after", "weekly mon 09:00 Europe/Berlin", "2025-01-20T08:00:00Z", "2025-01-27 09:00 +0100"},
		{"over the change in spring", "weekly mon 09:00 Europe/Berlin", "2025-03-24T08:00:00Z", "2025-03-31 09:00 +0200"},
		{"in the gap", "daily 02:30 America/New_York", "2025-03-08T12:00:00Z", "2025-03-09 03:00 -0400"},
		{"after the gap", "daily 02:30 America/New_York", "2025-03-09T07:00:00Z", "2025-03-10 02:30 -0400"},
		{"twice in autumn: the first", "daily 01:30 America/New_York", "2025-11-01T12:00:00Z", "2025-11-02 01:30 -0400"},
		{"twice in autumn: not again", "daily 01:30 America/New_York", "2025-11-02T05:30:00Z", "2025-11-03 01:30 -0500"},
		{"the southern spring", "daily 02:15 Australia/Sydney", "2025-10-04T12:00:00Z", "2025-10-05 03:00 +1100"},
		{"half an hour of gap", "daily 02:10 Australia/Lord_Howe", "2025-10-04T12:00:00Z", "2025-10-05 02:30 +1100"},
		{"midnight is in the gap", "daily 00:00 Africa/Cairo", "2025-04-24T12:00:00Z", "2025-04-25 01:00 +0300"},
		{"a day that a zone left out", "weekly fri 09:00 Pacific/Apia", "2011-12-28T12:00:00Z", "2011-12-31 00:00 +1400"},
		{"the leap day", "monthly 29 09:00 UTC", "2024-02-01T00:00:00Z", "2024-02-29 09:00 +0000"},
		{"no leap day", "monthly 29 09:00 UTC", "2025-02-01T00:00:00Z", "2025-02-28 09:00 +0000"},
		{"a short month", "monthly 31 18:30 Asia/Seoul", "2025-04-01T00:00:00Z", "2025-04-30 18:30 +0900"},
		{"over the year's end", "monthly 31 18:30 Asia/Seoul", "2025-12-31T09:30:00Z", "2026-01-31 18:30 +0900"},
	} {
		if got := next(t, tc.schedule, tc.after); got != tc.want {
			t.Errorf("%s: %s after %s is %s, want %s", tc.name, tc.schedule, tc.after, got, tc.want)
		}
	}
}

func TestParseIsTheInverseOfString(t *testing.T) {
	for _, text := range []string{"daily 09:00 UTC", "weekly sun 00:00 Asia/Seoul", "monthly 31 23:59 America/Argentina/Buenos_Aires"} {
		s, err := Parse(text)
		if err != nil || s.String() != text {
			t.Errorf("%q is read as %q, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "daily", "daily 09:00", "daily 24:00 UTC", "daily 9:00 Local", "daily 09:00 Mars/Olympus", "weekly 09:00 UTC",
		"weekly mon 09:00 UTC and more", "monthly 0 09:00 UTC", "monthly 32 09:00 UTC", "hourly 09:00 UTC", "daily 09:00 ../../etc/passwd"} {
		if s, err := Parse(text); err == nil {
			t.Errorf("%q is taken for %s", text, s)
		}
	}
}

func TestTimesOfDay(t *testing.T) {
	for typed, want := range map[string]string{
		"9:00": "9 0", "09:00": "9 0", "18.30": "18 30", "9": "9 0", "9am": "9 0", "6:30 pm": "18 30", "12am": "0 0", "12 PM": "12 0", "23:59": "23 59",
	} {
		if h, m, err := ParseTime(typed); err != nil || fmt.Sprint(h, m) != want {
			t.Errorf("%q is %d:%d, %v", typed, h, m, err)
		}
	}
	for _, typed := range []string{"", "24:00", "9:60", "9:5", "13pm", "0am", "nine", "9:00 tomorrow", "-1:00", "9:00:00", "٩:00"} {
		if h, m, err := ParseTime(typed); err == nil {
			t.Errorf("%q is taken for %d:%d", typed, h, m)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("weekly mon 09:00 Europe/Berlin")
	f.Add("monthly 31 9am UTC")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(s.String())
		if err != nil || again != s {
			t.Errorf("%q is %s, which is %s, %v", text, s, again, err)
		}
	})
}

// places are forty zones, of both hemispheres, with changes by an hour and by half of
// one, at midnight and never.
var places = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul", "Europe/Dublin", "Atlantic/Azores",
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Adak",
	"America/St_Johns", "America/Halifax", "America/Havana", "America/Santiago", "America/Asuncion", "America/Sao_Paulo",
	"America/Argentina/Buenos_Aires", "America/Scoresbysund", "Africa/Cairo", "Africa/Casablanca", "Africa/Lagos", "Africa/Johannesburg",
	"Asia/Jerusalem", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Seoul",
	"Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
}

// wall is what a clock on the wall of a zone shows, minute by minute from an
// instant on, in minutes since 1970 as if it were in UTC. Zones change their
// clocks at full quarters of an hour.
func wall(zone *time.Location, from, to time.Time) []int64 {
	var shown []int64
	for at := from; at.Before(to); at = at.Add(15 * time.Minute) {
		_, ahead := at.In(zone).Zone()
		for i := range int64(15) {
			shown = append(shown, (at.Unix()+int64(ahead))/60+i)
		}
	}
	return shown
}

// watched works out when a schedule is due by looking at the clock every
// minute: on each date that it is for, at the first minute that shows its time
// or, where none does, the first that shows a later one.
func watched(s Schedule, shown []int64, from time.Time) []time.Time {
	var out []time.Time
	done := int64(0) // days up to this have been
	for i := 0; i < len(shown); i++ {
		day, minute := shown[i]/(24*60), int(shown[i]%(24*60))
		if day <= done {
			i += max(0, 24*60-minute-3*60) // no clock is changed by three hours
			continue
		}
		if minute < s.Hour*60+s.Minute {
			continue
		}
		done = day
		date := time.Unix(day*24*60*60, 0).UTC()
		short := date.AddDate(0, 0, 1).Day() == 1 && date.Day() < s.Day
		if s.Every == Weekly && date.Weekday() != s.Weekday || s.Every == Monthly && date.Day() != s.Day && !short {
			continue
		}
		out = append(out, from.Add(time.Duration(i)*time.Minute))
	}
	return out
}

// TestAYearOfSchedulesMatchesAClockOnTheWall holds two thousand schedules in
// forty zones to what the clocks there show, over a leap year.
func TestAYearOfSchedulesMatchesAClockOnTheWall(t *testing.T) {
	from, to := time.Date(2023, time.December, 20, 0, 0, 0, 0, time.UTC), time.Date(2025, time.January, 5, 0, 0, 0, 0, time.UTC)
	sure := from.Add(48 * time.Hour) // the first day had begun before the clocks were watched
	r := rand.New(rand.NewPCG(1, 2))
	each := 50 // schedules in each zone
	if testing.Short() {
		each = 4
	}
	runs := 0
	for _, name := range places {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		shown := wall(zone, from, to)
		for i := range each {
			s := Schedule{Every: []Every{Daily, Weekly, Monthly}[i%3], Weekday: time.Weekday(r.IntN(7)), Day: 1 + r.IntN(31), Hour: r.IntN(24), Minute: r.IntN(60), Zone: name}
			if i%2 == 0 { // when clocks are changed
				s.Hour = r.IntN(4)
			}
			var got []time.Time
			for at := sure; ; got = append(got, at) {
				if at, err = s.Next(at); err != nil {
					t.Fatal(err)
				}
				if !at.Before(to) {
					break
				}
			}
			want := watched(s, shown, from)
			for len(want) > 0 && !want[0].After(sure) {
				want = want[1:]
			}
			if !slices.EqualFunc(got, want, time.Time.Equal) {
				t.Fatalf("%s is due\n%v, by the clock\n%v", s, got, want)
			}
			runs += len(got)
		}
	}
	if runs < 4000*each {
		t.Errorf("only %d runs", runs)
	}
}

func TestALiveScheduleIsDueSoonButInQuietHours(t *testing.T) {
	for text, wants := range map[string][2]string{ // when it is due after an instant
		"live UTC":                         {"2025-03-12 10:00", "2025-03-12 10:02"},
		"live 22:00-07:00 UTC":             {"2025-03-12 21:57", "2025-03-12 21:59"},
		"live 22:00-07:00 Asia/Seoul":      {"2025-03-12 13:00", "2025-03-12 22:00"},
		"live 12:00-13:30 UTC":             {"2025-03-12 11:59", "2025-03-12 13:30"},
		"live 01:30-02:30 Europe/Berlin":   {"2025-03-30 00:40", "2025-03-30 01:00"}, // that hour is left out
		"live 01:00-02:30 America/Chicago": {"2025-11-02 06:30", "2025-11-02 08:30"}, // one hour is twice
	} {
		s, err := Parse(text)
		if err != nil || s.String() != text {
			t.Errorf("%s reads as %s, %v", text, s, err)
			continue
		}
		after, _ := time.Parse("2006-01-02 15:04", wants[0])
		due, err := s.Next(after)
		if got := due.Format("2006-01-02 15:04"); err != nil || got != wants[1] {
			t.Errorf("%s is due after %s at %s, want %s (%v)", text, wants[0], got, wants[1], err)
		}
		if s.IsQuiet(due) {
			t.Errorf("%s is due in quiet hours, at %v", text, due)
		}
	}
	for _, text := range []string{"live", "live 22:00 UTC", "live 22:00-25:00 UTC", "live mon 09:00 UTC", "live local"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
	for text, want := range map[string]string{"22-7": "22:00-07:00", "10 pm to 7 am": "22:00-07:00", "0-0": "00:00-00:00"} {
		if h, err := ParseHours(text); err != nil || h.String() != want {
			t.Errorf("%q reads as %v, %v", text, h, err)
		}
	}
}
