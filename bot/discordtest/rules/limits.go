package rules

import (
	"hash/fnv"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Limit is how many calls a route takes in each window.
type Limit struct {
	Calls  int
	Per    time.Duration
	Bucket string // routes of the same one share the count
}

// Window is what has been used up of a [Limit].
type Window struct {
	used  int
	reset time.Time
}

// UsualLimit is what a route takes unless a test says otherwise; where it publishes a
// message, few.
func UsualLimit(route string, publishes bool) Limit {
	l := Limit{usualCalls, usualWindow, bucketOf(route)}
	if publishes {
		l.Calls, l.Per = CrosspostCalls, time.Hour
	}
	return l
}

// Spend counts a call of a route against its limit, tells so in the headers of the
// answer, and refuses it when it is one too many.
func (w *Window) Spend(l Limit, route string, now time.Time, h http.Header) *Refusal {
	if !w.reset.After(now) {
		w.used, w.reset = 0, now.Add(l.Per)
	}
	w.used++
	left := math.Ceil(w.reset.Sub(now).Seconds()*1000) / 1000
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.Calls))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, l.Calls-w.used)))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(left, 'f', 3, 64))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(w.reset.UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", l.Bucket)
	if w.used <= l.Calls {
		return nil
	}
	h.Set("X-RateLimit-Scope", "user")
	h.Set("Retry-After", WholeSeconds(left))
	return &Refusal{Status: 429, Code: codeOfLimit(route), Message: "You are being rate limited.", RetryAfter: left}
}

// What a route takes unless a test says otherwise: so much that nobody
// has to wait, who need not be made to. Discord tells no such numbers before they
// count.
const (
	usualCalls  = 200
	usualWindow = time.Second
	// CrosspostCalls is how many messages of a channel are published in an hour,
	// which Discord tells those who publish, and not in its documentation.
	CrosspostCalls = 10
)

// bucketOf names a route's bucket as Discord does: by a text that says nothing.
func bucketOf(route string) string {
	h := fnv.New64a()
	io.WriteString(h, route)
	return strconv.FormatUint(h.Sum64(), 16)
}

// WholeSeconds is a wait as the Retry-After header has it.
func WholeSeconds(secs float64) string { return strconv.Itoa(int(math.Ceil(secs))) }

// codeOfLimit is the code in the body of a 429; 0 for none. Some limits have one
// (developers/topics/rate-limits, Rate Limit Response Structure).
func codeOfLimit(route string) int {
	if route == RouteMessage {
		return 20028
	}
	return 0
}
