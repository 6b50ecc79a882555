package main

import (
	"strings"
	"syscall"
	"testing"

	"sitrep/bot/discordtest"
)

// A process is killed in the midst of several conversations; the next one goes
// on with each of them.
func TestServeUnderstandsFollowUpsAfterACrash(t *testing.T) {
	t.Parallel()
	const other = "430000000000000002"
	srv, dir := discordtest.New(t), t.TempDir()
	s := serve(t, srv, dir)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	posted, err := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")).WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	opened, err := threadUnder(t, srv, posted)
	if err != nil || !strings.Contains(opened.Text(), "The thread is open") {
		t.Fatalf("%v, %s\n%s", err, opened.Text(), s.stderr)
	}
	say := func(guild, channel, user, content, want string) {
		t.Helper()
		m, err := srv.WaitReplyTo(within(t), srv.Say(guild, channel, user, content, ""))
		if err != nil {
			t.Fatalf("%v\n%s", err, s.stderr)
		}
		if !strings.Contains(m.Text(), want) {
			t.Errorf("%q is not answered with %q but:\n%s", content, want, m.Text())
		}
	}
	say("", discordtest.Channel, discordtest.User, "Who is Kim Yo-jong?", "**Answer**")
	say(discordtest.Guild, discordtest.Channel, other, srv.Mention()+" Why did the Hanoi summit fail?", "**Answer**")
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.end(t)
	gone(t, srv)

	s = serve(t, srv, dir)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	say("", discordtest.Channel, discordtest.User, "What did she say about Lee?", "Understood as: What did Kim Yo-jong say about Lee?")
	say(discordtest.Guild, discordtest.Channel, other, srv.Mention()+" When was it?", "Understood as: When was Hanoi summit")
	say(discordtest.Guild, posted.ID, other, srv.Mention()+" How many soldiers has it sent to Russia?", "Understood as: How many soldiers has North Korea sent to Russia?")
	say(discordtest.Guild, discordtest.Channel, "430000000000000003", srv.Mention()+" When was it?", "I remember nothing")
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 || strings.Contains(log, "Hanoi") {
		t.Errorf("exit code %d; the log holds what people asked, or failed:\n%s", code, log)
	}
}

// threadUnder has a thread opened under a brief.
func threadUnder(t *testing.T, srv *discordtest.Server, posted discordtest.Message) (discordtest.Message, error) {
	t.Helper()
	more, err := srv.Click(posted.ID, discordtest.User, button(posted.Components, "More")).WaitReply(within(t))
	if err != nil {
		return more, err
	}
	return srv.Click(more.ID, discordtest.User, button(more.Components, "Open a thread")).WaitReply(within(t))
}

func TestServeReadsItsThreadsWhereThatIsTurnedOn(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t, discordtest.Options{MessageContent: true})
	s := serve(t, srv, t.TempDir(), "SITREP_MESSAGE_CONTENT=true")
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	posted, err := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")).WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if _, err := threadUnder(t, srv, posted); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	m, err := srv.WaitReplyTo(within(t), srv.Say(discordtest.Guild, posted.ID, discordtest.User, "How many soldiers has it sent to Russia?", ""))
	if err != nil || !strings.Contains(m.Text(), "North Korea has sent about 10,000 soldiers") {
		t.Errorf("%v, %s\n%s", err, m.Text(), s.stderr)
	}
}

func TestServeNamesTheIntentThatDiscordDidNotGrant(t *testing.T) {
	t.Parallel()
	code, log := serve(t, discordtest.New(t), t.TempDir(), "SITREP_MESSAGE_CONTENT=true").end(t)
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if last := lines[len(lines)-1]; code != exitFailed || !strings.Contains(last, "message content intent") {
		t.Errorf("exit code %d and %q, want 1 and a sentence that names the intent", code, last)
	}
}
