package answer

import (
	"slices"
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// Names typed without capitals are known by how the articles write them.
func TestNamesTypedWithoutCapitals(t *testing.T) {
	const text = "On Monday Rosa Marsh opened the bridge, and the town thanked Marsh of Tide Mills for the bridge, as each tide wets it."
	for question, want := range map[string][]string{"did marsh open the bridge": {"marsh"}, "Did marsh open the bridge?": nil, "what is tide mills": {"tide", "mills"}} {
		p := &pool.Pool{Query: pool.NewQuery(analysis.New(alias.Default()), question, search.Results{}), Numbers: map[string]int{}}
		p.Sentences = []pool.Sentence{{Sentence: english.Pack.Read(text)}}
		for i, u := range p.Query.Units {
			p.Numbers[u.Terms[0]] = i
			p.Postings = append(p.Postings, []int{0})
		}
		nameUnits(p, question)
		var names []string
		for _, u := range p.Query.Units {
			if u.Name {
				names = append(names, u.Word)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%q: names %q, want %q", question, names, want)
		}
	}
}

func TestHastyQuestionsAreSpeltInFull(t *testing.T) {
	for question, want := range map[string]string{
		"how big is the us deficit":     "how big is the US deficit",
		"are us rates rising":           "are US rates rising",
		"who told us of the ferry":      "who told us of the ferry",
		"What did the us board decide?": "What did the us board decide?",
		"why didnt ppl wanna go":        "why didn't people want to go",
		"is halden gonna close":         "is halden to close",
	} {
		if got := Written(question); got != want {
			t.Errorf("Written(%q) = %q, want %q", question, got, want)
		}
	}
}

func TestPartsOfNamesAreNames(t *testing.T) {
	for _, c := range []struct {
		written, asked string
		want           bool
	}{
		{"halden-mart", "mart", true}, {"weaver's", "weavers", true}, {"weaver", "weavers", false}, {"ferry", "ferry", true},
	} {
		if got := writesWord(c.written, c.asked); got != c.want {
			t.Errorf("writesWord(%q, %q) = %t", c.written, c.asked, got)
		}
	}
}

func TestQuestionsWithinSentencesAnswerNothing(t *testing.T) {
	pack := english.Pack
	for sentence, want := range map[string]bool{
		"We had what Weaver said and what others said.": true,
		"Weaver said the ferry would sail in May.":      false,
	} {
		q := newQuestion("what did weaver say", pool.Query{}, "en")
		if got := q.asksItself(answerText{pack.Read(sentence)}); got != want {
			t.Errorf("asksItself(%q) = %t, want %t", sentence, got, want)
		}
	}
	q := newQuestion("what did weaver apologise for", pool.Query{}, "en")
	if q.standsBehind(answerText{pack.Read("Weaver has apologised to two families.")}) {
		t.Error(`a sentence without "for" says what somebody apologised for`)
	}
}

func TestNamesOfCourtsAndTroopsTellNobody(t *testing.T) {
	for text, want := range map[string]bool{
		"A soldier was shot, and a Halden court heard why.": false,
		"He shot Nigerian troops.":                          false,
		"Anna Marsh shot a soldier.":                        true,
	} {
		p := &pool.Pool{Analyzer: analysis.New(alias.Default()), Articles: []pool.Article{{}}}
		q := newQuestion("who shot the soldier", pool.NewQuery(p.Analyzer, "who shot the soldier", search.Results{}), "en")
		if got := namesDoer(p, q, pool.Sentence{Sentence: english.Pack.Read(text)}); got != want {
			t.Errorf("namesDoer(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestWhatIsSomebodysIsToldAndNotDefined(t *testing.T) {
	for question, want := range map[string]bool{"what's halden's budget": true, "what's the halden budget": false, "what is halden": false} {
		if got := newQuestion(question, pool.Query{}, "en").ofPossession(); got != want {
			t.Errorf("ofPossession(%q) = %t, want %t", question, got, want)
		}
	}
}

func TestWhoSufferedItDidNotDoIt(t *testing.T) {
	for text, want := range map[string]bool{
		"The gunman shot a guard at the bridge.":                        true,
		"A guard has been shot, and the gunman fled.":                   true,
		"Anna Marsh shot the gunman at the bridge.":                     false,
		"The gunman was later shot by Anna Marsh, a guard.":             false,
		"Police named the man, and the gunman is dead.":                 false,
		"A gunman shot a guard before Anna Marsh shot the gunman dead.": false,
	} {
		p := &pool.Pool{Analyzer: analysis.New(alias.Default()), Articles: []pool.Article{{}}}
		q := newQuestion("who shot the gunman", pool.NewQuery(p.Analyzer, "who shot the gunman", search.Results{}), "en")
		if got := turnsRound(p, q, pool.Sentence{Sentence: english.Pack.Read(text)}); got != want {
			t.Errorf("turnsRound(%q) = %t, want %t", text, got, want)
		}
	}
}

// Where the next candidates are about as good as the best, one leads that says yes or no,
// or that tells what happened to somebody.
func TestWhoSettlesItLeads(t *testing.T) {
	for _, c := range []struct {
		question  string
		sentences []string
		scores    []float64
		want      int
	}{
		{"did marsh join the rebels", []string{"Horrified at news that Marsh has joined the rebels.", "No, Marsh has not joined the ranks of the rebels."}, []float64{0.9, 0.8}, 1},
		{"did marsh join the rebels", []string{"Horrified at news that Marsh has joined the rebels.", "No, Marsh has not joined the ranks of the rebels."}, []float64{0.9, 0.5}, 0},
		{"did marsh join the rebels", []string{"Yes, Marsh has joined the rebels.", "No, Weaver has not joined the rebels."}, []float64{0.9, 0.9}, 0},
		{"who joined the rebels", []string{"Marsh has joined the rebels.", "No, Marsh has not joined the rebels."}, []float64{0.9, 0.9}, 0},
	} {
		p := &pool.Pool{Analyzer: analysis.New(alias.Default()), Articles: []pool.Article{{}}}
		var able []Candidate
		for i, text := range c.sentences {
			p.Sentences = append(p.Sentences, pool.Sentence{Sentence: english.Pack.Read(text)})
			able = append(able, Candidate{sentence: i, score: c.scores[i]})
		}
		q := newQuestion(c.question, pool.NewQuery(p.Analyzer, c.question, search.Results{}), "en")
		if got := ledBySurest(p, q, able)[0].sentence; got != c.want {
			t.Errorf("%q: %q leads, want %q", c.question, c.sentences[got], c.sentences[c.want])
		}
	}
}

func TestYearsAreWholeNumbers(t *testing.T) {
	for word, want := range map[string]bool{"1995": true, "2014": true, "18.8": false, "1,13": false, "995": false, "3000": false} {
		if got := isYear(language.Token{Lower: word, Number: true}); got != want {
			t.Errorf("isYear(%q) = %t", word, got)
		}
	}
}
