package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest"
	"sitrep/bot/state"
	"sitrep/corpus"
)

const other = "990000000000000077" // who wrote what is checked

func TestCheckOfAMessageIsShownToWhoAskedAlone(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addSample(t, l)
	srv := discordtest.New(t)
	s := playLibrary(t, srv, l)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	said := s.Say(discordtest.Guild, discordtest.Channel, other, "**Trump** met Kim in Singapore in _June 2018_, see https://example.com/x\n"+
		"> The Ever Given is ||300 metres|| long <:wow:123456789012345678>\nMy cat <@123456789012345678> sleeps all day. Or does it?", "")
	asked := s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)
	m := s.reply(t, asked)
	if !m.Ephemeral {
		t.Error("it is shown to everybody")
	}
	posted(t, "check", m, asked)

	sources := s.reply(t, asked.Click("v1:sources:"+behind(asked)))
	says(t, sources, "> **SINGAPORE — Donald Trump and Kim Jong Un met in Singapore on 12 June 2018", "{v1:sources:"+behind(asked)+":1}")
	if !sources.Ephemeral {
		t.Error("its sources are shown to everybody")
	}
}

func TestCheckInTheLanguageOfWhoAsks(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	said := s.Say("", discordtest.Channel, other, "The ferry sails again in May.", "")
	m := s.reply(t, s.OnMessage("", discordtest.User, commandCheck, said.ID, discordtest.Locale("de")))
	says(t, m, "**Mit den Artikeln abgeglichen**", "**Steht so da** · The ferry sails again in May.", "Quellen (")
}

func TestCheckOfALongMessageTurnsPagesAfterARestart(t *testing.T) {
	t.Parallel()
	srv, st := discordtest.New(t), newStore(t)
	s := play(t, srv, st, ferries())
	var lines []string
	for n := range 25 {
		lines = append(lines, fmt.Sprintf("The ferry number %d sails.", n))
	}
	said := s.Say(discordtest.Guild, discordtest.Channel, other, strings.Join(lines, "\n"), "")
	asked := s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)
	says(t, s.reply(t, asked), "Page 1 of ", "The ferry number 0 sails")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = play(t, srv, st, ferries())
	second := asked.Click("v1:check:" + behind(asked) + ":1")
	m := s.reply(t, second)
	says(t, m, "Page 2 of ", "{v1:check:"+behind(asked)+":0}")
	omits(t, m, "The ferry number 0 sails")
}

func TestCheckRefusesKindlyWhatHasNoStatement(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	own := s.reply(t, brief(s, discordtest.Guild, "ferry"))
	for _, c := range []struct{ message, want string }{
		{s.Say(discordtest.Guild, discordtest.Channel, other, "", "").ID, "no words of its own"},
		{s.Say(discordtest.Guild, discordtest.Channel, other, "<:wow:123456789012345678> <@123456789012345678> ** ** ||", "").ID, "no words of its own"},
		{s.Say(discordtest.Guild, discordtest.Channel, other, "https://example.com/a", "").ID, "states nothing that I could look up"},
		{s.Say(discordtest.Guild, discordtest.Channel, other, "When does the ferry sail?", "").ID, "states nothing that I could look up"},
		{"123456789012345678", "Discord did not send it along"},
		{own.ID, "That is one of mine"},
	} {
		m := s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, c.message))
		says(t, m, c.want)
		omits(t, m, "Reference:", "v1:")
		if !m.Ephemeral {
			t.Errorf("%q is refused before everybody", c.want)
		}
	}
}

func TestCheckReadsOnlyWhatTheAskerMaySee(t *testing.T) {
	t.Parallel()
	const a, b = "410000000000000001", "410000000000000002"
	ferry := &shelf{articles: []corpus.Article{article("secret", corpus.Guild(a), "Ferry", "The ferry is secret."), article("open", corpus.Public, "Pier", "The pier is open.")}}
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{a, b}}), ferry)
	var inA *discordtest.Interaction
	for _, guild := range []string{a, b, ""} {
		said := s.Say(guild, discordtest.Channel, other, "The ferry is secret.", "")
		asked := s.OnMessage(guild, discordtest.User, commandCheck, said.ID)
		m := s.reply(t, asked)
		if guild == a {
			inA = asked
			says(t, m, "**Says so**", "secret.example")
		} else {
			says(t, m, "**Silent**")
			omits(t, m, "secret.example")
		}
	}
	// Somebody who brought the bot along reads what is public, wherever they are.
	said := s.Say(a, discordtest.Channel, other, "The ferry is secret.", "")
	says(t, s.reply(t, s.OnMessage(a, discordtest.User, commandCheck, said.ID, discordtest.UserInstalled())), "**Silent**")
	if _, err := s.store.LoadBrief(s.ctx, b, behind(inA)); err == nil {
		t.Error("another server reads the check")
	}
}

func TestWhatWasCheckedIsDeletedWithItsAuthorAndWithWhoAsked(t *testing.T) {
	t.Parallel()
	for _, person := range []string{discordtest.User, other} {
		s := playRegistered(t, discordtest.New(t), ferries())
		said := s.Say(discordtest.Guild, discordtest.Channel, other, "The ferry sails again in May.", "")
		asked := s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)
		s.reply(t, asked)
		if err := s.store.Forget(s.ctx, "430000000000000055"); err != nil {
			t.Fatal(err)
		}
		says(t, s.reply(t, asked.Click("v1:sources:"+behind(asked))), "The ferry sails again in May.")
		if kept, err := s.store.Keeps(s.ctx, person); err != nil || kept != (state.Kept{Briefs: 1}) {
			t.Errorf("of %s is kept %+v, %v", person, kept, err)
		}
		if err := s.store.Forget(s.ctx, person); err != nil {
			t.Fatal(err)
		}
		says(t, s.reply(t, asked.Click("v1:sources:"+behind(asked))), "This brief is gone")
	}
}

func TestCheckedMessagesLoseTheirMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		"plain words":                       "plain words",
		"# **Big** _news_ ||hidden||":       "Big news hidden",
		">>> quoted\n- listed":              "quoted\nlisted",
		"see [the *report*](https://a.b/c)": "see the report",
		"on <t:1718755200:D> they met":      "on 19 June 2024 they met",
		"hi <@123456789012345678><#123456789012345678><a:wow:123456789012345678></brief:123456789012345678>": "hi",
		"`code` and snake_case_word":  "code and snake_case_word",
		"zero\u200bwidth \u202eright": "zerowidth right",
		"<t:99999999999999999999>":    "<t:99999999999999999999>",
	} {
		if got := wordsOf(&discordgo.Message{Content: in}); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
	forwarded := &discordgo.Message{MessageSnapshots: []discordgo.MessageSnapshot{{Message: &discordgo.Message{Content: "passed on"}}, {}}}
	if got := wordsOf(forwarded); got != "passed on" {
		t.Errorf("a forwarded message is read as %q", got)
	}
}
