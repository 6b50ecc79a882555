package settings

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	"sitrep/bot/discord/gateway"
	"sitrep/corpus/store"
)

// canary stands for a secret in these tests; it must never come out.
const canary = "MTk4.canary-in-the-coal.mine"

func writeDotenv(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEnvironmentWinsOverTheFile(t *testing.T) {
	file := writeDotenv(t, "SITREP_LOG=json\nDISCORD_TOKEN='from$file'\nOPENAI_MODEL=small\nDISCORD_GUILD_ID=42\n")
	c, err := Read([]string{"SITREP_LOG=text", "DISCORD_GUILD_ID=", "DISCORD_API_URL=http://127.0.0.1:8080/", "PATH=/bin", "odd"}, file)
	if err != nil {
		t.Fatal(err)
	}
	if c.Log != TextLog || c.DiscordToken.Reveal() != "from$file" || c.OpenAIModel != "small" || c.DiscordGuildID != "" || c.DiscordAPIURL != "http://127.0.0.1:8080" {
		t.Errorf("got %+v, token %q", c, c.DiscordToken.Reveal())
	}
}

func TestDefaultsWithoutAnySetting(t *testing.T) {
	c, err := Read(nil, filepath.Join(t.TempDir(), "no such file"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Settings{Shards: gateway.AutoShards, Mode: AutoMode, Data: "./data", Log: TextLog}); !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

func TestQuotasAreNumbersAndSizes(t *testing.T) {
	if c, err := Read(nil, filepath.Join(t.TempDir(), "none")); err != nil || c.quota() != store.DefaultQuota {
		t.Errorf("without a setting, the quota is %+v, %v", c.quota(), err)
	}
	c, err := Read([]string{"SITREP_QUOTA_ARTICLES=10", "SITREP_QUOTA_TEXT=2GB", "SITREP_QUOTA_WORDS=300", "SITREP_QUOTA_FEEDS=4", "SITREP_QUOTA_BRIEFS=5"}, "")
	want := store.Quota{Articles: 10, Bytes: 2 << 30, Terms: 300, Feeds: 4, Briefs: 5, BriefBytes: store.DefaultQuota.BriefBytes}
	if got := c.quota(); err != nil || got != want {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
	for _, bad := range []string{"SITREP_QUOTA_ARTICLES=0", "SITREP_QUOTA_WORDS=-1", "SITREP_QUOTA_FEEDS=1e3", "SITREP_QUOTA_TEXT=100", "SITREP_QUOTA_TEXT=0MB", "SITREP_QUOTA_TEXT=99999GB"} {
		if _, err := Read([]string{bad}, ""); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

func TestSpansAreMinutesHoursOrDays(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "24h": 24 * time.Hour, "30d": 720 * time.Hour, "3660d": 3660 * 24 * time.Hour,
		"": 0, "d": 0, "0h": 0, "-1h": 0, "1.5h": 0, "30": 0, "30s": 0, "3661d": 0, "99999999999999999999d": 0,
	} {
		var got Span
		err := got.UnmarshalText([]byte(text))
		if time.Duration(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %v, %v; want %v", text, time.Duration(got), err, want)
		}
	}
}

func TestAllBadSettingsAreReportedAtOnceAndNoneIsShown(t *testing.T) {
	_, err := Read([]string{
		"DISCORD_API_URL=" + canary, "DISCORD_GUILD_ID=" + canary, "OPENAI_BASE_URL=ftp://" + canary,
		"SITREP_MODE=" + canary, "SITREP_LOG=" + canary, "SITREP_METRICS_ADDR=0.0.0.0:9090",
		"SITREP_MESSAGE_CONTENT=" + canary, "SITREP_REMEMBER_CHANNELS=" + canary, "SITREP_REMEMBER_THREADS=0d",
		"SITREP_MODEL_TIMEOUT=15", "SITREP_JUDGE=" + canary, "SITREP_PRICE_IN=-1", "SITREP_PRICE_OUT=1e3", "SITREP_BUDGET=" + canary,
	}, "")
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"DISCORD_API_URL", "DISCORD_GUILD_ID", "OPENAI_BASE_URL", "SITREP_MODE", "SITREP_LOG", "SITREP_METRICS_ADDR",
		"SITREP_MESSAGE_CONTENT", "SITREP_REMEMBER_CHANNELS", "SITREP_REMEMBER_THREADS",
		"SITREP_MODEL_TIMEOUT", "SITREP_JUDGE", "SITREP_PRICE_IN", "SITREP_PRICE_OUT", "SITREP_BUDGET"} {
		if !strings.Contains(err.Error(), name+" must be ") {
			t.Errorf("%s is not reported in: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error shows a value or breaks the line: %v", err)
	}
}

func TestBrokenDotenvNamesTheLineAndNoValue(t *testing.T) {
	for content, line := range map[string]string{
		"SITREP_LOG=text\nDISCORD_TOKEN='" + canary + "\nSITREP_MODE=auto\n": "line 2 ",
		canary + "\n": "line 1 ",
		"SITREP_LOG=text\n\n" + canary + "!\"=1\n":     "line 3 ",
		"DISCORD_TOKEN=\"" + canary:                    "line 1 ",
		"# note\nDISCORD_TOKEN: x\n{" + canary + "}\n": "line 3 ",
	} {
		_, err := Read(nil, writeDotenv(t, content))
		if err == nil {
			t.Errorf("%q is accepted", content)
			continue
		}
		if !strings.Contains(err.Error(), line) || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %q, want one line that names %q", content, err, line)
		}
	}
}

func TestEndlessDotenvIsRefused(t *testing.T) {
	if _, err := Read(nil, writeDotenv(t, strings.Repeat("A=1\n", 1<<19))); err == nil {
		t.Error("a file of 2 MiB is accepted")
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	c, err := Read([]string{"DISCORD_TOKEN=" + canary, "OPENAI_API_KEY=" + canary}, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.DiscordToken.Reveal() != canary {
		t.Fatal("the token is lost")
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("start", "config", c, "token", c.DiscordToken, "pointer", &c)
	}
	hidden := struct{ c Settings }{c} // fmt does not call methods of unexported fields
	for how, out := range map[string]string{
		"json": string(encoded), "log": log.String(),
		"%v": fmt.Sprintf("%v %v %v", c, c.DiscordToken, &c), "%+v": fmt.Sprintf("%+v", hidden), "%#v": fmt.Sprintf("%#v %#v", c, hidden),
		"%s": fmt.Sprintf("%s %q %x", c.DiscordToken, c.DiscordToken, c.DiscordToken),
	} {
		if strings.Contains(out, "canary") || strings.Contains(out, fmt.Sprintf("%x", canary)) {
			t.Errorf("%s shows a secret: %s", how, out)
		}
	}
}

// The example is what people copy: it has to name every variable and to be
// accepted as it stands.
func TestEnvExampleIsCompleteAndAccepted(t *testing.T) {
	const file = "../../../.env.example"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(nil, file); err != nil {
		t.Error(err)
	}
	set, err := godotenv.Unmarshal(string(data))
	if err != nil {
		t.Fatal(err)
	}
	fields := reflect.TypeFor[Settings]()
	known := map[string]bool{}
	for i := range fields.NumField() {
		name, isSetting := fields.Field(i).Tag.Lookup("env")
		if !isSetting {
			continue
		}
		known[name] = true
		if !strings.Contains(string(data), "\n"+name+"=") && !strings.Contains(string(data), "\n#"+name+"=") {
			t.Errorf("%s is not in %s", name, file)
		}
	}
	for name := range set {
		if !known[name] {
			t.Errorf("%s is in %s but nothing reads it", name, file)
		}
	}
}

func TestAmountsOfMoney(t *testing.T) {
	for text, want := range map[string]Dollars{"0.15": 150_000_000, "2": 2_000_000_000, ".5": -1, "1.": 1_000_000_000, "0.000000001": 1, "0.0000000001": -1, "100001": -1, "1.-5": -1, "+1": -1, "1 ": -1} {
		got := Dollars(-1)
		if got.UnmarshalText([]byte(text)); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}
