package model_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sitrep/briefing/model"
	"sitrep/prompts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "key-that-nobody-may-see"

var prompt = prompts.Prompt{
	Name: "answer", System: "rules nobody may see", User: "material nobody may see",
	Schema: json.RawMessage(`{"type":"object"}`),
}

// request is what a test looks at of what the server received.
type request struct {
	Model          string
	Stream         bool
	Temperature    *float64
	Seed           *int
	StreamOptions  *struct{} `json:"stream_options"`
	ResponseFormat struct {
		Type       string
		JSONSchema struct {
			Name   string
			Schema json.RawMessage
			Strict bool
		} `json:"json_schema"`
	} `json:"response_format"`
	Messages []struct{ Role, Content string }
}

// server answers each request with the next of its replies, the last for ever.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	replies  []http.HandlerFunc
	requests []request
	auth     []string
}

func serve(t *testing.T, replies ...http.HandlerFunc) *server {
	s := &server{replies: replies}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got request
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.URL.Path != "/v1/chat/completions" {
			t.Errorf("received %s: %v", r.URL.Path, err)
		}
		s.mu.Lock()
		s.requests = append(s.requests, got)
		s.auth = append(s.auth, r.Header.Get("Authorization"))
		reply := s.replies[0]
		if len(s.replies) > 1 {
			s.replies = s.replies[1:]
		}
		s.mu.Unlock()
		reply(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) received() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.requests...)
}

// chunk is one event of a stream.
func chunk(content, finish string) string {
	c, _ := json.Marshal(content)
	f := "null"
	if finish != "" {
		f = `"` + finish + `"`
	}
	return fmt.Sprintf(`data: {"choices":[{"index":0,"delta":{"content":%s},"finish_reason":%s}]}`+"\n\n", c, f)
}

func events(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, l := range lines {
			io.WriteString(w, l)
		}
	}
}

var well = events(chunk("Hello ", ""), chunk("there", ""), chunk("", "stop"), "data: [DONE]\n\n")

func status(code int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// stall sends the beginning of a stream, and no more until the client is gone.
func stall(w http.ResponseWriter, r *http.Request) {
	events(chunk("Hel", ""))(w, r)
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

// hang sends nothing until the client is gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// reset breaks the connection.
func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// clock is the time of a test: it stands still but for what is waited.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Wait(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waited = append(c.waited, d)
	return nil
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func reach(s *server, c *clock) (*model.Model, *bytes.Buffer) {
	var log bytes.Buffer
	return model.New(model.Options{
		BaseURL: s.URL + "/v1", Key: key, Model: "small", HTTP: s.Client(), Now: c.Now, Wait: c.Wait,
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}), &log
}

func newClock() *clock { return &clock{now: time.Now()} }

func TestRequest(t *testing.T) {
	s := serve(t, well)
	m, _ := reach(s, newClock())
	var grown []string
	text, err := m.Write(t.Context(), prompt, func(text string) { grown = append(grown, text) })
	if err != nil || text != "Hello there" {
		t.Fatalf("%q, %v", text, err)
	}
	if d := cmp.Diff([]string{"Hello ", "Hello there"}, grown); d != "" {
		t.Errorf("grown (-want +got):\n%s", d)
	}
	r := s.received()[0]
	if r.Model != "small" || !r.Stream || r.Temperature == nil || *r.Temperature != 0.01 || r.Seed == nil {
		t.Errorf("request %+v", r)
	}
	if f := r.ResponseFormat; f.Type != "json_schema" || f.JSONSchema.Name != "answer" || !f.JSONSchema.Strict || string(f.JSONSchema.Schema) != `{"type":"object"}` {
		t.Errorf("format %+v", f)
	}
	if len(r.Messages) != 2 || r.Messages[0].Role != "system" || r.Messages[0].Content != prompt.System || r.Messages[1].Content != prompt.User {
		t.Errorf("messages %+v", r.Messages)
	}
	if s.auth[0] != "Bearer "+key {
		t.Errorf("authorization %q", s.auth[0])
	}
}

// What servers do otherwise than OpenAI's, and is a reply all the same.
func TestOddServersAreUnderstood(t *testing.T) {
	const answer = `{"answer":[{"text":"A.","sentences":["S1"]}]}`
	quoted := func(text string) string { b, _ := json.Marshal(text); return string(b) }
	one := quoted(answer)
	data := func(s string) string { return "data: " + s + "\n\n" }
	for name, c := range map[string]struct {
		reply http.HandlerFunc
		want  string
	}{
		"no finish":                {events(chunk(answer, ""), "data: [DONE]\n\n"), answer},
		"no end":                   {events(chunk(answer, "")), answer},
		"an end of its own":        {events(chunk(answer, "eos")), answer},
		"end in capitals":          {events(chunk(answer, "STOP")), answer},
		"end of a turn, as prose":  {events(chunk("A [S1].", "end_turn")), "A [S1]."},
		"whole, but cut":           {events(chunk(answer, "length")), answer},
		"as a call of a tool":      {events(chunk(answer, "tool_calls")), answer},
		"cut in a claim":           {events(chunk(strings.TrimSuffix(answer, "]}")+`,{"text":"B`, ""), chunk("", "length")), answer},
		"empty finish":             {events(data(`{"choices":[{"index":0,"delta":{"content":`+one+`},"finish_reason":""}]}`), chunk("", "stop")), answer},
		"a list of parts":          {events(data(`{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":`+one+`}]}}]}`), chunk("", "stop")), answer},
		"null for text":            {events(data(`{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}`), chunk(answer, "stop")), answer},
		"no index":                 {events(data(`{"choices":[{"delta":{"content":` + one + `},"finish_reason":"stop"}]}`)), answer},
		"reasoning beside it":      {events(data(`{"choices":[{"index":0,"delta":{"reasoning_content":"hm {"}}]}`), chunk(answer, "stop")), answer},
		"all taken for reasoning":  {events(data(`{"choices":[{"index":0,"delta":{"reasoning_content":`+one+`}}]}`), chunk("", "stop")), answer},
		"reasoning within":         {events(chunk("<think>maybe {\"answer\":[]}</think>", ""), chunk(answer, "stop")), answer},
		"reasoning not opened":     {events(chunk("maybe\n</think>", ""), chunk(answer, "stop")), answer},
		"floats":                   {events(data(`{"created":1.7e9,"choices":[{"index":0.0,"delta":{"content":` + one + `},"finish_reason":"stop"}],"usage":{"prompt_tokens":12.0,"completion_tokens":3.0,"total_tokens":15.0}}`)), answer},
		"no space":                 {events("data:" + strings.TrimPrefix(chunk(answer, "stop"), "data: ")), answer},
		"line ends of two":         {events(strings.ReplaceAll(chunk(answer, "stop"), "\n", "\r\n")), answer},
		"comments and events":      {events(": ping\n\nevent: message\nid: 1\nretry: 10\n", chunk(answer, "stop")), answer},
		"a mark of byte order":     {events("\ufeff" + chunk(answer, "stop")), answer},
		"lines of JSON":            {events(strings.TrimPrefix(chunk(answer, "stop"), "data: ")), answer},
		"unstreamed":               {status(200, `{"created":1.5,"choices":[{"index":0,"message":{"role":"assistant","content":`+one+`},"finish_reason":"stop"}]}`), answer},
		"unstreamed, over lines":   {status(200, "{\n  \"choices\": [\n    {\n \"message\": {\n\"content\": "+one+"},\n\"finish_reason\": \"stop\"}\n]\n}\n"), answer},
		"unstreamed and no finish": {status(200, `{"choices":[{"message":{"content":`+one+`}}]}`), answer},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.reply)
			m, _ := reach(s, newClock())
			if text, err := m.Write(t.Context(), prompt, func(string) {}); err != nil || text != c.want {
				t.Errorf("%q, %v, want %q", text, err, c.want)
			}
			if n := len(s.received()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestOddListsOfModelsAreUnderstood(t *testing.T) {
	for body, want := range map[string]int{
		`{"object":1,"data":[{"id":"small","created":1.7e9,"permission":{}},` + "\n" + `{"id":"large"}]}`: 0,
		`<html>`: 404,
		`[]`:     404,
	} {
		s := httptest.NewServer(status(200, body))
		names, err := model.Names(t.Context(), model.Options{BaseURL: s.URL, HTTP: s.Client()})
		if got := strings.Join(names, " "); model.Status(err) != want || (err == nil) != (got == "small large") {
			t.Errorf("%s: %q, %v", body, got, err)
		}
		s.Close()
	}
}

// The client library refuses what these models would.
func TestReasoningModelsAreSentNoTemperature(t *testing.T) {
	s := serve(t, well)
	m := model.New(model.Options{BaseURL: s.URL + "/v1", Model: "gpt-5-local", HTTP: s.Client()})
	if _, err := m.Write(t.Context(), prompt, nil); err != nil {
		t.Fatal(err)
	}
	if r := s.received(); len(r) != 1 || r[0].Temperature != nil || r[0].ResponseFormat.Type != "json_schema" {
		t.Errorf("requests %+v", r)
	}
}

func TestThoughtsAreNotShown(t *testing.T) {
	s := serve(t, events(chunk("<think>{\"answer\":", ""), chunk("[]}</think>", ""), chunk("{}", ""), chunk("", "stop")))
	m, _ := reach(s, newClock())
	var grown []string
	if _, err := m.Write(t.Context(), prompt, func(text string) { grown = append(grown, text) }); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"{}"}, grown); d != "" {
		t.Errorf("grown (-want +got):\n%s", d)
	}
}

func TestAddressAndKeyAsTheyAreGiven(t *testing.T) {
	var path, auth, own string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, auth, own = r.URL.String(), r.Header.Get("Authorization"), r.Header.Get("api-key")
		well(w, r)
	}))
	defer s.Close()
	for base, want := range map[string]string{
		"/v1":                     "/v1/chat/completions",
		"/v1/":                    "/v1/chat/completions",
		"/v1/chat/completions":    "/v1/chat/completions",
		"/o/d?api-version=2024-6": "/o/d/chat/completions?api-version=2024-6",
	} {
		m := model.New(model.Options{BaseURL: s.URL + base, Key: " " + key + "\n", Model: "small", HTTP: s.Client()})
		if _, err := m.Write(t.Context(), prompt, nil); err != nil || path != want || auth != "Bearer "+key || own != "" && own != key {
			t.Errorf("%s: %s, %q, %q, %v", base, path, auth, own, err)
		}
		m.Close()
	}
}

// A server that loads a large model answers nobody in time, but in the background.
func TestServerThatLoadsIsWaitedForInTheBackground(t *testing.T) {
	loaded := make(chan struct{})
	slow := func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-loaded:
			well(w, r)
		case <-r.Context().Done():
		}
	}
	s, clock := serve(t, slow), newClock()
	var log bytes.Buffer
	m := model.New(model.Options{BaseURL: s.URL + "/v1", Model: "small", HTTP: s.Client(), Timeout: 30 * time.Millisecond, Now: clock.Now, Wait: clock.Wait, Log: slog.New(slog.NewTextHandler(&log, nil))})
	defer m.Close()
	for range 3 {
		clock.advance(time.Second)
		if _, err := m.Write(t.Context(), prompt, nil); err == nil || !strings.Contains(err.Error(), "SITREP_MODEL_TIMEOUT") {
			t.Fatal(err)
		}
	}
	clock.advance(time.Hour)
	if _, err := m.Write(t.Context(), prompt, nil); !errors.Is(err, model.ErrResting) {
		t.Fatal(err)
	}
	time.Sleep(60 * time.Millisecond) // longer than anybody would wait
	close(loaded)
	m.WaitForLooks()
	if text, err := m.Write(t.Context(), prompt, nil); err != nil || text != "Hello there" {
		t.Errorf("%q, %v\n%s", text, err, &log)
	}
}

func TestKeepAliveLinesAreNoReply(t *testing.T) {
	alive := strings.Repeat(": still here\n", 2000)
	s := serve(t, events(alive, chunk("Hello", ""), alive, chunk("", "stop")))
	m, _ := reach(s, newClock())
	if text, err := m.Write(t.Context(), prompt, nil); err != nil || text != "Hello" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestPlainerFormsAreAskedFor(t *testing.T) {
	s := serve(t,
		status(400, `{"error":{"message":"response_format json_schema is not supported"}}`),
		status(422, `unknown field`),
		status(400, `{"error":{"message":"Unsupported value","param":"temperature"}}`),
		well)
	m, _ := reach(s, newClock())
	for range 2 { // the second time, only what worked
		if text, err := m.Write(t.Context(), prompt, nil); err != nil || text != "Hello there" {
			t.Fatalf("%q, %v", text, err)
		}
	}
	var got []string
	for _, r := range s.received() {
		got = append(got, fmt.Sprintf("%s %v", r.ResponseFormat.Type, r.Temperature != nil))
	}
	want := []string{"json_schema true", "json_object true", " true", " false", " false"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("forms (-want +got):\n%s", d)
	}
}

func TestWhatMayPassIsTriedOnceMore(t *testing.T) {
	for name, c := range map[string]struct {
		first  http.HandlerFunc
		waited time.Duration
	}{
		"429":               {status(429, `{"error":{"message":"slow down"}}`), 300 * time.Millisecond},
		"429 for a part":    {status(429, "", "Retry-After", "0.75"), 750 * time.Millisecond},
		"finish error":      {events(chunk("Hel", ""), chunk("", "error")), 300 * time.Millisecond},
		"error after 200":   {status(200, `{"error":{"message":"oops","code":502}}`), 300 * time.Millisecond},
		"error as an event": {events("event: error\ndata: {\"error\":\"oops\"}\n\n"), 300 * time.Millisecond},
		"429 with a pause":  {status(429, `{"error":{"message":"slow down"}}`, "Retry-After", "2"), 2 * time.Second},
		"500":               {status(500, "<html>"), 300 * time.Millisecond},
		"503 as text error": {status(503, `{"error":"busy"}`), 300 * time.Millisecond},
		"reset":             {reset, 300 * time.Millisecond},
		"no finish":         {events(chunk("Hel", ""), "data: [DONE]\n\n"), 300 * time.Millisecond},
		"no end":            {events(chunk("Hel", "")), 300 * time.Millisecond},
		"error in stream":   {events(chunk("Hel", ""), "data: { \"error\": {\"message\": \"oops\"}}\n\n"), 300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := serve(t, c.first, well), newClock()
			m, _ := reach(s, clock)
			text, err := m.Write(t.Context(), prompt, nil)
			if err != nil || text != "Hello there" {
				t.Errorf("%q, %v", text, err)
			}
			if d := cmp.Diff([]time.Duration{c.waited}, clock.waited); d != "" {
				t.Errorf("waited (-want +got):\n%s", d)
			}
		})
	}
}

func TestFailuresSayNothingOfWhatWasSaid(t *testing.T) {
	const told = "words-of-the-server"
	for name, c := range map[string]struct {
		reply    http.HandlerFunc
		requests int
		want     string
	}{
		"wrong key":       {status(401, `{"error":{"message":"`+told+`"}}`), 1, "401 Unauthorized; check OPENAI_API_KEY"},
		"wrong address":   {status(404, told), 1, "404 Not Found; check OPENAI_BASE_URL"},
		"429 for ever":    {status(429, told), 2, "429 Too Many Requests"},
		"429 for an hour": {status(429, told, "Retry-After", "3600"), 1, "429"},
		"500 for ever":    {status(500, told), 2, "500 Internal Server Error"},
		"bad request":     {status(400, told), 5, "400 Bad Request"},
		"too long":        {status(400, `{"error":{"message":"`+told+`","code":"context_length_exceeded"}}`), 1, "too long for the model"},
		"cut":             {events(chunk(told, ""), chunk("", "length")), 1, "cut at the server's limit"},
		"filtered":        {events(chunk(told, ""), chunk("", "content_filter")), 1, "filtered"},
		"tool call":       {events(chunk(told, ""), chunk("", "tool_calls")), 1, "not a text"},
		"refused":         {events(`data: {"choices":[{"index":0,"delta":{"refusal":"` + told + `"}}]}` + "\n\n"), 2, "refused"},
		"empty":           {events(chunk(" \n", ""), chunk("", "stop")), 2, "empty"},
		"too much":        {events(chunk(strings.Repeat(told, 20000), ""), chunk("", "stop")), 1, "too long"},
		"endless":         {events(": " + strings.Repeat(told, 1<<20)), 1, "too much"},
		"no chat":         {events("data: " + told + "\n\n"), 1, "no part of the API"},
		"401 in a 200":    {status(200, `{"error":{"message":"`+told+`","code":401}}`), 1, "check OPENAI_API_KEY"},
		"not a reply":     {status(200, `{"choices":[{"message":{"content":"`+told+`"}}]}`), 2, "broke off"},
		"a page":          {status(200, "<html>"+told), 1, "no part of the API"},
		"error line":      {events(`data: {"error":{"message":"` + told + `"}}` + "\n\n"), 2, "with an error"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.reply)
			m, log := reach(s, newClock())
			text, err := m.Write(t.Context(), prompt, nil)
			if text != "" || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%q, %v; want an error with %q", text, err, c.want)
			}
			if n := len(s.received()); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			for _, secret := range []string{key, told, "nobody may see"} {
				if strings.Contains(err.Error()+log.String(), secret) {
					t.Errorf("tells %q: %v\n%s", secret, err, log)
				}
			}
			if !strings.Contains(log.String(), "gave no reply") {
				t.Errorf("log %q", log)
			}
		})
	}
}

func TestPromptsThatAreTooLongAreTold(t *testing.T) {
	for body, reply := range map[string]http.HandlerFunc{
		"code":          status(400, `{"error":{"message":"no","code":"context_length_exceeded"}}`),
		"OpenAI":        status(400, `{"error":{"message":"This model's maximum context length is 4096 tokens.","code":400}}`),
		"llama.cpp":     status(400, `{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error"}}`),
		"vLLM":          status(400, `{"object":"error","message":"maximum context length is 4096"}`),
		"Anthropic":     status(400, `{"error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}`),
		"413":           status(413, "<html>"),
		"429":           status(429, `{"error":{"message":"Request too large for small in organization x on tokens per min (TPM): Limit 6000, Requested 9000","code":"rate_limit_exceeded"}}`),
		"500":           status(500, `{"error":"the input exceeds the available context size"}`),
		"in the stream": events(`data: {"error":{"code":400,"message":"the request exceeds the available context size"}}` + "\n\n"),
		"no room left":  events(chunk(`{"answer":[{"text":"The line`, ""), chunk("", "length")),
	} {
		s := serve(t, reply)
		m, _ := reach(s, newClock())
		if _, err := m.Write(t.Context(), prompt, nil); !errors.Is(err, model.ErrTooLong) || len(s.received()) != 1 {
			t.Errorf("%s: %v after %d requests", body, err, len(s.received()))
		}
	}
}

func TestUnreachableServer(t *testing.T) {
	s := serve(t, well)
	m, _ := reach(s, newClock())
	s.Close()
	if _, err := m.Write(t.Context(), prompt, nil); err == nil || !strings.Contains(err.Error(), "cannot be reached") || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("%v", err)
	}
}

func TestServerThatSpeaksTheOtherOfHTTPAndHTTPS(t *testing.T) {
	answer := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") })
	plain, encrypted := httptest.NewServer(answer), httptest.NewUnstartedServer(answer)
	defer plain.Close()
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	defer encrypted.Close()
	for base, want := range map[string]string{
		"https" + strings.TrimPrefix(plain.URL, "http"):     "speaks http, not https: let OPENAI_BASE_URL begin with http://",
		"http" + strings.TrimPrefix(encrypted.URL, "https"): "speaks https, not http: let OPENAI_BASE_URL begin with https://",
	} {
		m := model.New(model.Options{BaseURL: base, Model: "small", HTTP: plain.Client(), Wait: newClock().Wait})
		if _, err := m.Write(t.Context(), prompt, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", base, err, want)
		}
		m.Close()
	}
}

func TestSilenceEndsAReply(t *testing.T) {
	for name, c := range map[string]struct {
		reply         http.HandlerFunc
		timeout, idle time.Duration
		want          string
	}{
		"within the stream": {stall, time.Minute, 10 * time.Millisecond, "fell silent"},
		"before it":         {hang, 10 * time.Millisecond, time.Minute, "in time"},
		"in all":            {stall, 10 * time.Millisecond, time.Minute, "in time"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.reply)
			m := model.New(model.Options{BaseURL: s.URL + "/v1", Model: "small", HTTP: s.Client(), Timeout: c.timeout, Idle: c.idle, Wait: newClock().Wait})
			if text, err := m.Write(t.Context(), prompt, nil); text != "" || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q, %v; want %q", text, err, c.want)
			}
		})
	}
}

func TestCallerMayGiveUp(t *testing.T) {
	arrived := make(chan struct{}, 10)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		hang(w, r)
	})
	m, _ := reach(s, newClock())
	for range 5 { // which is no fault of the server
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		if _, err := m.Write(ctx, prompt, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want it to be canceled", err)
		}
	}
}

func TestServerThatKeepsFailingIsLeftAlone(t *testing.T) {
	down := status(500, "")
	s, clock := serve(t, down), newClock()
	m, _ := reach(s, clock)
	try := func() error { _, err := m.Write(t.Context(), prompt, nil); return err }
	for i := range 3 {
		if err := try(); errors.Is(err, model.ErrResting) || len(s.received()) != 2*i+2 {
			t.Errorf("%v after %d requests", err, len(s.received()))
		}
	}
	rests := func(requests int) {
		t.Helper()
		if err := try(); !errors.Is(err, model.ErrResting) {
			t.Errorf("%v, want nobody to wait for the server", err)
		}
		m.WaitForLooks()
		if n := len(s.received()); n != requests {
			t.Errorf("%d requests, want %d", n, requests)
		}
	}
	rests(6)
	clock.advance(29 * time.Second)
	rests(6)
	clock.advance(time.Second)
	rests(8) // it is looked at in the background, and fails again
	clock.advance(59 * time.Second)
	rests(8)
	s.mu.Lock()
	s.replies = []http.HandlerFunc{well}
	s.mu.Unlock()
	clock.advance(time.Second)
	rests(9)
	for range 4 {
		if err := try(); err != nil {
			t.Errorf("%v, though the server is well", err)
		}
	}
	for _, r := range s.received()[6:9] {
		if strings.Contains(r.Messages[1].Content, "nobody may see") {
			t.Error("the server is looked at with what somebody asked")
		}
	}
}

func TestServerThatWantsToBeLeftAloneIs(t *testing.T) {
	s, clock := serve(t, status(429, "", "Retry-After", "120"), well), newClock()
	m, _ := reach(s, clock)
	if _, err := m.Write(t.Context(), prompt, nil); err == nil || errors.Is(err, model.ErrResting) {
		t.Error(err)
	}
	clock.advance(119 * time.Second)
	if _, err := m.Write(t.Context(), prompt, nil); !errors.Is(err, model.ErrResting) || len(s.received()) != 1 {
		t.Errorf("%v after %d requests, though it asked to be left alone", err, len(s.received()))
	}
	clock.advance(time.Second)
	if text, err := m.Write(t.Context(), prompt, nil); err != nil || text != "Hello there" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestCloseEndsWhatGoesOnInTheBackground(t *testing.T) {
	arrived := make(chan struct{}, 10)
	s, clock := serve(t, status(404, ""), status(404, ""), status(404, ""), func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		hang(w, r)
	}), newClock()
	m, _ := reach(s, clock)
	for range 3 {
		m.Write(t.Context(), prompt, nil)
	}
	clock.advance(time.Hour)
	if _, err := m.Write(t.Context(), prompt, nil); !errors.Is(err, model.ErrResting) {
		t.Error(err)
	}
	<-arrived
	m.Close()
}

func TestAnswersThatAreNoGoodDoNotRestTheServer(t *testing.T) {
	s := serve(t, events(chunk("x", "length")))
	m, _ := reach(s, newClock())
	for range 6 {
		if _, err := m.Write(t.Context(), prompt, nil); errors.Is(err, model.ErrResting) {
			t.Fatal(err)
		}
	}
}

func TestObject(t *testing.T) {
	type claim struct {
		Text      string
		Sentences []string
	}
	type reply struct{ Answer []claim }
	one := reply{[]claim{{"A {b} \"c\".", []string{"S1"}}}}
	plain := `{"answer":[{"text":"A {b} \"c\".","sentences":["S1"]}]}`
	for name, c := range map[string]struct {
		in   string
		want *reply
	}{
		"plain":             {plain, &one},
		"fenced":            {"```json\n" + plain + "\n```", &one},
		"with prose":        {"Sure! Here {you} are:\n" + plain + "\nAnything else?", &one},
		"after reasoning":   {`<think>maybe {"answer":[]} or {"a":1}?</think>` + plain, &one},
		"trailing commas":   {`{"answer":[{"text":"A {b} \"c\".","sentences":["S1", ], } ,],` + "\n}", &one},
		"commas in strings": {`{"answer":[{"text":"a,] b,}","sentences":[]}]}`, &reply{[]claim{{"a,] b,}", []string{}}}}},
		"broken lines":      {"{\"answer\":[{\"text\":\"a\nb\",\"sentences\":[]}]}", &reply{[]claim{{"a b", []string{}}}}},
		"none":              {`{"answer":[]}`, &reply{[]claim{}}},
		"cut":               {plain[:len(plain)-3], nil},
		"prose":             {"I cannot help with that.", nil},
		"another key":       {`{"result":[]}`, nil},
		"another shape":     {`{"answer":"yes"}`, nil},
		"a list":            {`[1]`, nil},
		"brackets only":     {strings.Repeat("{[,", 5000), nil},
	} {
		var got reply
		err := model.Object(c.in, "answer", &got)
		if (err == nil) != (c.want != nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want != nil {
			if d := cmp.Diff(*c.want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
	}
}

func FuzzObject(f *testing.F) {
	for _, s := range []string{`{"answer":[1,]}`, "```{\"answer\":\"\n\"}```", `{"answer":"\`, `}{`, "{\"answer\":{\"answer\":[,]}}", `{",":1,"answer":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var mended, strict map[string]any
		err := model.Object(s, "answer", &mended)
		if json.Unmarshal([]byte(s), &strict) == nil && strict["answer"] != nil {
			if err != nil {
				t.Fatalf("JSON is refused: %v", err)
			}
			if d := cmp.Diff(strict, mended); d != "" {
				t.Fatalf("JSON is changed:\n%s", d)
			}
		}
	})
}
