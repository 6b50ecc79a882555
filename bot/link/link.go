// Package link serves the command in the menu of a message that briefs whoever asks on
// the article of its first link: what it says, in its own sentences, and what the
// archive adds to it, bears out, or says otherwise.
//
// The page is got as those of /corpus are, and held for the request alone. The answer is
// for whoever asked and nobody else. Those who manage a server may keep the article,
// which is to add it to the server's collection.
package link

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
)

// Briefer says what an article tells, and what the archive has beside it.
type Briefer interface {
	Linked(ctx context.Context, req briefing.Request, a corpus.Article) (briefing.Linked, error)
}

// Web gets pages, safely; see [fetch.Client.Get].
type Web interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

// Keeper takes the article of a page into a server's collection.
type Keeper interface {
	Keep(ctx context.Context, r *router.Request, address string) (message.Card, error)
}

// Options are what the command works with.
type Options struct {
	Briefer Briefer
	Web     Web
	Keeper  Keeper
	// Note keeps an address for the button, and returns the ID of that; empty where
	// that fails.
	Note func(ctx context.Context, r *router.Request, address string) (id string)
	Now  func() time.Time
}

// Links serve the command.
type Links struct {
	Options
	reading chan struct{} // holds one for each page being read
}

const (
	maxReading = 4                // pages that are read at once: it takes memory
	mostTime   = 45 * time.Second // for a page, with the waiting for a turn at its host
	maxAddress = 2000             // bytes
	// leastArticle is how many bytes of text make an article: less is what stands around
	// one. leastText is how many bytes of text an article has; of less, the page says, the
	// rest is kept from those who do not pay.
	leastArticle = 100
	leastText    = 400
)

// New returns what serves the command.
func New(o Options) *Links { return &Links{o, make(chan struct{}, maxReading)} }

// Command is the one in the menu of a message.
func (l *Links) Command() router.Command {
	return router.Command{Name: message.LinkName, Governed: true, Serve: l.serve, Define: func() *discordgo.ApplicationCommand {
		return &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand}
	}}
}

// serve answers whoever asks alone: what they read is theirs.
func (l *Links) serve(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	m := router.Target(data)
	if m == nil {
		return problem.Decline("There is no message to look at", "Discord did not send it along. Try again.")
	}
	address := First(m)
	if address == "" {
		return problem.Decline("There is no link in this message", "I brief you on the article that the first link of a message leads to, and this one has none.")
	}
	if err := r.Acknowledge(ctx, true); err != nil {
		return err
	}
	a, err := l.read(ctx, r, address)
	if err != nil {
		return err
	}
	var told briefing.Linked
	err = r.InTurn(ctx, func() (err error) {
		told, err = l.Briefer.Linked(ctx, r.Asks(), a)
		return err
	})
	if err != nil {
		return err
	}
	id := ""
	if r.MayManage() == nil {
		id = l.Note(ctx, r, address)
	}
	return r.Answer(ctx, message.Linked(r.Presentation, told, len(a.Body) < leastText, id))
}

// read gets the article that an address leads to. It is of the server's collection, as
// if it was kept, and stored nowhere.
func (l *Links) read(ctx context.Context, r *router.Request, address string) (corpus.Article, error) {
	within, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	select {
	case l.reading <- struct{}{}:
		defer func() { <-l.reading }()
	case <-within.Done():
		return corpus.Article{}, fmt.Errorf("%w: %w", problem.ErrBusy, within.Err())
	}
	resp, err := l.Web.Get(within, fetch.Request{URL: address})
	if err != nil {
		if ctx.Err() == nil && within.Err() != nil {
			return corpus.Article{}, problem.NotHad(ctx, r.Presentation, "I can't get that page", &fetch.Error{Reason: fetch.Slow})
		}
		return corpus.Article{}, problem.NotHad(ctx, r.Presentation, "I can't get that page", err)
	}
	if kind, _, _ := mime.ParseMediaType(resp.ContentType); kind == "application/pdf" || bytes.HasPrefix(resp.Body, []byte("%PDF-")) {
		return corpus.Article{}, problem.Decline("That is a PDF", "I read web pages. Look on the site for a page with the same text.")
	}
	in := corpus.Public
	if r.Guild != "" {
		in = corpus.Guild(r.Guild)
	}
	a, _, err := feed.OfPage(in, resp, feed.Item{})
	if err != nil || len(a.Body) < leastArticle {
		return corpus.Article{}, problem.Decline("There is no article in that page",
			"I found no text of an article there. It may be a list of articles, a video, or a page that only shows its text to browsers or to subscribers.")
	}
	ingest.LeaveOutFuture(&a, l.Now())
	a.Revision = 1
	return a, nil
}

var addresses = regexp.MustCompile(`(?i)\bhttps?://[^\s<>]+`)

// First returns the first link of a message, with what it forwards and what Discord
// shows of links under it; empty where it has none.
func First(m *discordgo.Message) string {
	texts := []string{m.Content}
	for _, s := range m.MessageSnapshots {
		if s.Message != nil {
			texts = append(texts, s.Message.Content)
		}
	}
	for _, e := range m.Embeds {
		if e != nil {
			texts = append(texts, e.URL)
		}
	}
	for _, text := range texts {
		for _, address := range addresses.FindAllString(text, -1) {
			if address = trimmed(address); len(address) <= maxAddress {
				return address
			}
		}
	}
	return ""
}

// closes reports whether the bracket at the end of an address closes one within it.
func closes(address string) bool {
	open := 0
	for _, c := range address {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
	}
	return open >= 0
}

// trimmed returns an address without the marks behind it that belong to the sentence or
// to Discord's markup, not to the address.
func trimmed(address string) string {
	if end := strings.IndexAny(address, "|`\""); end >= 0 { // a spoiler, code, a title
		address = address[:end]
	}
	for {
		last := address[len(address)-1]
		switch {
		case strings.IndexByte(".,;:!?'*_~]}", last) >= 0:
		case last == ')' && !closes(address):
		default:
			return address
		}
		address = address[:len(address)-1]
	}
}
