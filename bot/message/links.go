package message

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const (
	maxURL  = 512 // Discord's limit for the URL of a link button, kept for every link
	maxHost = 253 // RFC 1035, section 2.3.4, as printed
)

// webURL returns the address of an article in a form that can stand in a masked
// link: ASCII only, without spaces, parentheses or anything else that would
// end the link. ok is false where raw is no plain http or https address, names
// a user, leads to Discord itself, or is longer than Discord takes.
func webURL(raw string) (link string, ok bool) {
	if len(raw) > 4*maxURL || !utf8.ValidString(raw) {
		return "", false
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", false
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || len(host) > maxHost || strings.Trim(host, hostChars) != "" ||
		!strings.Contains(host, ".") || strings.Contains("."+host, "..") {
		return "", false
	}
	if ownHost(host) {
		return "", false
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	link = u.Scheme + "://" + host + encode(u.EscapedPath(), pathChars)
	if u.RawQuery != "" {
		link += "?" + encode(u.RawQuery, queryChars)
	}
	if u.Fragment != "" {
		link += "#" + encode(u.EscapedFragment(), queryChars)
	}
	return link, len(link) <= maxURL
}

// ownHost reports whether a host is Discord's. Links to it turn into channel
// mentions and invitations, which no article is.
func ownHost(host string) bool {
	host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
	for _, own := range []string{".discord.com", ".discordapp.com", ".discord.gg"} {
		if strings.HasSuffix(host, own) {
			return true
		}
	}
	return false
}

const (
	letters   = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	hostChars = letters + "-."
	// What stays as it is in a path and in a query: RFC 3986 less the
	// characters that could end a masked link, start markup, or make a
	// mention, which Discord's server finds in addresses too.
	pathChars  = letters + "-._/%!$&'+,;=:~"
	queryChars = pathChars + "?"
)

// encode percent-encodes every byte of s that is not in keep.
func encode(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// fragmentWords is how many words at either end of a quotation its text
// fragment names: enough to be found once in an article, short enough to be
// found at all where the page breaks or links a word in the middle.
const fragmentWords = 5

// passageURL returns the address of an article, made so that a browser scrolls
// to a quotation in it (https://wicg.github.io/scroll-to-text-fragment). Where
// that would be too long it is the plain address.
func passageURL(raw, quote string) (link string, ok bool) {
	base, ok := webURL(raw)
	if !ok {
		return "", false
	}
	words := strings.Fields(quote)
	if len(words) == 0 {
		return base, true
	}
	text := fragmentText(words)
	if len(words) > 2*fragmentWords {
		text = fragmentText(words[:fragmentWords]) + "," + fragmentText(words[len(words)-fragmentWords:])
	}
	directive := ":~:text=" + text
	if !strings.Contains(base, "#") {
		directive = "#" + directive
	}
	if len(base)+len(directive) > maxURL {
		return base, true
	}
	return base + directive, true
}

// fragmentText encodes words for a text directive, in which "-", "," and "&"
// have a meaning.
func fragmentText(words []string) string {
	return encode(strings.Join(words, " "), letters+"._~")
}

// TitleLink shows a title as a link to an address, or as plain text where there
// is none to link to, or nothing of the title may stand in a link.
func TitleLink(title, raw string) string {
	link, ok := webURL(raw)
	if text := linkText(title); ok && text != "" {
		return masked(text, link)
	}
	return Plain(title)
}

// masked returns a link that shows text, which must be safe within a link (see
// [linkText]).
func masked(text, link string) string { return "[" + text + "](" + link + ")" }
