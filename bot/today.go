package bot

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/moment"
	"sitrep/corpus"
)

// todayCommand is /today.
func (b *Bot) todayCommand() router.Command {
	return router.Command{Name: commandToday, Formerly: "latest", Governed: true, Serve: b.today, Suggest: b.topicsTyped, Define: func() *discordgo.ApplicationCommand {
		topic := router.TopicOption("Only stories about this")
		topic.Required = false
		return &discordgo.ApplicationCommand{
			Description: "The top stories of the last day, or since you last looked",
			Options:     []*discordgo.ApplicationCommandOption{topic},
		}
	}}
}

// today serves /today: the stories since whoever asks last looked, for them
// alone, or those of the last day.
func (b *Bot) today(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	topic, err := router.Option(data, router.OptionTopic, message.MaxTopic)
	if err != nil {
		return err
	}
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	req := r.Asks()
	if topic != "" {
		req.Topic = b.canonical(topic)
	}
	last, err := b.store.Visit(ctx, r.Guild, "", r.UserID(), todayVisit(req.Topic))
	if err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return err
	}
	line := ""
	if err == nil {
		req.Since = r.Day(last.Asked)
		line = r.Say("Since you last looked, %s", message.Relative(last.Asked))
	}
	if err := b.tellToday(ctx, r, req, line); err != nil {
		return err
	}
	b.noteLook(ctx, r, req.Topic)
	return nil
}

// asksForToday reports whether a question is for what /today tells, and what it
// asks for; talking says that something was talked about before.
func asksForToday(r *router.Request, question string, talking bool) (briefing.Request, bool) {
	req := r.Asks()
	w, ok := moment.AsksForToday(question, req.Today, talking)
	if !ok {
		return req, false
	}
	if w.From != req.Today { // of today alone little is told in the morning
		req.Since = w.From
	}
	if w.To.Known() && w.To.Time.Before(req.Today.Time) {
		req.AsOf = w.To
	}
	return req, true
}

// answerToday answers such a question where it was asked.
func (b *Bot) answerToday(ctx context.Context, r *router.Request, req briefing.Request) error {
	if err := r.May(commandToday); err != nil {
		return err
	}
	r.Command = commandToday
	return b.tellToday(ctx, r, req, "")
}

// tellToday composes and shows the stories of some days, with a line on which
// these are. Where nothing is as new as was asked for, it tells those of the last
// day that there is something from, and says so.
func (b *Bot) tellToday(ctx context.Context, r *router.Request, req briefing.Request, line string) error {
	var told briefing.Today
	var size corpus.Size
	err := r.InTurn(ctx, func() (err error) {
		if size, err = b.library.Size(ctx, r.Scope); err != nil {
			return err
		}
		told, err = b.briefer.Today(ctx, req)
		if newest := size.Newest.Truncate(corpus.Day); errors.Is(err, briefing.ErrNothing) && !req.AsOf.Known() && newest.Precision == corpus.Day && newest.Time.Before(req.Today.Time) {
			line = r.Say("No article is newer than this")
			req.AsOf, req.Since = newest, corpus.Date{}
			told, err = b.briefer.Today(ctx, req)
		}
		return err
	})
	switch {
	case errors.Is(err, briefing.ErrNothing) && size.Articles == 0:
		return r.Answer(ctx, message.EmptyCorpus(r.Presentation))
	case errors.Is(err, briefing.ErrNothing):
		return r.Answer(ctx, message.Notice(r.Say("Nothing from these days"), r.Say("No article was published then, or none about this. Try `/brief`, or `/help` to see what there is.")))
	case err != nil:
		return err
	}
	return r.Answer(ctx, message.Today(r.Presentation, told, line))
}

// todayVisit names what /today told, among what else somebody has been told.
func todayVisit(topic string) string {
	return strings.TrimSpace("/" + commandToday + " " + message.Simplify(topic))
}

// noteLook keeps that somebody has looked, wherever in the server. Where that
// fails, /today tells again what it told.
func (b *Bot) noteLook(ctx context.Context, r *router.Request, topic string) {
	_, now, err := b.store.Arrived(ctx, r.Scope, math.MaxInt64)
	if err == nil {
		err = b.store.SetVisit(ctx, state.Visit{Guild: r.Guild, Person: r.UserID(), Topic: todayVisit(topic), Seq: now, Asked: b.now()})
	}
	if err != nil {
		b.log.Error("look not kept, what it told will be told again", "guild", r.GuildID, "request", r.Ref, "err", err)
	}
}
