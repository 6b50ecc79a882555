package page

import (
	"errors"
	"strings"
	"testing"
)

func TestFurnitureIsNoArticle(t *testing.T) {
	const text = "<p>The ferry to Oslin stayed in its harbour on Friday, for the wind was too strong for it to leave.</p>"
	long := "<p>" + strings.Repeat("The ferry to Oslin stayed in its harbour on Friday, for the wind was too strong. ", 12) + "</p>"
	for _, c := range []struct {
		name, address, page string
		reason              string // empty for an article
	}{
		{"an article", "", "<title>No ferry</title><h1>No ferry to Oslin</h1>" + text, ""},
		{"a redirect", "", `<meta http-equiv="refresh" content="0; url=/ferry"><title>Ferry</title><h1>Ferry</h1>` + text, "sends readers to another page"},
		{"an article that reloads", "", `<meta http-equiv="refresh" content="300"><title>Ferry</title><h1>No ferry to Oslin</h1>` + text, ""},
		{"a moved page", "", "<title>Moved</title><h1>Moved</h1><p>This page has moved to another address, where you find all that stood here.</p>", "only a notice"},
		{"an old browser", "", "<title>Your browser is out of date</title><h1>Your browser is out of date</h1>" + text, "only a notice"},
		{"an old browser in German", "", "<title>Hinweis</title><h1>Hinweis</h1><p>Ihr Browser ist veraltet. Nehmen Sie bitte einen neueren, um diese Seite zu lesen.</p>", "only a notice"},
		{"an old browser in Polish", "", "<title>Uwaga</title><h1>Uwaga</h1><p>Twoja przeglądarka jest nieaktualna. Wybierz nowszą, aby przeczytać tę stronę w całości.</p>", "only a notice"},
		{"consent in Dutch", "", "<title>Oslin Nieuws</title><h1>Oslin Nieuws</h1><p>Wij gebruiken cookies om deze site beter te maken en om te zien wie haar leest.</p>", "only a notice"},
		{"no such page in Japanese", "", "<title>ページが見つかりません</title><h1>ページが見つかりません</h1><p>お探しのページは移動したか、削除された可能性があります。もう一度ご確認ください。</p>", "only a notice"},
		{"an article about browsers", "", "<title>Why your browser is out of date</title><h1>Why your browser is out of date</h1>" + long, ""},
		{"a front page", "https://oslin.example/", `<meta property="og:type" content="website"><title>Oslin News</title><h1>Oslin News</h1>` + long, "the front page of its site"},
		{"an article that calls itself a website", "https://oslin.example/ferry", `<meta property="og:type" content="website"><title>No ferry</title><h1>No ferry to Oslin</h1>` + long, ""},
	} {
		_, err := Extract([]byte("<html><body>"+c.page+"</body></html>"), c.address)
		switch {
		case c.reason == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.reason != "" && (!errors.Is(err, ErrNoArticle) || !strings.Contains(err.Error(), c.reason)):
			t.Errorf("%s: got %v, want that it is %s", c.name, err, c.reason)
		}
	}
}
