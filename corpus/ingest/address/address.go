// Package address gives web addresses one spelling, so that the same article is
// known again however it was linked to.
package address

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// Longest is the length in bytes of the longest address that is accepted.
const Longest = 2000

// ErrNotWeb is returned for addresses that are not of pages on the web.
var ErrNotWeb = errors.New("not a web address")

// Canonical returns the one spelling of a web address: host in lower case and
// ASCII without a default port, no user, no fragment, no tracking parameters,
// the others in alphabetical order, no slash at the end of the path, https for
// every host that has a name. Addresses of the mobile and AMP editions of a
// page become those of the page itself where they say plainly which that is.
//
// The result leads to the same page on all but oddly made sites, so that it can
// be shown to readers.
func Canonical(raw string) (string, error) {
	u, err := parse(raw)
	if err != nil {
		return "", err
	}
	host, err := canonicalHost(u)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", shorten(raw), err)
	}
	out := url.URL{Scheme: "https", Host: host, RawQuery: canonicalQuery(u.RawQuery)}
	if u.Scheme == "http" && strings.ContainsAny(host, ":") || isNumeric(host) {
		out.Scheme = u.Scheme // servers of tests and of local networks
	}
	out.Path = canonicalPath(u.Path, out.RawQuery != "")
	s := out.String()
	if len(s) > Longest {
		return "", fmt.Errorf("address %q: %w: longer than %d bytes", shorten(raw), ErrNotWeb, Longest)
	}
	return s, nil
}

// language is a path that only chooses the language of a front page.
var language = regexp.MustCompile(`^/[a-z]{2}(?:-[a-zA-Z]{2})?$`)

// IsFront reports whether an address is that of a site's front page, which is no
// article's.
func IsFront(raw string) bool {
	s, err := Canonical(raw)
	if err != nil {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.RawQuery == "" && (u.Path == "/" || indexPages[u.Path[1:]] || language.MatchString(u.Path))
}

// Resolve returns the address that a link on a page leads to.
func Resolve(base, link string) (string, error) {
	l, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return "", fmt.Errorf("link %q: %w", shorten(link), ErrNotWeb)
	}
	if base != "" {
		b, err := url.Parse(strings.TrimSpace(base))
		if err != nil {
			return "", fmt.Errorf("address %q: %w", shorten(base), ErrNotWeb)
		}
		l = b.ResolveReference(l)
	}
	if _, err := parse(l.String()); err != nil {
		return "", err
	}
	return l.String(), nil
}

// SameSite reports whether two addresses are of the same host, but for www and
// the hosts of mobile and AMP editions. A page may name itself; it may not name
// a page of another site.
func SameSite(a, b string) bool {
	ha, hb := site(a), site(b)
	return ha != "" && ha == hb
}

func site(raw string) string {
	u, err := parse(raw)
	if err != nil {
		return ""
	}
	host, err := canonicalHost(u)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(host, "www.")
}

func parse(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > Longest {
		return nil, fmt.Errorf("address %q: %w: longer than %d bytes", shorten(raw), ErrNotWeb, Longest)
	}
	if strings.HasPrefix(raw, "//") {
		raw = "https:" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("address %q: %w", shorten(raw), ErrNotWeb)
	}
	return u, nil
}

func shorten(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

func canonicalHost(u *url.URL) (string, error) {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "" || strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..") {
		return "", ErrNotWeb
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.WithZone("").String()
		if addr.Is6() {
			host = "[" + host + "]"
		}
	} else {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", fmt.Errorf("%w: %v", ErrNotWeb, err)
		}
		host = desktopHost(ascii)
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	return host, nil
}

func isNumeric(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// desktopHost maps m.example.org, mobile.example.org and amp.example.org to
// www.example.org.
func desktopHost(host string) string {
	for {
		rest, isEdition := withoutEdition(host)
		if !isEdition {
			return host
		}
		host = "www." + rest
	}
}

func withoutEdition(host string) (string, bool) {
	for _, prefix := range []string{"m.", "mobile.", "amp.", "www.m.", "www.mobile.", "www.amp."} {
		if rest, ok := strings.CutPrefix(host, prefix); ok && strings.Contains(rest, ".") {
			return rest, true
		}
	}
	return host, false
}

// canonicalPath cleans the path of empty and dot segments, of the marks of an
// AMP edition, of the names of index pages, and of its last slash.
func canonicalPath(p string, hasQuery bool) string {
	if p == "" || p == "/" {
		return "/"
	}
	p = path.Clean("/" + p)
	segments := strings.Split(p[1:], "/")
	for len(segments) > 1 && segments[0] == "amp" {
		segments = segments[1:]
	}
	for {
		n := len(segments) - 1
		last := segments[n]
		switch {
		case n > 0 && (last == "amp" || last == "amp.html" || indexPages[last] && !hasQuery):
			segments = segments[:n]
		case len(last) > len(".amp.html") && strings.HasSuffix(last, ".amp.html"):
			segments[n] = strings.TrimSuffix(last, ".amp.html") + ".html"
		case len(last) > len(".amp") && strings.HasSuffix(last, ".amp"):
			segments[n] = strings.TrimSuffix(last, ".amp")
		default:
			return "/" + strings.Join(segments, "/")
		}
	}
}

var indexPages = map[string]bool{"index.html": true, "index.htm": true, "index.php": true, "default.aspx": true}

// canonicalQuery drops the parameters that only say where a reader came from,
// and sorts the others by name; those of the same name keep their order.
func canonicalQuery(raw string) string {
	var kept []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, hasValue := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || name == "" || isTracking(strings.ToLower(name)) {
			continue
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			continue
		}
		if strings.EqualFold(name, "amp") && (!hasValue || value == "" || value == "1" || value == "true") ||
			strings.EqualFold(name, "outputType") && value == "amp" {
			continue
		}
		if hasValue {
			kept = append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value))
		} else {
			kept = append(kept, url.QueryEscape(name))
		}
	}
	slices.SortStableFunc(kept, func(a, b string) int {
		a, _, _ = strings.Cut(a, "=")
		b, _, _ = strings.Cut(b, "=")
		return strings.Compare(a, b)
	})
	return strings.Join(kept, "&")
}

// isTracking reports whether a parameter says where a reader came from. Short
// common names such as "id", "p" or "ref" alone can choose the article, so only
// names that are known from campaigns are listed.
func isTracking(name string) bool {
	if trackers[name] {
		return true
	}
	for _, p := range trackerPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

var trackerPrefixes = []string{"utm_", "utm-", "mc_", "at_campaign", "at_medium", "at_custom", "at_link", "at_ptr", "__twitter_", "hsa_", "pk_", "piwik_", "mtm_", "matomo_", "oly_", "vero_", "_hs", "ns_"}

var trackers = func() map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(`fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igshid igsh mkt_tok wickedid
		ocid cmpid cmp cid_source icid ncid smid smtyp sref srcref ref_src ref_url feature_source xtor partner campaign_id
		ito echobox cvid ftag ftcamp dicbo taid s_cid sc_cid wt_mc wt.mc_id wtmc guccounter guce_referrer guce_referrer_sig spm
		_ga _gl gaa_at gaa_n gaa_sig gaa_ts fb_action_ids fb_action_types fb_source fb_ref sharetype share_id sh trk trkcampaign tracking_referrer
		amp_js_v amp_gsa usqp __tn__ soc_src soc_trk rss_source inf_contact_key`) {
		m[name] = true
	}
	return m
}()
