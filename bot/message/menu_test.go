package message

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/topics"
)

func TestNothingToChooseFromIsNoMenu(t *testing.T) {
	var as Presentation
	for name, c := range map[string]Card{
		"a brief without a sentence": Wrong(as, briefing.Brief{Topic: "north-korea"}, "id"),
		"topics without names":       NothingAbout(as, briefing.Request{Topic: "x"}, corpus.Size{}, []topics.Topic{{}}, false),
		"nobody's report":            Reports(as, nil, corpus.Muted{}, nil),
	} {
		t.Run(name, func(t *testing.T) {
			for _, part := range c.Components()[0].(discordgo.Container).Components {
				row, ok := part.(discordgo.ActionsRow)
				if !ok {
					continue
				}
				if menu, ok := row.Components[0].(discordgo.SelectMenu); ok && len(menu.Options) == 0 {
					t.Errorf("a menu of nothing, which Discord refuses: %+v", menu)
				}
			}
			if strings.TrimSpace(strings.Join(c.Blocks, "")) == "" {
				t.Error("nothing is said")
			}
		})
	}
}
