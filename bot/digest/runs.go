package digest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
)

const (
	usualGrace = 12 * time.Hour
	// digestsAtOnce is how many runs are under way in a process: enough to keep
	// Discord's fifty calls a second busy, few enough to leave room for others.
	digestsAtOnce = 8
	// lease is how long a run is a process's own after it was last renewed, which is
	// done every renewEvery while there is work on it: another takes up soon what one
	// that has died has left.
	lease      = 15 * time.Second
	renewEvery = 3 * time.Second
	// leaseMargin is left of it when work ends on a run that could not be renewed, for
	// the clocks of two processes to differ by.
	leaseMargin = 5 * time.Second
	// workTime is how long work on a run may take in all. It ends before Discord forgets
	// the nonces of what was sent in it.
	workTime = 100 * time.Second
	// keepTime is how long keeping that a run failed may take, on top.
	keepTime = 5 * time.Second
	// lookEvery is how often there is a look for what is due.
	lookEvery = 5 * time.Second
	// planEvery is how often all schedules are looked at again.
	planEvery = time.Hour
	// mostTold is how many of a channel's digests the next leaves out what they
	// told, and mostToldClaims how many claims.
	mostTold       = 400
	mostToldClaims = 4000
	// failuresToPause is after how many runs in a row that failed a digest is
	// paused, and deniedTries after how many tries that Discord denied.
	failuresToPause = 3
	DeniedTries     = 3
)

// Keep makes digests, and corrects what was posted, until ctx ends.
func (d *Runner) Keep(ctx context.Context) {
	var ahead sync.WaitGroup
	ahead.Go(func() { d.lookAhead(ctx) })
	defer ahead.Wait()
	planned := time.Time{}
	for {
		chores := d.chores()
		if now := d.now(); chores && (!now.Before(planned) || now.Before(planned.Add(-2*planEvery))) {
			d.complain(ctx, "digests not planned anew", d.plan(ctx))
			planned = now.Add(planEvery)
		}
		_, err := d.Pass(ctx)
		d.complain(ctx, "digests not looked for", err)
		if chores {
			d.complain(ctx, "corrections not looked for", d.MarkCorrected(ctx))
		}
		wait := lookEvery
		if at, ok, err := d.ledger.NextDue(ctx); err == nil && ok {
			wait = min(wait, max(at.Sub(d.now()), lookEvery/10))
		}
		if discord.Pause(ctx, wait) != nil {
			return
		}
	}
}

// tell says what a run came to.
func (d *Runner) tell(run state.DigestRun, result RunResult) {
	if d.ran != nil {
		d.ran(Ran{Result: result, Late: max(0, d.now().Sub(run.Due))})
	}
}

// complain logs an error, unless it comes from being stopped.
func (d *Runner) complain(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		d.log.Error(what, "err", err)
	}
}

// Run makes the digests that are due now, and returns how many runs came to an
// end.
func (d *Runner) Run(ctx context.Context) (int, error) {
	if err := d.plan(ctx); err != nil {
		return 0, err
	}
	return d.Pass(ctx)
}

// Preview says what a subscription would tell next, were it due at an instant, and how
// it is drawn: a watch a story, or nothing, which has no kind; any other its digest.
func (d *Runner) Preview(ctx context.Context, n state.Subscription, due time.Time) (next briefing.Nudge, as message.Presentation, err error) {
	if as, err = d.lookOf(ctx, n); err != nil {
		return next, as, err
	}
	if !n.Live() {
		next.Digest, _, err = d.write(ctx, n, due, as)
		return next, as, err
	}
	told, err := d.toldIn(ctx, n, due)
	if err != nil {
		return next, as, err
	}
	nudges, _, _, err := d.look(ctx, n, due, as, told)
	if len(nudges) > 0 {
		next = nudges[0]
	}
	return next, as, err
}

// plan has subscriptions be due when their schedules say: the rules of their
// zones may have changed since that was worked out, and the clock may have been
// wrong.
func (d *Runner) plan(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	all, err := d.ledger.EverySubscription(ctx)
	if err != nil {
		return err
	}
	now := d.now()
	for _, n := range all {
		if n.Due.IsZero() || !n.Due.After(now) {
			continue
		}
		s, err := schedule.Parse(n.Schedule)
		if err != nil {
			continue // told when it is due
		}
		due, err := s.Next(now)
		if n.Live() && due.After(n.Due) { // it is always due soon, but for its cap
			continue
		}
		if err == nil && !due.Equal(n.Due) {
			d.log.Info("digest planned anew", "guild", n.Guild, "digest", n.ID, "due", due)
			if err := d.ledger.PlanSubscription(ctx, n, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// Pass makes all digests that are due, and returns how many came to an end.
func (d *Runner) Pass(ctx context.Context) (ended int, err error) {
	var over atomic.Int64
	for {
		var working sync.WaitGroup
		room := make(chan struct{}, digestsAtOnce)
		begun := 0
		for ctx.Err() == nil {
			room <- struct{}{}
			run, ok, problem := d.take(ctx)
			if err = problem; err != nil || !ok {
				break
			}
			begun++
			working.Go(func() {
				if d.serve(ctx, run) {
					over.Add(1)
				}
				<-room
			})
		}
		working.Wait()
		if begun == 0 || err != nil || ctx.Err() != nil { // of a channel, the next may begin when one has ended
			return int(over.Load()), err
		}
	}
}

// take returns the next run to work on: one that another process has left, or
// one for a subscription that is due. ok is false where there is none.
func (d *Runner) take(ctx context.Context) (run state.DigestRun, ok bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	// Most looks find nothing, and this tells it without reading any run.
	if at, there, err := d.ledger.NextDue(ctx); err != nil || len(d.next) == 0 && (!there || at.After(now)) {
		return run, false, err
	}
	if run, ok, err = d.ledger.TakeRun(ctx, d.holder, now, now.Add(lease)); ok || err != nil {
		return run, ok, err
	}
	refilled := false
	for {
		if len(d.next) == 0 {
			if refilled {
				return run, false, nil
			}
			if d.next, err = d.ledger.DueSubscriptions(ctx, now, 16*digestsAtOnce); err != nil || len(d.next) == 0 {
				return run, false, err
			}
			refilled = true
		}
		due := d.next[0]
		d.next = d.next[1:]
		n, err := d.ledger.Subscription(ctx, due.Guild, due.ID) // it may have been changed since
		if errors.Is(err, corpus.ErrNotFound) || err == nil && !n.Due.Equal(due.Due) {
			continue
		}
		if err != nil {
			return run, false, err
		}
		if run, ok, err = d.begin(ctx, n, now); ok || err != nil {
			return run, ok, err
		}
	}
}

// begin begins the run of a subscription that is due. It reports false where
// there is nothing to do for it: another was quicker, or it is too late.
func (d *Runner) begin(ctx context.Context, n state.Subscription, now time.Time) (run state.DigestRun, ok bool, err error) {
	s, err := schedule.Parse(n.Schedule)
	if err != nil {
		d.log.Error("digest paused", "guild", n.Guild, "digest", n.ID, "err", err)
		due := n.Due
		n.Due, n.Paused = time.Time{}, noteUnreadable
		if err := d.ledger.UpdateSubscription(ctx, n); err != nil {
			return run, false, err
		}
		d.tell(state.DigestRun{Due: due}, RunPaused)
		return run, false, nil
	}
	if n.Live() {
		return d.beginLook(ctx, n, s, now)
	}
	// While nobody was there it may have been due more than once. The last time
	// stands for all.
	due, missed := n.Due, 0
	next, err := s.Next(due)
	for ; err == nil && !next.After(now); next, err = s.Next(due) {
		if due, missed = next, missed+1; missed == mostMissed {
			next, err = s.Next(now)
			break
		}
	}
	if err != nil {
		return run, false, err
	}
	run = state.DigestRun{
		Subscription: n.ID, Due: due, Guild: n.Guild, Channel: n.Channel, Forum: n.Forum, Topic: n.Topic,
		State: state.RunOpen, Holder: d.holder, Lease: now.Add(lease),
	}
	if missed > 0 {
		run.Note = fmt.Sprintf("missed before: %d", missed)
	}
	if now.Sub(due) > d.grace {
		run.State, run.Ended = state.RunSkipped, now
		run.Note = fmt.Sprintf("missed: %d", missed+1)
	}
	ok, err = d.ledger.BeginRun(ctx, n, run, next)
	if ok && run.State == state.RunSkipped {
		d.log.Warn("digest skipped, it is too late", "guild", n.Guild, "digest", n.ID, "due", due, "missed", missed+1)
		d.tell(run, RunSkipped)
		return run, false, nil
	}
	return run, ok, err
}

// mostMissed bounds the times missed that are counted.
const mostMissed = 4000

// serve works on a run: what there is to tell since the last digest is written
// down, kept, posted once, and recorded. It reports whether the run is over;
// one that is not is tried again.
func (d *Runner) serve(ctx context.Context, run state.DigestRun) (over bool) {
	began := d.now()
	working, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	held := run // as it was taken; what is done on it meanwhile is not renewed
	var renewing sync.WaitGroup
	renewing.Go(func() { d.renew(working, cancel, held) })
	run.Lease = time.Time{} // as it is renewed
	err := d.rescued(working, &run)
	cancel()
	renewing.Wait() // so that none comes after what is kept now
	log := d.log.With("guild", run.Guild, "digest", run.Subscription, "due", run.Due, "took_ms", d.now().Sub(began).Milliseconds())
	var caught *panicked
	switch {
	case err == nil:
		log.Info("digest "+string(run.State), "parts", len(run.Messages))
		d.tell(run, RunResult(run.State))
		return true
	case errors.Is(err, state.ErrLostRun):
		log.Warn("digest is another process's now")
		return false
	case errors.As(err, &caught):
		log.Error("digest panicked", "err", err, "stack", string(caught.stack))
	default:
		log.Warn("digest failed", "tries", run.Tries+1, "err", err)
	}
	// What is being stopped is taken up by whoever comes next, at once.
	keeping, done := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer done()
	return d.failed(keeping, run, err)
}

// renew keeps a run this process's own until the context of the work on it ends, and
// ends that where it can't be sure of it.
func (d *Runner) renew(ctx context.Context, cancel context.CancelFunc, run state.DigestRun) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	sure := time.AfterFunc(lease-leaseMargin, cancel)
	defer sure.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		began := time.Now()
		run.Lease = d.now().Add(lease)
		err := d.ledger.RenewRun(ctx, run)
		switch {
		case errors.Is(err, state.ErrLostRun):
			cancel()
		case err == nil:
			sure.Reset(lease - leaseMargin - time.Since(began))
		}
	}
}

// rescued turns a panic into an error.
func (d *Runner) rescued(ctx context.Context, run *state.DigestRun) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	return d.work(ctx, run)
}

// panicked is a panic, caught.
type panicked struct {
	value any
	stack []byte
}

func (e *panicked) Error() string {
	if err, ok := e.value.(error); ok {
		return "panic: " + err.Error()
	}
	return fmt.Sprintf("panic: %T", e.value) // a string may quote what somebody wrote
}

// work does what is left to do of a run.
func (d *Runner) work(ctx context.Context, run *state.DigestRun) error {
	n, err := d.ledger.Subscription(ctx, run.Guild, run.Subscription)
	if err != nil {
		return err
	}
	n.Forum = run.Forum // it may have been moved meanwhile
	fresh := run.State == state.RunOpen
	if fresh {
		if n.Live() {
			err = d.composeNudge(ctx, run, n)
		} else if err = d.allowed(ctx, run, n); err == nil {
			err = d.compose(ctx, run, n)
		}
		if err != nil {
			return err
		}
	}
	if run.State == state.RunComposed {
		err := d.post(ctx, run, n, fresh)
		if errors.Is(err, errNotNow) {
			return d.giveUp(ctx, run)
		}
		if err != nil {
			return err
		}
		if n.Publish && n.Channel == run.Channel {
			d.publish(ctx, run)
		}
	}
	ended := *run
	ended.Parts, ended.Ended, ended.State = nil, d.now(), state.RunPosted
	if run.State == state.RunOpen {
		ended.State = state.RunSilent
	}
	if err := d.ledger.EndRun(ctx, ended, digestBriefID(ended)); err != nil {
		return err
	}
	*run = ended
	return nil
}

// compose writes a digest and keeps it, so that whoever posts it posts the same.
// A silent one that has nothing to tell stays open.
func (d *Runner) compose(ctx context.Context, run *state.DigestRun, n state.Subscription) error {
	as, err := d.lookOf(ctx, n)
	if err != nil {
		return err
	}
	digest, seq, err := d.write(ctx, n, run.Due, as)
	if err != nil {
		return err
	}
	run.Seq = seq
	if digest.Empty() && n.Silent {
		return nil
	}
	return d.keepComposed(ctx, run, n, digest, func(id string) []message.Part { return message.Digest(as, n, digest, id) })
}

// keepComposed keeps what a run is to post, drawn with the ID of its brief.
func (d *Runner) keepComposed(ctx context.Context, run *state.DigestRun, n state.Subscription, digest briefing.Digest, draw func(id string) []message.Part) (err error) {
	composed := *run
	composed.State = state.RunComposed
	if composed.Brief == "" { // else it was written before, and may have been posted
		if composed.Brief, err = d.newID(); err != nil {
			return err
		}
	}
	if composed.Parts, err = json.Marshal(draw(composed.Brief)); err != nil {
		return err
	}
	if composed.Told, err = json.Marshal(digest.Claims()); err != nil {
		return err
	}
	text, err := json.Marshal(message.DigestBrief(digest))
	if err != nil {
		return err
	}
	brief := state.Brief{ID: composed.Brief, Guild: n.Guild, Channel: run.Channel, Created: d.now(), JSON: text}
	if n.Direct {
		brief.User, brief.Person = n.Owner, n.Owner
	}
	if err = d.ledger.ComposeRun(ctx, composed, brief); err == nil {
		*run = composed
	}
	return err
}

// write says what there is to tell to a channel since its last digest, on the
// day that it is due, and as of which change of the store.
func (d *Runner) write(ctx context.Context, n state.Subscription, due time.Time, as message.Presentation) (digest briefing.Digest, seq int64, err error) {
	scope, err := d.scope(ctx, n.Guild)
	if err != nil {
		return digest, 0, err
	}
	on := model.Account{Server: cmp.Or(n.Guild, model.DirectMessages)} // and nobody in it
	ctx = model.On(ctx, on)
	req := briefing.DigestRequest{Request: briefing.Request{Scope: scope, Topic: d.canonical(n.Topic), Explain: true, Account: on, Today: as.Day(due), Zone: as.Zone}}
	arrived, seq, err := d.store.Arrived(ctx, scope, n.Seq)
	if err != nil {
		return digest, 0, err
	}
	if err := d.library.Refresh(ctx); err != nil { // so that all that has arrived is found
		return digest, 0, err
	}
	runs, err := d.ledger.Told(ctx, n.Guild, n.Channel, mostTold)
	if err != nil {
		return digest, 0, err
	}
	for _, r := range runs {
		var claims []briefing.Claim
		if err := json.Unmarshal(r.Told, &claims); err != nil {
			return digest, 0, fmt.Errorf("read what digest %d told: %w", r.Subscription, err)
		}
		if r.Subscription == n.ID {
			if len(req.Own) == 0 {
				req.Last = claims
			}
			req.Own = append(req.Own, claims...)
		}
		if req.Told = append(req.Told, claims...); len(req.Told) > mostToldClaims {
			break
		}
	}
	if n.Seq > 0 { // else it is the first, which tells all there is
		req.Among = make(map[corpus.ArticleID]bool, len(arrived))
		for _, id := range arrived {
			req.Among[id] = true
		}
	}
	if req.Fates, _, err = d.fates(ctx, scope, n.Seq, req.Own); err != nil {
		return digest, 0, err
	}
	leave, err := d.enter(ctx, digestsTurn)
	if err != nil {
		return digest, 0, fmt.Errorf("wait to compose: %w", err)
	}
	defer leave()
	digest, err = d.digester.Digest(ctx, req)
	return digest, seq, err
}

// digestsTurn is whose turn digests take that are composed: all together that
// of one server, so that commands go on being answered.
const digestsTurn = "digests"

// fates says what has become, since a change of the store, of the articles that
// claims cite; and names, by article, the change that made it so.
func (d *Runner) fates(ctx context.Context, scope corpus.Scope, since int64, claims []briefing.Claim) (out []briefing.Fate, changes map[corpus.ArticleID]string, err error) {
	var cited []corpus.ArticleID
	for _, c := range claims {
		for _, c := range c.Citations {
			cited = append(cited, c.Source)
		}
	}
	slices.Sort(cited)
	fates, err := d.ledger.Fates(ctx, scope, slices.Compact(cited))
	if err != nil {
		return nil, nil, err
	}
	changes = map[corpus.ArticleID]string{}
	for _, f := range fates {
		if f.Seq > since {
			fate := briefing.Fate{Source: briefing.Source{ID: f.ID, Title: f.Title, Outlet: f.Outlet, URL: f.URL}}
			if f.Retraction != nil {
				fate.Retracted, fate.Reason = true, f.Retraction.Reason
			}
			out = append(out, fate)
			changes[f.ID] = fmt.Sprintf("%s@%d", f.ID, f.Seq)
		}
	}
	return out, changes, nil
}

// lookOf is how a digest is drawn.
func (d *Runner) lookOf(ctx context.Context, n state.Subscription) (message.Presentation, error) {
	as, err := d.present(ctx, n.Guild)
	if err != nil {
		return message.Presentation{}, err
	}
	as.Lang = cmp.Or(as.Lang, message.Language(n.Language))
	as.Detail = cmp.Or(message.Detail(n.Detail), as.Detail)
	if zone := message.ZoneOf(n); zone != nil {
		as.Zone = zone
	}
	return as, nil
}

// digestBriefID is what the brief of a run is saved under. It is in the custom
// IDs of the buttons under each part, by which the bot finds its own messages.
// Older versions made it of the name of the run, which may be under way still.
func digestBriefID(run state.DigestRun) string { return cmp.Or(run.Brief, RunName(run)) }

// RunName names a run. It is no secret.
func RunName(run state.DigestRun) string {
	return "d" + strconv.FormatInt(run.Subscription, 36) + "-" + strconv.FormatInt(run.Due.Unix(), 36)
}

// nonceOf names a message of a run, for Discord to take it once. Nonces are of
// up to 25 characters.
func nonceOf(run state.DigestRun, what string) string { return RunName(run) + "-" + what }
