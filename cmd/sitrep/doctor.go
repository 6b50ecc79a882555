package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/bot/discord"
	"sitrep/briefing/render"
)

type doctorCommand struct{}

// Help is shown below the flags.
func (doctorCommand) Help() string {
	return "Changes nothing at Discord and in the articles. Exits with 1 when something keeps the bot from working, 0 otherwise."
}

// checkTime is how long the checks may take, in all, of what is out of reach.
const checkTime = 15 * time.Second

// Run looks at everything that the bot needs, one line for each, and says how to
// mend what is not as it should be.
func (doctorCommand) Run(ctx context.Context, p *program) error {
	var x examination
	c, err := p.config()
	if err != nil {
		x.bad("settings", err.Error(), "correct them in the environment or in .env; .env.example says what each may be")
	} else {
		x.good("settings", "can be read")
		asking, cancel := context.WithTimeout(ctx, checkTime)
		x.discord(asking, c)
		cancel()
		x.data(ctx, c)
		asking, cancel = context.WithTimeout(ctx, checkTime)
		x.model(asking, c)
		cancel()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := p.print(x.String()); err != nil {
		return err
	}
	if x.failed > 0 {
		return fmt.Errorf("%s in the way of the bot; do what is said above, then ask again with: sitrep doctor", count(x.failed, "thing"))
	}
	return nil
}

// examination is what has been found.
type examination struct {
	findings []finding
	failed   int
}

// finding is one thing looked at.
type finding struct {
	grade, subject, text string
	mend                 string // what to do; empty where there is nothing
}

func (x *examination) good(subject, text string) {
	x.findings = append(x.findings, finding{"ok", subject, text, ""})
}

// odd is a finding that the bot works in spite of.
func (x *examination) odd(subject, text, mend string) {
	x.findings = append(x.findings, finding{"note", subject, text, mend})
}

// bad is a finding that the bot does not work with.
func (x *examination) bad(subject, text, mend string) {
	x.failed++
	x.findings = append(x.findings, finding{"BAD", subject, text, mend})
}

func (x *examination) String() string {
	var b strings.Builder
	for _, f := range x.findings {
		fmt.Fprintf(&b, "%-5s %-12s %s\n", f.grade, f.subject, render.Line(f.text))
		if f.mend != "" {
			fmt.Fprintf(&b, "%18s → %s\n", "", render.Line(f.mend))
		}
	}
	return b.String()
}

// unasked is why Discord did not answer a question.
func (x *examination) unasked(subject string, err error) {
	var e *discord.Error
	switch {
	case errors.As(err, &e) && e.Status != 0:
		x.bad(subject, fmt.Sprintf("Discord answers with HTTP %d: %s", e.Status, e.Message), "try again later; if it stays, look at https://discordstatus.com")
	default:
		x.bad(subject, "Discord can't be reached: "+err.Error(), "check the network, HTTPS_PROXY and DISCORD_API_URL")
	}
}
