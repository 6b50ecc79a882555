package verify

import "sitrep/corpus"

type Evidence struct {
	Sentences []string
	Published corpus.Date
}
