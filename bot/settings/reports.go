package settings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/corpus"
)

// Bounds of what is muted in a server, and of the reports shown.
const (
	maxReports       = 12
	maxMutedOutlets  = 50
	maxMutedArticles = 200
)

// reports says what readers called wrong, and what is muted.
func (st *Settings) reports(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	kept, err := st.Store.Reports(ctx, r.Guild, maxReports)
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
	articles, err := st.Library.Articles(ctx, corpus.NewScope(r.Scope.Collections()...), muted.Articles)
	if err != nil {
		return message.Card{}, err
	}
	titles := map[corpus.ArticleID]string{}
	for _, a := range articles {
		titles[a.ID] = a.Title
	}
	return message.Reports(r.Presentation, reports, muted, titles), nil
}

// Mute has an outlet or an article not shown any more in the server, or shown
// again, as was chosen.
func (st *Settings) Mute(ctx context.Context, r *router.Request, data discordgo.MessageComponentInteractionData) error {
	if len(data.Values) != 1 {
		return message.ErrUnknownControl
	}
	off, outlet, article, ok := message.Muting(data.Values[0])
	if !ok {
		return message.ErrUnknownControl
	}
	err := r.Change(ctx, func(s *router.Settings) error {
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
	return st.showReports(ctx, r)
}

// DealtWith takes a report off the list.
func (st *Settings) DealtWith(ctx context.Context, r *router.Request, c message.Control) error {
	if err := st.Store.DropReport(ctx, r.Guild, c.Brief, c.Page+1); err != nil && !errors.Is(err, corpus.ErrNotFound) {
		return err
	}
	return st.showReports(ctx, r)
}

func (st *Settings) showReports(ctx context.Context, r *router.Request) error {
	c, err := st.reports(ctx, r, discordgo.ApplicationCommandInteractionData{})
	if err != nil {
		return err
	}
	return r.Answer(ctx, c)
}
