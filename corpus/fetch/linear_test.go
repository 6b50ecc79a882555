package fetch

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "parseRobots", Read: func(text string) { parseRobots([]byte(text)) }},
		{Name: "parseRobots rules", Read: func(text string) {
			if g := parseRobots([]byte("User-agent: *\nDisallow: /" + text)); g != nil {
				g.allows("/" + text[:2000]) // the longest address
			}
		}},
		{Name: "parse", Read: func(text string) { parse("https://courier.example/" + text) }},
	}, append([]string{"User-agent: *\n", "Disallow: /a\n", "Disallow: /*a*\n", "*a", "Crawl-delay: 1\n", "User-agent: a\nDisallow: /\n"}, lineartest.Pieces...)...)
}
