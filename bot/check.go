package bot

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
)

// checkCommand is the one in the menu of a message.
func (b *Bot) checkCommand() router.Command {
	return router.Command{Name: commandCheck, Formerly: "Check against the corpus", Governed: true, Serve: b.check, Define: func() *discordgo.ApplicationCommand {
		return &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand}
	}}
}

// check serves the message command that says of each claim of a message how the
// articles stand to it, to whoever asks and nobody else: the message is
// somebody's, who need not be shown up.
func (b *Bot) check(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	m := router.Target(data)
	if m == nil {
		return problem.Decline("There is no message to check", "Discord did not send it along. Try again, or copy what it says into `/ask` as a question.")
	}
	if m.Author != nil && m.Author.ID == r.AppID {
		return problem.Decline("That is one of mine", "Every sentence that I post is cited; press **Sources** under it to see the words that it rests on.")
	}
	text := wordsOf(m)
	if text == "" {
		return problem.Decline("Nothing to check in this message", "It has no words of its own. I check what a message says, not its pictures, files or links.")
	}
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	req := r.Asks()
	req.Text = text
	var checked briefing.Brief
	err := r.InTurn(ctx, func() (err error) {
		checked, err = b.briefer.Check(ctx, req)
		return err
	})
	switch {
	case errors.Is(err, briefing.ErrNoClaim):
		return problem.Decline("Nothing to check in this message", "It states nothing that I could look up. I check statements, not questions, links or single words.")
	case err != nil:
		return err
	case checked.Stats.Articles == 0:
		return r.Answer(ctx, message.EmptyCorpus(r.Presentation))
	}
	id := b.saveCheck(ctx, r, m, checked)
	return r.Answer(ctx, message.Check(r.Presentation, checked, message.Control{View: message.ViewCheck, Brief: id}))
}

// saveCheck keeps a check for the buttons under it, and returns its ID; empty
// where that fails. The words checked are those of the message's author, with
// whom they are deleted.
func (b *Bot) saveCheck(ctx context.Context, r *router.Request, m *discordgo.Message, checked briefing.Brief) (id string) {
	author := r.UserID()
	if m.Author != nil && m.Author.ID != "" {
		author = m.Author.ID
	}
	id, err := b.keep(ctx, r, state.Brief{User: author}, checked)
	if err != nil {
		b.log.Error("check not kept, it goes out without buttons", "guild", r.GuildID, "request", r.Ref, "err", err)
		return ""
	}
	return id
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
		if line = message.Tidy(line); line != "" {
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
