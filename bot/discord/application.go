package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Application is the bot as the developer portal has it.
type Application struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	PublicKey string         `json:"verify_key"` // hexadecimal
	Flags     int            `json:"flags"`
	Endpoint  string         `json:"interactions_endpoint_url"` // where interactions are delivered; empty for over the gateway
	Installs  map[string]any `json:"integration_types_config"`  // by who may install it, in the numbers of discordgo's ApplicationIntegrationType
}

// The flags of an application that may read what people write in channels: a
// bot in many servers has the one, by Discord's leave, a bot in few the other
// (developers/resources/application, flags).
const (
	flagMessageContent        = 1 << 18
	flagMessageContentLimited = 1 << 19
)

// ReadsMessages reports whether the message content intent is turned on.
func (a *Application) ReadsMessages() bool {
	return a.Flags&(flagMessageContent|flagMessageContentLimited) != 0
}

// ForPeople reports whether people may install the application for themselves.
func (a *Application) ForPeople() bool {
	_, ok := a.Installs["1"]
	return ok
}

// Application returns the application that the token belongs to.
func (r *REST) Application(ctx context.Context) (*Application, error) {
	var app Application
	if err := r.get(ctx, request{op: "read the application", route: "/applications/@me"}, &app); err != nil {
		return nil, err
	}
	return &app, nil
}

// maxServers is how many servers Discord lists at once.
const maxServers = 200

// Servers returns the servers that the bot is in, the first 200 of them, each
// with the permissions that its roles give it there.
func (r *REST) Servers(ctx context.Context) ([]discordgo.UserGuild, error) {
	var servers []discordgo.UserGuild
	q := request{op: "list the servers", route: "/users/@me/guilds", query: fmt.Sprintf("limit=%d", maxServers)}
	if err := r.get(ctx, q, &servers); err != nil {
		return nil, err
	}
	return servers, nil
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
// It returns them with the IDs that Discord gave them, or none where its answer
// can't be read. Discord counts new names against 200 a day, so call it only when
// something has changed.
func (r *REST) OverwriteCommands(ctx context.Context, app, guild string, cmds []*discordgo.ApplicationCommand) ([]*discordgo.ApplicationCommand, error) {
	if cmds == nil {
		cmds = []*discordgo.ApplicationCommand{}
	}
	commands, err := lean(cmds)
	if err != nil {
		return nil, fmt.Errorf("discord: register the commands: %w", err)
	}
	route, ids := commandsRoute(app, guild)
	body, err := r.do(ctx, request{
		op:     "register the commands",
		method: http.MethodPut,
		route:  route,
		ids:    ids,
		bot:    true,
		body:   commands,
		repeat: always,
	})
	if err != nil {
		return nil, err
	}
	var have []*discordgo.ApplicationCommand
	if json.Unmarshal(body, &have) != nil {
		return nil, nil // they are registered all the same
	}
	return have, nil
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
