package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"sitrep/bot"
	"sitrep/bot/collections"
	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/quota"
	"sitrep/bot/state"
	"sitrep/bot/web"
	"sitrep/cmd/sitrep/metrics"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
	"sitrep/corpus/store/replica"
)

type serveCommand struct{}

// Help is shown below the flags.
func (serveCommand) Help() string {
	return "Needs DISCORD_TOKEN, in the environment or in .env; see .env.example for this and the other settings. Stops in good order on SIGTERM and SIGINT."
}

// saveEvery is how often the index is written to its snapshot, so that the next
// start has little to make up for. A large one takes half a gigabyte.
const saveEvery = time.Hour

// closeTime is how long the last snapshot may take when the bot is to stop. With
// the time that commands have, supervisors who wait for five seconds kill nothing.
const closeTime = time.Second

// waitingForModel is how many answers are written at once by a model: it is
// waited for, not computed.
const waitingForModel = 16

// withoutToken is what somebody needs to know who starts the bot for the first
// time.
const withoutToken = `The bot connects to Discord with a token, and there is none yet. To get one:
  1. Make an application at https://discord.com/developers/applications and copy
     its token (Bot, Reset Token).
  2. Copy .env.example to .env and write it there: DISCORD_TOKEN=…
  3. Add the bot to your server with the link that "sitrep invite" prints.
  4. Start "sitrep serve" again. "sitrep doctor" says what is missing.
Without Discord, "sitrep brief north-korea", "sitrep ask" and "sitrep chat" answer
from the same articles.

`

// Run serves Discord until ctx ends.
func (serveCommand) Run(ctx context.Context, p *program) (err error) {
	c, err := p.config()
	if err != nil {
		return err
	}
	token := c.DiscordToken.Reveal()
	if token == "" {
		if _, err := io.WriteString(p.stderr, withoutToken); err != nil {
			return err
		}
		return errors.New("DISCORD_TOKEN is not set; put your bot's token into .env (README.md says where to get one)")
	}
	if c.HTTPAddr != "" && c.DiscordPublicKey == nil {
		return errors.New("SITREP_HTTP_ADDR is set, but DISCORD_PUBLIC_KEY is not; copy your application's public key from the developer portal, General Information, into .env")
	}
	if c.WebURL != "" && c.WebAddr == "" {
		return errors.New("SITREP_WEB_URL is set, but SITREP_WEB_ADDR is not; say where to listen for readers, such as 127.0.0.1:8081")
	}
	log := c.Logger(p.stderr)
	held, err := store.Acquire(c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	readers, err := listenForReaders(ctx, c.WebAddr)
	if err != nil {
		return err
	}
	if readers != nil {
		defer readers.Close()
	}
	operator, err := listenForOperator(ctx, c.MetricsAddr)
	if err != nil {
		return err
	}
	if operator != nil {
		defer operator.Close()
	}
	lib, err := library.Open(ctx, c.Data, c.Library(log))
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
		defer cancel()
		err = errors.Join(err, lib.Shutdown(ctx))
	}()
	with, err := replica.Join(ctx, lib.Store(), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, with.Close()) }()
	shelf, err := newShelf(ctx, lib, c.Library(log), log)
	if err != nil {
		return err
	}
	defer shelf.Sample.Close()

	m := metrics.New(build())
	modelServer := &http.Client{Transport: m.Model(http.DefaultTransport.(*http.Transport).Clone())}
	from, embeds := byMeaning(c, shelf, lib.Store(), modelServer, log)
	briefer, done, err := newBriefer(c, from, lib.Analyzer(), lib.Store(), modelServer, log)
	if err != nil {
		return err
	}
	defer done()
	rest := discord.NewREST(discord.RESTOptions{Token: token, APIURL: string(c.DiscordAPIURL), Log: log, Tried: m.Tried, Sharing: with.Live})
	defer rest.Close()
	fetcher := newWeb()
	defer fetcher.Close()
	atOnce := 0
	if c.UsesModel() {
		atOnce = waitingForModel
	}
	b := bot.New(bot.Options{
		AtOnce:      atOnce,
		Collections: &collections.Options{Keeper: shelf.Keeper(), Feeds: followed.On(lib.Store()), Web: fetcher},
		REST:        rest,
		Gateway:     sharded(gateway.Options{Token: token, APIURL: string(c.DiscordAPIURL), Shards: int(c.Shards), Lost: m.GatewayLost}, with),
		Quota:       counted(with),
		HTTP:        gateway.EndpointOptions{Addr: string(c.HTTPAddr), Key: ed25519.PublicKey(c.DiscordPublicKey)},
		Briefer:     briefer.Composing(max(1, runtime.GOMAXPROCS(0)-1)),
		Library:     shelf,
		Pages:       string(c.WebURL),
		Sample:      shelf.OnSample,
		Store:       state.On(lib.Store()),
		Digests:     bot.Digests{Digester: briefer, Grace: time.Duration(c.DigestGrace), Ran: m.Digested, Chores: with.Chores},
		Aliases:     c.Aliases.Set(),
		Costs:       costs(c),
		Log:         log,
		GuildID:     string(c.DiscordGuildID),
		Memories:    bot.Memories{Channels: time.Duration(c.RememberChannels), Threads: time.Duration(c.RememberThreads)},

		MessageContent: bool(c.MessageContent),
		Served:         m.Served,
	})
	var following sync.WaitGroup
	defer following.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	following.Go(func() { shelf.Follow(ctx, with.Changed()) })
	following.Go(func() { keepSaved(ctx, lib, log) })
	if embeds != nil {
		if with != nil {
			embeds.Chores = with.Chores
		}
		following.Go(func() { embeds.Run(ctx) })
	}
	following.Go(func() { followFeeds(ctx, lib, m, log) })
	looking := &inspection{store: lib.Store(), log: log}
	following.Go(func() { looking.run(ctx) })
	following.Go(func() { operate(ctx, lib.Store(), time.Now, log) })
	if operator != nil {
		write := &writing{try: lib.Store().Writable, now: time.Now, log: log}
		watchState(m, b, shelf, looking, write)
		watchReplica(m, with, shelf)
		asked := &operations{metrics: m, ready: b.Ready, look: readable(shelf), unseen: shelf.Unseen, write: write, log: log}
		following.Go(func() { asked.serve(ctx, operator) })
	}
	if readers != nil {
		pages := web.Handler(web.Options{
			Kept: state.On(lib.Store()), Library: shelf, Scope: b.PageScope, Present: b.PagePresentation, URL: string(c.WebURL), Log: log,
		})
		following.Go(func() { web.Serve(ctx, readers, pages, log) })
	}
	return b.Run(ctx)
}

// sharded has the shards of Discord's gateway be divided among those who serve a database.
func sharded(o gateway.Options, with *replica.Replica) gateway.Options {
	if with != nil {
		o.Claim = func(ctx context.Context, shard int) (context.Context, func(), error) {
			return with.Claim(ctx, replica.Shard(shard))
		}
		o.Identify = func(ctx context.Context, remainder int, every time.Duration) time.Duration {
			return with.Turn(ctx, fmt.Sprint("identify ", remainder), every+identifyMargin)
		}
	}
	return o
}

// identifyMargin is for how long one process's session may take longer than another's to
// reach Discord, which counts them.
const identifyMargin = 2 * time.Second

// counted has those who serve a database count together what people ask for.
func counted(with *replica.Replica) (l quota.Limits) {
	if with != nil {
		l.Shared = with
	}
	return l
}

// listenForReaders opens the address that the operator has set for pages; nil where
// none is.
func listenForReaders(ctx context.Context, addr settings.ListenAt) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", string(addr))
	if err != nil {
		return nil, fmt.Errorf("listen for readers; check SITREP_WEB_ADDR: %w", err)
	}
	return l, nil
}

// keepSaved writes the snapshot of the index now and then, until ctx ends.
func keepSaved(ctx context.Context, lib *library.Library, log *slog.Logger) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := lib.Save(ctx); err != nil && ctx.Err() == nil {
				log.Error("the index is not saved, the next start may take longer", "err", err)
			}
		}
	}
}
