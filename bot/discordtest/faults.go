package discordtest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"sitrep/bot/discordtest/rules"
)

// Fault is what goes wrong with a REST call. One of its kinds is set; the
// functions below make the usual ones.
type Fault struct {
	Times int    // how many calls it hits; 0 means one, negative all
	Token string // only calls for this interaction token; empty means all

	Delay      time.Duration // the call is answered, but late
	Stall      bool          // no answer, ever
	Reset      bool          // the connection is reset before the call is acted on
	ResetAfter bool          // the connection is reset after the call was acted on

	Status int // this status instead of an answer
	Header http.Header
	Body   string

	retryAfter time.Duration
	global     bool
}

// Form is how a 429 is worded.
type Form int

const (
	JSONForm    Form = iota // as documented: headers and a JSON body
	HeadersForm             // only Retry-After
	HTMLForm                // Retry-After and a page, as from the network's edge
	BodyForm                // only the JSON body
)

// RateLimited is a 429 with a wait, of scope "user", "global" or "shared".
func RateLimited(wait time.Duration, scope string, form Form) Fault {
	secs := strconv.FormatFloat(wait.Seconds(), 'f', -1, 64)
	if form == HeadersForm || form == HTMLForm { // which tell whole seconds only
		wait = time.Duration(math.Ceil(wait.Seconds())) * time.Second
	}
	f := Fault{Status: http.StatusTooManyRequests, Header: http.Header{}, retryAfter: wait, global: scope == "global"}
	if form != BodyForm {
		f.Header.Set("Retry-After", rules.WholeSeconds(wait.Seconds()))
	}
	switch form {
	case JSONForm:
		f.Header.Set("X-RateLimit-Scope", scope)
		if f.global {
			f.Header.Set("X-RateLimit-Global", "true")
		} else {
			f.Header.Set("X-RateLimit-Limit", "5")
			f.Header.Set("X-RateLimit-Remaining", "0")
			f.Header.Set("X-RateLimit-Reset-After", secs)
			f.Header.Set("X-RateLimit-Bucket", "fault"+scope)
		}
		fallthrough
	case BodyForm:
		f.Header.Set("Content-Type", "application/json")
		b, err := json.Marshal(map[string]any{
			"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": f.global, "code": 20028,
		})
		if err != nil {
			panic(err)
		}
		f.Body = string(b)
	case HTMLForm:
		f.Header.Set("Content-Type", "text/html; charset=UTF-8")
		f.Body = "<!DOCTYPE html><html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
	}
	return f
}

// Failing is an HTTP error with Discord's plain body for it.
func Failing(status int) Fault {
	return Fault{Status: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: fmt.Sprintf(`{"message": "%d: %s", "code": 0}`, status, http.StatusText(status))}
}

// For returns the fault for n calls; negative for all.
func (f Fault) For(n int) Fault { f.Times = n; return f }

type fault struct {
	Fault
	route string
	left  int
}

// Fail makes the next calls of the route fail; faults set earlier come first.
// [RouteAny] means all routes.
func (s *Server) Fail(route string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = 1
	}
	s.faults = append(s.faults, &fault{f, route, left})
}

// FailSome makes a share of all calls fail, each with one of the faults, at
// random by a seed, where [Server.Fail] has nothing else for them.
func (s *Server) FailSome(share float64, seed uint64, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.weather = &weather{share, rand.New(rand.NewPCG(seed, seed)), faults}
}

// weather is what strikes now and then.
type weather struct {
	share  float64
	random *rand.Rand
	faults []Fault
}

// Heal takes away all faults that [Server.Fail] and [Server.FailSome] have set.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.weather = nil, nil
}

// HangUpIdle closes the connections over which no call is under way.
func (s *Server) HangUpIdle() {
	s.http.SetKeepAlivesEnabled(false)
	s.http.SetKeepAlivesEnabled(true)
}

// takeFault returns the fault that hits the call, if any. The caller holds mu.
func (s *Server) takeFault(route string, r *http.Request) *fault {
	for i, f := range s.faults {
		if f.route != RouteAny && f.route != route || f.Token != "" && f.Token != r.PathValue("token") {
			continue
		}
		if f.left > 0 {
			if f.left--; f.left == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return f
	}
	if w := s.weather; w != nil && w.random.Float64() < w.share {
		return &fault{Fault: w.faults[w.random.IntN(len(w.faults))]}
	}
	return nil
}

// before brings in the fault and tells whether the call is still to be
// answered.
func (f *fault) before(s *Server, w http.ResponseWriter, r *http.Request, key string, finish func(int)) bool {
	switch {
	case f.Stall:
		select {
		case <-r.Context().Done():
		case <-s.stopping:
		}
		finish(0)
		cut(w)
		return false
	case f.Reset:
		finish(0)
		cut(w)
		return false
	case f.Status != 0:
		if f.Status == http.StatusTooManyRequests {
			s.mu.Lock()
			until := time.Now().Add(f.retryAfter)
			if f.global {
				s.blocks["global"] = until
			} else {
				s.blocks[key] = until
			}
			s.mu.Unlock()
		}
		for k, v := range f.Header {
			w.Header()[k] = v
		}
		finish(f.Status)
		w.WriteHeader(f.Status)
		w.Write([]byte(f.Body))
		return false
	case f.Delay > 0:
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			// The caller is gone, but the call has arrived and is acted on.
		case <-s.stopping:
			return false
		}
	}
	return true
}
