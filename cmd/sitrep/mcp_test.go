package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/storetest"
)

const apiToken = "a token of the test's"

// asCommand is what a subcommand prints.
func asCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "sitrep", args...)
	c.Dir = dir
	out, err := c.Output()
	if err != nil && c.ProcessState.ExitCode() != 3 {
		t.Fatalf("%v: %v", args, err)
	}
	return string(out)
}

// memo is an article that a server keeps to itself.
var memo = storetest.Article(corpus.Guild("410000000000000001"), "", "Memo on Halden", "The Halden ferry will be scrapped in secret. The council knows it.")

// haldenFolder is a data folder with the sample's articles, and one that is a server's own.
func haldenFolder(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir+"/data")
	if err != nil {
		t.Fatal(err)
	}
	articles := []corpus.Article{
		storetest.Article(corpus.Public, "https://harbourwire.example/ferry", "Halden ferry aground", "The Halden ferry ran aground at noon on Friday. All 40 passengers are safe. Divers look at its hull."),
		storetest.Article(corpus.Public, "https://harbourwire.example/pilots", "Halden pilots strike", "The pilots of Halden strike from Monday. The harbour master says that nothing will move."),
		memo,
	}
	if _, err := s.PutAll(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// asked is what is asked in each way, and the command that answers the same.
var asked = []struct {
	name  string
	input map[string]any
	same  []string
}{
	{"brief", map[string]any{"topic": "Halden"}, []string{"brief", "Halden", "--format", "json"}},
	{"brief", map[string]any{"topic": "zanzibar"}, []string{"brief", "zanzibar", "--format", "json"}},
	{"brief", map[string]any{"topic": "Halden", "as_of": "2024-05-17", "since": "2024"}, []string{"brief", "Halden", "--as-of", "2024-05-17", "--since", "2024", "--format", "json"}},
	{"ask", map[string]any{"question": "How many passengers are safe?"}, []string{"ask", "How many passengers are safe?", "--format", "json"}},
	{"today", map[string]any{}, []string{"today", "--format", "json"}},
	{"check", map[string]any{"text": "The Halden ferry ran aground."}, []string{"check", "The Halden ferry ran aground.", "--format", "json"}},
	{"search", map[string]any{"query": "halden ferry secret", "limit": 5}, nil},
}

func TestAssistantsGetWhatTheCommandsPrint(t *testing.T) {
	t.Parallel()
	dir := haldenFolder(t)
	command := exec.CommandContext(t.Context(), "sitrep", "mcp")
	command.Dir = dir
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(within(t), &mcp.CommandTransport{Command: command}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	tools, err := session.ListTools(within(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s does not say that it only reads", tool.Name)
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"ask", "brief", "check", "read", "search", "today"}) {
		t.Errorf("tools %v", names)
	}
	call := func(name string, input map[string]any) (string, bool) {
		t.Helper()
		result, err := session.CallTool(within(t), &mcp.CallToolParams{Name: name, Arguments: input})
		if err != nil {
			t.Fatal(name, err)
		}
		return result.Content[0].(*mcp.TextContent).Text, result.IsError
	}
	for _, a := range asked {
		got, failed := call(a.name, a.input)
		if failed || strings.Contains(got, "in secret") {
			t.Errorf("%s %v: %s", a.name, a.input, got)
		}
		if want := ""; a.same != nil {
			if want = asCommand(t, dir, a.same...); got != want {
				t.Errorf("%s %v:\n%s\nthe command prints:\n%s", a.name, a.input, got, want)
			}
		}
	}
	for _, bad := range []struct {
		name  string
		input map[string]any
	}{
		{"brief", map[string]any{"topic": " "}}, {"brief", map[string]any{"topic": strings.Repeat("x", 2000)}}, {"brief", map[string]any{"topic": "x", "as_of": "tomorrow"}},
		{"read", map[string]any{"id": "nothing"}}, {"read", map[string]any{"id": string(memo.ID)}}, {"search", map[string]any{"query": "x", "limit": 5000}}, {"check", map[string]any{"text": "https://x.example"}},
	} {
		if got, failed := call(bad.name, bad.input); !failed {
			t.Errorf("%s %v is answered: %s", bad.name, bad.input, got)
		}
	}
}

func TestOtherProgramsGetWhatTheCommandsPrint(t *testing.T) {
	t.Parallel()
	dir := haldenFolder(t)
	c := exec.CommandContext(t.Context(), "sitrep", "mcp", "--http", "127.0.0.1:0")
	c.Dir, c.Env = dir, append(os.Environ(), "SITREP_API_TOKEN="+apiToken)
	log := &logbook{}
	c.Stderr = log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	addr, err := log.find(within(t), regexp.MustCompile(`msg="other programs are answered" addr=(\S+)`))
	if err != nil {
		t.Fatal(err, log)
	}
	ask := func(method, path, token, body string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(within(t), method, "http://"+addr+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer reply.Body.Close()
		out, err := io.ReadAll(reply.Body)
		if err != nil {
			t.Fatal(err)
		}
		return reply.StatusCode, string(out)
	}
	var found struct {
		Passages []struct{ Source, Quote string }
	}
	for _, a := range asked {
		query := url.Values{}
		for name, value := range a.input {
			text, _ := json.Marshal(value)
			query.Set(name, strings.Trim(string(text), `"`))
		}
		body, err := json.Marshal(a.input)
		if err != nil {
			t.Fatal(err)
		}
		status, got := ask("GET", "/api/"+a.name+"?"+query.Encode(), apiToken, "")
		if status != http.StatusOK || strings.Contains(got, "in secret") {
			t.Errorf("%s %v: %d %s", a.name, a.input, status, got)
		}
		if _, posted := ask("POST", "/api/"+a.name, apiToken, string(body)); posted != got {
			t.Errorf("%s %v: a POST is answered with\n%s\na GET with\n%s", a.name, a.input, posted, got)
		}
		if a.same != nil {
			if want := asCommand(t, dir, a.same...); got != want {
				t.Errorf("%s %v:\n%s\nthe command prints:\n%s", a.name, a.input, got, want)
			}
		} else if err := json.Unmarshal([]byte(got), &found); err != nil {
			t.Error(err)
		}
		for _, token := range []string{"", apiToken[1:], apiToken + "x"} {
			for _, path := range []string{"/api/" + a.name + "?" + query.Encode(), "/mcp", "/api/openapi.json", "/"} {
				if status, got := ask("GET", path, token, ""); status != http.StatusUnauthorized || strings.Contains(got, "Halden") {
					t.Errorf("%s with the token %q: %d %s", path, token, status, got)
				}
			}
		}
	}
	if len(found.Passages) == 0 {
		t.Fatal("nothing is found")
	}
	_, read := ask("GET", "/api/read?id="+found.Passages[0].Source, apiToken, "")
	if !strings.Contains(read, `"text": "The Halden ferry ran aground`) && !strings.Contains(read, `"text": "The pilots`) {
		t.Errorf("read: %s", read)
	}
	for path, want := range map[string]int{
		"/api/brief": http.StatusBadRequest, "/api/brief?topic=x&color=red": http.StatusBadRequest, "/api/search?query=x&limit=many": http.StatusBadRequest,
		"/api/read?id=0000000000000000": http.StatusBadRequest, "/api/read?id=" + string(memo.ID): http.StatusBadRequest, "/api/nothing": http.StatusNotFound,
	} {
		if status, got := ask("GET", path, apiToken, ""); status != want || !strings.Contains(got, `"error"`) {
			t.Errorf("%s: %d %s", path, status, got)
		}
	}
	if status, got := ask("GET", "/api/openapi.json", apiToken, ""); status != http.StatusOK || !json.Valid([]byte(got)) || strings.Count(got, `"operationId"`) != 12 {
		t.Errorf("OpenAPI: %d %s", status, got)
	}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(within(t), &mcp.StreamableClientTransport{
		Endpoint: "http://" + addr + "/mcp", HTTPClient: &http.Client{Transport: bearer{apiToken}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	result, err := session.CallTool(within(t), &mcp.CallToolParams{Name: "brief", Arguments: asked[0].input})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Content[0].(*mcp.TextContent).Text; got != asCommand(t, dir, asked[0].same...) {
		t.Errorf("over HTTP the tool says\n%s", got)
	}
}

// bearer sends a token with each request.
type bearer struct{ token string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(context.Background())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}
