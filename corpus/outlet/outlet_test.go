package outlet

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
)

func TestBuiltInOutletsAreSortedAndSourced(t *testing.T) {
	all := Default().All() // which also holds that nothing is there twice
	if len(all) < 250 {
		t.Errorf("only %d outlets", len(all))
	}
	names := make([]string, len(all))
	kinds := map[Kind]int{}
	for i, o := range all {
		names[i] = o.Name
		kinds[o.Kind]++
		if u, err := url.Parse(o.Source); err != nil || u.Scheme != "https" || u.Host == "" {
			t.Errorf("%s: no source: %q", o.Name, o.Source)
		}
		if o.Country == "" || len(o.Languages) == 0 {
			t.Errorf("%s has no country, or no language", o.Name)
		}
	}
	if !slices.IsSorted(names) {
		t.Error("not sorted by name")
	}
	for _, k := range Kinds() {
		if kinds[k] < 20 {
			t.Errorf("only %d are %s", kinds[k], k)
		}
	}
}

func TestArticlesAreOfTheOutletOfTheirDomainOrName(t *testing.T) {
	s := mustLoad(t, `
Harbour Wire; HW | harbour.example | GB | en | commercial | https://harbour.example/about
Halden State News | halden.example state.halden.example | NO | nb en | state-controlled |
Quay Post | quay.halden.example | NO`)
	for _, tt := range []struct{ url, outlet, want string }{
		{"https://www.harbour.example/a", "Somebody", "Harbour Wire"},
		{"https://en.halden.example/a", "", "Halden State News"},
		{"https://m.quay.halden.example/a", "Halden State News", "Quay Post"},
		{"https://notharbour.example/a", "", ""},
		{"https://mirror.example/a", " hw ", "Harbour Wire"},
		{"", "QUAY  POST", "Quay Post"},
		{"", "", ""},
		{"::", "Somebody", ""},
	} {
		o, ok := s.Of(corpus.Article{URL: tt.url, Outlet: tt.outlet})
		if o.Name != tt.want || ok != (tt.want != "") {
			t.Errorf("%q of %q is of %q, want %q", tt.url, tt.outlet, o.Name, tt.want)
		}
	}
}

func TestAnOwnFileIsLaidOver(t *testing.T) {
	s := mustLoad(t, "Harbour Wire; HW | harbour.example | GB | en | commercial |\nQuay Post; QP | quay.example | NO | nb | public |").
		Extend(mustLoad(t, "harbour wire | harbour.example | IE\nHalden Press; qp | quay.example halden.example | NO"))
	for domain, want := range map[string]string{"harbour.example": "IE", "quay.example": "NO"} {
		if o, _ := s.Of(corpus.Article{URL: "https://" + domain}); o.Country != want || o.Kind != "" {
			t.Errorf("%s: %+v", domain, o)
		}
	}
	if o, ok := s.Named("Quay Post"); !ok || o.Kind != Public || len(o.Domains)+len(o.Others) != 0 {
		t.Errorf("%+v", o)
	}
	if _, ok := s.Named("HW"); ok {
		t.Error("an outlet that was replaced keeps a name")
	}
}

func TestWhatCannotBeReadIsNamedByItsLine(t *testing.T) {
	for line, want := range map[string]string{
		" | harbour.example":               "write a name first",
		"A | b | c | d | e | f | g":        "more than 6 fields",
		"A | harbour":                      "no domain",
		"A | https://harbour.example":      "no domain",
		"A | | Norway":                     "no country",
		"A | | no":                         "no country",
		"A | | QQ":                         "no country",
		"A | | NO | norwegian language":    "no language",
		"A | | NO | nb | independent":      "no kind",
		"Quay Post":                        "there already: Quay Post",
		"Other; QP":                        "there already: Quay Post",
		"Twice; twice":                     "there already: Twice",
		"Other | quay.example":             "there already: Quay Post",
		"A\xff":                            "not UTF-8",
		"A | " + strings.Repeat("x", 5000): "token too long",
	} {
		_, err := Load(strings.NewReader("# outlets\nQuay Post; QP | quay.example\n" + line))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%.40q: %v, want %q", line, err, want)
		}
	}
}

func mustLoad(t *testing.T, text string) *Set {
	t.Helper()
	s, err := Load(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
