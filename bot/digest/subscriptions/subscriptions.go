// Package subscriptions serves /digest: with it, members of a server who may manage it
// have digests posted, change them, have them wait and go on, and see what has become
// of them; and /watch, with which every member has what is new told to them, and those
// who manage the server have it told in a channel (watch.go). What is due is composed and posted by package digest.
package subscriptions

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
	"sitrep/bot/zone"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// Store keeps what channels subscribe to; see [state.State].
type Store interface {
	Subscriptions(ctx context.Context, guild string) ([]state.Subscription, error)
	Subscription(ctx context.Context, guild string, id int64) (state.Subscription, error)
	AddSubscription(ctx context.Context, n state.Subscription) (int64, error)
	UpdateSubscription(ctx context.Context, n state.Subscription) error
	RemoveSubscription(ctx context.Context, guild string, id int64, now time.Time) error
	Runs(ctx context.Context, guild string, id int64, limit int) ([]state.DigestRun, error)
	Watches(ctx context.Context, owner string) ([]state.Subscription, error)
}

// Options are what /digest works with.
type Options struct {
	Store   Store
	Runner  *digest.Runner
	REST    *discord.REST
	Library interface {
		Search(ctx context.Context, q search.Query) (search.Results, error)
	}
	// Canonical is the name that a topic is known by; Topics suggests some.
	Canonical func(topic string) string
	Topics    func(context.Context, *router.Request, discordgo.ApplicationCommandInteractionData) ([]router.Choice, error)
	Now       func() time.Time
}

// Subscriptions serve /digest; nil where there are no digests.
type Subscriptions struct{ Options }

// New returns what serves /digest.
func New(o Options) *Subscriptions { return &Subscriptions{o} }

// Bounds of what a server subscribes to, and of what is shown of it.
const (
	maxDigests    = 50 // of one server
	digestsInList = 20
	runsInHistory = 12
)

// subscribe serves /digest subscribe.
func (ss *Subscriptions) subscribe(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	have, err := ss.Store.Subscriptions(ctx, r.Guild)
	if err != nil {
		return message.Card{}, err
	}
	if len(have) >= maxDigests {
		return message.Card{}, problem.Decline("That is too many", "A server can have up to %d digests. Remove one with `/digest remove` first.", maxDigests)
	}
	n := state.Subscription{Guild: r.Guild, Channel: r.ChannelID, Owner: r.UserID(), Created: ss.Now(), Language: string(r.Lang)}
	s := schedule.Schedule{Every: schedule.Weekly, Weekday: time.Monday, Day: 1, Hour: 9, Zone: "UTC"}
	if r.Settings.Zone != "" {
		s.Zone = r.Settings.Zone
	}
	typed, err := router.Option(data, router.OptionTopic, message.MaxTopic)
	if err != nil {
		return message.Card{}, err
	}
	topic, words, when := scheduled(typed)
	set(&s, when)
	if err := ss.read(r, data, &n, &s); err != nil {
		return message.Card{}, err
	}
	if words != "" {
		n.Topic = ss.Canonical(topic)
	}
	if n.Topic == "" {
		return message.Card{}, problem.Usage("Name a topic, such as `/digest subscribe topic:North Korea`.")
	}
	room, lacks, err := ss.mayPost(ctx, r, n.Channel)
	if err == nil {
		err = settleIn(room, data, &n)
	}
	if err != nil {
		return message.Card{}, err
	}
	if n.ID, err = ss.Store.AddSubscription(ctx, n); err != nil {
		return message.Card{}, subscribedOr(err, n)
	}
	if err := ss.announce(ctx, r, n); err != nil {
		// It can't be posted there, so there is nothing to subscribe to.
		err = errors.Join(err, ss.Store.RemoveSubscription(context.WithoutCancel(ctx), n.Guild, n.ID, ss.Now()))
		return message.Card{}, closedOr(err, n)
	}
	text := ss.describe(r.Presentation, n)
	if n.Channel == r.ChannelID && !n.Forum { // where the announcement stands, which says the rest
		text = r.Say("I have announced it here. `/digest preview` shows what it would say now, `/digest edit` changes it.")
	}
	told := message.Notice(r.Say("Subscribed"), text).WithLine(lackingNote(r.Presentation, lacks))
	if words != "" {
		told = told.WithLine(r.Say("I took “%s” for when it comes. If it belongs to the topic, change that with `/digest edit`.", message.Plain(words)))
	}
	if !ss.mentioned(ctx, r.Scope, n.Topic) {
		told = told.WithLine(r.Say("No article mentions it so far. If that is not the topic you meant, change it with `/digest edit`."))
	}
	return told, nil
}

// settleIn takes over what the channel of a digest is, and whether the digest is
// published there: which is for announcement channels alone.
func settleIn(room *discord.Room, data discordgo.ApplicationCommandInteractionData, n *state.Subscription) error {
	n.Forum = room.Forum
	publish, chosen := router.Flag(data, optionPublish)
	if publish && !room.Announcements {
		return problem.Decline("That is no announcement channel", "Only what stands in an announcement channel can be published to the servers that follow it. Leave `publish` out, or choose such a channel in the place of %s.", "<#"+n.Channel+">")
	}
	if chosen || !room.Announcements {
		n.Publish = publish
	}
	return nil
}

// announce tells a channel that it will have a digest, which shows that
// the bot may write there. In a forum that would be a post of its own, and is
// left out.
func (ss *Subscriptions) announce(ctx context.Context, r *router.Request, n state.Subscription) error {
	if n.Forum {
		return nil
	}
	text := r.Say("There will be a digest on “%s” here: %s. The first one comes %s.",
		message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)), describeSchedule(r.Presentation, n.Schedule), message.Timestamp(n.Due))
	_, err := ss.REST.Send(ctx, n.Channel, r.ID, discord.Message{Components: message.Notice(r.Say("Digest"), text).Components(), Quiet: n.Quiet}, "")
	return err
}

// Owned returns the digests of the server that whoever asks answers for.
func (ss *Subscriptions) Owned(ctx context.Context, r *router.Request) (owned []state.Subscription, err error) {
	if ss == nil || r.Guild == "" {
		return nil, nil
	}
	all, err := ss.Store.Subscriptions(ctx, r.Guild)
	for _, n := range all {
		if n.Owner == r.UserID() && !n.Direct && !n.Forum && !n.Due.IsZero() {
			owned = append(owned, n)
		}
	}
	return owned, err
}

// TellWaiting tells the channels of digests that these wait, as nobody answers for them
// any more: they were promised there.
func (ss *Subscriptions) TellWaiting(ctx context.Context, r *router.Request, list []state.Subscription) (err error) {
	for i, n := range list {
		text := r.Say("The digest on “%s” waits until somebody who may write here takes it over with `/digest resume`.",
			message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)))
		_, failed := ss.REST.Send(ctx, n.Channel, r.ID+strconv.Itoa(i), discord.Message{Components: message.Notice(r.Say("Digest"), text).Components(), Quiet: true}, "")
		err = errors.Join(err, failed)
	}
	return err
}

// subscribedOr says of an error that the channel has the digest already.
func subscribedOr(err error, n state.Subscription) error {
	if errors.Is(err, state.ErrSubscribed) {
		return problem.Decline("There is one already", "%s has a digest on that topic already. Change it with `/digest edit`.", "<#"+n.Channel+">")
	}
	return err
}

// closedOr says of an error that the bot may not write in a channel.
func closedOr(err error, n state.Subscription) error {
	if errors.Is(err, discord.ErrForbidden) {
		return errClosed(n.Channel)
	}
	return err
}

// read takes over those of the options of a digest that are given, and
// works out when it is due next.
func (ss *Subscriptions) read(r *router.Request, data discordgo.ApplicationCommandInteractionData, n *state.Subscription, s *schedule.Schedule) error {
	given := map[string]string{}
	for _, name := range []string{router.OptionTopic, optionEvery, optionWeekday, optionTime, zone.Option, router.OptionDetail} {
		text, err := router.Option(data, name, message.MaxTopic)
		if err != nil {
			return err
		}
		given[name] = text
	}
	if given[router.OptionTopic] != "" {
		n.Topic = ss.Canonical(given[router.OptionTopic])
	}
	if id := router.ID(data, optionChannel); id != "" {
		n.Channel = id
	}
	if level := given[router.OptionDetail]; level != "" {
		n.Detail = level
	}
	if silent, ok := router.Flag(data, optionSilent); ok {
		n.Silent = silent
	}
	if notify, ok := router.Flag(data, optionNotify); ok {
		n.Quiet = !notify
	}
	var err error
	switch every := schedule.Every(given[optionEvery]); every {
	case "":
	case schedule.Daily, schedule.Weekly, schedule.Monthly:
		s.Every = every
	default:
		return problem.ErrUnknownCommand
	}
	if given[optionWeekday] != "" {
		if s.Weekday, err = schedule.ParseWeekday(given[optionWeekday]); err != nil {
			return problem.ErrUnknownCommand
		}
	}
	if day := router.Number(data, optionDay); day != 0 {
		s.Day = day
	}
	if given[optionTime] != "" {
		if s.Hour, s.Minute, err = schedule.ParseTime(given[optionTime]); err != nil {
			return problem.Usage("`time` takes a time of day such as 9:00 or 18:30.")
		}
	}
	if given[zone.Option] != "" {
		if s.Zone, err = zone.Find(given[zone.Option]); err != nil {
			return err
		}
	}
	if s.Every == schedule.Weekly {
		s.Day = 1
	}
	if n.Due, err = s.Next(ss.Now()); err != nil {
		return fmt.Errorf("work out when a digest is due: %w", err)
	}
	n.Schedule = s.String()
	return nil
}

// chosen returns the digest of the server that was picked from the
// suggestions, which stand for its ID.
func (ss *Subscriptions) chosen(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (state.Subscription, error) {
	typed, err := router.Option(data, optionDigest, message.MaxChoice)
	if err != nil {
		return state.Subscription{}, err
	}
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil { // typed out, and not picked
		return ss.on(ctx, r, typed)
	}
	n, err := ss.Store.Subscription(ctx, r.Guild, id)
	if errors.Is(err, corpus.ErrNotFound) || err == nil && n.Direct {
		err = errNoDigest
	}
	return n, err
}

// on returns the one digest of the server on a topic.
func (ss *Subscriptions) on(ctx context.Context, r *router.Request, topic string) (found state.Subscription, err error) {
	list, err := ss.Store.Subscriptions(ctx, r.Guild)
	if err != nil {
		return found, err
	}
	n := 0
	for _, s := range list {
		if message.Simplify(s.Topic) == message.Simplify(topic) {
			found, n = s, n+1
		}
	}
	if n != 1 {
		return state.Subscription{}, errNoDigest
	}
	return found, nil
}

var errNoDigest = problem.Decline("There is no such digest",
	"Pick one of those that are suggested while you type, or see `/digest list`.")

// choices suggests the digests of a server.
func (ss *Subscriptions) choices(ctx context.Context, r *router.Request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	list, err := ss.Store.Subscriptions(ctx, r.Guild)
	return choicesOf(list, typed), err
}

// choicesOf suggests subscriptions by what was typed of one.
func choicesOf(list []state.Subscription, typed string) (choices []*discordgo.ApplicationCommandOptionChoice) {
	for _, n := range list {
		if len(choices) == message.MaxChoices {
			break
		}
		if !strings.Contains(message.Simplify(n.Topic), message.Simplify(typed)) && strconv.FormatInt(n.ID, 10) != typed {
			continue
		}
		about := " · " + n.Schedule
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: message.Shorten(message.Shorten(message.Tidy(n.Topic), message.MaxChoice/2)+about, message.MaxChoice), Value: strconv.FormatInt(n.ID, 10),
		})
	}
	return choices
}

// edit serves /digest edit.
func (ss *Subscriptions) edit(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	if len(data.Options) < 2 {
		return message.Card{}, problem.Usage("Give at least one thing to change, such as `time`.")
	}
	s, err := schedule.Parse(n.Schedule)
	if err != nil {
		return message.Card{}, err
	}
	s.Day = max(s.Day, 1)
	before, paused := n, n.Due.IsZero()
	if err := ss.read(r, data, &n, &s); err != nil {
		return message.Card{}, err
	}
	room, lacks, err := ss.mayPost(ctx, r, n.Channel)
	if err == nil {
		err = settleIn(room, data, &n)
	}
	if err != nil {
		return message.Card{}, err
	}
	if n.Channel != before.Channel {
		if err := ss.announce(ctx, r, n); err != nil {
			return message.Card{}, closedOr(err, n)
		}
	}
	if paused {
		n.Due = time.Time{}
	}
	n.Owner = r.UserID() // of whom it was just checked that they may
	if err := ss.Store.UpdateSubscription(ctx, n); err != nil {
		return message.Card{}, subscribedOr(err, n)
	}
	return message.Notice(r.Say("Changed"), ss.describe(r.Presentation, n)).WithLine(lackingNote(r.Presentation, lacks)), nil
}

// pause serves /digest pause.
func (ss *Subscriptions) pause(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	n.Due, n.Paused = time.Time{}, pausedByRequest
	if err := ss.Store.UpdateSubscription(ctx, n); err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Paused"), ss.describe(r.Presentation, n)), nil
}

// pausedByRequest is why a digest is paused that somebody has paused.
const pausedByRequest = "by request"

// resume serves /digest resume.
func (ss *Subscriptions) resume(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	s, err := schedule.Parse(n.Schedule)
	if err == nil {
		n.Due, err = s.Next(ss.Now())
	}
	if err != nil {
		return message.Card{}, err
	}
	_, lacks, err := ss.mayPost(ctx, r, n.Channel)
	if err != nil {
		return message.Card{}, err
	}
	n.Paused, n.Failures, n.Owner = "", 0, r.UserID()
	if err := ss.Store.UpdateSubscription(ctx, n); err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Resumed"), ss.describe(r.Presentation, n)).WithLine(lackingNote(r.Presentation, lacks)), nil
}

// remove serves /digest remove.
func (ss *Subscriptions) remove(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	err = ss.Store.RemoveSubscription(ctx, r.Guild, n.ID, ss.Now())
	if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
		err = errNoDigest
	}
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Removed"), r.Say("There will be no more digests on “%s” in %s. What was posted stays.",
		message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)), "<#"+n.Channel+">")), nil
}

// preview serves /digest preview: what the next digest would say now, or what a watch
// would tell next.
func (ss *Subscriptions) preview(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	next, as, err := ss.Runner.Preview(ctx, n, r.Began)
	if err != nil {
		return message.Card{}, err
	}
	var parts []message.Part
	line := r.Say("What the next digest would say now. Only you see this.")
	switch {
	case !n.Live():
		parts = message.Digest(as, n, next.Digest, "preview")
	case next.Kind == "":
		title := r.Say("Watch: %s", message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)))
		return message.Notice(title, r.Say("There is nothing new to tell now. Only you see this.")), nil
	default:
		parts = message.Nudge(as, n, next, "preview")
		line = r.Say("What this watch would tell next. Only you see this.")
	}
	c := parts[0].Card()
	c.Buttons = nil // there is nothing behind them yet
	if len(parts) > 1 {
		goesOn := r.Plural(len(parts)-1, "It goes on in a thread, with 1 more message.", "It goes on in a thread, over %d more messages.")
		if n.Forum {
			goesOn = r.Plural(len(parts)-1, "It goes on in its post, with 1 more message.", "It goes on in its post, over %d more messages.")
		}
		line += " " + goesOn
	}
	return c.WithLine(line), nil
}

// history serves /digest history.
func (ss *Subscriptions) history(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	n, err := ss.chosen(ctx, r, data)
	if err != nil {
		return message.Card{}, err
	}
	runs, err := ss.Store.Runs(ctx, r.Guild, n.ID, runsInHistory)
	if err != nil {
		return message.Card{}, err
	}
	lines := []string{ss.describe(r.Presentation, n)}
	for _, run := range runs {
		came := stateNames[run.State]
		if run.Note == digest.NoteTimedOut {
			came = digest.NoteTimedOut
		}
		line := "- " + message.Timestamp(run.Due) + " · " + r.Say(came)
		if run.State == state.RunPosted && len(run.Messages) > 0 {
			channel := run.Channel
			if run.Forum {
				channel = run.Thread
			}
			line += fmt.Sprintf(" · https://discord.com/channels/%s/%s/%s", run.Guild, channel, run.Messages[0])
		}
		if run.Note != "" && (run.State == state.RunFailed || run.Note == digest.NoteCut || run.Note == digest.NoteUnpublished) {
			line += " · " + r.Say(run.Note)
		}
		lines = append(lines, line)
	}
	if len(runs) == 0 {
		lines = append(lines, r.Say("There has been none yet."))
	}
	return message.Notice(r.Say("History"), strings.Join(lines, "\n")), nil
}

// stateNames say what a run has come to.
var stateNames = map[state.RunState]string{
	state.RunOpen: "under way", state.RunComposed: "under way", state.RunPosted: "posted", state.RunSilent: "nothing new",
	state.RunSkipped: "missed: I was not running", state.RunFailed: "failed",
}

// list serves /digest list.
func (ss *Subscriptions) list(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	list, err := ss.Store.Subscriptions(ctx, r.Guild)
	if err != nil {
		return message.Card{}, err
	}
	if len(list) == 0 {
		return message.Notice(r.Say("Digests of this server"), r.Say("There are none yet. Set one up with `/digest subscribe`.")), nil
	}
	c := message.Notice(r.Say("Digests of this server"), ss.lines(r.Presentation, list))
	c.Accent = message.AccentBrief
	return c, nil
}

// describe says in a line what a digest is about, where, and when.
func (ss *Subscriptions) describe(as message.Presentation, n state.Subscription) string {
	parts := []string{"**" + message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxName)) + "**", place(as, n), describeSchedule(as, n.Schedule)}
	if n.Live() {
		parts = append(parts, describeWatch(as, n)...)
	}
	if n.Detail != "" {
		parts = append(parts, message.DetailName(as, message.Detail(n.Detail)))
	}
	if n.Silent && !n.Live() {
		parts = append(parts, as.Say("silent when nothing is new"))
	}
	if n.Publish {
		parts = append(parts, as.Say("published to the servers that follow the channel"))
	}
	if n.Quiet {
		parts = append(parts, as.Say("without notifications"))
	}
	if n.Due.IsZero() {
		parts = append(parts, as.Say("paused: %s", as.Say(n.Paused)))
	} else if n.Owner == "" {
		parts = append(parts, as.Say("waits until somebody takes it over with `/digest resume`"))
	} else if !n.Live() {
		parts = append(parts, as.Say("next %s", message.Timestamp(n.Due)))
	}
	return strings.Join(parts, " · ")
}

// describeSchedule puts a schedule into words.
func describeSchedule(as message.Presentation, text string) string {
	s, err := schedule.Parse(text)
	if err != nil {
		return message.Plain(text)
	}
	if s.Every == schedule.Live {
		if s.Quiet.Known() {
			return as.Say("as it happens, but from %s to %s (%s)", s.Quiet.From, s.Quiet.To, message.Plain(s.Zone))
		}
		return as.Say("as it happens")
	}
	at := fmt.Sprintf("%02d:%02d (%s)", s.Hour, s.Minute, message.Plain(s.Zone))
	switch s.Every {
	case schedule.Daily:
		return as.Say("every day at %s", at)
	case schedule.Monthly:
		return as.Say("every month on day %d at %s", s.Day, at)
	}
	return as.Say("every %s at %s", as.Say(s.Weekday.String()), at)
}

// suggest suggests what /digest takes: topics, the server's digests, and time
// zones.
func (ss *Subscriptions) suggest(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) ([]router.Choice, error) {
	_, inner := router.Called(data)
	switch router.Focused(inner) {
	case router.OptionTopic:
		return ss.Topics(ctx, r, inner)
	case optionDigest:
		return ss.choices(ctx, r, router.Typed(inner, optionDigest))
	}
	return zone.Typed(inner, ss.Now()), nil
}
