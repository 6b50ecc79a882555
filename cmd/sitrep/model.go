package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/model"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/prompts"
)

// promptFolder is where, in the data folder, an operator's own prompts stand;
// see package prompts.
const promptFolder = "prompts"

// errNoModel is what there is to do where a model is to write and is not there.
var errNoModel = errors.New("SITREP_MODE is generated, but there is no model: set OPENAI_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL, or set SITREP_MODE to auto or deterministic")

// errNoPrice is what there is to do where a budget can't be kept.
var errNoPrice = errors.New("SITREP_BUDGET is set, but it can't be told what the model costs: set SITREP_PRICE_IN and SITREP_PRICE_OUT, or leave the budget out")

// openBriefer opens what a command is to read, as openCorpus does, and who
// writes from it. The caller closes the library.
func (p *program) openBriefer(ctx context.Context, f corpusFlag) (*briefer.Briefer, *library.Library, error) {
	lib, err := p.openCorpus(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	b, err := p.briefer(ctx, lib)
	if err != nil {
		return nil, nil, errors.Join(err, lib.Close())
	}
	return b, lib, nil
}

// briefer returns what answers a command from a library. It is used until the
// program ends.
func (p *program) briefer(ctx context.Context, lib *library.Library) (*briefer.Briefer, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	log := c.Logger(p.stderr)
	from, embeds := byMeaning(c, lib, lib.Store(), nil, log)
	if embeds != nil {
		if err := embeds.Load(ctx); err != nil { // only the bot embeds what is new
			log.Warn("passages are found by their words alone", "err", err)
		}
	}
	b, _, err := newBriefer(c, from, lib.Analyzer(), lib.Store(), nil, log)
	return b, err
}

// costs are what the bot tells of that; nil where no model writes.
func costs(c settings.Settings) *message.Costs {
	if !c.UsesModel() {
		return nil
	}
	return &message.Costs{Prices: c.Prices(), Budget: model.Dollars(c.Budget)}
}

// newBriefer returns what writes the briefs over a corpus: a language model where
// the settings say so, else the articles themselves. What it costs and replies
// is kept in a store. Why a model fails is logged; its readers get a note. The
// model's server is reached through client; nil means one of the model's own.
// Whoever is done with it calls done.
func newBriefer(c settings.Settings, from briefing.Corpus, a *analysis.Analyzer, kept *store.Store, client *http.Client, log *slog.Logger) (_ *briefer.Briefer, done func(), err error) {
	b := briefer.New(from, a).Knowing(c.Outlets.Set())
	if !c.UsesModel() {
		return b, func() {}, nil
	}
	own, err := prompts.Load(filepath.Join(c.Data, promptFolder))
	if err != nil {
		return nil, nil, err
	}
	w := model.New(model.Options{
		BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.Reveal(), Model: c.OpenAIModel, HTTP: client, Log: log,
		Timeout: time.Duration(c.ModelTimeout), Idle: time.Duration(c.ModelTimeout) / 3, // 0 for the usual
		Ledger: &model.Ledger{
			Books: state.On(kept), Prices: c.Prices(), Budget: model.Dollars(c.Budget), Model: c.OpenAIModel, Now: time.Now, Log: log,
		},
	})
	b = b.WithWriter(w, own, rand.Reader).Within(time.Duration(c.ModelTimeout)).Remembering(memory{state.On(kept), c.OpenAIModel, log})
	switch c.Judge {
	case settings.JudgeModel:
		b = b.Judged()
	case settings.JudgeNone:
		b = b.Unjudged()
	}
	return b, w.Close, nil
}

// memory is what a model replied, in a store.
type memory struct {
	store *state.State
	model string
	log   *slog.Logger
}

// Reply returns what the model replied to a prompt.
func (m memory) Reply(ctx context.Context, prompt string) (string, bool) {
	text, err := m.store.Reply(ctx, m.model, prompt)
	if err != nil && !errors.Is(err, corpus.ErrNotFound) && ctx.Err() == nil {
		m.log.Error("replies of the model can't be looked up", "err", err)
	}
	return text, err == nil
}

// Keep keeps what it replied.
func (m memory) Keep(ctx context.Context, prompt, text string, asked model.Account) {
	err := m.store.KeepReply(ctx, state.Reply{Model: m.model, Prompt: prompt, Person: asked.Person, Asked: time.Now(), Text: text})
	if err != nil && ctx.Err() == nil {
		m.log.Error("reply of the model not kept, it will be asked the same again", "err", err)
	}
}
