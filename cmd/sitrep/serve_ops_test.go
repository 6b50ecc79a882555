package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
)

// operatorAddr waits until a bot that was started with port 0 says where it
// answers its operator.
func (s *serving) operatorAddr(t testing.TB) string {
	t.Helper()
	addr, err := s.stderr.find(within(t), regexp.MustCompile(`msg="metrics and health" addr=(\S+)\n`))
	if err != nil {
		t.Fatalf("it does not say where its metrics are:\n%s", s.log())
	}
	return addr
}

// get asks a bot something over HTTP.
func get(t testing.TB, addr, path string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// metric returns the value of a metric, with its labels as they are printed; 0
// where there is none.
func metric(t testing.TB, metrics, name string) float64 {
	t.Helper()
	for line := range strings.Lines(metrics) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	return 0
}

func TestServeTellsItsOperatorHowItIs(t *testing.T) {
	t.Parallel()
	srv, dir := discordtest.New(t), t.TempDir()
	s := serve(t, srv, dir, "SITREP_METRICS_ADDR=127.0.0.1:0")
	addr := s.operatorAddr(t)
	if status, body := get(t, addr, "/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("alive: %d %q", status, body)
	}
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	srv.Fail(discordtest.RouteReply, discordtest.Failing(503))
	answered(t, s, asked)
	// It is counted before it is logged, and after it is seen in Discord.
	if _, err := s.stderr.find(within(t), regexp.MustCompile(`(msg=answered).*command=brief`)); err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	if _, err := srv.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "nor").WaitChoices(within(t)); err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, addr, "/readyz"); status != http.StatusOK || body != "ready\n" {
		t.Errorf("ready: %d %q", status, body)
	}
	_, all := get(t, addr, "/metrics")
	for name, want := range map[string]float64{
		`sitrep_ready`: 1,
		`sitrep_commands_total{command="brief",outcome="answered"}`:                          1,
		`sitrep_command_seconds_count{command="brief"}`:                                      1,
		`sitrep_acknowledgement_seconds_count`:                                               1,
		`sitrep_discord_calls_total{op="edit the reply",status="503"}`:                       1,
		`sitrep_discord_calls_total{op="edit the reply",status="200"}`:                       1,
		`sitrep_queue_waiting`:                                                               0,
		`sitrep_index_articles`:                                                              40,
		`sitrep_index_behind`:                                                                0,
		`sitrep_feeds{state="well"}`:                                                         0,
		`sitrep_build_info{commit="` + buildCommit() + `",version="` + buildVersion() + `"}`: 1,
	} {
		if got := metric(t, all, name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"go_goroutines", "sitrep_index_passages"} {
		if metric(t, all, name) < 1 {
			t.Errorf("%s is %v", name, metric(t, all, name))
		}
	}
	for _, secret := range []string{srv.Token(), asked.Token, discordtest.User, discordtest.Guild, "north-korea"} {
		if strings.Contains(all, secret) {
			t.Errorf("the metrics show %q", secret)
		}
	}

	// A supervisor asks with the program itself.
	health := exec.Command("sitrep", "health")
	health.Env = append(os.Environ(), "SITREP_METRICS_ADDR="+addr)
	if out, err := health.CombinedOutput(); err != nil || string(out) != "ready\n" {
		t.Errorf("sitrep health: %v %s", err, out)
	}

	// Disconnected, it is alive and not ready.
	refused := make([]discordtest.Greeting, 200)
	for i := range refused {
		refused[i].Status = 502
	}
	srv.NextConnections(refused...)
	srv.Drop()
	if _, err := s.stderr.find(within(t), regexp.MustCompile(`(gateway lost).*code=0 resume=true`)); err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	if status, body := get(t, addr, "/readyz"); status != http.StatusServiceUnavailable || body != "not connected to Discord\n" {
		t.Errorf("when disconnected: %d %q", status, body)
	}
	if _, all := get(t, addr, "/metrics"); metric(t, all, "sitrep_ready") != 0 || metric(t, all, `sitrep_gateway_losses_total{code="0"}`) < 1 {
		t.Errorf("the loss is not in the metrics:\n%s", all)
	}
	health = exec.Command("sitrep", "health")
	health.Env = append(os.Environ(), "SITREP_METRICS_ADDR="+addr)
	if out, err := health.CombinedOutput(); err == nil || !strings.Contains(string(out), "the bot is not well: not connected to Discord") {
		t.Errorf("sitrep health: %v %s", err, out)
	}
	health = exec.Command("sitrep", "health", "--alive")
	health.Env = append(os.Environ(), "SITREP_METRICS_ADDR="+addr)
	if out, err := health.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("sitrep health --alive: %v %s", err, out)
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

func buildVersion() string { v, _ := build(); return v }
func buildCommit() string  { _, c := build(); return c }

func TestServeRefusesAFolderThatIsServed(t *testing.T) {
	t.Parallel()
	srv, dir := discordtest.New(t), t.TempDir()
	first := serve(t, srv, dir)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, first.log())
	}
	code, log := serve(t, srv, dir).end(t)
	if code != exitFailed || !strings.Contains(log, "the data folder is in use by another sitrep; stop that one, or use another folder") ||
		!strings.Contains(log, strconv.Itoa(first.cmd.Process.Pid)) {
		t.Errorf("exit code %d\n%s", code, log)
	}
	backup := filepath.Join(dir, "backup.db")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"backup", backup}, exitAnswered, "backed up"},
		{[]string{"restore", backup, "--replace"}, exitFailed, "in use by another sitrep"},
		{[]string{"sources"}, exitNothing, ""},
	} {
		cmd := exec.Command("sitrep", c.args...)
		cmd.Dir = dir
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != c.code || !strings.Contains(string(out), c.want) {
			t.Errorf("sitrep %s: exit code %d\n%s", strings.Join(c.args, " "), cmd.ProcessState.ExitCode(), out)
		}
	}
	// When it is killed, the next one finds the folder free.
	first.stop(t, syscall.SIGKILL)
	gone(t, srv)
	second := serve(t, srv, dir)
	answered(t, second, func() *discordtest.Interaction {
		if err := srv.WaitConnected(within(t)); err != nil {
			t.Fatalf("%v\n%s", err, second.log())
		}
		return srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	}())
	second.stop(t, syscall.SIGTERM)
}
