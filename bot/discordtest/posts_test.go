package discordtest

import (
	"encoding/json"
	"fmt"
	"testing"

	"sitrep/bot/discordtest/rules"
)

const forumID = "420000000000000050"

// asks makes a call, and fails unless it is answered with a status and a code.
func asks(t *testing.T, s *Server, name, path, body string, status, code int) string {
	t.Helper()
	gotStatus, gotCode, answer := call(t, s, "POST", path, body)
	if gotStatus != status || gotCode != code {
		t.Errorf("%s: got %d (code %d) %s, want %d (code %d)", name, gotStatus, gotCode, answer, status, code)
	}
	return answer
}

func TestPostsAreMadeWhereDiscordLetsThem(t *testing.T) {
	s := New(t)
	s.AddForum(Guild, forumID, true, Tag{ID: "61", Name: "open"}, Tag{ID: "62", Name: "closed", Moderated: true})
	at, well := "/channels/"+forumID+"/threads", `"message":{`+v2Message+`},"applied_tags":["61"]`
	asks(t, s, "in a text channel", "/channels/"+Channel+"/threads", `{"name":"x",`+well+`}`, 400, 50024)
	asks(t, s, "a message in the forum itself", "/channels/"+forumID+"/messages", `{`+v2Message+`}`, 400, 50008)
	asks(t, s, "no name", at, `{`+well+`}`, 400, 50035)
	asks(t, s, "no message", at, `{"name":"x","applied_tags":["61"]}`, 400, 50035)
	asks(t, s, "an ephemeral message", at, `{"name":"x","message":{"flags":32832,"allowed_mentions":{"parse":[]},"components":[{"type":10,"content":"x"}]}}`, 400, 50035)
	asks(t, s, "no tag", at, `{"name":"x","message":{`+v2Message+`}}`, 400, 40067)
	asks(t, s, "an unknown tag", at, `{"name":"x","message":{`+v2Message+`},"applied_tags":["63"]}`, 400, 50035)
	asks(t, s, "a moderators' tag", at, `{"name":"x","message":{`+v2Message+`},"applied_tags":["62"]}`, 403, 50013)
	var made struct {
		ID      string `json:"id"`
		Type    int    `json:"type"`
		Parent  string `json:"parent_id"`
		Message struct {
			ID      string `json:"id"`
			Channel string `json:"channel_id"`
		} `json:"message"`
	}
	if err := json.Unmarshal([]byte(asks(t, s, "well", at, `{"name":"Ferries",`+well+`}`, 201, 0)), &made); err != nil {
		t.Fatal(err)
	}
	if made.ID == "" || made.Type != 11 || made.Parent != forumID || made.Message.ID != made.ID || made.Message.Channel != made.ID {
		t.Errorf("the answer is %+v", made)
	}
	asks(t, s, "another message in it", "/channels/"+made.ID+"/messages", `{`+v2Message+`}`, 200, 0)
	// The permission to open threads does not count, that to send messages does.
	s.Overwrite(forumID, Overwrite{ID: s.AppID(), Member: true, Deny: rules.OpenThreads})
	asks(t, s, "again, which is another", at, `{"name":"Ferries",`+well+`}`, 201, 0)
	s.Overwrite(forumID, Overwrite{ID: s.AppID(), Member: true, Deny: rules.SendMessages})
	asks(t, s, "without permission", at, `{"name":"x",`+well+`}`, 403, 50013)
	if n := len(s.Threads(forumID)); n != 2 {
		t.Errorf("the forum has %d posts", n)
	}
}

func TestPostsAreListedWhereTheyStand(t *testing.T) {
	s := New(t)
	s.AddForum(Guild, forumID, false)
	for range 2 {
		asks(t, s, "make", "/channels/"+forumID+"/threads", `{"name":"x","message":{`+v2Message+`}}`, 201, 0)
	}
	s.ArchiveThread(s.Threads(forumID)[0].ID)
	list := func(path string) int {
		t.Helper()
		var page struct {
			Threads []struct {
				Owner string `json:"owner_id"`
			} `json:"threads"`
		}
		status, _, answer := call(t, s, "GET", path, "")
		if json.Unmarshal([]byte(answer), &page) != nil || status != 200 {
			return -1
		}
		return len(page.Threads)
	}
	active, archived := "/guilds/"+Guild+"/threads/active", "/channels/"+forumID+"/threads/archived/public"
	if a, b := list(active), list(archived); a != 1 || b != 1 {
		t.Errorf("%d are active and %d archived", a, b)
	}
	s.Overwrite(forumID, Overwrite{ID: s.AppID(), Member: true, Deny: rules.ReadHistory})
	if a, b := list(active), list(archived); a != 1 || b != -1 {
		t.Errorf("without permission to read the history %d are active and %d archived", a, b)
	}
}

func TestMessagesArePublishedWhereDiscordLetsThem(t *testing.T) {
	s := New(t)
	path := func(message string) string { return "/channels/" + Channel + "/messages/" + message + "/crosspost" }
	asks(t, s, "in a text channel", path(post(t, s, Channel)), "", 400, 50024)
	s.SetChannelKind(Channel, rules.NewsChannel)
	asks(t, s, "none there", path("1"), "", 404, 10008)
	first := post(t, s, Channel)
	asks(t, s, "well", path(first), "", 200, 0)
	asks(t, s, "again", path(first), "", 400, 40033)
	asks(t, s, "somebody else's", path(s.Say(Guild, Channel, User, "Hello", "").ID), "", 403, 50013)
	for n := range rules.CrosspostCalls - 5 {
		asks(t, s, fmt.Sprint("another, ", n), path(post(t, s, Channel)), "", 200, 0)
	}
	asks(t, s, "more than ten an hour", path(post(t, s, Channel)), "", 429, 0)
}
