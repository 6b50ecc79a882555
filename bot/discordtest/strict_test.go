package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest/rules"
)

func TestReplyToTheAnswerOfACommandDoesNotMention(t *testing.T) {
	s := New(t)
	g := dial(t, s)
	g.identify(t, s, rules.IntentGuildMessages)
	asked := s.Slash(Guild, User, "brief")
	call(t, s, "POST", "/interactions/"+asked.ID+"/"+asked.Token+"/callback", v2Reply)
	answer, _ := asked.Reply()
	nextMessage(t, g, "MESSAGE_CREATE") // its own
	s.Say(Guild, Channel, User, "and then?", answer.ID)
	m := nextMessage(t, g, "MESSAGE_CREATE")
	if m["content"] != "" || len(m["mentions"].([]any)) > 0 || m["type"] != float64(kindReply) {
		t.Errorf("the reply comes as %v", m)
	}
	if to, _ := m["referenced_message"].(map[string]any); to == nil || to["id"] != answer.ID || to["author"].(map[string]any)["id"] != s.AppID() {
		t.Errorf("it answers %v", m["referenced_message"])
	}
}

func TestDeferralTellsItsMessageByIDAlone(t *testing.T) {
	s := New(t)
	asked := s.Slash(Guild, User, "brief")
	_, _, answer := call(t, s, "POST", "/interactions/"+asked.ID+"/"+asked.Token+"/callback?with_response=true", `{"type":5,"data":{"flags":64}}`)
	var got struct {
		Interaction map[string]any `json:"interaction"`
		Resource    map[string]any `json:"resource"`
	}
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		t.Fatal(err)
	}
	m, _ := asked.Reply()
	if got.Interaction["response_message_id"] != m.ID || got.Interaction["response_message_ephemeral"] != true || got.Interaction["response_message_loading"] != true {
		t.Errorf("told %v of message %s", got.Interaction, m.ID)
	}
	if got.Resource["message"] != nil {
		t.Errorf("the message comes whole: %v", got.Resource)
	}
}

func TestGatewayBoundsStartsAndEvents(t *testing.T) {
	t.Run("one session in each window", func(t *testing.T) {
		s := New(t, Options{StartWindow: time.Hour, MaxConcurrency: 2, Guilds: []string{"1", "8388609"}})
		first := `{"op":2,"d":{"token":"` + s.Token() + `","intents":0,"shard":[0,2],"properties":` + whoIs + `}}`
		dial(t, s).send(t, "%s", first)
		other := dial(t, s)
		other.send(t, "%s", strings.Replace(first, "[0,2]", "[1,2]", 1))
		other.event(t, "READY") // it counts by itself
		if err := s.WaitSessions(context.Background(), 2); err != nil {
			t.Fatal(err)
		}
		again := dial(t, s)
		again.send(t, "%s", first)
		if f := again.read(t); f.Op != opInvalidSession || string(f.Data) != "false" {
			t.Errorf("a second start is answered with %+v", f)
		}
	})
	t.Run("120 events in a minute", func(t *testing.T) {
		s := New(t)
		g := dial(t, s)
		g.identify(t, s, 0)
		for range maxClientEvents {
			g.send(t, `{"op":1,"d":1}`)
		}
		if code := g.closed(t); code != 4008 {
			t.Errorf("closed with %d, want 4008", code)
		}
	})
	t.Run("no heartbeats", func(t *testing.T) {
		s := New(t, Options{Patience: -41 * time.Second}) // the interval less that
		g := dial(t, s)
		session := g.identify(t, s, 0)
		if code := g.closed(t); code != 4009 {
			t.Errorf("closed with %d, want 4009", code)
		}
		s.opts.Patience = time.Minute
		g = dial(t, s)
		g.send(t, `{"op":6,"d":{"token":%q,"session_id":%q,"seq":1}}`, s.Token(), session)
		if f := g.read(t); f.Op != opInvalidSession {
			t.Errorf("the session goes on: %+v", f)
		}
	})
	t.Run("too many servers for a shard", func(t *testing.T) {
		s := New(t, Options{Guilds: []string{"1", "2", "3"}, GuildsPerShard: 2})
		g := dial(t, s)
		g.send(t, `{"op":2,"d":{"token":%q,"intents":0,"properties":%s}}`, s.Token(), whoIs)
		if code := g.closed(t); code != 4011 {
			t.Errorf("closed with %d, want 4011", code)
		}
	})
}

func TestContentIsWithheldOverRESTToo(t *testing.T) {
	for _, granted := range []bool{false, true} {
		s := New(t, Options{MessageContent: granted})
		said := s.Say(Guild, Channel, User, "hello", "")
		_, _, one := call(t, s, "GET", "/channels/"+Channel+"/messages/"+said.ID, "")
		_, _, all := call(t, s, "GET", "/channels/"+Channel+"/messages", "")
		if strings.Contains(one, "hello") != granted || strings.Contains(all, "hello") != granted {
			t.Errorf("with the intent %v the bot reads %s and %s", granted, one, all)
		}
		mentioning := s.Say(Guild, Channel, User, s.Mention()+" hello", "")
		if _, _, m := call(t, s, "GET", "/channels/"+Channel+"/messages/"+mentioning.ID, ""); !strings.Contains(m, "hello") {
			t.Errorf("of a mention it reads %s", m)
		}
	}
}

func TestPlacesThatTakeNoMessages(t *testing.T) {
	s := New(t)
	step := func(name, method, path, body string, status, code int) {
		t.Helper()
		gotStatus, gotCode, answer := call(t, s, method, path, body)
		if gotStatus != status || gotCode != code {
			t.Errorf("%s: got %d (code %d) %s, want %d (code %d)", name, gotStatus, gotCode, answer, status, code)
		}
	}
	thread := post(t, s, Channel)
	call(t, s, "POST", "/channels/"+Channel+"/messages/"+thread+"/threads", `{"name":"x"}`)
	within := post(t, s, thread)
	messages := "/channels/" + thread + "/messages"
	s.ArchiveThread(thread)
	step("an edit in an archived thread", "PATCH", messages+"/"+within, `{`+v2Message+`}`, 400, 50083)
	step("a message in an archived thread", "POST", messages, `{`+v2Message+`}`, 200, 0)
	step("an edit after that", "PATCH", messages+"/"+within, `{`+v2Message+`}`, 200, 0)
	s.LockThread(thread)
	step("an edit in a locked thread", "PATCH", messages+"/"+within, `{`+v2Message+`}`, 403, 160005)
	step("a message in a locked thread", "POST", messages, `{`+v2Message+`}`, 403, 160005)
	if _, err := s.Slash(Guild, User, "brief", In(thread)).WaitAck(t.Context()); err == nil {
		t.Error("a command is given in a locked thread")
	}

	_, _, opened := call(t, s, "POST", "/users/@me/channels", `{"recipient_id":"`+User+`"}`)
	if !strings.Contains(opened, `"id":"`+s.Direct(User)+`"`) {
		t.Errorf("opened %s, want %s", opened, s.Direct(User))
	}
	step("direct messages", "POST", "/channels/"+s.Direct(User)+"/messages", `{`+v2Message+`}`, 200, 0)
	s.CloseDirect(User)
	step("closed direct messages", "POST", "/channels/"+s.Direct(User)+"/messages", `{`+v2Message+`}`, 403, 50007)

	for _, c := range []struct{ kind, status, code, threadStatus, threadCode int }{
		{rules.VoiceChannel, 200, 0, 400, 50024}, {rules.StageChannel, 200, 0, 400, 50024}, {rules.NewsChannel, 200, 0, 201, 0}, {15, 400, 50008, 400, 50024},
	} {
		channel := "42000000000000010" + string(rune('0'+c.kind%10))
		said := s.Say(Guild, channel, User, "hello", "")
		s.SetChannelKind(channel, c.kind)
		step("a message", "POST", "/channels/"+channel+"/messages", `{`+v2Message+`}`, c.status, c.code)
		step("a thread", "POST", "/channels/"+channel+"/messages/"+said.ID+"/threads", `{"name":"x"}`, c.threadStatus, c.threadCode)
		if _, _, object := call(t, s, "GET", "/channels/"+said.ID, ""); c.kind == rules.NewsChannel && !strings.Contains(object, `"type":10`) {
			t.Errorf("a thread under announcements is %s", object)
		}
	}
	group := "420000000000000200"
	s.SetChannelKind(group, rules.GroupChannel)
	if _, err := s.Slash("", User, "brief", In(group)).WaitAck(t.Context()); err == nil {
		t.Error("a command of the bot's is in a group that nobody has brought it along to")
	}
	step("a message in a group", "POST", "/channels/"+group+"/messages", `{`+v2Message+`}`, 403, 50001)
}

func TestMalformedReferencesAndNoncesAreRefused(t *testing.T) {
	s := New(t, Options{Malformed: true})
	id := post(t, s, Channel)
	for name, tc := range map[string]struct {
		with   string
		status int
	}{
		"a reference":                  {`"message_reference":{"message_id":"` + id + `"}`, 200},
		"an empty one":                 {`"message_reference":{}`, 400},
		"one that is a text":           {`"message_reference":"` + id + `"`, 400},
		"an ID that is none":           {`"message_reference":{"message_id":"abc"}`, 400},
		"an empty ID":                  {`"message_reference":{"message_id":""}`, 400},
		"an ID that is a list":         {`"message_reference":{"message_id":["` + id + `"]}`, 400},
		"of another channel":           {`"message_reference":{"message_id":"` + id + `","channel_id":"7"}`, 400},
		"of a kind there is not":       {`"message_reference":{"message_id":"` + id + `","type":7}`, 400},
		"to what is gone":              {`"message_reference":{"message_id":"7"}`, 400},
		"to what may be gone":          {`"message_reference":{"message_id":"7","fail_if_not_exists":false}`, 200},
		"a nonce":                      {`"nonce":"one"`, 200},
		"a number for a nonce":         {`"nonce":7`, 200},
		"a fraction for a nonce":       {`"nonce":7.5`, 400},
		"an object for a nonce":        {`"nonce":{}`, 400},
		"a nonce of 26 characters":     {`"nonce":"` + strings.Repeat("x", 26) + `"`, 400},
		"a nonce of 25 characters":     {`"nonce":"` + strings.Repeat("é", 25) + `"`, 200},
		"a nonce that is true":         {`"nonce":true`, 400},
		"enforcing that is no boolean": {`"nonce":"x","enforce_nonce":"yes"`, 400},
	} {
		if status, _, answer := call(t, s, "POST", "/channels/"+Channel+"/messages", `{`+v2Message+`,`+tc.with+`}`); status != tc.status {
			t.Errorf("%s: got %d %s, want %d", name, status, answer, tc.status)
		}
	}
}

func TestBodyIsCheckedBeforeItsNonceIsLookedUp(t *testing.T) {
	s := New(t)
	const named = `"nonce":"n","enforce_nonce":true`
	path := "/channels/" + Channel + "/messages"
	if status, _, answer := call(t, s, "POST", path, `{`+v2Message+`,`+named+`}`); status != 200 {
		t.Fatalf("got %d %s", status, answer)
	}
	if status, code, answer := call(t, s, "POST", path, `{"flags":32768,"content":"x","allowed_mentions":{"parse":[]},`+named+`}`); status != 400 || code != 50035 {
		t.Errorf("a bad body of a known name: got %d %s", status, answer)
	}
}

func TestContextsAreSetsWithSomethingInThem(t *testing.T) {
	for in, want := range map[string]bool{
		`"contexts":[0,1,2],"integration_types":[0,1]`: true, `"contexts":[]`: false, `"contexts":[1,1]`: false, `"contexts":[3]`: false,
		`"integration_types":[]`: false, `"integration_types":[0,0]`: false, `"integration_types":[2]`: false, `"contexts":null`: true,
	} {
		_, refusal := rules.CheckCommands(json.RawMessage(`[{"name":"x","description":"x",` + in + `}]`))
		if (refusal == nil) != want {
			t.Errorf("%s: %v", in, refusal)
		}
	}
}

func TestEphemeralMessageComesWithoutItsServer(t *testing.T) {
	s := New(t)
	g := dial(t, s)
	g.identify(t, s, rules.IntentGuildMessages|rules.IntentDirectMessages)
	asked := s.Slash(Guild, User, "brief")
	call(t, s, "POST", "/interactions/"+asked.ID+"/"+asked.Token+"/callback", `{"type":5,"data":{"flags":64}}`)
	if m := nextMessage(t, g, "MESSAGE_CREATE"); m["guild_id"] != nil || m["member"] != nil || m["channel_id"] != Channel || m["author"].(map[string]any)["id"] != s.AppID() {
		t.Errorf("it comes as %v", m)
	}
}

func TestWhatIsChosenComesWhole(t *testing.T) {
	s := New(t)
	g := dial(t, s)
	g.identify(t, s, 0)
	if status, _, answer := call(t, s, "PUT", "/applications/"+s.AppID()+"/commands", `[{"name":"x","description":"x","options":[
		{"type":8,"name":"role","description":"x"},{"type":11,"name":"file","description":"x"}]}]`); status != 200 {
		t.Fatal(answer)
	}
	id := s.Attach(Attachment{Name: "a.txt", Size: 3, URL: "https://cdn.discordapp.com/{id}"})
	s.Slash(Guild, User, "x", Opt("role", "55"), Opt("file", id))
	var i struct {
		Data struct {
			Resolved map[string]map[string]map[string]any `json:"resolved"`
		} `json:"data"`
	}
	if err := json.Unmarshal(g.event(t, "INTERACTION_CREATE"), &i); err != nil {
		t.Fatal(err)
	}
	role, file := i.Data.Resolved["roles"]["55"], i.Data.Resolved["attachments"][id]
	if role["name"] == nil || role["permissions"] == nil || role["managed"] == nil || role["flags"] == nil {
		t.Errorf("the role is %v", role)
	}
	if file["filename"] != "a.txt" || file["size"] != float64(3) || file["url"] != "https://cdn.discordapp.com/"+id || file["proxy_url"] == nil {
		t.Errorf("the file is %v", file)
	}
}

func TestLimitsAreToldAsDiscordTellsThem(t *testing.T) {
	s := New(t)
	ask := func() *http.Response {
		t.Helper()
		req, err := http.NewRequest("POST", s.URL()+"/api/v9/channels/"+Channel+"/messages", strings.NewReader(`{`+v2Message+`}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"User-Agent": {"DiscordBot (https://bot.example, 1) test"}, "Authorization": {"Bot " + s.Token()}, "Content-Type": {"application/json"}}
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	res := ask()
	for _, name := range []string{"Limit", "Remaining", "Reset", "Reset-After", "Bucket"} {
		if res.StatusCode != 200 || res.Header.Get("X-RateLimit-"+name) == "" {
			t.Errorf("%s: a success tells no %s", res.Status, name)
		}
	}
	check := func(res *http.Response, wait string) {
		t.Helper()
		var said map[string]any
		if err := json.NewDecoder(res.Body).Decode(&said); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != 429 || res.Header.Get("Retry-After") != wait || said["code"] != float64(20028) || said["retry_after"] == nil {
			t.Errorf("%s: Retry-After %q, %v", res.Status, res.Header.Get("Retry-After"), said)
		}
	}
	s.Fail(RouteMessage, RateLimited(1200*time.Millisecond, "user", JSONForm))
	check(ask(), "2")
	s.Limit(RouteMessage, "few", 1, time.Minute)
	ask()
	check(ask(), "60")
}
