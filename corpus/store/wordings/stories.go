package wordings

// Statements on the stories of wordings, by primary key and wordings_by_story.
const (
	selectStoriesOf   = `SELECT DISTINCT w.story FROM json_each(?) k CROSS JOIN wordings w ON w.key = CAST(k.value AS BIGINT)`
	selectStoryOfEach = `SELECT w.key, w.story FROM json_each(?) k CROSS JOIN wordings w ON w.key = CAST(k.value AS BIGINT)`
	countStory        = `SELECT count(*) FROM (SELECT 1 FROM wordings WHERE story = ? LIMIT ?) AS few`
	moveStory         = `UPDATE wordings SET story = ?2 WHERE story = ?1`
	// Wordings give their own keys to stories, which are all above zero.
	selectFreeStory = `SELECT min(0, min(story)) - 1 FROM wordings`
)

// join makes the stories of wordings one. The smaller are moved, so that a story
// which grows by small ones costs no more the larger it is.
func (w *Tx) join(wordings []int64) error {
	if len(wordings) < 2 {
		return nil
	}
	stories, err := w.Numbers(selectStoriesOf, NumbersJSON(wordings))
	if err != nil || len(stories) < 2 {
		return err
	}
	into := stories[0]
	for _, story := range stories[1:] {
		smaller, err := w.smaller(into, story)
		if err != nil {
			return err
		}
		if smaller == into {
			into, story = story, into
		}
		if err := w.Exec(moveStory, story, into); err != nil {
			return err
		}
	}
	return nil
}

// smaller returns which of two stories is, counting no further than its size or
// so.
func (w *Tx) smaller(a, b int64) (int64, error) {
	for limit := 16; ; limit *= 4 {
		var n, m int
		if err := w.QueryRow(countStory, a, limit).Scan(&n); err != nil {
			return 0, err
		}
		if err := w.QueryRow(countStory, b, limit).Scan(&m); err != nil {
			return 0, err
		}
		if n < m {
			return a, nil
		}
		if n < limit || m < limit {
			return b, nil
		}
	}
}

// node is what ties hang on: a wording, or a print that wordings have in common.
type node struct{ wording, print int64 }

// step is a node that is yet to be followed. The wordings of a print are taken a
// few at a time, in the order of their keys.
type step struct {
	node
	after int64
}

// holdersAtOnce keeps a print that thousands have from taking longer than
// another node.
const holdersAtOnce = 16

// group is a part of a story, as far as it has been followed.
type group struct {
	joined   int  // the group that it has turned out to be part of; itself for none
	ended    bool // all of it is known
	wordings []int64
	open     []step
}

// part puts a story together anew after ties have gone. Every part that there
// may be now must hold one of the nodes, which were one story before.
//
// All of them are followed at the same time, a step each, until those that are
// left have met: it takes no longer than the second largest part is large, and
// in a story whose parts are well tied, as copies mostly are, a few steps.
func (w *Tx) part(from []node) error {
	var groups []group
	owner := map[node]int{}
	for _, n := range from {
		if _, known := owner[n]; known {
			continue
		}
		g := group{joined: len(groups), open: []step{{node: n}}}
		if n.wording != 0 {
			g.wordings = []int64{n.wording}
		}
		owner[n] = len(groups)
		groups = append(groups, g)
	}
	find := func(i int) int {
		for groups[i].joined != i {
			i = groups[i].joined
		}
		return i
	}
	apart := len(groups) // that have not met, and are not at their end
	for apart > 1 {
		for g := range groups {
			if groups[g].joined != g || groups[g].ended {
				continue
			}
			if apart == 1 {
				return nil // it keeps the story
			}
			if len(groups[g].open) == 0 {
				groups[g].ended = true
				apart--
				if err := w.leave(groups[g].wordings); err != nil {
					return err
				}
				continue
			}
			s := groups[g].open[0]
			groups[g].open = groups[g].open[1:]
			reached, err := w.follow(s)
			if err != nil {
				return err
			}
			at := g
			for _, r := range reached {
				met, known := owner[r.node]
				switch {
				case !known:
					owner[r.node] = at
					if r.wording != 0 {
						groups[at].wordings = append(groups[at].wordings, r.wording)
					}
					fallthrough
				case r.node == s.node: // the rest of it
					groups[at].open = append(groups[at].open, r)
				case find(met) != at:
					at = unite(groups, at, find(met))
					apart--
				}
			}
		}
	}
	return nil
}

// partEach does so for nodes of several stories.
func (w *Tx) partEach(wordings []node) error {
	keys := make([]int64, len(wordings))
	for i, n := range wordings {
		keys[i] = n.wording
	}
	pairs, err := w.pairs(selectStoryOfEach, NumbersJSON(keys))
	if err != nil {
		return err
	}
	of := map[int64][]node{}
	for _, p := range pairs {
		of[p[1]] = append(of[p[1]], node{wording: p[0]})
	}
	for _, nodes := range of {
		if err := w.part(nodes); err != nil {
			return err
		}
	}
	return nil
}

// unite puts the smaller of two groups into the other, which it returns.
func unite(groups []group, a, b int) int {
	if len(groups[a].wordings) < len(groups[b].wordings) {
		a, b = b, a
	}
	groups[a].wordings = append(groups[a].wordings, groups[b].wordings...)
	groups[a].open = append(groups[a].open, groups[b].open...)
	groups[b] = group{joined: a}
	return a
}

// follow returns what a node is tied to.
func (w *Tx) follow(s step) ([]step, error) {
	if s.print != 0 {
		holders, err := w.Numbers(selectHolders, s.print, s.after, holdersAtOnce)
		var out []step
		for _, key := range holders {
			out = append(out, step{node: node{wording: key}})
		}
		if len(holders) == holdersAtOnce {
			out = append(out, step{node: s.node, after: holders[len(holders)-1]})
		}
		return out, err
	}
	near, err := w.Numbers(selectNear, s.wording)
	if err != nil {
		return nil, err
	}
	wordings, err := w.wordings([]int64{s.wording})
	if err != nil {
		return nil, err
	}
	var out []step
	for _, p := range wordings[s.wording].hashed {
		out = append(out, step{node: node{print: p}})
	}
	for _, key := range near {
		out = append(out, step{node: node{wording: key}})
	}
	return out, nil
}

// leave makes wordings a story of their own.
func (w *Tx) leave(wordings []int64) error {
	if len(wordings) == 0 {
		return nil
	}
	var story int64
	if err := w.QueryRow(selectFreeStory).Scan(&story); err != nil {
		return err
	}
	for _, key := range wordings {
		if err := w.Exec(setStory, key, story); err != nil {
			return err
		}
	}
	return nil
}
