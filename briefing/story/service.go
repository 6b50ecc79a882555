package story

import "sitrep/corpus/language"

// isService reports whether a title is that of a service piece: how to watch,
// what time is, winning numbers, a quiz.
func isService(pack *language.Pack, title string) bool {
	words := pack.Words(title)
	if pack.Phrases("service/title").In(words) {
		return true
	}
	_, n := pack.Phrases("service/opening").At(words, 0)
	return n > 0
}
