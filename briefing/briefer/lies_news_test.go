package briefer_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/prompts"
)

var (
	liesNews  = flag.String("lies.news", "", "lie about these files or folders of articles, with commas between them")
	liesAbout = flag.String("lies.about", "", "of the articles of -lies.news, take only those that have these words")
	liesCount = flag.Int("lies.count", 200, "how many lies and how many paraphrases to make")
	liesAll   = flag.Bool("lies.all", false, "log every claim that was made, not only those that went wrong")
)

// newsTopics is for how many names of the articles briefs and answers are asked.
const newsTopics = 14

// shownSentence is a sentence of a prompt, with what was asked.
type shownSentence struct {
	text string
	req  briefing.Request
	id   string // in that prompt
	next int    // in the list: a sentence of the same article in the same prompt, or -1
	far  int    // one of another article in the same prompt, or -1
}

// forger makes claims of the sentences that prompts over real articles hold, by
// rule: nobody who wrote the rules chose the sentences.
type forger struct {
	check func(text string) verify.Label // what a check says of a text

	analyzer *analysis.Analyzer
	names    []string // that the articles are about, the most covered first
	shown    []shownSentence
	bodies   string
	turn     int // how many names were handed out
}

// forged is a claim that a model is to write.
type forged struct {
	text  string
	cites []string // IDs
	right string   // where the claim is right and its citation wrong: the sentence that is right
}

// forgery makes a claim of the sentence at an index; false where it cannot.
type forgery func(f *forger, i int) (forged, bool)

// openNews opens the articles of the flags for a model that writes one claim.
func openNews(t *testing.T) (*forger, func(req briefing.Request, c forged) briefing.Brief) {
	t.Helper()
	if *liesNews == "" {
		t.Skip("-lies.news names no articles")
	}
	var articles []corpus.Article
	for _, path := range strings.Split(*liesNews, ",") {
		if _, err := ingest.Walk(t.Context(), path, ingest.Options{}, func(i ingest.Item) error {
			if i.Err == nil && strings.Contains(i.Article.Title+"\n"+i.Article.Body, *liesAbout) {
				articles = append(articles, i.Article)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	f := &forger{analyzer: analysis.New(alias.Default())}
	lib, b := open(t, articles...)
	for _, a := range articles {
		f.bodies += a.Title + "\n" + strings.Join(strings.Fields(a.Body), " ") + "\n"
	}
	var prompt string
	reply := func(string) string { return "" }
	b = withWriter(t, b, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		prompt = p.User
		return reply(p.Name), nil
	}))
	ask := func(req briefing.Request) (briefing.Brief, error) {
		if req.Question != "" {
			return b.Ask(t.Context(), req)
		}
		return b.Brief(t.Context(), req)
	}
	known := map[string]bool{}
	for _, req := range f.requests(t, lib) {
		prompt = ""
		if _, err := ask(req); err != nil && !errors.Is(err, briefing.ErrNothing) {
			t.Fatal(err)
		}
		f.read(prompt, req, known)
	}
	f.check = func(text string) verify.Label {
		out, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: text})
		if errors.Is(err, briefing.ErrNoClaim) {
			return verify.Silent
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.Checks[0].Verdict
	}
	t.Logf("%d articles, %d sentences of prompts, names: %s", len(articles), len(f.shown), strings.Join(f.names, ", "))
	return f, func(req briefing.Request, c forged) briefing.Brief {
		reply = func(name string) string {
			claim, err := json.Marshal(map[string]any{"text": c.text, "sentences": c.cites})
			if err != nil {
				t.Fatal(err)
			}
			if name == "answer" {
				return fmt.Sprintf(`{"answer":[%s]}`, claim)
			}
			return fmt.Sprintf(`{"bottom_line":[%s],"developments":[]}`, claim)
		}
		out, err := ask(req)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// requests are briefs and questions on what the articles are about.
func (f *forger) requests(t *testing.T, lib *library.Library) []briefing.Request {
	list, err := lib.LatestTopics(t.Context(), public())
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range list.Topics(60) {
		if topic.Articles > 1 && strings.ToUpper(topic.Name[:1]) == topic.Name[:1] && len(topic.Name) > 3 {
			f.names = append(f.names, topic.Name)
		}
	}
	if len(f.names) < newsTopics {
		t.Fatalf("the articles are about no more than %d names", len(f.names))
	}
	var out []briefing.Request
	for i := range newsTopics {
		a, b := f.names[i], f.names[(3*i+1)%len(f.names)]
		out = append(out, briefing.Request{Scope: public(), Topic: a},
			briefing.Request{Scope: public(), Question: fmt.Sprintf("What was said about %s and %s?", a, b)})
	}
	return out
}

var promptLine = regexp.MustCompile(`^(S\d+): (.+)$`)

// read takes the sentences of a prompt that a claim may be made of: those that
// are understood alone, of a length that the prompt asks for.
func (f *forger) read(prompt string, req briefing.Request, known map[string]bool) {
	first, source := len(f.shown), 0
	var sources []int
	for line := range strings.Lines(prompt) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Source ") {
			source++
		}
		m := promptLine.FindStringSubmatch(line)
		if m == nil || known[m[2]] {
			continue
		}
		if n := len(strings.Fields(m[2])); n < 8 || n > 40 || !plainSentence.MatchString(m[2]) || leansOn.MatchString(m[2]) || strings.Count(m[2], `"`)%2 != 0 {
			continue
		}
		if at := pronoun.FindStringIndex(m[2]); at != nil {
			if n := f.name(m[2][:at[0]], "", ""); n == nil {
				continue // nobody is told who that is
			}
		}
		known[m[2]] = true
		f.shown = append(f.shown, shownSentence{text: m[2], req: req, id: m[1], next: -1, far: -1})
		sources = append(sources, source)
	}
	for k, i := 0, first; i < len(f.shown); k, i = k+1, i+1 {
		s := &f.shown[i]
		if k+1 < len(sources) && sources[k+1] == sources[k] {
			s.next = i + 1
		}
		for step := range sources {
			if j := (k + 5 + step) % len(sources); sources[j] != sources[k] {
				s.far = first + j
				break
			}
		}
	}
}

var (
	plainSentence = regexp.MustCompile(`^[A-Z][^?!]*[a-z0-9)%]\.$`)
	pronoun       = regexp.MustCompile(`(?i)\b(?:he|she|his|her|him|they|their|them|himself)\b`)
	leansOn       = regexp.MustCompile(`^(?:In addition, (?:he|she|it|they)|Others|Even if|One source|After [^,]+, (?:he|she|it|they)|He|She|It|They|This|That|These|Those|His|Her|Its|Their|There|But|And|So|Then|However|Yet|We|I|You|My|Our|Such|Both)\b|\b(?:said|says|revealed|added|told [^:]+): [“”"]`)
)

// concept names what a text is another name of, or is "".
func (f *forger) concept(text string) string {
	if m := f.analyzer.Concepts(text, f.analyzer.Tokens(text, "en")); len(m) > 0 {
		return m[0].Name
	}
	return ""
}

// another returns a name of the articles of which a sentence has no word, nor
// another name of the same.
func (f *forger) another(s string) string {
	in := map[string]bool{}
	tokens := f.analyzer.Tokens(s, "en")
	for _, m := range f.analyzer.Concepts(s, tokens) {
		in[m.Name] = true
	}
	for range f.names {
		n := f.names[f.turn%len(f.names)]
		f.turn += 7
		alike := slices.ContainsFunc(nameParts.Split(n, -1), func(w string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(w)) })
		if !alike && !in[f.concept(n)] {
			return n
		}
	}
	return ""
}

var nameParts = regexp.MustCompile(`[ -]`)

// name returns where a sentence has a name of the articles, with what stands
// before and after it.
func (f *forger) name(s, before, after string) []int {
	for _, n := range f.names {
		re := regexp.MustCompile(before + `\b(` + regexp.QuoteMeta(n) + `)\b` + after)
		if m := re.FindStringSubmatchIndex(s); m != nil && !strings.HasPrefix(s[m[3]:], "-") && !strings.HasPrefix(s[m[3]:], " Jong") {
			return m[2:4]
		}
	}
	return nil
}

// swapName puts another name in the place of one.
func (f *forger) swapName(s, before, after string) string {
	m := f.name(s, before, after)
	if m == nil {
		return ""
	}
	other := f.another(s)
	if other == "" {
		return ""
	}
	return s[:m[0]] + other + s[m[1]:]
}

// of makes a claim of one sentence that cites it.
func of(way func(f *forger, s string) string) forgery {
	return func(f *forger, i int) (forged, bool) {
		text := way(f, f.shown[i].text)
		return forged{text: text, cites: []string{f.shown[i].id}}, text != "" && text != f.shown[i].text
	}
}

// by makes a claim by a pattern, as [replaced] does.
func by(pattern, with string) forgery {
	way := replaced(pattern, with)
	return of(func(_ *forger, s string) string {
		if s = way(s, nil); s != "" {
			s = capital(s)
		}
		return s
	})
}

// tail puts words before the full stop; where a quotation ends a sentence it
// does not.
func tail(words func(f *forger, s string) string) forgery {
	return of(func(f *forger, s string) string {
		if w := words(f, s); w != "" {
			return strings.TrimSuffix(s, ".") + w + "."
		}
		return ""
	})
}

var (
	anyFigure = regexp.MustCompile(`\b\d[\d,]*(?:\.\d+)?\b`)
	numerals  = strings.Fields("two three four five six seven eight nine ten eleven twelve")
	numeral   = regexp.MustCompile(`\b(?:two|three|four|five|six|seven|eight|nine|ten)\b`)
	monthName = regexp.MustCompile(`\b(January|February|March|April|June|July|August|September|October|November|December)\b`)
	monthDay  = regexp.MustCompile(`\b(Jan\.?|Feb\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?|January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})\b`)
	year      = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
	denying   = regexp.MustCompile(`(?i)\b(?:no|not|nothing|never|nor|neither|without|cannot|deny|denie[sd]|refus\w+|fail\w*|reject\w*|unable|n't)\b|n['’]t\b`)
	quoted    = regexp.MustCompile(`[“"]([^”"]{20,})[”"]`)
	aVerb     = regexp.MustCompile(` (?:is|was|were|has|had|have|are|will|said|says|told|believes|believed|took|made|announced|reported|claimed|showed|became|ordered|went|attended|visited) `)
)

// another number in the place of the first that fits
func otherNumber(change func(n int) int, fits func(s string, at []int) bool) forgery {
	return of(func(_ *forger, s string) string {
		for _, m := range anyFigure.FindAllStringIndex(s, -1) {
			n, err := strconv.Atoi(strings.ReplaceAll(s[m[0]:m[1]], ",", ""))
			if err == nil && fits(s, m) {
				return s[:m[0]] + strconv.Itoa(change(n)) + s[m[1]:]
			}
		}
		return ""
	})
}

func amount(s string, m []int) bool { return !year.MatchString(s[m[0]:m[1]]) && !dayOfMonth(s, m) }
func dayOfMonth(s string, m []int) bool {
	for _, d := range monthDay.FindAllStringSubmatchIndex(s, -1) {
		if d[4] == m[0] {
			return true
		}
	}
	return false
}

// newsLies are the ways to lie, by kind; each kind in more ways than one.
var newsLies = []struct {
	kind string
	ways []forgery
}{
	{"number", []forgery{
		otherNumber(func(n int) int { return n + 1 }, amount),
		of(func(_ *forger, s string) string {
			return replaceFirst(numeral, s, func(w string) string { return numerals[slices.Index(numerals, w)+2] })
		}),
		otherNumber(func(n int) int { return 3*n + 4 }, amount),
		by(`\b(million|billion|thousand)\b`, "hundred"),
		by(`\b(a|an) (year|month|week|day|decade)\b`, "four ${2}s"),
		by(`\b(\d+|two|three|four|five|six) (?:years|months|weeks)\b`, "$1 days"),
	}},
	{"date", []forgery{
		of(func(_ *forger, s string) string {
			return replaceFirst(monthName, s, func(w string) string { return months[(slices.Index(months, w)+5)%12] })
		}),
		by(`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur)day\b`, "Sunday"),
		otherNumber(func(n int) int { return n%27 + 2 }, dayOfMonth),
		otherNumber(func(n int) int { return n - 3 }, func(s string, m []int) bool { return year.MatchString(s[m[0]:m[1]]) }),
		by(`\blast (week|month|year)\b`, "next $1"),
		by(`\b(?:this|earlier this) (week|month|year)\b`, "three ${1}s ago"),
	}},
	{"name", []forgery{
		of(func(f *forger, s string) string { return f.swapName(s, "", "") }),
		of(func(f *forger, s string) string { return f.swapName(s, "(?:in|to|from|at) (?:the )?", "") }),
		of(func(f *forger, s string) string { return f.swapName(s, "^", "") }),
		of(func(f *forger, s string) string { return f.swapName(s, "(?:of|with|by|for|on) (?:the )?", "") }),
	}},
	{"speaker", []forgery{
		of(func(f *forger, s string) string {
			return f.swapName(s, "", "(?:,[^,]+,)? (?:said|says|told|reported|reports|claims?|claimed|believes?|insisted|confirmed|announced)\\b")
		}),
		of(func(f *forger, s string) string {
			return f.swapName(s, "(?:said|says|told|reported|according to|reports from|claimed|citing) (?:the )?", "")
		}),
		of(func(f *forger, s string) string { // two names change places
			a := f.name(s, "", "")
			if a == nil {
				return ""
			}
			b := f.name(s[a[1]:], "^[^,]* (?:said|told|met|visited|asked|ordered|accused|to|by|from|with|against|of) (?:the )?", "")
			if b == nil || f.concept(s[a[0]:a[1]]) == f.concept(s[a[1]+b[0]:a[1]+b[1]]) && f.concept(s[a[0]:a[1]]) != "" {
				return ""
			}
			return s[:a[0]] + s[a[1]+b[0]:a[1]+b[1]] + s[a[1]:a[1]+b[0]] + s[a[0]:a[1]] + s[a[1]+b[1]:]
		}),
		of(func(f *forger, s string) string { // what was told by one is told by another
			m := regexp.MustCompile(`^(.*), (?:according to [^,]+|[A-Z][^,]+ (?:said|reported))\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return m[1] + ", " + f.another(s) + " said."
		}),
	}},
	{"negation", []forgery{
		of(func(_ *forger, s string) string {
			if denying.MatchString(s) {
				return ""
			}
			return replaced(`\b(is|was|were|has|had|will|would|are|have)\b`, "$1 not")(s, nil)
		}),
		by(`\b(did|does|do|was|were|is|has|had|have|are|could|would) (?:not|never) `, "$1 "),
		by(`\b(?:has|had|have)(?: not|n['’]t) been\b`, "was often"),
		by(`\bno (longer |public |official )?(\w+)\b`, "a $1$2"),
		by(`\b(?:confirmed|announced|admitted|agreed|insisted|revealed|believes?|believed)\b`, "denied"),
		by(`\b(?:denied|rejected|refused|dismissed)\b`, "confirmed"),
		by(`\b(may|might|could|reportedly|allegedly|is believed to|is expected to|is said to)\b`, "will certainly"),
	}},
	{"cause", []forgery{
		tail(func(f *forger, s string) string { return " because of " + f.another(s) }),
		by(` (?:while|when|as) (he|she|it|they|the|his|her) `, " because $1 "),
		tail(func(f *forger, s string) string { return ", which led to the resignation of " + f.another(s) }),
		by(` (?:after|since) (the|a|his|her|their|its|[a-z]+ing) `, " because of $1 "),
		tail(func(f *forger, s string) string { return " in response to pressure from " + f.another(s) }),
	}},
	{"merged", []forgery{
		merged(func(f *forger, a, b string) string { // who one sentence is of, what the other says
			m, n := aVerb.FindStringIndex(a), aVerb.FindStringIndex(b)
			if m == nil || n == nil || m[0] > 60 || !strings.ContainsAny(a[1:m[0]], upper) || n[0] > 60 || alike(a[:m[0]], b[:n[0]]) {
				return ""
			}
			return a[:m[0]] + b[n[0]:]
		}),
		merged(func(_ *forger, a, b string) string { // half of each
			x, y := strings.Fields(a), strings.Fields(b)
			if len(x) < 16 || len(y) < 16 {
				return ""
			}
			return strings.Join(x[:8], " ") + " " + strings.Join(y[len(y)-8:], " ")
		}),
		merged(func(f *forger, a, b string) string { // the name of one in the other
			m, n := f.name(a, "", ""), f.name(b, "", "")
			if m == nil || n == nil || strings.Contains(a, b[n[0]:n[1]]) || f.concept(a[m[0]:m[1]]) == f.concept(b[n[0]:n[1]]) || alike(a[m[0]:m[1]], b[n[0]:n[1]]) {
				return ""
			}
			return a[:m[0]] + b[n[0]:n[1]] + a[m[1]:]
		}),
		merged(func(_ *forger, a, b string) string { // the time of one, what the other says
			m := regexp.MustCompile(`\b(?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in (?:` + strings.Join(months, "|") + `)|in \d{4})\b`).FindString(b)
			if m == "" || year.MatchString(a) || monthName.MatchString(a) || strings.Contains(a, "day") {
				return ""
			}
			return strings.TrimSuffix(a, ".") + " " + m + "."
		}),
	}},
	{"quotation", []forgery{
		tail(func(_ *forger, s string) string { return `, and called it "the end of all our hopes"` }),
		of(func(f *forger, s string) string { // other words in its middle
			return replaceFirst(quoted, s, func(q string) string {
				w := strings.Fields(q)
				w[len(w)/2] = "shameful"
				return strings.Join(w, " ")
			})
		}),
		of(func(f *forger, s string) string { // words that nobody put in marks
			w := strings.Fields(strings.TrimSuffix(s, "."))
			if strings.ContainsAny(s, `"“`) || len(w) < 12 {
				return ""
			}
			return strings.Join(w[:5], " ") + ` "beyond any doubt ` + strings.Join(w[5:], " ") + `".`
		}),
		of(func(f *forger, s string) string { // right words, another mouth
			m := quoted.FindString(s)
			if m == "" || len(m) < 30 {
				return ""
			}
			return f.another(s) + " said: " + m + "."
		}),
		tail(func(f *forger, s string) string { return `, "a day we shall always remember", said ` + f.another(s) }),
	}},
	{"wrong citation", []forgery{
		func(f *forger, i int) (forged, bool) {
			s := f.shown[i]
			if s.far < 0 || alike(s.text, f.shown[s.far].text) {
				return forged{}, false
			}
			return forged{text: s.text, cites: []string{f.shown[s.far].id}, right: s.text}, true
		},
		func(f *forger, i int) (forged, bool) {
			s := f.shown[i]
			if s.next < 0 || alike(s.text, f.shown[s.next].text) {
				return forged{}, false
			}
			return forged{text: s.text, cites: []string{f.shown[s.next].id}, right: s.text}, true
		},
		func(f *forger, i int) (forged, bool) { // with a word of its own
			s := f.shown[i]
			text := replaced(`\b(?:said|reported|announced|believed|confirmed)\b`, "stated")(s.text, nil)
			if s.far < 0 || text == "" || alike(s.text, f.shown[s.far].text) {
				return forged{}, false
			}
			return forged{text: text, cites: []string{f.shown[s.far].id}, right: s.text}, true
		},
	}},
	{"no such passage", []forgery{
		func(f *forger, i int) (forged, bool) {
			text := f.swapName(f.shown[i].text, "", "")
			return forged{text: text, cites: []string{"S999"}}, text != ""
		},
		func(f *forger, i int) (forged, bool) {
			return forged{text: f.shown[i].text, cites: []string{"S0"}, right: f.shown[i].text}, true
		},
		func(f *forger, i int) (forged, bool) {
			a := f.another(f.shown[i].text)
			return forged{text: a + " agreed to a new round of talks with " + f.another(f.shown[i].text+a) + " next spring.", cites: []string{"S214"}}, a != ""
		},
		func(f *forger, i int) (forged, bool) {
			return forged{text: f.shown[i].text, cites: nil, right: f.shown[i].text}, true
		},
		func(f *forger, i int) (forged, bool) {
			c, ok := otherNumber(func(n int) int { return n + 2 }, amount)(f, i)
			c.cites = []string{"S17x"}
			return c, ok
		},
	}},
	{"comparison", []forgery{
		tail(func(*forger, string) string { return ", more than ever before" }),
		by(`\b(?:a|an) (\w+) (of|in|for)\b`, "the largest $1 $2"),
		tail(func(*forger, string) string { return " for the first time" }),
		by(`\b(?:some|several|many|few|most) ([a-z]+s)\b`, "all $1"),
	}},
	{"opposite", []forgery{
		by(`\b(?:agreed to|opened|reopened|rose|won|freed|accepted|began|signed|succeeded in)\b`, "refused"),
		by(`\b(older|elder)\b`, "younger"), by(`\b(younger)\b`, "older"), by(`\b(right|left) (ankle|leg|foot)\b`, "other $2"),
		by(`\b(before)\b`, "after"), by(`\b(North|South) Korean? (leader|newspaper|government|president|official|officials|media)\b`, "Chinese $2"),
		by(`\b(brother)\b`, "sister"), by(`\b(sister)\b`, "brother"), by(`\b(worse|poor|ill)\b`, "good"), by(`\b(more)\b`, "less"),
	}},
}

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// merged makes a claim of two sentences of different articles, and cites both.
func merged(way func(f *forger, a, b string) string) forgery {
	return func(f *forger, i int) (forged, bool) {
		s := f.shown[i]
		if s.far < 0 || alike(s.text, f.shown[s.far].text) {
			return forged{}, false
		}
		text := way(f, s.text, f.shown[s.far].text)
		return forged{text: text, cites: []string{s.id, f.shown[s.far].id}}, text != "" && text != s.text
	}
}

// alike reports whether texts share half of their longer words, so that they
// may well be of the same.
func alike(a, b string) bool {
	words := func(s string) []string {
		var out []string
		for _, w := range regexp.MustCompile(`[A-Za-z0-9]+`).FindAllString(strings.ToLower(s), -1) {
			if len(w) > 3 {
				out = append(out, w)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	x, y := words(a), words(b)
	n := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			n++
		}
	}
	return 2*n > min(len(x), len(y))
}

func replaceFirst(re *regexp.Regexp, s string, with func(string) string) string {
	m := re.FindStringIndex(s)
	if m == nil {
		return ""
	}
	return s[:m[0]] + with(s[m[0]:m[1]]) + s[m[1]:]
}

// newsTruths are the ways to say the same.
var newsTruths = []struct {
	kind string
	ways []forgery
}{
	{"itself", []forgery{func(f *forger, i int) (forged, bool) {
		return forged{text: f.shown[i].text, cites: []string{f.shown[i].id}}, true
	}}},
	{"less", []forgery{
		by(`,? on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`, ""),
		of(func(_ *forger, s string) string { // an aside between commas
			if strings.ContainsAny(s, `"“`) {
				return ""
			}
			return replaced(`([a-z]), (?:who|which|a|an|the|whose|where) [^,]{6,80}, ([a-z])`, "$1 $2")(s, nil)
		}),
		by(` \([^)]{2,40}\)`, ""),
		by(`\b(?:recently|also|still|now|already|just|simply) `, ""),
		of(func(_ *forger, s string) string { // what is hung on at the end
			m := regexp.MustCompile(`^([^"“]{50,}[a-z]), (?:including|which|who|where|with) [^,"“]+\.$`).FindStringSubmatch(s)
			if m == nil || strings.Count(m[1], ",") > 1 {
				return ""
			}
			return m[1] + "."
		}),
		of(func(_ *forger, s string) string { // the first of two statements
			m := regexp.MustCompile(`^([^"“;:]{45,}), (?:and|but) (?:[A-Z]\w+|the|his|her|its|he|she|it|they) [^"“]+\.$`).FindStringSubmatch(s)
			if m == nil || strings.HasPrefix(s, "While") || strings.HasPrefix(s, "Although") || strings.Count(m[1], ",") > 0 {
				return ""
			}
			return m[1] + "."
		}),
		by(`\b(?:reclusive|secretive|young|portly|mysterious|powerful|controversial|erratic|senior|unnamed|prominent) `, ""),
	}},
	{"moved", []forgery{
		of(func(_ *forger, s string) string { // a time from the front to the end
			m := regexp.MustCompile(`^((?:In|On|Last|Earlier|After|During|Since) [^,"“]{3,40}), ([^"“;:,]+)\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return capital(m[2]) + " " + strings.ToLower(m[1][:1]) + m[1][1:] + "."
		}),
		of(func(_ *forger, s string) string { // and from the end to the front
			m := regexp.MustCompile(`^([^"“;:,]+) ((?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in (?:` + strings.Join(months, "|") + `)(?: \d{4})?|in \d{4}|last (?:week|month|year)))\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return capital(m[2]) + ", " + lowerArticle(m[1]) + "."
		}),
		of(func(_ *forger, s string) string { // who says so, from the end to the front
			m := regexp.MustCompile(`^([^"“;:]+), ((?:the )?[A-Z]?[\w .'’-]{3,50}) (said|says|reported|reports)\.$`).FindStringSubmatch(s)
			if m == nil || strings.HasPrefix(m[2], "it ") {
				return ""
			}
			return capital(m[2]) + " " + m[3] + " that " + lowerArticle(m[1]) + "."
		}),
		of(func(_ *forger, s string) string {
			m := regexp.MustCompile(`^([^"“;:]+), according to ([^,"“]+)\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return "According to " + m[2] + ", " + lowerArticle(m[1]) + "."
		}),
		of(func(_ *forger, s string) string {
			m := regexp.MustCompile(`^According to ([^,"“]+), ([^"“;:]+)\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return capital(m[2]) + ", according to " + m[1] + "."
		}),
		of(func(_ *forger, s string) string { // from the front to the end
			m := regexp.MustCompile(`^((?:The |A |An )?[A-Z][\w .'’-]{3,50}) (said|says|reported) (?:on \w+day )?that ([^"“;:,]+)\.$`).FindStringSubmatch(s)
			if m == nil {
				return ""
			}
			return capital(m[3]) + ", " + lowerArticle(m[1]) + " " + m[2] + "."
		}),
	}},
	{"other word", []forgery{
		by(`\bsaid\b`, "stated"), by(`\breported\b`, "said"), by(`\bbegan\b`, "started"), by(`\b(?:almost|nearly) (\w)`, "about $1"),
		by(`\bchildren\b`, "kids"), by(`\bdue to (the|a|an|his|her|its|their)\b`, "because of $1"), by(`\bkilled\b`, "murdered"), by(`\bsurgery\b`, "an operation"),
		by(`\blarge\b`, "big"), by(`\bwife\b`, "spouse"), by(`\b(?:has|had) (become|taken|suffered|undergone) `, "did "), by(`\ballegedly\b`, "reportedly"),
		by(`\bthough\b`, "although"), by(`\bmay\b`, "might"), by(`\bmore than (\d|\w+ (?:weeks|months|years))`, "over $1"), by(`\bin order to\b`, "to"),
		by(`\bfather\b`, "dad"), by(`\bshowed\b`, "revealed"), by(`\bobtained\b`, "got"), by(`\bbelieve\b`, "think"), by(`\bhurt\b`, "injured"),
		by(`\binjured\b`, "hurt"), by(`\bofficials\b`, "authorities"), by(`\bpicture(s?)\b`, "photo$1"), by(`\bhelp\b`, "assist"), by(`\battend\b`, "join"),
	}},
	{"other form", []forgery{
		by(`\b(did|does|do|was|were|is|has|had|have|are|could|would) not\b`, "${1}n't"),
		by(`\b(did|does|was|were|is|has|had|have|are|could|would)n['’]t\b`, "$1 not"),
		by(`\b([A-Z]\w+(?: [A-Z]\w+)?)['’]s (leader|capital|government|president|newspaper|media|army|parliament|ally)\b`, "the $2 of $1"),
		by(`\bthe (leader|capital|government|president|parliament) of ([A-Z]\w+(?: [A-Z]\w+)?)\b`, "$2's $1"),
		by(`, which (\w+)`, " that $1"),
		by(`\b(\w+) who (?:is|was|has been) (\w+ing|\w+ed)\b`, "$1 $2"),
		by(`\bhas (\w+ed)\b`, "$1"), by(`\bhave (\w+ed)\b`, "$1"),
	}},
	{"figure", []forgery{
		of(func(_ *forger, s string) string {
			return replaceFirst(numeral, s, func(w string) string { return strconv.Itoa(slices.Index(numerals, w) + 2) })
		}),
		of(func(_ *forger, s string) string {
			return replaceFirst(regexp.MustCompile(` (?:[2-9]|1[012]) [a-z]`), s, func(w string) string {
				n, _ := strconv.Atoi(strings.Fields(w)[0])
				return " " + numerals[n-2] + w[1+len(strconv.Itoa(n)):]
			})
		}),
		by(`\b(\d+),(\d{3})\b`, "$1$2"), by(`\b(\d+) per ?cent\b`, "$1%"), by(`(\d)%`, "$1 percent"),
		by(`\bSept?\. (\d+)`, "September $1"), by(`\bOct\. (\d+)`, "October $1"), by(`\bNov\. (\d+)`, "November $1"), by(`\bDec\. (\d+)`, "December $1"),
		by(`\b(`+strings.Join(months, "|")+`) (\d{1,2})\b`, "$2 $1"),
		by(`\b(\d{1,2}) (`+strings.Join(months, "|")+`)\b`, "$2 $1"),
		by(`\b(\d+)-year-old\b`, "$1 years old"), by(`\ba (week|month|year)\b`, "one $1"),
	}},
	{"alias", []forgery{
		of(func(f *forger, s string) string { return f.alias(s) }),
		by(`\bKim Jong-un\b`, "Kim Jong Un"), by(`\bKim Jong Un\b`, "Kim Jong-un"), by(`\bKim Yo-jong\b`, "Kim Yo Jong"),
		by(`\b(?:U\.S\.|US)`, "American"), by(`^North Korea['’]s\b`, "The DPRK's"), by(`(\w) North Korea['’]s\b`, "$1 the DPRK's"), by(`\bUnited States\b`, "US"),
	}},
	{"active and passive", []forgery{
		of(func(_ *forger, s string) string {
			m := regexp.MustCompile(`^((?:The |A |An )?[^,;:"“]{3,60}?) (?:was|were) (?:first |also )?(\w+ed) by ([^,;:"“]{3,60}?)(?:, [^"“]*| (?:in|on|after|at|for|during|when|while|as|who) [^"“]*)?\.$`).FindStringSubmatch(s)
			if m == nil || denying.MatchString(s) || aVerb.MatchString(m[1]+" ") {
				return ""
			}
			return capital(m[3]) + " " + m[2] + " " + lowerArticle(m[1]) + "."
		}),
		of(func(_ *forger, s string) string {
			m := regexp.MustCompile(`^((?:The |A |An )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*) (?:has |had |have )?(attended|ordered|visited|obtained|launched|attacked|arrested|executed|released|removed|received|banned|fired|confirmed|published|accused|criticised|criticized|injured|fractured|admitted|rejected|dismissed|opened|backed|praised|defended|urged|unveiled|blamed|described|named|warned|denounced) ((?:the|a|an|its|both|some|Mr|Tony|[A-Z])[^,;:"“]{3,60}?)(?:, [^"“]*| (?:in|on|after|at|for|to|over|during|when|while|as|who|that|of) [^"“]*)?\.$`).FindStringSubmatch(s)
			if m == nil || denying.MatchString(s) || aVerb.MatchString(" "+m[3]+" ") {
				return ""
			}
			plural := "was"
			if regexp.MustCompile(`^(?:both|some) |s$`).MatchString(m[3]) {
				plural = "were"
			}
			return capital(m[3]) + " " + plural + " " + m[2] + " by " + lowerArticle(m[1]) + "."
		}),
	}},
	{"two joined", []forgery{
		joined(" and ", func(s shownSentence) int { return s.next }),
		joined(" while ", func(s shownSentence) int { return s.next }),
		joined(" and ", func(s shownSentence) int { return s.far }),
	}},
}

// joined makes a claim of two sentences that tell each what it is of.
func joined(with string, other func(shownSentence) int) forgery {
	return func(f *forger, i int) (forged, bool) {
		s := f.shown[i]
		k := other(s)
		if k < 0 {
			return forged{}, false
		}
		a, b := s.text, f.shown[k].text
		if len(strings.Fields(a+b)) > 39 || strings.ContainsAny(a+b, `"“;:`) || strings.HasPrefix(a, "Although") || f.name(b, "^(?:The )?", "") == nil {
			return forged{}, false
		}
		return forged{text: strings.TrimSuffix(a, ".") + "," + with + lowerArticle(b), cites: []string{s.id, f.shown[k].id}}, true
	}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// lowerArticle begins with a small letter where a sentence does not begin with a
// name.
func lowerArticle(s string) string {
	w, _, _ := strings.Cut(s, " ")
	if slices.Contains(strings.Fields("The A An In On Officials His Her Its Their Some Many Several Most State According After Before During When While If As"), w) {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// alias puts another name of the same in the place of one. The name of a
// capital city stands for no place but itself.
func (f *forger) alias(s string) string {
	for _, c := range alias.Default().Concepts() {
		for k, n := range c.Aliases {
			m := regexp.MustCompile(`\b` + regexp.QuoteMeta(n) + `\b`).FindStringIndex(s)
			if m == nil || len(c.Aliases) < 2 || strings.HasSuffix(n, "n") {
				continue
			}
			if m[0] > 0 && strings.ContainsAny(s[m[0]-1:m[0]], `"'“‘`) {
				continue // the name of something else
			}
			other := c.Aliases[(k+1)%len(c.Aliases)]
			if strings.EqualFold(other, n) || other == strings.ToLower(other) || strings.HasSuffix(other, "n") || strings.HasSuffix(other, "ns") {
				continue
			}
			return s[:m[0]] + other + s[m[1]:]
		}
	}
	return ""
}

// forge has every kind of claim made in turn, each of sentences that stand far
// from one another, until there are so many; try tells what became of one.
func (f *forger) forge(kinds []struct {
	kind string
	ways []forgery
}, n int, try func(kind string, s shownSentence, c forged)) map[string]int {
	type maker struct {
		kind string
		way  forgery
		at   int // the next sentence to try, by how many were
	}
	var queues [][]*maker
	for _, k := range kinds {
		var q []*maker
		for _, way := range k.ways {
			q = append(q, &maker{kind: k.kind, way: way})
		}
		queues = append(queues, q)
	}
	made, total := map[string]int{}, 0
	seen := map[string]bool{}
	for step := 0; total < n; step++ {
		before := total
		for k, q := range queues {
			if total == n {
				break
			}
			for range q { // the next of its ways that still finds a sentence
				m := q[0]
				q = append(q[1:], m)
				queues[k] = q
				if s, c, ok := f.next(m.way, &m.at, k, seen); ok {
					made[m.kind]++
					total++
					try(m.kind, s, c)
					break
				}
			}
		}
		if total == before {
			break
		}
	}
	return made
}

// next makes a claim of the next sentence of which one can be made.
func (f *forger) next(way forgery, at *int, kind int, seen map[string]bool) (shownSentence, forged, bool) {
	for ; *at < len(f.shown); *at++ {
		i := (*at*31 + kind*17) % len(f.shown) // 31 has no part in common with most lengths
		c, ok := way(f, i)
		if !ok || seen[c.text] || len(c.text) > 400 || len(strings.Fields(c.text)) < 8 { // shorter or longer than a claim may be
			continue
		}
		seen[c.text] = true
		*at++
		return f.shown[i], c, true
	}
	return shownSentence{}, forged{}, false
}

// given returns the claim of a brief that is no sentence of the articles, or
// that has a text.
func (f *forger) given(b briefing.Brief, text string) (briefing.Claim, bool) {
	for _, c := range slices.Concat(b.BottomLine, b.Developments, b.Answer) {
		if c.Text == text || b.Mode == briefing.Generated && !strings.Contains(f.bodies, c.Text) {
			return c, true
		}
	}
	return briefing.Claim{}, false
}

func quotes(c briefing.Claim) string {
	var out []string
	for _, q := range c.Citations {
		out = append(out, q.Quote)
	}
	return strings.Join(out, " | ")
}

func tally(t *testing.T, made map[string]int, kinds []string, counted map[string]int, what string) (total, sum int) {
	for _, k := range kinds {
		t.Logf("%-18s %d of %d %s", k, counted[k], made[k], what)
		total, sum = total+made[k], sum+counted[k]
	}
	return total, sum
}

// TestFewLiesAboutNewsAreGivenOut has a model lie in 200 ways about articles
// that are not of the sample.
//
//	go test -run AboutNews ./briefing -v -lies.news=FILE,FOLDER -lies.about=Iceland
func TestFewLiesAboutNewsAreGivenOut(t *testing.T) {
	f, claim := openNews(t)
	wrong := map[string]int{}
	made := f.forge(newsLies, *liesCount, func(kind string, s shownSentence, c forged) {
		out, ok := f.given(claim(s.req, c), c.text)
		if *liesAll {
			t.Logf("%s: %s [%s]", kind, c.text, s.text)
		}
		if !ok || c.right != "" && slices.ContainsFunc(out.Citations, func(q briefing.Citation) bool { return alike(q.Quote, c.right) }) {
			return
		}
		wrong[kind]++
		t.Logf("given out: %s: %s\n\tmade of: %s\n\tcites: %s", kind, out.Text, s.text, quotes(out))
	})
	var kinds []string
	for _, k := range newsLies {
		kinds = append(kinds, k.kind)
	}
	if total, n := tally(t, made, kinds, wrong, "lies are given out"); total < *liesCount || n*200 > 4*total {
		t.Errorf("%d of %d lies are given out", n, total)
	} else {
		t.Logf("%d of %d lies are given out", n, total)
	}
}

// TestMostParaphrasesAboutNewsAreGivenOut has a model tell the truth in 200 ways.
func TestMostParaphrasesAboutNewsAreGivenOut(t *testing.T) {
	f, claim := openNews(t)
	kept := map[string]int{}
	made := f.forge(newsTruths, *liesCount, func(kind string, s shownSentence, c forged) {
		_, ok := f.given(claim(s.req, c), c.text)
		if *liesAll {
			t.Logf("%s %v: %s [%s]", kind, ok, c.text, s.text)
		}
		if ok {
			kept[kind]++
			return
		}
		t.Logf("not given out: %s: %s\n\tmade of: %s", kind, c.text, s.text)
	})
	var kinds []string
	for _, k := range newsTruths {
		kinds = append(kinds, k.kind)
	}
	if total, n := tally(t, made, kinds, kept, "paraphrases are given out"); total < *liesCount || n*200 < 180*total {
		t.Errorf("%d of %d paraphrases are given out", n, total)
	} else {
		t.Logf("%d of %d paraphrases are given out", n, total)
	}
}

// TestChecksTellLiesAboutNewsFromTruths has lies and paraphrases checked against
// all articles, as the claims of a message are.
func TestChecksTellLiesAboutNewsFromTruths(t *testing.T) {
	f, _ := openNews(t)
	for _, c := range []struct {
		kinds []struct {
			kind string
			ways []forgery
		}
		what string
	}{{newsLies, "lies"}, {newsTruths, "paraphrases"}} {
		said := map[verify.Label]int{}
		f.forge(c.kinds, *liesCount, func(kind string, s shownSentence, c forged) {
			if c.right != "" {
				return // right, with a wrong citation
			}
			label := f.check(c.text)
			said[label]++
			if *liesAll {
				t.Logf("%s: %s: %s [%s]", label, kind, c.text, s.text)
			}
		})
		t.Logf("%s: %v", c.what, said)
		all := said[verify.SaysSo] + said[verify.SaysOtherwise] + said[verify.Silent]
		if n := said[verify.SaysSo]; c.what == "lies" && n*20 > all || c.what == "paraphrases" && n*20 < 17*all {
			t.Errorf("%d of %d %s are called supported", n, all, c.what)
		}
	}
}
