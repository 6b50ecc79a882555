package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus/language"
)

func TestQuotes(t *testing.T) {
	type q struct{ Speaker, Words string }
	for _, c := range []struct {
		name, text string
		want       []q
	}{
		{"words, then name and verb", "“We will keep the door open,” Marsh said on Friday.", []q{{"Marsh", "We will keep the door open"}}},
		{"words, then verb and name", "“We will keep the door open,” said Foreign Minister Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"straight marks", "\"We will keep the door open,\" Marsh told reporters.", []q{{"Marsh", "We will keep the door open"}}},
		{"name, verb, colon", "Marsh told the paper: “We will keep the door open.”", []q{{"Marsh", "We will keep the door open."}}},
		{"name, verb, comma", "In Geneva, Anna Marsh said, “We will keep the door open.”", []q{{"Anna Marsh", "We will keep the door open."}}},
		{"an apposition stands between", "“We will keep the door open,” Anna Marsh, the envoy to Geneva, said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"according to", "“We will keep the door open,” according to Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"sentences within one quotation", "“This is hard. We will keep the door open, Mr. Chair,” said Marsh.", []q{{"Marsh", "This is hard. We will keep the door open, Mr. Chair"}}},
		{"the speaker goes on", "“We will keep the door open,” Marsh said. “Nobody should doubt that today.”",
			[]q{{"Marsh", "We will keep the door open"}, {"Marsh", "Nobody should doubt that today."}}},
		{"a pronoun right after", "“We will keep the door open,” Marsh said. “Nobody should doubt that,” she added.",
			[]q{{"Marsh", "We will keep the door open"}, {"Marsh", "Nobody should doubt that"}}},
		{"an unnamed speaker, introduced", "“We will keep the door open,” a senior official said.", []q{{"a senior official", "We will keep the door open"}}},
		{"a pronoun without a name is left out", "“We will keep the door open,” she said.", nil},
		{"a definite stranger is left out", "“We will keep the door open,” the source said.", nil},
		{"no attribution", "“We will keep the door open.”", nil},
		{"the next sentence is not an attribution", "“We will keep the door open.” Marsh said nothing more.", nil},
		{"a quoted phrase is no quotation", "Marsh called it a “great step” and said more would come.", nil},
		{"hyphenated names stay whole", "“We will keep the door open,” Lee Jae-myung said.", []q{{"Lee Jae-myung", "We will keep the door open"}}},
		{"titles and nationality are dropped", "“We will keep the door open,” said new Northland President Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a description before the name is dropped", "“We will keep the door open,” said Tarn-based US lawyer Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a nationality is no speaker", "The man in a mask speaks with a British accent and says: “We will keep the door open.”", nil},
		{"nor is whose aides speak", "“We will keep the door open,” said Marsh aides.", nil},
		{"an aide of somebody's", "“We will keep the door open,” Marsh aide Ben Lee told reporters.", []q{{"Ben Lee", "We will keep the door open"}}},
		{"an adverb before the verb", "“We will keep the door open,” Marsh later said.", []q{{"Marsh", "We will keep the door open"}}},
		{"words after the name", "“We will keep the door open,” said Marsh in Geneva.", []q{{"Marsh", "We will keep the door open"}}},
		{"nor with a noun after it", "“We will keep the door open,” said British officials.", nil},
		{"who is shown does not say", "The man holds up a photograph of Anna Marsh, a reporter, and says: “We will keep the door open.”", nil},
		{"a subject with two verbs", "Marsh turned round and said: “We will keep the door open.”", []q{{"Marsh", "We will keep the door open."}}},
		{"who only passes it on", "According to Marsh the minister said: “We will keep the door open.”", nil},
		{"where somebody is from", "The man from Tarn said: “We will keep the door open.”", nil},
		{"an institution", "“We will keep the door open,” the Northland Ministry of Defence said.", []q{{"Northland Ministry of Defence", "We will keep the door open"}}},
		{"whose mother speaks", "“We will keep the door open,” Marsh’s mother said.", nil},
		{"somebody's mother, by name", "Marsh’s mother Diane Hart said: “We will keep the door open.”", []q{{"Diane Hart", "We will keep the door open."}}},
		{"somebody of a firm", "“We will keep the door open,” added Marsh and Lee’s Paul Hart.", []q{{"Paul Hart", "We will keep the door open"}}},
		{"who is asked", "On her page, Marsh is asked, “Will you keep the door open?”", nil},
		{"whose spokeswoman speaks", "“We will keep the door open,” a Department for Work and Pensions spokeswoman said.",
			[]q{{"a Department for Work and Pensions spokeswoman", "We will keep the door open"}}},
		{"a spokesman without a name", "“We will keep the door open,” Marsh spokesmen told reporters.", nil},
		{"a title within an institution", "The Department of Foreign Affairs told reporters: “We will keep the door open.”",
			[]q{{"Department of Foreign Affairs", "We will keep the door open."}}},
		{"a house's spokeswoman, by name", "“We will keep the door open,” said White House spokeswoman Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a dotted country", "“We will keep the door open,” said U.S. lawyer Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a name with a country in it", "“We will keep the door open,” American Airlines said.", []q{{"American Airlines", "We will keep the door open"}}},
		{"a statement is nobody", "A statement from the Marsh family said: “We will keep the door open.”", nil},
		{"what opens the sentence is nobody", "Remembering the row over the ferry, Mr Weaver said: “We will keep the door open.”", []q{{"Weaver", "We will keep the door open."}}},
		{"a participle alone", "Reacting, Marsh said: “We will keep the door open.”", []q{{"Marsh", "We will keep the door open."}}},
		{"an adverb that opens", "Nonetheless, Marsh, the envoy, said: “We will keep the door open.”", []q{{"Marsh", "We will keep the door open."}}},
		{"one among others", "Among the guests was Anna Marsh, who recalled: “We will keep the door open.”", []q{{"Anna Marsh", "We will keep the door open."}}},
		{"a topic that opens", "Regarding the door, the firm said “we will keep the door open”.", nil},
		{"a time that opens", "More than a year later, its keeper said “we will keep the door open”.", nil},
		{"somebody's lawyer, with an apostrophe alone", "Kostas' lawyer Gregor Ioan told Halden Radio: “We will keep the door open.”", []q{{"Gregor Ioan", "We will keep the door open."}}},
		{"an office of several words", "“We will keep the door open,” said TIDE Chief Operating Officer Mark Howe.", []q{{"Mark Howe", "We will keep the door open"}}},
		{"an office of a county", "“We will keep the door open,” Tarn County Deputy Supervisor Anna Marsh said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"an office of something, with a name behind", "Tarn Deputy Undersecretary of Defence for Policy Anna Marsh said: “We will keep the door open.”", nil},
		{"a name in capitals that goes on", "“We will keep the door open,” says TARN NOW editor in chief Anna Marsh.", nil},
		{"a name that is an address", "“We will keep the door open,” said Tarn.example.", nil},
		{"initials with a name in brackets", "“We will keep the door open,” wrote Tarn Bank analyst A.M. (Toni) Marsh.", nil},
		{"a firm with its letters in brackets", "“We will keep the door open,” Tarn Harbour Corporation (THC) spokesman Gregor Ioan told the paper.", nil},
		{"a place in brackets", "“We will keep the door open,” Anna Marsh (Tarn) said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a group of somebody's", "“We will keep the door open,” the Tarn Women’s Caucus said.", nil},
		{"a day behind a name", "“We will keep the door open,” said Marsh Monday.", []q{{"Marsh", "We will keep the door open"}}},
		{"who tells of it behind", "Marsh said in reply: “We will keep the door open,” according to Gregor Ioan.", []q{{"Marsh", "We will keep the door open"}}},
		{"a magazine with a New in it", "“We will keep the door open,” wrote The New Tarner.", []q{{"New Tarner", "We will keep the door open"}}},
		{"a firm with an and in it", "“We will keep the door open,” said B&T analyst Gregor Ioan.", []q{{"Gregor Ioan", "We will keep the door open"}}},
		{"an order of something", "“We will keep the door open,” the Tarn Order of Police said.", []q{{"Tarn Order of Police", "We will keep the door open"}}},
		{"a newspaper is nobody", "“We will keep the door open,” said the Guardian.", nil},
		{"news is nobody", "The News said: “We will keep the door open.”", nil},
		{"an institute that is not named", "“We will keep the door open,” the Institute said.", nil},
		{"a member of a party who was named before", "“We will keep the door open,” the Democrat said.", nil},
		{"others say so of somebody", "Marsh, prosecutors said, “kept the door open all night”.", nil},
		{"the lawyer of somebody speaks", "The attorney representing film star Anna Marsh, a central figure, said that “we will keep the door open”.", nil},
		{"somebody else's words are passed on", "Asked about it, Tarn United referred to a statement by Anna Marsh, the firm’s head, who said: “We will keep the door open.”", nil},
		{"a report on somebody", "While Marsh had won medals, a newspaper report revealed he “was not the keeper of the door”.", nil},
		{"the source first", "According to Anna Marsh, “we will keep the door open”.", []q{{"Anna Marsh", "we will keep the door open"}}},
		{"a description with a year", "Marsh, 59, a keeper of doors, told reporters: “We will keep the door open.”", []q{{"Marsh", "We will keep the door open."}}},
		{"two offices", "“We will keep the door open,” Tarn Resorts President and CEO Anna Marsh said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"two offices after a comma", "“We will keep the door open,” said Tarn-Lee Chairman, CEO and President Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"two who speak", "“We will keep the door open,” Marsh and Lee wrote.", nil},
		{"initials", "“We will keep the door open,” Dr. Anna A.I. Marsh said.", []q{{"Anna A.I. Marsh", "We will keep the door open"}}},
		{"an apostrophe within a name", "“We will keep the door open,” Anna Mata'asha said.", []q{{"Anna Mata'asha", "We will keep the door open"}}},
		{"a pronoun for somebody else", "“We will keep the door open,” Marsh said. Ann Lee, 49, stood in the rain. “I want to go through that door,” she said.",
			[]q{{"Marsh", "We will keep the door open"}}},
		{"somebody else speaks on", "Marsh said: “We will keep the door open.” “And the window is open, too,” said one air traffic counter.",
			[]q{{"Marsh", "We will keep the door open."}}},
		{"a source of the next sentence", "“Why should we close the door?” According to the Tarn Democrat-Gazette, it is open.", nil},
		{"a newspaper with a hyphen", "“We will keep the door open,” the Tarn Democrat-Gazette said.", []q{{"Tarn Democrat-Gazette", "We will keep the door open"}}},
		{"a branch with a number", "“We will keep the door open,” said Local 12 President Ben Lee.", nil},
		{"a participle before two verbs", "Referencing the storm, Marsh called for calm, but argued, “we will keep the door open”.", nil},
		{"a participle of the next sentence", "“Will we keep the door open?” Reminded by a guest of it, Marsh said so.", nil},
		{"news of a name", "“We will keep the door open,” said Vice News.", []q{{"Vice News", "We will keep the door open"}}},
		{"a ministry of several words", "“We will keep the door open,” Northland’s Foreign Affairs Ministry said.", []q{{"Foreign Affairs Ministry", "We will keep the door open"}}},
		{"a newspaper of somebody's", "“We will keep the door open,” said Keepers’ Chronicle.", nil},
		{"who directs an institution of something", "“We will keep the door open,” Tarn Division of Parks and Doors Director Anna Marsh said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"where somebody is from, behind the name", "“We will keep the door open,” Anna Marsh of Tarn said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"songs are no speech", "Marsh wrote or sang “Close the Window” and “You Make Open Doors”.", nil},
		{"a broadcast is no speech", "Anna Marsh told Radio Tarn's Ben Lee on “Hour of the Ferry” that the door was open.", nil},
		{"who reports that somebody said so", "“We will keep the door open,” Tarn Radio reported Marsh told guests.", nil},
		{"three who speak", "“We will keep the door open,” Marsh, Lee and Hart wrote.", nil},
		{"a description that ends in an and", "“We will keep the door open,” Anna Marsh, keeper of Tarn Doors and Windows told the paper.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a party of a country", "“We will keep the door open,” Republican Party of Tarn spokesman Ben Lee said.", []q{{"Ben Lee", "We will keep the door open"}}},
		{"an order is nobody", "“We will keep the door open”, according to an executive order that names the keepers.", nil},
		{"a ship with a number", "“We will keep the door open,” said Tarn I mate Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"a second verb behind a clause", "Marsh left the door after another guest walked to her and said: “We will keep the door open.”", nil},
		{"letters in brackets are nobody", "Tarn Harbour (TH) said “we will keep the door open”.", []q{{"Tarn Harbour", "we will keep the door open"}}},
		{"somebody of an institute", "“We will keep the door open,” Anna Marsh of the Tarn Door Institute told the paper.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"the chief of a firm with a preposition", "“We will keep the door open,” Doors for Tarn chief Anna Marsh said.", []q{{"Anna Marsh", "We will keep the door open"}}},
		{"two names in capitals are speech", "“This is Tarn’s day,” said Marsh.", []q{{"Marsh", "This is Tarn’s day"}}},
		{"nationality before a title is dropped", "“We will keep the door open,” said Northland President Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []q
			for _, m := range Quotes(language.For("en"), c.text) {
				got = append(got, q{m.Speaker, c.text[m.Words.Start:m.Words.End]})
				if !m.Whole.Contains(m.Words) {
					t.Errorf("whole %v does not contain words %v", m.Whole, m.Words)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestSpeakers(t *testing.T) {
	for _, c := range []struct {
		sentence string
		want     []string
	}{
		{"Anna Marsh, the mayor of Tarn, said that the harbour will stay closed.", []string{"Anna Marsh"}},
		{"“Closed,” said Lee at a meeting with Paul Hwang.", []string{"Lee"}},
		{"US President Anna Marsh has argued that the harbour is safe.", []string{"Anna Marsh"}},
		{"The harbour is safe, according to Rosa Ortiz.", []string{"Rosa Ortiz"}},
		{"He said Lee would come.", nil},
		{"Lee was told to come.", nil},
		{"The harbour of Tarn is older than Anna Marsh.", nil},
	} {
		if got := Speakers(language.For("en"), c.sentence); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.sentence, got, c.want)
		}
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add("“We will keep the door open,” Marsh said. “Nobody should doubt that,” she added.")
	f.Add("Marsh said: \"é. ”")
	f.Add("김민수 시장은 “문을 열어 두겠다”고 말했다. 市长张伟说：“会把门开着。” وقال الوزير أحمد خالد: «سنترك الباب».")
	f.Add("田中市長は「扉を開けておく」と述べた。 मंत्री राम सिंह ने कहा, “दरवाज़ा खुला रखेंगे।” Bakan Ahmet Kaya, “Kapı açık” dedi.")
	f.Fuzz(func(t *testing.T, p string) {
		for _, tag := range language.Tags() {
			for _, name := range Speakers(language.For(tag), p) {
				if name == "" || !strings.Contains(p, name) {
					t.Fatalf("%s: speaker %q in %d bytes", tag, name, len(p))
				}
			}
			for _, m := range Quotes(language.For(tag), p) {
				if m.Whole.Start < 0 || m.Whole.End > len(p) || !m.Whole.Contains(m.Words) || m.Words.Start > m.Words.End || m.Speaker == "" {
					t.Fatalf("%s: %+v in %d bytes", tag, m, len(p))
				}
			}
		}
	})
}
