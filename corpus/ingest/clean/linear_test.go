package clean

import (
	"strings"
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Decode", Read: func(text string) { Decode([]byte(text)) }},
		{Name: "Decode UTF-16", Read: func(text string) { Decode([]byte("\xff\xfe" + text)) }},
		{Name: "Characters", Read: func(text string) { Characters(text) }},
		{Name: "Paragraphs", Read: func(text string) { Paragraphs(text) }},
		{Name: "Spaces", Read: func(text string) { Spaces(text) }},
		{Name: "Language", Read: func(text string) { Language(text) }},
		{Name: "Script", Read: func(text string) { Script(text) }},
		{Name: "Trim", Read: func(text string) { Trim([]string{text}) }},
		{Name: "Trim words", Read: func(text string) { Trim(strings.Fields(text)) }},
		{Name: "Trim lines", Read: func(text string) { Trim(strings.Split(text, "\n")) }},
	}, append([]string{"Related stories\n", "Subscribe to read on\n", "Subscribe to continue reading. ", "Most Read\n", "function() { ", "var a = ", "a(b){", "(AP) ", "1 of 2\n", "Copyright 2018. ", "Story continues\nWord word word.\n", "Related:\nThe ferry sailed again.\n", "Ann AnnB ", "Ann AnnB MORE "}, lineartest.Pieces...)...)
}
