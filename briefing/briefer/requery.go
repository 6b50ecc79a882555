package briefer

import (
	"context"
	"fmt"
	"slices"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// searchAgain searches for other texts, too, where a question found little: it
// returns the pool of all that was found, and its sentences as candidates, taking
// turns among the question and those searches. It returns nil where there is no
// other.
func (b *reader) searchAgain(ctx context.Context, req briefing.Request, m moment, found search.Results, texts []string) (*pool, []candidate, error) {
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
		q := m.query(req)
		q.Text = text
		more, err := b.corpus.Search(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("search: %w", err)
		}
		results = append(results, more)
		for _, h := range more.Hits[:min(len(more.Hits), hitLimit/mostQueries)] {
			if !seen[key(h)] {
				seen[key(h)] = true
				all.Hits = append(all.Hits, h)
			}
		}
	}
	p, err := b.read(ctx, req.Scope, m.text, all)
	if err != nil {
		return nil, nil, err
	}
	p.dateFrom(m)
	places := map[corpus.ArticleID]map[int]int{}
	for i, s := range p.sentences {
		id := p.source(s).ID
		if places[id] == nil {
			places[id] = map[int]int{}
		}
		places[id][s.index] = i
	}
	var turns [][]candidate
	for k, text := range append([]string{m.text}, texts...) {
		// What a sentence holds of a search is read with that search.
		own, err := b.read(ctx, req.Scope, text, results[k])
		if err != nil {
			return nil, nil, err
		}
		if len(own.sentences) == 0 {
			continue
		}
		own.dateFrom(m)
		q := newQuestion(text, own.query, results[k].Languages[0])
		ranked := own.rank(ctx, q, own.holdings(q.query))
		ranked = slices.DeleteFunc(ranked, func(c candidate) bool {
			s := own.sentences[c.sentence]
			_, known := places[own.source(s).ID][s.index]
			return !known
		})
		for i, c := range ranked {
			s := own.sentences[c.sentence]
			ranked[i].sentence = places[own.source(s).ID][s.index]
		}
		turns = append(turns, ranked)
	}
	return p, inTurns(turns), ctx.Err()
}

// inTurns takes the best of each ranking, then the next of each.
func inTurns(rankings [][]candidate) []candidate {
	var out []candidate
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
