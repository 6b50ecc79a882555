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
	return inSection(address, sections)
}

// isSoft reports whether an address is of a section of soft news: sport, shows, food.
func isSoft(address string) bool { return inSection(address, soft) }

// inSection reports whether an address names one of some sections.
func inSection(address string, sections map[string]bool) bool {
	_, path, _ := strings.Cut(address, "://")
	_, path, _ = strings.Cut(path, "/") // behind the host
	for part := range strings.SplitSeq(path, "/") {
		if sections[strings.ToLower(part)] {
			return true
		}
	}
	return false
}

// What addresses call the parts of a site that hold comment and service, and those that
// hold soft news.
var (
	sections = language.All().Set("service/section")
	soft     = language.All().Set("service/soft")
)
