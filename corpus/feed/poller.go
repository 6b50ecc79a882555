package feed

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/ingest/address"
	"sitrep/corpus/store"
)

const (
	// FirstInterval is the time between polls of a feed that is new. It then
	// follows what the feed brings, within the bounds below.
	FirstInterval   = 30 * time.Minute
	shortest        = 15 * time.Minute
	longest         = 4 * time.Hour
	longestBackOff  = 24 * time.Hour      // between polls of a feed that fails
	lease           = 2 * time.Hour       // a poll takes less
	longestPoll     = time.Hour           // what is not read by then is left for the next one
	pollers         = 8                   // polls at the same time, which mostly wait for their turns at hosts
	lookEvery       = time.Minute         // how often it is looked for feeds that are due
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
	Store   *store.Store
	Library Library
	Web     Getter
	Now     func() time.Time
	Random  func() float64 // in [0,1); spreads polls, so that they don't come all at once

	// Polled is called after each poll, and Problem for each entry without an
	// article, or with one that is not quite as the site has it. Neither may be
	// nil, and both may be called from several goroutines.
	Polled  func(Poll)
	Problem func(store.Feed, ingest.Item)
}

// Poll is what became of one poll of a feed.
type Poll struct {
	Feed    store.Feed // as it is kept now
	Entries int        // in the feed; 0 where nothing has changed
	Gained  int        // articles that are new
	Revised int        // articles that have changed
	Failed  int        // entries without an article
	Err     error      // why the feed could not be read, or not kept; nil when it was
}

// Run polls feeds when their turn comes, until ctx ends.
func (p *Poller) Run(ctx context.Context) {
	w := newWork()
	defer w.Wait()
	for ctx.Err() == nil {
		scope, err := p.Store.FeedCollections(ctx)
		if err == nil {
			err = p.start(ctx, w, scope, p.Now())
		}
		if err = errors.Join(err, w.takeError()); err != nil && ctx.Err() == nil {
			p.Polled(Poll{Err: err})
		}
		pause(ctx, lookEvery)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// PollDue polls the feeds of a scope that are due, each once.
func (p *Poller) PollDue(ctx context.Context, scope corpus.Scope) error {
	w := newWork()
	err := p.start(ctx, w, scope, p.Now())
	w.Wait()
	return errors.Join(err, w.takeError(), ctx.Err())
}

// work is the polls that are under way.
type work struct {
	sync.WaitGroup
	slots chan struct{}

	mu  sync.Mutex
	err error // of the store
}

func newWork() *work { return &work{slots: make(chan struct{}, pollers)} }

func (w *work) takeError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.err
	w.err = nil
	return err
}

// start begins to poll the feeds of a scope that are due, as soon as there is a
// slot for each, and returns when no more are due. The error is one of the
// store.
func (p *Poller) start(ctx context.Context, w *work, scope corpus.Scope, due time.Time) error {
	for {
		select {
		case w.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		f, found, err := p.Store.ClaimFeed(ctx, scope, due, p.Now().Add(lease))
		if err != nil || !found {
			<-w.slots
			return err
		}
		w.Go(func() {
			defer func() { <-w.slots }()
			if err := p.poll(ctx, f); err != nil {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.err = errors.Join(w.err, err)
			}
		})
	}
}

// poll polls one feed that was claimed, and keeps what has become of it. The
// error is one of the store.
func (p *Poller) poll(ctx context.Context, f store.Feed) error {
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
func (p *Poller) keep(ctx context.Context, before store.Feed, done *Poll) error {
	err := p.Store.SaveFeed(ctx, done.Feed)
	if errors.Is(err, store.ErrFollowed) {
		done.Feed.LastError = fmt.Sprintf("it has moved to %s, which is followed already", done.Feed.URL)
		done.Feed.URL, done.Feed.NextPoll = before.URL, time.Time{}
		err = p.Store.SaveFeed(ctx, done.Feed)
	}
	if errors.Is(err, corpus.ErrNotFound) {
		return nil
	}
	return err
}

// visit reads a feed and the articles that are new in it.
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
	read, resp, err := Read(ctx, p.Web, fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified})
	if err != nil {
		return err
	}
	pending := 0
	if !resp.NotModified {
		if read.Title != "" {
			f.Title = read.Title
		}
		if pending, err = p.entries(ctx, done, read.Items); err != nil {
			return err
		}
	}
	if resp.Moved != "" {
		f.URL = resp.Moved
	}
	f.Failures, f.LastError, f.LastSuccess = 0, "", p.Now()
	if read.Broken != nil {
		f.LastError = people(read.Broken)
	}
	switch {
	case done.Gained > 0:
		f.Interval = max(f.Interval/2, shortest)
	case pending == 0:
		f.Interval = min(f.Interval*3/2, longest)
	}
	f.Interval = f.Interval.Truncate(time.Second)
	f.NextPoll = p.Now().Add(p.spread(f.Interval))
	if f.ETag, f.LastModified = resp.ETag, resp.LastModified; pending > 0 {
		f.ETag, f.LastModified = "", "" // so that the entries are sent again
	}
	return nil
}

// entries reads the articles of the entries that are new or changed, and returns
// how many are to be tried again. The error is one of the store.
func (p *Poller) entries(ctx context.Context, done *Poll, items []Item) (pending int, err error) {
	f := done.Feed
	known, err := p.Store.FeedEntries(ctx, f)
	if err != nil {
		return 0, err
	}
	done.Entries = len(items)
	var still []store.FeedEntry
	until := p.Now().Add(longestPoll)
	for n, i := range items {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		e := store.FeedEntry{ID: nameOfItem(i), Version: versionOf(i), Seen: p.Now()}
		old, isKnown := known[e.ID]
		if isKnown && old.Version == e.Version {
			if old.Attempts == 0 {
				if e.Seen.Sub(old.Seen) > rememberedAgain {
					still = append(still, e)
				}
				continue
			}
			e.Attempts = old.Attempts
		}
		if e.Seen.After(until) {
			pending += len(items) - n
			break
		}
		away, err := p.entry(ctx, done, i, &e)
		if err != nil {
			return 0, err
		}
		if away { // the host wants to be left alone: another time
			pending += len(items) - n
			break
		}
		if e.Attempts > 0 {
			pending++
		}
		if err := p.Store.SaveFeedEntries(ctx, f, e); err != nil {
			return 0, err
		}
	}
	if err := p.Store.SaveFeedEntries(ctx, f, still...); err != nil {
		return 0, err
	}
	return pending, p.Store.ForgetFeedEntries(ctx, f, p.Now().Add(-entryMemory))
}

// entry reads the article of one entry and puts it into the library. It reports
// whether the host wants to be left alone. The error is one of the library, not
// of the entry.
func (p *Poller) entry(ctx context.Context, done *Poll, i Item, e *store.FeedEntry) (away bool, err error) {
	a, note, err := p.article(ctx, done.Feed.Collection, i)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		var refused *fetch.Error
		if errors.As(err, &refused) && refused.RetryAfter > 0 {
			return true, nil
		}
		done.Failed++
		e.Attempts++
		if !errors.As(err, &refused) || !refused.Temporary() || e.Attempts >= maxAttempts {
			e.Attempts = 0 // done with, for good or ill
		}
		p.Problem(done.Feed, ingest.Item{File: i.URL, Err: err})
		return false, nil
	}
	results, err := p.Library.Add(ctx, []corpus.Article{a})
	if err != nil {
		return false, err
	}
	for _, r := range results {
		switch r.Status {
		case store.Added:
			done.Gained++
			done.Feed.Gained++
		case store.Revised:
			done.Revised++
		case store.Refused:
			return false, errPaused
		}
	}
	e.Attempts = 0
	if note != "" {
		p.Problem(done.Feed, ingest.Item{File: i.URL, Article: a, Note: note})
	}
	return false, nil
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
		err = store.Check(a)
	}
	return a, note, err
}

// backOff puts off the next poll of a feed that failed: twice as long each time,
// and as long as the host asks for. A feed that is gone ends.
func (p *Poller) backOff(f *store.Feed, err error) {
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
	name := i.URL
	if canonical, err := address.Canonical(i.URL); err == nil {
		name = canonical
	}
	if name == "" {
		name = i.Title + "\x00" + i.Content
	}
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
