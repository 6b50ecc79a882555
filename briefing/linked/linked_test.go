package linked_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/sentence"
)

func article(outlet, day, title, body string) corpus.Article {
	date, err := corpus.ParseDate(day)
	if err != nil {
		panic(err)
	}
	a := corpus.Article{
		Collection: corpus.Public, Revision: 1, Title: title, Outlet: outlet, Published: date, Language: "en", Body: body,
		URL: "https://" + strings.ToLower(strings.ReplaceAll(outlet, " ", "")) + ".example/" + strings.ReplaceAll(title, " ", "-"),
	}
	a.ID = corpus.NewArticleID(a.Collection, a.URL, a.Title, a.Body)
	a.Sentences = sentence.Split(a.Body, a.Language)
	a.Passages = sentence.Passages(a.Body, a.Sentences)
	return a
}

var aground = article("Tolland Times", "2025-03-11", "Halden ferry runs aground",
	"TARN, March 11 — The Halden ferry ran aground off Tarn on Monday with 44 passengers on board, the coast guard said.\n\n"+
		"He had not slept. Divers found a crack of two metres in its hull. The harbour office closed the northern channel to all ships. The ferry was built in Tolland.")

func linked(t *testing.T, a corpus.Article, archive ...corpus.Article) briefing.Linked {
	t.Helper()
	lib, err := library.OpenTemporary(t.Context(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	if _, err := lib.Add(t.Context(), archive); err != nil {
		t.Fatal(err)
	}
	got, err := briefer.New(lib, lib.Analyzer()).Linked(t.Context(), briefing.Request{Scope: corpus.NewScope(corpus.Public), Today: corpus.NewDate(2025, 3, 20)}, a)
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[corpus.ArticleID]string{a.ID: a.Body}
	for _, o := range archive {
		bodies[o.ID] = o.Body
	}
	claims := slices.Concat(got.Says, got.Adds, got.Agrees)
	for _, c := range got.Otherwise {
		claims = append(claims, c.Against...)
	}
	for _, c := range claims {
		for _, cited := range c.Citations {
			if bodies[cited.Source][cited.Start:cited.End] != cited.Quote || got.Sources[cited.N-1].ID != cited.Source {
				t.Errorf("%q is not the words of source %d", cited.Quote, cited.N)
			}
		}
	}
	return got
}

func texts(claims []briefing.Claim) []string {
	var out []string
	for _, c := range claims {
		out = append(out, c.Text)
	}
	return out
}

func TestAnArticleSaysItsFirstSentencesThatStandAlone(t *testing.T) {
	got := linked(t, aground)
	want := []string{
		"The Halden ferry ran aground off Tarn on Monday with 44 passengers on board, the coast guard said.",
		"Divers found a crack of two metres in its hull.",
		"The harbour office closed the northern channel to all ships.",
	}
	if !slices.Equal(texts(got.Says), want) || !got.Alone() {
		t.Errorf("says %q", texts(got.Says))
	}
	if len(got.Sources) != 1 || got.Sources[0].ID != aground.ID || got.Sources[0].N != 1 {
		t.Errorf("sources %+v", got.Sources)
	}
}

func TestOthersOnItsStoryAddWhatItDoesNotSay(t *testing.T) {
	tugs := article("Harbour Wire", "2025-03-12", "Tugs to pull Halden ferry free",
		"The Halden ferry ran aground off Tarn on Monday with 44 people on board. Two tugs from Tolland will pull the ferry free at high tide on Thursday.")
	elsewhere := article("Ridge Post", "2025-03-12", "Mayor of Tarn resigns", "The mayor of Tarn resigned on Tuesday over unpaid parking fees.")
	got := linked(t, aground, tugs, elsewhere, aground)
	if !slices.Equal(texts(got.Adds), []string{"Two tugs from Tolland will pull the ferry free at high tide on Thursday."}) {
		t.Errorf("adds %q", texts(got.Adds))
	}
	if len(got.Otherwise) > 0 {
		t.Errorf("otherwise %+v", got.Otherwise)
	}
}

func TestOnlyWhatWasToldNoEarlierSaysOtherwise(t *testing.T) {
	const forty = "The Halden ferry ran aground off Tarn on Monday with 40 passengers on board, the coast guard said."
	for day, want := range map[string]bool{"2025-03-12": true, "2025-03-11": true, "2025-03-10": false, "2025-01-12": false, "": false} {
		got := linked(t, aground, article("Harbour Wire", day, "Ferry aground off Tarn", forty))
		if found := len(got.Otherwise) == 1 && got.Otherwise[0].Against[0].Text == forty; found != want {
			t.Errorf("of %q: said otherwise: %t", day, found)
		}
	}
	undated := aground
	undated.Published = corpus.Date{}
	if got := linked(t, undated, article("Harbour Wire", "2025-03-12", "Ferry aground off Tarn", forty)); len(got.Otherwise) > 0 {
		t.Error("an article without a day is contradicted")
	}
}

func TestWhatBearsAnArticleOutIsNotTheArticle(t *testing.T) {
	same := article("Harbour Wire", "2025-03-11", "Halden ferry runs aground off Tarn", "The Halden ferry ran aground off Tarn on Monday, pilots said. The harbour office closed the northern channel to all ships.")
	elsewhere := article("Ridge Post", "2025-03-12", "Fog over Ridge", "The harbour office closed the northern channel to all ships. In Ridge the fog lay on the lake until noon, and trams stood still.")
	got := linked(t, aground, aground, same, elsewhere)
	for _, c := range slices.Concat(got.Agrees, got.Adds) {
		if c.Citations[0].Source == aground.ID {
			t.Errorf("it bears itself out: %q", c.Text)
		}
	}
	if len(got.Agrees) != 1 || got.Agrees[0].Citations[0].Source != same.ID {
		t.Errorf("agrees %q, adds %q", texts(got.Agrees), texts(got.Adds))
	}
}

func TestAnArticleNoneOfWhichStandsAloneSaysHowItBegins(t *testing.T) {
	got := linked(t, article("Tolland Times", "2025-03-11", "Notes", "He did. She went there. It was so. They left."))
	if len(got.Says) == 0 || !got.Alone() {
		t.Errorf("%+v", got)
	}
	if empty := linked(t, corpus.Article{ID: "00000000000000aa", Collection: corpus.Public, Revision: 1}); len(empty.Says) > 0 {
		t.Errorf("%+v", empty)
	}
}

func TestAHugeTitleAndSentenceAreBounded(t *testing.T) {
	huge := article("Tolland Times", "2025-03-11", "Halden", strings.Repeat("The Halden ferry ran aground off Tarn and ", 20_000)+"sank.")
	huge.Title = strings.Repeat("Halden ferry ågròund ", 50_000)
	if got := linked(t, huge, article("Harbour Wire", "2025-03-12", "Halden ferry aground", "The Halden ferry ran aground off Tarn on Monday.")); len(got.Says) == 0 {
		t.Errorf("%d sentences", len(got.Says))
	}
}
