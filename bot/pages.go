package bot

import (
	"context"

	"sitrep/bot/message"
	"sitrep/corpus"
)

// PageScope returns what pages on the web may show of what a server sees: the public
// articles, and its own where its managers allow that.
func (b *Bot) PageScope(ctx context.Context, guild string) (corpus.Scope, error) {
	if guild == "" {
		return corpus.NewScope(corpus.Public), nil
	}
	s, err := b.router.SettingsOf(ctx, guild)
	if s.OwnPages && err == nil {
		return corpus.NewScope(corpus.Public, corpus.Guild(guild)), nil
	}
	return corpus.NewScope(corpus.Public), err
}

// PagePresentation returns how pages on the web speak to those of a server.
func (b *Bot) PagePresentation(ctx context.Context, guild string) (message.Presentation, error) {
	if guild == "" {
		return message.Presentation{}, nil
	}
	return b.presentation(ctx, guild)
}
