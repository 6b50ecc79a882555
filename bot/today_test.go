package bot

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/briefing"
	"sitrep/corpus"
)

// todaySample is a day of two stories, one of which leaves a day to the reader.
func todaySample() briefing.Today {
	a := sampleArticles()
	reopen, cost := "The two ports agreed on Tuesday to reopen the ferry link in May.", "Repairs to the northern pier cost 4 million crowns, Coast Radio has learnt."
	b := sampleBrief()
	return briefing.Today{
		Topic: "*ferry*", Since: corpus.NewDate(2025, 3, 3), AsOf: corpus.NewDate(2025, 3, 4), Articles: 12, Sources: b.Sources[:2],
		Stories: []briefing.TodayStory{
			{
				Claim: briefing.Claim{Text: reopen, Citations: []briefing.Citation{cite(1, a["a1"], reopen)}, Date: corpus.NewDate(2025, 3, 4),
					Dates: []briefing.DateNote{{Start: 21, End: 31, Date: corpus.NewDate(2025, 3, 4)}}},
				New: true, Outlets: []string{"Coast Radio", "Island Post", "The Harbour Gazette"}, Names: []string{"Tarn Island", "Ada Moreno", "Quay", "Port"},
			},
			{Claim: briefing.Claim{Text: cost, Citations: []briefing.Citation{cite(2, a["a2"], cost)}}, Outlets: []string{"Coast Radio"}},
		},
	}
}

func TestTodayIsDrawn(t *testing.T) {
	components := renderToday(look{}, todaySample(), "Since you last looked, <t:1741593600:R>").components()
	if err := discordtest.ValidateComponents(components); err != nil {
		t.Error(err)
	}
	golden(t, "today", discordtest.Text(components))
}

func TestTodayFitsAMessageWhateverItTells(t *testing.T) {
	day := todaySample()
	day.Stories, day.Sources = nil, nil
	for i := range 8 {
		text := fmt.Sprintf("Story %d%s.", i, strings.Repeat(" word", 200))
		day.Stories = append(day.Stories, briefing.TodayStory{Claim: briefing.Claim{Text: text, Citations: []briefing.Citation{{N: i + 1, Quote: text}}}})
		day.Sources = append(day.Sources, briefing.Source{N: i + 1, Title: strings.Repeat("Title ", 50), URL: "https://news.example/" + strings.Repeat("p", 400)})
	}
	components := renderToday(look{}, day, "").components()
	if err := discordtest.ValidateComponents(components); err != nil {
		t.Error(err)
	}
	if text := discordtest.Text(components); !strings.Contains(text, "Story 0 word") {
		t.Errorf("nothing is told:\n%s", text)
	}
}

func TestTodayTellsWhatHappenedSinceTheReaderLooked(t *testing.T) {
	t.Parallel()
	s, l := playNews(t) // on 10 March
	ask := func(user string, with ...discordtest.With) discordtest.Message {
		m := s.reply(t, s.Slash(discordtest.Guild, user, "today", with...))
		if !m.Ephemeral {
			t.Error("everybody sees it")
		}
		return m
	}
	says(t, ask(discordtest.User), "No article is newer than this", "now costs 12 crowns", "**1 Mar 2025** ·")
	addText(t, l, "pier.md", pierClosed)
	asked := s.Slash(discordtest.Guild, discordtest.User, "today", discordtest.In(sideChannel))
	m := s.reply(t, asked)
	says(t, m, "No article is newer than this", "on Sunday \\[9 Mar 2025\\]", "2 outlets · developing", "Brief me on")
	omits(t, m, "12 crowns")
	says(t, ask(somebodyElse), "closed on Sunday")
	omits(t, ask(somebodyElse), "12 crowns")
	says(t, ask(somebodyElse, discordtest.Opt("topic", "zebra")), "Nothing from these days")
	picked := asked.Select("v1:pick:today", "Tarn Island")
	says(t, s.reply(t, picked), "## Tarn Island", "closed on Sunday")
}

func TestQuestionsForTheNewsOfTheDayLeadToToday(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	addText(t, l, "pier.md", pierClosed)
	for _, question := range []string{"What happened today?", "Top stories", "Catch me up!"} {
		m := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", question)))
		says(t, m, "## Top stories", "closed on Sunday")
		if m.Ephemeral {
			t.Errorf("the answer to %q is shown to one person alone", question)
		}
	}
	asked := s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "what happened this month?"))
	m := s.reply(t, asked)
	says(t, m, "closed on Sunday")
	says(t, s.reply(t, asked.Select("v1:pick:today", "Tarn Island")), "## Tarn Island") // for all to see, and to choose from
	omits(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "What happened to the pier this month?"))), "Top stories")
}

func TestAMessageCanAskForTheNewsOfTheDay(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	says(t, s.asks(t, "", discordtest.Channel, discordtest.User, "catch me up", ""), "Top stories", "The ferry sails")
	set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "today"), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, other, s.Mention()+" catch me up", ""), "Not for everybody here")
}
