// Package web shows kept briefs in a browser: each at an address that nobody can
// guess, its citations leading to the articles that they cite, the words marked; and
// what each digest has told, as an Atom feed.
//
//	/b/ID                        a brief
//	/b/ID/N/REVISION-START-END   an article that it cites, as it was then
//	/d/ADDRESS                   the feed of a digest
//
// Whoever has an address may read what is at it, and nothing leads from there to
// anything of another server's, or to what the brief does not cite. What is deleted
// or retracted is gone at once: every page is made anew, from the store, and told to
// be kept nowhere. What rests on articles that a server keeps to itself is left out,
// unless its managers allow it to be read on pages; so is what rests on an article
// that is no longer there.
package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/render/page"
	"sitrep/corpus"
)

// Kept are the briefs and digests of the bot.
type Kept interface {
	BriefAt(ctx context.Context, id string) (state.Brief, error)
	SubscriptionAt(ctx context.Context, feed string) (state.Subscription, error)
	Runs(ctx context.Context, guild string, subscription int64, limit int) ([]state.DigestRun, error)
}

// Library holds the articles.
type Library interface {
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error)
}

// Options is what a [Handler] shows, and how.
type Options struct {
	Kept    Kept
	Library Library
	// Scope returns the articles that pages of a server may show, of which an empty
	// ID is direct messages.
	Scope func(ctx context.Context, guild string) (corpus.Scope, error)
	// Present returns how a server is spoken to.
	Present func(ctx context.Context, guild string) (message.Presentation, error)
	URL     string // by which the pages are reached, without a slash at its end; empty where that is not known
	Log     *slog.Logger
}

// Bounds on what is asked.
const (
	maxAtOnce = 16 // requests that are answered at the same time
	maxWait   = 10 * time.Second
)

// Handler serves the pages.
func Handler(o Options) http.Handler {
	s := &server{o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /b/{id}", s.brief)
	mux.HandleFunc("GET /b/{id}/{source}/{span}", s.article)
	mux.HandleFunc("GET /d/{feed}", s.feed)
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "User-agent: *\nDisallow: /\n")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.gone(w) })
	return guarded(mux)
}

// Serve answers on a listener until ctx ends.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	log.Info("briefs can be read on the web", "addr", l.Addr().String())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		log.Error("briefs can no longer be read on the web", "err", err)
	}
}

// guarded bounds what is answered at once, and says of every answer that it is to be
// kept nowhere, framed nowhere and taken for nothing but what it is.
func guarded(next http.Handler) http.Handler {
	turns := make(chan struct{}, maxAtOnce)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", page.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		ctx, cancel := context.WithTimeout(r.Context(), maxWait)
		defer cancel()
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		case <-ctx.Done():
			h.Set("Retry-After", "10")
			http.Error(w, "too many readers at once; try again in a few seconds", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type server struct{ Options }

// opened is a kept brief as a page may show it.
type opened struct {
	brief briefing.Brief
	scope corpus.Scope
	now   map[corpus.ArticleID]corpus.Article // what it cites, as it reads today
	words words
	left  int // sentences that rest on what no page may show
}

// words are those of a server's language.
type words struct{ message.Presentation }

// Tag is the language's.
func (w words) Tag() string { return string(w.Language()) }

// open returns what a page may show of the brief of an ID. It fails with
// [corpus.ErrNotFound] where that is nothing.
func (s *server) open(ctx context.Context, id string) (o opened, err error) {
	if !address(id) {
		return o, fmt.Errorf("brief: %w", corpus.ErrNotFound)
	}
	kept, err := s.Kept.BriefAt(ctx, id)
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(kept.JSON, &o.brief); err != nil {
		return o, fmt.Errorf("read brief %s: %w", id, err)
	}
	as, err := s.Present(ctx, kept.Guild)
	if err != nil {
		return o, err
	}
	o.words = words{as}
	if o.scope, err = s.Scope(ctx, kept.Guild); err != nil {
		return o, err
	}
	ids := make([]corpus.ArticleID, len(o.brief.Sources))
	for i, source := range o.brief.Sources {
		ids[i] = source.ID
	}
	articles, err := s.Library.Articles(ctx, o.scope, ids)
	if err != nil {
		return o, err
	}
	o.now = map[corpus.ArticleID]corpus.Article{}
	for _, a := range articles {
		o.now[a.ID] = a
	}
	o.brief, o.left = shown(o.brief, func(id corpus.ArticleID) bool { _, ok := o.now[id]; return ok })
	if o.left > 0 && empty(o.brief) {
		return o, fmt.Errorf("brief %s: %w", id, corpus.ErrNotFound)
	}
	return o, nil
}

// address reports whether something may be an address: letters and digits of base
// 32 or 16, as many as cannot be guessed.
func address(s string) bool {
	return len(s) >= 26 && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

func (s *server) brief(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	o, err := s.open(r.Context(), id)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	p := page.Page{
		Brief: o.brief, Words: o.words, Notes: s.notes(o),
		Cited: func(c briefing.Citation) string { return cited(id, c) },
	}
	if s.URL != "" {
		p.URL = s.URL + "/b/" + id
	}
	s.write(w, r, func(out io.Writer) error { return page.Write(out, p) })
}

// cited is the address of the page that shows a citation.
func cited(id string, c briefing.Citation) string {
	return fmt.Sprintf("/b/%s/%d/%s#cited", id, c.N, c.Place())
}

// notes say what has changed since the brief was made, and what is left out of it.
func (s *server) notes(o opened) []string {
	var out []string
	if o.left > 0 {
		out = append(out, o.words.Plural(o.left, "One sentence is left out: the article that it stands in is not shown here.", "%d sentences are left out: the articles that they stand in are not shown here."))
	}
	for _, source := range o.brief.Sources {
		for _, c := range o.brief.CitationsOf(source.N) {
			if c.Revision != o.now[source.ID].Revision {
				out = append(out, o.words.Say("Source %d has been changed since; its citations lead to what it said.", source.N))
				break
			}
		}
	}
	return out
}

func (s *server) article(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	o, err := s.open(r.Context(), id)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	for _, source := range o.brief.Sources {
		if strconv.Itoa(source.N) != r.PathValue("source") {
			continue
		}
		for _, c := range o.brief.CitationsOf(source.N) {
			if c.Place() != r.PathValue("span") {
				continue
			}
			now := o.now[source.ID]
			text := now.Body
			if now.Revision != c.Revision {
				then, err := s.Library.Revision(r.Context(), o.scope, c.Source, c.Revision)
				if err != nil && !errors.Is(err, corpus.ErrNotFound) {
					s.failed(w, r, err)
					return
				}
				text = then.Body // none where it is kept no more; the brief has the words cited
			}
			a := page.Article{Words: o.words, Brief: o.brief, Citation: c, Source: source, Text: text, Changed: now.Revision != c.Revision, Back: "/b/" + id}
			s.write(w, r, func(out io.Writer) error { return page.WriteArticle(out, a) })
			return
		}
	}
	s.gone(w)
}

// write sends a page whole, or none of it.
func (s *server) write(w http.ResponseWriter, r *http.Request, write func(io.Writer) error) {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(out.Bytes())
}

// failed answers what could not be shown: what is not there, or may not be shown, as
// if it had never been.
func (s *server) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, corpus.ErrNotFound) {
		s.gone(w)
		return
	}
	if r.Context().Err() == nil {
		s.Log.Error("a page could not be shown", "err", err)
	}
	http.Error(w, "This page can't be shown just now. Try again in a minute.", http.StatusInternalServerError)
}

func (s *server) gone(w http.ResponseWriter) {
	http.Error(w, "There is nothing here. The brief may have been deleted, or an article in it taken back.", http.StatusNotFound)
}
