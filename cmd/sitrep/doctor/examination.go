// Package doctor looks at everything that the bot needs: the settings, what Discord
// has of the bot and its servers, the data folder, its index and feeds, the models.
// It changes nothing, in none of them.
//
// [Examine] returns an [Examination], which reads as one line for each thing looked
// at: whether it is as it should be, and where not, how to mend it. What keeps the bot
// from working is told apart from what it works in spite of. No secret is in any line.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/briefing/render"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus"
)

// checkTime is how long the checks may take, in all, of what is out of reach.
const checkTime = 15 * time.Second

// Examine looks at everything that the bot needs, by the settings; or, where those
// can't be read, says why.
func Examine(ctx context.Context, c settings.Settings, unread error) *Examination {
	x := new(Examination)
	if unread != nil {
		x.bad("settings", unread.Error(), "correct them in the environment or in .env; .env.example says what each may be")
		return x
	}
	x.good("settings", "can be read")
	asking, cancel := context.WithTimeout(ctx, checkTime)
	x.discord(asking, c)
	cancel()
	x.data(ctx, c)
	asking, cancel = context.WithTimeout(ctx, checkTime)
	defer cancel()
	x.model(asking, c)
	return x
}

// everybody is the scope of the articles that everyone may read.
var everybody = corpus.NewScope(corpus.Public)

func counted(n int, what string) string { return message.CountInEnglish(n, what, what+"s") }

// Examination is what has been found.
type Examination struct {
	findings []finding
	Failed   int // findings that the bot does not work with
}

// finding is one thing looked at.
type finding struct {
	grade, subject, text string
	mend                 string // what to do; empty where there is nothing
}

func (x *Examination) good(subject, text string) {
	x.findings = append(x.findings, finding{"ok", subject, text, ""})
}

// odd is a finding that the bot works in spite of.
func (x *Examination) odd(subject, text, mend string) {
	x.findings = append(x.findings, finding{"note", subject, text, mend})
}

// bad is a finding that the bot does not work with.
func (x *Examination) bad(subject, text, mend string) {
	x.Failed++
	x.findings = append(x.findings, finding{"BAD", subject, text, mend})
}

func (x *Examination) String() string {
	var b strings.Builder
	for _, f := range x.findings {
		fmt.Fprintf(&b, "%-5s %-12s %s\n", f.grade, f.subject, render.Line(f.text))
		if f.mend != "" {
			fmt.Fprintf(&b, "%18s → %s\n", "", render.Line(f.mend))
		}
	}
	return b.String()
}

// unasked is why Discord did not answer a question.
func (x *Examination) unasked(subject string, err error) {
	var e *discord.Error
	switch {
	case errors.As(err, &e) && e.Status != 0:
		x.bad(subject, fmt.Sprintf("Discord answers with HTTP %d: %s", e.Status, e.Message), "try again later; if it stays, look at https://discordstatus.com")
	default:
		x.bad(subject, "Discord can't be reached: "+err.Error(), "check the network, HTTPS_PROXY and DISCORD_API_URL")
	}
}
