package fold

import (
	"testing"
	"unicode/utf8"
)

func TestWordMeetsHoweverItIsWritten(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"Korea", "korea"},
		{"KOREA", "korea"},
		{"ＫＯＲＥＡ", "korea"},
		{"Ko\u200brea", "korea"},
		{"Ko\u00adrea\ufe0f", "korea"},
		{"\u202eKorea\u202c", "korea"},
		{"Erdoğan", "erdogan"},
		{"Erdog\u0306an", "erdogan"},
		{"İstanbul", "istanbul"},
		{"Kraków", "krakow"},
		{"Łódź", "lodz"},
		{"Straße", "strasse"},
		{"STRASSE", "strasse"},
		{"Ǿre", "ore"},
		{"ﬁre", "fire"},
		{"Кремль", "кремль"},
		{"Китай", "китай"}, // the breve of й makes another letter
		{"Королёв", "королев"},
		{"Αθήνα", "αθηνα"},
		{"كِتَاب", "كتاب"},
		{"ألمانيا", "المانيا"},
		{"٢٠١٨", "2018"},
		{"북한", "북한"},
		{"が", "が"},
		{"\u115f한", "한"},
	} {
		if got := Word(test.in); got != test.want {
			t.Errorf("Word(%+q) = %+q, want %+q", test.in, got, test.want)
		}
	}
}

func FuzzWordIsIdempotent(f *testing.F) {
	for _, s := range []string{"Korea", "İ", "ŉ", "ẞ", "ΐ", "ᾳ", "ℌ", "\xff\xfe", "한\u11a8", "ǿ", "ﷺ", "ͅ", "ſ\u0323\u0307"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Word(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Word(%+q) = %+q is not UTF-8", s, once)
		}
		if twice := Word(once); twice != once {
			t.Fatalf("Word(%+q) = %+q, and of that %+q", s, once, twice)
		}
	})
}

func TestNameMeetsHoweverItIsSpelt(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"Jong-un", "jong un"},
		{"O’Brien’s  U.S. tour", "obriens us tour"},
		{" «Erdoğan», 2nd ", "erdogan 2nd"},
		{"…", ""},
	} {
		if got := Name(test.in); got != test.want {
			t.Errorf("Name(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
