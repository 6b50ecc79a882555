package message

import (
	"context"

	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/sample"

	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// cite returns a citation of the first occurrence of quote in an article.
func cite(n int, a corpus.Article, quote string) briefing.Citation {
	start := strings.Index(a.Body, quote)
	if start < 0 {
		panic("not in the article: " + quote)
	}
	return briefing.Citation{N: n, Source: a.ID, Revision: a.Revision, Start: start, End: start + len(quote), Quote: quote}
}

// builtIn reads the built-in sample.
func builtIn(ctx context.Context) ([]corpus.Article, error) {
	var articles []corpus.Article
	_, err := ingest.WalkFS(ctx, sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		if i.Err == nil {
			articles = append(articles, i.Article)
		}
		return i.Err
	})
	return articles, err
}

// addSample puts the built-in sample into a library.
func addSample(t testing.TB, l *library.Library) {
	t.Helper()
	articles, err := builtIn(t.Context())
	if err == nil {
		_, err = l.Add(t.Context(), articles)
	}
	if err != nil {
		t.Fatal(err)
	}
}
