package discordtest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The routes, as they are named in [Server.Fail], [Server.Calls] and
// [Server.Limit].
const (
	RouteCallback      = "POST /interactions/{interaction}/{token}/callback"
	RouteReply         = "PATCH /webhooks/{application}/{token}/messages/@original"
	RouteReplyGet      = "GET /webhooks/{application}/{token}/messages/@original"
	RouteReplyDelete   = "DELETE /webhooks/{application}/{token}/messages/@original"
	RouteFollowUp      = "POST /webhooks/{application}/{token}"
	RouteFollowUpEdit  = "PATCH /webhooks/{application}/{token}/messages/{message}"
	RouteApplication   = "GET /applications/@me"
	RouteCommands      = "GET /applications/{application}/commands"
	RouteCommandsPut   = "PUT /applications/{application}/commands"
	RouteGuildCommands = "GET /applications/{application}/guilds/{guild}/commands"
	RouteGuildPut      = "PUT /applications/{application}/guilds/{guild}/commands"
	RouteServers       = "GET /users/@me/guilds"
	RouteGateway       = "GET /gateway"
	RouteGatewayBot    = "GET /gateway/bot"
	RouteMessage       = "POST /channels/{channel}/messages"
	RouteMessages      = "GET /channels/{channel}/messages"
	RouteMessageGet    = "GET /channels/{channel}/messages/{message}"
	RouteMessageEdit   = "PATCH /channels/{channel}/messages/{message}"
	RouteMessageDelete = "DELETE /channels/{channel}/messages/{message}"
	RouteTyping        = "POST /channels/{channel}/typing"
	RouteDirect        = "POST /users/@me/channels"
	RouteThread        = "POST /channels/{channel}/messages/{message}/threads"
	RouteCrosspost     = "POST /channels/{channel}/messages/{message}/crosspost"
	RoutePost          = "POST /channels/{channel}/threads"
	RouteActive        = "GET /guilds/{guild}/threads/active"
	RouteArchived      = "GET /channels/{channel}/threads/archived/public"
	RouteAny           = "" // every route
)

// Call is one REST call as it arrived.
type Call struct {
	Route  string
	Path   string // with IDs, without the version
	At     time.Time
	Done   time.Time // when it was answered; zero while it is not
	Status int       // 0 while it is not answered, or when the connection was cut
	Body   []byte
}

// request is a call being answered.
type request struct {
	*http.Request
	body  []byte          // without its files
	files map[string]File // that came with it, by the name of their part
}

func (r request) decode(into any) *Refusal {
	if err := json.Unmarshal(r.body, into); err != nil {
		return &Refusal{Status: 400, Code: 50109, Message: "The request body contains invalid JSON."}
	}
	if b, ok := into.(*messageBody); ok {
		b.files = inOrder(r.files)
	}
	return nil
}

// handler answers a call: a body to be marshalled, nil for none.
type handler func(r request) (status int, body any, refusal *Refusal)

// routes builds the server's handler. auth marks those that want the bot's
// token.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range []struct {
		route string
		auth  bool
		h     handler
	}{
		{RouteCallback, false, s.callback},
		{RouteReply, false, s.editOriginal},
		{RouteReplyGet, false, s.getOriginal},
		{RouteReplyDelete, false, s.deleteOriginal},
		{RouteFollowUp, false, s.followUp},
		{RouteFollowUpEdit, false, s.editFollowUp},
		{RouteApplication, true, s.application},
		{"GET /oauth2/applications/@me", true, s.application},
		{RouteCommands, true, s.listCommands},
		{RouteCommandsPut, true, s.putCommands},
		{RouteGuildCommands, true, s.listCommands},
		{RouteGuildPut, true, s.putCommands},
		{RouteServers, true, s.listServers},
		{RouteGateway, false, s.gatewayURL},
		{RouteGatewayBot, true, s.gatewayBot},
		{RouteMessage, true, s.createMessage},
		{RouteMessages, true, s.listMessages},
		{RouteMessageGet, true, s.getMessage},
		{RouteDirect, true, s.openDirect},
		{RouteMessageEdit, true, s.editMessage},
		{RouteMessageDelete, true, s.deleteMessage},
		{RouteTyping, true, s.typing},
		{RouteThread, true, s.startThread},
		{RouteCrosspost, true, s.crosspost},
		{RoutePost, true, s.startPost},
		{RouteActive, true, s.listActive},
		{RouteArchived, true, s.listArchived},
		{RouteSelf, true, s.self},
		{RouteGuild, true, s.getGuild},
		{RouteMember, true, s.getMember},
		{RouteChannel, true, s.getChannel},
		{RouteThreadMember, true, s.getThreadMember},
	} {
		method, path, _ := strings.Cut(r.route, " ")
		mux.HandleFunc(method+" /api/{version}"+path, func(w http.ResponseWriter, req *http.Request) {
			s.answer(w, req, r.route, r.auth, r.h)
		})
	}
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		s.answer(w, req, "unknown", false, func(request) (int, any, *Refusal) {
			return 0, nil, &Refusal{Status: 404, Message: "404: Not Found"}
		})
	})
	return mux
}

const maxBody = 1 << 20

// userAgents are those that Discord asks for (developers/reference, User Agent).
var userAgents = regexp.MustCompile(`^DiscordBot \(https?://[^,()]+, [^,()]+\)`)

// answer records a call, brings in faults and limits, and answers it.
func (s *Server) answer(w http.ResponseWriter, req *http.Request, route string, auth bool, h handler) {
	body, err := io.ReadAll(io.LimitReader(req.Body, maxBody+1))
	if err != nil {
		return // the caller went away
	}
	version := req.PathValue("version")
	sent := len(body)
	body, files, err := unpack(req.Header.Get("Content-Type"), body)
	if err != nil {
		http.Error(w, "the form can't be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	at := time.Now()
	broken := s.breaks(route, body)
	s.mu.Lock()
	if broken != nil {
		s.broken = append(s.broken, broken)
	}
	n := len(s.calls)
	s.calls = append(s.calls, Call{
		Route: route, Path: strings.TrimPrefix(req.URL.Path, "/api/"+version), At: at, Body: body,
	})
	key := route + "\n" + topLevel(req)
	if until, ok := s.blocks[key]; ok && at.Before(until) {
		s.early = append(s.early, s.calls[n])
	}
	if until, ok := s.blocks["global"]; ok && auth && at.Before(until) {
		s.early = append(s.early, s.calls[n])
	}
	f := s.takeFault(route, req)
	s.change()
	s.mu.Unlock()

	finish := func(status int) {
		s.mu.Lock()
		s.calls[n].Status, s.calls[n].Done = status, time.Now()
		s.change()
		s.mu.Unlock()
	}
	if f != nil && !f.before(s, w, req, key, finish) {
		return
	}

	r := request{req, body, files}
	status, out, refusal := 0, any(nil), s.check(r, sent, version, auth)
	header := w.Header()
	if refusal == nil {
		refusal = s.spend(route, key, header)
	}
	if refusal == nil {
		refusal = checkBody(route, body)
	}
	if refusal == nil {
		refusal = checkFiles(body, files)
	}
	if refusal == nil {
		status, out, refusal = h(r)
	}
	if refusal != nil {
		status, out = refusal.Status, refusal.body()
	}
	if s.opts.Ahead && out != nil {
		out = nextYears(out)
	}
	if f != nil && f.ResetAfter {
		finish(0)
		cut(w)
		return
	}
	finish(status)
	if out == nil {
		w.WriteHeader(status)
		return
	}
	header.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(out)
}

// check refuses calls that no route would take.
func (s *Server) check(r request, sent int, version string, auth bool) *Refusal {
	switch {
	case version != "v9" && version != "v10":
		return &Refusal{Status: 400, Code: 50041, Message: "Invalid API version"}
	case !userAgents.MatchString(r.Header.Get("User-Agent")):
		return &Refusal{Status: 403, Code: 40333, Message: "internal network error: the User-Agent is not a bot's"}
	case auth && r.Header.Get("Authorization") != "Bot "+s.opts.Token:
		return &Refusal{Status: 401, Message: "401: Unauthorized"}
	case sent > maxBody:
		return &Refusal{Status: 413, Code: 40005, Message: "Request entity too large"}
	case len(r.body) > 0 && r.files == nil && r.Header.Get("Content-Type") != "application/json":
		return &Refusal{Status: 400, Code: 50035, Message: "Invalid Form Body"}
	}
	return nil
}

// topLevel is the resource that Discord counts limits by.
func topLevel(r *http.Request) string {
	for _, name := range []string{"token", "channel", "guild"} {
		if v := r.PathValue(name); v != "" {
			return v
		}
	}
	return ""
}

// Calls returns the calls of a route so far, oldest first.
func (s *Server) Calls(route string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Call
	for _, c := range s.calls {
		if route == RouteAny || c.Route == route {
			found = append(found, c)
		}
	}
	return found
}

// EarlyCalls returns the calls that came before a rate limit that the server
// had told of was over. Discord bans those who do that.
func (s *Server) EarlyCalls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.early...)
}

// limit is what [Server.Limit] set.
type limit struct {
	n      int
	window time.Duration
	bucket string
}

type window struct {
	used  int
	reset time.Time
}

// Limit makes the route take n calls in each window, counted for each
// top-level resource, and tell so in its headers. Routes limited under the
// same bucket name share the count.
func (s *Server) Limit(route, bucket string, n int, per time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limited[route] = limit{n, per, bucket}
}

// spend counts the call against its limit.
func (s *Server) spend(route, key string, h http.Header) *Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.limited[route]
	if !ok && (route == RouteCallback || route == "unknown") {
		return nil // callbacks are told no limits
	}
	if !ok {
		l = limit{usualCalls, usualWindow, bucketOf(route)}
		if route == RouteCrosspost {
			l.n, l.window = crosspostCalls, time.Hour
		}
	}
	now := time.Now()
	_, top, _ := strings.Cut(key, "\n")
	w := s.windows[l.bucket+"\n"+top]
	if w == nil {
		w = new(window)
		s.windows[l.bucket+"\n"+top] = w
	}
	if !w.reset.After(now) {
		w.used, w.reset = 0, now.Add(l.window)
	}
	w.used++
	left := math.Ceil(w.reset.Sub(now).Seconds()*1000) / 1000
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.n))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, l.n-w.used)))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(left, 'f', 3, 64))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(w.reset.UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", l.bucket)
	if w.used <= l.n {
		return nil
	}
	h.Set("X-RateLimit-Scope", "user")
	h.Set("Retry-After", wholeSeconds(left))
	return &Refusal{Status: 429, Code: codeOfLimit(route), Message: "You are being rate limited.", RetryAfter: left}
}

// What a route takes unless [Server.Limit] says otherwise: so much that nobody
// has to wait, who need not be made to. Discord tells no such numbers before they
// count.
const (
	usualCalls  = 200
	usualWindow = time.Second
	// crosspostCalls is how many messages of a channel are published in an hour,
	// which Discord tells those who publish, and not in its documentation.
	crosspostCalls = 10
)

// bucketOf names a route's bucket as Discord does: by a text that says nothing.
func bucketOf(route string) string {
	h := fnv.New64a()
	io.WriteString(h, route)
	return strconv.FormatUint(h.Sum64(), 16)
}

// wholeSeconds is a wait as the Retry-After header has it.
func wholeSeconds(secs float64) string { return strconv.Itoa(int(math.Ceil(secs))) }

// codeOfLimit is the code in the body of a 429; 0 for none. Some limits have one
// (developers/topics/rate-limits, Rate Limit Response Structure).
func codeOfLimit(route string) int {
	if route == RouteMessage {
		return 20028
	}
	return 0
}

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

// body is the refusal as JSON, the problems nested by their paths.
func (r *Refusal) body() any {
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

// cut resets the connection under a response.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) // a reset, not an orderly end
	}
	conn.Close()
}
