package metrics

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"sitrep/bot/digest"
	"sitrep/bot/router"
)

func TestDigestsAreCountedByWhatTheyCameTo(t *testing.T) {
	m := New("dev", "")
	m.Digested(digest.Ran{Result: digest.RunPosted, Late: 3 * time.Second})
	m.Digested(digest.Ran{Result: digest.RunPosted, Late: 7 * time.Minute})
	m.Digested(digest.Ran{Result: digest.RunRetried, Late: time.Hour})
	m.Digested(digest.Ran{Result: digest.RunSkipped, Late: 24 * time.Hour})
	families, err := m.Registry.Gather()
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

func TestMetricsTellOnlySoManyCommandsApart(t *testing.T) {
	m := New("dev", "")
	for n := range 3 * maxNames {
		m.Served(router.Served{Name: "command " + strconv.Itoa(n), Outcome: router.Declined})
	}
	families, err := m.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "sitrep_commands_total" {
			continue
		}
		others := 0.0
		for _, one := range f.Metric {
			if one.Label[0].GetValue() == "other" {
				others = one.Counter.GetValue()
			}
		}
		if len(f.Metric) != maxNames+1 || others != 2*maxNames {
			t.Errorf("%d commands told apart, %v others", len(f.Metric), others)
		}
		return
	}
	t.Error("no commands counted")
}

// modelSaying is a transport that answers as a server would.
type modelSaying string

func (s modelSaying) RoundTrip(*http.Request) (*http.Response, error) {
	if s == "" {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: http.StatusTooManyRequests, Body: io.NopCloser(bytes.NewBufferString(string(s)))}, nil
}

func TestMetricsCountWhatTheModelsServerAnswers(t *testing.T) {
	m := New("dev", "")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://model.example/v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := m.Model(modelSaying("slow down")).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body.Close() // as some clients do
	if _, err := m.Model(modelSaying("")).RoundTrip(req); err == nil || string(said) != "slow down" {
		t.Errorf("%q, %v", said, err)
	}
	families, err := m.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, one := range f.Metric {
			switch f.GetName() {
			case "sitrep_model_calls_total":
				got["status "+one.Label[0].GetValue()] = one.Counter.GetValue()
			case "sitrep_model_call_seconds":
				got["timed"] = float64(one.Histogram.GetSampleCount())
			}
		}
	}
	if got["status 429"] != 1 || got["status 0"] != 1 || got["timed"] != 2 {
		t.Errorf("counted %v", got)
	}
}
