package answer

import (
	"context"
	"fmt"
	"slices"

	"sitrep/briefing"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// SearchAgain searches for other texts, too, where a question found little: it
// returns the pool of all that was found, and its sentences as candidates, taking
// turns among the question and those searches. It returns nil where there is no
// other.
func SearchAgain(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment, found search.Results, texts []string) (*pool.Pool, []Candidate, error) {
	if len(texts) == 0 {
		return nil, nil, nil
	}
	all, results := found, []search.Results{found}
	seen := map[string]bool{}
	key := func(h search.Hit) string { return fmt.Sprint(h.Article, h.Passage.Ordinal) }
	for _, h := range found.Hits {
		seen[key(h)] = true
	}
	for _, text := range texts {
		q := m.Query(req)
		q.Text = text
		more, err := b.Corpus.Search(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("search: %w", err)
		}
		results = append(results, more)
		for _, h := range more.Hits[:min(len(more.Hits), pool.HitLimit/pool.MostQueries)] {
			if !seen[key(h)] {
				seen[key(h)] = true
				all.Hits = append(all.Hits, h)
			}
		}
	}
	p, err := b.Read(ctx, req.Scope, m.Text, all)
	if err != nil {
		return nil, nil, err
	}
	dateFrom(p, m)
	weigh(p, newQuestion(m.Text, p.Query, found.Languages[0]))
	places := map[corpus.ArticleID]map[int]int{}
	for i, s := range p.Sentences {
		id := p.Source(s).ID
		if places[id] == nil {
			places[id] = map[int]int{}
		}
		places[id][s.Index] = i
	}
	var turns [][]Candidate
	for k, text := range append([]string{m.Text}, texts...) {
		// What a sentence holds of a search is read with that search.
		own, err := b.Read(ctx, req.Scope, text, results[k])
		if err != nil {
			return nil, nil, err
		}
		if len(own.Sentences) == 0 {
			continue
		}
		dateFrom(own, m)
		q := newQuestion(text, own.Query, results[k].Languages[0])
		ranked := rank(ctx, own, q, holdingsOf(own, q.query))
		ranked = slices.DeleteFunc(ranked, func(c Candidate) bool {
			s := own.Sentences[c.sentence]
			_, known := places[own.Source(s).ID][s.Index]
			return !known
		})
		for i, c := range ranked {
			s := own.Sentences[c.sentence]
			ranked[i].sentence = places[own.Source(s).ID][s.Index]
		}
		turns = append(turns, ranked)
	}
	return p, inTurns(turns), ctx.Err()
}

// inTurns takes the best of each ranking, then the next of each.
func inTurns(rankings [][]Candidate) []Candidate {
	var out []Candidate
	taken := map[int]bool{}
	for k := 0; ; k++ {
		more := false
		for _, r := range rankings {
			if k < len(r) {
				more = true
				if !taken[r[k].sentence] {
					taken[r[k].sentence] = true
					out = append(out, r[k])
				}
			}
		}
		if !more {
			return out
		}
	}
}
