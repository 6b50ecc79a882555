package bot

import (
	"context"
	"strconv"
	"strings"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/render"
)

// saveFile gives whoever asks a brief as a file to keep.
func (b *Bot) saveFile(ctx context.Context, r *router.Request, behind opened) error {
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	brief := behind.brief
	f := discord.File{Name: noteName(brief.Topic + brief.Question), Type: "text/markdown; charset=utf-8", Data: []byte(render.Note(brief))}
	text := message.Notice(r.Say("Here is your copy"), r.Say("Markdown, with what is cited in its footnotes.")).Components()
	_, err := b.rest.EditReply(ctx, r.Interaction, discord.Message{Components: append(text, f.Component()), Files: []discord.File{f}})
	return err
}

// noteName makes the name of a file of what was asked: letters and digits that
// every system takes.
func noteName(asked string) string {
	const most = 60
	var name strings.Builder
	for _, c := range message.Simplify(asked) {
		switch {
		case name.Len() >= most:
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			name.WriteRune(c)
		case name.Len() > 0 && !strings.HasSuffix(name.String(), "-"):
			name.WriteByte('-')
		}
	}
	return strings.Trim("sitrep-"+name.String(), "-") + ".md"
}

// wrong asks which sentence of a brief is wrong, and then what is wrong with it.
func wrong(as message.Presentation, brief briefing.Brief, c message.Control, chosen []string) (message.Card, error) {
	if len(chosen) == 0 {
		return message.Wrong(as, brief, c.Brief), nil
	}
	claim, err := strconv.Atoi(chosen[0])
	if err != nil || claim < 0 || claim >= len(message.ClaimsOf(brief)) {
		return message.Card{}, message.ErrUnknownControl
	}
	return message.WhatIsWrong(as, brief, c.Brief, claim), nil
}

// report keeps that somebody called a claim wrong, for those who manage the
// server. Elsewhere there is nobody to keep it for.
func (b *Bot) report(ctx context.Context, r *router.Request, c message.Control, behind opened) (message.Card, error) {
	claim, reason, ok := message.ReportedBy(c, behind.brief)
	if !ok {
		return message.Card{}, message.ErrUnknownControl
	}
	if r.Guild == "" {
		return message.Notice(r.Say("Nobody here can look at it"), r.Say("Reports go to a server's managers, and this is not a server.")), nil
	}
	err := b.store.SaveReport(ctx, state.Report{Guild: r.Guild, Brief: c.Brief, Claim: claim + 1, Person: r.UserID(), Reason: reason, At: b.now()})
	if err != nil {
		return message.Card{}, err
	}
	return message.Notice(r.Say("Thank you"), r.Say("This server's managers can see it in `/settings reports`.")), nil
}
