package language_test

import (
	"fmt"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

func ExampleSentence_Dates() {
	const text = "Die Fähre sank am Dienstag; ein Feuer hatte sie im Februar 2019 beschädigt."
	published := corpus.NewDate(2024, 3, 8)
	for _, m := range language.For("de").Read(text).Dates(published) {
		fmt.Println(m.Date, text[m.Start:m.End])
	}
	// Output:
	// 2024-03-05 am Dienstag
	// 2019-02 Februar 2019
}

func ExamplePack_Window() {
	w, rest, _ := language.For("fr").Window("la grève depuis lundi", corpus.NewDate(2024, 3, 8))
	fmt.Println(w.From, w.To, rest)
	// Output: 2024-03-04 2024-03-08 la grève
}
