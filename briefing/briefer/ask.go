package briefer

import (
	"context"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/answer"
	"sitrep/briefing/cite"
	"sitrep/briefing/followup"
	"sitrep/briefing/moment"
)

// Ask answers a question with the one to three sentences that say it, or
// abstains where the corpus does not. A follow-up is first made to stand alone; see
// [Briefer.Standalone]. Without a model, one that names its own subject is asked as it
// stands before that, for it may follow on nothing. An abstention is no error: the brief has
// Abstained set, and the passages that came nearest.
func (b *Briefer) Ask(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	writing, done := b.author.Writing(ctx, req)
	defer done()
	meanings := followup.Meanings(req.Earlier, req.Question)
	question := req.Question
	if meanings == nil {
		question = b.author.Standalone(writing, req.Earlier, req.Question)
	}
	if question == req.Question || b.author.Writes() || !followup.NamesItsOwn(req.Question) {
		return b.askAs(ctx, writing, req, question, meanings)
	}
	alone := req
	alone.Earlier = nil
	answer, err := b.askAs(ctx, writing, alone, req.Question, nil)
	if err != nil || !answer.Abstained {
		return answer, err
	}
	added, err := b.askAs(ctx, writing, req, question, nil)
	if err != nil || !added.Abstained {
		return added, err
	}
	return answer, nil // what was talked about has nothing to do with it
}

// askAs answers a question as it was understood, or asks back which of some is meant.
func (b *Briefer) askAs(ctx, writing context.Context, req briefing.Request, question string, meanings []string) (briefing.Brief, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return briefing.Brief{}, err
	}
	defer leave()
	m, err := moment.Read(ctx, b.archive, req, answer.SubjectOf(answer.Written(question)))
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("ask: %w", err)
	}
	out := m.Begin(briefing.Brief{Question: req.Question}, m.Window)
	if meanings != nil {
		out.Abstained, out.Meanings = true, meanings
		return out, nil
	}
	if len(req.Earlier) > 0 {
		if at, ok := followup.PointsAt(req.Earlier[len(req.Earlier)-1], req.Question); ok {
			if told, ok, err := answer.TellShown(ctx, b.archive, req, m, out, at); err != nil || ok {
				return told, err
			}
		}
	}
	if question != req.Question {
		out.StandaloneQuestion = question
	}
	answer, err := b.answerAt(ctx, writing, req, m, out, leave)
	if err != nil || !answer.Abstained {
		return answer, err
	}
	older, ok, err := moment.Before(ctx, b.archive, req, m)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("ask: %w", err)
	}
	if !ok {
		return answer, nil
	}
	out.Older = true
	before, err := b.answerAt(ctx, writing, req, older, out, leave)
	if err != nil || !before.Abstained || len(answer.Nearest) == 0 {
		return before, err
	}
	return answer, nil
}

// answerAt is Ask for one moment, going on from the brief that was begun. It calls
// leave before it waits for a model.
func (b *Briefer) answerAt(ctx, writing context.Context, req briefing.Request, m moment.Moment, out briefing.Brief, leave func()) (briefing.Brief, error) {
	found, err := answer.Find(ctx, b.archive, req, m)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("ask: %w", err)
	}
	note := ""
	if found.Found.Foreign {
		note = briefing.NoteLanguage
	}
	if found.Pool == nil {
		out.Abstained, out.Note = true, note
		return out, nil
	}
	out.Stats.Considered = found.Pool.Read
	plain := out
	if plain.Abstained = found.Abstained; plain.Abstained {
		plain.Note = note
	}
	if plain, err = cite.Compose(ctx, b.archive, req.Scope, found.Pool, plain, found.Contents); err != nil {
		return briefing.Brief{}, fmt.Errorf("ask: %w", err)
	}
	if b.author.Writes() && len(found.Ranked) > 0 {
		leave()
		p, shown := found.Pool, found.Ranked
		if plain.Abstained {
			more, again, err := answer.SearchAgain(ctx, b.archive, req, m, found.Found, b.author.Queries(writing, m.Text, m.AsOf.String()))
			if err != nil {
				return briefing.Brief{}, fmt.Errorf("ask: %w", err)
			}
			if more != nil {
				p, shown = more, again
			}
		}
		return b.author.Generate(ctx, writing, req.Scope, p, plain, b.author.AnswerAssignment(out, p, answer.SentencesOf(shown), answer.Distinct(p, shown, cite.NearestClaims), answer.Explaining(p, req, shown)), req.Grow)
	}
	return plain, nil
}
