package write

import (
	"context"
	"fmt"
	"slices"

	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/prompts"
)

// looks says at which claims of its own a model takes a second look.
type looks int

const (
	lookAtUndecided looks = iota // those that the articles neither bear out nor contradict
	LookAtAll                    // those that they bear out, too
	LookAtNone                   // where a claim is left undecided, what it cites stands in its place
)

// lookAgain has a model say of the claims of its reply whether the sentences that
// each cites say the same, shown those alone. Of those undecided the ones stand
// that it finds so. One that the articles bear out falls where it is asked about
// and not found so; where the model fails it stands.
func (b *Author) lookAgain(ctx context.Context, e *editor, a Assignment, wrote map[string][]model.Claim) {
	if b.Looks == LookAtNone {
		return
	}
	byID, seen := map[string]*ruling{}, map[*ruling]bool{}
	var asked prompts.Look
	for _, list := range a.lists {
		for _, c := range wrote[list][:min(len(wrote[list]), mostRuled)] {
			r := e.rule(c)
			if r.state == refused || r.state == stands && b.Looks != LookAtAll || seen[r] {
				continue
			}
			id := fmt.Sprintf("C%d", len(byID)+1)
			byID[id], seen[r] = r, true
			asked.Claims = append(asked.Claims, e.claim(id, r))
		}
	}
	if len(byID) == 0 {
		return
	}
	var err error
	if asked.Fence, err = prompts.NewFence(b.Random); err != nil {
		return
	}
	prompt, err := b.Prompts.Look(asked)
	if err != nil {
		return
	}
	reply, keep, err := b.reply(ctx, prompt, asked.Fence, nil)
	if err != nil {
		return
	}
	var found struct {
		Supported []string `json:"supported"`
	}
	if model.Object(reply, "supported", &found) != nil {
		return
	}
	keep()
	passed := map[*ruling]bool{}
	for _, id := range found.Supported {
		passed[byID[model.ID(id)]] = true
	}
	for _, r := range byID {
		switch {
		case !passed[r]:
			r.state = refused
		case r.state == undecided:
			r.state, r.by = stands, e.needed(r)
		}
	}
}

// claim is a claim with what bears it out, as it is looked at again.
func (e *editor) claim(id string, r *ruling) prompts.Claim {
	c := prompts.Claim{ID: id, Text: r.text}
	cited := slices.Clone(r.cited)
	if r.state == stands {
		cited = r.by
	}
	slices.SortFunc(cited, e.p.Compare)
	last := -1
	for _, i := range cited {
		s := e.p.Sentences[i]
		a := e.p.Source(s)
		if s.Article != last {
			last = s.Article
			c.Sources = append(c.Sources, prompts.Source{N: len(c.Sources) + 1, Title: a.Title, Outlet: a.Outlet,
				Published: a.Published.Truncate(corpus.Day).String()})
		}
		to := &c.Sources[len(c.Sources)-1]
		to.Sentences = append(to.Sentences, prompts.Citable{Text: s.Text})
	}
	return c
}
