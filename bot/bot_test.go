package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

func TestBriefIsAcknowledgedBeforeAnyWork(t *testing.T) {
	t.Parallel()
	acknowledged := make(chan struct{})
	ferry := ferries()
	ferry.before = func(ctx context.Context) {
		select {
		case <-acknowledged:
		case <-ctx.Done():
		}
	}
	s := play(t, discordtest.New(t), newStore(t), ferry)
	asked := brief(s, discordtest.Guild, "ferry")
	ack, err := asked.WaitAck(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	close(acknowledged)
	if ack.Type != rules.AckDefer || ack.Ephemeral {
		t.Errorf("acknowledged by %+v, want a deferral that everybody sees", ack)
	}
	m := s.reply(t, asked)
	says(t, m, "## ferry", "The ferry sails again in May. [[1]](https://gazette.example/1)", "[Ask a follow-up]{v1:followup:"+behind(asked)+"} [Sources]{v1:sources:"+behind(asked)+"} [More ▾]{v1:more:"+behind(asked)+"}")
	omits(t, m, "**Sources**")
	if n := len(asked.Calls(discordtest.RouteReply)); n != 1 {
		t.Errorf("answered by %d edits", n)
	}
}

func TestCuratedTopicIsCalledByItsName(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	says(t, s.reply(t, brief(s, discordtest.Guild, "dprk")), "## North Korea", "agreed to talks")
}

func TestQuestionIsAnswered(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	m := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "4 million crowns?")))
	says(t, m, "### 4 million crowns?", "**Answer**", "The ferry pier cost 4 million crowns.", "[Sources]")
}

func TestQuestionThatTheArticlesDoNotAnswer(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	m := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "Who won the cup?")))
	says(t, m, "The articles do not say", "or /help to see")
}

func TestEmptyCollectionSaysHowToFillIt(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), &shelf{})
	for name, asked := range map[string]*discordtest.Interaction{
		"brief":   brief(s, discordtest.Guild, "ferry"),
		"ask":     s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "Why?")),
		"today":   s.Slash(discordtest.Guild, discordtest.User, "today"),
		"topics":  s.helps(t, discordtest.Guild, discordtest.User, toTopics),
		"sources": s.helps(t, discordtest.Guild, discordtest.User, toSources),
	} {
		t.Run(name, func(t *testing.T) { says(t, s.reply(t, asked), "There are no articles yet", "`sitrep ingest`") })
	}
}

func TestUnknownTopicNamesItsNeighbours(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	m := s.reply(t, brief(s, discordtest.Guild, "nort koreaa"))
	says(t, m, "Nothing on “nort koreaa”", "None of the 3 articles", "**North Korea**", "▾ Brief me on … {v1:pick:today}")
}

func TestMistypedDatesAreExplainedToWhoeverTypedThem(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	for _, tc := range []struct{ since, asOf, says string }{
		{"some day", "", "`since` takes a date"},
		{"", "12 June", "`as_of` takes a date"},
		{"2025-06", "2024", "`since` is later than `as_of`"},
	} {
		with := []discordtest.With{}
		if tc.since != "" {
			with = append(with, discordtest.Opt("since", tc.since))
		}
		if tc.asOf != "" {
			with = append(with, discordtest.Opt("as_of", tc.asOf))
		}
		m := s.reply(t, brief(s, discordtest.Guild, "ferry", with...))
		says(t, m, tc.says)
		if !m.Ephemeral {
			t.Errorf("%+v: everybody is told", tc)
		}
	}
}

func TestButtonsWorkAfterARestart(t *testing.T) {
	t.Parallel()
	srv, st := discordtest.New(t), newStore(t)
	first := play(t, srv, st, ferries())
	asked := brief(first, discordtest.Guild, "ferry")
	posted := first.reply(t, asked)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}

	second := play(t, srv, st, ferries())
	for id, want := range map[string]string{
		"v1:sources:" + behind(asked): "> **The ferry sails again in May.**",
		"v1:more:" + behind(asked):    "[Timeline (2)]",
	} {
		m := second.reply(t, srv.Click(posted.ID, "430000000000000077", id))
		says(t, m, want)
		if !m.Ephemeral || m.ID == posted.ID {
			t.Errorf("%s is shown to everybody", id)
		}
	}
	// And those that messages had which were posted before.
	for view, want := range map[string]string{
		"timeline": "**2000** · The ferry sails again in May.", "quotes": "> “The ferry sails again in May.”",
		"differences": "I found nothing in which the articles contradict each other", "full": "**Bottom line**", "why": "This brief has none",
		"thread": "The thread is open",
	} {
		m := second.reply(t, srv.Forge(posted.ID, "430000000000000077", "v1:"+view+":"+behind(asked)))
		says(t, m, want)
		if !m.Ephemeral || m.ID == posted.ID {
			t.Errorf("%s is shown to everybody", view)
		}
	}
	// A timeline that a command had posted turns in its place, and has the buttons
	// that briefs have now.
	m := second.reply(t, srv.Forge(posted.ID, "430000000000000077", "v1:timeline:"+behind(asked)+":0"))
	says(t, m, "**2000** · The ferry sails again in May.", "[Ask a follow-up]", "[Sources]", "[More ▾]")
	if m.ID != posted.ID {
		t.Error("its page is shown in another message")
	}
}

func TestSourcesLinkToTheCitedSentence(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	asked := brief(s, discordtest.Guild, "sails")
	s.reply(t, asked)
	says(t, s.reply(t, asked.Click("v1:sources:"+behind(asked))),
		"[Read it in the article](https://gazette.example/1#:~:text=The%20ferry%20sails%20again%20in%20May.)")
}

func TestPagesTurnInPlace(t *testing.T) {
	t.Parallel()
	long := &shelf{}
	for i := range 25 {
		long.articles = append(long.articles, article(fmt.Sprintf("a%02d", i), corpus.Public, "Title", fmt.Sprintf("Ferry number %d sails.", i)))
	}
	s := play(t, discordtest.New(t), newStore(t), long)
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	opened := s.more(t, asked, "Timeline")
	first := s.reply(t, opened)
	says(t, first, "**2000**", "Page 1 of 3", "[Next]")
	omits(t, first, "[Previous]")
	turned := opened.Click("v1:timeline:" + behind(asked) + ":1")
	second := s.reply(t, turned)
	says(t, second, "**2010**", "Page 2 of 3", "[Previous]", "[Next]")
	omits(t, second, "**2000**")
	if second.ID != first.ID {
		t.Error("the second page is another message")
	}
	says(t, s.reply(t, turned.Click("v1:timeline:"+behind(asked)+":0")), "**2000**", "Page 1 of 3")
}

func TestButtonsOfADeletedBriefSaySo(t *testing.T) {
	t.Parallel()
	st := newStore(t)
	s := play(t, discordtest.New(t), st, ferries())
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	if n, err := st.PruneBriefs(s.ctx, time.Now().Add(time.Hour)); err != nil || n != 1 {
		t.Fatalf("deleted %d briefs, %v", n, err)
	}
	for _, view := range []string{"sources", "more"} {
		m := s.reply(t, asked.Click("v1:"+view+":"+behind(asked)))
		says(t, m, "This brief is gone", "Ask again with /brief")
		omits(t, m, "Reference")
		if !m.Ephemeral {
			t.Error("everybody is told")
		}
	}
}

func TestOldBriefsAreDeletedAndNewOnesKept(t *testing.T) {
	t.Parallel()
	st := newStore(t)
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	for id, age := range map[string]time.Duration{"old": briefsKept + time.Hour, "new": briefsKept - time.Hour} {
		if err := st.SaveBrief(t.Context(), state.Brief{ID: id, Created: now.Add(-age), JSON: json.RawMessage("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	s := play(t, discordtest.New(t), st, ferries(), func(o *Options) { o.Now = func() time.Time { return now } })
	s.reply(t, brief(s, discordtest.Guild, "ferry"))
	if err := s.stop(); err != nil { // the first round is over when Run is
		t.Fatal(err)
	}
	if _, err := st.LoadBrief(t.Context(), "", "new"); err != nil {
		t.Error(err)
	}
	if _, err := st.LoadBrief(t.Context(), "", "old"); err == nil {
		t.Error("the old brief is still there")
	}
}

func TestRateLimitedEditIsMadeInTheEnd(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	for _, form := range []discordtest.Form{discordtest.JSONForm, discordtest.HeadersForm, discordtest.HTMLForm} {
		s.Fail(discordtest.RouteReply, discordtest.RateLimited(20*time.Millisecond, "user", form))
	}
	asked := brief(s, discordtest.Guild, "ferry")
	says(t, s.reply(t, asked), "The ferry sails again in May.")
	if n := len(asked.Calls(discordtest.RouteReply)); n != 4 {
		t.Errorf("the edit was sent %d times, want 4", n)
	}
}

func TestLossOfTheGatewayLosesNoAnswer(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	ferry := ferries()
	ferry.before = func(context.Context) { <-release }
	s := play(t, discordtest.New(t), newStore(t), ferry)
	asked := brief(s, discordtest.Guild, "ferry")
	if _, err := asked.WaitAck(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.Drop()
	if err := s.WaitGateway(s.ctx, "resume", 1); err != nil {
		t.Fatal(err)
	}
	close(release)
	says(t, s.reply(t, asked), "The ferry sails again in May.")
	if n := len(asked.Calls(discordtest.RouteReply)); n != 1 {
		t.Errorf("answered by %d edits", n)
	}
}

func TestStoppingLetsCommandsAnswer(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	ferry := ferries()
	ferry.before = func(context.Context) { close(begun); <-release }
	s := play(t, discordtest.New(t), newStore(t), ferry)
	asked := brief(s, discordtest.Guild, "ferry")
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	if err := s.WaitDisconnected(s.ctx); err != nil {
		t.Fatal(err)
	}
	close(release)
	if err := <-stopped; err != nil {
		t.Errorf("stopping failed: %v", err)
	}
	says(t, s.reply(t, asked), "The ferry sails again in May.")
}

func TestCommandThatOutlastsTheBotIsToldSo(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	ferry := ferries()
	ferry.before = func(ctx context.Context) { close(begun); <-ctx.Done() }
	s := play(t, discordtest.New(t), newStore(t), ferry)
	asked := brief(s, discordtest.Guild, "ferry")
	<-begun
	if err := s.stop(); err != nil {
		t.Errorf("stopping failed: %v", err)
	}
	says(t, s.reply(t, asked), "I am being restarted", "Reference: "+router.Reference(asked.ID))
}

func TestPanicCostsOneCommandOnly(t *testing.T) {
	t.Parallel()
	ferry := ferries()
	ferry.before = func(context.Context) { panic("hunter2") }
	s := play(t, discordtest.New(t), newStore(t), ferry)
	asked := brief(s, discordtest.Guild, "ferry")
	m := s.reply(t, asked)
	says(t, m, "Something went wrong", "Reference: "+router.Reference(asked.ID))
	omits(t, m, "hunter2", "panic")
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "help")), "How I decide what to say")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	log := s.log.String()
	for _, want := range []string{"level=ERROR", "request=" + router.Reference(asked.ID), "stack=", "stage_test.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	if strings.Contains(log, "hunter2") {
		t.Error("the log quotes the panic")
	}
}

func TestBriefThatCannotBeKeptIsShownWithoutButtons(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries(), func(o *Options) { o.Store = fullDisk{o.Store} })
	m := s.reply(t, brief(s, discordtest.Guild, "ferry"))
	says(t, m, "The ferry sails again in May.")
	omits(t, m, "v1:")
}

// fullDisk is a store that has no room for another brief.
type fullDisk struct{ Store }

func (fullDisk) SaveBrief(context.Context, state.Brief) error { return store.ErrDiskFull }

func TestManyAtOnceAreAllAcknowledgedAndAnswered(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	ferry := ferries()
	ferry.before = func(context.Context) { <-release }
	var guilds []string
	for i := range 24 {
		guilds = append(guilds, fmt.Sprint(410000000000000100+i))
	}
	s := play(t, discordtest.New(t, discordtest.Options{Guilds: guilds}), newStore(t), ferry)
	var asked []*discordtest.Interaction
	for _, guild := range guilds {
		asked = append(asked, brief(s, guild, "ferry"))
	}
	for _, i := range asked {
		if _, err := i.WaitAck(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	close(release)
	for _, i := range asked {
		says(t, s.reply(t, i), "The ferry sails again in May.")
	}
}

func TestCommandsAreRegisteredOnlyWhenTheyChanged(t *testing.T) {
	t.Parallel()
	srv, st := discordtest.New(t), newStore(t)
	first := play(t, srv, st, ferries())
	if err := srv.WaitCalls(first.ctx, discordtest.RouteCommandsPut, 1); err != nil {
		t.Fatal(err)
	}
	first.stop()
	if got := srv.Commands(""); len(got) != len(Commands(true, false)) {
		t.Errorf("registered %q", got)
	}
	second := play(t, srv, st, ferries())
	if err := srv.WaitCalls(second.ctx, discordtest.RouteCommands, 2); err != nil {
		t.Fatal(err)
	}
	second.stop()
	if n := len(srv.Calls(discordtest.RouteCommandsPut)); n != 1 {
		t.Errorf("commands were written %d times, want once", n)
	}
}

func TestCommandsOfOneServerAreRegisteredThereOnly(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	for run := 1; run <= 2; run++ {
		s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.GuildID = discordtest.Guild })
		if err := srv.WaitCalls(s.ctx, discordtest.RouteGuildCommands, run); err != nil {
			t.Fatal(err)
		}
		if err := srv.WaitCalls(s.ctx, discordtest.RouteGuildPut, 1); err != nil {
			t.Fatal(err)
		}
		s.stop()
	}
	if n := len(srv.Calls(discordtest.RouteGuildPut)); n != 1 || len(srv.Commands(discordtest.Guild)) != len(Commands(false, false)) || len(srv.Commands("")) != 0 {
		t.Errorf("written %d times; there %q, everywhere %q", n, srv.Commands(discordtest.Guild), srv.Commands(""))
	}
}

func TestRefusedTokenEndsTheBotWithTheReason(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	st := newStore(t)
	rest := discord.NewREST(discord.RESTOptions{Token: "wrong", APIURL: srv.URL()})
	defer rest.Close()
	ferry := ferries()
	err := New(Options{
		REST: rest, Gateway: gateway.Options{Token: "wrong", APIURL: srv.URL()},
		Briefer: ferry, Library: ferry, Store: st,
	}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
		t.Errorf("got %v, want an error that says which setting to mend", err)
	}
}

func TestServersSeeNothingOfEachOther(t *testing.T) {
	t.Parallel()
	const a, b, outsider = "410000000000000001", "410000000000000002", "410000000000000003"
	secret := article("secret", corpus.Guild(a), "Harbour secret plan in North Korea", "The harbour secret is in North Korea, a zebra.")
	ferry := &shelf{articles: []corpus.Article{article("gazette", corpus.Public, "Ferry link", "The ferry sails.")}}
	ferry.articles = append(ferry.articles, secret)
	s := play(t, discordtest.New(t, discordtest.Options{Guilds: []string{a, b, outsider}}), newStore(t), ferry)

	own := brief(s, a, "zebra")
	says(t, s.reply(t, own), "The harbour secret")
	says(t, s.reply(t, own.Click("v1:sources:"+behind(own))), "The harbour secret")
	says(t, s.reply(t, s.helps(t, a, discordtest.User, toSources)), "2 articles", "1 of them this server's own")
	if choices, err := s.Autocomplete(a, discordtest.User, "brief", "topic", "nor").WaitChoices(s.ctx); err != nil || len(choices) != 2 { // the topic and the title
		t.Errorf("in its own server: %v, %v", choices, err)
	}

	others := map[string][]discordtest.With{b: nil, "": nil, outsider: {discordtest.UserInstalled()}}
	for guild, with := range others {
		for _, asked := range []*discordtest.Interaction{
			brief(s, guild, "zebra", with...),
			s.Slash(guild, discordtest.User, "ask", append(with, discordtest.Opt("question", "zebra?"))...),
			s.helps(t, guild, discordtest.User, toSources, with...),
			s.helps(t, guild, discordtest.User, toTopics, with...),
			s.finds(t, guild, discordtest.User, "zebra", with...),
			s.finds(t, guild, discordtest.User, secret.Outlet, with...),
		} {
			omits(t, s.reply(t, asked), "secret is", "secret.example", "Harbour", "2 articles", "server's own")
		}
		for _, typed := range []string{"", "nor", "harb", "secret"} {
			choices, err := s.Autocomplete(guild, discordtest.User, "brief", "topic", typed, with...).WaitChoices(s.ctx)
			if err != nil || len(choices) != 0 {
				t.Errorf("in %q, %q suggests %v, %v", guild, typed, choices, err)
			}
		}
		// A brief's ID, were it known, opens nothing elsewhere.
		r := &router.Request{Guild: guild}
		if guild == outsider {
			r.Guild = ""
		}
		if _, err := (&Bot{store: s.store}).open(s.ctx, r, behind(own)); err != errNoBrief {
			t.Errorf("in %q the brief of another server: %v", guild, err)
		}
	}
	// The same server, but through somebody's own installation.
	omits(t, s.reply(t, brief(s, a, "zebra", discordtest.UserInstalled())), "secret is")
}

func TestSuggestionsAreTopicsThenTitles(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	for typed, want := range map[string]string{"": "North Korea", "dpr": "North Korea", "Ferry li": "Ferry link to reopen", "zz": ""} {
		choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", typed).WaitChoices(s.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range choices {
			got = append(got, c.Name)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q suggests %q, want %q", typed, got, want)
		}
	}
}

func TestSourcesListOutletsOrWhatIsLookedFor(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	for query, want := range map[string][]string{
		"":               {"3 articles", "newest 2 Jan 2025", "- The gazette Post: 1", "[Pier repaired](https://radio.example/1)"},
		"the radio post": {"The radio Post: 1 article", "[Pier repaired]"},
		"crowns":         {"Articles on “crowns”", "[Pier repaired]"},
		"zebra":          {"Articles on “zebra”", "None found"},
	} {
		asked := s.helps(t, discordtest.Guild, discordtest.User, toSources)
		if query != "" {
			asked = s.finds(t, discordtest.Guild, discordtest.User, query)
		}
		m := s.reply(t, asked)
		says(t, m, want...)
		if !m.Ephemeral {
			t.Errorf("%q is shown to everybody", query)
		}
	}
}

func TestHelpIsShownAtOnceAndToTheAskerOnly(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	asked := s.Slash(discordtest.Guild, discordtest.User, "help")
	m := s.reply(t, asked)
	says(t, m, "/today the top stories", "/brief what", "/ask the answer", "[Topics]", "[Sources]", "[Find articles]", "[Privacy]")
	if !m.Ephemeral || m.Edits != 0 {
		t.Errorf("ephemeral %t, edited %d times", m.Ephemeral, m.Edits)
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	t.Parallel()
	bad := "@everyone <@1> **b** [a](http://evil.example/) ferry"
	hostile := &shelf{articles: []corpus.Article{article("gazette", corpus.Public, bad, bad)}}
	hostile.articles[0].Outlet = bad
	s := play(t, discordtest.New(t), newStore(t), hostile)
	asked := s.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", bad))
	answers := []discordtest.Message{
		s.reply(t, asked),
		s.reply(t, asked.Click("v1:sources:"+behind(asked))),
		s.reply(t, brief(s, discordtest.Guild, bad)),
		s.reply(t, s.helps(t, discordtest.Guild, discordtest.User, toSources)),
		s.reply(t, s.helps(t, discordtest.Guild, discordtest.User, toTopics)),
		s.reply(t, s.finds(t, discordtest.Guild, discordtest.User, bad)),
		s.reply(t, s.more(t, asked, "This is wrong")),
		s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today")),
		s.reply(t, brief(s, discordtest.Guild, "@everyone unheard of")),
	}
	for _, m := range answers {
		if n := len(m.Text()); n == 0 {
			t.Error("an empty answer")
		}
		text := regexp.MustCompile(`(?m)^│     .*$`).ReplaceAllString(m.Text(), "") // a menu has no markup
		for _, found := range rules.ActiveMarkup(text) {
			if strings.HasPrefix(found, "link http://evil") || strings.Contains(found, "mention") || found == "<" || found == "@" {
				t.Errorf("%s in:\n%s", found, m.Text())
			}
		}
	}
	for _, call := range s.Calls(discordtest.RouteAny) {
		if mentions := regexp.MustCompile(`"allowed_mentions":[^}]*}`).Find(call.Body); mentions != nil && !strings.Contains(string(mentions), `"parse":[]`) {
			t.Errorf("%s allows mentions: %s", call.Route, mentions)
		}
	}
}

func TestLogHasOneLineForEachCommandAndNothingPeopleWrote(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	asked := []*discordtest.Interaction{
		brief(s, discordtest.Guild, "ferry"),
		brief(s, discordtest.Guild, "xyzzy topic"),
		s.Slash("", discordtest.User, "ask", discordtest.Opt("question", "xyzzy question?")),
		brief(s, discordtest.Guild, "ferry", discordtest.Opt("since", "xyzzy date")),
		s.finds(t, discordtest.Guild, discordtest.User, "xyzzy query"),
	}
	for _, i := range asked {
		s.reply(t, i)
	}
	asked = append(asked, asked[0].Click("v1:more:"+behind(asked[0])))
	s.reply(t, asked[len(asked)-1])
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	log := s.log.String()
	for _, i := range asked {
		lines := 0
		for line := range strings.Lines(log) {
			if strings.Contains(line, "request="+router.Reference(i.ID)) {
				lines++
				for _, key := range []string{"guild=" + i.Guild, "command=", "took_ms="} {
					if !strings.Contains(line, key) {
						t.Errorf("%q is not in %s", key, line)
					}
				}
			}
		}
		if lines != 1 {
			t.Errorf("%d lines for command %s", lines, i.Name)
		}
		if strings.Contains(log, i.Token) {
			t.Error("an interaction's token is in the log")
		}
	}
	if strings.Contains(log, "xyzzy") || strings.Contains(log, s.Token()) {
		t.Errorf("the log has what people wrote, or the token:\n%s", log)
	}
}

func TestButtonsOfAnotherVersionSaySo(t *testing.T) {
	t.Parallel()
	for _, err := range []error{message.ErrUnknownControl, problem.ErrUnknownCommand} {
		if !problem.Ordinary(err) {
			t.Errorf("%v is logged as a fault", err)
		}
	}
	text := strings.Join(problem.Explain(message.Presentation{}, message.ErrUnknownControl, "x").Blocks, "\n")
	if !strings.Contains(text, "another version") {
		t.Error(text)
	}
}

// A clock that is two years ahead, for an hour or for three days less a moment,
// deletes nothing: nobody could get that back when it is set right.
func TestAClockTwoYearsAheadDeletesNothingAtOnce(t *testing.T) {
	t.Parallel()
	st := newStore(t)
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	keep := func(id string, age time.Duration) {
		if err := st.SaveBrief(t.Context(), state.Brief{ID: id, Created: now.Add(-age), JSON: json.RawMessage("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	keep("old", briefsKept-time.Hour)
	keep("new", time.Hour)
	if err := st.AddTurn(t.Context(), state.Turn{Conversation: state.Conversation{Guild: "1", Channel: "2", Person: "3"}, Author: "3", Asked: now, Question: "When?"}, ""); err != nil {
		t.Fatal(err)
	}
	b := New(Options{Store: st, Now: func() time.Time { return now }, Memories: Memories{Channels: time.Hour, Threads: time.Hour}})
	left := func() string {
		kept := ""
		for _, id := range []string{"old", "new"} {
			if _, err := st.LoadBrief(t.Context(), "", id); err == nil {
				kept += id + " "
			}
		}
		k, err := st.Keeps(t.Context(), "3")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(kept, k.Questions)
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "old new 1"},
		{2 * 365 * 24 * time.Hour, "old new 1"},
		{71 * time.Hour, "old new 1"},
		{time.Hour, "0"}, // it has stood so for three days
	} {
		now = now.Add(step.after)
		b.sweep(t.Context())
		if got := left(); got != step.want {
			t.Errorf("at %v there is %q, want %q", now, got, step.want)
		}
	}
}
