package page

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

const prose = "The harbour master said on Friday that the night ferry would sail again, and that nobody had thought it possible a year ago. "

// many is n, or a tenth of it in a short run, which the race detector makes slow.
func many(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// hostile are pages made to take long, to take much memory, or to break. Each
// still holds prose, which must come out.
var hostile = []struct {
	name string
	page func() string
}{
	{"20,000 nested divs", func() string {
		return strings.Repeat("<div>", many(20_000)) + "<p>" + prose + strings.Repeat("</div>", many(20_000))
	}},
	{"nested divs with a paragraph in each", func() string {
		return strings.Repeat("<div><p>"+prose+"</p>", many(5_000))
	}},
	{"nested tables", func() string { return strings.Repeat("<table><tr><td>", many(5_000)) + "<p>" + prose }},
	{"nested lists", func() string { return strings.Repeat("<ul><li>", many(10_000)) + "<p>" + prose }},
	{"nested spans", func() string { return "<p>" + strings.Repeat("<span>", many(20_000)) + prose }},
	{"nested custom elements", func() string { return strings.Repeat("<x-y>", many(20_000)) + prose }},
	{"nested quotations of many kinds", func() string { return strings.Repeat("<blockquote><section><article>", many(3_000)) + "<p>" + prose }},
	{"formatting that is opened again in every paragraph", func() string {
		var b strings.Builder
		for i := range many(2_000) {
			fmt.Fprintf(&b, "<b id=%d>", i)
		}
		return b.String() + strings.Repeat("<p>x", many(20_000)) + "<p>" + prose
	}},
	{"links that are never closed", func() string { return strings.Repeat("<a href=x>", many(20_000)) + "</a><p>" + prose }},
	{"formatting and blocks that overlap", func() string { return strings.Repeat("<b><p></b></p>", many(10_000)) + "<p>" + prose }},
	{"text that is moved out of tables", func() string { return "<table>" + strings.Repeat("x<b>", many(5_000)) + "</table><p>" + prose }},
	{"drawings within drawings", func() string {
		return strings.Repeat("<svg><g>", many(5_000)) + strings.Repeat("</g></svg>", many(5_000)) + "<p>" + prose
	}},
	{"templates within templates", func() string {
		return strings.Repeat("<template>", many(5_000)) + strings.Repeat("</template>", many(5_000)) + "<p>" + prose
	}},
	{"nothing but less-than signs", func() string { return "<p>" + prose + "</p>" + strings.Repeat("<", many(500_000)) }},
	{"end tags without a start", func() string { return strings.Repeat("</div></p></b>", many(50_000)) + "<p>" + prose }},
	{"one element with a hundred thousand attributes", func() string {
		var b strings.Builder
		b.WriteString("<div ")
		for i := range many(100_000) {
			fmt.Fprintf(&b, "a%d=1 ", i)
		}
		return b.String() + "><p>" + prose
	}},
	{"one element with a hundred thousand classes", func() string {
		var b strings.Builder
		b.WriteString(`<div class="`)
		for i := range many(100_000) {
			fmt.Fprintf(&b, "comment-%d ", i)
		}
		return b.String() + `"><p>` + prose
	}},
	{"a hundred thousand bodies of articles", func() string {
		return "<p>" + prose + "</p>" + strings.Repeat("<div class=article-body><p>x</div>", many(100_000))
	}},
	{"JSON-LD nested ten thousand deep", func() string {
		return `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, many(9_000)) + strings.Repeat(`]}`, many(9_000)) + `</script><p>` + prose
	}},
	{"JSON-LD that is no JSON", func() string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":}</script><p>` + prose
	}},
	{"JSON-LD of unexpected kinds", func() string {
		return `<script type="application/ld+json">[1,"x",null,{"@type":["NewsArticle",3],"author":[[{}],7,{"name":[]}],"publisher":true,"datePublished":{"@value":5},"headline":["",{"name":4}]}]</script><p>` + prose
	}},
	{"metadata without end", func() string { return strings.Repeat(`<meta name=author content="x">`, many(50_000)) + "<p>" + prose }},
	{"times without end", func() string {
		return strings.Repeat(`<time datetime=2026-01-15>x</time>`, many(50_000)) + "<p>" + prose
	}},
	{"line breaks without end", func() string { return strings.Repeat("a<br>", many(100_000)) + "<p>" + prose }},
	{"entities without end", func() string { return "<p>" + strings.Repeat("&#x200B;&shy;&nbsp;", many(50_000)) + prose }},
	{"NUL bytes", func() string { return "<p>\x00" + strings.ReplaceAll(prose, " ", "\x00 ") }},
	{"invalid UTF-8", func() string { return `<meta charset="utf-8"><p>` + prose + "\xff\xfe\xc3(</p>" }},
	{"a character set of its own", func() string { return `<meta charset="utf-7"><p>` + prose }},
	{"frames", func() string { return `<frameset><noframes><p>` + prose + `</noframes></frameset>` }},
	{"plain text", func() string { return prose }},
}

func TestHostilePagesAreRead(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			raw := h.page()
			p, err := Extract([]byte(raw), "https://courier.example/ferry")
			if h.name == "frames" { // a page that never shows it
				if !errors.Is(err, ErrNoArticle) {
					t.Fatalf("got %v, want ErrNoArticle", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(p.Body, "nobody had thought it possible") {
				t.Errorf("body of %d bytes begins %.80q", len(p.Body), p.Body)
			}
			checkClean(t, p)
		})
	}
}

func checkClean(t *testing.T, p Page) {
	t.Helper()
	for _, s := range []string{p.Title, p.Byline, p.Outlet, p.URL, p.Language, p.Body} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r\u200B\u202E\uFEFF") {
			t.Errorf("unclean text %.80q", s)
		}
	}
	if strings.Contains(p.Body, "\n\n\n") || strings.Trim(p.Body, " \n") != p.Body {
		t.Errorf("body with odd white space: %.80q", p.Body)
	}
}

func TestPagesWithoutAnArticleAreRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"empty":         "",
		"only tags":     "<html><body><div></div></body></html>",
		"only a script": "<script>document.write('hello')</script>",
		"only links":    `<ul><li><a href="/a">News</a></li><li><a href="/b">Sport</a></li></ul>`,
		"only notices":  "<p>Advertisement</p><p>Loading…</p>",
		"only spaces":   "<p> &nbsp; \n </p>",
	} {
		if p, err := Extract([]byte(raw), ""); !errors.Is(err, ErrNoArticle) {
			t.Errorf("%s: got %q, %v; want ErrNoArticle", name, p.Body, err)
		}
	}
	if _, err := Extract(make([]byte, MaxBytes+1), ""); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a page over the limit gave %v, want ErrTooLarge", err)
	}
}

func TestPagesInOtherCharacterSetsAreDecoded(t *testing.T) {
	const korean = "\xba\xcf\xc7\xd1\xc0\xba \xb1\xdd\xbf\xe4\xc0\xcf" // 북한은 금요일
	for _, tc := range []struct{ name, raw, want string }{
		{"declared, quoted", `<meta charset="euc-kr"><p>` + strings.Repeat(korean+" ", 20), "북한은 금요일"},
		{"declared, bare", `<meta http-equiv=Content-Type content="text/html; charset=EUC-KR"><p>` + strings.Repeat(korean+" ", 20), "북한은 금요일"},
		{"declared after a long script", "<script>" + strings.Repeat(" ", 5000) + `</script><meta charset=euc-kr><p>` + strings.Repeat(korean+" ", 20), "북한은 금요일"},
		{"undeclared", "<p>" + strings.Repeat("Caf\xe9 said \x93no\x94 ", 20), "Café said “no”"},
		{"declared wrongly", `<meta charset="iso-8859-1"><p>` + strings.Repeat("Café said “no” ", 20), "Café said “no”"},
		{"byte order mark", "\xEF\xBB\xBF<p>" + strings.Repeat("Café ", 20), "Café"},
		{"one broken byte", `<meta charset="iso-8859-1"><p>` + strings.Repeat("Café “no” ", 20) + "\xE9</p>", "Café “no”"},
		{"a name of no character set", `<meta charset="none"><p>` + strings.Repeat("Caf\xe9 said \x93no\x94 ", 20), "Café said “no”"},
		{"UTF-16", "\xFF\xFE" + utf16le("<p>"+strings.Repeat("Café ", 20)), "Café"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(tc.raw), "")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(p.Body, tc.want) {
				t.Errorf("body begins %.60q, want %q", p.Body, tc.want)
			}
		})
	}
}

func utf16le(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func FuzzExtract(f *testing.F) {
	for _, w := range wrappings {
		f.Add([]byte(w.wrap(ferry)), "https://courier.example/2025/08/22/ferry")
	}
	f.Add([]byte(`<title>a</title><b><p></b><table>x<tr><td><time datetime="2025-01-01" pubdate>`), "http://x/2025/13/45")
	f.Fuzz(func(t *testing.T, raw []byte, address string) {
		p, err := Extract(raw, address)
		if err != nil {
			return
		}
		if p.Body == "" {
			t.Fatal("no body and no error")
		}
		if p.Published.Known() != (p.Origin != "") {
			t.Fatalf("published %v from %q", p.Published, p.Origin)
		}
		checkClean(t, p)
	})
}

func BenchmarkExtract(b *testing.B) {
	raw := []byte(wrappings[6].wrap(ferry))
	for b.Loop() {
		if _, err := Extract(raw, ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExtractHostile(b *testing.B) {
	for _, h := range hostile {
		raw := []byte(h.page())
		b.Run(h.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				Extract(raw, "")
			}
		})
	}
}
