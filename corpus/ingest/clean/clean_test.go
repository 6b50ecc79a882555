package clean

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCharactersKeepsWhatIsSeen(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "Five ministers met.", "Five ministers met."},
		{"line ends", "a\r\nb\rc\nd", "a\nb\nc\nd"},
		{"unicode line ends", "a\u2028b\u2029c\u0085d\fe", "a\nb\nc\nd\ne"},
		{"spaces", "a\u00A0b\u2003c\u202Fd\te\u3000f", "a b c d e f"},
		{"soft hyphens", "Bundes\u00ADtag", "Bundestag"},
		{"NUL and controls", "a\x00b\x07c\x1bd\x7fe\u0090f", "abcdef"},
		{"zero width", "Pyong\u200Byang\uFEFF\u2060", "Pyongyang"},
		{"direction overrides", "pay \u202E001\u202C won\u2066\u2069\u200F", "pay 001 won"},
		{"tags that hide a message", "hello\U000E0069\U000E0067\U000E006E", "hello"},
		{"variation selectors", "\u2764\U000E0101", "\u2764"},
		{"Hangul filler", "김\u3164정은", "김정은"},
		{"icon fonts", "\uE001 Share \U000F0001", " Share "},
		{"joiners in Latin", "Pyong\u200Dyang", "Pyongyang"},
		{"joiners in Persian", "می\u200Cخواهم", "می\u200Cخواهم"},
		{"joiners in emoji", "\U0001F469\u200D\U0001F680", "\U0001F469\u200D\U0001F680"},
		{"accents", "café cafe\u0301 Zoë Dvořák", "café cafe\u0301 Zoë Dvořák"},
		{"too many accents", "a" + strings.Repeat("\u0301", 40) + "b", "a" + strings.Repeat("\u0301", maxMarks) + "b"},
		{"other scripts", "Ким 김정은 金正恩 キム كيم किम", "Ким 김정은 金正恩 キム كيم किम"},
		{"quotation marks, dashes, signs", "“‘«–—…•€£§©™”’»", "“‘«–—…•€£§©™”’»"},
		{"bytes that are no UTF-8", "a\xffb\xc3", "ab"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Characters(tc.in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCharactersIsStableAndHidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringOf(rapid.Rune()).Draw(t, "in")
		got := Characters(in)
		if again := Characters(got); again != got {
			t.Fatalf("%q becomes %q, then %q", in, got, again)
		}
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not valid UTF-8", got)
		}
		for _, r := range got {
			if r != '\n' && (isHidden(r) || isSpace(r)) {
				t.Fatalf("%q still holds %U", got, r)
			}
		}
	})
}

func TestDecodeReadsTheEncodingsOfTextFiles(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"UTF-8", "Zoë Brandt", "Zoë Brandt"},
		{"UTF-8 with a byte order mark", "\xEF\xBB\xBFZoë", "Zoë"},
		{"UTF-16, little end first", "\xFF\xFEZ\x00o\x00\xEB\x00", "Zoë"},
		{"UTF-16, big end first", "\xFE\xFF\x00Z\x00o\x00\xEB", "Zoë"},
		{"windows-1252", strings.Repeat("The ministers met. ", 5) + "Zo\xEB said \x93no\x94.", strings.Repeat("The ministers met. ", 5) + "Zoë said “no”."},
		{"UTF-8 with a broken byte", "Zoë \xE9 Brandt", "Zoë � Brandt"},
		{"UTF-8 cut within a character", "Преса\xD1", "Преса�"},
		{"UTF-8 broken, after a byte order mark", "\xEF\xBB\xBFthe\xFE", "the�"},
		{"a broken byte and nothing else beyond ASCII", "The quay\x81 is shut.", "The quay� is shut."},
		{"UTF-16 with half a character at its end", "\xFF\xFEZ\x00o", "Z�"},
		{"empty", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decode([]byte(tc.in))
			if err != nil || got != tc.want {
				t.Errorf("got %q, %v; want %q", got, err, tc.want)
			}
		})
	}
}

func TestDecodeRefusesWithAReason(t *testing.T) {
	for _, tc := range []struct{ name, in, reason string }{
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text file"},
		{"another alphabet", "\xCF\xF0\xE8\xE2\xE5\xF2", "not UTF-8 from byte 0 on"},
		{"much broken", "abc\x81\xFE\x90" + strings.Repeat("x", 100), "not UTF-8 from byte 3 on"},
		{"Korean of its own encoding", strings.Repeat("\xba\xcf\xc7\xd1\xc0\xba \xb1\xdd\xbf\xe4\xc0\xcf ", 9), "not UTF-8 from byte 0 on"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decode([]byte(tc.in))
			if err == nil || !strings.Contains(err.Error(), tc.reason) {
				t.Errorf("got %q, %v; want an error with %q", got, err, tc.reason)
			}
		})
	}
	if _, err := Decode(make([]byte, 100)); !errors.Is(err, ErrBinary) {
		t.Errorf("a hundred zero bytes gave %v, want ErrBinary", err)
	}
}

func TestParagraphsFollowTheTextsOwnHabit(t *testing.T) {
	long := strings.Repeat("word ", 40) + "end."
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"blank lines", "One.\n\nTwo.\n\n\nThree.", []string{"One.", "Two.", "Three."}},
		{"no blank lines", "One.\nTwo.\nThree.", []string{"One.", "Two.", "Three."}},
		{"wrapped lines", "One is\nwrapped.\n\nTwo.", []string{"One is wrapped.", "Two."}},
		{"lines too long to be wrapped", long + "\nTwo.\n\nThree.", []string{long, "Two.", "Three."}},
		{"blank lines of spaces", "One.\n  \nTwo.", []string{"One.", "Two."}},
		{"runs of spaces", "  One   and  a half. ", []string{"One and a half."}},
		{"nothing", " \n\n ", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Paragraphs(tc.in)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLanguageIsToldOnlyWhenSure(t *testing.T) {
	english := "The harbour master said that the ferry had been late for the third time this week, and that the passengers who were waiting on the quay had not been told why it was so. He would look into it, he said, as soon as the ship was in and the crew had slept."
	german := "Der Hafenmeister sagte, dass die Fähre zum dritten Mal in dieser Woche zu spät gekommen sei und dass den Reisenden auf dem Kai nicht gesagt wurde, warum das so ist. Er werde sich das ansehen, sobald das Schiff da ist und die Mannschaft sich ausgeruht hat, wie er am Abend noch sagte."
	dutch := "De havenmeester zei dat de veerboot deze week voor de derde keer te laat was en dat de reizigers die op de kade stonden te wachten niet te horen kregen waarom dat zo was. Hij zou er naar kijken zodra het schip binnen was en de bemanning had geslapen, zei hij nog."
	spanish := "El capitán del puerto dijo que el barco había llegado tarde por tercera vez en la semana y que a los pasajeros que esperaban en el muelle no se les había dicho por qué. Lo iba a mirar, dijo, en cuanto el barco estuviera en el puerto y la tripulación hubiera dormido un poco más."
	portuguese := "O capitão do porto disse que o barco chegou atrasado pela terceira vez nesta semana e que não foi dito aos passageiros que esperavam no cais por que isso aconteceu. Ele iria ver o que se passou, disse, logo que o navio estivesse no porto e a tripulação tivesse dormido um pouco mais."
	for _, tc := range []struct{ name, in, want string }{
		{"English", english, "en"},
		{"German", german, "de"},
		{"Dutch, which looks like German", dutch, "nl"},
		{"Spanish", spanish, "es"},
		{"Portuguese, which looks like Spanish", portuguese, "pt"},
		{"Korean", "북한은 금요일 새로운 대화 제안을 거부했다고 밝혔다.", "ko"},
		{"Japanese", "北朝鮮は金曜日、新しい対話の提案を拒否したと発表した。", "ja"},
		{"Chinese", "朝鲜星期五拒绝了新的对话建议。", "zh"},
		{"too short", "The ferry was late.", ""},
		{"two languages", english + " " + german, ""},
		{"names and figures", strings.Repeat("Holt 3 Brandt 2, Aas 1 Berg 0. ", 12), ""},
		{"nothing", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Language(tc.in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"plain", "\xEF\xBB\xBFa", "\xFF\xFEa\x00", "\xFE\xFF\x00a", "caf\xE9 and so on, and so on, and so on", "\x00\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Decode(raw)
		if err == nil && !utf8.ValidString(s) {
			t.Fatalf("%q decodes to invalid UTF-8", raw)
		}
	})
}

func FuzzTrim(f *testing.F) {
	for _, s := range []string{"A sentence.\n\nRelated\n\n15 Jan 2026", "[", "(\n\n[]", "You have read 1 of 3 free articles.", "<!-- x\n\nfunction(", "©", "1: \n\n2: ", "%210"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := Paragraphs(Characters(s))
		out := Trim(slices.Clone(in))
		if len(out) > len(in) {
			t.Fatalf("%d paragraphs of %d", len(out), len(in))
		}
		next := 0
		for _, p := range out {
			for next < len(in) && !strings.HasPrefix(in[next], p) && !strings.HasPrefix(withoutPercents(in[next]), p) {
				next++
			}
			if next == len(in) {
				t.Fatalf("%q is not in the text, or not in order", p)
			}
			next++
		}
	})
}
