package problem

import (
	"context"
	"errors"

	"sitrep/bot/message"
	"sitrep/corpus/fetch"
)

// NotHad is a refusal for what could not be had from the web, under a title of its own
// where that is not the site's will; any other error stays as it is.
func NotHad(ctx context.Context, as message.Presentation, title string, err error) error {
	var why *fetch.Error
	if ctx.Err() != nil || !errors.As(err, &why) {
		return err
	}
	if why.Forbidden() {
		return Decline("The site does not let me read it", message.NotHad(as, why))
	}
	return &Error{Code: Refused, Title: title, Text: message.NotHad(as, why)}
}
