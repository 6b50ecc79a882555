package digest

import (
	"context"
	"fmt"
	"slices"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/compose"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
)

// watchDays is how many days back the stories of a watch go: what was told a week
// ago is no longer being told.
const watchDays = 7

// Watch says what is new on a topic since the last look, the weightiest first, and
// what has only grown last.
func Watch(ctx context.Context, b *pool.Reader, req briefing.WatchRequest) ([]briefing.Nudge, error) {
	m, err := moment.Of(ctx, b, req.Request)
	if err != nil || !m.AsOf.Known() {
		return nil, err
	}
	m.Text = req.Topic
	for _, s := range req.Stories {
		req.Told = append(slices.Clip(req.Told), s.Claims...)
	}
	stories, err := compose.StoriesOf(ctx, b, req.Request, m, watchDays, req.Outlets)
	if err != nil {
		return nil, err
	}
	w := watch{ctx: ctx, b: b, req: req, m: m, stories: stories}
	changed, err := w.changed()
	if err != nil {
		return nil, err
	}
	var fresh, grown []briefing.Nudge
	for _, s := range stories.List {
		if len(s.New) == 0 {
			continue
		}
		of := slices.IndexFunc(req.Stories, func(t briefing.WatchStory) bool { return t.Has(s.IDs) })
		n, ok, err := briefing.Nudge{}, false, error(nil)
		switch {
		case of < 0:
			n, ok, err = w.fresh(s)
		case len(s.Outlets) > req.Stories[of].Outlets:
			n, ok, err = w.grown(s, of)
		}
		switch {
		case err != nil:
			return nil, err
		case ok && n.Kind == briefing.NewStory:
			fresh = append(fresh, n)
		case ok:
			grown = append(grown, n)
		}
	}
	return slices.Concat(changed, fresh, grown), ctx.Err()
}

// watch is one look at what is new on a topic.
type watch struct {
	ctx     context.Context
	b       *pool.Reader
	req     briefing.WatchRequest
	m       moment.Moment
	stories compose.Stories
}

// changed tells what has changed of what was told: what its own source does not say
// any more, and what a new article has another figure of or denies.
func (w watch) changed() ([]briefing.Nudge, error) {
	req := briefing.DigestRequest{Request: w.req.Request, Fates: w.req.Fates}
	for _, s := range w.req.Stories {
		req.Own = append(req.Own, s.Claims...)
	}
	if len(req.Own) == 0 {
		return nil, nil
	}
	changes, err := Fated(w.ctx, w.b, req)
	if err != nil {
		return nil, err
	}
	if w.stories.Pool != nil {
		found, err := w.b.Corpus.Search(w.ctx, w.m.Query(w.req.Request))
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		p, err := w.b.Read(w.ctx, w.req.Scope, moment.Plain(w.req.Topic), found)
		if err != nil {
			return nil, err
		}
		p.ScoreSentences(w.ctx)
		more, err := Changes(w.ctx, w.b, p, req)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	var out []briefing.Nudge
	for _, c := range changes {
		of := slices.IndexFunc(w.req.Stories, func(s briefing.WatchStory) bool {
			return slices.ContainsFunc(s.Claims, func(o briefing.Claim) bool { return o.Text == c.Before.Text })
		})
		n := briefing.Nudge{Kind: briefing.Changed, Of: of}
		n.Brief = w.m.Begin(briefing.Brief{Topic: w.req.Topic}, briefing.Window{})
		if n.Changes, err = CiteChanges(w.ctx, w.b, req, &n.Brief, []briefing.Change{c}); err != nil {
			return nil, err
		}
		if len(n.Changes) == 0 {
			continue
		}
		for _, s := range n.Brief.Sources {
			n.Story = append(n.Story, s.ID)
		}
		out = append(out, n)
	}
	return out, nil
}

// fresh tells a story that nobody was told of; not ok where too few outlets tell it,
// or enough did before the last look: then it is none of what is new.
func (w watch) fresh(s compose.TopicStory) (briefing.Nudge, bool, error) {
	least := max(1, w.req.Outlets)
	if len(s.Outlets) < least {
		return briefing.Nudge{}, false, nil
	}
	return w.tell(s, briefing.NewStory, least)
}

// grown tells what a story that was told has brought since.
func (w watch) grown(s compose.TopicStory, of int) (briefing.Nudge, bool, error) {
	n, ok, err := w.tell(s, briefing.Grown, 0)
	n.Of = of
	return n, ok, err
}

// tell tells a story in its sentence, which so many outlets must tell that did not
// before; 0 for any.
func (w watch) tell(s compose.TopicStory, kind briefing.NudgeKind, least int) (briefing.Nudge, bool, error) {
	n := briefing.Nudge{Kind: kind, First: s.First, Last: s.Last, Outlets: s.Outlets, Story: s.IDs}
	chosen, ok := w.stories.Tell(s, least)
	if !ok {
		return n, false, nil
	}
	out := w.m.Begin(briefing.Brief{Topic: w.req.Topic}, briefing.Window{})
	brief, err := cite.Compose(w.ctx, w.b, w.req.Scope, w.stories.Pool, out, cite.Contents{BottomLine: []cite.Chosen{chosen}})
	if err != nil {
		return n, false, fmt.Errorf("cite a story: %w", err)
	}
	n.Brief = brief
	n.Articles = len(s.New)
	return n, true, nil
}
