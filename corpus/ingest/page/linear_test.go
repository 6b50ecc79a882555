package page

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	within := func(before, after string) func(string) {
		return func(text string) { Extract([]byte(before+text+after), "https://courier.example/ferry") }
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Extract", Read: within("", "")},
		{Name: "text", Read: within("<h1>Ferry</h1><p>"+prose, "</p>")},
		{Name: "title", Read: within("<title>", "</title><h1>Ferry</h1><p>"+prose)},
		{Name: "attribute", Read: within(`<meta property="og:title" content="`, `"><p class="`+`">`+prose)},
		{Name: "class", Read: within(`<p class="`, `">`+prose)},
		{Name: "linked data", Read: within(`<script type="application/ld+json">`, `</script><p>`+prose)},
		{Name: "linked article", Read: within(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`, `"}</script><p>`+prose)},
		{Name: "address", Read: func(text string) { DateInURL("https://courier.example/" + text) }},
		{Name: "LanguageCode", Read: func(text string) { LanguageCode(text) }},
	}, append([]string{
		"<div><p>" + prose + "</p>", "<p>" + prose, "<h1>Ferry</h1>", "<h2>a</h2>", "<ul><li>", "<b id=1>", "<blockquote><section><article>", "<svg><g>", "<template>", "<div class=article-body><p>x</div>",
		"<meta name=author content=x>", "a<br>", `{"@graph":[`, "comment-1 ", "<p>x", "<b>", "<article>", "<article><p>" + prose + "</article>", "<div itemprop=articleBody>", "<section><h2>a</h2><p>" + prose + "</section>", "<div class=related>a</div>", "</p>", "<p></div>",
		"<title>a</title>", "<link rel=canonical href=/a>", "<script type=application/ld+json>{}</script>", "<form>", "<select><option>", "<nobr>", "<textarea>", "<frameset>", "<math>", "<i><p>", "<span>a</span>", "<figure><figcaption>a", "2018/06/12/", "/a/", "en-", "en,",
	}, lineartest.Pieces...)...)
}
