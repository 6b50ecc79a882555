package discordtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sitrep/bot/discordtest/rules"
)

// post is the bot writing a message; it returns its ID.
func post(t *testing.T, s *Server, channel string) string {
	t.Helper()
	status, _, answer := call(t, s, "POST", "/channels/"+channel+"/messages", `{`+v2Message+`}`)
	var m struct {
		ID string `json:"id"`
	}
	if json.Unmarshal([]byte(answer), &m) != nil || status != 200 {
		t.Fatalf("post: %d %s", status, answer)
	}
	return m.ID
}

func TestThreadsOpenWhereDiscordLetsThem(t *testing.T) {
	s := New(t, Options{Malformed: true})
	step := func(name, path, body string, status, code int) {
		t.Helper()
		gotStatus, gotCode, answer := call(t, s, "POST", path, body)
		if gotStatus != status || gotCode != code {
			t.Errorf("%s: got %d (code %d) %s, want %d (code %d)", name, gotStatus, gotCode, answer, status, code)
		}
	}
	id := post(t, s, Channel)
	threads := "/channels/" + Channel + "/messages/" + id + "/threads"
	step("under no message", "/channels/"+Channel+"/messages/1/threads", `{"name":"x"}`, 404, 10008)
	step("no name", threads, `{"name":""}`, 400, 50035)
	step("a long name", threads, `{"name":"`+strings.Repeat("x", 101)+`"}`, 400, 50035)
	step("an archive time of its own", threads, `{"name":"x","auto_archive_duration":5}`, 400, 50035)
	step("well", threads, `{"name":"Ferries"}`, 201, 0)
	step("again", threads, `{"name":"Ferries"}`, 400, 160004)
	if got := s.Threads(Channel); len(got) != 1 || !reflect.DeepEqual(got[0], Thread{ID: id, Guild: Guild, Channel: Channel, Name: "Ferries", Owner: s.AppID()}) {
		t.Errorf("the threads are %+v", got)
	}
	within := post(t, s, id)
	step("within a thread", "/channels/"+id+"/messages/"+within+"/threads", `{"name":"x"}`, 400, 50024)
	said := s.Say("", Channel, User, "hello", "")
	step("in direct messages", "/channels/"+said.Channel+"/messages/"+said.ID+"/threads", `{"name":"x"}`, 400, 50024)
	step("typing", "/channels/"+id+"/typing", "", 204, 0)
	foreign := s.Say("410000000000000099", "420000000000000099", User, "hello", "")
	step("where it was not invited", "/channels/"+foreign.Channel+"/messages", `{`+v2Message+`}`, 403, 50001)
}

func TestPermissionsAreAskedFor(t *testing.T) {
	const replyTo = `,"message_reference":{"message_id":"%s"}`
	for _, tc := range []struct {
		name, path, body string
		without          int64
		code             int
	}{
		{"writing", "/channels/{channel}/messages", `{` + v2Message + `}`, rules.SendMessages, 50013},
		{"typing", "/channels/{channel}/typing", ``, rules.SendMessages, 50013},
		{"seeing", "/channels/{channel}/typing", ``, rules.ViewChannel, 50001},
		{"replying", "/channels/{channel}/messages", `{` + v2Message + replyTo + `}`, rules.ReadHistory, 160002},
		{"opening a thread", "/channels/{channel}/messages/{message}/threads", `{"name":"x"}`, rules.OpenThreads, 50013},
	} {
		s := New(t, Options{AppPermissions: AppPermissions &^ tc.without})
		said := s.Say(Guild, Channel, User, "hello", "")
		path := strings.NewReplacer("{channel}", Channel, "{message}", said.ID).Replace(tc.path)
		body := tc.body
		if strings.Contains(body, "%s") {
			body = fmt.Sprintf(body, said.ID)
		}
		if status, code, answer := call(t, s, "POST", path, body); status/100 != 4 || code != tc.code {
			t.Errorf("%s without the permission: %d %s", tc.name, status, answer)
		}
	}
	s := New(t, Options{AppPermissions: AppPermissions &^ rules.SendInThreads})
	id := post(t, s, Channel)
	call(t, s, "POST", "/channels/"+Channel+"/messages/"+id+"/threads", `{"name":"x"}`)
	if status, code, _ := call(t, s, "POST", "/channels/"+id+"/messages", `{`+v2Message+`}`); status != 403 || code != 50013 {
		t.Errorf("writing in a thread without the permission: %d (code %d)", status, code)
	}
}

// nextMessage reads on to the next event of a kind.
func nextMessage(t *testing.T, g client, kind string) map[string]any {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(g.event(t, kind), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatIsSaidReachesTheBotAsDiscordTellsIt(t *testing.T) {
	s := New(t)
	g := dial(t, s)
	g.identify(t, s, rules.IntentGuildMessages|rules.IntentDirectMessages)
	own := post(t, s, Channel)
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["id"] != own || m["author"].(map[string]any)["bot"] != true {
		t.Errorf("its own message comes as %v", m)
	}
	plain := s.Say(Guild, Channel, User, "secret", "")
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["content"] != "" {
		t.Errorf("a message to nobody holds %q", m["content"])
	}
	s.Say(Guild, Channel, User, s.Mention()+" look", plain.ID)
	m := nextMessage(t, g, "MESSAGE_CREATE")
	if m["content"] != s.Mention()+" look" || m["referenced_message"].(map[string]any)["content"] != "" {
		t.Errorf("a mention, in reply to a message to nobody, comes as %v", m)
	}
	s.Say(Guild, Channel, User, "with ping", own)
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["content"] != "with ping" || m["referenced_message"].(map[string]any)["id"] != own {
		t.Errorf("a reply comes as %v", m)
	}
	s.Say(Guild, Channel, User, "without ping", own, WithoutPing())
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["content"] != "" {
		t.Errorf("a reply without its ping holds %q", m["content"])
	}
	s.Say(Guild, Channel, "431", "hello @everyone", "", AsBot())
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["mention_everyone"] != true || m["author"].(map[string]any)["bot"] != true {
		t.Errorf("another bot's message to everyone comes as %v", m)
	}
	s.Say(Guild, Channel, "432", "hello", "", AsWebhook())
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["webhook_id"] != "432" {
		t.Errorf("a webhook's message comes as %v", m)
	}
	s.Say("", Channel, User, "direct", "")
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["content"] != "direct" || m["guild_id"] != nil {
		t.Errorf("a direct message comes as %v", m)
	}
	call(t, s, "DELETE", "/channels/"+Channel+"/messages/"+own, "")
	if m := nextMessage(t, g, "MESSAGE_DELETE"); m["id"] != own || m["guild_id"] != Guild {
		t.Errorf("a deletion comes as %v", m)
	}
}
