package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/bot"
	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/router"
	"sitrep/cmd/sitrep/metrics"
	"sitrep/cmd/sitrep/settings"
	"sitrep/cmd/sitrep/shelf"
	"sitrep/corpus/feed"
	"sitrep/corpus/library"
)

// settingNames are the names of all settings.
func settingNames() map[string]bool {
	names := map[string]bool{}
	fields := reflect.TypeFor[settings.Settings]()
	for i := range fields.NumField() {
		if name, isSetting := fields.Field(i).Tag.Lookup("env"); isSetting {
			names[name] = true
		}
	}
	return names
}

func TestExampleOfSettingsHasEachOnceAndNoOther(t *testing.T) {
	data, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^([A-Z_]+)=`).FindAllStringSubmatch(string(data), -1) {
		seen[m[1]]++
	}
	for name := range settingNames() {
		if seen[name] != 1 {
			t.Errorf("%s is there %d times", name, seen[name])
		}
		delete(seen, name)
	}
	for name := range seen {
		t.Errorf("%s is no setting", name)
	}
	// What it says, copied as it is, must be what is so without it.
	dir := t.TempDir()
	file := filepath.Join(dir, ".env")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	copied, err := settings.Read(nil, file)
	if err != nil {
		t.Fatal(err)
	}
	without, err := settings.Read(nil, filepath.Join(dir, "none"))
	if err != nil {
		t.Fatal(err)
	}
	got, want := reflect.ValueOf(copied), reflect.ValueOf(without)
	for i := range got.NumField() {
		name := got.Type().Field(i).Name
		if !got.Type().Field(i).IsExported() {
			continue // no setting
		}
		if want.Field(i).IsZero() && want.Field(i).Kind() != reflect.String && want.Field(i).Kind() != reflect.Struct {
			continue // a number whose usual value the package knows that it is for
		}
		a, b := got.Field(i).Interface(), want.Field(i).Interface()
		if s, ok := a.(settings.Secret); ok {
			a, b = s.Reveal(), b.(settings.Secret).Reveal()
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s is %v, and %v without it", name, a, b)
		}
	}
}

// Nothing that an operator reads or copies names a setting that there is not.
func TestDocumentsNameOnlySettingsThatThereAre(t *testing.T) {
	known := settingNames()
	var files []string
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../deploy/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		for _, name := range regexp.MustCompile(`\b(SITREP|DISCORD|OPENAI)_[A-Z_]+\b`).FindAllString(string(data), -1) {
			// What benchmarks and tests read are none.
			if !known[name] && !strings.HasPrefix(name, "SITREP_BENCH_") && name != rules.SchemaVariable {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
		}
	}
}

// What is copied into the image's builder, and stays in its cache, holds no
// secret, wherever an operator keeps .env: compose.yaml has it in deploy.
func TestNoSecretIsSentToDocker(t *testing.T) {
	data, err := os.ReadFile("../../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Fields(string(data))
	for _, file := range []string{".env", "deploy/.env"} {
		if !slices.ContainsFunc(left, func(pattern string) bool { // as Docker reads it, as far as is used here
			anywhere, ok := strings.CutPrefix(pattern, "**/")
			return pattern == file || ok && anywhere == path.Base(file)
		}) {
			t.Errorf("%s is not left out: %q", file, left)
		}
	}
}

// A process that grows beyond its bound is ended, rather than the machine's
// others; and what its memory holds is not left on the disk.
func TestServicesAreBoundAndLeaveNoCore(t *testing.T) {
	for file, lines := range map[string][]string{
		"../../deploy/sitrep.service":        {"MemoryHigh=1G", "MemoryMax=1280M", "LimitCORE=0"},
		"../../deploy/compose-replicas.yaml": {"mem_limit: 1g", "ulimits: { core: 0 } # memory holds the token"},
		"../../deploy/compose.yaml":          {"mem_limit: 1g", "ulimits: { core: 0 } # memory holds the token"},
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(line) + `$`).Match(data) {
				t.Errorf("%s does not say %s", file, line)
			}
		}
	}
}

// tableRow is a row of docs/settings.md's tables: one or more names, what
// they mean, and what is so without them.
var tableRow = regexp.MustCompile("(?m)^\\| ((?:`[A-Z_]+`(?:, )?)+) \\| (.+) \\|(.*)\\|$")

func TestTableOfSettingsSaysWhatIsSoWithoutThem(t *testing.T) {
	data, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	known, rows := settingNames(), 0
	defaults := map[string]string{}
	fields := reflect.TypeFor[settings.Settings]()
	for i := range fields.NumField() {
		defaults[fields.Field(i).Tag.Get("env")] = fields.Field(i).Tag.Get("envDefault")
	}
	for _, row := range tableRow.FindAllStringSubmatch(string(data), -1) {
		rows++
		for _, name := range strings.Split(strings.ReplaceAll(row[1], "`", ""), ", ") {
			if !known[name] {
				t.Errorf("%s is no setting, or is there twice", name)
			}
			delete(known, name)
			if want := defaults[name]; want != "" && !strings.Contains(row[3], "`"+want+"`") {
				t.Errorf("without %s it is %q; the table says %q", name, want, row[3])
			}
		}
	}
	for name := range known {
		t.Errorf("%s is not in the table", name)
	}
	if rows < 10 {
		t.Errorf("the table has %d rows", rows)
	}
}

// The dashboard asks only for metrics that a bot has.
func TestDashboardShowsMetricsThatThereAre(t *testing.T) {
	m := metrics.New(build())
	// One of each, so that all are gathered.
	m.Served(router.Served{Name: "brief", Outcome: router.Answered, Took: 1, Acknowledged: 1})
	m.Tried(discord.Try{Op: "edit the reply", Status: 200})
	m.GatewayLost(0)
	m.Polled(feed.Poll{Gained: 1})
	answered, err := m.Model(http.NewFileTransportFS(os.DirFS("testdata"))).RoundTrip(httptest.NewRequest(http.MethodGet, "/usage.txtar", nil))
	if err != nil {
		t.Fatal(err)
	}
	answered.Body.Close()
	m.Digested(digest.Ran{Result: digest.RunPosted, Late: time.Second})
	lib, err := library.OpenTemporary(t.Context(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	shelf := shelf.New(t.Context(), lib, lib, slog.New(slog.DiscardHandler))
	watchState(m, bot.New(bot.Options{}), shelf, &inspection{store: lib.Store()}, &writing{try: lib.Store().Writable, now: time.Now, log: slog.New(slog.DiscardHandler)})
	var all strings.Builder
	if err := m.Write(&all); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	unseen := map[string]bool{}
	for _, f := range regexp.MustCompile(`(?m)^# TYPE (\w+)`).FindAllStringSubmatch(all.String(), -1) {
		for _, suffix := range []string{"", "_bucket", "_count", "_sum"} {
			there[f[1]+suffix] = true
		}
		if strings.HasPrefix(f[1], "sitrep_") {
			unseen[f[1]] = true
		}
	}
	// What several share has no values without a database: by what it is called in the source.
	source, err := os.ReadFile("metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	_, several, _ := strings.Cut(string(source), "\nfunc watchReplica(")
	for _, n := range regexp.MustCompile(`m\.(?:Gauge|States)\("(\w+)"`).FindAllStringSubmatch(several, -1) {
		there["sitrep_"+n[1]], unseen["sitrep_"+n[1]] = true, true
	}

	raw, err := os.ReadFile("../../deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &dashboard); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\b(sitrep|go|process)_[a-z_]+`)
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			asked := name.FindAllString(target.Expr, -1)
			if len(asked) == 0 {
				t.Errorf("%s: %s asks for nothing", p.Title, target.Expr)
			}
			for _, n := range asked {
				// The process's own are there on Linux and Windows only.
				if !there[n] && !strings.HasPrefix(n, "process_") {
					t.Errorf("%s: there is no metric %s", p.Title, n)
				}
				delete(unseen, n)
				delete(unseen, strings.TrimSuffix(n, "_bucket"))
			}
		}
	}
	for n := range unseen {
		if n != "sitrep_feed_polls_total" { // the feeds' state says more
			t.Errorf("the dashboard does not show %s", n)
		}
	}
}
