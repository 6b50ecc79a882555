package digest

import (
	"context"
	"errors"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// failed keeps that a run failed, and when it is to be tried again: soon at
// first, then less and less often, until it is too late. Where the digest cannot
// be posted at all it is paused, and whoever asked for it is told.
func (d *Runner) failed(ctx context.Context, run state.DigestRun, problem error) (over bool) {
	now := d.now()
	uncertain, timedOut := errors.Is(problem, errUncertain), errors.Is(problem, errOwnerTimedOut)
	denied := errors.Is(problem, discord.ErrForbidden) || errors.Is(problem, errNoTag) || isOwnerRefused(problem) && !timedOut
	switch {
	case errors.Is(problem, context.Canceled):
		run.Lease = now // stopped by us: nobody needs to wait
	case errors.Is(problem, store.ErrUnreachable):
		run.Lease = now.Add(lookEvery) // which is back, or this would not be kept
	default:
		run.Tries++
		run.Lease = now.Add(backOff(run.Tries))
	}
	gone := errors.Is(problem, corpus.ErrNotFound)
	late := run.Lease.Sub(run.Due) > d.grace
	switch {
	case uncertain && (len(run.Messages) > 0 || run.Story != nil): // of a story, rather none than two
		run.State, run.Ended, run.Parts, run.Note = state.RunPosted, now, nil, NoteCut
		over = true
	case late && timedOut: // which ends by itself, and is no failure of the digest's
		run.State, run.Ended, run.Parts, run.Note = state.RunSkipped, now, nil, NoteTimedOut
		over = true
	case uncertain || gone || late || denied && run.Tries >= DeniedTries:
		run.State, run.Ended, run.Parts, run.Note = state.RunFailed, now, nil, reasonForRun(problem)
		over = true
	}
	var err error
	if over {
		err = d.ledger.EndRun(ctx, run, digestBriefID(run))
	} else {
		err = d.ledger.KeepRun(ctx, run)
	}
	if err == nil {
		result := RunRetried
		switch {
		case uncertain:
			result = RunUncertain
		case run.State == state.RunSkipped:
			result = RunSkipped
		case over:
			result = RunFailed
		}
		d.tell(run, result)
	}
	if err == nil && run.State == state.RunFailed && !gone {
		err = d.pauseFailing(ctx, run, denied)
	}
	if err != nil && !errors.Is(err, state.ErrLostRun) {
		d.log.Error("failure of a digest not kept", "guild", run.Guild, "digest", run.Subscription, "err", err)
	}
	return over
}

// backOff is how long a run is left alone after a number of tries that failed:
// one minute, two, four, up to an hour.
func backOff(tries int) time.Duration {
	return min(time.Minute<<min(tries-1, 6), time.Hour)
}

// reasonForRun puts a failure into a few words that quote nobody.
func reasonForRun(err error) string {
	switch {
	case errors.Is(err, errNoTag):
		return noteNoTag
	case errors.Is(err, discord.ErrForbidden):
		return NoteDenied
	case errors.Is(err, corpus.ErrNotFound):
		return noteRemoved
	case errors.Is(err, errUncertain):
		return noteUncertain
	case errors.Is(err, errOwnerLeft):
		return NoteOwnerLeft
	case errors.Is(err, errOwnerBarred):
		return NoteOwnerBarred
	case errors.Is(err, errOwnerForgotten):
		return NoteOwnerForgotten
	}
	return noteUnreached
}

// The notes of runs that failed, or were skipped.
const (
	NoteDenied     = "the channel is gone or closed to me"
	noteRemoved    = "the subscription was removed"
	noteUnreadable = "its schedule can't be read"
	noteUnreached  = "Discord could not be reached, or something went wrong"
	noteUncertain  = "it may have been posted or not: I may not read the channel's history to find out"
	NoteCut        = "perhaps not all of it: I may not read the channel's history to find out"
	noteRefused    = "Discord refused it" // while it is tried again
	noteNoTag      = "the forum asks for a tag, and has none that I may set"

	// NoteUnpublished is of one that was posted.
	NoteUnpublished = "not published to the servers that follow the channel; whoever manages messages there can publish it by hand"

	NoteOwnerLeft      = "the member who set it up or changed it last has left the server; another who may write there can resume it"
	NoteOwnerBarred    = "the member who set it up or changed it last may no longer write there; give them leave, or have another resume it who may"
	NoteOwnerForgotten = "the member who set it up or changed it last has had that forgotten; somebody who may write there can resume it"
	NoteTimedOut       = "missed: the member who set it up or changed it last was in a time-out"
)

// pauseFailing pauses a digest that Discord does not let be posted, or whose
// owner may not have it posted, or that has failed several times in a row. It
// tells the owner; of one who has left the server or is forgotten, the server's.
func (d *Runner) pauseFailing(ctx context.Context, run state.DigestRun, denied bool) error {
	n, err := d.ledger.Subscription(ctx, run.Guild, run.Subscription)
	if errors.Is(err, corpus.ErrNotFound) {
		return nil
	}
	if err != nil || !denied && n.Failures < failuresToPause || n.Paused != "" {
		return err
	}
	n.Due, n.Paused = time.Time{}, run.Note
	if err := d.ledger.UpdateSubscription(ctx, n); err != nil {
		return err
	}
	d.log.Warn("digest paused", "guild", n.Guild, "digest", n.ID, "reason", n.Paused)
	d.tell(run, RunPaused)
	to := n.Owner
	if n.Paused == NoteOwnerLeft || n.Paused == NoteOwnerForgotten {
		if server, err := d.rest.Server(ctx, n.Guild); err == nil {
			to = server.Owner
		}
	}
	if to == "" {
		return nil
	}
	as, err := d.lookOf(ctx, n)
	if err != nil {
		return err
	}
	channel, err := d.rest.DirectChannel(ctx, to)
	if err == nil {
		_, err = d.rest.Send(ctx, channel, nonceOf(run, "paused"), discord.Message{Components: message.PausedNotice(as, n).Components()}, "")
	}
	if err != nil { // it stands in /digest list all the same
		d.log.Warn("nobody told that a digest is paused", "guild", n.Guild, "digest", n.ID, "err", err)
	}
	return nil
}
