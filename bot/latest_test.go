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
		o.Manners.AtOnce = 1
	})
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	return s, l
}

func latestOn(s *stage, topic string, with ...discordtest.With) *discordtest.Interaction {
	return s.Slash(discordtest.Guild, discordtest.User, "latest", append(with, discordtest.Opt("topic", topic))...)
}

func TestLatestTellsWhatCameInSinceTheChannelAsked(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	asked := latestOn(s, "ferry")
	posted(t, "latest-first", s.reply(t, asked), asked)
	asked = latestOn(s, "ferry")
	posted(t, "latest-none", s.reply(t, asked), asked)

	addText(t, l, "pier.md", pierClosed)
	asked = latestOn(s, "Ferry")
	m := s.reply(t, asked)
	posted(t, "latest-new", m, asked)
	omits(t, m, "12 crowns")
	says(t, s.reply(t, asked.Click("v1:sources:"+behind(asked))), "The ferry pier at Tarn Island closed on Sunday")
	says(t, s.reply(t, latestOn(s, "ferry")), "Nothing new on “ferry”")
}

func TestABriefCountsAsHavingAsked(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	s.reply(t, brief(s, discordtest.Guild, "ferry"))
	says(t, s.reply(t, latestOn(s, "ferry")), "Nothing new on “ferry”")
	addText(t, l, "pier.md", pierClosed)
	// One that is limited to some articles is not all that there was.
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry", discordtest.Opt("as_of", "2025-03-02"))), "12 crowns")
	says(t, s.reply(t, latestOn(s, "ferry")), "New since", "closed on Sunday")
}

func TestChannelsAndPeopleAreToldApart(t *testing.T) {
	t.Parallel()
	s, _ := playNews(t)
	s.reply(t, latestOn(s, "ferry"))
	const somebody = "430000000000000099"
	first := "for the first time"
	says(t, s.reply(t, latestOn(s, "ferry", discordtest.In(sideChannel))), first)
	says(t, s.reply(t, latestOn(s, "tarn island")), first)
	says(t, s.reply(t, s.Slash(discordtest.Guild, somebody, "latest", discordtest.Opt("topic", "ferry"))), "Nothing new")
	for _, user := range []string{discordtest.User, somebody} {
		says(t, s.reply(t, s.Slash("", user, "latest", discordtest.Opt("topic", "ferry"))), first)
		says(t, s.reply(t, s.Slash("", user, "latest", discordtest.Opt("topic", "ferry"))), "Nothing new")
	}
}

func TestNewsThatSaysNothingNewIsCalledThat(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	s.reply(t, latestOn(s, "ferry"))
	addText(t, l, "again.md", "---\ntitle: Fare\noutlet: Echo\nurl: https://echo.example/fare\npublished: 2025-03-02\n---\n\nThe ferry to Tarn Island now costs 12 crowns, the port authority said on Saturday.\n")
	says(t, s.reply(t, latestOn(s, "ferry")), "Nothing new on “ferry”", "says nothing that was not told then")
}

func TestWhatAnotherProcessHasJustStoredIsNews(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := playNewsIn(t, dir)
	s.reply(t, latestOn(s, "ferry"))
	other := openLibrary(t, dir)
	addText(t, other, "pier.md", pierClosed)
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, latestOn(s, "ferry")), "New since", "closed on Sunday")
}

func TestWhatWasToldLongBeforeIsNoNews(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	s.reply(t, latestOn(s, "ferry"))
	addText(t, l, "pier.md", pierClosed)
	says(t, s.reply(t, latestOn(s, "ferry")), "closed on Sunday")
	// An article that repeats what the first brief said, and adds to it.
	addText(t, l, "both.md", "---\ntitle: Ferry\noutlet: Echo\nurl: https://echo.example/both\npublished: 2025-03-10\n---\n\nThe ferry to Tarn Island now costs 12 crowns, the port authority said on Saturday.\n\nThe ferry company hired forty more sailors for the summer season, its director announced.\n")
	m := s.reply(t, latestOn(s, "ferry"))
	says(t, m, "forty more sailors")
	omits(t, m, "12 crowns")
}

func TestLatestWithoutATopicListsTheArticlesThatCameIn(t *testing.T) {
	t.Parallel()
	s, l := playNews(t)
	ask := func() discordtest.Message {
		m := s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "latest"))
		if !m.Ephemeral {
			t.Error("everybody sees the list")
		}
		return m
	}
	says(t, ask(), "for the first time", "[Ferry fare raised](https://gazette.example/fare)")
	says(t, ask(), "Nothing new", "<t:1741593600:R>")
	addText(t, l, "pier.md", pierClosed)
	m := ask()
	says(t, m, "1 new article since", "[Ferry pier closed](https://coast.example/pier)")
	omits(t, m, "fare raised")
}

func TestLatestOnAnUnknownTopicSaysSo(t *testing.T) {
	t.Parallel()
	s, _ := playNews(t)
	says(t, s.reply(t, latestOn(s, "zebra")), "Nothing on “zebra”")
}
