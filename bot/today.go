package bot

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// today serves /today: the stories since whoever asks last looked, for them
// alone, or those of the last day.
func (b *Bot) today(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	topic, err := option(data, optionTopic, maxTopic)
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
		req.Since = r.look.day(last.Asked)
		line = r.look.say("Since you last looked, %s", relative(last.Asked))
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
	w, ok := briefing.AsksForToday(question, req.Today, talking)
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
			line = r.look.say("No article is newer than this")
			req.AsOf, req.Since = newest, corpus.Date{}
			told, err = b.briefer.Today(ctx, req)
		}
		return err
	})
	switch {
	case errors.Is(err, briefing.ErrNothing) && size.Articles == 0:
		return b.answer(ctx, r, emptyCorpus(r.look))
	case errors.Is(err, briefing.ErrNothing):
		return b.answer(ctx, r, notice(r.look.say("Nothing from these days"), r.look.say("No article was published then, or none about this. Try `/brief`, or `/topics` to see what there is.")))
	case err != nil:
		return err
	}
	return b.answer(ctx, r, renderToday(r.look, told, line))
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
		err = b.store.SetVisit(ctx, store.Visit{Guild: r.guild, Person: r.userID(), Topic: todayVisit(topic), Seq: now, Asked: b.now()})
	}
	if err != nil {
		b.log.Error("look not kept, what it told will be told again", "guild", r.GuildID, "request", r.ref, "err", err)
	}
}

// todayStories stands where the controls of briefs have a brief's ID.
const todayStories = "today"

// renderToday draws the stories of some days, the weightiest first: a sentence
// each with its day, how many outlets tell it, and whether it is new; and a menu to
// be briefed on one. Stories that have no room are left out, from the end.
func renderToday(as look, t briefing.Today, line string) card {
	title := as.heading("Top stories")
	if t.Topic != "" {
		title = as.heading("Top stories") + ": " + plain(shorten(tidy(t.Topic), maxEcho))
	}
	head := "## " + strings.ReplaceAll(title, "**", "") + "\n-# " + as.period(t.Since, t.AsOf) + " · " + as.count(t.Articles, "article", "articles")
	if line != "" {
		head += "\n-# " + line
	}
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.say("Brief me on …"),
		CustomID: control{View: viewPick, Brief: todayStories}.customID(),
	}
	sources := byNumber(t.Sources)
	var lines []string
	draw := func(linked bool) (all bool) {
		l := newLedger(as, t.Sources, linked)
		l.free = maxText - notesReserve - weight(head)
		lines, menu.Options = nil, nil
		for _, s := range t.Stories {
			text := "- " + dayOf(as, s.Claim, sources) + said(as, s.Claim) + l.citations(s.Citations) + "\n  -# " + toldBy(as, s)
			if !l.take(text, s.Citations) {
				lines = append(lines, l.list(len(l.shown)))
				return false
			}
			lines = append(lines, text)
			topic := topicOf(s, sources)
			if topic != "" && !slices.ContainsFunc(menu.Options, func(o discordgo.SelectMenuOption) bool { return o.Value == topic }) {
				menu.Options = append(menu.Options, discordgo.SelectMenuOption{
					Label: cmp.Or(shorten(tidy(titleOf(s, sources)), maxChoice), topic), Value: topic, Description: shorten(tidy(s.Text), maxChoice),
				})
			}
		}
		lines = append(lines, l.list(len(l.shown)))
		return true
	}
	if !draw(true) {
		draw(false)
	}
	list := lines[len(lines)-1]
	c := card{accent: accentBrief, blocks: []string{head, strings.Join(lines[:len(lines)-1], "\n"), list}}
	if len(menu.Options) > 0 {
		c.menu = &menu
	}
	return c
}

// toldBy says how many outlets tell a story, and whether it is new.
func toldBy(as look, s briefing.TodayStory) string {
	state := as.say("developing")
	if s.New {
		state = as.say("new")
	}
	return as.count(max(1, len(s.Outlets)), "outlet", "outlets") + " · " + state
}

// mostNamed is how many of a story's names make the topic that it is asked for by.
const mostNamed = 3

// topicOf is what to ask for, to be briefed on a story: whom and what it names,
// each once, which finds more of it than the title of one article does; else that.
func topicOf(s briefing.TodayStory, sources map[int]briefing.Source) string {
	var names []string
	for _, name := range s.Names {
		within := slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, name) })
		if len(names) < mostNamed && !within {
			names = append(names, name)
		}
	}
	return shorten(tidy(cmp.Or(strings.Join(names, ", "), titleOf(s, sources))), maxTopic)
}

// titleOf is the title of the article that tells a story.
func titleOf(s briefing.TodayStory, sources map[int]briefing.Source) string {
	if len(s.Citations) == 0 {
		return ""
	}
	return sources[s.Citations[0].N].Title
}
