package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus/topics"
)

// briefCommand is /brief.
func (b *Bot) briefCommand() router.Command {
	return router.Command{Name: commandBrief, Governed: true, Serve: b.brief, Suggest: b.topicsTyped, Define: func() *discordgo.ApplicationCommand {
		options := append([]*discordgo.ApplicationCommandOption{router.TopicOption("A place, a person, an organisation or a story")}, router.DateOptions()...)
		return &discordgo.ApplicationCommand{
			Description: "What the articles say about a topic, every sentence cited",
			Options:     append(options, router.DetailOption("How much to say; standard unless this server has set it")),
		}
	}}
}

// brief serves /brief: what was typed is read, the command acknowledged, the
// brief composed, saved for its buttons, drawn, and put in place of the
// acknowledgement.
func (b *Bot) brief(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	req, err := b.briefRequest(r, data)
	if err != nil {
		return err
	}
	level, err := router.Option(data, router.OptionDetail, message.MaxChoice)
	if err != nil {
		return err
	}
	if slices.Contains(message.Details, message.Detail(level)) {
		r.Detail = message.Detail(level)
	}
	if err := r.Acknowledge(ctx, false); err != nil {
		return err
	}
	return b.tellBrief(ctx, r, req)
}

// briefRequest reads what was typed.
func (b *Bot) briefRequest(r *router.Request, data discordgo.ApplicationCommandInteractionData) (briefing.Request, error) {
	topic, err := router.Option(data, router.OptionTopic, message.MaxTopic)
	if err != nil {
		return briefing.Request{}, err
	}
	if topic == "" {
		return briefing.Request{}, problem.Usage("Name a topic, such as `/brief topic:North Korea`.")
	}
	req := b.onTopic(r, topic)
	return req, router.Limits(data, &req)
}

// onTopic asks for a brief on a topic. A curated one is asked for by its
// canonical name, so that the brief says what it was understood as.
func (b *Bot) onTopic(r *router.Request, topic string) briefing.Request {
	req := r.Asks()
	req.Topic, req.Whole = b.canonical(topic), true // its timeline and quotes are views of their own
	return req
}

// tellBrief composes and shows a brief.
func (b *Bot) tellBrief(ctx context.Context, r *router.Request, req briefing.Request) error {
	brief, err := b.composeFor(ctx, r, b.briefer.Brief, req)
	switch {
	case errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty():
		return b.nothing(ctx, r, req, errors.Is(err, briefing.ErrNoNews))
	case err != nil:
		return err
	}
	return b.show(ctx, r, brief, threadContext{})
}

// composeFor has a brief or an answer written for a request, once it is its server's
// turn, on the account of whoever asks: where a model writes it, it is shown claim by
// claim as it grows, in the place of the answer, until it is returned whole.
func (b *Bot) composeFor(ctx context.Context, r *router.Request, write func(context.Context, briefing.Request) (briefing.Brief, error), req briefing.Request) (brief briefing.Brief, err error) {
	req.Account = r.Account()
	if r.InPlace() {
		g := &growth{next: make(chan briefing.Brief, 1), ended: make(chan struct{}), edit: func(ctx context.Context, brief briefing.Brief) error {
			ctx, cancel := context.WithTimeout(ctx, growTime)
			defer cancel()
			return r.Answer(ctx, renderGrowing(r.Presentation, brief))
		}}
		defer g.end()
		req.Grow = func(brief briefing.Brief) { g.show(ctx, brief) }
	}
	err = r.InTurn(ctx, func() (err error) {
		brief, err = write(ctx, req)
		return err
	})
	return brief, err
}

// show saves a brief that follows on what was asked before, draws it, and puts it in place of the acknowledgement.
func (b *Bot) show(ctx context.Context, r *router.Request, brief briefing.Brief, on threadContext) error {
	known := r.Shown != ""
	id := b.save(ctx, r, brief, on)
	message, err := r.Post(ctx, message.Brief(r.Presentation, brief, id))
	if err == nil && (r.Said != nil || !known) {
		b.noteMessage(ctx, r, id, message)
	}
	return err
}

// save keeps a brief for the buttons under it, and the question for what may be
// asked after it, and returns the brief's ID. A brief that can't be kept is
// shown without buttons rather than not at all: its ID is empty.
func (b *Bot) save(ctx context.Context, r *router.Request, brief briefing.Brief, on threadContext) (id string) {
	saved := state.Brief{User: r.UserID()}
	if r.Said == nil {
		saved.Message = r.Shown // of a reply to a message it is known later
	}
	id, err := b.keep(ctx, r, saved, brief)
	if err != nil {
		b.log.Error("brief not kept, it goes out without buttons", "guild", r.GuildID, "request", r.Ref, "err", err)
		return ""
	}
	b.remember(ctx, r, id, brief, on)
	return id
}

// keep saves a brief under an ID of its own, for those who see the answer to a
// request, and returns that ID.
func (b *Bot) keep(ctx context.Context, r *router.Request, saved state.Brief, brief briefing.Brief) (id string, err error) {
	if saved.ID, err = b.newBriefID(); err != nil {
		return "", err
	}
	if saved.JSON, err = json.Marshal(brief); err != nil {
		return "", err
	}
	saved.Guild, saved.Channel, saved.Person, saved.Command, saved.Created = r.Guild, r.ChannelID, r.Alone(), r.Command, b.now()
	return saved.ID, b.store.SaveBrief(ctx, saved)
}

// nothing says that there is no brief on a topic, and what comes near it; mentioned, where
// articles name the topic and tell no news of it.
func (b *Bot) nothing(ctx context.Context, r *router.Request, req briefing.Request, mentioned bool) error {
	size, err := b.library.Size(ctx, r.Scope)
	if err != nil {
		return err
	}
	var near []topics.Topic
	err = r.InTurn(ctx, func() error {
		list, err := b.library.Topics(ctx, r.Scope)
		if err == nil {
			near = nearest(list.Topics(maxNear), req.Topic, 3)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Answer(ctx, message.NothingAbout(r.Presentation, req, size, near, mentioned))
}
