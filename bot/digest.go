package bot

import (
	"context"
	"errors"
	"time"

	"sitrep/bot/digest"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
)

// Digests say how digests are made.
type Digests struct {
	Digester digest.Digester // nil for no digests at all
	Grace    time.Duration   // how late a digest may be; 0 means the usual
	// Chores reports whether this process is to do what one of several has to; see
	// [digest.Options]. Nil means always.
	Chores func() bool
	// Ran is told of every run that came to something; nil where nobody wants to
	// know. It must not take long.
	Ran func(digest.Ran)
}

// runnerOptions are those of what makes the digests of the bot.
func (b *Bot) runnerOptions(o Digests) digest.Options {
	return digest.Options{
		Digester: o.Digester, Ledger: b.store, Kept: b.store, Library: b.library, REST: b.rest,
		Present: b.presentation, Scope: b.scopeOf, Canonical: b.canonical, NewID: b.newBriefID, Enter: b.enter,
		Chores: o.Chores, Ran: o.Ran, Grace: o.Grace, Log: b.log, Now: b.now,
	}
}

// presentation is how a server has set to be answered; with none, as nobody has.
func (b *Bot) presentation(ctx context.Context, guild string) (message.Presentation, error) {
	if guild == "" {
		return message.Presentation{}, nil
	}
	s, err := b.router.SettingsOf(ctx, guild)
	as := message.Presentation{}
	if err == nil {
		s.Apply(&as)
	}
	return as, err
}

// scopeOf is what a server sees; with none, what everybody does.
func (b *Bot) scopeOf(ctx context.Context, guild string) (corpus.Scope, error) {
	if guild == "" {
		return corpus.NewScope(corpus.Public), nil
	}
	s, err := b.router.SettingsOf(ctx, guild)
	return corpus.NewScope(corpus.Public, corpus.Guild(guild)).Without(s.Muted), err
}

// RunDigests makes the digests that are due now, and returns how many runs came
// to an end.
func (b *Bot) RunDigests(ctx context.Context) (int, error) {
	if b.digests == nil {
		return 0, errors.New("digests: there is nothing to write them")
	}
	return b.digests.Run(ctx)
}

// PreviewDigest says what the next digest of a subscription would say now, or what its
// watch would tell next.
func (b *Bot) PreviewDigest(ctx context.Context, n state.Subscription) (briefing.Digest, error) {
	next, _, err := b.digests.Preview(ctx, n, b.now())
	return next.Digest, err
}

// enter waits for a server's turn to have something composed.
func (b *Bot) enter(ctx context.Context, server string) (leave func(), err error) {
	return b.router.Enter(ctx, server)
}
