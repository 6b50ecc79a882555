package page

import (
	"cmp"
	"fmt"
	"strings"

	"sitrep/corpus/ingest/address"
	"sitrep/corpus/language"
)

// longestPageNotice is the length in bytes beyond which a body is never taken
// for a notice in an article's place. Those of consent are the longest.
const longestPageNotice = 800

// notArticle says why what was found in a page is not an article: the front page
// of a site, or a notice in the place of one. Both errors are [ErrNoArticle].
func (f *facts) notArticle(from, title, body string) error {
	if strings.EqualFold(f.meta["og:type"], "website") && f.article == nil && address.IsFront(cmp.Or(from, f.canonical, f.meta["og:url"])) {
		return fmt.Errorf("%w: it is the front page of its site", ErrNoArticle)
	}
	if len(body) > longestPageNotice {
		return nil
	}
	if strings.Contains(strings.ToLower(f.meta["refresh"]), "url=") {
		return fmt.Errorf("%w: it sends readers to another page", ErrNoArticle)
	}
	first, _, _ := strings.Cut(body, "\n")
	for _, text := range []string{title, first} {
		if phrases := language.All().Phrases("stand-ins"); phrases.In(language.All().Words(text)) {
			return fmt.Errorf("%w: only a notice, %q", ErrNoArticle, shortNotice(text))
		}
	}
	return nil
}

// shortNotice is as much of a notice as a message needs.
func shortNotice(text string) string {
	const most = 60
	for i := range text {
		if i >= most {
			return text[:i] + "…"
		}
	}
	return text
}
