package bot

import (
	"strings"

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
