package story

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
)

var analyzer = analysis.New(alias.Default())

// article makes an article of day d of March 2025.
func article(id, outlet string, day int, title, body string) corpus.Article {
	a := corpus.Article{ID: corpus.ArticleID(id), Outlet: outlet, Language: "en", Title: title, Body: body}
	if day > 0 {
		a.Published = corpus.NewDate(2025, 3, day)
	}
	for start := 0; start < len(body); {
		end := len(body)
		if i := strings.Index(body[start:], ". "); i >= 0 {
			end = start + i + 1
		}
		a.Sentences = append(a.Sentences, corpus.Sentence{Span: corpus.Span{Start: start, End: end}})
		start = end + 1
	}
	return a
}

// groups writes stories as the IDs of their articles, in ascending order.
func groups(stories []Story) []string {
	var out []string
	for _, s := range stories {
		var ids []string
		for _, m := range s.Articles {
			ids = append(ids, string(m.ID))
		}
		out = append(out, strings.Join(ids, " "))
	}
	slices.Sort(out)
	return out
}

func expect(t *testing.T, stories []Story, want ...string) {
	t.Helper()
	if got := groups(stories); !slices.Equal(got, want) {
		t.Errorf("the stories are %q, want %q", got, want)
	}
}

var ferry = []corpus.Article{
	article("f1", "Harbour Post", 3, "Ferry runs aground off Kalvik", "The ferry Nordlys ran aground off Kalvik on Monday with 212 passengers on board. Lifeboats took everyone to the harbour."),
	article("f2", "Coast Radio", 3, "Passengers rescued from ferry near Kalvik", "Lifeboats rescued 212 passengers from the ferry Nordlys after it ran aground near Kalvik. Nobody was hurt."),
	article("f3", "Daily Ledger", 4, "Captain of stranded ferry questioned", "Police questioned the captain of the Nordlys, the ferry that ran aground off Kalvik with 212 passengers. He denied falling asleep."),
}

var rates = []corpus.Article{
	article("r1", "Daily Ledger", 4, "Central bank of Marovia lifts rates", "The central bank of Marovia lifted its key rate to 6 percent on Tuesday to fight inflation. Economists had expected less."),
	article("r2", "Harbour Post", 4, "Marovia raises interest rate to 6 percent", "Marovia raised its key interest rate to 6 percent as inflation kept climbing, its central bank said. The currency rose."),
}

func TestArticlesOfOneHappeningAreOneStory(t *testing.T) {
	stories := Make(analyzer, slices.Concat(ferry, rates), nil)
	expect(t, stories, "f1 f2 f3", "r1 r2")
	if s := stories[0]; s.First.String() != "2025-03-03" || s.Last.String() != "2025-03-04" || len(s.Outlets) != 3 || s.ID() != "f1" {
		t.Errorf("the first story is %+v", s)
	}
	if names := stories[0].Names; !slices.Contains(names, "Nordlys") || !slices.Contains(names, "Kalvik") {
		t.Errorf("its names are %q", names)
	}
}

func TestStoriesDoNotDependOnTheOrderOfArticles(t *testing.T) {
	articles := slices.Concat(ferry, rates, []corpus.Article{article("u", "", 0, "Harvest fair", "The harvest fair of Lund drew a crowd.")})
	strip := func(stories []Story) string {
		for i := range stories {
			for j := range stories[i].Articles {
				stories[i].Articles[j].at = 0
			}
		}
		return fmt.Sprint(stories)
	}
	want := strip(Make(analyzer, articles, nil))
	for seed := range uint64(20) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(articles), reflect.Swapper(articles))
		if got := strip(Make(analyzer, articles, nil)); got != want {
			t.Fatalf("shuffled by %d: %s, want %s", seed, got, want)
		}
	}
}

func TestATemplateFilledInTwiceIsTwoStories(t *testing.T) {
	quake := func(id, magnitude, place, depth string, day int) corpus.Article {
		return article(id, "Quake Watch", day, "Magnitude "+magnitude+" earthquake shakes "+place,
			"An earthquake of magnitude "+magnitude+" shook the region around "+place+", the survey said. It struck at a depth of "+depth+" kilometres, and there were no reports of damage.")
	}
	match := func(id, a, b, score string, day int) corpus.Article {
		return article(id, "Pitch", day, a+" beat "+b+" "+score, "A late goal gave "+a+" a "+score+" win over "+b+" in the league, to the joy of the crowd. The coach praised the defence.")
	}
	results := func(id, quarter, profit, revenue string, day int) corpus.Article {
		return article(id, "Ticker", day, "Acme reports "+quarter+" quarter profit", "Shares moved after Acme Holdings reported a profit of "+profit+" million dollars for the "+quarter+" quarter, on revenue of "+revenue+" million.")
	}
	expect(t, Make(analyzer, []corpus.Article{
		quake("q1", "5.2", "Puerto Ventura", "12", 3), quake("q2", "4.7", "Sarkand", "80", 4),
		match("m1", "Rovers", "Albion", "2-1", 3), match("m2", "Wanderers", "Orient", "3-0", 3),
		results("a1", "first", "41", "310", 3), results("a2", "second", "57", "402", 20),
	}, nil), "a1", "a2", "m1", "m2", "q1", "q2")
}

func TestUpdatesOfOneOutletAreOneStory(t *testing.T) {
	update := func(id string, day int, dead, detail string) corpus.Article {
		return article(id, "Harbour Post", day, "Landslide buries village in Tessaly: "+dead+" dead",
			"A landslide buried the village of Orsa in Tessaly on Sunday, killing at least "+dead+" people, rescuers said. "+detail+" The slope gave way after 3 days of rain.")
	}
	expect(t, Make(analyzer, []corpus.Article{
		update("u1", 2, "5", "Helicopters were sent."), update("u2", 3, "12", "Dogs searched the mud."), update("u3", 4, "19", "The school was empty."),
		article("other", "Harbour Post", 3, "Orchestra of Lund tours", "The orchestra of Lund leaves for a tour of 9 cities. Tickets are sold out."),
	}, nil), "other", "u1 u2 u3")
}

func TestCopiesAreMembersButNoOutlets(t *testing.T) {
	copied := ferry[0]
	copied.ID, copied.Outlet = "f9", "Inland Times"
	group := &corpus.Story{Articles: 2, Asked: []corpus.ArticleID{"f1", "f9"}}
	stories := Make(analyzer, append(slices.Clone(ferry), copied), map[corpus.ArticleID]*corpus.Story{"f1": group, "f9": group})
	expect(t, stories, "f1 f2 f9 f3")
	if s := stories[0]; len(s.Outlets) != 3 || s.Weight != 3000 || !s.Articles[2].Copy {
		t.Errorf("the story is %+v", s)
	}
}

func TestServicePiecesNeverLead(t *testing.T) {
	alone := func(*corpus.Article, int, float64) float64 { return 1 }
	watch := article("w", "Guide", 5, "Ferry Nordlys: everything you need to know", "The ferry Nordlys ran aground off Kalvik with 212 passengers. Here is what we know.")
	articles := append(slices.Clone(ferry), watch)
	stories := Make(analyzer, articles, nil)
	expect(t, stories, "f1 f2 f3 w")
	lead, ok := stories[0].Lead(analyzer, articles, alone)
	if !ok || articles[lead.Article].ID != "f3" || lead.Sentence != 0 || stories[0].Service {
		t.Errorf("the story is led by %+v, %v", lead, ok)
	}
	stories = Make(analyzer, []corpus.Article{watch}, nil)
	if _, ok := stories[0].Lead(analyzer, []corpus.Article{watch}, alone); ok || !stories[0].Service {
		t.Errorf("a service piece leads: %+v", stories)
	}
}

func TestALeadStandsAlone(t *testing.T) {
	alone := func(a *corpus.Article, index int, _ float64) float64 {
		sentence := a.Text(a.Sentences[index].Span)
		if strings.HasPrefix(sentence, "He ") || strings.HasPrefix(sentence, "Police ") {
			return 0
		}
		return 1
	}
	lead, ok := Make(analyzer, ferry, nil)[0].Lead(analyzer, ferry, alone)
	if !ok || ferry[lead.Article].ID == "f3" {
		t.Errorf("the lead is %+v, %v", lead, ok)
	}
}

func TestNewsIsOfLateAndNoServicePiece(t *testing.T) {
	old := []corpus.Article{
		article("o1", "Harbour Post", 1, "Mine in Tolva reopens", "The copper mine of Tolva reopened after two years, its owner said. The first shift went down at dawn."),
		article("o2", "Coast Radio", 1, "Tolva copper mine reopens after two years", "Miners in Tolva went down the first shift as the copper mine reopened. The owner had promised it."),
	}
	watch := article("w", "Guide", 9, "How to watch the regatta", "The regatta begins at noon and is shown on three channels.")
	rates := slices.Clone(rates)
	for i := range rates {
		rates[i].Published = corpus.NewDate(2025, 3, 8)
	}
	news := News(Make(analyzer, slices.Concat(old, rates, []corpus.Article{watch}), nil), corpus.NewDate(2025, 3, 9))
	if len(news) != 2 || news[0][0].ID() != "r1" || news[1][0].ID() != "o1" {
		t.Errorf("the news is %+v", news)
	}
}

// An outlet that tells of something near counts less than one that tells the same, and
// what stands in a section of soft news less than what does not.
func TestNewsIsWhatOutletsTellAlikeAndNoSoftNews(t *testing.T) {
	day := corpus.NewDate(2024, 3, 15)
	of := func(soft bool, outlets ...string) Story {
		s := Story{Outlets: outlets}
		for range outlets {
			s.Articles = append(s.Articles, Member{Day: day, soft: soft})
		}
		return s
	}
	less := []Affair{{of(true, "Ridge Post")}, {of(false, "Ridge Post")}, {of(false, "Ridge Post"), of(false, "Tarn Post")}, {of(true, "Ridge Post", "Tarn Post")}, {of(false, "Ridge Post", "Tarn Post")}}
	for i := range less[1:] {
		if a, b := less[i].news(day), less[i+1].news(day); a >= b {
			t.Errorf("affair %d is news of %d, the next of %d", i, a, b)
		}
	}
	for address, want := range map[string]bool{
		"https://post.example/sport/2024/cup": true, "https://post.example/news/world/sport-ministers": false, "https://food.example/": false, "": false,
	} {
		if isSoft(address) != want {
			t.Errorf("soft news at %q: %v", address, !want)
		}
	}
}

func TestALeadSaysWhatTheHeadlinesSay(t *testing.T) {
	phone := []corpus.Article{
		article("p1", "Daily Ledger", 4, "Acme unveils Meridian phone with satellite link", "Autumn is the season of new leaves and new gadgets in Port Lund. Acme unveiled the Meridian, a phone with a satellite link, on Tuesday."),
		article("p2", "Harbour Post", 4, "New Acme phone Meridian calls by satellite", "Those who get lost in the hills above Lund may soon be found. The Meridian phone of Acme calls for help by satellite."),
	}
	lead, ok := Make(analyzer, phone, nil)[0].Lead(analyzer, phone, func(*corpus.Article, int, float64) float64 { return 1 })
	if !ok || lead.Sentence != 1 {
		t.Errorf("the lead is %+v, %v", lead, ok)
	}
}

func TestWhatMoreArticlesTellIsToldMore(t *testing.T) {
	day, two := corpus.NewDate(2024, 3, 15), []string{"Ridge Post", "Tarn Post"}
	affair := func(outlets []string, days ...int) Affair {
		s := Story{Outlets: outlets}
		for _, d := range days {
			s.Articles = append(s.Articles, Member{Day: corpus.NewDate(2024, 3, d)})
		}
		return Affair{s}
	}
	most := []Affair{affair(two, 14, 14, 15, 15), affair(two, 15, 15), affair(two, 11, 12, 13, 14), affair(two[:1], 15, 15), affair(two, 9, 9)}
	for i := range most[1:] {
		if a, b := most[i].Told(day), most[i+1].Told(day); a <= b {
			t.Errorf("affair %d is told %d, the next %d", i, a, b)
		}
	}
}
