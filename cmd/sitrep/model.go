package main

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus/analysis"
	"sitrep/corpus/library"
	"sitrep/prompts"
)

// promptFolder is where, in the data folder, an operator's own prompts stand;
// see package prompts.
const promptFolder = "prompts"

// hasModel reports whether a language model is configured: its name, and a key
// or an address. OpenAI itself needs a key, a server of one's own an address.
func (c config) hasModel() bool {
	return c.OpenAIModel != "" && (c.OpenAIKey.reveal() != "" || c.OpenAIBaseURL != "")
}

// errNoModel is what there is to do where a model is to write and is not there.
var errNoModel = errors.New("SITREP_MODE is generated, but there is no model: set OPENAI_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL, or set SITREP_MODE to auto or deterministic")

// briefer returns what answers a command from a library.
func (p *program) briefer(lib *library.Library) (*briefing.Briefer, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	return c.briefer(lib, lib.Analyzer(), nil, c.logger(p.stderr))
}

// briefer returns what writes the briefs over a corpus: a language model where
// the settings say so, else the articles themselves. Why a model fails is
// logged; its readers get a note. The model's server is reached through client;
// nil means one of the model's own.
func (c config) briefer(from briefing.Corpus, a *analysis.Analyzer, client *http.Client, log *slog.Logger) (*briefing.Briefer, error) {
	b := briefing.New(from, a)
	if c.Mode == deterministicMode || !c.hasModel() {
		return b, nil
	}
	own, err := prompts.Load(filepath.Join(c.Data, promptFolder))
	if err != nil {
		return nil, err
	}
	w := model.New(model.Options{
		BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.reveal(), Model: c.OpenAIModel, HTTP: client, Log: log,
	})
	return b.WithWriter(w, own, rand.Reader), nil
}
