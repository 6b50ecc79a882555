package bot

import (
	"context"
	"errors"
	"math"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

// latest serves /latest: what has come in on a topic since it was last asked
// for in the channel, or by the person in direct messages, and was not told
// then. Where it was never asked for, that is all of it.
func (b *Bot) latest(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	topic, err := option(data, optionTopic, message.MaxTopic)
	if err != nil {
		return err
	}
	if topic == "" {
		return b.latestArticles(ctx, r)
	}
	if err := b.acknowledge(ctx, r, false); err != nil {
		return err
	}
	req := b.onTopic(r, topic)
	last, err := b.lastVisit(ctx, r, req.Topic)
	if errors.Is(err, corpus.ErrNotFound) {
		return b.tellBrief(ctx, r, req, r.look.Say("Asked for here for the first time, so this is all of it"))
	}
	if err != nil {
		return err
	}
	var arrived []corpus.ArticleID
	var now int64
	err = b.inTurn(ctx, r, func() (err error) {
		if arrived, now, err = b.store.Arrived(ctx, r.scope, last.Seq); err != nil {
			return err
		}
		if err := b.library.Refresh(ctx); err != nil { // so that all that has arrived is found
			return err
		}
		req.Told, err = b.told(ctx, r, last)
		return err
	})
	if err != nil {
		return err
	}
	req.Among = make(map[corpus.ArticleID]bool, len(arrived))
	for _, id := range arrived {
		req.Among[id] = true
	}
	since := relative(last.Asked)
	brief, err := b.composeFor(ctx, r, b.briefer.Brief, req)
	switch {
	case errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty():
		text := r.look.Say("No article about it has come in since it was last asked for here, %s.", since)
		var about search.Results
		err := b.inTurn(ctx, r, func() (err error) {
			about, err = b.library.Search(ctx, search.Query{Scope: r.scope, Text: req.Topic, Among: req.Among, Limit: 1})
			return err
		})
		if err != nil {
			return err
		}
		if len(about.Hits) > 0 {
			text = r.look.Say("What has come in since it was last asked for here, %s, says nothing that was not told then.", since)
		}
		return b.answer(ctx, r, message.Notice(r.look.Say("Nothing new on “%s”", message.Plain(message.Shorten(message.Tidy(req.Topic), message.MaxTitle))), text))
	case err != nil:
		return err
	}
	if err := b.showWith(ctx, r, brief, r.look.Say("New since it was last asked for here, %s", since)); err != nil {
		return err
	}
	b.noteVisit(ctx, r, req.Topic, now, r.brief)
	return nil
}

// latestArticles serves /latest without a topic: the articles that have come in
// since that was last asked for.
func (b *Bot) latestArticles(ctx context.Context, r *request) error {
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	last, err := b.lastVisit(ctx, r, "")
	first := errors.Is(err, corpus.ErrNotFound)
	if err != nil && !first {
		return err
	}
	var shown message.Card
	var now int64
	err = b.inTurn(ctx, r, func() (err error) {
		if first {
			shown, now, err = b.allArticles(ctx, r)
		} else {
			shown, now, err = b.newArticles(ctx, r, last)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = b.answer(ctx, r, shown)
	if now > 0 {
		b.noteVisit(ctx, r, "", now, "")
	}
	return err
}

// allArticles draws the list for those who ask for the first time. How far that
// is, is 0 where there is nothing.
func (b *Bot) allArticles(ctx context.Context, r *request) (shown message.Card, now int64, err error) {
	// What comes in meanwhile is news the next time.
	if _, now, err = b.store.Arrived(ctx, r.scope, math.MaxInt64); err != nil {
		return message.Card{}, 0, err
	}
	articles, total, err := b.library.List(ctx, r.scope, store.ListOptions{Limit: showFound})
	if err != nil {
		return message.Card{}, 0, err
	}
	if total == 0 {
		return message.EmptyCorpus(r.look), 0, nil
	}
	title := r.look.Say("Asked for here for the first time, so this is all of it")
	return message.Found(r.look, title, articles, total-len(articles)), now, nil
}

// newArticles draws the list of what has come in since the last visit. How far
// that is, is 0 where that is nothing.
func (b *Bot) newArticles(ctx context.Context, r *request, last state.Visit) (shown message.Card, now int64, err error) {
	arrived, now, err := b.store.Arrived(ctx, r.scope, last.Seq)
	if err != nil {
		return message.Card{}, 0, err
	}
	since := relative(last.Asked)
	if len(arrived) == 0 {
		return message.Notice(r.look.Say("Nothing new"), r.look.Say("No article has come in since it was last asked for here, %s.", since)), 0, nil
	}
	articles, err := b.library.Articles(ctx, r.scope, arrived[:min(len(arrived), showFound)])
	if err != nil {
		return message.Card{}, 0, err
	}
	title := r.look.Say("1 new article since it was last asked for here, %s", since)
	if len(arrived) > 1 {
		title = r.look.Say("%d new articles since it was last asked for here, %s", len(arrived), since)
	}
	return message.Found(r.look, title, articles, len(arrived)-len(articles)), now, nil
}

// tellBrief composes and shows a brief on all there is, with a line on it, and
// notes how far that is.
func (b *Bot) tellBrief(ctx context.Context, r *request, req briefing.Request, line string) error {
	// What comes in while the brief is composed is news the next time.
	_, now, visited := b.store.Arrived(ctx, r.scope, math.MaxInt64)
	brief, err := b.composeFor(ctx, r, b.briefer.Brief, req)
	if errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty() {
		return b.nothing(ctx, r, req)
	}
	if err != nil {
		return err
	}
	if err := b.showWith(ctx, r, brief, line); err != nil {
		return err
	}
	if visited == nil && !req.Since.Known() && !req.AsOf.Known() {
		b.noteVisit(ctx, r, req.Topic, now, r.brief)
	}
	return nil
}

// visitor is whose visits count: the channel's, or in direct messages and
// wherever somebody took the bot along, the person's.
func (r *request) visitor() string {
	if r.guild == "" {
		return r.userID()
	}
	return ""
}

// lastVisit returns when a topic was last asked for. It fails with
// [corpus.ErrNotFound] where it never was.
func (b *Bot) lastVisit(ctx context.Context, r *request, topic string) (state.Visit, error) {
	return b.store.Visit(ctx, r.guild, r.ChannelID, r.visitor(), simplify(topic))
}

// maxEarlier is how many of the briefs before the last one count as told, too.
const maxEarlier = 8

// noteVisit keeps that a topic was asked for. Where that fails, the next
// /latest tells again what was told now.
func (b *Bot) noteVisit(ctx context.Context, r *request, topic string, seq int64, brief string) {
	v := state.Visit{
		Guild: r.guild, Channel: r.ChannelID, Person: r.visitor(), Topic: simplify(topic), Seq: seq, Asked: b.now(), Brief: brief,
	}
	last, err := b.lastVisit(ctx, r, topic)
	if err == nil && last.Brief != "" {
		v.Earlier = append([]string{last.Brief}, last.Earlier...)
		v.Earlier = v.Earlier[:min(len(v.Earlier), maxEarlier)]
	}
	if err == nil || errors.Is(err, corpus.ErrNotFound) {
		err = b.store.SetVisit(ctx, v)
	}
	if err != nil {
		b.log.Error("visit not kept, what is new will be told again", "guild", r.GuildID, "request", r.ref, "err", err)
	}
}

// told returns what was told at a visit and those before, as far as it is kept.
func (b *Bot) told(ctx context.Context, r *request, v state.Visit) ([]briefing.Claim, error) {
	var claims []briefing.Claim
	for _, id := range append([]string{v.Brief}, v.Earlier...) {
		if id == "" {
			continue
		}
		o, err := b.open(ctx, r, id)
		if errors.Is(err, errNoBrief) {
			continue
		}
		if err != nil {
			return nil, err
		}
		brief := o.brief
		claims = append(claims, brief.BottomLine...)
		claims = append(claims, brief.Developments...)
		claims = append(claims, brief.Background...)
		for _, e := range brief.Timeline {
			claims = append(claims, e.Claim)
		}
		for _, q := range brief.Quotes {
			claims = append(claims, briefing.Claim{Text: q.Text, Citations: q.Citations})
		}
	}
	return claims, nil
}
