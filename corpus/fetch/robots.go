package fetch

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds on robots.txt, as RFC 9309 has them where it says something.
const (
	maxRobots     = 512 << 10        // bytes that are read of one (section 2.5)
	robotsAge     = 24 * time.Hour   // how long one is remembered (section 2.4)
	robotsFailure = 10 * time.Minute // and how long that it could not be had
	maxSites      = 500              // how many are remembered
	maxRules      = 5000             // rules that are read of one
)

// robotsCache remembers the robots.txt of sites.
type robotsCache struct {
	now   func() time.Time
	mu    sync.Mutex
	sites map[string]rules
}

// rules are those of one site for this program.
type rules struct {
	group *group // nil when nothing is allowed
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
	c.turns.slow(u.Hostname(), r.group.delay)
	path := cmp.Or(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !r.group.allows(path) {
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
	all, none := rules{group: &group{}, until: now.Add(robotsAge)}, rules{until: now.Add(robotsFailure)}
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

// group is what a robots.txt says to this program. The zero value allows
// everything.
type group struct {
	rules []rule
	delay time.Duration // between requests; 0 when not said
}

// rule allows or forbids the paths that its pattern matches.
type rule struct {
	pattern string // as spelled by normalPath
	allow   bool
}

// parseRobots reads the rules for this program: those of all groups that name
// it, else those of all groups for everybody. Lines that can't be read are passed
// over, as RFC 9309 wants it.
func parseRobots(body []byte) *group {
	var own, everybody group
	named, agents := false, false // whether a group was for this program; whether the last line named an agent
	var into []*group             // the groups that a rule belongs to
	for line := range strings.FieldsFuncSeq(strings.TrimPrefix(string(body), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(field)) {
		case "user-agent":
			if !agents {
				into = nil
			}
			agents = true
			switch {
			case strings.EqualFold(productToken(value), robotName):
				named = true
				into = append(into, &own)
			case value == "*" || strings.HasPrefix(value, "* "):
				into = append(into, &everybody)
			}
			continue
		case "allow", "disallow":
			for _, g := range into {
				if value != "" && len(g.rules) < maxRules {
					g.rules = append(g.rules, rule{normalPath(value), strings.EqualFold(strings.TrimSpace(field), "allow")})
				}
			}
		case "crawl-delay":
			for _, g := range into {
				if isSeconds(value) {
					seconds, _ := strconv.ParseFloat(value, 64) // digits and a point
					g.delay = time.Duration(seconds * float64(time.Second))
				}
			}
		default:
			continue // a sitemap ends no group
		}
		agents = false
	}
	if named {
		return &own
	}
	return &everybody
}

// productToken returns the name that a line for an agent begins with, without
// version: "sitrep" for "Sitrep/1.0 (news)".
func productToken(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
	if end < 0 {
		return agent
	}
	return agent[:end]
}

// allows reports whether a path, with its query, may be asked for. The longest
// pattern that matches decides; of those of one length, one that allows.
func (g *group) allows(path string) bool {
	path = normalPath(path)
	longest, allow := -1, true
	for _, r := range g.rules {
		if n := len(r.pattern); (n > longest || n == longest && r.allow) && r.matches(path) {
			longest, allow = n, r.allow
		}
	}
	return allow
}

// matches reports whether a pattern matches the beginning of a path: "*" stands
// for anything, "$" at the end for the end. It takes the first place for each
// part, so that no pattern takes more than linear time.
func (r rule) matches(path string) bool {
	pattern, anchored := strings.CutSuffix(r.pattern, "$")
	first, rest, wild := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, first)
	if !ok {
		return false
	}
	for wild {
		var part string
		part, rest, wild = strings.Cut(rest, "*")
		if anchored && !wild {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	return !anchored || path == ""
}

// normalPath gives a path one spelling: letters, digits and "-._~" bare, what is
// not of ASCII as %XX, and these in capitals (RFC 9309, section 2.2.2).
func normalPath(path string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	out.Grow(len(path))
	for i := 0; i < len(path); i++ {
		c, escaped := path[i], false
		if c == '%' && i+2 < len(path) {
			if b, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c, escaped = byte(b), true
				i += 2
			}
		}
		bare := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
		if c >= 0x80 || c <= ' ' || escaped && !bare {
			out.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// isSeconds reports whether a text is a short number of seconds.
func isSeconds(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	whole, part, _ := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+part, "0123456789") == ""
}
