package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/briefing/verify"
	"sitrep/corpus/store"
)

// check serves the message command that says of each claim of a message how the
// articles stand to it, to whoever asks and nobody else: the message is
// somebody's, who need not be shown up.
func (b *Bot) check(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	m := target(data)
	if m == nil {
		return decline("There is no message to check", "Discord did not send it along. Try again, or copy what it says into `/ask` as a question.")
	}
	if m.Author != nil && m.Author.ID == r.AppID {
		return decline("That is one of mine", "Every sentence that I post is cited; press **Sources** under it to see the words that it rests on.")
	}
	text := wordsOf(m)
	if text == "" {
		return decline("Nothing to check in this message", "It has no words of its own. I check what a message says, not its pictures, files or links.")
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	req := r.asks()
	req.Text = text
	checked, err := b.compose(ctx, r.turn(), b.briefer.Check, req)
	switch {
	case errors.Is(err, briefing.ErrNoClaim):
		return decline("Nothing to check in this message", "It states nothing that I could look up. I check statements, not questions, links or single words.")
	case err != nil:
		return err
	case checked.Stats.Articles == 0:
		return b.answer(ctx, r, emptyCorpus(r.look))
	}
	id := b.saveCheck(ctx, r, m, checked)
	return b.answer(ctx, r, renderCheck(r.look, checked, control{View: viewCheck, Brief: id}))
}

// target returns the message that a message command was used on.
func target(data discordgo.ApplicationCommandInteractionData) *discordgo.Message {
	if data.Resolved == nil {
		return nil
	}
	return data.Resolved.Messages[data.TargetID]
}

// saveCheck keeps a check for the buttons under it, and returns its ID; empty
// where that fails. The words checked are those of the message's author, with
// whom they are deleted.
func (b *Bot) saveCheck(ctx context.Context, r *request, m *discordgo.Message, checked briefing.Brief) (id string) {
	author := r.userID()
	if m.Author != nil && m.Author.ID != "" {
		author = m.Author.ID
	}
	id, err := b.keep(ctx, r, store.Brief{User: author}, checked)
	if err != nil {
		b.log.Error("check not kept, it goes out without buttons", "guild", r.GuildID, "request", r.ref, "err", err)
		return ""
	}
	return id
}

// renderCheck draws a page of what became of checking a message.
func renderCheck(as look, b briefing.Brief, c control) card {
	pages := paginate(checkItems(as, b), "\n\n", pageItems, pageText)
	page := max(0, min(c.Page, len(pages)-1))
	counts := map[verify.Label]int{}
	for _, check := range b.Checks {
		counts[check.Verdict]++
	}
	facts := []string{
		as.say("Says so") + " " + fmt.Sprint(counts[verify.SaysSo]), as.say("Says otherwise") + " " + fmt.Sprint(counts[verify.SaysOtherwise]),
		as.say("Undecided") + " " + fmt.Sprint(counts[verify.Undecided]), as.say("Silent") + " " + fmt.Sprint(counts[verify.Silent]),
		as.count(b.Stats.Articles, "article searched", "articles searched"),
	}
	head := as.heading("Checked against the articles") + "\n-# " + strings.Join(facts, " · ")
	if b.Unchecked > 0 {
		head += "\n-# " + as.plural(b.Unchecked, "The message is long: 1 more sentence was not checked.", "The message is long: %d more sentences were not checked.")
	}
	out := card{accent: accentBrief, blocks: []string{head}}
	if counts[verify.Silent]+counts[verify.Undecided] == len(b.Checks) {
		out.accent = accentNothing
	}
	if len(pages) > 0 {
		out.blocks = append(out.blocks, strings.Join(pages[page], "\n\n"))
	}
	foot := "-# " + as.say("What the articles say need not be true, and what they are silent on may be. Undecided: read the sentence.")
	if len(pages) > 1 {
		foot += "\n-# " + as.say("Page %d of %d", page+1, len(pages))
	}
	out.blocks = append(out.blocks, foot)
	out.buttons = turnButtons(as, c, page, len(pages))
	if c.Brief != "" && len(b.Sources) > 0 {
		out.buttons = append(out.buttons, discordgo.Button{
			Label: fmt.Sprintf("%s (%d)", viewSources.title(as), len(b.Sources)), Style: discordgo.SecondaryButton,
			CustomID: control{View: viewSources, Brief: c.Brief}.customID(),
		})
	}
	return out
}

// checkItems are the claims of a message, each with its verdict and what the
// articles say.
func checkItems(as look, b briefing.Brief) []string {
	sources := byNumber(b.Sources)
	var out []string
	for _, c := range b.Checks {
		lines := []string{"**" + verdict(as, c) + "** · " + plain(shorten(tidy(c.Claim), maxEcho))}
		if c.Verdict == verify.SaysOtherwise {
			if what := differing(as, c); what != "" {
				lines = append(lines, "-# "+as.say("Told otherwise: %s", what))
			}
		}
		used := weight(strings.Join(lines, "\n"))
		add := func(lead string, claims []briefing.Claim) {
			for _, claim := range claims {
				line := "- " + lead + sentence(as, claim.Text) + shortMarks(claim.Citations, sources)
				if used += weight(line) + 1; used > maxText-2*notesReserve-2*maxTitle {
					return
				}
				lines = append(lines, line)
			}
		}
		add("", c.For)
		against := ""
		if c.Verdict == verify.SaysSo {
			against = as.say("But:") + " "
		}
		add(against, c.Against)
		add(as.say("Read:")+" ", c.Nearest)
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// verdict names how a claim stands to the articles.
func verdict(as look, c briefing.Check) string {
	switch c.Verdict {
	case verify.SaysSo:
		if len(c.Against) > 0 {
			return as.say("Says so") + " " + as.say("(disputed)")
		}
		return as.say("Says so")
	case verify.SaysOtherwise:
		return as.say("Says otherwise")
	}
	if c.Verdict == verify.Undecided {
		return as.say("Undecided")
	}
	return as.say("Silent")
}

// differing names in what the articles differ from a claim.
func differing(as look, c briefing.Check) string {
	var names []string
	for _, kind := range c.Differs {
		switch kind {
		case verify.Number:
			names = append(names, as.say("a number"))
		case verify.Date:
			names = append(names, as.say("a date"))
		case verify.Role:
			names = append(names, as.say("who did or said it"))
		case verify.Negation:
			names = append(names, as.say("whether it is so"))
		case verify.Opposite:
			names = append(names, as.say("the opposite"))
		case verify.Modality:
			names = append(names, as.say("how sure it is"))
		}
	}
	return strings.Join(names, ", ")
}

// wordsOf returns what a message says, without Discord's markup; with what it
// forwards, where it does. Empty where it has no words.
func wordsOf(m *discordgo.Message) string {
	texts := []string{m.Content}
	for _, s := range m.MessageSnapshots {
		if s.Message != nil {
			texts = append(texts, s.Message.Content)
		}
	}
	var lines []string
	for line := range strings.Lines(strings.Join(texts, "\n")) {
		line = maskedLinks.ReplaceAllString(line, "$1")
		line = instants.ReplaceAllStringFunc(line, func(t string) string {
			seconds, err := strconv.ParseInt(instants.FindStringSubmatch(t)[1], 10, 64)
			if err != nil {
				return " "
			}
			return time.Unix(seconds, 0).UTC().Format("2 January 2006")
		})
		line = mentioned.ReplaceAllString(line, " ")
		line = lineMarks.ReplaceAllString(strings.TrimSpace(line), "")
		line = inlineMarks.Replace(line)
		line = soleUnderscores.ReplaceAllString(line, "$1")
		if line = tidy(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Discord's markup, as far as it stands between words.
var (
	maskedLinks     = regexp.MustCompile(`\[([^\]\n]{1,400})\]\(<?https?://[^)\s]{1,900}>?(?: "[^"\n]{0,400}")?\)`)
	instants        = regexp.MustCompile(`<t:(-?\d{1,11})(?::[tTdDfFR])?>`)
	mentioned       = regexp.MustCompile(`<(?:@[!&]?|#|a?:\w{2,32}:|/[^:>\n]{1,100}:)\d{15,20}>`)
	lineMarks       = regexp.MustCompile(`^(?:(?:>>>|>|-#|#{1,3}|[-*])\s+)+`)
	inlineMarks     = strings.NewReplacer("**", "", "~~", "", "||", "", "```", " ", "`", "", "*", "", "__", "")
	soleUnderscores = regexp.MustCompile(`\b_([^_\n]{1,900})_\b`)
)
