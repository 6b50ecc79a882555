package bot

import (
	"context"

	"sitrep/bot/message"
	"sitrep/briefing/model"
)

// usage serves /usage, for those who manage the server: what the language model
// was used there, and what it cost.
func (b *Bot) usage(ctx context.Context, r *request) error {
	if err := mayManage(r); err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	if b.costs == nil {
		return b.answer(ctx, r, message.Notice(r.look.Say("No language model writes here"), r.look.Say("All answers are the articles' own sentences, and cost nothing.")))
	}
	today := b.now().UTC()
	used, err := b.store.Usage(ctx, r.guild, model.Today(today.AddDate(0, 0, 1-message.UsageDays)))
	if err != nil {
		return err
	}
	return b.answer(ctx, r, message.Usage(r.look, *b.costs, used, today))
}
