package model

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
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

// exchange is one request and its response: it keeps what the client library
// drops, bounds what is read, and watches over silence.
type exchange struct {
	client  *http.Client
	idle    time.Duration
	stalled func() // is called when the response is silent for too long

	status  int
	headers http.Header
	watch   *time.Timer
}

// Do makes the request of the client library.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	resp, err := x.client.Do(r)
	if err != nil {
		return nil, err
	}
	x.status, x.headers = resp.StatusCode, resp.Header
	limit := int64(maxBody)
	if x.status >= http.StatusBadRequest {
		limit = maxErrorBody
	}
	x.watch = time.AfterFunc(x.idle, x.stalled)
	resp.Body = &watched{ReadCloser: resp.Body, x: x, left: limit}
	return resp, nil
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
	passing bool          // may be over soon
	after   time.Duration // that the server wants to be left alone for
	server  bool          // is the server's, not of this one prompt
	late    bool          // the time was over
	style   bool          // the server does not take the form of the request
	refuses style         // the part of it that it says it does not take; 0 for none said
	tooLong bool          // the prompt is, for the model
}

func (f *failure) Error() string { return f.what }

// Is makes the failures known that a caller can do something about.
func (f *failure) Is(target error) bool { return f.tooLong && target == ErrTooLong }

// failure tells what an error of the client library means.
func (x *exchange) failure(ctx context.Context, err error, now time.Time) *failure {
	switch {
	case errors.Is(context.Cause(ctx), errStalled):
		return &failure{what: "the server fell silent in the middle of a reply", passing: true, server: true}
	case ctx.Err() != nil:
		return &failure{what: "no reply came in time", server: true, late: true}
	case errors.Is(err, openai.ErrReasoningModelLimitationsOther), errors.Is(err, openai.ErrReasoningSamplingUnsupported):
		return &failure{what: "the model takes no temperature", style: true, refuses: unsampled}
	case errors.Is(err, openai.ErrChatCompletionInvalidModel):
		return &failure{what: "the model cannot chat; set OPENAI_MODEL to one that can", server: true}
	case errors.Is(err, errTooBig):
		return &failure{what: "the server sent too much", server: true}
	case WrongScheme(err) != "":
		return &failure{what: WrongScheme(err), server: true}
	case x.status >= http.StatusBadRequest:
		return x.refusal(err, now)
	}
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &shape) {
		return &failure{what: "the server sent what is no part of a chat", server: true}
	}
	return &failure{what: reason(err), passing: true, server: true}
}

// refusal tells what a status means.
func (x *exchange) refusal(err error, now time.Time) *failure {
	f := &failure{what: fmt.Sprintf("the server says %d %s", x.status, http.StatusText(x.status)), server: true}
	switch {
	case x.status == http.StatusUnauthorized || x.status == http.StatusForbidden:
		f.what += "; check OPENAI_API_KEY"
	case x.status == http.StatusNotFound:
		f.what += "; check OPENAI_BASE_URL and OPENAI_MODEL"
	case x.status == http.StatusTooManyRequests || x.status == http.StatusRequestTimeout || x.status >= 500:
		f.passing = true
		f.after = retryAfter(x.headers.Get("Retry-After"), now)
	case x.status == http.StatusBadRequest || x.status == http.StatusUnprocessableEntity:
		f.server = false
		about := complaint(err)
		f.tooLong = strings.Contains(about, "context_length") || strings.Contains(about, "context length") ||
			strings.Contains(about, "context size") || strings.Contains(about, "context window")
		f.style = !f.tooLong
		switch {
		case strings.Contains(about, "temperature") || strings.Contains(about, "seed"):
			f.refuses = unsampled
		case strings.Contains(about, "stream_options") || strings.Contains(about, "include_usage"):
			f.refuses = uncounted
		}
		if f.tooLong {
			f.what = ErrTooLong.Error()
		}
	}
	return f
}

// complaint returns what a server says of a request that it refuses, in lower
// case. It is looked at, never told.
func complaint(err error) string {
	var told *openai.APIError
	var raw *openai.RequestError
	switch {
	case errors.As(err, &told):
		about := fmt.Sprint(told.Code, " ", told.Message)
		if told.Param != nil {
			about += " " + *told.Param
		}
		return strings.ToLower(about)
	case errors.As(err, &raw):
		return strings.ToLower(string(raw.Body))
	}
	return ""
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(v, 10, 16); err == nil {
		return time.Duration(n) * time.Second
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

// WrongScheme says which of http and https a server speaks where err, of the
// client library, tells that it was spoken to in the other; empty where not.
func WrongScheme(err error) string {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return "the server speaks http, not https: let OPENAI_BASE_URL begin with http://"
	}
	// What Go's own server, nginx and Apache answer, each with 400.
	for _, words := range []string{"http request to an https server", "plain http request was sent to https port", "plain http to an ssl-enabled server port"} {
		if strings.Contains(complaint(err), words) {
			return "the server speaks https, not http: let OPENAI_BASE_URL begin with https://"
		}
	}
	return ""
}
