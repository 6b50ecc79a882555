package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{"nationality before a title is dropped", "“We will keep the door open,” said Northland President Anna Marsh.", []q{{"Anna Marsh", "We will keep the door open"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []q
			for _, m := range Quotes(c.text) {
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

func FuzzQuotes(f *testing.F) {
	f.Add("“We will keep the door open,” Marsh said. “Nobody should doubt that,” she added.")
	f.Add("Marsh said: \"é. ”")
	f.Fuzz(func(t *testing.T, p string) {
		for _, m := range Quotes(p) {
			if m.Whole.Start < 0 || m.Whole.End > len(p) || !m.Whole.Contains(m.Words) || m.Words.Start > m.Words.End || m.Speaker == "" {
				t.Fatalf("%+v in %d bytes", m, len(p))
			}
		}
	})
}
