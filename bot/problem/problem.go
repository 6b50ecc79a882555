// Package problem says to people why something is not done that they asked for:
// what was mistyped ([Usage]), what can't be done and why ([Decline]), and of
// faults of ours no more than a reference that is in the log, too ([Explain]).
//
// An [Error] has a code for programs, and a title and a text for people, which
// package message has in every language. Whatever other error comes up is told as a
// fault: nothing of what it says is shown.
package problem

import (
	"context"
	"errors"
	"fmt"

	"sitrep/bot/message"
	"sitrep/corpus/store/fault"
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

	Kind *Error // of which it is a case; nil for none
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
func (e *Error) Is(target error) bool { return e.Kind != nil && target == error(e.Kind) }

var (
	// errUnknownCommand is the error of a command that this version of sitrep
	// does not have.
	ErrUnknownCommand = &Error{Code: Unknown, Title: "I don't know this command",
		Text: "It may be from another version of me. Type `/` again to see the commands that there are; `/help` says what they do."}
	// errUnknownControl is the error of a button that an older or newer version
	// drew.
	ErrUnknownControl = &Error{Code: Unknown, Title: "This button is from another version",
		Text: "It comes from a different version of me. Ask again with `/brief` or `/ask` for buttons that work."}
	// errBusy is the error of a command that waited for its turn in vain.
	ErrBusy = &Error{Code: Busy, Title: "Too many at once",
		Text: "Others asked before you, and your turn did not come in time. Try again in a minute."}
	errLate = &Error{Code: Busy, Title: "That took too long",
		Text: "I stopped so as not to keep you waiting. Try again in a minute, or ask about something narrower."}
	errAway = &Error{Code: Busy, Title: "My archive can't be reached",
		Text: "The articles and settings are safe, but I can't get at them just now. Try again in a minute."}
	errStopping = &Error{Code: Busy, Title: "I am being restarted",
		Text: "Your question was cut off by it. Ask again in a moment."}
	errFault = &Error{Code: Fault, Title: "Something went wrong",
		Text: "The fault is mine, not yours, and it has been noted. Try again in a minute. If it happens again, tell whoever runs me."}
	// errNoVoice is the error of an answer to a message in a place where the bot
	// may not write, so that nobody can be told anything there.
	ErrNoVoice = errors.New("not allowed to write there")
)

// usage returns a mistake in what was typed.
func Usage(text string, args ...any) error { return &Error{Code: Mistyped, Text: text, Args: args} }

// decline returns a refusal.
func Decline(title, text string, args ...any) error {
	return &Error{Code: Refused, Title: title, Text: text, Args: args}
}

// forPeople returns what the person who met an error is told of it: nothing of
// errors that are not for them.
func forPeople(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known) && known != ErrBusy:
		return known
	case errors.Is(err, message.ErrUnknownControl):
		return ErrUnknownControl
	case errors.Is(err, fault.ErrUnreachable):
		return errAway
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
func Explain(as message.Presentation, err error, ref string) message.Card {
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
func Ordinary(err error) bool {
	e := forPeople(err)
	return e != errFault && e != errLate && e != errAway || errors.Is(err, ErrNoVoice)
}

// unreadable is the title of what is told of a mistake.
const unreadable = "Please check what you typed"
