package postgres

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// A peer whose machine is cut off says nothing, not even that it is gone. What was sent
// and is not acknowledged for so long ends the connection, on either side, and what is idle
// is tried after quietBefore.
const (
	unanswered  = 6 * time.Second
	quietBefore = 5 * time.Second
)

func configure(address string) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	keepAlive := net.KeepAliveConfig{Enable: true, Idle: quietBefore, Interval: 2 * time.Second, Count: 3}
	config.DialFunc = (&net.Dialer{KeepAliveConfig: keepAlive, Control: giveUp}).DialContext
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	for name, value := range map[string]string{
		"application_name": "sitrep",
		"lock_timeout":     "5s", // as long as SQLite's
		// Whoever has lost touch with the server must not keep others from writing.
		"idle_in_transaction_session_timeout": "60s",
		"tcp_keepalives_idle":                 strconv.Itoa(int(quietBefore / time.Second)),
		"tcp_keepalives_interval":             "2",
		"tcp_keepalives_count":                "3",
		"tcp_user_timeout":                    strconv.Itoa(int(unanswered / time.Millisecond)),
		// Statements are written for the index that each names, and for SQLite, which
		// looks up row by row. A plan by what tables hold just now would be one for
		// another day's: of an empty table, that it is best read whole.
		"plan_cache_mode":  "force_generic_plan",
		"enable_seqscan":   "off",
		"enable_hashjoin":  "off",
		"enable_mergejoin": "off",
		"jit":              "off",
		"client_encoding":  "UTF8",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	// A query whose context ends is cancelled, and its connection lives on.
	config.BuildContextWatcherHandler = func(pg *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: pg, DeadlineDelay: 2 * time.Second}
	}
	if config.ValidateConnect == nil && len(hosts(config)) > 1 { // a standby is of no use
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return config, nil
}

// hosts are the servers that an address names, each with the ways to connect to it.
func hosts(config *pgconn.Config) (all [][]*pgconn.FallbackConfig) {
	first := &pgconn.FallbackConfig{Host: config.Host, Port: config.Port, TLSConfig: config.TLSConfig}
	for _, way := range append([]*pgconn.FallbackConfig{first}, config.Fallbacks...) {
		i := slices.IndexFunc(all, func(of []*pgconn.FallbackConfig) bool { return of[0].Host == way.Host && of[0].Port == way.Port })
		if i < 0 {
			i, all = len(all), append(all, nil)
		}
		all[i] = append(all[i], way)
	}
	return all
}

// othersFor is how much longer than the first server that takes writes others may be in
// answering, and othersAtFirst before any has been seen.
const (
	othersFor     = 100 * time.Millisecond
	othersAtFirst = 2 * time.Second
)

// connect makes a connection to the server that takes writes, of those that the address
// names. All are tried at once: one after the other, one that is cut off would take more
// time than whoever waits has. Where a standby took over and the former primary came back,
// two take writes; right is the one whose timeline is newer, and of older ones than have
// been seen, none. It returns that, or zero where there is one server.
func (e *Engine) connect(ctx context.Context, config *pgconn.Config) (pg *pgconn.PgConn, since uint32, err error) {
	all := hosts(config)
	if len(all) == 1 {
		pg, err = pgconn.ConnectConfig(ctx, config.Copy())
		return pg, 0, err
	}
	type answer struct {
		pg       *pgconn.PgConn
		timeline uint32
		err      error
	}
	answers := make(chan answer)
	trying, cancel := context.WithCancel(ctx)
	for _, ways := range all {
		c := config.Copy()
		c.Host, c.Port, c.TLSConfig, c.Fallbacks = ways[0].Host, ways[0].Port, ways[0].TLSConfig, ways[1:]
		go func() {
			var a answer
			if a.pg, a.err = pgconn.ConnectConfig(trying, c); a.err == nil {
				if a.timeline, a.err = timeline(trying, a.pg); a.err != nil {
					abandon(a.pg)
				}
			}
			answers <- a
		}()
	}
	var best answer
	var failures []error
	var enough <-chan time.Time
	left := len(all)
	for done := false; left > 0 && !done; {
		select {
		case a := <-answers:
			left--
			switch {
			case a.err != nil:
				failures = append(failures, a.err)
				continue
			case a.timeline < best.timeline || e.former(a.timeline):
				failures = append(failures, errFormer)
				abandon(a.pg)
				continue
			case best.pg != nil:
				abandon(best.pg)
			}
			wait := othersFor
			if e.newest.Load() == 0 {
				wait = othersAtFirst
			}
			best, enough = a, time.After(wait)
		case <-enough:
			done = true
		}
	}
	cancel()
	go func() {
		for range left {
			if a := <-answers; a.err == nil {
				abandon(a.pg)
			}
		}
	}()
	if best.pg == nil {
		return nil, 0, errors.Join(failures...)
	}
	for seen := e.newest.Load(); seen < best.timeline && !e.newest.CompareAndSwap(seen, best.timeline); seen = e.newest.Load() {
	}
	return best.pg, best.timeline, nil
}

// former reports whether a connection is to a server that another has succeeded.
func (e *Engine) former(since uint32) bool { return since > 0 && since < e.newest.Load() }

var errFormer = &net.OpError{Op: "connect", Net: "postgres", Err: errors.New("a former primary takes writes though another has taken over: end it")}

// timeline is which of a server's lives its log is of: each promotion begins the next.
func timeline(ctx context.Context, pg *pgconn.PgConn) (uint32, error) {
	said, err := pg.Exec(ctx, `SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)`).ReadAll()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(string(said[0].Rows[0][0]), 16, 32)
	return uint32(n), err
}

// abandon closes a connection that nothing was done on.
func abandon(pg *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	pg.Close(ctx)
}
