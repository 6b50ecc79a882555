package sentence

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, lang, body string
		want             []string
	}{
		{"titles do not end a sentence", "en",
			"Gen. Park met Dr. Lee and Mr. Kim. They spoke for an hour.",
			[]string{"Gen. Park met Dr. Lee and Mr. Kim.", "They spoke for an hour."}},
		{"nor do those of several people, or of an hour before its time zone", "en",
			"The bill of Sens. Marsh and Lund comes up at 10 a.m. ET on Monday. It ended at 5 p.m. The crowd left.",
			[]string{"The bill of Sens. Marsh and Lund comes up at 10 a.m. ET on Monday.", "It ended at 5 p.m.", "The crowd left."}},
		{"country abbreviations do not end a sentence", "en",
			"The U.S. president spoke. The U.N. Security Council met vs. its own rules.",
			[]string{"The U.S. president spoke.", "The U.N. Security Council met vs. its own rules."}},
		{"a dash behind an abbreviation", "en", "TOLVA, Miss. — A man left the jail. — Anna Marsh",
			[]string{"TOLVA, Miss. — A man left the jail. — Anna Marsh"}},
		{"an acronym before a name", "en", "The U.S. Postal Service closed it. The annual U.N. Climate Change Conference ended, and the D.C. Circuit ruled.",
			[]string{"The U.S. Postal Service closed it.", "The annual U.N. Climate Change Conference ended, and the D.C. Circuit ruled."}},
		{"an acronym at the end of a sentence", "en", "It was shipped to the U.S. The ferry left. He lives in Washington, D.C. In May he left the U.K. Some stayed.",
			[]string{"It was shipped to the U.S.", "The ferry left.", "He lives in Washington, D.C.", "In May he left the U.K.", "Some stayed."}},
		{"closing quotation marks stay with their sentence", "en",
			"“We are ready.” He then left. \"Not yet.\" She stayed.",
			[]string{"“We are ready.”", "He then left.", "\"Not yet.\"", "She stayed."}},
		{"a said-phrase stays with its quotation", "en",
			"“Will they come?” asked the minister. Nobody knew.",
			[]string{"“Will they come?” asked the minister.", "Nobody knew."}},
		{"a line end always ends a sentence", "",
			"Envoys meet in Geneva\n\nTalks resumed on Monday",
			[]string{"Envoys meet in Geneva", "Talks resumed on Monday"}},
		{"a lost space is found", "en",
			"The talks had gone on for two long weeks.The minister said they would resume on Monday.",
			[]string{"The talks had gone on for two long weeks.", "The minister said they would resume on Monday."}},
		{"a year ends a sentence", "en",
			"The defector reached the south in 2008. As is often the case, nobody could confirm it.",
			[]string{"The defector reached the south in 2008.", "As is often the case, nobody could confirm it."}},
		{"decimal points and domain names are no ends", "en",
			"Prices rose 2.5 percent on Booking.Com yesterday. They fell to $1.13bn later.",
			[]string{"Prices rose 2.5 percent on Booking.Com yesterday.", "They fell to $1.13bn later."}},
		{"German", "de",
			"Die Gespräche dauerten zwei Tage. Dr. Weber war zufrieden.",
			[]string{"Die Gespräche dauerten zwei Tage.", "Dr. Weber war zufrieden."}},
		{"a German ordinal is no end", "de",
			"Die Gespräche der Minister begannen am 3. Oktober in der Hauptstadt Wien.",
			[]string{"Die Gespräche der Minister begannen am 3. Oktober in der Hauptstadt Wien."}},
		{"Japanese", "ja", "会談は終わった。次回は未定だ。", []string{"会談は終わった。", "次回は未定だ。"}},
		{"nothing", "", " \n\n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range Split(c.body, c.lang) {
				got = append(got, c.body[s.Start:s.End])
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestSplitNumbersParagraphs(t *testing.T) {
	body := "One. Two.\nThree.\n\nFour.\n\n\nFive."
	var got []int
	for _, s := range Split(body, "en") {
		got = append(got, s.Paragraph)
	}
	if d := cmp.Diff([]int{0, 0, 0, 1, 2}, got); d != "" {
		t.Errorf("paragraphs (-want +got):\n%s", d)
	}
}

// Every sentence is a trimmed piece of the body, in order, within the bound, and
// nothing but white space lies between them.
func checkSplit(t interface{ Fatalf(string, ...any) }, body, lang string) {
	at := 0
	sentences := Split(body, lang)
	for i, s := range sentences {
		if s.Start < at || s.End <= s.Start || s.End > len(body) || s.Len() > maxBytes {
			t.Fatalf("sentence %d: span %v after %d of %d", i, s.Span, at, len(body))
		}
		text := body[s.Start:s.End]
		if strings.TrimSpace(text) != text {
			t.Fatalf("sentence %d: not trimmed: %q", i, text)
		}
		if utf8.ValidString(body) && !utf8.ValidString(text) {
			t.Fatalf("sentence %d: cut within a rune: %q", i, text)
		}
		if gap := body[at:s.Start]; strings.ContainsFunc(gap, func(r rune) bool { return !unicode.IsSpace(r) }) {
			t.Fatalf("lost %q before sentence %d", gap, i)
		}
		at = s.End
	}
	if strings.TrimSpace(body[at:]) != "" {
		t.Fatalf("lost %q at the end", body[at:])
	}
	next := 0
	for i, p := range Passages(body, sentences) {
		if p.Ordinal != i || p.First != next || p.Last < p.First {
			t.Fatalf("passage %d: %+v, want first sentence %d", i, p, next)
		}
		if p.Start != sentences[p.First].Start || p.End != sentences[p.Last].End {
			t.Fatalf("passage %d: span %v is not that of its sentences", i, p.Span)
		}
		next = p.Last + 1
	}
	if next != len(sentences) {
		t.Fatalf("passages hold %d of %d sentences", next, len(sentences))
	}
}

func TestSplitLosesNothing(t *testing.T) {
	piece := rapid.SampledFrom([]string{"Mr. ", "Kim ", "said", ". ", ".", "? ", "”", "“", "\n", "\n\n", " ", "U.S.", "3.5", "The ", "é", "。", "会"})
	rapid.Check(t, func(t *rapid.T) {
		checkSplit(t, strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "body"), ""),
			rapid.SampledFrom([]string{"", "en", "de", "ja"}).Draw(t, "lang"))
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("Mr. Kim spoke. He left.\n\nNext.", "en")
	f.Add("会談は終わった。次回は未定だ。", "")
	f.Add(strings.Repeat("word ", 1000), "")
	f.Add(strings.Repeat("é", 3000), "de")
	f.Fuzz(func(t *testing.T, body, lang string) { checkSplit(t, body, lang) })
}

func TestPassagesAreAboutAHundredWords(t *testing.T) {
	one := strings.Repeat("Word ", 19) + "end."
	paragraph := strings.Repeat(one+" ", 4) // 80 words
	body := strings.Repeat(paragraph+"\n\n", 3) + strings.Repeat(one+" ", 12)
	sentences := Split(body, "en")
	var words []int
	for _, p := range Passages(body, sentences) {
		words = append(words, len(strings.Fields(body[p.Start:p.End])))
	}
	if d := cmp.Diff([]int{80, 80, 80, 100, 100, 40}, words); d != "" {
		t.Errorf("words (-want +got):\n%s", d)
	}
	if got := Passages("", nil); got != nil {
		t.Errorf("no sentences gave passages: %v", got)
	}
}

func BenchmarkSplit(b *testing.B) {
	body := strings.Repeat("The U.S. president met Mr. Kim in Singapore. “It went well,” he said afterwards.\n\n", 20)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		sinkSentences = Split(body, "en")
	}
}

var sinkSentences []corpus.Sentence
