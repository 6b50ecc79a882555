package address

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Canonical path", Read: func(text string) { Canonical("https://courier.example/" + text) }},
		{Name: "Canonical query", Read: func(text string) { Canonical("https://courier.example/?" + text) }},
		{Name: "Canonical host", Read: func(text string) { Canonical("https://" + text) }},
		{Name: "Resolve", Read: func(text string) { Resolve("https://courier.example/a", text) }},
		{Name: "SameSite", Read: func(text string) { SameSite("https://"+text, text) }},
	}, append([]string{"m.", "amp.", "../", "./", "a=b&", "&a", "utm_a=b&", "/amp", "xn--", "1."}, lineartest.Pieces...)...)
}
