// Package bot is sitrep in Discord: commands, buttons and questions in, cited
// briefs out.
//
// An interaction comes in through the gateway and is acknowledged before
// anything else is done, since Discord gives three seconds and a brief may take
// longer. What it asks for is read, answered from the articles that its server
// may see, drawn as a message ([message.Card]) and put in place of the acknowledgement.
// brief.go shows that whole way; package router is what all commands share: the
// scope, the deadline, what is told when something fails, and the one log line of
// each. The commands for those who manage a server have rooms of their own,
// collections, settings and digest/subscriptions.
//
// A message that asks something is served as a command is. followup.go shows
// that way: which messages are meant, what a question that leans on others is
// understood from, and how a misunderstanding is put right.
//
// Everything that a message needs later travels in its buttons' custom IDs and
// in the store, nothing in memory: buttons work after a restart, and for as
// long as the brief is kept.
//
// Whatever articles and people wrote is shown as plain text, and messages keep
// Discord's limits by construction (see [sitrep/bot/message]); nobody is ever
// pinged, but the role that managers chose for a watch.
package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/collections"
	"sitrep/bot/digest"
	"sitrep/bot/digest/subscriptions"
	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/link"
	"sitrep/bot/message"
	"sitrep/bot/quota"
	"sitrep/bot/router"
	"sitrep/bot/settings"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// Briefer answers topics and questions.
type Briefer interface {
	// Brief says what the articles hold about a topic. It fails with
	// [briefing.ErrNothing] where that is nothing.
	Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error)
	// Ask says what the articles hold about a question, or that they do not
	// say.
	Ask(ctx context.Context, req briefing.Request) (briefing.Brief, error)
	// Check says how the articles stand to each claim of a text. It fails with
	// [briefing.ErrNoClaim] where that states nothing.
	Check(ctx context.Context, req briefing.Request) (briefing.Brief, error)
	// Linked says what an article from outside tells, and what the articles have
	// beside it.
	Linked(ctx context.Context, req briefing.Request, a corpus.Article) (briefing.Linked, error)
	// Today tells the stories of the last days. It fails with
	// [briefing.ErrNothing] where there are none.
	Today(ctx context.Context, req briefing.Request) (briefing.Today, error)
}

// Library is where articles are read from. Every read names its scope.
type Library interface {
	// Refresh makes findable what other processes have stored.
	Refresh(ctx context.Context) error
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
	List(ctx context.Context, scope corpus.Scope, o store.ListOptions) (articles []corpus.Article, total int, err error)
	// Titled returns articles whose titles go on as has been typed. It is asked
	// at every key, and looks at so many titles at most.
	Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error)
	Search(ctx context.Context, q search.Query) (search.Results, error)
	// KeptTopics returns what the articles are about, as it was last counted: it
	// is asked at every key that somebody types. It returns nil where that has
	// yet to be counted, which Topics does.
	KeptTopics(scope corpus.Scope) *topics.List
	// Topics returns what the articles are about. It may be a little behind.
	Topics(ctx context.Context, scope corpus.Scope) (*topics.List, error)
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	// Revision returns an article as it was. It fails with
	// [corpus.ErrNotFound] where there is no such revision.
	Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error)
}

// Store keeps the briefs behind buttons, and what was asked.
type Store interface {
	Memory
	digest.Ledger
	SaveBrief(ctx context.Context, b state.Brief) error
	// LoadBrief fails with [corpus.ErrNotFound] where the guild has no such
	// brief.
	LoadBrief(ctx context.Context, guild, id string) (state.Brief, error)
	// SweepTime is the time by which what is too old may be deleted, whatever
	// the clock says; see [store.Store.SweepTime].
	SweepTime(ctx context.Context, now time.Time) (time.Time, error)
	PruneBriefs(ctx context.Context, before time.Time) (int, error)
	// Arrived, Visit and SetVisit tell what is new to somebody; see
	// [store.Store.Arrived].
	Arrived(ctx context.Context, scope corpus.Scope, after int64) (ids []corpus.ArticleID, now int64, err error)
	Visit(ctx context.Context, guild, channel, person, topic string) (state.Visit, error)
	SetVisit(ctx context.Context, v state.Visit) error
	PruneVisits(ctx context.Context, before time.Time) (int, error)
	// Setting returns a setting of a server's; empty where it was never set.
	// SetSetting keeps it, ChangeSetting another, made of what it was.
	Setting(ctx context.Context, owner corpus.Collection, key string) (string, error)
	SetSetting(ctx context.Context, owner corpus.Collection, key, value string) error
	ChangeSetting(ctx context.Context, owner corpus.Collection, key string, set func(before string) (string, error)) error
	// Usage returns what language models were used for a server since a day;
	// see [state.State.Usage].
	Usage(ctx context.Context, guild, since string) ([]model.Usage, error)
	PruneReplies(ctx context.Context, before time.Time) (int, error)
	Feedback
}

// Feedback keeps what readers call wrong, and what they asked in vain.
type Feedback interface {
	SaveReport(ctx context.Context, r state.Report) error
	Reports(ctx context.Context, guild string, limit int) ([]state.Reported, error)
	DropReport(ctx context.Context, guild, brief string, claim int) error
	NoteUnanswered(ctx context.Context, guild, question string, at time.Time) error
	UnansweredIn(ctx context.Context, guild string, limit int) ([]state.Unanswered, error)
	PruneUnanswered(ctx context.Context, before time.Time) (int, error)
}

// Options are what a bot is made of.
type Options struct {
	// REST and Gateway connect to Discord. The gateway's Handle, REST and Log
	// are set by the bot; its Shards may be [discord.AutoShards].
	REST    *discord.REST
	Gateway gateway.Options
	// HTTP, if it has an address, is where interactions are taken over HTTP, in
	// the place of the gateway. What people write in channels does not come in
	// that way. Its Handle, Log and Now are set by the bot.
	HTTP gateway.EndpointOptions

	Briefer Briefer
	Library Library
	Store   Store
	// Digests are what channels subscribe to with /digest.
	Digests Digests
	// Collections let servers add articles of their own; nil to not offer that.
	Collections *collections.Options
	Costs       *message.Costs // of the language model that writes; nil where none does
	Aliases     *alias.Set     // the names that topics are asked for by; nil means the built-in ones

	Log      *slog.Logger
	Pages    string       // the address under which briefs can be read on the web, without a slash at its end; empty where they can't
	Sample   func() bool  // reports whether answers come from the sample, for there are no other articles; nil for never
	GuildID  string       // register commands in this server only; empty for everywhere
	Quota    quota.Limits // how much anybody may ask for
	AtOnce   int          // briefs and answers composed at once; 0 means one for each core but one
	Memories Memories     // for how long conversations are remembered
	// MessageContent has the bot read every message in the threads that it
	// opened. Discord must have granted it the privileged intent of that name.
	MessageContent bool
	// Served, if set, is told of everything that has been dealt with. It is
	// called from many goroutines, and is to return at once.
	Served func(router.Served)
	Now    func() time.Time // nil means time.Now
	Random io.Reader        // of the IDs in buttons; nil means crypto/rand's. Many goroutines read it.
}

const (
	// unansweredKept is how long questions are kept that no article answers.
	unansweredKept = 90 * 24 * time.Hour
	// briefsKept is how long the buttons under a brief work.
	briefsKept = 365 * 24 * time.Hour
	// repliesKept is for how long a language model is not asked the same twice.
	repliesKept = 7 * 24 * time.Hour
	// pruneEvery is how often what is older than it may be is deleted.
	pruneEvery = time.Hour
	// choresEvery is how often a process that others do that for looks whether it is to.
	choresEvery = 15 * time.Second
	// drainTime is how long commands may go on when the bot is to stop. The
	// gateway gives them half a second more, which is for telling those
	// who have waited in vain.
	drainTime = 3 * time.Second
	// maxServed is how many events are served at once. Most of those that take
	// long wait to be composed, and whoever comes after them is to be
	// acknowledged all the same; see [quota.Queue].
	maxServed = 1024
	// intents are what the bot is told of: that a reply was deleted, so that
	// nobody goes on composing it, is told with the messages.
	intents = discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
)

// Permissions are those that the bot needs in a server, and no more: to see the
// channel, to answer in it and in its threads, to open a thread, and to read
// what it is asked about there.
const Permissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionReadMessageHistory |
	discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads

// Bot serves one Discord application. See [Bot.Run].
type Bot struct {
	rest    *discord.REST
	gateway connection
	briefer Briefer
	library Library
	store   Store
	aliases *alias.Set
	log     *slog.Logger
	now     func() time.Time
	random  io.Reader
	router  *router.Router

	memories    Memories
	hears       bool          // messages come in, not only interactions
	readThreads bool          // every message in a thread of the bot's is a question
	introduced  chan struct{} // closed when self is known
	introduce   sync.Once
	self        string // the bot's own user

	hinting sync.Mutex // held while it is noted that a channel was told something

	collections   *collections.Collections     // nil where there is no /corpus
	links         *link.Links                  // the same: it reads the web as /corpus does
	subscriptions *subscriptions.Subscriptions // nil where there is no /digest
	digests       *digest.Runner               // nil where there is no /digest
	chores        func() bool                  // as in [Digests]
	settings      *settings.Settings

	working context.Context // ends when what is still being composed is to stop
	cut     context.CancelFunc
}

// connection brings Discord's events to the bot until its context ends.
type connection interface {
	Run(context.Context) error
	Ready() bool
}

// New returns a bot; nothing is sent before [Bot.Run].
func New(o Options) *Bot {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Sample == nil {
		o.Sample = func() bool { return false }
	}
	if o.Aliases == nil {
		o.Aliases = alias.Default()
	}
	b := &Bot{
		rest: o.REST, briefer: o.Briefer, library: o.Library, store: o.Store,
		aliases: o.Aliases,
		log:     o.Log, now: o.Now, random: o.Random,
		memories: o.Memories.orUsual(), hears: o.HTTP.Addr == "", readThreads: o.MessageContent, introduced: make(chan struct{}),
	}
	if o.Collections != nil {
		with := *o.Collections
		with.Library, with.Log, with.Now = o.Library, o.Log, o.Now
		b.collections = collections.New(with)
		b.links = link.New(link.Options{Briefer: o.Briefer, Web: with.Web, Keeper: b.collections, Note: b.noteLink, Now: o.Now})
	}
	if b.chores = o.Digests.Chores; b.chores == nil {
		b.chores = func() bool { return true }
	}
	b.working, b.cut = context.WithCancel(context.Background())
	if o.Digests.Digester != nil {
		b.digests = digest.New(b.runnerOptions(o.Digests))
		b.subscriptions = subscriptions.New(subscriptions.Options{
			Store: o.Store, Runner: b.digests, REST: o.REST, Library: o.Library, Canonical: b.canonical, Topics: b.topicsTyped, Now: o.Now,
		})
	}
	b.settings = settings.New(settings.Options{Store: o.Store, Library: o.Library, Costs: o.Costs, Now: o.Now}, router.Governed(b.forMembers(o.Collections != nil)))
	b.router = router.New(router.Options{
		REST: o.REST, Store: o.Store, Commands: b.commands(o.Collections != nil), Press: b.press, Submit: b.submit, Moved: moved, Light: b.isRemark,
		GuildID: o.GuildID, Sample: o.Sample, Pages: o.Pages, Quota: o.Quota, AtOnce: o.AtOnce, Served: o.Served, Log: o.Log, Now: o.Now, Working: b.working,
	})
	if o.HTTP.Addr != "" {
		at := o.HTTP
		at.Log, at.Now, at.Handle, at.Workers = o.Log, o.Now, b.Handle, cmp.Or(at.Workers, maxServed)
		b.gateway = gateway.NewEndpoint(at)
		return b
	}
	gw := o.Gateway
	gw.REST, gw.Log, gw.Handle = o.REST, o.Log, b.Handle
	gw.Workers = cmp.Or(gw.Workers, maxServed)
	gw.Intents |= intents
	if o.MessageContent {
		gw.Intents |= discordgo.IntentMessageContent
	}
	b.gateway = gateway.NewShards(gw)
	return b
}

// Ready reports whether the bot is connected: commands are coming in.
func (b *Bot) Ready() bool { return b.gateway.Ready() }

// Run registers the commands where their definition has changed, and serves
// until ctx ends; then it gives commands under way a few seconds to answer,
// tells those that need longer to be asked again, and returns nil, within five
// seconds in all. It fails with a [*discord.FatalError] when Discord refuses
// the bot for good. A bot runs once.
func (b *Bot) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { b.router.KeepRegistered(ctx) })
	background.Go(func() { b.prune(ctx) })
	if b.digests != nil {
		background.Go(func() { b.digests.Keep(ctx) })
	}
	background.Go(func() {
		<-ctx.Done()
		discord.Pause(b.working, drainTime)
		b.cut()
	})
	err := b.gateway.Run(ctx)
	stop()
	b.cut()
	background.Wait()
	return err
}

// Waiting is how many briefs and answers wait for their turn to be composed.
func (b *Bot) Waiting() int { return b.router.Waiting() }

// Handle serves one event of Discord's; those it has no use for it ignores. It
// returns when everything that the event asked for is done.
func (b *Bot) Handle(ctx context.Context, event any) {
	switch e := event.(type) {
	case *discordgo.InteractionCreate:
		if e.Interaction != nil {
			b.router.Interact(ctx, e.Interaction)
		}
	case *discordgo.Ready:
		b.meet(e)
	case *discordgo.MessageCreate:
		if e.Message != nil {
			b.hear(ctx, e.Message)
		}
	case *discordgo.MessageDelete:
		if e.Message != nil {
			b.router.Deleted(e.ID)
		}
	case *discordgo.MessageDeleteBulk:
		b.router.Deleted(e.Messages...)
	}
}

// prune deletes old briefs and questions, now and then.
func (b *Bot) prune(ctx context.Context) {
	for {
		wait := choresEvery
		if b.chores() {
			b.sweep(ctx)
			wait = pruneEvery
		}
		if discord.Pause(ctx, wait) != nil {
			return
		}
	}
}

// sweep deletes old briefs and questions once.
func (b *Bot) sweep(ctx context.Context) {
	clock := b.now()
	now, err := b.store.SweepTime(ctx, clock)
	if err != nil {
		if ctx.Err() == nil {
			b.log.Error("nothing old is deleted", "err", err)
		}
		return
	}
	if now.Before(clock) {
		b.log.Warn("the clock is days ahead of when old things were last deleted; what only it finds too old is kept until it has stood so for three days", "clock", clock, "last", now)
	}
	for _, old := range []struct {
		what string
		n    func() (int, error)
	}{
		{"briefs", func() (int, error) { return b.store.PruneBriefs(ctx, now.Add(-briefsKept)) }},
		{"unanswered questions", func() (int, error) { return b.store.PruneUnanswered(ctx, now.Add(-unansweredKept)) }},
		{"visits", func() (int, error) { return b.store.PruneVisits(ctx, now.Add(-briefsKept)) }},
		{"replies", func() (int, error) { return b.store.PruneReplies(ctx, now.Add(-repliesKept)) }},
		{"digests", func() (int, error) { return b.store.PruneRuns(ctx, now.Add(-briefsKept)) }},
		{"threads", func() (int, error) { return b.store.PruneThreads(ctx, now.Add(-briefsKept)) }},
		{"questions", func() (int, error) {
			return b.store.PruneTurns(ctx, now.Add(-b.memories.Channels), now.Add(-b.memories.Threads))
		}},
	} {
		n, err := old.n()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			b.log.Error("old "+old.what+" not deleted", "err", err)
		case n > 0:
			b.log.Info("old "+old.what+" deleted", old.what, n)
		}
	}
}
