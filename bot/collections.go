package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
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

// Feeds are the feeds that collections follow; see [store.Store.AddFeed].
type Feeds interface {
	AddFeed(ctx context.Context, f store.Feed) error
	Feeds(ctx context.Context, scope corpus.Scope) ([]store.Feed, error)
	RemoveFeed(ctx context.Context, scope corpus.Scope, url string) error
}

// Web gets pages and feeds, safely; see [fetch.Client.Get].
type Web interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

const (
	maxAddress = 2000      // characters of an address that is typed
	maxAdding  = 4         // files that are read at once: it takes memory
	listPage   = 15        // articles on a page of /corpus list
	lastPage   = 1_000_000 // of /corpus list that can be asked for
)

// collection serves /corpus. Who may not manage the server is refused each
// time, whatever Discord has let them see; and everything is done to the
// server's own collection, which no option can name.
func (b *Bot) collection(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	name, inner := subcommand(data)
	serve := b.collectionCommand(name)
	if serve == nil {
		return errUnknownCommand
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

type collectionCommand func(context.Context, *request, discordgo.ApplicationCommandInteractionData) (card, error)

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
		return &refusal{"Only in a server that I was added to",
			"This is for one server at a time. Add me to yours, and use the command there."}
	}
	if r.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) == 0 {
		return &refusal{"Only for those who manage this server",
			"What I answer from here is for members with the permission Manage Server to decide."}
	}
	return nil
}

// own is the scope of the articles of the server alone.
func (r *request) own() corpus.Scope { return corpus.NewScope(corpus.Guild(r.guild)) }

// listOwn serves /corpus list.
func (b *Bot) listOwn(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (card, error) {
	page := max(1, min(number(data, optionPage), lastPage))
	var articles []corpus.Article
	total := 0
	err := b.inTurn(ctx, r, func() (err error) {
		articles, total, err = b.library.List(ctx, r.own(), store.ListOptions{Limit: listPage, Offset: (page - 1) * listPage})
		return err
	})
	if err != nil {
		return card{}, err
	}
	return renderOwn(r.look, articles, total, page), nil
}

// renderOwn draws a page of a server's own articles, of which there are so many
// in all.
func renderOwn(as look, articles []corpus.Article, total, page int) card {
	const title = "This server's own articles"
	pages := max(1, (total+listPage-1)/listPage)
	switch {
	case total == 0:
		return notice(title, as.commands.named("There are none yet. Add some with `/corpus add`, or follow a feed with `/corpus feeds add`."))
	case page > pages:
		return notice(title, fmt.Sprintf("There is no page %d; the last is %d.", page, pages))
	}
	lines := articleLines(look{}, articles, maxText-2*notesReserve)
	if more := len(articles) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more on this page", more))
	}
	c := card{accent: accentBrief, blocks: []string{
		"**" + title + "**\n-# " + count(total, "article", "articles") + ", seen by nobody else",
		strings.Join(lines, "\n"),
	}}
	if pages > 1 {
		text := fmt.Sprintf("-# Page %d of %d", page, pages)
		if page < pages {
			text += as.commands.named(fmt.Sprintf(" · `/corpus list page:%d` for more", page+1))
		}
		c.blocks = append(c.blocks, text)
	}
	return c
}

// removeArticle serves /corpus remove.
func (b *Bot) removeArticle(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (card, error) {
	typed, err := option(data, optionArticle, maxChoice)
	if err != nil {
		return card{}, err
	}
	var a corpus.Article
	err = b.inTurn(ctx, r, func() (err error) {
		a, err = b.ownArticle(ctx, r, typed)
		return err
	})
	if err != nil {
		return card{}, err
	}
	err = b.collections.Keeper.Remove(ctx, r.own(), a.ID)
	if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
		return card{}, errNoArticle
	}
	if err != nil {
		return card{}, err
	}
	return notice("Removed “"+plain(shorten(tidy(a.Title), maxTitle))+"”",
		"No answer comes from it any more. The buttons under briefs that quoted it do not work any more; the messages themselves stay until somebody deletes them."), nil
}

var errNoArticle = &refusal{"There is no such article",
	"This server has no article of that name. Pick one of those that are suggested while you type, or see `/corpus list`."}

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
	titled, err := b.library.Titled(ctx, r.own(), typed, listPage)
	if err != nil {
		return corpus.Article{}, err
	}
	// Deleting is for good, so that a part of a title is not enough.
	titled = slices.DeleteFunc(titled, func(a corpus.Article) bool { return !strings.EqualFold(tidy(a.Title), typed) })
	switch len(titled) {
	case 0:
		return corpus.Article{}, errNoArticle
	case 1:
		return titled[0], nil
	}
	return corpus.Article{}, &refusal{"Which one?", "There is more than one article of that title. Pick one of those that are suggested while you type."}
}

// ownStats serves /corpus stats.
func (b *Bot) ownStats(ctx context.Context, r *request, _ discordgo.ApplicationCommandInteractionData) (card, error) {
	own, err := b.library.Size(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	public, err := b.library.Size(ctx, corpus.NewScope(corpus.Public))
	if err != nil {
		return card{}, err
	}
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	held, err := b.collections.Keeper.Holding(ctx, corpus.Guild(r.guild))
	if err != nil {
		return card{}, err
	}
	survey, err := b.collections.Keeper.Survey(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	return renderStats(r.look, own, public, survey, feeds, held, b.collections.Keeper.Quota()), nil
}

func renderStats(as look, own, public corpus.Size, survey store.Survey, feeds []store.Feed, held store.Holding, quota store.Quota) card {
	gained, failing, paused := 0, 0, 0
	for _, f := range feeds {
		gained += f.Gained
		switch f.LastError {
		case "":
		case feed.Paused:
			paused++
		default:
			failing++
		}
	}
	lines := []string{
		"**What this server's answers come from**",
		"- Its own: " + sizeOf(own),
		"- Public: " + sizeOf(public),
		"- Feeds it follows: " + fmt.Sprint(len(feeds)),
	}
	if len(feeds) > 0 {
		lines[3] += ", which brought " + count(gained, "article", "articles")
	}
	if failing > 0 {
		lines[3] += as.commands.named(fmt.Sprintf("; %d with a problem, see `/corpus feeds list`", failing))
	}
	if paused > 0 {
		lines = append(lines, "- "+as.plural(paused, "1 feed is paused, because the collection is full. It goes on when there is room.",
			"%d feeds are paused, because the collection is full. They go on when there is room."))
	}
	lines = append(lines, surveyLines(as, survey)...)
	lines = append(lines, as.heading("What the collection may hold"),
		"- "+as.say("Articles: %[1]s of %[2]s", grouped(int64(held.Articles)), grouped(int64(quota.Articles))),
		"- "+as.say("Text, with earlier versions: %[1]s of %[2]s", megabytes(held.Bytes), megabytes(quota.Bytes)),
		"- "+as.say("Words that can be found, counted once for each article: %[1]s of %[2]s", grouped(held.Terms), grouped(quota.Terms)),
		"- "+as.say("Feeds: %[1]s of %[2]s", grouped(int64(len(feeds))), grouped(int64(quota.Feeds))))
	if held.Full(quota) {
		lines = append(lines, as.say("It is full. Make room with `/corpus remove`."))
	}
	return card{accent: accentBrief, blocks: []string{strings.Join(lines, "\n")}}
}

// surveyLines say what is known of the articles of a collection, and what is not.
func surveyLines(as look, s store.Survey) []string {
	if s.Articles == 0 {
		return nil
	}
	const most = 8 // languages; more are of no use to anybody
	codes := slices.SortedFunc(maps.Keys(s.Languages), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Languages[b], s.Languages[a]), cmp.Compare(a, b))
	})
	var languages []string
	for _, code := range codes[:min(len(codes), most)] {
		languages = append(languages, fmt.Sprintf("%s %s", cmp.Or(code, "?"), grouped(int64(s.Languages[code]))))
	}
	lines := []string{as.heading("What is known of its own articles"), "- " + as.say("Languages: %[1]s", strings.Join(languages, ", "))}
	for _, gap := range []struct {
		line string
		n    int
	}{
		{as.say("Without a date: %[1]s", grouped(int64(s.Undated))), s.Undated},
		{as.say("Without an outlet: %[1]s", grouped(int64(s.WithoutOutlet))), s.WithoutOutlet},
		{as.say("Without a title: %[1]s", grouped(int64(s.WithoutTitle))), s.WithoutTitle},
		{as.say("Copies of another one, told as one with it: %[1]s", grouped(int64(s.Copies))), s.Copies},
	} {
		if gap.n > 0 {
			lines = append(lines, "- "+gap.line)
		}
	}
	return lines
}

// megabytes writes a number of bytes, rounded up so that something is never
// nothing.
func megabytes(n int64) string {
	tenths := (n*10 + 1<<20 - 1) >> 20
	if tenths%10 == 0 || tenths >= 100 {
		return grouped((tenths+9)/10) + " MB"
	}
	return fmt.Sprintf("%d.%d MB", tenths/10, tenths%10)
}

// grouped writes a number with a thin space between thousands, which is read in
// every language.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

func sizeOf(s corpus.Size) string {
	text := count(s.Articles, "article", "articles") + ", " + count(s.Passages, "passage", "passages")
	if s.Newest.Known() {
		text += ", newest " + showDate(s.Newest)
	}
	return text
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

// completeCollection suggests the server's own articles, or its feeds, for what
// has been typed of one; nothing to those who may not manage it.
func (b *Bot) completeCollection(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	name, inner := subcommand(data)
	if b.collectionCommand(name) == nil || mayManage(r) != nil {
		return b.rest.Choices(ctx, r.Interaction, nil)
	}
	return b.suggest(ctx, r, func(ctx context.Context) ([]*discordgo.ApplicationCommandOptionChoice, error) {
		switch name {
		case corpusRemove:
			return b.articleChoices(ctx, r, typedOf(inner, optionArticle))
		case corpusFeeds + " " + corpusRemove:
			return b.feedChoices(ctx, r, typedOf(inner, optionFeed))
		}
		return nil, nil
	})
}

// typedOf returns what has been typed so far of an option.
func typedOf(data discordgo.ApplicationCommandInteractionData, name string) string {
	for _, o := range data.Options {
		if o != nil && o.Focused && o.Name == name {
			typed, _ := o.Value.(string)
			return shorten(tidy(typed), maxChoice)
		}
	}
	return ""
}

func (b *Bot) articleChoices(ctx context.Context, r *request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	articles, err := b.titled(ctx, r, r.own(), typed, maxChoices)
	if err != nil {
		return nil, err
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, a := range articles {
		// The date and outlet tell articles of one title apart.
		about := " · " + shorten(tidy(a.Source()), maxChoice/4) + " · " + showDate(a.Published)
		name := shorten(tidy(a.Title), maxChoice-textLen(about)) + about
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: string(a.ID)})
	}
	return choices, nil
}
