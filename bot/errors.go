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
	"sitrep/corpus/fetch"
)

// A Code says what kind of thing kept something from being done, for programs.
type Code string

// The codes. The last two are faults, of which people are given a reference that
// is in the log, too.
const (
	Mistyped Code = "mistyped" // what was typed can't be used as it is
	Refused  Code = "refused"  // it can't be done, through no fault of ours
	Unknown  Code = "unknown"  // a command or button of another version
	Gone     Code = "gone"     // what a button is of is not there any more
	Busy     Code = "busy"     // its turn did not come in time
	Fault    Code = "fault"    // of ours
)

// Error is why something is not done that was asked for, in words for whoever asked.
// Title and Text are as for [message.Presentation.Say]; the title is ours alone, and
// stands in the log; the text may quote what others wrote, escaped.
type Error struct {
	Code  Code
	Title string // empty for what was mistyped
	Text  string
	Args  []any

	kind *Error // of which it is a case; nil for none
}

// Error is the title, or of what was mistyped the text, which names no more than
// everybody may know.
func (e *Error) Error() string {
	switch {
	case e.Title != "":
		return e.Title
	case len(e.Args) > 0:
		return fmt.Sprintf(e.Text, e.Args...)
	}
	return e.Text
}

// Is reports whether it is a case of another.
func (e *Error) Is(target error) bool { return e.kind != nil && target == error(e.kind) }

var (
	// errUnknownCommand is the error of a command that this version of sitrep
	// does not have.
	errUnknownCommand = &Error{Code: Unknown, Title: "I don't know this command",
		Text: "It may be from another version of me. Type `/` again to see the commands that there are; `/help` says what they do."}
	// errUnknownControl is the error of a button that an older or newer version
	// drew.
	errUnknownControl = &Error{Code: Unknown, Title: "This button is from another version",
		Text: "It was drawn by a version that I am not. Ask again with `/brief` or `/ask` for buttons that work."}
	// errNoBrief is the error of a button whose brief has been deleted, or is not
	// for whoever pressed it where they did: nobody is told which.
	errNoBrief = &Error{Code: Gone, Title: "This brief is gone",
		Text: "I keep the newest briefs of a server, and this one is older than those, was deleted, or is not for you in this place. Ask again with `/brief` or `/ask`, and you get a new one."}
	// errOldBrief is the error of a button for one person alone that an older
	// version drew, which did not keep for whom.
	errOldBrief = &Error{Code: Gone, Title: "This button is old", kind: errNoBrief,
		Text: "An older version of me drew it, and did not keep whom it is for. Check the message again for buttons that work."}
	// errBusy is the error of a command that waited for its turn in vain.
	errBusy = &Error{Code: Busy, Title: "Too many at once",
		Text: "Others asked before you, and your turn did not come in time. Try again in a minute."}
	errLate = &Error{Code: Busy, Title: "That took too long",
		Text: "I stopped so as not to keep you waiting. Try again in a minute, or ask about something narrower."}
	errStopping = &Error{Code: Busy, Title: "I am being restarted",
		Text: "Your question was cut off by it. Ask again in a moment."}
	errFault = &Error{Code: Fault, Title: "Something went wrong",
		Text: "The fault is mine, not yours, and it has been noted. Try again in a minute. If it happens again, tell whoever runs me."}
	// errNoVoice is the error of an answer to a message in a place where the bot
	// may not write, so that nobody can be told anything there.
	errNoVoice = errors.New("not allowed to write there")
)

// usage returns a mistake in what was typed.
func usage(text string, args ...any) error { return &Error{Code: Mistyped, Text: text, Args: args} }

// decline returns a refusal.
func decline(title, text string, args ...any) error {
	return &Error{Code: Refused, Title: title, Text: text, Args: args}
}

// forPeople returns what the person who met an error is told of it: nothing of
// errors that are not for them.
func forPeople(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known) && known != errBusy:
		return known
	case errors.Is(err, message.ErrUnknownControl):
		return errUnknownControl
	case errors.Is(err, context.Canceled):
		return errStopping
	case known != nil:
		return known
	case errors.Is(err, context.DeadlineExceeded):
		return errLate
	}
	return errFault
}

// explain draws what the person who met an error is shown: what happened, what to
// do, and for faults of ours a reference that is in the log too.
func explain(as message.Presentation, err error, ref string) message.Card {
	e := forPeople(err)
	title, text := as.Say(unreadable), as.Say(e.Text, e.Args...)
	if e.Title != "" {
		title = as.Say(e.Title)
	}
	if e.Code == Busy || e.Code == Fault {
		return message.Problem(as, title, text, ref)
	}
	return message.Notice(title, text)
}

// ordinary reports whether an error is nobody's fault that an operator could
// mend.
func ordinary(err error) bool {
	e := forPeople(err)
	return e != errFault && e != errLate || errors.Is(err, errNoVoice)
}

// notHad is a refusal for what could not be had from the web; any other error
// stays as it is.
func notHad(ctx context.Context, title string, err error) error {
	var why *fetch.Error
	if ctx.Err() != nil || !errors.As(err, &why) {
		return err
	}
	text := message.Reason(why.Plain())
	if why.Temporary() {
		text += " Try again later."
	}
	return &Error{Code: Refused, Title: title, Text: text}
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
