package store

import (
	"io/fs"
	"testing"
	"time"

	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
)

func TestSweepsDoNotBelieveAClockThatLeaps(t *testing.T) {
	const day = 24 * time.Hour
	noon := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	const years = 730 * day
	type sweep struct{ clock, want time.Duration } // since noon
	tests := map[string][]sweep{
		"one that goes":                        {{0, 0}, {time.Hour, time.Hour}, {7 * day, 7 * day}},
		"off for a week":                       {{0, 0}, {7 * day, 7 * day}},
		"off for longer":                       {{0, 0}, {8 * day, 0}, {9 * day, 0}, {11 * day, 11 * day}, {12 * day, 12 * day}},
		"two years ahead, and set right":       {{0, 0}, {years, 0}, {years + 2*day, 0}, {2 * day, 2 * day}, {3 * day, 3 * day}},
		"two years ahead for good":             {{0, 0}, {years, 0}, {years + day, 0}, {years + 3*day, years + 3*day}, {years + 4*day, years + 4*day}},
		"set right, then ahead again":          {{0, 0}, {years, 0}, {2 * day, 2 * day}, {years + 3*day, 2 * day}, {years + 4*day, 2 * day}},
		"ahead, then further ahead":            {{0, 0}, {years, 0}, {2 * years, 0}, {2*years + 2*day, 0}, {2*years + 3*day, 2*years + 3*day}},
		"ahead, then less far ahead":           {{0, 0}, {years, 0}, {years / 2, 0}, {years/2 + 2*day, 0}, {years/2 + 3*day, years/2 + 3*day}},
		"ahead, and put back by a second then": {{0, 0}, {years, 0}, {years + day, 0}, {years + day - time.Second, 0}, {years + 3*day, years + 3*day}},
		"behind":                               {{0, 0}, {-years, -years}, {0, -years}, {3 * day, 3 * day}},
	}
	for name, sweeps := range tests {
		s := openNew(t)
		for i, w := range sweeps {
			got, err := s.SweepTime(t.Context(), noon.Add(w.clock))
			if err != nil {
				t.Fatal(err)
			}
			if want := noon.Add(w.want); !got.Equal(want) {
				t.Errorf("%s: sweep %d at %v is by %v, want %v", name, i, w.clock, got.Sub(noon), w.want)
			}
		}
	}
}

// A store of an older version knows of no sweep; what it holds tells how late
// it was at least.
func TestFirstSweepOfAnOldStoreDoesNotBelieveAClockThatLeapt(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	asked := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	putBrief(t, s, "b", asked.Unix(), `{}`, "")
	names, err := fs.Glob(migrations.Files, "*_clock.sql")
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := migrations.Files.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`DROP TABLE clock;` + string(text)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.SweepTime(t.Context(), asked.AddDate(2, 0, 0)); err != nil || !got.Equal(asked) {
		t.Errorf("the first sweep is by %v, %v, want %v", got, err, asked)
	}
}
