package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

const (
	// maxListed is how many articles /sources looks through for their outlets:
	// the newest. More would keep whoever asks waiting to learn little.
	maxListed   = 2000
	showOutlets = 12
	showNewest  = 5
	showFound   = 10
)

// sources serves /sources: what the articles are that everything else answers
// from, or those of them that fit a query.
func (b *Bot) sources(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	query, err := option(data, optionQuery, maxTopic)
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
		return b.answer(ctx, r, emptyCorpus(r.look))
	}
	own := 0
	if r.guild != "" {
		size, err := b.library.Size(ctx, corpus.NewScope(corpus.Guild(r.guild)))
		if err != nil {
			return err
		}
		own = size.Articles
	}
	return b.answer(ctx, r, renderCollection(r.look, articles, total, own))
}

// findSources lists the articles of an outlet, or about something.
func (b *Bot) findSources(ctx context.Context, r *request, query string) error {
	var shown card
	err := b.inTurn(ctx, r, func() (err error) {
		shown, err = b.found(ctx, r, query)
		return err
	})
	if err != nil {
		return err
	}
	return b.answer(ctx, r, shown)
}

func (b *Bot) found(ctx context.Context, r *request, query string) (card, error) {
	articles, total, err := b.library.List(ctx, r.scope, store.ListOptions{Outlet: query, Limit: showFound})
	if err != nil {
		return card{}, err
	}
	if total > 0 {
		title := plain(shorten(tidy(articles[0].Outlet), maxName)) + ": " + r.look.count(total, "article", "articles")
		return renderFound(r.look, title, articles, total-len(articles)), nil
	}
	found, err := b.library.Search(ctx, search.Query{Scope: r.scope, Text: query, Limit: 1000})
	if err != nil {
		return card{}, err
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
		return card{}, err
	}
	title := r.look.say("Articles on “%s”", plain(query))
	if len(articles) == 0 {
		return notice(title, r.look.say("There is none. Try other words, or `/sources` alone to see what there is.")), nil
	}
	return renderFound(r.look, title, articles, 0), nil
}

// renderCollection draws what a collection holds. The articles are its newest,
// of a total; own is how many of all belong to the server that asks.
func renderCollection(as look, articles []corpus.Article, total, own int) card {
	facts := []string{as.count(total, "article", "articles")}
	if own > 0 {
		facts = append(facts, as.say("%d of them this server's own", own))
	}
	if newest := articles[0].Published; newest.Known() {
		facts = append(facts, as.say("newest %s", as.date(newest)))
	}
	head := as.heading("What the answers come from") + "\n-# " + strings.Join(facts, " · ")

	type outlet struct {
		name string
		n    int
	}
	var outlets []outlet
	place := map[string]int{} // in outlets
	for _, a := range articles {
		name := a.Source()
		if a.Outlet == "" && a.URL == "" {
			name = as.say("no outlet named") // each would be its own
		}
		key := strings.ToLower(name)
		if _, known := place[key]; !known {
			place[key] = len(outlets)
			outlets = append(outlets, outlet{name: name})
		}
		outlets[place[key]].n++
	}
	slices.SortFunc(outlets, func(a, b outlet) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name))
	})
	lines := []string{as.heading("Outlets")}
	if len(articles) < total {
		lines[0] = as.say("**Outlets** of the newest %d", len(articles))
	}
	for _, o := range outlets[:min(len(outlets), showOutlets)] {
		lines = append(lines, fmt.Sprintf("- %s: %d", plain(shorten(tidy(o.name), maxName)), o.n))
	}
	if more := len(outlets) - showOutlets; more > 0 {
		lines = append(lines, as.plural(more, "… and 1 more outlet", "… and %d more outlets"))
	}
	newest := articleLines(as, articles[:min(len(articles), showNewest)], maxText/2)
	return card{accent: accentBrief, blocks: []string{
		head, strings.Join(lines, "\n"), as.heading("Newest") + "\n" + strings.Join(newest, "\n"),
	}}
}

// renderFound draws a list of articles, of which more were left out.
func renderFound(as look, title string, articles []corpus.Article, more int) card {
	lines := articleLines(as, articles, maxText-2*notesReserve-weight(title))
	more += len(articles) - len(lines)
	if more > 0 {
		lines = append(lines, as.say("… and %d more", more))
	}
	return card{accent: accentBrief, blocks: []string{"**" + title + "**\n" + strings.Join(lines, "\n")}}
}

// articleLines names articles, a line each: those that fit within so many
// characters.
func articleLines(as look, articles []corpus.Article, room int) []string {
	var lines []string
	for _, a := range articles {
		s := briefing.Source{ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published}
		line := "- " + titleLink(shorten(tidy(s.Title), maxTitle), s.URL) + " · " + outletName(s) + " · " + as.date(s.Published)
		if room -= weight(line) + 1; room < 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines
}
