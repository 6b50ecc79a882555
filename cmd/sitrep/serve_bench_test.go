package main

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
)

// builtProgram builds the program as a release is built.
func builtProgram(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "sitrep")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// BenchmarkServeStart starts the bot on the built-in sample, in a new data
// folder, until commands come in, and then looks what it takes while it is idle.
func BenchmarkServeStart(b *testing.B) {
	program := builtProgram(b)
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	var ready time.Duration
	var resident, goroutines float64
	for b.Loop() {
		srv := discordtest.New(b)
		began := time.Now()
		s := start(b, program, srv, b.TempDir(), "SITREP_METRICS_ADDR=127.0.0.1:0")
		if err := srv.WaitConnected(within(b)); err != nil {
			b.Fatalf("%v\n%s", err, s.log())
		}
		ready += time.Since(began)
		addr := s.operatorAddr(b)
		if err := srv.WaitCommands(within(b)); err != nil {
			b.Fatalf("%v\n%s", err, s.log())
		}
		_, all := get(b, addr, "/metrics")
		resident += metric(b, all, "process_resident_memory_bytes") / 1e6
		goroutines += metric(b, all, "go_goroutines")
		s.stop(b, syscall.SIGTERM)
		srv.Close()
	}
	n := float64(b.N)
	b.ReportMetric(ready.Seconds()*1000/n, "ready-ms")
	b.ReportMetric(resident/n, "idle-MB")
	b.ReportMetric(goroutines/n, "goroutines")
	b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
}

var soakTime = flag.Duration("soak.time", time.Minute, "how long the soak benchmark lasts")

// BenchmarkSoak has people use the bot for a long time, and tells what it takes
// after a tenth of that and at the end: a leak shows as a difference.
func BenchmarkSoak(b *testing.B) {
	c := &chaos{t: b, dir: b.TempDir(), random: rand.New(rand.NewPCG(*chaosSeed, 0)), details: map[string]string{}, ingested: map[string]bool{}}
	c.srv = discordtest.New(b, discordtest.Options{Guilds: chaosServers()})
	c.bot = start(b, builtProgram(b), c.srv, c.dir, "SITREP_METRICS_ADDR=127.0.0.1:0")
	c.addr = c.bot.operatorAddr(b)
	if err := c.srv.WaitCommands(within(b)); err != nil {
		b.Fatalf("%v\n%s", err, c.bot.log())
	}
	for b.Loop() {
		c.load(*soakTime / 10)
		c.settle()
		early := c.state()
		c.load(*soakTime - *soakTime/10)
		c.settle()
		late := c.state()
		b.ReportMetric(early.megabytes, "early-MB")
		b.ReportMetric(late.megabytes, "late-MB")
		b.ReportMetric(early.goroutines, "early-goroutines")
		b.ReportMetric(late.goroutines, "late-goroutines")
		b.ReportMetric(float64(len(c.asked)), "commands")
	}
	c.bot.stop(b, syscall.SIGTERM)
}
