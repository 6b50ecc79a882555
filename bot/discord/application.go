package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Application returns the application that the token belongs to.
func (r *REST) Application(ctx context.Context) (*discordgo.Application, error) {
	var app discordgo.Application
	if err := r.get(ctx, request{op: "read the application", route: "/applications/@me"}, &app); err != nil {
		return nil, err
	}
	return &app, nil
}

// Commands returns the application's commands: the global ones, or a guild's
// own when guild is not empty.
func (r *REST) Commands(ctx context.Context, app, guild string) ([]*discordgo.ApplicationCommand, error) {
	route, ids := commandsRoute(app, guild)
	var cmds []*discordgo.ApplicationCommand
	// Without the query Discord leaves the translations out.
	q := request{op: "read the commands", route: route, ids: ids, query: "with_localizations=true"}
	if err := r.get(ctx, q, &cmds); err != nil {
		return nil, err
	}
	return cmds, nil
}

// OverwriteCommands makes cmds the application's commands: the global ones, or
// a guild's own when guild is not empty. Ones that are not in cmds are removed.
// Discord counts new names against 200 a day, so call it only when something
// has changed.
func (r *REST) OverwriteCommands(ctx context.Context, app, guild string, cmds []*discordgo.ApplicationCommand) error {
	if cmds == nil {
		cmds = []*discordgo.ApplicationCommand{}
	}
	route, ids := commandsRoute(app, guild)
	_, err := r.do(ctx, request{
		op:     "register the commands",
		method: http.MethodPut,
		route:  route,
		ids:    ids,
		bot:    true,
		body:   cmds,
		repeat: always,
	})
	return err
}

// GatewayBot returns the gateway's address, the number of shards that Discord
// recommends and how many sessions may still be started today.
func (r *REST) GatewayBot(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
	var gw discordgo.GatewayBotResponse
	if err := r.get(ctx, request{op: "ask for the gateway", route: "/gateway/bot"}, &gw); err != nil {
		return nil, err
	}
	return &gw, nil
}

func commandsRoute(app, guild string) (route string, ids []string) {
	if guild == "" {
		return "/applications/{application}/commands", []string{app}
	}
	return "/applications/{application}/guilds/{guild}/commands", []string{app, guild}
}

// get reads what the route gives into the value that into points to.
func (r *REST) get(ctx context.Context, q request, into any) error {
	q.method, q.bot, q.repeat = http.MethodGet, true, always
	body, err := r.do(ctx, q)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("discord: %s: the answer is not what Discord documents: %w", q.op, err)
	}
	return nil
}
