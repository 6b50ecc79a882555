package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sitrep/cmd/sitrep/metrics"
)

func TestOnlyThisMachinesNamesAreAnswered(t *testing.T) {
	handler := (&operations{
		metrics: metrics.New(build()), ready: func() bool { return true },
		look: func(context.Context) error { return nil }, unseen: func() time.Duration { return 0 }, log: slog.New(slog.DiscardHandler),
		write: &writing{try: func(context.Context) error { return nil }, now: time.Now, log: slog.New(slog.DiscardHandler)},
	}).handler()
	for host, want := range map[string]int{
		"127.0.0.1:9090":             200,
		"127.0.0.1":                  200,
		"127.1.2.3:80":               200,
		"localhost:9090":             200,
		"LocalHost":                  200,
		"[::1]:9090":                 200,
		"[::1]":                      200,
		"rebound.example:9090":       403,
		"rebound.example":            403,
		"127.0.0.1.rebound.example":  403,
		"localhost.rebound.example":  403,
		"192.168.1.2:9090":           403,
		"0.0.0.0:9090":               403,
		"":                           403,
		":9090":                      403,
		"127.0.0.1:9090:rebound.com": 403,
	} {
		for _, path := range []string{alivePath, readyPath, metricsPath} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = host
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s asked by the name %q: %d, want %d", path, host, w.Code, want)
			}
		}
	}
}
