package bot

import (
	"context"
	"slices"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

const (
	// maxListed is how many articles are looked through for their outlets:
	// the newest. More would keep whoever asks waiting to learn little.
	maxListed = 2000
	showFound = 10
)

// showCorpus shows what the articles are that everything is answered from.
func (b *Bot) showCorpus(ctx context.Context, r *router.Request) error {
	var articles []corpus.Article
	total := 0
	err := r.InTurn(ctx, func() (err error) {
		articles, total, err = b.shown(ctx, r, store.ListOptions{Limit: maxListed})
		return err
	})
	if err != nil {
		return err
	}
	if total == 0 {
		return r.Answer(ctx, message.EmptyCorpus(r.Presentation))
	}
	own := 0
	if r.Guild != "" {
		size, err := b.library.Size(ctx, corpus.NewScope(corpus.Guild(r.Guild)))
		if err != nil {
			return err
		}
		own = size.Articles
	}
	c := message.Collection(r.Presentation, articles, total, own)
	c.Buttons = append(c.Buttons, message.BackToHelp(r.Presentation))
	return r.Answer(ctx, c)
}

// shown lists articles that something may be answered from: none that the server
// has muted. It counts those that are listed alone.
func (b *Bot) shown(ctx context.Context, r *router.Request, o store.ListOptions) ([]corpus.Article, int, error) {
	most := o.Limit
	o.Limit += len(r.Scope.Muted().Articles)
	articles, total, err := b.library.List(ctx, r.Scope, o)
	all := len(articles)
	articles = slices.DeleteFunc(articles, func(a corpus.Article) bool { return !r.Scope.Shows(a.ID, a.Outlet) })
	total -= all - len(articles)
	return articles[:min(len(articles), most)], total, err
}

// openFind opens a form for an outlet, or for what articles are about.
func (b *Bot) openFind(ctx context.Context, r *router.Request, c message.Control) error {
	as := r.Presentation
	return b.rest.Open(ctx, r.Interaction, discord.Form{
		ID: c.CustomID(), Title: message.Shorten(as.Say("Find articles"), maxFormTitle),
		Fields: []discord.Field{{
			ID: fieldQuestion, Label: message.Shorten(as.Say("An outlet, or any words"), maxFormTitle), Min: 1, Max: message.MaxTopic,
		}},
	})
}

// find lists the articles of an outlet, or about something.
func (b *Bot) find(ctx context.Context, r *router.Request, c message.Control, query string) error {
	if _, err := b.authorise(ctx, r, c); err != nil {
		return err
	}
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	if query = message.Shorten(query, message.MaxTopic); query == "" {
		return problem.Usage("Name an outlet, or any words.")
	}
	var shown message.Card
	err := r.InTurn(ctx, func() (err error) {
		shown, err = b.found(ctx, r, query)
		return err
	})
	if err != nil {
		return err
	}
	shown.Buttons = append(shown.Buttons, message.BackToHelp(r.Presentation))
	return r.Answer(ctx, shown)
}

func (b *Bot) found(ctx context.Context, r *router.Request, query string) (message.Card, error) {
	articles, total, err := b.shown(ctx, r, store.ListOptions{Outlet: query, Limit: showFound})
	if err != nil {
		return message.Card{}, err
	}
	if total > 0 {
		title := message.Plain(message.Shorten(message.Tidy(articles[0].Outlet), message.MaxName)) + ": " + r.Count(total, "article", "articles")
		return message.Found(r.Presentation, title, articles, total-len(articles)), nil
	}
	found, err := b.library.Search(ctx, search.Query{Scope: r.Scope, Text: query, Limit: 1000})
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
	articles, err = b.library.Articles(ctx, r.Scope, ids[:min(len(ids), showFound)])
	if err != nil {
		return message.Card{}, err
	}
	title := r.Say("Articles on “%s”", message.Plain(query))
	if len(articles) == 0 {
		return message.Notice(title, r.Say("None found. Try other words.")), nil
	}
	return message.Found(r.Presentation, title, articles, 0), nil
}
