// Package collections serves /corpus: with it, members of a server who may manage it
// add articles that only that server sees, from files and web pages (add.go) and from
// feeds that are followed (feeds.go), see what there is, and take articles out.
//
// Everything is done to the server's own collection, which no option can name.
package collections

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// Options are what /corpus works with.
type Options struct {
	Keeper Keeper
	Feeds  Feeds
	Web    Web
	CDN    http.RoundTripper // to Discord's attachments; nil means [http.DefaultTransport]

	// The bot sets these.
	Library Library
	Log     *slog.Logger
	Now     func() time.Time
}

// Collections serve /corpus.
type Collections struct {
	Options
	adding chan struct{} // holds one for each file being added
}

// New returns what serves /corpus.
func New(o Options) *Collections {
	return &Collections{Options: o, adding: make(chan struct{}, maxAdding)}
}

// Library is where articles are read from.
type Library interface {
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
	List(ctx context.Context, scope corpus.Scope, o store.ListOptions) (articles []corpus.Article, total int, err error)
	Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error)
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
}

// Keeper adds articles to collections, and takes them out.
type Keeper interface {
	// Holding is what a collection holds; see [store.Store.Holding]. Quota is
	// what each server's may.
	Holding(ctx context.Context, c corpus.Collection) (store.Holding, error)
	Quota() store.Quota
	// Survey counts what is known of the articles of the scope.
	Survey(ctx context.Context, scope corpus.Scope) (store.Survey, error)
	// Add stores a batch of articles: all that there is room for, or none.
	Add(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error)
	// Remove deletes an article for good. It fails with [corpus.ErrNotFound]
	// where the scope has no such article.
	Remove(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) error
}

// Feeds are the feeds that collections follow; see [followed.Feeds.AddFeed].
type Feeds interface {
	AddFeed(ctx context.Context, f followed.Feed) error
	Feeds(ctx context.Context, scope corpus.Scope) ([]followed.Feed, error)
	RemoveFeed(ctx context.Context, scope corpus.Scope, url string) error
}

// Web gets pages and feeds, safely; see [fetch.Client.Get].
type Web interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

// Name is what the command is typed as.
const Name = "corpus"

// The names of its subcommands and their options.
const (
	subAdd    = "add"
	subList   = "list"
	subRemove = "remove"
	subStats  = "stats"
	subFeeds  = "feeds" // a group: list, add, remove

	optionFile    = "file"
	optionURL     = "url"
	optionArticle = "article"
	optionPage    = "page"
	optionFeed    = "feed"
	optionPack    = "pack"
)

const (
	maxAddress = 2000      // characters of an address that is typed
	maxAdding  = 4         // files that are read at once: it takes memory
	lastPage   = 1_000_000 // of /corpus list that can be asked for
)

// listOwn serves /corpus list.
func (cs *Collections) listOwn(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	page := max(1, min(router.Number(data, optionPage), lastPage))
	var articles []corpus.Article
	total := 0
	err := r.InTurn(ctx, func() (err error) {
		articles, total, err = cs.Library.List(ctx, r.Own(), store.ListOptions{Limit: message.ListPage, Offset: (page - 1) * message.ListPage})
		return err
	})
	if err != nil {
		return message.Card{}, err
	}
	return message.OwnArticles(r.Presentation, articles, total, page), nil
}

// removeArticle serves /corpus remove.
func (cs *Collections) removeArticle(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	typed, err := router.Option(data, optionArticle, message.MaxChoice)
	if err != nil {
		return message.Card{}, err
	}
	var a corpus.Article
	err = r.InTurn(ctx, func() (err error) {
		a, err = cs.ownArticle(ctx, r, typed)
		return err
	})
	if err != nil {
		return message.Card{}, err
	}
	err = cs.Keeper.Remove(ctx, r.Own(), a.ID)
	if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
		return message.Card{}, errNoArticle
	}
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice("Removed “"+message.Plain(message.Shorten(message.Tidy(a.Title), message.MaxTitle))+"”",
		"No answer comes from it any more. The buttons under briefs that quoted it do not work any more; the messages themselves stay until somebody deletes them."), nil
}

var errNoArticle = problem.Decline("There is no such article",
	"This server has no article of that name. Pick one of those that are suggested while you type, or see `/corpus list`.")

// ownArticle returns the article of the server that was picked from the
// suggestions, which stand for its ID, or whose title was typed.
func (cs *Collections) ownArticle(ctx context.Context, r *router.Request, typed string) (corpus.Article, error) {
	found, err := cs.Library.Articles(ctx, r.Own(), []corpus.ArticleID{corpus.ArticleID(typed)})
	if err != nil || len(found) == 1 {
		return append(found, corpus.Article{})[0], err
	}
	if typed == "" {
		return corpus.Article{}, errNoArticle
	}
	titled, err := cs.Library.Titled(ctx, r.Own(), typed, message.ListPage)
	if err != nil {
		return corpus.Article{}, err
	}
	// Deleting is for good, so that a part of a title is not enough.
	titled = slices.DeleteFunc(titled, func(a corpus.Article) bool { return !strings.EqualFold(message.Tidy(a.Title), typed) })
	switch len(titled) {
	case 0:
		return corpus.Article{}, errNoArticle
	case 1:
		return titled[0], nil
	}
	return corpus.Article{}, problem.Decline("Which one?", "There is more than one article of that title. Pick one of those that are suggested while you type.")
}

// ownStats serves /corpus stats.
func (cs *Collections) ownStats(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	own, err := cs.Library.Size(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	public, err := cs.Library.Size(ctx, corpus.NewScope(corpus.Public))
	if err != nil {
		return message.Card{}, err
	}
	feeds, err := cs.Feeds.Feeds(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	held, err := cs.Keeper.Holding(ctx, corpus.Guild(r.Guild))
	if err != nil {
		return message.Card{}, err
	}
	survey, err := cs.Keeper.Survey(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	return message.Stats(r.Presentation, own, public, survey, feeds, held, cs.Keeper.Quota()), nil
}

// collectionChoices suggests the server's own articles, or its feeds, for what has
// been typed.
func (cs *Collections) collectionChoices(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) ([]router.Choice, error) {
	name, inner := router.Called(data)
	switch name {
	case subRemove:
		return cs.articleChoices(ctx, r, router.Typed(inner, optionArticle))
	case subFeeds + " " + subRemove:
		return cs.feedChoices(ctx, r, router.Typed(inner, optionFeed))
	}
	return nil, nil
}

func (cs *Collections) articleChoices(ctx context.Context, r *router.Request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	var articles []corpus.Article
	err := r.InKeyTurn(ctx, func() (err error) {
		articles, err = cs.Library.Titled(ctx, r.Own(), typed, message.MaxChoices)
		return err
	})
	if err != nil {
		return nil, err
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, a := range articles {
		// The date and outlet tell articles of one title apart.
		about := " · " + message.Shorten(message.Tidy(a.Source()), message.MaxChoice/4) + " · " + message.DateInEnglish(a.Published)
		name := message.Shorten(message.Tidy(a.Title), message.MaxChoice-message.TextLen(about)) + about
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: string(a.ID)})
	}
	return choices, nil
}

// Command is /corpus: a server's own articles and feeds.
func (cs *Collections) Command() router.Command {
	return router.Command{Name: Name, Define: definition, Serve: router.Managed(Name, map[string]router.Subcommand{
		subAdd: cs.addArticles, subList: cs.listOwn, subRemove: cs.removeArticle, subStats: cs.ownStats,
		subFeeds + " " + subList: cs.listFeeds, subFeeds + " " + subAdd: cs.addFeed, subFeeds + " " + subRemove: cs.removeFeed,
	}), Suggest: cs.collectionChoices, Managing: true}
}

// definition is the definition of /corpus.
func definition() *discordgo.ApplicationCommand {
	file := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionAttachment, Name: optionFile, Description: "A .txt, .md, .html or .jsonl file of up to 8 MB",
	}
	one := float64(1)
	page := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionPage, Description: "Which page of the list", MinValue: &one,
	}
	article := router.Text(optionArticle, "One of this server's own articles", message.MaxChoice)
	article.Required, article.Autocomplete = true, true
	followed := router.Text(optionFeed, "One of the feeds that this server follows", maxAddress)
	followed.Required, followed.Autocomplete = true, true
	address := router.Text(optionURL, "The address of a feed, or of a page that names its feed", maxAddress)
	pack := router.Text(optionPack, "Feeds to begin with; those that do not answer are left out", 0)
	for _, p := range starter.Packs() {
		pack.Choices = append(pack.Choices, &discordgo.ApplicationCommandOptionChoice{Name: p.Title, Value: p.Name})
	}
	list := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionAttachment, Name: optionFile, Description: "A list of feeds, as OPML, which other feed readers export",
	}

	return &discordgo.ApplicationCommand{
		Description: "Articles that only this server sees",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(subAdd, "Add the articles of a file, or of a web page", file, router.Text(optionURL, "The address of a web page with an article", maxAddress)),
			router.Sub(subList, "List this server's own articles", page),
			router.Sub(subRemove, "Delete one of this server's own articles for good", article),
			router.Sub(subStats, "How much there is to answer from"),
			{
				Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: subFeeds, Description: "Feeds whose articles come in by themselves",
				Options: []*discordgo.ApplicationCommandOption{
					router.Sub(subList, "List the feeds that this server follows"),
					router.Sub(subAdd, "Follow a feed, a pack of feeds to begin with, or those of a list", address, pack, list),
					router.Sub(subRemove, "Stop following a feed; its articles stay", followed),
				},
			},
		},
	}
}
