// Package moment reads when a request is asked, and what time it asks for.
//
// [Read] takes the words for a time out of a question ("tariffs this week") and
// returns a [Moment], from which the search begins ([Moment.Query]) and the brief
// ([Moment.Begin]). Where a window holds nothing, [Before] is the moment of the newest
// before it. [AsksForToday] and [DaysOf] are for who has words alone.
package moment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// Moment is when a request is asked, and what time it asks for.
type Moment struct {
	Text   string          // what was asked, without its words for the time
	Size   corpus.Size     // of the scope
	AsOf   corpus.Date     // the day that whoever asks stands on; unknown where no article is dated and no day was given
	Until  corpus.Date     // nothing is used that is not known to be from before its end; unknown for no limit
	Window briefing.Window // that was asked for, in words or by Since
	Latest bool            // the newest is asked for
	older  bool            // the window holds nothing, and this is from before it
}

// LongPast is after how many days without an article an archive has ended.
const LongPast = 365

// AsOf returns the day that a request is asked on, and what its scope holds: the
// day that it names, else the day where whoever asks is, else the newest
// publication day in scope, so that a corpus gives the same answer tomorrow.
func AsOf(ctx context.Context, b *pool.Reader, req briefing.Request) (corpus.Date, corpus.Size, error) {
	size, err := b.Corpus.Size(ctx, req.Scope)
	if err != nil {
		return corpus.Date{}, size, fmt.Errorf("measure the corpus: %w", err)
	}
	for _, d := range []corpus.Date{req.AsOf, req.Today, size.Newest} {
		if d.Known() {
			return d, size, nil
		}
	}
	return corpus.Date{}, size, nil
}

// Of is the moment of a request by its dates alone.
func Of(ctx context.Context, b *pool.Reader, req briefing.Request) (Moment, error) {
	asOf, size, err := AsOf(ctx, b, req)
	if err != nil {
		return Moment{}, err
	}
	if newest := size.Newest.Truncate(corpus.Day); !req.AsOf.Known() && newest.Known() && newest.Compare(asOf.DaysBack(LongPast)) < 0 {
		// In an archive that ended long ago nothing is new today: its news are of
		// its last days.
		asOf = newest
	}
	m := Moment{Size: size, AsOf: asOf, Window: briefing.Window{From: req.Since}}
	if req.AsOf.Known() && size.Newest.Known() && !size.Newest.Time.Before(req.AsOf.End()) {
		// From a day before the newest, nobody knows whether what has no date was
		// there already.
		m.Until = req.AsOf
	}
	return m, nil
}

// Read reads the time that a request asks for from its words ("tariffs this
// week") and its dates. Where no article is dated, words for a time are words
// like others: there is nothing that they could choose between.
func Read(ctx context.Context, b *pool.Reader, req briefing.Request, text string) (Moment, error) {
	m, err := Of(ctx, b, req)
	m.Text = text
	if err != nil || !m.Size.Newest.Known() {
		return m, err
	}
	today := m.AsOf // or "this week" would be a week of long ago
	if req.Today.Known() && !req.AsOf.Known() {
		today = req.Today
	}
	w, rest, ok := windowOf(text, today.LastDay())
	if !ok || strings.TrimFunc(rest, notWord) == "" {
		return m, nil
	}
	m.Text, m.Latest = rest, w.Latest
	if w.From.Known() && !req.Since.Known() {
		m.Window = briefing.Window{From: w.From, To: w.To}
	}
	return m, nil
}

func notWord(r rune) bool { return strings.ContainsRune(" ?!.,？！。、，؟،", r) }

// windowOf reads a text's words for a time in the language that it seems to be in.
// A topic is too short to tell that surely: where there are none in that language,
// the one counts that takes the most of the text for a time.
func windowOf(text string, asOf corpus.Date) (language.Window, string, bool) {
	if len(text) > briefing.LongestQuestion {
		return language.Window{}, text, false
	}
	if tag := language.Identify(text, nil); tag != "" {
		if w, rest, ok := language.For(tag).Window(text, asOf); ok {
			return w, rest, true
		}
	}
	var window language.Window
	rest := text
	for _, tag := range language.Tags() { // sorted
		if w, r, ok := language.For(tag).Window(text, asOf); ok && len(r) < len(rest) {
			window, rest = w, r
		}
	}
	return window, rest, rest != text
}

// How much the score of a passage gains for being of the day itself. A topic
// without a time is asked about for its news, but not only.
const (
	recencyOfTopic  = 0.5
	RecencyOfLatest = 2
)

// Query begins the search for what is asked.
func (m Moment) Query(req briefing.Request) search.Query {
	q := search.Query{
		Scope: req.Scope, Text: Plain(m.Text), Since: m.Window.From, Until: m.Until, AsOf: m.AsOf.LastDay(), Zone: req.Zone,
		Among: req.Among, Limit: pool.HitLimit,
	}
	if m.Window.To.Known() && (!q.Until.Known() || m.Window.To.End().Before(q.Until.End())) {
		q.Until = m.Window.To
	}
	switch {
	case m.Latest:
		q.Recency = RecencyOfLatest
	case req.Topic != "":
		q.Recency = recencyOfTopic
	}
	return q
}

// newestOlder is how far the articles of an offer from before a window may be from
// the newest of them, in days.
const newestOlder = 14

// Before returns the moment of the newest that is on the topic before the window
// that was asked for, with the fortnight up to it for a window. It is not ok where
// nothing is.
func Before(ctx context.Context, b *pool.Reader, req briefing.Request, m Moment) (older Moment, ok bool, err error) {
	if !m.Window.From.Known() || req.Among != nil {
		return m, false, nil
	}
	older = m
	older.older, older.Window = true, briefing.Window{}
	older.Until = corpus.NewInstant(m.Window.From.Time.AddDate(0, 0, -1)).Truncate(corpus.Day)
	q := older.Query(req)
	q.AsOf, q.Recency = older.Until, RecencyOfLatest
	found, err := b.Corpus.Search(ctx, q)
	if err != nil {
		return m, false, fmt.Errorf("search before the window: %w", err)
	}
	var ids []corpus.ArticleID
	for _, h := range found.Hits {
		if 2*h.Score >= found.Hits[0].Score && !slices.Contains(ids, h.Article) {
			ids = append(ids, h.Article)
		}
	}
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return m, false, fmt.Errorf("read the articles before the window: %w", err)
	}
	var newest corpus.Date
	for _, a := range articles {
		if q.InTime(a.Published) && a.Published.Compare(newest) > 0 {
			newest = a.Published
		}
	}
	if !newest.Known() {
		return m, false, nil
	}
	y, month, day := newest.Time.AddDate(0, 0, 1-newestOlder).Date()
	older.Window.From = corpus.NewDate(y, month, day)
	return older, true, nil
}

// Begin begins the brief of a request.
func (m Moment) Begin(b briefing.Brief, asked briefing.Window) briefing.Brief {
	b.Mode, b.AsOf, b.Stats = briefing.Deterministic, m.AsOf, briefing.Stats{Articles: m.Size.Articles, Passages: m.Size.Passages}
	b.Window, b.Older = asked, m.older
	b.Undated = m.Size.Articles > 0 && !m.Size.Newest.Known()
	if m.Size.Newest.Known() && m.Size.Newest.Truncate(corpus.Day).End().Before(m.AsOf.LastDay().End()) {
		b.Newest = m.Size.Newest
	}
	return b
}

// Plain turns a topic as it is typed (north-korea, north_korea) into words.
func Plain(topic string) string {
	if !strings.ContainsAny(topic, " ") {
		return strings.NewReplacer("-", " ", "_", " ").Replace(topic)
	}
	return topic
}
