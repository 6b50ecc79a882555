package eval

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
	"sitrep/corpus/sentence"
)

// disputedClaim is one line of climate-fever.jsonl.
type disputedClaim struct {
	ID       string `json:"_id"`
	Claim    string `json:"claim"`
	Label    string `json:"label"`
	Evidence []struct {
		ID    string `json:"_id"`
		Title string `json:"title"`
		Text  string `json:"text"`
		Label string `json:"label"`
	} `json:"evidence"`
}

type claimPrediction struct {
	ID       string   `json:"_id"`
	Verdict  string   `json:"verdict"`
	Evidence []string `json:"evidence"`
}

// The labels of claims, in the order of their weights, and of evidence.
const (
	supports      = "SUPPORTS"
	refutes       = "REFUTES"
	notEnoughInfo = "NOT_ENOUGH_INFO"
	disputed      = "DISPUTED"
)

var claimLabels = []string{supports, refutes, notEnoughInfo, disputed}

// evidenceShown is how many sentences are looked for to judge a claim by.
const evidenceShown = 5

// Claims looks for evidence of every claim among the sentences of all rows and
// judges the claim by what it found. It reports recall@5, the share of the
// evidence that says something of its claim which is among the first five
// sentences found; hit@5, the share of claims with any such evidence that have
// one there; and the macro F1 of the verdicts.
func Claims(ctx context.Context, dir string, a *analysis.Analyzer, predictions io.Writer) (Report, error) {
	claims, err := readLines[disputedClaim](filepath.Join(dir, "climate-fever.jsonl"))
	if err != nil {
		return nil, err
	}
	pool := newEvidencePool(a, claims)
	found, wanted, hits, told := 0, 0, 0, 0
	tallies := map[string]*[3]int{} // of each label: right, predicted, true
	for _, l := range claimLabels {
		tallies[l] = &[3]int{}
	}
	for _, c := range claims {
		best, err := pool.find(ctx, c.Claim)
		if err != nil {
			return nil, fmt.Errorf("claim %s: %w", c.ID, err)
		}
		p := claimPrediction{ID: c.ID, Evidence: []string{}}
		for _, e := range best {
			p.Evidence = append(p.Evidence, pool.ids[e.article])
		}
		p.Verdict = judge(claimSigns(a, c.Claim, best))
		if err := predict(predictions, p); err != nil {
			return nil, err
		}
		want, here := map[string]bool{}, 0
		for _, e := range c.Evidence {
			if e.Label != notEnoughInfo {
				want[e.ID] = true
			}
		}
		for _, id := range p.Evidence {
			if want[id] {
				here++
			}
		}
		found, wanted = found+here, wanted+len(want)
		if len(want) > 0 {
			told++
		}
		if here > 0 {
			hits++
		}
		if tallies[c.Label] == nil {
			return nil, fmt.Errorf("claim %s: unknown label %q, want one of %q", c.ID, c.Label, claimLabels)
		}
		tallies[p.Verdict][1]++
		tallies[c.Label][2]++
		if p.Verdict == c.Label {
			tallies[c.Label][0]++
		}
	}
	f1 := 0.0
	for _, l := range claimLabels {
		f1 += ratio(2*tallies[l][0], tallies[l][1]+tallies[l][2]) / float64(len(claimLabels))
	}
	return Report{{"claims", float64(len(claims))}, {"recall@5", ratio(found, wanted)}, {"hit@5", ratio(hits, told)}, {"macro_f1", f1}}, nil
}

// evidencePool is the sentences of all rows, each an article of its own.
type evidencePool struct {
	index    *search.Index
	analyzer *analysis.Analyzer
	ids      map[corpus.ArticleID]string
	articles map[corpus.ArticleID]corpus.Article
	terms    map[corpus.ArticleID]map[string]bool
	holding  map[string]int // how many articles have a term
}

func newEvidencePool(a *analysis.Analyzer, claims []disputedClaim) *evidencePool {
	p := &evidencePool{index: search.New(a), analyzer: a, ids: map[corpus.ArticleID]string{}, articles: map[corpus.ArticleID]corpus.Article{},
		terms: map[corpus.ArticleID]map[string]bool{}, holding: map[string]int{}}
	var all []corpus.Article
	for _, c := range claims {
		for _, e := range c.Evidence {
			id := corpus.NewArticleID(corpus.Public, "", e.ID, e.Text)
			if _, known := p.ids[id]; known {
				continue
			}
			article := corpus.Article{ID: id, Collection: corpus.Public, Revision: 1, Title: e.Title, Body: e.Text, Language: "en"}
			article.Sentences = sentence.Split(article.Body, "en")
			article.Passages = sentence.Passages(article.Body, article.Sentences)
			p.ids[id], p.articles[id] = e.ID, article
			p.terms[id] = stems(a, e.Title+". "+e.Text)
			for t := range p.terms[id] {
				p.holding[t]++
			}
			all = append(all, article)
		}
	}
	p.index.PutAll(all)
	return p
}

// piece is a sentence found for a claim.
type piece struct {
	article corpus.ArticleID
	score   float64 // 1 is that of the best by the index alone
	verdict verify.Verdict
}

// How candidates are put in order: beside the score of the index, by what they
// share with the other candidates, so that a sentence on the very subject comes
// before one that has but the same words.
const (
	candidates   = 60
	feedback     = 10   // of the first candidates, which say what the subject is
	sharedWeight = 0.35 // of likeness to them, beside a score of 1 for the best
)

// find returns the best sentences for a claim, best first.
func (p *evidencePool) find(ctx context.Context, claim string) ([]piece, error) {
	r, err := p.index.Search(ctx, search.Query{Scope: corpus.NewScope(corpus.Public), Text: claim, Limit: candidates})
	if err != nil {
		return nil, err
	}
	var found []piece
	seen := map[corpus.ArticleID]bool{}
	for _, h := range r.Hits {
		if !seen[h.Article] {
			seen[h.Article] = true
			found = append(found, piece{article: h.Article, score: float64(h.Score) / float64(r.Hits[0].Score)})
		}
	}
	likeness := p.likeness(found)
	for i := range found {
		found[i].score += sharedWeight * likeness[i]
	}
	slices.SortStableFunc(found, func(a, b piece) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.article, b.article))
	})
	found = found[:min(evidenceShown, len(found))]
	for i := range found {
		article := p.articles[found[i].article]
		found[i].verdict = verify.Claim(p.analyzer, claim, []verify.Evidence{{Title: article.Title, Sentences: []string{article.Body}}})
	}
	return found, nil
}

// likeness says of each candidate how much its terms are those of the first
// ones, from 0 to 1 for the most alike.
func (p *evidencePool) likeness(found []piece) []float64 {
	weight := map[string]float64{}
	for _, f := range found[:min(feedback, len(found))] {
		for t := range p.terms[f.article] {
			weight[t] += f.score
		}
	}
	out, most := make([]float64, len(found)), 0.0
	for i, f := range found {
		terms := make([]string, 0, len(p.terms[f.article]))
		for t := range p.terms[f.article] {
			terms = append(terms, t)
		}
		slices.Sort(terms) // so that sums are the same every time
		norm := 0.0
		for _, t := range terms {
			idf := math.Log(1 + float64(len(p.articles))/float64(p.holding[t]))
			shared := weight[t]
			if i < feedback {
				shared -= f.score // not with itself
			}
			out[i] += idf * idf * shared
			norm += idf * idf
		}
		if norm > 0 {
			out[i] /= math.Sqrt(norm)
		}
		most = max(most, out[i])
	}
	for i := range out {
		if most > 0 {
			out[i] /= most
		}
	}
	return out
}

// signCount is how many signs a verdict is drawn from.
const signCount = 10

// claimSigns are what a verdict is drawn from: how the sentences found stand to
// the claim, and how the claim is put.
func claimSigns(a *analysis.Analyzer, claim string, found []piece) [signCount]float64 {
	var s [signCount]float64
	for _, f := range found {
		s[0] = max(s[0], f.verdict.Covered)
		s[1] += f.verdict.Covered / evidenceShown
		s[2] = max(s[2], f.verdict.Score)
		for _, fault := range f.verdict.Faults {
			switch fault.Kind {
			case verify.Negation, verify.Opposite:
				s[3] += 1.0 / evidenceShown
			case verify.Number, verify.Date, verify.Name:
				s[4] += 1.0 / evidenceShown
			case verify.Comparison:
				s[5] += 1.0 / evidenceShown
			}
		}
	}
	words := strings.FieldsFunc(strings.ToLower(claim), func(r rune) bool { return !('a' <= r && r <= 'z' || r == '\'' || r == '’') })
	s[6] = math.Log(1 + float64(len(words)))
	for _, w := range words {
		switch {
		case denials[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t"):
			s[7] = 1
		case doubting[w]:
			s[8] = 1
		case foretelling[w]:
			s[9] = 1
		}
	}
	return s
}

var (
	english     = language.For("en")
	denials     = english.Set("eval/denials")
	doubting    = english.Set("eval/doubting")
	foretelling = english.Set("eval/foretelling")
)

// judge draws a verdict: a softmax regression of the signs, fitted with all
// labels weighing alike.
func judge(s [signCount]float64) string {
	best, highest := 0, math.Inf(-1)
	for l, w := range verdictWeights {
		z := w[signCount]
		for i, v := range s {
			z += w[i] * v
		}
		if z > highest {
			best, highest = l, z
		}
	}
	return claimLabels[best]
}

// verdictWeights are the weights of the signs for each label, with the bias
// last.
var verdictWeights = [4][signCount + 1]float64{
	{1.03, -0.29, 0.56, -0.28, -0.07, -0.08, 0.73, -0.51, -0.17, -0.02, -2.29}, // SUPPORTS
	{0.01, 1.75, -0.26, 0.65, 0.03, 0.19, -0.42, 0.32, -0.20, -0.02, 0.36},     // REFUTES
	{-0.97, -2.47, 0.02, 0.46, 0.09, -0.09, -0.42, -0.23, 0.11, -0.03, 2.47},   // NOT_ENOUGH_INFO
	{-0.07, 1.02, -0.32, -0.83, -0.05, -0.02, 0.10, 0.42, 0.27, 0.06, -0.54},   // DISPUTED
}
