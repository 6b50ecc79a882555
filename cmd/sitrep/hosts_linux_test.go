package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sitrep/bot/discordtest"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/postgres/pgtest"
)

var (
	hostsRun     = flag.Bool("hosts", false, "run two replicas, a primary and its standby on hosts of their own, in network namespaces; with the flags of replicas")
	hostsPromote = flag.Duration("hosts.promote", 10*time.Second, "how long after the primary's host is cut off its standby is promoted, as whatever manages failovers would")
	hostsReturn  = flag.Duration("hosts.return", 40*time.Second, "how long after that the host is back, where the former primary still takes itself for one")
)

// Hosts in the network: the web server and Discord are on the first, which joins the others.
const (
	hub = iota
	hostA
	hostB
	hostPrimary
	hostStandby
	hosts
)

func addressOf(host int) string { return fmt.Sprint("10.77.0.", 1+host) }

// network is that of some hosts, each a network namespace, on a bridge.
type network struct{ name string }

// newNetwork makes one, or skips the test where that is not allowed.
func newNetwork(t *testing.T) *network {
	n := &network{fmt.Sprint("sitrep", os.Getpid(), "-")}
	run := func(args ...string) error {
		out, err := exec.Command("ip", args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, out)
		}
		return nil
	}
	for host := range hosts {
		if err := run("netns", "add", n.of(host)); err != nil {
			t.Skip("hosts need network namespaces, which only root may make: ", err)
		}
		t.Cleanup(func() { run("netns", "del", n.of(host)) })
	}
	at := func(host int, args ...string) {
		if err := run(append([]string{"-n", n.of(host)}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
	at(hub, "link", "add", "name", "bridge", "type", "bridge")
	at(hub, "addr", "add", addressOf(hub)+"/24", "dev", "bridge")
	at(hub, "link", "set", "bridge", "up")
	at(hub, "link", "set", "lo", "up")
	for host := hostA; host < hosts; host++ {
		at(hub, "link", "add", "name", n.port(host), "type", "veth", "peer", "name", "eth0", "netns", n.of(host))
		at(hub, "link", "set", n.port(host), "master", "bridge", "up")
		at(host, "addr", "add", addressOf(host)+"/24", "dev", "eth0")
		at(host, "link", "set", "eth0", "up")
		at(host, "link", "set", "lo", "up")
	}
	return n
}

func (n *network) of(host int) string   { return fmt.Sprint(n.name, host) }
func (n *network) port(host int) string { return fmt.Sprint("port", host) }

// set has a host be joined to the others, or cut off: nobody is told.
func (n *network) set(t *testing.T, host int, way string) {
	if out, err := exec.Command("ip", "-n", n.of(hub), "link", "set", n.port(host), way).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// on does something on a host: what is opened and started there stays there.
func (n *network) on(host int, do func()) {
	runtime.LockOSThread()
	here, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		panic(err)
	}
	there, err := os.Open("/run/netns/" + n.of(host))
	if err != nil {
		panic(err)
	}
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		panic(err)
	}
	defer func() {
		if err := unix.Setns(int(here.Fd()), unix.CLONE_NEWNET); err == nil {
			runtime.UnlockOSThread() // else the thread ends with this goroutine
		}
		here.Close()
		there.Close()
	}()
	do()
}

// database starts PostgreSQL on a host, as a primary, or as the standby of one.
func (n *network) database(t *testing.T, host int, dir string) (socket string) {
	bin, err := pgtest.Programs()
	if err != nil {
		t.Skip(err)
	}
	who, err := pgtest.Unprivileged(dir)
	if err != nil {
		t.Skip(err)
	}
	data := filepath.Join(dir, "data")
	program := func(name string, args ...string) (*exec.Cmd, *bytes.Buffer) {
		c, said := exec.Command(filepath.Join(bin, name), args...), new(bytes.Buffer)
		c.Dir, c.Stdout, c.Stderr = dir, said, said
		c.Env = append(os.Environ(), "LC_ALL=C")
		c.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
		n.on(host, func() { err = c.Start() })
		if err != nil {
			t.Fatal(err)
		}
		return c, said
	}
	waitsFor := "standby" // what is acknowledged is on both
	make := []string{"initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"}
	if host == hostStandby {
		waitsFor = ""
		make = []string{"pg_basebackup", "-D", data, "-R", "--no-sync", "-c", "fast", "-d", "host=" + addressOf(hostPrimary) + " user=postgres application_name=standby"}
	}
	if c, said := program(make[0], make[1:]...); c.Wait() != nil {
		t.Fatalf("%s", said)
	}
	if host == hostPrimary {
		allow := "host all,replication all 10.77.0.0/24 trust\n"
		if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte("local all all trust\n"+allow), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, said := program("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=*", "-c", "fsync=off",
		"-c", "synchronous_standby_names="+waitsFor)
	t.Cleanup(func() {
		c.Process.Signal(syscall.SIGQUIT)
		c.Wait()
		if t.Failed() {
			t.Logf("PostgreSQL on host %d:\n%s", host, said)
		}
	})
	return dir
}

func socketAddress(socket string) string {
	return "postgres:///postgres?user=postgres&sslmode=disable&host=" + socket
}

// says waits for what a database is to say to a query.
func says(t *testing.T, socket, query, want string) {
	db, err := postgres.Unlocked(socketAddress(socket))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	for began := time.Now(); got != want; time.Sleep(50 * time.Millisecond) {
		err = db.QueryRowContext(t.Context(), query).Scan(&got)
		if time.Since(began) > 30*time.Second {
			t.Fatalf("%s says %q, %v", query, got, err)
		}
	}
}

// Two replicas, a primary and its standby are on hosts of their own. The replicas are
// killed at random, and the primary's host is cut off, without a word to anybody; its standby
// is promoted, and later the former primary is back and takes itself for one still. Each
// digest is posted once and in time, and commands are answered again soon.
func TestHostsThatAreCutOffAndKilled(t *testing.T) {
	if !*hostsRun {
		t.Skip("it takes a minute at least; run it with -hosts")
	}
	n := newNetwork(t)
	dir, err := os.MkdirTemp("", "hosts-") // short: the name of a socket may have a hundred bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	os.Chmod(dir, 0o755)
	of := func(host int) string {
		of := filepath.Join(dir, fmt.Sprint(host))
		if err := os.Mkdir(of, 0o700); err != nil {
			t.Fatal(err)
		}
		return of
	}
	primary := n.database(t, hostPrimary, of(hostPrimary))
	says(t, primary, `SELECT 'up'`, "up")
	standby := n.database(t, hostStandby, of(hostStandby))
	says(t, primary, `SELECT sync_state FROM pg_stat_replication`, "sync")

	guilds := inventedGuilds()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	var at net.Listener
	n.on(hub, func() { at, err = net.Listen("tcp", addressOf(hub)+":0") })
	if err != nil {
		t.Fatal(err)
	}
	both := "postgres://postgres@" + addressOf(hostPrimary) + "," + addressOf(hostStandby) + "/postgres?sslmode=disable&target_session_attrs=read-write"
	f := &fleet{t: t, srv: discordtest.New(t, discordtest.Options{Guilds: guilds, Listener: at}), bots: make([]*serving, 2), at: make([]string, 2)}
	f.environ = []string{"SITREP_DATABASE=" + both, "DISCORD_PUBLIC_KEY=" + hex.EncodeToString(key.Public().(ed25519.PublicKey))}
	f.on = func(i int, do func()) {
		was := f.environ
		f.environ = append(was, "SITREP_HTTP_ADDR="+addressOf(hostA+i)+":8080")
		n.on(hostA+i, do)
		f.environ = was
	}
	dial := func(ctx context.Context, network, address string) (c net.Conn, err error) {
		n.on(hub, func() { c, err = (&net.Dialer{Timeout: 500 * time.Millisecond}).DialContext(ctx, network, address) })
		return c, err
	}
	f.web = &http.Client{Transport: &http.Transport{DialContext: dial}}
	proxy := httptest.NewServer(f)
	defer proxy.Close()
	f.srv.DeliverTo(proxy.URL, key)
	articles, err := filepath.Abs("../../corpus/sample/articles")
	if err != nil {
		t.Fatal(err)
	}
	ingest := (&chaos{t: t, dir: t.TempDir()}).sitrep("ingest", articles)
	ingest.Env = append(os.Environ(), "SITREP_DATABASE="+socketAddress(primary))
	if out, err := ingest.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i := range f.bots {
		f.start(i)
	}
	if err := f.srv.WaitCommands(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, f.bots[0].log())
	}
	f.bearDigests(socketAddress(primary), guilds, *replicaDigests, *replicaMinutes, func(began time.Time) {
		var cutting sync.WaitGroup
		cutting.Go(func() {
			time.Sleep(max(10*time.Second, time.Duration(*replicaMinutes)*time.Minute/3))
			n.set(t, hostPrimary, "down")
			t.Logf("the primary's host is cut off after %v", time.Since(began).Round(time.Second))
			time.Sleep(*hostsPromote)
			says(t, standby, `SELECT pg_promote()::text`, "true")
			t.Logf("the standby is promoted after %v", time.Since(began).Round(time.Second))
			time.Sleep(*hostsReturn)
			n.set(t, hostPrimary, "up")
			t.Logf("the former primary is back after %v", time.Since(began).Round(time.Second))
			time.Sleep(5 * time.Second)
			says(t, primary, `SELECT count(*)::text FROM pg_stat_activity WHERE client_addr IS NOT NULL AND now() - backend_start > interval '3 s'`, "0") // nobody stays with it
		})
		f.killAtRandom(*replicaKills, *replicaEvery)
		cutting.Wait()
	})
}
