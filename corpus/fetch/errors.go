package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// Reason is why something could not be had.
type Reason int

// The reasons.
const (
	BadAddress  Reason = iota + 1 // it is not of a page on the web
	NotPublic                     // its host is a number that is not of the public internet
	BadPort                       // it is on another port than 80 and 443
	Robots                        // the site's robots.txt does not allow it
	NoHost                        // there is no such host, or its name leads inside: which of the two, nobody is told
	Unreachable                   // the host does not answer, or not properly
	Certificate                   // the host can't show that it is who it says
	Slow                          // it took too long
	TooLarge                      // it is larger than the bound
	Redirects                     // it redirects too often
	Encoding                      // it is compressed in a way that was not asked for
	Status                        // the host answered with Error.Code
)

// Error says why an address could not be had. Its text is for people: it holds
// no address that a name server gave, nor anything else of the network.
type Error struct {
	URL        string // what was asked for
	Reason     Reason
	Code       int           // the HTTP status, when the reason is Status
	RetryAfter time.Duration // when to ask again, where the host says so; else zero
	Max        int           // the bound in bytes, when the reason is TooLarge
	err        error         // what was behind it, for errors.Is
}

// Error says what could not be had and why.
func (e *Error) Error() string {
	if e.URL == "" {
		return e.Plain()
	}
	return fmt.Sprintf("get %s: %s", e.URL, e.Plain())
}

// Unwrap returns what was behind the error.
func (e *Error) Unwrap() error { return e.err }

// Plain says why, without the address.
func (e *Error) Plain() string {
	switch e.Reason {
	case BadAddress:
		if e.err != nil {
			return "this is no address of a web page: " + e.err.Error()
		}
		return "this is no address of a web page"
	case NotPublic:
		return "its address is not on the public internet, and only that is read"
	case BadPort:
		return "only the ports 80 and 443 are read"
	case Robots:
		return "the site's robots.txt does not allow it"
	case NoHost:
		return "there is no host of that name on the public internet"
	case Certificate:
		return "the host's certificate is not valid"
	case Slow:
		return "the host takes too long"
	case TooLarge:
		return fmt.Sprintf("it is larger than %d MB", e.Max>>20)
	case Redirects:
		return fmt.Sprintf("it redirects more than %d times", maxRedirects)
	case Encoding:
		return "it is compressed in a way that was not asked for"
	case Status:
		s := fmt.Sprintf("the host answered %d", e.Code)
		if text := http.StatusText(e.Code); text != "" {
			s += " " + text
		}
		if e.RetryAfter > 0 {
			s += fmt.Sprintf(", and asks to wait for %s", e.RetryAfter.Round(time.Second))
		}
		return s
	}
	return "the host can't be reached"
}

// Gone reports whether the host says that there is no such page.
func (e *Error) Gone() bool {
	return e.Reason == Status && (e.Code == http.StatusNotFound || e.Code == http.StatusGone)
}

// Forbidden reports whether a site does not let programs read it.
func (e *Error) Forbidden() bool {
	switch e.Code {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return e.Reason == Status
	}
	return e.Reason == Robots
}

// Temporary reports whether it is worth asking again.
func (e *Error) Temporary() bool {
	switch e.Reason {
	case NoHost, Unreachable, Slow:
		return true
	case Status:
		return e.Code == http.StatusRequestTimeout || e.Code == http.StatusTooEarly ||
			e.Code == http.StatusTooManyRequests || e.Code >= 500
	}
	return false
}

// errSlow is why a context ended whose time was up.
var errSlow = errors.New("time is up")

// cause finds the reason behind an error of the network. Which address was
// dialled, and what refused it, is not told: a name that leads inside is like
// one that there is not, or strangers could try out the names of this network.
func cause(ctx context.Context, u *url.URL, err error) error {
	var (
		dns       *net.DNSError
		certError *tls.CertificateVerificationError
		timeout   interface{ Timeout() bool }
	)
	e := &Error{Reason: Unreachable}
	switch {
	case errors.Is(err, ssrf.ErrProhibitedPort):
		e.Reason = BadPort
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		e.Reason = NoHost
		if _, literal := numeric(u); literal {
			e.Reason = NotPublic
		}
	case errors.Is(context.Cause(ctx), errSlow):
		e.Reason = Slow
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Reason = NoHost
	case errors.As(err, &certError):
		e.Reason = Certificate
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Reason = Slow
	case strings.Contains(err.Error(), "unsupported protocol scheme"):
		e.Reason = BadAddress
	}
	return e
}

// about completes an error with the address that was asked for, which is not
// the one it redirects to.
func about(ctx context.Context, url string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		named := *e
		named.URL = url
		return &named
	}
	if ctx.Err() != nil {
		return fmt.Errorf("get %s: %w", url, ctx.Err())
	}
	return &Error{URL: url, Reason: Unreachable, err: err}
}

// errCredentials is why an address with a user name or a password is refused.
var errCredentials = errors.New("it holds a user name or a password")

// Credentials reports whether an address was refused for the user name or the password
// that it holds.
func (e *Error) Credentials() bool { return errors.Is(e.err, errCredentials) }
