package feed

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

const (
	// FirstInterval is the time between polls of a feed that is new. It then
	// follows what the feed brings, within the bounds below.
	FirstInterval   = 30 * time.Minute
	shortest        = 15 * time.Minute
	longest         = 4 * time.Hour
	longestBackOff  = 24 * time.Hour      // between polls of a feed that fails
	longestPoll     = 5 * time.Minute     // what is not read by then is left for the next poll
	lease           = 30 * time.Minute    // a poll takes less
	lookEvery       = time.Minute         // how often it is looked for feeds that are due, and the wait before a poll that goes on with another
	slowInARow      = 3                   // entries that the web takes too long over, after which the others are left for the next poll
	maxAttempts     = 4                   // at an article that can't be had for now
	entryMemory     = 60 * 24 * time.Hour // how long an entry is remembered that is no longer in its feed
	rememberedAgain = 24 * time.Hour      // how often it is noted that an entry is still there
	pausedFor       = time.Hour           // until it is looked whether a full collection has room again
)

// Paused is the LastError of a feed whose collection has no room for its
// articles, see [store.Quota]. It goes on by itself when there is some.
const Paused = "paused, because the collection is full"

// errPaused is the error of a visit that was given up for that.
var errPaused = errors.New(Paused)

// Library takes the articles; see [library.Library.Add].
type Library interface {
	Add(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error)
}

// Poller follows the feeds of a store.
type Poller struct {
	Store   *followed.Feeds
	Library Library
	Web     Getter
	Now     func() time.Time
	Random  func() float64 // in [0,1); spreads polls, so that they don't come all at once

	// Polled is called after each poll, and Problem for each entry without an
	// article, or with one that is not quite as the site has it. Neither may be
	// nil, and both may be called from several goroutines.
	Polled  func(Poll)
	Problem func(followed.Feed, ingest.Item)
}

// Poll is what became of one poll of a feed.
type Poll struct {
	Feed    followed.Feed // as it is kept now
	Entries int           // in the feed; 0 where nothing has changed
	Gained  int           // articles that are new
	Revised int           // articles that have changed
	Failed  int           // entries without an article
	Left    int           // entries that are left for the next poll
	Err     error         // why the feed could not be read, or not kept; nil when it was
}

// Run polls feeds when their turn comes, until ctx ends.
func (p *Poller) Run(ctx context.Context) {
	w := newWork()
	defer w.Wait()
	for ctx.Err() == nil {
		scope, err := p.Store.FeedCollections(ctx)
		if err == nil {
			_, err = p.start(ctx, w, scope, p.Now())
		}
		if err = errors.Join(err, w.takeError()); err != nil && ctx.Err() == nil {
			p.Polled(Poll{Err: err})
		}
		w.pause(ctx, lookEvery)
	}
}

// PollDue polls the feeds of a scope that are due, each once.
func (p *Poller) PollDue(ctx context.Context, scope corpus.Scope) error {
	w := newWork()
	due := p.Now()
	more, err := p.start(ctx, w, scope, due)
	for more && err == nil {
		w.pause(ctx, lookEvery)
		more, err = p.start(ctx, w, scope, due)
	}
	w.Wait()
	return errors.Join(err, w.takeError(), ctx.Err())
}

// start begins to poll the feeds of a scope that are due, as many as there are
// places for, and reports whether more are. The error is one of the store.
func (p *Poller) start(ctx context.Context, w *work, scope corpus.Scope, due time.Time) (more bool, err error) {
	for ctx.Err() == nil {
		waiting, err := p.Store.FeedsDue(ctx, scope, due)
		if err != nil {
			return false, err
		}
		c, ok := w.take(waiting)
		if !ok {
			return len(waiting) > 0, nil
		}
		f, found, err := p.Store.ClaimFeed(ctx, corpus.NewScope(c), due, p.Now().Add(lease))
		if err != nil {
			w.give(c)
			return false, err
		}
		if !found { // another process was faster
			w.give(c)
			continue
		}
		w.Go(func() {
			defer w.give(c)
			if err := p.poll(ctx, f); err != nil {
				w.failed(err)
			}
		})
	}
	return false, nil
}

// poll polls one feed that was claimed, and keeps what has become of it. The
// error is one of the store.
func (p *Poller) poll(ctx context.Context, f followed.Feed) error {
	done := Poll{Feed: f}
	err := p.visit(ctx, &done)
	if ctx.Err() != nil { // give it back
		done.Feed.NextPoll = p.Now()
		return p.keep(context.WithoutCancel(ctx), f, &done)
	}
	switch {
	case errors.Is(err, errPaused):
		done.Feed.LastError, done.Feed.NextPoll = Paused, p.Now().Add(p.spread(pausedFor))
	case err != nil:
		done.Err = err
		p.backOff(&done.Feed, err)
	}
	err = p.keep(ctx, f, &done)
	p.Polled(done)
	return err
}

// keep saves the state of a feed. One that is no longer followed is left alone,
// one that has moved to where another is followed ends.
func (p *Poller) keep(ctx context.Context, before followed.Feed, done *Poll) error {
	err := p.Store.SaveFeed(ctx, done.Feed)
	if errors.Is(err, followed.ErrFollowed) {
		done.Feed.LastError = fmt.Sprintf("it has moved to %s, which is followed already", done.Feed.URL)
		done.Feed.URL, done.Feed.NextPoll = before.URL, time.Time{}
		err = p.Store.SaveFeed(ctx, done.Feed)
	}
	if errors.Is(err, corpus.ErrNotFound) {
		return nil
	}
	return err
}

// visit reads a feed and the articles that are new in it. The web has as long
// for that as a poll may take.
func (p *Poller) visit(ctx context.Context, done *Poll) error {
	f := &done.Feed
	if _, limited := f.Collection.GuildID(); limited {
		h, err := p.Store.Holding(ctx, f.Collection)
		if err != nil {
			return err
		}
		if h.Full(p.Store.Quota()) {
			return errPaused // nothing is fetched that can't be kept
		}
	}
	timed, stop := context.WithTimeout(ctx, longestPoll)
	defer stop()
	read, resp, err := Read(timed, p.Web, fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified})
	if timed.Err() != nil && ctx.Err() == nil {
		err = &fetch.Error{URL: f.URL, Reason: fetch.Slow}
	}
	if err != nil {
		return err
	}
	var rest rest
	if !resp.NotModified {
		if read.Title != "" {
			f.Title = read.Title
		}
		if rest, err = p.entries(ctx, timed, done, read.Items); err != nil {
			return err
		}
	}
	if resp.Moved != "" {
		f.URL = resp.Moved
	}
	f.Failures, f.LastError, f.LastSuccess = 0, "", p.Now()
	switch {
	case rest.slow:
		f.LastError = "the articles take too long to come; the others are left for later"
	case read.Broken != nil:
		f.LastError = people(read.Broken)
	}
	switch {
	case done.Gained > 0:
		f.Interval = max(f.Interval/2, shortest)
	case rest.none() || rest.slow:
		f.Interval = min(f.Interval*3/2, longest)
	}
	f.Interval = f.Interval.Truncate(time.Second)
	f.NextPoll = p.Now().Add(p.spread(f.Interval))
	if rest.late && done.Gained+done.Revised+done.Failed > 0 {
		f.NextPoll = p.Now().Add(lookEvery) // go on, once others had their turn
	}
	if f.ETag, f.LastModified = resp.ETag, resp.LastModified; !rest.none() {
		f.ETag, f.LastModified = "", "" // so that the entries are sent again
	}
	return nil
}

// rest is what a poll leaves for the next one.
type rest struct {
	again int  // entries to be tried again
	left  int  // entries that were not tried
	late  bool // because the poll's time was up
	slow  bool // because the web takes too long over them
}

func (r rest) none() bool { return r.again == 0 && r.left == 0 }

// entries reads the articles of the entries that are new or changed, those that
// failed before last, so that they hold up no other. The error is one of the
// store, or that ctx has ended.
func (p *Poller) entries(ctx, timed context.Context, done *Poll, items []Item) (rest rest, err error) {
	f := done.Feed
	known, err := p.Store.FeedEntries(ctx, f)
	if err != nil {
		return rest, err
	}
	done.Entries = len(items)
	type task struct {
		Item
		followed.Entry
	}
	var fresh, again []task
	var still []followed.Entry
	for _, i := range items {
		e := followed.Entry{ID: nameOfItem(i), Version: versionOf(i), Seen: p.Now()}
		old, isKnown := known[e.ID]
		switch {
		case !isKnown || old.Version != e.Version:
			fresh = append(fresh, task{i, e})
		case old.Attempts > 0:
			e.Attempts = old.Attempts
			again = append(again, task{i, e})
		case e.Seen.Sub(old.Seen) > rememberedAgain:
			still = append(still, e)
		}
	}
	todo, inARow := append(fresh, again...), 0
	for n, t := range todo {
		t.Seen = p.Now()
		came := leftAlone
		if timed.Err() == nil {
			if came, err = p.entry(ctx, timed, done, t.Item, &t.Entry); err != nil {
				return rest, err
			}
		}
		if ctx.Err() != nil {
			return rest, ctx.Err()
		}
		if came == leftAlone {
			rest.left, rest.late = len(todo)-n, timed.Err() != nil
			break
		}
		if t.Attempts > 0 {
			rest.again++
		}
		if err := p.Store.SaveFeedEntries(ctx, f, t.Entry); err != nil {
			return rest, err
		}
		if came == dealtWith {
			inARow = 0
		} else if inARow++; inARow == slowInARow {
			rest.left = len(todo) - n - 1
			rest.slow = rest.left > 0
			break
		}
	}
	done.Left = rest.left
	if err := p.Store.SaveFeedEntries(ctx, f, still...); err != nil {
		return rest, err
	}
	return rest, p.Store.ForgetFeedEntries(ctx, f, p.Now().Add(-entryMemory))
}

// outcome is what became of an entry.
type outcome int

const (
	dealtWith   outcome = iota // for now, or for good
	tookTooLong                // as dealtWith, and the web was too slow
	leftAlone                  // for another time: its host wants that, or the poll's time is up
)

// entry reads the article of one entry and puts it into the library. The error
// is one of the library, not of the entry.
func (p *Poller) entry(ctx, timed context.Context, done *Poll, i Item, e *followed.Entry) (outcome, error) {
	a, note, err := p.article(timed, done.Feed.Collection, i)
	if err != nil {
		var refused *fetch.Error
		known := errors.As(err, &refused)
		if timed.Err() != nil || known && refused.RetryAfter > 0 {
			return leftAlone, nil
		}
		done.Failed++
		e.Attempts++
		if !known || !refused.Temporary() || e.Attempts >= maxAttempts {
			e.Attempts = 0 // done with, for good or ill
		}
		p.Problem(done.Feed, ingest.Item{File: i.URL, Err: err})
		if known && refused.Reason == fetch.Slow {
			return tookTooLong, nil
		}
		return dealtWith, nil
	}
	if late := ingest.LeaveOutFuture(&a, p.Now()); late != "" {
		note = late
	}
	results, err := p.Library.Add(ctx, []corpus.Article{a})
	if err != nil {
		return dealtWith, err
	}
	for _, r := range results {
		switch r.Status {
		case store.Added:
			done.Gained++
			done.Feed.Gained++
		case store.Revised:
			done.Revised++
		case store.Refused:
			return leftAlone, errPaused
		}
	}
	e.Attempts = 0
	if note != "" {
		p.Problem(done.Feed, ingest.Item{File: i.URL, Article: a, Note: note})
	}
	return dealtWith, nil
}

// article reads the article of an entry. Whatever a page does to its reader, the
// other entries go on.
func (p *Poller) article(ctx context.Context, c corpus.Collection, i Item) (a corpus.Article, note string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the page can't be read: %v", r)
		}
	}()
	a, note, err = Article(ctx, p.Web, c, i)
	if err == nil {
		err = corpus.Check(a)
	}
	return a, note, err
}

// backOff puts off the next poll of a feed that failed: twice as long each time,
// and as long as the host asks for. A feed that is gone ends.
func (p *Poller) backOff(f *followed.Feed, err error) {
	f.Failures++
	f.LastError = people(err)
	wait := f.Interval
	for n := 1; n < f.Failures && wait < longestBackOff; n++ {
		wait *= 2
	}
	wait = p.spread(min(wait, longestBackOff))
	var refused *fetch.Error
	if errors.As(err, &refused) {
		if refused.Reason == fetch.Status && refused.Code == http.StatusGone {
			f.NextPoll = time.Time{}
			return
		}
		wait = max(wait, refused.RetryAfter)
	}
	f.NextPoll = p.Now().Add(wait)
}

// spread makes a time up to a tenth longer or shorter.
func (p *Poller) spread(d time.Duration) time.Duration {
	return d - d/10 + time.Duration(p.Random()*float64(d/5))
}

// people says why a feed could not be read, for the list of feeds, where its
// address stands already.
func people(err error) string {
	var refused *fetch.Error
	if errors.As(err, &refused) {
		return refused.Plain()
	}
	return line(err.Error())
}

// nameOfItem is by what an entry is known again.
func nameOfItem(i Item) [16]byte {
	name := cmp.Or(canonical(i.URL), i.name())
	return hash(name)
}

// versionOf changes when a feed says that an entry has.
func versionOf(i Item) [16]byte {
	return hash(i.Title + "\x00" + i.Modified.String())
}

func hash(s string) [16]byte {
	sum := sha256.Sum256([]byte(s))
	return [16]byte(sum[:16])
}
