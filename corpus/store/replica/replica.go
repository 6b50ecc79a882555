// Package replica is one process's part among several that serve one database.
//
// Each [Join]s and gives a sign of life every two seconds; one that gave none for eight
// is taken for dead. What only one of them may do at a time it does under a lease
// ([Replica.Claim]): shards of Discord's gateway, of which each has its share, and chores
// ([Replica.Chores]), of which the lease ends for itself before it does for others. What all
// of them may do together up to a limit they divide among themselves ([Replica.Live]),
// or keep count of in the database ([Replica.Take]). Each hears when another has changed
// articles ([Replica.Changed]).
//
// None of this is the store's, and nothing is lost with it: its tables are made by
// whoever comes first, and are of no use when nobody serves. By which clock a lease ends
// is the database's.
package replica

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres"
)

const (
	beat  = 2 * time.Second // between signs of life
	lease = 4 * beat        // after which one who gave none has lost what it held
	// margin is how much earlier whoever holds a lease takes it for lost.
	margin = beat
	// outage is for how long a shard is kept all the same while the database is away: as
	// a rule it is so for all, nobody takes the shard, and people are to be told.
	outage = 10 * time.Minute
	// beatTime is how long a sign of life may take, and takeTime to keep count of
	// something: people wait for that.
	beatTime = beat
	takeTime = 250 * time.Millisecond
	// relisten is the pause until it is tried to listen again.
	relisten = time.Second
	// sweepEvery is how often counts are deleted that are up.
	sweepEvery = time.Minute
	// skew is how far clocks may be apart: the leases of what is due are kept by them.
	skew = 3 * time.Second
)

// Names of leases. Those of shards, and no others, are divided among the living.
const (
	chores = "chores"
	living = "alive "
	shards = "shard "
)

// Shard is the name of the lease of a shard.
func Shard(i int) string { return fmt.Sprint(shards, i) }

// Replica is this process among those that serve a database. Its methods may be called
// from several goroutines. One that is nil is alone with a file.
type Replica struct {
	engine  *postgres.Engine
	db      *sql.DB
	id      string
	log     *slog.Logger
	changed chan struct{}
	live    atomic.Int64
	alive   atomic.Pointer[time.Time] // the last sign that the database had
	chores  atomic.Pointer[context.Context]
	stop    context.CancelFunc
	working sync.WaitGroup

	mu     sync.Mutex
	wanted map[string]*claim // by name of the lease
	skewed bool              // and it was told
	swept  time.Time
}

// claim is a lease that this process wants or has.
type claim struct {
	had   chan struct{} // closed when it is held
	held  context.Context
	lose  context.CancelFunc
	until time.Time // for this process
}

// The tables, and what tells everybody that articles have changed: once for each commit,
// when it is there to be seen.
const (
	tables = `
		CREATE TABLE IF NOT EXISTS leases (
			name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TIMESTAMPTZ NOT NULL);
		CREATE UNLOGGED TABLE IF NOT EXISTS allowances (
			name TEXT PRIMARY KEY, filled TIMESTAMPTZ NOT NULL);
		CREATE OR REPLACE FUNCTION tell_changed() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN PERFORM pg_notify('sitrep ' || md5(current_schema()), ''); RETURN NULL; END $$;
		CREATE OR REPLACE TRIGGER tell_changed AFTER INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION tell_changed()`
	// The last of them; to make it needs the owner, and keeps others from writing.
	haveTables = `SELECT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'tell_changed' AND tgrelid = to_regclass('changes'))`
	channel    = `SELECT 'sitrep ' || md5(current_schema())`

	selectHeld = `SELECT name, holder, (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM leases WHERE until > clock_timestamp()`
	take       = `
		INSERT INTO leases (name, holder, until) VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until < clock_timestamp()`
	release    = `DELETE FROM leases WHERE name = ? AND holder = ?`
	releaseAll = `DELETE FROM leases WHERE holder = ?`
	// Of one that is dead, nothing is left but what others have taken since.
	sweepLeases = `DELETE FROM leases WHERE until < clock_timestamp() - interval '1 minute'`

	spend = `
		INSERT INTO allowances AS a (name, filled) VALUES (?1, clock_timestamp() + ?2 * interval '1 millisecond')
		ON CONFLICT (name) DO UPDATE SET filled = greatest(a.filled, clock_timestamp()) + ?2 * interval '1 millisecond'
		WHERE greatest(a.filled, clock_timestamp()) + ?2 * interval '1 millisecond' <= clock_timestamp() + ?3 * interval '1 millisecond'`
	selectEnough = `
		SELECT (extract(epoch FROM filled - clock_timestamp()) * 1000)::bigint FROM allowances WHERE name = ?`
	sweepAllowances = `DELETE FROM allowances WHERE filled < clock_timestamp()`
)

// Join makes this process one of those that serve the database of a store, until it is
// closed. It returns nil for a store that is a file.
func Join(ctx context.Context, s *store.Store, log *slog.Logger) (*Replica, error) {
	engine := s.Shared()
	if engine == nil {
		return nil, nil
	}
	r := &Replica{engine: engine, id: rand.Text(), log: log, changed: make(chan struct{}, 1), wanted: map[string]*claim{}}
	fail := func(err error) (*Replica, error) {
		return nil, fmt.Errorf("join those who serve the database: %w", err)
	}
	err := s.Update(ctx, "make what those share who serve the database", func(tx *sql.Tx) error {
		ctx := context.WithoutCancel(ctx)
		var there bool
		if err := tx.QueryRowContext(ctx, haveTables).Scan(&there); err != nil || there {
			return err
		}
		_, err := tx.ExecContext(ctx, tables)
		return err
	})
	if err != nil {
		return fail(err)
	}
	if r.db, err = engine.Beside(); err != nil {
		return fail(err)
	}
	if err := r.beat(ctx); err != nil {
		return fail(errors.Join(err, r.db.Close()))
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	listening := make(chan error, 1)
	r.working.Go(func() { r.listen(running, listening) })
	if err := <-listening; err != nil {
		return fail(errors.Join(err, r.Close()))
	}
	r.working.Go(func() { r.keep(running) })
	r.working.Go(func() { r.expire(running) })
	r.working.Go(func() { r.doChores(running) })
	return r, nil
}

// Close leaves: others take over at once what it held.
func (r *Replica) Close() error {
	if r == nil {
		return nil
	}
	r.stop()
	r.working.Wait()
	r.mu.Lock()
	for _, c := range r.wanted {
		c.lose()
	}
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), beatTime)
	defer cancel()
	_, err := r.db.ExecContext(ctx, releaseAll, r.id)
	if err != nil { // it ends by itself
		r.log.Warn("others have to wait for what this process held", "err", err)
	}
	return r.db.Close()
}

// Live is how many processes serve the database, as far as this one knows: one at least.
func (r *Replica) Live() int {
	if r == nil {
		return 1
	}
	return max(1, int(r.live.Load()))
}

// Silent is for how long the database has had no sign of this process's life.
func (r *Replica) Silent() time.Duration { return time.Since(*r.alive.Load()) }

// Held is how many leases this process holds.
func (r *Replica) Held() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.wanted {
		if c.isHeld() {
			n++
		}
	}
	return n
}

// Connections are those that the database has been asked for beside the store's.
func (r *Replica) Connections() sql.DBStats { return r.db.Stats() }

// Changed is sent to whenever articles may have changed.
func (r *Replica) Changed() <-chan struct{} {
	if r == nil {
		return nil
	}
	return r.changed
}

// listen has changed be sent to, and says first whether it can.
func (r *Replica) listen(ctx context.Context, began chan<- error) {
	var name string
	err := r.db.QueryRowContext(ctx, channel).Scan(&name)
	for first := true; ctx.Err() == nil; {
		if err == nil {
			err = r.engine.Listen(ctx, name, func() {
				if first {
					first = false
					began <- nil
				}
				select {
				case r.changed <- struct{}{}:
				default: // it is known
				}
			})
		}
		if first {
			began <- err
			return
		}
		if ctx.Err() == nil {
			r.log.Warn("not told at once what others change", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(relisten):
		}
		err = nil
	}
}

// Claim waits until this process holds a lease. Its context ends when it does no more:
// when it is lost, or to be given back since another has less than its share. Whoever
// has claimed it calls done when nothing is done any more that only one may do; another
// may have it then. A shard is kept while the database is away, if that is not for long:
// should it be so for this process alone, two have the shard until it is back.
func (r *Replica) Claim(ctx context.Context, name string) (held context.Context, done func(), err error) {
	c := &claim{had: make(chan struct{})}
	c.held, c.lose = context.WithCancel(ctx)
	r.mu.Lock()
	if r.wanted[name] != nil {
		r.mu.Unlock()
		return nil, nil, fmt.Errorf("the lease %q is claimed already", name)
	}
	r.wanted[name] = c
	r.mu.Unlock()
	done = sync.OnceFunc(func() {
		c.lose()
		r.mu.Lock()
		delete(r.wanted, name)
		r.mu.Unlock()
		if !c.isHeld() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), beatTime)
		defer cancel()
		r.db.ExecContext(ctx, release, name, r.id) // else it ends by itself
	})
	select {
	case <-c.had:
		return c.held, done, nil
	case <-c.held.Done():
		done()
		return nil, nil, c.held.Err()
	}
}

func (c *claim) isHeld() bool {
	select {
	case <-c.had:
		return true
	default:
		return false
	}
}

// Chores reports whether this process is the one that does what one of them has to: for
// a store that is a file, always.
func (r *Replica) Chores() bool {
	if r == nil {
		return true
	}
	held := r.chores.Load()
	return held != nil && (*held).Err() == nil
}

// doChores has this process do the chores whenever no other does.
func (r *Replica) doChores(ctx context.Context) {
	for ctx.Err() == nil {
		held, done, err := r.Claim(ctx, chores)
		if err != nil {
			return
		}
		r.chores.Store(&held)
		<-held.Done()
		done()
	}
}

// keep gives signs of life until ctx ends.
func (r *Replica) keep(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		beating, cancel := context.WithTimeout(ctx, beatTime)
		err := r.beat(beating)
		cancel()
		if err != nil && ctx.Err() == nil {
			r.log.Warn("the database had no sign of life of this process", "err", err)
		}
	}
}

// expire loses what is not surely held any more, until ctx ends.
func (r *Replica) expire(ctx context.Context) {
	tick := time.NewTicker(beat / 10)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		r.mu.Lock()
		for name, c := range r.wanted {
			if c.isHeld() && time.Now().After(c.until) && c.held.Err() == nil {
				r.log.Warn("a lease is lost, the database could not be reached in time", "lease", name)
				c.lose()
			}
		}
		r.mu.Unlock()
	}
}

// beat gives a sign of life, keeps what this process holds, and takes what is free.
func (r *Replica) beat(ctx context.Context) error {
	began := time.Now()
	if _, err := r.take(ctx, living+r.id); err != nil {
		return err
	}
	live, others, err := r.look(ctx)
	if err != nil {
		return err
	}
	r.live.Store(int64(live))
	r.alive.Store(&began)
	for _, due := range r.allDue(live, others) {
		taken, err := r.take(ctx, due.name)
		if err != nil {
			return err
		}
		r.mu.Lock()
		switch c := r.wanted[due.name]; {
		case c != due.claim || c.held.Err() != nil: // given up meanwhile: it ends by itself
		case taken:
			c.until = began.Add(lease - margin)
			if strings.HasPrefix(due.name, shards) {
				c.until = c.until.Add(outage)
			}
			if !c.isHeld() {
				close(c.had)
			}
		case c.isHeld():
			r.log.Warn("a lease is another process's now", "lease", due.name)
			c.lose()
		}
		r.mu.Unlock()
	}
	if time.Since(r.swept) < sweepEvery {
		return nil
	}
	r.swept = time.Now()
	for _, old := range []string{sweepAllowances, sweepLeases} {
		if _, err := r.db.ExecContext(ctx, old); err != nil {
			return err
		}
	}
	return nil
}

// look returns how many processes live, and what others hold.
func (r *Replica) look(ctx context.Context) (live int, others map[string]bool, err error) {
	rows, err := r.db.QueryContext(ctx, selectHeld)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	others = map[string]bool{}
	for rows.Next() {
		var name, holder string
		var now int64
		if err := rows.Scan(&name, &holder, &now); err != nil {
			return 0, nil, err
		}
		if strings.HasPrefix(name, living) {
			live++
		}
		if holder != r.id {
			others[name] = true
		} else if name == living+r.id {
			r.clocks(time.Until(time.UnixMilli(now)))
		}
	}
	return live, others, rows.Err()
}

// allDue are the leases to keep, and those to take that are free. Of the shards, no process
// has more than its share, and one that has gives some back.
func (r *Replica) allDue(live int, others map[string]bool) (list []due) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, held := 0, 0
	for name, c := range r.wanted {
		if strings.HasPrefix(name, shards) {
			all++
			if c.isHeld() && c.held.Err() == nil {
				held++
			}
		}
	}
	share := (all + live - 1) / max(1, live)
	for _, name := range slices.Sorted(maps.Keys(r.wanted)) {
		c, shard := r.wanted[name], strings.HasPrefix(name, shards)
		switch {
		case c.held.Err() != nil: // lost, and it ends by itself
		case c.isHeld() && shard && held > share:
			held--
			r.log.Info("a shard is given back, so that another process has its share", "lease", name)
			c.lose()
		case c.isHeld():
			list = append(list, due{name, c})
		case others[name] || shard && held >= share:
		default:
			if shard {
				held++
			}
			list = append(list, due{name, c})
		}
	}
	return list
}

// due is a lease to keep or to take.
type due struct {
	name string
	*claim
}

// take takes a lease or goes on having it.
func (r *Replica) take(ctx context.Context, name string) (bool, error) {
	done, err := r.db.ExecContext(ctx, take, name, r.id, lease.Milliseconds())
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// clocks tells the operator once that this machine's clock is not the database's.
func (r *Replica) clocks(off time.Duration) {
	if is := off.Abs() > skew; is != r.skewed {
		if r.skewed = is; is {
			r.log.Error("this machine's clock and the database's are apart; set them by NTP, or digests may come late", "off_ms", off.Milliseconds())
		}
	}
}

// Turn says how long to wait until the turn has come of something that no two processes
// do within a time; at zero it has, and is taken. Where the database can't say, it has.
func (r *Replica) Turn(ctx context.Context, name string, every time.Duration) time.Duration {
	lacking, in, err := r.Take(ctx, Cost{Name: name, Cost: every, Most: every})
	if err != nil || lacking < 0 {
		return 0
	}
	return max(in, time.Millisecond)
}

// Cost is what is taken of an allowance: it fills up again with time, holds so much at
// most, and each of both is how long that takes.
type Cost struct {
	Name       string
	Cost, Most time.Duration
}

// Take takes a cost of each of some allowances that all processes share, or of none. It
// returns which does not hold as much, and in how long it will; -1 where all do.
func (r *Replica) Take(ctx context.Context, costs ...Cost) (lacking int, in time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, takeTime)
	defer cancel()
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return -1, 0, err
	}
	defer tx.Rollback()
	for i, c := range costs {
		done, err := tx.ExecContext(ctx, spend, c.Name, c.Cost.Milliseconds(), c.Most.Milliseconds())
		if err != nil {
			return -1, 0, err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			if err != nil {
				return -1, 0, err
			}
			continue
		}
		var filled int64
		err = tx.QueryRowContext(ctx, selectEnough, c.Name).Scan(&filled)
		return i, max(0, time.Duration(filled)*time.Millisecond+c.Cost-c.Most), err
	}
	return -1, 0, tx.Commit()
}
