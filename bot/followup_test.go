package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/corpus"
)

// The people and places of the tests, besides discordtest's own.
const (
	somebodyElse = "430000000000000002"
	otherGuild   = "410000000000000002"
	otherChannel = "420000000000000002"
)

// listener answers every question with what it was understood as, and keeps
// what it was asked.
type listener struct {
	*shelf
	mu    sync.Mutex
	heard []briefing.Request
}

func (l *listener) Ask(_ context.Context, req briefing.Request) (briefing.Brief, error) {
	l.mu.Lock()
	l.heard = append(l.heard, req)
	l.mu.Unlock()
	b := briefing.Brief{Question: req.Question, Mode: briefing.Deterministic}
	understood := followup.Standalone(req.Earlier, req.Question)
	if understood != req.Question {
		b.StandaloneQuestion = understood
	}
	a := l.articles[0]
	b.Answer = []briefing.Claim{{Text: "I heard: " + understood, Citations: []briefing.Citation{cite(1, a, a.Body)}}}
	b.Sources = []briefing.Source{{N: 1, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL}}
	return b, nil
}

// all returns what it was asked so far.
func (l *listener) all() []briefing.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.heard)
}

// earlier returns what the newest question was told to follow on.
func (l *listener) earlier() []string {
	all := l.all()
	if len(all) == 0 {
		return nil
	}
	var questions []string
	for _, t := range all[len(all)-1].Earlier {
		questions = append(questions, t.Question)
	}
	return questions
}

func listening(t *testing.T, change ...func(*Options)) (*stage, *listener) {
	t.Helper()
	return listeningOn(t, discordtest.New(t, discordtest.Options{MessageContent: true, Guilds: []string{discordtest.Guild, otherGuild}}), change...)
}

func listeningOn(t *testing.T, srv *discordtest.Server, change ...func(*Options)) (*stage, *listener) {
	t.Helper()
	l := &listener{shelf: ferries()}
	s := play(t, srv, newStore(t), l.shelf, append([]func(*Options){func(o *Options) { o.Briefer = l }}, change...)...)
	return s, l
}

// asks says something to the bot and waits for the answer.
func (s *stage) asks(t *testing.T, guild, channel, user, content, replyTo string, how ...discordtest.How) discordtest.Message {
	t.Helper()
	said := s.Say(guild, channel, user, content, replyTo, how...)
	m, err := s.WaitReplyTo(s.ctx, said)
	if err == nil {
		err = s.done(said.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// slash asks with /ask, by the usual user.
func (s *stage) slash(t *testing.T, question string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	return s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", append(with, discordtest.Opt("question", question))...))
}

// ignored ends the bot and fails if it has answered any of what was said.
func (s *stage) ignored(t *testing.T, all ...discordtest.Message) {
	t.Helper()
	// What comes later has been answered, so all of it has come in; and the bot
	// does not end before it has dealt with what came in.
	s.asks(t, "", discordtest.Channel, "430000000000000099", "Was there anything about Hanoi?", "")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	for _, said := range all {
		for _, m := range s.Messages(said.Channel) {
			if m.ReplyTo == said.ID && m.Author == s.AppID() {
				t.Errorf("it answers %q:\n%s", said.Content, m.Text())
			}
		}
	}
}

func TestFollowUpIsUnderstoodFromWhatWasAskedBefore(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	first := s.slash(t, "What happened at the Hanoi summit?")
	for _, tc := range []struct{ name, content, replyTo, says string }{
		{"a mention", s.Mention() + " why did it fail?", "", "I heard: why did Hanoi summit fail?"},
		{"a mention in the midst", "so " + s.Mention() + " why did it fail?", "", "I heard: so why did Hanoi summit fail?"},
		{"a reply that mentions it", s.Mention() + " why did it fail?", first.ID, "I heard: why did Hanoi summit fail?"},
	} {
		m := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, tc.content, tc.replyTo)
		says(t, m, tc.says, "-# Understood as: ", "[That's not what I meant]{v1:correct:", "[Ask a follow-up]{v1:followup:")
	}
}

func TestDirectMessagesAreQuestions(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	m := s.asks(t, "", discordtest.Channel, discordtest.User, "What happened at the Hanoi summit?", "")
	says(t, m, "I heard: What happened at the Hanoi summit?")
	omits(t, m, "Understood as")
	omits(t, s.moreOf(t, m, discordtest.User), "Open a thread")
	m = s.asks(t, "", discordtest.Channel, discordtest.User, "Why did it fail?", "")
	says(t, m, "Understood as: Why did Hanoi summit fail?")
	if all := l.all(); all[len(all)-1].Scope.String() != "public" {
		t.Errorf("in direct messages it reads %s", all[len(all)-1].Scope)
	}
}

func TestReplyFollowsOnTheBriefItReplies(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	hanoi := s.slash(t, "What happened at the Hanoi summit?")
	s.slash(t, "What happened at the Singapore summit?")
	// Somebody else's question, and not the newest.
	m := s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" why did it fail?", hanoi.ID)
	says(t, m, "I heard: why did Hanoi summit fail?")
	// From there, the conversation goes on for them.
	m = s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" and in 2019?", "")
	says(t, m, "I heard: why did Hanoi summit fail in 2019?")
	// For the first it is still about Singapore.
	m = s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" who attended it?", "")
	says(t, m, "I heard: who attended Singapore summit?")
}

func TestConversationsAreOfOnePersonAndPlace(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	for _, tc := range []struct{ name, guild, channel, user string }{
		{"somebody else", discordtest.Guild, discordtest.Channel, somebodyElse},
		{"another channel", discordtest.Guild, otherChannel, discordtest.User},
		{"another server", otherGuild, "420000000000000003", discordtest.User},
		{"direct messages", "", discordtest.Channel, discordtest.User},
	} {
		m := s.asks(t, tc.guild, tc.channel, tc.user, s.Mention()+" why did it fail?", "")
		says(t, m, "What do you mean?", "“why did it fail?” does not say what it is about", "I remember nothing")
		omits(t, m, "Hanoi summit?")
	}
	s.asks(t, otherGuild, "420000000000000003", discordtest.User, s.Mention()+" what about the Singapore summit?", "")
	if got := l.earlier(); got != nil {
		t.Errorf("in another server it follows on %q", got)
	}
}

func TestCommandBeginsAnew(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	posted := s.reply(t, brief(s, discordtest.Guild, "ferry"))
	s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" who paid for it?", "")
	if got := l.earlier(); !slices.Equal(got, []string{"Tell me about ferry"}) {
		t.Errorf("after a brief it follows on %q", got)
	}
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention(), posted.ID), "We were talking about “ferry”.")
}

func TestQuestionIsForgottenAfterTheTimeSet(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	s, _ := listening(t, func(o *Options) {
		o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		o.Memories = Memories{Channels: time.Hour}
	})
	m := s.slash(t, "What happened at the Hanoi summit?")
	mu.Lock()
	now = now.Add(61 * time.Minute)
	mu.Unlock()
	again := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", "")
	says(t, again, "I remember nothing that you asked here before")
	if _, err := s.store.PruneTurns(t.Context(), now, now); err != nil {
		t.Fatal(err)
	}
	// The brief itself still says what it answers.
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", m.ID), "I heard: why did Hanoi summit fail?")
}

func TestWhatIsNotMeantForTheBotIsIgnored(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	posted := s.slash(t, "What happened at the Hanoi summit?")
	at := s.Mention()
	s.ignored(t,
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "Why did it fail?", ""),
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "", posted.ID, discordtest.WithSticker()),
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "<@430000000000000055> look", posted.ID),
		s.Say(discordtest.Guild, discordtest.Channel, "430000000000000055", "Why did it fail?", posted.ID, discordtest.AsBot()),
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, at+" hello @everyone", ""),
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "<@430000000000000055> hello", ""),
		s.Say(discordtest.Guild, discordtest.Channel, "430000000000000055", at+" Why did it fail?", "", discordtest.AsBot()),
		s.Say(discordtest.Guild, discordtest.Channel, "430000000000000056", at+" Why did it fail?", "", discordtest.AsWebhook()),
		s.Say("", discordtest.Channel, discordtest.User, " ", ""),
	)
	for _, req := range l.all()[1:] {
		if req.Question != "Was there anything about Hanoi?" {
			t.Errorf("it looked for %q", req.Question)
		}
	}
}

func TestReplyToAMessageOfItsOwnIsAQuestion(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	// The answer to a mention is no answer to a command: a reply to it mentions
	// the bot.
	said := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" what happened at the Hanoi summit?", "")
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, "why did it fail?", said.ID), "I heard: why did Hanoi summit fail?")
}

func TestEveryReplyIsHeardWithTheMessageContentIntent(t *testing.T) {
	t.Parallel()
	s, _ := listening(t, func(o *Options) { o.MessageContent = true })
	posted := s.slash(t, "What happened at the Hanoi summit?")
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, "why did it fail?", posted.ID), "I heard: why did Hanoi summit fail?")
}

func TestReplyWhoseContentIsWithheldGetsAHintOnceADayInEachChannel(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	s, l := listening(t, func(o *Options) { o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now } })
	posted := s.slash(t, "What happened at the Hanoi summit?")
	elsewhere := s.slash(t, "What happened at the Hanoi summit?", discordtest.In(otherChannel))
	hint := s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, "why did it fail?", posted.ID)
	says(t, hint, "I can't read this reply", "Mention me", "**Ask a follow-up**", "Message Content intent")
	// Its button is that of what was replied to.
	pressed := s.Click(hint.ID, somebodyElse, button(t, hint.Components, "Ask a follow-up"))
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"})), "I heard: Why did Hanoi summit fail?")

	pass(25 * time.Hour)
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, "why did it fail?", posted.ID), "I can't read this reply")
	pass(23 * time.Hour) // and no longer: when what is ignored is dealt with, nothing tells
	again := s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "and in 2019?", posted.ID)
	says(t, s.asks(t, discordtest.Guild, otherChannel, discordtest.User, "why did it fail?", elsewhere.ID), "I can't read this reply")
	if n := len(l.all()); n != 3 {
		t.Errorf("it looked %d times, want 3: for two commands and a form", n)
	}
	s.ignored(t, again)
}

func TestReplyIsNotHintedAtWhereCommandsMayNotBeUsed(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	posted := s.slash(t, "What happened at the Hanoi summit?")
	manage := discordtest.Permissions(discordtest.ManageServer)
	s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "settings channel", discordtest.Opt("channel", otherChannel), discordtest.Opt("allowed", true), manage))
	s.ignored(t, s.Say(discordtest.Guild, discordtest.Channel, somebodyElse, "why did it fail?", posted.ID))
}

func TestMessageOfAnAnswerIsKnownThoughItsAcknowledgementDidNotTell(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	// The first try arrives, its answer does not, and the second is told that the
	// interaction is acknowledged already.
	s.Fail(discordtest.RouteCallback, discordtest.Fault{ResetAfter: true})
	asked := s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "What happened at the Hanoi summit?"))
	posted := s.reply(t, asked)
	if id, err := s.store.BriefOfMessage(s.ctx, discordtest.Guild, posted.ID); err != nil || id != behind(asked) {
		t.Errorf("message %s shows brief %q (%v), want %s", posted.ID, id, err, behind(asked))
	}
}

func TestNothingIsLostThoughDiscordSendsWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	s, _ := listeningOn(t, discordtest.New(t, discordtest.Options{Ahead: true}))
	posted := s.slash(t, "What happened at the Hanoi summit?")
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", posted.ID), "I heard: why did Hanoi summit fail?")
	says(t, s.reply(t, s.Click(posted.ID, discordtest.User, button(t, posted.Components, "Sources"))), "The ferry sails again")
	pressed := s.Click(posted.ID, discordtest.User, button(t, posted.Components, "Ask a follow-up"))
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"})), "I heard: Why did Hanoi summit fail?")
	said := s.Say(discordtest.Guild, discordtest.Channel, somebodyElse, "The ferry sails again in May.", posted.ID)
	says(t, s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)), "Says so 1")
}

func TestNameOfATopicAloneIsBriefedOn(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	m := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" dprk", "")
	says(t, m, "## North Korea", "agreed to talks", "[More ▾]")
	// It begins anew, and can be replied to.
	s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" who leads it?", "")
	if got := l.earlier(); !slices.Equal(got, []string{"Tell me about North Korea"}) {
		t.Errorf("it follows on %q", got)
	}
}

func TestEmptyFollowUpIsAskedBack(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	for _, content := range []string{s.Mention(), s.Mention() + " ?!"} {
		m := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, content, "")
		says(t, m, "What would you like to know?", "I remember nothing", "or begin with /brief")
	}
	s.slash(t, "What happened at the Hanoi summit?")
	m := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention(), "")
	says(t, m, "What would you like to know?", "We were talking about “What happened at the Hanoi summit?”")
}

func TestLongFollowUpIsRefusedKindly(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	m := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+strings.Repeat(" why", 150), "")
	says(t, m, "A question may be up to 500 characters long.")
}

func TestAnswerToAMessagePingsNobodyAndIsSentOnce(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	// The answer to the first try is lost after Discord has acted on it.
	s.Fail(discordtest.RouteMessage, discordtest.Fault{ResetAfter: true})
	said := s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", "")
	if err := s.WaitCalls(s.ctx, discordtest.RouteMessage, 2); err != nil {
		t.Fatal(err)
	}
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" and in 2019?", ""), "in 2019")
	n := 0
	for _, m := range s.Messages(discordtest.Channel) {
		if m.ReplyTo == said.ID {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it answered %d times, want once", n)
	}
	if len(s.Calls(discordtest.RouteTyping)) == 0 {
		t.Error("it did not show that it was writing")
	}
	for _, c := range s.Calls(discordtest.RouteMessage) {
		if !strings.Contains(string(c.Body), `"allowed_mentions":{"parse":[],"replied_user":false}`) {
			t.Errorf("sent with mentions on: %s", c.Body)
		}
	}
}

func TestPlaceThatItMayNotWriteInIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, _ := listeningOn(t, discordtest.New(t, discordtest.Options{AppPermissions: discordtest.AppPermissions &^ (1 << 11)}))
	s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" What happened at the Hanoi summit?", "")
	if err := s.WaitCalls(s.ctx, discordtest.RouteMessage, 1); err != nil {
		t.Fatal(err)
	}
	says(t, s.slash(t, "Who met at the Hanoi summit?"), "I heard")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if log := s.log.String(); !strings.Contains(log, "not allowed to write there") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log says:\n%s", log)
	}
	if n := len(s.Calls(discordtest.RouteMessage)); n != 1 {
		t.Errorf("it tried %d times, want once", n)
	}
}

func TestFormAsksOnFromItsBrief(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	asked := s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "What happened at the Hanoi summit?"))
	posted := s.reply(t, asked)
	s.slash(t, "What happened at the Singapore summit?")

	pressed := s.Click(posted.ID, somebodyElse, "v1:followup:"+behind(asked))
	form, err := pressed.WaitModal(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if form.Title != "Ask a follow-up" || form.CustomID != "v1:followup:"+behind(asked) {
		t.Errorf("the form is %+v", form)
	}
	m := s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"}))
	says(t, m, "I heard: Why did Hanoi summit fail?", "Understood as")
	if m.Ephemeral {
		t.Error("the answer is shown to nobody else, though the brief is")
	}
	if got := l.earlier(); !slices.Equal(got, []string{"What happened at the Hanoi summit?"}) {
		t.Errorf("it follows on %q", got)
	}
}

func TestMisunderstandingIsCorrected(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	wrong := s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", "")
	id := button(t, wrong.Components, "That's not what I meant")
	pressed := s.Click(wrong.ID, discordtest.User, id)
	form, err := pressed.WaitModal(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := form.Components[1].Component.Value; got != "why did Hanoi summit fail?" {
		t.Errorf("the form begins with %q", got)
	}
	m := s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did the Singapore summit fail?"}))
	says(t, m, "I heard: Why did the Singapore summit fail?")
	omits(t, m, "Understood as")
	if got := l.earlier(); got != nil {
		t.Errorf("what was meant follows on %q", got)
	}
	// What comes after follows on what was meant, not on the misunderstanding.
	s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" who attended it?", "")
	if got := l.earlier(); !slices.Equal(got, []string{"What happened at the Hanoi summit?", "Why did the Singapore summit fail?"}) {
		t.Errorf("afterwards it follows on %q", got)
	}
}

func TestFormOfADeletedBriefSaysSo(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	asked := s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "What happened at the Hanoi summit?"))
	posted := s.reply(t, asked)
	pressed := s.Click(posted.ID, discordtest.User, "v1:followup:"+behind(asked))
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.PruneBriefs(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, s.Click(posted.ID, discordtest.User, "v1:followup:"+behind(asked))), "This brief is gone")
	if err := s.store.Forget(t.Context(), discordtest.User); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"})), "This brief is gone")
}

func TestConversationGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	srv, st := discordtest.New(t), newStore(t)
	start := func() (*stage, *listener) {
		l := &listener{shelf: ferries()}
		return play(t, srv, st, l.shelf, func(o *Options) { o.Briefer = l }), l
	}
	first, _ := start()
	hanoi := first.slash(t, "What happened at the Hanoi summit?")
	first.asks(t, "", discordtest.Channel, discordtest.User, "What happened at the Singapore summit?", "")
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}

	second, _ := start()
	ask := func(guild, content, replyTo string) discordtest.Message {
		return second.asks(t, guild, discordtest.Channel, discordtest.User, content, replyTo)
	}
	says(t, ask(discordtest.Guild, srv.Mention()+" why did it fail?", ""), "I heard: why did Hanoi summit fail?")
	says(t, ask("", "why did it fail?", ""), "I heard: why did Singapore summit fail?")
	says(t, second.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, srv.Mention()+" who attended it?", hanoi.ID), "I heard: who attended Hanoi summit?")
}

func TestOnlyTheLastQuestionsAreFollowedOn(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	s.slash(t, "What happened at the Hanoi summit?")
	for i := range 25 {
		s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, fmt.Sprintf("%s why did it fail in %d?", s.Mention(), 2000+i), "")
	}
	got := l.earlier()
	if len(got) != 20 || got[0] != "why did Hanoi summit fail in 2004?" || got[19] != "why did it fail in 2023?" {
		t.Errorf("it follows on %d questions: %q", len(got), got)
	}
}

func TestOnlyTheLastQuestionsOfAThreadAreFollowedOn(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	id := thread(t, s, "What happened at the Hanoi summit?")
	for i := range 22 {
		s.asks(t, discordtest.Guild, id, discordtest.User, fmt.Sprintf("%s why did it fail in %d?", s.Mention(), 2000+i), "")
	}
	got := l.earlier()
	if len(got) != 20 || got[0] != "why did Hanoi summit fail in 2001?" {
		t.Errorf("it follows on %d questions: %q", len(got), got)
	}
}

func TestServersSettingsHoldForFollowUps(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	id := thread(t, s, "What happened at the Hanoi summit?")
	posted := s.slash(t, "What happened at the Hanoi summit?")
	pressed := s.Click(posted.ID, discordtest.User, button(t, posted.Components, "Ask a follow-up"))
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	set := func(json string) {
		t.Helper()
		if err := s.store.SetSetting(t.Context(), corpus.Guild(discordtest.Guild), settingsKey, json); err != nil {
			t.Fatal(err)
		}
	}
	set(`{"channels": ["` + otherChannel + `"]}`)
	before := len(l.all())
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", ""),
		"Not in this channel", "<#"+otherChannel+">")
	says(t, s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"})), "Not in this channel")
	says(t, s.asks(t, discordtest.Guild, otherChannel, discordtest.User, s.Mention()+" Who met at the Hanoi summit?", ""), "I heard")
	if n := len(l.all()) - before; n != 1 {
		t.Errorf("it looked for %d questions, want the one where it may", n)
	}
	says(t, s.asks(t, discordtest.Guild, id, discordtest.User, s.Mention()+" why did it fail?", ""), "I heard")

	set(`{"roles": {"ask": ["440000000000000001"]}}`)
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" Who met at the Hanoi summit?", ""), "Not for everybody here")
	says(t, s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" Who met at the Hanoi summit?", "",
		discordtest.WithRoles("440000000000000001")), "I heard")
}
