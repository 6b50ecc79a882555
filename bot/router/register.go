package router

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
)

// How long to wait before Discord is asked again where the commands could not
// be registered: at first, and at most.
const (
	registerAgain  = 5 * time.Second
	registerAtMost = 5 * time.Minute
)

// KeepRegistered registers the commands, again and again until Discord has
// taken or refused them.
func (rt *Router) KeepRegistered(ctx context.Context) {
	for wait := registerAgain; ; wait = min(2*wait, registerAtMost) {
		changed, err := rt.register(ctx)
		switch {
		case err == nil:
			rt.log.Info("commands registered", "changed", changed, "guild", rt.guildID)
			return
		case ctx.Err() != nil:
			return
		case refused(err):
			rt.log.Error("discord refused the commands; those registered before stay", "err", err)
			return
		}
		rt.log.Warn("commands not registered yet", "err", err, "wait_ms", wait.Milliseconds())
		if discord.Pause(ctx, wait) != nil {
			return
		}
	}
}

// register makes Discord's commands what [Define] says, and reports
// whether they were anything else. Discord counts what is created, so nothing
// is written that is there already.
func (rt *Router) register(ctx context.Context) (changed bool, err error) {
	app, err := rt.rest.Application(ctx)
	if err != nil {
		return false, err
	}
	have, want, err := missing(ctx, rt.rest, app.ID, rt.guildID, rt.all)
	if err != nil {
		return false, err
	}
	if changed = want != nil; changed {
		if have, err = rt.rest.OverwriteCommands(ctx, app.ID, rt.guildID, want); err != nil {
			return false, fmt.Errorf("register %d commands: %w", len(want), err)
		}
	}
	rt.commands.Store(registeredAs(Define(rt.all, rt.guildID == ""), have))
	return changed, nil
}

// Registered reports whether an application's commands are those given: in one server, or with guild empty everywhere.
func Registered(ctx context.Context, rest *discord.REST, app, guild string, commands []Command) (bool, error) {
	_, want, err := missing(ctx, rest, app, guild, commands)
	return err == nil && want == nil, err
}

// missing returns the commands that are registered, and those to be registered
// in their place: nil where they are the same.
func missing(ctx context.Context, rest *discord.REST, app, guild string, commands []Command) (have, want []*discordgo.ApplicationCommand, err error) {
	if have, err = rest.Commands(ctx, app, guild); err != nil {
		return nil, nil, err
	}
	everywhere := guild == ""
	want = Define(commands, everywhere)
	if definition(have, everywhere) == definition(want, everywhere) {
		return have, nil, nil
	}
	return have, want, nil
}

// refused reports whether Discord understood a call and said no, so that asking
// again would not help.
func refused(err error) bool {
	var e *discord.Error
	return errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests
}
