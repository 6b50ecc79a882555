package bot

import (
	"testing"

	"sitrep/bot/discordtest"
)

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
	says(t, ask(discordtest.User), "The newest article here is from 1 Mar 2025 (9 days old).", "now costs 12 crowns", "**1 Mar 2025** ·")
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
