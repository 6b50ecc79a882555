package render

import (
	"fmt"
	"strings"

	"sitrep/briefing"
)

// explained says in one line why a claim was chosen: its rank, its score, how
// many sources state it, and the parts that made the score, heaviest first as
// they are given; parts that add nothing are left out.
func explained(e briefing.Explanation) string {
	var parts []string
	for _, p := range e.Parts {
		if p.Value*p.Weight != 0 {
			parts = append(parts, fmt.Sprintf("%s %.2f × %.2f", p.Name, p.Value, p.Weight))
		}
	}
	sources := "1 source"
	if e.Sources != 1 {
		sources = fmt.Sprintf("%d sources", e.Sources)
	}
	return fmt.Sprintf("%s %d: rank %d, score %.3f, %s, fitness %.2f, %s",
		strings.ReplaceAll(e.Section, "_", " "), e.Claim, e.Rank, e.Score, sources, e.Fitness, strings.Join(parts, ", "))
}
