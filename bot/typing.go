package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
	"sitrep/corpus/topics"
)

// complete suggests what could be typed for the option that is being typed.
func (b *Bot) complete(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	_, inner := subcommand(data)
	return b.suggest(ctx, r, func(ctx context.Context) ([]*discordgo.ApplicationCommandOptionChoice, error) {
		switch focused(inner) {
		case optionTopic:
			return b.topicChoices(ctx, r, typedOf(inner, optionTopic))
		case optionQuery:
			return b.topicChoices(ctx, r, typedOf(inner, optionQuery))
		case optionSpeaker:
			return b.speakerChoices(ctx, r, inner)
		case optionDigest:
			return b.digestChoices(ctx, r, typedOf(inner, optionDigest))
		case optionZone:
			return zoneChoices(typedOf(inner, optionZone), b.now()), nil
		}
		return nil, nil
	})
}

// patienceOfKeys is which part of the time that Discord leaves for suggestions is
// taken to find some: three quarters of a second. Who types does not wait longer,
// and the next key finds what was counted meanwhile.
const patienceOfKeys = 4

// suggest answers what somebody has typed with what is found for it: in the time
// that they would wait for it, as long as they don't type on, and if they have
// not asked for too much lately. Otherwise it fails with [errBusy] or a refusal,
// which [Bot.tell] answers with no suggestions.
func (b *Bot) suggest(ctx context.Context, r *request, find func(context.Context) ([]*discordgo.ApplicationCommandOptionChoice, error)) error {
	typing, end, err := b.manners.keystroke(ctx, r.userID())
	if err != nil {
		return err
	}
	defer end()
	typing, cancel := context.WithTimeout(typing, b.rest.AckWindow()/patienceOfKeys)
	defer cancel()
	choices, err := find(typing)
	if err != nil && typing.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("suggest: %w: %w", errBusy, errors.Join(context.Cause(typing), err))
	}
	if err != nil {
		return err
	}
	return b.rest.Choices(ctx, r.Interaction, choices)
}

// titled looks up titles for somebody who types, servers in turn.
func (b *Bot) titled(ctx context.Context, r *request, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	leave, err := b.keys.enter(ctx, r.turn())
	if err != nil {
		return nil, fmt.Errorf("wait to look up titles: %w", err)
	}
	defer leave()
	return b.library.Titled(ctx, scope, typed, limit)
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
