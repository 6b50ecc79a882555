package page_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"sitrep/briefing"
	"sitrep/briefing/render/page"
	"sitrep/briefing/verify"
	"sitrep/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

const body = "The ferry to Halden ran aground at noon. All 40 passengers are safe.\nDivers look at the hull today."

var ferry = briefing.Citation{N: 1, Source: "00000000000000a1", Revision: 1, Start: 0, End: 40, Quote: body[:40]}
var strike = briefing.Citation{N: 2, Source: "00000000000000a2", Revision: 2, Start: 6, End: 31, Quote: "Pilots strike on Thursday"}

func brief() briefing.Brief {
	return briefing.Brief{
		Topic: "halden", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2025, 7, 9), From: corpus.NewDate(2025, 6, 26),
		BottomLine: []briefing.Claim{{Text: ferry.Quote, Citations: []briefing.Citation{ferry}, Date: corpus.NewDate(2025, 7, 8)}},
		Developments: []briefing.Claim{{
			Text: strike.Quote + ".", Citations: []briefing.Citation{strike, ferry}, Date: corpus.NewDate(2025, 7, 3), Disputed: true,
			Dates: []briefing.DateNote{{Start: 17, End: 25, Date: corpus.NewDate(2025, 7, 10)}},
		}},
		Quotes: []briefing.Quote{{Speaker: "Ada Stone", Text: "Nobody was hurt", Citations: []briefing.Citation{strike}}},
		Differences: []briefing.Difference{{About: "passengers", Claims: []briefing.Claim{
			{Text: "40 were on board.", Citations: []briefing.Citation{ferry}}, {Text: "44 were on board.", Citations: []briefing.Citation{strike}},
		}}},
		Sources: []briefing.Source{
			{N: 1, ID: ferry.Source, Title: "Ferry aground", Outlet: "Harbour Wire", URL: "https://harbourwire.example/ferry", Published: corpus.NewDate(2025, 7, 8), Syndicated: []string{"Northgate Post"}},
			{N: 2, ID: strike.Source, Title: "Pilots strike", Outlet: "Tolland Times", File: "strike.txt", Published: corpus.NewDate(2025, 7, 3)},
		},
	}
}

func texts(c briefing.Citation) (string, bool) { return body, c.N == 1 }

func answer() briefing.Brief {
	b := brief()
	return briefing.Brief{Question: "Did the ferry sink?", Mode: briefing.Deterministic, AsOf: b.AsOf, Abstained: true, Nearest: b.BottomLine, Sources: b.Sources[:1]}
}

func check() briefing.Brief {
	b := brief()
	return briefing.Brief{Checked: "The ferry sank.", Mode: briefing.Deterministic, Sources: b.Sources[:1], Checks: []briefing.Check{
		{Claim: "The ferry sank.", Verdict: verify.SaysOtherwise, Reasons: []string{"the articles have “ran aground”"}, Against: b.BottomLine},
	}}
}

func write(t testing.TB, p page.Page) string {
	t.Helper()
	var out bytes.Buffer
	if err := page.Write(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func writeArticle(t testing.TB, a page.Article) string {
	t.Helper()
	var out bytes.Buffer
	if err := page.WriteArticle(&out, a); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPages(t *testing.T) {
	b := brief()
	for name, got := range map[string]string{
		"brief":   write(t, page.Page{Brief: b, Text: texts}),
		"served":  write(t, page.Page{Brief: b, Cited: func(c briefing.Citation) string { return "/b/x/" + string(c.Source) }, URL: "https://sitrep.example/b/x", Notes: []string{"An article has been corrected."}}),
		"answer":  write(t, page.Page{Brief: answer(), Text: texts}),
		"check":   write(t, page.Page{Brief: check(), Text: texts}),
		"article": writeArticle(t, page.Article{Brief: b, Citation: ferry, Source: b.Sources[0], Text: body, Changed: true, Back: "/b/x"}),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the page is not %s any more (run with -update if that is meant):\n%s", file, got)
			}
		})
	}
}

func TestWhatIsOlderIsAboveSomething(t *testing.T) {
	b := answer()
	b.Older, b.Window = true, briefing.Window{From: corpus.NewDate(2025, 7, 9)}
	if got := write(t, page.Page{Brief: b, Text: texts}); !strings.Contains(got, "from before that") {
		t.Error("what comes close is not said to be older")
	}
	b.Nearest, b.Sources = nil, nil
	if got := write(t, page.Page{Brief: b, Text: texts}); strings.Contains(got, "from before that") {
		t.Error("nothing is said to be older")
	}
}

// element is what a page holds.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// elements are all elements of a page, each with all text in it.
func elements(t interface{ Fatal(...any) }, markup string) []element {
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	var out []element
	var read func(n *html.Node) string
	read = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		i := -1
		if n.Type == html.ElementNode {
			e := element{name: n.Data, attrs: map[string]string{}}
			for _, a := range n.Attr {
				e.attrs[a.Key] = a.Val
			}
			i, out = len(out), append(out, e)
		}
		text := ""
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			text += read(c)
		}
		if i >= 0 {
			out[i].text = text
		}
		return text
	}
	read(doc)
	return out
}

func TestEachCitationLeadsToItsWords(t *testing.T) {
	all := elements(t, write(t, page.Page{Brief: brief(), Text: texts}))
	marked := map[string]string{}
	for i, e := range all {
		if e.name == "blockquote" && e.attrs["id"] != "" {
			marked[e.attrs["id"]] = all[i+1].text
		}
	}
	cites := 0
	for _, e := range all {
		if e.attrs["class"] != "cite" {
			continue
		}
		cites++
		if got := marked[strings.TrimPrefix(e.attrs["href"], "#")]; got != ferry.Quote && got != strike.Quote {
			t.Errorf("citation %s leads to %q", e.attrs["href"], got)
		}
	}
	if cites < 5 {
		t.Errorf("only %d citations", cites)
	}
}

func TestWhatIsMarkedInAnArticleIsWhatIsCited(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab é<&\"\n한"))).Draw(t, "text")
		bounds := []int{len(text)}
		for i := range text {
			bounds = append(bounds, i)
		}
		from, to := rapid.SampledFrom(bounds).Draw(t, "from"), rapid.SampledFrom(bounds).Draw(t, "to")
		from, to = min(from, to), max(from, to)
		c := briefing.Citation{N: 1, Start: from, End: to, Quote: text[from:to]}
		body, title := text, "x"
		if c.Headline = rapid.Bool().Draw(t, "headline") && !strings.Contains(text, "\n"); c.Headline {
			body, title = "The body.", text
		}
		var out bytes.Buffer
		if err := page.WriteArticle(&out, page.Article{Citation: c, Text: body, Source: briefing.Source{N: 1, Title: title}}); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, e := range elements(t, out.String()) {
			if e.name == "mark" {
				got += e.text
			}
		}
		if bare := func(s string) string { return strings.Join(strings.Fields(s), "") }; bare(got) != bare(c.Quote) {
			t.Errorf("%q is marked, want %q", got, c.Quote)
		}
	})
}

func TestAHeadlineOfAnArticleThatIsGoneIsShownByItself(t *testing.T) {
	const gone = "no longer kept"
	title := "Ferry runs aground off Tarn"
	for text, want := range map[string]bool{"The ferry ran aground.": false, "": true} {
		out := writeArticle(t, page.Article{Text: text, Source: briefing.Source{N: 1, Title: title},
			Citation: briefing.Citation{N: 1, End: len(title), Quote: title, Headline: true}})
		if strings.Contains(out, gone) != want || strings.Count(out, ">"+title+"</mark>") != 1 {
			t.Errorf("with the text %q: says that it is gone %t, want %t", text, !want, want)
		}
	}
}

func TestNothingOfAStrangersTakesEffect(t *testing.T) {
	const hostile = "\u202eHi\u200b<script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;x\x07 \"' javascript:alert(1) {{.}} </style></title>"
	c := briefing.Citation{N: 1, Start: 0, End: len(hostile), Quote: hostile}
	claims := []briefing.Claim{{Text: hostile, Citations: []briefing.Citation{c}}}
	b := briefing.Brief{
		Topic: hostile, BottomLine: claims, Developments: claims, Background: claims, Note: hostile,
		Timeline: []briefing.Event{{Claim: briefing.Claim{Text: hostile + "!", Citations: claims[0].Citations}}},
		Quotes:   []briefing.Quote{{Speaker: hostile, Text: hostile, Citations: claims[0].Citations}},
		Sources:  []briefing.Source{{N: 1, Title: hostile, Outlet: hostile, URL: "javascript:alert(1)", File: hostile, Syndicated: []string{hostile}}},
	}
	checked := b
	checked.Checked, checked.Checks = hostile, []briefing.Check{{Claim: hostile, Verdict: verify.SaysSo, Reasons: []string{hostile}, For: claims}}
	asked := briefing.Brief{Question: hostile, Answer: claims, StandaloneQuestion: hostile + "?", Sources: b.Sources}
	allowed := strings.Fields("html head meta title link style body a header p h1 main section h2 ul li ol figure figcaption blockquote strong small br mark footer time svg text line circle")
	text := func(briefing.Citation) (string, bool) { return hostile, true }
	for name, got := range map[string]string{
		"brief":   write(t, page.Page{Brief: b, Text: text, Notes: []string{hostile}, URL: "https://sitrep.example/b/x"}),
		"check":   write(t, page.Page{Brief: checked, Text: text}),
		"answer":  write(t, page.Page{Brief: asked, Text: text}),
		"article": writeArticle(t, page.Article{Brief: b, Citation: c, Source: b.Sources[0], Text: hostile, Back: "/b/x"}),
	} {
		if !strings.Contains(got, "alert(1)") {
			t.Errorf("%s does not show the text at all", name)
		}
		for i, r := range got {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
				t.Errorf("%s lets %U through at byte %d", name, r, i)
			}
		}
		for _, e := range elements(t, got) {
			if !slices.Contains(allowed, e.name) {
				t.Errorf("%s holds <%s>", name, e.name)
			}
			for key, value := range e.attrs {
				if strings.HasPrefix(key, "on") || key == "style" || key == "src" {
					t.Errorf("%s: <%s> has %s=%q", name, e.name, key, value)
				}
				if key == "href" && e.name != "link" && !strings.HasPrefix(value, "#") && value != "/b/x" {
					t.Errorf("%s links to %q", name, value)
				}
			}
		}
	}
}

func TestPolicyFitsTheStyle(t *testing.T) {
	if !strings.HasPrefix(page.Policy, "default-src 'none'; style-src 'sha256-") {
		t.Error(page.Policy)
	}
}
