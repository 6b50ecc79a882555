package discordtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"sitrep/bot/discordtest/rules"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// call is a bot's REST call. It returns the status and the answer's code and
// body.
func call(t *testing.T, s *Server, method, path, body string) (status, code int, answer string) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL()+"/api/v9"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "DiscordBot (https://bot.example, 1) test")
	req.Header.Set("Authorization", "Bot "+s.Token())
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	// No connection is kept: a test ends with nothing open.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Code int `json:"code"`
	}
	_ = json.Unmarshal(b, &said) // not every answer is JSON
	return res.StatusCode, said.Code, string(b)
}

const (
	v2Message = `"flags":32768,"allowed_mentions":{"parse":[]},"components":[{"type":10,"content":"hello"}]`
	v2Reply   = `{"type":4,"data":{` + v2Message + `}}`
)

func TestInteractionRoutesFollowTheToken(t *testing.T) {
	s := New(t, Options{Malformed: true})
	step := func(name, method, path, body string, status, code int) {
		t.Helper()
		gotStatus, gotCode, answer := call(t, s, method, path, body)
		if gotStatus != status || gotCode != code {
			t.Errorf("%s: got %d (code %d) %s, want %d (code %d)", name, gotStatus, gotCode, answer, status, code)
		}
	}
	i := s.Slash(Guild, User, "brief")
	callback := "/interactions/" + i.ID + "/" + i.Token + "/callback"
	webhook := "/webhooks/" + s.AppID() + "/" + i.Token
	original := webhook + "/messages/@original"

	step("bogus token", "POST", "/interactions/"+i.ID+"/bogus/callback", v2Reply, 404, 10062)
	step("edit before the callback", "PATCH", original, `{`+v2Message+`}`, 404, 10015)
	step("follow-up before the callback", "POST", webhook, `{`+v2Message+`}`, 404, 10015)
	step("choices for a command", "POST", callback, `{"type":8,"data":{"choices":[]}}`, 400, 50035)
	step("update without a component", "POST", callback, `{"type":6}`, 400, 50035)
	step("defer with the components flag", "POST", callback, `{"type":5,"data":{"flags":32768}}`, 400, 50035)
	step("defer", "POST", callback, `{"type":5,"data":{"flags":64}}`, 204, 0)
	step("defer again", "POST", callback, `{"type":5}`, 400, 40060)
	step("components without the flag", "PATCH", original, `{"allowed_mentions":{"parse":[]},"components":[{"type":10,"content":"x"}]}`, 400, 50035)
	step("content beside the flag", "PATCH", original, `{"content":"x",`+v2Message+`}`, 400, 50035)
	step("mentions left on", "PATCH", original, `{"flags":32768,"components":[{"type":10,"content":"x"}]}`, 400, 50035)
	step("2001 characters", "PATCH", original, `{"allowed_mentions":{"parse":[]},"content":"`+strings.Repeat("x", 2001)+`"}`, 400, 50035)
	if m, _ := i.Reply(); !m.Loading || !m.Ephemeral {
		t.Errorf("the reply is %+v, want it still thinking, and ephemeral", m)
	}
	step("follow-up instead of an edit", "POST", webhook, `{`+v2Message+`}`, 200, 0)
	if m, _ := i.Reply(); m.Text() != "hello\n" || !m.Ephemeral || len(i.FollowUps()) != 0 {
		t.Errorf("the reply is %q, ephemeral %v, with %d follow-ups", m.Text(), m.Ephemeral, len(i.FollowUps()))
	}
	step("edit", "PATCH", original, `{"allowed_mentions":{"parse":[]},"components":[{"type":10,"content":"the flag stays"}]}`, 200, 0)
	step("follow-up", "POST", webhook, `{`+v2Message+`}`, 200, 0)
	step("edit of the follow-up", "PATCH", webhook+"/messages/"+i.FollowUps()[0].ID, `{`+v2Message+`}`, 200, 0)
	step("edit of what is not there", "PATCH", webhook+"/messages/1", `{`+v2Message+`}`, 404, 10008)
	step("delete", "DELETE", original, "", 204, 0)
	step("edit of what was deleted", "PATCH", original, `{`+v2Message+`}`, 404, 10008)
	step("another application's webhook", "POST", "/webhooks/1/"+i.Token, `{`+v2Message+`}`, 404, 10015)
}

func TestCallsOfNoBotAreRefused(t *testing.T) {
	s := New(t)
	for name, change := range map[string]func(*http.Request){
		"no token":        func(r *http.Request) { r.Header.Del("Authorization") },
		"no User-Agent":   func(r *http.Request) { r.Header.Set("User-Agent", "curl/8") },
		"unknown version": func(r *http.Request) { r.URL.Path = "/api/v5/gateway/bot" },
		"unknown route":   func(r *http.Request) { r.URL.Path = "/api/v9/gateway/human" },
	} {
		req, err := http.NewRequest("GET", s.URL()+"/api/v10/gateway/bot", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", "DiscordBot (https://bot.example, 1)")
		req.Header.Set("Authorization", "Bot "+s.Token())
		change(req)
		res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode/100 != 4 {
			t.Errorf("%s: got %d", name, res.StatusCode)
		}
	}
}

func TestNonceGivesTheFirstMessageBack(t *testing.T) {
	s := New(t, Options{Malformed: true})
	path := "/channels/" + Channel + "/messages"
	_, _, first := call(t, s, "POST", path, `{"nonce":"n","enforce_nonce":true,`+v2Message+`}`)
	_, _, second := call(t, s, "POST", path, `{"nonce":"n","enforce_nonce":true,`+v2Message+`}`)
	_, _, other := call(t, s, "POST", path, `{"nonce":"m","enforce_nonce":true,`+v2Message+`}`)
	if first != second || first == other || len(s.Messages(Channel)) != 2 {
		t.Errorf("got\n%s%s%sand %d messages", first, second, other, len(s.Messages(Channel)))
	}
	if status, _, _ := call(t, s, "POST", path, `{"nonce":"`+strings.Repeat("n", 26)+`",`+v2Message+`}`); status != 400 {
		t.Errorf("a nonce of 26 characters gives %d", status)
	}
}

func TestUsersCanOnlyDoWhatDiscordLetsThem(t *testing.T) {
	s := New(t)
	ctx := context.Background()
	if status, _, answer := call(t, s, "PUT", "/applications/"+s.AppID()+"/commands", `[
		{"name":"brief","description":"d","options":[{"type":3,"name":"topic","description":"d","required":true,"autocomplete":true,"max_length":10}]},
		{"name":"settings","description":"d","default_member_permissions":"32","contexts":[0]},
		{"name":"digest","description":"d","options":[{"type":1,"name":"list","description":"d"}]}]`); status != 200 {
		t.Fatal(answer)
	}
	g := dial(t, s)
	g.identify(t, s, 0)
	works := map[string]*Interaction{
		"a command":             s.Slash(Guild, User, "brief", Opt("topic", "korea")),
		"in direct messages":    s.Slash("", User, "brief", Opt("topic", "korea")),
		"a subcommand":          s.Slash(Guild, User, "digest list"),
		"a manager's command":   s.Slash(Guild, User, "settings", Permissions(ManageServer)),
		"an autocomplete":       s.Autocomplete(Guild, User, "brief", "topic", "k"),
		"nothing typed in yet":  s.Autocomplete(Guild, User, "brief", "topic", ""),
		"another user's locale": s.Slash(Guild, "7", "brief", Opt("topic", "x"), Locale("ko"), UserInstalled(), In("9")),
	}
	for name, i := range works {
		if i.err != nil {
			t.Errorf("%s: %v", name, i.err)
		}
	}
	fails := map[string]*Interaction{
		"unknown command":          s.Slash(Guild, User, "nothing"),
		"missing option":           s.Slash(Guild, User, "brief"),
		"unknown option":           s.Slash(Guild, User, "brief", Opt("topic", "k"), Opt("other", "k")),
		"a number for a text":      s.Slash(Guild, User, "brief", Opt("topic", 7)),
		"a text too long":          s.Slash(Guild, User, "brief", Opt("topic", "12345678901")),
		"unknown subcommand":       s.Slash(Guild, User, "digest sing"),
		"a command not shown":      s.Slash(Guild, User, "settings"),
		"not for direct messages":  s.Slash("", User, "settings", Permissions(ManageServer)),
		"no reply to click on":     s.Slash(Guild, User, "digest list").Click("x"),
		"a form that is not there": s.Slash(Guild, User, "digest list").SubmitModal(nil),
	}
	for name, i := range fails {
		if _, err := i.WaitAck(ctx); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}

	i := s.Slash(Guild, User, "digest list")
	call(t, s, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", `{"type":4,"data":{"flags":32832,"allowed_mentions":{"parse":[]},"components":[
		{"type":1,"components":[{"type":2,"style":2,"label":"a","custom_id":"go"},{"type":2,"style":2,"label":"b","custom_id":"off","disabled":true}]},
		{"type":1,"components":[{"type":3,"custom_id":"pick","options":[{"label":"a","value":"a"}]}]}]}}`)
	m, _ := i.Reply()
	if i := s.Click(m.ID, User, "go"); i.err != nil {
		t.Error(i.err)
	}
	for name, i := range map[string]*Interaction{
		"no such button":           i.Click("nothing"),
		"a disabled button":        i.Click("off"),
		"a button as a select":     i.Select("go", "a"),
		"no such choice":           i.Select("pick", "b"),
		"someone else's ephemeral": s.Click(m.ID, "7", "go"),
	} {
		if i.err == nil {
			t.Errorf("%s: the user could", name)
		}
	}
}

func TestContentIsGivenOnlyWhereDiscordGivesIt(t *testing.T) {
	tests := []struct {
		name           string
		guild, content string
		intents        int
		reply          bool
		want           string
	}{
		{"in a server", Guild, "hello", rules.IntentGuildMessages, false, ""},
		{"with the intent", Guild, "hello", rules.IntentGuildMessages | rules.IntentContent, false, "hello"},
		{"with a mention", Guild, "<@400000000000000001> hello", rules.IntentGuildMessages, false, "<@400000000000000001> hello"},
		{"in a reply to the bot", Guild, "and then?", rules.IntentGuildMessages, true, "and then?"},
		{"in direct messages", "", "hello", rules.IntentDirectMessages, false, "hello"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := New(t, Options{MessageContent: true})
			to := ""
			if tt.reply {
				call(t, s, "POST", "/channels/"+Channel+"/messages", `{`+v2Message+`}`)
				to = s.Messages(Channel)[0].ID
			}
			g := dial(t, s)
			g.identify(t, s, tt.intents)
			s.Say(tt.guild, Channel, User, tt.content, to)
			var d struct {
				Content string `json:"content"`
			}
			if err := json.Unmarshal(g.event(t, "MESSAGE_CREATE"), &d); err != nil {
				t.Fatal(err)
			}
			if d.Content != tt.want {
				t.Errorf("the bot reads %q, want %q", d.Content, tt.want)
			}
		})
	}
}

// client is a bot's side of the gateway, by hand.
type client struct{ ws *websocket.Conn }

type frame struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

func dial(t *testing.T, s *Server) client {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(s.gatewayAddress()+"?v=9&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	g := client{ws}
	if f := g.read(t); f.Op != opHello || string(f.Data) != `{"heartbeat_interval":41250}` {
		t.Fatalf("greeted with %+v", f)
	}
	return g
}

func (g client) send(t *testing.T, format string, args ...any) {
	t.Helper()
	if err := g.ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, format, args...)); err != nil {
		t.Fatal(err)
	}
}

func (g client) read(t *testing.T) frame {
	t.Helper()
	g.ws.SetReadDeadline(time.Now().Add(time.Minute))
	_, b, err := g.ws.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// closed reads on until the server closes, and returns the code.
func (g client) closed(t *testing.T) int {
	t.Helper()
	g.ws.SetReadDeadline(time.Now().Add(time.Minute))
	for {
		if _, _, err := g.ws.ReadMessage(); err != nil {
			var ce *websocket.CloseError
			if !errors.As(err, &ce) {
				t.Fatalf("not closed: %v", err)
			}
			return ce.Code
		}
	}
}

// event reads on to the event.
func (g client) event(t *testing.T, kind string) json.RawMessage {
	t.Helper()
	for {
		if f := g.read(t); f.Type == kind {
			return f.Data
		}
	}
}

// whoIs is what a client identifies as.
const whoIs = `{"os":"linux","browser":"test","device":"test"}`

// identify opens a session and returns its ID.
func (g client) identify(t *testing.T, s *Server, intents int) string {
	t.Helper()
	g.send(t, `{"op":2,"d":{"token":%q,"intents":%d,"properties":%s}}`, s.Token(), intents, whoIs)
	var ready struct {
		Session string `json:"session_id"`
	}
	if err := json.Unmarshal(g.event(t, "READY"), &ready); err != nil {
		t.Fatal(err)
	}
	return ready.Session
}

func TestGatewayClosesOnWhatItCannotTake(t *testing.T) {
	s := New(t)
	tests := []struct {
		name string
		open bool // identified before
		send string
		code int
	}{
		{"not JSON", false, `{"op":`, 4002},
		{"more than 4096 bytes", false, `{"op":1,"d":"` + strings.Repeat("x", 4096) + `"}`, 4002},
		{"unknown op", false, `{"op":99}`, 4001},
		{"before identifying", false, `{"op":3,"d":{}}`, 4003},
		{"a wrong token", false, `{"op":2,"d":{"token":"wrong","intents":0,"properties":` + whoIs + `}}`, 4004},
		{"a wrong token to resume", false, `{"op":6,"d":{"token":"wrong","session_id":"x","seq":1}}`, 4004},
		{"old names", false, `{"op":2,"d":{"token":"` + s.Token() + `","intents":0,"properties":{"$os":"linux","$browser":"x","$device":"x"}}}`, 4002},
		{"a game", false, `{"op":2,"d":{"token":"` + s.Token() + `","intents":0,"presence":{"activities":[],"status":"online","afk":false,"game":{}},"properties":` + whoIs + `}}`, 4002},
		{"identifying twice", true, `{"op":2,"d":{"token":"` + s.Token() + `","intents":0,"properties":` + whoIs + `}}`, 4005},
		{"a shard out of range", false, `{"op":2,"d":{"token":"` + s.Token() + `","intents":0,"shard":[2,2],"properties":` + whoIs + `}}`, 4010},
		{"an intent that is none", false, `{"op":2,"d":{"token":"` + s.Token() + `","intents":131072,"properties":` + whoIs + `}}`, 4013},
		{"an intent not turned on", false, `{"op":2,"d":{"token":"` + s.Token() + `","intents":32768,"properties":` + whoIs + `}}`, 4014},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := dial(t, s)
			if tt.open {
				g.identify(t, s, 0)
			}
			g.send(t, "%s", tt.send)
			if code := g.closed(t); code != tt.code {
				t.Errorf("closed with %d, want %d", code, tt.code)
			}
		})
	}
}

func TestResumeReplaysWhatWasMissed(t *testing.T) {
	s := New(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	g := dial(t, s)
	session := g.identify(t, s, rules.IntentGuilds)
	g.event(t, "GUILD_CREATE")
	g.send(t, `{"op":1,"d":2}`)
	if f := g.read(t); f.Op != opHeartbeatAck {
		t.Errorf("a heartbeat is answered with %+v", f)
	}
	g.ws.NetConn().Close() // without a word
	if err := s.WaitDisconnected(ctx); err != nil {
		t.Fatal(err)
	}
	s.Dispatch("THREAD_DELETE", Guild, map[string]any{"id": "1"})
	s.Dispatch("MESSAGE_CREATE", Guild, map[string]any{"id": "2"}) // not in the intents
	s.Dispatch("CHANNEL_DELETE", Guild, map[string]any{"id": "3"})

	g = dial(t, s)
	g.send(t, `{"op":6,"d":{"token":%q,"session_id":%q,"seq":2}}`, s.Token(), session)
	var got []string
	for range 3 {
		f := g.read(t)
		got = append(got, fmt.Sprint(f.Seq, " ", f.Type))
	}
	if diff := cmp.Diff([]string{"3 THREAD_DELETE", "4 CHANNEL_DELETE", "5 RESUMED"}, got); diff != "" {
		t.Errorf("replayed (-want +got):\n%s", diff)
	}

	// A goodbye with 1000 ends the session.
	g.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
	g.closed(t)
	g = dial(t, s)
	g.send(t, `{"op":6,"d":{"token":%q,"session_id":%q,"seq":2}}`, s.Token(), session)
	if f := g.read(t); f.Op != opInvalidSession || !bytes.Equal(f.Data, []byte("false")) {
		t.Errorf("after a goodbye a resume is answered with %+v", f)
	}

	// A sequence that never was closes with 4007.
	g = dial(t, s)
	session = g.identify(t, s, 0)
	g.ws.NetConn().Close()
	g = dial(t, s)
	g.send(t, `{"op":6,"d":{"token":%q,"session_id":%q,"seq":99}}`, s.Token(), session)
	if code := g.closed(t); code != 4007 {
		t.Errorf("closed with %d, want 4007", code)
	}
}

func TestLimitTellsAndRefuses(t *testing.T) {
	s := New(t)
	s.Limit(RouteMessage, "messages", 2, time.Hour)
	path := "/channels/" + Channel + "/messages"
	for n, want := range []int{200, 200, 429} {
		if status, _, answer := call(t, s, "POST", path, `{`+v2Message+`}`); status != want {
			t.Errorf("call %d: got %d %s, want %d", n, status, answer, want)
		}
	}
	if status, _, _ := call(t, s, "POST", "/channels/77/messages", `{`+v2Message+`}`); status != 200 {
		t.Errorf("another channel gives %d, want a limit of its own", status)
	}
	if n := len(s.Calls(RouteMessage)); n != 4 {
		t.Errorf("%d calls recorded", n)
	}
}
