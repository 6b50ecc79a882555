package bot

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// Collections are what /corpus works with: with it, members of a server who may
// manage it add articles that only that server sees.
type Collections struct {
	Keeper Keeper
	Feeds  Feeds
	Web    Web
	CDN    http.RoundTripper // to Discord's attachments; nil means [http.DefaultTransport]
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

const (
	maxAddress = 2000      // characters of an address that is typed
	maxAdding  = 4         // files that are read at once: it takes memory
	lastPage   = 1_000_000 // of /corpus list that can be asked for
)

// collection serves /corpus. Who may not manage the server is refused each
// time, whatever Discord has let them see; and everything is done to the
// server's own collection, which no option can name.
func (b *Bot) collection(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	name, inner := subcommand(data)
	serve := b.collectionCommand(name)
	if serve == nil {
		return problem.ErrUnknownCommand
	}
	r.name = commandCorpus + " " + name
	if err := mayManage(r); err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	c, err := serve(ctx, r, inner)
	if err != nil {
		return err
	}
	return b.answer(ctx, r, c)
}

type collectionCommand func(context.Context, *request, discordgo.ApplicationCommandInteractionData) (message.Card, error)

// collectionCommand returns what a subcommand of /corpus does; nil for none.
func (b *Bot) collectionCommand(name string) collectionCommand {
	if b.collections == nil {
		return nil
	}
	switch name {
	case corpusAdd:
		return b.addArticles
	case corpusList:
		return b.listOwn
	case corpusRemove:
		return b.removeArticle
	case corpusStats:
		return b.ownStats
	case corpusFeeds + " " + corpusList:
		return b.listFeeds
	case corpusFeeds + " " + corpusAdd:
		return b.addFeed
	case corpusFeeds + " " + corpusRemove:
		return b.removeFeed
	}
	return nil
}

// subcommand returns the name of the subcommand that was called, with that of
// its group before it, and its options as those of a command.
func subcommand(data discordgo.ApplicationCommandInteractionData) (string, discordgo.ApplicationCommandInteractionData) {
	var names []string
	for len(names) < 2 && len(data.Options) > 0 && data.Options[0] != nil {
		o := data.Options[0]
		if o.Type != discordgo.ApplicationCommandOptionSubCommand && o.Type != discordgo.ApplicationCommandOptionSubCommandGroup {
			break
		}
		names = append(names, o.Name)
		data.Options = o.Options
	}
	return strings.Join(names, " "), data
}

// mayManage refuses whoever may not manage the server that they ask in.
func mayManage(r *request) error {
	if r.guild == "" || r.Member == nil {
		return problem.Decline("Only in a server that I was added to",
			"This is for one server at a time. Add me to yours, and use the command there.")
	}
	if r.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) == 0 {
		return problem.Decline("Only for those who manage this server",
			"What I answer from here is for members with the permission Manage Server to decide.")
	}
	return nil
}

// own is the scope of the articles of the server alone.
func (r *request) own() corpus.Scope { return corpus.NewScope(corpus.Guild(r.guild)) }

// listOwn serves /corpus list.
func (b *Bot) listOwn(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	page := max(1, min(number(data, optionPage), lastPage))
	var articles []corpus.Article
	total := 0
	err := b.inTurn(ctx, r, func() (err error) {
		articles, total, err = b.library.List(ctx, r.own(), store.ListOptions{Limit: message.ListPage, Offset: (page - 1) * message.ListPage})
		return err
	})
	if err != nil {
		return message.Card{}, err
	}
	return message.OwnArticles(r.look, articles, total, page), nil
}

// removeArticle serves /corpus remove.
func (b *Bot) removeArticle(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	typed, err := option(data, optionArticle, message.MaxChoice)
	if err != nil {
		return message.Card{}, err
	}
	var a corpus.Article
	err = b.inTurn(ctx, r, func() (err error) {
		a, err = b.ownArticle(ctx, r, typed)
		return err
	})
	if err != nil {
		return message.Card{}, err
	}
	err = b.collections.Keeper.Remove(ctx, r.own(), a.ID)
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
func (b *Bot) ownArticle(ctx context.Context, r *request, typed string) (corpus.Article, error) {
	found, err := b.library.Articles(ctx, r.own(), []corpus.ArticleID{corpus.ArticleID(typed)})
	if err != nil || len(found) == 1 {
		return append(found, corpus.Article{})[0], err
	}
	if typed == "" {
		return corpus.Article{}, errNoArticle
	}
	titled, err := b.library.Titled(ctx, r.own(), typed, message.ListPage)
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
func (b *Bot) ownStats(ctx context.Context, r *request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	own, err := b.library.Size(ctx, r.own())
	if err != nil {
		return message.Card{}, err
	}
	public, err := b.library.Size(ctx, corpus.NewScope(corpus.Public))
	if err != nil {
		return message.Card{}, err
	}
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return message.Card{}, err
	}
	held, err := b.collections.Keeper.Holding(ctx, corpus.Guild(r.guild))
	if err != nil {
		return message.Card{}, err
	}
	survey, err := b.collections.Keeper.Survey(ctx, r.own())
	if err != nil {
		return message.Card{}, err
	}
	return message.Stats(r.look, own, public, survey, feeds, held, b.collections.Keeper.Quota()), nil
}

// number returns what was typed for an option that takes an integer; 0 where
// nothing was.
func number(data discordgo.ApplicationCommandInteractionData, name string) int {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			if f, ok := o.Value.(float64); ok && f == float64(int(f)) {
				return int(f)
			}
		}
	}
	return 0
}

// collectionChoices suggests the server's own articles, or its feeds, for what has
// been typed.
func (b *Bot) collectionChoices(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) ([]choice, error) {
	name, inner := subcommand(data)
	if b.collectionCommand(name) == nil {
		return nil, nil
	}
	switch name {
	case corpusRemove:
		return b.articleChoices(ctx, r, typedOf(inner, optionArticle))
	case corpusFeeds + " " + corpusRemove:
		return b.feedChoices(ctx, r, typedOf(inner, optionFeed))
	}
	return nil, nil
}

// typedOf returns what has been typed so far of an option.
func typedOf(data discordgo.ApplicationCommandInteractionData, name string) string {
	for _, o := range data.Options {
		if o != nil && o.Focused && o.Name == name {
			typed, _ := o.Value.(string)
			return message.Shorten(message.Tidy(typed), message.MaxChoice)
		}
	}
	return ""
}

func (b *Bot) articleChoices(ctx context.Context, r *request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	articles, err := b.titled(ctx, r, r.own(), typed, message.MaxChoices)
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

// corpusCommand is /corpus: a server's own articles and feeds.
func corpusCommand() command {
	return command{name: commandCorpus, define: corpusDefinition, serve: (*Bot).collection, suggest: (*Bot).collectionChoices, managing: true}
}

// corpusDefinition is the definition of /corpus; see [Bot.collection].
func corpusDefinition(bool) *discordgo.ApplicationCommand {
	file := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionAttachment, Name: optionFile, Description: "A .txt, .md, .html or .jsonl file of up to 8 MB",
	}
	one := float64(1)
	page := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionPage, Description: "Which page of the list", MinValue: &one,
	}
	article := text(optionArticle, "One of this server's own articles", message.MaxChoice)
	article.Required, article.Autocomplete = true, true
	followed := text(optionFeed, "One of the feeds that this server follows", maxAddress)
	followed.Required, followed.Autocomplete = true, true
	address := text(optionURL, "The address of a feed, or of a page that names its feed", maxAddress)
	address.Required = true

	return &discordgo.ApplicationCommand{
		Description: "Articles that only this server sees",
		Options: []*discordgo.ApplicationCommandOption{
			sub(corpusAdd, "Add the articles of a file, or of a web page", file, text(optionURL, "The address of a web page with an article", maxAddress)),
			sub(corpusList, "List this server's own articles", page),
			sub(corpusRemove, "Delete one of this server's own articles for good", article),
			sub(corpusStats, "How much there is to answer from"),
			{
				Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: corpusFeeds, Description: "Feeds whose articles come in by themselves",
				Options: []*discordgo.ApplicationCommandOption{
					sub(corpusList, "List the feeds that this server follows"),
					sub(corpusAdd, "Follow a feed", address),
					sub(corpusRemove, "Stop following a feed; its articles stay", followed),
				},
			},
		},
	}
}
