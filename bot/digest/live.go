package digest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	// remembers is how long what a channel was told is not told to it again: longer
	// than any story is looked for.
	remembers = 45 * 24 * time.Hour
	// uneditable is the number of outlets of a story whose message is not known: it
	// has never grown.
	uneditable = 1 << 30
)

// errNotNow is the error of a run of a watch that may not be posted now: it is quiet
// hours, or what it says is old. The next look says it anew, or something better.
var errNotNow = errors.New("it is not the time for this")

// beginLook begins a run of a watch: of now, whenever it was due. What came in while
// nobody was there it finds all at once. Where it has said enough for the day, it is
// due on the next.
func (d *Runner) beginLook(ctx context.Context, n state.Subscription, s schedule.Schedule, now time.Time) (run state.DigestRun, ok bool, err error) {
	due := time.Time{}
	said, err := d.ledger.Nudges(ctx, n, s.DayBegan(now))
	switch {
	case err != nil:
		return run, false, err
	case s.IsQuiet(now):
		due, err = s.Next(now)
	case n.Most > 0 && said >= n.Most:
		due = s.NextDay(now)
	}
	if err != nil || !due.IsZero() {
		return run, false, errors.Join(err, d.ledger.PlanSubscription(ctx, n, due))
	}
	next, err := s.Next(now)
	if err != nil {
		return run, false, err
	}
	run = state.DigestRun{
		Subscription: n.ID, Due: now.Truncate(time.Second), Guild: n.Guild, Channel: n.Channel, Forum: n.Forum, Topic: n.Topic,
		State: state.RunOpen, Holder: d.holder, Lease: now.Add(lease),
	}
	ok, err = d.ledger.BeginRun(ctx, n, run, next)
	return run, ok, err
}

// giveUp ends a run that may not be posted now as if it had found nothing, but knows
// of nothing either.
func (d *Runner) giveUp(ctx context.Context, run *state.DigestRun) error {
	ended := *run
	ended.State, ended.Ended, ended.Seq = state.RunSilent, d.now(), 0
	ended.Parts, ended.Told, ended.Story = nil, nil, nil
	if err := d.ledger.EndRun(ctx, ended, ""); err != nil {
		return err
	}
	*run = ended
	return nil
}

// composeNudge writes the first thing that there is to tell, and keeps it. A run
// that finds nothing stays open. While there is more, what the subscription knows of
// stays what it was, so that the next run finds it.
func (d *Runner) composeNudge(ctx context.Context, run *state.DigestRun, n state.Subscription) error {
	as, err := d.lookOf(ctx, n)
	if err != nil {
		return err
	}
	told, err := d.toldIn(ctx, n, run.Due)
	if err != nil {
		return err
	}
	nudges, seq, fates, err := d.look(ctx, n, run.Due, as, told)
	if err != nil {
		return err
	}
	if run.Seq = seq; len(nudges) == 0 {
		return nil
	}
	if len(nudges) > 1 {
		run.Seq = n.Seq
	}
	nudge := nudges[0]
	run.Story = &state.ToldStory{Articles: nudge.Story, Outlets: len(nudge.Outlets), Edits: nudge.Kind == briefing.Grown}
	for _, c := range nudge.Changes {
		for _, cited := range c.Before.Citations {
			if key := fates[cited.Source]; key != "" {
				run.Story.Changed = append(run.Story.Changed, key)
			}
		}
	}
	note := ""
	if nudge.Kind != briefing.NewStory {
		before := told[nudge.Of]
		run.Story.Message = before.message
		run.Story.Articles = slices.Concat(run.Story.Articles, before.Articles)
		slices.Sort(run.Story.Articles)
		run.Story.Articles = slices.Compact(run.Story.Articles)
	}
	if nudge.Kind == briefing.Grown {
		if nudge.Brief, err = d.grown(ctx, n, told[nudge.Of].brief, nudge.Brief); err != nil {
			return err
		}
		// The mark of what was corrected in it goes with what is edited.
		if note, err = d.CorrectionsOf(ctx, as, n.Guild, nudge.Brief); err != nil {
			return err
		}
	}
	return d.keepComposed(ctx, run, n, nudge.Digest, func(id string) []message.Part {
		parts := message.Nudge(as, n, nudge, id)
		if note != "" {
			parts[0].Blocks = append([]string{note}, parts[0].Blocks...)
		}
		return parts
	})
}

// grown is the brief by which a story was told, with what is told of it now.
func (d *Runner) grown(ctx context.Context, n state.Subscription, id string, now briefing.Brief) (briefing.Brief, error) {
	saved, err := d.store.LoadBrief(ctx, n.Guild, id)
	if errors.Is(err, corpus.ErrNotFound) { // it was deleted, as what it cites was
		return now, nil
	}
	if err != nil {
		return now, err
	}
	var before briefing.Brief
	if err := json.Unmarshal(saved.JSON, &before); err != nil {
		return now, fmt.Errorf("read saved brief %s: %w", id, err)
	}
	return before.Grown(now), nil
}

// toldStory is a story that a channel was told, the message that tells it, and the
// brief behind that.
type toldStory struct {
	briefing.WatchStory
	message string // empty where that is not known
	brief   string
	changed []string
}

// toldIn returns what a channel was told, the newest first. A story and what was told
// of it later is one. What a digest told is told, too.
func (d *Runner) toldIn(ctx context.Context, n state.Subscription, now time.Time) ([]toldStory, error) {
	runs, err := d.ledger.ToldStories(ctx, n.Guild, n.Channel, now.Add(-remembers))
	if err != nil {
		return nil, err
	}
	var told []toldStory
	at := map[string]int{} // by message
	for _, r := range runs {
		var claims []briefing.Claim
		if err := json.Unmarshal(r.Told, &claims); err != nil {
			return nil, fmt.Errorf("read what was told by subscription %d: %w", r.Subscription, err)
		}
		if r.Story == nil {
			s := toldStory{WatchStory: briefing.WatchStory{Claims: claims, Outlets: uneditable}}
			for _, c := range claims {
				for _, c := range c.Citations {
					s.Articles = append(s.Articles, c.Source)
				}
			}
			told = append(told, s)
			continue
		}
		m := r.Story.Message
		if m == "" && len(r.Messages) > 0 {
			m = r.Messages[0]
		}
		i, there := at[m]
		if !there || m == "" {
			i = len(told)
			at[m] = i
			told = append(told, toldStory{message: m, WatchStory: briefing.WatchStory{Outlets: uneditable}})
		}
		s := &told[i]
		s.Articles, s.Claims = append(s.Articles, r.Story.Articles...), append(s.Claims, claims...)
		s.changed = append(s.changed, r.Story.Changed...)
		if r.Subscription != n.ID || m == "" {
			continue
		}
		if s.Outlets == uneditable {
			s.Outlets = 0
		}
		s.Outlets = max(s.Outlets, r.Story.Outlets)
		if s.brief == "" && (r.Story.Edits || r.Story.Message == "") {
			s.brief = r.Brief
		}
	}
	return told, nil
}

// look says what there is to tell since the last look, as of which change of the
// store, and by article the names of those changes that what was told rests on.
func (d *Runner) look(ctx context.Context, n state.Subscription, now time.Time, as message.Presentation, told []toldStory) (nudges []briefing.Nudge, seq int64, fates map[corpus.ArticleID]string, err error) {
	scope, err := d.scope(ctx, n.Guild)
	if err != nil {
		return nil, 0, nil, err
	}
	on := model.Account{Server: cmp.Or(n.Guild, model.DirectMessages)}
	ctx = model.On(ctx, on)
	req := briefing.WatchRequest{
		Request: briefing.Request{Scope: scope, Topic: d.canonical(n.Topic), Account: on, Today: as.Day(now), Zone: as.Zone, Verbatim: true},
		Outlets: n.Outlets,
	}
	arrived, seq, err := d.store.Arrived(ctx, scope, n.Seq)
	if err != nil {
		return nil, 0, nil, err
	}
	if err := d.library.Refresh(ctx); err != nil { // so that all that has arrived is found
		return nil, 0, nil, err
	}
	req.Among = make(map[corpus.ArticleID]bool, len(arrived))
	for _, id := range arrived {
		req.Among[id] = true
	}
	var claims []briefing.Claim
	var changed []string
	for _, s := range told {
		req.Stories = append(req.Stories, s.WatchStory)
		claims, changed = append(claims, s.Claims...), append(changed, s.changed...)
	}
	// While there is more to tell, what is known of stays, but not what was told of.
	if req.Fates, fates, err = d.fates(ctx, scope, n.Seq, claims); err != nil {
		return nil, 0, nil, err
	}
	req.Fates = slices.DeleteFunc(req.Fates, func(f briefing.Fate) bool { return slices.Contains(changed, fates[f.Source.ID]) })
	leave, err := d.enter(ctx, digestsTurn)
	if err != nil {
		return nil, 0, nil, fmt.Errorf("wait to compose: %w", err)
	}
	defer leave()
	nudges, err = d.digester.Watch(ctx, req)
	return nudges, seq, fates, err
}

// edit puts what a story has become in the place of the message that tells it. Done
// twice it is the same. One that was deleted meanwhile stays so.
func (d *Runner) edit(ctx context.Context, run *state.DigestRun, parts []message.Part) error {
	channel := run.Channel
	if run.Forum {
		channel = run.Story.Message // the post has the ID of its first message
	}
	_, err := d.outbox.Edit(ctx, channel, run.Story.Message, discord.Message{Components: parts[0].Card().Components()})
	if err != nil && !errors.Is(err, discord.ErrMessageGone) {
		return err
	}
	run.Messages = []string{run.Story.Message}
	return nil
}

// answers is the message that a run answers; empty for none.
func answers(run state.DigestRun) string {
	if run.Story == nil || run.Story.Edits {
		return ""
	}
	return run.Story.Message
}
