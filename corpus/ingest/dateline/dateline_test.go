package dateline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestParseReadsDatesAsWritten(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		// by machines
		{"2025-08-25T09:30:00+09:00", "2025-08-25T09:30:00+09:00"},
		{"2025-08-25T09:30:00Z", "2025-08-25T09:30:00Z"},
		{"2025-08-25T09:30:15.123456Z", "2025-08-25T09:30:15Z"},
		{"2025-08-25T09:30:00+0900", "2025-08-25T09:30:00+09:00"},
		{"2025-08-25T09:30+09:00", "2025-08-25T09:30:00+09:00"},
		{"2025-08-25 09:30:00 +0900", "2025-08-25T09:30:00+09:00"},
		{"2025-08-25 09:30:00 +0000 UTC", "2025-08-25T09:30:00Z"},
		{"20250825T093000Z", "2025-08-25T09:30:00Z"},
		{"Mon, 25 Aug 2025 09:30:00 +0900", "2025-08-25T09:30:00+09:00"},
		{"Mo, 25 Aug 2025 09:30:00 -0400", "2025-08-25T09:30:00-04:00"},
		{"Mon, 25 Sept 2025 09:30:00 +0300", "2025-09-25T09:30:00+03:00"},
		{"Mon, 25 Aug 2025 09:30:00 GMT+7", "2025-08-25T09:30:00+07:00"},
		{"Mon, 25 Aug 2025 09:30:00 GMT", "2025-08-25T09:30:00Z"},
		{"2025-08-25T09:30:00", "2025-08-25"}, // no zone, no instant
		{"2025-08-25 09:30", "2025-08-25"},
		{"2025-08-25T00:00:00Z", "2025-08-25"}, // midnight stands for a day
		{"2025-08-25T00:00:00+09:00", "2025-08-25"},
		{"20250825", "2025-08-25"},
		{"2025-08-25", "2025-08-25"},
		{"2025-08", "2025-08"},
		{"2025", "2025"},
		// by people
		{"25 August 2025", "2025-08-25"},
		{"August 25, 2025", "2025-08-25"},
		{"Aug. 25, 2025", "2025-08-25"},
		{"Aug 25th, 2025", "2025-08-25"},
		{"the 1st of September 2025", "2025-09-01"},
		{"Monday, August 25, 2025", "2025-08-25"},
		{"Mon 25 Aug 2025 15.04", ""},
		{"Mon 25 Aug 2025 15:04", "2025-08-25"},
		{"25 August 2025 15:04 GMT", "2025-08-25T15:04:00Z"},
		{"3:04 p.m. ET, August 25, 2025", "2025-08-25T15:04:00-04:00"},
		{"Jan. 25, 2025 3:04 PM ET", "2025-01-25T15:04:00-05:00"}, // ET is another hour in winter
		{"Aug 25, 2025, 12:15 am EST", "2025-08-25T00:15:00-05:00"},
		{"August 25, 2025 at 9 a.m. KST", "2025-08-25T09:00:00+09:00"}, // midnight elsewhere
		{"August 25, 2025 at 10 a.m. KST", "2025-08-25T10:00:00+09:00"},
		{"August 25, 2025 10:00 IST", "2025-08-25"}, // India's, Ireland's or Israel's
		{"August 2025", "2025-08"},
		{"25. August 2025, 14:30 Uhr", "2025-08-25"},
		{"25.08.2025", "2025-08-25"},
		{"25.8.25", "2025-08-25"},
		{"25.8.98", "1998-08-25"},
		{"1.2.2025", "2025-02-01"},
		{"25/08/2025", "2025-08-25"},
		{"08/25/2025", "2025-08-25"},
		{"08/08/2025", "2025-08-08"},
		{"2025/08/25", "2025-08-25"},
		{"le 25 août 2025", "2025-08-25"},
		{"25 de agosto de 2025", "2025-08-25"},
		{"25 agosto 2025", "2025-08-25"},
		{"25 августа 2025 г.", "2025-08-25"},
		{"2025년 8월 25일", "2025-08-25"},
		{"2025年8月25日", "2025-08-25"},
		{"2025.08.25", "2025-08-25"},
	} {
		d, ok := Parse(tc.in)
		if d.String() != tc.want || ok != (tc.want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", tc.in, d, ok, tc.want)
		}
	}
}

func TestParseDoesNotGuess(t *testing.T) {
	for _, in := range []string{
		"", "yesterday", "Monday", "August", "25 August", "August 25", "3:04 p.m.",
		"08/09/2025",         // in August or in September
		"25/08/25", "8-9-10", // no year
		"31 February 2025",   // no such day
		"31.04.2025",         //
		"2025-13-01",         //
		"0000-00-00", "0000", //
		"0001-01-01T00:00:00Z", "1970-01-01", "1970-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00", "1 January 1970", // what stands for none
		"25 August 2025 by Kim", // more than a date
		"Posted 3 days ago", "version 2025.08.25.1", "1 2 3", "13 14 2025",
		"August 25, 2025 and August 26, 2025", "2025 2025", "25:61 August 25, 2025 GMT", "August 25, 2025 13:00 pm ET",
		strings.Repeat("1 ", 200), "9999-01-01", "99999999999 August 2025",
	} {
		if d, ok := Parse(in); ok {
			t.Errorf("Parse(%q) = %s, want none", in, d)
		}
	}
}

func TestFindReadsTheFirstLines(t *testing.T) {
	const text = "The ministers met for the first time since the spring and agreed on little."
	day := corpus.NewDate(2025, 8, 25)
	for _, tc := range []struct {
		name string
		in   []string
		want Own
	}{
		{"nothing", []string{text}, Own{}},
		{"no paragraphs", nil, Own{}},
		{"dateline with agency", []string{"SEOUL, Aug. 25, 2025 (Reuters) — " + text}, Own{Published: day}},
		{"dateline with country", []string{"SEOUL, South Korea, August 25, 2025 – " + text}, Own{Published: day}},
		{"dateline in small letters", []string{"Seoul, 25 August 2025 - " + text}, Own{Published: day}},
		{"dateline with the date first", []string{"August 25, 2025 — " + text}, Own{Published: day}},
		{"dateline without a year", []string{"SEOUL, Aug 25 (Reuters) - " + text}, Own{}},
		{"dateline without a date", []string{"SEOUL, South Korea (AP) — " + text}, Own{}},
		{"line of its own", []string{"25 August 2025", text}, Own{Published: day, Lines: 1}},
		{"labelled", []string{"Published: 25 August 2025", text}, Own{Published: day, Lines: 1}},
		{"labelled in German", []string{"Veröffentlicht am 25.08.2025", text}, Own{Published: day, Lines: 1}},
		{"byline", []string{"By Ida Brandt and Per Holm", text}, Own{Byline: "Ida Brandt and Per Holm", Lines: 1}},
		{"byline and date", []string{"By Ida Brandt", "25 August 2025", text}, Own{Byline: "Ida Brandt", Published: day, Lines: 2}},
		{"byline and date in a line", []string{"By Ida Brandt | 25 August 2025", text}, Own{Byline: "Ida Brandt", Published: day, Lines: 1}},
		{"published and updated", []string{"Published: 25 August 2025", "Updated 26 August 2025", text}, Own{Published: day, Modified: corpus.NewDate(2025, 8, 26), Lines: 2}},
		{"both in a line", []string{"Published 25 August 2025 | Updated 26 August 2025", text}, Own{Published: day, Modified: corpus.NewDate(2025, 8, 26), Lines: 1}},
		{"only updated", []string{"Updated 3:04 p.m. ET, August 25, 2025", text}, Own{Published: day, Modified: mustParse(t, "3:04 p.m. ET, August 25, 2025"), Lines: 1}},
		{"finer and coarser agree", []string{"25 August 2025", "SEOUL, August 25, 2025 — " + text}, Own{Published: day, Lines: 1}},
		{"two that disagree", []string{"25 August 2025", "27 August 2025", text}, Own{Lines: 2}},
		{"a date further down", []string{text, text, "25 August 2025"}, Own{}},
		{"a date in a sentence", []string{"On August 25, 2025, the ministers met - for an hour."}, Own{}},
		{"an event's date before a dash", []string{"The summit of 12 June 2018 - the first of its kind - ended early."}, Own{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Find(tc.in)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func mustParse(t *testing.T, s string) corpus.Date {
	t.Helper()
	d, ok := Parse(s)
	if !ok {
		t.Fatalf("%q is no date", s)
	}
	return d
}

func TestDateLinesAreToldFromText(t *testing.T) {
	for line, want := range map[string]bool{
		"15 Jan 2026":                   true,
		"Published: Jan. 15, 2026":      true,
		"15 Jan 2026 | 16:20 GMT":       true,
		"15 Jan 2026 16:20 GMT":         true,
		"Updated: 2026-01-15":           true,
		"Jan 15":                        false,
		"15 Jan 2026 was a cold day":    false,
		"By Ida Brandt":                 false,
		"It was published in May 2024.": false,
	} {
		if got := IsDate(line); got != want {
			t.Errorf("IsDate(%q) = %v", line, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2025-08-25T09:30:00+09:00", "Aug. 25, 2025 3:04 p.m. ET", "25.08.2025", "2025년 8월 25일", "1st", "12:", "a.m.", "1.1.1.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := Parse(s)
		if ok != d.Known() {
			t.Fatalf("%q: %v, %v", s, d, ok)
		}
		if !ok {
			return
		}
		again, err := corpus.ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%q gives %q, which reads as %v, %v", s, d, again, err)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("By Ida Brandt | 25 August 2025\nSEOUL, Aug. 25, 2025 (Reuters) — Text.")
	f.Add("Published:\n\n—\n(\n , - ")
	f.Fuzz(func(t *testing.T, s string) {
		lines := strings.Split(s, "\n")
		own := Find(lines)
		if own.Lines < 0 || own.Lines > len(lines) {
			t.Fatalf("%d of %d lines", own.Lines, len(lines))
		}
	})
}

func TestLinesByAHeadlineAreRead(t *testing.T) {
	for line, want := range map[string]struct{ published, modified, byline string }{
		"By Ida Brandt May 3, 2024":                               {"2024-05-03", "", "Ida Brandt"},
		"von Ida Brandt, 3. Mai 2024":                             {"2024-05-03", "", "Ida Brandt"},
		"Von Ida Brandt am 03.05.2024, 11:51":                     {"2024-05-03", "", "Ida Brandt"},
		"Written: 2024-05-03 15:03:30 / Updated: 2024-05-04 9:30": {"2024-05-03", "2024-05-04", ""},
		"Updated May 4, 2024":                                     {"2024-05-04", "2024-05-04", ""},
		"03.05.2024 | 13:10 Uhr | Ida Brandt":                     {"2024-05-03", "", ""},
		"입력 2024.05.03. 오후 8:06":                                  {"2024-05-03", "", ""},
		"Lund | By Ida Brandt and Per Holm | 5 minutes to read":   {"", "", "Ida Brandt and Per Holm"},
		"by the sea":                       {},
		"Sport, culture":                   {},
		strings.Repeat("May 3, 2024 ", 20): {},
	} {
		got := ReadPrinted(line)
		if got.Published.String() != want.published || got.Modified.String() != want.modified || got.Byline != want.byline {
			t.Errorf("%q is read as %+v, want %+v", line, got, want)
		}
	}
}

func FuzzReadPrinted(f *testing.F) {
	f.Add("Von Ida Brandt am 03.05.2024, 11:51 | Updated: 2024-05-04")
	f.Add("By | – May 3, 2024 Updated")
	f.Fuzz(func(t *testing.T, s string) {
		got := ReadPrinted(s)
		if got.Rest < 0 || len(got.Byline) > len(s) || got.Published.Known() && got.Published.Precision < corpus.Day {
			t.Fatalf("%q gives %+v", s, got)
		}
	})
}
