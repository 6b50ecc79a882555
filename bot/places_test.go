package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
)

func TestAnswersComeInEveryKindOfChannel(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	const forum = "420000000000000015"
	for _, c := range []struct {
		name    string
		kind    int
		threads bool // can be opened under its messages
	}{{"voice", 2, false}, {"announcements", 5, true}, {"stage", 13, false}} {
		channel := fmt.Sprint(420000000000000020 + c.kind)
		s.AddChannel(discordtest.Guild, channel)
		s.SetChannelKind(channel, c.kind)
		posted := s.slash(t, "What happened at the Hanoi summit?", discordtest.In(channel))
		says(t, posted, "I heard")
		says(t, s.asks(t, discordtest.Guild, channel, discordtest.User, s.Mention()+" why did it fail?", posted.ID), "I heard: why did Hanoi summit fail?")
		opened := s.opensThread(t, posted, discordtest.User)
		if !c.threads {
			says(t, opened, "I can't open a thread here", "there can be none in this channel", "**Ask a follow-up** works")
			continue
		}
		says(t, opened, "The thread is open")
		says(t, s.asks(t, discordtest.Guild, posted.ID, discordtest.User, s.Mention()+" and in 2019?", ""), "in 2019")
	}

	const post = "420000000000000016"
	s.AddPost(discordtest.Guild, forum, post)
	says(t, s.slash(t, "What happened at the Hanoi summit?", discordtest.In(post)), "I heard")
	says(t, s.asks(t, discordtest.Guild, post, discordtest.User, s.Mention()+" why did it fail?", ""), "I heard: why did Hanoi summit fail?")

	const group = "420000000000000017"
	s.SetChannelKind(group, 3)
	asked := s.Slash("", discordtest.User, "ask", discordtest.In(group), discordtest.UserInstalled(), discordtest.Opt("question", "What happened at the Hanoi summit?"))
	m := s.reply(t, asked)
	says(t, m, "I heard", "Ask a follow-up")
	shown := s.moreOf(t, m, discordtest.User, discordtest.UserInstalled())
	says(t, shown, "[Save]")
	omits(t, shown, "Open a thread")
	if all := l.all(); all[len(all)-1].Scope.String() != "public" {
		t.Errorf("in a group of people it reads %s", all[len(all)-1].Scope)
	}
}

func TestAnswerThatCanNoLongerBeEditedLogsWhy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meanwhile func(s *discordtest.Server, thread string)
		msg, code string
	}{
		"archived": {func(s *discordtest.Server, thread string) { s.ArchiveThread(thread) }, "msg=declined", "code 50083"},
		"locked":   {func(s *discordtest.Server, thread string) { s.LockThread(thread) }, "msg=declined", "code 160005"},
		"no longer taken": {func(s *discordtest.Server, _ string) {
			s.Fail(discordtest.RouteReply, discordtest.Fault{Status: 401, Body: `{"message":"Invalid Webhook Token","code":50027}`})
		}, `msg="too late to answer"`, "code 50027"},
		"gone": {func(s *discordtest.Server, _ string) {
			s.Fail(discordtest.RouteReply, discordtest.Fault{Status: 404, Body: `{"message":"Unknown Message","code":10008}`})
		}, `msg="answer not shown, its message is gone"`, "code 10008"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &listener{shelf: ferries()}
			composing, goOn := make(chan bool), make(chan bool)
			slow := false // set before it is asked again
			l.shelf.before = func(context.Context) {
				if slow {
					composing <- true
					<-goOn
				}
			}
			s := play(t, discordtest.New(t), newStore(t), l.shelf)
			in := thread(t, s, "ferry?")
			slow = true
			asked := s.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"), discordtest.In(in))
			<-composing
			tc.meanwhile(s.Server, in)
			goOn <- true
			if err := s.done(asked.ID); err != nil {
				t.Fatal(err)
			}
			if log := s.log.String(); !strings.Contains(log, tc.msg) || !strings.Contains(log, tc.code) || strings.Contains(log, "level=ERROR") {
				t.Errorf("the log says:\n%s", log)
			}
		})
	}
}

func TestClosedDirectMessagesAreLeftAlone(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	s.CloseDirect(discordtest.User)
	s.Say("", discordtest.Channel, discordtest.User, "What happened at the Hanoi summit?", "")
	if err := s.log.wait(s.ctx, "code 50007"); err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if log := s.log.String(); strings.Contains(log, "level=ERROR") || len(s.Calls(discordtest.RouteMessage)) != 1 {
		t.Errorf("it tried %d times; the log says:\n%s", len(s.Calls(discordtest.RouteMessage)), log)
	}
}

func TestItsOwnEphemeralMessagesAreNoDirectMessages(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	if m := s.reply(t, s.helps(t, discordtest.Guild, discordtest.User, toSources)); !m.Ephemeral {
		t.Fatal("the list is shown to all")
	}
	s.ignored(t) // asks one question in direct messages, and ends the bot
	if n := len(s.Calls(discordtest.RouteMessage)); n != 1 || len(l.all()) != 1 {
		t.Errorf("it wrote %d messages and looked %d times, want one of each", n, len(l.all()))
	}
}
