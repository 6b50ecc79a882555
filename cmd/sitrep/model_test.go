package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"sitrep/briefing"
)

// modelServer speaks OpenAI's API. Its model gives the first sentence that it
// is shown as the bottom line, or as the answer.
func modelServer(t *testing.T, status int) (s *httptest.Server, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		var got struct{ Messages []struct{ Content string } }
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || len(got.Messages) != 2 || r.Header.Get("Authorization") != "Bearer sk-canary" {
			t.Errorf("asked for %s: %v", r.URL, err)
		}
		if status != http.StatusOK {
			http.Error(w, "no", status)
			return
		}
		_, first, _ := strings.Cut(got.Messages[1].Content, "\nS1: ")
		first, _, _ = strings.Cut(first, "\n")
		claim, _ := json.Marshal([]map[string]any{{"text": first, "sentences": []string{"S1"}}})
		reply, _ := json.Marshal(fmt.Sprintf(`{"bottom_line":%s,"developments":[],"answer":%s}`, claim, claim))
		fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":\"stop\"}]}\n\n", reply)
	}))
	t.Cleanup(s.Close)
	return s, asked
}

// sitrep runs the program in an empty folder.
func sitrep(t *testing.T, environ []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), args, strings.NewReader(""), &out, &errs, environ)
	return code, out.String(), errs.String()
}

func TestModelWritesWhereThereIsOne(t *testing.T) {
	inTurn(t)
	for name, c := range map[string]struct {
		mode   string
		status int
		args   []string
		want   briefing.Mode
		asked  bool
	}{
		"auto brief":         {"auto", 200, []string{"brief", "north-korea"}, briefing.Generated, true},
		"generated brief":    {"generated", 200, []string{"brief", "north-korea"}, briefing.Generated, true},
		"generated answer":   {"generated", 200, []string{"ask", "When was the Singapore summit?"}, briefing.Generated, true},
		"deterministic":      {"deterministic", 200, []string{"brief", "north-korea"}, briefing.Deterministic, false},
		"model that is down": {"auto", 500, []string{"brief", "north-korea"}, briefing.Deterministic, true},
		"wrong key":          {"generated", 401, []string{"ask", "When was the Singapore summit?"}, briefing.Deterministic, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			s, asked := modelServer(t, c.status)
			code, stdout, stderr := sitrep(t, []string{"SITREP_MODE=" + c.mode, "OPENAI_BASE_URL=" + s.URL, "OPENAI_API_KEY=sk-canary", "OPENAI_MODEL=small"},
				append(c.args, "--format", "json")...)
			var b briefing.Brief
			if err := json.Unmarshal([]byte(stdout), &b); err != nil || code != exitAnswered || b.Empty() {
				t.Fatalf("exit code %d, %v:\n%s%s", code, err, stdout, stderr)
			}
			if b.Mode != c.want || (asked.Load() > 0) != c.asked {
				t.Errorf("mode %s after %d requests, want %s", b.Mode, asked.Load(), c.want)
			}
			failed := c.status != http.StatusOK
			if (b.Note != "") != failed || strings.Contains(stderr, "the model gave no reply") != failed {
				t.Errorf("note %q\n%s", b.Note, stderr)
			}
			if strings.Contains(stdout+stderr, "canary") {
				t.Errorf("shows the key:\n%s%s", stdout, stderr)
			}
		})
	}
}

func TestGeneratedModeNeedsAModel(t *testing.T) {
	inTurn(t)
	t.Chdir(t.TempDir())
	for _, environ := range [][]string{
		{"SITREP_MODE=generated"},
		{"SITREP_MODE=generated", "OPENAI_API_KEY=sk-canary"},
		{"SITREP_MODE=generated", "OPENAI_MODEL=small"},
	} {
		if code, _, stderr := sitrep(t, environ, "brief", "north-korea"); code != exitFailed || !strings.Contains(stderr, "there is no model: set OPENAI_MODEL") {
			t.Errorf("%q: exit code %d, %s", environ, code, stderr)
		}
	}
	if code, _, stderr := sitrep(t, []string{"OPENAI_API_KEY=sk-canary"}, "brief", "north-korea"); code != exitAnswered {
		t.Errorf("auto without a model: exit code %d, %s", code, stderr)
	}
}

func TestPromptsOfTheDataFolder(t *testing.T) {
	inTurn(t)
	t.Chdir(t.TempDir())
	s, asked := modelServer(t, http.StatusOK)
	dir := filepath.Join("data", promptFolder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "brief.md"), []byte(`{{define "system"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	environ := []string{"OPENAI_BASE_URL=" + s.URL, "OPENAI_MODEL=small"}
	if code, _, stderr := sitrep(t, environ, "brief", "north-korea"); code != exitFailed || !strings.Contains(stderr, "brief.md") || asked.Load() > 0 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestBudgetNeedsAPrice(t *testing.T) {
	inTurn(t)
	t.Chdir(t.TempDir())
	if code, _, stderr := sitrep(t, []string{"SITREP_BUDGET=1"}, "brief", "north-korea"); code != exitFailed || !strings.Contains(stderr, "SITREP_PRICE_IN") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if code, _, stderr := sitrep(t, []string{"SITREP_BUDGET=1", "SITREP_PRICE_OUT=2"}, "brief", "north-korea"); code != exitAnswered {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestModelIsAskedForASecondOpinion(t *testing.T) {
	inTurn(t)
	t.Chdir(t.TempDir())
	s, asked := modelServer(t, http.StatusOK)
	if code, _, stderr := sitrep(t, []string{"SITREP_JUDGE=model", "OPENAI_BASE_URL=" + s.URL, "OPENAI_API_KEY=sk-canary", "OPENAI_MODEL=small"}, "brief", "north-korea"); code != exitAnswered || asked.Load() != 2 {
		t.Errorf("exit code %d after %d requests, %s", code, asked.Load(), stderr)
	}
}
