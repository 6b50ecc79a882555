package topics

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/sentence"
)

var (
	analyzer = sync.OnceValue(func() *analysis.Analyzer { return analysis.New(alias.Default()) })
	guild    = corpus.Guild("7")
	public   = corpus.NewScope(corpus.Public)
	both     = corpus.NewScope(corpus.Public, guild)
)

func article(c corpus.Collection, id, title, body string, published corpus.Date) corpus.Article {
	return corpus.Article{ID: corpus.ArticleID(id), Collection: c, Title: title, Body: body, Language: "en",
		Published: published, Sentences: sentence.Split(body, "en")}
}

func newIndex() *Index { return New(analyzer(), alias.Default()) }

func put(x *Index, a corpus.Article) {
	if err := x.Put(a.Collection, a.Published, x.Read(a)); err != nil {
		panic(err) // what was written can be read
	}
}

func day(n int) corpus.Date { return corpus.NewDate(2024, 1, n) }

func TestNamesOfAnArticle(t *testing.T) {
	for _, tc := range []struct{ name, title, body, want string }{
		{"a person, an organisation and a place", "", "Yesterday Mira Castellan of the Harrow Institute flew to Lower Brackwater.",
			"Mira Castellan; Harrow Institute; Lower Brackwater"},
		{"offices are cut off", "", "It was President Odo Vance who met Deputy Prime Minister Ilse Tarn and Dr Wulf Amsel.",
			"Odo Vance; Ilse Tarn; Wulf Amsel"},
		{"between names, too", "", "A note from Granary House Press Secretary Lena Ostrom came.", "Granary House; Lena Ostrom"},
		{"what follows an abbreviated title", "", "We saw Sen. Pia Lund and Gov. Otto Hale in St. Ambrose.", "Pia Lund; Otto Hale; St. Ambrose"},
		{"dates and peoples are none", "", "On Monday in March the Parisian and Californian crews left; the Christmas market stayed.", ""},
		{"a people's company is", "", "She works for Parisian Dredging now.", "Parisian Dredging"},
		{"the first word of a sentence may be no name", "", "Ferries stopped. Ferries run again.", "?Ferries"},
		{"but one seen within a sentence is", "", "Elswick slept. No soul in Elswick stirred.", "Elswick"},
		{"nor is one in quotation marks", "", `He said: "Ferries will run."`, "?Ferries"},
		{"openers are cut off", "", "Although Elswick slept, Police Chief Tom Brandt did not.", "Elswick; Tom Brandt"},
		{"surnames join the full name", "", "We met Mira Castellan. Later Castellan left, and Ms Castellan rang.", "Mira Castellan (Castellan)"},
		{"unless two share it", "", "We met Mira Castellan and Jon Castellan. Then Castellan left.", "Mira Castellan; Jon Castellan; Castellan"},
		{"or the full name comes later", "", "We saw Castellan. Then we met Mira Castellan.", "Castellan; Mira Castellan"},
		{"headlines use it before", "Storm over Castellan grows", "The crowd met Mira Castellan.", "?Storm; Mira Castellan (Castellan)"},
		{"headlines in capitals say nothing", "Storm Over Castellan Grows And Grows", "The crowd met Mira Vance.", "Mira Vance"},
		{"clubs are not called by their last word", "", "We saw Real Elswick. Then we saw Elswick.", "Real Elswick; Elswick"},
		{"spellings meet", "", "We have met with Abdel-Karim Wosk, and then with Abdel Karim Wosk, and once more with Abdel-Karim Wosk.", "Abdel-Karim Wosk"},
		{"initials do not matter", "", "We met Odo P. Vance, and then Odo P. Vance, and Odo Vance.", "Odo P. Vance"},
		{"small words within", "", "He left the Bank of Elswick for the Department of Health and Human Services and met Ursa von der Aue.",
			"Bank of Elswick; Department of Health and Human Services; Ursa von der Aue"},
		{"a member of somewhere is not", "", "We met Mira Castellan of Brackwater.", "Mira Castellan; Brackwater"},
		{"curated names win", "", "The DPRK and North Korea are one; Kim Jong-un rules in Pyongyang.", "@kim-jong-un; @north-korea"},
		{"some names are possessives", "", "He ate at Gantry's, and she at Gantry's.", "Gantry's"},
		{"a party of words that are none", "", "He left the Liberal Democrats, and the party.", "Liberal Democrats"},
		{"short for another", "", "He left the Party and the Association.", ""},
		{"possessives end a name", "", "We saw Elswick's Mira Castellan.", "Elswick; Mira Castellan"},
		{"shouting says nothing", "", "THE FERRY AND THE HARBOUR ARE CLOSED TODAY.", ""},
		{"given names alone are none", "", "Later we met Tom and Susan.", ""},
		{"a new place is no opener", "", "New Elswick slept.", "?New Elswick"},
		{"what is counted proves nothing", "", "We heard the 5 Ferries podcast.", "?Ferries"},
		{"accents", "", "We met Zoë Ærø in Málga, and then Zoe Ærø, and Zoë Ærø.", "Zoë Ærø; Málga"},
		{"nothing", "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			names := Extract(analyzer(), article(corpus.Public, "a", tc.title, tc.body, day(1)))
			var got []string
			for _, n := range names {
				s := n.Text
				if s == "" {
					s = n.Key
				}
				if n.Inside == 0 {
					s = "?" + s
				}
				if n.Surname != "" {
					s += " (" + strings.ToUpper(n.Surname[:1]) + n.Surname[1:] + ")"
				}
				got = append(got, s)
			}
			want := strings.Split(tc.want, "; ")
			if tc.want == "" {
				want = nil
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGermanNounsAreNoNames(t *testing.T) {
	a := article(corpus.Public, "a", "", "Gestern ging der Hund mit Mira Castellan durch das Tor zum WDR.", day(1))
	a.Language = "de-AT"
	var got []string
	for _, n := range Extract(analyzer(), a) {
		got = append(got, n.Text)
	}
	if diff := cmp.Diff([]string{"Mira Castellan", "WDR"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamesAreCutByTheWordsOfTheirLanguage(t *testing.T) {
	for _, tc := range []struct {
		language, body string
		want           []string
	}{
		{"es", "Según la Ministra Carmen Villar, el puente de Oslin abre en Marzo.", []string{"Carmen Villar", "Oslin"}},
		{"fr", "Selon le Président Luc Marand, le pont d’Oslin ouvrira Lundi.", []string{"Luc Marand", "Oslin"}},
		{"fr", "La ville a fermé le pont du Nord, et le port de Halden.", []string{"Halden", "pont du Nord"}},
		{"es", "La ciudad cerró el puente del Norte.", []string{"puente del Norte"}},
		{"ru", "В городе закрыли Северный мост.", []string{"Северный мост"}},
		{"ru", "Как сообщил Губернатор Павел Ветров, мост в городе Ослин откроют в Марте.", []string{"Ослин", "Павел Ветров"}},
	} {
		a := article(corpus.Public, "a", "", tc.body, day(1))
		a.Language = tc.language
		var got []string
		for _, n := range Extract(analyzer(), a) {
			got = append(got, n.Text)
		}
		slices.Sort(got)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.language, diff)
		}
	}
}

func list(topics []Topic) string {
	var out []string
	for _, t := range topics {
		s := fmt.Sprintf("%s %d %s", t.Name, t.Articles, t.Newest)
		if len(t.Aliases) > 0 && t.Concept == "" {
			s += fmt.Sprintf(" (%s)", strings.Join(t.Aliases, ", "))
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestTopicsNeedSupport(t *testing.T) {
	x := newIndex()
	put(x, article(corpus.Public, "a", "", "We saw Elswick and Brackwater. We saw Gant, and Gant, and Gant. And in Seoul it rained.", day(1)))
	put(x, article(corpus.Public, "b", "", "We saw Elswick. Ferries ran.", day(1)))
	put(x, article(corpus.Public, "c", "", "Ferries ran. Ferries run.", day(1)))
	if got, want := list(x.List(public).Topics(0)), "Elswick 2 2024-01-01; Gant 1 2024-01-01; South Korea 1 2024-01-01"; got != want {
		t.Errorf("topics %s, want %s", got, want)
	}
}

func TestWordsMostlyWrittenSmallAreNoTopics(t *testing.T) {
	x := newIndex()
	for _, id := range []string{"a", "b"} {
		put(x, article(corpus.Public, id, "", "The Harvester saw a harvester near a harvester. In Elswick all slept.", day(1)))
	}
	if got := list(x.List(public).Topics(0)); got != "Elswick 2 2024-01-01" {
		t.Errorf("topics %s", got)
	}
}

func TestRecentCoverageRanksBeforeOld(t *testing.T) {
	x := newIndex()
	for i, where := range []string{"Elswick", "Elswick", "Elswick", "Brackwater", "Brackwater"} {
		when := corpus.NewDate(2020, 1, 1)
		if where == "Brackwater" {
			when = corpus.NewDate(2024, 1, 1)
		}
		put(x, article(corpus.Public, fmt.Sprint(i), "", "We saw "+where+".", when))
	}
	if got, want := list(x.List(public).Topics(0)), "Brackwater 2 2024-01-01; Elswick 3 2020-01-01"; got != want {
		t.Errorf("topics %s, want %s", got, want)
	}
}

func TestUndatedArticlesRankByNumber(t *testing.T) {
	x := newIndex()
	for i, where := range []string{"Elswick", "Elswick", "Elswick", "Brackwater", "Brackwater"} {
		put(x, article(corpus.Public, fmt.Sprint(i), "", "We saw "+where+".", corpus.Date{}))
	}
	if got, want := list(x.List(public).Topics(0)), "Elswick 3 ; Brackwater 2 "; got != want {
		t.Errorf("topics %s, want %s", got, want)
	}
}

func TestWeightHalvesEveryMonthDownToAFloor(t *testing.T) {
	newest := dayOf(corpus.NewDate(2024, 6, 1))
	last := int64(fullWeight) + 1
	for days := range 400 {
		w := weight(newest, dayOf(corpus.NewDate(2024, 6, 1-days)))
		if w > last || w < leastWeight || days == 30 && w != fullWeight/2 || days == 60 && w != fullWeight/4 || days == 15 && w != fullWeight*3/4 {
			t.Errorf("%d days: %d after %d", days, w, last)
		}
		last = w
	}
	if last != leastWeight || weight(newest, date{}) != leastWeight {
		t.Errorf("after a year %d", last)
	}
}

func TestALoneSurnameJoinsTheOneItIsUsedFor(t *testing.T) {
	x := newIndex()
	for i := range 3 {
		put(x, article(corpus.Public, fmt.Sprint(i), "", "We met Mira Castellan. Then Castellan left.", day(1+i)))
	}
	put(x, article(corpus.Public, "alone", "", "Nobody likes Castellan, and yet.", day(9)))
	put(x, article(corpus.Public, "other", "", "Nobody likes Jon Castellan. And Mira Castellan? And who likes Castellan?", day(2)))
	if got, want := list(x.List(public).Topics(0)), "Mira Castellan 5 2024-01-09 (Castellan)"; got != want {
		t.Errorf("topics %s, want %s", got, want)
	}
}

func TestNamesOfAGuildAreItsOwn(t *testing.T) {
	x := newIndex()
	for i := range 2 {
		put(x, article(guild, fmt.Sprint("g", i), "", "We saw Quibblewort and Elswick.", day(1)))
	}
	put(x, article(corpus.Public, "p", "", "We saw Elswick and Brackwater.", day(2)))
	for _, tc := range []struct {
		scope corpus.Scope
		want  string
	}{
		{public, ""},
		{corpus.NewScope(guild), "Elswick 2 2024-01-01; Quibblewort 2 2024-01-01"},
		{both, "Elswick 3 2024-01-02; Quibblewort 2 2024-01-01"},
		{corpus.NewScope(corpus.Guild("8")), ""},
		{corpus.Scope{}, ""},
	} {
		if got := list(x.List(tc.scope).Topics(0)); got != tc.want {
			t.Errorf("%s: topics %s, want %s", tc.scope, got, tc.want)
		}
	}
}

func TestFindRanksByWhereTheNameBeginsThenByCoverage(t *testing.T) {
	l := newList([]Topic{
		{Name: "North Korea", Aliases: []string{"DPRK", "Pyongyang"}}, {Name: "South Korea", Aliases: []string{"Seoul"}},
		{Name: "Korean War"}, {Name: "Côte d'Ivoire", Aliases: []string{"Ivory Coast"}}, {Name: "Kim Jong-un"}, {Name: "Pyongyang Ballet"},
	})
	for _, tc := range []struct{ typed, want string }{
		{"", "North Korea, South Korea, Korean War, Côte d'Ivoire, Kim Jong-un, Pyongyang Ballet"},
		{"north-k", "North Korea"},
		{"NORTH_KOREA", "North Korea"},
		{"korea", "Korean War, North Korea, South Korea"},
		{"pyong", "Pyongyang Ballet, North Korea"},
		{"pyongyang", "North Korea, Pyongyang Ballet"},
		{"dprk", "North Korea"},
		{"cote d’i", "Côte d'Ivoire"},
		{"COAST", "Côte d'Ivoire"},
		{"jong‑un", "Kim Jong-un"},
		{"orth", ""},
		{"korea north", ""},
	} {
		var got []string
		for _, t := range l.Find(tc.typed, 0) {
			got = append(got, t.Name)
		}
		if strings.Join(got, ", ") != tc.want {
			t.Errorf("%q: %s, want %s", tc.typed, got, tc.want)
		}
	}
	if got := l.Find("k", 2); len(got) != 2 || got[0].Name != "Korean War" {
		t.Errorf("limit of two: %v", got)
	}
}

// With many topics, few are looked at: those typed exactly, the most covered, and
// the first in the alphabet are found all the same, each once, in the order that
// looking at all would have given them.
func TestFindIsBoundedAndMissesNoneThatMatter(t *testing.T) {
	var many []Topic
	for i := range 9_999 {
		many = append(many, Topic{Name: fmt.Sprintf("The %04d Ferry", 9_999-i), Aliases: []string{fmt.Sprint("Theta ", i)}})
	}
	many = append(many, Topic{Name: "The"})
	l := newList(many)
	if got := l.Find("the", 0); len(got) != 10_000 {
		t.Fatalf("without a limit, %d topics", len(got))
	}
	var got []string
	for _, t := range l.Find("the", 4) {
		got = append(got, t.Name)
	}
	if diff := cmp.Diff([]string{"The", "The 9999 Ferry", "The 9998 Ferry", "The 9997 Ferry"}, got); diff != "" {
		t.Error(diff)
	}
	if got := l.Find("the 0001", 4); len(got) != 1 || got[0].Name != "The 0001 Ferry" {
		t.Errorf("the least covered: %v", got)
	}
	if got := l.Find("ferry", 25); len(got) != 25 || got[0].Name != "The 9999 Ferry" {
		t.Errorf("by a later word: %v", got)
	}
}

var (
	givens   = strings.Fields("Mira Odo Ilse Jurg Petra")
	families = strings.Fields("Castellan Vance Tarn Ostrom")
	places   = strings.Fields("Elswick Brackwater Gant Málga")
	curated  = []string{"North Korea", "the DPRK", "Kim Jong Un", "NATO"}
)

// news is an article of a few sentences that name some of the above.
func news(r *rand.Rand) string {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	var b strings.Builder
	for range 1 + r.IntN(5) {
		switch r.IntN(7) {
		case 0:
			fmt.Fprintf(&b, "We met %s %s near %s. ", pick(givens), pick(families), pick(places))
		case 1:
			fmt.Fprintf(&b, "Then Ms %s left. ", pick(families))
		case 2:
			fmt.Fprintf(&b, "%s slept all night. ", pick(places))
		case 3:
			fmt.Fprintf(&b, "They spoke of %s there. ", pick(curated))
		case 4:
			fmt.Fprintf(&b, "A vance is a tool, and so is a %s. ", strings.ToLower(pick(places)))
		case 5:
			fmt.Fprintf(&b, "We met %s-%s %s. ", pick(givens), pick(givens), pick(families))
		case 6:
			fmt.Fprintf(&b, "We met %s %s %s. ", pick(givens), pick(givens), strings.ToUpper(pick(families)))
		}
	}
	return b.String()
}

// model is what the topics of articles are, found the long way.
func model(articles []corpus.Article) []Topic {
	type total struct {
		articles                int
		mentions, inside, lower int
		forms                   map[string]int
		surnames                map[string]int
		score                   int64
		newest                  corpus.Date
		covered                 int
	}
	totals := map[string]*total{}
	get := func(key string) *total {
		if totals[key] == nil {
			totals[key] = &total{forms: map[string]int{}, surnames: map[string]int{}}
		}
		return totals[key]
	}
	var newest corpus.Date
	for _, a := range articles {
		if a.Published.Compare(newest) > 0 {
			newest = a.Published
		}
		for _, n := range Extract(analyzer(), a) {
			c := get(n.Key)
			c.articles++
			c.mentions += n.Mentions
			c.inside += n.Inside
			c.lower += n.Lower
			if n.Text != "" {
				c.forms[n.Text]++
			}
			if n.Surname != "" {
				c.surnames[n.Surname]++
			}
		}
	}
	meant := map[string]string{}
	for key, c := range totals {
		if len(c.surnames) > 0 {
			continue
		}
		all, best, full := 0, 0, ""
		for k, f := range totals {
			all += f.surnames[key]
			if f.surnames[key] > best {
				best, full = f.surnames[key], k
			}
		}
		if best > c.articles && 10*best >= 9*all {
			meant[key] = full
		}
	}
	for key, full := range meant {
		totals[full].mentions += totals[key].mentions
		totals[full].inside += totals[key].inside
	}
	for _, a := range articles {
		named := map[string]bool{}
		for _, n := range Extract(analyzer(), a) {
			if full := meant[n.Key]; full != "" {
				named[full] = true
			} else {
				named[n.Key] = true
			}
		}
		for key := range named {
			c := get(key)
			c.covered++
			c.score += weight(dayOf(newest), dayOf(a.Published))
			if a.Published.Compare(c.newest) > 0 {
				c.newest = a.Published
			}
		}
	}
	var keys []string
	for key, c := range totals {
		isCurated := key[0] == '@'
		supported := c.articles >= 2 || c.mentions >= 3
		if meant[key] == "" && (isCurated || supported && c.inside > 0 && 2*c.inside > c.lower) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, y := totals[a], totals[b]
		for _, d := range []int64{y.score - x.score, int64(y.covered - x.covered), int64(y.mentions - x.mentions)} {
			if d != 0 {
				return int(d)
			}
		}
		return strings.Compare(a, b)
	})
	topics := []Topic{}
	for _, key := range keys {
		c := totals[key]
		name, concept := "", ""
		if key[0] == '@' {
			for _, known := range alias.Default().Concepts() {
				if known.Name == key[1:] {
					name, concept = known.Canonical, known.Name
				}
			}
		}
		for form, count := range c.forms {
			if name == "" || count > c.forms[name] || count == c.forms[name] && comparePlainness(form, name) < 0 {
				name = form
			}
		}
		topics = append(topics, Topic{Name: name, Concept: concept, Articles: c.covered, Mentions: c.mentions, Newest: c.newest})
	}
	return topics
}

// Whatever articles there are, in whatever collections: the topics are those that
// are found the long way in the articles that are there.
func TestTopicsEqualTheLongWay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		there := map[corpus.ArticleID]corpus.Article{}
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			c := rapid.SampledFrom([]corpus.Collection{corpus.Public, guild}).Draw(rt, "collection")
			id := corpus.ArticleID(fmt.Sprint(c, rapid.IntRange(0, 12).Draw(rt, "article")))
			if rapid.IntRange(0, 4).Draw(rt, "what") == 0 {
				delete(there, id)
			} else {
				r := rand.New(rand.NewPCG(rapid.Uint64Range(0, 400).Draw(rt, "text"), 1))
				a := article(c, string(id), "", news(r), corpus.NewDate(2024, 1, 1+r.IntN(90)))
				if r.IntN(5) == 0 {
					a.Published = corpus.Date{}
				}
				there[id] = a
			}
		}
		x := newIndex()
		for _, a := range there {
			put(x, a)
		}
		for _, scope := range []corpus.Scope{public, corpus.NewScope(guild), both} {
			var articles []corpus.Article
			for _, a := range there {
				if scope.Has(a.Collection) {
					articles = append(articles, a)
				}
			}
			got := []Topic{}
			for _, topic := range x.List(scope).Topics(0) {
				topic.Aliases = nil
				got = append(got, topic)
			}
			if diff := cmp.Diff(model(articles), got); diff != "" {
				rt.Errorf("%s: %s", scope, diff)
			}
		}
	})
}

func TestOrderOfIngestMakesNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var articles []corpus.Article
	for i := range 60 {
		articles = append(articles, article([]corpus.Collection{corpus.Public, guild}[i%2], fmt.Sprint(i), "", news(r), day(1+i%28)))
	}
	var want []Topic
	for range 5 {
		x := newIndex()
		for _, a := range articles {
			put(x, a)
		}
		got := x.List(both).Topics(0)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		r.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
	}
}

// What is stored is read as it was written, whatever the script; what was not
// written so is refused.
func TestStoredNamesAreReadAsTheyWere(t *testing.T) {
	names := []Name{
		{Key: "@north-korea", Mentions: 2, Inside: 2},
		{Key: "georgebush", Text: "George W. Bush", Mentions: 3, Inside: 1, Surname: "bush", Titled: true},
		{Key: "malga", Text: "Málga", Mentions: 1, Lower: 4},
		{Key: "москва", Text: "Москва", Mentions: 250, Inside: 250, Lower: 250},
		{Key: "北京", Text: "北京", Mentions: 2, Inside: 2},
		{Key: strings.Repeat("a", 300), Text: "A", Mentions: 1, Inside: 1},
	}
	var got []Name
	for rest := string(encode(names)); rest != ""; {
		n, after, ok := decode(rest)
		if !ok {
			t.Fatal("cannot be read")
		}
		if n.Key == "" {
			n.Key = alias.Key(n.Text)
		}
		got, rest = append(got, n), after
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Error(diff)
	}
	whole := encode(names[1:2])
	for n := 1; n < len(whole); n++ {
		if newIndex().Put(corpus.Public, day(1), whole[:n]) == nil {
			t.Errorf("%d bytes of %d are taken", n, len(whole))
		}
	}
}

// What one newsroom stamps on every article is no topic, nor is the newsroom;
// what titles name is.
func TestStampsAreNoTopics(t *testing.T) {
	x := newIndex()
	for i := range 30 {
		a := article(corpus.Public, fmt.Sprint(i), fmt.Sprintf("The ferry of Elswick is late, day %d", i),
			"The Brackwater Post saw it. We thank our Privacy Desk. Then Elswick slept.", day(1))
		a.Outlet = "brackwater.example"
		put(x, a)
	}
	if got, want := list(x.List(public).Topics(0)), "Elswick 30 2024-01-01"; got != want {
		t.Errorf("topics %s, want %s", got, want)
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("Storm over Castellan", "We met Mira Castellan of St. Ambrose. Then Castellan's DPRK trip… \"Ferries\" & Co.", "en")
	f.Add("", "Ǆ iPod U.S. O’Brien J.K. Rowling von der of of and of", "de")
	f.Add("北京", "北京大学 Peking한국 A\u200bB\xff\xfe", "zh")
	f.Fuzz(func(t *testing.T, title, body, language string) {
		a := article(corpus.Public, "a", title, strings.ToValidUTF8(body, "?"), day(1))
		a.Language = language
		names := Extract(analyzer(), a)
		if len(names) > maxNames {
			t.Errorf("%d names", len(names))
		}
		for i, n := range names {
			switch {
			case n.Key == "" || i > 0 && names[i-1].Key >= n.Key:
				t.Errorf("keys are not in order at %q", n.Key)
			case n.Mentions < 1 || n.Mentions > maxMentions || n.Inside > n.Mentions || n.Lower < 0 || n.Lower > maxMentions:
				t.Errorf("%+v", n)
			case strings.HasPrefix(n.Key, conceptMark) != (n.Text == ""), len(n.Text) > maxName+2, utf8.ValidString(title) && !utf8.ValidString(n.Text):
				t.Errorf("text %q of %q", n.Text, n.Key)
			}
		}
		if diff := cmp.Diff(names, Extract(analyzer(), a)); diff != "" {
			t.Error(diff)
		}
		x := newIndex()
		put(x, a)
		x.List(public).Find(title, 25)
	})
}
