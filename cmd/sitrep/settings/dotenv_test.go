package settings

import (
	"strings"
	"testing"
)

func TestDotenvIsReadAsPeopleWriteIt(t *testing.T) {
	for name, content := range map[string]string{
		"plain":               "DISCORD_TOKEN=abc\nSITREP_LOG=json\n",
		"no end of line":      "SITREP_LOG=json\nDISCORD_TOKEN=abc",
		"byte-order mark":     "\ufeffDISCORD_TOKEN=abc\nSITREP_LOG=json\n",
		"of Windows":          "DISCORD_TOKEN=abc\r\n\r\n# note\r\nSITREP_LOG=json\r\n",
		"of old Macs":         "# note\rDISCORD_TOKEN=abc\rSITREP_LOG=json\r",
		"mark, empty, quotes": "\ufeffOPENAI_MODEL=\r\nDISCORD_TOKEN=\"abc\"\r\nSITREP_LOG='json'\r\n",
		"export":              "export DISCORD_TOKEN=abc\n  export\tSITREP_LOG=\"json\"\n",
		"space":               "DISCORD_TOKEN = abc \t \n\tSITREP_LOG=json\u00a0\n",
		"space in quotes":     "DISCORD_TOKEN=\" abc \"\nSITREP_LOG='json '  \n",
		"line end in quotes":  "DISCORD_TOKEN=\"abc\n\"\nSITREP_LOG=\"json\\n\"\n",
		"of no width":         "DISCORD_TOKEN=\u200babc\u200b\nSITREP_LOG=json\n",
		"comments":            "DISCORD_TOKEN=\"abc\" # mine\nSITREP_LOG=json # for now\n",
		"colons":              "DISCORD_TOKEN: abc\nSITREP_LOG: json\n",
	} {
		c, err := Read(nil, writeDotenv(t, content))
		if err != nil || c.DiscordToken.Reveal() != "abc" || c.Log != JSONLog {
			t.Errorf("%s: token %q, log %q, %v", name, c.DiscordToken.Reveal(), c.Log, err)
		}
	}
}

func TestWhatDotenvMayNotHoldIsNamedWithItsLine(t *testing.T) {
	for content, want := range map[string]string{
		"DISCORD_TOKEN='" + canary + "\nSITREP_LOG=json\n":             "line 1 on: the quote that opens there is not closed",
		"SITREP_LOG=json\r\nDISCORD_TOKEN=\"" + canary + "\r\n":        "line 2 on: the quote that opens there is not closed",
		"A=\"1\n2\"\nDISCORD_TOKEN='" + canary:                         "line 3 on: the quote that opens there is not closed",
		"A=1\n\nset DISCORD_TOKEN=" + canary + "\n":                    "line 3 on: write NAME=value",
		"$env:DISCORD_TOKEN = \"" + canary + "\"\n":                    "line 1 on: write NAME=value",
		"DISCORD_TOKEN " + canary + "\n":                               "line 1 on: write NAME=value",
		"A=1\n" + canary:                                               "line 2 on: write NAME=value",
		"A=1\n=" + canary + "\n":                                       "line 2 on: write NAME=value",
		"DISCORD_TOKEN=\"" + canary + "\" or so\n":                     "line 1 on: write NAME=value",
		"DISCORD_TOKEN='" + canary + "'x'\nSITREP_LOG=json\n":          "line 1 on: write NAME=value",
		"A=1\nOPENAI_BASE_URL http://" + canary + "\n":                 "line 2 on: write NAME=value",
		"A=1\nDISCORD_TOKEN=“" + canary + "”\n":                        "line 2 on: put straight quotes",
		"A=1\nB=2\nDISCORD_TOKEN=„" + canary + "“\n":                   "line 3 on: put straight quotes",
		"DISCORD_TOKEN=‘" + canary + "’\n":                             "line 1 on: put straight quotes",
		"\xff\xfeD\x00I\x00S\x00C\x00O\x00R\x00D\x00=\x00" + canary:    "is not UTF-8 text: save it in that encoding",
		"D\x00I\x00=\x00" + canary:                                     "is not UTF-8 text: save it in that encoding",
		"DISCORD_TOKEN=\"abc\n" + canary + "\"\n":                      "DISCORD_TOKEN must be one line as it was copied",
		"OPENAI_API_KEY='\"" + canary + "\"'\n":                        "OPENAI_API_KEY must be one line as it was copied, without quotes around it",
		strings.Repeat("A=1\n", 1000) + "B='" + canary + "\nC=\"1\"\n": "line 1001 on: the quote that opens there is not closed",
	} {
		_, err := Read(nil, writeDotenv(t, content))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.80q: error %v, want %q", content, err, want)
		}
	}
}

func TestSpaceAroundAValueOfTheEnvironmentIsNotPartOfIt(t *testing.T) {
	key := strings.Repeat("0a", 32)
	c, err := Read([]string{
		"DISCORD_TOKEN=abc\n", "OPENAI_API_KEY=\tsk-1 \r\n", "OPENAI_BASE_URL= http://localhost:11434/v1/\n", "DISCORD_API_URL=https://proxy.example \n",
		"DISCORD_PUBLIC_KEY=" + key + "\n", "DISCORD_GUILD_ID= 42\n", "SITREP_HTTP_ADDR=:8080\n", "SITREP_MODE= ", "SITREP_BUDGET=1 ",
	}, "none")
	if err != nil {
		t.Fatal(err)
	}
	if c.DiscordToken.Reveal() != "abc" || c.OpenAIKey.Reveal() != "sk-1" || c.OpenAIBaseURL != "http://localhost:11434/v1" ||
		c.DiscordAPIURL != "https://proxy.example" || len(c.DiscordPublicKey) != 32 || c.DiscordGuildID != "42" || c.HTTPAddr != ":8080" ||
		c.Mode != AutoMode || c.Budget != 1_000_000_000 {
		t.Errorf("got %+v, token %q, key %q", c, c.DiscordToken.Reveal(), c.OpenAIKey.Reveal())
	}
}

func TestAddressOfTheModelSaysWhichOfHTTPAndHTTPS(t *testing.T) {
	const ok = ""
	for base, want := range map[string]string{
		"https://api.openai.com/v1":   ok,
		"http://localhost:11434/v1":   ok,
		"http://localhost":            ok,
		"http://192.0.2.7":            ok,
		"http://[2001:db8::1]":        ok,
		"http://ollama":               ok, // a container
		"http://box.local":            ok,
		"http://models.example:8000":  ok,
		"http://models.example:80":    ok,
		"https://localhost:8443":      ok, // may be behind a proxy
		"http://api.openai.com":       "must begin with https://, not http://",
		"http://API.openai.com/v1/":   "must begin with https://, not http://",
		"http://https://models.local": "must be an address",
		"https://http:/models.local":  "must be an address",
		"api.openai.com/v1":           "must be an address",
		"localhost:11434":             "must be an address",
	} {
		_, err := Read([]string{"OPENAI_BASE_URL=" + base}, "none")
		if (err == nil) != (want == ok) || err != nil && !strings.Contains(err.Error(), "OPENAI_BASE_URL "+want) {
			t.Errorf("%s: %v, want %q", base, err, want)
		}
	}
}
