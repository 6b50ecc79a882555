package main

import (
	"testing"
	"time"

	"sitrep/bot/digest"
)

func TestDigestsAreCountedByWhatTheyCameTo(t *testing.T) {
	m := newMetrics()
	m.digested(digest.Ran{Result: digest.RunPosted, Late: 3 * time.Second})
	m.digested(digest.Ran{Result: digest.RunPosted, Late: 7 * time.Minute})
	m.digested(digest.Ran{Result: digest.RunRetried, Late: time.Hour})
	m.digested(digest.Ran{Result: digest.RunSkipped, Late: 24 * time.Hour})
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]float64{}
	for _, f := range families {
		for _, metric := range f.GetMetric() {
			switch f.GetName() {
			case "sitrep_digest_results_total":
				results[metric.GetLabel()[0].GetValue()] = metric.GetCounter().GetValue()
			case "sitrep_digest_late_seconds":
				// Only what was posted was late.
				if h := metric.GetHistogram(); h.GetSampleCount() != 2 || h.GetSampleSum() != 423 {
					t.Errorf("%d were late by %g seconds together", h.GetSampleCount(), h.GetSampleSum())
				}
			}
		}
	}
	if len(results) != 3 || results["posted"] != 2 || results["retried"] != 1 || results["skipped"] != 1 {
		t.Errorf("counted %v", results)
	}
}
