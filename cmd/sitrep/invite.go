package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"sitrep/bot"
	"sitrep/bot/discord"
)

type inviteCommand struct{}

// Help is shown below the flags.
func (inviteCommand) Help() string {
	return "Needs DISCORD_TOKEN. The link asks for the permissions that the bot needs, and no more; whoever opens it must manage the server."
}

// inviteTime is how long Discord has to say whose token it is.
const inviteTime = 15 * time.Second

// Run prints the links by which the bot is added: to a server, and, where the
// application allows it, to a person.
func (inviteCommand) Run(ctx context.Context, p *program) error {
	c, err := p.config()
	if err != nil {
		return err
	}
	token := c.DiscordToken.Reveal()
	if token == "" {
		return errors.New("DISCORD_TOKEN is not set; put your bot's token into .env (README.md says where to get one)")
	}
	rest := discord.NewREST(discord.RESTOptions{Token: token, APIURL: string(c.DiscordAPIURL), Log: slog.New(slog.DiscardHandler)})
	defer rest.Close()
	asking, cancel := context.WithTimeout(ctx, inviteTime)
	defer cancel()
	app, err := rest.Application(asking)
	if err != nil {
		return fmt.Errorf("find out which application the token belongs to; see what is wrong with: sitrep doctor: %w", err)
	}
	out := "Add it to a server:\n" + installLink(app.ID, "0", "bot applications.commands", bot.Permissions) + "\n"
	if app.ForPeople() {
		out += "Add it for yourself, to use wherever you are; it then answers from the public articles:\n" +
			installLink(app.ID, "1", "applications.commands", 0) + "\n"
	}
	return p.print(out)
}

// installLink is Discord's page for adding an application: to a server (kind
// "0") or to a person ("1").
func installLink(app, kind, scope string, permissions int64) string {
	q := url.Values{"client_id": {app}, "integration_type": {kind}, "scope": {scope}}
	if permissions != 0 {
		q.Set("permissions", strconv.FormatInt(permissions, 10))
	}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}
