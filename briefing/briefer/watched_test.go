package briefer_test

import (
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

func TestANameOfSeveralWordsIsWatchedWhole(t *testing.T) {
	text := "Ida Brandt, who sang “Grey Morning” with Tarn Ferry, died on Thursday at her home."
	articles := []corpus.Article{
		article("Grey Morning singer Ida Brandt of Tarn Ferry dies", "Ridge Post", "2024-03-14", text),
		article("Tarn Ferry singer of Grey Morning, Ida Brandt, dies at 70", "Harbour Wire", "2024-03-14", "Ida Brandt, who sang “Grey Morning” with Tarn Ferry, died on Thursday at 70. Her band begins a tour in May."),
	}
	for topic, want := range map[string]int{"Tarn Ferry": 1, "Grey Ferry": 0} {
		if got := nudgesOn(t, topic, articles...); len(got) != want {
			t.Errorf("%s: tells %q, want %d", topic, got, want)
		}
	}
}

func TestAWatchMeansItsOwnName(t *testing.T) {
	articles := []corpus.Article{
		article("Tarn Rovers forward Milo Ostrava breaks league record", "Ridge Post", "2024-03-14", "Tarn Rovers forward Milo Ostrava scored his 41st goal on Thursday and broke the record of the league. Ostrava shrugged. “It was time,” Ostrava said."),
		article("Milo Ostrava of Tarn Rovers breaks record of the league", "Harbour Wire", "2024-03-14", "Tarn Rovers forward Milo Ostrava broke the record of the league on Thursday with his 41st goal. Ostrava is 30."),
	}
	for topic, want := range map[string]int{"Tarn": 0, "Tarn Rovers": 1, "Ostrava": 1} {
		if got := nudgesOn(t, topic, articles...); len(got) != want {
			t.Errorf("%s: tells %q, want %d", topic, got, want)
		}
	}
}

func TestAWatchTellsWhatIsOverNoMore(t *testing.T) {
	struck := article("Storm buries Tarn under snow", "Harbour Wire", "2024-03-14", "A storm buried Tarn under 60 centimetres of snow on Thursday and closed its roads.")
	for day, want := range map[string]int{"2024-03-15": 1, "2024-03-16": 0} {
		again := article("Storm of Thursday buries Tarn in snow", "Ridge Post", day, "A storm that came from the north buried Tarn under 60 centimetres of snow on Thursday and closed its roads, the town said.")
		if got := nudgesOn(t, "Tarn", struck, again); len(got) != want {
			t.Errorf("%s: tells %q, want %d", day, got, want)
		}
	}
}

// nudgesOn returns what a watch of a topic is told on some days of March 2024, each with
// its day.
func nudgesOn(t *testing.T, topic string, articles ...corpus.Article) []string {
	t.Helper()
	_, b := open(t, dailyNews(articles...)...)
	var told []string
	req := &briefing.WatchRequest{Request: briefing.Request{Scope: public(), Topic: topic}, Outlets: 2}
	err := b.WatchDays(t.Context(), req, corpus.NewDate(2024, 3, 10), corpus.NewDate(2024, 3, 17), func(day corpus.Date, n briefing.Nudge) error {
		told = append(told, day.String()+" "+n.Brief.BottomLine[0].Text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}
