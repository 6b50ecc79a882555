package briefer_test

import (
	"slices"
	"testing"

	"sitrep/briefing"
)

// What is asked of one speaker is told of that one alone.
func TestWhatSomebodySaidIsToldOfThatOneAlone(t *testing.T) {
	const (
		marsh  = "Anna Marsh, the mayor of Tarn, said that the harbour will stay closed until the dam is safe."
		hwang  = "“The harbour of Tarn cannot stay closed for a whole summer,” Paul Hwang said at a meeting with Anna Marsh in the town hall."
		she    = "She said that nobody knows yet what the harbour needs."
		office = "“The harbour is safe for small boats,” Harbour Council Director Rosa Ortiz said on Tuesday."
		nobody = "The harbour of Tarn is older than Anna Marsh, and was closed twice before."
	)
	_, b := open(t, article("Harbour closed", "Herald", "2025-03-02",
		marsh+" "+she+"\n\n"+hwang+"\n\n"+nobody+"\n\n"+office))
	for _, c := range []struct {
		question string
		want     []string
	}{
		{"What did Anna Marsh say about the harbour?", []string{marsh, she}},
		{"What did Paul Hwang say about the harbour?", []string{hwang}},
		{"what has hwang said about the harbour?", []string{hwang}},
		{"What did the Harbour Council say about the harbour?", []string{office}},
		{"What did Director Ortiz tell Paul Hwang about the dam?", nil},
	} {
		out, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: c.question})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, claim := range out.Answer {
			got = append(got, claim.Text)
		}
		slices.Sort(got)
		if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.question, got, want)
		}
	}
}
