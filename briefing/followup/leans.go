package followup

// Leans reports whether a question can't be understood by itself: it points
// back to something ("Why did it fail?"), asks the same of something else ("And
// in 2019?"), or names nothing at all to look for ("Why?"), and holds no name
// that it could be about. It is rules over words, for English; a question in
// another language stands by itself.
func Leans(question string) bool {
	if longestName(question) != "" {
		return false
	}
	return pointsBack(question) != "" || isEllipsis(question) || len(content(question)) == 0
}
