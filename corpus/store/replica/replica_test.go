package replica

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

var following = flag.Duration("following", 2*time.Second, "for how long writers write that followers follow")

// open opens stores in one new database, as if each were another process.
func open(t *testing.T, n int) (all []*store.Store) {
	t.Helper()
	if pgtest.Chosen() {
		t.Skip("as on SQLite's run of the suite: it always takes PostgreSQL")
	}
	address := pgtest.New(t)
	for range n {
		s, err := store.Open(t.Context(), t.TempDir(), store.Database(address))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		all = append(all, s)
	}
	return all
}

func join(t *testing.T, s *store.Store) *Replica {
	t.Helper()
	r, err := Join(t.Context(), s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// die has a process be no more, without a word to the others.
func (r *Replica) die() {
	r.mu.Lock()
	for _, c := range r.wanted {
		c.lose()
	}
	r.db.Close()
	r.mu.Unlock()
	r.stop()
	r.working.Wait()
}

func TestFollowersHearOfEachChangeAtOnce(t *testing.T) {
	t.Parallel()
	const writers, followers = 6, 3
	all := open(t, writers+followers)
	var replicas []*Replica
	for _, s := range all[writers:] {
		replicas = append(replicas, join(t, s))
	}
	ctx, stop := context.WithTimeout(t.Context(), *following)
	defer stop()
	var stored sync.Map // when an article was, by its ID
	var count atomic.Int64
	var writing sync.WaitGroup
	for w, s := range all[:writers] {
		writing.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				a := storetest.Article(corpus.Guild(fmt.Sprint(1+w%3)), "", fmt.Sprint("Writer ", w, " article ", i), fmt.Sprintf("One w%d a%d.", w, i))
				if _, err := s.Put(t.Context(), a); err != nil {
					t.Error(err)
					return
				}
				stored.Store(a.ID, time.Now())
				count.Add(1)
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	var mu sync.Mutex
	var late []time.Duration
	var reading sync.WaitGroup
	for i, r := range replicas {
		s := all[writers+i]
		defer r.Close()
		reading.Go(func() {
			seen := map[corpus.ArticleID]bool{}
			var mark store.Watermark
			look := func() {
				for {
					changes, err := s.IndexFeed().Changes(t.Context(), mark, 1000)
					if err != nil {
						t.Error(err)
					}
					if len(changes) == 0 {
						return
					}
					now := time.Now()
					for _, c := range changes {
						seen[c.Article], mark = true, c.Mark
						at, known := stored.Load(c.Article)
						if !known {
							at = now // its writer has not even been told
						}
						mu.Lock()
						late = append(late, now.Sub(at.(time.Time)))
						mu.Unlock()
					}
				}
			}
			for last := false; !last; {
				select {
				case <-r.Changed():
				case <-done:
					last = true
				}
				look()
			}
			if n := count.Load(); int64(len(seen)) != n {
				t.Errorf("a follower has seen %d of %d articles", len(seen), n)
			}
		})
	}
	reading.Wait()
	slices.Sort(late)
	if len(late) == 0 {
		t.Fatal("nothing was followed")
	}
	p99 := late[len(late)*99/100]
	t.Logf("%d changes, followed after: median %v, p99 %v, at most %v", count.Load(), late[len(late)/2], p99, late[len(late)-1])
	if p99 > 200*time.Millisecond {
		t.Errorf("one in a hundred is followed after %v or more", p99)
	}
}

// within waits for something to become so.
func within(t *testing.T, what string, limit time.Duration, so func() bool) {
	t.Helper()
	began := time.Now()
	for !so() {
		if time.Since(began) > limit {
			t.Fatalf("%s: not after %v", what, limit)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("%s: after %v", what, time.Since(began).Round(10*time.Millisecond))
}

func TestOneDoesTheChoresAndAnotherWhenItIsDead(t *testing.T) {
	t.Parallel()
	all := open(t, 3)
	var replicas []*Replica
	for _, s := range all {
		replicas = append(replicas, join(t, s))
	}
	doing := func() (n int) {
		for _, r := range replicas {
			if r.Chores() {
				n++
			}
		}
		return n
	}
	for range 2 {
		within(t, "one does the chores", lease+2*beat, func() bool {
			n := doing()
			if n > 1 {
				t.Fatalf("%d do the chores", n)
			}
			return n == 1
		})
		i := slices.IndexFunc(replicas, (*Replica).Chores)
		replicas[i].die()
		replicas = slices.Delete(replicas, i, i+1)
	}
	within(t, "one is left", lease+2*beat, func() bool { return doing() == 1 && replicas[0].Live() == 1 })
	if err := replicas[0].Close(); err != nil {
		t.Error(err)
	}
	r := join(t, all[0])
	within(t, "the chores of one that has left", 2*beat, r.Chores)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// Each has its share of the shards, no two ever have the same, and those of one that is
// dead are taken over.
func TestShardsAreDividedAmongTheLiving(t *testing.T) {
	t.Parallel()
	const total = 7
	all := open(t, 3)
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	var dead atomic.Bool
	owner := map[int]int{}
	counts := func(who ...int) (list []int) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range who {
			n := 0
			for _, o := range owner {
				if o == w {
					n++
				}
			}
			list = append(list, n)
		}
		return list
	}
	begin := func(me int) *Replica {
		r := join(t, all[me])
		for i := range total {
			r.working.Go(func() {
				for {
					held, done, err := r.Claim(ctx, Shard(i))
					if err != nil || me == 0 && dead.Load() {
						return
					}
					mu.Lock()
					if other, there := owner[i]; there {
						t.Errorf("shard %d is %d's and %d's", i, other, me)
					}
					owner[i] = me
					mu.Unlock()
					<-held.Done()
					mu.Lock()
					delete(owner, i)
					mu.Unlock()
					if me == 0 && dead.Load() {
						return
					}
					done()
				}
			})
		}
		return r
	}
	first := begin(0)
	within(t, "one has all", 3*beat, func() bool { return slices.Equal(counts(0), []int{total}) })
	second, third := begin(1), begin(2)
	even := func() bool {
		c := counts(0, 1, 2)
		slices.Sort(c)
		return fmt.Sprint(c) == "[1 3 3]" || fmt.Sprint(c) == "[2 2 3]"
	}
	within(t, "three have their shares", 5*beat, even)
	dead.Store(true)
	first.die()
	within(t, "two have all", lease+4*beat, func() bool { c := counts(1, 2); return c[0]+c[1] == total })
	stop()
	for _, r := range []*Replica{second, third} {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAllowancesAreShared(t *testing.T) {
	t.Parallel()
	all := open(t, 2)
	one, two := join(t, all[0]), join(t, all[1])
	defer one.Close()
	defer two.Close()
	costs := func(person string) []Cost {
		return []Cost{{Name: "user " + person, Cost: 8 * time.Second, Most: 80 * time.Second}, {Name: "guild 7", Cost: time.Minute, Most: 15 * time.Minute}}
	}
	given := map[string]int{}
	for i := range 40 {
		person := fmt.Sprint(i % 2)
		lacking, in, err := []*Replica{one, two}[i/2%2].Take(t.Context(), costs(person)...)
		if err != nil {
			t.Fatal(err)
		}
		if lacking < 0 {
			given[person]++
			continue
		}
		if in <= 0 || in > time.Minute {
			t.Fatalf("there is enough in %v", in)
		}
	}
	// The server's ends first: nothing is taken of the person's then.
	if given["0"]+given["1"] != 15 {
		t.Errorf("%v were given, want 15 in all", given)
	}
	if lacking, _, err := two.Take(t.Context(), costs("1")[0]); err != nil || lacking != -1 {
		t.Errorf("the person lacks %d, %v", lacking, err)
	}
}

// Whoever copies a database has to be alone with it.
func TestNobodyJoinsWhileADatabaseIsCopied(t *testing.T) {
	t.Parallel()
	all := open(t, 2)
	served, err := all[0].Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = Join(t.Context(), all[1], slog.New(slog.DiscardHandler)); err == nil {
		t.Error("one has joined")
	}
	served.Close()
	r := join(t, all[1])
	if _, err := all[0].Serve(t.Context()); err == nil {
		t.Error("it is alone")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// A database that is away for a while is told as that, whatever was being done, and what
// comes after finds it again.
func TestDatabaseThatWasAwayIsFoundAgain(t *testing.T) {
	t.Parallel()
	s := open(t, 1)[0]
	r := join(t, s)
	defer r.Close()
	other, err := s.Shared().Beside()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	cut := func() {
		if _, err := other.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'sitrep' AND query LIKE '%the one to cut%'`); err != nil {
			t.Fatal(err)
		}
	}
	for _, do := range []func(context.Context, string, func(*sql.Tx) error) error{s.View, s.ViewSoon, s.Update} {
		err := do(t.Context(), "be cut off", func(tx *sql.Tx) error {
			if _, err := tx.Exec(`SELECT 'the one to cut' WHERE 1 = ?`, 1); err != nil {
				return err
			}
			cut()
			var n int
			return tx.QueryRow(`SELECT 1`).Scan(&n)
		})
		if !errors.Is(err, store.ErrUnreachable) {
			t.Errorf("it is told as %v", err)
		}
		err = do(t.Context(), "go on", func(tx *sql.Tx) error {
			var n int
			return tx.QueryRow(`SELECT 1`).Scan(&n)
		})
		if err != nil {
			t.Errorf("after it: %v", err)
		}
	}
}
