package gateway_test

import (
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

func TestChoicesAndFormsReachTheUser(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	srv := discordtest.New(t)
	b := connect(t, srv, quick(srv))
	mustDo(t, srv.WaitConnected(ctx))

	typing := srv.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "nor")
	i := next[*discordgo.InteractionCreate](t, ctx, b)
	if o := i.ApplicationCommandData().Options[0]; !o.Focused || o.StringValue() != "nor" {
		t.Errorf("got option %+v", o)
	}
	mustDo(t, b.rest.Choices(ctx, i.Interaction, []*discordgo.ApplicationCommandOptionChoice{{Name: "North Korea", Value: "north-korea"}}))
	want := []rules.Choice{{Name: "North Korea", Value: "north-korea"}}
	if diff := cmp.Diff(want, must[[]rules.Choice](t)(typing.WaitChoices(ctx))); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	typing = srv.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "zzz")
	i = next[*discordgo.InteractionCreate](t, ctx, b)
	mustDo(t, b.rest.Choices(ctx, i.Interaction, nil))
	if none := must[[]rules.Choice](t)(typing.WaitChoices(ctx)); len(none) != 0 {
		t.Errorf("no choices became %v", none)
	}

	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief")
	i = next[*discordgo.InteractionCreate](t, ctx, b)
	mustDo(t, b.rest.Reply(ctx, i.Interaction, discord.Message{Components: []discordgo.MessageComponent{
		discordgo.TextDisplay{Content: "A brief."},
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.Button{Label: "Ask", CustomID: "ask", Style: discordgo.SecondaryButton},
			discordgo.Button{Label: "More", CustomID: "more", Style: discordgo.SecondaryButton},
		}},
	}}))
	must[discordtest.Message](t)(asked.WaitReply(ctx))
	click := asked.Click("ask")
	i = next[*discordgo.InteractionCreate](t, ctx, b)
	mustDo(t, b.rest.Open(ctx, i.Interaction, discord.Form{
		ID: "ask-form", Title: "Ask a follow-up", Text: "**A brief**",
		Fields: []discord.Field{{ID: "q", Label: "Question"}, {ID: "why", Label: "Why", Description: "If you like", Long: true, Optional: true, Min: 2, Max: 9}},
	}))
	form := must[rules.Modal](t)(click.WaitModal(ctx))
	if c := form.Components; len(c) != 3 || c[0].Content != "**A brief**" || c[1].Label != "Question" || c[2].Description != "If you like" || *c[2].Component.MaxLength != 9 {
		t.Errorf("the form is %+v", form)
	}
	click.SubmitModal(map[string]string{"q": "And in 2019?"})
	i = next[*discordgo.InteractionCreate](t, ctx, b)
	if got := discord.FilledIn(i.ModalSubmitData(), "q"); got != "And in 2019?" {
		t.Errorf("the form says %q", got)
	}
	if got := discord.FilledIn(i.ModalSubmitData(), "why") + discord.FilledIn(i.ModalSubmitData(), "other"); got != "" {
		t.Errorf("what was left empty says %q", got)
	}

	more := asked.Click("more")
	i = next[*discordgo.InteractionCreate](t, ctx, b)
	mustDo(t, b.rest.DeferUpdate(ctx, i.Interaction))
	must[*discordgo.Message](t)(b.rest.EditReply(ctx, i.Interaction, text("A longer brief.")))
	if m := must[discordtest.Message](t)(more.WaitReply(ctx)); m.Text() != "A longer brief.\n" {
		t.Errorf("after the update members see %q", m.Text())
	}
	if m, _ := asked.Reply(); m.Text() != "A longer brief.\n" {
		t.Errorf("the first reply still says %q", m.Text())
	}
}
