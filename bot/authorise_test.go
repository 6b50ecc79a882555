package bot

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest"
	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
)

func TestIDsAreRandom(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	first, second := brief(s, discordtest.Guild, "ferry"), brief(s, discordtest.Guild, "ferry")
	s.reply(t, first)
	s.reply(t, second)
	for _, i := range []*discordtest.Interaction{first, second} {
		if id := behind(i); len(id) != 26 || !message.ValidBriefID(id) {
			t.Errorf("%q has room for less than 128 bits", id)
		}
	}
	if behind(first) == behind(second) {
		t.Error("two briefs have one ID")
	}
	b := &Bot{random: bytes.NewReader(bytes.Repeat([]byte{0xff}, idBytes))}
	if id, err := b.newBriefID(); err != nil || id != "777777777777777777777777"+"74" {
		t.Errorf("of ones is made %q, %v", id, err)
	}
	if id, err := b.newBriefID(); err == nil {
		t.Errorf("of nothing is made %q", id)
	}
}

func TestAButtonTurnsOnlyItsOwnMessage(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	own := brief(s, discordtest.Guild, "ferry")
	mine := s.reply(t, own)
	others := s.reply(t, brief(s, discordtest.Guild, "North Korea"))
	said := s.Say(discordtest.Guild, discordtest.Channel, other, "The ferry sails again in May.", "")
	check := s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)
	s.reply(t, check)
	for _, id := range []string{"v1:timeline:" + behind(own) + ":0", "v1:check:" + behind(check) + ":0", "v1:topics:all:0", "v1:privacy:keep", "v1:thread:" + behind(own)} {
		m := s.reply(t, s.Forge(others.ID, discordtest.User, id))
		if m.ID == others.ID || !m.Ephemeral {
			t.Errorf("%s changes a message that is not its own", id)
		}
	}
	if n := len(s.Threads(discordtest.Channel)); n > 0 {
		t.Errorf("%d threads are open under a brief that is another", n)
	}
	if m := s.reply(t, s.Forge(mine.ID, discordtest.User, "v1:timeline:"+behind(own)+":0")); m.ID != mine.ID {
		t.Error("its own it does not turn")
	}
	// What follows on a check is for those who see the check, wherever it was pressed.
	if m := s.reply(t, s.ForgeForm(others.ID, discordtest.User, "v1:followup:"+behind(check), fieldQuestion, "Does the ferry sail?")); !m.Ephemeral {
		t.Error("a question about a check is answered before everybody")
	}
}

func TestRolesHoldForSuggestionsAndButtons(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	editor := discordtest.Roles(roleEditors)
	asked := brief(s, discordtest.Guild, "ferry")
	posted := s.reply(t, asked)
	listed := s.helps(t, discordtest.Guild, discordtest.User, toTopics)
	for _, c := range router.Governed(unserved(false)) {
		set(t, s, discordtest.Guild, "role", discordtest.Opt("command", c), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	}
	for _, command := range []string{"brief", "today"} {
		for _, c := range []struct {
			with []discordtest.With
			some bool
		}{{nil, false}, {[]discordtest.With{discordtest.Roles(roleOthers)}, false}, {[]discordtest.With{editor}, true}, {[]discordtest.With{manager}, true}} {
			got, err := s.Autocomplete(discordtest.Guild, discordtest.User, command, "topic", "North", c.with...).WaitChoices(s.ctx)
			if err != nil || len(got) > 0 != c.some {
				t.Errorf("/%s suggests %v, %v", command, got, err)
			}
		}
	}
	for _, v := range []message.View{message.ViewTimeline, message.ViewQuotes, message.ViewSources, message.ViewFull, message.ViewWhy, message.ViewMore, message.ViewSave, message.ViewFollowUp, message.ViewThread} {
		id := message.Control{View: v, Brief: behind(asked)}.CustomID()
		m := s.reply(t, s.Forge(posted.ID, discordtest.User, id))
		says(t, m, "Not for everybody here")
		omits(t, m, "sails")
	}
	says(t, s.reply(t, listed.Select("v1:pick:all", "North Korea")), "Not for everybody here")
	says(t, s.reply(t, s.Forge(posted.ID, discordtest.User, "v1:timeline:"+behind(asked), editor)), "The ferry sails")
	says(t, s.reply(t, s.Forge(posted.ID, discordtest.User, "v1:timeline:"+behind(asked), manager)), "The ferry sails")
}

func TestManagersWhoMentionTheBotAreAnsweredWhateverTheirRoles(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t, discordtest.Options{MessageContent: true}), ferries())
	const staff = "440000000000000009"
	s.SetRole(discordtest.Guild, staff, discordgo.PermissionManageGuild)
	set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "ask"), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	question := s.Mention() + " Where does the ferry sail?"
	refused := s.asks(t, discordtest.Guild, discordtest.Channel, other, question, "", discordtest.WithRoles(roleOthers))
	says(t, refused, "Not for everybody here")
	for user, roles := range map[string][]string{discordtest.User: {staff}, discordtest.Owner: nil, somebodyElse: {roleEditors}} {
		omits(t, s.asks(t, discordtest.Guild, discordtest.Channel, user, question, "", discordtest.WithRoles(roles...)), "Not for everybody here")
	}
}

func TestButtonsOfOlderVersionsAnswerWhereTheyMay(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	posted := s.reply(t, brief(s, discordtest.Guild, "ferry"))
	for id, b := range map[string]state.Brief{
		"1357924680135792468": {User: discordtest.User},
		"d1-sz0000":           {},
		"1357924680135792469": {User: other, Person: state.PersonUnknown},
	} {
		b.ID, b.Guild, b.Channel, b.Created = id, discordtest.Guild, discordtest.Channel, time.Now()
		b.JSON, _ = json.Marshal(briefing.Brief{Topic: "pier", Timeline: []briefing.Event{{Claim: briefing.Claim{Text: "The pier is old."}}}})
		if err := s.store.SaveBrief(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		m := s.reply(t, s.Forge(posted.ID, discordtest.User, "v1:timeline:"+id))
		if b.Person == "" {
			says(t, m, "The pier is old.")
		} else {
			says(t, m, "This button is old")
		}
	}
}
