package briefer_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/sample"
)

// openSample opens the sample corpus.
func openSample(t *testing.T) *briefer.Briefer {
	t.Helper()
	var articles []corpus.Article
	if _, err := ingest.WalkFS(t.Context(), sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		articles = append(articles, i.Article)
		return i.Err
	}); err != nil {
		t.Fatal(err)
	}
	_, b := open(t, articles...)
	return b
}

// wellCited fails the test where a sentence of a check has no citation, or not
// the words that it cites.
func wellCited(t *testing.T, b briefing.Brief) {
	t.Helper()
	for _, c := range b.Checks {
		for _, claims := range [][]briefing.Claim{c.For, c.Against, c.Nearest} {
			for _, claim := range claims {
				if len(claim.Citations) != 1 || !strings.HasSuffix(claim.Citations[0].Quote, claim.Text) || b.Sources[claim.Citations[0].N-1].ID != claim.Citations[0].Source {
					t.Errorf("%q is shown for %q with the citations %+v", claim.Text, c.Claim, claim.Citations)
				}
			}
		}
	}
}

func TestCheckTellsTheClaimsOfAMessage(t *testing.T) {
	b := openSample(t)
	for _, c := range []struct {
		text string
		want verify.Label
		cite string // words of the first sentence shown
	}{
		{"Trump and Kim Jong Un met in Singapore on 12 June 2018.", verify.SaysSo, "met in Singapore on 12 June 2018"},
		{"Trump met Kim in Singapore in June 2018", verify.SaysSo, "Singapore"},
		{"The Hanoi summit broke up without an agreement in February 2019.", verify.SaysSo, "broke up without an agreement"},
		{"Putin and Kim signed a treaty in Pyongyang on June 19, 2024.", verify.SaysSo, "signed a treaty"},
		{"The Ever Given was refloated on 29 March 2021.", verify.SaysSo, "refloated the Ever Given"},
		{"The Ever Given is 400 metres long.", verify.SaysSo, "400 metres"},
		{"Lava destroyed three houses in Grindavik on 14 January 2024.", verify.SaysSo, "destroyed three houses"},
		{"lava wrecked three homes in grindavik", verify.SaysSo, "destroyed three houses"},
		{"Copper rose to a record on 20 May 2024.", verify.SaysSo, "rose to a record"},
		{"Anglo American rejected BHP's offer.", verify.SaysSo, "rejected the offer"},
		{"Rutte called the deployment “a significant escalation”.", verify.SaysSo, "a significant escalation"},
		{"North Korea fired 23 missiles on 2 November 2022.", verify.SaysSo, "23 missiles"},
		{"Lee Jae-myung took office on 4 June 2025.", verify.SaysSo, "took office on 4 June 2025"},

		{"Trump and Kim Jong Un met in Singapore on 12 June 2017.", verify.SaysOtherwise, "12 June 2018"},
		{"Lava destroyed thirty houses in Grindavik on 14 January 2024.", verify.SaysOtherwise, "three houses"},
		{"The Ever Given is 300 metres long.", verify.SaysOtherwise, "400 metres"},
		{"Putin and Kim signed a treaty in Pyongyang on 19 June 2022.", verify.SaysOtherwise, "19 June 2024"},
		{"The price of copper fell to a record on 20 May 2024.", verify.SaysOtherwise, "rose to a record"},
		{"Anglo American accepted the offer of BHP.", verify.SaysOtherwise, "rejected the offer"},
		{"North Korea fired 40 missiles on 2 November 2022.", verify.SaysOtherwise, "missiles on 2 November 2022"},
		{"The Hanoi summit of Trump and Kim broke up on 12 March 2020 without an agreement.", verify.SaysOtherwise, "28 February 2019"},

		{"The price of tin doubled in Bolivia.", verify.Silent, ""},
		{"Helen Zille has resigned as leader.", verify.Silent, ""},
		{"Kim Jong Un visited Seoul and met Moon Jae-in there.", verify.Undecided, ""},
		{"My cat sleeps all day long.", verify.Silent, ""},
		{"Trump gave Kim a Russian-built limousine.", verify.Undecided, ""},
		{"Rutte called the deployment “a complete disaster”.", verify.Undecided, ""},
		{"The Ever Given was blown up by pirates.", verify.Silent, ""},
	} {
		got, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: c.text})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		wellCited(t, got)
		check := got.Checks[0]
		if len(got.Checks) != 1 || check.Verdict != c.want {
			t.Errorf("%q is %s, want %s; for %v, against %v: %q", c.text, check.Verdict, c.want, texts(check.For), texts(check.Against), check.Reasons)
			continue
		}
		shown := append(check.For, check.Against...)
		if c.cite != "" && !strings.Contains(shown[0].Text, c.cite) {
			t.Errorf("%q cites %q, want it to have %q", c.text, shown[0].Text, c.cite)
		}
		if (check.Verdict == verify.SaysOtherwise) != (len(check.Reasons) > 0) && check.Verdict != verify.SaysSo {
			t.Errorf("%q is %s for the reasons %q", c.text, check.Verdict, check.Reasons)
		}
	}
}

func TestCheckReadsAMessageAsPeopleWriteThem(t *testing.T) {
	b := openSample(t)
	got, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: `Did you see this? https://example.com/a-story
- Vladimir Putin was in Pyongyang on 19 June 2024. He signed a treaty with Kim Jong Un.
- lol
> The Ever Given is 300 metres long!

www.example.com`})
	if err != nil {
		t.Fatal(err)
	}
	wellCited(t, got)
	var claims []string
	for _, c := range got.Checks {
		claims = append(claims, string(c.Verdict)+": "+c.Claim)
	}
	if diff := cmp.Diff([]string{
		"says so: Vladimir Putin was in Pyongyang on 19 June 2024.",
		"says so: He signed a treaty with Kim Jong Un.",
		"says otherwise: The Ever Given is 300 metres long!",
	}, claims); diff != "" {
		t.Error(diff)
	}
}

func TestCheckRefusesWhatStatesNothing(t *testing.T) {
	b := openSample(t)
	for _, text := range []string{
		"", "   \n", "https://example.com/one www.example.com/two", "Did Trump meet Kim?", "ok", "😀😀😀", "1, 2, 3, 4 5 6", "\xff\xfe\x00",
	} {
		if _, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: text}); !errors.Is(err, briefing.ErrNoClaim) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCheckOfALongTextIsBoundedAndSaysSo(t *testing.T) {
	b := openSample(t)
	got, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: strings.Repeat("The Ever Given ran aground in 2021. ", 20)})
	if err != nil || len(got.Checks) != 12 || got.Unchecked != 8 {
		t.Errorf("%d checked and %d not, %v", len(got.Checks), got.Unchecked, err)
	}
}

func TestCheckSeesOnlyItsScopeAndCountsCopiesOnce(t *testing.T) {
	_, b := open(t, wire, post, copied, undated, secret, noise)
	req := briefing.Request{Scope: public(), Text: "Northland has offered Southland a second hotline in secret."}
	got, err := b.Check(t.Context(), req)
	if err != nil || got.Checks[0].Verdict != verify.Silent {
		t.Errorf("from outside: %+v, %v", got.Checks, err)
	}
	req.Scope = corpus.NewScope(corpus.Public, corpus.Guild("77"))
	if got, err = b.Check(t.Context(), req); err != nil || got.Checks[0].Verdict != verify.SaysSo {
		t.Errorf("from inside: %+v, %v", got.Checks, err)
	}
	req = briefing.Request{Scope: public(), Text: "The two sides met in the border town of Tarn for nine hours."}
	if got, err = b.Check(t.Context(), req); err != nil || len(got.Checks[0].For) != 1 || len(got.Sources[0].Syndicated) != 1 {
		t.Errorf("a copy is told apart: %+v, %v", got, err)
	}
}

func TestCheckOfAnEmptyCorpusFindsNothing(t *testing.T) {
	_, b := open(t)
	got, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: "Trump met Kim in Singapore."})
	if err != nil || len(got.Checks) != 1 || got.Checks[0].Verdict != verify.Silent {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCheckIsReadBackAsItWasWritten(t *testing.T) {
	b := openSample(t)
	want, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: "The Ever Given is 300 metres long. My cat sleeps all day long."})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got briefing.Brief
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Checks, got.Checks); diff != "" || got.Checked != want.Checked {
		t.Error(diff)
	}
}
