package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

const (
	// maxListed is how many articles /sources looks through for their outlets:
	// the newest. More would keep whoever asks waiting to learn little.
	maxListed = 2000
	showFound = 10
)

// sources serves /sources: what the articles are that everything else answers
// from, or those of them that fit a query.
func (b *Bot) sources(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	query, err := option(data, optionQuery, message.MaxTopic)
	if err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	if query != "" {
		return b.findSources(ctx, r, query)
	}
	var articles []corpus.Article
	total := 0
	err = b.inTurn(ctx, r, func() (err error) {
		articles, total, err = b.library.List(ctx, r.scope, store.ListOptions{Limit: maxListed})
		return err
	})
	if err != nil {
		return err
	}
	if total == 0 {
		return b.answer(ctx, r, message.EmptyCorpus(r.look))
	}
	own := 0
	if r.guild != "" {
		size, err := b.library.Size(ctx, corpus.NewScope(corpus.Guild(r.guild)))
		if err != nil {
			return err
		}
		own = size.Articles
	}
	return b.answer(ctx, r, message.Collection(r.look, articles, total, own))
}

// findSources lists the articles of an outlet, or about something.
func (b *Bot) findSources(ctx context.Context, r *request, query string) error {
	var shown message.Card
	err := b.inTurn(ctx, r, func() (err error) {
		shown, err = b.found(ctx, r, query)
		return err
	})
	if err != nil {
		return err
	}
	return b.answer(ctx, r, shown)
}

func (b *Bot) found(ctx context.Context, r *request, query string) (message.Card, error) {
	articles, total, err := b.library.List(ctx, r.scope, store.ListOptions{Outlet: query, Limit: showFound})
	if err != nil {
		return message.Card{}, err
	}
	if total > 0 {
		title := message.Plain(message.Shorten(message.Tidy(articles[0].Outlet), message.MaxName)) + ": " + r.look.Count(total, "article", "articles")
		return message.Found(r.look, title, articles, total-len(articles)), nil
	}
	found, err := b.library.Search(ctx, search.Query{Scope: r.scope, Text: query, Limit: 1000})
	if err != nil {
		return message.Card{}, err
	}
	var ids []corpus.ArticleID
	seen := map[corpus.ArticleID]bool{}
	for _, hit := range found.Hits {
		if !seen[hit.Article] {
			seen[hit.Article] = true
			ids = append(ids, hit.Article)
		}
	}
	articles, err = b.library.Articles(ctx, r.scope, ids[:min(len(ids), showFound)])
	if err != nil {
		return message.Card{}, err
	}
	title := r.look.Say("Articles on “%s”", message.Plain(query))
	if len(articles) == 0 {
		return message.Notice(title, r.look.Say("There is none. Try other words, or `/sources` alone to see what there is.")), nil
	}
	return message.Found(r.look, title, articles, 0), nil
}
