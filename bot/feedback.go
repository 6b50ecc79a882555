package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// saveFile gives whoever asks a brief as a file to keep.
func (b *Bot) saveFile(ctx context.Context, r *router.Request, behind opened) error {
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	brief := behind.brief
	f := discord.File{Name: noteName(brief.Topic + brief.Question), Type: "text/markdown; charset=utf-8", Data: []byte(render.Note(brief))}
	text := message.Notice(r.Say("Here it is, to keep"), r.Say("Markdown, with what is cited in its footnotes.")).Components()
	_, err := b.rest.EditReply(ctx, r.Interaction, discord.Message{Components: append(text, f.Component()), Files: []discord.File{f}})
	return err
}

// noteName makes the name of a file of what was asked: letters and digits that
// every system takes.
func noteName(asked string) string {
	const most = 60
	var name strings.Builder
	for _, c := range message.Simplify(asked) {
		switch {
		case name.Len() >= most:
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			name.WriteRune(c)
		case name.Len() > 0 && !strings.HasSuffix(name.String(), "-"):
			name.WriteByte('-')
		}
	}
	return strings.Trim("sitrep-"+name.String(), "-") + ".md"
}

// wrong asks which sentence of a brief is wrong, and then what is wrong with it.
func wrong(as message.Presentation, brief briefing.Brief, c message.Control, chosen []string) (message.Card, error) {
	if len(chosen) == 0 {
		return message.Wrong(as, brief, c.Brief), nil
	}
	claim, err := strconv.Atoi(chosen[0])
	if err != nil || claim < 0 || claim >= len(message.ClaimsOf(brief)) {
		return message.Card{}, message.ErrUnknownControl
	}
	return message.WhatIsWrong(as, brief, c.Brief, claim), nil
}

// report keeps that somebody called a claim wrong, for those who manage the
// server. Elsewhere there is nobody to keep it for.
func (b *Bot) report(ctx context.Context, r *router.Request, c message.Control, behind opened) (message.Card, error) {
	claim, reason, ok := message.ReportedBy(c, behind.brief)
	if !ok {
		return message.Card{}, message.ErrUnknownControl
	}
	if r.Guild == "" {
		return message.Notice(r.Say("Nobody here can look at it"), r.Say("Reports are kept for those who manage a server. Here there is none.")), nil
	}
	err := b.store.SaveReport(ctx, state.Report{Guild: r.Guild, Brief: c.Brief, Claim: claim + 1, Person: r.UserID(), Reason: reason, At: b.now()})
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Thank you"), r.Say("Those who manage this server see it with `/settings reports`.")), nil
}

// Bounds of what is muted in a server, and of the reports shown.
const (
	maxReports       = 12
	maxMutedOutlets  = 50
	maxMutedArticles = 200
)

// reportsCard says what readers called wrong, and what is muted.
func (b *Bot) reportsCard(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	kept, err := b.store.Reports(ctx, r.Guild, maxReports)
	if err != nil {
		return message.Card{}, err
	}
	var reports []message.Reported
	for _, k := range kept {
		one := message.Reported{ID: k.Brief.ID, Claim: k.Claim - 1, Reasons: k.Reasons}
		if err := json.Unmarshal(k.Brief.JSON, &one.Brief); err != nil {
			return message.Card{}, fmt.Errorf("read saved brief %s: %w", k.Brief.ID, err)
		}
		reports = append(reports, one)
	}
	muted := r.Settings.Muted
	articles, err := b.library.Articles(ctx, corpus.NewScope(r.Scope.Collections()...), muted.Articles)
	if err != nil {
		return message.Card{}, err
	}
	titles := map[corpus.ArticleID]string{}
	for _, a := range articles {
		titles[a.ID] = a.Title
	}
	return message.Reports(r.Presentation, reports, muted, titles), nil
}

// mute has an outlet or an article not shown any more in the server, or shown
// again, as was chosen.
func (b *Bot) mute(ctx context.Context, r *router.Request, data discordgo.MessageComponentInteractionData) error {
	if len(data.Values) != 1 {
		return message.ErrUnknownControl
	}
	off, outlet, article, ok := message.Muting(data.Values[0])
	if !ok {
		return message.ErrUnknownControl
	}
	var err error
	err = r.Change(ctx, func(s *router.Settings) error {
		m := &s.Muted
		m.Outlets = slices.DeleteFunc(slices.Clone(m.Outlets), func(o string) bool { return outlet != "" && strings.EqualFold(o, outlet) })
		m.Articles = slices.DeleteFunc(slices.Clone(m.Articles), func(id corpus.ArticleID) bool { return id == article })
		if off && outlet != "" {
			m.Outlets = append(m.Outlets, outlet)
		}
		if off && article != "" {
			m.Articles = append(m.Articles, article)
		}
		if len(m.Outlets) > maxMutedOutlets || len(m.Articles) > maxMutedArticles {
			return problem.Usage("Up to %d outlets and %d articles can be muted. Unmute one first.", maxMutedOutlets, maxMutedArticles)
		}
		slices.Sort(m.Outlets)
		slices.Sort(m.Articles)
		return nil
	})
	if err != nil {
		return err
	}
	return b.showReports(ctx, r)
}

// dealtWith takes a report off the list.
func (b *Bot) dealtWith(ctx context.Context, r *router.Request, c message.Control) error {
	if err := b.store.DropReport(ctx, r.Guild, c.Brief, c.Page+1); err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return err
	}
	return b.showReports(ctx, r)
}

func (b *Bot) showReports(ctx context.Context, r *router.Request) error {
	c, err := b.reportsCard(ctx, r, discordgo.ApplicationCommandInteractionData{})
	if err != nil {
		return err
	}
	return r.Answer(ctx, c)
}
