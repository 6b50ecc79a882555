package postgres

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// The driver is a thin one over pgconn, the protocol's part of pgx: the store keeps
// whole numbers, texts and bytes, and pgx's own driver would add five million bytes to
// the program for all the other types. Statements are written as for SQLite, see
// [translate], and prepared once for each connection.
//
// Each statement is a way to the server and back. What gives nothing that is waited for,
// as how a transaction that reads begins and what is [Unawaited], goes with the next
// statement that does.

// connector makes connections for database/sql.
type connector struct {
	engine *Engine
	config *pgconn.Config
	begin  string // how a transaction begins that is not one of reading alone
}

// Driver says what kind the connector is of; nobody opens by its name.
func (c *connector) Driver() driver.Driver { return named{} }

type named struct{}

// Open fails: connections are made by [Engine.Open].
func (named) Open(string) (driver.Conn, error) { return nil, errors.New("not opened by name") }

// Connect makes a connection.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	pg, since, err := c.engine.connect(ctx, c.config)
	if err != nil {
		return nil, err
	}
	walled, err := pg.Exec(ctx, `SELECT row_security_active(to_regclass('articles'))`).ReadAll()
	if err != nil {
		abandon(pg)
		return nil, err
	}
	return &conn{pg: pg, begin: c.begin, prepared: map[string]*pgconn.StatementDescription{}, used: time.Now(),
		engine: c.engine, since: since, walled: string(walled[0].Rows[0][0]) == "t"}, nil
}

// conn is one connection, used by one goroutine at a time.
type conn struct {
	pg       *pgconn.PgConn
	begin    string
	prepared map[string]*pgconn.StatementDescription // by the text as the store has it
	used     time.Time                               // when it was last taken or given back

	later   *pgconn.Batch // what goes with the next statement; nil for nothing
	waiting int           // statements of later

	engine *Engine
	since  uint32 // see connect

	reading bool   // the transaction is one that reads
	walled  bool   // its rows are those of its scope alone; see Within
	scope   string // of the transaction that reads
	ending  bool   // it was told to end, and has yet to say that it has
}

// mostWaiting bounds what is held back.
const mostWaiting = 128

type unawaited struct{}

// Unawaited has statements of a transaction give no result: they are sent with the next
// that does, or with the commit. Where one fails, that fails.
func Unawaited(ctx context.Context) context.Context {
	return context.WithValue(ctx, unawaited{}, true)
}

type single struct{}

// Single has a statement be the only one of a transaction that reads: it is sent as it
// is, without a beginning and an end.
func Single(ctx context.Context) context.Context { return context.WithValue(ctx, single{}, true) }

type within struct{}

// Within has a transaction that reads see the articles of some collections, given by name
// with spaces between, or with "*" of all. That is so where the server holds it to that, by
// policies for a role that is not the tables' owner: it then sees none of what is not named,
// whatever the statement says. Else it changes nothing.
func Within(ctx context.Context, collections string) context.Context {
	return context.WithValue(ctx, within{}, collections)
}

// narrow has the server hold the transaction to its scope.
func (c *conn) narrow() {
	if c.walled && c.scope != "" {
		c.hold(func(b *pgconn.Batch) {
			b.ExecParams("SELECT set_config('sitrep.scope', $1, true)", [][]byte{[]byte(c.scope)}, nil, nil, nil)
		})
	}
}

// hold keeps a statement for later.
func (c *conn) hold(add func(*pgconn.Batch)) {
	if c.later == nil {
		c.later = new(pgconn.Batch)
	}
	add(c.later)
	c.waiting++
}

// sent sends what waits, and what else is added, and returns the results of the latter.
func (c *conn) sent(ctx context.Context, add func(*pgconn.Batch)) (result, error) {
	batch, waiting := c.later, c.waiting
	c.later, c.waiting = nil, 0
	add(batch)
	all := c.pg.ExecBatch(ctx, batch)
	for all.NextResult() {
		if waiting == 0 {
			return result{all.ResultReader(), all}, nil
		}
		waiting--
		if _, err := all.ResultReader().Close(); err != nil {
			break
		}
	}
	return result{}, all.Close()
}

// flush sends what waits.
func (c *conn) flush(ctx context.Context) error {
	if c.later == nil {
		return nil
	}
	_, err := c.sent(ctx, func(*pgconn.Batch) {})
	return err
}

// result is what a statement gives: of a batch, the last of it.
type result struct {
	*pgconn.ResultReader
	batch *pgconn.MultiResultReader // nil for none
}

// Close reads the rest.
func (r result) Close() (pgconn.CommandTag, error) {
	tag, err := r.ResultReader.Close()
	if r.batch != nil {
		if failed := r.batch.Close(); err == nil {
			err = failed
		}
	}
	return tag, err
}

// mayHaveGone is how long a connection may lie idle before it is tried when it is taken
// again, since the server may have ended it meanwhile, and mayTake how long that may take.
const (
	mayHaveGone = time.Second
	mayTake     = time.Second
)

// ResetSession readies a connection for whoever takes it next.
func (c *conn) ResetSession(ctx context.Context) error {
	idle := time.Since(c.used)
	c.used = time.Now()
	if idle > mayHaveGone { // not the context's end: that would have it cancelled by another connection first
		ctx = context.WithoutCancel(ctx)
		c.pg.Conn().SetDeadline(time.Now().Add(mayTake))
		defer c.pg.Conn().SetDeadline(time.Time{})
	}
	if c.pg.IsClosed() || c.engine.former(c.since) || c.ended(ctx) != nil || c.pg.TxStatus() != 'I' || idle > mayHaveGone && c.pg.Ping(ctx) != nil {
		return driver.ErrBadConn
	}
	return nil
}

// IsValid reports whether the connection can be used again.
func (c *conn) IsValid() bool { c.used = time.Now(); return !c.pg.IsClosed() }

// Ping asks the server for a sign of life.
func (c *conn) Ping(ctx context.Context) error { return c.pg.Ping(ctx) }

// Close ends the connection.
func (c *conn) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return c.pg.Close(ctx)
}

// Begin is BeginTx as database/sql once had it.
func (c *conn) Begin() (driver.Tx, error) { return c.BeginTx(context.Background(), driver.TxOptions{}) }

// BeginTx starts a transaction: one that reads sees one state throughout.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if err := c.ended(ctx); err != nil {
		return nil, err
	}
	if c.reading = o.ReadOnly; c.reading {
		c.hold(func(b *pgconn.Batch) {
			b.ExecParams("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", nil, nil, nil, nil)
		})
		c.scope, _ = ctx.Value(within{}).(string)
		c.narrow()
		return c, nil
	}
	if err := c.run(ctx, c.begin); err != nil {
		if !c.pg.IsClosed() && c.pg.TxStatus() != 'I' { // it waited for too long
			err = errors.Join(err, c.run(context.Background(), "ROLLBACK"))
		}
		return nil, err
	}
	return c, nil
}

// mayCommit is how long a commit may take; after that nobody knows whether it has been.
const mayCommit = 10 * time.Second

// Commit ends a transaction and keeps it.
func (c *conn) Commit() error {
	if err := c.flush(context.Background()); err != nil {
		return errors.Join(err, c.Rollback())
	}
	if c.pg.TxStatus() == 'E' { // a statement failed: the server would roll back and report no error
		return errors.Join(errors.New("a statement of the transaction has failed"), c.Rollback())
	}
	// A primary whose standby is gone waits until somebody tells it not to.
	c.pg.Conn().SetDeadline(time.Now().Add(mayCommit))
	defer c.pg.Conn().SetDeadline(time.Time{})
	return c.run(context.Background(), "COMMIT")
}

// Rollback ends a transaction and undoes it. What a transaction read that wrote nothing
// stands, so that nobody waits for its end.
func (c *conn) Rollback() error {
	c.later, c.waiting = nil, 0
	if c.pg.IsClosed() || c.pg.TxStatus() == 'I' {
		return nil // the server has, or it has not begun
	}
	if c.reading {
		c.ending = true
		c.pg.Frontend().SendQuery(&pgproto3.Query{String: "ROLLBACK"})
		return c.pg.Frontend().Flush()
	}
	return c.run(context.Background(), "ROLLBACK")
}

// ended waits until a transaction has ended that was told to.
func (c *conn) ended(ctx context.Context) error {
	for c.ending {
		m, err := c.pg.ReceiveMessage(ctx)
		if err != nil {
			return err
		}
		_, ready := m.(*pgproto3.ReadyForQuery)
		c.ending = !ready
	}
	return nil
}

// run runs statements that give nothing.
func (c *conn) run(ctx context.Context, text string) error {
	_, err := c.pg.Exec(ctx, text).ReadAll()
	return err
}

// CheckNamedValue takes what database/sql takes, and lists of numbers.
func (c *conn) CheckNamedValue(v *driver.NamedValue) (err error) {
	if _, ok := v.Value.([]int64); !ok {
		v.Value, err = driver.DefaultParameterConverter.ConvertValue(v.Value)
	}
	return err
}

// Prepare costs nothing: a statement is prepared when it is first run.
func (c *conn) Prepare(text string) (driver.Stmt, error) { return &statement{c, text}, nil }

// statement is a text, and the connection to run it on.
type statement struct {
	conn *conn
	text string
}

// Close does nothing: it stays prepared for the next.
func (s *statement) Close() error { return nil }

// NumInput leaves it to the server to count.
func (s *statement) NumInput() int { return -1 }

// Exec is ExecContext as database/sql once had it.
func (s *statement) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }

// Query is QueryContext as database/sql once had it.
func (s *statement) Query([]driver.Value) (driver.Rows, error) { return nil, driver.ErrSkip }

// ExecContext runs the statement.
func (s *statement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.text, args)
}

// QueryContext runs the statement for its rows.
func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.text, args)
}

// ExecContext runs a statement, or without arguments several.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 {
		if err := errors.Join(c.ended(ctx), c.flush(ctx)); err != nil {
			return nil, err
		}
		results, err := c.pg.Exec(ctx, translate(text)).ReadAll()
		if err != nil || len(results) == 0 {
			return driver.RowsAffected(0), err
		}
		return driver.RowsAffected(results[len(results)-1].CommandTag.RowsAffected()), nil
	}
	if ctx.Value(unawaited{}) != nil && c.pg.TxStatus() == 'T' && c.waiting < mostWaiting {
		s, values, formats, err := c.bound(ctx, text, args)
		if err == nil {
			c.hold(func(b *pgconn.Batch) { b.ExecPrepared(s.Name, values, formats, nil) })
		}
		return driver.ResultNoRows, err
	}
	r, err := c.start(ctx, text, args)
	if err != nil {
		return nil, err
	}
	tag, err := r.Close()
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext runs a statement for its rows. Nothing else runs on the connection until
// they are closed.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	r, err := c.start(ctx, text, args)
	if err != nil {
		return nil, err
	}
	return &rows{result: r, fields: c.prepared[text].Fields}, nil
}

// bound prepares a statement, and what its parameters are.
func (c *conn) bound(ctx context.Context, text string, args []driver.NamedValue) (s *pgconn.StatementDescription, values [][]byte, formats []int16, err error) {
	if err := errors.Join(ctx.Err(), c.ended(ctx)); err != nil {
		return nil, nil, nil, err
	}
	if s = c.prepared[text]; s == nil {
		if s, err = c.pg.Prepare(ctx, fmt.Sprint("s", len(c.prepared)), translate(text), nil); err != nil {
			return nil, nil, nil, err
		}
		c.prepared[text] = s
	}
	if len(args) != len(s.ParamOIDs) {
		return nil, nil, nil, fmt.Errorf("%d arguments for %d parameters of %q", len(args), len(s.ParamOIDs), text)
	}
	values, formats = make([][]byte, len(args)), make([]int16, len(args))
	for i, a := range args {
		if values[i], formats[i], err = encode(a.Value, s.ParamOIDs[i]); err != nil {
			return nil, nil, nil, err
		}
	}
	return s, values, formats, nil
}

func (c *conn) start(ctx context.Context, text string, args []driver.NamedValue) (result, error) {
	s, values, formats, err := c.bound(ctx, text, args)
	if err != nil {
		return result{}, err
	}
	wanted := make([]int16, len(s.Fields))
	for i, f := range s.Fields {
		wanted[i] = formatOf(f.DataTypeOID)
	}
	if ctx.Value(single{}) != nil && c.reading && c.pg.TxStatus() == 'I' {
		c.later, c.waiting = nil, 0
		c.narrow() // for as long as what is sent with it
	}
	if c.later != nil {
		return c.sent(ctx, func(b *pgconn.Batch) { b.ExecPrepared(s.Name, values, formats, wanted) })
	}
	return result{c.pg.ExecPrepared(ctx, s.Name, values, formats, wanted), nil}, nil
}

// The types that the store has, by their numbers in the catalogue pg_type.
const (
	boolean = 16
	bytea   = 17
	int8    = 20
	int2    = 21
	int4    = 23
)

const (
	asText   = 0
	asBinary = 1
)

// formatOf is how a column is asked for: what is neither number nor bytes as text.
func formatOf(oid uint32) int16 {
	switch oid {
	case boolean, bytea, int8, int2, int4:
		return asBinary
	}
	return asText
}

func encode(v driver.Value, oid uint32) (value []byte, format int16, err error) {
	switch v := v.(type) {
	case nil:
		return nil, asText, nil
	case int64:
		if oid == boolean {
			return encode(v != 0, oid)
		}
		return strconv.AppendInt(nil, v, 10), asText, nil
	case bool: // SQLite keeps it as a number
		switch {
		case oid == boolean:
			return strconv.AppendBool(nil, v), asText, nil
		case v:
			return []byte("1"), asText, nil
		}
		return []byte("0"), asText, nil
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), asText, nil
	case string:
		if oid == bytea {
			return []byte(v), asBinary, nil
		}
		return append([]byte{}, v...), asText, nil
	case []byte:
		if oid == bytea {
			return v, asBinary, nil
		}
		return v, asText, nil
	case []int64:
		var b strings.Builder
		for i, n := range v {
			b.WriteByte("{,"[min(i, 1)])
			b.WriteString(strconv.FormatInt(n, 10))
		}
		if len(v) == 0 {
			b.WriteByte('{')
		}
		return []byte(b.String() + "}"), asText, nil
	}
	return nil, 0, fmt.Errorf("a %T is no parameter", v)
}

// rows are the result of a query, as it comes in.
type rows struct {
	result result
	fields []pgconn.FieldDescription
}

// Columns are the names of the columns.
func (r *rows) Columns() []string {
	names := make([]string, len(r.fields))
	for i, f := range r.fields {
		names[i] = f.Name
	}
	return names
}

// Close ends the query.
func (r *rows) Close() error { _, err := r.result.Close(); return err }

// Next reads a row. Bytes are good until the next.
func (r *rows) Next(dest []driver.Value) error {
	if !r.result.NextRow() {
		if _, err := r.result.Close(); err != nil {
			return err
		}
		return io.EOF
	}
	for i, v := range r.result.Values() {
		dest[i] = decode(v, r.fields[i].DataTypeOID)
	}
	return nil
}

func decode(v []byte, oid uint32) driver.Value {
	switch {
	case v == nil:
		return nil
	case oid == int8:
		return int64(binary.BigEndian.Uint64(v))
	case oid == int4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case oid == int2:
		return int64(int16(binary.BigEndian.Uint16(v)))
	case oid == boolean:
		return v[0] != 0
	case oid == bytea:
		return v
	}
	return string(v)
}
