package page_test

import (
	"fmt"
	"os"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/render/page"
)

// A brief becomes one file that any browser shows, without scripts and without
// asking for anything.
func ExampleWrite() {
	b := briefing.Brief{
		Topic:      "halden",
		BottomLine: []briefing.Claim{{Text: "The ferry ran aground.", Citations: []briefing.Citation{{N: 1, End: 22, Quote: "The ferry ran aground."}}}},
		Sources:    []briefing.Source{{N: 1, Title: "Ferry aground", Outlet: "Harbour Wire"}},
	}
	var out strings.Builder
	if err := page.Write(&out, page.Page{Brief: b}); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "<h1") || strings.Contains(line, "<mark>") {
			fmt.Print(line)
		}
	}
	// Output:
	// <h1 dir="auto">halden</h1>
	// <blockquote id="s1-0-0-22" dir="auto"><mark>The ferry ran aground.</mark></blockquote></li>
}
