package briefer_test

import (
	"context"
	"errors"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
	"sitrep/prompts"
)

// gate is a corpus that tells of searches that begin, and holds them up.
type gate struct {
	briefing.Corpus
	begun chan struct{}
	open  chan struct{}
}

func (g gate) Search(ctx context.Context, q search.Query) (search.Results, error) {
	g.begun <- struct{}{}
	<-g.open
	return g.Corpus.Search(ctx, q)
}

func TestNoMoreIsComposedAtOnceThanMayBe(t *testing.T) {
	lib, _ := open(t, wire, post)
	g := gate{lib, make(chan struct{}, 9), make(chan struct{})}
	b := briefer.New(g, analysis.New(alias.Default())).Composing(1)
	first := make(chan error)
	go func() {
		_, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
		first <- err
	}()
	<-g.begun
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := b.Brief(gone, briefing.Request{Scope: public(), Topic: "hotline"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a brief that could not begin: %v", err)
	}
	if _, err := b.Ask(gone, briefing.Request{Scope: public(), Question: "When will the hotline be tested?"}); !errors.Is(err, context.Canceled) {
		t.Errorf("an answer that could not begin: %v", err)
	}
	if len(g.begun) > 0 {
		t.Errorf("%d more searches began", len(g.begun))
	}
	close(g.open)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if _, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "When will the hotline be tested?"}); err != nil {
		t.Errorf("after that: %v", err)
	}
}

func TestWhileAModelWritesOthersAreComposed(t *testing.T) {
	_, b := open(t, wire, post)
	writing, written := make(chan struct{}), make(chan struct{})
	b = withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) {
		close(writing)
		<-written
		return "", errors.New("no reply")
	})).Composing(1)
	first := make(chan error)
	go func() {
		_, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
		first <- err
	}()
	<-writing
	if _, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Verbatim: true}); err != nil {
		t.Errorf("meanwhile: %v", err)
	}
	close(written)
	if err := <-first; err != nil {
		t.Error(err)
	}
}
