package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

func TestNoMoreThanTheQuotaIsIndexed(t *testing.T) {
	quota := store.DefaultQuota
	quota.Terms = 1000
	l, err := OpenTemporary(t.Context(), on(t, "", Options{Quota: &quota}))
	if err != nil {
		t.Fatal(err)
	}
	defer closeLibrary(t, l)
	brought := 0 // terms, counted by another index
	for i := range 30 {
		a := onceOnly(i, 90)
		results, err := l.Add(t.Context(), []corpus.Article{a})
		if err != nil {
			t.Fatal(err)
		}
		if results[0].Status == store.Added {
			brought += search.Terms(l.Analyzer(), a)
		}
	}
	h, err := l.Store().Holding(t.Context(), guild)
	if err != nil || int(h.Terms) != brought || brought > 1000 || brought < 900 {
		t.Errorf("the articles that are in bring %d terms of 1000, %d are counted, %v", brought, h.Terms, err)
	}
	if articles, _ := l.Total(); articles != h.Articles {
		t.Errorf("%d articles are indexed, %d are in", articles, h.Articles)
	}
}

func TestShutdownDoesNotWaitForTheSnapshot(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	add(t, l, article(guild, "1", "Kept", text(1)))
	closeLibrary(t, l)
	l = open(t, dir)
	add(t, l, article(guild, "2", "Also kept", text(2)))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Shutdown(ended); err != nil {
		t.Fatal(err)
	}
	if _, mark, err := search.Open(filepath.Join(dir, snapshotFile), l.Analyzer()); err != nil || store.Watermark(mark).Number() != 1 {
		t.Errorf("the snapshot is of change %d, %v: there was no time for another", store.Watermark(mark).Number(), err)
	}
	l = open(t, dir)
	defer closeLibrary(t, l)
	if size, err := l.Size(t.Context(), everything); err != nil || size.Articles != 2 {
		t.Errorf("%d articles are found after it, %v", size.Articles, err)
	}
}

// What is removed while a snapshot is being written is in no file afterwards.
func TestRemovalEndsASave(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	defer closeLibrary(t, l)
	secret := article(guild, "s", "Quibblewort", text(1))
	add(t, l, secret)
	for i := range uint64(9) {
		add(t, l, article(guild, fmt.Sprint(i), "Kept", text(i)))
	}
	index, mark, writing, done, err := l.toSave(t.Context()) // a save has begun …
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	removed := make(chan error, 1)
	go func() { removed <- l.Remove(t.Context(), everything, secret.ID) }()
	<-writing.Done()
	if err := index.Save(writing, l.snapshot, uint64(mark)); !errors.Is(err, context.Canceled) {
		t.Errorf("… and went on: %v", err)
	}
	select {
	case err := <-removed:
		t.Fatalf("the removal did not wait for the file: %v", err)
	case <-time.After(time.Millisecond):
	}
	l.writing.Unlock()
	if err := <-removed; err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.snapshot); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a snapshot: %v", err)
	}
	if err := l.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(l.snapshot)
	if err != nil || !bytes.Contains(b, []byte("lamp")) || bytes.Contains(b, []byte("quibblewort")) {
		t.Errorf("the next snapshot holds what was removed, or nothing: %v", err)
	}
}
