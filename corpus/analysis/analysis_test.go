package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus/alias"
	"sitrep/corpus/language"
)

var analyzer = New(alias.Default())

// words returns the parts of a text that its tokens mark.
func marked(text, language string) []string {
	var out []string
	for _, t := range analyzer.Tokens(text, language) {
		out = append(out, text[t.Start:t.End])
	}
	return out
}

func terms(text, language string) []string {
	var out []string
	for _, t := range analyzer.Tokens(text, language) {
		out = append(out, t.Term)
	}
	return out
}

func TestTokensMarkTheWordsOfAText(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" \n—…“”!", ""},
		{"North Korea", "North|Korea"},
		{"Kim Jong-un, 41.", "Kim|Jong|un|41"},
		{"Jong\u2011un Jong\u2010un Jong–un", "Jong|un|Jong|un|Jong|un"},
		{"Seoul's, Seoul’s. SEOUL'S", "Seoul|Seoul|SEOUL"},
		{"the Koreans' talks", "the|Koreans|talks"},
		{"O'Brien and O’Brien don't", "O'Brien|and|O’Brien|don't"},
		{"the U.S.-led U.N. said a.m.", "the|U.S|led|U.N|said|a.m"},
		{"the end.Next sentence", "the|end|Next|sentence"},
		{"https://www.example.com/a_b", "https|www|example|com|a|b"},
		{"$1.5bn, 1,000 and 27th", "1.5|bn|1,000|and|27th"},
		{"on 25.08.2025 at 09:30", "on|25|08|2025|at|09|30"},
		{"10km 10am 5G F-35 KN-23 covid19", "10|km|10|am|5G|F|35|KN|23|covid19"},
		{"No\u200brth Ko\u00adrea \u202eDPRK\u202c", "No\u200brth|Ko\u00adrea|DPRK"},
		{"café Erdoğan Łódź", "café|Erdoğan|Łódź"},
		{"김정은이 방북", "김정|정은|은이|방북"},
		{"金正恩 氏", "金正|正恩|氏"},
		{"カタカナー", "カタ|タカ|カナ|ナー"},
		{"북\u200b한", "북\u200b한"},
		{"ประตูเมือง", "ประ|ระตู|ตูเมื|เมือ|อง"},
		{"ປະຕູ", "ປະຕູ"},
		{"ទ្វារ", "ទ្វារ"},
		{"abc한국def", "abc|한국|def"},
		{"U.S.北朝鮮", "U.S|北朝|朝鮮"},
		{"\xff\xfeKorea\xff", "Korea"},
		{"@north-korea #NorthKorea", "north|korea|NorthKorea"},
	} {
		if got := strings.Join(marked(test.text, ""), "|"); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestSpellingsOfOneWordShareATerm(t *testing.T) {
	for _, test := range []struct {
		language string
		words    string
	}{
		{"en", "Korea KOREA korea Korea’s Ko\u200brea Ｋｏｒｅａ"},
		{"en", "missile missiles"},
		{"en", "1,000 1000 1’000 ١٠٠٠"},
		{"en", "1.5 1.50"},
		{"en", "27 27th"},
		{"en", "organise organize organised organizing organisation organization"},
		{"en", "labour labor labours"},
		{"en", "neighbouring neighboring"},
		{"en", "defence defense"},
		{"en", "programme program programmes"},
		{"en", "centre center centres"},
		{"en", "travelled traveled"},
		{"en", "fulfil fulfill fulfilled"},
		{"en", "analyse analyze analysed"},
		{"en", "denuclearisation denuclearization"},
		{"en", "sceptical skeptical"},
		{"en", "Erdogan Erdoğan"},
		{"en", "Beyonce Beyoncé"},
		{"en", "O'Brien O’Brien OBrien"},
		{"en", "U.S US"},
		{"en-GB", "colour color"},
		{"de", "Verhandlung Verhandlungen"},
		{"de", "1.000 1000"},
		{"de", "1,5 1.5"},
		{"de", "1.000,5 1,000.5 1000,50"},
		{"fr", "négociation négociations"},
		{"es", "negociación negociaciones"},
		{"it", "trattativa trattative"},
		{"pt", "negociação negociações"},
		{"nl", "onderhandeling onderhandelingen"},
		{"ru", "переговоры переговоров"},
		{"ar", "صاروخ الصاروخ"},
		{"ja", "ｶﾀ カタ"},
		{"xx", "Korea korea"},
	} {
		got := terms(test.words, test.language)
		for _, term := range got {
			if term != got[0] {
				t.Errorf("%s: %q give %q", test.language, test.words, got)
				break
			}
		}
	}
}

func TestDifferentWordsKeepDifferentTerms(t *testing.T) {
	for _, test := range []struct{ language, words string }{
		{"en", "promise prom"},
		{"en", "exercise exert"},
		{"en", "China chin"},
		{"en", "1.5 15 1,500"},
		{"de", "1.500 1,500"},
		{"en", "25.08.2025 25082025"},
		{"ru", "Китай кита"},
		{"ja", "か が"},
	} {
		seen := map[string]bool{}
		got := terms(test.words, test.language)
		for _, term := range got {
			if seen[term] {
				t.Errorf("%s: %q give %q", test.language, test.words, got)
			}
			seen[term] = true
		}
	}
}

func TestElidedArticlesAreWordsOfTheirOwn(t *testing.T) {
	if diff := cmp.Diff([]string{"l", "accord", "d", "État"}, marked("l’accord d'État", "fr")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"dell", "accordo"}, marked("dell'accordo", "it")); diff != "" {
		t.Error(diff)
	}
	for _, token := range analyzer.Tokens("l'accord", "fr")[:1] {
		if !token.Stop {
			t.Error("l is no stop word")
		}
	}
}

func TestStopWordsAreMarkedInEveryLanguage(t *testing.T) {
	for language, text := range map[string]string{
		"":      "the and of won't which",
		"en-US": "The And OF",
		"de":    "der und für über",
		"fr":    "le et à être",
		"es":    "el y de también",
		"it":    "il e di perché",
		"pt":    "o e não também",
		"nl":    "de het een zijn",
		"ru":    "и в не ещё",
		"ar":    "في من على إلى",
	} {
		for _, token := range analyzer.Tokens(text, language) {
			if !token.Stop {
				t.Errorf("%s: %q is no stop word", language, token.Term)
			}
		}
	}
	for _, token := range analyzer.Tokens("Korea missile 2018 said", "") {
		if token.Stop {
			t.Errorf("%q is a stop word", token.Term)
		}
	}
}

func concepts(text string) []string {
	tokens := analyzer.Tokens(text, "")
	var out []string
	for _, m := range analyzer.Concepts(text, tokens) {
		out = append(out, m.Name+"="+text[tokens[m.First].Start:tokens[m.Last].End])
	}
	return out
}

func TestConceptsAreFoundByTheirNames(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"North Korea's missiles", []string{"north-korea=North Korea"}},
		{"the north korean army", []string{"north-korea=north korean"}},
		{"the DPRK, or dprk", []string{"north-korea=DPRK", "north-korea=dprk"}},
		{"Democratic People’s Republic of Korea", []string{"north-korea=Democratic People’s Republic of Korea"}},
		{"South Korea and Korea alone", []string{"south-korea=South Korea"}},
		{"Kim Jong Un", []string{"kim-jong-un=Kim Jong Un"}},
		{"Kim Jong-un", []string{"kim-jong-un=Kim Jong-un"}},
		{"Kim Jong\u2011Un", []string{"kim-jong-un=Kim Jong\u2011Un"}},
		{"Kim Jongun", []string{"kim-jong-un=Kim Jongun"}},
		{"#KimJongUn", []string{"kim-jong-un=KimJongUn"}},
		{"kim jong un", []string{"kim-jong-un=kim jong un"}},
		{"Moon Jae In", []string{"moon-jae-in=Moon Jae In"}},
		{"Moon Jae-in", []string{"moon-jae-in=Moon Jae-in"}},
		{"the UN and the U.N. but not un", []string{"united-nations=UN", "united-nations=U.N"}},
		{"US officials told us", []string{"united-states=US"}},
		{"a U.S.-led drill", []string{"united-states=U.S"}},
		{"WHO said who?", []string{"who=WHO"}},
		{"WHO KILLED THE DEAL", nil},
		{"THE US NAVY", nil},
		{"US", []string{"united-states=US"}},
		{"UN Security Council", []string{"united-nations=UN", "un-security-council=Security Council"}},
		{"the Washington Post in Washington", []string{"united-states=Washington"}},
		{"South China Sea near China", []string{"china=China"}},
		{"in the north. Korea said", nil},
		{"the North, Korea", nil},
		{"North\nKorea", []string{"north-korea=North\nKorea"}},
		{"North\n\nKorea", nil},
		{"“North” Korea", []string{"north-korea=North” Korea"}},
		{"Türkiye, Turkey and a turkey", []string{"turkey=Türkiye", "turkey=Turkey"}},
		{"김정은이", []string{"kim-jong-un=김정은"}},
		{"북한의", []string{"north-korea=북한"}},
		{"along the 38th parallel", []string{"dmz=38th parallel"}},
		{"the Demilitarised Zone", []string{"dmz=Demilitarised Zone"}},
	} {
		if diff := cmp.Diff(test.want, concepts(test.text)); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

func TestConceptsWithoutAliasesAreNone(t *testing.T) {
	a := New(nil)
	if m := a.Concepts("North Korea", a.Tokens("North Korea", "")); m != nil {
		t.Errorf("got %v", m)
	}
}

func TestCompoundsMeetHoweverANameIsWritten(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"Choe Hyon-a", []string{"choehyon", "hyona"}},
		{"Choe Hyon\u2011a", []string{"choehyon", "hyona"}},
		{"Ahn Gyu Back", []string{"ahngyu", "gyuback"}},
		{"Ahn Gyu-back", []string{"ahngyu", "gyuback"}},
		{"co-operate", []string{"cooper"}},
		{"F-35 jets in 2018-19", []string{"f35"}},
		{"state-of-the-art", nil},
		{"said—Kim", nil},
		{"North Korean leader", nil},
		{"The North said", nil},
	} {
		var got []string
		for _, c := range analyzer.Compounds(test.text, "", analyzer.Tokens(test.text, "")) {
			got = append(got, c.Term)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
	if got, want := terms("Gyuback cooperate F35", ""), []string{"gyuback", "cooper", "f35"}; !cmp.Equal(got, want) {
		t.Errorf("the joined spellings give %q, want %q", got, want)
	}
}

// TestVersionStandsForTheTerms fails when terms change: then raise version, so
// that indexes made of the old ones are made anew, and write the new sum here.
func TestVersionStandsForTheTerms(t *testing.T) {
	const sum = "6 623d368fcc2cfa02"
	h := sha256.New()
	a := New(nil)
	for language, texts := range map[string][]string{"en": {
		"Kim Jong-un’s programme cost $1.5bn; the U.S. organised 1,000 neighbours’ F-35s on 25.08.2025.",
		"Analysts denied that travelling envoys had fulfilled their defence promises, colourfully. Beyoncé sang. 김정은 金正恩 ประตูเมือง",
	}} {
		for _, text := range texts {
			for _, token := range a.Tokens(text, language) {
				fmt.Fprintln(h, token.Term, token.Start, token.End, token.Stop)
			}
			for _, token := range a.Compounds(text, language, a.Tokens(text, language)) {
				fmt.Fprintln(h, token.Term)
			}
		}
	}
	if got := version + " " + hex.EncodeToString(h.Sum(nil)[:8]); got != sum {
		t.Errorf("version and terms are %q, were %q", got, sum)
	}
	if New(alias.Default()).Version() == a.Version() {
		t.Error("the version does not tell sets of aliases apart")
	}
}

func checkTokens(t interface{ Fatalf(string, ...any) }, text, language string) {
	tokens := analyzer.Tokens(text, language)
	last := 0
	for _, token := range tokens {
		if token.Start < last || token.End <= token.Start || token.End > len(text) {
			t.Fatalf("%q: token %d-%d after %d", text, token.Start, token.End, last)
		}
		last = token.Start
		if token.Term == "" || len(token.Term) > 2*maxWord || !utf8.ValidString(token.Term) || strings.ContainsAny(token.Term, " @\n") {
			t.Fatalf("%q: term %q", text, token.Term)
		}
	}
	for _, m := range analyzer.Concepts(text, tokens) {
		if m.Name == "" || m.First > m.Last || m.Last >= len(tokens) {
			t.Fatalf("%q: mention %v of %d tokens", text, m, len(tokens))
		}
	}
	analyzer.Compounds(text, language, tokens)
}

func FuzzTokens(f *testing.F) {
	for _, text := range []string{
		"North Korea’s Kim Jong-un", "1.000,5 1'0 ’s", "_a_:b·c", "U.S.A.", "\u200b\u200bA\u200b", "한\u200d국", "a\u0300한",
		"\xe1\x84", "x\xf6-a", "'s's", "D'É", "ﬁ½№", strings.Repeat("é", 100), "١٬٠٠٠", "x\u203fy", "ｶﾞ",
	} {
		f.Add(text, "en")
		f.Add(text, "fr")
		f.Add(text, "ru")
		f.Add(text, "ar")
	}
	f.Fuzz(func(t *testing.T, text, language string) { checkTokens(t, text, language) })
}

// TestTokensDoNotDependOnTheCache compares an analyzer that has seen much with
// a new one.
func TestTokensDoNotDependOnTheCache(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aeKs'’.-,_ 019é한국\u200b\u00adЖ"))).Draw(t, "text")
		language := rapid.SampledFrom([]string{"en", "fr", "de", "ru", ""}).Draw(t, "language")
		checkTokens(t, text, language)
		analyzer.Tokens(text, "it")
		fresh := New(alias.Default())
		if a, b := fresh.Tokens(text, language), analyzer.Tokens(text, language); !cmp.Equal(a, b) {
			t.Fatalf("%q: %v, then %v", text, a, b)
		}
	})
}

// TestPlainWordsAreThoseOfTheUnicodeRules holds the quick path for ASCII to
// what the slow one gives.
func TestPlainWordsAreThoseOfTheUnicodeRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("abS01 '.,:;_-\"\n’"))).Draw(t, "text")
		var quick, slow [][2]int
		s := segmenter{text: text}
		for s.next() {
			quick = append(quick, [2]int{s.start, s.end})
		}
		s = segmenter{text: text}
		for s.pos < len(text) {
			s.unicodeWord()
			slow = append(slow, s.parts...)
		}
		if !cmp.Equal(quick, slow) {
			t.Fatalf("%q: %v, by the rules %v", text, quick, slow)
		}
	})
}

func TestLongTextWithoutSpacesTakesLinearTime(t *testing.T) {
	for _, unit := range []string{"a", "é", "a.", "é'", "\u0301", "한", "a\u200b", "’s", "1,", "\xff"} {
		checkTokens(t, strings.Repeat(unit, 200_000), "fr")
	}
}

func BenchmarkTokens(b *testing.B) {
	text := strings.Repeat(sampleNews, 50)
	n := len(analyzer.Tokens(text, "en"))
	var tokens []language.Token
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tokens = analyzer.AppendTokens(tokens[:0], text, "en")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/token")
}

func BenchmarkConcepts(b *testing.B) {
	text := strings.Repeat(sampleNews, 50)
	tokens := analyzer.Tokens(text, "en")
	b.ReportAllocs()
	for b.Loop() {
		analyzer.Concepts(text, tokens)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(tokens)), "ns/token")
}

const sampleNews = `SEOUL — The leaders of the two Koreas agreed on Friday to reopen a liaison office that had stood
empty for nineteen months, officials in both capitals said, in a step that was smaller than negotiators had hoped for
and larger than sceptics had predicted. “We don’t expect miracles,” said the South’s unification minister, who spoke
on condition that the details of the 1,200-word text wouldn't be published before Monday. Kim Jong-un’s government
said little: a four-line notice by the Korean Central News Agency called the talks “sincere”. The U.S. State
Department welcomed the news, and Washington’s envoy will travel to Tokyo and Beijing next week. Fuel worth about
$1.5bn has crossed the border since 2018, according to a U.N. panel of experts, much of it outside the sanctions
that the Security Council imposed after the sixth nuclear test. `

func TestIrregularFormsMeet(t *testing.T) {
	for _, pair := range [][2]string{{"met", "meeting"}, {"won", "wins"}, {"women", "woman"}, {"withdrew", "withdrawn"}, {"fought", "fighting"}} {
		if a, b := terms(pair[0], "en"), terms(pair[1], "en"); !cmp.Equal(a, b) {
			t.Errorf("%s gives %q, %s gives %q", pair[0], a, pair[1], b)
		}
	}
	if a, b := terms("met", "de"), terms("meet", "de"); cmp.Equal(a, b) {
		t.Errorf("German met gives %q, as English meet does", a)
	}
}

func TestKoreanEndingsAreNotSearchedFor(t *testing.T) {
	for text, want := range map[string]string{
		"세림전자":   "세림 림전 전자",
		"세림전자가":  "세림 림전 전자",
		"세림전자에서": "세림 림전 전자",
		"부상했어":   "부상",
		"이란":     "이란", // too short to have an ending
		"그리고":    "",   // a function word
		"김정은":    "김정", // a name that ends as words do is found by the rest
	} {
		var got []string
		for _, token := range analyzer.Tokens(text, "ko") {
			if !token.Stop {
				got = append(got, token.Term)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", text, s, want)
		}
	}
	if m := analyzer.Concepts("김정은이", analyzer.Tokens("김정은이", "ko")); len(m) != 1 {
		t.Errorf("김정은이 names %v, want one concept", m)
	}
}
