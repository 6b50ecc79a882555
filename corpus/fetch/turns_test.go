package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestHostsAreAskedOneByOneWithAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		turns := newTurns(2*time.Second, time.Now, sleep)
		var mu sync.Mutex
		var at []time.Duration
		var work sync.WaitGroup
		for range 4 {
			work.Go(func() {
				done, err := turns.take(t.Context(), "a.example")
				if err != nil {
					t.Error(err)
					return
				}
				defer done()
				mu.Lock()
				at = append(at, time.Since(begin))
				mu.Unlock()
				time.Sleep(500 * time.Millisecond)
			})
		}
		work.Go(func() { // another host need not wait
			done, err := turns.take(t.Context(), "b.example")
			if err != nil || time.Since(begin) != 0 {
				t.Errorf("after %v, %v", time.Since(begin), err)
				return
			}
			done()
		})
		work.Wait()
		if got := fmt.Sprint(at); got != "[0s 2s 4s 6s]" {
			t.Errorf("turns at %v", got)
		}
	})
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(2*time.Second, time.Now, sleep)
		done, err := turns.take(t.Context(), "a.example")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.take(ctx, "A.example."); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second turn while the first lasts: %v", err)
		}
		done()
		ctx, cancel = context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := turns.take(ctx, "a.example"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second turn within the pause: %v", err)
		}
		if done, err = turns.take(t.Context(), "a.example"); err != nil {
			t.Fatal(err)
		}
		done()
	})
}

func TestHostsAreForgotten(t *testing.T) {
	c := newClock()
	turns := newTurns(2*time.Second, c.Now, c.Sleep)
	for i := range 3 * maxHosts {
		done, err := turns.take(t.Context(), fmt.Sprintf("%d.example", i))
		if err != nil {
			t.Fatal(err)
		}
		done()
		c.Sleep(t.Context(), time.Second)
	}
	if len(turns.hosts) > maxHosts {
		t.Errorf("%d hosts are remembered", len(turns.hosts))
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			io.WriteString(w, "User-agent: *\nDisallow: /\n\nUser-agent: sitrep\nDisallow: /private\nAllow: /private/open\nDisallow: /*?print=\n")
		}
	})
	for path, allowed := range map[string]bool{"/news": true, "": true, "/private/a": false, "/private/open/a": true, "/news?print=1": false, "/news?a=1": true} {
		_, err := s.get(t, path)
		if allowed && err != nil {
			t.Errorf("%s: %v", path, err)
		} else if !allowed {
			wantReason(t, err, Robots)
		}
	}
}

func TestRobotsAreObeyedAfterRedirects(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			io.WriteString(w, "User-agent: *\nDisallow: /private\n")
		case "/open":
			http.Redirect(w, r, "/private/a", http.StatusFound)
		}
	})
	_, err := s.get(t, "/open")
	wantReason(t, err, Robots)
	if len(s.asked) != 1 {
		t.Errorf("asked for %v", s.asked)
	}
}

func TestRobotsAreRememberedForADay(t *testing.T) {
	asked := 0
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
		}
	})
	for _, step := range []struct {
		wait time.Duration
		want int
	}{{0, 1}, {time.Hour, 1}, {robotsAge, 2}} {
		s.clock.Sleep(t.Context(), step.wait)
		if _, err := s.get(t, "/a"); err != nil {
			t.Fatal(err)
		}
		if asked != step.want {
			t.Errorf("robots.txt was asked for %d times, want %d", asked, step.want)
		}
	}
}

func TestSitesWhoseRobotsFailAreLeftAlone(t *testing.T) {
	code := http.StatusInternalServerError
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(code)
		}
	})
	_, err := s.get(t, "/a")
	wantReason(t, err, Robots)
	code = http.StatusForbidden // no rules for anyone
	s.clock.Sleep(t.Context(), robotsFailure)
	if _, err := s.get(t, "/a"); err != nil {
		t.Error(err)
	}
}

func TestCrawlDelayMakesThePauseLonger(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 2 * time.Second, "Crawl-delay: 10": 10 * time.Second, "Crawl-delay: 0.5": 2 * time.Second,
		"Crawl-delay: 99999": longestDelay, "Crawl-delay: 1e300": 2 * time.Second, "Crawl-delay: soon": 2 * time.Second,
	} {
		s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				io.WriteString(w, "User-agent: *\nDisallow: /x\n"+text+"\n")
			}
		})
		for range 2 {
			if _, err := s.get(t, "/a"); err != nil {
				t.Fatal(err)
			}
		}
		before := s.clock.slept
		if _, err := s.get(t, "/a"); err != nil {
			t.Fatal(err)
		}
		if got := (s.clock.slept - before).Round(time.Millisecond); got != want {
			t.Errorf("%q: a pause of %v, want %v", text, got, want)
		}
	}
}

func TestRobotsOfAnyShapeAreRead(t *testing.T) {
	for text, private := range map[string]bool{
		"":                                      true,
		"<html><body>not found</body></html>":   true,
		"Disallow: /private":                    true, // of nobody
		"User-agent: other\nDisallow: /private": true,
		"User-agent: *\nDisallow:":              true,
		"User-agent: *\nDisallow: /private":     false,
		"\xef\xbb\xbfuser-agent:*\r\ndisallow:/private\r\n":                      false,
		"User-agent: *\nnonsense\nCrawl-delay: never\nDisallow: /private # ours": false,
		"User-agent: Sitrep/2.0\nDisallow: /private":                             false,
		"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /private":                 false,
	} {
		if got := parseRobots([]byte(text)).allows("/private/a"); got != private {
			t.Errorf("%q: allowed %v, want %v", text, got, private)
		}
	}
}

// TestRobotsRules has what RFC 9309 says and what sites write.
func TestRobotsRules(t *testing.T) {
	for _, test := range []struct {
		name, robots string
		open, closed []string
	}{
		{"a star alone is everything", "User-agent: *\nDisallow: *", nil, []string{"/", "/news"}},
		{"of rules of one length, the one that allows", "User-agent: *\nDisallow: /news\nAllow: /news", []string{"/news/a"}, nil},
		{"in either order", "User-agent: *\nAllow: /news\nDisallow: /news", []string{"/news/a"}, nil},
		{"the longest rule, not the first", "User-agent: *\nAllow: /\nDisallow: /archive/\nAllow: /archive/open", []string{"/archive/open/1", "/a"}, []string{"/archive/a"}},
		{"the beginning of a name is another's", "User-agent: sit\nDisallow: /\n\nUser-agent: s\nDisallow: /", []string{"/news"}, nil},
		{"so is a longer name", "User-agent: sitrep-images\nDisallow: /", []string{"/news"}, nil},
		{"a name may have a version and more", "User-agent: SitRep/1.0 (+https://sitrep.example/)\nDisallow: /x", []string{"/y"}, []string{"/x"}},
		{"own rules, whatever everybody's say", "User-agent: *\nDisallow: /\n\nUser-agent: sitrep\nDisallow:", []string{"/news"}, nil},
		{"two groups for one name are one", "User-agent: sitrep\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: sitrep\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"several names share a group", "User-agent: x\nUser-agent: sitrep\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"a sitemap ends no group", "User-agent: *\nSitemap: https://quay.example/s.xml\nDisallow: /a", nil, []string{"/a"}},
		{"letters of other scripts", "User-agent: *\nDisallow: /отчёт/\nDisallow: /größe", []string{"/%D0%BE"}, []string{"/%D0%BE%D1%82%D1%87%D1%91%D1%82/1", "/gr%c3%b6%C3%9Fe"}},
		{"the case of an escape", "User-agent: *\nDisallow: /a%3cd\nDisallow: /%7Eida", nil, []string{"/a%3Cd", "/a%3cd", "/~ida/x"}},
		{"an escaped slash is no slash", "User-agent: *\nDisallow: /a/b", []string{"/a%2Fb"}, []string{"/a/b"}},
		{"lines that end in CR alone", "User-agent: *\rDisallow: /a\rAllow: /a/b\r", []string{"/b", "/a/b"}, []string{"/a/c"}},
		{"stars and an end", "User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*b*c", []string{"/x.pdf?a=1", "/acb"}, []string{"/x.pdf", "/x.pdf.pdf", "/a1b2c3"}},
		{"letter case counts in paths", "User-agent: *\nDisallow: /Private", []string{"/private"}, []string{"/Private"}},
	} {
		g := parseRobots([]byte(test.robots))
		for _, path := range test.open {
			if !g.allows(path) {
				t.Errorf("%s: %s is closed", test.name, path)
			}
		}
		for _, path := range test.closed {
			if g.allows(path) {
				t.Errorf("%s: %s is open", test.name, path)
			}
		}
	}
}

func FuzzRobots(f *testing.F) {
	for _, s := range []string{"User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 3", "user-agent:\n:\nallow: *\n#", "User-agent: sitrep\ndisallow: ((\\"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { parseRobots(b).allows("/news/a?b=c") })
}
