package bot

import (
	"context"

	"sitrep/bot/message"
	"sitrep/briefing/model"
)

// usageCard says what was asked in a server and not answered, and what a language
// model was used there.
func (b *Bot) usageCard(ctx context.Context, r *request) (message.Card, error) {
	today := b.now().UTC()
	asked, err := b.store.UnansweredIn(ctx, r.guild, maxUnanswered)
	if err != nil {
		return message.Card{}, err
	}
	var questions []message.Question
	for _, q := range asked {
		questions = append(questions, message.Question{Text: q.Question, Times: q.Times})
	}
	var used []model.Usage
	if b.costs != nil {
		if used, err = b.store.Usage(ctx, r.guild, model.Today(today.AddDate(0, 0, 1-message.UsageDays))); err != nil {
			return message.Card{}, err
		}
	}
	return message.Usage(r.look, b.costs, used, questions, today), nil
}

// maxUnanswered is how many unanswered questions are shown, those asked last.
const maxUnanswered = 20
