package doctor

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"sitrep/bot"
	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/cmd/sitrep/settings"
)

// clockSlack is how far the clock may be off. Discord tells the time to the
// second, and deliveries over HTTP are refused at half a minute.
const clockSlack = 5 * time.Second

// knockTime is how long Discord has to answer the first question, tries again
// included. Where it does not, the rest need not be asked.
const knockTime = 5 * time.Second

// discord looks at what is set for the bot in the developer portal and in its
// servers.
func (x *Examination) discord(ctx context.Context, c settings.Settings) {
	token := c.DiscordToken.Reveal()
	if token == "" {
		x.bad("token", "DISCORD_TOKEN is not set", "put your bot's token into .env: developer portal, your application, Bot, Reset Token")
		return
	}
	rest := discord.NewREST(discord.RESTOptions{Token: token, APIURL: string(c.DiscordAPIURL), Log: slog.New(slog.DiscardHandler)})
	defer rest.Close()
	knocking, cancel := context.WithTimeout(ctx, knockTime)
	defer cancel()
	app, err := rest.Application(knocking)
	var refused *discord.Error
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
		x.bad("token", "Discord does not accept DISCORD_TOKEN", "developer portal, your application, Bot, Reset Token; put the new one into .env")
		return
	case err != nil:
		x.unasked("token", err)
		return
	}
	x.good("token", "accepted")
	x.good("application", fmt.Sprintf("%s, %s", app.Name, app.ID))
	x.clock(rest)
	x.connection(ctx, c, app, rest)
	x.intents(c, app)
	x.servers(ctx, app, rest)
	x.commands(ctx, c, app, rest)
}

func (x *Examination) clock(rest *discord.REST) {
	ahead, known := rest.Ahead()
	off := ahead.Abs().Round(time.Second)
	if off > 10*time.Minute {
		off = off.Round(time.Minute)
	}
	switch {
	case !known:
		x.odd("clock", "Discord did not tell the time", "")
	case off > clockSlack && ahead > 0:
		x.bad("clock", fmt.Sprintf("%s ahead of Discord's", off), "let the system set its clock by NTP")
	case off > clockSlack:
		x.bad("clock", fmt.Sprintf("%s behind Discord's", off), "let the system set its clock by NTP")
	default:
		x.good("clock", "as Discord's")
	}
}

// connection looks at the way that commands come in.
func (x *Examination) connection(ctx context.Context, c settings.Settings, app *discord.Application, rest *discord.REST) {
	if c.HTTPAddr != "" {
		x.endpoint(c, app)
		return
	}
	if app.Endpoint != "" {
		x.bad("gateway", "the application has its commands sent to a URL, so none come by the gateway",
			"empty the Interactions Endpoint URL in the developer portal, or set SITREP_HTTP_ADDR and DISCORD_PUBLIC_KEY")
		return
	}
	gw, err := rest.GatewayBot(ctx)
	if err != nil {
		x.unasked("gateway", err)
		return
	}
	left := gw.SessionStartLimit
	switch {
	case left.Total > 0 && left.Remaining == 0:
		x.bad("gateway", "Discord allows no new session today", fmt.Sprintf("wait for %s; find out why the bot starts so often",
			(time.Duration(left.ResetAfter)*time.Millisecond).Round(time.Minute)))
	case c.Shards > 0 && int(c.Shards) < gw.Shards:
		x.odd("gateway", fmt.Sprintf("Discord recommends %d shards, SITREP_SHARDS is %d", gw.Shards, c.Shards), "set SITREP_SHARDS to auto")
	default:
		x.good("gateway", fmt.Sprintf("can be reached; %s recommended, %d of %d sessions left today", counted(gw.Shards, "shard"), left.Remaining, left.Total))
	}
}

// endpoint looks at how commands come in over HTTP.
func (x *Examination) endpoint(c settings.Settings, app *discord.Application) {
	key, err := hex.DecodeString(app.PublicKey)
	switch {
	case c.DiscordPublicKey == nil:
		x.bad("http", "SITREP_HTTP_ADDR is set, DISCORD_PUBLIC_KEY is not", "copy the public key from the developer portal, General Information, into .env")
	case err != nil || !bytes.Equal(key, c.DiscordPublicKey):
		x.bad("http", "DISCORD_PUBLIC_KEY is not this application's", "copy the public key from the developer portal, General Information, into .env")
	case app.Endpoint == "":
		x.bad("http", "the application sends its commands to the gateway, where nobody listens",
			"start sitrep serve, then set the Interactions Endpoint URL in the developer portal to https://your.host"+gateway.EndpointPath)
	case !strings.HasSuffix(app.Endpoint, gateway.EndpointPath):
		x.odd("http", "the Interactions Endpoint URL does not end in "+gateway.EndpointPath, "unless your web server maps it there, set it so in the developer portal")
	default:
		x.good("http", "commands come in at "+string(c.HTTPAddr))
	}
}

// intents looks at whether the bot is told what it is set to read.
func (x *Examination) intents(c settings.Settings, app *discord.Application) {
	switch {
	case !bool(c.MessageContent):
		x.good("intents", "no privileged one is needed")
	case !app.ReadsMessages():
		x.bad("intents", "SITREP_MESSAGE_CONTENT is true, but the application lacks the Message Content Intent",
			"turn it on in the developer portal, Bot; or set SITREP_MESSAGE_CONTENT to false")
	case c.HTTPAddr != "":
		x.odd("intents", "SITREP_MESSAGE_CONTENT is true, but no messages come over HTTP", "serve by the gateway, without SITREP_HTTP_ADDR, to have them")
	default:
		x.good("intents", "the Message Content Intent is turned on")
	}
}

// servers looks at where the bot is, and what it may do there.
func (x *Examination) servers(ctx context.Context, app *discord.Application, rest *discord.REST) {
	servers, err := rest.Servers(ctx)
	if err != nil {
		x.unasked("servers", err)
		return
	}
	if len(servers) == 0 {
		x.odd("servers", "the bot is in none yet", "add it by the link that this prints: sitrep invite")
		return
	}
	const administrator = 1 << 3
	lacking := 0
	for _, s := range servers {
		missing := lackingPermissions(s.Permissions)
		if len(missing) == 0 || s.Permissions&administrator != 0 {
			continue
		}
		if lacking++; lacking <= 5 {
			x.odd("permissions", fmt.Sprintf("in %s (%s) it may not: %s", s.Name, s.ID, strings.Join(missing, ", ")),
				"give its role these permissions, or add it again by the link that this prints: sitrep invite")
		}
	}
	if lacking > 5 {
		x.odd("permissions", fmt.Sprintf("so in %s more", counted(lacking-5, "server")), "")
	}
	if lacking == 0 {
		x.good("servers", fmt.Sprintf("in %s, with the permissions that it needs", counted(len(servers), "server")))
	}
}

// permissionNames are those of [bot.Permissions], as Discord shows them.
var permissionNames = []struct {
	bit  int64
	name string
}{
	{1 << 10, "View Channels"}, {1 << 11, "Send Messages and Create Posts"}, {1 << 16, "Read Message History"},
	{1 << 35, "Create Public Threads"}, {1 << 38, "Send Messages in Threads and Posts"},
}

// lackingPermissions names what the bot needs and does not have.
func lackingPermissions(have int64) []string {
	var names []string
	for _, p := range permissionNames {
		if bot.Permissions&p.bit != 0 && have&p.bit == 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// commands looks at whether the bot's commands are registered.
func (x *Examination) commands(ctx context.Context, c settings.Settings, app *discord.Application, rest *discord.REST) {
	there, err := bot.Registered(ctx, rest, app.ID, string(c.DiscordGuildID), true)
	var e *discord.Error
	switch {
	case errors.As(err, &e) && e.Status == http.StatusForbidden && c.DiscordGuildID != "":
		x.bad("commands", "the bot is not in the server that DISCORD_GUILD_ID names", "add it there by the link that this prints: sitrep invite; or correct DISCORD_GUILD_ID")
	case err != nil:
		x.unasked("commands", err)
	case !there:
		x.odd("commands", "not registered yet as this version has them", "sitrep serve does it when it starts")
	default:
		x.good("commands", "registered")
	}
}
