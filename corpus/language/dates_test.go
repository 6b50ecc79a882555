package language

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestDates(t *testing.T) {
	// 2025-08-26 was a Tuesday.
	const published = "2025-08-26"
	for _, c := range []struct {
		text string
		want []string // date[/end][ bound][ ~], ~ for relative
	}{
		{"They met on 12 June 2018 in Singapore.", []string{"2018-06-12"}},
		{"They met on June 12, 2018, in Singapore.", []string{"2018-06-12"}},
		{"They met on Jun. 12, 2018.", []string{"2018-06-12"}},
		{"They met on the 12th of June 2018.", []string{"2018-06-12"}},
		{"The log is dated 2018-06-12.", []string{"2018-06-12"}},
		{"Two days in Hanoi, 27–28 February 2019, ended early.", []string{"2019-02-27/2019-02-28"}},
		{"They met from 12 to 14 February 2024.", []string{"2024-02-12/2024-02-14"}},
		{"They met on June 12 and 13, 2018, and parted.", []string{"2018-06-12/2018-06-13"}},
		{"Of 12 ships 14 February 2024 saw none.", []string{"2024-02-14"}},
		{"Two days in Hanoi, February 27-28, 2019, ended early.", []string{"2019-02-27/2019-02-28"}},
		{"It began in June 2018.", []string{"2018-06"}},
		{"By August 2025, nothing had changed.", []string{"2025-08"}},
		{"Nothing has moved since February 2019.", []string{"2019-02 since"}},
		{"Summits in Singapore (2018), Hanoi (2019) and the DMZ (2019).", []string{"2018", "2019", "2019"}},
		{"The Korean War (1950–1953) ended in an armistice.", []string{"1950/1953"}},
		{"He ruled from 1994 to 2011.", []string{"1994/2011"}},
		{"In late 2011 he took over.", []string{"2011"}},
		{"The pause since 2019 has lasted.", []string{"2019 since"}},
		{"On 3 September the parade was held.", []string{"2025-09-03 ~"}},
		{"On December 30 it snowed.", []string{"2024-12-30 ~"}},
		{"The talks will resume on December 30.", []string{"2025-12-30 ~"}},
		{"In July she dismissed the idea.", []string{"2025-07 ~"}},
		{"It happened last month.", []string{"2025-07 ~"}},
		{"Earlier this year he travelled.", []string{"2025 ~"}},
		{"Last year he stayed.", []string{"2024 ~"}},
		{"He spoke on Monday.", []string{"2025-08-25 ~"}},
		{"He spoke on Tuesday.", []string{"2025-08-26 ~"}},
		{"He spoke last Tuesday.", []string{"2025-08-19 ~"}},
		{"He spoke yesterday.", []string{"2025-08-25 ~"}},
		{"He left three years ago.", []string{"2022 ~"}},
		{"He left eight months ago.", []string{"2024-12 ~"}},
		{"It may march on.", nil},
		{"May said no, and March agreed.", nil},
		{"Some 2018 people came, and 2,018 left with $2019.", nil},
		{"They fired in 2000 cases.", nil},
		{"On 31 February 2019 nothing happened.", nil},
		{"Room 1984 was empty.", nil},
		{"Every Tuesday they meet.", nil},
		{"The score was 12-13.", nil},
	} {
		if d := cmp.Diff(c.want, datesOf(c.text, published)); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, d)
		}
	}
}

func TestRelativeDatesNeedAPublicationDate(t *testing.T) {
	for _, c := range []struct {
		published, text string
		want            []string
	}{
		{"", "It happened last month, on Tuesday, in June, on June 12, three years ago and yesterday.", nil},
		{"", "It happened in June 2018.", []string{"2018-06"}},
		{"2025", "It happened on Tuesday, last month and last year.", []string{"2024 ~"}},
		{"2025-01", "It happened on Tuesday and last month.", []string{"2024-12 ~"}},
		{"2024-02-29", "It happened last year, a month ago and yesterday.", []string{"2023 ~", "2024-01 ~", "2024-02-28 ~"}},
	} {
		if d := cmp.Diff(c.want, datesOf(c.text, c.published)); d != "" {
			t.Errorf("published %q: %q (-want +got):\n%s", c.published, c.text, d)
		}
	}
}

func TestDateSpansMarkTheWords(t *testing.T) {
	const text = "Talks on 12 June 2018 and, later, in February 2019."
	var got []string
	for _, m := range For("en").Dates(text, nil, corpus.Date{}) {
		got = append(got, text[m.Start:m.End])
	}
	if d := cmp.Diff([]string{"12 June 2018", "February 2019"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func datesOf(text, published string) []string {
	at, err := corpus.ParseDate(published)
	if err != nil {
		panic(err)
	}
	var out []string
	for _, m := range For("en").Dates(text, nil, at) {
		s := m.Date.String()
		if m.Last.Known() {
			s += "/" + m.Last.String()
		}
		if m.Bound != "" {
			s += " " + m.Bound
		}
		if m.Relative {
			s += " ~"
		}
		out = append(out, s)
	}
	return out
}

func FuzzDates(f *testing.F) {
	f.Add("On 12 June 2018, 27–28 February (2019) and last Tuesday, 2018-06-12.", "2025-08-26")
	f.Add("é—“(2018", "2025")
	f.Fuzz(func(t *testing.T, text, published string) {
		at, _ := corpus.ParseDate(published)
		end := 0
		for _, m := range For("en").Dates(text, nil, at) {
			if m.Start < end || m.End > len(text) || m.Start >= m.End {
				t.Fatalf("span %v after %d in %q", m.Span, end, text)
			}
			end = m.End
			if !m.Date.Known() || strings.TrimSpace(text[m.Start:m.End]) == "" {
				t.Fatalf("unknown date %+v", m)
			}
		}
	})
}

func TestDatesThatOnlyPlaceAnEventAreAsides(t *testing.T) {
	for text, want := range map[string]bool{
		"They were the first talks since the summit failed in |February 2019.": true,
		"He resigned shortly after the vote in |May 2019.":                     true,
		"Talks had stalled since the summit, but began again in |March 2019.":  false,
		"After the vote in |May 2019 he resigned.":                             false,
		"Gunmen took the envoy shortly before dawn on |5 March 2024.":          false,
		"The summit failed in |February 2019.":                                 false,
	} {
		at := strings.Index(text, "|")
		for _, m := range For("en").Dates(text[:at]+text[at+1:], nil, corpus.Date{}) {
			if m.Start != at || m.Aside != want {
				t.Errorf("%q: %+v, want an aside: %v", text, m, want)
			}
		}
	}
}
