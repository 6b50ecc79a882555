package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/quota"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/briefing/moment"
	"sitrep/corpus"
)

const (
	// answerTime is how long a command may take. Discord would wait fifteen
	// minutes; nobody else would.
	answerTime = 2 * time.Minute
	// tellTime is how long telling of a failure may take, on top.
	tellTime = 5 * time.Second
)

// request is an interaction while it is being served; or a message that asks
// something, which is served alike (see [newSaidRequest]).
type request struct {
	*discordgo.Interaction
	said  *discordgo.Message      // the message that asks; nil for an interaction
	ref   string                  // what the log and the person asking know it by
	name  string                  // of the command or control, for the log
	guild string                  // the server whose articles it may see besides the public ones; empty for none
	scope corpus.Scope            // the articles it may see
	acked bool                    // Discord shows something for it, which is to be replaced
	shown string                  // the message that shows it; empty until that is known
	began time.Time               // when it came
	heard time.Duration           // how long it took to be acknowledged; 0 until it is
	sent  string                  // the message that answers said; empty as long as there is none
	tried bool                    // one has been sent, though it may not have arrived
	cut   context.CancelCauseFunc // ends its being served
	// command is the one that it is, or stands for, by the name that roles are set
	// for.
	command string
	hidden  bool                 // its answer is shown to whoever asked alone
	hush    func()               // stops showing that an answer is being written; nil where nothing shows it
	look    message.Presentation // how it is answered
	// settings are those of the server; see [Bot.settle].
	settings  settings
	elsewhere bool // it is not where the server has set that commands may be used
}

func newRequest(i *discordgo.Interaction) *request {
	r := &request{Interaction: i, ref: reference(i.ID), guild: homeGuild(i)}
	r.scope = corpus.NewScope(corpus.Public)
	if r.guild != "" {
		r.scope = corpus.NewScope(corpus.Public, corpus.Guild(r.guild))
	}
	return r
}

// homeGuild returns the server on whose behalf an interaction is served: the
// one it happens in, if the bot was installed there. Somebody who brought the
// bot along for themselves sees only what is public, wherever they are, and so
// does everybody in direct messages.
func homeGuild(i *discordgo.Interaction) string {
	if i.GuildID == "" || corpus.Guild(i.GuildID).Validate() != nil {
		return ""
	}
	owner, known := i.AuthorizingIntegrationOwners[discordgo.ApplicationIntegrationGuildInstall]
	if len(i.AuthorizingIntegrationOwners) > 0 && (!known || owner != i.GuildID) {
		return ""
	}
	return i.GuildID
}

// userID is who asked.
func (r *request) userID() string {
	switch {
	case r.Member != nil && r.Member.User != nil:
		return r.Member.User.ID
	case r.User != nil:
		return r.User.ID
	}
	return ""
}

// turn is whose turn the request takes where others wait, too.
func (r *request) turn() string { return turnOf(r.GuildID, r.userID()) }

// asks begins what is asked of the articles: on the day that it is where it was
// asked, with reasons for the button "Why this".
func (r *request) asks() briefing.Request {
	return briefing.Request{Scope: r.scope, Today: r.look.Day(r.began), Zone: r.look.Zone, Explain: true}
}

// interact serves an interaction.
func (b *Bot) interact(ctx context.Context, i *discordgo.Interaction) {
	b.attend(ctx, newRequest(i), b.serve)
}

// attend has a request served, tells whoever asked if that fails, and writes
// its line in the log. A panic is a failure.
func (b *Bot) attend(ctx context.Context, r *request, serve func(context.Context, *request) error) {
	r.began = b.now()
	ctx, r.cut = context.WithCancelCause(model.On(discord.WithReference(ctx, r.ref), r.account()))
	defer r.cut(nil)
	if r.said != nil {
		r.shown = r.said.ID // whoever deletes the question wants no answer
		b.quota.Follow(r.shown, r.cut)
	}
	defer func() { b.quota.Unfollow(r.shown) }()
	serving, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	defer context.AfterFunc(b.working, cancel)()
	err := b.settle(serving, r)
	end := func() {}
	if err == nil {
		end, err = b.admitted(serving, r)
	}
	if err == nil {
		err = rescued(serving, r, serve)
		end()
	}

	log := b.log.With("guild", r.GuildID, "command", r.name, "request", r.ref)
	deleted := err != nil && errors.Is(context.Cause(ctx), quota.ErrDeleted) // there is nothing left to tell it in
	if err != nil && !deleted && !errors.Is(err, discord.ErrTokenDead) && !errors.Is(err, problem.ErrNoVoice) {
		telling, done := context.WithTimeout(context.WithoutCancel(ctx), tellTime)
		defer done()
		if err := b.tell(telling, r, err); err != nil && !errors.Is(err, discord.ErrTokenDead) {
			log.Error("failure not told", "err", err)
		}
	}
	took := b.now().Sub(r.began)
	log = log.With("took_ms", took.Milliseconds())
	ended := outcome(err, deleted)
	if b.served != nil {
		b.served(Served{r.name, ended, took, r.heard})
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

// rescued serves a request and turns a panic into an error.
func rescued(ctx context.Context, r *request, serve func(context.Context, *request) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	return serve(ctx, r)
}

// serve does what an interaction asks for.
func (b *Bot) serve(ctx context.Context, r *request) error {
	switch data := r.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.name = data.Name
		if r.Type == discordgo.InteractionApplicationCommandAutocomplete {
			r.name += " autocomplete"
			return b.complete(ctx, r, data)
		}
		return b.run(ctx, r, data)
	case discordgo.MessageComponentInteractionData:
		r.name = "button"
		return b.press(ctx, r, data)
	case discordgo.ModalSubmitInteractionData:
		r.name = "form"
		return b.submit(ctx, r, data)
	}
	r.name = "unknown"
	return fmt.Errorf("interaction of type %d: %w", r.Type, problem.ErrUnknownCommand)
}

// run serves a command.
func (b *Bot) run(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	c, known := commandNamed(data.Name)
	switch now := formerly[data.Name]; {
	case !known && now != "":
		return b.moved(r, data.Name, now)
	case !known:
		r.name = "unknown"
		return problem.ErrUnknownCommand
	case c.governed:
		if err := r.may(c.name); err != nil {
			return err
		}
		r.command = c.name
	}
	r.name = c.name
	return c.serve(b, ctx, r, data)
}

// moved tells where that is now which had a command of its own.
func (b *Bot) moved(r *request, name, now string) error {
	var text string
	switch now {
	case commandBrief:
		text = r.look.Say("It is under **More**, below what `/brief` shows.")
	case commandToday:
		text = r.look.Say("`/today` tells what is new, on everything or on a topic.")
	case commandSettings:
		text = r.look.Say("It is `/settings usage` now.")
	default:
		text = r.look.Say("It is behind a button of `/help` now.")
	}
	return problem.Decline(r.look.Say("`/%s` is no command of its own any more", name), text)
}

// acknowledge tells Discord that a command has been heard: before any work is
// done for it, since after three seconds nobody is listening any more.
func (b *Bot) acknowledge(ctx context.Context, r *request, ephemeral bool) error {
	var err error
	if r.shown, err = b.rest.Defer(ctx, r.Interaction, ephemeral); err != nil {
		return err
	}
	r.acked, r.hidden, r.heard = true, ephemeral, b.now().Sub(r.began)
	b.quota.Follow(r.shown, r.cut)
	return nil
}

// answer puts a card in place of the acknowledgement, or replies with it to the
// message that asks.
func (b *Bot) answer(ctx context.Context, r *request, c message.Card) error {
	_, err := b.post(ctx, r, c)
	return err
}

// post does what answer does, and returns the ID of the message that shows the
// card: empty where that has been deleted meanwhile.
func (b *Bot) post(ctx context.Context, r *request, c message.Card) (message string, err error) {
	var m *discordgo.Message
	if r.said != nil {
		m, err = b.reply(ctx, r, c)
	} else {
		m, err = b.rest.EditReply(ctx, r.Interaction, discord.Message{Components: c.Components()})
	}
	switch {
	case errors.Is(err, discord.ErrMessageGone):
		b.log.Info("answer not shown, its message is gone", "guild", r.GuildID, "request", r.ref, "err", err)
		return "", nil // whoever deleted it does not want it
	case errors.Is(err, discord.ErrForbidden) && !errors.Is(err, problem.ErrNoVoice):
		err = fmt.Errorf("%w: %w", problem.ErrNoVoice, err) // as in a thread that was archived meanwhile
	}
	if err != nil {
		return "", err
	}
	if r.shown == "" && m.ID != "" { // the acknowledgement's answer did not tell it
		r.shown = m.ID
		b.quota.Follow(r.shown, r.cut)
	}
	return m.ID, nil
}

// tell shows what went wrong to whoever asked: in place of the acknowledgement,
// or only to them where there is none yet.
func (b *Bot) tell(ctx context.Context, r *request, why error) error {
	switch {
	case r.Type == discordgo.InteractionApplicationCommandAutocomplete:
		if r.acked {
			return nil
		}
		return b.rest.Choices(ctx, r.Interaction, nil)
	case r.acked || r.said != nil:
		return b.answer(ctx, r, problem.Explain(r.look, why, r.ref))
	}
	return b.rest.Reply(ctx, r.Interaction, discord.Message{Components: problem.Explain(r.look, why, r.ref).Components(), Ephemeral: true})
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

// option returns what was typed for an option of a command, tidied; empty where
// nothing was.
func option(data discordgo.ApplicationCommandInteractionData, name string, most int) (string, error) {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			s, _ := o.Value.(string)
			if s = message.Tidy(s); message.TextLen(s) > most {
				return "", problem.Usage("`%s` takes up to %d characters.", name, most)
			}
			return s, nil
		}
	}
	return "", nil
}

// limits reads the dates that a command may be limited to.
func limits(data discordgo.ApplicationCommandInteractionData, req *briefing.Request) error {
	since, err := option(data, optionSince, maxDate)
	if err != nil {
		return err
	}
	if req.Since, _, err = readDate(optionSince, since, req.Today); err != nil {
		return err
	}
	asOf, err := option(data, optionAsOf, maxDate)
	if err != nil {
		return err
	}
	if _, req.AsOf, err = readDate(optionAsOf, asOf, req.Today); err != nil {
		return err
	}
	if req.Since.Known() && req.AsOf.Known() && !req.Since.Time.Before(req.AsOf.End()) {
		return problem.Usage("`since` is later than `as_of`, so no article fits. Swap them, or leave one out.")
	}
	return nil
}

// readDate reads the date given for an option, or the first and the last day of
// words for a time, seen from today.
func readDate(option, value string, today corpus.Date) (first, last corpus.Date, err error) {
	d, err := corpus.ParseDate(strings.TrimSpace(value))
	if err == nil {
		return d, d, nil
	}
	if w, ok := moment.DaysOf(value, today); ok && w.From.Known() {
		return w.From, cmp.Or(w.To, w.From), nil
	}
	return d, d, problem.Usage("`%s` takes a date such as 2025, 2025-06 or 2025-06-12, or words such as “last week”.", option)
}

// reference returns a short name for an interaction, easy to read out, that
// says nothing about it to those who don't have the log.
func reference(interactionID string) string {
	sum := sha256.Sum256([]byte("sitrep request " + interactionID))
	s := readable.EncodeToString(sum[:5])
	return s[:4] + "-" + s[4:]
}

// readable is Crockford's alphabet, which has no I, L, O or U.
var readable = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// turnOf is whose turn something takes that is composed: the server's it
// happens in, or in direct messages the person's.
func turnOf(guild, user string) string {
	if guild == "" {
		return "user " + user
	}
	return guild
}

// compose has a brief or an answer written for somebody of a server (see
// [turnOf]), once it is their turn.
func (b *Bot) compose(ctx context.Context, server string, write func(context.Context, briefing.Request) (briefing.Brief, error), req briefing.Request) (briefing.Brief, error) {
	leave, err := b.queue.Enter(ctx, server)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("wait to compose: %w", err)
	}
	defer leave()
	return write(ctx, req)
}

// inTurn has something read for a request, once it is its server's turn. What it
// reads is not to wait for a turn itself, nor for Discord.
func (b *Bot) inTurn(ctx context.Context, r *request, read func() error) error {
	leave, err := b.queue.Enter(ctx, r.turn())
	if err != nil {
		return fmt.Errorf("wait to read: %w", err)
	}
	defer leave()
	return read()
}

// admitted lets a request in by the rules for its kind. Suggestions have rules of
// their own; see [Bot.suggest].
func (b *Bot) admitted(ctx context.Context, r *request) (end func(), err error) {
	switch r.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return func() {}, nil
	case discordgo.InteractionMessageComponent:
		return func() {}, b.quota.Spend(r.GuildID, r.userID(), quota.CostOfPress)
	}
	return b.quota.Admit(ctx, r.GuildID, r.userID())
}
