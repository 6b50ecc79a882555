package state

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestSettingsBelongToTheirOwner(t *testing.T) {
	ctx := t.Context()
	s := On(openNew(t))
	one, two := corpus.Guild("1"), corpus.Guild("2")
	set := func(owner corpus.Collection, value string) {
		t.Helper()
		if err := s.SetSetting(ctx, owner, "zone", value); err != nil {
			t.Fatal(err)
		}
	}
	set(one, "Asia/Seoul")
	set(corpus.Public, "UTC")
	set(one, "Europe/Zurich")
	for owner, want := range map[corpus.Collection]string{one: "Europe/Zurich", two: "", corpus.Public: "UTC"} {
		if got, err := s.Setting(ctx, owner, "zone"); err != nil || got != want {
			t.Errorf("setting of %s is %q, %v, want %q", owner, got, err, want)
		}
	}
	set(one, "")
	if got, err := s.Setting(ctx, one, "zone"); err != nil || got != "" || count(t, s.Store, "settings") != 1 {
		t.Errorf("a deleted setting is %q, %v", got, err)
	}
	if err := s.SetSetting(ctx, "guild:", "zone", "x"); err == nil {
		t.Error("a setting of nobody was kept")
	}
}

func TestBriefsAreKeptForTheirGuildUntilPruned(t *testing.T) {
	ctx := t.Context()
	s := On(openNew(t))
	day := time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)
	kept := Brief{ID: "k3", Guild: "1", Channel: "20", User: "300", Created: day, JSON: json.RawMessage(`{"topic":"ferry"}`)}
	old := Brief{ID: "k2", Created: day.AddDate(0, -6, 0), JSON: json.RawMessage(`{}`)}
	for _, b := range []Brief{kept, old} {
		if err := s.SaveBrief(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveBrief(ctx, kept); err == nil {
		t.Error("a brief replaced another of the same ID")
	}
	if err := s.SaveBrief(ctx, Brief{ID: "k4", JSON: json.RawMessage(`{`)}); err == nil {
		t.Error("a brief that is no JSON was kept")
	}
	for _, want := range []Brief{kept, old} {
		got, err := s.LoadBrief(ctx, want.Guild, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	_, err := s.LoadBrief(ctx, "2", kept.ID)
	wantError(t, err, corpus.ErrNotFound)

	if n, err := s.PruneBriefs(ctx, day.AddDate(0, -3, 0)); err != nil || n != 1 {
		t.Errorf("%d briefs pruned, %v", n, err)
	}
	_, err = s.LoadBrief(ctx, "", old.ID)
	wantError(t, err, corpus.ErrNotFound)
	if _, err := s.LoadBrief(ctx, "1", kept.ID); err != nil {
		t.Error(err)
	}
}
