// Package metrics counts what a running bot does, for an operator's Prometheus.
//
// No label holds anything of a person, a server or an article: their values are few and
// are our own words.
package metrics

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/router"
	"sitrep/corpus/feed"
)

// Metrics are what is counted. They are safe for concurrent use.
type Metrics struct {
	// Registry is what is served of them.
	Registry *prometheus.Registry

	commands     *prometheus.CounterVec
	commandTime  *prometheus.HistogramVec
	acknowledged prometheus.Histogram

	calls       *prometheus.CounterVec
	callTime    *prometheus.HistogramVec
	rateWaiting prometheus.Counter
	lost        *prometheus.CounterVec

	polls        *prometheus.CounterVec
	feedArticles *prometheus.CounterVec

	digests    *prometheus.CounterVec
	digestLate prometheus.Histogram

	modelCalls *prometheus.CounterVec
	modelTime  prometheus.Histogram

	names *known
}

// answerBuckets are for what people wait for, in seconds.
var answerBuckets = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}

// lateBuckets are for what is to come at a certain time, in seconds: up to half
// a day, after which a digest is skipped unless that is set otherwise.
var lateBuckets = []float64{1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600}

// New makes the instruments of a version, with nothing counted yet.
func New(version, commit string) *Metrics {
	m := &Metrics{Registry: prometheus.NewRegistry(), names: &known{most: maxNames, seen: map[string]bool{}}}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "sitrep", Name: name, Help: help}, labels)
		m.Registry.MustRegister(c)
		return c
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "sitrep", Name: name, Help: help, Buckets: answerBuckets}, labels)
		m.Registry.MustRegister(h)
		return h
	}
	m.commands = counter("commands_total", "Commands, presses, forms and questions dealt with, by what became of them.", "command", "outcome")
	m.commandTime = histogram("command_seconds", "Time from when something was asked for to when all was done.", "command")
	m.acknowledged = histogram("acknowledgement_seconds", "Time from when something was asked for to when Discord had the first response; three seconds is too late.").WithLabelValues().(prometheus.Histogram)
	m.calls = counter("discord_calls_total", "Tries of calls to Discord's REST API; status 0 is no answer.", "op", "status")
	m.callTime = histogram("discord_call_seconds", "Time from sending a call to Discord's answer.", "op")
	m.rateWaiting = counter("discord_rate_limit_wait_seconds_total", "Time that calls waited for rate limits.").WithLabelValues()
	m.lost = counter("gateway_losses_total", "Gateway connections lost or not had, by Discord's close code; 0 is none.", "code")
	m.polls = counter("feed_polls_total", "Polls of feeds, by whether the feed could be read.", "result")
	m.feedArticles = counter("feed_articles_total", "Articles of feeds, by what became of them.", "result")
	m.digests = counter("digest_results_total", "What digests that were due came to, and the tries that failed before.", "result")
	late := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "sitrep", Name: "digest_late_seconds",
		Help: "Time from when a digest was due to when all of it was posted.", Buckets: lateBuckets})
	m.Registry.MustRegister(late)
	m.digestLate = late
	m.modelCalls = counter("model_calls_total", "Calls to the language model's server, by HTTP status; 0 is no answer.", "status")
	m.modelTime = histogram("model_call_seconds", "Time from sending a call to the language model's server to the end of its answer.").WithLabelValues().(prometheus.Histogram)

	info := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "sitrep", Name: "build_info", Help: "Always 1; the labels say which version runs.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit}})
	info.Set(1)
	m.Registry.MustRegister(info,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Gauge adds a number that is asked for whenever the metrics are read.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "sitrep", Name: name, Help: help}, value))
}

// Served counts something that the bot has dealt with.
func (m *Metrics) Served(s router.Served) {
	name := m.names.orOther(s.Name)
	m.commands.WithLabelValues(name, string(s.Outcome)).Inc()
	m.commandTime.WithLabelValues(name).Observe(s.Took.Seconds())
	if s.Acknowledged > 0 {
		m.acknowledged.Observe(s.Acknowledged.Seconds())
	}
}

// Tried counts a try of a call to Discord.
func (m *Metrics) Tried(t discord.Try) {
	m.calls.WithLabelValues(t.Op, strconv.Itoa(t.Status)).Inc()
	m.callTime.WithLabelValues(t.Op).Observe(t.Took.Seconds())
	m.rateWaiting.Add(t.Waited.Seconds())
}

// GatewayLost counts a connection that was lost.
func (m *Metrics) GatewayLost(code int) { m.lost.WithLabelValues(strconv.Itoa(code)).Inc() }

// Polled counts a poll of a feed.
func (m *Metrics) Polled(p feed.Poll) {
	result := "read"
	if p.Err != nil {
		result = "failed"
	}
	m.polls.WithLabelValues(result).Inc()
	for result, n := range map[string]int{"gained": p.Gained, "revised": p.Revised, "failed": p.Failed} {
		m.feedArticles.WithLabelValues(result).Add(float64(n))
	}
}

// Digested counts what a digest came to.
func (m *Metrics) Digested(r digest.Ran) {
	m.digests.WithLabelValues(string(r.Result)).Inc()
	if r.Result == digest.RunPosted {
		m.digestLate.Observe(r.Late.Seconds())
	}
}

// Model counts the calls that go through a transport to the language model's
// server.
func (m *Metrics) Model(through http.RoundTripper) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		began := time.Now()
		resp, err := through.RoundTrip(r)
		if err != nil {
			m.modelCalls.WithLabelValues("0").Inc()
			m.modelTime.Observe(time.Since(began).Seconds())
			return nil, err
		}
		m.modelCalls.WithLabelValues(strconv.Itoa(resp.StatusCode)).Inc()
		resp.Body = &timed{ReadCloser: resp.Body, done: sync.OnceFunc(func() { m.modelTime.Observe(time.Since(began).Seconds()) })}
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
	m.Registry.MustRegister(collecting{prometheus.NewDesc("sitrep_"+name, help, []string{label}, nil), look})
}

// collecting is a metric with several values that are looked up together.
type collecting struct {
	desc *prometheus.Desc
	look func(send func(value float64, state string)) error
}

func (c collecting) Describe(to chan<- *prometheus.Desc) { to <- c.desc }

func (c collecting) Collect(to chan<- prometheus.Metric) {
	var found []prometheus.Metric
	err := c.look(func(value float64, state string) {
		found = append(found, prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, value, state))
	})
	if err != nil {
		to <- prometheus.NewInvalidMetric(c.desc, errors.New("it could not be looked up"))
		return
	}
	for _, m := range found {
		to <- m
	}
}
