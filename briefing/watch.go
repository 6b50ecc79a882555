package briefing

import "sitrep/corpus"

// Nudge is one thing that is new on a topic as it happens: a story that is told for
// the first time, that has grown since it was told, or of which something that was
// told has changed.
type Nudge struct {
	Kind NudgeKind `json:"kind"`

	// Digest says what is new: in the bottom line of its brief the sentence that
	// tells the story, or in its changes what has changed.
	Digest

	First   corpus.Date        `json:"-"`        // the days on which the story was told, of those that were looked at
	Last    corpus.Date        `json:"-"`        // and of nothing where a source of what was told has changed
	Outlets []string           `json:"outlets"`  // that tell the story independently, sorted
	Story   []corpus.ArticleID `json:"articles"` // its articles, with the copies that are known
	Of      int                `json:"-"`        // the place in the request's Stories of the one that has grown or changed
}

// MarshalJSON writes the days in ISO 8601.
func (n Nudge) MarshalJSON() ([]byte, error) {
	type fields struct {
		Kind     NudgeKind          `json:"kind"`
		First    string             `json:"first"`
		Last     string             `json:"last"`
		Outlets  []string           `json:"outlets"`
		Articles []corpus.ArticleID `json:"articles"`
		Changes  []Change           `json:"changes"`
		Brief    Brief              `json:"brief"`
	}
	return marshal(fields{n.Kind, n.First.String(), n.Last.String(), list(n.Outlets), list(n.Story), list(n.Changes), n.Brief})
}

// NudgeKind says what is new.
type NudgeKind string

// The kinds of nudges.
const (
	NewStory NudgeKind = "new"     // nobody was told of the story
	Changed  NudgeKind = "changed" // a figure, a denial, or a correction of what was told
	Grown    NudgeKind = "grown"   // more outlets tell it, and there is more to tell: nobody needs to be notified
)

// WatchRequest is what is to be told of as it happens, and what was told before.
type WatchRequest struct {
	// Request has the scope, the topic and the day; in Among the articles that came
	// in since the last look.
	Request
	Outlets int          // how many must tell a story independently, at the least
	Stories []WatchStory // that were told where this is told
	Fates   []Fate       // what has become since of the articles that those cite
}

// WatchStory is a story that was told.
type WatchStory struct {
	Articles []corpus.ArticleID // of it, with their copies
	Claims   []Claim            // that told it
	Outlets  int                // that told it by then
}

// Note notes that a nudge was given, so that what it told is not told again.
func (r *WatchRequest) Note(n Nudge) {
	if n.Kind != NewStory && n.Of >= 0 && n.Of < len(r.Stories) {
		s := &r.Stories[n.Of]
		s.Claims, s.Articles = append(n.Claims(), s.Claims...), append(append([]corpus.ArticleID{}, s.Articles...), n.Story...)
		s.Outlets = max(s.Outlets, len(n.Outlets))
		return
	}
	r.Stories = append(r.Stories, WatchStory{Articles: n.Story, Claims: n.Claims(), Outlets: len(n.Outlets)})
}

// Has reports whether a story shares an article with others, or a copy of one.
func (s WatchStory) Has(ids []corpus.ArticleID) bool { return Share(s.Articles, ids) }

// Share reports whether two lists of articles have one in common.
func Share(a, b []corpus.ArticleID) bool {
	in := make(map[corpus.ArticleID]bool, len(a))
	for _, id := range a {
		in[id] = true
	}
	for _, id := range b {
		if in[id] {
			return true
		}
	}
	return false
}

// Grown returns a brief that tells a story with what another tells of it now: that is
// among its developments, the newest first. Sources are numbered as they were.
func (b Brief) Grown(now Brief) Brief {
	out := b
	out.AsOf, out.Newest, out.Stats, out.Explanations = now.AsOf, now.Newest, now.Stats, nil
	out.Sources = append([]Source{}, b.Sources...)
	numbers := map[corpus.ArticleID]int{}
	for _, s := range out.Sources {
		numbers[s.ID] = s.N
	}
	var claims []Claim
	for _, c := range now.BottomLine {
		cited := append([]Citation{}, c.Citations...)
		for i, of := range cited {
			n, known := numbers[of.Source]
			if !known {
				n = len(out.Sources) + 1
				numbers[of.Source] = n
				for _, s := range now.Sources {
					if s.ID == of.Source {
						s.N = n
						out.Sources = append(out.Sources, s)
					}
				}
			}
			cited[i].N = n
		}
		c.Citations = cited
		claims = append(claims, c)
	}
	out.Developments = append(claims, b.Developments...)
	return out
}
