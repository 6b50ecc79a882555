package message

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"sitrep/bot/discordtest/rules"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// ones finds one of several things: "1 articles", and what is not one at all,
// "2 article".
var (
	ones    = regexp.MustCompile(`(?:^|[^\d.,:/-])1 (?:new |more |other |independent )?(?:article|outlet|sentence|development|source|story|storie|feed|passage|topic|quote|question|answer|brief|message|report|thread|note|digest|page|day|hour|minute|request|time|claim|event|role|channel|file|copy|copie)s\b`)
	several = regexp.MustCompile(`(?:^|[^\d.,:/-])(?:0|[2-9]|\d\d+) (?:new |more |other |independent )?(?:article|outlet|sentence|development|source|feed|passage|topic|quote|question|brief|message|report|thread|digest|day|hour|minute|request|claim)\b`)
)

// one is a brief that has one of everything.
func one() briefing.Brief {
	b := sampleBrief()
	b.BottomLine, b.Developments, b.Timeline, b.Quotes, b.Differences = b.BottomLine[:1], b.Developments[1:], b.Timeline[:1], b.Quotes[:1], b.Differences[:1]
	b.BottomLine[0].Citations = b.BottomLine[0].Citations[:1]
	b.Sources, b.Stats = b.Sources[:1], briefing.Stats{Articles: 1, Passages: 1, DroppedUnsupported: 1}
	b.From = b.AsOf
	return b
}

func TestOneOfAThingIsNotCalledSeveral(t *testing.T) {
	as := Presentation{}
	brief := one()
	asked := brief
	asked.Question, asked.Answer = "When?", brief.BottomLine
	article := sampleArticles()["a1"]
	day := todaySample()
	day.Stories, day.Articles, day.Stories[0].Outlets = day.Stories[:1], 1, []string{"Coast Radio"}
	left := longBrief(4+mostDevelopments, 20, 30)
	usage := model.Usage{Day: "2025-03-04", Requests: 1, Prompt: 900, Reply: 40}
	feeds := sampleFeeds()[:1]
	feeds[0].Gained = 1
	n := state.Subscription{Topic: "ferry", Seq: 1}
	texts := map[string]string{}
	for name, c := range map[string]Card{
		"brief": Brief(as, brief, "b"), "brief without buttons": Brief(as, brief, ""), "answer": Brief(as, asked, "b"), "more": More(as, brief, "b"),
		"one left out": Brief(as, left, "b"), "full": ViewPage(as, brief, Texts{}, Control{View: ViewFull, Brief: "b"}, true), "why": ViewPage(as, explained(brief), Texts{}, Control{View: ViewWhy, Brief: "b"}, false),
		"today": Today(as, day, ""), "collection": Collection(as, []corpus.Article{article}, 1, 1), "found": Found(as, "title", []corpus.Article{article}, 1),
		"nothing": NothingAbout(as, briefing.Request{Topic: "x"}, corpus.Size{Articles: 1}, nil, false), "own": OwnArticles(as, []corpus.Article{article}, 1, 1),
		"stats": Stats(as, corpus.Size{Articles: 1, Passages: 1}, corpus.Size{Articles: 1, Passages: 1}, store.Survey{Articles: 1, Undated: 1, WithoutOutlet: 1, Copies: 1}, feeds,
			store.Holding{Articles: 1, Bytes: 1, Terms: 1}, store.Quota{Articles: 1, Bytes: 1, Terms: 1}),
		"feeds": Feeds(as, feeds), "topics": Topics(as, []topics.Topic{{Name: "ferry", Articles: 1}}, 0),
		"usage":   Usage(as, &Costs{Budget: 1, Prices: model.Prices{In: 1}}, []model.Usage{usage}, []Question{{"Who?", 1}}, time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)),
		"reports": Reports(as, []Reported{{Brief: brief, ID: "b", Reasons: map[string]int{"other": 1}}}, corpus.Muted{}, nil),
	} {
		texts[name] = rules.Text(c.Components())
	}
	for i, p := range Digest(as, n, briefing.Digest{Brief: brief, Articles: 1}, "b") {
		texts["digest"+string(rune('0'+i))] = rules.Text(p.Card().Components())
	}
	for _, pattern := range []string{"testdata/*.golden", "../testdata/*.golden"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
	}
	for name, text := range texts {
		for _, pattern := range []*regexp.Regexp{ones, several} {
			if found := pattern.FindString(text); found != "" {
				t.Errorf("%s says %q:\n%s", name, found, text)
			}
		}
	}
}
