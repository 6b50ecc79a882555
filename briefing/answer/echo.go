package answer

import (
	"math"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
)

// What several articles tell where they speak of what is asked about is likelier the
// answer than what one does: the redundancy of answers (Brill, Lin, Banko, Dumais and
// Ng 2001, "Data-Intensive Question Answering").

// mostEchoing is how many of the best candidates are looked at for that.
const mostEchoing = 100

// echoSharpness is how much more an article counts with a better sentence.
const echoSharpness = 14

// weighEchoes scores candidates, the best first, once more by the names and numbers
// in them that may answer: how many of the other articles hold one in a sentence that
// scores well, too.
func weighEchoes(p *pool.Pool, q question, candidates []Candidate) {
	if len(candidates) == 0 {
		return
	}
	found := make([][]string, len(candidates))
	holders := map[string]int{}
	votes := map[string]map[int]float64{} // by article
	articles := map[int]float64{}
	var order []int // of the articles, for sums that are the same each time
	for k, c := range candidates {
		s := p.Sentences[c.sentence]
		found[k] = q.mayAnswer(answerText{s.Sentence})
		weight := math.Exp(echoSharpness * (c.score - candidates[0].score))
		if _, ok := articles[s.Article]; !ok {
			order = append(order, s.Article)
		}
		articles[s.Article] = max(articles[s.Article], weight)
		for _, w := range found[k] {
			holders[w]++
			if votes[w] == nil {
				votes[w] = map[int]float64{}
			}
			votes[w][s.Article] = max(votes[w][s.Article], weight)
		}
	}
	n := float64(len(candidates) + 1)
	for k := range candidates {
		f, s := &candidates[k].features, p.Sentences[candidates[k].sentence]
		others := 0.0
		for _, a := range order {
			if a != s.Article {
				others += articles[a]
			}
		}
		for _, w := range found[k] {
			share := 0.0
			for _, a := range order {
				if a != s.Article && others > 0 {
					share += votes[w][a] / others
				}
			}
			f.echoed = max(f.echoed, share)
			f.echoes += float64(share * math.Log(n/float64(holders[w])) / math.Log(n))
		}
		f.echoes = min(1, f.echoes)
		candidates[k].score = answerScore(*f, p.Features)
	}
}

// mayAnswer returns the names and numbers of a text that the question does not hold,
// of the kind that it asks for.
func (q question) mayAnswer(t answerText) []string {
	var out []string
	seen := map[string]bool{}
	for i, w := range t.Words {
		bare := english.BareName(w.Lower)
		number := t.isNumber(w)
		if q.words[bare] || q.words[w.Lower] || seen[bare] || !number && !t.isName(i) || q.kind != sought.Any && number != q.isMeasured() {
			continue
		}
		seen[bare] = true
		out = append(out, bare)
	}
	return out
}
