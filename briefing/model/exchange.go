package model

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
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

// exchange is one request of the client library and its response: it keeps what
// the library drops, bounds what is read, watches over silence, and puts what
// servers send otherwise than OpenAI's into the form that the library reads.
type exchange struct {
	o      Options
	cancel context.CancelCauseFunc // ends the exchange, which it must

	query string        // of the base address
	after time.Duration // that the server wants to be left alone for
	watch *time.Timer   // for silence
}

// exchange returns an exchange, and the context of it.
func (o Options) exchange(ctx context.Context) (context.Context, *exchange) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &exchange{o: o, cancel: cancel}
}

// client returns a client of the library that makes its requests through x. A
// query that the base has goes with each.
func (x *exchange) client() *openai.Client {
	config := openai.DefaultConfig(strings.TrimSpace(x.o.Key))
	base, query, _ := strings.Cut(cmp.Or(x.o.BaseURL, config.BaseURL), "?")
	config.BaseURL, x.query = strings.TrimSuffix(strings.TrimRight(base, "/"), "/chat/completions"), query
	config.HTTPClient = x
	return openai.NewClientWithConfig(config)
}

// Do makes the request of the client library.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	r.URL.RawQuery = x.query
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && r.URL.Query().Has("api-version") {
		r.Header.Set(openai.AzureAPIKeyHeader, key)
	}
	resp, err := x.o.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	x.watch = time.AfterFunc(x.o.Idle, func() { x.cancel(errStalled) })
	if resp.StatusCode >= http.StatusBadRequest {
		x.after = retryAfter(resp.Header, x.o.Now())
		resp.Body = &watched{ReadCloser: resp.Body, x: x, left: maxErrorBody, over: io.EOF}
		return resp, nil
	}
	body := &watched{ReadCloser: resp.Body, x: x, left: maxBody, over: errTooBig}
	resp.Body = &plainBody{Closer: body, lines: bufio.NewReader(body), stream: r.Header.Get("Accept") == "text/event-stream"}
	return resp, nil
}

// watched is the body of a response.
type watched struct {
	io.ReadCloser
	x    *exchange
	left int64
	over error // the end of what is read
}

func (w *watched) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, w.over
	}
	n, err := w.ReadCloser.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	if n > 0 {
		w.x.watch.Reset(w.x.o.Idle)
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

// failure tells what an error of the client library means.
func (x *exchange) failure(ctx context.Context, err error) *failure {
	var told *openai.APIError
	var unread *openai.RequestError
	var address *url.Error
	switch {
	case errors.Is(context.Cause(ctx), errStalled):
		return &failure{what: "the server fell silent in the middle of a reply", passing: true, server: true}
	case ctx.Err() != nil:
		return &failure{what: "no reply came in time; SITREP_MODEL_TIMEOUT sets how long one is waited for", server: true, late: true}
	case errors.Is(err, openai.ErrReasoningModelLimitationsOther), errors.Is(err, openai.ErrReasoningSamplingUnsupported):
		return &failure{what: "the model takes no temperature", style: true, refuses: unsampled}
	case errors.Is(err, openai.ErrChatCompletionInvalidModel):
		return &failure{what: "the model cannot chat; set OPENAI_MODEL to one that can", server: true}
	case errors.Is(err, errTooBig):
		return &failure{what: "the server sent too much", server: true}
	case errors.Is(err, errForeign):
		return &failure{what: errForeign.Error(), status: http.StatusNotFound, server: true}
	case errors.Is(err, http.ErrSchemeMismatch):
		return &failure{what: "the server speaks http, not https: let OPENAI_BASE_URL begin with http://", server: true}
	case errors.As(err, &address) && address.Op == "parse":
		return &failure{what: "OPENAI_BASE_URL is no address", server: true}
	case errors.As(err, &unread): // may wrap the other, half read
		return x.refusal(unread.HTTPStatusCode, string(unread.Body))
	case errors.As(err, &told):
		status := told.HTTPStatusCode
		if code, ok := told.Code.(int); ok && status == 0 && code >= 400 && code < 600 {
			status = code // of an error within a reply
		}
		about := fmt.Sprint(told.Message, " ", told.Code, " ", told.Type)
		if told.Param != nil {
			about += " " + *told.Param
		}
		return x.refusal(status, about)
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
func (x *exchange) refusal(status int, about string) *failure {
	about = strings.ToLower(about)
	f := &failure{what: fmt.Sprintf("the server says %d %s", status, http.StatusText(status)), status: status, after: x.after, server: true, about: about}
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
