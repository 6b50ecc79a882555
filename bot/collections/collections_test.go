package collections

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

func TestFileNamesAreMadeSafe(t *testing.T) {
	for raw, want := range map[string]string{
		"ferry.txt":                      "ferry.txt",
		"../../etc/Ferry.TXT":            "Ferry.txt",
		`C:\news\ferry.md`:               "ferry.md",
		".hidden.md":                     "hidden.md",
		".md":                            "article.md",
		"":                               "article",
		"/":                              "article",
		"a\u202egpj.txt\n":               "agpj.txt",
		strings.Repeat("é", 300) + ".md": strings.Repeat("é", maxFileName-1) + "….md",
	} {
		if got := fileName(raw); got != want {
			t.Errorf("%q becomes %q, want %q", raw, got, want)
		}
	}
}

func TestWhatWasAddedBeforeAnErrorIsTold(t *testing.T) {
	for _, tc := range []struct {
		in   intake
		err  error
		says string
	}{
		{intake{Intake: &library.Intake{}}, context.DeadlineExceeded, "ask about something narrower"}, // as of any command
		{intake{Intake: &library.Intake{Added: 200}}, fmt.Errorf("reading articles: %w", context.DeadlineExceeded), "200 articles are in, the rest is not. Cut the file"},
		{intake{Intake: &library.Intake{Revised: 1}}, context.Canceled, "1 article is in, the rest is not. Add the same again"},
		{intake{Intake: &library.Intake{Added: 3}}, problem.Decline("Full", "No more."), "3 articles are in, the rest is not. No more."},
		{intake{Intake: &library.Intake{Added: 3}}, store.ErrDiskFull, "Something went wrong"},
	} {
		text := strings.Join(problem.Explain(message.Presentation{}, tc.in.cutShort(tc.err), "x").Blocks, "\n")
		if !strings.Contains(text, tc.says) {
			t.Errorf("%v after %d: does not say %q:\n%s", tc.err, tc.in.Added, tc.says, text)
		}
	}
}

func TestOneLongPageOfArticlesOrFeedsFitsAMessage(t *testing.T) {
	long := strings.Repeat("*조선민주주의인민공화국* @everyone ", 40)
	var articles []corpus.Article
	var feeds []followed.Feed
	in := &intake{Intake: &library.Intake{Added: 99}, read: 99, failed: 9}
	for i := range message.ListPage {
		u := "https://news.example/" + strings.Repeat("p", 480)
		articles = append(articles, corpus.Article{ID: corpus.ArticleID(fmt.Sprint(i)), Title: long, Outlet: long, URL: u})
		feeds = append(feeds, followed.Feed{URL: u + fmt.Sprint(i), Title: long, LastError: long})
	}
	in.first = articles[:showAdded]
	for range showProblems {
		in.problems = append(in.problems, "- "+message.Plain(message.Shorten(message.Tidy(long), maxFileName))+": "+message.Plain(message.Shorten(message.Tidy(long), message.MaxTitle)))
	}
	for name, c := range map[string]message.Card{"list": message.OwnArticles(message.Presentation{}, articles, 99, 1), "feeds": message.Feeds(message.Presentation{}, feeds), "added": in.card()} {
		if err := rules.ValidateComponents(c.Components()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text := strings.Join(c.Blocks, "\n"); !strings.Contains(text, "… and ") {
			t.Errorf("%s does not count what it leaves out:\n%s", name, text)
		}
	}
}

func TestWhatWasAddedIsTold(t *testing.T) {
	articles := []corpus.Article{{Title: "Ferry link to reopen in spring", Outlet: "The Harbour Gazette", URL: "https://gazette.example/world/ferry-link", Published: corpus.NewDate(2025, 3, 4)},
		{Title: "Ferry [live]: *what we know*", Outlet: "Coast Radio", URL: "https://coast.example/a_(2)?id=7", Published: corpus.NewDate(2025, 3, 0)},
		{ID: "a3", Title: "Pier inspection report"}}
	components := (&intake{Intake: &library.Intake{Added: 6, Revised: 1, Unchanged: 2}, read: 9, failed: 1, first: articles, problems: []string{`- notices\.jsonl#4: not JSON`}}).card().Components()
	if err := rules.ValidateComponents(components); err != nil {
		t.Error(err)
	}
	golden.Check(t, "added.golden", rules.Text(components))
}
