package model

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds what is read of one response, in bytes. Each word of a reply
// comes in a JSON object of its own, of some 300 bytes.
const maxBody = 16 << 20

// maxErrorBody bounds what is read of a response that is an error.
const maxErrorBody = 64 << 10

var (
	errStalled = errors.New("the stream fell silent")
	errTooBig  = errors.New("the response is too large")
)

// openAI is where the API is that the others speak.
const openAI = "https://api.openai.com/v1"

// address is where a part of the API is. A query that the base has stays.
func (o Options) address(part string) (string, error) {
	u, err := url.Parse(cmp.Or(o.BaseURL, openAI))
	if err != nil {
		return "", errors.New("OPENAI_BASE_URL is no address")
	}
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/chat/completions")
	return u.JoinPath(part).String(), nil
}

// send makes a request to a part of the API; v is what it sends as JSON, nil for
// nothing. The response is to be closed, and is none of an error.
func (x *exchange) send(ctx context.Context, o Options, part string, v any) (*http.Response, *failure) {
	where, err := o.address(part)
	if err != nil {
		return nil, &failure{what: err.Error(), server: true}
	}
	method, body := http.MethodGet, []byte(nil)
	if v != nil {
		method = http.MethodPost
		if body, err = json.Marshal(v); err != nil {
			return nil, &failure{what: "the request cannot be written as JSON"}
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, where, bytes.NewReader(body))
	if err != nil {
		return nil, &failure{what: "OPENAI_BASE_URL is no address", server: true}
	}
	r.Header.Set("Content-Type", "application/json")
	if key := strings.TrimSpace(o.Key); key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
		if r.URL.Query().Has("api-version") { // Azure
			r.Header.Set("api-key", key)
		}
	}
	resp, err := x.client.Do(r)
	if err != nil {
		return nil, x.failure(ctx, err)
	}
	limit := int64(maxBody)
	if resp.StatusCode >= http.StatusBadRequest {
		limit = maxErrorBody
	}
	x.watch = time.AfterFunc(x.idle, x.stalled)
	resp.Body = &watched{ReadCloser: resp.Body, x: x, left: limit}
	if resp.StatusCode < http.StatusBadRequest {
		return resp, nil
	}
	defer resp.Body.Close()
	told, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, errTooBig) {
		return nil, x.failure(ctx, err)
	}
	f := refusal(resp.StatusCode, complaint(told))
	f.after = retryAfter(resp.Header, o.Now())
	return nil, f
}

// exchange is one request and its response: it bounds what is read, and watches
// over silence.
type exchange struct {
	client  *http.Client
	idle    time.Duration
	stalled func() // is called when the response is silent for too long
	watch   *time.Timer
}

func (x *exchange) end() {
	if x.watch != nil {
		x.watch.Stop()
	}
}

// watched is the body of a response.
type watched struct {
	io.ReadCloser
	x    *exchange
	left int64
}

func (w *watched) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, errTooBig
	}
	n, err := w.ReadCloser.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	if n > 0 {
		w.x.watch.Reset(w.x.idle)
	}
	return n, err
}

// failure is why there is no reply. It says nothing of what was sent or
// received.
type failure struct {
	what    string
	status  int           // of HTTP; 0 for none
	passing bool          // may be over soon
	after   time.Duration // that the server wants to be left alone for
	server  bool          // is the server's, not of this one prompt
	late    bool          // the time was over
	style   bool          // the server does not take the form of the request
	refuses style         // the part of it that it says it does not take; 0 for none said
	tooLong bool          // the prompt is, for the model
	about   string        // what the server says, in lower case; it is looked at, never told
}

func (f *failure) Error() string { return f.what }

// Is makes the failures known that a caller can do something about.
func (f *failure) Is(target error) bool { return f.tooLong && target == ErrTooLong }

// failure tells what an error on the way means.
func (x *exchange) failure(ctx context.Context, err error) *failure {
	switch {
	case errors.Is(context.Cause(ctx), errStalled):
		return &failure{what: "the server fell silent in the middle of a reply", passing: true, server: true}
	case ctx.Err() != nil:
		return &failure{what: "no reply came in time; SITREP_MODEL_TIMEOUT sets how long one is waited for", server: true, late: true}
	case errors.Is(err, errTooBig):
		return &failure{what: "the server sent too much", server: true}
	case errors.Is(err, http.ErrSchemeMismatch):
		return &failure{what: "the server speaks http, not https: let OPENAI_BASE_URL begin with http://", server: true}
	}
	return &failure{what: reason(err), passing: true, server: true}
}

// encrypted is what Go's own server, nginx and Apache answer, each with 400, to
// http where they speak https.
var encrypted = []string{"http request to an https server", "plain http request was sent to https port", "plain http to an ssl-enabled server port"}

// lengthy are parts of what servers say, in lower case, where a prompt is too
// long for the model, or for so many tokens a minute as are to be had.
var lengthy = []string{"context_length", "context length", "context size", "context window", "context_size", "prompt is too long",
	"input is too long", "request too large", "request_too_large", "too many tokens", "reduce the length", "maximum number of tokens", "longer than the maximum"}

// refusal tells what a status means, with what the server says of it; 0 for an
// error that comes without one.
func refusal(status int, about string) *failure {
	f := &failure{what: fmt.Sprintf("the server says %d %s", status, http.StatusText(status)), status: status, server: true, about: about}
	says := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(about, p) {
				return true
			}
		}
		return false
	}
	switch {
	case status == http.StatusRequestEntityTooLarge || status != http.StatusUnauthorized && says(lengthy...):
		f.what, f.tooLong, f.server = ErrTooLong.Error(), true, false
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		f.what += "; check OPENAI_API_KEY"
	case status == http.StatusNotFound:
		f.what += "; check OPENAI_BASE_URL and OPENAI_MODEL"
	case status == 0:
		f.what, f.passing = "the server broke the reply off with an error", true
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		f.passing = true
	case status == http.StatusBadRequest && says(encrypted...):
		f.what = "the server speaks https, not http: let OPENAI_BASE_URL begin with https://"
	case status == http.StatusBadRequest || status == http.StatusUnprocessableEntity:
		f.server, f.style = false, true
		switch {
		case says("temperature", "seed"):
			f.refuses = unsampled
		case says("stream_options", "include_usage"):
			f.refuses = uncounted
		}
	}
	return f
}

// complaint returns what a server says of a request that it refuses, in lower
// case. It is looked at, never told.
func complaint(body []byte) string { return strings.ToLower(string(body)) }

// retryAfter reads the header of that name: seconds, which some servers give in
// parts, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.ParseFloat(v, 64); err == nil && n > 0 && n < 1e6 {
		return time.Duration(n * float64(time.Second))
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// reason tells what a broken connection broke of. Errors of the HTTP client
// are not repeated, since some quote what the server sent.
func reason(err error) string {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return "the server's name cannot be resolved; check OPENAI_BASE_URL"
	case errors.As(err, &certificate):
		return "the server's certificate is not trusted"
	case errors.As(err, &op) && op.Op == "dial":
		return "the server cannot be reached; check OPENAI_BASE_URL"
	}
	return "the connection broke"
}
