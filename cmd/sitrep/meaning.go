package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/meaning"
	"sitrep/briefing/model"
	"sitrep/corpus/store"
)

// embeds reports whether passages are found by what they mean, too. Where no
// model may have a say in what is posted, none has one in what is found.
func (c config) embeds() bool { return c.EmbeddingsModel != "" && c.usesModel() }

// meaning returns a corpus that is searched by meaning, too, where the settings
// say so, and what has the passages of its store embedded, which the caller is to
// run; else the corpus itself, and nil.
func (c config) meaning(from briefing.Corpus, kept *store.Store, client *http.Client, log *slog.Logger) (briefing.Corpus, *meaning.Keeper) {
	if !c.embeds() {
		return from, nil
	}
	embedder := model.NewEmbedder(model.Options{
		BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.reveal(), Model: c.EmbeddingsModel, HTTP: client,
		Ledger: &model.Ledger{
			Books: state.On(kept), Prices: model.Prices{In: model.Dollars(c.PriceEmbeddings)}, Budget: model.Dollars(c.Budget), Model: c.EmbeddingsModel, Now: time.Now, Log: log,
		},
	})
	index := meaning.NewIndex()
	keeper := &meaning.Keeper{Store: kept, Model: embedder, Index: index, Log: log}
	return meaning.New(from, index, embedder, time.Now, log), keeper
}

// meaning looks at how many articles are embedded, where they are to be.
func (x *examination) meaning(ctx context.Context, c config, s *store.Store) {
	if c.EmbeddingsModel != "" && c.Mode != deterministicMode && !c.hasModel() {
		x.odd("embeddings", "OPENAI_EMBEDDINGS_MODEL is not used: there is no model that writes", "set OPENAI_MODEL, too, or leave it out")
		return
	}
	if !c.embeds() {
		return
	}
	e := model.NewEmbedder(model.Options{BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.reveal(), Model: c.EmbeddingsModel})
	if _, err := e.Embed(ctx, []string{"sitrep"}); err != nil {
		x.odd("embeddings", fmt.Sprintf("%s gives none: %v; until that ends articles are found by their words alone", c.EmbeddingsModel, err), "check OPENAI_EMBEDDINGS_MODEL, and that the server has it")
		return
	}
	articles, lacking, err := s.CountEmbedded(ctx, c.EmbeddingsModel)
	switch {
	case err != nil:
		x.bad("embeddings", err.Error(), "do what that says, then try again")
	case lacking > 0:
		x.odd("embeddings", fmt.Sprintf("%d of %s are embedded by %s; the others are found by their words alone", articles-lacking, count(articles, "article"), c.EmbeddingsModel),
			"let the bot run: it embeds them in the background, and logs how far it is")
	default:
		x.good("embeddings", fmt.Sprintf("all %s, by %s", count(articles, "article"), c.EmbeddingsModel))
	}
}
