package syndication

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// harbour is an agency report as several papers might print it.
const harbour = `PORT ELSWICK (Agency) - The harbour board of Port Elswick voted on Tuesday to close the old ferry terminal in March, ending a service that has carried islanders to the mainland for more than ninety years.

Seven of the nine members backed the plan, which moves all crossings to the deep-water quay four kilometres to the north. The board says the wooden piers can no longer be insured and that repairs would cost eleven million crowns, twice what the terminal earns in a decade.

Island councils had asked for a delay until a bus line to the new quay was running. The board refused, but agreed to pay for a shuttle during the first winter.

"Nobody on this board wanted to be the one who locks that gate, but we have looked at every figure there is and the piers will not last another storm season," chairwoman Ilse Marrander told reporters after the vote.

Fishing crews, who land their catch beside the terminal, will keep their moorings until the end of the year. Where they go afterwards is to be settled in talks that begin next week.

The terminal opened in the year the lighthouse was lit and survived two fires. A petition to list it as a monument has gathered four thousand signatures, about a third of the people who live on the islands.`

// notice is what a tenth reporter made of the same vote: the chairwoman's
// words, and the rest their own.
const notice = `Ferry passengers from the outer islands face a longer trip from next spring. A divided harbour authority decided this week that boats will stop calling at the historic landing in the middle of town.

Chairwoman Ilse Marrander defended the step. "Nobody on this board wanted to be the one who locks that gate, but we have looked at every figure there is and the piers will not last another storm season," she said.

Commuters at the landing were angry. Most had heard of the closure only from the radio, and several said they would now have to take the car.`

func areCopies(a, b string) bool { return Read(a).CopyOf(Read(b)) }

func TestCopiesAreFoundThroughEditing(t *testing.T) {
	paragraphs := strings.Split(harbour, "\n\n")
	tests := map[string]string{
		"the same text": harbour,
		"an added intro": "Islanders must soon travel further for their ferry, as our paper has long feared.\n\n" +
			harbour,
		"a paywall line":      harbour + "\n\nSubscribe now to read this and every other story of the day.",
		"a cut tail":          strings.Join(paragraphs[:2], "\n\n"),
		"a cut head":          strings.Join(paragraphs[2:], "\n\n"),
		"another dateline":    strings.Replace(harbour, "PORT ELSWICK (Agency) -", "By our staff and agencies:", 1),
		"other typography":    strings.NewReplacer(`"`, "”", " - ", " — ", "\n\n", "\n").Replace(harbour),
		"upper case":          strings.ToUpper(harbour),
		"a paragraph dropped": strings.Join(slices.Delete(slices.Clone(paragraphs), 2, 3), "\n\n"),
		"house style": strings.NewReplacer("kilometres", "km", "harbour", "harbor", "Tuesday", "yesterday",
			"eleven million", "11 million", "told reporters", "said").Replace(harbour),
		"reordered": strings.Join([]string{paragraphs[0], paragraphs[3], paragraphs[1], paragraphs[5], paragraphs[2], paragraphs[4]}, "\n\n"),
	}
	for name, other := range tests {
		t.Run(name, func(t *testing.T) {
			if !areCopies(harbour, other) || !areCopies(other, harbour) {
				t.Error("not taken for copies")
			}
			if !found(harbour, other) {
				t.Error("not found by signature")
			}
		})
	}
}

func TestReportsOfTheirOwnAreNoCopies(t *testing.T) {
	quote := strings.Split(harbour, "\n\n")[3]
	tests := map[string][2]string{
		"a shared quotation": {harbour, notice},
		"little beside a shared quotation": {
			"Angry scenes followed the vote in Port Elswick on the ferry terminal last night.\n\n" + quote + "\n\nThe vote had been expected for months, and nobody was surprised by how it went in the end, least of all the crews.",
			"The head of the harbour board has explained why the ferry landing must go.\n\n" + quote + "\n\nHer deputy, who voted against the closure, left by the side door and would not speak to anybody there.",
		},
		"a hoax and the article that quotes it in full": {
			"The lighthouse of Port Elswick will be sold to a hotel chain in June. The town council has kept the sale secret for a year. The lamp will be taken down and shown in the lobby, and the keeper has been offered work as a porter.",
			"A message that is going round about the lighthouse is untrue, the council says. It reads: \"The lighthouse of Port Elswick will be sold to a hotel chain in June. The town council has kept the sale secret for a year. The lamp will be taken down and shown in the lobby, and the keeper has been offered work as a porter.\" None of this has been decided or even discussed, according to the town clerk, who traced the message to a joke at a summer fair.",
		},
		"one story in a round-up": {
			strings.Join(strings.Split(harbour, "\n\n")[:1], ""),
			strings.Join(strings.Split(harbour, "\n\n")[:1], "") + "\n\n" + sentences(rand.New(rand.NewPCG(1, 1)), 30),
		},
		"nothing in common": {harbour, sentences(rand.New(rand.NewPCG(2, 2)), 20)},
		"no words":          {"", ""},
		"no words and some": {"…", "One."},
	}
	for name, pair := range tests {
		t.Run(name, func(t *testing.T) {
			if areCopies(pair[0], pair[1]) || areCopies(pair[1], pair[0]) {
				t.Error("taken for copies")
			}
		})
	}
}

func TestShortItemsMustResembleAsAWhole(t *testing.T) {
	item := "The swimming bath in Elswick stays closed until Friday."
	if !areCopies(item, strings.ToUpper(item)) {
		t.Error("the same short item is no copy")
	}
	if areCopies(item, item+" The heating has failed and a spare part is on its way from abroad.") {
		t.Error("a short item is a copy of a longer one that begins alike")
	}
}

func TestCopiesInScriptsWithoutSpaces(t *testing.T) {
	a := "港口委员会周二投票决定明年三月关闭旧渡轮码头,结束了九十多年来往返大陆的服务。九名委员中有七名支持该计划,所有航班将迁往以北四公里的深水码头。委员会表示木制栈桥已无法投保,维修费用高达一千一百万。"
	b := "渔民的船只停泊在码头旁边,可以保留泊位到年底。他们以后去哪里将在下周开始的会谈中决定。请愿书已经收集了四千个签名,约占岛上居民的三分之一。"
	if !areCopies(a, "本报讯 "+a+" 订阅后阅读全文。") {
		t.Error("a reprinted text is no copy")
	}
	if areCopies(a, b) {
		t.Error("another text is a copy")
	}
}

func TestQuotedWords(t *testing.T) {
	for _, text := range []string{ // the quoted words, and only they, in capitals
		`she said "ONE TWO THREE FOUR FIVE" and left`,
		`she said “ONE TWO THREE FOUR FIVE” and left`,
		`she said „ONE TWO THREE FOUR FIVE“ and left`,
		`she said «ONE TWO THREE FOUR FIVE» and left`,
		`she said 'ONE TWO DON'T FOUR FIVE' and left`,
		`she said ‘ONE TWO DON’T FOUR FIVE’ and left`,
		`the so called "old man" of the sea`,
		`the boats' owners and the crews' wives met there today`,
		"“ONE TWO THREE FOUR FIVE\n“SIX SEVEN EIGHT NINE TEN” done",
		"a board of six\" by four\" and nothing else at all\nnext line",
		"it was back in the 'nineties that all of this began\nand then came the rest",
	} {
		var want, got []bool
		for f := range strings.FieldsSeq(text) {
			want = append(want, f == strings.ToUpper(f))
		}
		for _, w := range split(text) {
			got = append(got, w.quoted)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", text, got, want)
		}
	}
}

func TestCopiesIsSymmetricAndIgnoresLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		a := sentences(r, rapid.IntRange(1, 30).Draw(t, "sentences"))
		b := edit(r, a, rapid.Float64Range(0, 1).Draw(t, "edited"))
		if areCopies(a, b) != areCopies(b, a) {
			t.Error("not symmetric")
		}
		if !areCopies(a, a) {
			t.Error("a text is no copy of itself")
		}
		if Read(a).Signature() != Read(strings.ReplaceAll(strings.ToUpper(a), " ", "\n\t ")).Signature() {
			t.Error("layout or case changes the signature")
		}
	})
}

func TestSignaturesFindCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	copies, missed := 0, 0
	for range 600 {
		a := sentences(r, 12+r.IntN(20))
		b := a[:len(a)*(25+r.IntN(76))/100]
		if r.IntN(2) == 0 {
			b = edit(r, a, 0.05)
		}
		if !areCopies(a, b) {
			continue
		}
		copies++
		if !found(a, b) {
			missed++
		}
	}
	if copies < 400 || missed*50 > copies {
		t.Errorf("%d of %d copies not found", missed, copies)
	}
}

func TestSignaturesPassOverUnrelatedTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	hits := 0
	for range 1000 {
		if found(sentences(r, 20), sentences(r, 20)) {
			hits++
		}
	}
	if hits > 5 {
		t.Errorf("%d of 1000 unrelated pairs are candidates", hits)
	}
}

// Stores keep signatures, so that the same text must have the same one in every
// version.
func TestSignatureIsStable(t *testing.T) {
	sum := uint64(0)
	for _, h := range Read(harbour).Signature().Hashes {
		sum = mix(sum ^ uint64(h))
	}
	for _, k := range Read(harbour).Signature().Keys() {
		sum = mix(sum ^ uint64(k))
	}
	if want := uint64(0x4e85529ee7a27a4b); sum != want {
		t.Errorf("signature sums to %#x, want %#x", sum, want)
	}
}

func FuzzCopies(f *testing.F) {
	f.Add(harbour, notice)
	f.Add("", "\xff\xfe\"'’“")
	f.Add("'“\"« a b c d e\n», ’’", "港口委员会 \u0301\u200d")
	f.Fuzz(func(t *testing.T, a, b string) {
		if areCopies(a, b) != areCopies(b, a) {
			t.Error("not symmetric")
		}
		if words := len(split(a)) > 0; areCopies(a, a) != words || (len(Read(a).Signature().Keys()) > 0) != words {
			t.Error("a text with words is a copy of itself and has keys, one without is not and has none")
		}
	})
}

// found reports whether a store that looks up by signature would compare the
// two texts.
func found(a, b string) bool {
	x, y := Read(a).Signature(), Read(b).Signature()
	shared := 0
	for _, k := range x.Keys() {
		if slices.Contains(y.Keys(), k) {
			shared++
		}
	}
	return shared >= MinShared && x.Near(y)
}

var vocabulary = strings.Fields(`harbour council ferry winter minister harvest engine bridge market teacher
	river storm letter budget railway hospital choir lamp forest engineer window island baker tunnel captain
	museum carpet orchard signal village painter mountain ladder festival copper station garden pilot quarry
	old new long quiet broken distant early heavy careful public northern empty bright narrow sudden green
	opened closed carried refused repaired promised counted followed painted delayed signed visited measured
	before after near under beside without during because although while the a its their every no some`)

// sentences returns n sentences of words in random order.
func sentences(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		for i := range 8 + r.IntN(14) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(vocabulary[r.IntN(len(vocabulary))])
		}
		b.WriteString(". ")
	}
	return b.String()
}

// edit replaces a share of the words of a text.
func edit(r *rand.Rand, text string, share float64) string {
	words := strings.Fields(text)
	for i := range words {
		if r.Float64() < share {
			words[i] = vocabulary[r.IntN(len(vocabulary))]
		}
	}
	return strings.Join(words, " ")
}

func BenchmarkSignature(b *testing.B) {
	text := sentences(rand.New(rand.NewPCG(3, 3)), 25)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Read(text).Signature()
	}
}

func BenchmarkCopies(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	text := sentences(r, 25)
	other := edit(r, text, 0.05)
	for b.Loop() {
		areCopies(text, other)
	}
}

// TestEventsInOneTemplateAreNoCopies has what agencies write by the same pattern
// day by day.
func TestEventsInOneTemplateAreNoCopies(t *testing.T) {
	rest := " The survey gave no warning of a wave. People near the coast were told to expect further shocks in the hours to come, and to keep away from walls and masts. The survey takes its figures from stations along the ridge and mends them when more of these have reported. Damage was not to be expected at such a depth, it said on its page, where readers can tell what they have felt."
	draw := " Who holds a ticket with these numbers has ninety days to come forward. Where nobody does, the sum goes into the pot of the next draw. Tickets are sold at kiosks on all islands until an hour before it. The lottery gives half of what it takes to schools and to the lifeboats, and says that nobody should play for more than they can lose."
	board := " The board met behind closed doors for an hour. Its minutes are to be laid out in the town hall for two weeks, and whoever lives in the town may object in writing. The chairwoman thanked those who had come, and asked them to stay calm, since nothing had been decided for good. The next meeting is to be held after the holidays, at the usual hour and place."
	for name, pair := range map[string][2]string{
		"two earthquakes": {"An earthquake of magnitude 5.1 struck 30 km off Port Elswick on Tuesday, the survey said." + rest, "An earthquake of magnitude 4.8 struck 12 km off Lund on Friday, the survey said." + rest},
		"two draws":       {"The numbers drawn on Saturday are 4, 11, 23, 31 and 40, for a sum of 2.5 million." + draw, "The numbers drawn on Wednesday are 7, 15, 22, 38 and 41, for a sum of 3.1 million." + draw},
		"two towns":       {"On Monday the board of Ashby voted to close the school in Mill Street." + board, "On Thursday the board of Tallmere voted to close the school in Quay Road." + board},
	} {
		if areCopies(pair[0], pair[1]) || areCopies(pair[1], pair[0]) {
			t.Errorf("%s are taken for copies", name)
		}
	}
	for name, pair := range map[string][2]string{
		"a number mended":         {"An earthquake of magnitude 5.1 struck off Port Elswick on Tuesday, the survey said." + rest, "An earthquake struck off Port Elswick on Tuesday, the survey said." + rest},
		"a number written out":    {"On Monday the board of Ashby voted by 7 to 2 to close the school." + board, "On Monday the board of Ashby voted by seven to two to close the school." + board},
		"the place left out":      {"ASHBY, Monday - The board voted to close the school in Mill Street." + board, "The board voted to close the school in Mill Street." + board},
		"the day by another word": {"On Monday the board of Ashby voted to close the school." + board, "The board of Ashby yesterday voted to close the school." + board},
	} {
		if !areCopies(pair[0], pair[1]) {
			t.Errorf("%s: not taken for copies", name)
		}
	}
}
