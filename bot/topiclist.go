package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/briefing"
	"sitrep/corpus/topics"
)

// showTopics shows a page of what there is to ask about.
func (b *Bot) showTopics(ctx context.Context, r *request, page int) error {
	var list *topics.List
	err := b.inTurn(ctx, r, func() (err error) {
		list, err = b.library.Topics(ctx, r.scope)
		return err
	})
	if err != nil {
		return err
	}
	all := list.Topics(message.MaxTopics)
	if len(all) == 0 {
		size, err := b.library.Size(ctx, r.scope)
		if err != nil {
			return err
		}
		if size.Articles == 0 {
			return b.answer(ctx, r, message.EmptyCorpus(r.look))
		}
	}
	c := message.Topics(r.look, all, page)
	c.Buttons = append(c.Buttons, message.BackToHelp(r.look))
	return b.answer(ctx, r, c)
}

// pickTopic serves the menu of a list of topics: a brief on the one chosen.
func (b *Bot) pickTopic(ctx context.Context, r *request, data discordgo.MessageComponentInteractionData) error {
	if len(data.Values) != 1 {
		return message.ErrUnknownControl
	}
	r.command = commandBrief
	topic := message.Shorten(message.Tidy(data.Values[0]), message.MaxTopic)
	if topic == "" {
		return message.ErrUnknownControl
	}
	req := b.onTopic(r, topic)
	if err := b.acknowledge(ctx, r, false); err != nil {
		return err
	}
	brief, err := b.composeFor(ctx, r, b.briefer.Brief, req)
	if errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty() {
		// What names a story may be in no article together: its headline is.
		if headline := message.LabelOf(r.Message, data.CustomID, data.Values[0]); headline != "" && headline != topic {
			return b.tellBrief(ctx, r, b.onTopic(r, message.Shorten(headline, message.MaxTopic)))
		}
		return b.nothing(ctx, r, req)
	}
	if err != nil {
		return err
	}
	return b.show(ctx, r, brief, threadContext{})
}
