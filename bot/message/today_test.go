package message

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
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
	components := Today(Presentation{}, todaySample(), "Since you last looked, <t:1741593600:R>").Components()
	if err := rules.ValidateComponents(components); err != nil {
		t.Error(err)
	}
	golden.Check(t, "today.golden", rules.Text(components))
}

func TestTodayFitsAMessageWhateverItTells(t *testing.T) {
	day := todaySample()
	day.Stories, day.Sources = nil, nil
	for i := range 8 {
		text := fmt.Sprintf("Story %d%s.", i, strings.Repeat(" word", 200))
		day.Stories = append(day.Stories, briefing.TodayStory{Claim: briefing.Claim{Text: text, Citations: []briefing.Citation{{N: i + 1, Quote: text}}}})
		day.Sources = append(day.Sources, briefing.Source{N: i + 1, Title: strings.Repeat("Title ", 50), URL: "https://news.example/" + strings.Repeat("p", 400)})
	}
	components := Today(Presentation{}, day, "").Components()
	if err := rules.ValidateComponents(components); err != nil {
		t.Error(err)
	}
	if text := rules.Text(components); !strings.Contains(text, "Story 0 word") {
		t.Errorf("nothing is told:\n%s", text)
	}
}

func TestLabelOfAnEntryIsReadFromItsMessage(t *testing.T) {
	menu := discordgo.SelectMenu{CustomID: "v1:pick:today", Options: []discordgo.SelectMenuOption{
		{Label: "Pier closed", Value: "Tarn Island"}, {Label: "Fare raised", Value: "ferry"},
	}}
	m := &discordgo.Message{Components: []discordgo.MessageComponent{&discordgo.Container{Components: []discordgo.MessageComponent{
		&discordgo.TextDisplay{Content: "x"}, &discordgo.ActionsRow{Components: []discordgo.MessageComponent{&menu}},
	}}}}
	for _, tt := range []struct {
		m                 *discordgo.Message
		menu, value, want string
	}{
		{m, "v1:pick:today", "ferry", "Fare raised"}, {m, "v1:pick:today", "zebra", ""}, {m, "v1:pick:all", "ferry", ""}, {nil, "v1:pick:today", "ferry", ""},
	} {
		if got := LabelOf(tt.m, tt.menu, tt.value); got != tt.want {
			t.Errorf("%s of %s is %q, want %q", tt.value, tt.menu, got, tt.want)
		}
	}
}
