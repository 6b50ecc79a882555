package corpus_test

import (
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestCheckRefusesWhatReadersCannotRelyOn(t *testing.T) {
	tests := map[string]func(*corpus.Article){
		"no ID":                           func(a *corpus.Article) { a.ID = "" },
		"an ID in capitals":               func(a *corpus.Article) { a.ID = "0123456789ABCDEF" },
		"no collection":                   func(a *corpus.Article) { a.Collection = "" },
		"no title":                        func(a *corpus.Article) { a.Title = "" },
		"a title with a NUL":              func(a *corpus.Article) { a.Title = "a\x00b" },
		"an outlet that is no UTF-8":      func(a *corpus.Article) { a.Outlet = "\xff" },
		"a body that is no UTF-8":         func(a *corpus.Article) { a.Body = a.Body[:12] + "\xff" + a.Body[13:] },
		"an endless byline":               func(a *corpus.Article) { a.Byline = strings.Repeat("x", corpus.MaxField+1) },
		"no sentences":                    func(a *corpus.Article) { a.Sentences, a.Passages = nil, nil },
		"a sentence past the end":         func(a *corpus.Article) { a.Sentences[3].End = len(a.Body) + 1 },
		"a negative start":                func(a *corpus.Article) { a.Sentences[0].Start = -1 },
		"an empty sentence":               func(a *corpus.Article) { a.Sentences[1].End = a.Sentences[1].Start },
		"overlapping sentences":           func(a *corpus.Article) { a.Sentences[1].Start = a.Sentences[0].End - 1 },
		"a sentence that cuts a rune":     func(a *corpus.Article) { a.Sentences[0].End = strings.Index(a.Body, "ü") + 1 },
		"a sentence that begins in one":   func(a *corpus.Article) { a.Sentences[0].Start = strings.Index(a.Body, "ü") + 1 },
		"a paragraph out of order":        func(a *corpus.Article) { a.Sentences[0].Paragraph = 1 },
		"a passage left out":              func(a *corpus.Article) { a.Passages = a.Passages[:1] },
		"a passage twice":                 func(a *corpus.Article) { a.Passages[1] = a.Passages[0] },
		"a wrong ordinal":                 func(a *corpus.Article) { a.Passages[0].Ordinal = 1 },
		"a passage beyond the sentences":  func(a *corpus.Article) { a.Passages[1].Last = 9 },
		"a passage of another span":       func(a *corpus.Article) { a.Passages[1].End-- },
		"a date without precision":        func(a *corpus.Article) { a.Published.Precision = corpus.Unknown },
		"a precision without date":        func(a *corpus.Article) { a.Published = corpus.Date{Precision: corpus.Day} },
		"a precision that there is not":   func(a *corpus.Article) { a.Published.Precision = 9 },
		"a date finer than a second":      func(a *corpus.Article) { a.Published.Time = a.Published.Time.Add(1) },
		"a date after the year 9999":      func(a *corpus.Article) { a.Published.Time = a.Published.Time.AddDate(8000, 0, 0) },
		"a collection that is no guild's": func(a *corpus.Article) { a.Collection = "guild:1' OR '1" },
	}
	good := func() corpus.Article {
		return storetest.Article(corpus.Public, "", "One", "Für one. Two. Three. Four.")
	}
	if err := corpus.Check(good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			a := good()
			spoil(&a)
			if err := corpus.Check(a); err == nil {
				t.Error("accepted")
			}
		})
	}
}
