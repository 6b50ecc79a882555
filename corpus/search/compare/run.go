package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sitrep/corpus"
)

const batch = 250 // articles added at a time

// A measured engine runs in a process of its own, so that its memory is its
// own. It answers on its standard output: first with what indexing took, then,
// for each query's number on its standard input, with what that took.

// indexed is what an engine says once it is ready for queries.
type indexed struct {
	Took     time.Duration // without the time to make up the articles
	Resident int           // KiB, of the whole process
}

// answer is what an engine says to a query.
type answer struct {
	Took     time.Duration
	CPU      time.Duration // of the whole process, without waiting for others to let it run
	Hits     []int         // numbers of passages, best first
	Resident int           // KiB, of the whole process
}

// serve fills an engine with a corpus and then answers the queries that it is
// asked, until there are no more.
func serve(e engine, g *generator, queries [][]string, in io.Reader, out io.Writer) error {
	took, err := fill(e, g)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	debug.FreeOSMemory()
	resident, err := residentKiB()
	if err != nil {
		return err
	}
	enc, dec := json.NewEncoder(out), json.NewDecoder(in)
	if err := enc.Encode(indexed{took, resident}); err != nil {
		return err
	}
	for {
		var n int
		if err := dec.Decode(&n); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		before, start := cpuTime(), time.Now()
		hits, err := e.search(queries[n])
		took, cpu := time.Since(start), cpuTime()-before
		if err != nil {
			return fmt.Errorf("query %d: %w", n, err)
		}
		if resident, err = residentKiB(); err != nil {
			return err
		}
		if err := enc.Encode(answer{took, cpu, hits, resident}); err != nil {
			return err
		}
	}
}

// fill indexes a corpus and returns how long that took.
func fill(e engine, g *generator) (time.Duration, error) {
	var took time.Duration
	timed := func(f func() error) error {
		start := time.Now()
		err := f()
		took += time.Since(start)
		return err
	}
	for n := 0; n < g.articles; {
		var articles []corpus.Article
		for ; n < g.articles && len(articles) < batch; n++ {
			articles = append(articles, g.article(n))
		}
		if err := timed(func() error { return e.add(articles) }); err != nil {
			return took, err
		}
	}
	return took, timed(e.settle)
}

// cpuTime is the processor time that this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// residentKiB is the resident memory of this process as Linux counts it, pages
// of mapped files included; 0 where there is no /proc.
func residentKiB() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the resident memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		}
	}
	return 0, errors.New("read the resident memory: no VmRSS")
}
