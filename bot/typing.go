package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/problem"
	"sitrep/corpus"
	"sitrep/corpus/topics"
)

// complete answers what somebody has typed of a command with what they could type,
// as long as they may give the command: what is suggested is what there is.
func (b *Bot) complete(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	c, known := commandNamed(data.Name)
	if !known || c.suggest == nil || c.governed && r.may(c.name) != nil || c.managing && mayManage(r) != nil {
		return b.rest.Choices(ctx, r.Interaction, nil)
	}
	return b.suggest(ctx, r, func(ctx context.Context) ([]choice, error) { return c.suggest(b, ctx, r, data) })
}

// topicsTyped suggests topics.
func (b *Bot) topicsTyped(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) ([]choice, error) {
	if focused(data) != optionTopic {
		return nil, nil
	}
	return b.topicChoices(ctx, r, typedOf(data, optionTopic))
}

// zonesTyped suggests time zones.
func (b *Bot) zonesTyped(_ context.Context, _ *request, data discordgo.ApplicationCommandInteractionData) ([]choice, error) {
	_, inner := subcommand(data)
	if focused(inner) != optionZone {
		return nil, nil
	}
	return zoneChoices(typedOf(inner, optionZone), b.now()), nil
}

// digestsTyped suggests what /digest takes: topics, the server's digests, and time
// zones.
func (b *Bot) digestsTyped(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) ([]choice, error) {
	_, inner := subcommand(data)
	switch focused(inner) {
	case optionTopic:
		return b.topicsTyped(ctx, r, inner)
	case optionDigest:
		return b.digestChoices(ctx, r, typedOf(inner, optionDigest))
	}
	return b.zonesTyped(ctx, r, data)
}

// patienceOfKeys is which part of the time that Discord leaves for suggestions is
// taken to find some: three quarters of a second. Who types does not wait longer,
// and the next key finds what was counted meanwhile.
const patienceOfKeys = 4

// suggest answers what somebody has typed with what is found for it: in the time
// that they would wait for it, as long as they don't type on, and if they have
// not asked for too much lately. Otherwise it fails with [problem.ErrBusy] or a refusal,
// which [Bot.tell] answers with no suggestions.
func (b *Bot) suggest(ctx context.Context, r *request, find func(context.Context) ([]choice, error)) error {
	typing, end, err := b.quota.Keystroke(ctx, r.userID())
	if err != nil {
		return err
	}
	defer end()
	typing, cancel := context.WithTimeout(typing, b.rest.AckWindow()/patienceOfKeys)
	defer cancel()
	choices, err := find(typing)
	if err != nil && typing.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("suggest: %w: %w", problem.ErrBusy, errors.Join(context.Cause(typing), err))
	}
	if err != nil {
		return err
	}
	return b.rest.Choices(ctx, r.Interaction, choices)
}

// titled looks up titles for somebody who types, servers in turn.
func (b *Bot) titled(ctx context.Context, r *request, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	leave, err := b.keys.Enter(ctx, r.turn())
	if err != nil {
		return nil, fmt.Errorf("wait to look up titles: %w", err)
	}
	defer leave()
	found, err := b.library.Titled(ctx, scope, typed, limit)
	return slices.DeleteFunc(found, func(a corpus.Article) bool { return !scope.Shows(a.ID, a.Outlet) }), err
}

// topicsAtOnce returns the topics for somebody who types: as they were last
// counted. Where they never were, counting them waits for its turn as all long
// work does, and goes on when nobody waits for it any more: it is done for
// whoever types next.
func (b *Bot) topicsAtOnce(ctx context.Context, r *request) (*topics.List, error) {
	if list := b.library.KeptTopics(r.scope); list != nil {
		return list, nil
	}
	type counted struct {
		list *topics.List
		err  error
	}
	done := make(chan counted, 1)
	go func() {
		var c counted
		defer func() {
			if v := recover(); v != nil {
				c.err = &panicError{value: v, stack: debug.Stack()}
			}
			done <- c
		}()
		c.err = b.inTurn(ctx, r, func() (err error) {
			if c.list = b.library.KeptTopics(r.scope); c.list != nil {
				return nil // somebody else had them counted meanwhile
			}
			c.list, err = b.library.Topics(b.working, r.scope)
			return err
		})
	}()
	select {
	case c := <-done:
		return c.list, c.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
