package rules

import (
	"net/http"
	"regexp"
)

// MaxBody is the most that a body may have, in bytes.
const MaxBody = 1 << 20

// userAgents are those that Discord asks for (developers/reference, User Agent).
var userAgents = regexp.MustCompile(`^DiscordBot \(https?://[^,()]+, [^,()]+\)`)

// RefuseCall refuses a call that no route would take. The token is empty where the
// route asks for none; sent are the bytes of the body, which may have come as a form
// with files.
func RefuseCall(r *http.Request, version, token string, sent int, form bool) *Refusal {
	switch {
	case version != "v9" && version != "v10":
		return &Refusal{Status: 400, Code: 50041, Message: "Invalid API version"}
	case !userAgents.MatchString(r.Header.Get("User-Agent")):
		return &Refusal{Status: 403, Code: 40333, Message: "internal network error: the User-Agent is not a bot's"}
	case token != "" && r.Header.Get("Authorization") != "Bot "+token:
		return &Refusal{Status: 401, Message: "401: Unauthorized"}
	case sent > MaxBody:
		return &Refusal{Status: 413, Code: 40005, Message: "Request entity too large"}
	case sent > 0 && !form && r.Header.Get("Content-Type") != "application/json":
		return &Refusal{Status: 400, Code: 50035, Message: "Invalid Form Body"}
	}
	return nil
}
