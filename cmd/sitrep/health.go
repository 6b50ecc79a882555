package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"sitrep/briefing/render"
)

type healthCommand struct {
	Alive bool `help:"Ask only whether the process works, not whether Discord is connected."`
}

// Help is shown below the flags.
func (healthCommand) Help() string {
	return "Asks the bot at SITREP_METRICS_ADDR. Exits with 0 when it is well, 1 when not."
}

const (
	healthTime = 5 * time.Second
	maxHealth  = 64 << 10 // bytes of an answer that are read
)

// Run asks a running bot how it is.
func (c healthCommand) Run(ctx context.Context, p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if conf.MetricsAddr == "" {
		return errors.New("SITREP_METRICS_ADDR is not set, so the bot can't be asked; set it, such as to 127.0.0.1:9090, and start the bot again")
	}
	path := readyPath
	if c.Alive {
		path = alivePath
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+string(conf.MetricsAddr)+path, nil)
	if err != nil {
		return fmt.Errorf("ask the bot: %w", err)
	}
	// No proxy: it is this machine.
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers at %s; start one with: sitrep serve", conf.MetricsAddr)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, maxHealth))
	if err != nil {
		return fmt.Errorf("read what the bot says: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the bot is not well: %s", render.Line(strings.TrimSpace(string(said))))
	}
	return p.print(string(said))
}
