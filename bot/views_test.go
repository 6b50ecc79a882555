package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// playEcho plays on what has every view.
func playEcho(t *testing.T, srv *discordtest.Server, change ...func(*Options)) *stage {
	t.Helper()
	e := &echo{shelf: ferries()}
	return playRegistered(t, srv, e.shelf, append([]func(*Options){func(o *Options) { o.Briefer, o.Library = e, e }}, change...)...)
}

// labels are those of the buttons and menus of a message, by custom ID, with the
// ID of a brief left out.
func labels(t *testing.T, m discordtest.Message, brief string) map[string]string {
	t.Helper()
	found, seen := map[string]string{}, map[string]bool{}
	for _, c := range m.Controls() {
		label := c.Label + c.Placeholder
		if label == "" || seen[label] {
			t.Errorf("two buttons, or one without a name, are called %q:\n%s", label, m.Text())
		}
		seen[label] = true
		found[strings.Replace(c.CustomID, brief, "<brief>", 1)] = label
	}
	return found
}

// What each command of before gave is reached within two presses.
func TestEveryViewOfARemovedCommandIsTwoPressesAway(t *testing.T) {
	t.Parallel()
	s := playEcho(t, discordtest.New(t))
	english := map[string]map[string]string{} // labels, by card and custom ID
	languages := message.Languages
	if testing.Short() {
		languages = languages[:2]
	}
	for _, l := range languages {
		set(t, s, discordtest.Guild, "answers", discordtest.Opt("language", string(l.Language)))
		say := func(text string, args ...any) string {
			return message.Presentation{Lang: l.Language}.Say(text, args...)
		}
		walked := func(card, brief string, m discordtest.Message) discordtest.Message {
			t.Helper()
			got := labels(t, m, brief)
			if l.Language == message.Languages[0].Language {
				english[card] = got
			}
			for id, label := range got {
				text, rest, _ := strings.Cut(english[card][id], " (")
				text, more := strings.CutSuffix(text, " ▾")
				if want := say(text); text == "" || label != want && label != want+" ("+rest && (!more || label != want+" ▾") {
					t.Errorf("%s, %s: %s is called %q, want what %q is", l.Language, card, id, label, text)
				}
			}
			if len(got) != len(english[card]) {
				t.Errorf("%s, %s: there is %q, want what there is in English: %q", l.Language, card, got, english[card])
			}
			return m
		}
		asked := brief(s, discordtest.Guild, "ferry")
		first := s.reply(t, asked)
		posted := walked("brief", behind(asked), first)
		says(t, posted, say("Bottom line"), "It is about ferry.")
		id := behind(asked)
		view := func(press string, then string, want ...string) {
			t.Helper()
			first := s.Click(posted.ID, discordtest.User, press+id)
			m := s.reply(t, first)
			if then != "" {
				walked("more", id, m)
				second := first.Click(then)
				m = walked(then[:len("v1:time")], id, s.reply(t, second))
			}
			says(t, m, want...)
			if !m.Ephemeral {
				t.Errorf("%s %s is shown to all", press, then)
			}
		}
		view("v1:sources:", "", "**"+say("Sources")+"**", "It is about ferry.", say("Read it in the article")[:0])
		for v, want := range map[string][]string{
			"timeline":    {"**" + say("Timeline") + "**", "It is about ferry."},
			"quotes":      {"**" + say("Quotes") + "**", "— **Echo**"},
			"differences": {"**" + say("Differences") + "**", "- It is about ferry."}, // /compare
			"full":        {say("Bottom line"), say("Sources"), "It is about ferry."},
			"why":         {"**" + say("Why this") + "**", say("Chosen for want of a better one")},
			"wrong":       {say("Which sentence?"), "It is about ferry."},
		} {
			view("v1:more:", "v1:"+v+":"+id+":0", want...)
		}
		view("v1:more:", "v1:save:"+id, say("Here is your copy"))

		// /latest was on a topic.
		says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today", discordtest.Opt("topic", "ferry"))), "The ferry sails again in May.")
		walked("help", "help", s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "help")))
		for control, want := range map[string]string{
			toTopics: "North Korea", toSources: "The gazette Post", toPrivacy: say("What I keep about you"),
		} {
			m := walked(control, "help", s.reply(t, s.helps(t, discordtest.Guild, discordtest.User, control)))
			says(t, m, want, say("Back"))
		}
		says(t, s.reply(t, s.finds(t, discordtest.Guild, discordtest.User, "the radio post")), "Pier repaired", say("Back"))
		says(t, set(t, s, discordtest.Guild, "usage"), say("No language model writes here"), say("Questions that no article answered"))
		walked("reports", "none", set(t, s, discordtest.Guild, "reports"))
	}
}

func TestHelpIsOneMessageThatLeadsBack(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	for _, control := range []string{toTopics, toSources, toPrivacy} {
		pressed := s.helps(t, discordtest.Guild, discordtest.User, control)
		shown, _ := pressed.Reply()
		back := s.reply(t, pressed.Click("v1:help:help:0"))
		says(t, back, "Briefings from a collection of news articles", "[Topics]")
		if back.ID != shown.ID {
			t.Errorf("%s leads back to another message", control)
		}
	}
}

func TestQuotesOfOneSpeaker(t *testing.T) {
	t.Parallel()
	talk := &talkative{ferries()}
	s := playRegistered(t, discordtest.New(t), talk.shelf, func(o *Options) { o.Briefer = talk })
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	shown := s.more(t, asked, "Quotes")
	says(t, s.reply(t, shown), "**Ada**", "**Bo**")
	one := s.reply(t, shown.Select("v1:speaker:"+behind(asked), "Bo"))
	says(t, one, "— **Bo**", "[More ▾]")
	omits(t, one, "— **Ada**")
	says(t, s.reply(t, shown.Click("v1:more:"+behind(asked)+":0")), "[Quotes (2)]")
}

// talkative has two speakers in its briefs.
type talkative struct{ *shelf }

func (s *talkative) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	b, err := s.shelf.Brief(ctx, req)
	for i, name := range []string{"Ada", "Bo"} {
		if i < len(b.Quotes) {
			b.Quotes[i].Speaker = name
		}
	}
	return b, err
}

func TestSaveSendsTheBriefAsAFile(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	asked := brief(s, discordtest.Guild, "Ferry pier")
	s.reply(t, asked)
	m := s.reply(t, s.more(t, asked, "Save"))
	if !m.Ephemeral || len(m.Files) != 1 {
		t.Fatalf("ephemeral %t, with %d files", m.Ephemeral, len(m.Files))
	}
	kept, err := s.store.LoadBrief(s.ctx, discordtest.Guild, behind(asked))
	if err != nil {
		t.Fatal(err)
	}
	var b briefing.Brief
	if err := json.Unmarshal(kept.JSON, &b); err != nil {
		t.Fatal(err)
	}
	f := m.Files[0]
	if f.Name != "sitrep-ferry-pier.md" || !strings.HasPrefix(f.Type, "text/markdown") || string(f.Data) != render.Note(b) {
		t.Errorf("%s, of type %s, holds\n%s\nwant\n%s", f.Name, f.Type, f.Data, render.Note(b))
	}
	if text := string(f.Data); !strings.Contains(text, "The ferry pier cost 4 million crowns.") || !strings.Contains(text, "[^1]: “") {
		t.Errorf("the file lacks what it is for:\n%s", text)
	}
}

func TestTheNameOfAFileIsOneThatEverySystemTakes(t *testing.T) {
	for asked, want := range map[string]string{
		"North Korea": "sitrep-north-korea.md", "When did it open?": "sitrep-when-did-it-open.md", "../../etc/passwd": "sitrep-etc-passwd.md",
		"한국": "sitrep.md", "": "sitrep.md", "???": "sitrep.md", strings.Repeat("a b", 90): "sitrep-" + strings.Repeat("a-ba-b", 10) + ".md",
	} {
		got := noteName(asked)
		if got != want {
			t.Errorf("%q is saved as %q, want %q", asked, got, want)
		}
	}
}

// calls has somebody call a sentence wrong, and returns what they are told.
func (s *stage) calls(t *testing.T, asked *discordtest.Interaction, claim, reason string) discordtest.Message {
	t.Helper()
	which := s.more(t, asked, "This is wrong")
	s.reply(t, which)
	what := which.Select("v1:wrong:"+behind(asked), claim)
	m := s.reply(t, what)
	return s.reply(t, what.Click(button(t, m.Components, reason)))
}

// choose has a manager choose from the menu of /settings reports what begins with
// a text.
func (s *stage) choose(t *testing.T, begins string) discordtest.Message {
	t.Helper()
	asked := s.Slash(discordtest.Guild, discordtest.User, "settings reports", manager)
	for _, c := range s.reply(t, asked).Controls() {
		for _, o := range c.Options {
			if strings.HasPrefix(o.Label, begins) {
				return s.reply(t, asked.Select(c.CustomID, o.Value))
			}
		}
	}
	m, _ := asked.Reply()
	t.Fatalf("nothing to choose begins with %q:\n%s", begins, m.Text())
	return m
}

func TestWhatReadersCallWrongIsMutedAndHeardAgain(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	addText(t, p.library, "pier.md", pierClosed)
	asked := p.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"), manager)
	old := p.reply(t, asked)
	says(t, old, "closed on Sunday", "coast.example")
	says(t, set(t, p.stage, discordtest.Guild, "reports"), "Nothing yet.")
	n := slices.IndexFunc(message.ClaimsOf(p.briefBehind(t, asked)), func(c briefing.Claim) bool { return strings.Contains(c.Text, "closed on Sunday") })
	says(t, p.calls(t, asked, fmt.Sprint(n), "Out of date"), "Thank you", "/settings reports")
	p.calls(t, asked, fmt.Sprint(n), "Not about this") // in the place of the one before
	reports := set(t, p.stage, discordtest.Guild, "reports")
	says(t, reports, "1. The ferry pier at Tarn Island closed on Sunday", "ferry · Not about this (1) · Coast Radio", "[Dealt with: 1]")
	omits(t, reports, "Out of date", discordtest.User)

	// Whatever is asked now says nothing of it.
	told := func() (all []discordtest.Message) {
		for _, i := range []*discordtest.Interaction{
			brief(p.stage, discordtest.Guild, "ferry"), brief(p.stage, discordtest.Guild, "Tarn Island"),
			p.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "When did the ferry pier at Tarn Island close?")),
			p.Slash(discordtest.Guild, somebodyElse, "today"),
			p.finds(t, discordtest.Guild, discordtest.User, "pier"), p.finds(t, discordtest.Guild, discordtest.User, "Coast Radio"),
			p.helps(t, discordtest.Guild, discordtest.User, toSources),
		} {
			all = append(all, p.reply(t, i))
		}
		return all
	}
	for _, choice := range []struct{ mute, unmute string }{
		{"Mute the outlet: Coast Radio", "Show the outlet again: Coast Radio"},
		{"Mute the article: Ferry pier closed", "Show the article again: Ferry pier closed"},
	} {
		says(t, p.choose(t, choice.mute), "Muted in this server: ", strings.Fields(choice.mute)[len(strings.Fields(choice.mute))-1])
		for _, m := range told() {
			omits(t, m, "closed on Sunday", "coast.example")
		}
		if choices, err := p.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "Ferry pier").WaitChoices(p.ctx); err != nil || len(choices) > 0 {
			t.Errorf("its title is suggested: %v, %v", choices, err)
		}
		says(t, p.reply(t, brief(p.stage, discordtest.Guild, "ferry")), "12 crowns")
		says(t, p.reply(t, brief(p.stage, "", "ferry")), "closed on Sunday") // elsewhere nothing is muted
		// What was told before stands, and says what became of it.
		says(t, p.reply(t, p.Click(old.ID, discordtest.User, "v1:sources:"+behind(asked))),
			"closed on Sunday", "This server has muted it since", "Read it in the article")
		omits(t, p.choose(t, choice.unmute), "Muted in this server")
		says(t, p.reply(t, brief(p.stage, discordtest.Guild, "ferry")), "closed on Sunday")
	}
	p.choose(t, "Mute the outlet: Coast Radio")
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	p.until(t, "2025-03-31 12:00")
	digests := p.posted(discordtest.Channel)
	if len(digests) == 0 {
		t.Fatal("no digest is posted")
	}
	for _, m := range digests {
		omits(t, m, "closed on Sunday", "coast.example")
	}
	p.choose(t, "Show the outlet again")

	dealt := p.Slash(discordtest.Guild, discordtest.User, "settings reports", manager)
	m := p.reply(t, dealt)
	says(t, p.reply(t, p.Click(m.ID, discordtest.User, button(t, m.Components, "Dealt with: 1"), manager)), "Nothing yet.")
}

// briefBehind is the brief that an interaction was answered with.
func (s *stage) briefBehind(t *testing.T, i *discordtest.Interaction) (b briefing.Brief) {
	t.Helper()
	kept, err := s.store.LoadBrief(s.ctx, i.Guild, behind(i))
	if err == nil {
		err = json.Unmarshal(kept.JSON, &b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReportsAreOfTheirServerAndForItsManagers(t *testing.T) {
	t.Parallel()
	const second = "410000000000000002"
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, second}}), ferries())
	asked := brief(s, discordtest.Guild, "ferry")
	posted := s.reply(t, asked)
	s.calls(t, asked, "0", "The article says something else")
	reports := s.Slash(discordtest.Guild, discordtest.User, "settings reports", manager)
	shown := s.reply(t, reports)
	says(t, shown, "The ferry sails again in May.")
	omits(t, set(t, s, second, "reports"), "sails")
	theirs := s.Slash(second, discordtest.User, "settings reports", manager)
	s.reply(t, theirs)

	done := "v1:done:" + behind(asked) + ":0"
	help := s.Slash(discordtest.Guild, somebodyElse, "help")
	members := s.reply(t, help)
	for _, press := range []func() *discordtest.Interaction{
		func() *discordtest.Interaction { return s.Forge(members.ID, somebodyElse, done) },
		func() *discordtest.Interaction {
			return s.ForgeSelect(members.ID, somebodyElse, "v1:mute:all", []string{"+o:The gazette Post"})
		},
		func() *discordtest.Interaction { return s.Forge(posted.ID, somebodyElse, done) },
		func() *discordtest.Interaction {
			return s.ForgeSelect(posted.ID, somebodyElse, "v1:mute:all", []string{"+o:The gazette Post"}, discordtest.UserInstalled(), manager)
		},
	} {
		m := s.reply(t, press())
		says(t, m, "Only ")
		omits(t, m, "called wrong", "sails")
	}
	// Managers may, where they alone see it.
	m := s.reply(t, s.Forge(posted.ID, discordtest.User, done, manager))
	says(t, m, "another version")
	if m.ID == posted.ID {
		t.Error("what all see is changed")
	}
	// Of another server's nothing is dealt with.
	m, _ = theirs.Reply()
	s.reply(t, s.Forge(m.ID, discordtest.User, done, manager))
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails")
	says(t, set(t, s, discordtest.Guild, "reports"), "The ferry sails again in May.")
	says(t, s.reply(t, s.Forge(shown.ID, discordtest.User, done, manager)), "Nothing yet.")

	// In direct messages there is nobody to tell.
	direct := brief(s, "", "ferry")
	s.reply(t, direct)
	says(t, s.calls(t, direct, "0", "Out of date"), "Nobody here can look at it")
	if kept, err := s.store.Keeps(s.ctx, discordtest.User); err != nil || kept.Reports != 0 {
		t.Errorf("it keeps %+v, %v", kept, err)
	}
}

// What one person alone is shown takes the place of nothing that all see, whatever
// their client sends.
func TestNoForgedPressChangesWhatAllSee(t *testing.T) {
	t.Parallel()
	s := playEcho(t, discordtest.New(t))
	asked := brief(s, discordtest.Guild, "ferry")
	posted := s.reply(t, asked)
	id := behind(asked)
	for _, control := range []string{
		"v1:more:" + id + ":0", "v1:wrong:" + id + ":0", "v1:report:" + id + ":0", "v1:speaker:" + id + ":0", "v1:save:" + id + ":0",
		"v1:help:help:0", "v1:corpus:help:0", "v1:topics:all:0", "v1:privacy:keep:0", "v1:done:" + id + ":0", "v1:mute:all:0", "v1:find:help:0",
	} {
		m, _, err := s.Forge(posted.ID, somebodyElse, control, manager).WaitAnswer(s.ctx)
		if err == nil && m.ID == posted.ID {
			t.Errorf("%s changes the brief:\n%s", control, m.Text())
		}
	}
	for _, control := range []string{
		"v1:speaker:" + id, "v1:wrong:" + id, "v1:mute:all", "v1:more:" + id, "v1:timeline:" + id, "v1:sources:" + id, "v1:report:" + id, "v1:help:help", "v1:corpus:help",
	} {
		m := s.reply(t, s.ForgeSelect(posted.ID, somebodyElse, control, []string{"0"}, manager))
		if m.ID == posted.ID || !m.Ephemeral {
			t.Errorf("a choice of %s changes the brief:\n%s", control, m.Text())
		}
	}
	for _, m := range s.Messages(discordtest.Channel) {
		if m.ID == posted.ID && m.Text() != posted.Text() {
			t.Errorf("the brief is now\n%s", m.Text())
		}
	}
}

func TestChoicesThatWereNotOfferedAreRefused(t *testing.T) {
	t.Parallel()
	s := playEcho(t, discordtest.New(t))
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	id := behind(asked)
	opened := asked.Click("v1:more:" + id)
	more := s.reply(t, opened)
	for _, value := range []string{"", "-1", "99", "x"} {
		says(t, s.reply(t, s.ForgeSelect(more.ID, discordtest.User, "v1:wrong:"+id, []string{value})), "another version")
	}
	says(t, s.reply(t, s.Forge(more.ID, discordtest.User, "v1:report:"+id+":999")), "another version")
	says(t, s.reply(t, s.ForgeSelect(more.ID, discordtest.User, "v1:speaker:"+id, []string{"Nobody"})), "Nobody is quoted")
	reports := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "settings reports", manager))
	for _, value := range []string{"", "+x:a", "o:a", "+o:"} {
		says(t, s.reply(t, s.ForgeSelect(reports.ID, discordtest.User, "v1:mute:all", []string{value}, manager)), "another version")
	}
}

func TestUnansweredQuestionsAreListedWithoutNames(t *testing.T) {
	t.Parallel()
	const second = "410000000000000002"
	var now time.Time = time.Date(2025, time.March, 10, 8, 0, 0, 0, time.UTC)
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, second}}), ferries(), func(o *Options) { o.Now = func() time.Time { return now } })
	ask := func(guild, user, question string) discordtest.Message {
		return s.reply(t, s.Slash(guild, user, "ask", discordtest.Opt("question", question)))
	}
	ask(discordtest.Guild, discordtest.User, "Who won the regatta?")
	ask(discordtest.Guild, somebodyElse, "Who won the regatta?")
	ask(discordtest.Guild, discordtest.User, "When is the *fair*?")
	ask(discordtest.Guild, discordtest.User, "The ferry sails again in May?") // which is answered
	ask("", discordtest.User, "Who stole the boat?")
	ask(second, discordtest.User, "Who sank the barge?")
	m := set(t, s, discordtest.Guild, "usage")
	says(t, m, "- Who won the regatta? · 2 times", `- When is the \*fair\*?`)
	omits(t, m, "May", "boat", "barge", discordtest.User, somebodyElse)
	says(t, set(t, s, second, "usage"), "Who sank the barge?")
	for i := range 20 + 5 {
		if err := s.store.NoteUnanswered(s.ctx, discordtest.Guild, fmt.Sprintf("Question %d %s?", i, strings.Repeat("word ", 50)), now); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(set(t, s, discordtest.Guild, "usage").Text(), "word ?"); n == 0 || n > 20 {
		t.Errorf("%d questions are listed", n)
	}
	// Nobody can say whose they were: they are none of what is kept of a person.
	if err := s.store.Forget(s.ctx, discordtest.User); err != nil {
		t.Fatal(err)
	}
	says(t, set(t, s, second, "usage"), "Who sank the barge?")
	now = now.Add(unansweredKept + time.Hour)
	if n, err := s.store.PruneUnanswered(s.ctx, now.Add(-unansweredKept)); err != nil || n == 0 {
		t.Errorf("deleted %d, %v", n, err)
	}
}

func TestCommandsOfBeforeAreToldKindlyWhereTheyAreNow(t *testing.T) {
	t.Parallel()
	// The commands are registered in another server, so that the fake takes any, as
	// Discord does of a client that has not learnt the new list yet.
	const elsewhere = "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, elsewhere}})
	s := playRegistered(t, srv, ferries(), func(o *Options) { o.GuildID = elsewhere })
	for name, where := range map[string]string{
		"timeline": "**More**", "quotes": "**More**", "compare": "**More**", "latest": "/today", "topics": "/help", "sources": "/help",
		"privacy": "/help", "usage": "/settings usage",
	} {
		asked := s.Slash(discordtest.Guild, discordtest.User, name, discordtest.Opt("topic", "ferry"))
		m := s.reply(t, asked)
		says(t, m, "`/"+name+"` is no longer a command of its own", where)
		omits(t, m, "Reference", "Something went wrong", "sails")
		if !m.Ephemeral {
			t.Errorf("everybody is told of /%s", name)
		}
		if choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, name, "topic", "fer").WaitChoices(s.ctx); err != nil || len(choices) > 0 {
			t.Errorf("/%s suggests %v, %v", name, choices, err)
		}
	}
	said := s.Say(discordtest.Guild, discordtest.Channel, other, "The ferry sails again in May.", "")
	says(t, s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, "Check against the corpus", said.ID)), "**Says so**")
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "nonsense")), "another version")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if log := s.log.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("the log:\n%s", log)
	}
}

func TestRolesOfCommandsOfBeforeHoldForWhatTookTheirPlace(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	before := fmt.Sprintf(`{"roles":{"latest":[%q],"Check against the corpus":[%q],"timeline":[%q],"topics":[%q]}}`, roleEditors, roleEditors, roleOthers, roleOthers)
	if err := s.store.SetSetting(s.ctx, corpus.Guild(discordtest.Guild), settingsKey, before); err != nil {
		t.Fatal(err)
	}
	says(t, set(t, s, discordtest.Guild, "show"), "/today is for <@&"+roleEditors+">", "**Check** is for <@&"+roleEditors+">")
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today")), "Not for everybody here")
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today", discordtest.Roles(roleEditors))), "The ferry sails")
	said := s.Say(discordtest.Guild, discordtest.Channel, other, "The ferry sails again in May.", "")
	says(t, s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID)), "Not for everybody here")
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails") // roles of the others bar from nothing
	// What is set anew takes the place of what was.
	set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "today"), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", false))
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today")), "The ferry sails")
}

func TestReportsAreOfWhoMadeThemAndDeletedWithThem(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	theirs := s.Slash(discordtest.Guild, somebodyElse, "brief", discordtest.Opt("topic", "ferry"))
	posted := s.reply(t, theirs)
	shown := s.moreOf(t, posted, discordtest.User)
	which := s.Click(shown.ID, discordtest.User, button(t, shown.Components, "This is wrong"))
	s.reply(t, which)
	what := which.Select("v1:wrong:"+behind(theirs), "1")
	s.reply(t, s.Click(shown.ID, discordtest.User, button(t, s.reply(t, what).Components, "Something else")))
	asked := s.helps(t, discordtest.Guild, discordtest.User, toPrivacy)
	m, _ := asked.Reply()
	says(t, m, "1 report that something in a brief is wrong")
	says(t, set(t, s, discordtest.Guild, "reports"), "4 million crowns", "Something else (1)")
	s.reply(t, asked.Click("v1:privacy:ask"))
	s.reply(t, asked.Click("v1:privacy:delete"))
	if kept, err := s.store.Keeps(s.ctx, discordtest.User); err != nil || kept != (state.Kept{}) {
		t.Errorf("it keeps %+v, %v", kept, err)
	}
	says(t, set(t, s, discordtest.Guild, "reports"), "Nothing yet.")
	says(t, s.reply(t, s.Click(posted.ID, discordtest.User, "v1:sources:"+behind(theirs))), "The ferry sails") // which is somebody else's
}

func TestTheSampleIsCalledADemoAndNothingElseIs(t *testing.T) {
	t.Parallel()
	for _, sample := range []bool{true, false} {
		s := playRegistered(t, discordtest.New(t), ferries(), func(o *Options) { o.Sample = func() bool { return sample } })
		for _, i := range []*discordtest.Interaction{
			brief(s, discordtest.Guild, "ferry"), brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", "full")), brief(s, "", "ferry"),
			s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "4 million crowns?")),
			s.Slash(discordtest.Guild, discordtest.User, "today"), s.Slash(discordtest.Guild, discordtest.User, "settings show", manager),
		} {
			if m := s.reply(t, i); strings.Contains(m.Text(), "DEMO") != sample {
				t.Errorf("with the sample (%t) /%s shows:\n%s", sample, i.Name, m.Text())
			}
		}
	}
	s := playRegistered(t, discordtest.New(t), ferries())
	omits(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "DEMO")
}

func TestLogsHoldNothingOfWhatWasReportedOrMuted(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	s.calls(t, asked, "0", "Out of date")
	s.reply(t, s.more(t, asked, "Save"))
	s.choose(t, "Mute the outlet: The gazette Post")
	s.finds(t, discordtest.Guild, discordtest.User, "xyzzy")
	s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "Who is Xyzzy?")))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(s.log.String()) {
		if l := strings.ToLower(line); strings.Contains(l, "gazette") || strings.Contains(l, "xyzzy") || strings.Contains(l, "outdated") || strings.Contains(l, "ferry") || strings.Contains(l, "level=error") {
			t.Errorf("in the log: %s", line)
		}
	}
}

func TestViewsAreShownToWhoeverAsksAlone(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	asked := brief(s, discordtest.Guild, "ferry")
	whole := s.reply(t, asked)
	for label, name := range map[string]string{"More": "more", "Timeline": "timeline", "Quotes": "quotes", "In full": "full", "This is wrong": "wrong"} {
		m := s.moreOf(t, whole, discordtest.User)
		if label != "More" {
			m = s.reply(t, s.more(t, asked, label))
		}
		if !m.Ephemeral {
			t.Errorf("%s is shown to everybody", label)
		}
		posted(t, name, m, asked)
	}
	for _, left := range s.Messages(discordtest.Channel) {
		if left.ID == whole.ID && left.Text() != whole.Text() {
			t.Errorf("the brief has become\n%s", left.Text())
		}
	}
}

func TestDifferencesShowWhereArticlesDiffer(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addText(t, l, "launches.md", "---\ntitle: Launches\noutlet: Harbour Wire\nurl: https://wire.example/1\npublished: 2024-05-02\n---\n\nNorthland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said.\n")
	addText(t, l, "missiles.md", "---\ntitle: Missiles\noutlet: Tarn Post\nurl: https://post.example/1\npublished: 2024-05-03\n---\n\nNorthland fired 17 short-range missiles into the eastern sea on Thursday, the coast guard of Southland said.\n")
	srv := discordtest.New(t)
	s := playLibrary(t, srv, l)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	asked := brief(s, discordtest.Guild, "northland")
	s.reply(t, asked)
	m := s.reply(t, s.more(t, asked, "Differences"))
	says(t, m, "**Differences** · northland", "]](https://", "[More ▾]")
	if n := strings.Count(m.Text(), "│ - "); n < 2 {
		t.Errorf("%d claims side by side:\n%s", n, m.Text())
	}
}

func TestTimelineShowsTheEventsOfTheSample(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addSample(t, l)
	s := playLibrary(t, discordtest.New(t), l)
	asked := brief(s, discordtest.Guild, "dprk")
	s.reply(t, asked)
	says(t, s.reply(t, s.more(t, asked, "Timeline")), "**Timeline** · North Korea", "**28 Oct 2024** · ")
}

// many are n articles on the ferry.
func many(n int) *shelf {
	s := &shelf{}
	for i := range n {
		s.articles = append(s.articles, article(fmt.Sprintf("a%02d", i), corpus.Public, "Title", fmt.Sprintf("Ferry number %d sails.", i)))
	}
	return s
}

func TestBriefInEachDetail(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	for _, level := range []string{"short", "standard", "full"} {
		asked := brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", level))
		posted(t, "brief-"+level, s.reply(t, asked), asked)
	}
}

func TestAFullBriefTurnsItsPagesAndKeepsItsButtons(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), many(25))
	asked := brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", "full"))
	first := s.reply(t, asked)
	says(t, first, "## ferry", "Page 1 of ", "[Next]", "[More ▾]", "[Sources]", "[Ask a follow-up]")
	turned := s.reply(t, asked.Click("v1:full:"+behind(asked)+":1"))
	says(t, turned, "Page 2 of ", "[Previous]", "[More ▾]", "[Sources]", "[Ask a follow-up]")
	if turned.ID != first.ID || turned.Ephemeral {
		t.Error("the page is not turned in place")
	}
}

func TestInFullShowsAllOfABriefToWhoeverAsks(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), many(25))
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	opened := s.more(t, asked, "In full")
	m := s.reply(t, opened)
	says(t, m, "## ferry", "Page 1 of ", "[Next]", "[More ▾]")
	omits(t, m, "[Sources]", "[Ask a follow-up]")
	if !m.Ephemeral {
		t.Error("everybody sees it")
	}
	var all strings.Builder
	for page := 1; strings.Contains(m.Text(), "[Next]"); page++ {
		all.WriteString(m.Text())
		opened = opened.Click(fmt.Sprintf("v1:full:%s:%d", behind(asked), page))
		m = s.reply(t, opened)
	}
	all.WriteString(m.Text())
	for i := range 25 {
		if n := strings.Count(all.String(), fmt.Sprintf("Ferry number %d sails.", i)); n != 2 { // as a sentence and a quote, and not as an event again
			t.Errorf("sentence %d is there %d times", i, n)
		}
	}
}

func TestTopicsAreListedOverPagesAndOnePicked(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addSample(t, l)
	srv := discordtest.New(t)
	s := playLibrary(t, srv, l)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	listed := s.helps(t, discordtest.Guild, discordtest.User, toTopics)
	first, _ := listed.Reply()
	says(t, first, "**What there is to ask about**", "- **North Korea** · ", "Page 1 of ", "▾ Brief me on … {v1:pick:all}")
	if !first.Ephemeral {
		t.Error("everybody sees the list")
	}
	turned := listed.Click("v1:topics:all:1")
	second := s.reply(t, turned)
	says(t, second, "Page 2 of ", "[Previous]", "[Back]")
	omits(t, second, "- **North Korea** · ")
	if second.ID != first.ID {
		t.Error("the second page is another message")
	}
	s.reply(t, turned.Click("v1:topics:all:0"))
	m := s.reply(t, listed.Select("v1:pick:all", "North Korea"))
	says(t, m, "## North Korea", "**Bottom line**")
	if m.Ephemeral || m.ID == first.ID {
		t.Error("the brief is not posted for everybody")
	}
}

func TestNoTopicsSaySo(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), &shelf{})
	m, _ := s.helps(t, discordtest.Guild, discordtest.User, toTopics).Reply()
	says(t, m, "There are no articles yet")
}

func TestSuggestionsOfNoServerAreOfAnother(t *testing.T) {
	t.Parallel()
	const a, b = "410000000000000001", "410000000000000002"
	ferry := &shelf{articles: []corpus.Article{article("secret", corpus.Guild(a), "Ferry", "The ferry is secret.")}}
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{a, b}}), ferry)
	for _, command := range []string{"brief", "today"} {
		for _, guild := range []string{a, b, a} {
			choices, err := s.Autocomplete(guild, discordtest.User, command, "topic", "Fer").WaitChoices(s.ctx)
			if err != nil || len(choices) != map[string]int{a: 1, b: 0}[guild] {
				t.Errorf("/%s in %s: %v, %v", command, guild, choices, err)
			}
		}
	}
}
