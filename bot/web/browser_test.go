package web

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sitrep/corpus"
)

// browser opens a page in a real browser; the test is skipped where there is none.
// What the browser complains of fails the test when it ends.
func browser(t *testing.T) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
		}
	}
	if path == "" {
		t.Skip("no Chromium here: pages are not tried in a browser")
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var complaints []string
	err := chromedp.Listen(ctx, func(e any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := e.(type) {
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text+" "+e.Entry.URL)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		if len(complaints) > 0 {
			t.Errorf("the browser complains: %q", complaints)
		}
	})
	return &tab{t, ctx}
}

// tab is a tab of the browser.
type tab struct {
	*testing.T
	ctx context.Context
}

// do has the browser do something.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// script returns what a script in the page comes to.
func script[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// send sends a command of the protocol by which browsers are driven.
func send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// contrasts measures how far the colour of each piece of text is from what is behind
// it, as WCAG 2.2 defines it, and returns what is under 4.5 to 1.
const contrasts = `(() => {
	const rgb = s => s.match(/[\d.]+/g).map(Number);
	const lum = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
	const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
	const low = [];
	for (const e of document.querySelectorAll("body *")) {
		if (e.closest("svg") || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const [a, b] = [lum(rgb(getComputedStyle(e).color)), lum(behind(e))].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05);
		if (ratio < 4.5) low.push(e.tagName + " " + ratio.toFixed(2) + " " + e.textContent.trim().slice(0, 40));
	}
	return low;
})()`

func TestPagesInABrowser(t *testing.T) {
	s := newStage(t)
	wide := strings.Repeat("Donaudampfschifffahrt", 8)
	long := s.article(corpus.Public, "Ferry aground", "The ferry ran aground at noon"+strings.Repeat(", and the harbour was busy", 200)+". The "+wide+" came. It went.")
	b := s.article(corpus.Public, "Pilots strike", "Pilots strike from Monday. The harbour is shut.")
	s.days = []corpus.Date{corpus.NewDate(2025, 7, 1), corpus.NewDate(2025, 7, 5)}
	id := s.brief(guild, long, b)
	in := browser(t)
	in.do(send(log.Enable, cdp.Empty{}), chromedp.EmulateViewport(320, 640))
	for _, theme := range []string{"light", "dark"} {
		in.do(send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}))
		fits := func() {
			t.Helper()
			if wide := script[int](in, `document.documentElement.scrollWidth`); wide > 320 {
				t.Errorf("%s: the page is %d pixels wide in a window of 320", theme, wide)
			}
			if low := script[[]string](in, contrasts); len(low) > 0 {
				t.Errorf("%s: too little contrast: %q", theme, low)
			}
			if headings := script[[]string](in, `[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(h => h.tagName)`); len(headings) == 0 || headings[0] != "H1" ||
				slices.ContainsFunc(headings[1:], func(h string) bool { return h != "H2" }) {
				t.Errorf("%s: headings %v", theme, headings)
			}
			if unnamed := script[[]string](in, `[...document.querySelectorAll("a,section,svg[role]")].filter(e => !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent.trim())).map(e => e.outerHTML)`); len(unnamed) > 0 {
				t.Errorf("%s: who can't see these can't tell what they are: %q", theme, unnamed)
			}
		}

		in.do(chromedp.Navigate(s.url + "/b/" + id))
		fits()
		if drawn := script[int](in, `[...document.querySelectorAll("svg circle")].filter(c => c.getBoundingClientRect().width > 0).length`); drawn != 4 {
			t.Errorf("%s: %d articles are drawn in the picture, want 4", theme, drawn)
		}
		var reached []string
		for range 2 {
			in.do(chromedp.KeyEvent(kb.Tab))
			reached = append(reached, script[string](in, `document.activeElement.className`))
		}
		if !slices.Equal(reached, []string{"skip", "cite"}) {
			t.Errorf("%s: the keyboard reaches %q", theme, reached)
		}
		want := script[string](in, `document.querySelector("#line-1 p[dir]").firstChild.data.trim()`)
		in.do(chromedp.Click("#line-1 .cite"), chromedp.WaitVisible("#cited"))
		fits()
		if marked := script[[]string](in, `[...document.querySelectorAll("mark")].map(m => m.textContent)`); !slices.Equal(marked, []string{want}) {
			t.Errorf("%s: %q is marked, want %q", theme, marked, want)
		}

		// A citation far down in a long article is in view at once.
		end := long.Sentences[1].Span
		in.do(chromedp.Navigate(fmt.Sprintf("%s/b/%s/1/1-%d-%d#cited", s.url, id, end.Start, end.End)))
		if top := script[float64](in, `document.querySelector("#cited").getBoundingClientRect().top`); top < 0 || top > 640 {
			t.Errorf("%s: what is cited stands at %f in a window of 640", theme, top)
		}
	}
}
