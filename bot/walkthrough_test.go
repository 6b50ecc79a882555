package bot

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/bot/collections"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
	"sitrep/bot/message"
	"sitrep/briefing/briefer"
	"sitrep/corpus/fetch"
	"sitrep/corpus/library"
	"sitrep/corpus/store/followed"
	"sitrep/corpus/store/postgres/pgtest"
)

const walkthrough = "../docs/walkthrough.md"

// walk writes down what two people and the bot say to each other.
type walk struct {
	*stage
	t    *testing.T
	text strings.Builder
}

func (w *walk) tell(format string, args ...any) {
	fmt.Fprintf(&w.text, format+"\n\n", args...)
}

// message writes down a message as members see it.
func (w *walk) message(m discordtest.Message) {
	if m.Ephemeral {
		w.tell("Only who asked sees this:")
	}
	w.tell("```text\n%s```", asSeen(m.Text()))
}

var (
	customIDs = regexp.MustCompile(`\{v1:[^}]*\}`)
	links     = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(https?://[^)]*\)`)
	channels  = regexp.MustCompile(`<#\d+>`)
	values    = regexp.MustCompile(`(?m)^(│     .+?) = .*$`)
	accents   = regexp.MustCompile(`(?m)^╭ #[0-9a-f]{6}$`)
	escapes   = regexp.MustCompile(`\\([[:punct:]])`)
)

// asSeen takes away what nobody sees of a message: where its links and buttons
// lead, what the entries of its menus stand for, backslashes, the colour of its edge.
func asSeen(text string) string {
	text = customIDs.ReplaceAllString(text, "")
	text = links.ReplaceAllString(text, "$1")
	text = values.ReplaceAllString(text, "$1")
	text = channels.ReplaceAllString(text, "#North Korea")
	text = accents.ReplaceAllString(text, "╭")
	return escapes.ReplaceAllString(text, "$1")
}

// says has somebody ask in a message.
func (w *walk) says(who, user, guild, channel, content, replyTo string) discordtest.Message {
	w.t.Helper()
	w.tell("**%s**: %s", who, strings.ReplaceAll(content, w.Mention(), "@sitrep"))
	m := w.asks(w.t, guild, channel, user, content, replyTo)
	w.message(m)
	return m
}

// form has somebody press a button and fill in the form that it opens.
func (w *walk) form(user string, m discordtest.Message, label, text string) discordtest.Message {
	w.t.Helper()
	pressed := w.Click(m.ID, user, button(w.t, m.Components, label))
	form, err := pressed.WaitModal(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	row := form.Components[1]
	field := *row.Component
	w.tell("A form opens:")
	w.tell("```text\n┌ %s\n│ %s\n│ %s: %s\n└\n```", form.Title, form.Components[0].Content, row.Label, field.Value)
	w.tell("It is filled in with “%s”.", text)
	answer := w.reply(w.t, pressed.SubmitModal(map[string]string{field.CustomID: text}))
	w.message(answer)
	return answer
}

// tollandTimes is a web of one page.
type tollandTimes struct{}

func (tollandTimes) Get(_ context.Context, r fetch.Request) (fetch.Response, error) {
	return fetch.Response{URL: r.URL, ContentType: "text/html", Body: []byte(`<!DOCTYPE html><html lang=en><head><title>Kim Yo Jong: the loudspeakers stay</title>
<meta property="og:site_name" content="Tolland Times"><meta property="article:published_time" content="2025-08-15T06:00:00Z"></head>
<body><article><h1>Kim Yo Jong: the loudspeakers stay</h1>
<p>North Korea has not taken down its loudspeakers on the border, Kim Yo Jong said on Thursday in a statement to state media.</p>
<p>South Korea's military had told reporters days before that soldiers in the north were seen at work on some of them. Its own loudspeakers have been gone since the first week of August.</p>
<p>Farmers in the valley below the border say that they have slept well since June, when both sides fell silent, and hope that it stays that way. In the spring the noise of metal and of howling animals was heard for hours every night, and some of them moved to relatives in the south until it stopped.</p>
</article></body></html>`)}, nil
}

// TestWalkthroughIsTrue holds docs/walkthrough.md to what the bot posts from
// the built-in sample; -update writes it anew.
func TestWalkthroughIsTrue(t *testing.T) {
	t.Parallel()
	l, err := library.OpenTemporary(t.Context(), library.Options{Database: pgtest.Database(t, "")})
	if err != nil {
		t.Fatal(err)
	}
	addSample(t, l)
	now := time.Date(2025, time.September, 5, 8, 0, 0, 0, time.UTC) // the day after the newest article
	srv := discordtest.New(t)
	w := &walk{stage: playLibrary(t, srv, l, func(o *Options) {
		o.Now = func() time.Time { return now }
		o.Digests = Digests{Digester: briefer.New(l, l.Analyzer())}
		o.Collections = &collections.Options{Keeper: l, Feeds: followed.On(l.Store()), Web: tollandTimes{}}
	}), t: t}
	if err := srv.WaitCommands(w.ctx); err != nil {
		t.Fatal(err)
	}
	const ana, ben = discordtest.User, somebodyElse
	guild, channel := discordtest.Guild, discordtest.Channel

	w.tell("# A walk through sitrep in Discord")
	w.tell("Ana and Ben are members of a server that has just added the bot. Everything in a box is what the bot posts, from the built-in " +
		"sample of articles; links are not shown. `go test ./bot -run Walkthrough -update` writes this page anew, and the tests fail when it is not true any more.")

	w.tell("## First use")
	w.tell("Ana types `/` and finds the commands, each with a line that says what it does. She takes `/help`.")
	w.message(w.reply(t, w.Slash(guild, ana, "help")))
	w.tell("She presses **Topics**, to see what there is to ask about.")
	w.message(w.reply(t, w.helps(t, guild, ana, toTopics)))

	w.tell("## A brief")
	w.tell("She types `/brief`; the topics there are appear as she types, and she takes `north-korea`.")
	asked := brief(w.stage, guild, "north-korea")
	posted := w.reply(t, asked)
	w.message(posted)
	w.tell("Every number is a link to its article. **Sources** shows the words that the brief rests on, each in its passage; she sees the first page.")
	w.message(w.reply(t, w.Click(posted.ID, ana, button(t, posted.Components, "Sources"))))

	w.tell("## What else there is to it")
	w.tell("**More** has the rest, for whoever presses it alone.")
	more := w.Click(posted.ID, ana, button(t, posted.Components, "More"))
	shown := w.reply(t, more)
	w.message(shown)
	w.tell("**Timeline** is what happened when.")
	timeline := more.Click(button(t, shown.Components, "Timeline"))
	w.message(w.reply(t, timeline))
	w.tell("She goes back with **More**, and **Save** gives her the brief as a file.")
	w.reply(t, more.Click("v1:more:"+behind(asked)+":0"))
	saved := w.reply(t, more.Click(button(t, shown.Components, "Save")))
	w.message(saved)
	w.tell("The file begins so:")
	w.tell("```markdown\n%s```", strings.Join(strings.SplitAfter(string(saved.Files[0].Data), "\n")[:14], ""))

	w.tell("## Three follow-ups")
	w.tell("Ana presses **More** and **Open a thread**, so that the others can join in.")
	w.message(w.opensThread(t, posted, ana))
	within := w.Messages(posted.ID)
	w.tell("In the thread stands:")
	w.message(within[len(within)-1])
	w.tell("The first follow-up leaves out what “it” is: the thread is about North Korea.")
	soldiers := w.says("Ana", ana, guild, posted.ID, w.Mention()+" How many soldiers has it sent to Russia?", "")
	w.tell("Ben joins in. He answers the bot's message, which mentions it by itself.")
	w.says("Ben", ben, guild, posted.ID, "Who is Kim Yo-jong?", soldiers.ID)
	w.tell("“She” is now Kim Yo-jong, whoever asks.")
	she := w.says("Ana", ana, guild, posted.ID, w.Mention()+" What did she say about Lee?", "")

	w.tell("## Not what was meant")
	w.tell("Ana meant it more narrowly, and presses **That's not what I meant**. The form begins with what the bot had understood.")
	w.form(ana, she, "That's not what I meant", "What did Kim Yo-jong say about the loudspeakers?")

	w.tell("## An ambiguous follow-up")
	w.tell("Outside of the thread, Ben has not asked anything yet. The bot does not guess.")
	w.says("Ben", ben, guild, channel, w.Mention()+" Why did it fail?", "")
	w.tell("With the name of what he means it is a question.")
	w.says("Ben", ben, guild, channel, w.Mention()+" Why did the Hanoi summit fail?", "")

	w.tell("## A question that the articles can't answer")
	w.tell("Nor does it make anything up. Ben types `/ask question:Who discovered penicillin?`")
	w.message(w.reply(t, w.Slash(guild, ben, "ask", discordtest.Opt("question", "Who discovered penicillin?"))))

	w.tell("## A link")
	w.tell("Ben posts a link, and Ana wants to know what is in it before she follows it. In the menu of his message she takes **Apps**, **Brief this link**.")
	linked := w.Say(guild, channel, ben, "Have you seen this? https://tollandtimes.example/loudspeakers", "")
	briefed := w.OnMessage(guild, ana, message.LinkName, linked.ID, manager)
	w.message(w.reply(t, briefed))
	w.tell("She manages the server, so she may **Keep** the article: it is one of the server's own from now on.")
	kept := briefed.Click("v1:keep:" + behind(briefed))
	added, err := kept.WaitUntil(w.ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), "Added") })
	if err != nil {
		t.Fatal(err)
	}
	w.message(added)

	w.tell("## Something is wrong")
	w.tell("Ben finds a sentence of the brief out of date. He presses **More**, then **This is wrong**, and chooses it.")
	shown = w.moreOf(t, posted, ben)
	wrong := w.Click(shown.ID, ben, button(t, shown.Components, "This is wrong"))
	w.reply(t, wrong)
	what := wrong.Select("v1:wrong:"+behind(asked), "0")
	w.message(w.reply(t, what))
	w.tell("He presses **Out of date**.")
	m, _ := what.Reply()
	w.message(w.reply(t, what.Click(button(t, m.Components, "Out of date"))))
	w.tell("Ana manages the server. `/settings reports` shows her what readers say, and not who; she can mute what it rests on, or let it stand and press **Dealt with**.")
	w.message(w.reply(t, w.Slash(guild, ana, "settings reports", manager)))
	w.tell("`/settings usage` tells her what was asked in vain.")
	w.message(w.reply(t, w.Slash(guild, ana, "settings usage", manager)))

	w.tell("## A watch")
	w.tell("Ana types `/watch topic` and `north-korea`: what is new on it is to come to her as it happens.")
	w.message(w.reply(t, w.Slash(guild, ana, "watch topic", discordtest.Opt("topic", "north-korea"))))
	w.tell("The bot writes to her at once, which shows that it may:")
	w.message(w.Messages(w.Direct(ana))[0])
	w.tell("A story that two outlets tell comes in one message, which is edited as the story grows; [watches](watches.md) says what is told, and when.")

	w.tell("## What is kept")
	w.tell("Ana types `/help` and presses **Privacy**.")
	kept = w.helps(t, guild, ana, toPrivacy)
	m, _ = kept.Reply()
	w.message(m)
	w.tell("She presses **Delete it**, and then **Yes, delete it**.")
	w.message(w.reply(t, kept.Click("v1:privacy:ask")))
	w.message(w.reply(t, kept.Click("v1:privacy:delete")))

	got := strings.TrimSuffix(w.text.String(), "\n")
	if *golden.Update {
		if err := os.WriteFile(walkthrough, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(walkthrough)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; write it with: go test ./bot -run Walkthrough -update):\n%s", walkthrough, diff)
	}
}
