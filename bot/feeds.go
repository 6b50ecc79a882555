package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
)

// listFeeds serves /corpus feeds list.
func (b *Bot) listFeeds(ctx context.Context, r *request, _ discordgo.ApplicationCommandInteractionData) (card, error) {
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	return renderFeeds(r.look, feeds), nil
}

// renderFeeds draws the feeds that a server follows.
func renderFeeds(as look, feeds []store.Feed) card {
	if len(feeds) == 0 {
		return notice("This server follows no feeds", as.commands.named("Follow one with `/corpus feeds add`: its articles then come in by themselves."))
	}
	head := "**Feeds that this server follows**\n-# " + count(len(feeds), "feed", "feeds")
	room := maxText - 2*notesReserve - weight(head)
	var lines []string
	for i, f := range feeds {
		line := "- " + feedLine(as, f)
		if room -= weight(line) + 1; room < 0 {
			lines = append(lines, fmt.Sprintf("… and %d more", len(feeds)-i))
			break
		}
		lines = append(lines, line)
	}
	return card{accent: accentBrief, blocks: []string{head, strings.Join(lines, "\n")}}
}

// feedLine names a feed and says how it goes.
func feedLine(as look, f store.Feed) string {
	parts := []string{titleLink(shorten(tidy(feedName(f)), maxTitle), f.URL), count(f.Gained, "article", "articles")}
	switch {
	case f.NextPoll.IsZero():
		parts = append(parts, "ended")
	case f.LastSuccess.IsZero() && f.LastError == "":
		parts = append(parts, "not read yet")
	case !f.LastSuccess.IsZero():
		parts = append(parts, "last read "+f.LastSuccess.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	switch f.LastError {
	case "":
	case feed.Paused:
		parts = append(parts, as.say("paused, because the collection is full; see `/corpus stats`"))
	default:
		parts = append(parts, "problem: "+plain(shorten(tidy(f.LastError), maxTitle)))
	}
	return strings.Join(parts, " · ")
}

// feedName is what a feed is called: its title, else its address.
func feedName(f store.Feed) string {
	return cmp.Or(tidy(f.Title), strings.TrimPrefix(strings.TrimPrefix(f.URL, "https://"), "http://"))
}

// addFeed serves /corpus feeds add. The feed is read first, so that whoever
// typed its address learns at once what is wrong with it.
func (b *Bot) addFeed(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (card, error) {
	address, err := option(data, optionURL, maxAddress)
	if err != nil {
		return card{}, err
	}
	if address == "" {
		return card{}, usageError("Give the `url` of a feed, or of a page that names its feed.")
	}
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	tooMany := decline("This server follows as many feeds as it may",
		"These are %d. Stop following one with `/corpus feeds remove`.", len(feeds))
	if len(feeds) >= b.collections.Keeper.Quota().Feeds { // before anything is fetched
		return card{}, tooMany
	}
	f, err := b.findFeed(ctx, r, feed.Address(address))
	if err != nil {
		return card{}, err
	}
	err = b.collections.Feeds.AddFeed(ctx, f)
	if errors.Is(err, store.ErrFollowed) {
		return card{}, &refusal{"This server follows that feed already", "See `/corpus feeds list`."}
	}
	if errors.Is(err, store.ErrQuota) { // somebody was quicker
		return card{}, tooMany
	}
	if err != nil {
		return card{}, err
	}
	return notice("Following "+titleLink(shorten(tidy(feedName(f)), maxTitle), f.URL),
		"Its articles come in by themselves from now on, and only this server sees them."), nil
}

// findFeed reads the feed at an address, or the one that the page there names.
func (b *Bot) findFeed(ctx context.Context, r *request, address string) (store.Feed, error) {
	web := b.collections.Web
	found, resp, err := feed.Read(ctx, web, fetch.Request{URL: address})
	if errors.Is(err, feed.ErrNotFeed) {
		if named := feed.Discover(resp.Body, resp.URL); named != "" {
			address = named
			found, resp, err = feed.Read(ctx, web, fetch.Request{URL: address})
		}
	}
	switch {
	case err == nil:
	case errors.Is(err, feed.ErrNotFeed):
		return store.Feed{}, &refusal{"There is no feed", "What is there is neither a feed nor a page that names one. Look on the site for a link called RSS, Atom or feed."}
	default:
		err = notHad(ctx, "That feed can't be had", err)
		var refused *refusal
		if ctx.Err() != nil || errors.As(err, &refused) {
			return store.Feed{}, err
		}
		return store.Feed{}, &refusal{"That feed can't be read", reason(err.Error())}
	}
	return store.Feed{
		Collection: corpus.Guild(r.guild),
		URL:        cmp.Or(resp.Moved, address),
		Title:      found.Title,
		NextPoll:   b.now().Truncate(time.Second),
		Interval:   feed.FirstInterval,
	}, nil
}

// removeFeed serves /corpus feeds remove.
func (b *Bot) removeFeed(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) (card, error) {
	typed, err := option(data, optionFeed, maxAddress)
	if err != nil {
		return card{}, err
	}
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return card{}, err
	}
	for _, f := range feeds {
		if typed != f.URL && typed != feedKey(f) {
			continue
		}
		err := b.collections.Feeds.RemoveFeed(ctx, r.own(), f.URL)
		if errors.Is(err, corpus.ErrNotFound) { // somebody was quicker
			break
		}
		if err != nil {
			return card{}, err
		}
		return notice("No longer following “"+plain(shorten(tidy(feedName(f)), maxTitle))+"”",
			r.look.commands.named("The articles that it brought stay; take them out with `/corpus remove`.")), nil
	}
	return card{}, &refusal{"This server does not follow that feed",
		"Pick one of those that are suggested while you type, or see `/corpus feeds list`."}
}

// feedKey stands for a feed in a suggestion, where its address may be too long.
func feedKey(f store.Feed) string {
	sum := sha256.Sum256([]byte(f.URL))
	return "feed-" + hex.EncodeToString(sum[:8])
}

func (b *Bot) feedChoices(ctx context.Context, r *request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	feeds, err := b.collections.Feeds.Feeds(ctx, r.own())
	if err != nil {
		return nil, err
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, f := range feeds {
		name := feedName(f)
		if host := withoutPath(f.URL); !strings.Contains(name, host) {
			name = shorten(name, maxChoice/2) + " · " + host
		}
		if len(choices) < maxChoices && strings.Contains(simplify(name+" "+f.URL), simplify(typed)) {
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: shorten(name, maxChoice), Value: feedKey(f)})
		}
	}
	return choices, nil
}

// withoutPath returns the host of an address.
func withoutPath(address string) string { return (corpus.Article{URL: address}).Source() }
