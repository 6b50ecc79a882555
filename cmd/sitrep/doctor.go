package main

import (
	"context"
	"fmt"

	"sitrep/cmd/sitrep/doctor"
)

type doctorCommand struct{}

// Help is shown below the flags.
func (doctorCommand) Help() string {
	return "Changes nothing at Discord and in the articles. Exits with 1 when something keeps the bot from working, 0 otherwise."
}

// Run prints what a look at everything that the bot needs has found.
func (doctorCommand) Run(ctx context.Context, p *program) error {
	c, err := p.config()
	found := doctor.Examine(ctx, c, err)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := p.print(found.String()); err != nil {
		return err
	}
	if found.Failed > 0 {
		return fmt.Errorf("%s in the way of the bot; do what is said above, then ask again with: sitrep doctor", count(found.Failed, "thing"))
	}
	return nil
}
