package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

var (
	// ErrTokenDead is matched by the error of a call on an interaction that can't
	// be answered any more: not acknowledged within three seconds, older than
	// fifteen minutes, or unknown to Discord. There is nobody left to tell, so it
	// is dropped quietly.
	ErrTokenDead = errors.New("interaction can no longer be answered")

	// ErrMessageGone is matched by the error of a call on a message that somebody
	// has deleted.
	ErrMessageGone = errors.New("message is gone")

	// ErrThreadThere is matched by the error of opening a thread under a message
	// that has one.
	ErrThreadThere = errors.New("the message has a thread already")

	// ErrForbidden is matched by the error of a call that the bot lacks the
	// permissions for, in a place that it may not see or that has no room for
	// what was asked, as a thread that is archived or locked has none for an edit.
	ErrForbidden = errors.New("not allowed there")

	// ErrTagRequired is matched by the error of a post without a tag in a forum that
	// asks for one.
	ErrTagRequired = errors.New("the forum asks for a tag")

	// ErrNoMember is matched by the error of reading a member of a server who is
	// not in it, or whom Discord does not know any more.
	ErrNoMember = errors.New("not a member")
)

// JSON error codes of Discord's that the bot tells apart
// (developers/topics/opcodes-and-status-codes).
const (
	codeUnknownChannel      = 10003
	codeUnknownGuild        = 10004
	codeUnknownMember       = 10007
	codeUnknownMessage      = 10008
	codeUnknownUser         = 10013
	codeAlreadyPublished    = 40033
	codeForum               = 40058
	codeAlreadyAcknowledged = 40060
	codeNoTagForAll         = 40066
	codeTagRequired         = 40067
	codeNotText             = 50008
	codeWrongChannelType    = 50024
	codeThreadArchived      = 50083
	codeThreadThere         = 160004
	codeThreadLocked        = 160005
	codeTooManyThreads      = 160006
)

// Error is a call to Discord that failed for good: refused, or out of tries or
// time. It holds no token and no text of a user's.
type Error struct {
	Op         string        // what was being done, such as "edit the reply"
	Status     int           // HTTP status; 0 when no answer came
	Code       int           // Discord's JSON error code; 0 when it gave none
	Message    string        // Discord's message and the fields it refused, shortened
	RetryAfter time.Duration // how long Discord asked to wait; 0 when it didn't
	Shared     bool          // a rate limit on the resource that others used up
	Lost       bool          // nobody knows what came of an earlier try of the call, which Discord may have acted on

	dead bool  // the interaction's token is of no more use
	err  error // why no answer came, or why there was no time to try again
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("discord: " + e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": HTTP %d", e.Status)
		if e.Code != 0 {
			fmt.Fprintf(&b, " (code %d)", e.Code)
		}
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, ": wait %s before the next try", e.RetryAfter.Round(time.Millisecond))
	}
	if e.err != nil {
		b.WriteString(": " + e.err.Error())
	}
	return b.String()
}

// Unwrap returns what kept an answer from coming, such as
// [context.DeadlineExceeded].
func (e *Error) Unwrap() error { return e.err }

// Is matches [ErrTokenDead], [ErrMessageGone], [ErrThreadThere], [ErrForbidden],
// [ErrTagRequired] and [ErrNoMember].
func (e *Error) Is(target error) bool {
	switch target {
	case ErrTokenDead:
		return e.dead
	case ErrMessageGone:
		return e.Status == http.StatusNotFound && e.Code == codeUnknownMessage
	case ErrThreadThere:
		return e.Code == codeThreadThere
	case ErrTagRequired:
		return e.Code == codeTagRequired
	case ErrForbidden:
		switch e.Code {
		case codeUnknownChannel, codeUnknownGuild, codeNotText, codeForum, codeWrongChannelType, codeNoTagForAll, codeThreadArchived, codeThreadLocked, codeTooManyThreads:
			return true
		}
		return e.Status == http.StatusForbidden
	case ErrNoMember:
		return e.Code == codeUnknownMember || e.Code == codeUnknownUser
	}
	return false
}

// errorBody is what Discord says about a refusal.
type errorBody struct {
	Message    string          `json:"message"`
	Code       int             `json:"code"`
	Errors     json.RawMessage `json:"errors"`
	RetryAfter float64         `json:"retry_after"` // seconds
	Global     bool            `json:"global"`
}

// parseErrorBody reads a JSON refusal; any other body, such as the HTML of a
// proxy in between, says nothing.
func parseErrorBody(body []byte) errorBody {
	var b errorBody
	if json.Unmarshal(body, &b) != nil {
		return errorBody{}
	}
	return b
}

const maxErrorText = 400 // characters of Discord's explanation worth logging

// text is the message with the refused fields by path and code. The fields'
// own messages are left out: they may quote what a user wrote.
func (b errorBody) text() string {
	s := b.Message
	if fields := refusedFields(b.Errors); len(fields) > 0 {
		s += " [" + strings.Join(fields, ", ") + "]"
	}
	return Shorten(s, maxErrorText)
}

// Shorten cuts a text that goes into an error or the log to n characters.
func Shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

// refusedFields flattens Discord's nested errors object to lines such as
// "components.0.label BASE_TYPE_MAX_LENGTH".
func refusedFields(raw json.RawMessage) []string {
	var found []string
	var walk func(path string, raw json.RawMessage, depth int)
	walk = func(path string, raw json.RawMessage, depth int) {
		var node map[string]json.RawMessage
		if depth > 12 || len(found) >= 8 || json.Unmarshal(raw, &node) != nil {
			return
		}
		var list []struct {
			Code string `json:"code"`
		}
		if json.Unmarshal(node["_errors"], &list) == nil {
			for _, e := range list {
				found = append(found, strings.TrimSpace(path+" "+e.Code))
			}
		}
		keys := make([]string, 0, len(node))
		for k := range node {
			if k != "_errors" {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			walk(strings.TrimPrefix(path+"."+k, "."), node[k], depth+1)
		}
	}
	walk("", raw, 0)
	return found
}

// bare strips the URL that net/http puts around a transport's error: it holds
// the interaction's token.
func bare(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

// redact blanks secrets out of text that came from outside.
func redact(s string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) >= 6 { // shorter ones would blank ordinary words
			s = strings.ReplaceAll(s, secret, "[redacted]")
		}
	}
	return s
}
