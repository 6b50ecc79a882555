package zone

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Clocks change at the place that an abbreviation of summer time means.
func TestAbbreviationsMeanPlacesThatKeepTheirTime(t *testing.T) {
	january, july := time.Date(2025, time.January, 15, 0, 0, 0, 0, time.UTC), time.Date(2025, time.July, 15, 0, 0, 0, 0, time.UTC)
	if len(byAbbreviation) < 30 {
		t.Errorf("%d abbreviations are known", len(byAbbreviation))
	}
	for short, place := range byAbbreviation {
		if !slices.Contains(zones, place) {
			t.Errorf("%s means %s, which is not suggested", short, place)
		}
		zone, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		winter, _ := january.In(zone).Zone()
		summer, _ := july.In(zone).Zone()
		// The database has a number where a zone has no abbreviation in English,
		// and knows neither ET nor the German ones.
		known := len(short) > 2 && !strings.HasPrefix(short, "ME") && strings.Trim(winter, "+-0123456789") != ""
		if known && short != winter && short != summer {
			t.Errorf("%s means %s, where it is %s and %s", short, place, winter, summer)
		}
	}
	for _, short := range []string{"EST", "CST", "MST", "PST", "GMT", "CET", "AEST"} {
		zone, err := time.LoadLocation(byAbbreviation[short])
		if err != nil {
			t.Fatal(err)
		}
		_, winter := january.In(zone).Zone()
		_, summer := july.In(zone).Zone()
		if winter == summer {
			t.Errorf("%s means %q, where clocks do not change", short, byAbbreviation[short])
		}
	}
}

func TestEveryTimeZoneIsKnown(t *testing.T) {
	for _, name := range zones {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
	for typed, want := range map[string]string{
		"asia/seoul": "Asia/Seoul", "America/New York": "America/New_York", "utc": "UTC", "Asia/Calcutta": "Asia/Calcutta",
		"": "", "Local": "", "Mars/Olympus": "", "../../etc/passwd": "",
		" Asia/Seoul ": "Asia/Seoul", "EST5EDT": "EST5EDT", "EST": "", "est": "", "PT": "", "CET": "", "JST": "",
	} {
		if got, err := Find(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is found as %q, %v", typed, got, err)
		}
	}
}
