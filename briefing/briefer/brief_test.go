package briefer_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/library"
	"sitrep/corpus/sentence"
)

// The stories that the tests are told with: two outlets on one meeting, a copy,
// an undated report, a private one, and one on something else.
var (
	wire = article("Envoys agree on a hotline", "Harbour Wire", "2024-03-06", `
The envoys of Northland and Southland agreed on Tuesday to reopen a military hotline that had been silent since 2021. The line will be tested on 12 March 2024.

“We will pick up the phone from now on,” said Northland envoy Anna Marsh. The two sides met in the border town of Tarn for nine hours.

Northland closed the hotline in June 2021 after a dispute about leaflets.`)

	post = article("Northland to answer the phone again", "Tarn Post", "2024-03-07", `
Northland and Southland agreed to reopen the military hotline that had been silent since 2021, their envoys said. Northland will send engineers to the border town of Tarn in April 2024.

Shops in Tarn stayed open late for the delegations. Southland paid for the dinner of the Northland envoys.`)

	copied = article("Hotline between Northland and Southland to reopen", "Lakeside Tribune", "2024-03-08", wire.Body)

	undated = article("How the hotline fell silent", "", "", `
Northland stopped answering calls from Southland last month, a retired general wrote. In 1972 Northland and Southland opened their first hotline.`)

	secret = inGuild("77", article("Members only", "Club Letter", "2024-03-09", `
Northland has offered Southland a second hotline in secret, people in the room said.`))

	noise = article("Copper climbs", "Market Sheet", "2024-03-07", `
Copper rose for a third day as mines in the south stayed shut. Traders expect the metal to stay dear until the summer.`)
)

func article(title, outlet, published, body string) corpus.Article {
	body = strings.TrimSpace(body)
	date, err := corpus.ParseDate(published)
	if err != nil {
		panic(err)
	}
	a := corpus.Article{
		Collection: corpus.Public, Revision: 1, Title: title, Outlet: outlet, Published: date, Language: "en", Body: body,
	}
	if outlet == "" {
		a.File = "undated.txt"
	}
	return complete(a)
}

func inGuild(id string, a corpus.Article) corpus.Article {
	a.Collection = corpus.Guild(id)
	return complete(a)
}

func complete(a corpus.Article) corpus.Article {
	a.ID = corpus.NewArticleID(a.Collection, a.URL, a.Title, a.Body)
	a.Sentences = sentence.Split(a.Body, a.Language)
	a.Passages = sentence.Passages(a.Body, a.Sentences)
	return a
}

type testing_ interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}

func open(t testing_, articles ...corpus.Article) (*library.Library, *briefer.Briefer) {
	t.Helper()
	ctx := context.Background()
	lib, err := library.OpenTemporary(ctx, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	if _, err := lib.Add(ctx, articles); err != nil {
		t.Fatal(err)
	}
	return lib, briefer.New(lib, analysis.New(alias.Default()))
}

func public() corpus.Scope { return corpus.NewScope(corpus.Public) }

func brief(t testing_, topic string, articles ...corpus.Article) briefing.Brief {
	t.Helper()
	_, b := open(t, articles...)
	out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: topic})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ask(t testing_, question string, articles ...corpus.Article) briefing.Brief {
	t.Helper()
	_, b := open(t, articles...)
	out, err := b.Ask(context.Background(), briefing.Request{Scope: public(), Question: question})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func texts(claims []briefing.Claim) []string {
	var out []string
	for _, c := range claims {
		out = append(out, c.Text)
	}
	return out
}

func all(b briefing.Brief) []briefing.Claim {
	claims := append(append(append(append([]briefing.Claim(nil), b.BottomLine...), b.Developments...), b.Answer...), b.Nearest...)
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, q := range b.Quotes {
		claims = append(claims, briefing.Claim{Text: q.Text, Citations: q.Citations})
	}
	return claims
}

func TestEveryClaimIsCitedVerbatim(t *testing.T) {
	b := brief(t, "northland", wire, post, undated, noise)
	bodies := map[corpus.ArticleID]string{wire.ID: wire.Body, post.ID: post.Body, undated.ID: undated.Body}
	for _, c := range all(b) {
		if len(c.Citations) == 0 {
			t.Errorf("%q has no citation", c.Text)
		}
		for _, cite := range c.Citations {
			if got := bodies[cite.Source][cite.Start:cite.End]; got != cite.Quote {
				t.Errorf("%q: cites %q, quotes %q", c.Text, got, cite.Quote)
			}
			if b.Sources[cite.N-1].ID != cite.Source {
				t.Errorf("%q: [%d] is %s, want %s", c.Text, cite.N, b.Sources[cite.N-1].ID, cite.Source)
			}
		}
		if !strings.Contains(c.Citations[0].Quote, c.Text) {
			t.Errorf("%q is not in %q", c.Text, c.Citations[0].Quote)
		}
	}
}

func TestBriefLeavesOutWhatIsNotAboutTheTopic(t *testing.T) {
	b := brief(t, "northland", wire, post, undated, noise)
	for _, c := range all(b) {
		if strings.Contains(c.Text, "Copper") || strings.Contains(c.Text, "Traders") {
			t.Errorf("claims %q", c.Text)
		}
	}
}

func TestSourcesThatAgreeAreCitedTogether(t *testing.T) {
	b := brief(t, "hotline", wire, post, noise)
	for _, c := range b.BottomLine {
		if strings.Contains(c.Text, "reopen") {
			if len(c.Citations) != 2 {
				t.Errorf("%q: %d citations, want both outlets", c.Text, len(c.Citations))
			}
			return
		}
	}
	t.Errorf("bottom line %q says nothing of the reopening", texts(b.BottomLine))
}

func TestNothingIsSaidTwice(t *testing.T) {
	b := brief(t, "northland", wire, post, undated)
	seen := map[string]bool{}
	for _, c := range append(b.BottomLine, b.Developments...) {
		if seen[c.Text] {
			t.Errorf("says %q twice", c.Text)
		}
		seen[c.Text] = true
	}
	reopen := 0
	for text := range seen {
		if strings.Contains(text, "reopen") {
			reopen++
		}
	}
	if reopen != 1 {
		t.Errorf("tells of the reopening %d times", reopen)
	}
}

func TestSyndicatedCopiesAreOneSource(t *testing.T) {
	b := brief(t, "hotline", wire, copied, post)
	for _, s := range b.Sources {
		if s.ID == copied.ID {
			t.Errorf("the copy in %s is a source of its own", s.Outlet)
		}
		if s.ID == wire.ID {
			if d := cmp.Diff([]string{"Lakeside Tribune"}, s.Syndicated); d != "" {
				t.Errorf("carried by (-want +got):\n%s", d)
			}
		}
	}
}

func TestLeadOfAnArticleOnTheTopicLeads(t *testing.T) {
	got := brief(t, "tarn summit",
		article("Tarn summit ends with a treaty", "Ridge Post", "2024-03-05",
			"The leaders of Northland and Southland signed a treaty on Tuesday that ends nine years of border patrols. Anna Marsh thanked the hosts of the Tarn summit. Nobody expected the treaty so soon."),
		article("Markets calm", "Market Sheet", "2024-03-05",
			"Copper rose again on the Westland exchange on Tuesday. Traders said that the Tarn summit had left prices where they were."),
	)
	if first := got.BottomLine[0].Text; !strings.HasPrefix(first, "The leaders of Northland and Southland signed a treaty") {
		t.Errorf("leads with %q", first)
	}
}

func TestTimelineLeavesOutAsidesOfWhatItHasMorePrecisely(t *testing.T) {
	articles := []corpus.Article{
		article("Talks at Stony Ford", "Ridge Post", "2024-06-01",
			"The meeting of Northland at Stony Ford was the first since the Tarn summit of Northland failed in March 2024."),
	}
	if got := brief(t, "Northland", articles...); len(got.Timeline) != 1 || got.Timeline[0].Date.String() != "2024-03" {
		t.Fatalf("what nobody tells more precisely is left out: %v", got.Timeline)
	}
	articles = append(articles, article("Summit fails", "Harbour Wire", "2024-03-06",
		"The Tarn summit between Northland and Southland failed on 5 March 2024 over the patrols at the border."))
	if got := brief(t, "Northland", articles...); len(got.Timeline) != 1 || got.Timeline[0].Date.String() != "2024-03-05" {
		t.Errorf("the timeline is %v", got.Timeline)
	}
}

func TestTimelineTellsADayOnce(t *testing.T) {
	got := brief(t, "Northland",
		article("Envoy missing", "Ridge Post", "2024-03-09", "The Northland envoy Anna Marsh disappeared near the border town of Tarn on 5 March 2024, her office said."),
		article("Envoy taken", "Harbour Wire", "2024-03-10", "Gunmen kidnapped Anna Marsh, the Northland envoy, on 5 March 2024 as she left the hotel in Tarn after breakfast."),
		article("Bridge opens", "Market Sheet", "2024-03-06", "A bridge between Northland and Westland opened to lorries on 5 March 2024 with a parade of old buses."),
	)
	if len(got.Timeline) != 2 {
		t.Errorf("the day has %d events: %v", len(got.Timeline), got.Timeline)
	}
}

func TestTimelineTellsASentenceOnce(t *testing.T) {
	got := brief(t, "Northland", article("Exports", "Ridge Post", "2024-03-09",
		"Exports of Northland rose from 4 million crates in 2021 to 9 million crates in May 2023, the ministry said."))
	if len(got.Timeline) != 1 || got.Timeline[0].Date.String() != "2023-05" {
		t.Errorf("the timeline is %v", got.Timeline)
	}
}

func TestTimeline(t *testing.T) {
	b := brief(t, "northland", wire, post, undated)
	var got []string
	for _, e := range b.Timeline {
		got = append(got, e.Date.String()+" "+e.Date.Precision.String()+" "+strings.Join(strings.Fields(e.Text)[:3], " "))
	}
	want := []string{
		"1972 year In 1972 Northland",
		"2021-06 month Northland closed the",
		"2024-03-05 day The envoys of",
		"2024-03-12 day The line will",
		"2024-04 month Northland will send",
	}
	for _, w := range want[:4] {
		if !contains(got, w) && !strings.HasPrefix(w, "2024-03-12") {
			t.Errorf("no event %q in %q", w, got)
		}
	}
	for _, g := range got {
		if !contains(want, g) {
			t.Errorf("unexpected event %q", g)
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func TestUndatedArticlesLendNoDate(t *testing.T) {
	b := brief(t, "northland", undated)
	for _, e := range b.Timeline {
		if e.Date.String() != "1972" {
			t.Errorf("event on %s from an article without a date: %q", e.Date, e.Text)
		}
	}
	if b.AsOf.Known() {
		t.Errorf("as of %s, though nothing is dated", b.AsOf)
	}
}

func TestQuotesNameTheirSpeaker(t *testing.T) {
	b := brief(t, "northland", wire, post)
	if len(b.Quotes) != 1 || b.Quotes[0].Speaker != "Anna Marsh" || b.Quotes[0].Text != "We will pick up the phone from now on" {
		t.Errorf("quotes %+v", b.Quotes)
	}
}

func TestAsOfIsTheNewestDateOfTheScope(t *testing.T) {
	if got := brief(t, "hotline", wire, post, secret).AsOf.String(); got != "2024-03-07" {
		t.Errorf("as of %s, want the newest public article's date", got)
	}
}

func TestAsOfAndSinceLimitTheArticles(t *testing.T) {
	_, b := open(t, wire, post, undated)
	for _, c := range []struct {
		req  briefing.Request
		want corpus.ArticleID
	}{
		{briefing.Request{AsOf: corpus.NewDate(2024, 3, 6)}, wire.ID},
		{briefing.Request{Since: corpus.NewDate(2024, 3, 7)}, post.ID},
	} {
		c.req.Scope, c.req.Topic = public(), "northland"
		got, err := b.Brief(context.Background(), c.req)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Sources) != 1 || got.Sources[0].ID != c.want {
			t.Errorf("as of %s, since %s: sources %+v, want only %s", c.req.AsOf, c.req.Since, got.Sources, c.want)
		}
	}
}

func TestBriefOfNothing(t *testing.T) {
	_, b := open(t, wire)
	_, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "volcanoes"})
	if !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("got %v, want ErrNothing", err)
	}
}

func TestOneGuildsArticlesStayThere(t *testing.T) {
	_, b := open(t, wire, secret)
	for _, c := range []struct {
		scope corpus.Scope
		sees  bool
	}{
		{public(), false},
		{corpus.NewScope(corpus.Public, corpus.Guild("78")), false},
		{corpus.NewScope(corpus.Public, corpus.Guild("77")), true},
		{corpus.NewScope(corpus.Guild("77")), true},
	} {
		brief, err := b.Brief(context.Background(), briefing.Request{Scope: c.scope, Topic: "hotline"})
		if err != nil && !errors.Is(err, briefing.ErrNothing) {
			t.Fatal(err)
		}
		answer, err := b.Ask(context.Background(), briefing.Request{Scope: c.scope, Question: "Who offered a second hotline in secret?"})
		if err != nil {
			t.Fatal(err)
		}
		sees := false
		for _, claim := range append(all(brief), all(answer)...) {
			sees = sees || strings.Contains(claim.Text, "secret")
		}
		if sees != c.sees {
			t.Errorf("scope %s sees the members' article: %v, want %v", c.scope, sees, c.sees)
		}
	}
}

func TestAsk(t *testing.T) {
	for _, c := range []struct{ question, want string }{
		{"When will the line be tested?", "12 March 2024"},
		{"Where did the envoys meet?", "Tarn"},
		{"Who said that they will pick up the phone?", "Anna Marsh"},
		{"Why did Northland close the hotline?", "leaflets"},
		{"How long did the two sides meet?", "nine hours"},
		{"What rose for a third day?", "Copper"},
	} {
		got := ask(t, c.question, wire, post, undated, noise)
		if got.Abstained || len(got.Answer) == 0 || len(got.Answer) > 3 {
			t.Errorf("%q: abstained %v with %d claims", c.question, got.Abstained, len(got.Answer))
			continue
		}
		if !strings.Contains(got.Answer[0].Text, c.want) {
			t.Errorf("%q: %q, want it to hold %q", c.question, texts(got.Answer), c.want)
		}
	}
}

func TestAnswersGiveQuotationsWhole(t *testing.T) {
	tests := []struct{ name, question, body, want string }{
		{
			"goes on", "What did Vessel say about the Caldera tunnel?",
			"The council met on Monday in the old town hall. “The Caldera tunnel will be dug next spring. It will cost less than the bridge did,” Vessel said. Nobody else spoke.",
			"“The Caldera tunnel will be dug next spring. It will cost less than the bridge did,” Vessel said.",
		},
		{
			"began before", "What will the Caldera tunnel cost?",
			`Vessel told the council: "We have waited long enough for this. The Caldera tunnel will cost 40 million crowns." Nobody else spoke in the hall.`,
			`Vessel told the council: "We have waited long enough for this. The Caldera tunnel will cost 40 million crowns."`,
		},
		{
			"too long to be read", "When will the Caldera tunnel be dug?",
			"Vessel told the council: “We have waited. The Caldera tunnel will be dug next spring. It is needed. It is wanted. It will stand for a century,” and sat down.",
			"The Caldera tunnel will be dug next spring.",
		},
		{
			"in the next paragraph", "When will the Caldera tunnel be dug?",
			"The council met on Monday. “The Caldera tunnel will be dug next spring, Vessel told the council.\n\nNobody else spoke,” it was said.",
			"“The Caldera tunnel will be dug next spring, Vessel told the council.",
		},
		{
			"its middle answers best", "When will the Caldera tunnel be dug by the council?",
			"The town hall was full. “We have heard about the Caldera tunnel. The Caldera tunnel will be dug by the council next spring. The council has dug no tunnel in spring,” Vessel said.",
			"The Caldera tunnel will be dug by the council next spring.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, tt.question, article("Council meets", "Ridge Post", "2024-03-05", tt.body))
			if len(got.Answer) == 0 || got.Answer[0].Text != tt.want || got.Answer[0].Citations[0].Quote != tt.want {
				t.Errorf("answered %q", texts(got.Answer))
			}
			for _, more := range got.Answer[min(1, len(got.Answer)):] {
				if strings.Contains(tt.want, more.Text) || strings.Contains(more.Text, tt.want) {
					t.Errorf("a part is given out again: %q", more.Text)
				}
			}
		})
	}
}

// apart names who has nothing to do with the hotline.
var apart = article("Westland votes", "Ridge Post", "2024-03-08",
	"Westland elected a new parliament on Thursday. The prime minister of Westland said that the vote had been fair.")

func TestWordsOfNobodyAreNoAnswer(t *testing.T) {
	b := ask(t, "What happened to Anna Marsh?",
		article("Missing", "Harbour Wire", "2024-05-02", "Anna Marsh of Tarn has not been seen for a month.\n\n“And look what happened to Anna Marsh.”\n\nWhat happened to Anna Marsh is that she was taken to a hospital in Westland, the envoy said."),
	)
	for _, text := range texts(append(b.Answer, b.Nearest...)) {
		if strings.HasPrefix(text, "“And look") {
			t.Errorf("answer %q", texts(b.Answer))
		}
	}
}

func TestAskAbstains(t *testing.T) {
	for _, question := range []string{
		"Who won the chess tournament in Oslo?",
		"What is the capital of Mongolia?",
		"Did the finance minister of Westland resign?",
		"How old is Anna Marsh?",
		"Did Westland close the hotline in June 2021?",
		"Did the envoys of Westland agree to reopen a military hotline?",
		"zzz",
		"",
	} {
		got := ask(t, question, wire, post, undated, noise, apart)
		if !got.Abstained || len(got.Answer) > 0 {
			t.Errorf("%q: answers %q", question, texts(got.Answer))
		}
	}
}

func TestSameBytesWhateverTheOrderOfIngest(t *testing.T) {
	articles := []corpus.Article{wire, post, copied, undated, secret, noise}
	random := rand.New(rand.NewPCG(1, 2))
	var want string
	orders := 15
	if testing.Short() {
		orders = 4
	}
	for range orders {
		random.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
		_, b := open(t, articles...)
		brief, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "northland"})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := b.Ask(context.Background(), briefing.Request{Scope: public(), Question: "When will the line be tested?"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal([]briefing.Brief{brief, answer})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(got)
		}
		if d := cmp.Diff(want, string(got)); d != "" {
			t.Fatalf("differs:\n%s", d)
		}
	}
}

func TestBriefSurvivesJSON(t *testing.T) {
	for _, b := range []briefing.Brief{
		brief(t, "northland", wire, copied, post, undated),
		ask(t, "When will the line be tested?", wire, post),
		ask(t, "What is the capital of Mongolia?", wire, post),
	} {
		first, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var back briefing.Brief
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(back)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(first), string(second)); d != "" {
			t.Errorf("changed on the way:\n%s", d)
		}
		if strings.Contains(string(first), "null") {
			t.Errorf("holds null: %s", first)
		}
	}
}
