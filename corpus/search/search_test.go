package search

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

var public = corpus.NewScope(corpus.Public)

func index(articles ...corpus.Article) *Index {
	ix := New(analyzer)
	ix.PutAll(articles)
	return ix
}

// found returns the IDs of a search's hits.
func found(t *testing.T, ix *Index, q Query) string {
	t.Helper()
	if len(q.Scope.Collections()) == 0 {
		q.Scope = public
	}
	var ids []string
	for _, h := range search(t, ix, q).Hits {
		ids = append(ids, string(h.Article))
	}
	return strings.Join(ids, " ")
}

func TestTopicsFindEveryNameOfAConcept(t *testing.T) {
	ix := index(
		article("a", "", "The DPRK fired a missile."),
		article("b", "", "Pyongyang said nothing of the launch."),
		article("c", "", "North Korea’s army paraded."),
		article("d", "", "The northern port is quiet."),
		article("e", "", "South Korea’s army paraded."),
	)
	for _, topic := range []string{"north-korea", "North Korea", "DPRK", "dprk", "Pyongyang", "NORTH KOREANS"} {
		hits := strings.Fields(found(t, ix, Query{Text: topic}))
		if len(hits) < 3 || strings.Join(hits[3:], "") > "e" || strings.Contains(strings.Join(hits[:3], ""), "e") {
			t.Errorf("%s finds %v", topic, hits)
		}
		terms := search(t, ix, Query{Scope: public, Text: topic}).Terms
		if terms[0].Text != "@north-korea" || terms[0].Passages != 3 {
			t.Errorf("%s: first term %+v", topic, terms[0])
		}
	}
}

func TestATopicAsAWholeNeedsNoCapitals(t *testing.T) {
	ix := index(article("a", "", "The UN met."), article("b", "", "Kim Jong Un met nobody."))
	if got := found(t, ix, Query{Text: "un"}); !strings.HasPrefix(got, "a") {
		t.Errorf("un finds %s", got)
	}
	if r := search(t, ix, Query{Scope: public, Text: "un meeting"}); r.Terms[0].Text != "un" {
		t.Errorf("within a text, un is %+v", r.Terms[0])
	}
}

func TestSpellingsOfANameFindEachOther(t *testing.T) {
	spellings := []string{"Ahn Gyu Back", "Ahn Gyu-back", "Ahn Gyu\u2011back", "Ahn Gyuback"}
	var articles []corpus.Article
	for i, s := range spellings {
		articles = append(articles, article(string(rune('a'+i)), "", "The minister "+s+" spoke."))
	}
	articles = append(articles, article("z", "", "The bakery opened at nine."))
	ix := index(articles...)
	for _, s := range spellings {
		if got := search(t, ix, Query{Scope: public, Text: s}).Matched; got != len(spellings) {
			t.Errorf("%s finds %d of %d spellings", s, got, len(spellings))
		}
	}
}

func TestTitlesCountTwice(t *testing.T) {
	ix := index(
		article("body", "Talks went on", "The summit lasted long and nobody left."),
		article("title", "Summit lasted long", "Talks went on and nobody left."),
	)
	if got := found(t, ix, Query{Text: "summit"}); got != "title body" {
		t.Errorf("got %s", got)
	}
}

func TestTiesAreBrokenByArticleThenOrdinal(t *testing.T) {
	two := corpus.Article{ID: "b", Collection: corpus.Public, Title: "News", Body: "A summit. A summit.", Passages: []corpus.Passage{
		{Span: corpus.Span{Start: 0, End: 9}, Ordinal: 0}, {Span: corpus.Span{Start: 10, End: 19}, Ordinal: 1},
	}}
	one := article("a", "News", "A summit.")
	for _, ix := range []*Index{index(two, one), index(one, two)} {
		r := search(t, ix, Query{Scope: public, Text: "summit", Limit: 2})
		if r.Matched != 3 || r.Hits[0].Article != "a" || r.Hits[1].Article != "b" || r.Hits[1].Passage.Ordinal != 0 {
			t.Errorf("got %+v", r)
		}
	}
}

func TestFiltersLeaveStatisticsAlone(t *testing.T) {
	dated := func(id, outlet, language string, d corpus.Date) corpus.Article {
		a := article(id, "", "Talk resumed.")
		a.Outlet, a.Language, a.Published = outlet, language, d
		return a
	}
	ix := index(
		dated("day", "Daily Post", "en", corpus.NewDate(2018, 6, 12)),
		dated("month", "DAILY POST", "en-GB", corpus.NewDate(2018, 6, 0)),
		dated("year", "Wire", "", corpus.NewDate(2018, 0, 0)),
		dated("none", "Wire", "sv", corpus.Date{}),
	)
	date := func(s string) corpus.Date {
		d, err := corpus.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	all := search(t, ix, Query{Scope: public, Text: "talk"})
	for _, test := range []struct {
		name string
		q    Query
		want string
	}{
		{"all", Query{}, "day month none year"},
		{"since a day", Query{Since: date("2018-06-12")}, "day"},
		{"since a month", Query{Since: date("2018-06")}, "day month"},
		{"since a year", Query{Since: date("2018")}, "day month year"},
		{"since later", Query{Since: date("2018-06-13")}, ""},
		{"until a day", Query{Until: date("2018-06-12")}, "day"},
		{"until the end of the month", Query{Until: date("2018-06-30")}, "day month"},
		{"until a month", Query{Until: date("2018-06")}, "day month"},
		{"until a year", Query{Until: date("2018")}, "day month year"},
		{"until earlier", Query{Until: date("2018-06-11")}, ""},
		{"within", Query{Since: date("2018-06"), Until: date("2018-06-12")}, "day"},
		{"outlet", Query{Outlet: "daily post"}, "day month"},
		{"no such outlet", Query{Outlet: "Gazette"}, ""},
		{"language", Query{Written: "en"}, "day month"},
		{"outlet and date", Query{Outlet: "Wire", Since: date("2018")}, "year"},
		{"a muted outlet", Query{Scope: public.Without(corpus.Muted{Outlets: []string{"daily post"}})}, "none year"},
		{"muted articles", Query{Scope: public.Without(corpus.Muted{Articles: []corpus.ArticleID{"day", "year", "gone"}})}, "month none"},
		{"both muted", Query{Scope: public.Without(corpus.Muted{Outlets: []string{"Wire"}, Articles: []corpus.ArticleID{"day"}})}, "month"},
		{"a muted outlet asked for", Query{Scope: public.Without(corpus.Muted{Outlets: []string{"Wire"}}), Outlet: "wire"}, ""},
	} {
		test.q.Text = "talk"
		if got := found(t, ix, test.q); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
		test.q.Scope = public.Without(test.q.Scope.Muted())
		if r := search(t, ix, test.q); !cmp.Equal(r.Terms, all.Terms) {
			t.Errorf("%s: terms %+v, want %+v", test.name, r.Terms, all.Terms)
		}
	}
}

func TestRevisionsReplaceAndRemovedArticlesGo(t *testing.T) {
	ix := index(article("a", "", "Talks resumed."), article("b", "", "Talks ended."))
	second := article("a", "", "Nothing resumed.")
	second.Revision = 2
	ix.Put(second)
	if got := found(t, ix, Query{Text: "talks"}); got != "b" {
		t.Errorf("got %s", got)
	}
	r := search(t, ix, Query{Scope: public, Text: "resumed"})
	if len(r.Hits) != 1 || r.Hits[0].Revision != 2 || r.Terms[0].Passages != 1 {
		t.Errorf("got %+v", r)
	}
	ix.Remove(corpus.Public, "a")
	if got := found(t, ix, Query{Text: "resumed"}); got != "" {
		t.Errorf("got %s", got)
	}
	if got := ix.Size(public); got != (corpus.Size{Articles: 1, Passages: 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestTheSameIDInAnotherCollectionIsAnotherArticle(t *testing.T) {
	mine, theirs := article("a", "", "Talks."), article("a", "", "Talks.")
	theirs.Collection = corpus.Guild("1")
	ix := index(mine, theirs)
	ix.Remove(corpus.Guild("1"), "a")
	if got := found(t, ix, Query{Text: "talks"}); got != "a" {
		t.Errorf("got %q", got)
	}
}

func TestQueriesOfNothingFindNothing(t *testing.T) {
	ix := index(article("a", "", "What is it?"))
	for _, text := range []string{"", "what is it", "—?!", "\xff\xfe", "@", "zzz"} {
		r := search(t, ix, Query{Scope: public, Text: text})
		if len(r.Hits) > 0 || r.Matched > 0 {
			t.Errorf("%q: got %+v", text, r)
		}
	}
}

func TestLimitsAreChecked(t *testing.T) {
	ix := New(analyzer)
	for _, limit := range []int{-1, 1001} {
		if _, err := ix.Search(t.Context(), Query{Limit: limit}); err == nil {
			t.Errorf("limit %d was taken", limit)
		}
	}
}

func TestCancelledSearchesEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := index(article("a", "", "Talks.")).Search(ctx, Query{Scope: public, Text: "talks"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestLongQueriesKeepTheirRarestTerms(t *testing.T) {
	d := randomly(3)
	var articles []corpus.Article
	for i := range 50 {
		articles = append(articles, article(string(rune('a'+i)), "", d.text(60)))
	}
	articles = append(articles, article("zz", "", "A solitary zeppelin."))
	ix := index(articles...)
	r := search(t, ix, Query{Scope: public, Text: d.text(5000) + " zeppelin"})
	if len(r.Terms) != maxTerms {
		t.Errorf("%d terms", len(r.Terms))
	}
	r = search(t, ix, Query{Scope: public, Text: "zeppelin " + strings.Repeat("talks ", 10_000)})
	if r.Hits[0].Article != "zz" {
		t.Errorf("got %+v", r.Hits[0])
	}
}

// TestScoresFollowTheTextbook computes one score by the published formula.
func TestScoresFollowTheTextbook(t *testing.T) {
	ix := index(
		article("a", "Summit", "Leaders met. The summit, a summit."), // 6 words with the title twice, tf 4
		article("b", "Rice", "Prices rose."),                         // 4 words, no summit
		article("c", "Rain", "A summit was rained off today."),       // 5 words, tf 1
	)
	const n, df = 3, 2
	average := (6.0 + 4 + 5) / 3
	r := search(t, ix, Query{Scope: public, Text: "summit"})
	for i, hit := range []struct{ tf, length float64 }{{4, 6}, {1, 5}} {
		want := math.Log(1+(n-df+0.5)/(df+0.5)) * hit.tf * (k1 + 1) / (hit.tf + k1*(1-b+b*hit.length/average))
		if got := float64(r.Hits[i].Score) / ScoreUnit; math.Abs(got-want) > 1e-4 {
			t.Errorf("hit %d: %.5f, want %.5f", i, got, want)
		}
	}
}

func TestIDFIsTheLogarithm(t *testing.T) {
	for _, n := range []int{0, 1, 2, 10, 1000, 12345, 2_000_000, 1 << 40} {
		for _, df := range []int{0, 1, 2, n / 3, n / 2, n - 1, n} {
			if df < 0 || df > n {
				continue
			}
			want := math.Log(float64(2*n+2)/float64(2*df+1)) * ScoreUnit
			if got := idf(n, df); math.Abs(float64(got)-want) > 1.01 || got < 0 {
				t.Errorf("idf(%d, %d) = %d, want %.2f", n, df, got, want)
			}
		}
	}
}

func TestLengthCodesAreExactForUsualPassages(t *testing.T) {
	for n := range 2000 {
		got := decodeLength(lengthCode(n))
		switch {
		case n <= exactLengths && got != n,
			n > exactLengths && n < 1080 && (got < n-lengthStep/2 || got > n+lengthStep/2),
			n >= 1080 && got != 1080:
			t.Errorf("%d is coded as %d", n, got)
		}
	}
}

// TestScoresFitTheirBits holds the bound that 32-bit sums rely on.
func TestScoresFitTheirBits(t *testing.T) {
	highest := impact(float64(idf(1<<40, 0)), k1+1)
	if int64(highest)*maxTerms > math.MaxInt32 {
		t.Errorf("%d terms of %d overflow", maxTerms, highest)
	}
}

func TestHostileArticlesAreIndexed(t *testing.T) {
	a := article("a", "Talks \xff", strings.Repeat("x", 1000))
	a.Passages = append(a.Passages, corpus.Passage{Span: corpus.Span{Start: 5, End: 4000}},
		corpus.Passage{Span: corpus.Span{Start: -3, End: 4}}, corpus.Passage{Span: corpus.Span{Start: 9, End: 3}})
	ix := index(a, corpus.Article{}, corpus.Article{ID: oddID, Collection: corpus.Public, Title: "Talks"})
	if r := search(t, ix, Query{Scope: public, Text: "talks"}); r.Matched != 4 {
		t.Errorf("got %+v", r)
	}
}

const oddID = corpus.ArticleID("an ID need not be hexadecimal")
