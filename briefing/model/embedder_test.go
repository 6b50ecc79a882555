package model_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing/model"
)

// embeddings is a server of embeddings with one reply, which is waited for as
// long as told; 0 means as usual.
func embeddings(t *testing.T, timeout time.Duration, reply http.HandlerFunc) *model.Embedder {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got struct {
			Model          string
			Input          []string
			EncodingFormat string `json:"encoding_format"`
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.URL.Path != "/v1/embeddings" || got.Model != "dense" ||
			got.EncodingFormat != "float" || !slices.Contains([]string{"a b", "a", "b"}, strings.Join(got.Input, " ")) || r.Header.Get("Authorization") != "Bearer "+key {
			t.Errorf("received %s, %+v, %v", r.URL.Path, got, err)
		}
		reply(w, r)
	}))
	t.Cleanup(s.Close)
	return model.NewEmbedder(model.Options{BaseURL: s.URL + "/v1", Key: key, Model: "dense", HTTP: s.Client(), Timeout: timeout})
}

func TestEmbeddingsComeInTheOrderOfTheTexts(t *testing.T) {
	e := embeddings(t, 0, status(200, `{"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[1,0.5]}],"usage":{"total_tokens":2}}`))
	got, err := e.Embed(t.Context(), []string{"a", "b"})
	if d := cmp.Diff([][]float32{{1, 0.5}, {0, 2}}, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	if e.Name() != "dense" {
		t.Error(e.Name())
	}
}

func TestOddEmbeddingsAreUnderstood(t *testing.T) {
	const usage = `"usage":{"total_tokens":2.0}}`
	for name, body := range map[string]string{
		"no index":   `{"data":[{"embedding":[1,0.5]},{"embedding":[0,2]}],` + usage,
		"base64":     `{"data":[{"index":0,"embedding":"AACAPwAAAD8="},{"index":1,"embedding":"AAAAAAAAAEA="}],` + usage,
		"other data": `{"object":1,"data":[{"index":1,"embedding":[0,2],"object":[]},{"index":0,"embedding":[1,5e-1]}]}`,
	} {
		got, err := embeddings(t, 0, status(200, body)).Embed(t.Context(), []string{"a", "b"})
		if d := cmp.Diff([][]float32{{1, 0.5}, {0, 2}}, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
}

// A server refuses two texts at once, and any text with "bad" in it.
func TestRefusedBatchIsHalved(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got struct {
			Input  []string
			Format string `json:"encoding_format"`
		}
		asked++
		switch err := json.NewDecoder(r.Body).Decode(&got); {
		case err != nil || len(got.Input) > 2 || slices.Contains(got.Input, "bad"):
			w.WriteHeader(413)
		case len(got.Input) == 2:
			w.Write([]byte(`{"data":[{"embedding":[1,0]},{"embedding":[1,0]}]}`))
		default:
			w.Write([]byte(`{"data":[{"embedding":[0,1]}]}`))
		}
	}))
	defer s.Close()
	e := model.NewEmbedder(model.Options{BaseURL: s.URL, Model: "dense", HTTP: s.Client()})
	got, err := e.Embed(t.Context(), []string{"a", "b", "c", "d", "e"})
	if err != nil || len(got) != 5 || asked != 5 {
		t.Errorf("%v after %d requests, %v", got, asked, err)
	}
	if _, err := e.Embed(t.Context(), []string{"a", "b", "bad"}); !errors.Is(err, model.ErrInput) {
		t.Error(err)
	}
}

func TestWhatAreNoEmbeddingsIsRefused(t *testing.T) {
	const told = "words-of-the-server"
	for name, c := range map[string]struct {
		reply http.HandlerFunc
		input bool // the texts are to blame
	}{
		"too few":          {status(200, `{"data":[{"index":0,"embedding":[1]}]}`), false},
		"twice the same":   {status(200, `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`), false},
		"out of range":     {status(200, `{"data":[{"index":0,"embedding":[1]},{"index":-1,"embedding":[1]}]}`), false},
		"of other lengths": {status(200, `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}`), false},
		"zero":             {status(200, `{"data":[{"index":0,"embedding":[0]},{"index":1,"embedding":[1]}]}`), false},
		"empty":            {status(200, `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`), false},
		"endless":          {status(200, `{"data":[{"index":0,"embedding":[`+strings.Repeat("1,", 9000)+`1]},{"index":1,"embedding":[`+strings.Repeat("1,", 9000)+`1]}]}`), false},
		"too large":        {status(200, strings.Repeat(" ", 17<<20)), false},
		"no JSON":          {status(200, "<html>"+told), false},
		"500":              {status(500, told), false},
		"401":              {status(401, `{"error":{"message":"`+told+`"}}`), false},
		"400":              {status(400, `{"error":{"message":"`+told+`"}}`), true},
		"hangs":            {hang, false},
		"reset":            {reset, false},
	} {
		t.Run(name, func(t *testing.T) {
			timeout := time.Duration(0)
			if name == "hangs" {
				timeout = 50 * time.Millisecond
			}
			got, err := embeddings(t, timeout, c.reply).Embed(t.Context(), []string{"a", "b"})
			if got != nil || err == nil || errors.Is(err, model.ErrInput) != c.input {
				t.Errorf("%v, %v", got, err)
			}
			if err != nil && (strings.Contains(err.Error(), told) || strings.Contains(err.Error(), key)) {
				t.Errorf("tells %v", err)
			}
		})
	}
}
