package subscriptions

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
	"sitrep/bot/zone"
	"sitrep/corpus"
)

// The names of /watch, its subcommands and their options.
const (
	watchName = "watch"

	subTopic = "topic"
	subStop  = "stop"

	optionWhere   = "where"
	optionWhen    = "when"
	optionQuiet   = "quiet"
	optionOutlets = "outlets"
	optionMost    = "most"
	optionRole    = "role"
	optionWatch   = "watch"

	whereHere = "here"
	whereMe   = "me"
)

const (
	maxWatches = 25 // of one member
	maxQuiet   = 30 // characters that may be typed of quiet hours

	// usualOutlets must tell a story, and usualMost messages a day are sent, unless
	// somebody wants more or fewer.
	usualOutlets = 2
	usualMost    = 8
)

// usualQuiet are the quiet hours where the zone is known and nothing else is asked for.
var usualQuiet = schedule.Hours{From: 22 * 60, To: 7 * 60}

// WatchCommand is /watch.
func (ss *Subscriptions) WatchCommand() router.Command {
	c := router.Command{Name: watchName, Define: watchDefinition, Serve: router.Managed(watchName, nil), Governed: true}
	if ss != nil {
		c.Suggest, c.Serve = ss.suggestWatch, ss.serveWatch
	}
	return c
}

// watchDefinition is the definition of /watch.
func watchDefinition() *discordgo.ApplicationCommand {
	zoned := router.Text(zone.Option, "The time zone that hours are in; that of this server unless given", message.MaxChoice)
	zoned.Autocomplete = true
	chosen := router.Text(optionWatch, "One of the watches that you have, or that this server has", message.MaxChoice)
	chosen.Required, chosen.Autocomplete = true, true
	one := float64(1)
	const mostOutlets, mostMost = 5, 50
	return &discordgo.ApplicationCommand{
		Description: "A nudge when something new happens on a topic",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(subTopic, "Get told of new stories, or change how",
				router.TopicOption("A place, a person, an organisation or a story"),
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionWhere, Description: "Where it is told; by direct message to you unless given",
					Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "by direct message to me", Value: whereMe}, {Name: "in this channel", Value: whereHere}},
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionWhen, Description: "How soon; as it happens unless given",
					Choices: []*discordgo.ApplicationCommandOptionChoice{
						{Name: "as it happens", Value: string(schedule.Live)}, {Name: "every day", Value: string(schedule.Daily)}, {Name: "every week", Value: string(schedule.Weekly)},
					},
				},
				router.Text(optionQuiet, "Quiet hours, such as 22:00-07:00; 0-0 for none", maxQuiet),
				router.Text(optionTime, "The time of day of a daily or weekly watch, such as 9:00", maxTime),
				zoned,
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionInteger, Name: optionOutlets, Description: "How many outlets must tell a story; two unless given",
					MinValue: &one, MaxValue: mostOutlets,
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionInteger, Name: optionMost, Description: "How many messages a day at most; eight unless given",
					MinValue: &one, MaxValue: mostMost,
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionRole, Name: optionRole, Description: "A role to notify in this channel; only the server's managers may choose one",
				},
			),
			router.Sub(subList, "Show what is watched for you, and in this server"),
			router.Sub(subStop, "Stop a watch", chosen),
		},
	}
}

// serveWatch serves /watch, whose answers are for whoever asks alone.
func (ss *Subscriptions) serveWatch(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	name, inner := router.Called(data)
	serve := map[string]router.Subcommand{subTopic: ss.watch, subList: ss.watches, subStop: ss.stopWatch}[name]
	if serve == nil {
		return problem.ErrUnknownCommand
	}
	r.Name = watchName + " " + name
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	c, err := serve(ctx, r, inner)
	if err != nil {
		return err
	}
	return r.Answer(ctx, c)
}

// watch serves /watch topic. Of a topic that is watched in that place it changes how.
func (ss *Subscriptions) watch(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	topic, err := router.Option(data, router.OptionTopic, message.MaxTopic)
	if err != nil {
		return message.Card{}, err
	}
	if topic == "" {
		return message.Card{}, problem.Usage("Name a topic, such as `/watch topic topic:North Korea`.")
	}
	where, err := router.Option(data, optionWhere, message.MaxChoice)
	if err != nil {
		return message.Card{}, err
	}
	n := state.Subscription{
		Guild: r.Guild, Topic: ss.Canonical(topic), Owner: r.UserID(), Created: ss.Now(), Language: string(r.Lang),
		Direct: where != whereHere, Outlets: usualOutlets, Most: usualMost, Silent: true,
	}
	if n.Direct { // from where nobody sees a server's own articles
		n.Guild = ""
		err = ss.settleDirect(ctx, &n, data)
	} else {
		err = ss.settleHere(ctx, r, &n, data)
	}
	if err != nil {
		return message.Card{}, err
	}
	have, err := ss.watchesOf(ctx, r)
	if err != nil {
		return message.Card{}, err
	}
	s := schedule.Schedule{Every: schedule.Live, Weekday: time.Monday, Day: 1, Hour: 9, Zone: cmp.Or(r.Settings.Zone, "UTC")}
	if r.Settings.Zone != "" {
		s.Quiet = usualQuiet
	}
	before := slices.IndexFunc(have, func(o state.Subscription) bool {
		return o.Channel == n.Channel && o.Guild == n.Guild && message.Simplify(o.Topic) == message.Simplify(n.Topic)
	})
	if before >= 0 {
		is := have[before]
		is.Owner, is.Paused, is.Failures = n.Owner, "", 0
		if n.Role != "" {
			is.Role = n.Role
		}
		if n = is; n.Live() {
			if s, err = schedule.Parse(n.Schedule); err != nil {
				return message.Card{}, err
			}
		}
	}
	if err := ss.readWatch(data, &n, &s); err != nil {
		return message.Card{}, err
	}
	if before >= 0 {
		if err := ss.Store.UpdateSubscription(ctx, n); err != nil {
			return message.Card{}, subscribedOr(err, n)
		}
		return message.Notice(r.Say("Changed"), ss.describe(r.Presentation, n)), nil
	}
	if err := ss.roomFor(ctx, r, n); err != nil {
		return message.Card{}, err
	}
	if n.ID, err = ss.Store.AddSubscription(ctx, n); err != nil {
		return message.Card{}, subscribedOr(err, n)
	}
	if err := ss.announceWatch(ctx, r, n); err != nil {
		// It can't be told there, so there is nothing to watch.
		err = errors.Join(err, ss.Store.RemoveSubscription(context.WithoutCancel(ctx), n.Guild, n.ID, ss.Now()))
		if n.Direct && errors.Is(err, discord.ErrForbidden) {
			err = problem.Decline("I can't write to you", "Discord does not let me send you direct messages. You can allow them for this server in its privacy settings, or choose `where:here` for the watch.")
		}
		return message.Card{}, closedOr(err, n)
	}
	told, scope := message.Notice(r.Say("Watching"), ss.describe(r.Presentation, n)), r.Scope
	if n.Direct {
		scope = corpus.NewScope(corpus.Public)
	}
	if !ss.mentioned(ctx, scope, n.Topic) {
		told = told.WithLine(r.Say("No article mentions it so far. If that is not the topic you meant, end it with `/watch stop`."))
	}
	return told, nil
}

// settleDirect has a watch be told by direct message.
func (ss *Subscriptions) settleDirect(ctx context.Context, n *state.Subscription, data discordgo.ApplicationCommandInteractionData) (err error) {
	if router.ID(data, optionRole) != "" {
		return problem.Usage("`role` is for a watch in a channel: give `where:here`, too.")
	}
	n.Channel, err = ss.REST.DirectChannel(ctx, n.Owner)
	return err
}

// settleHere has a watch be told in the channel that it is asked for in, by those who
// manage the server and may write there, with the role that they approve.
func (ss *Subscriptions) settleHere(ctx context.Context, r *router.Request, n *state.Subscription, data discordgo.ApplicationCommandInteractionData) error {
	if err := r.MayManage(); err != nil {
		return err
	}
	n.Channel = r.ChannelID
	room, _, err := ss.mayPost(ctx, r, n.Channel)
	if err != nil {
		return err
	}
	n.Forum = room.Forum
	if n.Role = router.ID(data, optionRole); n.Role == r.Guild {
		return problem.Usage("`role` takes a role of some, not everybody.")
	}
	return nil
}

// readWatch takes over those of the options of a watch that are given, and works out
// when it is due next.
func (ss *Subscriptions) readWatch(data discordgo.ApplicationCommandInteractionData, n *state.Subscription, s *schedule.Schedule) error {
	given := map[string]string{}
	for _, name := range []string{optionWhen, optionQuiet, optionTime, zone.Option} {
		text, err := router.Option(data, name, message.MaxTopic)
		if err != nil {
			return err
		}
		given[name] = text
	}
	switch when := schedule.Every(given[optionWhen]); when {
	case "":
	case schedule.Live, schedule.Daily, schedule.Weekly:
		s.Every = when
	default:
		return problem.ErrUnknownCommand
	}
	var err error
	if given[zone.Option] != "" {
		if s.Zone, err = zone.Find(given[zone.Option]); err != nil {
			return err
		}
		if n.ID == 0 {
			s.Quiet = usualQuiet
		}
	}
	if given[optionQuiet] != "" {
		if s.Quiet, err = schedule.ParseHours(given[optionQuiet]); err != nil {
			return problem.Usage("`quiet` takes hours such as 22:00-07:00, or 0-0 for none.")
		}
	}
	if given[optionTime] != "" {
		if s.Hour, s.Minute, err = schedule.ParseTime(given[optionTime]); err != nil {
			return problem.Usage("`time` takes a time of day such as 9:00 or 18:30.")
		}
	}
	n.Outlets, n.Most = cmp.Or(router.Number(data, optionOutlets), n.Outlets), cmp.Or(router.Number(data, optionMost), n.Most)
	if n.Due, err = s.Next(ss.Now()); err != nil {
		return err
	}
	n.Schedule = s.String()
	return nil
}

// roomFor refuses more watches than one member, or one server, may have.
func (ss *Subscriptions) roomFor(ctx context.Context, r *router.Request, n state.Subscription) error {
	if n.Direct {
		have, err := ss.Store.Watches(ctx, n.Owner)
		if err == nil && len(have) >= maxWatches {
			err = problem.Decline("That is too many", "You can have up to %d watches by direct message. Stop one with `/watch stop` first.", maxWatches)
		}
		return err
	}
	have, err := ss.Store.Subscriptions(ctx, r.Guild)
	if err == nil && len(have) >= maxDigests {
		err = problem.Decline("That is too many", "A server can have up to %d digests. Remove one with `/digest remove` first.", maxDigests)
	}
	return err
}

// announceWatch tells where a watch will be told that it will, which shows that the
// bot may write there.
func (ss *Subscriptions) announceWatch(ctx context.Context, r *router.Request, n state.Subscription) error {
	if n.Forum {
		return nil
	}
	text := r.Say("I will post here what is new on “%s”: %s.",
		message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)), describeSchedule(r.Presentation, n.Schedule))
	if n.Direct {
		text += " " + r.Say("`/watch stop` ends it.")
	}
	_, err := ss.REST.Send(ctx, n.Channel, r.ID, discord.Message{Components: message.Notice(r.Say("Watch"), text).Components()}, "")
	return err
}

// watchesOf returns the watches that whoever asks may see and stop: their own, and
// those of the channels of a server that they manage.
func (ss *Subscriptions) watchesOf(ctx context.Context, r *router.Request) ([]state.Subscription, error) {
	own, err := ss.Store.Watches(ctx, r.UserID())
	if err != nil {
		return nil, err
	}
	if r.MayManage() != nil {
		return own, nil
	}
	all, err := ss.Store.Subscriptions(ctx, r.Guild)
	for _, n := range all {
		if n.Live() {
			own = append(own, n)
		}
	}
	return own, err
}

// watches serves /watch list.
func (ss *Subscriptions) watches(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	list, err := ss.watchesOf(ctx, r)
	if err != nil {
		return message.Card{}, err
	}
	if len(list) == 0 {
		return message.Notice(r.Say("Watches"), r.Say("There are none yet. Set one up with `/watch topic`.")), nil
	}
	c := message.Notice(r.Say("Watches"), ss.lines(r.Presentation, list))
	c.Accent = message.AccentBrief
	return c, nil
}

// stopWatch serves /watch stop.
func (ss *Subscriptions) stopWatch(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	typed, err := router.Option(data, optionWatch, message.MaxChoice)
	if err != nil {
		return message.Card{}, err
	}
	list, err := ss.watchesOf(ctx, r)
	if err != nil {
		return message.Card{}, err
	}
	list = slices.DeleteFunc(list, func(n state.Subscription) bool {
		return strconv.FormatInt(n.ID, 10) != typed && message.Simplify(n.Topic) != message.Simplify(typed)
	})
	if len(list) != 1 {
		return message.Card{}, errNoWatch
	}
	n := list[0]
	err = ss.Store.RemoveSubscription(ctx, n.Guild, n.ID, ss.Now())
	if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
		err = errNoWatch
	}
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Stopped"), r.Say("“%s” is no longer watched. What was told stays.", message.Plain(message.Shorten(message.Tidy(n.Topic), message.MaxTitle)))), nil
}

var errNoWatch = problem.Decline("There is no such watch",
	"Pick one of those that are suggested while you type, or see `/watch list`.")

// suggestWatch suggests what /watch takes: topics, watches, and time zones.
func (ss *Subscriptions) suggestWatch(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) ([]router.Choice, error) {
	_, inner := router.Called(data)
	switch router.Focused(inner) {
	case router.OptionTopic:
		return ss.Topics(ctx, r, inner)
	case optionWatch:
		list, err := ss.watchesOf(ctx, r)
		return choicesOf(list, router.Typed(inner, optionWatch)), err
	}
	return zone.Typed(inner, ss.Now()), nil
}

// place says where a subscription is told.
func place(as message.Presentation, n state.Subscription) string {
	if n.Direct {
		return as.Say("by direct message")
	}
	return "<#" + n.Channel + ">"
}

// describeWatch says what is a watch's alone.
func describeWatch(as message.Presentation, n state.Subscription) []string {
	parts := []string{as.Plural(n.Outlets, "stories from at least 1 outlet", "stories from at least %d outlets"), as.Plural(n.Most, "at most 1 message a day", "at most %d messages a day")}
	if n.Role != "" {
		parts = append(parts, as.Say("notifies %s", "<@&"+n.Role+">"))
	}
	return parts
}

// lines describes subscriptions, a line each, as far as a message has room.
func (ss *Subscriptions) lines(as message.Presentation, list []state.Subscription) string {
	var lines []string
	room := message.MaxText - message.NotesReserve
	for _, n := range list[:min(len(list), digestsInList)] {
		line := "- " + ss.describe(as, n)
		if room -= message.Weight(line) + 1; room < 0 {
			break
		}
		lines = append(lines, line)
	}
	if more := len(list) - len(lines); more > 0 {
		lines = append(lines, as.Say("… and %d more", more))
	}
	return strings.Join(lines, "\n")
}
