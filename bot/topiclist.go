package bot

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/briefing"
	"sitrep/corpus/topics"
)

// showTopics shows a page of what there is to ask about.
func (b *Bot) showTopics(ctx context.Context, r *router.Request, page int) error {
	var list *topics.List
	err := r.InTurn(ctx, func() (err error) {
		list, err = b.library.Topics(ctx, r.Scope)
		return err
	})
	if err != nil {
		return err
	}
	all := list.Topics(message.MaxTopics)
	if len(all) == 0 {
		size, err := b.library.Size(ctx, r.Scope)
		if err != nil {
			return err
		}
		if size.Articles == 0 {
			return r.Answer(ctx, message.EmptyCorpus(r.Presentation))
		}
	}
	c := message.Topics(r.Presentation, all, page)
	c.Buttons = append(c.Buttons, message.BackToHelp(r.Presentation))
	return r.Answer(ctx, c)
}

// pickTopic serves the menu of a list of topics: a brief on the one chosen.
func (b *Bot) pickTopic(ctx context.Context, r *router.Request, data discordgo.MessageComponentInteractionData) error {
	if len(data.Values) != 1 {
		return message.ErrUnknownControl
	}
	r.Command = commandBrief
	topic := message.Shorten(message.Tidy(data.Values[0]), message.MaxTopic)
	if topic == "" {
		return message.ErrUnknownControl
	}
	req := b.onTopic(r, topic)
	if err := r.Acknowledge(ctx, false); err != nil {
		return err
	}
	headline := message.LabelOf(r.Message, data.CustomID, data.Values[0])
	brief, err := b.composeFor(ctx, r, b.briefer.Brief, req)
	if errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty() {
		// What names a story may be in no article together: its headline is.
		if headline != "" && headline != topic {
			return b.tellBrief(ctx, r, b.onTopic(r, message.Shorten(headline, message.MaxTopic)))
		}
		return b.nothing(ctx, r, req, errors.Is(err, briefing.ErrNoNews))
	}
	if err != nil {
		return err
	}
	if headline != "" && strings.Contains(topic, message.NamesParted) { // several names are no title
		brief.Topic = headline
	}
	return b.show(ctx, r, brief, threadContext{})
}
