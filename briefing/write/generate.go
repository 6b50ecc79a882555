// Package write has a language model write what was found, and gives out what is borne out.
//
// An [Author] shows a [Model] sentences of a pool, reads its reply claim by claim, and has
// package verify hold each to the sentences that it cites; what these leave undecided the
// model looks at again. In the place of a claim that does not stand, the sentences stand
// that it cites ([Author.Generate]). It also makes follow-ups stand alone, names
// conversations and writes other searches, each held to the words that were used.
package write

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/model"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/prompts"
)

// Model is a language model.
type Model interface {
	// Write returns the model's whole reply to a prompt, or an error. As it
	// comes in, grow, where it is not nil, is given all of it so far.
	Write(ctx context.Context, p prompts.Prompt, grow func(text string)) (string, error)
}

// Author has a model write of what a reader found.
type Author struct {
	*pool.Reader
	Writer   Model // nil for none
	Prompts  prompts.Set
	Random   io.Reader     // where the boundaries in prompts come from
	Patience time.Duration // with the model; 0 for the usual
	Replies  Replies       // nil to keep none
	Looks    looks         // what the model takes a second look at
}

// Writes reports whether there is a model.
func (b *Author) Writes() bool { return b.Writer != nil }

// writingTime is how long a model may take in all over one brief or answer, with
// the rewriting of a follow-up and every second try: people wait for it, and
// without a model the answer is there at once.
const writingTime = 15 * time.Second

// timeKept is the share of the time left, as a divisor, that a model may not
// use: what it wrote, or that it did not, is yet to be told.
const timeKept = 10

// Writing returns the context that a model writes in for a request.
func (b *Author) Writing(ctx context.Context, req briefing.Request) (context.Context, context.CancelFunc) {
	ctx = model.On(ctx, req.Account)
	patience := cmp.Or(b.Patience, writingTime)
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end)
		patience = min(patience, left-left/timeKept)
	}
	return context.WithTimeout(ctx, patience)
}

// draft is what became of a model's reply.
type draft struct {
	brief    briefing.Brief // its head: everything but contents and sources
	contents cite.Contents
	written  int // claims that stand as the model wrote them
	replaced int // claims in whose place the sentences stand that they cite
	dropped  int // claims that do not stand as the model wrote them
	borne    int // claims that stand, be it that a sentence given out says the same
}

// Assignment is what a model is to write.
type Assignment struct {
	wanted     []int    // sentences of the pool to show it, the most important first
	most       int      // how many of them at the most
	lists      []string // the properties of its reply, lists of claims; the first must be there
	leastWords int      // of a claim
	fill       func(prompts.Fence, []prompts.Source) (prompts.Prompt, error)
	// edit makes a draft of what it wrote, or of what it has written so far
	// where that is not the whole yet.
	edit func(e *editor, wrote map[string][]model.Claim, whole bool) draft
}

// Generate returns the brief that a model drafts, or the plain one with a note
// where there is none. While the model writes, show, where it is not nil, is
// given the brief as far as it stands. It fails only when ctx was cancelled;
// the model writes within the context writing.
func (b *Author) Generate(ctx, writing context.Context, scope corpus.Scope, p *pool.Pool, plain briefing.Brief, a Assignment, show func(briefing.Brief)) (briefing.Brief, error) {
	var grow func(draft)
	if show != nil && b.Looks != LookAtAll { // what the second look drops must not have been seen
		shown := 0
		grow = func(d draft) {
			says := len(d.contents.BottomLine) + len(d.contents.Developments) + len(d.contents.Answer)
			if d.written == 0 || says == shown {
				return
			}
			shown = says
			d.brief.Mode = briefing.Generated
			if partial, err := cite.Compose(writing, b.Reader, scope, p, d.brief, d.contents); err == nil {
				show(partial)
			}
		}
	}
	d, err := b.write(writing, p, a, grow)
	if errors.Is(ctx.Err(), context.Canceled) {
		return briefing.Brief{}, fmt.Errorf("write with the model: %w", ctx.Err())
	}
	plain.Stats.DroppedUnsupported = d.dropped
	switch {
	case errors.Is(err, model.ErrBudget):
		plain.Note = briefing.NoteBudget
		return plain, nil
	case err != nil:
		plain.Note = briefing.NoteNoReply
		return plain, nil
	case d.brief.Abstained:
		d.brief.Note = briefing.NoteNoAnswer
	case d.written == 0 && d.replaced == 0:
		plain.Note = briefing.NoteUnsupported
		return plain, nil
	case d.written == 0:
		d.brief.Note = briefing.NoteCited
		if plain.Abstained && d.borne == 0 { // no sentence is an answer for that a model cites it
			d.brief.Abstained, d.brief.Note = true, briefing.NoteUnsupported
			d.contents.Answer, d.contents.Nearest = nil, d.contents.Answer[:min(len(d.contents.Answer), cite.NearestClaims)]
		}
	default:
		d.brief.Mode = briefing.Generated
	}
	d.brief.Stats.DroppedUnsupported = d.dropped
	written, err := cite.Compose(ctx, b.Reader, scope, p, d.brief, d.contents)
	if err != nil {
		plain.Note = briefing.NoteNoReply
		return plain, nil
	}
	return written, nil
}

// leastShown is how many sentences a prompt is not cut below.
const leastShown = 8

// write has a model do an assignment: from fewer sentences where they are too
// long for it, and once more where its reply cannot be read.
func (b *Author) write(ctx context.Context, p *pool.Pool, a Assignment, grow func(draft)) (draft, error) {
	again := true
	for n := a.most; ; {
		m := materialOf(p, a.wanted, n)
		e := b.newEditor(p, m, a.leastWords)
		wrote, keep, err := b.ask(ctx, m, a, e.growing(a, grow))
		var unread *unreadable
		switch {
		case err == nil:
			b.lookAgain(ctx, e, a, wrote)
			e.begin(wrote)
			d := a.edit(e, wrote, true)
			if d.written > 0 || d.brief.Abstained {
				keep()
			}
			return d, nil
		case errors.Is(err, model.ErrTooLong) && n/2 >= leastShown:
			n /= 2
		case errors.As(err, &unread) && again && ctx.Err() == nil:
			again = false
		default:
			return draft{}, err
		}
	}
}

// unreadable is a reply that is not in the form that was asked for.
type unreadable struct{ err error }

func (e *unreadable) Error() string { return e.err.Error() }

// ask has a model write once, unless it is kept what it wrote of the same before,
// and reads the lists of its reply. keep keeps the reply.
func (b *Author) ask(ctx context.Context, m material, a Assignment, grow func(string)) (wrote map[string][]model.Claim, keep func(), err error) {
	fence, err := prompts.NewFence(b.Random)
	if err != nil {
		return nil, nil, err
	}
	prompt, err := a.fill(fence, m.sources)
	if err != nil {
		return nil, nil, err
	}
	reply, keep, err := b.reply(ctx, prompt, fence, grow)
	if err != nil {
		return nil, nil, err
	}
	wrote, err = model.Claims(reply, a.lists)
	if err != nil {
		if w, ok := b.Writer.(interface {
			Unread(prompt string, why error)
		}); ok {
			w.Unread(prompt.Name, err)
		}
		return nil, nil, &unreadable{err}
	}
	return wrote, keep, nil
}

// growing returns what to call with the reply as it comes in, so that grow is
// called with the draft each time that another claim is there; nil where grow is.
func (e *editor) growing(a Assignment, grow func(draft)) func(string) {
	if grow == nil {
		return nil
	}
	var lists model.Lists
	return func(text string) {
		if !lists.Grow(text) {
			return
		}
		wrote := map[string][]model.Claim{}
		for _, key := range a.lists {
			wrote[key] = lists.Claims(key)
		}
		e.begin(wrote)
		grow(a.edit(e, wrote, false))
	}
}

// The lists of the replies.
const (
	listBottomLine   = "bottom_line"
	listDevelopments = "developments"
	listAnswer       = "answer"
)

// BriefAssignment has a model write the bottom line and the developments, from
// the sentences of the deterministic brief and those that rank best.
func (b *Author) BriefAssignment(head briefing.Brief, p *pool.Pool, c cite.Contents) Assignment {
	var wanted []int
	for _, ch := range slices.Concat(c.BottomLine, c.Developments, c.Background) {
		wanted = append(append(wanted, ch.Sentence), ch.Support...)
	}
	for _, h := range c.Timeline {
		wanted = append(wanted, h.Sentence)
	}
	wanted = append(wanted, best(p)...)
	return Assignment{
		wanted: withRecent(p, wanted, head.AsOf), most: mostShownSentences, lists: []string{listBottomLine, listDevelopments}, leastWords: pool.LeastClaimWords,
		fill: func(f prompts.Fence, s []prompts.Source) (prompts.Prompt, error) {
			return b.Prompts.Brief(prompts.Brief{Fence: f, Topic: head.Topic, AsOf: head.AsOf.String(), Sources: s})
		},
		edit: func(e *editor, wrote map[string][]model.Claim, whole bool) draft {
			d := draft{brief: head}
			if whole {
				d.contents = c
			}
			first, more := wrote[listBottomLine], wrote[listDevelopments]
			if n := min(len(first), cite.BottomLineClaims); len(more) == 0 { // one list of all
				first, more = first[:n], first[n:]
			}
			d.contents.BottomLine = e.edit(first, cite.BottomLineClaims)
			d.contents.Developments = e.edit(more, cite.DevelopmentClaims)
			if whole {
				e.fillUp(&d.contents, c)
			}
			d.written, d.replaced, d.dropped, d.borne = e.written, e.replaced, e.dropped, e.borne
			return d
		},
	}
}

// fillUp puts the articles' own sentences where a model left a part of a brief
// empty.
func (e *editor) fillUp(d *cite.Contents, plain cite.Contents) {
	if len(d.BottomLine) == 0 {
		d.BottomLine = e.unsaid(plain.BottomLine, plain.Developments)
		d.BottomLine = d.BottomLine[:min(cite.BottomLineClaims, len(d.BottomLine))]
	}
	if len(d.BottomLine) == 0 {
		n := min(cite.BottomLineClaims, len(d.Developments))
		d.BottomLine, d.Developments = d.Developments[:n], d.Developments[n:]
	}
	if len(d.Developments) == 0 {
		d.Developments = e.unsaid(plain.Developments)
	}
}

// AnswerAssignment has a model answer from sentences, the best first, or abstain with
// the nearest.
func (b *Author) AnswerAssignment(head briefing.Brief, p *pool.Pool, ranked []int, nearest []cite.Chosen, explain func(*cite.Citer, cite.Contents) []briefing.Explanation) Assignment {
	return Assignment{
		wanted: withRecent(p, ranked, head.AsOf), most: mostShownSentences, lists: []string{listAnswer}, leastWords: 2,
		fill: func(f prompts.Fence, s []prompts.Source) (prompts.Prompt, error) {
			return b.Prompts.Answer(prompts.Answer{Fence: f, Question: cmp.Or(head.StandaloneQuestion, head.Question), AsOf: head.AsOf.String(), Sources: s})
		},
		edit: func(e *editor, wrote map[string][]model.Claim, whole bool) draft {
			d := draft{brief: head}
			if whole {
				d.contents.Explain = explain
			}
			if whole && len(wrote[listAnswer]) == 0 {
				d.brief.Abstained = true
				d.contents.Nearest = nearest
				return d
			}
			d.contents.Answer = e.edit(wrote[listAnswer], cite.AnswerClaims)
			d.written, d.replaced, d.dropped, d.borne = e.written, e.replaced, e.dropped, e.borne
			return d
		},
	}
}
