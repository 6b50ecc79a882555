// Package router is what all of the bot's commands share: it takes what Discord
// brings, has it served, and sees that whoever asked is told something.
//
// A [Command] is defined, limited and served by one value, which stands beside its
// handler in the room of its feature. A handler is given the [Request], and that is
// all it needs of the bot: whose it is, what it may see ([Request.Scope]), how it is
// answered ([message.Presentation]), and the ways to do so, [Request.Acknowledge]
// before any work and [Request.Answer] after it. What keeps a core busy is done in
// [Request.InTurn].
//
// [Router.Interact] serves an interaction, [Router.Attend] a message that asks
// something: who has asked for too much is refused, what takes too long is cut off, a
// panic is a failure, and each leaves one line in the log.
package router

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/quota"
	"sitrep/bot/state"
	"sitrep/briefing/model"
	"sitrep/corpus"
)

const (
	// answerTime is how long a command may take. Discord would wait fifteen
	// minutes; nobody else would.
	answerTime = 2 * time.Minute
	// tellTime is how long telling of a failure may take, on top.
	tellTime = 5 * time.Second
)

// Store is where servers' settings are kept, and which threads the bot has opened.
type Store interface {
	// Setting returns a setting of a server's; empty where it was never set.
	// ChangeSetting keeps another, made of what it was.
	Setting(ctx context.Context, owner corpus.Collection, key string) (string, error)
	ChangeSetting(ctx context.Context, owner corpus.Collection, key string, set func(before string) (string, error)) error
	// Thread fails with [corpus.ErrNotFound] where a channel is no thread that
	// the bot opened.
	Thread(ctx context.Context, guild, channel string) (state.Thread, error)
}

// Options are what a router is made of.
type Options struct {
	REST     *discord.REST
	Store    Store
	Commands []Command
	// Press serves a button or a menu, Submit a form that was filled in.
	Press  func(context.Context, *Request, discordgo.MessageComponentInteractionData) error
	Submit func(context.Context, *Request, discordgo.ModalSubmitInteractionData) error
	// Moved says where that is now which had a command of its own, by the name of
	// that; empty for what never had one.
	Moved func(as message.Presentation, name string) string

	// Light reports whether a message is answered without a search.
	Light func(*discordgo.Message) bool

	GuildID string      // register commands in this server only; empty for everywhere
	Sample  func() bool // reports whether answers come from the sample
	Pages   string      // the address under which briefs can be read on the web; empty where they can't
	Quota   quota.Limits
	AtOnce  int // briefs and answers composed at once; 0 means one for each core but one
	Served  func(Served)
	Log     *slog.Logger
	Now     func() time.Time
	Working context.Context // ends when what is still being served is to stop
}

// Router serves requests. See [New].
type Router struct {
	rest     *discord.REST
	store    Store
	all      []Command
	doPress  func(context.Context, *Request, discordgo.MessageComponentInteractionData) error
	doSubmit func(context.Context, *Request, discordgo.ModalSubmitInteractionData) error
	movedTo  func(message.Presentation, string) string
	light    func(*discordgo.Message) bool // nil for none
	guildID  string
	sample   func() bool
	pages    string
	queue    *quota.Queue // of what is composed or listed
	keys     *quota.Queue // of what is looked up as somebody types
	quota    *quota.Quota
	served   func(Served) // nil where nobody wants to know
	log      *slog.Logger
	now      func() time.Time
	working  context.Context

	servers  discord.Recent[*discord.Server]
	commands atomic.Pointer[registered] // nil until they are registered
}

// New returns a router.
func New(o Options) *Router {
	return &Router{
		rest: o.REST, store: o.Store, all: o.Commands, doPress: o.Press, doSubmit: o.Submit, movedTo: o.Moved, light: o.Light,
		guildID: o.GuildID, sample: o.Sample, pages: o.Pages, queue: quota.NewQueue(cmp.Or(o.AtOnce, quota.AtOnce())), keys: quota.NewQueue(quota.AtOnce()),
		quota: quota.New(o.Quota, o.Now), served: o.Served, log: o.Log, now: o.Now, working: o.Working,
	}
}

// Waiting is how many briefs and answers wait for their turn to be composed.
func (rt *Router) Waiting() int { return rt.queue.Waiting() }

// Enter waits for a server's turn to have something composed; see
// [quota.Queue.Enter].
func (rt *Router) Enter(ctx context.Context, server string) (leave func(), err error) {
	return rt.queue.Enter(ctx, server)
}

// Deleted cuts off what is being done for messages that are gone.
func (rt *Router) Deleted(messages ...string) { rt.quota.Deleted(messages...) }

// Interact serves an interaction.
func (rt *Router) Interact(ctx context.Context, i *discordgo.Interaction) {
	rt.Attend(ctx, rt.newRequest(i), rt.serve)
}

// Attend has a request served, tells whoever asked if that fails, and writes
// its line in the log. A panic is a failure.
func (rt *Router) Attend(ctx context.Context, r *Request, serve func(context.Context, *Request) error) {
	r.Began = rt.now()
	ctx, r.cut = context.WithCancelCause(model.On(discord.WithReference(ctx, r.Ref), r.Account()))
	defer r.cut(nil)
	if r.Said != nil {
		r.Shown = r.Said.ID // whoever deletes the question wants no answer
		rt.quota.Follow(r.Shown, r.cut)
	}
	defer func() { rt.quota.Unfollow(r.Shown) }()
	serving, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	defer context.AfterFunc(rt.working, cancel)()
	err := rt.settle(serving, r)
	end := func() {}
	if err == nil {
		end, err = rt.admitted(serving, r)
	}
	if err == nil {
		err = Rescued(func() error { return serve(serving, r) })
		end()
	}

	log := rt.log.With("guild", r.GuildID, "command", r.Name, "request", r.Ref)
	deleted := err != nil && errors.Is(context.Cause(ctx), quota.ErrDeleted) // there is nothing left to tell it in
	if err != nil && !deleted && !errors.Is(err, discord.ErrTokenDead) && !errors.Is(err, problem.ErrNoVoice) {
		telling, done := context.WithTimeout(context.WithoutCancel(ctx), tellTime)
		defer done()
		if err := r.tell(telling, err); err != nil && !errors.Is(err, discord.ErrTokenDead) {
			log.Error("failure not told", "err", err)
		}
	}
	took := rt.now().Sub(r.Began)
	log = log.With("took_ms", took.Milliseconds())
	ended := outcome(err, deleted)
	if rt.served != nil {
		rt.served(Served{r.Name, ended, took, r.heard})
	}
	switch ended {
	case Answered:
		if r.Type == discordgo.InteractionApplicationCommandAutocomplete {
			log.Debug("answered") // there is one for every keystroke
		} else {
			log.Info("answered")
		}
	case Deleted:
		log.Info("cut off, the reply was deleted")
	case Late:
		log.Warn("too late to answer", "err", err)
	case Declined:
		if r.Type == discordgo.InteractionApplicationCommandAutocomplete {
			log.Debug("declined", "reason", err.Error()) // a flood of keys is not to flood the log
		} else {
			log.Info("declined", "reason", err.Error())
		}
	case Panicked:
		var caught *panicError
		errors.As(err, &caught)
		log.Error("panicked", "err", err, "stack", string(caught.stack))
	case Failed:
		log.Error("failed", "err", err)
	}
}

// Rescued does something and turns a panic into an error.
func Rescued(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	return do()
}

// serve does what an interaction asks for.
func (rt *Router) serve(ctx context.Context, r *Request) error {
	switch data := r.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.Name = data.Name
		if r.Type == discordgo.InteractionApplicationCommandAutocomplete {
			r.Name += " autocomplete"
			return rt.complete(ctx, r, data)
		}
		return rt.run(ctx, r, data)
	case discordgo.MessageComponentInteractionData:
		r.Name = "button"
		return rt.doPress(ctx, r, data)
	case discordgo.ModalSubmitInteractionData:
		r.Name = "form"
		return rt.doSubmit(ctx, r, data)
	}
	r.Name = "unknown"
	return fmt.Errorf("interaction of type %d: %w", r.Type, problem.ErrUnknownCommand)
}

// run serves a command.
func (rt *Router) run(ctx context.Context, r *Request, data discordgo.ApplicationCommandInteractionData) error {
	if text := rt.movedTo(r.Presentation, data.Name); text != "" {
		return problem.Decline(r.Say("`/%s` is no longer a command of its own", data.Name), text)
	}
	c, known := rt.named(data.Name)
	switch {
	case !known:
		r.Name = "unknown"
		return problem.ErrUnknownCommand
	case c.Governed:
		if err := r.May(c.Name); err != nil {
			return err
		}
		r.Command = c.Name
	}
	r.Name = c.Name
	return c.Serve(ctx, r, data)
}

// admitted lets a request in by the rules for its kind. Suggestions have rules of
// their own; see [Router.suggest].
func (rt *Router) admitted(ctx context.Context, r *Request) (end func(), err error) {
	switch r.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return func() {}, nil
	case discordgo.InteractionMessageComponent:
		return func() {}, rt.quota.Spend(ctx, r.GuildID, r.UserID(), quota.CostOfPress)
	}
	cost := quota.CostOfCommand
	if r.Said != nil && rt.light != nil && rt.light(r.Said) {
		cost = quota.CostOfPress
	}
	return rt.quota.Admit(ctx, r.GuildID, r.UserID(), cost)
}

// panicError is a panic of a command's, caught.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string {
	if err, ok := e.value.(error); ok {
		return "panic: " + err.Error()
	}
	return fmt.Sprintf("panic: %T", e.value) // a string may quote what somebody wrote
}

// turnOf is whose turn something takes that is composed: the server's it
// happens in, or in direct messages the person's.
func turnOf(guild, user string) string {
	if guild == "" {
		return "user " + user
	}
	return guild
}
