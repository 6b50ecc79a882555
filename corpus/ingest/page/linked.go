package page

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"

	"sitrep/corpus/ingest/clean"
)

// linked is one object of a page's JSON-LD.
type linked map[string]any

// maxLinkedBytes bounds one JSON-LD script.
const maxLinkedBytes = 2 << 20

// trailingComma is the commonest mistake in JSON-LD that people write.
var trailingComma = regexp.MustCompile(`,(\s*[}\]])`)

// hexEscape is how JavaScript writes characters that JSON writes otherwise.
var hexEscape = regexp.MustCompile(`\\x([0-9a-fA-F]{2})`)

func (f *facts) addLinkedData(scripts []string) {
	var articles []linked
	byID := map[string]linked{}
	for _, s := range scripts {
		if len(s) > maxLinkedBytes {
			continue
		}
		v, ok := parseLinked(s)
		if !ok {
			continue
		}
		eachObject(v, 0, func(o linked) {
			if id := o.text("@id"); id != "" && len(o) > 1 && byID[id] == nil {
				byID[id] = o
			}
			switch {
			case o.is(isArticleType):
				articles = append(articles, o)
			case f.organization == "" && o.is(func(t string) bool { return t == "NewsMediaOrganization" }):
				f.organization = o.text("name")
			case f.webPage == nil && o.is(func(t string) bool { return strings.HasSuffix(t, "WebPage") }):
				f.webPage = o
			}
		})
	}
	for _, o := range articles {
		if f.article == nil || len(f.article.text("headline")) == 0 && o.text("headline") != "" {
			f.article = o
		}
	}
	for _, o := range []linked{f.article, f.webPage} {
		for _, key := range []string{"author", "publisher", "creator"} {
			if ref, ok := o[key].(map[string]any); ok && len(ref) == 1 {
				if whole := byID[linked(ref).text("@id")]; whole != nil {
					o[key] = map[string]any(whole)
				}
			}
		}
	}
}

func isArticleType(t string) bool {
	return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || t == "Review" || t == "ClaimReview"
}

// parseLinked parses JSON-LD as forgivingly as search engines do.
func parseLinked(s string) (any, bool) {
	s = strings.TrimSpace(s)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, wrap[0]), wrap[1]))
	}
	// Line breaks inside strings are not JSON; outside, spaces do as well.
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.TrimSuffix(s, ";"))
	if v, ok := decodeFirst(s); ok {
		return v, true
	}
	s = hexEscape.ReplaceAllString(s, `\u00$1`)
	return decodeFirst(trailingComma.ReplaceAllString(s, "$1"))
}

// decodeFirst decodes the JSON that a text begins with. What follows it, such as
// one brace too many, is nobody's.
func decodeFirst(s string) (v any, ok bool) {
	err := json.NewDecoder(strings.NewReader(s)).Decode(&v)
	return v, err == nil
}

// maxLinkedDepth is deeper than any real graph, and shallow enough to recurse.
const maxLinkedDepth = 12

// eachObject visits the objects of a graph in document order.
func eachObject(v any, depth int, visit func(linked)) {
	if depth > maxLinkedDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			eachObject(e, depth+1, visit)
		}
	case map[string]any:
		visit(v)
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"} {
			if key == "itemListElement" || key == "item" { // lists of other articles
				continue
			}
			eachObject(v[key], depth+1, visit)
		}
	}
}

// is reports whether one of the object's types is wanted.
func (o linked) is(wanted func(string) bool) bool {
	return slices.ContainsFunc(o.texts("@type"), wanted)
}

// text is the string at a key, or the first of a list, or the name of the
// object there.
func (o linked) text(key string) string {
	if t := o.texts(key); len(t) > 0 {
		return t[0]
	}
	return ""
}

func (o linked) texts(key string) []string {
	var out []string
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case string:
			if v = strings.TrimSpace(html.UnescapeString(v)); v != "" {
				out = append(out, v)
			}
		case map[string]any:
			for _, k := range []string{"name", "@value", "@id"} {
				before := len(out)
				if add(v[k]); len(out) > before {
					return
				}
			}
		}
	}
	if list, ok := o[key].([]any); ok {
		for _, v := range list {
			add(v)
		}
		return out
	}
	add(o[key])
	return out
}

// orLinkedBody returns the body that was found in the page, or the articleBody
// of its JSON-LD where the page, which may be filled in by script, shows next
// to nothing of it.
func (f *facts) orLinkedBody(body string) string {
	const times = 3
	given := f.article.text("articleBody")
	if len(given) < times*len(body) || len(given) < leastArticle {
		return body
	}
	paragraphs := clean.Paragraphs(clean.Characters(given))
	if strings.Contains(given, "</") || strings.Contains(given, "<br") {
		doc, err := parse([]byte(given))
		if err != nil {
			return body
		}
		paragraphs = paragraphs[:0]
		o := newOutline(doc)
		for i := range o.blocks {
			paragraphs = append(paragraphs, o.blocks[i].lines()...)
		}
	}
	if found := clean.Body(clean.Trim(paragraphs)); len(found) > times*len(body) {
		return found
	}
	return body
}
