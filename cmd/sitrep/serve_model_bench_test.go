package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"sitrep/bot/discordtest"
)

const (
	benchServers = 100 // that ask in turn, so that none asks for too much
	benchCrowd   = 8   // ask at once
)

// reader asks a bot for briefs, each as somebody else, and in another server
// than the one before.
type reader struct {
	name string
	srv  *discordtest.Server
	s    *serving
	n    int
	took []time.Duration // from the asking to the edit that completed the brief
}

// newReader starts the program on a copy of a folder with articles.
func newReader(b *testing.B, name, program, news string, environ ...string) *reader {
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(news)); err != nil {
		b.Fatal(err)
	}
	var servers []string
	for n := range benchServers {
		servers = append(servers, fmt.Sprint(410000000000000001+n))
	}
	r := &reader{name: name, srv: discordtest.New(b, discordtest.Options{Guilds: servers})}
	r.s = start(b, program, r.srv, dir, environ...)
	if err := r.srv.WaitConnected(within(b)); err != nil {
		b.Fatalf("%v\n%s", err, r.s.log())
	}
	if err := r.srv.WaitCommands(within(b)); err != nil {
		b.Fatalf("%v\n%s", err, r.s.log())
	}
	b.Cleanup(func() {
		if code, log := r.s.stop(b, syscall.SIGTERM); code != 0 || strings.Contains(log, "panic") {
			b.Errorf("exit code %d\n%s", code, log)
		}
	})
	return r
}

func (r *reader) ask(topic string) *discordtest.Interaction {
	r.n++
	return r.srv.Slash(fmt.Sprint(410000000000000001+r.n%benchServers), fmt.Sprint(430000000000001000+r.n), "brief", discordtest.Opt("topic", topic))
}

// whole waits for the whole of what was asked for, and notes how long it took.
func (r *reader) whole(b *testing.B, asked *discordtest.Interaction) string {
	m, err := asked.WaitUntil(within(b), func(m discordtest.Message) bool {
		return !m.Loading && m.Text() != "" && !strings.Contains(m.Text(), unfinished)
	})
	if err != nil {
		b.Fatalf("%v\n%s", err, r.s.log())
	}
	shown := m.Filled
	if m.Edits > 0 {
		shown = m.Edited
	}
	r.took = append(r.took, shown.Sub(asked.At))
	return m.Text()
}

// briefs asks for briefs at once, and waits for them.
func (r *reader) briefs(b *testing.B, topics ...string) (texts []string) {
	var asked []*discordtest.Interaction
	for _, t := range topics {
		asked = append(asked, r.ask(t))
	}
	for _, i := range asked {
		texts = append(texts, r.whole(b, i))
	}
	return texts
}

// quantile is the time that a share of all took no longer than; it sorts them.
func quantile(took []time.Duration, share float64) float64 {
	slices.Sort(took)
	return float64(took[min(int(share*float64(len(took))), len(took)-1)].Microseconds()) / 1000
}

// BenchmarkServeWhileTheModelIsDown asks for briefs on many topics, of bots
// that have no model, and of such as leave one alone whose server refuses
// connections, or fails, or never replies: the same brief of each in turn. It
// reports how long they take from the asking in Discord to the edit that shows
// the whole brief, and how many times as long as without a model that is at the
// 99th percentile: when one person asks at a time, and when eight do at once.
// The server is looked at in the background meanwhile, when it has rested.
//
//	SITREP_BENCH_NEWS=news.jsonl go test -run '^$' -bench ServeWhileTheModelIsDown/one -benchtime 300x -timeout 30m ./cmd/sitrep
//	SITREP_BENCH_NEWS=news.jsonl go test -run '^$' -bench ServeWhileTheModelIsDown/crowd -benchtime 40x -timeout 30m ./cmd/sitrep
func BenchmarkServeWhileTheModelIsDown(b *testing.B) {
	program := builtProgram(b)
	news, topics := newsroom(b, program)
	failing, hanging := newScripted(b), newScripted(b)
	failing.play(func(w http.ResponseWriter, _ *http.Request, _ string, _ int) {
		w.WriteHeader(http.StatusInternalServerError)
	})
	hanging.play(func(_ http.ResponseWriter, r *http.Request, _ string, _ int) { <-r.Context().Done() })
	plain := newReader(b, "plain", program, news, "SITREP_MODE=deterministic")
	down := []*reader{
		newReader(b, "refused", program, news, "OPENAI_MODEL=small", "OPENAI_BASE_URL=http://127.0.0.1:1"), // nobody listens there
		newReader(b, "failing", program, news, "OPENAI_MODEL=small", "OPENAI_BASE_URL="+failing.URL),
		newReader(b, "hanging", program, news, "OPENAI_MODEL=small", "OPENAI_BASE_URL="+hanging.URL),
	}
	// Everything is asked for once before it counts. Three failures in a row
	// have a server left alone.
	topics = slices.DeleteFunc(topics, func(topic string) bool {
		return !strings.Contains(plain.briefs(b, topic)[0], byArticles)
	})
	if len(topics) == 0 {
		b.Fatal("there is no topic to ask for")
	}
	for _, r := range down {
		for n := range topics {
			brief := r.briefs(b, topics[n])[0]
			if !strings.Contains(brief, byArticles) || !strings.Contains(brief, "language model") {
				b.Fatalf("%s: want one of the articles' own sentences, and why:\n%s", r.name, brief)
			}
		}
		r.check(b)
	}
	all := append([]*reader{plain}, down...)
	for _, c := range []struct {
		name   string
		atOnce int
	}{{"one", 1}, {"crowd", benchCrowd}} {
		b.Run(c.name, func(b *testing.B) {
			looked := 0
			for _, r := range all {
				r.took, looked = nil, looked-r.looks()
			}
			for n := 0; b.Loop(); n++ {
				var wanted []string
				for k := range c.atOnce {
					wanted = append(wanted, topics[(n*c.atOnce+k)%len(topics)])
				}
				for k := range all { // whoever comes first may find the machine in another state
					all[(n+k)%len(all)].briefs(b, wanted...)
				}
			}
			b.ReportMetric(quantile(plain.took, 0.5), "plain-p50-ms")
			p99 := quantile(plain.took, 0.99)
			b.ReportMetric(p99, "plain-p99-ms")
			for _, r := range down {
				r.check(b)
				looked += r.looks()
				b.ReportMetric(quantile(r.took, 0.5), r.name+"-p50-ms")
				b.ReportMetric(quantile(r.took, 0.99), r.name+"-p99-ms")
				b.ReportMetric(quantile(r.took, 0.99)/p99, r.name+"/plain")
			}
			b.ReportMetric(float64(len(topics)), "topics")
			b.ReportMetric(float64(looked), "looks")
			b.ReportMetric(0, "ns/op") // of four bots together
		})
	}
}

// check checks that the server of the model is left alone since its third
// failure, but for looks at it.
func (r *reader) check(b *testing.B) {
	if n := strings.Count(r.s.log(), `msg="the model gave no reply" prompt=brief`); n != 3 {
		b.Fatalf("%s: %d briefs have waited for the model, want 3\n%s", r.name, n, r.s.log())
	}
}

// looks counts the looks at the server that have failed.
func (r *reader) looks() int {
	return strings.Count(r.s.log(), `msg="the model gave no reply" prompt=check`)
}

const (
	benchClaim  = 2 * time.Second // a model takes to write
	benchClaims = 4               // in a brief
)

// BenchmarkServeFirstClaim has a model write briefs slowly, a claim in two
// seconds, word by word, and reports how long its first claim takes from the
// last byte that the model's server has sent of it to the edit that shows it in
// Discord: the median, and the most of all.
//
//	SITREP_BENCH_NEWS=news.jsonl go test -run '^$' -bench ServeFirstClaim -benchtime 10x -timeout 30m ./cmd/sitrep
func BenchmarkServeFirstClaim(b *testing.B) {
	program := builtProgram(b)
	news, topics := newsroom(b, program)
	model := newScripted(b)
	r := newReader(b, "model", program, news, "OPENAI_MODEL=small", "OPENAI_BASE_URL="+model.URL)
	for _, c := range []struct {
		name   string
		atOnce int
	}{{"one", 1}, {"crowd", benchCrowd}} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				stories := map[string]*story{} // by topic
				for len(stories) < c.atOnce {
					if len(topics) == 0 {
						b.Fatal("there are no topics left that nobody has asked for")
					}
					if s := tell(b, program, news, topics[0]); len(s.claims) == benchClaims {
						stories[s.topic] = s
					}
					topics = topics[1:]
				}
				model.play(func(w http.ResponseWriter, _ *http.Request, prompt string, _ int) {
					_, topic, _ := strings.Cut(prompt, "\nTopic: ")
					topic, _, _ = strings.Cut(topic, "\n")
					if s := stories[topic]; s != nil {
						s.write(w, prompt)
					}
				})
				for _, s := range stories {
					s.asked = r.ask(s.topic)
				}
				for _, s := range stories {
					m, err := s.asked.WaitUntil(within(b), func(m discordtest.Message) bool {
						return strings.Contains(letters(m.Text()), letters(s.claims[0].Text)) || !m.Loading && !strings.Contains(m.Text(), unfinished)
					})
					if err != nil || !strings.Contains(m.Text(), unfinished) {
						b.Fatalf("%v: of %q it shows\n%s\n%s", err, s.claims[0].Text, m.Text(), r.s.log())
					}
					shown := m.Filled
					if m.Edits > 0 {
						shown = m.Edited
					}
					took = append(took, shown.Sub(<-s.wrote))
				}
				for _, s := range stories {
					if brief := r.whole(b, s.asked); !strings.Contains(brief, byModel) {
						b.Fatalf("not the model's in the end:\n%s\n%s", brief, r.s.log())
					}
				}
			}
			b.ReportMetric(quantile(took, 0.5), "p50-ms")
			b.ReportMetric(quantile(took, 1), "max-ms")
			b.ReportMetric(0, "ns/op") // it is the model that takes its time
		})
	}
}

// story is what a model writes on a topic.
type story struct {
	topic  string
	claims []toldClaim
	asked  *discordtest.Interaction
	wrote  chan time.Time // is told when the first claim has been sent
}

// toldClaim is a claim as the command line prints it.
type toldClaim struct {
	Text      string
	Citations []struct{ Quote string }
}

// tell has a model write what the articles themselves say: of that it is sure
// that it is borne out.
func tell(b *testing.B, program, news, topic string) *story {
	cmd := exec.Command(program, "brief", topic, "--format", "json")
	cmd.Dir = news
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() == exitNothing {
		return &story{}
	}
	var brief struct {
		BottomLine   []toldClaim `json:"bottom_line"`
		Developments []toldClaim
	}
	if err != nil || json.Unmarshal(out, &brief) != nil {
		b.Fatalf("brief on %q: %v\n%s", topic, err, out)
	}
	claims := slices.Concat(brief.BottomLine, brief.Developments)
	return &story{topic: topic, claims: claims[:min(len(claims), benchClaims)], wrote: make(chan time.Time, 1)}
}

// write writes the claims, each in [benchClaim].
func (s *story) write(w http.ResponseWriter, prompt string) {
	begin := `{"bottom_line":[`
	for n, c := range s.claims {
		pieces := strings.SplitAfter(begin+said(c.Text, sentenceID(prompt, c.Citations[0].Quote)), " ")
		word := time.NewTicker(benchClaim / time.Duration(len(pieces)))
		for _, p := range pieces {
			<-word.C
			write(w, p, "")
		}
		word.Stop()
		if n == 0 {
			s.wrote <- time.Now()
		}
		if begin = ","; n == 1 {
			begin = `],"developments":[`
		}
	}
	write(w, `]}`, "stop")
}

// sentenceID returns the ID by which a prompt gives a sentence; empty where it
// does not.
func sentenceID(prompt, sentence string) string {
	for line := range strings.Lines(prompt) {
		if id, text, ok := strings.Cut(line, ": "); ok && letters(text) == letters(sentence) {
			return id
		}
	}
	return ""
}

// letters are those of a text, whatever stands between them.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
