package bot

import (
	"cmp"
	"context"
	"errors"

	"sitrep/briefing/followup"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/briefing"
	"sitrep/briefing/remark"
)

// askCommand is /ask.
func (b *Bot) askCommand() router.Command {
	return router.Command{Name: commandAsk, Governed: true, Serve: b.ask, Define: func() *discordgo.ApplicationCommand {
		question := router.Text(optionQuestion, "A question in plain words", maxQuestion)
		question.Required = true
		return &discordgo.ApplicationCommand{
			Description: "Answer a question from the articles, or say that they don't",
			Options:     append([]*discordgo.ApplicationCommandOption{question}, router.DateOptions()...),
		}
	}}
}

// ask serves /ask, as brief does /brief.
func (b *Bot) ask(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	req, err := askRequest(r, data)
	if err != nil {
		return err
	}
	if err := r.Acknowledge(ctx, false); err != nil {
		return err
	}
	if today, ok := asksForToday(r, req.Question, false); ok && !req.Since.Known() && !req.AsOf.Known() {
		return b.answerToday(ctx, r, today)
	}
	if said := remark.Of(req.Question); said != remark.None {
		return b.replyToRemark(ctx, r, said)
	}
	return b.answerQuestion(ctx, r, req, threadContext{})
}

// answerQuestion composes, saves and shows the answer to a question that follows on
// others.
func (b *Bot) answerQuestion(ctx context.Context, r *router.Request, req briefing.Request, on threadContext) error {
	answer, err := b.composeFor(ctx, r, b.briefer.Ask, req)
	if err != nil && !errors.Is(err, briefing.ErrNothing) {
		return err
	}
	if err != nil || answer.Empty() {
		if answer.Stats.Articles == 0 {
			size, err := b.library.Size(ctx, r.Scope)
			if err != nil {
				return err
			}
			if size.Articles == 0 {
				return r.Answer(ctx, message.EmptyCorpus(r.Presentation))
			}
			answer.Stats.Articles = size.Articles
		}
		answer.Question, answer.Abstained = req.Question, true
	}
	if len(answer.Meanings) > 0 {
		return b.askWhich(ctx, r, answer, on)
	}
	if answer.Abstained && answer.StandaloneQuestion == "" && followup.Leans(answer.Question) {
		return b.askBack(ctx, r, answer.Question, on.last)
	}
	if answer.Abstained && r.Guild != "" {
		asked := cmp.Or(answer.StandaloneQuestion, answer.Question)
		if err := b.store.NoteUnanswered(ctx, r.Guild, message.Shorten(message.Tidy(asked), message.MaxEcho), b.now()); err != nil {
			b.log.Error("unanswered question not kept", "guild", r.Guild, "request", r.Ref, "err", err)
		}
	}
	return b.show(ctx, r, answer, on)
}

func askRequest(r *router.Request, data discordgo.ApplicationCommandInteractionData) (briefing.Request, error) {
	req := r.Asks()
	var err error
	if req.Question, err = router.Option(data, optionQuestion, maxQuestion); err != nil {
		return req, err
	}
	if req.Question == "" {
		return req, problem.Usage("Ask something, such as `/ask question:When was the Singapore summit?`.")
	}
	return req, router.Limits(data, &req)
}
