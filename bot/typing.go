package bot

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/topics"
)

// topicsTyped suggests topics.
func (b *Bot) topicsTyped(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) ([]router.Choice, error) {
	if router.Focused(data) != router.OptionTopic {
		return nil, nil
	}
	return b.topicChoices(ctx, r, router.Typed(data, router.OptionTopic))
}

// titled looks up titles for somebody who types, servers in turn.
func (b *Bot) titled(ctx context.Context, r *router.Request, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	var found []corpus.Article
	err := r.InKeyTurn(ctx, func() (err error) {
		found, err = b.library.Titled(ctx, scope, typed, limit)
		return err
	})
	return slices.DeleteFunc(found, func(a corpus.Article) bool { return !scope.Shows(a.ID, a.Outlet) }), err
}

// topicsAtOnce returns the topics for somebody who types: as they were last
// counted. Where they never were, counting them waits for its turn as all long
// work does, and goes on when nobody waits for it any more: it is done for
// whoever types next.
func (b *Bot) topicsAtOnce(ctx context.Context, r *router.Request) (*topics.List, error) {
	if list := b.library.KeptTopics(r.Scope); list != nil {
		return list, nil
	}
	type counted struct {
		list *topics.List
		err  error
	}
	done := make(chan counted, 1)
	go func() {
		var c counted
		c.err = router.Rescued(func() error {
			return r.InTurn(ctx, func() (err error) {
				if c.list = b.library.KeptTopics(r.Scope); c.list != nil {
					return nil // somebody else had them counted meanwhile
				}
				c.list, err = b.library.Topics(b.working, r.Scope)
				return err
			})
		})
		done <- c
	}()
	select {
	case c := <-done:
		return c.list, c.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
