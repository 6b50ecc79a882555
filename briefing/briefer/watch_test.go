package briefer

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

var (
	watchArchive = flag.String("watch.archive", "", "data folder of dated articles to watch topics in")
	watchTopics  = flag.Int("watch.topics", 200, "how many of its topics")
	watchFirst   = flag.String("watch.first", "2022-08-22", "the first of the days")
	watchWeeks   = flag.Int("watch.weeks", 8, "weeks of them")
	watchOutlets = flag.Int("watch.outlets", 2, "outlets that must tell a story")
	watchSeed    = flag.Uint64("watch.seed", 1, "by which the topics and what is read are drawn")
)

// TestWatchesOverAnArchive watches names that an archive mentions over weeks of its
// days, and shows a hundred of the nudges, drawn at random, for somebody to read.
func TestWatchesOverAnArchive(t *testing.T) {
	if *watchArchive == "" {
		t.Skip("give a data folder with -watch.archive")
	}
	l, err := library.Open(t.Context(), *watchArchive, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	scope := corpus.NewScope(corpus.Public)
	list, err := l.Topics(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	named := list.Topics(max(600, *watchTopics))
	r := rand.New(rand.NewPCG(*watchSeed, 2))
	r.Shuffle(len(named), func(i, j int) { named[i], named[j] = named[j], named[i] })
	first, err := corpus.ParseDate(*watchFirst)
	if err != nil {
		t.Fatal(err)
	}
	b := New(l, l.Analyzer())
	var shown []string
	kinds := map[briefing.NudgeKind]int{}
	for _, topic := range named[:min(len(named), *watchTopics)] {
		req := &briefing.WatchRequest{Request: briefing.Request{Scope: scope, Topic: topic.Name}, Outlets: *watchOutlets}
		told := map[corpus.ArticleID]bool{}
		err := b.WatchDays(t.Context(), req, first, first.DaysBack(1-7**watchWeeks), func(day corpus.Date, n briefing.Nudge) error {
			kinds[n.Kind]++
			for _, id := range n.Story {
				if n.Kind == briefing.NewStory && told[id] {
					t.Errorf("%s, %s: article %s is told of twice", topic.Name, day, id)
				}
				told[id] = true
			}
			if n.Kind == briefing.Grown {
				return nil
			}
			text := topic.Name + ": " + render.NudgeText(day, n, render.TextOptions{Width: 200})
			story, err := l.Articles(t.Context(), scope, n.Story)
			for _, a := range story {
				text += fmt.Sprintf("    %s %s: %s\n", a.Published, a.Outlet, a.Title)
			}
			shown = append(shown, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	r.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	t.Logf("%d topics: %v", min(len(named), *watchTopics), kinds)
	for n, text := range shown[:min(len(shown), 100)] {
		t.Logf("%d %s", n+1, text)
	}
}
