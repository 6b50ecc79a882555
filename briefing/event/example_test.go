package event_test

import (
	"fmt"

	"sitrep/briefing/english"
	"sitrep/briefing/event"
)

func Example() {
	for _, text := range []string{
		"The Tarn council voted for a new bridge on Friday.",
		"The Tarn council is considering a toll.",
		"There is a mill at Tarn.",
	} {
		s := english.Pack.Read(text)
		fmt.Println(event.Has(s), event.IsPending(s), event.TellsNothing(s))
	}

	title := "Tarn votes for new bridge after years of ... | Harbour Wire"
	head := event.Headline(english.Pack, title)
	fmt.Println(title[head.Start:head.End])
	// Output:
	// true false false
	// true true false
	// false false true
	// Tarn votes for new bridge
}
