package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sitrep/briefing/briefer"
	"sitrep/briefing/eval"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/library"
	"sitrep/prompts"
)

type evalCommand struct {
	Set           string `arg:"" enum:"questions,newsqa,model,today,stories,followups,dialogues,support,written,contrast,claims,pages,dates" help:"What to measure: ${enum}."`
	Dir           string `arg:"" type:"existingdir" help:"The folder of the set."`
	Hay           string `type:"existingdir" placeholder:"DIR" help:"For questions: a folder of *.jsonl articles to search together with the set."`
	WithoutTitles bool   `help:"For questions: leave out every passage of the asked question's own title, so that abstaining is right."`
	NoDay         bool   `help:"For newsqa: ask of all articles, not as of the day of each question."`
	Next          bool   `help:"For newsqa: ask each question in the conversation of the one before, which is about something else."`
	Early         bool   `help:"For newsqa: ask ninety days before the day of each question, when withholding an answer is right."`
	Record        string `placeholder:"FOLDER" help:"For model: where its prompts and replies are kept and replayed from; OPENAI_MODEL and the rest name the model that is asked what has no reply yet, none for nobody."`
	Every         int    `default:"20" help:"For model: of the questions of newsqa, every so many-th."`
	Topics        string `type:"existingfile" placeholder:"FILE" help:"For model: topics to be briefed on, one a line."`
	NoAnswers     bool   `help:"For dialogues: leave out the answers that were shown."`
	Predictions   string `placeholder:"FILE" help:"Write one JSON line for each item to FILE, to score again elsewhere."`
	Format        string `enum:"text,json" default:"text" help:"How to print the figures: ${enum}."`
}

// Help is shown below the flags.
func (evalCommand) Help() string {
	return "Measures sitrep on public data; docs/quality.md says where it comes from and what the figures mean."
}

// Run measures one set and prints its figures.
func (c evalCommand) Run(ctx context.Context, p *program) (err error) {
	if c.Set != "questions" && (c.Hay != "" || c.WithoutTitles) {
		return usageError{errors.New("--hay and --without-titles are for the questions set")}
	}
	if c.Set != "newsqa" && (c.NoDay || c.Early || c.Next) || c.NoDay && c.Early {
		return usageError{errors.New("--no-day, --early and --next are for the newsqa set, the first two one at a time")}
	}
	if c.Set != "dialogues" && c.NoAnswers {
		return usageError{errors.New("--no-answers is for the dialogues set")}
	}
	if (c.Set == "model") != (c.Record != "") || c.Set != "model" && c.Topics != "" {
		return usageError{errors.New("the model set needs --record; --record and --topics are for it alone")}
	}
	var predictions io.Writer
	if c.Predictions != "" {
		f, err := os.Create(c.Predictions)
		if err != nil {
			return fmt.Errorf("write predictions: %w", err)
		}
		w := bufio.NewWriter(f)
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
		predictions = w
	}
	report, err := c.measure(ctx, p, predictions)
	if err != nil {
		return fmt.Errorf("measure %s: %w", c.Set, err)
	}
	if c.Format == "json" {
		figures, err := json.Marshal(figuresOf(report))
		if err != nil {
			return err
		}
		return p.print(string(figures) + "\n")
	}
	var text strings.Builder
	for _, f := range report {
		fmt.Fprintf(&text, "%-14s %.4g\n", f.Name, f.Value)
	}
	return p.print(text.String())
}

func (c evalCommand) measure(ctx context.Context, p *program, predictions io.Writer) (eval.Report, error) {
	switch c.Set {
	case "pages":
		return eval.Pages(ctx, c.Dir, time.Now, predictions)
	case "dates":
		return eval.Dates(ctx, c.Dir, time.Now, predictions)
	}
	lib, err := library.OpenTemporary(ctx, library.Options{})
	if err != nil {
		return nil, err
	}
	defer lib.Close()
	switch c.Set {
	case "followups", "dialogues":
		return eval.Followups(ctx, c.Dir, lib.Analyzer(), c.NoAnswers, predictions)
	case "support":
		return eval.Support(ctx, c.Dir, lib.Analyzer(), predictions)
	case "written":
		return eval.Verdicts(ctx, filepath.Join(c.Dir, "claims.jsonl"), lib.Analyzer(), predictions)
	case "contrast":
		return eval.Verdicts(ctx, filepath.Join(c.Dir, "fever.jsonl"), lib.Analyzer(), predictions)
	case "claims":
		return eval.Claims(ctx, c.Dir, lib.Analyzer(), predictions)
	case "stories":
		return eval.Stories(ctx, c.Dir, lib.Analyzer(), evalArticle, predictions)
	case "model":
		rec, done, err := c.recording(p)
		if err != nil {
			return nil, err
		}
		defer done()
		set, err := prompts.Load("")
		if err != nil {
			return nil, err
		}
		// Boundaries that are not drawn make the same prompt of the same question.
		briefer := briefer.New(lib, lib.Analyzer()).WithWriter(rec, set, sameBoundary{}).Within(time.Hour)
		return eval.Model(ctx, c.Dir, archive{lib}, briefer, rec, eval.ModelOptions{Every: c.Every, Topics: c.Topics, Predictions: predictions, Article: evalArticle})
	case "newsqa", "today":
		briefer := briefer.New(lib, lib.Analyzer())
		opt := eval.NewsOptions{NoDay: c.NoDay, Early: c.Early, Next: c.Next, Predictions: predictions, Article: evalArticle}
		if c.Set == "today" {
			return eval.Today(ctx, c.Dir, archive{lib}, briefer, opt)
		}
		return eval.NewsQuestions(ctx, c.Dir, archive{lib}, briefer, opt)
	}
	return eval.Questions(ctx, c.Dir, archive{lib}, briefer.New(lib, lib.Analyzer()), eval.QuestionOptions{
		Hay: c.Hay, WithoutTitles: c.WithoutTitles, Predictions: predictions, Article: evalArticle,
	})
}

// recording returns the model that the settings name, with what it replied before.
func (c evalCommand) recording(p *program) (rec *eval.Recording, done func(), err error) {
	settings, err := p.config()
	if err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(c.Record, 0o700); err != nil {
		return nil, nil, err
	}
	rec, done = &eval.Recording{Dir: c.Record}, func() {}
	if settings.UsesModel() {
		m := model.New(model.Options{
			BaseURL: string(settings.OpenAIBaseURL), Key: settings.OpenAIKey.Reveal(), Model: settings.OpenAIModel,
			Timeout: time.Duration(settings.ModelTimeout), Log: slog.New(slog.NewTextHandler(p.stderr, nil)),
		})
		rec.Model, done = m, m.Close
	}
	return rec, done, nil
}

type sameBoundary struct{}

func (sameBoundary) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// evalArticle makes an article of a document, as ingest does.
func evalArticle(d eval.Document) (corpus.Article, error) {
	published, err := corpus.ParseDate(d.Published)
	if err != nil {
		return corpus.Article{}, err
	}
	a, _, err := ingest.Article(corpus.Public, ingest.Source{File: d.ID, URL: d.URL, Outlet: d.Outlet, Published: published,
		Title: d.Title, Language: d.Language, Paragraphs: clean.Paragraphs(d.Text)})
	return a, err
}

// archive lets an evaluation add and remove articles of a library.
type archive struct{ *library.Library }

func (a archive) Add(ctx context.Context, articles []corpus.Article) error {
	const batch = 500
	for len(articles) > 0 {
		n := min(batch, len(articles))
		if _, err := a.Library.Add(ctx, articles[:n]); err != nil {
			return err
		}
		articles = articles[n:]
	}
	return nil
}

func (a archive) Remove(ctx context.Context, ids []corpus.ArticleID) error {
	for _, id := range ids {
		if err := a.Library.Remove(ctx, corpus.NewScope(corpus.Public), id); err != nil && !errors.Is(err, corpus.ErrNotFound) {
			return err
		}
	}
	return nil
}

// figuresOf returns a report as one object.
func figuresOf(r eval.Report) map[string]float64 {
	m := map[string]float64{}
	for _, f := range r {
		m[f.Name] = f.Value
	}
	return m
}
