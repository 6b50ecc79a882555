package router

import (
	"errors"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/problem"
)

// Served is one command, press, form or question in a channel that has been
// dealt with. It says nothing of who asked what.
type Served struct {
	Name    string // such as "brief", "brief autocomplete", "button timeline", "message"
	Outcome Outcome
	Took    time.Duration // from when it came to when all was done
	// Acknowledged is how long it took until Discord had the first response; 0
	// where an answer came without one, or none did.
	Acknowledged time.Duration
}

// Outcome is what became of something that was asked for.
type Outcome string

// The outcomes.
const (
	Answered Outcome = "answered"
	Declined Outcome = "declined" // for a reason that nobody has to mend
	Deleted  Outcome = "deleted"  // the message was, before it was answered
	Late     Outcome = "late"     // Discord would not take an answer any more
	Failed   Outcome = "failed"
	Panicked Outcome = "panicked"
)

// outcome says what became of a request that ended with err.
func outcome(err error, deleted bool) Outcome {
	var caught *panicError
	switch {
	case err == nil:
		return Answered
	case deleted:
		return Deleted
	case errors.Is(err, discord.ErrTokenDead):
		return Late
	case problem.Ordinary(err):
		return Declined
	case errors.As(err, &caught):
		return Panicked
	}
	return Failed
}
