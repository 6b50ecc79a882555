package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// press serves a button. One under a brief opens a view of it, for whoever
// pressed it only, or goes on from it; one under a view turns its page.
func (b *Bot) press(ctx context.Context, r *request, data discordgo.MessageComponentInteractionData) error {
	c, err := parseControl(data.CustomID)
	if err != nil {
		return err
	}
	r.name = "button " + string(c.View)
	behind, err := b.authorise(ctx, r, c)
	if err != nil {
		return err
	}
	switch c.View {
	case viewTopics:
		return b.turnTopics(ctx, r, c.Page)
	case viewPick:
		return b.pickTopic(ctx, r, data)
	case viewFollowUp, viewCorrect:
		return b.openForm(ctx, r, c, behind.brief)
	case viewMeant:
		return b.askMeant(ctx, r, c, behind)
	case viewThread:
		return b.openThread(ctx, r, behind)
	case viewPrivacy:
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
	if c.View == viewCheck {
		return b.answer(ctx, r, renderCheck(r.look, brief, c))
	}
	var texts texts
	if c.View == viewSources {
		err := b.inTurn(ctx, r, func() (err error) {
			texts, err = b.texts(ctx, r, brief)
			return err
		})
		if err != nil {
			return err
		}
	}
	as, posted := r.look, c.Turn && !ephemeral(r.Message)
	as.threads = posted && b.threadsFit(ctx, r)
	shown := renderView(as, brief, texts, c, posted)
	if posted && b.digests != nil {
		// The page takes the place of one that may bear a note.
		note, err := b.digests.correctionsOf(ctx, as, r.guild, brief)
		if err != nil {
			return err
		}
		shown = shown.withHead(note)
	}
	return b.answer(ctx, r, shown)
}

// texts reads the articles that a brief cites: as they are now, and as they
// were when it cited them.
func (b *Bot) texts(ctx context.Context, r *request, brief briefing.Brief) (texts, error) {
	t := texts{now: map[corpus.ArticleID]corpus.Article{}, then: map[revision]corpus.Article{}}
	ids := make([]corpus.ArticleID, len(brief.Sources))
	for i, s := range brief.Sources {
		ids[i] = s.ID
	}
	articles, err := b.library.Articles(ctx, r.scope, ids)
	if err != nil {
		return t, err
	}
	for _, a := range articles {
		t.now[a.ID] = a
		t.then[revision{a.ID, a.Revision}] = a
	}
	for _, s := range brief.Sources {
		if _, readable := t.now[s.ID]; !readable {
			continue // taken out of the collection since
		}
		for _, c := range citationsOf(brief, s.N) {
			rev := revision{s.ID, c.Revision}
			if _, read := t.then[rev]; read {
				continue
			}
			a, err := b.library.Revision(ctx, r.scope, rev.article, rev.number)
			if errors.Is(err, corpus.ErrNotFound) || errors.Is(err, store.ErrChecksum) {
				continue // the brief has the words cited
			}
			if err != nil {
				return t, err
			}
			t.then[rev] = a
		}
	}
	return t, nil
}

// ephemeral reports whether a message is seen by one person only.
func ephemeral(m *discordgo.Message) bool {
	return m != nil && m.Flags&discordgo.MessageFlagsEphemeral != 0
}
