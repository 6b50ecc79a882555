package page

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"sitrep/corpus"
	"sitrep/corpus/ingest/address"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/dateline"
)

// longestFact is the length in bytes of the longest title, byline or outlet
// that is believed.
const longestFact = 400

// fact cleans a short text that a page says of itself.
func fact(s string) string {
	s = clean.Spaces(strings.ReplaceAll(clean.Characters(html.UnescapeString(s)), "\n", " "))
	if len(s) > longestFact {
		return ""
	}
	return s
}

func firstFact(candidates ...string) string {
	for _, c := range candidates {
		if c = fact(c); c != "" {
			return c
		}
	}
	return ""
}

// findAddress is the canonical address of the page: its link, else OpenGraph,
// else where it was fetched from. A page may only name its own site: with
// another's address it could pass for a new revision of another's article.
func (f *facts) findAddress(fetched string) string {
	for _, link := range []string{f.canonical, f.meta["og:url"], fetched} {
		if link == "" {
			continue
		}
		abs, err := address.Resolve(fetched, link)
		if err != nil || fetched != "" && !address.SameSite(abs, fetched) {
			continue
		}
		u, err := address.Canonical(abs)
		if err != nil {
			continue
		}
		// A link to the front page is a mistake of the site's template.
		if address.IsFront(u) && link != fetched {
			continue
		}
		return u
	}
	return ""
}

// findOutlet is who published the page: JSON-LD, OpenGraph, other <meta>,
// microdata.
func (f *facts) findOutlet() string {
	for _, c := range []string{f.article.text("publisher"), f.meta["og:site_name"], f.organization, f.meta["application-name"], f.meta["dc.publisher"], f.meta["publisher"], f.microdata["publisher"]} {
		const longest = 100
		c = fact(c)
		if c != "" && len(c) <= longest && !strings.Contains(c, "://") && c[0] != '@' && !hosts[c] {
			return c
		}
	}
	return ""
}

// hosts are publishing systems that give themselves as the publisher.
var hosts = map[string]bool{"Blogger": true, "WordPress": true, "WordPress.com": true}

// findTitle is the headline: the one shown, where it is what the metadata says;
// else the metadata's, without the outlet's name.
func (f *facts) findTitle(shown, outlet, host string) string {
	titles := append([]string{shown}, f.titles()...)
	for _, t := range titles {
		if t = fact(t); t != "" && !strings.HasSuffix(t, "…") && !strings.HasSuffix(t, "...") {
			return withoutOutlet(t, outlet, host)
		}
	}
	return withoutOutlet(firstFact(titles...), outlet, host)
}

var titleBreaks = []string{" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « "}

// withoutOutlet drops the name of the outlet from the end of a title.
func withoutOutlet(title, outlet, host string) string {
	names := []string{fold(outlet)}
	for label := range strings.SplitSeq(strings.TrimPrefix(host, "www."), ".") {
		names = append(names, fold(label))
	}
	names = append(names, fold(strings.TrimPrefix(host, "www.")))
	const rounds = 3 // "Headline - World - The Outlet"
	for range rounds {
		at, width := -1, 0
		for _, b := range titleBreaks {
			if i := strings.LastIndex(title, b); i > at {
				at, width = i, len(b)
			}
		}
		if at <= 0 {
			break
		}
		last := fold(title[at+width:])
		matches := false
		for _, n := range names {
			matches = matches || len(n) > 2 && (n == last || strings.HasPrefix(last, n) || len(last) > 2 && strings.HasPrefix(n, last))
		}
		if !matches {
			break
		}
		title = strings.TrimSpace(title[:at])
	}
	return title
}

// findByline is who wrote the article, as printed: JSON-LD, <meta>, microdata,
// rel="author", a line of its own.
func (f *facts) findByline(line string) string {
	candidates := []string{
		strings.Join(f.article.texts("author"), ", "),
		f.meta["author"], f.meta["article:author"], f.meta["parsely-author"], f.meta["sailthru.author"], f.meta["byl"], f.meta["dc.creator"], f.meta["dcterms.creator"],
		f.microdata["author"], strings.Join(f.authors, ", "), line,
	}
	for _, c := range candidates {
		if c = byline(c); c != "" {
			return c
		}
	}
	return ""
}

// byDate is a date printed after the name.
var byDate = regexp.MustCompile(`(?i)[\s|,]+(?:jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d.*$`)

var byWord = regexp.MustCompile(`^(?i:by|von|par|por)\s*:?\s+`)

func byline(s string) string {
	s = byDate.ReplaceAllString(byWord.ReplaceAllString(strings.Trim(fact(s), " ,;|"), ""), "")
	const longest = 200
	if s == "" || len(s) > longest || strings.Contains(s, "://") || strings.HasPrefix(s, "@") || strings.HasPrefix(s, "/") {
		return ""
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return s
}

// declaredLanguage is the language that the page says it is in: JSON-LD, <html
// lang>, other metadata; "" when it says none.
func (f *facts) declaredLanguage() string {
	for _, c := range []string{f.article.text("inLanguage"), f.language, f.meta["content-language"], f.microdata["inlanguage"], f.meta["og:locale"], f.meta["language"]} {
		c, _, _ = strings.Cut(strings.TrimSpace(c), ",")
		if l := LanguageCode(c); l != "" {
			return l
		}
	}
	return ""
}

// LanguageCode returns the BCP 47 code of a language without region and script,
// "en" for "en_US", or "" where it is no language.
func LanguageCode(s string) string {
	const longest = 35 // RFC 5646, section 4.4.1
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longest {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil {
		return ""
	}
	base, confidence := tag.Base()
	if confidence != language.Exact || base.String() == "und" || base.String() == "mul" {
		return ""
	}
	return base.String()
}

// publishedMeta and modifiedMeta are the names under which pages give their
// times in <meta>, the most specific first.
var (
	publishedMeta = strings.Fields(`article:published_time article:published og:published_time og:article:published_time datepublished publication_date
		publish_date publish-date publishdate published_time published-date publisheddate pubdate pub_date parsely-pub-date sailthru.date
		cxenseparse:recs:publishtime dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date dcterms.date datecreated date`)
	modifiedMeta = strings.Fields(`article:modified_time article:modified og:updated_time datemodified dcterms.modified dc.date.modified
		last-modified lastmod revised`)
)

// dated is a date and where it was found.
type dated struct {
	date   corpus.Date
	origin corpus.DateOrigin
}

// findPublished is when the article was published, by the order of
// [Extract].
func (f *facts) findPublished(times []string, pageURL string, own corpus.Date) dated {
	for _, o := range []linked{f.article, f.webPage} {
		for _, key := range []string{"datePublished", "dateCreated", "uploadDate"} {
			if d, ok := dateline.Parse(o.text(key)); ok {
				return dated{d, corpus.OriginJSONLD}
			}
		}
	}
	for _, name := range publishedMeta {
		if d, ok := dateline.Parse(f.meta[name]); ok {
			return dated{d, corpus.OriginMeta}
		}
	}
	for _, name := range []string{"datepublished", "datecreated"} {
		if d, ok := dateline.Parse(f.microdata[name]); ok {
			return dated{d, corpus.OriginMicrodata}
		}
	}
	for _, value := range times {
		if d, ok := dateline.Parse(value); ok {
			return dated{d, corpus.OriginTime}
		}
	}
	if d := DateInURL(pageURL); d.Precision >= corpus.Day {
		return dated{d, corpus.OriginURL}
	}
	if own.Known() {
		return dated{own, corpus.OriginDateline}
	}
	if d := DateInURL(pageURL); d.Known() {
		return dated{d, corpus.OriginURL}
	}
	return dated{}
}

// findModified is when the article was last changed; unknown where that is not
// after it was published.
func (f *facts) findModified(published, own corpus.Date) corpus.Date {
	candidates := []string{f.article.text("dateModified"), f.webPage.text("dateModified")}
	for _, name := range modifiedMeta {
		candidates = append(candidates, f.meta[name])
	}
	candidates = append(candidates, f.microdata["datemodified"])
	for _, c := range candidates {
		if d, ok := dateline.Parse(c); ok && !d.Time.Before(published.Time) {
			return d
		}
	}
	if own.Known() && !own.Time.Before(published.Time) {
		return own
	}
	return corpus.Date{}
}

// publishedMark tells a <time> that is the article's own from those of other
// stories and of comments.
var publishedMark = regexp.MustCompile(`\b(?:pubdate|datepublished|published|publish(?:ed)?-?(?:date|time|on)|entry-date|post-?date|posted(?:-on)?|article-?date|dt-published)\b`)

// ownTimes returns the values of the <time> elements that are the article's
// own, the surest first: those marked so, then those between the headline and
// the body.
func (f *facts) ownTimes(o *outline, headline, root int) []string {
	var marked, near []string
	if len(f.times) == 0 {
		return nil
	}
	at := make(map[*html.Node]int, len(o.elements))
	for i, e := range o.elements {
		at[e.node] = i
	}
	for _, t := range f.times {
		i, ok := -1, false
		for n := t.node; n != nil && !ok; n = n.Parent {
			i, ok = at[n]
		}
		if !ok {
			continue
		}
		// Its own header may lie in the body's element or above it.
		block := o.elements[i].first
		if block > o.elements[root].last || headline >= 0 && block < headline-aroundHeadline {
			continue
		}
		switch {
		case publishedMark.MatchString(t.about):
			marked = append(marked, t.value)
		case strings.Contains(t.about, "modif") || strings.Contains(t.about, "update"):
		case headline >= 0 && block <= o.elements[root].first+aroundHeadline:
			near = append(near, t.value)
		}
	}
	return append(marked, near...)
}

// aroundHeadline is how many blocks from the headline, or into the body, an
// article's own date may stand.
const aroundHeadline = 6

// urlDates find the date that many outlets put in the path of an article:
// /2025/08/25/, /2025/aug/25/, /2025-08-25-, /20250825/; or of its month,
// /2025/08/.
var urlDates = []*regexp.Regexp{
	regexp.MustCompile(`/((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?:[/_-]|$)`),
	regexp.MustCompile(`/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)(?:[/_-]|$)`),
	regexp.MustCompile(`/((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[/_-]|$)`),
	regexp.MustCompile(`/((?:19|20)\d\d)(\d\d)(\d\d)(?:[/_-]|$)`),
	regexp.MustCompile(`/((?:19|20)\d\d)/(\d\d)()(?:/|$)`),
}

// DateInURL returns the date in the path of an address; unknown when there is
// none.
func DateInURL(address string) corpus.Date {
	u, err := url.Parse(address)
	if err != nil {
		return corpus.Date{}
	}
	path := strings.ToLower(u.Path)
	for _, r := range urlDates {
		m := r.FindStringSubmatch(path)
		if m == nil {
			continue
		}
		year, _ := strconv.Atoi(m[1])
		month, err := strconv.Atoi(m[2])
		if err != nil {
			month = strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", m[2])/3 + 1
		}
		day, _ := strconv.Atoi(m[3])
		if month < 1 || month > 12 || day > 31 || day == 0 && m[3] != "" {
			continue
		}
		if d := corpus.NewDate(year, time.Month(month), day); day == 0 || d.Time.Day() == day {
			return d
		}
	}
	return corpus.Date{}
}

// hostOf returns the host of an address, or "".
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || !utf8.ValidString(u.Hostname()) {
		return ""
	}
	return u.Hostname()
}
