package bot

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

// keepRegistered registers the commands, again and again until Discord has
// taken or refused them.
func (b *Bot) keepRegistered(ctx context.Context) {
	for wait := registerAgain; ; wait = min(2*wait, registerAtMost) {
		changed, err := b.register(ctx)
		switch {
		case err == nil:
			b.log.Info("commands registered", "changed", changed, "guild", b.guildID)
			return
		case ctx.Err() != nil:
			return
		case refused(err):
			b.log.Error("discord refused the commands; those registered before stay", "err", err)
			return
		}
		b.log.Warn("commands not registered yet", "err", err, "wait_ms", wait.Milliseconds())
		if discord.Pause(ctx, wait) != nil {
			return
		}
	}
}

// register makes Discord's commands what [Commands] defines, and reports
// whether they were anything else. Discord counts what is created, so nothing
// is written that is there already.
func (b *Bot) register(ctx context.Context) (changed bool, err error) {
	app, err := b.rest.Application(ctx)
	if err != nil {
		return false, err
	}
	have, want, err := missing(ctx, b.rest, app.ID, b.guildID, b.collections != nil)
	if err != nil {
		return false, err
	}
	if changed = want != nil; changed {
		if have, err = b.rest.OverwriteCommands(ctx, app.ID, b.guildID, want); err != nil {
			return false, fmt.Errorf("register %d commands: %w", len(want), err)
		}
	}
	b.commands.Store(registeredAs(Commands(b.guildID == "", b.collections != nil), have))
	return changed, nil
}

// Registered reports whether an application's commands are those of this
// version: in one server, or with guild empty everywhere.
func Registered(ctx context.Context, rest *discord.REST, app, guild string, collections bool) (bool, error) {
	_, want, err := missing(ctx, rest, app, guild, collections)
	return err == nil && want == nil, err
}

// missing returns the commands that are registered, and those to be registered
// in their place: nil where they are the same.
func missing(ctx context.Context, rest *discord.REST, app, guild string, collections bool) (have, want []*discordgo.ApplicationCommand, err error) {
	if have, err = rest.Commands(ctx, app, guild); err != nil {
		return nil, nil, err
	}
	everywhere := guild == ""
	want = Commands(everywhere, collections)
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
