package pool

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
)

func TestWhatCorroborates(t *testing.T) {
	const aground = "The car ferry to Odby ran aground on Thursday with 40 passengers on board."
	tuesday, thursday, friday := corpus.NewDate(2024, 3, 12), corpus.NewDate(2024, 3, 14), corpus.NewDate(2024, 3, 15)
	b := NewReader(nil, analysis.New(alias.Default()))
	for name, c := range map[string]struct {
		says      string
		on        corpus.Date
		other     string
		published corpus.Date
		want      bool
	}{
		"the same on the same day":           {aground, friday, aground, friday, true},
		"the same on a later day":            {aground, thursday, aground, friday, true},
		"what came out before it happened":   {aground, friday, aground, tuesday, false},
		"another figure":                     {aground, friday, "The car ferry to Odby ran aground on Thursday with 60 passengers on board.", friday, false},
		"a denial":                           {aground, friday, "The car ferry to Odby never ran aground on Thursday with 40 passengers on board.", friday, false},
		"another ferry":                      {aground, friday, "The car ferry to Halden sank in the storm on Thursday with 40 passengers on board.", friday, false},
		"what is to come, of the same day":   {"Polls in the old harbour of Tarn open tomorrow.", thursday, "In Tarn polls of the old harbour open tomorrow.", thursday, true},
		"what is to come, of weeks before":   {"Polls in the old harbour of Tarn open tomorrow.", thursday, "In Tarn polls of the old harbour open tomorrow.", corpus.NewDate(2024, 2, 1), false},
		"a quotation that the other has not": {"The new mayor of Tarn called the harbour “a grave mistake by all of us” on Monday.", friday, "The new mayor of Tarn called the harbour a grave error on Monday.", friday, false},
	} {
		p := poolOf(b, "ferry", []string{c.says, c.other}, c.on, c.published)
		if got := len(p.Corroborating(0)) == 1; got != c.want {
			t.Errorf("%s: corroborates %v, want %v", name, got, c.want)
		}
	}
}

// poolOf returns a pool of sentences, each of an article of a day.
func poolOf(b *Reader, topic string, texts []string, days ...corpus.Date) *Pool {
	p := &Pool{Analyzer: b.Analyzer, Query: NewQuery(b.Analyzer, topic, search.Results{}), Numbers: map[string]int{}}
	for i, text := range texts {
		a := corpus.Article{ID: corpus.ArticleID(rune('a' + i)), Body: text, Published: days[i], Sentences: []corpus.Sentence{{Span: corpus.Span{End: len(text)}}}}
		p.Articles = append(p.Articles, Article{Article: a, Pack: english.Pack})
		s, content := b.readSentence(p, i, 0)
		p.add(reading{sentences: []Sentence{s}, content: [][]string{content}})
	}
	p.index()
	return p
}

func TestWhatTellsTheSameAgain(t *testing.T) {
	day := corpus.NewDate(2024, 3, 13)
	b := NewReader(nil, analysis.New(alias.Default()))
	for name, c := range map[string]struct {
		told, again        string
		inDaily, elsewhere bool
	}{
		"the same in other words": {"The inquiry into Kerr widened, with officers executing a warrant for a search of the villa by the lock.",
			"The search of the villa of Kerr by officers with a warrant signalled that the council will be asked about herring and tugs.", true, true},
		"a good quarter of the same": {"The inquiry into Kerr widened, with officers executing a warrant for a search of the villa by the lock.",
			"The search of the villa of Kerr by officers signalled that the council will be asked about granite, herring and tugs.", true, false},
		"something else": {"The inquiry into Kerr widened, with officers executing a warrant for a search of the villa by the lock.",
			"The council of Kerr will be asked about granite, herring and tugs, and heard of the search first.", false, false},
	} {
		p := poolOf(b, "Kerr", []string{c.told, c.again}, day, day)
		for whole, want := range map[bool]bool{false: c.inDaily, true: c.elsewhere} {
			p.Whole = whole
			if got := p.TellsAgain(&p.Sentences[0], &p.Sentences[1]); got != want {
				t.Errorf("%s: tells again %v, want %v (whole %v, alike %.2f)", name, got, want, whole, p.LikenessOf(p.Unasked(p.Sentences[0].Terms), p.Unasked(p.Sentences[1].Terms)))
			}
		}
	}
}
