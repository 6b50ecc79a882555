package difference_test

import (
	"fmt"
	"strings"

	"sitrep/briefing/difference"
	"sitrep/briefing/english"
)

// A reader who was told of three boats is told something else by a sentence that counts
// seven.
func Example() {
	counts := func(text string) []difference.Count {
		words := strings.Fields(text)
		return difference.CountsIn(0, words, english.LowerWords(words))
	}
	told, now := counts("Three boats sank in the harbour."), counts("Seven boats sank in the storm.")
	fmt.Println(told[0].Noun == now[0].Noun, told[0].Agrees(now[0]))
	// Output: true false
}
