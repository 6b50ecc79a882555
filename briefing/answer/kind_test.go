package answer

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
)

// What a short question asks for is told beside what is asked about it.
func TestSentencesHoldTheKindThatIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		question, text string
		want           bool
	}{
		{"how much did halden corp offer for tolland", "Shares fell 25 cents to $17.65 after the offer for Tolland was announced.", false},
		{"how much did halden corp offer for tolland", "Halden Corp made an offer of $5.4bn for Tolland.", true},
		{"how much did the ferry cost", "The ferry went for $5m, they said.", true},
		{"how many clerks are voting on strikes", "Thousands of clerks were on strike on Friday.", false},
		{"how many clerks are voting on strikes", "Thousands of clerks are to vote on strikes.", true},
		{"how big is the island", "The island has six tees.", false},
		{"how big is the crater", "The blast left a 12-metre crater.", true},
		{"how long are the waits", "The waits of 311,000 people grew over the previous month.", false},
		{"how long are the waits", "The waits are 12 months.", true},
		{"where did marsh die", "Marsh has died of cancer, according to Tolland Wire.", false},
		{"where did marsh die", "Marsh died at his home in Tolland.", true},
	} {
		p := &pool.Pool{Analyzer: analysis.New(alias.Default()), Articles: []pool.Article{{Pack: english.Pack}}}
		q := newQuestion(c.question, pool.NewQuery(p.Analyzer, c.question, search.Results{}), "en")
		s := pool.Sentence{Sentence: english.Pack.Read(c.text)}
		held := make([]float64, len(q.query.Units))
		for u, unit := range q.query.Units {
			for _, token := range p.Analyzer.Tokens(c.text, "") {
				if holdsTerm(unit, token) {
					held[u] = 1
				}
			}
		}
		if got := holdsKind(p, q, s, held); got != c.want {
			t.Errorf("%q holds what %q asks for: %t", c.text, c.question, got)
		}
	}
}
