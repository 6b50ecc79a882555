package doctor

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/cmd/sitrep/settings"
)

func TestDoctorComparesTheClockWithDiscords(t *testing.T) {
	for _, tc := range []struct {
		discord time.Duration // ahead of ours
		want    string
	}{
		{0, "ok    clock        as Discord's\n"},
		{time.Hour, "BAD   clock        1h0m0s behind Discord's\n"},
		{-time.Hour, "BAD   clock        1h0m0s ahead of Discord's\n"},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(tc.discord).UTC().Format(http.TimeFormat))
			fmt.Fprint(w, `{"id":"1"}`)
		}))
		rest := discord.NewREST(discord.RESTOptions{Token: "token", APIURL: srv.URL})
		var x Examination
		x.clock(rest)
		if got := x.String(); !strings.HasPrefix(got, "note  clock") {
			t.Errorf("before Discord has answered: %s", got)
		}
		if _, err := rest.Application(t.Context()); err != nil {
			t.Fatal(err)
		}
		x = Examination{}
		x.clock(rest)
		if got := x.String(); !strings.HasPrefix(got, tc.want) {
			t.Errorf("Discord's clock %s ahead:\n%swant %q", tc.discord, got, tc.want)
		}
		rest.Close()
		srv.Close()
	}
}

func TestDoctorLooksForTheModel(t *testing.T) {
	for _, tc := range []struct {
		name, model string
		status      int
		body        string
		want        string
	}{
		{"there", "m", 200, `{"data":[{"id":"other"},{"id":"m"}]}`, "ok    model        m is there"},
		{"not there", "m", 200, `{"data":[{"id":"other"}]}`, "BAD   model        the server has no model"},
		{"key refused", "m", 401, `{"error":{"message":"secret-canary is no key"}}`, "BAD   model        the server does not accept OPENAI_API_KEY"},
		{"no list", "m", 404, `not found`, "note  model        the server does not list"},
		{"down", "m", 503, `<html>secret-canary`, "note  model        the server answers with HTTP 503"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				fmt.Fprint(w, tc.body)
			}))
			defer srv.Close()
			c, err := settings.Read([]string{"OPENAI_MODEL=" + tc.model, "OPENAI_API_KEY=secret-canary", "OPENAI_BASE_URL=" + srv.URL}, "none")
			if err != nil {
				t.Fatal(err)
			}
			var x Examination
			x.model(t.Context(), c)
			if got := x.String(); !strings.HasPrefix(got, tc.want) || strings.Contains(got, "canary") {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestDoctorLooksForTheIntentThatIsSet(t *testing.T) {
	granted, limited := &discord.Application{Flags: 1 << 18}, &discord.Application{Flags: 1 << 19}
	for _, tc := range []struct {
		name    string
		app     *discord.Application
		environ []string
		want    string
	}{
		{"not set", &discord.Application{}, nil, "ok    intents      no privileged one is needed"},
		{"granted", granted, []string{"SITREP_MESSAGE_CONTENT=true"}, "ok    intents      the Message Content Intent is turned on"},
		{"granted to a bot in few servers", limited, []string{"SITREP_MESSAGE_CONTENT=true"}, "ok    intents"},
		{"not granted", &discord.Application{}, []string{"SITREP_MESSAGE_CONTENT=true"}, "BAD   intents      SITREP_MESSAGE_CONTENT is true, but"},
		{"over HTTP", granted, []string{"SITREP_MESSAGE_CONTENT=true", "SITREP_HTTP_ADDR=127.0.0.1:8080"}, "note  intents"},
	} {
		c, err := settings.Read(tc.environ, "none")
		if err != nil {
			t.Fatal(err)
		}
		var x Examination
		x.intents(c, tc.app)
		if got := x.String(); !strings.HasPrefix(got, tc.want) {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestDoctorTellsOfEmbeddingsThatNobodyReads(t *testing.T) {
	for _, tc := range []struct {
		c    settings.Settings
		want string
	}{
		{settings.Settings{EmbeddingsModel: "e"}, "note  embeddings   OPENAI_EMBEDDINGS_MODEL is not used"},
		{settings.Settings{EmbeddingsModel: "e", Mode: settings.DeterministicMode}, ""},
		{settings.Settings{}, ""},
	} {
		var x Examination
		x.meaning(t.Context(), tc.c, nil)
		if got := x.String(); !strings.HasPrefix(got, tc.want) || tc.want == "" && got != "" {
			t.Errorf("%+v: %q, want %q", tc.c, got, tc.want)
		}
	}
}

func TestDoctorSaysWhichOfHTTPAndHTTPSTheModelSpeaks(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"data":[{"id":"m"}]}`) })
	plain, encrypted := httptest.NewServer(answer), httptest.NewUnstartedServer(answer)
	defer plain.Close()
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	defer encrypted.Close()
	gone := httptest.NewServer(answer)
	gone.Close()
	for base, want := range map[string]string{
		"https" + strings.TrimPrefix(plain.URL, "http"):     "BAD   model        the server speaks http, not https\n                   → let OPENAI_BASE_URL begin with http://",
		"http" + strings.TrimPrefix(encrypted.URL, "https"): "BAD   model        the server speaks https, not http\n                   → let OPENAI_BASE_URL begin with https://",
		"https" + strings.TrimPrefix(gone.URL, "http"):      "a server on this machine mostly speaks http, not https",
	} {
		c, err := settings.Read([]string{"OPENAI_MODEL=m", "OPENAI_BASE_URL=" + base}, "none")
		if err != nil {
			t.Fatal(err)
		}
		var x Examination
		x.model(t.Context(), c)
		if got := x.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", base, got, want)
		}
	}
}
