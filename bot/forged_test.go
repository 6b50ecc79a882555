package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/bot/digest"
	"sitrep/bot/discordtest"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/briefing/verify"
	"sitrep/corpus"
)

// echo answers whatever it is asked with the words that it was asked in, and
// those that it was to be understood from.
type echo struct {
	*shelf
	made sync.Map // articles, by ID
}

func (e *echo) say(text string) (briefing.Claim, briefing.Source) {
	a := article(fmt.Sprintf("%x", text), corpus.Public, text, text)
	e.made.Store(a.ID, a)
	return briefing.Claim{Text: text, Citations: []briefing.Citation{cite(1, a, text)}}, briefing.Source{N: 1, ID: a.ID, Title: text, Outlet: "Echo"}
}

func (e *echo) Articles(_ context.Context, _ corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	var out []corpus.Article
	for _, id := range ids {
		if a, ok := e.made.Load(id); ok {
			out = append(out, a.(corpus.Article))
		}
	}
	return out, nil
}

func (e *echo) Brief(_ context.Context, req briefing.Request) (briefing.Brief, error) {
	c, s := e.say("It is about " + req.Topic + ".")
	return briefing.Brief{
		Topic: req.Topic, Mode: briefing.Deterministic, BottomLine: []briefing.Claim{c}, Developments: []briefing.Claim{c}, Sources: []briefing.Source{s},
		Timeline: []briefing.Event{{Date: corpus.NewDate(2025, 1, 0), Claim: c}}, Quotes: []briefing.Quote{{Speaker: "Echo", Text: c.Text, Citations: c.Citations}},
		Differences:  []briefing.Difference{{About: req.Topic, Claims: []briefing.Claim{c, c}}},
		Explanations: []briefing.Explanation{{Section: "bottom_line", Claim: 1, Rank: 1}},
	}, nil
}

func (e *echo) Ask(_ context.Context, req briefing.Request) (briefing.Brief, error) {
	text := ""
	for _, t := range req.Earlier {
		text += t.Question + " / "
	}
	c, s := e.say(text + req.Question)
	return briefing.Brief{
		Question: req.Question, StandaloneQuestion: followup.Standalone(req.Earlier, req.Question), Mode: briefing.Deterministic,
		Answer: []briefing.Claim{c}, Sources: []briefing.Source{s},
	}, nil
}

func (e *echo) Check(_ context.Context, req briefing.Request) (briefing.Brief, error) {
	c, s := e.say(req.Text)
	return briefing.Brief{
		Checked: req.Text, Mode: briefing.Deterministic, Stats: briefing.Stats{Articles: 1}, Sources: []briefing.Source{s},
		Checks: []briefing.Check{{Claim: req.Text, Verdict: verify.SaysSo, For: []briefing.Claim{c}}},
	}, nil
}

func (e *echo) Digest(ctx context.Context, req briefing.DigestRequest) (briefing.Digest, error) {
	b, err := e.Brief(ctx, req.Request)
	return briefing.Digest{Brief: b, Articles: 1}, err
}

func (e *echo) Watch(context.Context, briefing.WatchRequest) ([]briefing.Nudge, error) {
	return nil, nil
}

// secret is a word that was told in one place, to all who see it or to one
// person.
type secret struct {
	word, guild, channel string
	person               string // who alone was told; empty for all in the channel
	thread               string // that was opened about it; empty for none
}

// A haunt is a place of the test, with those who go there.
type haunt struct {
	guild, channel string
	people         []string
}

const (
	firstGuild, secondGuild = "410000000000000001", "410000000000000002"
	openHere, closedHere    = "420000000000000001", "420000000000000011"
	openThere               = "420000000000000021"
	ana, ben, cem, dee      = "430000000000000001", "430000000000000002", "430000000000000003", "430000000000000004"
)

var haunts = []haunt{
	{firstGuild, openHere, []string{ana, ben, cem}}, {firstGuild, closedHere, []string{ana, ben}}, {secondGuild, openThere, []string{ana, cem, dee}},
	{"", "dm" + ana, []string{ana}}, {"", "dm" + ben, []string{ben}}, {"", "dm" + cem, []string{cem}}, {"", "dm" + dee, []string{dee}},
}

// attempt is somebody pressing something somewhere.
type attempt struct {
	user, guild, channel, id string
	sent                     *discordtest.Interaction
}

// forger tells people secrets, and then presses what it likes.
type forger struct {
	*stage
	clock   atomic.Int64
	rng     *rand.Rand
	secrets []secret
	ids     []string            // custom IDs that were drawn somewhere
	briefs  []string            // IDs of briefs: drawn, of older versions, or what one might take for one
	at      map[string][]string // messages, by channel, and by channel and who alone sees them
	here    map[string][]string // the custom IDs on those
	tried   []attempt
}

func playForger(t *testing.T, seed uint64) *forger {
	t.Helper()
	f := &forger{rng: rand.New(rand.NewPCG(21, seed)), at: map[string][]string{}, here: map[string][]string{}}
	f.clock.Store(time.Date(2025, time.March, 12, 8, 0, 0, 0, time.UTC).Unix())
	e := &echo{shelf: ferries()}
	srv := discordtest.New(t, discordtest.Options{MessageContent: true, Guilds: []string{firstGuild, secondGuild}})
	for _, h := range haunts {
		if h.guild != "" {
			srv.AddChannel(h.guild, h.channel)
		}
	}
	f.stage = playRegistered(t, srv, e.shelf, func(o *Options) {
		o.Briefer, o.Library, o.Digests.Digester = e, e, e
		o.Now = func() time.Time { return time.Unix(f.clock.Load(), 0).UTC() }
	})
	for _, h := range haunts {
		for _, user := range h.people {
			f.tell(t, h, user)
		}
		if h.guild != "" {
			f.digest(t, e, h)
		}
		f.old(t, e, h)
	}
	return f
}

// hide returns a new word that is told in a place.
func (f *forger) hide(h haunt, person string) *secret {
	if h.guild == "" {
		person = h.people[0]
	}
	f.secrets = append(f.secrets, secret{word: secretWord(len(f.secrets)), guild: h.guild, channel: h.channel, person: person})
	return &f.secrets[len(f.secrets)-1]
}

// saw notes a message of the bot's that somebody sees, and what a client that was
// changed could learn from it.
func (f *forger) saw(m discordtest.Message, user string, others ...string) {
	who := m.Channel
	if m.Ephemeral {
		who += " " + user
	}
	if !slices.Contains(f.at[who], m.ID) {
		f.at[who] = append(f.at[who], m.ID)
	}
	for _, c := range m.Controls() {
		f.ids = append(f.ids, c.CustomID)
		f.here[who] = append(f.here[who], c.CustomID)
		if parts := strings.Split(c.CustomID, ":"); !slices.Contains(f.briefs, parts[2]) {
			f.briefs = append(f.briefs, parts[2])
		}
	}
	f.briefs = append(f.briefs, others...)
}

// tell has somebody ask for all that has buttons.
func (f *forger) tell(t *testing.T, h haunt, user string) {
	t.Helper()
	in := discordtest.In(h.channel)
	if h.guild == "" {
		in = discordtest.In(discordtest.Channel)
	}
	ask := func(person, name, option string, with ...discordtest.With) *discordtest.Interaction {
		s := f.hide(h, person)
		i := f.Slash(h.guild, user, name, append(with, in, discordtest.Opt(option, s.word))...)
		f.saw(f.reply(t, i), user, i.ID)
		return i
	}
	briefed := ask("", "brief", "topic")
	opened := briefed.Click("v1:more:" + behind(briefed))
	f.saw(f.reply(t, opened), user)
	wrong := opened.Click("v1:wrong:" + behind(briefed) + ":0")
	f.saw(f.reply(t, wrong), user)
	f.saw(f.reply(t, wrong.Select("v1:wrong:"+behind(briefed), "0")), user)
	asked := ask("", "ask", "question")
	if h.guild != "" {
		ask("", "brief", "topic", discordtest.UserInstalled())
		m, _ := asked.Reply()
		f.opensThread(t, m, user)
		f.secrets[len(f.secrets)-2].thread = m.ID // that of the answer
		for _, w := range f.Messages(m.ID) {
			f.saw(w, user)
		}
	}
	said := f.Say(h.guild, h.channel, dee, "They spoke of "+f.hide(h, user).word+" there.", "", discordtest.AsBot()) // which is not answered
	checked := f.OnMessage(h.guild, user, commandCheck, said.ID, in)
	f.saw(f.reply(t, checked), user, checked.ID)
	f.saw(f.reply(t, briefed.Click("v1:sources:"+behind(briefed))), user)
	for _, control := range []string{toTopics, toSources, toPrivacy} {
		f.saw(f.reply(t, f.helps(t, h.guild, user, control, in)), user)
	}
	f.saw(f.reply(t, f.Slash(h.guild, user, "help", in)), user)
}

// digest has a digest posted.
func (f *forger) digest(t *testing.T, e *echo, h haunt) {
	t.Helper()
	due := time.Unix(f.clock.Load(), 0).UTC().Add(time.Hour)
	n := state.Subscription{Guild: h.guild, Channel: h.channel, Topic: f.hide(h, "").word, Schedule: "daily 09:00 UTC", Owner: ana, Created: due, Due: due}
	id, err := f.store.AddSubscription(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Store(due.Unix())
	for posted := false; !posted; {
		if _, err := f.bot.RunDigests(f.ctx); err != nil {
			t.Fatal(err)
		}
		runs, err := f.store.Runs(t.Context(), h.guild, id, 1)
		if err != nil || f.ctx.Err() != nil {
			t.Fatal(err, f.ctx.Err())
		}
		posted = len(runs) == 1 && runs[0].State == state.RunPosted
	}
	for _, m := range f.Messages(h.channel) {
		if strings.Contains(m.Text(), n.Topic) {
			f.saw(m, ana, digest.RunName(state.DigestRun{Subscription: id, Due: due}))
		}
	}
}

// old keeps what an older version would have, under the IDs that it gave: of the
// time, or of a digest's number and when it was due.
func (f *forger) old(t *testing.T, e *echo, h haunt) {
	t.Helper()
	keep := func(id, user, person string, b briefing.Brief) {
		text, err := json.Marshal(b)
		if err == nil {
			err = f.store.SaveBrief(t.Context(), state.Brief{ID: id, Guild: h.guild, Channel: h.channel, User: user, Person: person, Created: time.Unix(f.clock.Load(), 0), JSON: text})
		}
		if err != nil {
			t.Fatal(err)
		}
		f.briefs = append(f.briefs, id)
	}
	user := h.people[0]
	person := map[bool]string{true: user}[h.guild == ""]
	b, _ := e.Brief(t.Context(), briefing.Request{Topic: f.hide(h, "").word})
	keep(strconv.Itoa(1357924680135792468+len(f.briefs)), user, person, b)
	b, _ = e.Brief(t.Context(), briefing.Request{Topic: f.hide(h, "").word})
	keep(digest.RunName(state.DigestRun{Subscription: int64(1 + len(f.briefs)), Due: time.Unix(f.clock.Load(), 0)}), "", person, b)
	b, _ = e.Check(t.Context(), briefing.Request{Text: f.hide(h, "nobody").word})
	keep(strconv.Itoa(1357924680135792468+len(f.briefs)), dee, state.PersonUnknown, b)
}

func pick[T any](f *forger, from []T) T { return from[f.rng.IntN(len(from))] }

var allViews = []message.View{message.ViewTimeline, message.ViewQuotes, message.ViewDifferences, message.ViewSources, message.ViewWhy, message.ViewFull, message.ViewCheck, message.ViewMore, message.ViewSpeaker, message.ViewSave, message.ViewWrong, message.ViewReport, message.ViewHelp, message.ViewCorpus, message.ViewFind, message.ViewMute, message.ViewDone, message.ViewMeant, message.ViewTopics, message.ViewPick, message.ViewFollowUp, message.ViewCorrect, message.ViewThread, message.ViewPrivacy}

// id returns a custom ID: replayed, made up about a brief, or altered.
func (f *forger) id() string {
	id := pick(f, f.ids)
	switch n := f.rng.IntN(10); {
	case n < 2: // as it was drawn
	case n < 7:
		c := message.Control{View: pick(f, allViews[:12]), Brief: pick(f, f.briefs), Turn: f.rng.IntN(3) == 0}
		if f.rng.IntN(3) == 0 {
			c.View = pick(f, allViews)
		}
		id = c.CustomID()
	case n < 8: // a digest's, as it was given before
		id = message.Control{View: pick(f, allViews), Brief: digest.RunName(state.DigestRun{Subscription: int64(1 + f.rng.IntN(40)), Due: time.Unix(f.clock.Load()-int64(3600*f.rng.IntN(4)), 0)})}.CustomID()
	case n < 9: // another's, from some letter on
		with := pick(f, f.ids)
		id = id[:f.rng.IntN(len(id))] + with[f.rng.IntN(len(with)):]
	default:
		at := f.rng.IntN(len(id))
		id = id[:at] + string(rune(' '+f.rng.IntN(95))) + id[at+1:]
	}
	return id[:min(len(id), message.MaxCustomID)]
}

// press has somebody press a custom ID where they are, on a message that they
// see; with an empty one, any.
func (f *forger) press(t *testing.T, h haunt, user, id string) {
	t.Helper()
	a := attempt{user: user, guild: h.guild, channel: h.channel, id: cmp.Or(id, f.id())}
	if h.guild != "" && f.rng.IntN(5) == 0 {
		if threads := f.Threads(h.channel); len(threads) > 0 {
			slices.SortFunc(threads, func(x, y discordtest.Thread) int { return cmp.Compare(x.ID, y.ID) })
			a.channel = pick(f, threads).ID
		}
	}
	seen := slices.Concat(f.at[a.channel], f.at[a.channel+" "+a.user])
	if len(seen) == 0 {
		return
	}
	if drawn := slices.Concat(f.here[a.channel], f.here[a.channel+" "+a.user]); id == "" && len(drawn) > 0 && f.rng.IntN(3) == 0 {
		a.id = pick(f, drawn) // a button of here, if perhaps not of that message
	}
	on := pick(f, seen)
	var with []discordtest.With
	if a.guild != "" && f.rng.IntN(6) == 0 {
		with = append(with, discordtest.UserInstalled())
	}
	switch f.rng.IntN(6) {
	case 0:
		a.sent = f.ForgeSelect(on, a.user, a.id, []string{pick(f, []string{"ferry", "0", "2", "Echo", "+o:Echo", "-o:Echo", "+a:" + pick(f, f.briefs)})}, with...)
	case 1, 2:
		a.sent = f.ForgeForm(on, a.user, a.id, fieldQuestion, "and why did it happen then?", with...)
	default:
		a.sent = f.Forge(on, a.user, a.id, with...)
	}
	f.tried = append(f.tried, a)
	if _, err := a.sent.WaitAck(f.ctx); err != nil {
		t.Fatalf("%s: %v", a.id, err)
	}
	if err := f.done(a.sent.ID); err != nil {
		t.Fatalf("%s: %v", a.id, err)
	}
	if m, ok := a.sent.Reply(); ok {
		f.saw(m, a.user)
	}
}

// may reports whether somebody may see a word where they are; for "", whether
// all there may.
func (f *forger) may(word, user, guild, channel string) bool {
	for _, s := range f.secrets {
		if strings.EqualFold(s.word, word) {
			return s.guild == guild && (s.channel == channel || s.thread != "" && s.thread == channel) && (s.person == "" || s.person == user)
		}
	}
	return false
}

func TestNoForgedButtonShowsWhatItsPresserMayNotSee(t *testing.T) {
	t.Parallel()
	random, everyOther := 1000, 1
	if testing.Short() { // with the race detector each press takes many times as long
		random, everyOther = 100, 7
	}
	f := playForger(t, 1)
	before := len(f.Calls(discordtest.RouteAny))
	// Whatever ID there is, pressed by everybody everywhere.
	pair := 0
	for _, brief := range slices.Compact(slices.Sorted(slices.Values(f.briefs))) {
		for _, h := range haunts {
			for _, user := range h.people {
				if pair++; pair%everyOther != 0 {
					continue
				}
				f.press(t, h, user, message.Control{View: pick(f, allViews), Brief: brief, Turn: f.rng.IntN(4) == 0}.CustomID())
			}
		}
	}
	for range random {
		h := pick(f, haunts)
		f.press(t, h, pick(f, h.people), "")
	}
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}

	by := map[string]attempt{}
	for _, a := range f.tried {
		by[a.sent.Token] = a
	}
	shown, leaks := 0, 0
	for _, call := range f.Calls(discordtest.RouteAny)[before:] {
		parts := strings.Split(strings.Trim(call.Path, "/"), "/")
		a, pressed := attempt{}, false
		if len(parts) > 2 && (parts[0] == "interactions" || parts[0] == "webhooks") {
			a, pressed = by[parts[2]]
			if pressed && a.guild != "" {
				if reply, replied := a.sent.Reply(); replied && !reply.Ephemeral {
					a.user = "" // all see it
				}
			}
		}
		if !pressed && len(parts) > 1 && parts[0] == "channels" { // a thread, and what is said in it
			for _, h := range haunts {
				if h.channel == parts[1] || slices.ContainsFunc(f.Threads(h.channel), func(th discordtest.Thread) bool { return th.ID == parts[1] }) {
					a, pressed = attempt{guild: h.guild, channel: parts[1]}, true
				}
			}
		}
		for _, found := range secretWords.FindAllString(string(call.Body), -1) {
			if pressed && f.may(found, a.user, a.guild, a.channel) {
				shown++
				continue
			}
			if leaks++; leaks <= 5 {
				t.Errorf("%q by %q in %s %s is sent %s by %s:\n%.600s", a.id, a.user, a.guild, a.channel, found, call.Route, call.Body)
			}
		}
	}
	t.Logf("%d presses; %d times a secret was shown to who may see it; %d leaks", len(f.tried), shown, leaks)
	if len(f.tried) < random || shown < len(f.tried)/40 {
		t.Error("hardly anything was shown to those who may see it")
	}
}
