package corpus

import (
	"testing"
	"time"
)

func TestInstantsAreOfTheDayOfThoseWhoWroteThem(t *testing.T) {
	for written, want := range map[string]struct{ day, instant string }{
		"2019-02-28T07:30:00+09:00": {"2019-02-28", "2019-02-27T22:30:00Z"},
		"2023-11-08T21:30:00-05:00": {"2023-11-08", "2023-11-09T02:30:00Z"},
		"2024-05-03T08:15:00Z":      {"2024-05-03", "2024-05-03T08:15:00Z"},
		"2024-05-03T23:15:00+05:45": {"2024-05-03", "2024-05-03T17:30:00Z"},
	} {
		d, err := ParseDate(written)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Truncate(Day).String(); got != want.day {
			t.Errorf("%s is of %s, want %s", written, got, want.day)
		}
		if got := d.Instant().Format(time.RFC3339); got != want.instant {
			t.Errorf("%s is %s, want %s", written, got, want.instant)
		}
		if got := d.String(); got != written {
			t.Errorf("%s is written back as %s", written, got)
		}
	}
}

func TestDatesCompareByTheDayTheyWerePublishedOn(t *testing.T) {
	inSeoul, _ := ParseDate("2019-02-28T07:30:00+09:00")   // before it in time,
	inNewYork, _ := ParseDate("2019-02-27T23:00:00-05:00") // after it by the calendar
	if inSeoul.Compare(inNewYork) <= 0 {
		t.Errorf("%s comes before %s", inSeoul, inNewYork)
	}
}
