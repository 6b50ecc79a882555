package bot

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/corpus"
)

// posted compares a message with a golden file, with the ID of the brief in its
// buttons left out.
func posted(t *testing.T, name string, m discordtest.Message, i *discordtest.Interaction) {
	t.Helper()
	golden(t, "posted-"+name, strings.ReplaceAll(m.Text(), behind(i), "<brief>"))
}

func TestViewsOfATopicArePostedByThemselves(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	for _, name := range []string{"timeline", "quotes", "compare"} {
		asked := s.Slash(discordtest.Guild, discordtest.User, name, discordtest.Opt("topic", "ferry"))
		m := s.reply(t, asked)
		if m.Ephemeral {
			t.Errorf("/%s is shown to one person only", name)
		}
		posted(t, name, m, asked)
		other := s.reply(t, asked.Click("v1:sources:"+behind(asked)))
		says(t, other, "> **The ferry sails again in May.**")
		if !other.Ephemeral {
			t.Errorf("a view behind /%s is shown to everybody", name)
		}
	}
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "timeline", discordtest.Opt("topic", "zebra"))), "Nothing on “zebra”")
}

func TestCompareShowsWhereArticlesDiffer(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addText(t, l, "launches.md", "---\ntitle: Launches\noutlet: Harbour Wire\nurl: https://wire.example/1\npublished: 2024-05-02\n---\n\nNorthland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said.\n")
	addText(t, l, "missiles.md", "---\ntitle: Missiles\noutlet: Tarn Post\nurl: https://post.example/1\npublished: 2024-05-03\n---\n\nNorthland fired 17 short-range missiles into the eastern sea on Thursday, the coast guard of Southland said.\n")
	srv := discordtest.New(t)
	s := playLibrary(t, srv, l)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	asked := s.Slash(discordtest.Guild, discordtest.User, "compare", discordtest.Opt("topic", "northland"))
	m := s.reply(t, asked)
	says(t, m, "**Differences** · northland", "]](https://", "{v1:timeline:"+behind(asked)+"}")
	if n := strings.Count(m.Text(), "│ - "); n < 2 {
		t.Errorf("%d claims side by side:\n%s", n, m.Text())
	}
}

func TestTimelineShowsTheEventsOfTheSample(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addSample(t, l)
	s := playLibrary(t, discordtest.New(t), l)
	if err := s.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "timeline", discordtest.Opt("topic", "dprk"))), "**Timeline** · North Korea", "**28 Oct 2024** · ")
}

func TestQuotesOfOneSpeaker(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	ask := func(speaker string) discordtest.Message {
		return s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "quotes", discordtest.Opt("topic", "ferry"), discordtest.Opt("speaker", speaker)))
	}
	says(t, ask("some"), "“The ferry sails again in May.”", "**Somebody**")
	m := ask("body *else*")
	says(t, m, `Nobody called “body \*else\*” is quoted on ferry`, "Those who are: **Somebody**.")
	omits(t, m, "v1:")
}

func TestSpeakersAreSuggestedFromOneBriefForAllKeys(t *testing.T) {
	t.Parallel()
	var composed atomic.Int32
	ferry := ferries()
	ferry.before = func(context.Context) { composed.Add(1) }
	s := playRegistered(t, discordtest.New(t), ferry)
	topic := discordtest.Opt("topic", "ferry")
	for typed, want := range map[string]int{"": 1, "s": 1, "so": 1, "som": 1, "x": 0} {
		choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, "quotes", "speaker", typed, topic).WaitChoices(s.ctx)
		if err != nil || len(choices) != want {
			t.Errorf("%q suggests %v, %v; want %d", typed, choices, err, want)
		}
	}
	if n := composed.Load(); n != 1 {
		t.Errorf("composed %d briefs", n)
	}
	if choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, "quotes", "speaker", "so").WaitChoices(s.ctx); err != nil || len(choices) != 0 {
		t.Errorf("without a topic: %v, %v", choices, err)
	}
}

func TestSpeakersOfOneServerAreNotSuggestedInAnother(t *testing.T) {
	t.Parallel()
	const a, b = "410000000000000001", "410000000000000002"
	ferry := &shelf{articles: []corpus.Article{article("secret", corpus.Guild(a), "Ferry", "The ferry is secret.")}}
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{a, b}}), ferry)
	for _, guild := range []string{a, b, a} {
		choices, err := s.Autocomplete(guild, discordtest.User, "quotes", "speaker", "", discordtest.Opt("topic", "ferry")).WaitChoices(s.ctx)
		if err != nil || len(choices) != map[string]int{a: 1, b: 0}[guild] {
			t.Errorf("in %s: %v, %v", guild, choices, err)
		}
	}
}

// many are n articles on the ferry.
func many(n int) *shelf {
	s := &shelf{}
	for i := range n {
		s.articles = append(s.articles, article(fmt.Sprintf("a%02d", i), corpus.Public, "Title", fmt.Sprintf("Ferry number %d sails.", i)))
	}
	return s
}

func TestBriefInEachDetail(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	for _, level := range []string{"short", "standard", "full"} {
		asked := brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", level))
		posted(t, "brief-"+level, s.reply(t, asked), asked)
	}
}

func TestAFullBriefTurnsItsPagesAndKeepsItsButtons(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), many(25))
	asked := brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", "full"))
	first := s.reply(t, asked)
	says(t, first, "## ferry", "Page 1 of ", "[Next]", "[Timeline (25)]", "[Ask a follow-up]")
	turned := s.reply(t, asked.Click("v1:full:"+behind(asked)+":1"))
	says(t, turned, "Page 2 of ", "[Previous]", "[Timeline (25)]", "[Ask a follow-up]")
	omits(t, turned, "{v1:full:"+behind(asked)+"}")
	if turned.ID != first.ID || turned.Ephemeral {
		t.Error("the page is not turned in place")
	}
}

func TestMoreDetailShowsAllOfABriefToWhoeverAsks(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), many(25))
	asked := brief(s, discordtest.Guild, "ferry")
	s.reply(t, asked)
	opened := asked.Click("v1:full:" + behind(asked))
	m := s.reply(t, opened)
	says(t, m, "## ferry", "Page 1 of ", "[Next]")
	omits(t, m, "[Timeline", "[Ask a follow-up]")
	if !m.Ephemeral {
		t.Error("everybody sees it")
	}
	var all strings.Builder
	for page := 1; strings.Contains(m.Text(), "[Next]"); page++ {
		all.WriteString(m.Text())
		opened = opened.Click(fmt.Sprintf("v1:full:%s:%d", behind(asked), page))
		m = s.reply(t, opened)
	}
	all.WriteString(m.Text())
	for i := range 25 {
		if n := strings.Count(all.String(), fmt.Sprintf("Ferry number %d sails.", i)); n != 2 { // as a sentence and a quote, and not as an event again
			t.Errorf("sentence %d is there %d times", i, n)
		}
	}
}

func TestTopicsAreListedOverPagesAndOnePicked(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, t.TempDir())
	addSample(t, l)
	srv := discordtest.New(t)
	s := playLibrary(t, srv, l)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	listed := s.Slash(discordtest.Guild, discordtest.User, "topics")
	first := s.reply(t, listed)
	says(t, first, "**What there is to ask about**", "- **North Korea** · ", "Page 1 of ", "▾ Brief me on … {v1:pick:all}")
	if !first.Ephemeral {
		t.Error("everybody sees the list")
	}
	turned := listed.Click("v1:topics:all:1")
	second := s.reply(t, turned)
	says(t, second, "Page 2 of ", "[Previous]")
	omits(t, second, "- **North Korea** · ")
	if second.ID != first.ID {
		t.Error("the second page is another message")
	}
	s.reply(t, turned.Click("v1:topics:all:0"))
	m := s.reply(t, listed.Select("v1:pick:all", "North Korea"))
	says(t, m, "## North Korea", "**Bottom line**")
	if m.Ephemeral || m.ID == first.ID {
		t.Error("the brief is not posted for everybody")
	}
}

func TestNoTopicsSaySo(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), &shelf{})
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "topics")), "There are no articles yet")
}
