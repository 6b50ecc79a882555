package briefing

// Explanation is why a claim was chosen.
type Explanation struct {
	Section  string     `json:"section"` // "bottom_line", "developments" or "answer"
	Claim    int        `json:"claim"`   // its place there, from 1
	Rank     int        `json:"rank"`    // its place among all sentences read, by score, from 1
	Score    float64    `json:"score"`   // the sum of the parts, each times its weight, times fitness
	Fitness  float64    `json:"fitness"` // 0 to 1: how well it is understood away from its article
	Parts    []Part     `json:"parts"`
	Sources  int        `json:"sources"`  // independent sources that state it
	Rejected []Rejected `json:"rejected"` // what came near, and why it is not in the brief
}

// MarshalJSON writes the explanation with its lists present, if only as [].
func (e Explanation) MarshalJSON() ([]byte, error) {
	type plain Explanation // without this method
	e.Parts, e.Rejected = list(e.Parts), list(e.Rejected)
	return marshal(plain(e))
}

// Part is one component of a score.
type Part struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"` // about 0 to 1
	Weight float64 `json:"weight"`
}

// Rejected is a sentence that was not chosen next to one that was.
type Rejected struct {
	Claim
	Reason string `json:"reason"`
}
