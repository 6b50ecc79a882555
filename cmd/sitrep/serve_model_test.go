package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
)

// scripted is a server of models whose model does what it is told to next.
type scripted struct {
	*httptest.Server
	mu     sync.Mutex
	script func(w http.ResponseWriter, r *http.Request, prompt string, nth int)
	asked  int // since the script was given

	embedded chan int // is told how many texts a request for embeddings has
}

// embed says of every text that it means what the others mean.
func (s *scripted) embed(w http.ResponseWriter, r *http.Request) {
	var got struct{ Input []string }
	if json.NewDecoder(r.Body).Decode(&got) != nil || s.embedded == nil {
		http.Error(w, "no embeddings here", http.StatusNotFound)
		return
	}
	var data []string
	for i := range got.Input {
		data = append(data, fmt.Sprintf(`{"index":%d,"embedding":[0.5,1]}`, i))
	}
	fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(data, ","))
	s.embedded <- len(got.Input)
}

func newScripted(t testing.TB) *scripted {
	s := &scripted{script: wellBehaved}
	mux := http.NewServeMux()
	s.Server = httptest.NewServer(mux)
	mux.HandleFunc("POST /embeddings", s.embed)
	mux.HandleFunc("POST /chat/completions", func(w http.ResponseWriter, r *http.Request) {
		var got struct{ Messages []struct{ Content string } }
		if json.NewDecoder(r.Body).Decode(&got) != nil || len(got.Messages) != 2 {
			http.Error(w, "what?", http.StatusTeapot)
			return
		}
		s.mu.Lock()
		s.asked++
		script, nth := s.script, s.asked
		s.mu.Unlock()
		script(w, r, got.Messages[1].Content, nth)
	})
	t.Cleanup(s.Close)
	return s
}

func (s *scripted) play(script func(w http.ResponseWriter, r *http.Request, prompt string, nth int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.asked = script, 0
}

func (s *scripted) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// shownSentence returns a sentence that a prompt gives, by its ID.
func shownSentence(prompt, id string) string {
	_, text, _ := strings.Cut(prompt, "\n"+id+": ")
	text, _, _ = strings.Cut(text, "\n")
	return text
}

// said is a claim as models write it.
func said(text string, ids ...string) string {
	claim, _ := json.Marshal(map[string]any{"text": text, "sentences": ids})
	return string(claim)
}

// write sends a piece of a reply, and why it ends, if it does.
func write(w http.ResponseWriter, text, finish string) {
	piece, _ := json.Marshal(text)
	end := "null"
	if finish != "" {
		end = `"` + finish + `"`
	}
	fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":%s}]}\n\n", piece, end)
	w.(http.Flusher).Flush()
}

// wellBehaved repeats the first sentences that it is shown.
func wellBehaved(w http.ResponseWriter, _ *http.Request, prompt string, _ int) {
	write(w, `{"bottom_line":[`+said(shownSentence(prompt, "S1"), "S1")+`],"developments":[`+said(shownSentence(prompt, "S2"), "S2")+`]}`, "stop")
}

const (
	byModel    = "Written by a language model, each sentence checked"
	byArticles = "Exact sentences"
	unfinished = "Still being written"
)

// asker asks for briefs, each as somebody else and of another prompt, so that
// nothing is in the way and nothing known.
type asker struct {
	srv *discordtest.Server
	s   *serving
	n   int
}

// brief returns the whole brief, which must be cited.
func (a *asker) brief(t *testing.T) string {
	t.Helper()
	a.n++
	asked := a.srv.Slash(discordtest.Guild, fmt.Sprint(430000000000001000+a.n), "brief",
		discordtest.Opt("topic", "north-korea"), discordtest.Opt("as_of", time.Date(2026, 1, a.n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)))
	m, err := asked.WaitUntil(within(t), func(m discordtest.Message) bool {
		return !m.Loading && m.Text() != "" && !strings.Contains(m.Text(), unfinished)
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, a.s.stderr)
	}
	if !strings.Contains(m.Text(), "[1]") && !strings.Contains(m.Text(), `[1\]`) || !strings.Contains(m.Text(), "Bottom line") {
		t.Errorf("not a cited brief:\n%s", m.Text())
	}
	return m.Text()
}

// serveWithModel starts the program with a model that may take as long as a
// busy machine needs.
func serveWithModel(t *testing.T, environ ...string) (*asker, *scripted) {
	model, srv := newScripted(t), discordtest.New(t)
	s := serve(t, srv, t.TempDir(), append([]string{"OPENAI_BASE_URL=" + model.URL, "OPENAI_MODEL=small", "SITREP_MODEL_TIMEOUT=90s"}, environ...)...)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	t.Cleanup(func() {
		if code, log := s.stop(t, syscall.SIGTERM); code != 0 || strings.Contains(log, "panic") || strings.Contains(log, "nobody-may-see") {
			t.Errorf("exit code %d\n%s", code, log)
		}
	})
	return &asker{srv: srv, s: s}, model
}

// Whatever a model does, there is a cited answer, and afterwards the model's
// again.
func TestServeAnswersWhateverTheModelDoes(t *testing.T) {
	status := func(code int, body string, headers ...string) func(http.ResponseWriter, *http.Request, string, int) {
		return func(w http.ResponseWriter, _ *http.Request, _ string, _ int) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
			io.WriteString(w, body)
		}
	}
	text := func(text, finish string) func(http.ResponseWriter, *http.Request, string, int) {
		return func(w http.ResponseWriter, _ *http.Request, _ string, _ int) { write(w, text, finish) }
	}
	first := func(fault func(http.ResponseWriter, *http.Request, string, int)) func(http.ResponseWriter, *http.Request, string, int) {
		return func(w http.ResponseWriter, r *http.Request, prompt string, nth int) {
			if nth == 1 {
				fault(w, r, prompt, nth)
				return
			}
			wellBehaved(w, r, prompt, nth)
		}
	}
	half := func(w http.ResponseWriter, _ *http.Request, prompt string, _ int) {
		write(w, `{"bottom_line":[`+said(shownSentence(prompt, "S1"), "S1")+`],"developments":[`, "")
	}
	hang := func(_ http.ResponseWriter, r *http.Request, _ string, _ int) { <-r.Context().Done() }
	reset := func(http.ResponseWriter, *http.Request, string, int) { panic(http.ErrAbortHandler) }
	tooLong := status(400, `{"error":{"message":"nobody-may-see","code":"context_length_exceeded"}}`)

	type fault struct {
		name   string
		script func(http.ResponseWriter, *http.Request, string, int)
		want   string
	}
	silences := []fault{
		{"nothing comes", hang, byArticles},
		{"silence after a claim", func(w http.ResponseWriter, r *http.Request, prompt string, n int) {
			half(w, r, prompt, n)
			hang(w, r, prompt, n)
		}, byArticles},
	}
	faults := []fault{
		{"well", wellBehaved, byModel},
		{"401", status(401, "nobody-may-see"), byArticles},
		{"404", status(404, "nobody-may-see"), byArticles},
		{"429 once", first(status(429, "", "Retry-After", "0")), byModel},
		{"429 without end", status(429, `{"error":{"message":"nobody-may-see"}}`), byArticles},
		{"500 once", first(status(500, "<html>")), byModel},
		{"503 without end", status(503, `{"error":"nobody-may-see"}`), byArticles},
		{"reset once", first(reset), byModel},
		{"reset without end", reset, byArticles},
		{"truncated once", first(half), byModel},
		{"truncated", half, byArticles},
		{"cut after a whole claim", func(w http.ResponseWriter, r *http.Request, prompt string, n int) {
			half(w, r, prompt, n)
			write(w, "", "length")
		}, byModel},
		{"filtered", text("", "content_filter"), byArticles},
		{"refused", text("I'm sorry, but I can't help with that.", "stop"), byArticles},
		{"refused by field", status(200, `data: {"choices":[{"index":0,"delta":{"refusal":"nobody-may-see"}}]}`+"\n\n"), byArticles},
		{"bad JSON once", first(text(`{"bottom_line": [{"text": "a`, "stop")), byModel},
		{"bad JSON", text(`{"bottom_line": [{"text": "a`, "stop"), byArticles},
		{"another shape", text(`{"bottom_line": "yes"}`, "stop"), byArticles},
		{"empty", text("", "stop"), byArticles},
		{"nothing to say", text(`{"bottom_line":[],"developments":[]}`, "stop"), byArticles},
		{"too long once", first(tooLong), byModel},
		{"too long for ever", tooLong, byArticles},
		{"no schemas", func(w http.ResponseWriter, r *http.Request, prompt string, n int) {
			if n <= 2 {
				status(400, `{"error":{"message":"response_format is not supported"}}`)(w, r, prompt, n)
				return
			}
			wellBehaved(w, r, prompt, n)
		}, byModel},
		{"another language", text(`{"bottom_line":[`+said("Nordkorea hat am Montag seine Grenzen für alle Reisenden geschlossen.", "S1")+`],"developments":[]}`, "stop"), byArticles},
		{"lies", text(`{"bottom_line":[`+said("Westland has sold its navy to private bidders.", "S1")+`],"developments":[]}`, "stop"), byArticles},
		{"a web page", status(200, "<html>Welcome to nginx!"), byArticles},
	}
	for name, lane := range map[string]struct {
		faults  []fault
		timeout string
	}{
		"faults":   {faults, "90s"},
		"silences": {silences, "10s"}, // which are waited for
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, model := serveWithModel(t, "SITREP_MODEL_TIMEOUT="+lane.timeout)
			for i, f := range lane.faults {
				if testing.Short() && i%3 > 0 {
					continue // each starts a model and waits for it
				}
				t.Run(f.name, func(t *testing.T) {
					model.play(f.script)
					brief := a.brief(t)
					if !strings.Contains(brief, f.want) {
						t.Errorf("want one that is %q:\n%s", f.want, brief)
					} else if note := strings.Contains(strings.ReplaceAll(brief, byModel, ""), "language model"); note != (f.want == byArticles) {
						t.Errorf("with a note: %v\n%s", note, brief)
					}
					if model.requests() == 0 {
						t.Error("the model was not asked")
					}
					model.play(wellBehaved)
					if brief := a.brief(t); !strings.Contains(brief, byModel) {
						t.Errorf("afterwards:\n%s", brief)
					}
				})
			}
		})
	}
}

func TestServeLeavesAModelAloneThatIsDown(t *testing.T) {
	t.Parallel()
	a, model := serveWithModel(t)
	model.play(func(w http.ResponseWriter, _ *http.Request, _ string, nth int) {
		if nth > 4 { // the third brief's: it is left alone for longer than the test may take
			w.Header().Set("Retry-After", "600")
		}
		w.WriteHeader(http.StatusInternalServerError)
	})
	for range 3 {
		a.brief(t)
	}
	before := model.requests()
	for range 3 {
		if brief := a.brief(t); !strings.Contains(brief, byArticles) || !strings.Contains(brief, "language model") {
			t.Errorf("no note:\n%s", brief)
		}
	}
	if n := model.requests(); n != before {
		t.Errorf("asked %d times more", n-before)
	}
}

// The rest of the reply is not written before the first claim is seen.
func TestServeShowsTheFirstClaimWhileTheModelWrites(t *testing.T) {
	t.Parallel()
	a, model := serveWithModel(t)
	wrote, seen := make(chan string, 1), make(chan struct{})
	model.play(func(w http.ResponseWriter, r *http.Request, prompt string, _ int) {
		first := shownSentence(prompt, "S1")
		write(w, `{"bottom_line":[`+said(first, "S1"), "")
		wrote <- first
		select {
		case <-seen:
		case <-r.Context().Done():
		}
		write(w, `],"developments":[`+said(shownSentence(prompt, "S2"), "S2")+`]}`, "stop")
	})
	asked := a.srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	first := <-wrote
	m, err := asked.WaitUntil(within(t), func(m discordtest.Message) bool { return strings.Contains(m.Text(), unfinished) })
	if err != nil {
		t.Fatal(err)
	}
	if words := strings.Fields(first); !strings.Contains(m.Text(), words[len(words)-1]) || !strings.Contains(m.Text(), byModel) {
		t.Errorf("of %q it shows\n%s", first, m.Text())
	}
	close(seen)
	if _, err := asked.WaitUntil(within(t), func(m discordtest.Message) bool {
		return !strings.Contains(m.Text(), unfinished) && strings.Contains(m.Text(), "Developments")
	}); err != nil {
		t.Fatal(err)
	}
}

func TestServeKeepsToTheBudgetAndTellsIt(t *testing.T) {
	t.Parallel()
	// A prompt of more than a thousand tokens costs more than a cent.
	a, model := serveWithModel(t, "SITREP_PRICE_IN=10", "SITREP_PRICE_OUT=10", "SITREP_BUDGET=0.01")
	if brief := a.brief(t); !strings.Contains(brief, byModel) {
		t.Errorf("within the budget:\n%s", brief)
	}
	if brief := a.brief(t); !strings.Contains(brief, byArticles) || !strings.Contains(brief, "used up") {
		t.Errorf("beyond the budget:\n%s", brief)
	}
	if n := model.requests(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	m, err := a.srv.Slash(discordtest.Guild, discordtest.User, "settings usage", discordtest.Permissions(discordtest.ManageServer)).WaitReply(within(t))
	if err != nil || !strings.Contains(m.Text(), "Today: 1 request") || !strings.Contains(m.Text(), "are used up") {
		t.Errorf("%v\n%s", err, m.Text())
	}
}

func TestServeAsksAModelTheSameOnce(t *testing.T) {
	t.Parallel()
	a, model := serveWithModel(t)
	for range 2 {
		a.n = 0
		if brief := a.brief(t); !strings.Contains(brief, byModel) {
			t.Errorf("not the model's:\n%s", brief)
		}
	}
	if n := model.requests(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestServeEmbedsInTheBackgroundAndDoctorTellsHowFar(t *testing.T) {
	t.Parallel()
	dir, model, srv := t.TempDir(), newScripted(t), discordtest.New(t)
	model.embedded = make(chan int, 100)
	environ := append(os.Environ(), "OPENAI_BASE_URL="+model.URL, "OPENAI_MODEL=small", "OPENAI_EMBEDDINGS_MODEL=dense")
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("sitrep", args...)
		cmd.Dir, cmd.Env = dir, environ
		out, err := cmd.CombinedOutput()
		if err != nil && args[0] != "doctor" { // it has no Discord to see
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	for i := range 2 {
		text := fmt.Sprintf("Ferry line %d to close\n\nThe last ferry of line %d to the island will sail on %d June 2024, the board decided on Friday.\n", i, i, i+20)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("ferry%d.txt", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("ingest", "ferry0.txt", "ferry1.txt")
	if out := run("doctor"); !strings.Contains(out, "0 of 2 articles are embedded by dense") {
		t.Errorf("before:\n%s", out)
	}
	s := serve(t, srv, dir, environ[len(os.Environ()):]...)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	told := ""
	for wait := within(t); !strings.Contains(told, "all 2 articles, by dense"); told = run("doctor") {
		if wait.Err() != nil {
			t.Fatalf("not all is embedded:\n%s\n%s", told, s.stderr)
		}
	}
	if texts := <-model.embedded + <-model.embedded; texts != 2 {
		t.Errorf("%d texts were embedded", texts)
	}
	a := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"))
	if m, err := a.WaitReply(within(t)); err != nil || !strings.Contains(m.Text(), byModel) {
		t.Errorf("%v\n%s", err, m.Text())
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 || !strings.Contains(log, "passages are being embedded") {
		t.Errorf("exit code %d\n%s", code, log)
	}
	if out := run("ask", "When will the last ferry of line 1 sail?"); !strings.Contains(out, "21 June 2024") {
		t.Errorf("from the terminal:\n%s", out)
	}
}
