package sentence

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/neurosnap/sentences/english"

	"sitrep/corpus/lineartest"
)

// What is asked less often is cut the same.
func TestEnglishIsCutAsByPunktItself(t *testing.T) {
	itself, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(`The ferry sank . … ... .. "No." No. N°. St. U.S. U.S.A. U.s a.m. p.m. e.g. i.e. J. j. É. Mr. Kim Kim. Kim, kim
		1 1. 1.) 1) 12. 12, 2018. -5. .5 3.14 3.14. 1.2.3. ..1. 40°. 12!) said.” said." said.' (said.) said?” said!’ why? why?! no! no!’
		終。 終。” 終 何？ 何！ ; , : ! ? ' " ” a.b.c a.b.c. well-off-co. co. Inc. inc. Gov. gov. sgt. 1-2-3. Jan. jan. Ph.D. x.[1] x.( ?[ Yes.No I I.`)
	texts := []string{
		"The ferry sank on Friday. It was No. 3 of the U.S. Navy, Dr. Marsh said. “Nobody was hurt.” She left at 5 p.m. Then it rained.",
	}
	for _, piece := range lineartest.Pieces {
		texts = append(texts, piece, strings.Repeat(piece, 50))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var text strings.Builder
		for range 1 + r.IntN(6) {
			text.WriteString(words[r.IntN(len(words))] + []string{" ", " ", " ", "", "\n"}[r.IntN(5)])
		}
		texts = append(texts, text.String())
	}
	for _, text := range texts {
		if got, want := cutEnglish(text), itself.SentencePositions(text); !slices.Equal(got, want) {
			t.Fatalf("%q is cut at %v, want %v", text, got, want)
		}
	}
}

func FuzzEnglishIsCutAsByPunktItself(f *testing.F) {
	itself, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("“No.” Dr. Marsh left at 5 p.m. U.S. ships sank!”終。 1.2.3. …")
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := cutEnglish(text), itself.SentencePositions(text); !slices.Equal(got, want) {
			t.Errorf("cut at %v, want %v", got, want)
		}
	})
}
