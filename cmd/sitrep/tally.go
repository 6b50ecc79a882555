package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sitrep/corpus/ingest"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/page"
)

// intakeTally counts what is known of the articles that were read, and why others
// were left out.
type intakeTally struct {
	articles, undated, withoutOutlet, withoutTitle int
	languages, refused                             map[string]int
	copies                                         int // among those added; set by who knows
}

func (k *intakeTally) count(i ingest.Item) {
	if k.languages == nil {
		k.languages, k.refused = map[string]int{}, map[string]int{}
	}
	if i.Err != nil {
		k.refused[reasonOf(i.Err)]++
		return
	}
	k.articles++
	k.languages[i.Article.Language]++
	if !i.Article.Published.Known() {
		k.undated++
	}
	if i.Article.Outlet == "" {
		k.withoutOutlet++
	}
	if i.Article.TitleDerived {
		k.withoutTitle++
	}
}

// reasonOf is the kind of an error, for counting.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, ingest.ErrEmpty), errors.Is(err, page.ErrNoArticle):
		return "no text of an article"
	case errors.Is(err, ingest.ErrTooLong), errors.Is(err, page.ErrTooLarge):
		return "too long"
	case errors.Is(err, ingest.ErrUnknownFormat):
		return "unknown format"
	case errors.Is(err, clean.ErrBinary):
		return "not text"
	}
	return "could not be read"
}

// String says it, a line each, nothing that is zero, and at the end what can be
// done about it.
func (k *intakeTally) String() string {
	var out strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&out, "  "+format+"\n", values...) }
	if len(k.refused) > 0 {
		line("left out: %s", tally(k.refused))
	}
	if k.articles == 0 {
		return out.String()
	}
	line("languages: %s", tally(k.languages))
	if k.copies > 0 {
		line("copies of other articles, told as one with them: %d", k.copies)
	}
	if k.undated > 0 {
		line("without a date: %d; see sitrep sources --undated, and --date-from", k.undated)
	}
	if k.withoutOutlet > 0 {
		line("without an outlet: %d; give one with --outlet", k.withoutOutlet)
	}
	if k.withoutTitle > 0 {
		line("without a title: %d; their first sentence stands in for it", k.withoutTitle)
	}
	return out.String()
}

// tally lists counts, the largest first.
func tally(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", cmp.Or(name, "unknown"), counts[name])
	}
	return strings.Join(names, ", ")
}
