package pool

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
)

func TestANationIsMeantByItsNameAndNotByWhatIsOfIt(t *testing.T) {
	an := analysis.New(alias.Default())
	p := &Pool{Query: NewQuery(an, "UK", search.Results{})}
	for text, alone := range map[string]int{
		"The UK’s plan for ferries was lawful.":    1,
		"The UK said that ferries may sail.":       1,
		"The UK reopened three harbours.":          1,
		"Ferries may sail in the UK, he said.":     1,
		"Ferries may sail in the U.K. on Friday.":  1,
		"Britain reopened three harbours.":         1,
		"A UK carmaker moved to Tarn.":             0,
		"A British carmaker moved to Tarn.":        0,
		"The UK Harbour Board opened an office.":   0,
		"A UK-backed plan for ferries was lawful.": 0,
	} {
		if m := p.Mentions(an, &Article{Pack: english.Pack}, text); m.All != 1 || m.Alone != alone {
			t.Errorf("%q has the UK %d times, alone %d, want once, alone %d", text, m.All, m.Alone, alone)
		}
	}
}

func TestTheNameOfAnOutletBehindATitleIsNoTopicOfABrief(t *testing.T) {
	b := NewReader(nil, analysis.New(alias.Default()))
	for title, titled := range map[string]float64{
		"Bridge of Tarn opens | The Week UK": 0,
		"Bridge of Tarn opens - UK News":     0,
		"UK opens the bridge of Tarn | BBC":  1,
	} {
		a := corpus.Article{ID: "a", Title: title, Body: "It opened."}
		p := &Pool{Query: NewQuery(b.Analyzer, "UK", search.Results{}), Articles: []Article{{Article: a}}, leads: true, Topic: "UK"}
		if b.readArticle(p, 0, nil); p.Articles[0].Titled[0] != titled {
			t.Errorf("%q names the UK %v, want %v", title, p.Articles[0].Titled[0], titled)
		}
	}
}

func TestAWordOfTheTopicThatIsNotSearchedForIsNobodyElses(t *testing.T) {
	an := analysis.New(alias.Default())
	q := NewQuery(an, "Ten", search.Results{}) // "big" is in too many articles to be searched for
	for text, alone := range map[string]int{
		"Two schools join the Big Ten on Friday.": 1,
		"Two schools join the Old Ten on Friday.": 0,
	} {
		p := &Pool{Query: q, Topic: "Big Ten"}
		if m := p.Mentions(an, &Article{Pack: english.Pack}, text); m.All != 1 || m.Alone != alone {
			t.Errorf("%q has the Big Ten %d times, alone %d, want once, alone %d", text, m.All, m.Alone, alone)
		}
	}
}
