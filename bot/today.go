package bot

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/moment"
	"sitrep/corpus"
)

// todayCommand is /today.
func todayCommand() command {
	return command{name: commandToday, governed: true, serve: (*Bot).today, suggest: (*Bot).topicsTyped, define: func(bool) *discordgo.ApplicationCommand {
		return &discordgo.ApplicationCommand{
			Description: "The top stories of the last day, or since you last looked",
			Options:     []*discordgo.ApplicationCommandOption{optional(topicOption("Only stories about this"))},
		}
	}}
}

// today serves /today: the stories since whoever asks last looked, for them
// alone, or those of the last day.
func (b *Bot) today(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	topic, err := option(data, optionTopic, message.MaxTopic)
	if err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	req := r.asks()
	if topic != "" {
		req.Topic = b.canonical(topic)
	}
	last, err := b.store.Visit(ctx, r.guild, "", r.userID(), todayVisit(req.Topic))
	if err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return err
	}
	line := ""
	if err == nil {
		req.Since = r.look.Day(last.Asked)
		line = r.look.Say("Since you last looked, %s", message.Relative(last.Asked))
	}
	if err := b.tellToday(ctx, r, req, line); err != nil {
		return err
	}
	b.noteLook(ctx, r, req.Topic)
	return nil
}

// asksForToday reports whether a question is for what /today tells, and what it
// asks for; talking says that something was talked about before.
func (r *request) asksForToday(question string, talking bool) (briefing.Request, bool) {
	req := r.asks()
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
func (b *Bot) answerToday(ctx context.Context, r *request, req briefing.Request) error {
	if err := r.may(commandToday); err != nil {
		return err
	}
	r.command = commandToday
	return b.tellToday(ctx, r, req, "")
}

// tellToday composes and shows the stories of some days, with a line on which
// these are. Where nothing is as new as was asked for, it tells those of the last
// day that there is something from, and says so.
func (b *Bot) tellToday(ctx context.Context, r *request, req briefing.Request, line string) error {
	var told briefing.Today
	var size corpus.Size
	err := b.inTurn(ctx, r, func() (err error) {
		if size, err = b.library.Size(ctx, r.scope); err != nil {
			return err
		}
		told, err = b.briefer.Today(ctx, req)
		if newest := size.Newest.Truncate(corpus.Day); errors.Is(err, briefing.ErrNothing) && !req.AsOf.Known() && newest.Precision == corpus.Day && newest.Time.Before(req.Today.Time) {
			line = r.look.Say("No article is newer than this")
			req.AsOf, req.Since = newest, corpus.Date{}
			told, err = b.briefer.Today(ctx, req)
		}
		return err
	})
	switch {
	case errors.Is(err, briefing.ErrNothing) && size.Articles == 0:
		return b.answer(ctx, r, message.EmptyCorpus(r.look))
	case errors.Is(err, briefing.ErrNothing):
		return b.answer(ctx, r, message.Notice(r.look.Say("Nothing from these days"), r.look.Say("No article was published then, or none about this. Try `/brief`, or `/help` to see what there is.")))
	case err != nil:
		return err
	}
	return b.answer(ctx, r, message.Today(r.look, told, line))
}

// todayVisit names what /today told, among what else somebody has been told.
func todayVisit(topic string) string {
	return strings.TrimSpace("/" + commandToday + " " + simplify(topic))
}

// noteLook keeps that somebody has looked, wherever in the server. Where that
// fails, /today tells again what it told.
func (b *Bot) noteLook(ctx context.Context, r *request, topic string) {
	_, now, err := b.store.Arrived(ctx, r.scope, math.MaxInt64)
	if err == nil {
		err = b.store.SetVisit(ctx, state.Visit{Guild: r.guild, Person: r.userID(), Topic: todayVisit(topic), Seq: now, Asked: b.now()})
	}
	if err != nil {
		b.log.Error("look not kept, what it told will be told again", "guild", r.GuildID, "request", r.ref, "err", err)
	}
}
