package digest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/state"
)

// Whoever sets up a digest, or has changed or resumed it since, answers for it:
// it is posted only while they may write in its channel themselves. The errors
// of runs for which that is not so:
var (
	errOwnerLeft     = errors.New("the member who answers for the digest has left the server")
	errOwnerBarred   = errors.New("the member who answers for the digest may not write in its channel")
	errOwnerTimedOut = errors.New("the member who answers for the digest is in a time-out")
	// At their wish it was forgotten who that is, so that nobody can tell whether
	// they may still write there.
	errOwnerForgotten = errors.New("nobody answers for the digest")
)

// isOwnerRefused reports whether a digest is not posted for its owner's sake.
func isOwnerRefused(err error) bool {
	return errors.Is(err, errOwnerLeft) || errors.Is(err, errOwnerBarred) || errors.Is(err, errOwnerTimedOut) || errors.Is(err, errOwnerForgotten)
}

// What a check rests on is never older than checkLasts and answersLast together.
const (
	// CheckLasts is for how long an owner who may have a digest posted may have
	// it posted: from a check ahead to the last post of a crowd.
	CheckLasts = 12 * time.Minute
	// AnswersLast is for how long what Discord says of a server or a member
	// serves for other digests of theirs.
	AnswersLast = 3 * time.Minute

	// Foresight is how long before they are due owners are checked, lookAheadEvery
	// how often there is a look for those, and aheadAtOnce how many are checked at
	// a time: up to three calls each, of the fifty a second that the bot has.
	Foresight      = 8 * time.Minute
	lookAheadEvery = time.Minute
	aheadAtOnce    = 4
	// FewestAhead is how many digests make it worthwhile: fewer are checked at their
	// runs, within seconds. mostAhead is how many are checked ahead.
	FewestAhead = 50
	mostAhead   = 1 << 14
)

// owners are those who answer for digests, as Discord told of them within the
// last minutes.
type owners struct {
	servers discord.Recent[*discord.Server]
	members discord.Recent[discord.Member]
	may     discord.Recent[struct{}] // have a digest posted in a channel

	looking sync.Mutex // of those who check ahead
}

// mayStill fails where the owner of a digest may not write in its channel any
// more. What Discord said some minutes ago is good enough to have a digest
// posted, but not to refuse one.
func (d *Runner) mayStill(ctx context.Context, guild, channel, owner string) error {
	if owner == "" {
		return errOwnerForgotten
	}
	now := d.now()
	_, err := d.owners.may.Get(guild+" "+channel+" "+owner, CheckLasts, now, func() (struct{}, error) {
		err := d.checkOwner(ctx, guild, channel, owner, AnswersLast, now)
		if isOwnerRefused(err) {
			err = d.checkOwner(ctx, guild, channel, owner, 0, now)
		}
		return struct{}{}, err
	})
	return err
}

// allowed fails where a run may not be posted for its owner's sake. What is told to
// them alone is of public articles.
func (d *Runner) allowed(ctx context.Context, run *state.DigestRun, n state.Subscription) error {
	if n.Direct {
		return nil
	}
	return d.leave(ctx, run.Guild, run.Channel, n.Owner)
}

// checkOwner asks Discord what it has not said within a time before now.
func (d *Runner) checkOwner(ctx context.Context, guild, channel, owner string, within time.Duration, now time.Time) error {
	server, err := d.owners.servers.Get(guild, within, now, func() (*discord.Server, error) { return d.rest.Server(ctx, guild) })
	if err != nil {
		return err
	}
	room, err := d.rest.Room(ctx, server, channel)
	if err != nil {
		return err
	}
	member, err := d.owners.members.Get(guild+" "+owner, within, now, func() (discord.Member, error) { return d.rest.Member(ctx, guild, owner) })
	if errors.Is(err, discord.ErrNoMember) {
		return errOwnerLeft
	}
	if err != nil {
		return err
	}
	may, err := d.MayWrite(ctx, room, channel, owner, member.Roles)
	switch {
	case err != nil:
		return err
	case !may:
		return errOwnerBarred
	// Of a time-out the owner of the server and administrators are exempt
	// (developers/topics/permissions).
	case member.TimedOut.After(now) && room.May(owner, member.Roles)&discordgo.PermissionAdministrator == 0:
		return errOwnerTimedOut
	}
	return nil
}

// lookAhead checks the owners of crowds of digests before they are due, until
// ctx ends. Those that come due together are so posted as fast as Discord lets
// the bot post, and not as it lets the bot ask and post.
func (d *Runner) lookAhead(ctx context.Context) {
	for discord.Pause(ctx, lookAheadEvery) == nil {
		d.complain(ctx, "digests not checked ahead", d.CheckAhead(ctx))
	}
}

// CheckAhead checks the owners of digests that are due soon. Whom it can't check,
// and who may not have one posted now, is checked at the run.
func (d *Runner) CheckAhead(ctx context.Context) error {
	d.owners.looking.Lock() // two would ask the same
	defer d.owners.looking.Unlock()
	now := d.now()
	due, err := d.ledger.DueSubscriptions(ctx, now.Add(Foresight), mostAhead)
	if err != nil {
		return err
	}
	due = slices.DeleteFunc(due, func(n state.Subscription) bool { return n.Owner == "" || n.Direct || n.Live() || !n.Due.After(now) })
	if len(due) < FewestAhead {
		return nil
	}
	// Those of a server come together, for which it is asked about once.
	slices.SortStableFunc(due, func(a, b state.Subscription) int { return cmp.Compare(a.Guild, b.Guild) })
	ctx, cancel := context.WithTimeout(ctx, Foresight)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var working sync.WaitGroup
	room := make(chan struct{}, aheadAtOnce)
	for _, n := range due {
		room <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		working.Go(func() {
			defer func() { <-room }()
			if err := d.mayStill(ctx, n.Guild, n.Channel, n.Owner); err != nil && !isOwnerRefused(err) && !errors.Is(err, discord.ErrForbidden) {
				stop(err) // Discord is not well: it is left alone until the next look
			}
		})
	}
	working.Wait()
	return context.Cause(ctx)
}
