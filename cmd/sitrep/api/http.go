package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"sitrep/corpus"
)

// maxBody is how much of a request is read, in bytes.
const maxBody = 128 << 10

// MinToken is how long a token must be, in bytes.
const MinToken = 16

// Handler serves the operations to whoever has the token: at /mcp as the Model Context
// Protocol's streamable HTTP, at /api/NAME with the input as the query of a GET or as
// a JSON object in a POST, and at /api/openapi.json what there is, in OpenAPI 3.1.
func Handler(a *API, token, version string) http.Handler {
	mux := http.NewServeMux()
	server := Server(a, version)
	mux.Handle("/mcp", mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, Logger: a.log, MaxRequestBodyBytes: maxBody,
	}))
	for _, o := range operations {
		mux.HandleFunc("GET /api/"+o.name, o.handle(a))
		mux.HandleFunc("POST /api/"+o.name, o.handle(a))
	}
	mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		out, err := indented(describe(version))
		a.reply(w, r, out, err)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "there is nothing at this path; /api/openapi.json says what there is")
	})
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(given))
		if token == "" || !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "send the token that the operator has set: Authorization: Bearer TOKEN")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// Serve answers on a listener until ctx ends.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: maxTime + 15*time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	log.Info("other programs are answered", "addr", l.Addr().String())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// read reads the input of an operation.
func read(r *http.Request, schema *jsonschema.Schema, in any) error {
	body := map[string]any{}
	if r.Method == http.MethodPost {
		raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
		if err != nil {
			return refuse("the body can't be read: %w", err)
		}
		if err := json.Unmarshal(raw, &body); err != nil {
			return refuse("the body is no JSON object: %w", err)
		}
	} else {
		for name, values := range r.URL.Query() {
			body[name] = values[0]
			if property := schema.Properties[name]; property != nil && property.Type == "integer" {
				n, err := strconv.Atoi(values[0])
				if err != nil {
					return refuse("%s must be a number", name)
				}
				body[name] = n
			}
		}
	}
	for name := range body {
		if schema.Properties[name] == nil {
			return refuse("there is no %q here; there are %s", name, strings.Join(names(schema), ", "))
		}
	}
	text, err := json.Marshal(body)
	if err == nil {
		err = json.Unmarshal(text, in)
	}
	if err != nil {
		return refuse("the input can't be read: %w", err)
	}
	return nil
}

// names are those of an input, in order.
func names(schema *jsonschema.Schema) []string {
	var out []string
	for name := range schema.Properties {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// reply sends an answer, or why there is none.
func (a *API) reply(w http.ResponseWriter, r *http.Request, out string, err error) {
	var refused Refusal
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		io.WriteString(w, out)
	case errors.As(err, &refused):
		fail(w, http.StatusBadRequest, refused.Error())
	case errors.Is(err, corpus.ErrNotFound):
		fail(w, http.StatusNotFound, err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", "10")
		fail(w, http.StatusServiceUnavailable, "too much is asked at once; try again in a few seconds")
	default:
		if r.Context().Err() == nil {
			a.log.Error("a request could not be answered", "path", r.URL.Path, "err", err)
		}
		fail(w, http.StatusInternalServerError, "it could not be answered; the log of the server says why")
	}
}

func fail(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	out, _ := indented(map[string]string{"error": why})
	io.WriteString(w, out)
}

// describe says in OpenAPI what there is.
func describe(version string) any {
	type object = map[string]any
	answers := object{
		"200": object{"description": "The answer, as docs/json.md describes it", "content": object{"application/json": object{"schema": object{"type": "object"}}}},
		"400": object{"description": "Why the request can't be answered, in error"},
		"401": object{"description": "The token is missing or wrong"},
		"503": object{"description": "Too much is asked at once"},
	}
	paths := object{}
	for _, o := range operations {
		var parameters []any
		for _, name := range names(o.input) {
			property := o.input.Properties[name]
			parameters = append(parameters, object{
				"name": name, "in": "query", "required": slices.Contains(o.input.Required, name), "description": property.Description, "schema": object{"type": property.Type},
			})
		}
		paths["/api/"+o.name] = object{
			"get":  object{"operationId": o.name, "summary": o.does, "parameters": parameters, "responses": answers},
			"post": object{"operationId": o.name + "ByBody", "summary": o.does, "requestBody": object{"required": true, "content": object{"application/json": object{"schema": o.input}}}, "responses": answers},
		}
	}
	return object{
		"openapi":    "3.1.0",
		"info":       object{"title": "sitrep", "version": version, "description": "Cited briefs from an archive of news articles; read-only."},
		"paths":      paths,
		"components": object{"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
		"security":   []any{object{"token": []any{}}},
	}
}
