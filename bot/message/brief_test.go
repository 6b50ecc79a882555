package message

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
	"sitrep/corpus/topics"
)

// sampleArticles are what sampleBrief cites.
func sampleArticles() map[corpus.ArticleID]corpus.Article {
	articles := map[corpus.ArticleID]corpus.Article{}
	add := func(id corpus.ArticleID, outlet, url, title string, published corpus.Date, sentences ...string) {
		a := corpus.Article{ID: id, Collection: corpus.Public, Revision: 1, Outlet: outlet, URL: url, Title: title, Published: published}
		for _, s := range sentences {
			if a.Body != "" {
				a.Body += " "
			}
			start := len(a.Body)
			a.Body += s
			a.Sentences = append(a.Sentences, corpus.Sentence{Span: corpus.Span{Start: start, End: len(a.Body)}})
		}
		a.Passages = []corpus.Passage{{Span: corpus.Span{Start: 0, End: len(a.Body)}, Last: len(a.Sentences) - 1}}
		articles[id] = a
	}
	add("a1", "The Harbour Gazette", "https://gazette.example/world/ferry-link", "Ferry link to reopen in spring", corpus.NewDate(2025, 3, 4),
		"The two ports agreed on Tuesday to reopen the ferry link in May.",
		"It has been closed since 2019, when a storm broke the northern pier.",
		`"We have waited long enough," said Ada Moreno, the harbour master.`,
		"Tickets will cost about 12 crowns.")
	add("a2", "Coast Radio", "https://coast.example/a_(2)?id=7", "Ferry [live]: *what we know*", corpus.NewDate(2025, 3, 0),
		"Repairs to the northern pier cost 4 million crowns, Coast Radio has learnt.",
		"The first crossing is planned for 3 May.")
	add("a3", "", "", "Pier inspection report", corpus.Date{},
		"Inspectors found the pier safe in February 2025.")
	return articles
}

// textsOf returns articles as they are now, unchanged since they were cited.
func textsOf(articles map[corpus.ArticleID]corpus.Article) Texts {
	t := Texts{Now: articles, Then: map[Revision]corpus.Article{}}
	for id, a := range articles {
		t.Then[Revision{id, a.Revision}] = a
	}
	return t
}

func sampleBrief() briefing.Brief {
	a := sampleArticles()
	a1, a2, a3 := a["a1"], a["a2"], a["a3"]
	claim := func(text string, cs ...briefing.Citation) briefing.Claim {
		return briefing.Claim{Text: text, Citations: cs, Score: 0.5}
	}
	reopen := "The two ports agreed on Tuesday to reopen the ferry link in May."
	cost := "Repairs to the northern pier cost 4 million crowns, Coast Radio has learnt."
	safe := "Inspectors found the pier safe in February 2025."
	first := "The first crossing is planned for 3 May."
	return briefing.Brief{
		Topic: "ferry-link",
		Mode:  briefing.Deterministic,
		AsOf:  corpus.NewDate(2025, 3, 4),
		BottomLine: []briefing.Claim{
			claim(reopen, cite(1, a1, reopen), cite(2, a2, first)),
			claim(safe, cite(3, a3, safe)),
		},
		Developments: []briefing.Claim{
			{Text: cost, Citations: []briefing.Citation{cite(2, a2, cost)}, Score: 0.5, Disputed: true},
			claim("Tickets will cost about 12 crowns.", cite(1, a1, "Tickets will cost about 12 crowns.")),
		},
		Timeline: []briefing.Event{
			{Date: corpus.NewDate(2019, 0, 0), Claim: claim("It has been closed since 2019, when a storm broke the northern pier.", cite(1, a1, "It has been closed since 2019, when a storm broke the northern pier."))},
			{Date: corpus.NewDate(2025, 2, 0), Claim: claim(safe, cite(3, a3, safe))},
			{Date: corpus.NewDate(2025, 5, 3), Claim: claim(first, cite(2, a2, first))},
		},
		Quotes: []briefing.Quote{
			{Speaker: "Ada Moreno", Text: "We have waited long enough", Citations: []briefing.Citation{cite(1, a1, "We have waited long enough")}},
		},
		Differences: []briefing.Difference{
			{About: "first crossing", Claims: []briefing.Claim{claim(reopen, cite(1, a1, reopen)), claim(first, cite(2, a2, first))}},
		},
		Sources: []briefing.Source{
			{N: 1, ID: "a1", Title: a1.Title, Outlet: a1.Outlet, URL: a1.URL, Published: a1.Published, Syndicated: []string{"Island Post", "Quay & Co"}},
			{N: 2, ID: "a2", Title: a2.Title, Outlet: a2.Outlet, URL: a2.URL, Published: a2.Published},
			{N: 3, ID: "a3", Title: a3.Title, File: "reports/pier.txt", Published: a3.Published},
		},
		Stats: briefing.Stats{Articles: 41, Passages: 160, Considered: 50},
	}
}

// datedBrief is sampleBrief as of a fortnight, with what went before, and a
// sentence that leaves a day to the reader.
func datedBrief() briefing.Brief {
	b := sampleBrief()
	b.From = corpus.NewDate(2025, 2, 19)
	b.BottomLine = b.BottomLine[:1]
	b.BottomLine[0].Dates = []briefing.DateNote{{Start: 21, End: 31, Date: corpus.NewDate(2025, 3, 4)}}
	b.Timeline = append(b.Timeline, briefing.Event{Date: corpus.NewDate(2025, 5, 3), Last: corpus.NewDate(2025, 5, 5), Claim: b.BottomLine[0]})
	storm := "The ferry link closed in a storm last night."
	closed := corpus.Article{ID: "a4", Revision: 1, Body: storm}
	b.Background = []briefing.Claim{{
		Text: storm, Citations: []briefing.Citation{cite(4, closed, storm)}, Date: corpus.NewDate(2019, 11, 2),
		Dates: []briefing.DateNote{{Start: 33, End: 43, Date: corpus.NewDate(2019, 11, 1), Last: corpus.NewDate(2019, 11, 2)}},
	}}
	b.Developments = append(b.Developments, b.Timeline[1].Claim)
	b.Sources = append(b.Sources, briefing.Source{N: 4, ID: "a4", Title: "Storm", Outlet: "Coast Radio", Published: corpus.NewDate(2019, 11, 2)})
	return b
}

func TestDaysAreToldInTheReadersLanguage(t *testing.T) {
	b := datedBrief()
	for lang, want := range map[Language][]string{
		German:   {"aus 4 Artikeln von 2 Medien, neuester 4. März 2025 · Neues der letzten 14 Tage", `on Tuesday \[4. März 2025\] to`, `last night \[1.–2. November 2019\].`, "**2. November 2019** · The", "**ohne Datum** · Inspectors"},
		japanese: {"（媒体2件）", `\[2019年11月1–2日\]`, "**2019年11月2日** · The"},
	} {
		text := rules.Text(ViewPage(Presentation{Lang: lang}, b, Texts{}, Control{View: ViewFull, Brief: "b1"}, false).Components())
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, text)
			}
		}
	}
}

func TestADevelopmentOfUndatedArticlesHasNoDay(t *testing.T) {
	b := datedBrief()
	b.AsOf, b.Undated = corpus.Date{}, true
	if text := rules.Text(Brief(Presentation{}, b, "b1").Components()); strings.Contains(text, "**undated**") {
		t.Errorf("a day is told that nobody knows:\n%s", text)
	}
}

func TestEventsToldAboveAreNotToldAgainInFull(t *testing.T) {
	text := rules.Text(ViewPage(Presentation{}, datedBrief(), Texts{}, Control{View: ViewFull, Brief: "b1"}, false).Components())
	if n := strings.Count(text, "Inspectors found the pier safe"); n != 1 {
		t.Errorf("a sentence is read %d times:\n%s", n, text)
	}
}

func TestBriefsKeptByOlderVersionsAreDrawn(t *testing.T) {
	var b briefing.Brief
	err := json.Unmarshal([]byte(`{"topic":"ferry","mode":"deterministic","as_of":"2025-03-04",
		"bottom_line":[{"text":"It sails.","citations":[{"n":1,"source":"a"}],"score":1}],
		"developments":[{"text":"It costs 12 crowns.","citations":[{"n":1,"source":"a"}],"score":1}],
		"sources":[{"n":1,"id":"a","title":"Ferry","published":"2025-03-02","published_precision":"day"}]}`), &b)
	if err != nil {
		t.Fatal(err)
	}
	text := rules.Text(Brief(Presentation{}, b, "b1").Components())
	for _, want := range []string{"Exact sentences from 1 article, 2 Mar 2025", "**2 Mar 2025** · It costs 12 crowns."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func sampleAnswer() briefing.Brief {
	b := sampleBrief()
	return briefing.Brief{
		Question: "When does the @everyone *ferry* open?",
		Mode:     briefing.Generated,
		AsOf:     b.AsOf,
		Answer:   []briefing.Claim{b.BottomLine[0]},
		Sources:  b.Sources[:2],
		Stats:    briefing.Stats{Articles: 41, Passages: 160, Considered: 20, DroppedUnsupported: 1},

		StandaloneQuestion: "When does the ferry link between the two ports open?",
	}
}

// explained adds to sampleBrief why it says what it does: next to its first
// claim two sentences were left out, one of an article that it does not cite.
func explained(b briefing.Brief) briefing.Brief {
	a := sampleArticles()
	first := "The first crossing is planned for 3 May."
	added := "The @everyone ferry sails again."
	b.Sources = append(slices.Clone(b.Sources), briefing.Source{N: 4, ID: "a4", Title: "Beside", Outlet: "*Beside* Times", Published: corpus.NewDate(2025, 3, 5)})
	b.Explanations = []briefing.Explanation{
		{Section: "bottom_line", Claim: 1, Rank: 1, Score: 0.63, Fitness: 0.9, Sources: 2,
			Parts: []briefing.Part{{Name: "relevance", Value: 0.9, Weight: 0.5}, {Name: "centrality", Value: 0.5, Weight: 0.1},
				{Name: "support", Value: 1, Weight: 0.2}, {Name: "position", Value: 0, Weight: 0.1}, {Name: "new *part*", Value: 0.1, Weight: 0.1}},
			Rejected: []briefing.Rejected{
				{Claim: briefing.Claim{Text: first, Citations: []briefing.Citation{cite(2, a["a2"], first)}}, Reason: "says the same"},
				{Claim: briefing.Claim{Text: added, Citations: []briefing.Citation{{N: 4, Source: "a4", Revision: 1, End: len(added), Quote: added}}}, Reason: "scores lower"},
			}},
		{Section: "developments", Claim: 2, Rank: 12, Score: 0.2, Fitness: 1, Sources: 1},
		{Section: "a later section", Claim: 1},
		{Section: "developments", Claim: 9},
	}
	b.Note = "The model *wrote* nothing."
	return b
}

// sampleFeeds are feeds in each state that one can be in.
func sampleFeeds() []followed.Feed {
	day := time.Date(2025, 3, 4, 5, 6, 0, 0, time.UTC)
	return []followed.Feed{
		{URL: "https://gazette.example/feed.xml", Title: "The *Harbour* Gazette", NextPoll: day, LastSuccess: day, Gained: 12},
		{URL: "https://coast.example/rss", NextPoll: day},
		{URL: "https://port.example/atom", Title: "Port @everyone", NextPoll: day, LastSuccess: day, LastError: "the host answered 503", Failures: 2, Gained: 1},
		{URL: "https://gone.example/feed", Title: "Gone", LastError: "the host answered 410 Gone", Failures: 1},
		{URL: "https://full.example/feed", Title: "Full", NextPoll: day, LastSuccess: day, LastError: feed.Paused},
	}
}

// manyTopics are n topics, the first with other names.
func manyTopics(n int) []topics.Topic {
	all := make([]topics.Topic, n)
	for i := range all {
		all[i] = topics.Topic{Name: fmt.Sprint("Harbour *", i), Articles: n - i, Newest: corpus.NewDate(2025, time.March, 1+i%28)}
	}
	for i := 0; i < n; i += 15 {
		all[i].Aliases = []string{"Port_of *calls*", "@everyone", "a third name"}
	}
	return all
}

func withAnotherSpeaker(b briefing.Brief) briefing.Brief {
	q := b.Quotes[0]
	q.Speaker = "Bo Lind"
	b.Quotes = append(slices.Clone(b.Quotes), q)
	return b
}

func withoutDifferences(b briefing.Brief) briefing.Brief {
	b.Differences = nil
	return b
}

func explainedAnswer() briefing.Brief {
	b := sampleAnswer()
	e := briefing.Explanation{Section: "answer", Claim: 1, Rank: 3, Score: 0.41, Fitness: 1, Sources: 1}
	for i, name := range []string{"covered", "predicate", "after", "names", "passage", "kind", "early"} {
		e.Parts = append(e.Parts, briefing.Part{Name: name, Value: float64(i) / 10, Weight: 0.5})
	}
	e.Parts[2].Weight = -0.65
	b.Explanations = []briefing.Explanation{e}
	return b
}

func TestEveryPartOfAScoreHasAName(t *testing.T) {
	own, err := library.OpenTemporary(t.Context(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	addSample(t, own)
	b := briefer.New(own, own.Analyzer())
	brief, err := b.Brief(t.Context(), briefing.Request{Scope: corpus.NewScope(corpus.Public), Topic: "north korea", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := b.Ask(t.Context(), briefing.Request{Scope: corpus.NewScope(corpus.Public), Question: "When was the Singapore summit?", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(brief.Explanations) == 0 || len(answer.Explanations) == 0 {
		t.Fatal("nothing is explained")
	}
	for _, e := range append(brief.Explanations, answer.Explanations...) {
		for _, p := range e.Parts {
			if partNames[p.Name] == "" {
				t.Errorf("part %q of the score in %q", p.Name, e.Section)
			}
		}
	}
}

func TestSourcesOfWhatWasLeftOutAreNoneOfTheBrief(t *testing.T) {
	b := explained(sampleBrief())
	if got := ownSources(b); len(got) != 3 {
		t.Errorf("%d sources, want 3: %+v", len(got), got)
	}
	card := rules.Text(Brief(Presentation{}, b, "b1").Components())
	if !strings.Contains(card, "from 3 articles") || strings.Contains(card, "Beside") {
		t.Errorf("the brief counts or lists a source that it does not cite:\n%s", card)
	}
}

func TestWhatIsOlderIsAboveSomething(t *testing.T) {
	b := briefing.Brief{Question: "Who won?", Abstained: true, Older: true, Window: briefing.Window{From: corpus.NewDate(2026, 4, 1)}, Nearest: sampleBrief().BottomLine[:1]}
	if got := windowLine(Presentation{}, b); !strings.Contains(got, "from before that") {
		t.Errorf("above what comes close stands %q", got)
	}
	b.Nearest = nil
	if got := windowLine(Presentation{}, b); got != "" {
		t.Errorf("above nothing stands %q", got)
	}
}

func TestRenderedMessages(t *testing.T) {
	brief, current := sampleBrief(), textsOf(sampleArticles())
	abstained := briefing.Brief{
		Question: "Who won the regatta?", Mode: briefing.Deterministic, AsOf: brief.AsOf, Abstained: true,
		Nearest: brief.BottomLine[1:], Sources: brief.Sources[2:], Stats: brief.Stats,
	}
	later := textsOf(sampleArticles())
	delete(later.Now, "a3")
	corrected := later.Now["a2"]
	corrected.Revision = 2
	corrected.Body = "Corrected."
	later.Now["a2"] = corrected
	articles := []corpus.Article{current.Now["a1"], current.Now["a2"], current.Now["a3"]}
	show := func(v View) Card {
		return ViewPage(Presentation{}, brief, current, Control{View: v, Brief: "b1"}, false)
	}
	for _, tc := range []struct {
		name string
		card Card
	}{
		{"brief", Brief(Presentation{}, brief, "b1")},
		{"brief-dated", Brief(Presentation{}, datedBrief(), "b1")},
		{"full-dated", ViewPage(Presentation{}, datedBrief(), current, Control{View: ViewFull, Brief: "b1"}, false)},
		{"answer", Brief(Presentation{}, sampleAnswer(), "b2")},
		{"abstention", Brief(Presentation{}, abstained, "b3")},
		{"brief-explained", Brief(Presentation{}, explained(brief), "b1")},
		{"why", ViewPage(Presentation{}, explained(brief), Texts{}, Control{View: ViewWhy, Brief: "b1"}, false)},
		{"why-of-an-answer", ViewPage(Presentation{}, explainedAnswer(), Texts{}, Control{View: ViewWhy, Brief: "b2"}, false)},
		{"timeline", show(ViewTimeline)},
		{"quotes", show(ViewQuotes)},
		{"differences", show(ViewDifferences)},
		{"sources", show(ViewSources)},
		{"sources-changed-and-gone", ViewPage(Presentation{}, brief, later, Control{View: ViewSources, Brief: "b1"}, false)},
		{"collection", Collection(Presentation{}, articles, 3, 1)},
		{"collection-large", Collection(Presentation{}, articles, 9000, 0)},
		{"found", Found(Presentation{}, "Articles on “ferry”", articles, 4)},
		{"nothing", NothingAbout(Presentation{}, briefing.Request{Topic: "*bridge*", Since: corpus.NewDate(2025, 1, 0)}, corpus.Size{Articles: 41}, []topics.Topic{{Name: "Drawbridge"}, {Name: "Bridges_of *X*"}}, false)},
		{"no news", NothingAbout(Presentation{}, briefing.Request{Topic: "bridge"}, corpus.Size{Articles: 41}, nil, true)},
		{"own-articles", OwnArticles(Presentation{}, articles, 40, 2)},
		{"own-articles-none", OwnArticles(Presentation{}, nil, 0, 1)},
		{"stats", Stats(Presentation{}, corpus.Size{Articles: 3, Passages: 7, Newest: brief.AsOf}, corpus.Size{Articles: 41, Passages: 160},
			store.Survey{Articles: 3, Undated: 1, WithoutOutlet: 2, Copies: 1, Languages: map[string]int{"en": 2, "": 1}}, sampleFeeds(),
			store.Holding{Articles: 3, Bytes: 12_345, Terms: 1_234_567}, store.DefaultQuota)},
		{"feeds", Feeds(Presentation{}, sampleFeeds())},
		{"full", show(ViewFull)},
		{"full-posted", ViewPage(Presentation{Detail: DetailFull, Threads: true}, brief, current, Control{View: ViewFull, Brief: "b1"}, true)},
		{"timeline-posted", ViewPage(Presentation{}, brief, current, Control{View: ViewTimeline, Brief: "b1"}, true)},
		{"differences-posted-none", ViewPage(Presentation{}, withoutDifferences(brief), current, Control{View: ViewDifferences, Brief: "b1"}, true)},
		{"more", More(Presentation{Threads: true}, explained(brief), "b1")},
		{"more-of-an-answer", More(Presentation{}, sampleAnswer(), "b2")},
		{"quotes-of-one", Said(Presentation{}, withAnotherSpeaker(brief), "b1", "Ada Moreno")},
		{"quotes-of-two", ViewPage(Presentation{}, withAnotherSpeaker(brief), current, Control{View: ViewQuotes, Brief: "b1"}, false)},
		{"wrong", Wrong(Presentation{}, brief, "b1")},
		{"what-is-wrong", WhatIsWrong(Presentation{}, brief, "b1", 2)},
		{"reports", Reports(Presentation{}, []Reported{
			{Brief: brief, ID: "b1", Claim: 0, Reasons: map[string]int{"outdated": 2, "other": 1}}, {Brief: sampleAnswer(), ID: "b2", Reasons: map[string]int{"misread": 1}},
			{Brief: brief, ID: "b1", Claim: 99, Reasons: map[string]int{"other": 1}},
		}, corpus.Muted{Outlets: []string{"Gull *Weekly*"}, Articles: []corpus.ArticleID{"a3", "a9"}}, map[corpus.ArticleID]string{"a3": "Pier inspection report"})},
		{"reports-none", Reports(Presentation{}, nil, corpus.Muted{}, nil)},
		{"usage", Usage(Presentation{}, nil, nil, []Question{{"Who won the *regatta*?", 3}, {"When is the fair?", 1}}, time.Time{})},
		{"brief-demo", Brief(Presentation{Sample: true}, brief, "b1")},
		{"brief-not-kept", Brief(Presentation{}, brief, "")},
		{"brief-short", Brief(Presentation{Detail: DetailShort}, brief, "b1")},
		{"topics", Topics(Presentation{}, manyTopics(40), 1)},
		{"topics-none", Topics(Presentation{}, nil, 0)},
		{"view-of-nothing", ViewPage(Presentation{}, sampleAnswer(), current, Control{View: ViewQuotes, Brief: "b2"}, false)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			components := tc.card.Components()
			if err := rules.ValidateComponents(components); err != nil {
				t.Error(err)
			}
			golden.Check(t, tc.name+".golden", rules.Text(components))
		})
	}
}

// longBrief has n claims, each of its own article.
func longBrief(n, words, urlLen int) briefing.Brief { return longBriefOf("word", n, words, urlLen) }

func longBriefOf(word string, n, words, urlLen int) briefing.Brief {
	b := briefing.Brief{Topic: "long", Mode: briefing.Deterministic, Stats: briefing.Stats{Articles: n}}
	for i := 1; i <= n; i++ {
		text := fmt.Sprintf("Claim %d%s.", i, strings.Repeat(" "+word, words))
		c := briefing.Claim{Text: text, Citations: []briefing.Citation{{N: i, Source: "a", Revision: 1, End: len(text), Quote: text}}}
		if i <= 3 {
			b.BottomLine = append(b.BottomLine, c)
		} else {
			b.Developments = append(b.Developments, c)
		}
		b.Timeline = append(b.Timeline, briefing.Event{Date: corpus.NewDate(2000+i, 0, 0), Claim: c})
		b.Sources = append(b.Sources, briefing.Source{N: i, ID: corpus.ArticleID(fmt.Sprint("a", i)), Title: fmt.Sprint("Title ", i), Outlet: "Outlet",
			URL: "https://news.example/" + strings.Repeat("p", urlLen)})
	}
	return b
}

// crowded is longBrief with each claim told by several articles more.
func crowded(n, words, urlLen, more int) briefing.Brief {
	b := longBrief(n, words, urlLen)
	for _, claims := range [][]briefing.Claim{b.BottomLine, b.Developments} {
		for i := range claims {
			for range more {
				s := b.Sources[0]
				s.N = len(b.Sources) + 1
				s.ID = corpus.ArticleID(fmt.Sprint("a", s.N))
				b.Sources = append(b.Sources, s)
				claims[i].Citations = append(claims[i].Citations, briefing.Citation{N: s.N, Source: s.ID, Revision: 1, End: len(claims[i].Text), Quote: claims[i].Text})
			}
		}
	}
	return b
}

func TestABriefShowsFewerMarksBeforeItLeavesOutClaims(t *testing.T) {
	for _, tt := range []struct{ urlLen, marks int }{{30, 5}, {120, 2}, {300, 1}} {
		got := rules.Text(Brief(Presentation{}, crowded(8, 20, tt.urlLen, 4), "b").Components())
		lines := 0
		for line := range strings.Lines(got) {
			if !strings.Contains(line, "- Claim ") {
				continue
			}
			lines++
			if n := strings.Count(line, "](https://news.example/"); n != tt.marks {
				t.Errorf("addresses of %d characters: %d links, want %d, in %s", tt.urlLen, n, tt.marks, line)
			}
			if more := fmt.Sprintf(" +%d", 5-tt.marks); tt.marks < 5 && !strings.HasSuffix(strings.TrimSpace(line), more) {
				t.Errorf("not counted: %q in %s", more, line)
			}
		}
		if lines != 8 {
			t.Errorf("addresses of %d characters: %d claims, want all 8:\n%s", tt.urlLen, lines, got)
		}
	}
}

func TestEveryCitationOfABriefIsALink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := crowded(rapid.IntRange(1, 40).Draw(t, "claims"), rapid.IntRange(1, 60).Draw(t, "words"), rapid.IntRange(1, 400).Draw(t, "url"), rapid.IntRange(0, 8).Draw(t, "more"))
		id := rapid.SampledFrom([]string{"b", ""}).Draw(t, "id")
		got := rules.Text(Brief(Presentation{}, b, id).Components())
		for line := range strings.Lines(got) {
			if strings.Contains(line, "- Claim ") && (!strings.Contains(line, "]](https://news.example/") || strings.Contains(line, `\[`)) {
				t.Fatalf("no link, or a number that is none: %s", line)
			}
		}
		if !strings.Contains(got, "- Claim 1 ") {
			t.Fatalf("nothing is told:\n%s", got)
		}
	})
}

func TestBriefCountsTheDevelopmentsItLeavesOut(t *testing.T) {
	got := rules.Text(Brief(Presentation{}, longBrief(40, 20, 30), "b").Components())
	if n := strings.Count(got, "- Claim "); n != 3+mostDevelopments || !strings.Contains(got, "… and 32 more developments") {
		t.Errorf("%d claims shown, or the others not counted:\n%s", n, got)
	}
	if got := rules.Text(Brief(Presentation{}, longBrief(9, 20, 30), "b").Components()); !strings.Contains(got, "… and 1 more development\n") {
		t.Errorf("the one left out is not counted:\n%s", got)
	}
	full := ""
	for page := range 12 {
		full += rules.Text(ViewPage(Presentation{}, longBrief(40, 20, 30), Texts{}, Control{View: ViewFull, Brief: "b", Page: page}, false).Components())
	}
	for i := 1; i <= 40; i++ {
		if !strings.Contains(full, fmt.Sprintf("- Claim %d ", i)) {
			t.Errorf("claim %d is not in full, either", i)
		}
	}
}

// A brief that is kept has a button for its sources; one that is not lists them.
func TestEveryNumberInABriefCanBeReached(t *testing.T) {
	numbers := regexp.MustCompile(`\\?\[(\d+)\\?\]`)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"word", "조선민주주의인민공화국", "*_~", "🥺"}).Draw(t, "word")
		b := longBriefOf(word, rapid.IntRange(1, 40).Draw(t, "claims"), rapid.IntRange(1, 60).Draw(t, "words"), rapid.IntRange(1, 400).Draw(t, "url"))
		id := rapid.SampledFrom([]string{"b", ""}).Draw(t, "id")
		c := Brief(Presentation{}, b, id)
		shown, at := c.Blocks[1:], ""
		if id == "" {
			last := len(c.Blocks) - 1
			shown, at = c.Blocks[1:last], c.Blocks[last]
			if len(c.Buttons) > 0 {
				t.Fatal("a brief that is not kept has buttons")
			}
		} else {
			if !slices.ContainsFunc(c.Buttons, func(b discordgo.Button) bool { return b.CustomID == "v1:sources:b" }) {
				t.Fatal("no button leads to the sources")
			}
			for page, next := 0, true; next; page++ {
				view := ViewPage(Presentation{}, b, Texts{}, Control{View: ViewSources, Brief: id, Page: page}, false)
				at += strings.Join(view.Blocks, "\n")
				next = slices.ContainsFunc(view.Buttons, func(b discordgo.Button) bool { return b.Label == "Next" })
			}
		}
		listed := numbers.FindAllStringSubmatch(at, -1)
		for _, block := range shown {
			for _, m := range numbers.FindAllStringSubmatch(block, -1) {
				if !slices.ContainsFunc(listed, func(l []string) bool { return l[1] == m[1] }) {
					t.Fatalf("[%s] is not among the sources:\n%s\n%s", m[1], strings.Join(c.Blocks, "\n"), at)
				}
			}
		}
		for _, line := range strings.Split(strings.Join(c.Blocks, "\n"), "\n") {
			if strings.HasPrefix(line, "- Claim") && !strings.Contains(line, Plain(word)+". ") {
				t.Fatalf("a claim is cut: %q", line)
			}
		}
		if err := rules.ValidateComponents(c.Components()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTimelinePagesHoldEveryEventOnce(t *testing.T) {
	b := longBrief(40, 20, 30)
	var all []string
	for page := 0; ; page++ {
		c := ViewPage(Presentation{}, b, Texts{}, Control{View: ViewTimeline, Brief: "b", Page: page}, false)
		for _, line := range strings.Split(c.Blocks[1], "\n") {
			all = append(all, line[:len("**2001**")])
		}
		labels := []string{}
		for _, button := range c.Buttons {
			labels = append(labels, button.Label)
		}
		last := !slices.Contains(labels, "Next")
		if slices.Contains(labels, "Previous") != (page > 0) {
			t.Errorf("page %d has buttons %q", page, labels)
		}
		if last {
			if page < 3 {
				t.Errorf("only %d pages", page+1)
			}
			break
		}
	}
	var want []string
	for i := 1; i <= 40; i++ {
		want = append(want, fmt.Sprintf("**%d**", 2000+i))
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
}

func TestPageThatIsNoMoreIsTheLast(t *testing.T) {
	b := longBrief(40, 20, 30)
	last := ViewPage(Presentation{}, b, Texts{}, Control{View: ViewTimeline, Brief: "b", Page: maxPage}, false)
	if text := strings.Join(last.Blocks, "\n"); !strings.Contains(text, "**2040**") {
		t.Errorf("not the last page:\n%s", text)
	}
}

func TestLongPassageIsCutToWhatIsCited(t *testing.T) {
	a := sampleArticles()["a1"]
	cited := "This is cited."
	a.Body = strings.Repeat("Padding sentence. ", 60) + cited + strings.Repeat(" More padding.", 60)
	a.Passages = []corpus.Passage{{Span: corpus.Span{Start: 0, End: len(a.Body)}}}
	got := citedPassages(textsOf(map[corpus.ArticleID]corpus.Article{a.ID: a}), []briefing.Citation{cite(1, a, cited)})
	if len(got) != 1 || got[0].text != "… **This is cited.** …" {
		t.Errorf("got %+v", got)
	}
}

func TestTwoCitationsOfOnePassageAreShownInItTogether(t *testing.T) {
	a := sampleArticles()["a1"]
	got := citedPassages(textsOf(map[corpus.ArticleID]corpus.Article{a.ID: a}), []briefing.Citation{
		cite(1, a, "The two ports agreed on Tuesday to reopen the ferry link in May."),
		cite(1, a, "Tickets will cost about 12 crowns."),
	})
	if len(got) != 1 || strings.Count(got[0].text, "**") != 4 {
		t.Errorf("got %+v", got)
	}
}

// hostileBrief draws a brief whose every word is trouble, and one of the same
// shape in which none is.
func hostileBrief(t *rapid.T) (bad, good briefing.Brief, articles map[corpus.ArticleID]corpus.Article, goodArticles map[corpus.ArticleID]corpus.Article) {
	articles, goodArticles = map[corpus.ArticleID]corpus.Article{}, map[corpus.ArticleID]corpus.Article{}
	word := func(label string) string { return "x" + hostile().Draw(t, label) }
	sources := rapid.IntRange(1, 6).Draw(t, "sources")
	for n := 1; n <= sources; n++ {
		id := corpus.ArticleID(fmt.Sprint("a", n))
		body := word("body")
		span := corpus.Span{Start: 0, End: len(body)}
		articles[id] = corpus.Article{ID: id, Revision: 1, Body: body, Passages: []corpus.Passage{{Span: span}}}
		goodArticles[id] = corpus.Article{ID: id, Revision: 1, Body: "x", Passages: []corpus.Passage{{Span: corpus.Span{End: 1}}}}
		bad.Sources = append(bad.Sources, briefing.Source{N: n, ID: id, Title: word("title"), Outlet: word("outlet"), URL: hostile().Draw(t, "url"), Syndicated: []string{word("copy")}})
		good.Sources = append(good.Sources, briefing.Source{N: n, ID: id, Title: "x", Outlet: "x", Syndicated: []string{"x"}})
	}
	claims := func(label string, most int) (bad, good []briefing.Claim) {
		for i := range rapid.IntRange(1, most).Draw(t, label) {
			n := i%sources + 1
			id := corpus.ArticleID(fmt.Sprint("a", n))
			text := word(label)
			bad = append(bad, briefing.Claim{Text: text, Citations: []briefing.Citation{{N: n, Source: id, Revision: 1, End: len(articles[id].Body), Quote: articles[id].Body}}})
			good = append(good, briefing.Claim{Text: "x", Citations: []briefing.Citation{{N: n, Source: id, Revision: 1, End: 1, Quote: "x"}}})
		}
		return bad, good
	}
	bad.Topic, good.Topic = word("topic"), "x"
	bad.BottomLine, good.BottomLine = claims("bottom line", 3)
	bad.Developments, good.Developments = claims("developments", 8)
	for i, c := range bad.BottomLine {
		bad.Timeline = append(bad.Timeline, briefing.Event{Claim: c})
		good.Timeline = append(good.Timeline, briefing.Event{Claim: good.BottomLine[i]})
		bad.Quotes = append(bad.Quotes, briefing.Quote{Speaker: word("speaker"), Text: c.Text, Citations: c.Citations})
		good.Quotes = append(good.Quotes, briefing.Quote{Speaker: "x", Text: "x", Citations: good.BottomLine[i].Citations})
	}
	bad.Differences = []briefing.Difference{{About: word("about"), Claims: bad.Developments}}
	good.Differences = []briefing.Difference{{About: "x", Claims: good.Developments}}
	for i, c := range bad.BottomLine {
		e := briefing.Explanation{Section: "bottom_line", Claim: i + 1, Rank: 1, Parts: []briefing.Part{{Name: word("part"), Value: 1, Weight: 1}}}
		e.Rejected = []briefing.Rejected{{Claim: c, Reason: word("reason")}}
		bad.Explanations = append(bad.Explanations, e)
		e.Parts, e.Rejected = []briefing.Part{{Name: "x", Value: 1, Weight: 1}}, []briefing.Rejected{{Claim: good.BottomLine[i], Reason: "x"}}
		good.Explanations = append(good.Explanations, e)
	}
	bad.Note, good.Note = word("note"), "x"
	return bad, good, articles, goodArticles
}

func TestNothingInABriefPingsLinksOrFormats(t *testing.T) {
	markup := func(c Card) []string {
		return slices.DeleteFunc(rules.ActiveMarkup(strings.Join(c.Blocks, "\n")), func(m string) bool {
			return strings.HasPrefix(m, "link http") // to the articles, as they should
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		bad, good, articles, goodArticles := hostileBrief(t)
		check := func(name string, bad, good Card, whole bool) {
			if diff := cmp.Diff(markup(good), markup(bad)); diff != "" {
				t.Fatalf("%s has markup that is not ours (-ours +all):\n%s\n%s", name, diff, strings.Join(bad.Blocks, "\n"))
			}
			if err := rules.ValidateComponents(bad.Components()); whole && err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		badCard := Brief(Presentation{}, bad, "b")
		if !strings.Contains(strings.Join(badCard.Blocks, "\n"), "more developments") { // the same number of lines
			check("brief", badCard, Brief(Presentation{}, good, "b"), true)
		}
		for _, v := range []View{ViewTimeline, ViewQuotes, ViewDifferences, ViewWhy} {
			c := Control{View: v, Brief: "b"}
			check(string(v), ViewPage(Presentation{}, bad, textsOf(articles), c, false), ViewPage(Presentation{}, good, textsOf(goodArticles), c, false), true)
		}
		check("full", Card{Blocks: []string{strings.Join(fullItems(Presentation{}, bad), "\n")}}, Card{Blocks: []string{strings.Join(fullItems(Presentation{}, good), "\n")}}, false)
		for _, item := range sourceItems(Presentation{}, bad, textsOf(articles)) {
			for _, m := range rules.ActiveMarkup(item) {
				if m != "block >" && m != "**" && !strings.HasPrefix(m, "link http") {
					t.Fatalf("a source has markup that is not ours: %q in\n%s", m, item)
				}
			}
		}
	})
}

func TestEveryPageOfEveryViewFitsAMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bad, _, articles, _ := hostileBrief(t)
		as := Presentation{Lang: rapid.SampledFrom([]Language{english, korean, German, french, spanish, japanese}).Draw(t, "language"), Threads: true}
		for name, card := range map[string]Card{
			"more": More(as, bad, strings.Repeat("b", 64)), "wrong": Wrong(as, bad, strings.Repeat("b", 64)),
			"speaker":       Said(as, bad, strings.Repeat("b", 64), Shorten(Tidy(bad.Quotes[0].Speaker), MaxChoice)),
			"what is wrong": WhatIsWrong(as, bad, strings.Repeat("b", 64), rapid.IntRange(0, len(ClaimsOf(bad))-1).Draw(t, "claim")),
			"reports": Reports(as, []Reported{{Brief: bad, ID: strings.Repeat("b", 64), Reasons: map[string]int{"other": 1}}, {Brief: bad, ID: "b", Claim: 1, Reasons: map[string]int{"misread": 2}}},
				corpus.Muted{Outlets: []string{bad.Sources[0].Outlet}, Articles: []corpus.ArticleID{"a1"}}, map[corpus.ArticleID]string{"a1": bad.Sources[0].Title}),
			"usage": Usage(as, nil, nil, []Question{{Text: bad.Topic, Times: 2}, {Text: bad.Note, Times: 1}}, time.Now()),
		} {
			if err := rules.ValidateComponents(card.Components()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, m := range rules.ActiveMarkup(strings.Join(card.Blocks, "\n")) {
				if strings.Contains(m, "mention") || strings.HasPrefix(m, "link") && !strings.HasPrefix(m, "link http") {
					t.Fatalf("%s has markup that is not ours: %q in\n%s", name, m, strings.Join(card.Blocks, "\n"))
				}
			}
		}
		for _, v := range []View{ViewTimeline, ViewQuotes, ViewDifferences, ViewSources, ViewWhy, ViewFull} {
			for page := 0; ; page++ {
				c := ViewPage(as, bad, textsOf(articles), Control{View: v, Brief: strings.Repeat("b", 20), Page: page}, true)
				if err := rules.ValidateComponents(c.Components()); err != nil {
					t.Fatalf("page %d of %s: %v", page, v, err)
				}
				next := Control{View: v, Brief: strings.Repeat("b", 20), Turn: true, Page: page + 1}.CustomID()
				if !slices.ContainsFunc(c.Buttons, func(b discordgo.Button) bool { return b.CustomID == next }) {
					break
				}
			}
		}
		for _, level := range Details {
			as.Detail = level
			if err := rules.ValidateComponents(Brief(as, bad, "b").WithLine(strings.Repeat("word ", 20)).Components()); err != nil {
				t.Fatalf("%s: %v", level, err)
			}
		}
	})
}

func TestAnyTopicsFitAMessageAndStayWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.SampledFrom([]rune("aZ *_[](){}<>@#~|`\\\n東조🥺:/.-\u202e")), 1, 200, -1)
		all := make([]topics.Topic, rapid.IntRange(1, 2*topicsPage).Draw(t, "topics"))
		for i := range all {
			all[i] = topics.Topic{Name: name.Draw(t, "name"), Articles: 1 << 20, Newest: corpus.NewDate(2025, 9, 30),
				Aliases: rapid.SliceOfN(name, 0, 4).Draw(t, "aliases")}
		}
		c := Topics(Presentation{Lang: rapid.SampledFrom([]Language{english, korean}).Draw(t, "language")}, all, rapid.IntRange(0, 3).Draw(t, "page"))
		if err := rules.ValidateComponents(c.Components()); err != nil {
			t.Fatal(err)
		}
		for _, m := range rules.ActiveMarkup(strings.Join(c.Blocks, "\n")) {
			if strings.HasPrefix(m, "link") || strings.Contains(m, "mention") {
				t.Fatalf("%s in\n%s", m, strings.Join(c.Blocks, "\n"))
			}
		}
	})
}

func TestRenderingIsTheSameEveryTime(t *testing.T) {
	want := rules.Text(Brief(Presentation{}, sampleBrief(), "b1").Components())
	for range 20 {
		if got := rules.Text(Brief(Presentation{}, sampleBrief(), "b1").Components()); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	}
}
