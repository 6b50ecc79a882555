package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
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
	// Only what was posted was late.
	written(t, m, `sitrep_digest_results_total{result="posted"} 2`, `sitrep_digest_results_total{result="retried"} 1`,
		`sitrep_digest_results_total{result="skipped"} 1`, "sitrep_digest_late_seconds_count 2", "sitrep_digest_late_seconds_sum 423",
		`sitrep_digest_late_seconds_bucket{le="5"} 1`, `sitrep_digest_late_seconds_bucket{le="14400"} 2`,
		"# HELP sitrep_digest_late_seconds Time from when a digest was due to when all of it was posted.", "# TYPE sitrep_digest_late_seconds histogram")
}

// written returns what metrics write, in which some lines stand.
func written(t *testing.T, m *Metrics, lines ...string) string {
	t.Helper()
	var out strings.Builder
	if err := m.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if !strings.Contains("\n"+out.String(), "\n"+line+"\n") {
			t.Errorf("%s does not stand in\n%s", line, out.String())
		}
	}
	return out.String()
}

func TestMetricsTellOnlySoManyCommandsApart(t *testing.T) {
	m := New("dev", "")
	for n := range 3 * maxNames {
		m.Served(router.Served{Name: "command " + strconv.Itoa(n), Outcome: router.Declined})
	}
	all := written(t, m, fmt.Sprintf(`sitrep_commands_total{command="other",outcome="declined"} %d`, 2*maxNames))
	if n := strings.Count(all, "\nsitrep_commands_total{"); n != maxNames+1 {
		t.Errorf("%d commands told apart", n)
	}
}

// What is only in some states is written as it is looked up, and left out where that fails.
func TestMetricsLeaveOutWhatCannotBeLookedUp(t *testing.T) {
	m := New("dev", "a\"b\\c\nd")
	m.Gauge("queue_waiting", "Waiting.", func() float64 { return 2.5 })
	fails := true
	m.States("feeds", "Feeds.", "state", func(send func(float64, string)) error {
		send(3, "well")
		if fails {
			return io.ErrUnexpectedEOF
		}
		return nil
	})
	var out strings.Builder
	if err := m.Write(&out); !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(out.String(), "sitrep_feeds") {
		t.Errorf("%v, with\n%s", err, out.String())
	}
	fails = false
	written(t, m, `sitrep_feeds{state="well"} 3`, "# HELP sitrep_feeds Feeds.", "# TYPE sitrep_feeds gauge", "sitrep_queue_waiting 2.5",
		`sitrep_build_info{commit="a\"b\\c\nd",version="dev"} 1`, "sitrep_discord_rate_limit_wait_seconds_total 0", "sitrep_model_call_seconds_count 0")
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
	written(t, m, `sitrep_model_calls_total{status="429"} 1`, `sitrep_model_calls_total{status="0"} 1`, "sitrep_model_call_seconds_count 2")
}
