package page

import (
	"net/url"
	"regexp"
	"slices"
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

// findByline is who wrote the article: JSON-LD, <meta>, microdata, the names and
// the line that the page prints. What is no name of a person, such as that of the
// outlet, of a desk or of a user, comes after what is.
func (f *facts) findByline(shows printed, outlet, host string) string {
	candidates := []string{
		strings.Join(f.article.texts("author"), ", "),
		f.meta["author"], f.meta["article:author"], f.meta["parsely-author"], f.meta["sailthru.author"], f.meta["byl"], f.meta["citation_author"],
		f.meta["dc.creator"], f.meta["dcterms.creator"], f.microdata["author"], strings.Join(shows.authors, ", "), shows.line,
	}
	other := ""
	for _, c := range candidates {
		c = byline(c)
		switch {
		case c == "":
		case dateline.IsName(c) && !isOutlet(c, outlet, host) && !dateline.IsDesk(c):
			return c
		case other == "":
			other = c
		}
	}
	return other
}

// isOutlet reports whether a byline names nobody but the outlet.
func isOutlet(name, outlet, host string) bool {
	n, o := fold(name), fold(outlet)
	if o != "" && strings.Contains(n, o) || strings.Contains(o, n) {
		return true
	}
	for label := range strings.SplitSeq(host, ".") {
		if fold(label) == n {
			return true
		}
	}
	return fold(strings.TrimPrefix(host, "www.")) == n
}

// byDate is a date printed after the name.
var byDate = regexp.MustCompile(`(?i)[\s|,]+(?:jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d.*$`)

var byWord = regexp.MustCompile(`^(?i:by|von|par|por)\s*:?\s+`)

// mailAddress is one of mail, or a name on a social network.
var mailAddress = regexp.MustCompile(`[<(]?[\w.+-]*@[\w.-]+[)>]?`)

func byline(s string) string {
	s = byDate.ReplaceAllString(byWord.ReplaceAllString(strings.Trim(fact(mailAddress.ReplaceAllString(s, "")), " ,;|"), ""), "")
	const longest = 200
	if s == "" || len(s) > longest || strings.Contains(s, "://") || strings.HasPrefix(s, "@") || strings.HasPrefix(s, "/") {
		return ""
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return withoutTwice(s)
}

// withoutTwice drops the names that a list repeats.
func withoutTwice(names string) string {
	var out []string
	for n := range strings.SplitSeq(names, ", ") {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, n) }) {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
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
		cxenseparse:recs:publishtime citation_publication_date citation_online_date citation_date dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date dcterms.date datecreated date`)
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
func (f *facts) findPublished(times []string, pageURL string, shows printed) dated {
	all := f.dates(times)
	inURL := DateInURL(pageURL)
	if len(all) > 0 {
		all[0].date = localDay(all, shows.published, shows.nearby, inURL)
		return all[0]
	}
	switch {
	case inURL.Precision >= corpus.Day:
		return dated{inURL, corpus.OriginURL}
	case shows.published.Known():
		return dated{shows.published, corpus.OriginDateline}
	case shows.nearby.Known():
		return dated{shows.nearby, corpus.OriginDateline}
	case inURL.Known():
		return dated{inURL, corpus.OriginURL}
	}
	return dated{}
}

// dates are the dates of publication that the page gives for machines, the
// surest first.
func (f *facts) dates(times []string) []dated {
	var out []dated
	add := func(origin corpus.DateOrigin, value string) {
		if d, ok := dateline.Parse(value); ok {
			out = append(out, dated{d, origin})
		}
	}
	for _, o := range []linked{f.article, f.webPage} {
		for _, key := range []string{"datePublished", "dateCreated", "uploadDate"} {
			add(corpus.OriginJSONLD, o.text(key))
		}
	}
	for _, name := range publishedMeta {
		add(corpus.OriginMeta, f.meta[name])
	}
	for _, name := range []string{"datepublished", "datecreated"} {
		add(corpus.OriginMicrodata, f.microdata[name])
	}
	for _, value := range times {
		add(corpus.OriginTime, value)
	}
	return out
}

// localDay is the first of some dates, by the clock of the outlet. Where it is
// an instant in UTC, that clock is taken from another of them that is the same
// instant; else, where the page prints the day before or after, or has it in its
// address, that is the day.
func localDay(all []dated, days ...corpus.Date) corpus.Date {
	d := all[0].date
	if d.Precision != corpus.Instant || d.Ahead != 0 {
		return d
	}
	for _, other := range all[1:] {
		if other.date.Ahead != 0 && other.date.Instant().Equal(d.Time) {
			return other.date
		}
	}
	for _, day := range days {
		if day = day.Truncate(corpus.Day); day.Precision < corpus.Day {
			continue
		}
		switch day.Time {
		case d.Truncate(corpus.Day).Time:
			return d
		case d.Time.Add(-westernmost).Truncate(24 * time.Hour), d.Time.Add(easternmost).Truncate(24 * time.Hour):
			return day
		}
	}
	return d
}

// No clock is further from UTC than these.
const (
	westernmost = 12 * time.Hour
	easternmost = 14 * time.Hour
)

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
	around := o.holds(headline, root)
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
		if isOthers(t.node, around) || block > o.elements[root].last || headline >= 0 && block < headline-aroundHeadline {
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
