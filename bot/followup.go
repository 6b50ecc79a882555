package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sitrep/briefing/followup"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/briefing"
	"sitrep/briefing/remark"
	"sitrep/corpus"
)

// The way of a follow-up: a message or a form comes in, what it follows on is
// found in the store (see conversation.go), and it is answered as /ask is. What
// it was understood as stands above the answer, with a button to correct that.

// meet notes who the bot is, which the gateway tells before anything else.
func (b *Bot) meet(e *discordgo.Ready) {
	if e.User != nil {
		b.introduce.Do(func() {
			b.self = e.User.ID
			close(b.introduced)
		})
	}
}

// hear serves a message, if it is meant for the bot.
func (b *Bot) hear(ctx context.Context, m *discordgo.Message) {
	select {
	case <-b.introduced:
	case <-ctx.Done():
		return
	}
	switch {
	case b.meant(ctx, m):
		b.router.Attend(ctx, b.router.NewSaid(m), b.followUp)
	case b.unheard(m) && b.hintDue(ctx, m):
		b.router.Attend(ctx, b.router.NewSaid(m), b.hint)
	}
}

// meant reports whether a message asks the bot something: in direct messages,
// by mentioning it or replying to it, or by being written in a thread that it
// opened. Without the message content intent, Discord withholds the content of
// all but those that mention it: a reply mentions it when it answers a message
// that the bot has posted by itself, and never when that is the answer to a
// command. Bots are never answered, or two could talk for ever.
func (b *Bot) meant(ctx context.Context, m *discordgo.Message) bool {
	switch {
	case m.Author == nil || m.Author.Bot || m.Author.System || m.WebhookID != "":
		return false
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return false
	case strings.TrimSpace(m.Content) == "":
		return false // a picture, or what Discord withholds
	case m.GuildID == "":
		return true
	case m.MentionEveryone:
		return false
	case slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return u != nil && u.ID == b.self }):
		return true
	case len(m.Mentions) > 0 || len(m.MentionRoles) > 0:
		return false // it is meant for somebody else
	}
	if to := m.ReferencedMessage; to != nil {
		return to.Author != nil && to.Author.ID == b.self
	}
	if !b.readThreads {
		return false
	}
	_, err := b.store.Thread(ctx, m.GuildID, m.ChannelID)
	if err != nil && !errors.Is(err, corpus.ErrNotFound) {
		b.log.Error("message not answered, its thread can't be looked up", "guild", m.GuildID, "err", err)
	}
	return err == nil
}

// unheard reports whether a message is a reply to the bot whose content Discord
// withholds. One that mentions the bot, or that the bot has the intent for, is
// empty because there is nothing in it.
func (b *Bot) unheard(m *discordgo.Message) bool {
	return m.Author != nil && !m.Author.Bot && !m.Author.System && m.WebhookID == "" &&
		m.Type == discordgo.MessageTypeReply && m.GuildID != "" && !b.readThreads && m.Content == "" && len(m.StickerItems) == 0 &&
		!m.MentionEveryone && len(m.Mentions) == 0 && len(m.MentionRoles) == 0 &&
		m.ReferencedMessage != nil && m.ReferencedMessage.Author != nil && m.ReferencedMessage.Author.ID == b.self
}

// hintEvery is how often a channel is told at most that a reply can't be read:
// whoever writes there sees it, and need not be told at every remark.
const hintEvery = 24 * time.Hour

// hintKey is the setting that says when a channel was last told.
func hintKey(channel string) string { return "hinted " + channel }

// hintDue reports whether a channel may be told that a reply can't be read.
func (b *Bot) hintDue(ctx context.Context, m *discordgo.Message) bool {
	last, err := b.store.Setting(ctx, corpus.Guild(m.GuildID), hintKey(m.ChannelID))
	if err != nil {
		b.log.Error("reply not hinted at, it can't be looked up when that was last done", "guild", m.GuildID, "err", err)
		return false
	}
	at, err := time.Parse(time.RFC3339, last)
	return err != nil || !b.now().Before(at.Add(hintEvery))
}

// hint tells whoever has replied to the bot that it can't read that, and how to
// ask on: with the button for that, where what they reply to is a brief.
func (b *Bot) hint(ctx context.Context, r *router.Request) error {
	r.Name = "reply"
	if r.May(commandAsk) != nil {
		return nil
	}
	if first, err := b.noteHint(ctx, r); err != nil || !first {
		return err
	}
	brief, err := b.briefRepliedTo(ctx, r)
	if err != nil {
		return err
	}
	c := message.Notice(r.Say("I can't read this reply"),
		r.Say("Discord does not show me what it says. Mention me with your question, or press **Ask a follow-up** under my answer. If whoever runs me turns on the Message Content intent, replies work too."))
	if brief != "" {
		c.Buttons = []discordgo.Button{message.AskOn(r.Presentation, brief)}
	}
	return r.Answer(ctx, c)
}

// noteHint keeps that a channel is told now; false where it has just been, of
// another reply.
func (b *Bot) noteHint(ctx context.Context, r *router.Request) (first bool, err error) {
	b.hinting.Lock()
	defer b.hinting.Unlock()
	if !b.hintDue(ctx, r.Said) {
		return false, nil
	}
	return true, b.store.SetSetting(ctx, corpus.Guild(r.GuildID), hintKey(r.ChannelID), b.now().UTC().Format(time.RFC3339))
}

// followUp serves a message.
func (b *Bot) followUp(ctx context.Context, r *router.Request) error {
	r.Name = "message"
	if err := r.May(commandAsk); err != nil {
		return err
	}
	r.Command = commandAsk
	defer r.ShowTyping(ctx)()
	brief, err := b.briefRepliedTo(ctx, r)
	if err != nil {
		return err
	}
	return b.goOn(ctx, r, b.questionIn(r.Said), brief)
}

// questionIn returns what a message asks, without the mention of the bot.
func (b *Bot) questionIn(m *discordgo.Message) string {
	said := *m
	said.Content = strings.NewReplacer("<@"+b.self+">", " ", "<@!"+b.self+">", " ").Replace(m.Content)
	return message.Tidy(said.ContentWithMentionsReplaced())
}

// briefRepliedTo returns the ID of the brief that a message replies to; empty
// where it replies to none that its author may see there.
func (b *Bot) briefRepliedTo(ctx context.Context, r *router.Request) (string, error) {
	to := r.Said.MessageReference
	if to == nil || to.MessageID == "" {
		return "", nil
	}
	id, err := b.store.BriefOfMessage(ctx, r.Guild, to.MessageID)
	if errors.Is(err, corpus.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	_, err = b.open(ctx, r, id)
	if errors.Is(err, errNoBrief) {
		return "", nil
	}
	return id, err
}

// goOn answers a question that may lean on what was asked before: on a brief,
// or, where that is empty, on the conversation.
func (b *Bot) goOn(ctx context.Context, r *router.Request, question, brief string) error {
	on, err := b.recall(ctx, r, brief)
	if err != nil {
		return err
	}
	switch {
	case !strings.ContainsFunc(question, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }):
		return b.askBack(ctx, r, "", on.last)
	case message.TextLen(question) > maxQuestion:
		return problem.Usage("A question may be up to %d characters long.", maxQuestion)
	case remark.Of(question) != remark.None:
		return b.replyToRemark(ctx, r, remark.Of(question))
	}
	if req, ok := asksForToday(r, question, len(on.earlier) > 0); ok && brief == "" {
		_, thread, err := b.conversation(ctx, r)
		if err != nil {
			return err
		}
		if thread.Brief == "" { // else it asks for the news of what the thread is about
			return b.answerToday(ctx, r, req)
		}
	}
	if len(on.earlier) == 0 && followup.Leans(question) {
		return b.askBack(ctx, r, question, on.last)
	}
	if _, known := b.aliases.Lookup(question); known { // no question, but the name of a topic
		if err := r.May(commandBrief); err != nil {
			return err
		}
		r.Command = commandBrief
		return b.tellBrief(ctx, r, b.onTopic(r, question))
	}
	req := r.Asks()
	req.Question, req.Earlier = question, on.earlier
	return b.answerQuestion(ctx, r, req, on)
}

// askBack says that a question could not be understood, and what the
// conversation was last about; or, of an empty one, how to ask.
func (b *Bot) askBack(ctx context.Context, r *router.Request, question, last string) error {
	as := r.Presentation
	title, text := as.Say("What would you like to know?"), ""
	if question != "" {
		title = as.Say("What do you mean?")
		text = as.Say("“%s” does not say what it is about.", message.Plain(message.Shorten(message.Tidy(question), message.MaxEcho))) + "\n"
	}
	if last = message.Plain(message.Shorten(message.Tidy(last), message.MaxEcho)); last != "" {
		text += as.Say("We were talking about “%s”. Ask again, and name what you mean.", last)
	} else {
		text += as.Say("I remember nothing that you asked here before. Name what you mean, such as “Why did the Hanoi summit fail?”, or begin with `/brief`.")
	}
	return r.Answer(ctx, message.Notice(title, text))
}

// askWhich asks which of two a question means, with a button for each.
func (b *Bot) askWhich(ctx context.Context, r *router.Request, answer briefing.Brief, on threadContext) error {
	id := b.save(ctx, r, answer, on)
	text := ""
	c := message.Notice(r.Say("Which do you mean?"), "")
	for i, m := range answer.Meanings {
		text += "\n" + strconv.Itoa(i+1) + ". " + message.Plain(message.Shorten(message.Tidy(m), message.MaxEcho))
		if id != "" {
			c.Buttons = append(c.Buttons, discordgo.Button{
				Label: message.Shorten(message.Tidy(m), maxButtonLabel), Style: discordgo.SecondaryButton, CustomID: message.Control{View: message.ViewMeant, Brief: id, Turn: true, Page: i}.CustomID(),
			})
		}
	}
	c.Blocks[0] += strings.TrimPrefix(text, "\n")
	message, err := r.Post(ctx, c)
	if err == nil {
		b.noteMessage(ctx, r, id, message)
	}
	return err
}

// maxButtonLabel is Discord's limit for the text of a button.
const maxButtonLabel = 80

// askMeant answers the question that was chosen of those that one may mean.
func (b *Bot) askMeant(ctx context.Context, r *router.Request, c message.Control, behind opened) error {
	if c.Page >= len(behind.brief.Meanings) {
		return message.ErrUnknownControl
	}
	r.Command = commandAsk
	if err := r.Acknowledge(ctx, router.Ephemeral(r.Message) || r.GuildID != "" && behind.Person != ""); err != nil {
		return err
	}
	on, err := b.recall(ctx, r, c.Brief)
	if err != nil {
		return err
	}
	if on.goesOn {
		on.instead = c.Brief
	}
	req := r.Asks()
	req.Question = behind.brief.Meanings[c.Page]
	return b.answerQuestion(ctx, r, req, on)
}

// fieldQuestion names the one field of the forms.
const fieldQuestion = "question"

// openForm answers a button with a form for a question: about the brief, or, to
// correct how a question was understood, instead of it.
func (b *Bot) openForm(ctx context.Context, r *router.Request, c message.Control, brief briefing.Brief) error {
	as := r.Presentation
	title := as.Say("Ask a follow-up")
	field := discord.Field{
		ID: fieldQuestion, Label: message.Shorten(as.Say("Your question"), maxFormTitle), Long: true,
		Placeholder: message.Shorten(as.Say("Such as: Why did it fail?"), maxPlaceholder), Min: 1, Max: maxQuestion,
	}
	if c.View == message.ViewCorrect {
		title = as.Say("What did you mean?")
		field.Value = message.Shorten(message.Tidy(understood(brief)), maxQuestion)
	}
	return b.rest.Open(ctx, r.Interaction, discord.Form{
		ID: c.CustomID(), Title: message.Shorten(title, maxFormTitle), Text: about(brief), Fields: []discord.Field{field},
	})
}

// about names what a form asks about, which may be far up in the channel by then.
func about(brief briefing.Brief) string {
	asked := message.Plain(message.Shorten(message.Tidy(cmp.Or(brief.Question, brief.Topic)), message.MaxEcho))
	if asked == "" {
		return ""
	}
	return "**" + asked + "**"
}

// Discord's limits for a form.
const (
	maxFormTitle   = 45 // of its title, and of the label of a field
	maxPlaceholder = 100
)

// submit serves a form that was filled in. It is answered where its button is,
// for those who see that.
func (b *Bot) submit(ctx context.Context, r *router.Request, data discordgo.ModalSubmitInteractionData) error {
	c, err := message.ParseControl(data.CustomID)
	if err != nil {
		return err
	}
	r.Name = "form " + string(c.View)
	question := message.Tidy(discord.FilledIn(data, fieldQuestion))
	if c.View == message.ViewFind {
		return b.find(ctx, r, c, question)
	}
	if c.View != message.ViewFollowUp && c.View != message.ViewCorrect {
		return message.ErrUnknownControl
	}
	behind, err := b.authorise(ctx, r, c)
	if err != nil {
		return err
	}
	r.Command = commandAsk
	// What follows on an answer that one person alone may see is theirs, too.
	if err := r.Acknowledge(ctx, router.Ephemeral(r.Message) || r.GuildID != "" && behind.Person != ""); err != nil {
		return err
	}
	if c.View == message.ViewFollowUp {
		return b.goOn(ctx, r, question, c.Brief)
	}
	return b.correct(ctx, r, question, c.Brief)
}

// correct answers what was meant by a question that was misunderstood. Nothing
// is read into it this time; what comes after follows on it instead of the
// misunderstanding.
func (b *Bot) correct(ctx context.Context, r *router.Request, question, brief string) error {
	on, err := b.recall(ctx, r, brief)
	if err != nil {
		return err
	}
	if on.goesOn {
		on.instead = brief
	}
	if question == "" {
		return b.askBack(ctx, r, "", on.last)
	}
	req := r.Asks()
	req.Question = question
	return b.answerQuestion(ctx, r, req, on)
}
