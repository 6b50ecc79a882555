package answer

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus/language"
)

func TestTypeOf(t *testing.T) {
	for text, want := range map[string]sought.Kind{
		"When was the Singapore summit?":               sought.Time,
		"In which year did the war end?":               sought.Time,
		"Where did they meet?":                         sought.Place,
		"Which country has it strengthened ties with?": sought.Place,
		"Who is Kim Yo-jong?":                          sought.Person,
		"What poet wrote the song?":                    sought.Person,
		"How many missiles were fired?":                sought.Number,
		"How long did the talks last?":                 sought.Duration,
		"How old is Kim Yo-jong?":                      sought.Age,
		"What is the population of Pyongyang?":         sought.Number,
		"What was the total cost of the bridge?":       sought.Money,
		"What is her age?":                             sought.Age,
		"What is the date of the vote?":                sought.Time,
		"What is a treaty?":                            sought.Any,
		"What is the treaty about?":                    sought.Any,
		"How much did the ship cost?":                  sought.Money,
		"how much did halden steel make":               sought.Money,
		"how much debt has tarn":                       sought.Money,
		"How much time did the crew make up?":          sought.Number,
		"whats the minimum wage":                       sought.Money,
		"whos the mayor of tarn":                       sought.Person,
		"What percentage of voters agreed?":            sought.Percent,
		"Why did the Hanoi summit collapse?":           sought.Reason,
		"What did North Korea reject?":                 sought.Any,
		"How did the talks end?":                       sought.Any,
		"What number of ships came?":                   sought.Number,
		"Did Helen Zille resign?":                      sought.Any,
		"What other countries signed the treaty?":      sought.Place,
		"": sought.Any,
	} {
		if got := sought.Of(english.Pack, text); got != want {
			t.Errorf("%q: type %d, want %d", text, got, want)
		}
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		question, text string
		want           float64
	}{
		{"When was the summit?", "They met in June 2018.", 1},
		{"When was the summit?", "They met in 2018.", 0.8},
		{"What year was the summit?", "They met in 2018.", 1},
		{"When was the 2018 summit?", "The 2018 summit was short.", 0},
		{"How many missiles were fired?", "They fired ten missiles.", 1},
		{"How many missiles were fired?", "They fired missiles.", 0},
		{"How many of the 12 missiles fell?", "Of 12 missiles some fell.", 0},
		{"How many missiles were fired?", "They fired missiles in 2018, which cost $12 and fell within two weeks.", 0},
		{"How tall is the tower of Tarn?", "The tower of Tarn is 90 feet tall.", 1},
		{"How tall is the tower of Tarn?", "The tower of Tarn took two weeks to build.", 0},
		{"How much did it cost?", "It cost $12.", 1},
		{"What percentage agreed?", "Some 40% agreed.", 1},
		{"Who met Kim?", "Trump met Kim.", 1},
		{"Who met Kim?", "Nobody knew that Kim came.", 0},
		{"Where did they meet?", "They met in Hanoi.", 1},
		{"Where did they meet?", "They met twice.", 0},
		{"Why did it fail?", "It failed because of sanctions.", 1},
		{"Why did it fail?", "They parted after it failed.", 0.6},
		{"How old is Marsh?", "Anna Marsh, 40, resigned.", 1},
		{"How old is Marsh?", "Marsh was born in the late 1980s.", 1},
		{"How old is Marsh?", "Marsh met 40 envoys.", 0},
		{"How old is Marsh?", "He is 40 years old.", 1},
		{"How old is the bridge in Tarn?", "The bridge, which links the two halves of the capital of Westland, is 40 years old.", 1},
		{"How old is Marsh?", "A 23-year-old singer from Tarn is suspected, the police said, of the theft that Marsh reported.", 0},
		{"How old is Marsh?", "A 23-year-old singer is suspected of the theft that Marsh, a 40-year-old baker, reported.", 1},
		{"How long did they talk?", "They talked for nine hours.", 1},
		{"How long did they talk?", "They talked from March until June 2019.", 1},
		{"How long did they talk?", "They talked to nine envoys.", 0},
		{"Why did it fail?", "It failed.", 0},
		{"What happened?", "It failed.", 0.5},
	} {
		q := newQuestion(c.question, pool.Query{}, "en")
		if got := q.fits(answerText{english.Pack.Read(c.text)}); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.question, c.text, got, c.want)
		}
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"invent", "invent", 1},
		{"invent", "inventor", 0.6},
		{"treat", "treati", 0.6},
		{"korea", "korean", 0.6},
		{"kim", "kimono", 0},
		{"north", "south", 0},
		{"state", "station", 0},
		{"大门", "大问", 0},
	} {
		if got := likeness(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.a, c.b, got, c.want)
		}
		if likeness(c.a, c.b) != likeness(c.b, c.a) {
			t.Errorf("%q, %q: not symmetric", c.a, c.b)
		}
	}
}

func TestUnderstoodInAnotherLanguage(t *testing.T) {
	p := &pool.Pool{Articles: []pool.Article{{Pack: language.For("en")}}, Sentences: []pool.Sentence{{}}}
	asked := pool.Query{Units: []pool.Unit{{Terms: []string{"renunci"}}, {Terms: []string{"westland"}, Name: true}}}
	ranked := []Candidate{{features: features{covered: 1}}}
	for _, c := range []struct {
		name string
		pack string
		held []float64
		want int
	}{
		{"lacks a word", "es", []float64{0, 1}, 0},
		{"lacks a name, which may be spelt otherwise", "es", []float64{1, 0}, 1},
		{"lacks a word of its own language", "en", []float64{0, 1}, 1},
	} {
		q := question{query: asked, pack: language.For(c.pack)}
		if got := understood(p, q, holdings{article: [][]float64{c.held}}, ranked); len(got) != c.want {
			t.Errorf("what %s: %d left, want %d", c.name, len(got), c.want)
		}
	}
}
