package briefer

import (
	"slices"

	"sitrep/briefing"
)

// explainBrief tells why the claims of a brief were chosen.
func explainBrief(cite *citer, c contents) []briefing.Explanation {
	all := slices.Concat(c.bottomLine, c.developments)
	return append(cite.explain("bottom_line", c.bottomLine, all), cite.explain("developments", c.developments, all)...)
}
