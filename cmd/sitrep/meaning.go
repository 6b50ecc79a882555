package main

import (
	"log/slog"
	"net/http"
	"time"

	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/meaning"
	"sitrep/briefing/model"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus/store"
)

// byMeaning returns a corpus that is searched by meaning, too, where the settings
// say so, and what has the passages of its store embedded, which the caller is to
// run; else the corpus itself, and nil.
func byMeaning(c settings.Settings, from briefing.Corpus, kept *store.Store, client *http.Client, log *slog.Logger) (briefing.Corpus, *meaning.Keeper) {
	if !c.Embeds() {
		return from, nil
	}
	embedder := model.NewEmbedder(model.Options{
		BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.Reveal(), Model: c.EmbeddingsModel, HTTP: client,
		Ledger: &model.Ledger{
			Books: state.On(kept), Prices: model.Prices{In: model.Dollars(c.PriceEmbeddings)}, Budget: model.Dollars(c.Budget), Model: c.EmbeddingsModel, Now: time.Now, Log: log,
		},
	})
	index := meaning.NewIndex()
	keeper := &meaning.Keeper{Store: kept, Model: embedder, Index: index, Log: log}
	return meaning.New(from, index, embedder, time.Now, log), keeper
}
