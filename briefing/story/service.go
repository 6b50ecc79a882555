package story

import (
	"strings"

	"sitrep/corpus/language"
)

// isService reports whether a title is that of a service piece: how to watch,
// what time is, winning numbers, a quiz; or of a comment.
func isService(pack *language.Pack, title string) bool {
	words := pack.Words(title)
	if pack.Phrases("service/title").In(words) {
		return true
	}
	if label, _, ok := strings.Cut(title, ":"); ok && pack.Set("service/label")[strings.ToLower(strings.TrimSpace(label))] {
		return true
	}
	_, n := pack.Phrases("service/opening").At(words, 0)
	return n > 0
}
