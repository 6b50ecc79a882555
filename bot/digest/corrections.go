package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
)

const (
	correctionsAtOnce = 50
	// correctionTries is how often a message is tried to be marked: minutes,
	// then hours apart.
	correctionTries = 8
	maxCorrections  = 4 // sources named in one mark
)

// MarkCorrected marks the messages of briefs and digests whose sources were
// corrected or retracted since.
func (d *Runner) MarkCorrected(ctx context.Context) error {
	if err := d.ledger.QueueCorrections(ctx); err != nil {
		return err
	}
	for {
		list, err := d.ledger.Corrections(ctx, d.now(), correctionsAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, c := range list {
			err := d.markBrief(ctx, c)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			again := d.now().Add(backOff(c.Tries + 1))
			switch {
			case err == nil, errors.Is(err, corpus.ErrNotFound), errors.Is(err, discord.ErrMessageGone):
				err = d.ledger.EndCorrection(ctx, c)
			case errors.Is(err, discord.ErrForbidden), c.Tries+1 >= correctionTries: // as a reply that one person alone sees
				d.log.Warn("message not marked as corrected", "guild", c.Guild, "brief", c.Brief, "err", err)
				err = d.ledger.EndCorrection(ctx, c)
			default:
				err = d.ledger.DeferCorrection(ctx, c, again)
			}
			if err != nil {
				return err
			}
		}
	}
}

// errNotPosted is the error of a brief whose message is not known (yet).
var errNotPosted = errors.New("the message of the brief is not known")

// markBrief puts a note at the head of the message of a brief: what has become
// of its sources. It takes the place of an earlier such note.
func (d *Runner) markBrief(ctx context.Context, c state.Correction) error {
	saved, err := d.store.LoadBrief(ctx, c.Guild, c.Brief)
	if err != nil {
		return err
	}
	if saved.Message == "" {
		return errNotPosted
	}
	var brief briefing.Brief
	if err := json.Unmarshal(saved.JSON, &brief); err != nil {
		return fmt.Errorf("read saved brief %s: %w", c.Brief, err)
	}
	as := message.Presentation{}
	if c.Guild != "" {
		if as, err = d.present(ctx, c.Guild); err != nil {
			return err
		}
	}
	note, err := d.CorrectionsOf(ctx, as, c.Guild, brief)
	if err != nil || note == "" {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	m, err := d.rest.Message(ctx, saved.Channel, saved.Message)
	if err != nil {
		return err
	}
	marked, ok := message.WithNote(m.Components, note)
	if !ok {
		// No room in it: said under it.
		_, err = d.rest.Send(ctx, saved.Channel, "c"+message.Shorten(saved.Message, 22), discord.Message{Components: message.Notice(message.CorrectionMark, note).Components()}, saved.Message)
		return err
	}
	_, err = d.rest.Edit(ctx, saved.Channel, saved.Message, discord.Message{Components: marked})
	if err == nil {
		d.log.Info("message marked as corrected", "guild", c.Guild, "brief", c.Brief)
	}
	return err
}

// CorrectionsOf says what has become of the sources of a brief since it cited
// them; empty where that does not touch what it cites.
func (d *Runner) CorrectionsOf(ctx context.Context, as message.Presentation, guild string, b briefing.Brief) (string, error) {
	scope := corpus.NewScope(corpus.Public)
	if guild != "" {
		scope = corpus.NewScope(corpus.Public, corpus.Guild(guild))
	}
	var ids []corpus.ArticleID
	for _, s := range b.Sources {
		ids = append(ids, s.ID)
	}
	fates, err := d.ledger.Fates(ctx, scope, ids)
	if err != nil {
		return "", err
	}
	articles, err := d.library.Articles(ctx, scope, ids)
	if err != nil {
		return "", err
	}
	now := map[corpus.ArticleID]corpus.Article{}
	for _, a := range articles {
		now[a.ID] = a
	}
	var lines []string
	for _, f := range fates {
		s := b.Sources[slices.IndexFunc(b.Sources, func(s briefing.Source) bool { return s.ID == f.ID })]
		cited := b.CitationsOf(s.N)
		name := fmt.Sprintf(`\[%d\] %s`, s.N, message.Plain(message.Shorten(message.Tidy(s.Title), message.MaxTitle)))
		if f.Retraction != nil {
			lines = append(lines, as.Say("%s was withdrawn: %s", name, message.Reason(f.Retraction.Reason)))
			continue
		}
		gone := slices.IndexFunc(cited, func(c briefing.Citation) bool {
			return c.Revision != f.Revision && !strings.Contains(c.Text(now[f.ID]), c.Quote)
		})
		if gone >= 0 {
			lines = append(lines, as.Say("%s has been corrected, and no longer says: “%s”", name, message.Plain(message.Shorten(message.Tidy(cited[gone].Quote), message.MaxTitle))))
		}
	}
	if more := len(lines) - maxCorrections; more > 0 {
		lines = append(lines[:maxCorrections], as.Say("… and %d more", more))
	}
	if len(lines) == 0 {
		return "", nil
	}
	return message.CorrectionMark + as.Heading("Corrected since") + "\n" + message.Bullets(lines...), nil
}
