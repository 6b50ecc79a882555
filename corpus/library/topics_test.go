package library

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/topics"
)

// about is an article that names places.
func about(c corpus.Collection, url string, places ...string) corpus.Article {
	return article(c, url, "A walk", "We walked from the ferry to "+strings.Join(places, ", and then to ")+".")
}

func named(l *topics.List) string {
	var out []string
	for _, t := range l.Topics(0) {
		out = append(out, t.Name)
	}
	return strings.Join(out, " ")
}

func TestTopicsFollowTheStore(t *testing.T) {
	dir := t.TempDir()
	l, other := open(t, dir), open(t, dir)
	defer closeLibrary(t, other)
	check := func(scope corpus.Scope, want string) {
		t.Helper()
		list, err := l.Topics(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, named(list)); diff != "" {
			t.Error(diff)
		}
	}
	public := corpus.NewScope(corpus.Public)
	check(public, "")
	a, b := about(corpus.Public, "a", "Elswick", "Gant"), about(corpus.Public, "b", "Elswick")
	add(t, l, a, b)
	check(public, "Elswick")
	secret := about(guild, "s", "Gant", "Quibblewort")
	add(t, other, secret, about(guild, "t", "Quibblewort"))
	check(public, "Elswick")
	check(everything, "Elswick Gant Quibblewort")
	add(t, other, about(corpus.Public, "b", "Brackwater", "Gant")) // a revision
	check(public, "Gant")
	if err := other.Remove(t.Context(), everything, secret.ID); err != nil {
		t.Fatal(err)
	}
	check(everything, "Gant")
	closeLibrary(t, l)
	l = open(t, dir)
	check(everything, "Gant")
	closeLibrary(t, l)
}

// A store that a version before wrote holds no names: they are read once, when
// they are asked for, and then kept.
func TestTopicsOfAnOlderStoreAreReadOnce(t *testing.T) {
	dir := t.TempDir()
	older, err := store.Open(t.Context(), dir, store.Database(pgtest.Database(t, dir))) // which reads no names
	if err != nil {
		t.Fatal(err)
	}
	if _, err := older.PutAll(t.Context(), []corpus.Article{about(corpus.Public, "a", "Elswick"), about(corpus.Public, "b", "Elswick")}); err != nil {
		t.Fatal(err)
	}
	if err := older.Close(); err != nil {
		t.Fatal(err)
	}
	l := open(t, dir)
	defer closeLibrary(t, l)
	if list, err := l.LatestTopics(t.Context(), everything); err != nil || named(list) != "" {
		t.Errorf("who cannot wait gets %q, %v", named(list), err)
	}
	if err := l.RenewTopics(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list, err := l.LatestTopics(t.Context(), everything); err != nil || named(list) != "Elswick" {
		t.Errorf("then %q, %v", named(list), err)
	}
	if keys, err := l.store.IndexFeed().Topicless(t.Context()); err != nil || len(keys) > 0 {
		t.Errorf("%d articles are read anew at the next start, %v", len(keys), err)
	}
}

// What one server's articles name is in no other's lists, nor is it read for them.
func TestTopicsOfAGuildAreSeenByNoOther(t *testing.T) {
	l := open(t, t.TempDir())
	defer closeLibrary(t, l)
	add(t, l, about(guild, "a", "Quibblewort"), about(guild, "b", "Quibblewort"), about(corpus.Public, "c", "Elswick"), about(corpus.Public, "d", "Elswick"))
	for _, tc := range []struct {
		scope corpus.Scope
		want  string
	}{
		{corpus.NewScope(guild), "Quibblewort"},
		{corpus.NewScope(corpus.Public), "Elswick"},
		{corpus.NewScope(corpus.Public, corpus.Guild("8888")), "Elswick"},
		{everything, "Quibblewort Elswick"}, // the newest first
	} {
		list, err := l.Topics(t.Context(), tc.scope)
		if err != nil || named(list) != tc.want {
			t.Errorf("%s: %q, %v, want %q", tc.scope, named(list), err, tc.want)
		}
	}
	tell := func(n store.Named) error {
		if n.Collection != corpus.Public {
			t.Errorf("of %s", n.Collection)
		}
		return nil
	}
	if _, err := l.store.IndexFeed().Topics(t.Context(), []corpus.Collection{corpus.Public}, tell); err != nil {
		t.Fatal(err)
	}
}

func TestLatestTopicsNeverHoldWhatWasRemoved(t *testing.T) {
	l := open(t, t.TempDir())
	defer closeLibrary(t, l)
	latest := func() string {
		list, err := l.LatestTopics(t.Context(), everything)
		if err != nil {
			t.Fatal(err)
		}
		return named(list)
	}
	a := about(guild, "a", "Elswick")
	add(t, l, a, about(corpus.Public, "b", "Elswick"))
	if got := latest(); got != "Elswick" {
		t.Errorf("at first %q", got)
	}
	add(t, l, about(corpus.Public, "c", "Gant"), about(corpus.Public, "d", "Gant"))
	if got := latest(); got != "Elswick" {
		t.Errorf("before they were renewed %q", got)
	}
	if err := l.RenewTopics(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := latest(); got != "Elswick Gant" {
		t.Errorf("renewed %q", got)
	}
	if err := l.Remove(t.Context(), everything, a.ID); err != nil {
		t.Fatal(err)
	}
	if got := latest(); got != "Gant" {
		t.Errorf("after removal %q", got)
	}
}

// BenchmarkTopics completes what is typed over ten thousand articles, first
// when nothing is loaded, then when nothing has changed.
func BenchmarkTopics(b *testing.B) {
	l := open(b, b.TempDir())
	defer closeLibrary(b, l)
	r := rand.New(rand.NewPCG(8, 8))
	var batch []corpus.Article
	for i := range 10_000 {
		a := article(corpus.Public, fmt.Sprint(i), "A walk", text(uint64(i))+
			fmt.Sprintf(" Then we saw Place%d and met Mira Person%d. Later Person%d left.", r.IntN(2000), i%5000, i%5000))
		if batch = append(batch, a); len(batch) == 500 {
			add(b, l, batch...)
			batch = nil
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			l.topics.forget(everything)
			if _, err := l.Topics(b.Context(), everything); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, find := range map[string]func() (*topics.List, error){
		"exact":  func() (*topics.List, error) { return l.Topics(b.Context(), everything) },
		"latest": func() (*topics.List, error) { return l.LatestTopics(b.Context(), everything) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				list, err := find()
				if err != nil || len(list.Find("pla", 25)) != 25 {
					b.Fatal(err)
				}
			}
		})
	}
}
