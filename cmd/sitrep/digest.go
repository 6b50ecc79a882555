package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"sitrep/bot"
	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/state"
	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

type digestCommand struct {
	List    digestList    `cmd:"" default:"withargs" help:"List the digests that channels have subscribed to."`
	Preview digestPreview `cmd:"" help:"Say what the next digest would say now."`
	Run     digestRun     `cmd:"" help:"Post the digests that are due, now and once. \"sitrep serve\" does so all the time."`
}

type digestList struct {
	Format string `enum:"text,json" default:"text" help:"How to print the list: ${enum}."`
}

type digestPreview struct {
	ID     int64  `arg:"" help:"The number of a digest, as \"sitrep digest list\" has it."`
	Format string `enum:"text,json,markdown" default:"text" help:"How to print it: ${enum}."`
}

type digestRun struct{}

// digests opens what the subcommands work with. The caller closes it.
func (p *program) digests(ctx context.Context, token string, log *slog.Logger) (b *bot.Bot, s *state.State, done func() error, err error) {
	c, err := p.config()
	if err != nil {
		return nil, nil, nil, err
	}
	lib, err := library.Open(ctx, c.Data, c.Library(nil))
	if err != nil {
		return nil, nil, nil, err
	}
	shelf, err := newShelf(ctx, lib, c.Library(nil), log)
	if err != nil {
		return nil, nil, nil, errors.Join(err, lib.Close())
	}
	briefer, stop, err := newBriefer(c, shelf, lib.Analyzer(), lib.Store(), nil, log)
	if err != nil {
		return nil, nil, nil, errors.Join(err, shelf.Sample.Close(), lib.Close())
	}
	rest := discord.NewREST(discord.RESTOptions{Token: token, APIURL: string(c.DiscordAPIURL), Log: log})
	b = bot.New(bot.Options{
		REST: rest, Gateway: gateway.Options{Token: token, APIURL: string(c.DiscordAPIURL)}, Briefer: briefer, Library: shelf, Store: state.On(lib.Store()),
		Aliases: c.Aliases.Set(), Costs: costs(c), Log: log,
		Digests: bot.Digests{Digester: briefer, Grace: time.Duration(c.DigestGrace)},
	})
	return b, state.On(lib.Store()), func() error {
		rest.Close()
		stop()
		return errors.Join(shelf.Sample.Close(), lib.Close())
	}, nil
}

// subscribed is a digest in the list, as JSON has it. Times are in UTC, and
// empty when there is none.
type subscribed struct {
	ID       int64  `json:"id"`
	Guild    string `json:"guild"`
	Channel  string `json:"channel"`
	Topic    string `json:"topic"`
	Schedule string `json:"schedule"`
	Detail   string `json:"detail"`
	Silent   bool   `json:"silent"`
	Publish  bool   `json:"publish"` // to the servers that follow the channel
	Notify   bool   `json:"notify"`  // people, of each
	Next     string `json:"next"`    // empty while it is paused
	Paused   string `json:"paused"`  // why
}

// Run lists the digests.
func (c digestList) Run(ctx context.Context, p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	list := []subscribed{}
	var text strings.Builder
	if conf.HasLibrary() {
		s, err := store.Open(ctx, conf.Data, conf.Store())
		if err != nil {
			return err
		}
		defer s.Close() // it was only read
		all, err := state.On(s).EverySubscription(ctx)
		if err != nil {
			return err
		}
		for _, n := range all {
			list = append(list, subscribed{n.ID, n.Guild, n.Channel, n.Topic, n.Schedule, n.Detail, n.Silent, n.Publish, !n.Quiet, rfc3339(n.Due), n.Paused})
			state := "next " + minute(n.Due)
			if n.Due.IsZero() {
				state = "paused: " + render.Line(n.Paused)
			}
			fmt.Fprintf(&text, "%d  %s\n    server %s · channel %s · %s · %s\n", n.ID, render.Line(n.Topic), n.Guild, n.Channel, n.Schedule, state)
		}
	}
	if c.Format == "json" {
		return p.printJSON(list)
	}
	if len(list) == 0 {
		p.tell("%v", errNoDigests)
	}
	return p.print(text.String())
}

var errNoDigests = errors.New("no channel has subscribed to a digest; in Discord, members who manage a server do so with /digest subscribe")

// Run prints what a digest would say now.
func (c digestPreview) Run(ctx context.Context, p *program) (err error) {
	b, s, done, err := p.digests(ctx, "", slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	all, err := s.EverySubscription(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID != c.ID {
			continue
		}
		d, err := b.PreviewDigest(ctx, n)
		if err != nil {
			return err
		}
		switch c.Format {
		case "json":
			return p.printJSON(d)
		case "markdown":
			return p.print(render.DigestMarkdown(d))
		}
		if d.Empty() {
			return fmt.Errorf("%w new about %q since the last digest", errNothing, n.Topic)
		}
		return p.print(render.DigestText(d, p.layout()))
	}
	return usageError{fmt.Errorf("there is no digest %d; see which there are with: sitrep digest list (%w)", c.ID, corpus.ErrNotFound)}
}

// Run posts the digests that are due.
func (digestRun) Run(ctx context.Context, p *program) (err error) {
	c, err := p.config()
	if err != nil {
		return err
	}
	token := c.DiscordToken.Reveal()
	if token == "" {
		return errors.New("DISCORD_TOKEN is not set; put your bot's token into .env (README.md says where to get one)")
	}
	b, _, done, err := p.digests(ctx, token, c.Logger(p.stderr))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	ended, err := b.RunDigests(ctx)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	return p.print(count(ended, "digest") + " done\n")
}
