package bot

import (
	"context"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
)

// noteLink keeps where an article is that was linked to, for the button that takes it
// into the server's collection, and returns the ID of that note; empty where that fails.
// Nothing that the article says is kept.
func (b *Bot) noteLink(ctx context.Context, r *router.Request, address string) (id string) {
	id, err := b.keep(ctx, r, state.Brief{User: r.UserID()}, briefing.Brief{Topic: address})
	if err != nil {
		b.log.Error("link not kept, it goes out without a button", "guild", r.GuildID, "request", r.Ref, "err", err)
		return ""
	}
	return id
}

// keepLink serves the button that takes the article of a link into the server's
// collection.
func (b *Bot) keepLink(ctx context.Context, r *router.Request, behind opened) error {
	if b.collections == nil || behind.command() != message.LinkName {
		return message.ErrUnknownControl
	}
	c, err := b.collections.Keep(ctx, r, behind.brief.Topic)
	if err != nil {
		return err
	}
	return r.Answer(ctx, c)
}
