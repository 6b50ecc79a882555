// Package metrics counts what a running bot does, for an operator's Prometheus.
//
// No label holds anything of a person, a server or an article: their values are few and
// are our own words.
package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/router"
	"sitrep/corpus/feed"
)

// Metrics are what is counted. They are safe for concurrent use.
type Metrics struct {
	set    *metrics.Set
	help   map[string]string // by the name of a family
	states []states

	commands, commandTime, acknowledged family
	calls, callTime, rateWaiting, lost  family
	polls, feedArticles                 family
	digests, digestLate                 family
	modelCalls, modelTime               family

	names *known
}

// answerBuckets are for what people wait for, in seconds.
var answerBuckets = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}

// lateBuckets are for what is to come at a certain time, in seconds: up to half
// a day, after which a digest is skipped unless that is set otherwise.
var lateBuckets = []float64{1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600}

// New makes the instruments of a version, with nothing counted yet.
func New(version, commit string) *Metrics {
	metrics.ExposeMetadata(true)
	m := &Metrics{set: metrics.NewSet(), help: map[string]string{}, names: &known{most: maxNames, seen: map[string]bool{}}}
	m.commands = m.family("commands_total", "Commands, presses, forms and questions dealt with, by what became of them.", "command", "outcome")
	m.commandTime = m.family("command_seconds", "Time from when something was asked for to when all was done.", "command")
	m.acknowledged = m.family("acknowledgement_seconds", "Time from when something was asked for to when Discord had the first response; three seconds is too late.")
	m.calls = m.family("discord_calls_total", "Tries of calls to Discord's REST API; status 0 is no answer.", "op", "status")
	m.callTime = m.family("discord_call_seconds", "Time from sending a call to Discord's answer.", "op")
	m.rateWaiting = m.family("discord_rate_limit_wait_seconds_total", "Time that calls waited for rate limits.")
	m.lost = m.family("gateway_losses_total", "Gateway connections lost or not had, by Discord's close code; 0 is none.", "code")
	m.polls = m.family("feed_polls_total", "Polls of feeds, by whether the feed could be read.", "result")
	m.feedArticles = m.family("feed_articles_total", "Articles of feeds, by what became of them.", "result")
	m.digests = m.family("digest_results_total", "What digests that were due came to, and the tries that failed before.", "result")
	m.digestLate = m.family("digest_late_seconds", "Time from when a digest was due to when all of it was posted.")
	m.digestLate.buckets = lateBuckets
	m.modelCalls = m.family("model_calls_total", "Calls to the language model's server, by HTTP status; 0 is no answer.", "status")
	m.modelTime = m.family("model_call_seconds", "Time from sending a call to the language model's server to the end of its answer.")
	for _, whole := range []family{m.acknowledged, m.digestLate, m.modelTime} {
		whole.histogram() // is there from the start
	}
	m.rateWaiting.add(0)
	info := m.family("build_info", "Always 1; the labels say which version runs.", "commit", "version")
	m.set.NewGauge(info.series(commit, version), nil).Set(1)
	return m
}

// Write writes what has been counted, in Prometheus' text format. What could not be looked
// up is left out, and the error says so.
func (m *Metrics) Write(w io.Writer) error {
	var all bytes.Buffer
	m.set.WritePrometheus(&all)
	var failed error
	for _, s := range m.states {
		failed = errors.Join(failed, s.write(&all))
	}
	metrics.WriteProcessMetrics(&all)
	var out bytes.Buffer
	for line := range bytes.Lines(all.Bytes()) {
		if name, is := bytes.CutPrefix(line, []byte("# HELP ")); is { // which the library leaves empty
			help := m.help[string(bytes.TrimSpace(name))]
			if help == "" {
				continue
			}
			line = fmt.Appendf(nil, "%s %s\n", bytes.TrimSpace(line), help)
		}
		out.Write(line)
	}
	_, err := w.Write(out.Bytes())
	return errors.Join(failed, err)
}

// family are the series of one name, told apart by the values of some labels.
type family struct {
	set     *metrics.Set
	name    string
	labels  []string
	buckets []float64
}

func (m *Metrics) family(name, help string, labels ...string) family {
	m.help["sitrep_"+name] = help
	return family{m.set, "sitrep_" + name, labels, answerBuckets}
}

// escape escapes the value of a label.
var escape = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

// series names the series of some values.
func (f family) series(values ...string) string {
	if len(values) == 0 {
		return f.name
	}
	of := make([]string, len(values))
	for i, v := range values {
		of[i] = f.labels[i] + `="` + escape.Replace(v) + `"`
	}
	return f.name + "{" + strings.Join(of, ",") + "}"
}

func (f family) count(n int, values ...string) { f.set.GetOrCreateCounter(f.series(values...)).Add(n) }

func (f family) add(n float64) { f.set.GetOrCreateFloatCounter(f.name).Add(n) }

func (f family) histogram(values ...string) *metrics.PrometheusHistogram {
	return f.set.GetOrCreatePrometheusHistogramExt(f.series(values...), f.buckets)
}

func (f family) took(d time.Duration, values ...string) { f.histogram(values...).Update(d.Seconds()) }

// Gauge adds a number that is asked for whenever the metrics are read.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.set.NewGauge(m.family(name, help).name, value)
}

// Served counts something that the bot has dealt with.
func (m *Metrics) Served(s router.Served) {
	name := m.names.orOther(s.Name)
	m.commands.count(1, name, string(s.Outcome))
	m.commandTime.took(s.Took, name)
	if s.Acknowledged > 0 {
		m.acknowledged.took(s.Acknowledged)
	}
}

// Tried counts a try of a call to Discord.
func (m *Metrics) Tried(t discord.Try) {
	m.calls.count(1, t.Op, strconv.Itoa(t.Status))
	m.callTime.took(t.Took, t.Op)
	m.rateWaiting.add(t.Waited.Seconds())
}

// GatewayLost counts a connection that was lost.
func (m *Metrics) GatewayLost(code int) { m.lost.count(1, strconv.Itoa(code)) }

// Polled counts a poll of a feed.
func (m *Metrics) Polled(p feed.Poll) {
	result := "read"
	if p.Err != nil {
		result = "failed"
	}
	m.polls.count(1, result)
	for result, n := range map[string]int{"gained": p.Gained, "revised": p.Revised, "failed": p.Failed} {
		m.feedArticles.count(n, result)
	}
}

// Digested counts what a digest came to.
func (m *Metrics) Digested(r digest.Ran) {
	m.digests.count(1, string(r.Result))
	if r.Result == digest.RunPosted {
		m.digestLate.took(r.Late)
	}
}

// Model counts the calls that go through a transport to the language model's
// server.
func (m *Metrics) Model(through http.RoundTripper) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		began := time.Now()
		resp, err := through.RoundTrip(r)
		if err != nil {
			m.modelCalls.count(1, "0")
			m.modelTime.took(time.Since(began))
			return nil, err
		}
		m.modelCalls.count(1, strconv.Itoa(resp.StatusCode))
		resp.Body = &timed{ReadCloser: resp.Body, done: sync.OnceFunc(func() { m.modelTime.took(time.Since(began)) })}
		return resp, nil
	})
}

// transport is a function that sends requests.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// timed is a body that tells when it is closed.
type timed struct {
	io.ReadCloser
	done func()
}

func (t *timed) Close() error {
	t.done()
	return t.ReadCloser.Close()
}

// maxNames bounds the names of commands that are told apart, whatever names
// Discord sends.
const maxNames = 100

// known are the names seen so far.
type known struct {
	most int

	mu   sync.Mutex
	seen map[string]bool
}

// orOther returns a name, or "other" where there are too many already.
func (k *known) orOther(name string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.seen[name] {
		if len(k.seen) >= k.most {
			return "other"
		}
		k.seen[name] = true
	}
	return name
}

// States adds a metric that has a value for each of a few states, which are
// looked up together whenever the metrics are read.
func (m *Metrics) States(name, help, label string, look func(send func(value float64, state string)) error) {
	m.states = append(m.states, states{m.family(name, help, label), look})
}

// states is a metric with several values that are looked up together.
type states struct {
	family
	look func(send func(value float64, state string)) error
}

func (s states) write(w io.Writer) error {
	found := metrics.NewSet()
	if err := s.look(func(value float64, state string) { found.NewGauge(s.series(state), nil).Set(value) }); err != nil {
		return fmt.Errorf("look up %s: %w", s.name, err)
	}
	found.WritePrometheus(w)
	return nil
}
