package pool

import (
	"strings"
	"testing"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
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
		if got := NewQuery(analysis.New(alias.Default()), question, search.Results{Terms: found}).Total; got != want {
			t.Errorf("%q weighs %v, want %v", question, got, want)
		}
	}
}

func TestWordsThatAskWhereSpacesPartNone(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"zh", "渡口什么时候开放", "渡口 时候 候开 开放"},
		{"th", "ประตูอยู่ที่ไหน", "ประ ระตู ตูอ อยู่"},
		{"en", "where is the ferry", "ferry"},
	} {
		tokens := analysis.New(nil).Tokens(c.text, c.language)
		asks := asking(language.For(c.language), c.text)
		var got []string
		for _, token := range tokens {
			if !token.Stop && !asks(token) {
				got = append(got, c.text[token.Start:token.End])
			}
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: asked for %q, want %q", c.text, got, c.want)
		}
	}
}
