package address

import (
	"errors"
	"strings"
	"testing"
)

func TestCanonicalGivesOneSpelling(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"already canonical", "https://example.org/2025/08/summit", "https://example.org/2025/08/summit"},
		{"host and scheme in capitals", "HTTPS://News.Example.ORG/Summit", "https://news.example.org/Summit"},
		{"plain http", "http://example.org/a", "https://example.org/a"},
		{"default port", "https://example.org:443/a", "https://example.org/a"},
		{"other port", "https://example.org:8443/a", "https://example.org:8443/a"},
		{"other port keeps http", "http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"},
		{"fragment", "https://example.org/a#comments", "https://example.org/a"},
		{"user and password", "https://me:secret@example.org/a", "https://example.org/a"},
		{"slash at the end", "https://example.org/a/", "https://example.org/a"},
		{"only the host", "https://example.org", "https://example.org/"},
		{"dot segments", "https://example.org/b/../a/./c", "https://example.org/a/c"},
		{"dot at the end of the host", "https://example.org./a", "https://example.org/a"},
		{"tracking", "https://example.org/a?utm_source=x&fbclid=1&id=7&gclid=2", "https://example.org/a?id=7"},
		{"order of parameters", "https://example.org/a?page=2&id=7", "https://example.org/a?id=7&page=2"},
		{"repeated parameters keep their order", "https://example.org/a?x=2&x=1", "https://example.org/a?x=2&x=1"},
		{"parameter without a value", "https://example.org/a?print", "https://example.org/a?print"},
		{"mobile host", "https://m.example.org/a", "https://www.example.org/a"},
		{"amp host", "https://amp.example.org/a", "https://www.example.org/a"},
		{"a name that only begins so", "https://media.example.org/a", "https://media.example.org/a"},
		{"amp segment", "https://example.org/a/amp/", "https://example.org/a"},
		{"amp file", "https://example.org/a.amp.html", "https://example.org/a.html"},
		{"amp parameter", "https://example.org/a?amp=1", "https://example.org/a"},
		{"index page", "https://example.org/a/index.html", "https://example.org/a"},
		{"index page that chooses by parameter", "https://example.org/a/index.php?id=3", "https://example.org/a/index.php?id=3"},
		{"escaped path", "https://example.org/a%20b/%C3%A9", "https://example.org/a%20b/%C3%A9"},
		{"letters beyond ASCII in the host", "https://bücher.example/a", "https://xn--bcher-kva.example/a"},
		{"no scheme of its own", "//example.org/a", "https://example.org/a"},
		{"address in numbers", "http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"},
		{"white space around", "  https://example.org/a\n", "https://example.org/a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Canonical(tc.in)
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("Canonical(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if again, err := Canonical(got); err != nil || again != got {
				t.Errorf("not stable: %q becomes %q, %v", got, again, err)
			}
		})
	}
}

func TestCanonicalRefusesWhatIsNoPage(t *testing.T) {
	for _, in := range []string{
		"", "example.org/a", "/a/b", "ftp://example.org/a", "javascript:alert(1)", "data:text/html,x", "mailto:a@example.org",
		"https://", "https:///a", "http://exa mple.org/", "http://[::1", "https://example.org/" + strings.Repeat("a", Longest),
	} {
		if got, err := Canonical(in); !errors.Is(err, ErrNotWeb) {
			t.Errorf("Canonical(%.40q) = %q, %v; want ErrNotWeb", in, got, err)
		}
	}
}

func TestSameSiteIgnoresEditions(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"https://www.example.org/a", "https://example.org/b", true},
		{"https://m.example.org/a", "https://www.example.org/b", true},
		{"https://example.org/a", "https://example.net/a", false},
		{"https://evil.example/a", "https://example.org/a", false},
		{"", "", false},
		{"not an address", "not an address", false},
	} {
		if got := SameSite(tc.a, tc.b); got != tc.want {
			t.Errorf("SameSite(%q, %q) = %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestResolveFollowsLinks(t *testing.T) {
	for _, tc := range []struct{ base, link, want string }{
		{"https://example.org/news/a", "b", "https://example.org/news/b"},
		{"https://example.org/news/a", "/c?d=1", "https://example.org/c?d=1"},
		{"", "https://example.org/a", "https://example.org/a"},
	} {
		if got, err := Resolve(tc.base, tc.link); err != nil || got != tc.want {
			t.Errorf("Resolve(%q, %q) = %q, %v; want %q", tc.base, tc.link, got, err, tc.want)
		}
	}
	if _, err := Resolve("", "relative"); !errors.Is(err, ErrNotWeb) {
		t.Errorf("a relative link without a base gave %v, want ErrNotWeb", err)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://example.org/a?b=c#d", "http://EXAMPLE.org:80//a/../b/?utm_x=1&%zz=3", "//m.a.b/amp", "https://[::1]:8/%2e%2e/", "https://a/\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Canonical(s)
		if err != nil {
			return
		}
		if len(got) > Longest {
			t.Fatalf("%d bytes", len(got))
		}
		again, err := Canonical(got)
		if err != nil || again != got {
			t.Fatalf("%q became %q, which becomes %q, %v", s, got, again, err)
		}
	})
}
