package briefing

import (
	"errors"

	"sitrep/briefing/verify"
)

// Check is what the corpus says of one claim of somebody's.
type Check struct {
	Claim   string       `json:"claim"` // as it was put, without addresses
	Verdict verify.Label `json:"verdict"`
	// Reasons say, where it is contradicted, what the articles have otherwise,
	// each as a part of a sentence.
	Reasons []string `json:"reasons"`
	// Differs are the kinds of those, each once.
	Differs []verify.FaultKind `json:"differs"`
	For     []Claim            `json:"for"`     // sentences that bear it out, the best first
	Against []Claim            `json:"against"` // sentences that are at odds with it, though others may bear it out
	Nearest []Claim            `json:"nearest"` // where it is undecided: the sentence to read
}

// MarshalJSON writes every list, if only as [].
func (c Check) MarshalJSON() ([]byte, error) {
	type plain Check
	c.Reasons, c.Differs, c.For, c.Against, c.Nearest = list(c.Reasons), list(c.Differs), list(c.For), list(c.Against), list(c.Nearest)
	return marshal(plain(c))
}

// ErrNoClaim is returned for a text that states nothing that could be checked:
// one of links, questions or single words alone.
var ErrNoClaim = errors.New("no statement to check")
