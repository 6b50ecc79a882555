package briefer_test

import "testing"

// morning is a round-up of an outlet, with an item on the town of Tarn.
func morning(heading, item string) string {
	return "Good morning from the newsroom, where the coffee is strong.\n\n1. Fares\n\nFerry fares on the lake rise by a tenth in May, the operator said on Wednesday. Season tickets stay as they are.\n\n2. " +
		heading + "\n\n" + item + " Neighbours had complained for years.\n\nQuiz\n\nHow long is the longest pike of the lake?"
}

func TestAnItemOfARoundupTellsAStoryOfItsOwn(t *testing.T) {
	const title = "Five things to know for Thursday: Fares, boats, fog"
	item := "Tarn fined the gravel works 40,000 crowns on Wednesday for dust on the quay."
	for _, c := range []struct {
		title, heading, item string
		want                 bool
	}{
		{title, "Gravel works", item, true},
		{"Five boats of the lake", "Gravel works", item, false},                                           // no round-up
		{title, "Gravel works shut their gate.", item, false},                                             // no heading
		{title, "Gravel works", "The harbour fined the gravel works on Wednesday for dust.", false},       // not on the topic
		{title, "Gravel works", "Tarn is the town of the gravel works, and dust is its plague.", false},   // tells nothing
		{title, "Paper mill", "A paper mill in Tarn was destroyed by a fire on Tuesday, it said.", false}, // told by an article
	} {
		told := toldOn(t, "Tarn", millBurns, article(c.title, "Lakeside Tribune", "2024-03-14", morning(c.heading, c.item)))
		if tells(told, c.item) != c.want || !tells(told, "hurt four workers") {
			t.Errorf("%q: %q: tells %q", c.title, c.item, told)
		}
	}
}

func TestAnItemOfARoundupTellsWhatNoArticleDoes(t *testing.T) {
	item := "Tarn fined the gravel works 40,000 crowns on Wednesday for dust on the quay."
	b := briefOn(t, "2024-03-15", "Tarn", dailyNews(article("Fares, gravel works, fog", "Lakeside Tribune", "2024-03-14", "Here is our daily briefing. "+morning("Gravel works", item)))...)
	if len(b.BottomLine) != 1 || b.BottomLine[0].Text != item || b.Sources[0].Title != "Fares, gravel works, fog" {
		t.Errorf("tells %+v of %+v", b.BottomLine, b.Sources)
	}
}
