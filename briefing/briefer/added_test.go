package briefer

import (
	"testing"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
)

func TestTheTopicThatAFollowUpWasGivenWeighsLess(t *testing.T) {
	const idf = 4
	var found []search.Term
	for _, term := range []string{"embassi", "restaur", "marsh", "tarn"} {
		found = append(found, search.Term{Text: term, IDF: idf * search.ScoreUnit})
	}
	for question, want := range map[string]float64{
		"What did the restaurant in Tarn do?":       2 * idf,
		"What did the restaurant do (Tarn)?":        idf + addedWeight*idf,
		"What did the restaurant (in Tarn) do?":     2 * idf,
		"What did the embassy do (Tarn Marsh)? ":    idf + 2*addedWeight*idf,
		"(Tarn)":                                    idf,
		"What did the embassy of Marsh do in Tarn)": 3 * idf,
	} {
		if got := newQuery(analysis.New(alias.Default()), question, search.Results{Terms: found}).total; got != want {
			t.Errorf("%q weighs %v, want %v", question, got, want)
		}
	}
}
