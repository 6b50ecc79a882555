package briefing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/prompts"
)

// Writer is a language model.
type Writer interface {
	// Write returns the model's whole reply to a prompt, or an error. As it
	// comes in, grow, where it is not nil, is given all of it so far.
	Write(ctx context.Context, p prompts.Prompt, grow func(text string)) (string, error)
}

// WithWriter returns a Briefer over the same corpus whose briefs and answers a
// model writes from the sentences that are found. What it writes is given out
// claim by claim, and only where the sentences that it cites, or others that
// were found, say the same; in the place of a claim that nothing bears out
// stands the sentence that it cited. Where no claim stands, or the model fails,
// the brief is the deterministic one, with a note. Timeline, quotes and
// differences are never the model's, and where the search finds no answer, no
// model is asked.
//
// Random is where the boundaries come from that keep articles and instructions
// apart: crypto/rand.Reader, but in tests.
func (b *Briefer) WithWriter(w Writer, p prompts.Set, random io.Reader) *Briefer {
	with := *b
	with.writer, with.prompts, with.random = w, p, random
	return &with
}

// How many sentences a model is shown at the most: enough to see the story from
// all sides, few enough for the smallest context in use, of 8,000 tokens.
const (
	shownForBrief  = 60
	shownForAnswer = 40
)

// mostShownBytes is the length above which a sentence is not shown: it is a
// list, or a page without full stops.
const mostShownBytes = 800

// The notes that a reader sees where a model was to write and did not.
const (
	noteNoReply  = "The language model gave no usable reply, so these are the articles' own sentences."
	noteUnborne  = "Nothing that the language model wrote is borne out by the articles, so these are their own sentences."
	noteNoAnswer = "The language model found no answer in what the articles say."
)

// timeKept is the share of the time left, as a divisor, that a model may not
// use: what it wrote, or that it did not, is yet to be told.
const timeKept = 10

// draft is what became of a model's reply.
type draft struct {
	brief    Brief // its head: everything but contents and sources
	contents contents
	stands   int // claims of the model that stand
	dropped  int // claims that nothing bears out
}

// generate returns the brief that a model drafts, or the plain one with a note
// where there is none. It fails only when ctx was cancelled.
func (b *Briefer) generate(ctx context.Context, scope corpus.Scope, p *pool, plain Brief, write func(context.Context) (draft, error)) (Brief, error) {
	writing := ctx
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		writing, cancel = context.WithDeadline(ctx, end.Add(-time.Until(end)/timeKept))
		defer cancel()
	}
	d, err := write(writing)
	if errors.Is(ctx.Err(), context.Canceled) {
		return Brief{}, fmt.Errorf("write with the model: %w", ctx.Err())
	}
	plain.Stats.DroppedUnsupported = d.dropped
	switch {
	case err != nil:
		plain.Note = noteNoReply
		return plain, nil
	case d.brief.Abstained:
		d.brief.Note = noteNoAnswer
	case d.stands == 0:
		plain.Note = noteUnborne
		return plain, nil
	default:
		d.brief.Mode = Generated
	}
	d.brief.Stats.DroppedUnsupported = d.dropped
	written, err := b.compose(ctx, scope, p, d.brief, d.contents)
	if err != nil {
		plain.Note = noteNoReply
		return plain, nil
	}
	return written, nil
}

// claimed is a claim as a model writes it.
type claimed struct {
	Text      string   `json:"text"`
	Sentences []string `json:"sentences"` // IDs
}

// draftBrief has the model write the bottom line and the developments, from
// the sentences of the deterministic brief and those around them.
func (b *Briefer) draftBrief(ctx context.Context, head Brief, p *pool, c contents) (draft, error) {
	var wanted []int
	near := p.neighbours()
	for _, ch := range slices.Concat(c.bottomLine, c.developments) {
		wanted = append(append(wanted, ch.sentence), ch.support...)
		wanted = append(wanted, near(ch.sentence)...)
	}
	for _, h := range c.timeline {
		wanted = append(wanted, h.sentence)
	}
	wanted = append(wanted, p.best()...)
	var wrote struct {
		BottomLine   []claimed `json:"bottom_line"`
		Developments []claimed `json:"developments"`
	}
	m, err := b.ask(ctx, p, wanted, shownForBrief, "bottom_line", &wrote, func(f prompts.Fence, s []prompts.Source) (prompts.Prompt, error) {
		return b.prompts.Brief(prompts.Brief{Fence: f, Topic: head.Topic, AsOf: head.AsOf.String(), Sources: s})
	})
	if err != nil {
		return draft{}, err
	}
	e := b.newEditor(p, m, leastClaimWords)
	d := draft{brief: head, contents: c}
	d.contents.bottomLine = e.edit(wrote.BottomLine, bottomLineClaims)
	d.contents.developments = e.edit(wrote.Developments, developmentClaims)
	// What a model leaves empty is not left so.
	if len(d.contents.bottomLine) == 0 {
		d.contents.bottomLine = e.unsaid(c.bottomLine, c.developments)
		d.contents.bottomLine = d.contents.bottomLine[:min(bottomLineClaims, len(d.contents.bottomLine))]
	}
	if len(d.contents.bottomLine) == 0 {
		n := min(bottomLineClaims, len(d.contents.developments))
		d.contents.bottomLine, d.contents.developments = d.contents.developments[:n], d.contents.developments[n:]
	}
	if len(d.contents.developments) == 0 {
		d.contents.developments = e.unsaid(c.developments)
	}
	d.stands, d.dropped = e.stands, e.dropped
	return d, nil
}

// draftAnswer has the model answer from the sentences that rank best and those
// around them.
func (b *Briefer) draftAnswer(ctx context.Context, head Brief, p *pool, ranked []candidate) (draft, error) {
	var wanted []int
	near := p.neighbours()
	for _, c := range ranked {
		if len(wanted) >= 2*shownForAnswer {
			break
		}
		wanted = append(append(wanted, c.sentence), near(c.sentence)...)
	}
	var wrote struct {
		Answer []claimed `json:"answer"`
	}
	m, err := b.ask(ctx, p, wanted, shownForAnswer, "answer", &wrote, func(f prompts.Fence, s []prompts.Source) (prompts.Prompt, error) {
		return b.prompts.Answer(prompts.Answer{Fence: f, Question: cmp.Or(head.StandaloneQuestion, head.Question), AsOf: head.AsOf.String(), Sources: s})
	})
	if err != nil {
		return draft{}, err
	}
	d := draft{brief: head}
	if len(wrote.Answer) == 0 {
		d.brief.Abstained = true
		d.contents.nearest = p.distinct(ranked, nearestClaims)
		return d, nil
	}
	e := b.newEditor(p, m, 2)
	d.contents.answer = e.edit(wrote.Answer, answerClaims)
	d.stands, d.dropped = e.stands, e.dropped
	return d, nil
}

// leastShown is how many sentences a prompt is not cut below.
const leastShown = 8

// ask shows the model the first n of the sentences wanted, or fewer where that
// is too long for it, and reads the object with the property key that it
// replies with.
func (b *Briefer) ask(ctx context.Context, p *pool, wanted []int, n int, key string, into any,
	fill func(prompts.Fence, []prompts.Source) (prompts.Prompt, error)) (material, error) {
	for ; ; n /= 2 {
		m := p.material(wanted, n)
		fence, err := prompts.NewFence(b.random)
		if err != nil {
			return material{}, err
		}
		prompt, err := fill(fence, m.sources)
		if err != nil {
			return material{}, err
		}
		reply, err := b.writer.Write(ctx, prompt, nil)
		switch {
		case errors.Is(err, model.ErrTooLong) && n/2 >= leastShown:
			continue
		case err != nil:
			return material{}, err
		}
		return m, model.Object(reply, key, into)
	}
}

// material is what a model is shown.
type material struct {
	sources []prompts.Source
	ids     map[string]int // the sentence of the pool by its ID
}

// material lays out the first n of the sentences wanted, by source, in the
// order in which an article tells them.
func (p *pool) material(wanted []int, n int) material {
	taken := map[int]bool{}
	var shown, articles []int
	for _, i := range wanted {
		s := p.sentences[i]
		if len(shown) == n || taken[i] || len(s.text) > mostShownBytes || s.fault == "boilerplate" || s.fault == "a headline" {
			continue
		}
		taken[i] = true
		shown = append(shown, i)
		if !slices.Contains(articles, s.article) {
			articles = append(articles, s.article)
		}
	}
	m := material{ids: map[string]int{}}
	slices.SortFunc(shown, func(i, j int) int {
		a, b := p.sentences[i], p.sentences[j]
		return cmp.Or(cmp.Compare(slices.Index(articles, a.article), slices.Index(articles, b.article)), cmp.Compare(a.index, b.index))
	})
	last := -1
	for k, i := range shown {
		s := p.sentences[i]
		if s.article != last {
			a := p.source(s)
			m.sources = append(m.sources, prompts.Source{N: len(m.sources) + 1, Title: a.Title, Outlet: a.Outlet,
				Published: a.Published.Truncate(corpus.Day).String()})
			last = s.article
		}
		id := fmt.Sprintf("S%d", k+1)
		m.ids[id] = i
		to := &m.sources[len(m.sources)-1]
		to.Sentences = append(to.Sentences, prompts.Sentence{ID: id, Text: s.text})
	}
	return m
}

// neighbours returns a function that gives the sentences right before and after
// a sentence, where the pool has them.
func (p *pool) neighbours() func(i int) []int {
	places := make(map[[2]int]int, len(p.sentences))
	for i, s := range p.sentences {
		places[[2]int{s.article, s.index}] = i
	}
	return func(i int) []int {
		var out []int
		for _, step := range []int{-1, 1} {
			if j, ok := places[[2]int{p.sentences[i].article, p.sentences[i].index + step}]; ok {
				out = append(out, j)
			}
		}
		return out
	}
}

// best returns the sentences that may be posted, the best first.
func (p *pool) best() []int {
	var out []int
	for i, s := range p.sentences {
		if s.score > 0 {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(i, j int) int {
		return cmp.Or(-cmp.Compare(p.sentences[i].score, p.sentences[j].score), p.compare(i, j))
	})
	return out
}
