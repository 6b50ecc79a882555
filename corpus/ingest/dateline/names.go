package dateline

import (
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones below must be there on every machine

	"sitrep/corpus/language"
)

// months by their names and abbreviations in lower case, in every language.
var months = all.Numbers("months")

// all has the words of every language: what a date is in is not known yet.
var all = language.All()

// fillers are words that stand in dates and say nothing that matters: weekdays
// and the joints of a printed date.
var fillers = all.Set("dateline/fillers")

// ordinals are what is written on to the number of a day.
var ordinals = all.Set("dateline/ordinals")

// zones are the abbreviations of time zones that stand for one zone in news
// copy. Those with summer time are named by place, so that "ET" is right in
// either half of the year.
var zones = map[string]string{
	"utc": "UTC", "gmt": "UTC", "z": "UTC",
	"et": "America/New_York", "est": "-5", "edt": "-4", "ct": "America/Chicago", "cdt": "-5",
	"mt": "America/Denver", "mst": "-7", "mdt": "-6", "pt": "America/Los_Angeles", "pst": "-8", "pdt": "-7",
	"bst": "+1", "cet": "+1", "cest": "+2", "eet": "+2", "eest": "+3", "msk": "+3", "sast": "+2",
	"kst": "+9", "jst": "+9", "hkt": "+8", "sgt": "+8", "aest": "+10", "aedt": "+11", "nzst": "+12", "nzdt": "+13",
}

// ignoredZones are abbreviations that stand for several zones (India, Ireland
// and Israel are all IST): the day is taken and the time is not.
var ignoredZones = map[string]bool{"ist": true, "cst": true, "wib": true, "local": true, "time": true}

func zone(name string) *time.Location {
	if name[0] == '+' || name[0] == '-' {
		hours := 0
		for _, c := range name[1:] {
			hours = hours*10 + int(c-'0')
		}
		if name[0] == '-' {
			hours = -hours
		}
		return time.FixedZone(name, hours*3600)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// anyOf returns a regular expression of the entries of a list, the longest first:
// as their values write them, where they have any ("by = By / BY / by").
func anyOf(list string) string {
	var out []string
	values := all.Values("dateline/" + list)
	for _, entry := range all.List("dateline/" + list) {
		written := entry
		if v := values[entry]; v != "" {
			written = v
		}
		for w := range strings.SplitSeq(written, " / ") {
			out = append(out, regexp.QuoteMeta(w))
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return strings.Join(out, "|")
}
