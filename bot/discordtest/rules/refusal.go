// Package rules is what Discord takes and refuses, as its documentation has it
// (repository discord/discord-api-docs): values in, a [*Refusal] out. It knows no
// server and no network, so that what draws messages can be tested against it alone.
//
// [ValidateComponents] and [ValidateCommands] say whether Discord would take what
// discordgo writes; [CheckBody] does for any body of a route, and [LoadSchema] has
// Discord's own schema say so, too. [Text] shows components as lines of plain text,
// for golden files, and [ActiveMarkup] finds what Discord would format in them.
//
// The rest is for bot/discordtest, the server that goes by these rules: what a call
// must have ([RefuseCall]), what a first response may be ([Fits]), how calls are
// limited ([Limit]), what a member may do in a channel ([OverwrittenBy]), press,
// choose and type ([Component.Usable], [OptionData], [TakeApart]), and what a later
// Discord may send ([NextYears]).
//
// Where the documentation is silent, the comment says what a rule rests on. One is
// this project's own: a message without allowed_mentions {"parse": []} is refused,
// since the bot pings nobody.
package rules

import (
	"fmt"
	"strings"
)

// Refusal is an answer that says no, in Discord's form.
type Refusal struct {
	Status     int
	Code       int // Discord's JSON error code; 0 for a plain HTTP error
	Message    string
	Problems   []Problem
	RetryAfter float64 // seconds, for a 429
	Global     bool
}

// Problem is one field that was refused.
type Problem struct {
	Path    string // such as "components.0.label"; empty for the whole body
	Code    string // such as "BASE_TYPE_MAX_LENGTH"
	Message string
}

func (r *Refusal) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP %d (code %d): %s", r.Status, r.Code, r.Message)
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "\n%s: %s %s", p.Path, p.Code, p.Message)
	}
	return b.String()
}

// Body is the refusal as JSON, the problems nested by their paths.
func (r *Refusal) Body() any {
	out := map[string]any{"message": r.Message, "code": r.Code}
	if r.Status == 429 {
		out = map[string]any{"message": r.Message, "retry_after": r.RetryAfter, "global": r.Global}
		if r.Code != 0 {
			out["code"] = r.Code
		}
	}
	if len(r.Problems) == 0 {
		return out
	}
	errs := map[string]any{}
	for _, p := range r.Problems {
		node := errs
		if p.Path != "" {
			for _, step := range strings.Split(p.Path, ".") {
				next, ok := node[step].(map[string]any)
				if !ok {
					next = map[string]any{}
					node[step] = next
				}
				node = next
			}
		}
		list, _ := node["_errors"].([]any)
		node["_errors"] = append(list, map[string]string{"code": p.Code, "message": p.Message})
	}
	out["errors"] = errs
	return out
}

// InvalidForm refuses a body for what is wrong with its fields.
func InvalidForm(problems ...Problem) *Refusal {
	return &Refusal{Status: 400, Code: 50035, Message: "Invalid Form Body", Problems: problems}
}

// What is refused whatever the body says (developers/topics/opcodes-and-status-codes).
var (
	ErrUnknownInteraction = &Refusal{Status: 404, Code: 10062, Message: "Unknown interaction"}
	ErrAcknowledged       = &Refusal{Status: 400, Code: 40060, Message: "Interaction has already been acknowledged."}
	ErrUnknownWebhook     = &Refusal{Status: 404, Code: 10015, Message: "Unknown Webhook"}
	ErrWebhookToken       = &Refusal{Status: 401, Code: 50027, Message: "Invalid Webhook Token"}
	ErrUnknownMessage     = &Refusal{Status: 404, Code: 10008, Message: "Unknown Message"}
	ErrTooManyFollowUps   = &Refusal{Status: 400, Code: 40094, Message: "This interaction has reached the maximum number of follow-up messages for a user-installed app"}
	ErrUnknownMember      = &Refusal{Status: 404, Code: 10007, Message: "Unknown Member"}
	ErrUnknownChannel     = &Refusal{Status: 404, Code: 10003, Message: "Unknown Channel"}
	ErrMissingAccess      = &Refusal{Status: 403, Code: 50001, Message: "Missing Access"}
	ErrMissingPermissions = &Refusal{Status: 403, Code: 50013, Message: "Missing Permissions"}
	ErrWrongChannelType   = &Refusal{Status: 400, Code: 50024, Message: "Cannot execute action on this channel type"}
	ErrThreadThere        = &Refusal{Status: 400, Code: 160004, Message: "A thread has already been created for this message"}
	ErrNotText            = &Refusal{Status: 400, Code: 50008, Message: "Cannot send messages in a non-text channel"}
	ErrDirectClosed       = &Refusal{Status: 403, Code: 50007, Message: "Cannot send messages to this user"}
	ErrArchived           = &Refusal{Status: 400, Code: 50083, Message: "Thread is archived"}
	// Discord documents no status for it.
	ErrLocked      = &Refusal{Status: 403, Code: 160005, Message: "Thread is locked"}
	ErrReplyUnread = &Refusal{Status: 400, Code: 160002, Message: "Cannot reply without permission to read message history"}
	ErrPublished   = &Refusal{Status: 400, Code: 40033, Message: "This message has already been crossposted"}
	ErrTagRequired = &Refusal{Status: 400, Code: 40067, Message: "A tag is required to create a forum post in this channel"}
)
