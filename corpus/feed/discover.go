package feed

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Address returns the web address that people and programs mean by an address of a
// feed: "feed:https://quay.example/rss", "feed://quay.example/rss" for that of
// http, "quay.example/rss" for that of https.
func Address(s string) string {
	if s = ofWeb(strings.TrimSpace(s)); s == "" || strings.Contains(s, "://") {
		return s
	}
	return "https://" + s
}

// ofWeb puts an address of the scheme of feeds into that of the web.
func ofWeb(s string) string {
	const scheme = "feed:"
	if len(s) <= len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
		return s
	}
	if s = s[len(scheme):]; strings.HasPrefix(s, "//") {
		return "http:" + s
	}
	return s
}

// maxHead is how many bytes of a page are looked at for its feeds.
const maxHead = 1 << 20

// Discover returns the address of the feed that a web page names as its own, or
// "" where it names none. Of several it is the first.
func Discover(raw []byte, from string) string {
	z := html.NewTokenizer(bytes.NewReader(raw[:min(len(raw), maxHead)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) != "link" {
				continue
			}
			var rel, kind, href string
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "rel":
					rel = strings.ToLower(string(value))
				case "type":
					kind = strings.ToLower(strings.TrimSpace(string(value)))
				case "href":
					href = string(value)
				}
			}
			switch kind {
			case "application/rss+xml", "application/atom+xml", "application/feed+json":
				if to := resolve(href, from); to != "" && strings.Contains(" "+rel+" ", " alternate ") {
					return to
				}
			}
		}
	}
}
