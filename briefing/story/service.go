package story

import (
	"strings"

	"sitrep/corpus/language"
)

// IsService reports whether an article is a service piece: how to watch, what time
// is, winning numbers, a quiz; or a comment. Its title tells, or the section that
// its address names.
func IsService(pack *language.Pack, title, address string) bool {
	words := pack.Words(title)
	if pack.Phrases("service/title").In(words) {
		return true
	}
	if label, _, ok := strings.Cut(title, ":"); ok && pack.Set("service/label")[strings.ToLower(strings.TrimSpace(label))] {
		return true
	}
	if _, n := pack.Phrases("service/opening").At(words, 0); n > 0 {
		return true
	}
	_, path, _ := strings.Cut(address, "://")
	first := true // the host
	for part := range strings.SplitSeq(path, "/") {
		if !first && sections[strings.ToLower(part)] {
			return true
		}
		first = false
	}
	return false
}

// sections are what addresses call the parts of a site that hold comment and service.
var sections = language.All().Set("service/section")
