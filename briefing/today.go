package briefing

import "sitrep/corpus"

// Today is what happened lately: the stories that are most told, one sentence
// each.
type Today struct {
	Topic    string       `json:"topic"` // as asked; empty for everything
	Since    corpus.Date  `json:"-"`     // the first of the days that it tells of
	AsOf     corpus.Date  `json:"-"`     // the last of them
	Stories  []TodayStory `json:"stories"`
	Sources  []Source     `json:"sources"`
	Articles int          `json:"articles"` // of those days, copies counted
}

// MarshalJSON writes the days in ISO 8601.
func (t Today) MarshalJSON() ([]byte, error) {
	type fields Today
	t.Stories, t.Sources = list(t.Stories), list(t.Sources)
	return marshal(struct {
		Since string `json:"since"`
		AsOf  string `json:"as_of"`
		fields
	}{t.Since.String(), t.AsOf.String(), fields(t)})
}

// TodayStory is one of the stories of a [Today].
type TodayStory struct {
	Claim                          // the sentence that leads it
	First, Last corpus.Date        // the days on which it was told, of those that were looked at
	New         bool               // nobody told it before the days asked for
	Outlets     []string           // that told it independently
	Names       []string           // whom and what it is about
	Articles    []corpus.ArticleID // of the story, and of those that belong to it
}

// MarshalJSON writes the days in ISO 8601.
func (s TodayStory) MarshalJSON() ([]byte, error) {
	return marshal(struct {
		Claim
		First    string             `json:"first"`
		Last     string             `json:"last"`
		New      bool               `json:"new"`
		Outlets  []string           `json:"outlets"`
		Names    []string           `json:"names"`
		Articles []corpus.ArticleID `json:"articles"`
	}{s.Claim, s.First.String(), s.Last.String(), s.New, list(s.Outlets), list(s.Names), s.Articles})
}
