package main

import (
	"testing"
)

// TestEnginesDoTheSameWork asks all engines the same queries of a small corpus:
// most of what one holds for the best has to be among what the others find. Less
// of it is where titles and bodies are scored apart and the scores added up.
func TestEnginesDoTheSameWork(t *testing.T) {
	g := newGenerator(1, 2000)
	queries := g.queries(20, terms)
	found := map[string][][]int{}
	for name := range engines {
		e, err := open(name, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fill(e, g); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, q := range queries {
			hits, err := e.search(q)
			if err != nil || len(hits) != wanted {
				t.Fatalf("%s: %d hits for %v: %v", name, len(hits), q, err)
			}
			found[name] = append(found[name], hits)
		}
		if err := e.close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, hits := range found {
		if a := agreement(found["sitrep"], hits); a < 0.4 {
			t.Errorf("%s finds %.2f of what sitrep holds for the best", name, a)
		} else {
			t.Logf("%s finds %.2f of what sitrep holds for the best", name, a)
		}
	}
}
