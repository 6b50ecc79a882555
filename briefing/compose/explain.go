package compose

import (
	"slices"

	"sitrep/briefing"
	"sitrep/briefing/cite"
)

// explainBrief tells why the claims of a brief were chosen.
func explainBrief(cite *cite.Citer, c cite.Contents) []briefing.Explanation {
	all := slices.Concat(c.BottomLine, c.Developments)
	return append(cite.Explain("bottom_line", c.BottomLine, all), cite.Explain("developments", c.Developments, all)...)
}
