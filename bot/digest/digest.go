// Package digest makes the digests that channels subscribe to: it sees what is
// due, has it composed, posts it once, and marks what was posted where its sources
// were corrected since.
//
// A [Runner] is one process's share of that. [Runner.Keep] goes on until it is
// stopped; [Runner.Run] makes what is due now. Each digest is a run, claimed in the
// [Ledger] by subscription and time with a lease, so that one process does it:
//
//  1. The schedule says when it is due; what was missed while nobody was there is
//     one run, and one that is too late is skipped (runs.go).
//  2. Whoever answers for the digest must still be allowed to write in its channel
//     (owner.go). That is asked ahead for crowds that are due together.
//  3. It is composed by the [Digester] from what has come in since the channel was
//     last told, and kept before anything is posted.
//  4. Its messages are posted one after the other, each under a nonce that Discord
//     takes once, and each recorded before the next. What may have been posted
//     without being recorded is looked for first (post.go).
//  5. What fails is tried again less and less often; a digest that can't be posted
//     at all is paused, and its owner told (failed.go).
//
// A watch is a subscription whose schedule is live. Its runs are made as those of
// digests are, but each tells one thing, which has come in since the last look:
// a story that the channel was not told, a change of one that it was, or that one has
// grown, by which its message is edited (live.go).
//
// The package knows neither commands nor the bot: what it needs of them are the
// ports in [Options].
package digest

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// Digester writes digests, and says what is new as it happens; see
// [briefer.Briefer.Digest] and [briefer.Briefer.Watch].
type Digester interface {
	Digest(ctx context.Context, req briefing.DigestRequest) (briefing.Digest, error)
	Watch(ctx context.Context, req briefing.WatchRequest) ([]briefing.Nudge, error)
}

// Ledger keeps subscriptions to digests, their runs, and what is to be
// corrected of what was posted; see package state.
type Ledger interface {
	AddSubscription(ctx context.Context, n state.Subscription) (id int64, err error)
	Subscription(ctx context.Context, guild string, id int64) (state.Subscription, error)
	Subscriptions(ctx context.Context, guild string) ([]state.Subscription, error)
	EverySubscription(ctx context.Context) ([]state.Subscription, error)
	UpdateSubscription(ctx context.Context, n state.Subscription) error
	RemoveSubscription(ctx context.Context, guild string, id int64, now time.Time) error
	PlanSubscription(ctx context.Context, n state.Subscription, due time.Time) error

	DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]state.Subscription, error)
	NextDue(ctx context.Context) (at time.Time, ok bool, err error)
	BeginRun(ctx context.Context, n state.Subscription, r state.DigestRun, next time.Time) (begun bool, err error)
	TakeRun(ctx context.Context, holder string, now, until time.Time) (r state.DigestRun, ok bool, err error)
	RenewRun(ctx context.Context, r state.DigestRun) error
	KeepRun(ctx context.Context, r state.DigestRun) error
	ComposeRun(ctx context.Context, r state.DigestRun, b state.Brief) error
	EndRun(ctx context.Context, r state.DigestRun, brief string) error
	Runs(ctx context.Context, guild string, subscription int64, limit int) ([]state.DigestRun, error)
	Told(ctx context.Context, guild, channel string, limit int) ([]state.DigestRun, error)
	ToldStories(ctx context.Context, guild, channel string, since time.Time) ([]state.DigestRun, error)
	Nudges(ctx context.Context, n state.Subscription, since time.Time) (int, error)
	Watches(ctx context.Context, owner string) ([]state.Subscription, error)
	PruneRuns(ctx context.Context, before time.Time) (int, error)

	Fates(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]store.Fate, error)
	QueueCorrections(ctx context.Context) error
	Corrections(ctx context.Context, now time.Time, limit int) ([]state.Correction, error)
	EndCorrection(ctx context.Context, c state.Correction) error
	DeferCorrection(ctx context.Context, c state.Correction, again time.Time) error
}

// Store is what is kept of the briefs behind digests, of the threads that were
// opened with them, and of what has come in; see package state.
type Store interface {
	LoadBrief(ctx context.Context, guild, id string) (state.Brief, error)
	AddThread(ctx context.Context, t state.Thread) error
	Arrived(ctx context.Context, scope corpus.Scope, after int64) (ids []corpus.ArticleID, now int64, err error)
}

// Library is where the articles that digests are about are read from.
type Library interface {
	Refresh(ctx context.Context) error
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
}

// Options are what a runner of digests is made of.
type Options struct {
	Digester Digester
	Ledger   Ledger
	Kept     Store
	Library  Library
	REST     *discord.REST
	Outbox   Outbox // nil means REST

	// Present says how a server wants to be answered.
	Present func(ctx context.Context, guild string) (message.Presentation, error)
	// Scope is what a server sees: without what it has muted.
	Scope func(ctx context.Context, guild string) (corpus.Scope, error)
	// Canonical returns the name that a topic is known by.
	Canonical func(topic string) string
	// NewID returns an ID for a brief that is about to be kept.
	NewID func() (string, error)
	// Enter waits until somebody's turn to have something composed has come, which
	// ends when leave is called.
	Enter func(ctx context.Context, whose string) (leave func(), err error)
	// Leave fails where an owner may not have a digest posted in a channel; nil
	// means to ask Discord.
	Leave func(ctx context.Context, guild, channel, owner string) error
	// Chores reports whether this process is to do what one of several has to: to plan
	// anew, and to mark what was corrected. Nil means always.
	Chores func() bool
	// Ran is told of every run that came to something; nil where nobody wants to
	// know. It must not take long.
	Ran func(Ran)

	Grace time.Duration // how late a digest may be; 0 means the usual
	Log   *slog.Logger
	Now   func() time.Time
}

// Ran is what a run of a digest came to, or a try of one. It says nothing of
// whose it was.
type Ran struct {
	Result RunResult
	Late   time.Duration // since it was due
}

// RunResult is what a run came to.
type RunResult string

// The results. A run has one of the first five; a try that failed and is made
// again comes before, and the pause of a digest may come after.
const (
	RunPosted    RunResult = "posted"
	RunSilent    RunResult = "silent"    // nothing was new, and so nothing posted
	RunSkipped   RunResult = "skipped"   // it was too late, or its owner in a time-out until it was
	RunFailed    RunResult = "failed"    // it was tried until it was too late, or denied
	RunUncertain RunResult = "uncertain" // it may have been posted, or not

	RunRetried RunResult = "retried" // a try failed, and is made again
	RunPaused  RunResult = "paused"  // and so was its digest, until somebody resumes it
)

// Runner makes the digests that are due, and marks what was posted where its
// sources were corrected since.
type Runner struct {
	digester Digester
	ledger   Ledger
	store    Store
	library  Library
	rest     *discord.REST
	outbox   Outbox

	present   func(ctx context.Context, guild string) (message.Presentation, error)
	scope     func(ctx context.Context, guild string) (corpus.Scope, error)
	canonical func(topic string) string
	newID     func() (string, error)
	enter     func(ctx context.Context, whose string) (leave func(), err error)
	// leave fails where an owner may not have a digest posted in a channel; see
	// [Runner.mayStill].
	leave  func(ctx context.Context, guild, channel, owner string) error
	chores func() bool
	ran    func(Ran) // nil for nobody

	grace  time.Duration
	log    *slog.Logger
	now    func() time.Time
	holder string // this process
	owners owners

	mu   sync.Mutex           // of those who plan, or take what is due
	next []state.Subscription // due, and not begun yet
}

// New returns a runner of digests, as one process.
func New(o Options) *Runner {
	d := &Runner{
		digester: o.Digester, ledger: o.Ledger, store: o.Kept, library: o.Library, rest: o.REST, outbox: o.Outbox,
		present: o.Present, scope: o.Scope, canonical: o.Canonical, newID: o.NewID, enter: o.Enter, leave: o.Leave, chores: o.Chores, ran: o.Ran,
		grace: cmp.Or(o.Grace, usualGrace), log: o.Log, now: o.Now, holder: rand.Text(),
	}
	if d.outbox == nil {
		d.outbox = o.REST
	}
	if d.chores == nil {
		d.chores = func() bool { return true }
	}
	if d.leave == nil {
		d.leave = d.mayStill
	}
	d.owners.may.Most = mostAhead
	return d
}

// Hold keeps digests from being taken while something is done.
func (d *Runner) Hold(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do()
}
