package briefer_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
)

// BenchmarkBriefWhileTheModelIsDown compares briefs without a model to those
// with one whose server is being left alone.
func BenchmarkBriefWhileTheModelIsDown(b *testing.B) {
	_, plain := open(b, wire, post, undated, noise)
	down := withWriter(b, plain, chat(b, time.Minute, func(w http.ResponseWriter, _ *http.Request, _ string) { w.WriteHeader(http.StatusInternalServerError) }))
	req := briefing.Request{Scope: public(), Topic: "hotline"}
	for range 3 {
		if got, err := down.Brief(b.Context(), req); err != nil || got.Note == "" {
			b.Fatal(got.Note, err)
		}
	}
	for _, c := range []struct {
		name    string
		briefer *briefer.Briefer
	}{{"deterministic", plain}, {"down", down}} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := c.briefer.Brief(b.Context(), req); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
