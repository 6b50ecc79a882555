package bot

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/collections"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/router"
	"sitrep/bot/zone"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store/followed"
	"sitrep/corpus/store/postgres/pgtest"
)

// A crowd is fifty servers, each with a word of its own that is in all that is
// private to it: articles and their outlets, addresses and speakers, the
// questions that its members ask, and the feed that it follows. Members of all
// the others, people in direct messages, and people who brought the bot along
// ask for all that there is to ask for.
type crowd struct {
	*stage
	library *library.Library
	words   []string // the secret of each server
	own     [][]corpus.ArticleID
	leaves  []leaf

	mu      sync.Mutex
	viewers map[string]int // whose eyes an interaction is for, by its token
	briefs  []string       // the custom IDs of buttons seen, wherever
	kinds   map[string]int // what was done, and how often it had an answer
	refused map[string]string
}

// leaf is a command or subcommand that can be called.
type leaf struct {
	name    string
	options []*discordgo.ApplicationCommandOption
	private bool // for servers and their managers
}

const crowdSize = 50

var crowdOperations = flag.Int("crowd.operations", 3_000, "what the members of fifty servers do")

func crowdGuild(n int) string   { return fmt.Sprint(410000000000000001 + n) }
func crowdChannel(n int) string { return fmt.Sprint(420000000000000101 + n) }

// secretWord returns a word that no other is a part of.
func secretWord(n int) string {
	return "Zq" + string(rune('a'+n/26)) + string(rune('a'+n%26)) + "xburg"
}

var secretWords = regexp.MustCompile(`(?i)zq[a-z]{2}xburg`)

// ownArticles are two of a server's, which contradict each other. Everybody
// knows what they are about (the quarry and its number), nobody else what they
// say.
func ownArticles(n int, word string) string {
	return fmt.Sprintf(`{"_id":"a%[1]d","title":"Quarry %[1]d near %[2]s floods","text":"The quarry flooded on 4 March 2025, %[2]s officials said. \"We will rebuild %[2]s,\" said Mayor Anna %[2]s. The repair of quarry %[1]d will cost 14 million crowns.","url":"https://%[3]s.example/a","outlet":"%[2]s Courier","published":"2025-03-05"}
{"_id":"b%[1]d","title":"%[2]s counts the damage","text":"The repair of quarry %[1]d will cost 32 million crowns, %[2]s engineers said on Friday. Mayor Anna %[2]s said: \"%[2]s is not alone.\" Forty families had to leave the quarry.","url":"https://%[3]s.example/b","outlet":"%[2]s Radio","published":"2025-03-09"}
`, n, word, strings.ToLower(word))
}

const publicArticles = `{"_id":"p1","title":"Quarry law changes","text":"Parliament changed the quarry law on 2 May 2025. \"Every quarry will be inspected,\" said Minister Olof Brandt. The inspection will cost 5 million crowns.","url":"https://herald.example/1","outlet":"Herald","published":"2025-05-03"}
{"_id":"p2","title":"Ferry to North Korea planned","text":"North Korea and China plan a ferry, officials said in June 2025. The ferry will sail from Dandong in 2026.","url":"https://herald.example/2","outlet":"Herald","published":"2025-06-03"}
`

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	l, err := library.OpenTemporary(t.Context(), library.Options{Database: pgtest.Database(t, "")})
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{library: l, viewers: map[string]int{}, kinds: map[string]int{}, refused: map[string]string{}}
	c.add(t, corpus.Public, publicArticles)
	var guilds []string
	for n := range crowdSize {
		guilds = append(guilds, crowdGuild(n))
		c.words = append(c.words, secretWord(n))
		c.own = append(c.own, c.add(t, corpus.Guild(crowdGuild(n)), ownArticles(n, c.words[n])))
		err := followed.On(l.Store()).AddFeed(t.Context(), followed.Feed{
			Collection: corpus.Guild(crowdGuild(n)), URL: "https://" + strings.ToLower(c.words[n]) + ".example/feed.xml",
			Title: c.words[n] + " feed", Interval: time.Hour, NextPoll: time.Now().Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	srv := discordtest.New(t, discordtest.Options{Guilds: guilds, MessageContent: true})
	c.stage = playLibrary(t, srv, l, func(o *Options) {
		o.Collections = &collections.Options{Keeper: l, Feeds: followed.On(l.Store())}
		o.Digests = Digests{Digester: briefer.New(l, l.Analyzer())}
		o.MessageContent = true
	})
	var cancel context.CancelFunc
	c.ctx, cancel = context.WithTimeout(t.Context(), 5*time.Minute) // on a machine that has other things to do
	t.Cleanup(cancel)
	if err := srv.WaitCommands(c.ctx); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range Commands(true, true) {
		if cmd.Type != discordgo.ChatApplicationCommand {
			continue // see TestCheckReadsOnlyWhatTheAskerMaySee
		}
		c.leavesOf(cmd.Name, cmd.Options, cmd.DefaultMemberPermissions != nil)
	}
	return c
}

func (c *crowd) add(t *testing.T, to corpus.Collection, lines string) (ids []corpus.ArticleID) {
	t.Helper()
	var articles []corpus.Article
	files := fstest.MapFS{"own.jsonl": {Data: []byte(lines)}}
	_, err := ingest.WalkFS(t.Context(), files, ingest.Options{Collection: to}, func(i ingest.Item) error {
		articles = append(articles, i.Article)
		return i.Err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.library.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		ids = append(ids, a.ID)
	}
	return ids
}

// leavesOf lists what can be called, but for what would need the web or would
// shut a server's members out.
func (c *crowd) leavesOf(name string, options []*discordgo.ApplicationCommandOption, private bool) {
	if len(options) > 0 && options[0].Type <= discordgo.ApplicationCommandOptionSubCommandGroup {
		for _, o := range options {
			c.leavesOf(name+" "+o.Name, o.Options, private)
		}
		return
	}
	switch name {
	case "corpus add", "corpus feeds add", "settings channel", "settings role":
		return
	}
	c.leaves = append(c.leaves, leaf{name, options, private})
}

// someone is a person of the crowd, wherever they are now.
type someone struct {
	*crowd
	rng   *rand.Rand
	user  string
	at    int // the server; -1 in direct messages
	mine  bool
	guild string
	with  []discordtest.With
	seen  []discordtest.Message // messages of the bot's that they can see there
	acts  int                   // that they have set out to do
	did   int                   // that the bot was asked
}

// sees is whose secrets they may see: the number of a server, or -1.
func (p *someone) sees() int {
	if p.mine {
		return -1
	}
	return p.at
}

// move takes the person to another place.
func (p *someone) move() {
	p.at, p.mine, p.guild, p.with, p.seen = p.rng.IntN(crowdSize), false, "", nil, nil
	switch p.rng.IntN(8) {
	case 0:
		p.at = -1
	case 1:
		p.mine = true // with a bot of their own
		p.with = append(p.with, discordtest.UserInstalled())
	}
	if p.at >= 0 {
		p.guild = crowdGuild(p.at)
		p.with = append(p.with, discordtest.In(crowdChannel(p.at)))
	}
}

// words is something to ask about: known to all, or a secret of the place's
// own.
func (p *someone) phrase() string {
	n := p.rng.IntN(crowdSize)
	if at := p.sees(); at >= 0 && p.rng.IntN(2) == 0 {
		return p.words[at]
	}
	switch p.rng.IntN(6) {
	case 0:
		return fmt.Sprintf("quarry %d", n)
	case 1:
		return "North Korea"
	case 2:
		return "Mayor Anna"
	case 3:
		return "officials"
	}
	return "quarry"
}

func (p *someone) question() string {
	n := p.rng.IntN(crowdSize)
	if at := p.sees(); at >= 0 {
		n = at
	}
	switch p.rng.IntN(6) {
	case 0:
		return "and what did she say?"
	case 1:
		return "why?"
	case 2:
		return "What about the mayor?"
	case 3:
		return "When did the quarry flood?"
	case 4:
		return "What does the ferry cost?"
	}
	return fmt.Sprintf("What will the repair of quarry %d near %s cost?", n, p.phrase())
}

// fill returns a value for an option; ok is false to leave it out.
func (p *someone) fill(o *discordgo.ApplicationCommandOption) (v any, ok bool) {
	if !o.Required && p.rng.IntN(3) > 0 {
		return nil, false
	}
	if len(o.Choices) > 0 {
		return o.Choices[p.rng.IntN(len(o.Choices))].Value, true
	}
	switch {
	case o.Type == discordgo.ApplicationCommandOptionInteger:
		return 1 + p.rng.IntN(3), true
	case o.Type == discordgo.ApplicationCommandOptionBoolean && o.Required:
		return p.rng.IntN(2) == 0, true
	case o.Type != discordgo.ApplicationCommandOptionString:
		return nil, false
	case o.Name == router.OptionSince || o.Name == router.OptionAsOf:
		return []string{"2024", "2025-03-06", "soon"}[p.rng.IntN(3)], true
	case o.Name == "article": // another server's, by its ID or by what it is about
		other := (max(0, p.at) + 1 + p.rng.IntN(crowdSize-1)) % crowdSize
		if p.rng.IntN(2) == 0 {
			return "quarry", true
		}
		return string(p.own[other][p.rng.IntN(2)]), true
	case o.Name == "digest" || o.Name == "watch": // whoever's
		return fmt.Sprint(1 + p.rng.IntN(60)), true
	case o.Name == "time":
		return []string{"9:00", "18:30", "noon"}[p.rng.IntN(3)], true
	case o.Name == zone.Option:
		return "Asia/Seoul", true
	case o.Name == "feed":
		return "https://feeds.example/" + fmt.Sprint(p.rng.IntN(9)), true
	case o.Name == optionQuestion:
		return p.question(), true
	}
	return p.phrase(), true
}

// act does one thing, and notes what it was.
func (p *someone) act() {
	switch n := p.rng.IntN(100); {
	case n < 2: // Discord takes fifty calls a second that are no answers to interactions
		p.say()
	case n < 10:
		p.forge()
	case n < 30:
		p.typing()
	case n < 60:
		p.press()
	default:
		p.command()
	}
}

func (p *someone) leaf() leaf {
	for {
		if l := p.leaves[p.rng.IntN(len(p.leaves))]; !l.private || p.sees() >= 0 {
			return l
		}
	}
}

func (p *someone) command() {
	l := p.leaf()
	with := slices.Clone(p.with)
	if l.private {
		with = append(with, managing)
	}
	here := p.sees() >= 0 && p.rng.IntN(2) == 0
	for _, o := range l.options {
		v, ok := p.fill(o)
		switch {
		case l.name == "watch topic" && o.Name == "where": // to themselves people take what they like
			v, ok = "here", here
		case l.name == "watch topic" && o.Name == "topic" && !here:
			v = "quarry"
		}
		if ok {
			with = append(with, discordtest.Opt(o.Name, v))
		}
	}
	p.settle("/"+l.name, p.Slash(p.guild, p.user, l.name, with...))
}

func (p *someone) typing() {
	l := p.leaf()
	for _, o := range l.options {
		if !o.Autocomplete {
			continue
		}
		typed := p.phrase()
		typed = typed[:p.rng.IntN(len(typed)+1)]
		i := p.Autocomplete(p.guild, p.user, l.name, o.Name, typed, append(slices.Clone(p.with), managing)...)
		p.note(i)
		ctx, cancel := p.patience()
		_, err := i.WaitChoices(ctx)
		cancel()
		p.done("typing "+o.Name, err)
	}
}

func (p *someone) press() {
	if len(p.seen) == 0 {
		p.command()
		return
	}
	m := p.seen[p.rng.IntN(len(p.seen))]
	controls := m.Controls()
	if len(controls) == 0 {
		return
	}
	c := controls[p.rng.IntN(len(controls))]
	if !c.IsSelect() {
		p.settle("button", p.Click(m.ID, p.user, c.CustomID, p.with...))
	} else if len(c.Options) > 0 {
		p.settle("select", p.Select(m.ID, p.user, c.CustomID, []string{c.Options[p.rng.IntN(len(c.Options))].Value}, p.with...))
	}
}

// forge presses, on a message of here, a button that was seen elsewhere.
func (p *someone) forge() {
	p.mu.Lock()
	known := p.briefs
	p.mu.Unlock()
	if len(p.seen) == 0 || len(known) == 0 || p.mine { // the fake presses as a member only
		return
	}
	p.settle("forged", p.Forge(p.seen[0].ID, p.user, known[p.rng.IntN(len(known))]))
}

// say asks in a channel. What comes of it is looked at in the end.
func (p *someone) say() {
	if p.mine {
		return // no messages come in from where the bot is not a member
	}
	channel, replyTo, content := p.Direct(p.user), "", p.Mention()+" "+p.question()
	if p.at >= 0 {
		channel = crowdChannel(p.at)
	}
	threads := p.Threads(channel)
	switch n := p.rng.IntN(3); {
	case n == 0 && len(threads) > 0:
		channel = threads[p.rng.IntN(len(threads))].ID
	case n == 1 && len(p.seen) > 0:
		if m := p.seen[len(p.seen)-1]; !m.Ephemeral {
			replyTo, channel = m.ID, m.Channel
		}
	}
	said := p.Say(p.guild, channel, p.user, content, replyTo)
	ctx, cancel := p.patience()
	defer cancel()
	answer, err := p.WaitReplyTo(ctx, said)
	if err == nil {
		p.seen = append(p.seen, answer)
	}
	p.done("message", err)
}

// patience is how long one answer is waited for.
func (p *someone) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(p.ctx, time.Minute)
}

// settle waits for what an interaction comes to.
func (p *someone) settle(kind string, i *discordtest.Interaction) {
	p.note(i)
	ctx, cancel := p.patience()
	defer cancel()
	ack, err := i.WaitAck(ctx)
	if err == nil && ack.Type == rules.AckModal {
		form, _ := i.Modal()
		fields := map[string]string{}
		for _, row := range form.Components {
			for _, c := range append(slices.Clone(row.Components), inner(row)...) {
				if c.CustomID != "" {
					fields[c.CustomID] = p.question()
				}
			}
		}
		p.done(kind, nil)
		p.settle("form", i.SubmitModal(fields))
		return
	}
	if err == nil {
		var m discordtest.Message
		if m, err = i.WaitReply(ctx); err == nil {
			p.seen = slices.DeleteFunc(p.seen, func(old discordtest.Message) bool { return old.ID == m.ID }) // as it was
			p.seen = append(p.seen, m)
			p.mu.Lock()
			for _, c := range m.Controls() {
				p.briefs = append(p.briefs, c.CustomID)
			}
			p.mu.Unlock()
		}
	}
	p.done(kind, err)
}

func inner(row rules.Component) []rules.Component {
	if row.Component == nil {
		return nil
	}
	return []rules.Component{*row.Component}
}

func (p *someone) note(i *discordtest.Interaction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.viewers[i.Token] = p.sees()
}

func (p *someone) done(kind string, err error) {
	p.did++
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kinds[kind]++
	if err != nil {
		p.kinds[kind+" without an answer"]++
		p.refused[kind] = fmt.Sprintf("server %d, own install %t: %v", p.at, p.mine, err)
	}
}

// Nothing that is private to a server is ever sent to anybody elsewhere: in
// answers, suggestions, controls, forms, errors or threads.
func TestServersNeverSeeEachOther(t *testing.T) {
	people, operations := 8, *crowdOperations
	if testing.Short() {
		operations = min(operations, 1_000)
	}
	c := newCrowd(t)
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			// The same few people are in every server.
			p := &someone{crowd: c, rng: rand.New(rand.NewPCG(2025, uint64(n))), user: fmt.Sprint(430000000000001000 + n)}
			for p.did < operations/people {
				if p.acts%12 == 0 {
					p.move()
				}
				p.act()
				p.acts++
			}
		})
	}
	all.Wait()
	if err := c.stop(); err != nil { // answers under way are sent
		t.Fatal(err)
	}

	where := map[string]int{}
	for n := range crowdSize {
		where[crowdChannel(n)] = n
		for _, th := range c.Threads(crowdChannel(n)) {
			where[th.ID] = n
		}
	}
	checked, own, leaks := 0, 0, 0
	for _, call := range c.Calls(discordtest.RouteAny) {
		viewer, known := -2, false
		parts := strings.Split(strings.Trim(call.Path, "/"), "/")
		switch {
		case len(parts) > 2 && (parts[0] == "interactions" || parts[0] == "webhooks"):
			viewer, known = c.viewers[parts[2]], true
			if _, noted := c.viewers[parts[2]]; !noted {
				t.Errorf("a call for an interaction that nobody made: %s", call.Path)
			}
		case len(parts) > 1 && parts[0] == "channels":
			viewer, known = -1, true
			if n, ok := where[parts[1]]; ok {
				viewer = n
			}
		}
		if !known {
			if found := secretWords.Find(call.Body); found != nil {
				t.Errorf("%s tells of %s", call.Route, found)
			}
			continue
		}
		checked++
		for _, found := range secretWords.FindAll(call.Body, -1) {
			if viewer >= 0 && strings.EqualFold(string(found), c.words[viewer]) {
				own++
				continue
			}
			if leaks++; leaks <= 5 {
				t.Errorf("server %d is sent %s by %s:\n%s", viewer, found, call.Route, call.Body)
			}
		}
	}
	log := c.log.String()
	if found := secretWords.FindString(log); found != "" {
		t.Errorf("the log tells of %s", found)
	}

	// What was done must be worth the name: nearly all answered, and secrets
	// shown where they belong.
	var kinds []string
	for k, n := range c.kinds {
		kinds = append(kinds, fmt.Sprintf("%s: %d", k, n))
	}
	slices.Sort(kinds)
	t.Logf("%d calls checked, %d times a server saw its own secret; %d leaks\n%s", checked, own, leaks, strings.Join(kinds, "\n"))
	if checked < operations || own < operations/4 {
		t.Errorf("too little was asked: %d calls, %d own secrets", checked, own)
	}
	for kind, why := range c.refused {
		if 10*c.kinds[kind+" without an answer"] > c.kinds[kind] {
			t.Errorf("%s: %d of %d had no answer, such as: %s", kind, c.kinds[kind+" without an answer"], c.kinds[kind], why)
		}
	}
	for _, l := range c.leaves {
		if c.kinds["/"+l.name] == 0 {
			t.Errorf("/%s was never asked for", l.name)
		}
	}
}
