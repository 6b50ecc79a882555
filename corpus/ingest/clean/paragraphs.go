package clean

import "strings"

// Paragraphs cuts plain text, cleaned by [Characters], into its paragraphs.
// Where the text has blank lines they separate paragraphs, and a single line
// end is only where a line was wrapped, unless the line is longer than anyone
// wraps; where it has none, every line is a paragraph. Runs of spaces are
// collapsed.
func Paragraphs(text string) []string {
	var out []string
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	blank := false
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
		blank = blank || lines[i] == ""
	}
	var paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, strings.Join(paragraph, " "))
			paragraph = paragraph[:0]
		}
	}
	for _, line := range lines {
		if line != "" {
			paragraph = append(paragraph, Spaces(line))
		}
		if line == "" || !blank || len(line) > widestWrap {
			flush()
		}
	}
	flush()
	return out
}

// widestWrap is the longest line, in bytes, that may go on in the next.
const widestWrap = 160

// Spaces collapses runs of white space to single spaces, and drops them at
// either end.
func Spaces(s string) string {
	if !strings.Contains(s, "  ") && !strings.ContainsAny(s, "\n\t") {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.Fields(s), " ")
}

// Body joins paragraphs to the body of an article.
func Body(paragraphs []string) string { return strings.Join(paragraphs, "\n\n") }
