package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"sitrep/bot/message"
	"sitrep/briefing"
	"sitrep/corpus"
)

var (
	// errUnknownCommand is the error of a command that this version of sitrep
	// does not have.
	errUnknownCommand = errors.New("unknown command")
	// errNoBrief is the error of a button whose brief has been deleted, or is not
	// for whoever pressed it where they did: nobody is told which.
	errNoBrief = errors.New("no such brief")
	// errNoVoice is the error of an answer to a message in a place where the bot
	// may not write, so that nobody can be told anything there.
	errNoVoice = errors.New("not allowed to write there")
	// errOldBrief is the error of a button for one person alone that an older
	// version drew, which did not keep for whom.
	errOldBrief = fmt.Errorf("kept by an older version: %w", errNoBrief)
	// errBusy is the error of a command that waited for its turn in vain.
	errBusy = errors.New("too many briefs are being composed")
)

// usageError is a mistake in what was typed, in words for who typed it.
type usageError string

func (e usageError) Error() string { return string(e) }

// mistake is a usageError or a [refusal] that has something of the moment in its
// words. They are as for [message.Presentation.Say].
type mistake struct {
	title string // empty for what was mistyped
	text  string
	args  []any
}

func (e *mistake) Error() string {
	if e.title != "" {
		return e.title // its text may name what others do not need to know
	}
	return fmt.Sprintf(e.text, e.args...)
}

// usage returns a mistake in what was typed.
func usage(text string, args ...any) error { return &mistake{"", text, args} }

// decline returns a refusal.
func decline(title, text string, args ...any) error { return &mistake{title, text, args} }

// explain turns an error into what the person who met it is shown: what
// happened, what to do, and for faults of ours a reference that is in the log
// too. It shows nothing of the error itself.
func explain(as message.Presentation, err error, ref string) message.Card {
	var typed usageError
	var mistaken *mistake
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return message.Notice(as.Say(refused.title), as.Say(refused.text))
	case errors.As(err, &typed):
		return message.Notice(as.Say(unreadable), as.Say(string(typed)))
	case errors.As(err, &mistaken):
		return message.Notice(as.Say(cmp.Or(mistaken.title, unreadable)), as.Say(mistaken.text, mistaken.args...))
	case errors.Is(err, message.ErrUnknownControl):
		return message.Notice(as.Say("This button is from another version"),
			as.Say("It was drawn by a version that I am not. Ask again with `/brief` or `/ask` for buttons that work."))
	case errors.Is(err, errUnknownCommand):
		return message.Notice(as.Say("I don't know this command"),
			as.Say("It may be from another version of me. Type `/` again to see the commands that there are; `/help` says what they do."))
	case errors.Is(err, errOldBrief):
		return message.Notice(as.Say("This button is old"),
			as.Say("An older version of me drew it, and did not keep whom it is for. Check the message again for buttons that work."))
	case errors.Is(err, errNoBrief):
		return message.Notice(as.Say("This brief is gone"),
			as.Say("I keep the newest briefs of a server, and this one is older than those, was deleted, or is not for you in this place. Ask again with `/brief` or `/ask`, and you get a new one."))
	case errors.Is(err, context.Canceled):
		return message.Problem(as, as.Say("I am being restarted"),
			as.Say("Your question was cut off by it. Ask again in a moment."), ref)
	case errors.Is(err, errBusy):
		return message.Problem(as, as.Say("Too many at once"),
			as.Say("Others asked before you, and your turn did not come in time. Try again in a minute."), ref)
	case errors.Is(err, context.DeadlineExceeded):
		return message.Problem(as, as.Say("That took too long"),
			as.Say("I stopped so as not to keep you waiting. Try again in a minute, or ask about something narrower."), ref)
	}
	return message.Problem(as, as.Say("Something went wrong"),
		as.Say("The fault is mine, not yours, and it has been noted. Try again in a minute. If it happens again, tell whoever runs me."), ref)
}

// unreadable is the title of what is told of a mistake.
const unreadable = "Please check what you typed"

// reference returns a short name for an interaction, easy to read out, that
// says nothing about it to those who don't have the log.
func reference(interactionID string) string {
	sum := sha256.Sum256([]byte("sitrep request " + interactionID))
	s := readable.EncodeToString(sum[:5])
	return s[:4] + "-" + s[4:]
}

// readable is Crockford's alphabet, which has no I, L, O or U.
var readable = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// readDate reads the date given for an option, or the first and the last day of
// words for a time, seen from today.
func readDate(option, value string, today corpus.Date) (first, last corpus.Date, err error) {
	d, err := corpus.ParseDate(strings.TrimSpace(value))
	if err == nil {
		return d, d, nil
	}
	if w, ok := briefing.DaysOf(value, today); ok && w.From.Known() {
		return w.From, cmp.Or(w.To, w.From), nil
	}
	return d, d, usage("`%s` takes a date such as 2025, 2025-06 or 2025-06-12, or words such as “last week”.", option)
}
