// Package api is the way in for other programs: what the command line can be asked,
// as tools of the Model Context Protocol ([Server]) and over HTTP ([Handler]), with
// the same answers to the byte, in the shapes of docs/json.md.
//
// It only reads, and only what everybody may: never a collection of a Discord
// server's. What is asked is bounded in length, as many requests are answered at once
// as there are processors, and each is given up after [maxTime].
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// Briefer answers.
type Briefer interface {
	Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error)
	Ask(ctx context.Context, req briefing.Request) (briefing.Brief, error)
	Today(ctx context.Context, req briefing.Request) (briefing.Today, error)
	Check(ctx context.Context, req briefing.Request) (briefing.Brief, error)
}

// Library holds the articles.
type Library interface {
	Search(ctx context.Context, q search.Query) (search.Results, error)
	Article(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) (corpus.Article, error)
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error)
}

// API answers other programs.
type API struct {
	briefer Briefer
	library Library
	log     *slog.Logger
	turns   chan struct{}
}

// New returns an API to a library and what is made of it. What goes wrong is logged.
func New(b Briefer, l Library, log *slog.Logger) *API {
	return &API{b, l, log, make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// Bounds on what is asked, and on the answer to it.
const (
	maxWords   = 1_000  // bytes of a topic, a question or a query
	maxText    = 64_000 // bytes of a text to check
	maxResults = 50
	maxTime    = 30 * time.Second
)

// Whatever is asked may name days.
type days struct {
	AsOf  string `json:"as_of,omitempty" jsonschema:"Only articles published up to and including this day (2025, 2025-08 or 2025-08-26); the newest day in the archive when absent"`
	Since string `json:"since,omitempty" jsonschema:"Only articles published on or after this day"`
}

// request begins a request.
func (d days) request() (req briefing.Request, err error) {
	req.Scope = public
	if req.AsOf, err = corpus.ParseDate(d.AsOf); err != nil {
		return req, refuse("as_of: %w", err)
	}
	if req.Since, err = corpus.ParseDate(d.Since); err != nil {
		return req, refuse("since: %w", err)
	}
	if req.AsOf.Known() && req.Since.Known() && !req.Since.Time.Before(req.AsOf.End()) {
		return req, refuse("since %s is later than as_of %s: no article can be from between them", d.Since, d.AsOf)
	}
	return req, nil
}

// public is what everybody may read.
var public = corpus.NewScope(corpus.Public)

// Refusal is an error of whoever asks, in words for them.
type Refusal struct{ error }

func refuse(format string, args ...any) error { return Refusal{fmt.Errorf(format, args...)} }

// words checks what somebody typed.
func words(name, text string, most int) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", refuse("%s is missing", name)
	}
	if err := corpus.CheckText(text, most); err != nil {
		return "", refuse("%s %w", name, err)
	}
	return text, nil
}

type briefInput struct {
	Topic string `json:"topic" jsonschema:"What the brief is about: a place, a person, an organisation or a story, in any language"`
	days
}

func (a *API) brief(ctx context.Context, in briefInput) (string, error) {
	req, err := in.request()
	if err != nil {
		return "", err
	}
	if req.Topic, err = words("topic", in.Topic, maxWords); err != nil {
		return "", err
	}
	b, err := a.briefer.Brief(ctx, req)
	if errors.Is(err, briefing.ErrNothing) {
		b.Topic, err = req.Topic, nil // an empty brief says so
	}
	if err != nil {
		return "", err
	}
	return render.JSON(b)
}

type askInput struct {
	Question string `json:"question" jsonschema:"A question in plain words, which stands alone"`
	days
}

func (a *API) ask(ctx context.Context, in askInput) (string, error) {
	req, err := in.request()
	if err != nil {
		return "", err
	}
	if req.Question, err = words("question", in.Question, maxWords); err != nil {
		return "", err
	}
	b, err := a.briefer.Ask(ctx, req)
	if err != nil {
		return "", err
	}
	return render.JSON(b)
}

type todayInput struct {
	Topic string `json:"topic,omitempty" jsonschema:"Only stories about this"`
	days
}

func (a *API) today(ctx context.Context, in todayInput) (string, error) {
	req, err := in.request()
	if err != nil {
		return "", err
	}
	if in.Topic != "" {
		if req.Topic, err = words("topic", in.Topic, maxWords); err != nil {
			return "", err
		}
	}
	t, err := a.briefer.Today(ctx, req)
	if err != nil && !errors.Is(err, briefing.ErrNothing) {
		return "", err
	}
	return render.JSON(t)
}

type checkInput struct {
	Text string `json:"text" jsonschema:"What somebody said: one or more statements"`
	days
}

func (a *API) check(ctx context.Context, in checkInput) (string, error) {
	req, err := in.request()
	if err != nil {
		return "", err
	}
	if req.Text, err = words("text", in.Text, maxText); err != nil {
		return "", err
	}
	b, err := a.briefer.Check(ctx, req)
	if errors.Is(err, briefing.ErrNoClaim) {
		return "", refuse("text states nothing that could be checked")
	}
	if err != nil {
		return "", err
	}
	return render.JSON(b)
}

type searchInput struct {
	Query string `json:"query" jsonschema:"Words to look for, in plain words"`
	Limit int    `json:"limit,omitempty" jsonschema:"How many passages, 1 to 50; 10 when absent"`
	days
}

// passage is a passage that was found.
type passage struct {
	briefing.Citation
	Score float64 `json:"score"`
}

// found is what a search prints.
type found struct {
	Query    string            `json:"query"`
	Passages []passage         `json:"passages"`
	Sources  []briefing.Source `json:"sources"`
}

func (a *API) search(ctx context.Context, in searchInput) (string, error) {
	req, err := in.request()
	if err != nil {
		return "", err
	}
	out := found{Passages: []passage{}, Sources: []briefing.Source{}}
	if out.Query, err = words("query", in.Query, maxWords); err != nil {
		return "", err
	}
	switch {
	case in.Limit == 0:
		in.Limit = 10
	case in.Limit < 0 || in.Limit > maxResults:
		return "", refuse("limit must be from 1 to %d", maxResults)
	}
	results, err := a.library.Search(ctx, search.Query{Scope: public, Text: out.Query, Since: req.Since, Until: req.AsOf, Limit: in.Limit})
	if err != nil {
		return "", err
	}
	numbers := map[corpus.ArticleID]int{}
	for _, hit := range results.Hits {
		article, err := a.library.Revision(ctx, public, hit.Article, hit.Revision)
		if errors.Is(err, corpus.ErrNotFound) {
			continue // removed since
		}
		if err != nil {
			return "", err
		}
		if numbers[hit.Article] == 0 {
			numbers[hit.Article] = len(numbers) + 1
			out.Sources = append(out.Sources, sourceOf(article, len(numbers)))
		}
		span := hit.Passage.Span
		out.Passages = append(out.Passages, passage{briefing.Citation{
			N: numbers[hit.Article], Source: hit.Article, Revision: hit.Revision, Start: span.Start, End: span.End, Quote: article.Text(span),
		}, float64(hit.Score) / search.ScoreUnit})
	}
	return indented(out)
}

type readInput struct {
	ID       string `json:"id" jsonschema:"The article's ID, as citations have it in source"`
	Revision int    `json:"revision,omitempty" jsonschema:"The text as it was in that revision; the current one when absent"`
}

// text is an article as reading it prints it.
type text struct {
	Source   briefing.Source `json:"source"`
	Byline   string          `json:"byline"`
	Language string          `json:"language"`
	Revision int             `json:"revision"`
	Text     string          `json:"text"`
}

func (a *API) read(ctx context.Context, in readInput) (string, error) {
	id, err := words("id", in.ID, 64)
	if err != nil {
		return "", err
	}
	article, err := a.library.Article(ctx, public, corpus.ArticleID(id))
	if in.Revision > 0 && err == nil {
		article, err = a.library.Revision(ctx, public, corpus.ArticleID(id), in.Revision)
	}
	if errors.Is(err, corpus.ErrNotFound) {
		return "", refuse("there is no article %q", id)
	}
	if err != nil {
		return "", err
	}
	return indented(text{sourceOf(article, 1), article.Byline, article.Language, article.Revision, article.Body})
}

// sourceOf is what is said of an article wherever it is named.
func sourceOf(a corpus.Article, n int) briefing.Source {
	return briefing.Source{N: n, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published}
}

// indented writes JSON as the command line prints it.
func indented(v any) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return out.String(), err
}

// inTurn answers when one of the processors is free for it.
func inTurn[In any](ctx context.Context, a *API, in In, answer func(*API, context.Context, In) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	select {
	case a.turns <- struct{}{}:
		defer func() { <-a.turns }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return answer(a, ctx, in)
}
