package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"sitrep/corpus/store/fault"
)

// Beside makes connections for what processes that serve the same store arrange among
// themselves: they wait for no writer of the store.
func (e *Engine) Beside() (*sql.DB, error) {
	db, err := e.unlocked()
	if err == nil {
		db.SetMaxOpenConns(2)
		db.SetMaxIdleConns(2)
	}
	return db, err
}

// A connection that listens and hears nothing for a while is tried, for so long.
const (
	quietFor = 20 * time.Second
	triedFor = 5 * time.Second
)

// Listen serves the database as one of several: it keeps off whoever must be alone, see
// [Engine.Serve], and calls heard whenever somebody notifies a channel, and once when it
// has begun to listen. It returns why it can't go on: the connection was lost, or ctx has
// ended; or with [fault.ErrBusy], that somebody is alone.
func (e *Engine) Listen(ctx context.Context, channel string, heard func()) error {
	config, err := configure(e.URL)
	if err != nil {
		return err
	}
	// To wait no longer leaves the connection as it is.
	config.BuildContextWatcherHandler = func(pg *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.DeadlineContextWatcherHandler{Conn: pg.Conn()}
	}
	config.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) { heard() }
	c, since, err := e.connect(ctx, config)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		c.Close(ctx)
	}()
	began, err := c.Exec(ctx, `LISTEN "`+channel+`"; SELECT pg_try_advisory_lock_shared(`+serving+`)`).ReadAll()
	if err != nil {
		return err
	}
	if string(began[1].Rows[0][0]) != "t" {
		return fault.ErrBusy
	}
	heard()
	for {
		waiting, cancel := context.WithTimeout(ctx, quietFor)
		err := c.WaitForNotification(waiting)
		quiet := waiting.Err() != nil && ctx.Err() == nil
		cancel()
		if quiet && !c.IsClosed() {
			trying, cancel := context.WithTimeout(ctx, triedFor)
			err = c.Ping(trying)
			cancel()
		}
		if err == nil && e.former(since) {
			err = errFormer
		}
		if err != nil {
			return err
		}
	}
}
