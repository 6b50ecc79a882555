package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"pgregory.net/rapid"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/briefing/verify"
	"sitrep/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// cite makes a citation of source n; where in the article it is does not matter
// to rendering.
func cite(n int, quote string) briefing.Citation {
	ids := []corpus.ArticleID{"0", "aaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaa2", "aaaaaaaaaaaaaaa3"}
	return briefing.Citation{N: n, Source: ids[n], Revision: 1, Start: 10, End: 10 + len(quote), Quote: quote}
}

func claim(text string, score float64, ns ...int) briefing.Claim {
	c := briefing.Claim{Text: text, Score: score}
	for _, n := range ns {
		c.Citations = append(c.Citations, cite(n, text))
	}
	return c
}

func sources() []briefing.Source {
	return []briefing.Source{
		{N: 1, ID: "aaaaaaaaaaaaaaa1", Title: "Ferry line to close", Outlet: "The Quay", URL: "https://quay.example/ferry(1)",
			Published: corpus.NewDate(2024, 5, 3), Syndicated: []string{"Northern Mail", "Island Post"}},
		{N: 2, ID: "aaaaaaaaaaaaaaa2", Title: "Islanders *angry* at [council]", Outlet: "Island Post", URL: "https://post.example/angry",
			Published: corpus.NewDate(2024, 5, 0)},
		{N: 3, ID: "aaaaaaaaaaaaaaa3", Title: "Ferry notes", File: "notes/ferry_2.txt"},
	}
}

// dated returns a claim as it was published on a day, with what some of its words
// mean.
func dated(c briefing.Claim, day corpus.Date, words string, meant corpus.Date) briefing.Claim {
	start := strings.Index(c.Text, words)
	c.Date, c.Dates = day, []briefing.DateNote{{Start: start, End: start + len(words), Date: meant}}
	return c
}

func topicBrief() briefing.Brief {
	return briefing.Brief{
		Topic: "ferry", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2024, 5, 3), From: corpus.NewDate(2024, 4, 20),
		BottomLine: []briefing.Claim{
			claim("The last ferry to the island will sail on 30 June 2024, the harbour board decided after two years of falling passenger numbers and rising fuel costs.", 0.91, 1, 2, 1),
		},
		Developments: []briefing.Claim{
			dated(claim("The board voted 7 to 2 on Thursday.", 0.8, 1), corpus.NewDate(2024, 5, 3), "on Thursday", corpus.NewDate(2024, 5, 2)),
			claim("1. Tickets & passes <bought> in advance will be refunded.", 0.5, 3),
		},
		Background: []briefing.Claim{
			dated(claim("Fares were raised last month.", 0.4, 2), corpus.NewDate(2023, 11, 4), "last month", corpus.NewDate(2023, 10, 0)),
		},
		Timeline: []briefing.Event{
			{Date: corpus.NewDate(2024, 5, 2), Claim: claim("The board voted 7 to 2 on Thursday.", 0.8, 1)}, // told above
			{Date: corpus.NewDate(1998, 0, 0), Claim: claim("The line opened in 1998.", 0.4, 2)},
			{Date: corpus.NewDate(2022, 3, 0), Claim: claim("The second boat was sold in March 2022 to an operator on the mainland who had shown interest in it since the winter.", 0.4, 1)},
			{Date: corpus.NewDate(2024, 6, 30), Claim: claim("The last boat sails.", 0.3, 1, 3)},
		},
		Quotes: []briefing.Quote{
			{Speaker: "Marta Quill", Text: "Nobody asked us", Citations: []briefing.Citation{cite(2, "“Nobody asked us,” said Marta Quill.")}},
		},
		Differences: []briefing.Difference{
			{About: "passengers a day", Claims: []briefing.Claim{
				claim("About 120 passengers use the line each day.", 0.6, 1),
				claim("Some 90 people take the boat on a normal day.", 0.6, 2),
			}},
			{About: "the vote", Claims: []briefing.Claim{claim("The board voted 7 to 2.", 0.8, 1), claim("The vote was unanimous.", 0.4, 3)}},
		},
		Sources: sources(),
		Stats:   briefing.Stats{Articles: 12, Passages: 31, Considered: 9},
	}
}

func answerBrief() briefing.Brief {
	return briefing.Brief{
		Question: "And when does it stop?", StandaloneQuestion: "When does the ferry stop?",
		Mode: briefing.Generated, AsOf: corpus.NewDate(2024, 5, 3),
		Answer:  []briefing.Claim{claim("The last ferry sails on 30 June 2024.", 0.9, 1)},
		Sources: sources()[:1],
		Stats:   briefing.Stats{Articles: 1, Passages: 1, Considered: 1, DroppedUnsupported: 2},
	}
}

func abstention() briefing.Brief {
	return briefing.Brief{
		Question: "Who owns the ferry?", Mode: briefing.Deterministic, Abstained: true,
		Nearest: []briefing.Claim{claim("The second boat was sold in March 2022.", 0.2, 1)},
		Sources: sources()[:1],
		Stats:   briefing.Stats{Articles: 12, Passages: 31, Considered: 4},
	}
}

func checkBrief() briefing.Brief {
	return briefing.Brief{
		Checked: "…", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2024, 5, 3), Unchecked: 1,
		Checks: []briefing.Check{
			{Claim: "The last ferry sails on 30 June.", Verdict: verify.SaysSo, Reasons: []string{},
				For: []briefing.Claim{claim("The last ferry sails on 30 June 2024.", 1, 1), claim("The last boat to the island leaves on 30 June, the board said.", 0.8, 2)}},
			{Claim: "The board voted 9 to 0 *at once*.", Verdict: verify.SaysOtherwise, Reasons: []string{"the number \"9\" is not in the evidence, which has \"7\""},
				Against: []briefing.Claim{claim("The board voted 7 to 2.", 0.8, 1)}},
			{Claim: "Nobody will miss it.", Verdict: verify.Silent, Reasons: []string{}, Nearest: []briefing.Claim{claim("About 120 passengers use the line each day.", 0.4, 3)}},
			{Claim: "My cat likes fish.", Verdict: verify.Silent, Reasons: []string{}},
		},
		Sources: sources(),
		Stats:   briefing.Stats{Articles: 12, Passages: 31, Considered: 9},
	}
}

func asJSON(t *testing.T, b briefing.Brief) string {
	t.Helper()
	s, err := render.JSON(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGoldenBriefs(t *testing.T) {
	for name, b := range map[string]briefing.Brief{
		"topic": topicBrief(), "answer": answerBrief(), "abstention": abstention(), "check": checkBrief(),
		"nothing": {Topic: "tram", Mode: briefing.Deterministic},
	} {
		for ext, got := range map[string]string{
			".txt":       render.Text(b, render.TextOptions{}),
			".color.txt": render.Text(b, render.TextOptions{Width: 60, Color: true}),
			".md":        render.Markdown(b),
			".note.md":   render.Note(b),
			".json":      asJSON(t, b),
		} {
			t.Run(name+ext, func(t *testing.T) {
				file := filepath.Join("testdata", name+ext)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
				}
			})
		}
	}
}

// hostile is text that acts on a terminal instead of being shown.
const hostile = "Calm\x1b[31m red\x1b]0;title\x07\u009b2Jcleared\x00\r\nnext\tline\u202Eesrever\u200bzero\u2066\U000E0041tag\x7f \xff end"

func hostileBrief() briefing.Brief {
	c := briefing.Claim{Text: hostile, Citations: []briefing.Citation{{N: 1, Quote: strings.ToValidUTF8(hostile, "\uFFFD")}}}
	return briefing.Brief{
		Topic: hostile, Mode: briefing.Deterministic,
		BottomLine: []briefing.Claim{c}, Developments: []briefing.Claim{c},
		Timeline:    []briefing.Event{{Date: corpus.NewDate(2024, 1, 1), Claim: c}},
		Quotes:      []briefing.Quote{{Speaker: hostile, Text: hostile, Citations: c.Citations}},
		Differences: []briefing.Difference{{About: hostile, Claims: []briefing.Claim{c, c}}},
		Sources:     []briefing.Source{{N: 1, Title: hostile, Outlet: hostile, File: hostile, Syndicated: []string{hostile}}},
	}
}

func hostileCheck() briefing.Brief {
	b := hostileBrief()
	b.Checked = hostile
	b.Checks = []briefing.Check{{Claim: hostile, Verdict: verify.SaysOtherwise, Reasons: []string{hostile}, For: b.BottomLine, Against: b.BottomLine, Nearest: b.BottomLine}}
	return b
}

func TestTextOfArticlesCannotControlATerminal(t *testing.T) {
	for name, out := range map[string]string{
		"text of a check":     render.Text(hostileCheck(), render.TextOptions{}),
		"markdown of a check": render.Markdown(hostileCheck()),
		"text":                render.Text(hostileBrief(), render.TextOptions{}),
		"markdown":            render.Markdown(hostileBrief()),
		"note":                render.Note(hostileBrief()),
		"note of a check":     render.Note(hostileCheck()),
		"json":                asJSON(t, hostileBrief()),
	} {
		for i, r := range out {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
				t.Errorf("%s lets %U through at byte %d", name, r, i)
			}
		}
		if !utf8.ValidString(out) {
			t.Errorf("%s is not valid UTF-8", name)
		}
	}
	if got := render.Text(hostileBrief(), render.TextOptions{}); !strings.Contains(got, "Calm[31m red]0;title2Jcleared next lineesreverzerotag \uFFFD end") {
		t.Errorf("the words themselves are gone:\n%s", got)
	}
}

func TestJoinersOfLettersAreKept(t *testing.T) {
	b := briefing.Brief{Topic: "می\u200cخواهم 👩\u200d🚀"}
	if got := render.Text(b, render.TextOptions{}); !strings.HasPrefix(got, b.Topic+"\n") {
		t.Errorf("got %q", got)
	}
}

func TestColourOnlyWhereItIsAskedFor(t *testing.T) {
	if plain := render.Text(topicBrief(), render.TextOptions{}); strings.Contains(plain, "\x1b") {
		t.Error("plain text holds an escape sequence")
	}
	coloured := render.Text(topicBrief(), render.TextOptions{Color: true})
	if bare := regexp.MustCompile("\x1b\\[[0-9]m").ReplaceAllString(coloured, ""); bare != render.Text(topicBrief(), render.TextOptions{}) {
		t.Error("colour changes more than the colour")
	}
}

var word = rapid.StringMatching(`[a-zé“”’.,0-9]{1,14}|한국어로쓴긴문장입니다`)

func TestTextKeepsToItsWidthAndLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 60).Draw(t, "words")
		width := rapid.IntRange(40, 100).Draw(t, "width")
		text := strings.Join(words, " ")
		b := briefing.Brief{
			Topic: "t", BottomLine: []briefing.Claim{claim(text, 1, 1)}, Developments: []briefing.Claim{claim(text, 1, 1, 2)},
			Timeline: []briefing.Event{{Date: corpus.NewDate(2024, 2, 1), Claim: claim("so "+text, 1, 3)}},
		}
		out := render.Text(b, render.TextOptions{Width: width})
		for line := range strings.Lines(out) {
			if n := cells(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%d columns in a line of a text %d wide: %q", n, width, line)
			}
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if n := strings.Count(bare(out), bare(text)); n < 3 {
			t.Errorf("the sentence is whole %d times, want 3 at least:\n%s", n, out)
		}
	})
}

// cells counts terminal cells for the letters that the tests use.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if unicode.Is(unicode.Hangul, r) {
			n++
		}
	}
	return n
}

func TestCitationsStayWithTheLastWord(t *testing.T) {
	b := briefing.Brief{Topic: "t", BottomLine: []briefing.Claim{claim(strings.Repeat("word ", 30)+"end.", 1, 1, 2, 3)}}
	for width := 40; width <= 100; width++ {
		if out := render.Text(b, render.TextOptions{Width: width}); !strings.Contains(out, "end. [1][2][3]\n") {
			t.Errorf("at %d columns the citations leave their sentence:\n%s", width, out)
		}
	}
}

// shown is what a reader of GitHub's dialect of Markdown would see of a
// document, and the addresses of its links.
func shown(t interface{ Fatal(...any) }, markdown string) (text string, links []string, tags map[string]int) {
	var out bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	tags = map[string]int{}
	for _, m := range regexp.MustCompile(`<([a-z0-9]+)[^>]*?(?:href="([^"]*)")?[^>]*>`).FindAllStringSubmatch(out.String(), -1) {
		tags[m[1]]++
		if m[1] == "a" {
			links = append(links, html.UnescapeString(regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(m[0])[1]))
		}
	}
	bare := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(out.String(), "")
	return html.UnescapeString(bare), links, tags
}

var markup = rapid.StringOfN(rapid.SampledFrom([]rune("aw1. -+#=>*_`~[]()!<>&;:/|\\$@\"'\nhtps")), 1, 40, -1)

func TestMarkdownShowsTextOfArticlesAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.OneOf(markup, rapid.SampledFrom([]string{
			"https://evil.example/x", "see www.evil.example now", "[click](https://evil.example)", "<https://evil.example>",
			"![pixel](https://evil.example/p.png)", "<script>alert(1)</script>", "# Heading", "1. one", "- [x] done", "***", "&amp; &#42;bold&#42;",
			"```", "a | b", "~~gone~~", "| a | b |\n|---|---|\n| 1 | 2 |", "[x]: https://evil.example", "Setext\n===",
		})).Draw(t, "text")), " ")
		if text == "" {
			t.Skip("nothing to show")
		}
		b := briefing.Brief{Topic: "t", Mode: briefing.Deterministic, BottomLine: []briefing.Claim{claim(text, 1, 1)}}
		got, links, tags := shown(t, render.Markdown(b))
		if !strings.Contains(got, "\n"+text+" [1]\n") {
			t.Errorf("%q is shown as\n%s", text, got)
		}
		if len(links) > 0 {
			t.Errorf("%q links to %v", text, links)
		}
		if diff := cmp.Diff(map[string]int{"h1": 1, "h2": 1, "p": 1, "em": 1, "ul": 1, "li": 1}, tags); diff != "" {
			t.Errorf("%q makes markup of its own (-want +got):\n%s", text, diff)
		}
	})
}

func TestMarkdownLinksOnlyToWebAddresses(t *testing.T) {
	for address, want := range map[string][]string{
		"https://quay.example/ferry(1)?a=b&c=d": {"https://quay.example/ferry%281%29?a=b&c=d", "https://quay.example/ferry%281%29?a=b&c=d"},
		"https://quay.example/a b\"><i>":        {"https://quay.example/a%20b%22%3E%3Ci%3E", "https://quay.example/a%20b%22%3E%3Ci%3E"},
		"http://quay.example/ü":                 {"http://quay.example/%C3%BC", "http://quay.example/%C3%BC"},
		"javascript:alert(1)":                   nil,
		"data:text/html,x":                      nil,
		"file:///etc/passwd":                    nil,
		"//quay.example/x":                      nil,
		"https:quay.example":                    nil,
		"":                                      nil,
	} {
		b := briefing.Brief{Topic: "t", BottomLine: []briefing.Claim{claim("Text.", 1, 1)}, Sources: []briefing.Source{{N: 1, Title: "T", URL: address}}}
		_, links, _ := shown(t, render.Markdown(b))
		if diff := cmp.Diff(want, links); diff != "" {
			t.Errorf("links for %q (-want +got):\n%s", address, diff)
		}
	}
}

// A note to keep is read by programs of many makers: its front matter is YAML,
// its body says what the document does, and what is cited is at its foot.
func TestNoteHoldsWhatItCites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.OneOf(markup, rapid.SampledFrom([]string{
			"---", "title: x", `"quoted" \back`, "[^1]", "[^1]: note", "# Heading", "- item",
		})).Draw(t, "text")), " ")
		if text == "" {
			t.Skip("nothing to show")
		}
		b := briefing.Brief{Topic: text, Mode: briefing.Deterministic, BottomLine: []briefing.Claim{claim(text, 1, 1), claim("Again.", 1, 1, 2)}, Sources: sources()}
		b.BottomLine[1].Citations[0] = b.BottomLine[0].Citations[0]
		note := render.Note(b)
		front, body, ok := strings.Cut(strings.TrimPrefix(note, "---\n"), "\n---\n")
		if !ok || strings.Count(front, "\n") != 6 {
			t.Fatalf("the front matter of %q is\n%s", text, front)
		}
		var title string
		if err := json.Unmarshal([]byte(strings.TrimPrefix(strings.SplitN(front, "\n", 2)[0], "title: ")), &title); err != nil || title != text {
			t.Errorf("the title of %q is read as %q: %v", text, title, err)
		}
		var out bytes.Buffer
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Convert([]byte(body), &out); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), `class="footnote-ref"`); n != 3 {
			t.Errorf("%q has %d marks of footnotes, want 3:\n%s", text, n, note)
		}
		if n := strings.Count(out.String(), `<li id="fn:`); n != 2 {
			t.Errorf("%q has %d footnotes, want 2:\n%s", text, n, note)
		}
	})
}

func TestJSONIsReadBackAsTheSameBrief(t *testing.T) {
	for name, b := range map[string]briefing.Brief{"topic": topicBrief(), "answer": answerBrief(), "abstention": abstention()} {
		var got briefing.Brief
		if err := json.Unmarshal([]byte(asJSON(t, b)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, b), asJSON(t, got)); diff != "" {
			t.Errorf("%s changed on the way (-want +got):\n%s", name, diff)
		}
	}
	var got briefing.Brief
	if err := json.Unmarshal([]byte(asJSON(t, hostileBrief())), &got); err != nil {
		t.Fatal(err)
	}
	want := strings.ToValidUTF8(hostile, "\uFFFD")
	if q := got.BottomLine[0].Citations[0].Quote; q != want {
		t.Errorf("the quotation came back as %q, want %q", q, want)
	}
}

func TestJSONLeavesHTMLCharactersAlone(t *testing.T) {
	b := topicBrief()
	b.Timeline[0].Text = "a < b & c > d"
	b.Sources[0].Title = "R&D"
	out := asJSON(t, b)
	for _, want := range []string{`"a < b & c > d"`, `"R&D"`, `passes <bought>`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in the JSON", want)
		}
	}
}
