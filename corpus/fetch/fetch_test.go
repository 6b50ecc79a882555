package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// clock is a time that passes only while somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept += d
	return ctx.Err()
}

// site is a server on this machine that the client is permitted to reach.
type site struct {
	*httptest.Server
	client *Client
	clock  *clock

	mu    sync.Mutex // a request that was given up may still be served beside the next
	asked []string   // the paths, robots.txt apart
}

// newSite serves a handler. It has no robots.txt unless the handler writes one.
func newSite(t *testing.T, h http.HandlerFunc) *site {
	t.Helper()
	s := &site{clock: newClock()}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			s.mu.Lock()
			s.asked = append(s.asked, r.URL.Path)
			s.mu.Unlock()
		}
		h(w, r)
	}))
	t.Cleanup(s.Server.Close)
	s.client = New(Options{Version: "1.2", Homepage: "https://sitrep.example/", Now: s.clock.Now, Sleep: s.clock.Sleep,
		Permit: []netip.AddrPort{netip.MustParseAddrPort(s.Listener.Addr().String())}})
	t.Cleanup(s.client.Close)
	return s
}

// withoutRobots answers 404 for robots.txt.
func withoutRobots(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}
}

func (s *site) get(t *testing.T, path string) (Response, error) {
	t.Helper()
	return s.client.Get(t.Context(), Request{URL: s.URL + path})
}

// wantReason checks that an error is the typed one, says why in words, and
// names what was asked for.
func wantReason(t *testing.T, err error, want Reason) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an Error", err)
	}
	if e.Reason != want {
		t.Fatalf("got %v (reason %d), want reason %d", err, e.Reason, want)
	}
	if e.Plain() == "" || !strings.Contains(err.Error(), e.Plain()) || !strings.Contains(err.Error(), e.URL) {
		t.Errorf("the error says %q", err)
	}
	return e
}

func TestGetSaysWhoAsksAndReturnsWhatCame(t *testing.T) {
	var agent string
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Mon, 25 Aug 2025 09:30:00 GMT")
		io.WriteString(w, "the ferry")
	}))
	got, err := s.get(t, "/ferry?a=1#top")
	if err != nil {
		t.Fatal(err)
	}
	if agent != "sitrep/1.2 (+https://sitrep.example/)" {
		t.Errorf("User-Agent %q", agent)
	}
	if string(got.Body) != "the ferry" || got.URL != s.URL+"/ferry?a=1" || got.Moved != "" || got.NotModified ||
		got.ContentType != "text/html; charset=utf-8" || got.ETag != `"v1"` || got.LastModified == "" {
		t.Errorf("got %+v", got)
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != `"v1"` || r.Header.Get("If-Modified-Since") != "Mon, 25 Aug 2025 09:30:00 GMT" {
			t.Errorf("headers %v", r.Header)
		}
		w.WriteHeader(http.StatusNotModified)
	}))
	got, err := s.client.Get(t.Context(), Request{URL: s.URL, ETag: `"v1"`, LastModified: "Mon, 25 Aug 2025 09:30:00 GMT"})
	if err != nil || !got.NotModified || got.ETag != `"v1"` || got.Body != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOnlyThePublicInternetIsReached(t *testing.T) {
	time := newClock()
	c := New(Options{Resolver: resolver(t, nil), Now: time.Now, Sleep: time.Sleep})
	defer c.Close()
	for _, tc := range []struct {
		url  string
		want Reason
	}{
		{"http://127.0.0.1/", NotPublic},
		{"https://127.0.0.1/", NotPublic},
		{"http://127.255.255.254/", NotPublic},
		{"http://0.0.0.0/", NotPublic},
		{"http://10.0.0.1/", NotPublic},
		{"http://172.16.0.1/", NotPublic},
		{"http://172.31.255.255/", NotPublic},
		{"http://192.168.1.1/", NotPublic},
		{"http://169.254.169.254/latest/meta-data/", NotPublic},
		{"http://100.64.0.1/", NotPublic},
		{"http://100.100.100.200/", NotPublic},
		{"http://192.0.0.192/", NotPublic},
		{"http://198.18.0.1/", NotPublic},
		{"http://224.0.0.1/", NotPublic},
		{"http://239.255.255.250/", NotPublic},
		{"http://255.255.255.255/", NotPublic},
		{"http://[::1]/", NotPublic},
		{"http://[::]/", NotPublic},
		{"http://[0:0:0:0:0:0:0:1]/", NotPublic},
		{"http://[::ffff:127.0.0.1]/", NotPublic},
		{"http://[::ffff:7f00:1]/", NotPublic},
		{"http://[::ffff:a9fe:a9fe]/", NotPublic},
		{"http://[::127.0.0.1]/", NotPublic},
		{"http://[64:ff9b::7f00:1]/", NotPublic},
		{"http://[2002:7f00:1::]/", NotPublic},
		{"http://[2001:0:7f00:1::]/", NotPublic},
		{"http://[fe80::1]/", NotPublic},
		{"http://[fe80::1%25lo]/", NotPublic},
		{"http://[fc00::1]/", NotPublic},
		{"http://[fd00:ec2::254]/", NotPublic},
		{"http://[ff02::1]/", NotPublic},
		{"http://168.63.129.16/machine?comp=goalstate", NotPublic},
		{"http://[::ffff:168.63.129.16]/", NotPublic},
		{"http://161.26.0.10/", NotPublic},
		{"http://166.11.255.255/", NotPublic},
		{"http://169.254.170.2/v2/credentials/", NotPublic},
		{"http://[fd20:ce::254]/", NotPublic},
		{"http://[fd00:c1::a9fe:a9fe]/", NotPublic},
		{"http://[fe80::a9fe:a9fe]/", NotPublic},
		{"http://localhost/", NoHost},
		{"http://LOCALHOST./", NoHost},
		{"http://wiki/", NoHost},
		{"http://metadata.google.internal/computeMetadata/v1/", NoHost},
		{"http://Metadata.Google.INTERNAL./", NoHost},
		{"http://instance-data/latest/", NoHost},
		{"http://metadata.goog/", NoHost},
		{"http://printer.local/", NoHost},
		{"http://router.home.arpa/", NoHost},
		{"http://2130706433/", NoHost}, // 127.0.0.1 as one number
		{"http://0x7f000001/", NoHost}, // in hexadecimal
		{"http://0177.0.0.1/", NoHost}, // in octal
		{"http://127.1/", NoHost},      // short
		{"http://①②⑦.⓪.⓪.①/", NoHost},  // other digits
		{"http://127.0.0.1.nip.test/", NoHost},
		{"http://127.0.0.1:22/", BadPort},
		{"http://8.8.8.8:8080/", BadPort},
		{"https://8.8.8.8:25/", BadPort},
		{"file:///etc/passwd", BadAddress},
		{"ftp://example.org/", BadAddress},
		{"gopher://127.0.0.1:70/", BadAddress},
		{"javascript:alert(1)", BadAddress},
		{"http:127.0.0.1", BadAddress},
		{"//127.0.0.1/", BadAddress},
		{"http:///etc/passwd", BadAddress},
		{"http://user:secret@127.0.0.1/", BadAddress},
		{"http://127.0.0.1\\@example.org/", BadAddress},
		{"http://exa\x00mple.org/", BadAddress},
		{"", BadAddress},
		{"http://" + strings.Repeat("a", 3000), BadAddress},
	} {
		_, err := c.Get(t.Context(), Request{URL: tc.url})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%.60q: got %v, want an Error", tc.url, err)
			continue
		}
		if e.Reason != tc.want {
			t.Errorf("%.60q: got %v, want reason %d", tc.url, err, tc.want)
		}
		if strings.Contains(e.Plain(), "127.0.0.1") {
			t.Errorf("%.60q: the error tells where a name leads: %q", tc.url, e.Plain())
		}
	}
}

// resolver answers A queries from a list of addresses for each name, a further
// one for each query, as a name server that lies would.
func resolver(t *testing.T, names map[string][]netip.Addr) *net.Resolver {
	var mu sync.Mutex
	answers := func(query []byte) []byte {
		mu.Lock()
		defer mu.Unlock()
		var m dnsmessage.Message
		if err := m.Unpack(query); err != nil || len(m.Questions) != 1 {
			t.Errorf("query: %v", err)
			return nil
		}
		m.Header.Response, m.Header.RecursionAvailable, m.Additionals = true, true, nil
		q := m.Questions[0]
		name := strings.TrimSuffix(q.Name.String(), ".")
		list, known := names[name]
		switch {
		case !known:
			m.Header.RCode = dnsmessage.RCodeNameError
		case q.Type == dnsmessage.TypeA:
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
				Body:   &dnsmessage.AResource{A: list[0].As4()},
			}}
			if len(list) > 1 {
				names[name] = list[1:]
			}
		}
		out, err := m.Pack()
		if err != nil {
			t.Error(err)
		}
		return out
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() { // ends when the resolver closes its end
			defer ours.Close()
			size := make([]byte, 2)
			for {
				if _, err := io.ReadFull(ours, size); err != nil {
					return
				}
				query := make([]byte, int(size[0])<<8|int(size[1]))
				if _, err := io.ReadFull(ours, query); err != nil {
					return
				}
				out := answers(query)
				if _, err := ours.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...)); err != nil {
					return
				}
			}
		}()
		return theirs, nil
	}}
}

func TestNamesAreCheckedWhenTheyAreDialled(t *testing.T) {
	home, public := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close") // so that the next request dials again
		io.WriteString(w, "public")
	}))
	port := netip.MustParseAddrPort(s.Listener.Addr().String()).Port()
	c := New(Options{Now: s.clock.Now, Sleep: s.clock.Sleep,
		Permit: []netip.AddrPort{netip.AddrPortFrom(home, port)},
		Resolver: resolver(t, map[string][]netip.Addr{
			"inside.example": {netip.MustParseAddr("10.0.0.7")},
			"rebind.example": {home, home, public, netip.MustParseAddr("169.254.169.254")},
			"steady.example": {home},
			"metadata.aws":   {netip.MustParseAddr("169.254.169.254")},
		})})
	defer c.Close()
	get := func(host string) error {
		_, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://%s:%d/", host, port)})
		return err
	}
	if err := get("steady.example"); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"inside.example", "metadata.aws"} {
		if _, err := c.Get(t.Context(), Request{URL: "http://" + host + "/"}); err == nil {
			t.Errorf("%s was reached", host)
		} else {
			wantReason(t, err, NoHost)
		}
	}
	// The same name leads to a permitted address first, then elsewhere.
	http1 := c.http.Transport.(*http.Transport)
	http1.DisableKeepAlives = true
	if err := get("rebind.example"); err != nil {
		t.Fatal(err)
	}
	if err := get("rebind.example"); err == nil {
		t.Error("an address that was not permitted was reached after rebinding")
	}
}

// What an inner network calls its machines is nobody's business: whether a name
// leads inside or nowhere, the answer is the same, and so is what a feed does
// about it.
func TestNamesThatLeadInsideAreLikeThoseThatThereAreNot(t *testing.T) {
	clock := newClock()
	c := New(Options{Now: clock.Now, Sleep: clock.Sleep,
		Resolver: resolver(t, map[string][]netip.Addr{
			"payroll.corp.example": {netip.MustParseAddr("10.0.0.7")},
			"azure.example":        {netip.MustParseAddr("168.63.129.16")},
			"payroll.internal":     {netip.MustParseAddr("10.0.0.7")},
			"payroll":              {netip.MustParseAddr("10.0.0.7")},
		})})
	defer c.Close()
	why := func(scheme, host, rest string) (said string, temporary bool) {
		_, err := c.Get(t.Context(), Request{URL: scheme + host + rest})
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: got %v", host, err)
		}
		return strings.ReplaceAll(fmt.Sprint(err, "|", e.Plain(), "|", e.Reason, "|", errors.Unwrap(e)), host, "HOST"), e.Temporary()
	}
	for _, scheme := range []string{"http://", "https://"} {
		for _, rest := range []string{"/", ":443/", ":80/", ":22/", ":65536/"} {
			want, again := why(scheme, "nothing.corp.example", rest)
			for _, host := range []string{"payroll.corp.example", "azure.example", "payroll.internal", "payroll", "nothing.internal", "nothing"} {
				if got, temporary := why(scheme, host, rest); got != want || temporary != again {
					t.Errorf("%s%s%s: %q, temporary %v; a name that there is not: %q, %v", scheme, host, rest, got, temporary, want, again)
				}
			}
		}
	}
}

func TestRedirectsLeadNowhereElse(t *testing.T) {
	for _, to := range []string{"http://169.254.169.254/", "http://[::1]/", "http://localhost:1/", "file:///etc/passwd", "http://me:secret@example.org/", "http://127.0.0.1:25/"} {
		s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, to, http.StatusFound)
		}))
		_, err := s.get(t, "/a")
		var e *Error
		if !errors.As(err, &e) || !slices.Contains([]Reason{NotPublic, NoHost, BadAddress, BadPort}, e.Reason) {
			t.Errorf("redirect to %s: %v", to, err)
		}
		if strings.Contains(err.Error(), to) {
			t.Errorf("the error tells where it redirects to: %v", err)
		}
	}
}

func TestRedirectsAreFollowedFiveTimes(t *testing.T) {
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		if n > 0 {
			w.Header().Set("Location", fmt.Sprintf("%d", n-1)) // relative
			w.WriteHeader(http.StatusMovedPermanently)
			return
		}
		io.WriteString(w, "here")
	}))
	got, err := s.get(t, "/5")
	if err != nil || string(got.Body) != "here" || got.Moved != s.URL+"/0" {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = s.get(t, "/6")
	wantReason(t, err, Redirects)
}

func TestOnlyRedirectsForGoodMoveAnAddress(t *testing.T) {
	for code, want := range map[int]bool{301: true, 308: true, 302: false, 303: false, 307: false} {
		s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/a":
				http.Redirect(w, r, "/b", http.StatusMovedPermanently)
			case "/b":
				http.Redirect(w, r, "/c", code)
			}
		}))
		got, err := s.get(t, "/a")
		if err != nil || (got.Moved != "") != want || got.URL != s.URL+"/c" {
			t.Errorf("301 and %d: %+v, %v", code, got, err)
		}
	}
}

func TestBodiesAreBoundedAfterDecompression(t *testing.T) {
	var part bytes.Buffer
	z := gzip.NewWriter(&part)
	z.Write(make([]byte, 1<<20))
	z.Close()
	bomb := bytes.Repeat(part.Bytes(), 100) // of parts, each packed by itself, as a file may be
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		case "/announced":
			w.Header().Set("Content-Length", "99999999")
			w.Write(make([]byte, 1000))
		case "/other":
			w.Header().Set("Content-Encoding", "br")
			io.WriteString(w, "?")
		case "/broken":
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "not gzip")
		case "/short":
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, "cut")
		case "/exact":
			w.Write(make([]byte, 1<<20))
		}
	}))
	for path, want := range map[string]Reason{"/bomb": TooLarge, "/endless": TooLarge, "/announced": TooLarge, "/other": Encoding, "/broken": Unreachable, "/short": Unreachable} {
		_, err := s.client.Get(t.Context(), Request{URL: s.URL + path, Max: 1 << 20})
		wantReason(t, err, want)
	}
	if got, err := s.client.Get(t.Context(), Request{URL: s.URL + "/exact", Max: 1 << 20}); err != nil || len(got.Body) != 1<<20 {
		t.Errorf("%d bytes, %v", len(got.Body), err)
	}
}

func TestTimeIsBounded(t *testing.T) {
	drip := func(w http.ResponseWriter, r *http.Request, pause time.Duration) {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
			}
		}
	}
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stalls":
			io.WriteString(w, "begun")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/never":
			<-r.Context().Done()
		case "/drips": // never idle, never done
			drip(w, r, time.Millisecond)
		}
	}))
	if _, err := s.get(t, "/"); err != nil { // it has been told by then what it may read
		t.Fatal(err)
	}
	s.client.idle, s.client.timeout = 50*time.Millisecond, time.Hour
	_, err := s.get(t, "/stalls")
	wantReason(t, err, Slow)
	s.client.http.Transport.(*http.Transport).ResponseHeaderTimeout = 50 * time.Millisecond
	_, err = s.get(t, "/never") // not even a header
	wantReason(t, err, Slow)
	s.client.idle, s.client.timeout = time.Hour, 100*time.Millisecond
	_, err = s.get(t, "/drips")
	if e := wantReason(t, err, Slow); !e.Temporary() {
		t.Error("a slow host is given up for good")
	}
}

func TestGetEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	_, err := s.client.Get(ctx, Request{URL: s.URL})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestStatusesAreToldApart(t *testing.T) {
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		code := 0
		fmt.Sscanf(r.URL.Path, "/%d", &code)
		w.WriteHeader(code)
	}))
	for code, temporary := range map[int]bool{400: false, 401: false, 403: false, 404: false, 410: false, 500: true, 502: true, 503: true, 204: false, 304: false} {
		_, err := s.get(t, fmt.Sprintf("/%d", code))
		if e := wantReason(t, err, Status); e.Code != code || e.Temporary() != temporary {
			t.Errorf("%d: %v, temporary %v", code, err, e.Temporary())
		}
	}
}

func TestHostsAreLeftAloneAsLongAsTheyAsk(t *testing.T) {
	busy := true
	s := newSite(t, withoutRobots(func(w http.ResponseWriter, r *http.Request) {
		if busy {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	_, err := s.get(t, "/a")
	if e := wantReason(t, err, Status); e.RetryAfter != 2*time.Minute || !e.Temporary() {
		t.Errorf("got %+v", e)
	}
	busy = false
	_, err = s.get(t, "/b")
	if e := wantReason(t, err, Status); e.RetryAfter <= 0 || len(s.asked) != 1 {
		t.Errorf("asked %v again, %v", s.asked, e)
	}
	s.clock.Sleep(t.Context(), 2*time.Minute)
	if _, err := s.get(t, "/c"); err != nil {
		t.Error(err)
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, " 30 ": 30 * time.Second, "-5": 0, "soon": 0, "1e9": 0,
		"Tue, 26 Aug 2025 09:10:00 GMT": 10 * time.Minute, "Tue, 26 Aug 2025 08:00:00 GMT": 0,
		"999999999": longestRetryAfter, "99999999999999999999": 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
