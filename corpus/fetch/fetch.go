// Package fetch gets pages and feeds from the web, safely and politely.
//
// Safely: [Client.Get] reaches only addresses on the public internet, on the
// ports 80 and 443. That is decided when a connection is made, on the address
// that is really dialled, so that no spelling of an address, no redirect and no
// answer of a name server leads to this machine or its network. Who asks is not
// told which names lead there. What is read is bounded in bytes, after decompression, and in time.
//
// Politely: it says who it is, obeys robots.txt, asks a host for one thing at a
// time with a pause between (turns.go), keeps away from a host for as long as
// that asks for, and does not have sent again what has not changed.
//
// Every failure is an [Error] that says in plain words what was wrong.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/corpus/ingest/address"
)

// How much is read, in bytes after decompression.
const (
	MaxPage = 10 << 20 // a web page; those of news sites have up to three megabytes
	MaxFeed = 5 << 20  // a feed or a sitemap; 500 entries with their full text have less
)

const (
	maxRedirects = 5
	maxHeader    = 64 << 10         // bytes of the header of a response
	timeout      = 30 * time.Second // for one answer, without the waiting for a turn
	idleTimeout  = 10 * time.Second // without a byte
	idleConn     = 30 * time.Second // a connection is kept for the next turns
)

// robotName is what rules of robots.txt call this program.
const robotName = "sitrep"

// accept prefers pages to feeds, and takes either.
const accept = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"

// Options are how a [Client] is made. All but the first two are for
// tests.
type Options struct {
	Version  string // of this program, for the User-Agent
	Homepage string // where the operators of sites learn what asks them
	// Permit lists addresses that may be reached though they are not public, or
	// not on a usual port. It is for servers of tests.
	Permit []netip.AddrPort
	// Interval is the pause between two requests to one host; 2 s when zero.
	Interval time.Duration
	Now      func() time.Time                                 // the time; the system's when nil
	Sleep    func(ctx context.Context, d time.Duration) error // waits; the system's when nil
	Resolver *net.Resolver                                    // of names; the system's when nil
}

// Client gets addresses. Its methods may be called from several goroutines.
type Client struct {
	http      *http.Client
	userAgent string
	now       func() time.Time
	turns     *turns
	robots    *robotsCache
	ports     []uint16 // that may be asked

	timeout, idle time.Duration // the constants of those names
}

// New makes a client.
func New(o Options) *Client {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	dialer := &net.Dialer{Timeout: idleTimeout, Control: guard(o.Permit), Resolver: o.Resolver}
	c := &Client{
		http: &http.Client{
			Transport: &http.Transport{
				Proxy:                  nil, // a proxy would dial for us, past the guard
				DialContext:            dialer.DialContext,
				TLSHandshakeTimeout:    idleTimeout,
				ResponseHeaderTimeout:  idleTimeout,
				MaxResponseHeaderBytes: maxHeader,
				MaxIdleConns:           100,
				MaxIdleConnsPerHost:    1, // there is one request at a time
				IdleConnTimeout:        idleConn,
				ForceAttemptHTTP2:      true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		userAgent: robotName + "/" + cmp.Or(o.Version, "devel"),
		now:       o.Now,
		turns:     newTurns(cmp.Or(o.Interval, defaultInterval), o.Now, o.Sleep),
		robots:    newRobotsCache(o.Now),
		ports:     []uint16{80, 443},
		timeout:   timeout,
		idle:      idleTimeout,
	}
	for _, at := range o.Permit {
		c.ports = append(c.ports, at.Port())
	}
	if o.Homepage != "" {
		c.userAgent += " (+" + o.Homepage + ")"
	}
	return c
}

// Close drops the connections that are open and idle.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Request is what to get.
type Request struct {
	URL string // http or https
	Max int    // bytes, after decompression; MaxPage when zero
	// ETag and LastModified are those of the response that is there already.
	// With either, the answer may be that nothing has changed.
	ETag         string
	LastModified string
}

// Response is what came.
type Response struct {
	URL          string // where it came from, after all redirects
	Moved        string // where to ask from now on; empty unless there were redirects, all of them for good
	NotModified  bool   // nothing has changed, and there is no body
	ContentType  string // as the server has it
	ETag         string
	LastModified string
	Body         []byte
}

// Get gets an address: it waits for its turn at the host, asks robots.txt, and
// follows up to five redirects, for each of which the same is done. The error is
// an [*Error], or that ctx has ended.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	r.Max = cmp.Or(r.Max, MaxPage)
	at, forGood := r.URL, true
	for hop := 0; ; hop++ {
		u, err := parse(at)
		if err != nil {
			return Response{}, &Error{URL: r.URL, Reason: BadAddress, err: err}
		}
		if err := c.allowed(ctx, u); err != nil {
			return Response{}, about(ctx, r.URL, err)
		}
		got, err := c.once(ctx, u, r)
		if err != nil {
			return Response{}, about(ctx, r.URL, err)
		}
		if got.to == "" {
			got.URL = u.String()
			if hop > 0 && forGood {
				got.Moved = got.URL
			}
			return got.Response, nil
		}
		if hop == maxRedirects {
			return Response{}, &Error{URL: r.URL, Reason: Redirects}
		}
		at, forGood = got.to, forGood && got.forGood
	}
}

// parse reads an address, and refuses those that can't be of a public page.
func parse(raw string) (*url.URL, error) {
	if len(raw) > address.Longest {
		return nil, errors.New("it is too long")
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return nil, errors.New("it can't be read")
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, errors.New("it does not begin with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("it has no host")
	case u.User != nil:
		return nil, errCredentials
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// answer is a response, or where it redirects to.
type answer struct {
	Response
	to      string
	forGood bool
}

// once asks for one address when its host's turn has come, and follows no
// redirect.
func (c *Client) once(ctx context.Context, u *url.URL, r Request) (answer, error) {
	if err := c.public(u); err != nil {
		return answer{}, err
	}
	done, err := c.turns.take(ctx, u.Hostname())
	if err != nil {
		return answer{}, err
	}
	defer done()
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, errSlow)
	defer cancel()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return answer{}, &Error{Reason: BadAddress, err: err}
	}
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Accept", accept)
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, cause(ctx, u, err)
	}
	defer resp.Body.Close()

	a := answer{Response: Response{
		ContentType:  bounded(resp.Header.Get("Content-Type")),
		ETag:         bounded(resp.Header.Get("ETag")),
		LastModified: bounded(resp.Header.Get("Last-Modified")),
	}}
	switch {
	case resp.StatusCode == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		a.NotModified = true
		a.ETag, a.LastModified = cmp.Or(a.ETag, r.ETag), cmp.Or(a.LastModified, r.LastModified)
		return a, nil
	case slices.Contains([]int{301, 302, 303, 307, 308}, resp.StatusCode):
		to, err := u.Parse(resp.Header.Get("Location"))
		if err != nil || resp.Header.Get("Location") == "" {
			return answer{}, &Error{Reason: Status, Code: resp.StatusCode}
		}
		a.to, a.forGood = to.String(), resp.StatusCode == 301 || resp.StatusCode == 308
		return a, nil
	case resp.StatusCode != http.StatusOK:
		wait := retryAfter(resp.Header.Get("Retry-After"), c.now())
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable {
			c.turns.keepAway(u.Hostname(), wait)
		}
		return answer{}, &Error{Reason: Status, Code: resp.StatusCode, RetryAfter: wait}
	}
	// The transport has undone gzip, which is all that it asks for.
	if e := resp.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return answer{}, &Error{Reason: Encoding}
	}
	if resp.ContentLength > int64(r.Max) {
		return answer{}, &Error{Reason: TooLarge, Max: r.Max}
	}
	a.Body, err = readAll(ctx, u, resp.Body, r.Max, c.idle)
	return a, err
}

// bounded drops a header value that is too long to be kept.
func bounded(s string) string {
	const most = 1000
	if len(s) > most {
		return ""
	}
	return s
}

// readAll reads a body of at most so many bytes, and gives up when nothing of
// it comes for as long as patience lasts.
func readAll(ctx context.Context, u *url.URL, body io.ReadCloser, most int, patience time.Duration) ([]byte, error) {
	idle := time.AfterFunc(patience, func() { body.Close() })
	defer idle.Stop()
	var out []byte
	buf := make([]byte, 32<<10)
	for {
		n, err := body.Read(buf)
		if len(out)+n > most {
			return nil, &Error{Reason: TooLarge, Max: most}
		}
		out = append(out, buf[:n]...)
		switch {
		case err == io.EOF:
			return out, nil
		case err != nil && !idle.Stop():
			return nil, &Error{Reason: Slow}
		case err != nil:
			return nil, cause(ctx, u, err)
		}
		if n > 0 && !idle.Reset(patience) {
			return nil, &Error{Reason: Slow}
		}
	}
}

// longestRetryAfter bounds how long a host can keep us away.
const longestRetryAfter = 24 * time.Hour

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(value string, now time.Time) time.Duration {
	if value = strings.TrimSpace(value); value == "" {
		return 0
	}
	var d time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		d = time.Duration(seconds) * time.Second
	} else if t, err := http.ParseTime(value); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), longestRetryAfter)
}
