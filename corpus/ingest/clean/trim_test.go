package clean

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// body is an article that Trim leaves alone.
var body = []string{
	"The night ferry sailed again on Friday, eleven years after the last crossing.",
	"“We had people on the quay who had not spoken since,” said Maren Holt.",
	"It leaves at 11:40 p.m. and arrives at dawn.",
	"A ruling is expected in the autumn.",
}

func TestTrimLeavesAnArticleAlone(t *testing.T) {
	for _, extra := range []string{
		"Read more slowly, she told the court, and you will see it.",
		"“Sign up here,” the recruiter said.",
		"Watch: that is what the harbour does at night, he said. It watches. Nobody sleeps.",
		"Copyright law does not cover the names of ships, the judge found, and the company may keep it.",
		"Follow the money, the old detective used to say.",
		"Subscribe to that theory and you must explain the eels.",
		"Photographs by amateurs were the only proof.",
		"The email said: the ship is sold.",
		"More than 140 people were on board.",
		"Next year the fare will rise.",
		"He closed the door.",
		"Who won? Nobody.",
		"No.",
		"Sources close to the council said the vote was bought.",
		"The article was published in 2019.",
		"Getting there takes nine hours.",
	} {
		in := append(slices.Clone(body), extra)
		if diff := cmp.Diff(in, Trim(in)); diff != "" {
			t.Errorf("with %q (-want +got):\n%s", extra, diff)
		}
	}
}

func TestTrimDropsNoticesAnywhere(t *testing.T) {
	for _, notice := range []string{
		"Advertisement", "ADVERTISEMENT", "Scroll down for video", "SCROLL DOWN FOR VIDEO.", "Video loading", "Loading …", "VIEW GALLERY", "Photo", "Share this article",
		"Story continues below advertisement", "Article continues below", "Continue reading the main story",
		"READ MORE: Fare for night ferry to rise", "ALSO READ: Fare for night ferry to rise", "SEE ALSO: Fare for night ferry to rise", "Related: Fare for night ferry to rise", "WATCH: The ferry comes in",
		"Lesen Sie auch: Fähre wird teurer", "À lire aussi : le ferry sera plus cher", "Le puede interesar: sube el precio",
		"Click here for more news from the harbour.", "CLICK HERE TO GET THE APP",
		"Sign up for our morning newsletter and get the news in your inbox.", "Subscribe to our newsletter", "Follow us on Facebook and Twitter", "Follow Ida Brandt on Twitter @idabrandt", "Like us on Facebook",
		"Do you have a story for us? Email us at desk@courier.example.",
		"(Image: COURIER)", "Photo: Per Holm", "The ferry at the quay (Photo by Per Holm/Courier)", "[Image via Courier]", "A view of the pier in May. (Getty Images)",
		"(Reporting by Ida Brandt; Editing by Per Holm)", "Additional reporting by Per Holm", "Per Holm contributed to this report.",
		"Copyright 2025 The Ashby Courier. All rights reserved.", "© 2025 The Ashby Courier", "This article originally appeared in The Ashby Courier.",
		"ida.brandt@courier.example", "https://courier.example/ferry", "courier.test",
		"1 of 6", "24 comments", "3 min read",
		"___", "* * *", "—",
		"var slot = window.slots = [];", "(function() { load(); })();", "<!-- banner -->",
	} {
		in := []string{body[0], body[1], notice, body[2], body[3]}
		if diff := cmp.Diff(body, Trim(in)); diff != "" {
			t.Errorf("in the middle: %q (-want +got):\n%s", notice, diff)
		}
		in = append(slices.Clone(body), notice)
		if diff := cmp.Diff(body, Trim(in)); diff != "" {
			t.Errorf("at the end: %q (-want +got):\n%s", notice, diff)
		}
	}
}

func TestTrimCutsWhatComesAfterTheWall(t *testing.T) {
	for _, tc := range []struct {
		name string
		tail []string
	}{
		{"wall alone", []string{"You have read 1 out of 5 free articles. Log in or register for unlimited access."}},
		{"wall and headlines", []string{"Subscribe to continue reading this article.", "Baker wins prize for rye loaf", "Rail strike to go on, union says"}},
		{"wall, headlines, dates", []string{"This article is for subscribers only.", "Baker wins prize for rye loaf", "15 Jan 2026", "Rail strike to go on, union says", "15 Jan 2026"}},
		{"headlines and dates without a wall", []string{"Baker wins prize for rye loaf", "15 Jan 2026", "Rail strike to go on, union says", "14 Jan 2026"}},
		{"dates before headlines", []string{"15 Jan 2026", "Baker wins prize for rye loaf", "14 Jan 2026", "Rail strike to go on, union says"}},
		{"dates in the line", []string{"Baker wins prize for rye loaf 15 Jan 2026", "Rail strike to go on, union says 14 Jan 2026"}},
		{"headlines that end as sentences, dated", []string{"Who sold the lighthouse?", "15 Jan 2026", "Rail strike goes on!", "14 Jan 2026"}},
		{"headlines under a heading", []string{"Related stories", "Baker wins prize for rye loaf"}},
		{"headlines in title case", []string{"Baker Wins Regional Prize for Loaf", "Rail Strike Enters Third Week Today"}},
		{"three headlines and no more", []string{"Baker wins prize for rye loaf", "Rail strike to go on", "Three held after break-in"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(body, Trim(append(slices.Clone(body), tc.tail...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestTrimKeepsWhatOnlyLooksLikeAList(t *testing.T) {
	for _, tc := range []struct {
		name string
		tail []string
	}{
		{"what a colon announces", []string{"The three ships are:", "The old Marguerite of Port Ashby", "The ferry that never once sailed", "The supply vessel from the north"}},
		{"one dated signature", []string{"Ida Brandt, Port Ashby", "15 Jan 2026"}},
		{"posts that are quoted", []string{"It was the longest night of my life", "— Maren Holt (@holt) August 22, 2025", "I saw the ferry come in", "— Per (@per) August 22, 2025"}},
		{"a live report", []string{"10.53am: Police close the southern pier", "10.59am: The ferry turns back to Lund", "11.20am: All passengers are on the quay"}},
		{"an article that goes on after an appeal", []string{"Sign up to continue reading our newsletter.", "The court sat for nine hours.", "It heard four fishermen.", "None had seen an eel."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := append(slices.Clone(body), tc.tail...)
			got := Trim(in)
			if got[len(got)-1] != in[len(in)-1] {
				t.Errorf("ends with %q", got[len(got)-1])
			}
		})
	}
}

func TestTrimTakesCreditsOffTheLastSentence(t *testing.T) {
	in := append(slices.Clone(body[:3]), body[3]+" (Reporting by Ida Brandt; Editing by Per Holm)")
	if diff := cmp.Diff(body, Trim(in)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTrimCutsScriptOffASentence(t *testing.T) {
	in := slices.Clone(body)
	in[2] += ` (function() { document.getElementById("x").innerHTML = "y"; })();`
	if diff := cmp.Diff(body, Trim(in)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTrimDoesNotChangeItsInput(t *testing.T) {
	in := []string{"A sentence that is long enough. window.x = {};", "Advertisement"}
	before := slices.Clone(in)
	Trim(in)
	if diff := cmp.Diff(before, in); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}

func BenchmarkTrim(b *testing.B) {
	in := append(slices.Concat(body, body, body, body), "Advertisement", "Related stories", "Baker wins prize for rye loaf", "15 Jan 2026")
	for b.Loop() {
		Trim(in)
	}
}

func TestTrimTakesBulletsAndPercentEncodingFromText(t *testing.T) {
	for in, want := range map[string]string{
		"► The ferry sails again on Friday, the board said.":                     "The ferry sails again on Friday, the board said.",
		"•  Two of the piers are to be mended by spring.":                        "Two of the piers are to be mended by spring.",
		"✔\uFE0F The old quay stays open until the autumn.":                      "The old quay stays open until the autumn.",
		"More than 3%2C000 people came%2C the harbour master%27s office says":    "More than 3,000 people came, the harbour master's office says",
		"The board calls 59%25 of the piers %22unsafe%2C%22 and wants %245 more": "The board calls 59% of the piers \"unsafe,\" and wants $5 more",
		"Fares rose by 5% on Friday and by 100%ige steps after it.":              "Fares rose by 5% on Friday and by 100%ige steps after it.",
		"The plan stands at quay.example/plan%2C2 for all to read it.":           "The plan stands at quay.example/plan%2C2 for all to read it.",
		"Room 5%41 of the harbour office stays closed on that day.":              "Room 5%41 of the harbour office stays closed on that day.",
		"The ferry ► the last of its kind ► sails again on Friday.":              "The ferry ► the last of its kind ► sails again on Friday.",
	} {
		if got := Trim([]string{in, "It sails at noon, as it has always done."}); len(got) != 2 || got[0] != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestWithoutHead(t *testing.T) {
	const title = "Night ferry sails again after eleven years"
	deck := "Crew and passengers had waited since the last crossing."
	lead := "The night ferry sailed again on Friday."
	for _, c := range []struct {
		name     string
		in, want []string
	}{
		{"the title alone", []string{title, lead}, []string{lead}},
		{"behind a caption and its credit", []string{"The quay at dawn. | Ann Lee/Harbour Pictures Shipping " + title, lead}, []string{lead}},
		{"before a deck", []string{"The quay at dawn. | Ann Lee Shipping " + title + " " + deck, lead}, []string{deck, lead}},
		{"before what is no sentence", []string{"Shipping " + title + " By The Newsroom", lead}, []string{lead}},
		{"of which a sentence goes on", []string{title + " and two months.", lead}, nil},
		{"that may be the beginning of a name", []string{title + " City waited for.", lead}, nil},
		{"within a sentence", []string{"“" + title + "” was the headline.", lead}, nil},
		{"elsewhere", []string{lead, lead, lead, title}, nil},
	} {
		if c.want == nil {
			c.want = c.in
		}
		if diff := cmp.Diff(c.want, WithoutHead(c.in, title)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if in := []string{"Ferry sails again", lead}; !slices.Equal(WithoutHead(in, "Ferry sails again"), in) {
		t.Error("a title of three words may stand anywhere")
	}
	in := []string{"The quay at dawn. | Ann Lee Ferry sails again " + deck, lead}
	if diff := cmp.Diff([]string{deck, lead}, WithoutHead(in, "Ferry sails again")); diff != "" {
		t.Errorf("behind a credit (-want +got):\n%s", diff)
	}
}

func TestTrimDropsTheLabelOfAVideo(t *testing.T) {
	in := append([]string{"CLOSE The night ferry sailed again on Friday."}, body...)
	if got := Trim(in)[0]; got != "The night ferry sailed again on Friday." {
		t.Errorf("got %q", got)
	}
	for _, text := range []string{"CLOSE to the quay, people waited.", "Close The Gap, a charity, paid for it."} {
		if got := Trim(append([]string{text}, body...))[0]; got != text {
			t.Errorf("got %q of %q", got, text)
		}
	}
}

func TestTrimDropsTheLinksBehindAName(t *testing.T) {
	for in, want := range map[string]string{
		"Mayor Anna Marsh Anna Maria MarshFerry to sail Bridge cost $76K MORE (Ind.) said on Friday that it sails.": "Mayor Anna Marsh (Ind.) said on Friday that it sails.",
		"Anna Marsh Anna MarshFerry sails MORE's ferry and Per Holm Per HolmLock opens MORE met on Friday.":         "Anna Marsh's ferry and Per Holm met on Friday.",
		"Anna Marsh told MarshWatch that MORE people sail than in any year.":                                        "Anna Marsh told MarshWatch that MORE people sail than in any year.",
		"Marsh and MarshBank are two things, she said, and more people sail.":                                       "Marsh and MarshBank are two things, she said, and more people sail.",
	} {
		if got := Trim(append([]string{in}, body...))[0]; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
