package alias

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T, file string) *Set {
	t.Helper()
	s, err := Load(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTopicsAreFoundByAnyNameHoweverWritten(t *testing.T) {
	for topic, want := range map[string]string{
		"north-korea":      "north-korea",
		"North Korea":      "north-korea",
		"north_korea":      "north-korea",
		"NORTH KOREA":      "north-korea",
		"“North Korea”":    "north-korea",
		"North\u2011Korea": "north-korea",
		"DPRK":             "north-korea",
		"dprk":             "north-korea",
		"Pyongyang":        "north-korea",
		"Democratic People’s Republic of Korea": "north-korea",
		"북한":                                 "north-korea",
		"Kim Jong Un":                        "kim-jong-un",
		"Kim Jong-un":                        "kim-jong-un",
		"kim jong–un":                        "kim-jong-un",
		"Kim Jongun":                         "kim-jong-un",
		"kim-jong-un":                        "kim-jong-un",
		"UN":                                 "united-nations",
		"U.N.":                               "united-nations",
		"un":                                 "united-nations", // as a topic it is a name
		"WHO":                                "who",
		"Türkiye":                            "turkey",
		"turkiye":                            "turkey",
		"António Guterres":                   "antonio-guterres",
		"Korea":                              "",
		"Kim":                                "",
		"who?":                               "",
		"":                                   "",
		"-":                                  "",
		"Washington Post":                    "",
		strings.Repeat("north korea ", 1000): "",
	} {
		c, ok := Default().Lookup(topic)
		if c.Name != want || ok != (want != "") {
			t.Errorf("Lookup(%q) = %q, %v; want %q", topic, c.Name, ok, want)
		}
	}
}

func TestLookupGivesTheWholeConcept(t *testing.T) {
	s := load(t, "# comment\n\nun: United Nations | UN | \"Blue Helmets\"\n")
	got, _ := s.Lookup("un")
	want := []string{"United Nations", "UN", "Blue Helmets"}
	if got.Name != "un" || got.Canonical != "United Nations" || !cmp.Equal(got.Aliases, want) {
		t.Errorf("got %+v", got)
	}
	for i, exact := range []bool{false, true, true} {
		if got.Exact(i) != exact {
			t.Errorf("Exact(%d) = %v for %q", i, !exact, got.Aliases[i])
		}
	}
	got.Aliases[0] = "changed"
	if again, _ := s.Lookup("un"); again.Aliases[0] != "United Nations" {
		t.Error("a reader changed the set")
	}
}

func TestLoadNamesTheLineOfAFault(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"no colon":                  {"a: A\nnorth korea\n", "line 2: write a name"},
		"bad name":                  {"North: A\n", `line 1: name "North"`},
		"hyphen at the end":         {"north-: A\n", `line 1: name "north-"`},
		"no aliases":                {"\n\na:\n", "line 3: a has no aliases"},
		"empty alias":               {"a: A | | B\n", "line 1: a has an alias without a letter"},
		"foreign character":         {"a: A <b>\n", "line 1: a has an alias without a letter"},
		"same name but for hyphens": {"north-korea: A\nnorthkorea: B\n", "line 2: northkorea reads the same as north-korea"},
		"same name twice":           {"a: A\na: B\n", "line 2: a has a line already"},
		"alias of two":              {"a: Kim Jong-un\nb: KIM jongun\n", `line 2: "KIM jongun" is an alias of a already, in line 1`},
		"exact alias of two":        {"a: UN\nb: UN\n", "line 2: \"UN\" is an alias of a already"},
		"not UTF-8":                 {"a: \xff\n", "line 1: not UTF-8"},
		"long alias":                {"a: " + strings.Repeat("x", 121), "line 1: an alias of a is longer"},
		"long line":                 {"a: A\n#" + strings.Repeat("x", 5000), "line 2: "},
		"exception of a name":       {"a: Washington\n-: Washington\n", "line 2: \"Washington\" is an alias of a already"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(strings.NewReader(test.file))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestAnAcronymMayBeAWordOfAnotherConcept(t *testing.T) {
	load(t, "us: US\nwe: us\n")
}

func TestExtendAddsOverridesAndRemoves(t *testing.T) {
	base := load(t, "north-korea: North Korea | DPRK | dprk | Pyongyang\nchina: China | Beijing\nrussia: Russia | Moscow\n-: China shop\n")
	over := load(t, "pyongyang: Pyongyang | 평양\nchina: PRC\nrussia = Russian Federation\ndprk-media: dprk\n-: Little Russia\n")
	got := base.Extend(over)
	type line struct {
		Name, Canonical string
		Aliases         []string
	}
	var lines []line
	for _, c := range got.Concepts() {
		lines = append(lines, line{c.Name, c.Canonical, c.Aliases})
	}
	want := []line{
		{"china", "China", []string{"China", "Beijing", "PRC"}},
		{"dprk-media", "dprk", []string{"dprk"}},
		{"north-korea", "North Korea", []string{"North Korea"}},
		{"pyongyang", "Pyongyang", []string{"Pyongyang", "평양"}},
		{"russia", "Russian Federation", []string{"Russian Federation"}},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"China shop", "Little Russia"}, got.Exceptions()); diff != "" {
		t.Error(diff)
	}
	if _, ok := got.Lookup("Moscow"); ok {
		t.Error("a replaced concept kept an alias")
	}
	if gone := base.Extend(load(t, "russia =\n")); len(gone.Concepts()) != 2 {
		t.Error("russia was not removed")
	}
	if base.Hash() == got.Hash() {
		t.Error("the hash does not tell the sets apart")
	}
}

func TestHashIsOfTheContentNotOfTheOrder(t *testing.T) {
	a := load(t, "a: A1\nb: B1\n")
	b := load(t, "# other\nb: B1\na: A1\n")
	if a.Hash() != b.Hash() {
		t.Error("the order of lines changed the hash")
	}
	if c := load(t, "a: \"A1\"\nb: B1\nc: C1\n"); c.Hash() == a.Hash() {
		t.Error("another set has the same hash")
	}
}

func TestCuratedAliasesLoad(t *testing.T) {
	if n := len(Default().Concepts()); n < 150 {
		t.Errorf("%d concepts", n)
	}
	f, err := os.Open("aliases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := Load(f)
	if err != nil {
		t.Fatal(err)
	}
	if s.Hash() != Default().Hash() {
		t.Error("the file and the program differ")
	}
	for _, c := range s.Concepts() {
		if got, _ := s.Lookup(c.Name); got.Name != c.Name {
			t.Errorf("%s is found as %s", c.Name, got.Name)
		}
		if got, _ := s.Lookup(c.Canonical); got.Name != c.Name {
			t.Errorf("%q is found as %s, not %s", c.Canonical, got.Name, c.Name)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("a: A | \"B\" | CC\n-: D\n", "A")
	f.Add("a = \n", "a")
	f.Add("a:|||", "|")
	f.Fuzz(func(t *testing.T, file, topic string) {
		s, err := Load(strings.NewReader(file))
		if err != nil {
			return
		}
		for _, c := range s.Concepts() {
			if got, ok := s.Lookup(c.Name); !ok || got.Name != c.Name {
				t.Errorf("%q is found as %q", c.Name, got.Name)
			}
		}
		s.Lookup(topic)
		Default().Extend(s)
	})
}
