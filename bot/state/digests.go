package state

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sitrep/bot/schedule"
	"sitrep/corpus"
)

// Subscription is a digest that a channel has subscribed to, or a watch: what is
// told as it happens, or to somebody by direct message.
type Subscription struct {
	ID       int64 // never used again
	Guild    string
	Channel  string
	Topic    string
	Schedule string // as package schedule writes it
	Detail   string // empty for what the server has set
	Language string // of the bot's own words, where the server has set none
	Forum    bool   // the channel is a forum: each digest is a post of its own
	Publish  bool   // the servers that follow the channel get it, too
	Quiet    bool   // nobody is notified of it
	Silent   bool   // nothing is posted when nothing is new
	Direct   bool   // the channel is that of direct messages with the owner, whose alone it is: of no guild
	Outlets  int    // of a live one: how many must tell a story before it does
	Most     int    // of a live one: messages a day
	Role     string // of a live one: the role that its messages mention; empty for none
	Owner    string // the member who answers for it: whose leave to write each run sees, and who is told when it is paused; empty where that is forgotten
	Created  time.Time
	Due      time.Time // of the next run; zero while it is paused
	Paused   string    // why; empty while it is not
	Failures int       // runs that failed since the last that did not
	Seq      int64     // the newest change that its digests know of; see [store.Store.Arrived]
}

// Live reports whether it tells what is new as it happens.
func (n Subscription) Live() bool { return schedule.IsLive(n.Schedule) }

// RunState is how far a run has got.
type RunState string

// The states of a run. The first two are those of one that is not over.
const (
	RunOpen     RunState = "open"     // nothing is written yet
	RunComposed RunState = "composed" // some of it may have been posted
	RunPosted   RunState = "posted"
	RunSilent   RunState = "silent"  // nothing was new, and so nothing posted
	RunSkipped  RunState = "skipped" // it was missed
	RunFailed   RunState = "failed"
)

// DigestRun is one time that a digest was due.
type DigestRun struct {
	Subscription int64
	Due          time.Time
	Guild        string
	Channel      string
	Forum        bool // which the channel is
	Topic        string
	State        RunState
	Holder       string    // the process that works on it
	Lease        time.Time // until when nobody else does, or before when nobody tries again
	Tries        int       // that failed
	Seq          int64     // the newest change that it knows of
	Parts        json.RawMessage
	Told         json.RawMessage // the claims in it
	Messages     []string        // IDs of the messages posted, part by part
	Thread       string          // where parts after the first go; empty until that is known
	Note         string          // why it came to what it did
	Brief        string          // the ID of the brief that it posts; empty until it is written
	Story        *ToldStory      // that a live subscription's run tells; nil for that of a digest
	Ended        time.Time       // zero while it is not over
}

// ToldStory is a story that was told as it happened.
type ToldStory struct {
	Articles []corpus.ArticleID `json:"articles"`          // of it, as far as they were there, with their copies
	Outlets  int                `json:"outlets"`           // that told it by then, independently
	Message  string             `json:"message,omitempty"` // that told it before, which this run edits or answers; empty for a new story
	Edits    bool               `json:"edits,omitempty"`   // it has grown, and its message with it: nobody is notified
	Changed  []string           `json:"changed,omitempty"` // the revisions of articles of which this run tells what has become of them
}

var (
	// ErrSubscribed is returned for a subscription that the channel has already.
	ErrSubscribed = errors.New("the channel has subscribed to that already")
	// ErrLostRun is returned to a process that works on a run after its lease
	// has ended and another has taken it up.
	ErrLostRun = errors.New("another process works on the digest now")
)

// Statements on subscriptions, by primary key, by subscriptions_by_due and by
// subscriptions_by_guild.
const (
	subscriptionColumns = `id, guild, channel, topic, schedule, detail, language, silent, owner, created, due, paused, failures, seq, forum, publish, quiet, direct, outlets, most, role`

	// What a live one tells is what comes in after it was asked for. What is told to
	// one person has no feed on the web.
	insertSubscription = `
		INSERT INTO subscriptions (guild, channel, topic, schedule, detail, language, silent, owner, created, due, forum, publish, quiet, feed, direct, outlets, most, role, seq)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING RETURNING id`
	newestChange        = `SELECT coalesce(max(seq), 0) FROM changes`
	isLive              = `schedule LIKE 'live %'`
	sameSubscription    = `SELECT count(*) FROM subscriptions WHERE guild = ? AND channel = ? AND lower(topic) = lower(?) AND id <> ? AND (` + isLive + `) = ?`
	selectSubscription  = `SELECT ` + subscriptionColumns + ` FROM subscriptions WHERE guild = ? AND id = ?`
	selectSubscriptions = `SELECT ` + subscriptionColumns + ` FROM subscriptions WHERE guild = ? AND direct = 0 ORDER BY id`
	selectDirect        = `SELECT ` + subscriptionColumns + ` FROM subscriptions WHERE owner = ? AND direct = 1 ORDER BY id`
	everySubscription   = `SELECT ` + subscriptionColumns + ` FROM subscriptions ORDER BY guild, id`
	updateSubscription  = `
		UPDATE subscriptions SET channel = ?, topic = ?, schedule = ?, detail = ?, language = ?, silent = ?, owner = ?, due = ?, paused = ?, failures = ?,
			forum = ?, publish = ?, quiet = ?, outlets = ?, most = ?, role = ?
		WHERE guild = ? AND id = ?`
	deleteSubscription = `DELETE FROM subscriptions WHERE guild = ? AND id = ?`
	// A live one has nothing to do while nothing has come in.
	hasWork = `(NOT ` + isLive + ` OR seq < (` + newestChange + `))`
	// A channel has one digest at a time, so that each knows what the one
	// before has told.
	selectDue = `
		SELECT ` + subscriptionColumns + ` FROM subscriptions s
		WHERE due <= ? AND ` + hasWork + ` AND NOT EXISTS (
			SELECT 1 FROM digest_runs r WHERE r.guild = s.guild AND r.channel = s.channel AND r.state IN ('open', 'composed'))
		ORDER BY due, id LIMIT ?`
	selectNextDue = `
		SELECT min(at) FROM (
			SELECT min(due) AS at FROM subscriptions WHERE due IS NOT NULL AND ` + hasWork + `
			UNION ALL SELECT min(lease) FROM digest_runs WHERE state IN ('open', 'composed')) AS due`
	advanceDue = `UPDATE subscriptions SET due = ? WHERE id = ? AND due = ?`
	settleRun  = `UPDATE subscriptions SET seq = max(seq, ?), failures = 0 WHERE id = ?`
	countRun   = `UPDATE subscriptions SET failures = failures + 1 WHERE id = ?`
)

// Statements on runs, by primary key, by digest_runs_open, digest_runs_by_lease
// and digest_runs_by_channel.
const (
	runColumns = `subscription, due, guild, channel, topic, state, holder, lease, tries, seq, parts, told, messages, thread, note, brief, ended, forum, story`

	insertRun = `
		INSERT INTO digest_runs (subscription, due, guild, channel, topic, state, holder, lease, note, ended, forum)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE ?6 NOT IN ('open', 'composed') OR NOT EXISTS (
			SELECT 1 FROM digest_runs r WHERE r.guild = ?3 AND r.channel = ?4 AND r.state IN ('open', 'composed'))
		ON CONFLICT DO NOTHING`
	countRunOf   = `SELECT count(*) FROM digest_runs WHERE subscription = ? AND due = ?`
	selectLapsed = `SELECT ` + runColumns + ` FROM digest_runs WHERE state IN ('open', 'composed') AND lease <= ? ORDER BY lease, subscription LIMIT 1`
	takeRun      = `UPDATE digest_runs SET holder = ?, lease = ? WHERE subscription = ? AND due = ?`
	updateRun    = `
		UPDATE digest_runs SET state = ?, lease = coalesce(?, lease), tries = ?, seq = ?, parts = ?, told = ?, messages = ?, thread = ?, note = ?, brief = ?, ended = ?, story = ?
		WHERE subscription = ? AND due = ? AND holder = ? AND state IN ('open', 'composed')`
	renewRun   = `UPDATE digest_runs SET lease = ? WHERE subscription = ? AND due = ? AND holder = ? AND state IN ('open', 'composed')`
	selectRuns = `
		SELECT ` + runColumns + ` FROM digest_runs WHERE guild = ? AND subscription = ? ORDER BY due DESC LIMIT ?`
	selectTold = `
		SELECT subscription, due, told FROM digest_runs
		WHERE guild = ? AND channel = ? AND told <> '[]' AND state = 'posted' AND story = '' ORDER BY due DESC, subscription DESC LIMIT ?`
	selectToldStories = `
		SELECT subscription, due, told, messages, brief, story FROM digest_runs
		WHERE guild = ? AND channel = ? AND state = 'posted' AND due >= ? AND (story <> '' OR told <> '[]') ORDER BY due DESC, subscription DESC`
	// What nobody is notified of does not count. It counts on the day that it ended,
	// before which no other has begun.
	countNudges = `
		SELECT count(*) FROM digest_runs
		WHERE guild = ? AND channel = ? AND subscription = ? AND state = 'posted' AND ended >= ? AND story <> '' AND story NOT LIKE '%"edits":true%'`
	deleteRun    = `DELETE FROM digest_runs WHERE subscription = ? AND due = ? AND state = 'silent'`
	deleteRunsOf = `DELETE FROM digest_runs WHERE subscription = ?`
	isLiveOne    = `SELECT EXISTS (SELECT 1 FROM subscriptions WHERE id = ? AND ` + isLive + `)`
	isDirectOne  = `SELECT coalesce(max(direct), 0) FROM subscriptions WHERE guild = ? AND id = ?`
	endRunsOf    = `
		UPDATE digest_runs SET state = 'failed', parts = '[]', note = 'removed', ended = ?
		WHERE subscription = ? AND state IN ('open', 'composed')`
	pruneRuns = `DELETE FROM digest_runs WHERE due < ? AND ended IS NOT NULL`
)

// AddSubscription keeps a subscription and returns its ID. It fails with
// [ErrSubscribed] where the channel has one to the topic.
func (s *State) AddSubscription(ctx context.Context, n Subscription) (id int64, err error) {
	err = s.Update(ctx, "keep a subscription", func(tx *sql.Tx) error {
		if err := another(tx, n); err != nil {
			return err
		}
		feed := make([]byte, 16)
		rand.Read(feed)
		address := hex.EncodeToString(feed)
		if n.Direct {
			address = ""
		}
		if n.Live() {
			if err := tx.QueryRowContext(background, newestChange).Scan(&n.Seq); err != nil {
				return err
			}
		}
		err := tx.QueryRowContext(background, insertSubscription, n.Guild, n.Channel, n.Topic, n.Schedule, n.Detail, n.Language, n.Silent, n.Owner,
			n.Created.Unix(), seconds(n.Due), n.Forum, n.Publish, n.Quiet, address, n.Direct, n.Outlets, n.Most, n.Role, n.Seq).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			err = ErrSubscribed
		}
		return err
	})
	return id, err
}

// another fails where a channel has another subscription to the same topic.
func another(tx *sql.Tx, n Subscription) error {
	var same int
	err := tx.QueryRowContext(background, sameSubscription, n.Guild, n.Channel, n.Topic, n.ID, n.Live()).Scan(&same)
	if err == nil && same > 0 {
		err = ErrSubscribed
	}
	return err
}

// Subscription returns a subscription of a guild's. It fails with
// [corpus.ErrNotFound] where there is none.
func (s *State) Subscription(ctx context.Context, guild string, id int64) (Subscription, error) {
	list, err := s.subscriptions(ctx, selectSubscription, guild, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("subscription %d: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return Subscription{}, err
	}
	return list[0], nil
}

// Watches returns what is told to a member by direct message, the oldest first.
func (s *State) Watches(ctx context.Context, owner string) ([]Subscription, error) {
	return s.subscriptions(ctx, selectDirect, owner)
}

// Subscriptions returns the subscriptions of a guild's channels, the oldest first.
func (s *State) Subscriptions(ctx context.Context, guild string) ([]Subscription, error) {
	return s.subscriptions(ctx, selectSubscriptions, guild)
}

// EverySubscription returns those of all guilds: for the operator alone.
func (s *State) EverySubscription(ctx context.Context) ([]Subscription, error) {
	return s.subscriptions(ctx, everySubscription)
}

// DueSubscriptions returns subscriptions whose next run is due and can begin,
// the longest due first.
func (s *State) DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]Subscription, error) {
	return s.subscriptions(ctx, selectDue, now.Unix(), limit)
}

func (s *State) subscriptions(ctx context.Context, query string, args ...any) (list []Subscription, err error) {
	err = s.View(ctx, "read subscriptions", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n Subscription
			var created int64
			var due sql.NullInt64
			if err := rows.Scan(&n.ID, &n.Guild, &n.Channel, &n.Topic, &n.Schedule, &n.Detail, &n.Language, &n.Silent, &n.Owner, &created, &due,
				&n.Paused, &n.Failures, &n.Seq, &n.Forum, &n.Publish, &n.Quiet, &n.Direct, &n.Outlets, &n.Most, &n.Role); err != nil {
				return err
			}
			n.Created, n.Due = time.Unix(created, 0).UTC(), instant(due)
			list = append(list, n)
		}
		return rows.Err()
	})
	return list, err
}

// UpdateSubscription changes all of a subscription but its guild, its creation
// and how far it has got. It fails with [corpus.ErrNotFound] where there is none
// of its ID, and with [ErrSubscribed] where the channel has another to the topic.
func (s *State) UpdateSubscription(ctx context.Context, n Subscription) error {
	return s.Update(ctx, "change a subscription", func(tx *sql.Tx) error {
		if err := another(tx, n); err != nil {
			return err
		}
		done, err := tx.ExecContext(background, updateSubscription, n.Channel, n.Topic, n.Schedule, n.Detail, n.Language, n.Silent, n.Owner, seconds(n.Due),
			n.Paused, n.Failures, n.Forum, n.Publish, n.Quiet, n.Outlets, n.Most, n.Role, n.Guild, n.ID)
		return found(done, err, n.ID)
	})
}

// RemoveSubscription deletes a subscription of a guild's, and gives up a run of
// it that is under way. What it has told stays known, but for what it has told one
// person. It fails with [corpus.ErrNotFound] where there is none.
func (s *State) RemoveSubscription(ctx context.Context, guild string, id int64, now time.Time) error {
	return s.Update(ctx, "delete a subscription", func(tx *sql.Tx) error {
		var direct bool
		if err := tx.QueryRowContext(background, isDirectOne, guild, id).Scan(&direct); err != nil {
			return err
		}
		done, err := tx.ExecContext(background, deleteSubscription, guild, id)
		if err := found(done, err, id); err != nil {
			return err
		}
		if direct {
			_, err = tx.ExecContext(background, deleteRunsOf, id)
		} else {
			_, err = tx.ExecContext(background, endRunsOf, now.Unix(), id)
		}
		return err
	})
}

// found fails with [corpus.ErrNotFound] where a statement has changed nothing.
func found(done sql.Result, err error, id int64) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(fmt.Errorf("subscription %d: %w", id, corpus.ErrNotFound), err)
	}
	return nil
}

// NextDue returns when there is something to do next; false where nothing is
// planned.
func (s *State) NextDue(ctx context.Context) (at time.Time, ok bool, err error) {
	err = s.View(ctx, "find what is due", func(tx *sql.Tx) error {
		var due sql.NullInt64
		err := tx.QueryRowContext(ctx, selectNextDue).Scan(&due)
		at, ok = instant(due), due.Valid
		return err
	})
	return at, ok, err
}

// BeginRun adds a run for a subscription that is due, and has the subscription
// be due next at another time. It reports false, and has changed nothing, where
// another process was quicker or the channel has a run under way.
func (s *State) BeginRun(ctx context.Context, n Subscription, r DigestRun, next time.Time) (begun bool, err error) {
	err = s.Update(ctx, "begin a digest", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(background, advanceDue, seconds(next), n.ID, seconds(n.Due))
		if err != nil {
			return err
		}
		if changed, err := done.RowsAffected(); err != nil || changed == 0 {
			return errors.Join(errNotBegun, err)
		}
		done, err = tx.ExecContext(background, insertRun, n.ID, r.Due.Unix(), n.Guild, n.Channel, n.Topic, r.State, r.Holder, r.Lease.Unix(),
			r.Note, seconds(r.Ended), r.Forum)
		if err != nil {
			return err
		}
		added, err := done.RowsAffected()
		if err != nil || added > 0 {
			begun = err == nil
			return err
		}
		// After a jump of the clock it may have been run at that time before:
		// then it is due at the next. Else the channel is busy, and it stays due.
		var there int
		if err := tx.QueryRowContext(background, countRunOf, n.ID, r.Due.Unix()).Scan(&there); err != nil || there == 0 {
			return errors.Join(errNotBegun, err)
		}
		return nil
	})
	if errors.Is(err, errNotBegun) {
		return false, nil
	}
	return begun && err == nil, err
}

// PlanSubscription has a subscription that is due at one time be due at another;
// one that is not is left alone.
func (s *State) PlanSubscription(ctx context.Context, n Subscription, due time.Time) error {
	return s.Update(ctx, "plan a digest", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, advanceDue, seconds(due), n.ID, seconds(n.Due))
		return err
	})
}

// errNotBegun undoes what was done for a run that cannot begin.
var errNotBegun = errors.New("it has begun already")

// TakeRun takes up a run whose lease has ended, for a holder and until a time.
// It reports false where there is none.
func (s *State) TakeRun(ctx context.Context, holder string, now, until time.Time) (r DigestRun, ok bool, err error) {
	var runs []DigestRun
	// Most often there is none, and so no need to keep others from writing.
	if runs, err = s.runs(ctx, selectLapsed, now.Unix()); err != nil || len(runs) == 0 {
		return r, false, err
	}
	err = s.Update(ctx, "take up a digest", func(tx *sql.Tx) error {
		if runs, err = readRuns(background, tx, selectLapsed, now.Unix()); err != nil || len(runs) == 0 {
			return err
		}
		r, ok = runs[0], true
		r.Holder, r.Lease = holder, until
		_, err = tx.ExecContext(background, takeRun, holder, until.Unix(), r.Subscription, r.Due.Unix())
		return err
	})
	return r, ok && err == nil, err
}

// RenewRun has nobody else take up a run until its lease ends. It fails with
// [ErrLostRun] where it is over or somebody else's.
func (s *State) RenewRun(ctx context.Context, r DigestRun) error {
	return s.Update(ctx, "go on with a digest", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(background, renewRun, r.Lease.Unix(), r.Subscription, r.Due.Unix(), r.Holder)
		return kept(done, err)
	})
}

// kept fails with [ErrLostRun] where a statement has changed no run.
func kept(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrLostRun, err)
	}
	return nil
}

// KeepRun keeps how far a run has got, and its lease unless that is zero. It fails with [ErrLostRun] where it is
// over or somebody else's.
func (s *State) KeepRun(ctx context.Context, r DigestRun) error {
	return s.Update(ctx, "keep a digest", func(tx *sql.Tx) error { return keepRun(tx, r) })
}

// ComposeRun does the same, and keeps the brief that the run posts for the
// buttons under it.
func (s *State) ComposeRun(ctx context.Context, r DigestRun, b Brief) error {
	return s.Update(ctx, "keep what a digest says", func(tx *sql.Tx) error {
		if err := keepRun(tx, r); err != nil {
			return err
		}
		var kept bool // by who composed it before
		if err := tx.QueryRowContext(background, briefExists, b.Guild, b.ID).Scan(&kept); err != nil || kept {
			return err
		}
		b.Message = ""
		return s.keepBrief(tx, b)
	})
}

// EndRun keeps what a run has come to. The subscription then knows of all that
// the run does, or has one more failure. The brief that the run posted, if any,
// is shown by its first message, which in a forum begins a post of its own.
func (s *State) EndRun(ctx context.Context, r DigestRun, brief string) error {
	return s.Update(ctx, "end a digest", func(tx *sql.Tx) error {
		if err := keepRun(tx, r); err != nil {
			return err
		}
		switch r.State {
		case RunPosted, RunSilent:
			if _, err := tx.ExecContext(background, settleRun, r.Seq, r.Subscription); err != nil {
				return err
			}
			if r.State == RunSilent {
				return forgetLook(tx, r)
			}
		case RunFailed:
			if _, err := tx.ExecContext(background, countRun, r.Subscription); err != nil {
				return err
			}
		}
		if brief == "" || len(r.Messages) == 0 {
			return nil
		}
		if r.Forum { // a post has the ID of its first message
			if _, err := tx.ExecContext(background, updateBriefChannel, r.Messages[0], r.Guild, brief); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(background, updateBriefMessage, r.Messages[0], r.Guild, brief)
		return err
	})
}

// forgetLook deletes a run of a live subscription that told nothing: there is one
// each time that anything comes in on its topic.
func forgetLook(tx *sql.Tx, r DigestRun) error {
	var live bool
	err := tx.QueryRowContext(background, isLiveOne, r.Subscription).Scan(&live)
	if err == nil && live {
		_, err = tx.ExecContext(background, deleteRun, r.Subscription, r.Due.Unix())
	}
	return err
}

func keepRun(tx *sql.Tx, r DigestRun) error {
	messages, err := json.Marshal(append([]string{}, r.Messages...))
	if err != nil {
		return err
	}
	story, err := storyJSON(r.Story)
	if err != nil {
		return err
	}
	done, err := tx.ExecContext(background, updateRun, r.State, seconds(r.Lease), r.Tries, r.Seq, list(r.Parts), list(r.Told), string(messages), r.Thread,
		r.Note, r.Brief, seconds(r.Ended), story, r.Subscription, r.Due.Unix(), r.Holder)
	return kept(done, err)
}

// storyJSON is a story as it is kept; empty for none.
func storyJSON(s *ToldStory) (string, error) {
	if s == nil {
		return "", nil
	}
	text, err := json.Marshal(s)
	return string(text), err
}

// readStory is the inverse of storyJSON.
func readStory(text string) (*ToldStory, error) {
	if text == "" {
		return nil, nil
	}
	s := new(ToldStory)
	return s, json.Unmarshal([]byte(text), s)
}

// list is a JSON array as it is kept.
func list(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return "[]"
	}
	return string(raw)
}

// Runs returns the newest runs of a guild's subscription, the newest first.
func (s *State) Runs(ctx context.Context, guild string, subscription int64, limit int) ([]DigestRun, error) {
	return s.runs(ctx, selectRuns, guild, subscription, limit)
}

func (s *State) runs(ctx context.Context, query string, args ...any) (runs []DigestRun, err error) {
	err = s.View(ctx, "read the runs of digests", func(tx *sql.Tx) error {
		runs, err = readRuns(ctx, tx, query, args...)
		return err
	})
	return runs, err
}

func readRuns(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]DigestRun, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var runs []DigestRun
	for rows.Next() {
		var r DigestRun
		var due, lease int64
		var parts, told, messages, story string
		var ended sql.NullInt64
		if err := rows.Scan(&r.Subscription, &due, &r.Guild, &r.Channel, &r.Topic, &r.State, &r.Holder, &lease, &r.Tries, &r.Seq, &parts, &told,
			&messages, &r.Thread, &r.Note, &r.Brief, &ended, &r.Forum, &story); err != nil {
			return nil, err
		}
		if r.Story, err = readStory(story); err != nil {
			return nil, err
		}
		r.Due, r.Lease, r.Ended = time.Unix(due, 0).UTC(), time.Unix(lease, 0).UTC(), instant(ended)
		r.Parts, r.Told = json.RawMessage(parts), json.RawMessage(told)
		if err := json.Unmarshal([]byte(messages), &r.Messages); err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, rows.Err()
}

// Told returns the newest runs of a channel that have told something, whatever
// their topics, the newest first. Of each it reads whose it is, when it was due
// and what it told, and no more: there can be hundreds.
func (s *State) Told(ctx context.Context, guild, channel string, limit int) (runs []DigestRun, err error) {
	err = s.View(ctx, "read what digests have told", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectTold, guild, channel, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r := DigestRun{Guild: guild, Channel: channel, State: RunPosted}
			var due int64
			if err := rows.Scan(&r.Subscription, &due, (*[]byte)(&r.Told)); err != nil {
				return err
			}
			r.Due = time.Unix(due, 0).UTC()
			runs = append(runs, r)
		}
		return rows.Err()
	})
	return runs, err
}

// ToldStories returns the runs of a channel since a time that have told something:
// a story as it happened, or a digest, the newest first. Of each it reads whose it
// is, when it was due, what it told, and by which message.
func (s *State) ToldStories(ctx context.Context, guild, channel string, since time.Time) (runs []DigestRun, err error) {
	err = s.View(ctx, "read what was told as it happened", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectToldStories, guild, channel, since.Unix())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r := DigestRun{Guild: guild, Channel: channel, State: RunPosted}
			var due int64
			var messages, story string
			if err := rows.Scan(&r.Subscription, &due, (*[]byte)(&r.Told), &messages, &r.Brief, &story); err != nil {
				return err
			}
			r.Due = time.Unix(due, 0).UTC()
			if err := json.Unmarshal([]byte(messages), &r.Messages); err != nil {
				return err
			}
			if r.Story, err = readStory(story); err != nil {
				return err
			}
			runs = append(runs, r)
		}
		return rows.Err()
	})
	return runs, err
}

// Nudges counts the messages by which a live subscription has notified its channel
// since a time.
func (s *State) Nudges(ctx context.Context, n Subscription, since time.Time) (count int, err error) {
	err = s.View(ctx, "count what was told as it happened", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, countNudges, n.Guild, n.Channel, n.ID, since.Unix()).Scan(&count)
	})
	return count, err
}

// PruneRuns deletes the runs that were due before a time and are over, and says
// how many. What they told may be told again after.
func (s *State) PruneRuns(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "delete old digests", pruneRuns, before.Unix())
}
