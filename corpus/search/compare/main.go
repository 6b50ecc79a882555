// Compare measures sitrep's search engine against bleve and against SQLite's
// FTS5: the same generated passages, the same queries (the passages with any of
// twelve words, the best 50), on the same machine, in turns.
//
//	cd corpus/search/compare
//	go run . -passages 1000000 -queries 300
//
// It is a module of its own, so that the product does not depend on what it is
// compared with. Each engine runs in a process of its own and indexes the whole
// corpus; then all of them are asked the same queries, a few at a time and in
// turns, so that whatever else the machine does slows all of them alike. An
// engine that has used up its budget of time is asked no more; its p99 is the
// worst of few samples then, and the number of samples is printed.
//
// What each engine is given:
//
//   - sitrep: its index in memory, as the product has it.
//   - bleve: its default index on disk, with its English analyzer and its
//     default scorer; one match query over one field that holds both title and
//     body. With bleve-fields, title and body are two fields, and the query is a
//     disjunction of a match query over each, which costs more.
//   - fts5: modernc's SQLite without the texts, optimized, with 256 MB of cache;
//     terms quoted and joined by OR, ORDER BY rank.
//
// All of them stem English. bleve and FTS5 also keep the positions of words,
// which makes them larger, but neither reads those for these queries. FTS5 also
// indexes stop words, for which no query asks.
//
// The columns: samples (queries timed), p50 and p99 in milliseconds, the median
// of the processor time (which a busy machine changes little), the ratio of each
// to sitrep's over the queries that both were asked, the time to index
// (until merges have ended), the resident memory after indexing and the highest
// after any query, and the share of sitrep's ten best hits that are among the
// engine's fifty: low where the engines do not do the same work.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

const (
	terms    = 12
	turn     = 10 // queries that an engine is asked before it is the next one's turn
	compared = 10 // hits of sitrep's that the others' are held against
)

type options struct {
	passages, queries int
	seed              uint64
	budget            time.Duration
	engines           string
	serve             string
	dir               string
}

func main() {
	var o options
	flag.IntVar(&o.passages, "passages", 100_000, "passages in the corpus")
	flag.IntVar(&o.queries, "queries", 300, "different queries; each is asked once, after a round to warm up")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the corpus and the queries")
	flag.DurationVar(&o.budget, "budget", time.Minute, "time that an engine may spend on timed queries")
	flag.StringVar(&o.engines, "engines", "sitrep,bleve,fts5", "engines to compare: sitrep, bleve, bleve-fields, fts5")
	flag.StringVar(&o.dir, "dir", "", "folder for the indexes, which are deleted at the end; a temporary one if empty")
	flag.StringVar(&o.serve, "serve", "", "run as this engine's process; the comparison itself uses it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, o, os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, in io.Reader, out io.Writer) error {
	if o.passages < 1 || o.queries < 1 {
		return errors.New("-passages and -queries have to be at least 1")
	}
	g := newGenerator(o.seed, o.passages)
	if o.serve != "" {
		e, err := open(o.serve, o.dir)
		if err != nil {
			return err
		}
		return errors.Join(serve(e, g, g.queries(o.queries, terms), in, out), e.close())
	}
	dir, err := os.MkdirTemp(o.dir, "compare-")
	if err != nil {
		return fmt.Errorf("make a folder for the indexes: %w", err)
	}
	defer os.RemoveAll(dir)
	o.dir = dir
	return compare(ctx, o, out)
}

func open(name, dir string) (engine, error) {
	start, ok := engines[name]
	if !ok {
		return nil, fmt.Errorf("there is no engine %q", name)
	}
	e, err := start(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return e, nil
}

// rival is an engine's process, and what is known of it.
type rival struct {
	name    string
	cmd     *exec.Cmd
	ask     *json.Encoder
	hear    *json.Decoder
	end     func() error
	indexed indexed
	spent   time.Duration
	peak    int             // KiB
	took    []time.Duration // for each query asked, in their order
	cpu     []time.Duration
	hits    [][]int
}

// compare starts the engines one after the other, asks them in turns, and
// prints what came of it.
func compare(ctx context.Context, o options, out io.Writer) error {
	var rivals []*rival
	defer func() {
		for _, r := range rivals {
			r.end()
		}
	}()
	for name := range strings.SplitSeq(o.engines, ",") {
		if _, ok := engines[name]; !ok {
			return fmt.Errorf("there is no engine %q", name)
		}
		r, err := start(ctx, name, o)
		if err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
		rivals = append(rivals, r)
		if err := r.hear.Decode(&r.indexed); err != nil {
			return fmt.Errorf("wait for %s to index: %w", name, err)
		}
		fmt.Fprintf(out, "# %s indexed %d passages in %s\n", name, o.passages, r.indexed.Took.Round(time.Millisecond))
	}
	for _, timed := range []bool{false, true} {
		n := o.queries
		if !timed {
			n = min(n, turn)
		}
		for from := 0; from < n; from += turn {
			for _, r := range rivals {
				if err := r.answer(from, min(from+turn, n), timed, o.budget); err != nil {
					return fmt.Errorf("ask %s: %w", r.name, err)
				}
			}
		}
	}
	return report(rivals, out)
}

func start(ctx context.Context, name string, o options) (*rival, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-serve", name, "-dir", dir,
		fmt.Sprint("-passages=", o.passages), fmt.Sprint("-queries=", o.queries), fmt.Sprint("-seed=", o.seed))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &rival{name: name, cmd: cmd, ask: json.NewEncoder(in), hear: json.NewDecoder(out),
		end: func() error { return errors.Join(in.Close(), cmd.Wait()) }}, nil
}

// answer asks some of the queries, as long as there is time left.
func (r *rival) answer(from, to int, timed bool, budget time.Duration) error {
	for n := from; n < to && r.spent < budget; n++ {
		if err := r.ask.Encode(n); err != nil {
			return err
		}
		var a answer
		if err := r.hear.Decode(&a); err != nil {
			return err
		}
		if timed {
			r.spent += a.Took
			r.took, r.cpu, r.hits = append(r.took, a.Took), append(r.cpu, a.CPU), append(r.hits, a.Hits)
			r.peak = max(r.peak, a.Resident)
		}
	}
	return nil
}

func report(rivals []*rival, out io.Writer) error {
	var own *rival
	for _, r := range rivals {
		if r.name == "sitrep" {
			own = r
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "engine\tsamples\tp50 ms\tp99 ms\tcpu ms\tx p50\tx p99\tx cpu\tindex s\tMB indexed\tMB asked\tagree\t")
	for _, r := range rivals {
		fmt.Fprintf(w, "%s\t%d\t%.2f\t%.2f\t%.2f\t", r.name, len(r.took),
			ms(quantile(r.took, 0.5)), ms(quantile(r.took, 0.99)), ms(quantile(r.cpu, 0.5)))
		if own == nil {
			fmt.Fprint(w, "-\t-\t-\t")
		} else {
			n := min(len(own.took), len(r.took))
			fmt.Fprintf(w, "%.1f\t%.1f\t%.1f\t", ratio(r.took[:n], own.took[:n], 0.5),
				ratio(r.took[:n], own.took[:n], 0.99), ratio(r.cpu[:n], own.cpu[:n], 0.5))
		}
		fmt.Fprintf(w, "%.1f\t%d\t%d\t", r.indexed.Took.Seconds(), r.indexed.Resident>>10, r.peak>>10)
		if own == nil {
			fmt.Fprint(w, "-\t\n")
		} else {
			fmt.Fprintf(w, "%.2f\t\n", agreement(own.hits, r.hits))
		}
	}
	return w.Flush()
}

// quantile returns the duration that a share of all do not exceed.
func quantile(d []time.Duration, share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(d))[int(share*float64(len(d)-1)+0.5)]
}

func ratio(a, b []time.Duration, share float64) float64 {
	return float64(quantile(a, share)) / float64(max(1, quantile(b, share)))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// agreement is the share of the first ones of an engine's best hits that are
// among another's, over the queries that both were asked.
func agreement(a, b [][]int) float64 {
	found, all := 0, 0
	for i := range min(len(a), len(b)) {
		for _, hit := range a[i][:min(compared, len(a[i]))] {
			all++
			if slices.Contains(b[i], hit) {
				found++
			}
		}
	}
	return float64(found) / float64(max(1, all))
}
