package bot

import (
	"testing"
	"testing/fstest"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

// addText adds an article to a library's public collection.
func addText(t *testing.T, l *library.Library, name, text string) {
	t.Helper()
	var articles []corpus.Article
	_, err := ingest.WalkFS(t.Context(), fstest.MapFS{name: {Data: []byte(text)}}, ingest.Options{}, func(i ingest.Item) error {
		articles = append(articles, i.Article)
		return i.Err
	})
	if err == nil {
		_, err = l.Add(t.Context(), articles)
	}
	if err != nil {
		t.Fatal(err)
	}
}

const (
	fareRaised = "---\ntitle: Ferry fare raised\noutlet: Gazette\nurl: https://gazette.example/fare\npublished: 2025-03-01\n---\n\nThe ferry to Tarn Island now costs 12 crowns, the port authority said on Saturday.\n"
	pierClosed = "---\ntitle: Ferry pier closed\noutlet: Coast Radio\nurl: https://coast.example/pier\npublished: 2025-03-09\n---\n\nThe ferry pier at Tarn Island closed on Sunday after a storm broke two of its piles.\n"
)

// playNews plays on a library of one article on the ferry.
func playNews(t *testing.T) (*stage, *library.Library) {
	t.Helper()
	return playNewsIn(t, t.TempDir())
}

// playNewsIn is playNews, with the library in a folder.
func playNewsIn(t *testing.T, dir string) (*stage, *library.Library) {
	t.Helper()
	l := openLibrary(t, dir)
	addText(t, l, "fare.md", fareRaised)
	srv := discordtest.New(t)
	now := time.Date(2025, time.March, 10, 8, 0, 0, 0, time.UTC)
	s := playLibrary(t, srv, l, func(o *Options) {
		o.Now = func() time.Time { return now }
		// What somebody asks next is served when what they asked before is
		// over: how far they were told is noted after they were.
		o.Quota.AtOnce = 1
	})
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	return s, l
}
