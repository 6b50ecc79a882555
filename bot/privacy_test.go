package bot

import (
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
	"sitrep/bot/state"
)

func TestPrivacyShowsAndDeletesWhatIsKept(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	id := thread(t, s, "What happened at the Hanoi summit?")
	s.asks(t, discordtest.Guild, id, discordtest.User, s.Mention()+" why did it fail?", "")
	others := s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" What about the Singapore summit?", "")

	asked := s.helps(t, discordtest.Guild, discordtest.User, toPrivacy)
	m := s.reply(t, asked)
	if !m.Ephemeral {
		t.Error("what is kept about somebody is shown to all")
	}
	golden.Check(t, "privacy.golden", m.Text())
	omits(t, m, "Hanoi")

	s.reply(t, asked.Click("v1:privacy:ask"))
	m, _ = asked.Reply()
	golden.Check(t, "privacy-question.golden", m.Text())
	s.reply(t, asked.Click("v1:privacy:keep"))
	m, _ = asked.Reply()
	says(t, m, "What I keep about you", "2 questions")

	s.reply(t, asked.Click("v1:privacy:ask"))
	s.reply(t, asked.Click("v1:privacy:delete"))
	m, _ = asked.Reply()
	says(t, m, "It is deleted", "I keep nothing about you any more")
	kept, err := s.store.Keeps(t.Context(), discordtest.User)
	if err != nil || kept != (state.Kept{}) {
		t.Errorf("it keeps %+v, %v", kept, err)
	}
	says(t, s.reply(t, s.helps(t, discordtest.Guild, discordtest.User, toPrivacy)), "I keep nothing about you", "1 day", "30 days", "365 days")

	// What is somebody else's stays.
	says(t, s.reply(t, s.Click(others.ID, discordtest.User, button(t, others.Components, "Sources"))), "**Sources**")
}

func TestPrivacyIsForDirectMessagesToo(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	s.asks(t, "", discordtest.Channel, discordtest.User, "What happened at the Hanoi summit?", "")
	asked := s.helps(t, "", discordtest.User, toPrivacy)
	says(t, s.reply(t, asked), "1 question, to understand what you ask next", "1 brief or answer")
	// Nobody else's is counted.
	says(t, s.reply(t, s.helps(t, "", somebodyElse, toPrivacy)), "I keep nothing about you")
}
