package discord

import (
	"testing"
	"time"
)

func TestRecentAnswersAreFewAndNotOld(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC)
	c := Recent[int]{Most: 3}
	asked := 0
	get := func(key string, at time.Time) int {
		v, err := c.Get(key, time.Minute, at, func() (int, error) { asked++; return asked, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, step := range []struct {
		name string
		key  string
		at   time.Duration
		want int
	}{
		{"asked for the first time", "a", 0, 1},
		{"known", "a", time.Minute, 1},
		{"out of date", "a", time.Minute + time.Second, 2},
		{"of somebody who asked meanwhile", "a", time.Minute, 2},
		{"of the future, by a clock that was put back", "a", 0, 3},
		{"another", "b", 0, 4},
		{"a third", "c", 0, 5},
		{"one too many", "d", 0, 6},
		{"which is known", "d", 0, 6},
	} {
		if got := get(step.key, now.Add(step.at)); got != step.want {
			t.Errorf("%s: answer %d, want %d", step.name, got, step.want)
		}
		if len(c.kept) > c.Most {
			t.Errorf("%s: %d answers are kept", step.name, len(c.kept))
		}
	}
}
