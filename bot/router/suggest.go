package router

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/problem"
)

// complete answers what somebody has typed of a command with what they could type,
// as long as they may give the command: what is suggested is what there is.
func (rt *Router) complete(ctx context.Context, r *Request, data discordgo.ApplicationCommandInteractionData) error {
	c, known := rt.named(data.Name)
	if !known || c.Suggest == nil || c.Governed && r.May(c.Name) != nil || c.Managing && r.MayManage() != nil {
		return rt.rest.Choices(ctx, r.Interaction, nil)
	}
	return rt.suggest(ctx, r, func(ctx context.Context) ([]Choice, error) { return c.Suggest(ctx, r, data) })
}

// patienceOfKeys is which part of the time that Discord leaves for suggestions is
// taken to find some: three quarters of a second. Who types does not wait longer,
// and the next key finds what was counted meanwhile.
const patienceOfKeys = 4

// suggest answers what somebody has typed with what is found for it: in the time
// that they would wait for it, as long as they don't type on, and if they have
// not asked for too much lately. Otherwise it fails with [problem.ErrBusy] or a refusal,
// which [Request.tell] answers with no suggestions.
func (rt *Router) suggest(ctx context.Context, r *Request, find func(context.Context) ([]Choice, error)) error {
	typing, end, err := rt.quota.Keystroke(ctx, r.UserID())
	if err != nil {
		return err
	}
	defer end()
	typing, cancel := context.WithTimeout(typing, rt.rest.AckWindow()/patienceOfKeys)
	defer cancel()
	choices, err := find(typing)
	if err != nil && typing.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("suggest: %w: %w", problem.ErrBusy, errors.Join(context.Cause(typing), err))
	}
	if err != nil {
		return err
	}
	return rt.rest.Choices(ctx, r.Interaction, choices)
}
