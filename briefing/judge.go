package briefing

import (
	"context"
	"fmt"
	"strings"

	"sitrep/briefing/model"
	"sitrep/prompts"
)

// Judged returns a Briefer like b where the model, after it has written, is
// asked for a second opinion on each claim that the articles bear out. It can
// only drop claims. Where it fails, they stand: they have been checked. Nothing is
// shown while such a brief grows.
func (b *Briefer) Judged() *Briefer {
	with := *b
	with.judged = true
	return &with
}

// secondOpinion has a model judge the claims of its reply that stand; those that
// it rejects do not stand any more.
func (b *Briefer) secondOpinion(ctx context.Context, e *editor, a assignment, wrote map[string][]claimed) {
	if !b.judged {
		return
	}
	e.begin()
	a.edit(e, wrote, true)
	if len(e.stood) == 0 {
		return
	}
	fence, err := prompts.NewFence(b.random)
	if err != nil {
		return
	}
	asked := prompts.Judge{Fence: fence}
	byID := map[string]string{}
	for i, s := range e.stood {
		c := prompts.Claim{ID: fmt.Sprintf("C%d", i+1), Text: s.text}
		for _, sentence := range s.by {
			c.Sentences = append(c.Sentences, e.p.sentences[sentence].text)
		}
		asked.Claims = append(asked.Claims, c)
		byID[c.ID] = s.text
	}
	prompt, err := b.prompts.Judge(asked)
	if err != nil {
		return
	}
	reply, keep, err := b.reply(ctx, prompt, fence, nil)
	if err != nil {
		return
	}
	var judged struct {
		Rejected []string `json:"rejected"`
	}
	if model.Object(reply, "rejected", &judged) != nil {
		return
	}
	keep()
	e.rejected = map[string]bool{}
	for _, id := range judged.Rejected {
		if text, ok := byID[strings.ToUpper(strings.Trim(id, " []()."))]; ok {
			e.rejected[text] = true
		}
	}
}
