package fetch

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// Bounds on robots.txt, as RFC 9309 has them where it says something.
const (
	maxRobots     = 512 << 10        // bytes that are read of one (section 2.5)
	robotsAge     = 24 * time.Hour   // how long one is remembered (section 2.4)
	robotsFailure = 10 * time.Minute // and how long that it could not be had
	maxSites      = 500              // how many are remembered
	maxRules      = 5000             // rules that are read of one
	maxPatterns   = 500              // of them, those with wildcards, which are tried at every place of an address
	maxPattern    = 200              // bytes of one of those
)

// robotsCache remembers the robots.txt of sites.
type robotsCache struct {
	now   func() time.Time
	mu    sync.Mutex
	sites map[string]rules
}

// rules are those of one site for this program.
type rules struct {
	group *robotstxt.Group // nil when nothing is allowed
	until time.Time
}

func newRobotsCache(now func() time.Time) *robotsCache {
	return &robotsCache{now: now, sites: map[string]rules{}}
}

func (c *robotsCache) get(site string) (rules, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.sites[site]
	return r, ok && c.now().Before(r.until)
}

func (c *robotsCache) put(site string, r rules) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.sites[site]; !known && len(c.sites) >= maxSites {
		oldest := ""
		for s, o := range c.sites {
			if oldest == "" || o.until.Before(c.sites[oldest].until) {
				oldest = s
			}
		}
		delete(c.sites, oldest)
	}
	c.sites[site] = r
}

// allowed asks the robots.txt of an address's site whether it may be read.
func (c *Client) allowed(ctx context.Context, u *url.URL) error {
	site := u.Scheme + "://" + strings.ToLower(u.Host)
	r, known := c.robots.get(site)
	if !known {
		var err error
		if r, err = c.readRobots(ctx, site); err != nil {
			return err
		}
		c.robots.put(site, r)
	}
	if r.group == nil {
		return &Error{Reason: Robots}
	}
	c.turns.slow(u.Hostname(), r.group.CrawlDelay)
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !r.group.Test(path) {
		return &Error{Reason: Robots}
	}
	return nil
}

// readRobots gets the robots.txt of a site. Where the site says that there is
// none, everything is allowed; where it fails, nothing is for a while (RFC 9309,
// section 2.3.1). An error is one of the network, which the page itself would
// meet, too.
func (c *Client) readRobots(ctx context.Context, site string) (rules, error) {
	now := c.now()
	all, none := rules{group: &robotstxt.Group{}, until: now.Add(robotsAge)}, rules{until: now.Add(robotsFailure)}
	at := site + "/robots.txt"
	for range maxRedirects + 1 {
		u, err := parse(at)
		if err != nil {
			return all, nil // a redirect to nowhere
		}
		a, err := c.once(ctx, u, Request{Max: maxRobots})
		var e *Error
		switch {
		case errors.As(err, &e) && e.Reason == Status && e.Code == http.StatusTooManyRequests:
			return rules{}, err
		case errors.As(err, &e) && e.Reason == Status && e.Code >= 400 && e.Code < 500:
			return all, nil
		case errors.As(err, &e) && (e.Reason == Status || e.Reason == TooLarge || e.Reason == Encoding):
			return none, nil
		case err != nil:
			return rules{}, err
		case a.to == "":
			return rules{group: parseRobots(a.Body), until: now.Add(robotsAge)}, nil
		}
		at = a.to
	}
	return all, nil
}

// parseRobots reads the rules for this program. Lines that can't be read are
// passed over, as RFC 9309 wants it; robotstxt would refuse the whole file, so
// that only what it can read is given to it.
func parseRobots(body []byte) *robotstxt.Group {
	var clean bytes.Buffer
	rules, patterns, named := 0, 0, false
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))) {
		line, _, _ = bytes.Cut(bytes.ToValidUTF8(line, nil), []byte("#"))
		name, value, ok := bytes.Cut(line, []byte(":"))
		field, value := strings.ToLower(string(bytes.TrimSpace(name))), bytes.TrimSpace(value)
		switch {
		case !ok || !slices.Contains([]string{"user-agent", "allow", "disallow", "crawl-delay"}, field):
			continue
		case field == "user-agent":
			named = true
			value, _, _ = bytes.Cut(value, []byte("/")) // "sitrep/1.0" means sitrep
		case !named:
			continue
		case field == "crawl-delay":
			if !isSeconds(string(value)) {
				continue
			}
		default:
			if rules++; rules > maxRules {
				continue
			}
			if bytes.IndexByte(value, '*') >= 0 {
				if patterns++; patterns > maxPatterns {
					continue
				}
				value = value[:min(len(value), maxPattern)] // what is cut off could only narrow it
			}
		}
		clean.WriteString(field + ": ")
		clean.Write(value)
		clean.WriteByte('\n')
	}
	data, err := robotstxt.FromBytes(clean.Bytes())
	if err != nil {
		return &robotstxt.Group{}
	}
	return data.FindGroup(robotName)
}

// isSeconds reports whether a text is a short number of seconds.
func isSeconds(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	whole, part, _ := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+part, "0123456789") == ""
}
