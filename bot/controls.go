package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// press serves a button. One under a brief opens a view of it, for whoever
// pressed it only, or goes on from it; one under a view turns its page.
func (b *Bot) press(ctx context.Context, r *router.Request, data discordgo.MessageComponentInteractionData) error {
	c, err := message.ParseControl(data.CustomID)
	if err != nil {
		return err
	}
	r.Name = "button " + string(c.View)
	behind, err := b.authorise(ctx, r, c)
	if err != nil {
		return err
	}
	switch c.View {
	case message.ViewPick:
		return b.pickTopic(ctx, r, data)
	case message.ViewFollowUp, message.ViewCorrect:
		return b.openForm(ctx, r, c, behind.brief)
	case message.ViewFind:
		return b.openFind(ctx, r, c)
	case message.ViewMeant:
		return b.askMeant(ctx, r, c, behind)
	case message.ViewThread:
		return b.openThread(ctx, r, behind)
	case message.ViewSave:
		return b.saveFile(ctx, r, behind)
	}
	// A menu is on what its choice takes the place of, and so are the buttons of what
	// is kept of somebody.
	if c.Turn || len(data.Values) > 0 || c.View == message.ViewPrivacy {
		err = r.AcknowledgeUpdate(ctx)
	} else {
		err = r.Acknowledge(ctx, true)
	}
	if err != nil {
		return err
	}
	switch c.View {
	case message.ViewHelp:
		return r.Answer(ctx, b.helpCard(r))
	case message.ViewCorpus:
		return b.showCorpus(ctx, r)
	case message.ViewTopics:
		return b.showTopics(ctx, r, c.Page)
	case message.ViewPrivacy:
		return b.pressPrivacy(ctx, r, c)
	case message.ViewKeep:
		return b.keepLink(ctx, r, behind)
	case message.ViewMute:
		return b.settings.Mute(ctx, r, data)
	case message.ViewDone:
		return b.settings.DealtWith(ctx, r, c)
	}
	shown, err := b.viewOf(ctx, r, c, behind, data.Values)
	if err != nil {
		return err
	}
	return r.Answer(ctx, shown)
}

// viewOf draws what a control shows of a brief.
func (b *Bot) viewOf(ctx context.Context, r *router.Request, c message.Control, behind opened, chosen []string) (message.Card, error) {
	brief, as := behind.brief, r.Presentation
	switch c.View {
	case message.ViewCheck:
		return message.Check(as, brief, c), nil
	case message.ViewMore:
		as.Threads = b.threadsUnder(ctx, r, behind)
		return message.More(as, brief, c.Brief), nil
	case message.ViewSpeaker:
		if len(chosen) != 1 {
			return message.Card{}, message.ErrUnknownControl
		}
		return message.Said(as, brief, c.Brief, chosen[0]), nil
	case message.ViewWrong:
		return wrong(as, brief, c, chosen)
	case message.ViewReport:
		return b.report(ctx, r, c, behind)
	}
	var texts message.Texts
	if c.View == message.ViewSources {
		err := r.InTurn(ctx, func() (err error) {
			texts, err = b.texts(ctx, r, brief)
			return err
		})
		if err != nil {
			return message.Card{}, err
		}
	}
	posted := c.Turn && !router.Ephemeral(r.Message)
	shown := message.ViewPage(as, brief, texts, c, posted)
	if posted && b.digests != nil {
		// The page takes the place of one that may bear a note.
		note, err := b.digests.CorrectionsOf(ctx, as, r.Guild, brief)
		if err != nil {
			return message.Card{}, err
		}
		shown = shown.WithHead(note)
	}
	return shown, nil
}

// texts reads the articles that a brief cites: as they are now, and as they
// were when it cited them.
func (b *Bot) texts(ctx context.Context, r *router.Request, brief briefing.Brief) (message.Texts, error) {
	t := message.Texts{Now: map[corpus.ArticleID]corpus.Article{}, Then: map[message.Revision]corpus.Article{}, Muted: map[corpus.ArticleID]bool{}}
	ids := make([]corpus.ArticleID, len(brief.Sources))
	for i, s := range brief.Sources {
		ids[i] = s.ID
	}
	// What has been muted since is read, too: the brief that cites it still stands.
	scope := corpus.NewScope(r.Scope.Collections()...)
	articles, err := b.library.Articles(ctx, scope, ids)
	if err != nil {
		return t, err
	}
	for _, a := range articles {
		t.Now[a.ID] = a
		t.Muted[a.ID] = !r.Scope.Shows(a.ID, a.Outlet)
		t.Then[message.Revision{Article: a.ID, Number: a.Revision}] = a
	}
	for _, s := range brief.Sources {
		if _, readable := t.Now[s.ID]; !readable {
			continue // taken out of the collection since
		}
		for _, c := range brief.CitationsOf(s.N) {
			rev := message.Revision{Article: s.ID, Number: c.Revision}
			if _, read := t.Then[rev]; read {
				continue
			}
			a, err := b.library.Revision(ctx, scope, rev.Article, rev.Number)
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
