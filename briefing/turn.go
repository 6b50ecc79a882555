package briefing

import (
	"strings"

	"sitrep/corpus"
)

// Turn is a question of a conversation, and what was shown as its answer.
type Turn struct {
	Question string             // as asked; of a brief, a question about its topic
	Shown    []string           // the sentences of the answer, in their order
	From     []corpus.ArticleID // the article that each is from; none where that is not known
	Meanings []string           // what the reader was asked to choose from instead of an answer
	Sources  []string           // what its sources report, in the order of their numbers: their titles
	Articles []corpus.ArticleID // those sources; none where they are not known
}

// Asked returns turns of questions whose answers are not known.
func Asked(questions ...string) []Turn {
	var turns []Turn
	for _, q := range questions {
		turns = append(turns, Turn{Question: q})
	}
	return turns
}

// TurnOf is the turn of a brief or an answer: what it shows as such, and from whom.
func TurnOf(question string, b Brief) Turn {
	t := Turn{Question: question, Meanings: b.Meanings}
	for _, claims := range [][]Claim{b.Answer, b.BottomLine, b.Developments, b.Nearest} {
		for _, c := range claims {
			t.Shown = append(t.Shown, c.Text)
			if len(c.Citations) > 0 {
				t.From = append(t.From, c.Citations[0].Source)
			}
		}
	}
	for _, s := range b.Sources {
		t.Sources = append(t.Sources, s.Title)
		t.Articles = append(t.Articles, s.ID)
	}
	return t
}

// AddedTopic returns where the topic begins that [followup.Standalone] has put behind a
// question, -1 where there is none.
func AddedTopic(text string) int {
	if text = strings.TrimRight(text, " ?.!"); !strings.HasSuffix(text, ")") {
		return -1
	}
	return strings.LastIndex(text, " (")
}
