package bot

import (
	"context"
	"errors"

	"sitrep/bot/message"
	"sitrep/corpus/fetch"
)

// refusal is something that can't be done, through no fault of ours, in words
// for who asked for it. Its title is ours alone and stands in the log; its text
// may quote what others wrote, escaped.
type refusal struct{ title, text string }

func (e *refusal) Error() string { return e.title }

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
	return &refusal{title, text}
}
