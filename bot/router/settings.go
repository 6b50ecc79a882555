package router

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/corpus"
)

// Settings are how a server wants to be answered, as those who manage it have
// said with /settings. The zero settings are those of every place that said
// nothing.
type Settings struct {
	Detail   message.Detail      `json:"detail,omitempty"`    // of briefs; empty for standard
	Zone     string              `json:"time_zone,omitempty"` // an IANA name; empty for UTC
	Language message.Language    `json:"language,omitempty"`  // of the bot's own words; empty for the server's
	Channels []string            `json:"channels,omitempty"`  // where commands may be used, sorted; empty for everywhere
	Roles    map[string][]string `json:"roles,omitempty"`     // who may use a command, sorted; none for everybody
	Muted    corpus.Muted        `json:"muted,omitzero"`      // what is not shown here
	OwnPages bool                `json:"own_pages,omitempty"` // whether the web may show articles of the server's own
}

// serverLasts is for how long what Discord says of a server is taken to hold.
const serverLasts = 3 * time.Minute

// settingsKey is what settings are kept under in the store, as JSON.
const settingsKey = "bot"

// settle reads how a request is to be answered: as its server has set it, or
// outside of servers in the language of whoever asks.
func (rt *Router) settle(ctx context.Context, r *Request) error {
	r.Commands = rt.ClickableIn(r.Guild)
	r.Sample, r.Pages = rt.sample(), rt.pages
	defer func() { r.Today = r.Day(r.Began) }()
	if r.Guild == "" {
		r.Lang = message.LanguageOf(r.Locale)
		return nil
	}
	var err error
	if r.Settings, err = rt.SettingsOf(ctx, r.Guild); err != nil {
		return err
	}
	r.Settings.Apply(&r.Presentation)
	r.Scope = r.Scope.Without(r.Settings.Muted)
	if r.Settings.Language == "" && r.GuildLocale != nil {
		r.Lang = message.LanguageOf(*r.GuildLocale)
	}
	if allowed := r.Settings.Channels; len(allowed) > 0 && !slices.Contains(allowed, r.ChannelID) {
		// A thread that the bot opened is in a channel where it might.
		switch _, err := rt.store.Thread(ctx, r.Guild, r.ChannelID); {
		case errors.Is(err, corpus.ErrNotFound):
			r.elsewhere = true
		case err != nil:
			return err
		}
	}
	return rt.vouch(ctx, r)
}

// vouch finds out what a message's author may do in the server, which Discord
// tells with interactions and not with messages: whoever manages it may ask
// whatever their roles.
func (rt *Router) vouch(ctx context.Context, r *Request) error {
	limited := func(c Command) bool { return c.Governed && r.barred(c.Name) }
	if r.Said == nil || !slices.ContainsFunc(rt.all, limited) {
		return nil
	}
	server, err := rt.servers.Get(r.Guild, serverLasts, rt.now(), func() (*discord.Server, error) { return rt.rest.Server(ctx, r.Guild) })
	if err == nil {
		r.Member.Permissions = server.May(r.UserID(), r.Member.Roles)
	}
	return err
}

// SettingsOf returns the settings of a server.
func (rt *Router) SettingsOf(ctx context.Context, guild string) (Settings, error) {
	text, err := rt.store.Setting(ctx, corpus.Guild(guild), settingsKey)
	if err != nil {
		return Settings{}, err
	}
	return rt.readSettings(guild, text)
}

// readSettings reads settings as they are kept; those of a server that set none are zero.
func (rt *Router) readSettings(guild, text string) (s Settings, err error) {
	if text == "" {
		return s, nil
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Settings{}, fmt.Errorf("read the settings of server %s: %w", guild, err)
	}
	for _, c := range rt.all { // what was set for it holds for what has taken its place
		if roles := s.Roles[c.Formerly]; c.Governed && len(roles) > 0 {
			delete(s.Roles, c.Formerly)
			if len(s.Roles[c.Name]) == 0 {
				s.Roles[c.Name] = roles
			}
		}
	}
	return s, nil
}

// Change changes the settings of the server that a request comes from, which is
// answered by them from then on.
func (r *Request) Change(ctx context.Context, set func(*Settings) error) error {
	if _, err := r.router.change(ctx, r.Guild, set); err != nil {
		return err
	}
	return r.router.settle(ctx, r)
}

// change changes the settings of a server.
func (rt *Router) change(ctx context.Context, guild string, set func(*Settings) error) (Settings, error) {
	var s Settings
	// Of two who change them at once, neither undoes the other.
	err := rt.store.ChangeSetting(ctx, corpus.Guild(guild), settingsKey, func(before string) (string, error) {
		var err error
		if s, err = rt.readSettings(guild, before); err != nil {
			return "", err
		}
		if err := set(&s); err != nil {
			return "", err
		}
		text, err := json.Marshal(s)
		if string(text) == "{}" {
			text = nil
		}
		return string(text), err
	})
	return s, err
}

// Apply has messages drawn by the settings.
func (s Settings) Apply(as *message.Presentation) {
	as.Lang, as.Detail, as.Zone = s.Language, s.Detail, nil
	if zone, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		as.Zone = zone
	}
}
