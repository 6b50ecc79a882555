package library

import (
	"context"
	"errors"
	"fmt"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// Topics returns what the articles of a scope are about, most covered lately
// first. The first call loads what every article names, which those who never
// ask for topics need not wait for, and reads the articles that an older version
// stored, once; after that, only what has changed is read.
func (l *Library) Topics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	if err := l.followTopics(ctx); err != nil {
		return nil, err
	}
	return l.topics.Load().List(scope), nil
}

// LatestTopics is Topics for those who cannot wait: articles that came after
// the last [Library.RenewTopics] may be missing. Articles that were taken away
// by this library are never in it.
func (l *Library) LatestTopics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	if list := l.topics.Load().Kept(scope); list != nil {
		return list, nil
	}
	if l.topicsMu.TryLock() {
		l.topicsMu.Unlock()
		return l.Topics(ctx, scope)
	}
	return l.topics.Load().List(scope), nil // as far as they have been read
}

// KeptTopics returns the topics of a scope as they were last counted, in next to
// no time; nil where they have yet to be, which [Library.LatestTopics] does.
func (l *Library) KeptTopics(scope corpus.Scope) *topics.List {
	return l.topics.Load().Kept(scope)
}

// RenewTopics brings up to date what [Library.LatestTopics] returns.
func (l *Library) RenewTopics(ctx context.Context) error {
	if err := l.followTopics(ctx); err != nil {
		return err
	}
	l.topics.Load().Renew()
	return nil
}

// followTopics applies to the topics what has changed in the store.
func (l *Library) followTopics(ctx context.Context) error {
	l.topicsMu.Lock()
	defer l.topicsMu.Unlock()
	for {
		if !l.topicsRead {
			if err := l.loadTopics(ctx); err != nil {
				return fmt.Errorf("load the topics: %w", err)
			}
		}
		changes, err := l.store.IndexFeed().Changes(ctx, l.topicsMark, changesAtOnce)
		if errors.Is(err, store.ErrOtherHistory) {
			l.topics.Store(topics.New(l.analyzer, l.aliases))
			l.topicsRead = false
			continue
		}
		if err != nil {
			return fmt.Errorf("bring the topics up to date: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
		index := l.topics.Load()
		for _, c := range changes {
			if c.Now != nil {
				index.Put(*c.Now)
			} else {
				index.Remove(c.Collection, c.Article)
			}
		}
		l.topicsMark = changes[len(changes)-1].Mark
	}
}

// filledAtOnce is how many articles of an older version are read for topics
// before others who write have their turn.
const filledAtOnce = 200

// loadTopics loads what every article names, and finds it in those that an older
// version stored.
func (l *Library) loadTopics(ctx context.Context) error {
	index := topics.New(l.analyzer, l.aliases)
	put := func(n store.Named) error { return index.PutStored(n.Collection, n.Article, n.Published, n.Names) }
	mark, missing, err := l.store.IndexFeed().Topics(ctx, put)
	if err != nil {
		return err
	}
	l.topics.Store(index)
	const often = 5000 // articles, to tell
	for done, left := 0, missing; len(left) > 0; {
		if done%often == 0 {
			l.log.Info("reading the topics of the articles that an older version stored, once", "done", done, "of", len(missing))
		}
		block := left[:min(len(left), filledAtOnce)]
		if err := l.store.IndexFeed().FillTopics(ctx, block, put); err != nil {
			return err
		}
		left = left[len(block):]
		done += len(block)
	}
	l.topicsMark, l.topicsRead = mark, true
	return nil
}

// forgetTopics takes out of the topics what was removed, where anybody has
// asked for them.
func (l *Library) forgetTopics(ctx context.Context) error {
	l.topicsMu.Lock()
	asked := l.topicsRead
	l.topicsMu.Unlock()
	if !asked {
		return nil
	}
	return l.followTopics(ctx)
}
