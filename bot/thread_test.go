package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/model"
)

// thread asks a question and has a thread opened under the answer. It returns
// the thread's ID.
func thread(t *testing.T, s *stage, question string) string {
	t.Helper()
	posted := s.slash(t, question)
	m := s.opensThread(t, posted, discordtest.User)
	says(t, m, "The thread is open", "Go on in <#"+posted.ID+">.")
	if !m.Ephemeral {
		t.Error("that a thread is open is told to all")
	}
	return posted.ID
}

func TestThreadIsNamedAndSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	question := "What happened at the Hanoi summit, " + strings.Repeat("and what was said there ", 10) + "?"
	id := thread(t, s, question)
	threads := s.Threads(discordtest.Channel)
	if len(threads) != 1 || !strings.HasPrefix(threads[0].Name, "What happened at the Hanoi summit, and") || !strings.HasSuffix(threads[0].Name, "…") {
		t.Errorf("the threads are %+v", threads)
	}
	within := s.Messages(id)
	welcome := within[len(within)-1]
	says(t, welcome, "**Keep asking here**", "Press **Ask a follow-up**, here or under an answer, or mention me")
	pressed := s.Click(welcome.ID, somebodyElse, button(t, welcome.Components, "Ask a follow-up"))
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"})), "I heard: Why did Hanoi summit fail?")
}

// namer names every conversation, and notes on whose behalf.
type namer struct {
	*listener
	name string
	on   chan model.Account
}

func (n *namer) Name(_ context.Context, about briefing.Brief, on model.Account) string {
	n.on <- on
	return n.name + " (" + about.Question + ")"
}

func TestThreadIsNamedByWhoeverNamesConversations(t *testing.T) {
	t.Parallel()
	n := &namer{name: "**The** \n<@430000000000000002> summit", on: make(chan model.Account, 1)}
	s, _ := listening(t, func(o *Options) {
		n.listener = o.Briefer.(*listener)
		o.Briefer = n
	})
	thread(t, s, "What happened at the Hanoi summit?")
	want := "**The** <@430000000000000002> summit (What happened at the Hanoi summit?)" // names are shown as they are, and ping nobody
	if threads := s.Threads(discordtest.Channel); len(threads) != 1 || threads[0].Name != want {
		t.Errorf("the threads are %+v", threads)
	}
	if on := <-n.on; on != (model.Account{Server: discordtest.Guild, Person: discordtest.User}) {
		t.Errorf("it was named on behalf of %+v", on)
	}
}

func TestThreadOfABotThatHearsNoMessagesNamesTheButton(t *testing.T) {
	b := &Bot{}
	says(t, discordtest.Message{Content: rules.Text(b.welcome(message.Presentation{}, "b1").Components())},
		"Press **Ask a follow-up**, here or under an answer", "[Ask a follow-up]{v1:followup:b1}")
}

func TestThreadIsOneConversationOfAllInIt(t *testing.T) {
	t.Parallel()
	s, l := listening(t)
	id := thread(t, s, "What happened at the Hanoi summit?")
	m := s.asks(t, discordtest.Guild, id, somebodyElse, s.Mention()+" why did it fail?", "")
	says(t, m, "I heard: why did Hanoi summit fail?")
	omits(t, s.moreOf(t, m, somebodyElse), "Open a thread")
	says(t, s.asks(t, discordtest.Guild, id, discordtest.User, s.Mention()+" and in 2019?", ""), "I heard: why did Hanoi summit fail in 2019?")
	// It goes back to what it was opened about.
	if got := l.earlier(); !slices.Equal(got, []string{"What happened at the Hanoi summit?", "why did it fail?"}) {
		t.Errorf("it follows on %q", got)
	}
	// The channel that it is under goes on by itself.
	s.asks(t, discordtest.Guild, discordtest.Channel, somebodyElse, s.Mention()+" What about the Singapore summit?", "")
	if got := l.earlier(); got != nil {
		t.Errorf("outside of the thread it follows on %q", got)
	}
}

func TestThreadLastsLongerThanAChannelsConversation(t *testing.T) {
	t.Parallel()
	s, _ := listening(t)
	id := thread(t, s, "What happened at the Hanoi summit?")
	s.asks(t, discordtest.Guild, id, somebodyElse, s.Mention()+" who attended it?", "")
	usual := Memories{}.orUsual()
	now := time.Now().Add(usual.Channels + time.Hour)
	if _, err := s.store.PruneTurns(t.Context(), now.Add(-usual.Channels), now.Add(-usual.Threads)); err != nil {
		t.Fatal(err)
	}
	says(t, s.asks(t, discordtest.Guild, id, somebodyElse, s.Mention()+" why did it fail?", ""), "I heard: why did Hanoi summit fail?")
}

func TestEveryMessageInAThreadIsAQuestionWithTheIntent(t *testing.T) {
	t.Parallel()
	s, l := listening(t, func(o *Options) { o.MessageContent = true })
	id := thread(t, s, "What happened at the Hanoi summit?")
	within := s.Messages(id)
	says(t, within[len(within)-1], "Every message here is a question to me")
	first := s.asks(t, discordtest.Guild, id, somebodyElse, "Why did it fail?", "")
	says(t, first, "I heard: Why did Hanoi summit fail?")
	says(t, s.asks(t, discordtest.Guild, id, somebodyElse, "And in 2019?", first.ID, discordtest.WithoutPing()), "fail in 2019?")
	other := s.Say(discordtest.Guild, id, discordtest.User, "I agree", "")
	if _, err := s.WaitReplyTo(s.ctx, other); err != nil {
		t.Fatal(err)
	}
	before := len(l.all())
	s.ignored(t,
		s.Say(discordtest.Guild, id, discordtest.User, "<@430000000000000055> what do you think?", ""),
		s.Say(discordtest.Guild, id, discordtest.User, "me too", other.ID),
		s.Say(discordtest.Guild, id, discordtest.User, "me too", other.ID, discordtest.WithoutPing()),
		s.Say(discordtest.Guild, id, discordtest.User, "look @everyone", ""),
		s.Say(discordtest.Guild, id, discordtest.User, "The Hanoi summit", "", discordtest.OfType(4)), // the thread's new name
		s.Say(discordtest.Guild, discordtest.Channel, discordtest.User, "Why did it fail?", ""),       // in no thread
	)
	if n := len(l.all()) - before; n != 1 {
		t.Errorf("it looked for %d questions, want the last one only", n)
	}
}

func TestThreadButtonSaysKindlyWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	const create = 1 << 35
	ask := func(s *stage) discordtest.Message {
		t.Helper()
		return s.slash(t, "What happened at the Hanoi summit?")
	}
	press := func(s *stage, m discordtest.Message) discordtest.Message {
		t.Helper()
		return s.opensThread(t, m, discordtest.User)
	}
	t.Run("no permission to open one", func(t *testing.T) {
		s, _ := listeningOn(t, discordtest.New(t, discordtest.Options{AppPermissions: discordtest.AppPermissions &^ create}))
		says(t, press(s, ask(s)), "I can't open a thread here", "permission to open public threads", "**Ask a follow-up** works")
	})
	t.Run("no permission to write in it", func(t *testing.T) {
		s, _ := listeningOn(t, discordtest.New(t, discordtest.Options{AppPermissions: discordtest.AppPermissions &^ (1 << 38)}))
		m := ask(s)
		says(t, press(s, m), "I can't write in the thread", "<#"+m.ID+">")
	})
	t.Run("there already", func(t *testing.T) {
		s, _ := listening(t)
		m := ask(s)
		press(s, m)
		says(t, press(s, m), "There is a thread already", "Go on in <#"+m.ID+">.")
		if n := len(s.Messages(m.ID)); n != 2 { // the one it is under, and how to go on
			t.Errorf("there are %d messages in the thread", n)
		}
	})
	t.Run("brought along by a member", func(t *testing.T) {
		s, _ := listening(t)
		m := s.slash(t, "What happened at the Hanoi summit?", discordtest.UserInstalled())
		shown := s.moreOf(t, m, discordtest.User, discordtest.UserInstalled())
		says(t, shown, "[Save]")
		omits(t, shown, "Open a thread")
		says(t, m, "Ask a follow-up")
	})
	t.Run("the brief is gone", func(t *testing.T) {
		s, _ := listening(t)
		shown := s.moreOf(t, ask(s), discordtest.User)
		if _, err := s.store.PruneBriefs(t.Context(), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		says(t, s.reply(t, s.Click(shown.ID, discordtest.User, button(t, shown.Components, "Open a thread"))), "This brief is gone")
		if n := len(s.Threads(discordtest.Channel)); n != 0 {
			t.Errorf("%d threads are open", n)
		}
	})
}

func TestNoThreadIsOpenedUnderWhatOnePersonSees(t *testing.T) {
	b := &Bot{store: newStore(t)}
	r := &router.Request{Guild: discordtest.Guild, Interaction: &discordgo.Interaction{
		GuildID: discordtest.Guild, ChannelID: discordtest.Channel,
		Message: &discordgo.Message{ID: "1", Flags: discordgo.MessageFlagsEphemeral},
	}}
	posted := opened{Brief: state.Brief{Message: "9", Channel: discordtest.Channel}}
	alone := posted
	alone.Person = discordtest.User
	for _, tt := range []struct {
		name  string
		about opened
		fits  bool
	}{{"a brief that all see", posted, true}, {"a brief that one person sees", alone, false}, {"a brief whose message is not known", opened{}, false}} {
		if got := b.threadsUnder(t.Context(), r, tt.about); got != tt.fits {
			t.Errorf("%s: the button for a thread is shown: %t", tt.name, got)
		}
		var refused *problem.Error
		if err := b.threadable(t.Context(), r, tt.about); (err == nil) != tt.fits || err != nil && (!errors.As(err, &refused) || refused.Title != "No thread can be opened here") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	r.Message.Flags = 0
	if err := b.threadable(t.Context(), r, opened{}); err != nil {
		t.Errorf("on a message that all see: %v", err)
	}
}
