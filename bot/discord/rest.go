package discord

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	apiPath   = "/api/v9"
	userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, 0.29.0) sitrep"

	maxTries     = 8       // of one call, rate limits included
	maxAnswer    = 8 << 20 // bytes of an answer; a full list of localised commands is about 2 MB
	maxErrorBody = 64 << 10

	defaultTryTimeout = 10 * time.Second
	// callbackTries is into how many tries the time for an acknowledgement is
	// divided: one that got lost must leave time for another.
	callbackTries = 3
)

// RESTOptions says how to reach Discord.
type RESTOptions struct {
	Token  string       // the bot's token, without "Bot "
	APIURL string       // scheme and host; empty means https://discord.com
	HTTP   *http.Client // nil means one of our own; redirects are never followed
	Log    *slog.Logger // nil means slog.Default

	// TryTimeout is how long one try may take before it counts as stalled;
	// 0 means ten seconds. Acknowledgements get a third of AckWindow at most.
	TryTimeout time.Duration
	// AckWindow is how long after its arrival an interaction can be
	// acknowledged; 0 means the three seconds that Discord gives. Only a Discord
	// to test against gives more.
	AckWindow time.Duration
	// Sharing returns how many processes call by the same token now: each makes its part
	// of the calls that Discord allows. Nil means that there is one.
	Sharing func() int
	// Tried, if set, is told of every try of every call. It is called from many
	// goroutines, and is to return at once.
	Tried func(Try)
}

// Try is one try of a call. It holds no ID and no token.
type Try struct {
	Op     string        // what the call was for, as in errors: "edit the reply"
	Status int           // of Discord's answer; 0 where none came
	Waited time.Duration // for rate limits, before it was sent
	Took   time.Duration // from sending to the answer
}

// REST speaks Discord's REST routes. Within the caller's context, and within
// the time an interaction has, it waits for rate limits and tries again what
// can be tried again without doing it twice; it never waits past either. It is
// safe for use by many goroutines.
//
// Errors are of type [*Error].
type REST struct {
	base       string
	token      string
	http       *http.Client
	log        *slog.Logger
	tryTimeout time.Duration
	ackWindow  time.Duration
	tried      func(Try) // nil where nobody wants to know
	limits     *limits
	ttl        *tokenTTL
	ahead      atomic.Pointer[time.Duration] // our clock's lead, by the newest answer
}

// Token returns the bot's token, without "Bot ", by which a gateway identifies.
func (r *REST) Token() string { return r.token }

// NewREST returns a client; nothing is sent yet.
func NewREST(opts RESTOptions) *REST {
	r := &REST{
		base:       strings.TrimRight(opts.APIURL, "/"),
		token:      strings.TrimPrefix(strings.TrimSpace(opts.Token), "Bot "),
		log:        opts.Log,
		tryTimeout: opts.TryTimeout,
		ackWindow:  opts.AckWindow,
		tried:      opts.Tried,
		limits:     newLimits(opts.Sharing),
		ttl:        newTokenTTL(),
	}
	if r.base == "" {
		r.base = "https://discord.com"
	}
	if r.log == nil {
		r.log = slog.Default()
	}
	if r.tryTimeout <= 0 {
		r.tryTimeout = defaultTryTimeout
	}
	if r.ackWindow <= 0 {
		r.ackWindow = callbackWindow
	}
	client := http.Client{}
	if opts.HTTP != nil {
		client = *opts.HTTP
	} else {
		client.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			MaxIdleConnsPerHost: 128, // one host, and a burst of commands must not dial anew for each
			IdleConnTimeout:     time.Minute,
			TLSHandshakeTimeout: 5 * time.Second,
			// HTTP/1.1 only: a stalled try then takes its connection with it. On
			// HTTP/2 the next try would stall on the same one.
			TLSClientConfig: &tls.Config{NextProtos: []string{"http/1.1"}},
		}
	}
	// A redirect would carry the token to another host.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r.http = &client
	return r
}

// AckWindow is how long after its arrival an interaction can be acknowledged.
func (r *REST) AckWindow() time.Duration { return r.ackWindow }

// Close lets go of idle connections. Calls under way are not disturbed.
func (r *REST) Close() { r.http.CloseIdleConnections() }

// Ahead returns how far the clock of this machine is ahead of Discord's, to a
// second or two, by the newest answer; false before there was one.
func (r *REST) Ahead() (time.Duration, bool) {
	ahead := r.ahead.Load()
	if ahead == nil {
		return 0, false
	}
	return *ahead, true
}

// repeat says when a try that brought no success may be followed by another.
type repeat int

const (
	// always: doing it twice is doing it once (reads, overwrites, edits, creates
	// with an enforced nonce).
	always repeat = iota
	// untilAcknowledged: always, and an "already acknowledged" after a try that
	// may have arrived is its success.
	untilAcknowledged
	// unlessArrived: only when Discord surely has not acted on it.
	unlessArrived
)

// request is one call, to be tried as often as it takes.
type request struct {
	op     string   // for errors and logs
	method string   //
	route  string   // path under the version, with {names} for ids: what rate limits go by
	ids    []string // one for each {name}
	query  string
	body   any           // marshalled to JSON; nil for none
	files  []File        // that go with the body
	bot    bool          // authorised by the bot's token, bound by the global limit
	token  string        // the interaction's token; empty for the bot's own calls
	window time.Duration // how long after the interaction's arrival the call makes sense
	repeat repeat
}

// top names the resource that Discord counts the route's limits by: the
// interaction's token where there is one, else the channel, guild or webhook.
func (q request) top() string {
	if q.token != "" {
		return q.token
	}
	name, n := "", 0
	for rest := q.route; ; n++ {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return ""
		}
		name, rest, _ = strings.Cut(after, "}")
		switch name {
		case "channel", "guild", "webhook":
			return q.ids[n]
		}
	}
}

func (q request) path() string {
	var b strings.Builder
	rest := q.route
	for _, id := range q.ids {
		before, after, _ := strings.Cut(rest, "{")
		_, rest, _ = strings.Cut(after, "}")
		b.WriteString(before + url.PathEscape(id))
	}
	b.WriteString(rest)
	if q.query != "" {
		b.WriteString("?" + q.query)
	}
	return b.String()
}

// write returns the body as it is sent, and its media type.
func (q request) write() (body []byte, kind string, err error) {
	if q.body == nil {
		return nil, "", nil
	}
	if body, err = json.Marshal(q.body); err == nil && len(q.files) > 0 {
		return withFiles(body, q.files)
	}
	return body, "application/json", err
}

// do sends the request until it succeeds, is refused, or can't be tried again
// in time. It returns the body of the success.
func (r *REST) do(ctx context.Context, q request) ([]byte, error) {
	body, kind, err := q.write()
	if err != nil {
		return nil, fmt.Errorf("discord: %s: write the request: %w", q.op, err)
	}
	if q.token != "" {
		born, alive := r.ttl.of(q.token, time.Now())
		if !alive || time.Since(born) >= q.window {
			return nil, &Error{Op: q.op, dead: true, err: ErrTokenDead}
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, born.Add(q.window), ErrTokenDead)
		defer cancel()
	}

	endpoint, err := url.Parse(r.base + apiPath + q.path())
	if err != nil || endpoint.Host == "" {
		return nil, &Error{Op: q.op, err: errors.New("the API's address is not a URL with scheme and host; check DISCORD_API_URL")}
	}

	mayHaveArrived, lost := false, false
	var last *Error
	for try := 1; ; try++ {
		began := time.Now()
		if err := r.limits.wait(ctx, q); err != nil {
			return nil, r.outOfTime(ctx, q, last, err)
		}
		sent := time.Now()
		a := r.try(ctx, q, endpoint, body, kind)
		if r.tried != nil {
			r.tried(Try{q.op, a.status, sent.Sub(began), time.Since(sent)})
		}
		mayHaveArrived = mayHaveArrived || a.arrived
		if a.err == nil && a.status/100 == 2 {
			return a.body, nil
		}
		if a.err == nil && a.status < 500 && a.status != http.StatusTooManyRequests {
			if q.repeat == untilAcknowledged && a.said.Code == codeAlreadyAcknowledged && try > 1 && mayHaveArrived {
				return nil, nil
			}
			return nil, r.refused(q, a, lost)
		}

		last = &Error{Op: q.op, Status: a.status, Code: a.said.Code, Message: r.clean(q, a.said.text()),
			RetryAfter: a.retryAfter, Shared: a.shared, Lost: lost, err: a.err}
		lost = lost || a.arrived && a.status != http.StatusTooManyRequests
		switch {
		case ctx.Err() != nil:
			return nil, r.outOfTime(ctx, q, last, ctx.Err())
		case a.shared, try == maxTries, q.repeat == unlessArrived && a.arrived && a.status != http.StatusTooManyRequests:
			return nil, last
		}
		if a.err != nil {
			// Whatever broke this connection has likely broken the idle ones.
			r.http.CloseIdleConnections()
		}
		// A rate limit is waited for by limits.wait, together with all other calls
		// that it holds up.
		pause := time.Duration(0)
		if a.status != http.StatusTooManyRequests {
			pause = max(backoff(q, try), a.retryAfter)
		}
		r.log.Warn("discord call tried again", "op", q.op, "try", try, "status", a.status,
			"code", a.said.Code, "wait_ms", max(pause, a.retryAfter).Milliseconds(), "request", referenceOf(ctx))
		if err := sleep(ctx, pause); err != nil {
			return nil, r.outOfTime(ctx, q, last, err)
		}
	}
}

// answer is what one try brought.
type answer struct {
	status     int // 0 when err
	body       []byte
	said       errorBody
	retryAfter time.Duration
	shared     bool
	arrived    bool  // Discord may have seen the request
	err        error // no answer; holds no URL
}

func (r *REST) try(ctx context.Context, q request, endpoint *url.URL, body []byte, kind string) (a answer) {
	timeout := r.tryTimeout
	if q.repeat == untilAcknowledged {
		timeout = min(timeout, r.ackWindow/callbackTries)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }})

	var reader io.Reader
	if q.body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, endpoint.String(), reader)
	if err != nil {
		return answer{err: bare(err)}
	}
	req.Header.Set("User-Agent", userAgent)
	if q.body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if q.bot {
		req.Header.Set("Authorization", "Bot "+r.token)
	}
	res, err := r.http.Do(req)
	if err != nil {
		return answer{arrived: written.Load(), err: bare(err)}
	}
	defer res.Body.Close()
	a = answer{status: res.StatusCode, arrived: true}
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		ahead := time.Since(at)
		r.ahead.Store(&ahead)
	}
	limit := int64(maxErrorBody)
	if a.status/100 == 2 {
		limit = maxAnswer
	}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, limit))
	if err != nil && a.status/100 == 2 && q.repeat == always {
		return answer{arrived: true, err: fmt.Errorf("read the answer: %w", bare(err))}
	}
	if a.status/100 != 2 {
		a.said = parseErrorBody(a.body)
		a.retryAfter = retryAfter(res.Header, a.said)
		if a.status == http.StatusTooManyRequests && a.retryAfter == 0 {
			a.retryAfter = unstatedWait
		}
	}
	a.shared = r.limits.learn(q, a, res.Header, time.Now())
	return a
}

// refused turns a final answer into an error, and gives up an interaction
// whose webhook Discord does not know: using one again after a 404 gets the
// bot restricted.
func (r *REST) refused(q request, a answer, lost bool) *Error {
	e := &Error{Op: q.op, Status: a.status, Code: a.said.Code, Message: r.clean(q, a.said.text()), Lost: lost}
	if q.token != "" && !e.Is(ErrMessageGone) &&
		(a.status == http.StatusNotFound || a.status == http.StatusUnauthorized) {
		e.dead = true
		r.ttl.end(q.token)
	}
	return e
}

// outOfTime is the error of a call that could not be tried (again) in time.
func (r *REST) outOfTime(ctx context.Context, q request, last *Error, err error) *Error {
	if last == nil {
		last = &Error{Op: q.op}
	}
	last.err = err
	last.dead = errors.Is(context.Cause(ctx), ErrTokenDead)
	return last
}

func (r *REST) clean(q request, s string) string { return redact(s, r.token, q.token) }

// WithReference has the log lines of calls that are made under the context name
// what they were made for.
func WithReference(ctx context.Context, ref string) context.Context {
	return context.WithValue(ctx, referenceKey{}, ref)
}

type referenceKey struct{}

func referenceOf(ctx context.Context) string {
	ref, _ := ctx.Value(referenceKey{}).(string)
	return ref
}

// backoff is the jittered pause after the given try, doubling up to a cap.
func backoff(q request, try int) time.Duration {
	first, most := 200*time.Millisecond, 5*time.Second
	if q.repeat == untilAcknowledged { // three seconds for all tries
		first, most = 50*time.Millisecond, 400*time.Millisecond
	}
	d := min(first<<(try-1), most)
	return d/2 + rand.N(d/2)
}

// sleep waits for d, but not at all if ctx would end first: there would be no
// time left to do anything.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		if err := ctx.Err(); err != nil {
			return err
		}
		return context.DeadlineExceeded
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
