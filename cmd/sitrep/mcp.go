package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"sitrep/cmd/sitrep/api"
	"sitrep/cmd/sitrep/settings"
	"sitrep/cmd/sitrep/shelf"
	"sitrep/corpus/library"
)

type mcpCommand struct {
	corpusFlag
	HTTP settings.ListenAt `name:"http" placeholder:"ADDR" help:"Answer over HTTP at ADDR, such as 127.0.0.1:8082, instead of standard input and output: /mcp for the protocol, /api for plain requests. Needs SITREP_API_TOKEN."`
}

// Help is shown below the flags.
func (mcpCommand) Help() string {
	return "The tools search, read, brief, ask, today and check answer as the commands do with --format json, from the articles that everybody may read; nothing can be changed.\n\n" +
		"An assistant that runs programs starts it itself: the command is sitrep, its argument mcp."
}

// Run answers other programs until ctx ends, or standard input does.
func (c mcpCommand) Run(ctx context.Context, p *program) (err error) {
	conf, err := p.config()
	if err != nil {
		return err
	}
	token := conf.APIToken.Reveal()
	if c.HTTP != "" && len(token) < api.MinToken {
		return fmt.Errorf("SITREP_API_TOKEN must be set, with %d characters or more, so that only who has it is answered; make one with: openssl rand -hex 32", api.MinToken)
	}
	b, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	log := conf.Logger(p.stderr)
	ctx, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	defer following.Wait()
	defer stop()
	following.Go(func() { refreshed(ctx, lib, log) })
	a := api.New(b, lib, log)
	version, _ := build()
	if c.HTTP == "" {
		err := api.Server(a, version).Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(p.stdin), Writer: open{p.stdout}})
		if ctx.Err() != nil || errors.Is(err, mcp.ErrConnectionClosed) {
			return nil
		}
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", string(c.HTTP))
	if err != nil {
		return fmt.Errorf("listen for other programs; check --http: %w", err)
	}
	defer l.Close()
	return api.Serve(ctx, l, api.Handler(a, token, version), log)
}

// open is a writer that stays open.
type open struct{ io.Writer }

// Close does nothing.
func (open) Close() error { return nil }

// refreshed makes findable what other processes ingest, until ctx ends.
func refreshed(ctx context.Context, lib *library.Library, log *slog.Logger) {
	tick := time.NewTicker(shelf.LookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := lib.Refresh(ctx); err != nil && ctx.Err() == nil {
				log.Error("new articles are not found yet", "err", err)
			}
		}
	}
}
