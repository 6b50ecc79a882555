package bot

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus/store"
)

// brief serves /brief: what was typed is read, the command acknowledged, the
// brief composed, saved for its buttons, drawn, and put in place of the
// acknowledgement.
func (b *Bot) brief(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	req, err := b.briefRequest(r, data)
	if err != nil {
		return err
	}
	level, err := option(data, optionDetail, maxChoice)
	if err != nil {
		return err
	}
	if slices.Contains(details, detail(level)) {
		r.look.detail = detail(level)
	}
	return b.briefOn(ctx, r, req)
}

// briefOn answers a request for a brief.
func (b *Bot) briefOn(ctx context.Context, r *request, req briefing.Request) error {
	if err := b.acknowledge(ctx, r, false); err != nil {
		return err
	}
	return b.tellBrief(ctx, r, req, "")
}

// briefRequest reads what was typed.
func (b *Bot) briefRequest(r *request, data discordgo.ApplicationCommandInteractionData) (briefing.Request, error) {
	topic, err := option(data, optionTopic, maxTopic)
	if err != nil {
		return briefing.Request{}, err
	}
	if topic == "" {
		return briefing.Request{}, usageError("Name a topic, such as `/brief topic:North Korea`.")
	}
	req := b.onTopic(r, topic)
	return req, limits(data, &req)
}

// onTopic asks for a brief on a topic. A curated one is asked for by its
// canonical name, so that the brief says what it was understood as.
func (b *Bot) onTopic(r *request, topic string) briefing.Request {
	return briefing.Request{Scope: r.scope, Topic: b.canonical(topic), Explain: true} // for the button "Why this"
}

// show saves a brief, draws it, and puts it in place of the acknowledgement.
func (b *Bot) show(ctx context.Context, r *request, brief briefing.Brief) error {
	return b.showWith(ctx, r, brief, "")
}

// showWith is show, with a line of small print on what the brief is; empty for
// none.
func (b *Bot) showWith(ctx context.Context, r *request, brief briefing.Brief, line string) error {
	known := r.shown != ""
	as, id := r.look, b.save(ctx, r, brief)
	as.threads = b.threadsFit(ctx, r)
	message, err := b.post(ctx, r, renderBrief(as, brief, id).withLine(line))
	if err == nil && (r.said != nil || !known) {
		b.noteMessage(ctx, r, id, message)
	}
	return err
}

// save keeps a brief for the buttons under it, and the question for what may be
// asked after it, and returns the brief's ID. A brief that can't be kept is
// shown without buttons rather than not at all: its ID is empty.
func (b *Bot) save(ctx context.Context, r *request, brief briefing.Brief) (id string) {
	text, err := json.Marshal(brief)
	if err == nil {
		saved := store.Brief{
			ID: r.ID, Guild: r.guild, Channel: r.ChannelID, User: r.userID(), Created: b.now(), JSON: text,
		}
		if r.said == nil {
			saved.Message = r.shown // of a reply to a message it is known later
		}
		err = b.store.SaveBrief(ctx, saved)
	}
	if err != nil || !validBriefID(r.ID) {
		b.log.Error("brief not kept, it goes out without buttons", "guild", r.GuildID, "request", r.ref, "err", err)
		return ""
	}
	b.remember(ctx, r, brief)
	return r.ID
}

// nothing says that there is no brief on a topic, and what comes near it.
func (b *Bot) nothing(ctx context.Context, r *request, req briefing.Request) error {
	size, err := b.library.Size(ctx, r.scope)
	if err != nil {
		return err
	}
	list, err := b.library.Topics(ctx, r.scope)
	if err != nil {
		return err
	}
	return b.answer(ctx, r, nothingAbout(r.look, req, size, nearest(list.Topics(maxNear), req.Topic, 3)))
}
