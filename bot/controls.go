package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// press serves a button. One under a brief opens a view of it, for whoever
// pressed it only, or goes on from it; one under a view turns its page.
func (b *Bot) press(ctx context.Context, r *request, data discordgo.MessageComponentInteractionData) error {
	c, err := message.ParseControl(data.CustomID)
	if err != nil {
		return err
	}
	r.name = "button " + string(c.View)
	behind, err := b.authorise(ctx, r, c)
	if err != nil {
		return err
	}
	switch c.View {
	case message.ViewTopics:
		return b.turnTopics(ctx, r, c.Page)
	case message.ViewPick:
		return b.pickTopic(ctx, r, data)
	case message.ViewFollowUp, message.ViewCorrect:
		return b.openForm(ctx, r, c, behind.brief)
	case message.ViewMeant:
		return b.askMeant(ctx, r, c, behind)
	case message.ViewThread:
		return b.openThread(ctx, r, behind)
	case message.ViewPrivacy:
		return b.pressPrivacy(ctx, r, c)
	}
	if c.Turn {
		err = b.rest.DeferUpdate(ctx, r.Interaction)
		r.acked = err == nil
	} else {
		err = b.acknowledge(ctx, r, true)
	}
	if err != nil {
		return err
	}
	brief := behind.brief
	if c.View == message.ViewCheck {
		return b.answer(ctx, r, message.Check(r.look, brief, c))
	}
	var texts message.Texts
	if c.View == message.ViewSources {
		err := b.inTurn(ctx, r, func() (err error) {
			texts, err = b.texts(ctx, r, brief)
			return err
		})
		if err != nil {
			return err
		}
	}
	as, posted := r.look, c.Turn && !ephemeral(r.Message)
	as.Threads = posted && b.threadsFit(ctx, r)
	shown := message.ViewPage(as, brief, texts, c, posted)
	if posted && b.digests != nil {
		// The page takes the place of one that may bear a note.
		note, err := b.digests.CorrectionsOf(ctx, as, r.guild, brief)
		if err != nil {
			return err
		}
		shown = shown.WithHead(note)
	}
	return b.answer(ctx, r, shown)
}

// texts reads the articles that a brief cites: as they are now, and as they
// were when it cited them.
func (b *Bot) texts(ctx context.Context, r *request, brief briefing.Brief) (message.Texts, error) {
	t := message.Texts{Now: map[corpus.ArticleID]corpus.Article{}, Then: map[message.Revision]corpus.Article{}}
	ids := make([]corpus.ArticleID, len(brief.Sources))
	for i, s := range brief.Sources {
		ids[i] = s.ID
	}
	articles, err := b.library.Articles(ctx, r.scope, ids)
	if err != nil {
		return t, err
	}
	for _, a := range articles {
		t.Now[a.ID] = a
		t.Then[message.Revision{Article: a.ID, Number: a.Revision}] = a
	}
	for _, s := range brief.Sources {
		if _, readable := t.Now[s.ID]; !readable {
			continue // taken out of the collection since
		}
		for _, c := range message.CitationsOf(brief, s.N) {
			rev := message.Revision{Article: s.ID, Number: c.Revision}
			if _, read := t.Then[rev]; read {
				continue
			}
			a, err := b.library.Revision(ctx, r.scope, rev.Article, rev.Number)
			if errors.Is(err, corpus.ErrNotFound) || errors.Is(err, store.ErrChecksum) {
				continue // the brief has the words cited
			}
			if err != nil {
				return t, err
			}
			t.Then[rev] = a
		}
	}
	return t, nil
}

// ephemeral reports whether a message is seen by one person only.
func ephemeral(m *discordgo.Message) bool {
	return m != nil && m.Flags&discordgo.MessageFlagsEphemeral != 0
}
