package collections

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// listFeeds serves /corpus feeds list.
func (cs *Collections) listFeeds(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	feeds, err := cs.Feeds.Feeds(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	return message.Feeds(r.Presentation, feeds), nil
}

// addFeed serves /corpus feeds add: a feed, a pack of feeds, or those of a list in a
// file. A feed is read first, so that whoever asks for it learns at once what is wrong
// with it.
func (cs *Collections) addFeed(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	address, err := router.Option(data, optionURL, maxAddress)
	if err != nil {
		return message.Card{}, err
	}
	name, err := router.Option(data, optionPack, message.MaxChoice)
	if err != nil {
		return message.Card{}, err
	}
	pack, packed := starter.Named(name)
	file := attached(data, optionFile)
	if (address == "") == (file == nil && !packed) || file != nil && packed {
		return message.Card{}, problem.Usage("Give one of the three: the `url` of a feed, or of a page that names its feed; a `pack`; or a `file` that lists feeds, as OPML.")
	}
	feeds, err := cs.Feeds.Feeds(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	tooMany := problem.Decline("This server follows as many feeds as it may",
		"It follows %d. Stop following one with `/corpus feeds remove`.", len(feeds))
	if len(feeds) >= cs.Keeper.Quota().Feeds { // before anything is fetched
		return message.Card{}, tooMany
	}
	if file != nil {
		if pack, err = cs.listedFeeds(ctx, file); err != nil {
			return message.Card{}, err
		}
	}
	if address == "" {
		// What there can be no room for is not asked for.
		rest := pack.Feeds[min(len(pack.Feeds), cs.Keeper.Quota().Feeds):]
		pack.Feeds = pack.Feeds[:len(pack.Feeds)-len(rest)]
		outcomes, err := starter.Follow(ctx, cs.Web, cs.Feeds, corpus.Guild(r.Guild), pack, cs.Now().Truncate(time.Second))
		if err != nil {
			return message.Card{}, err
		}
		for _, f := range rest {
			outcomes = append(outcomes, starter.Outcome{Feed: f, Err: store.ErrQuota})
		}
		return message.FeedsAdded(r.Presentation, outcomes), nil
	}
	f, err := cs.findFeed(ctx, r, address)
	if err != nil {
		return message.Card{}, err
	}
	err = cs.Feeds.AddFeed(ctx, f)
	if errors.Is(err, followed.ErrFollowed) {
		return message.Card{}, problem.Decline("This server follows that feed already", "See `/corpus feeds list`.")
	}
	if errors.Is(err, store.ErrQuota) { // somebody was quicker
		return message.Card{}, tooMany
	}
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice("Following "+message.TitleLink(message.Shorten(message.Tidy(message.FeedName(f)), message.MaxTitle), f.URL),
		"Its articles come in by themselves from now on, and only this server sees them."), nil
}

// listedFeeds reads the list of feeds in an attachment.
func (cs *Collections) listedFeeds(ctx context.Context, file *discordgo.MessageAttachment) (starter.Pack, error) {
	u, err := cs.download(ctx, file, listKinds)
	if err != nil {
		return starter.Pack{}, err
	}
	list, _, err := feed.ParseOPML(u.body)
	if err != nil || len(list) == 0 {
		return starter.Pack{}, problem.Decline("There are no feeds in that file", "Export the feeds of your feed reader as OPML, and attach that file.")
	}
	var pack starter.Pack
	for _, o := range list {
		pack.Feeds = append(pack.Feeds, starter.Feed{URL: o.URL, Outlet: o.Title})
	}
	return pack, nil
}

// findFeed reads the feed at an address, or the one that the page there names.
func (cs *Collections) findFeed(ctx context.Context, r *router.Request, address string) (followed.Feed, error) {
	f, _, err := feed.Find(ctx, cs.Web, address)
	f.Collection, f.NextPoll = corpus.Guild(r.Guild), cs.Now().Truncate(time.Second)
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, feed.ErrNotFeed):
		return f, problem.Decline("There is no feed", "That address is neither a feed nor a page that names one. Look on the site for a link called RSS, Atom or feed.")
	}
	err = problem.NotHad(ctx, r.Presentation, "I can't get that feed", err)
	var refused *problem.Error
	if ctx.Err() != nil || errors.As(err, &refused) {
		return f, err
	}
	return f, problem.Decline("That feed can't be read", message.Reason(err.Error()))
}

// removeFeed serves /corpus feeds remove.
func (cs *Collections) removeFeed(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	typed, err := router.Option(data, optionFeed, maxAddress)
	if err != nil {
		return message.Card{}, err
	}
	feeds, err := cs.Feeds.Feeds(ctx, r.Own())
	if err != nil {
		return message.Card{}, err
	}
	for _, f := range feeds {
		if typed != f.URL && typed != feedKey(f) {
			continue
		}
		err := cs.Feeds.RemoveFeed(ctx, r.Own(), f.URL)
		if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
			break
		}
		if err != nil {
			return message.Card{}, err
		}
		return message.Notice("No longer following “"+message.Plain(message.Shorten(message.Tidy(message.FeedName(f)), message.MaxTitle))+"”",
			r.Commands.Named("The articles that it brought stay; take them out with `/corpus remove`.")), nil
	}
	return message.Card{}, problem.Decline("This server does not follow that feed",
		"Pick one of those that are suggested while you type, or see `/corpus feeds list`.")
}

// feedKey stands for a feed in a suggestion, where its address may be too long.
func feedKey(f followed.Feed) string {
	sum := sha256.Sum256([]byte(f.URL))
	return "feed-" + hex.EncodeToString(sum[:8])
}

func (cs *Collections) feedChoices(ctx context.Context, r *router.Request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	feeds, err := cs.Feeds.Feeds(ctx, r.Own())
	if err != nil {
		return nil, err
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, f := range feeds {
		name := message.FeedName(f)
		if host := withoutPath(f.URL); !strings.Contains(name, host) {
			name = message.Shorten(name, message.MaxChoice/2) + " · " + host
		}
		if len(choices) < message.MaxChoices && strings.Contains(message.Simplify(name+" "+f.URL), message.Simplify(typed)) {
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: message.Shorten(name, message.MaxChoice), Value: feedKey(f)})
		}
	}
	return choices, nil
}

// withoutPath returns the host of an address.
func withoutPath(address string) string { return (corpus.Article{URL: address}).Source() }
