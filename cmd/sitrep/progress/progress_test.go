package progress

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMeterTellsRateAndRemainingTime(t *testing.T) {
	for _, c := range []struct {
		name string
		bar  bool
		want string
	}{
		{"elsewhere", false, "" +
			"sitrep: 25 %, 500 articles, 50 a second, 30 s left\n" +
			"sitrep: 50 %, 1000 articles, 25 a second, 40 s left\n"},
		{"terminal", true, "" +
			clearLine + "[######------------------] 25 %, 500 articles, 50 a second, 30 s left" +
			clearLine +
			clearLine + "[############------------] 50 %, 1000 articles, 25 a second, 40 s left" +
			clearLine},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			now := time.Unix(1000, 0)
			m := New(&out, false, 8000, func() time.Time { return now })
			m.bar = c.bar
			for range 500 {
				m.Article() // in no time, so nothing is shown
			}
			now = now.Add(10 * time.Second)
			m.Bytes(2000)
			m.Clear()
			m.Clear()
			for range 500 {
				m.Article()
			}
			now = now.Add(30 * time.Second)
			m.Bytes(2000)
			m.Bytes(100)
			m.Clear()
			if diff := cmp.Diff(c.want, out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMeterWithoutATotalTellsTheRateAlone(t *testing.T) {
	var out strings.Builder
	now := time.Unix(1000, 0)
	m := New(&out, false, 0, func() time.Time { return now })
	now = now.Add(time.Minute)
	m.Article()
	if want := "sitrep: 1 article, 0 a second\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestMeterNeverShowsMoreThanAll(t *testing.T) {
	var out strings.Builder
	now := time.Unix(1000, 0)
	m := New(&out, false, 10, func() time.Time { return now })
	m.bar = true
	now = now.Add(time.Second)
	m.Bytes(1000) // the files have grown
	if want := clearLine + "[########################] 100 %, 0 articles, 0 a second, 0 s left"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestRemainingTimeIsRounded(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 1400 * time.Millisecond: "1 s", 119 * time.Second: "119 s", 150 * time.Second: "3 min", 119 * time.Minute: "119 min", 150 * time.Minute: "3 h",
	} {
		if got := roughly(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
