package discordtest

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"sitrep/bot/discordtest/rules"
)

// The routes, as they are named in [Server.Fail], [Server.Calls] and
// [Server.Limit].
const (
	RouteCallback      = rules.RouteCallback
	RouteReply         = rules.RouteReply
	RouteReplyGet      = "GET /webhooks/{application}/{token}/messages/@original"
	RouteReplyDelete   = "DELETE /webhooks/{application}/{token}/messages/@original"
	RouteFollowUp      = rules.RouteFollowUp
	RouteFollowUpEdit  = rules.RouteFollowUpEdit
	RouteApplication   = "GET /applications/@me"
	RouteCommands      = "GET /applications/{application}/commands"
	RouteCommandsPut   = rules.RouteCommandsPut
	RouteGuildCommands = "GET /applications/{application}/guilds/{guild}/commands"
	RouteGuildPut      = rules.RouteGuildPut
	RouteServers       = "GET /users/@me/guilds"
	RouteGateway       = "GET /gateway"
	RouteGatewayBot    = "GET /gateway/bot"
	RouteMessage       = rules.RouteMessage
	RouteMessages      = "GET /channels/{channel}/messages"
	RouteMessageGet    = "GET /channels/{channel}/messages/{message}"
	RouteMessageEdit   = rules.RouteMessageEdit
	RouteMessageDelete = "DELETE /channels/{channel}/messages/{message}"
	RouteTyping        = "POST /channels/{channel}/typing"
	RouteDirect        = rules.RouteDirect
	RouteThread        = rules.RouteThread
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
	body  []byte                // without its files
	files map[string]rules.File // that came with it, by the name of their part
}

func (r request) decode(into any) *rules.Refusal {
	if err := json.Unmarshal(r.body, into); err != nil {
		return &rules.Refusal{Status: 400, Code: 50109, Message: "The request body contains invalid JSON."}
	}
	if b, ok := into.(*rules.MessageBody); ok {
		b.Files = rules.InOrder(r.files)
	}
	return nil
}

// handler answers a call: a body to be marshalled, nil for none.
type handler func(r request) (status int, body any, refusal *rules.Refusal)

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
		s.answer(w, req, "unknown", false, func(request) (int, any, *rules.Refusal) {
			return 0, nil, &rules.Refusal{Status: 404, Message: "404: Not Found"}
		})
	})
	return mux
}

// answer records a call, brings in faults and limits, and answers it.
func (s *Server) answer(w http.ResponseWriter, req *http.Request, route string, auth bool, h handler) {
	body, err := io.ReadAll(io.LimitReader(req.Body, rules.MaxBody+1))
	if err != nil {
		return // the caller went away
	}
	version := req.PathValue("version")
	sent := len(body)
	body, files, err := rules.Unpack(req.Header.Get("Content-Type"), body)
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

	r, token := request{req, body, files}, ""
	if auth {
		token = s.opts.Token
	}
	status, out, refusal := 0, any(nil), rules.RefuseCall(req, version, token, sent, files != nil)
	header := w.Header()
	if refusal == nil {
		refusal = s.spend(route, key, header)
	}
	if refusal == nil {
		refusal = rules.BodyRefusal(route, body)
	}
	if refusal == nil {
		refusal = rules.CheckFiles(body, files)
	}
	if refusal == nil {
		status, out, refusal = h(r)
	}
	if refusal != nil {
		status, out = refusal.Status, refusal.Body()
	}
	if s.opts.Ahead && out != nil {
		out = rules.NextYears(out)
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

// Limit makes the route take n calls in each window, counted for each
// top-level resource, and tell so in its headers. Routes limited under the
// same bucket name share the count.
func (s *Server) Limit(route, bucket string, n int, per time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limited[route] = rules.Limit{Calls: n, Per: per, Bucket: bucket}
}

// spend counts the call against its limit.
func (s *Server) spend(route, key string, h http.Header) *rules.Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.limited[route]
	if !ok && (route == RouteCallback || route == "unknown") {
		return nil // callbacks are told no limits
	}
	if !ok {
		l = rules.UsualLimit(route, route == RouteCrosspost)
	}
	_, top, _ := strings.Cut(key, "\n")
	w := s.windows[l.Bucket+"\n"+top]
	if w == nil {
		w = new(rules.Window)
		s.windows[l.Bucket+"\n"+top] = w
	}
	return w.Spend(l, route, time.Now(), h)
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
