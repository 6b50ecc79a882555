package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/page"
)

// record is what a file says of an article under names of its own: front
// matter, an object of JSON, a row of a table. The names are as [fieldName] gives
// them; a value is a text, a number, or what JSON makes lists and objects of.
type record map[string]any

// fieldName is a name without what spellings of it differ in: datePublished,
// date_published and "Date published" are one.
func fieldName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ' || r == ':':
			return -1
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(name))
}

// add adds a fact, unless there is one under that name.
func (f record) add(name string, v any) {
	name = fieldName(name)
	if _, have := f[name]; !have && v != nil && name != "" {
		f[name] = v
	}
}

// spread adds the facts that are kept together under a name that says nothing
// of them.
func (f record) spread() {
	for _, name := range [...]string{"extra", "meta", "metadata", "params"} {
		within, _ := f[name].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(within)) {
			f.add(key, within[key])
		}
	}
}

// known reports whether a name is one that is looked for.
func known(name string) bool {
	name = fieldName(name)
	for _, names := range [...][]string{titleNames, textNames, urlNames, outletNames, bylineNames, dateNames, langNames} {
		if slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// The names under which files give each fact, the surest first. When somebody
// saved an article is not when it was published: "created", "saved" and
// "time_added" are none of these.
var (
	titleNames  = []string{"title", "headline", "resolvedtitle", "giventitle"}
	textNames   = []string{"text", "body", "content", "article", "articlebody", "fulltext", "maintext", "contenthtml", "htmlcontent", "html", "contenttext", "plaintext", "summary", "description"}
	urlNames    = []string{"canonicalurl", "canonical", "url", "link", "permalink", "articleurl", "originalurl", "resolvedurl", "givenurl", "sourceurl", "alternate", "href", "source"}
	outletNames = []string{"outlet", "publication", "publisher", "newspaper", "sitename", "site", "source", "sourcename", "feed", "origin", "website", "feedtitle"}
	bylineNames = []string{"byline", "author", "authors", "creator", "publishedby", "by"}
	dateNames   = []string{"published", "publishedat", "datepublished", "publisheddate", "publishedon", "publishdate", "publicationdate", "pubdate", "publishedtime", "date", "datetime", "isodate", "posted", "postedat"}
	langNames   = []string{"language", "lang", "locale", "inlanguage"}
	idNames     = []string{"id", "uid", "guid"}
)

// readerHost is where a reading list shows its copies of articles, whose own
// addresses it gives beside.
const readerHost = "read.readwise.io"

// source makes a source of record, all but its paragraphs. The note says what of
// them could not be used.
func (f record) source() (s Source, note string) {
	f.spread()
	s.record = f
	s.Title = f.first(titleNames, nil)
	s.URL = f.address()
	if s.URL == "" {
		s.URL = f.first(urlNames[:3], nil) // whatever it is, so that the note tells of it
	}
	s.Outlet = f.first(outletNames, func(v string) bool { return !isAddress(v) })
	s.Byline = f.first(bylineNames, func(v string) bool { return !isAddress(v) })
	s.Byline = strings.TrimSpace(mailbox.ReplaceAllString(s.Byline, ""))
	s.Language = f.first(langNames, nil)
	s.Published, note = f.date(dateNames)
	if s.Published.Known() {
		s.Origin = corpus.OriginFrontMatter
	}
	return s, note
}

// mailbox stands after the name of who has it.
var mailbox = regexp.MustCompile(`\s*<[^<>\s]*@[^<>\s]*>`)

// target is the address that a link of Markdown leads to, or one in brackets.
var target = regexp.MustCompile(`^(?:\[[^\[\]]*\]\(|<)(https?://[^()<>\s]+)[)>]$`)

// address returns the first address of an article under one of the names.
func (f record) address() string {
	for _, name := range urlNames {
		v := textOf(f[name], 0)
		if len(v) <= 2*maxField {
			if m := target.FindStringSubmatch(v); m != nil {
				v = m[1]
			}
		}
		if isArticleAddress(v) {
			return v
		}
	}
	return ""
}

// first returns the first text under one of the names that is wanted.
func (f record) first(names []string, wanted func(string) bool) string {
	for _, name := range names {
		if v := plainLinks(textOf(f[name], 0)); v != "" && (wanted == nil || wanted(v)) {
			return v
		}
	}
	return ""
}

// date returns the first date under one of the names, and where there is none the
// note on the first that could not be read.
func (f record) date(names []string) (corpus.Date, string) {
	note := ""
	for _, name := range names {
		v := f[name]
		if n, ok := v.(json.Number); ok {
			v = string(n)
		}
		text := textOf(v, 0)
		if d, ok := epoch(text); ok {
			return d, ""
		}
		d, no := parseDate(text)
		if d.Known() {
			return d, ""
		}
		note = cmp.Or(note, no)
	}
	return corpus.Date{}, note
}

// epoch reads the seconds or milliseconds since 1970 that programs write.
func epoch(text string) (corpus.Date, bool) {
	if text == "" || text[0] < '0' || text[0] > '9' {
		return corpus.Date{}, false
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(n):
		return corpus.Date{}, false
	case 1e11 < n && n < 1e13:
		n /= 1000
	case n < 1e8 || n > 1e10: // 20240503 is a day
		return corpus.Date{}, false
	}
	d, note := parseDate(time.Unix(int64(n), 0).UTC().Format(time.RFC3339))
	return d, note == ""
}

// mostListed is how many entries of a list are looked at, such as of authors.
const mostListed = 50

// textOf returns the text of a value: of a list its entries, of an object what it
// is called, links to or holds. Objects hold objects only a few deep.
func textOf(v any, depth int) string {
	const deepest = 3
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return string(v)
	case []any:
		if depth > deepest {
			return ""
		}
		var out []string
		for _, e := range v[:min(len(v), mostListed)] {
			s := textOf(e, depth+1)
			if s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
			if isAddress(s) { // others are of the same: in another language, for a phone
				break
			}
		}
		return strings.Join(out, ", ")
	case map[string]any:
		if depth > deepest {
			return ""
		}
		for _, name := range [...]string{"name", "title", "content", "href", "value", "$date"} {
			if s := textOf(v[name], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

// link is a link of notes to another note, or of Markdown to a page. Clippers
// write authors so.
var link = regexp.MustCompile(`\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]]*)\]\([^()]*\)`)

func plainLinks(s string) string {
	if len(s) > maxField || !strings.Contains(s, "[") {
		return s
	}
	return strings.TrimSpace(link.ReplaceAllString(s, "$1$2"))
}

func isAddress(s string) bool {
	s = strings.ToLower(s[:min(len(s), len("https://"))])
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// isArticleAddress tells the address of an article from that of a site, and from
// that of a reading list's copy.
func isArticleAddress(s string) bool {
	if !isAddress(s) {
		return false
	}
	_, after, _ := strings.Cut(s, "://")
	host, path, _ := strings.Cut(after, "/")
	return path != "" && host != readerHost
}

// text returns the paragraphs of the article, as the first name that has any
// gives them. Where that is a piece of a web page, the article is found in it.
func (f record) text() []string {
	for _, name := range textNames {
		fact, there := f[name]
		if _, number := fact.(json.Number); !there || number {
			continue
		}
		v := textOf(fact, 0)
		if v == "" {
			continue
		}
		if isMarkup(v) {
			p, err := page.Extract([]byte("<!DOCTYPE html><meta charset=utf-8><article>"+v+"</article>"), "")
			if err != nil {
				continue
			}
			return strings.Split(p.Body, "\n\n")
		}
		if p := clean.Paragraphs(clean.Characters(v)); len(p) > 0 {
			return p
		}
	}
	return nil
}

// markup is an element that text is set in.
var markup = regexp.MustCompile(`(?i)<(?:p|br|div|h[1-6]|ul|ol|figure|blockquote|article|section|html|body|span|a)(?:\s[^<>]*)?/?>`)

// isMarkup tells a piece of a web page from plain text by how it begins.
func isMarkup(s string) bool {
	s = s[:min(len(s), 4096)]
	return strings.Contains(s, "<") && markup.MatchString(s)
}

// errNoText says which fields a record has and which would be its text.
func (f record) errNoText() error {
	for _, name := range textNames {
		if _, number := f[name].(json.Number); number {
			return otherError(fmt.Sprintf("its %q is a number, not a text", name))
		}
	}
	return noText(f.named())
}

func noText(names []string) error {
	const most = 12
	slices.Sort(names)
	all := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		all += ", …"
	}
	return otherError(ErrEmpty.Error() + ": its fields are " + field(all) + lookedFor)
}

// lookedFor says which fields hold a text.
var lookedFor = "; the text is looked for in " + strings.Join(textNames, ", ")

// named returns the names of the facts.
func (f record) named() []string {
	names := make([]string, 0, len(f))
	for n := range f {
		names = append(names, n)
	}
	return names
}

// has reports whether one of the names is given.
func (f record) has(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := f[n]; return ok })
}
