package settings

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/briefing/model"
)

// usage says what was asked in a server and not answered, and what a language
// model was used there.
func (st *Settings) usage(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	today := st.Now().UTC()
	asked, err := st.Store.UnansweredIn(ctx, r.Guild, maxUnanswered)
	if err != nil {
		return message.Card{}, err
	}
	var questions []message.Question
	for _, q := range asked {
		questions = append(questions, message.Question{Text: q.Question, Times: q.Times})
	}
	var used []model.Usage
	if st.Costs != nil {
		if used, err = st.Store.Usage(ctx, r.Guild, model.Today(today.AddDate(0, 0, 1-message.UsageDays))); err != nil {
			return message.Card{}, err
		}
	}
	return message.Usage(r.Presentation, st.Costs, used, questions, today), nil
}

// maxUnanswered is how many unanswered questions are shown, those asked last.
const maxUnanswered = 20
