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
	"sync/atomic"
	"time"

	"sitrep/bot"
	"sitrep/bot/collections"
	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/state"
	"sitrep/bot/web"
	"sitrep/cmd/sitrep/metrics"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

type serveCommand struct{}

// Help is shown below the flags.
func (serveCommand) Help() string {
	return "Needs DISCORD_TOKEN, in the environment or in .env; see .env.example for this and the other settings. Stops in good order on SIGTERM and SIGINT."
}

// refreshEvery is how often the bot looks for articles that another process has
// ingested. Looking costs next to nothing.
const refreshEvery = 5 * time.Second

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
	served, err := lib.Store().Serve(ctx)
	if err != nil {
		return err
	}
	defer served.Close()
	shelf, err := newShelf(ctx, lib, c.Library(log), log)
	if err != nil {
		return err
	}
	defer shelf.sample.Close()

	m := metrics.New(build())
	modelServer := &http.Client{Transport: m.Model(http.DefaultTransport.(*http.Transport).Clone())}
	from, embeds := byMeaning(c, shelf, lib.Store(), modelServer, log)
	briefer, done, err := newBriefer(c, from, lib.Analyzer(), lib.Store(), modelServer, log)
	if err != nil {
		return err
	}
	defer done()
	rest := discord.NewREST(discord.RESTOptions{Token: token, APIURL: string(c.DiscordAPIURL), Log: log, Tried: m.Tried})
	defer rest.Close()
	fetcher := newWeb()
	defer fetcher.Close()
	atOnce := 0
	if c.UsesModel() {
		atOnce = waitingForModel
	}
	b := bot.New(bot.Options{
		AtOnce:      atOnce,
		Collections: &collections.Options{Keeper: keeper{lib, shelf}, Feeds: followed.On(lib.Store()), Web: fetcher},
		REST:        rest,
		Gateway:     gateway.Options{Token: token, APIURL: string(c.DiscordAPIURL), Shards: int(c.Shards), Lost: m.GatewayLost},
		HTTP:        gateway.EndpointOptions{Addr: string(c.HTTPAddr), Key: ed25519.PublicKey(c.DiscordPublicKey)},
		Briefer:     briefer.Composing(max(1, runtime.GOMAXPROCS(0)-1)),
		Library:     shelf,
		Pages:       string(c.WebURL),
		Sample:      shelf.onSample,
		Store:       state.On(lib.Store()),
		Digests:     bot.Digests{Digester: briefer, Grace: time.Duration(c.DigestGrace), Ran: m.Digested},
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
	following.Go(func() { shelf.follow(ctx) })
	following.Go(func() { keepSaved(ctx, lib, log) })
	if embeds != nil {
		following.Go(func() { embeds.Run(ctx) })
	}
	following.Go(func() { followFeeds(ctx, lib, m, log) })
	looking := &inspection{store: lib.Store(), log: log}
	following.Go(func() { looking.run(ctx) })
	following.Go(func() { operate(ctx, lib.Store(), time.Now, log) })
	if operator != nil {
		write := &writing{try: lib.Store().Writable, now: time.Now, log: log}
		watchState(m, b, shelf, looking, write)
		asked := &operations{metrics: m, ready: b.Ready, look: readable(shelf), write: write, log: log}
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

// shelf is what the bot reads: the operator's articles, or, as long as there
// are none, the built-in sample.
type shelf struct {
	own, sample *library.Library
	current     atomic.Pointer[library.Library]
	log         *slog.Logger
}

func newShelf(ctx context.Context, own *library.Library, o library.Options, log *slog.Logger) (*shelf, error) {
	sample, err := openSample(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &shelf{own: own, sample: sample, log: log}
	s.choose(ctx)
	return s, nil
}

// follow makes articles findable that other processes ingest, until ctx ends.
func (s *shelf) follow(ctx context.Context) {
	s.readTopics(ctx) // before anybody types
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.look(ctx)
			s.readTopics(ctx)
		}
	}
}

// look finds what is new in the operator's library.
func (s *shelf) look(ctx context.Context) {
	if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("new articles are not found yet", "err", err)
	}
}

// onSample reports whether answers come from the sample.
func (s *shelf) onSample() bool { return s.current.Load() == s.sample }

// Refresh makes findable what other processes have ingested.
func (s *shelf) Refresh(ctx context.Context) error {
	err := s.own.Refresh(ctx)
	s.choose(ctx)
	return err
}

// choose puts the right library on the shelf.
func (s *shelf) choose(ctx context.Context) {
	chosen := s.own
	if mark, err := s.own.Store().IndexFeed().Watermark(ctx); err == nil && mark == 0 {
		chosen = s.sample
	}
	if s.current.Swap(chosen) == chosen {
		return
	}
	size, _ := chosen.Size(ctx, publicScope)
	if chosen == s.sample {
		s.log.Warn("the data folder holds no articles, so answers come from the built-in sample; add your own with: sitrep ingest", "articles", size.Articles)
		return
	}
	s.log.Info("answers come from the data folder", "articles", size.Articles, "passages", size.Passages)
}

// The methods of [bot.Library] and [briefing.Corpus], each on what is on the
// shelf now.

func (s *shelf) Search(ctx context.Context, q search.Query) (search.Results, error) {
	return s.current.Load().Search(ctx, q)
}

func (s *shelf) Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error) {
	return s.current.Load().Size(ctx, scope)
}

func (s *shelf) List(ctx context.Context, scope corpus.Scope, o store.ListOptions) ([]corpus.Article, int, error) {
	return s.current.Load().List(ctx, scope, o)
}

func (s *shelf) Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	return s.current.Load().Titled(ctx, scope, typed, limit)
}

func (s *shelf) Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	return s.current.Load().Articles(ctx, scope, ids)
}

func (s *shelf) Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error) {
	return s.current.Load().Published(ctx, scope, first, last, limit)
}

func (s *shelf) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error) {
	return s.current.Load().Copies(ctx, scope, ids)
}

func (s *shelf) Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error) {
	return s.current.Load().Revision(ctx, scope, id, revision)
}

// keeper changes the operator's library, and has the shelf take up its first
// articles at once.
type keeper struct {
	*library.Library
	shelf *shelf
}

func (k keeper) Add(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error) {
	results, err := k.Library.Add(ctx, articles)
	k.shelf.choose(context.WithoutCancel(ctx))
	return results, err
}
