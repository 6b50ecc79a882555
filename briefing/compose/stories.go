package compose

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/event"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// TopicStory is a story of the last days on a topic.
type TopicStory struct {
	story.Story
	IDs []corpus.ArticleID // of its articles, and of their copies as far as they are known
	New []corpus.ArticleID // of its articles, those that came in now, copies of older ones not among them
	Old []corpus.ArticleID // the others, copies of older ones among them

	scored scored
}

// Stories are the stories of the last days on a topic, and what can tell them.
type Stories struct {
	List []TopicStory // by how weighty they are on the topic
	Pool *pool.Pool

	teller *teller
}

// StoriesOf makes stories of what was published on a topic in so many days, and marks
// what is new in them: the articles among those of the request. It makes none where
// none of these is found, or, as long as nobody was told of anything, fewer articles
// than the outlets that must tell a story.
func StoriesOf(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment, days, least int) (Stories, error) {
	daily, err := isDaily(ctx, b, req, m)
	if err != nil {
		return Stories{}, err
	}
	within := m
	within.Window = briefing.Window{From: m.AsOf.DaysBack(days)}
	found, err := b.Corpus.Search(ctx, within.Query(req))
	if err != nil || len(found.Hits) == 0 {
		return Stories{}, err
	}
	all := req
	all.Among = nil
	known := articlesOf(found)
	others := func(m moment.Moment, most int) error {
		more, err := b.Corpus.Search(ctx, m.Query(all))
		if err != nil {
			return fmt.Errorf("search what was before: %w", err)
		}
		more.Hits = slices.DeleteFunc(more.Hits, func(h search.Hit) bool { return known[h.Article] })
		more.Hits = more.Hits[:min(len(more.Hits), most)]
		for id := range articlesOf(more) {
			known[id] = true
		}
		found.Hits = append(found.Hits, more.Hits...)
		return nil
	}
	if err := others(within, pool.HitLimit); err != nil || len(known) < least && len(req.Told) == 0 {
		return Stories{}, err
	}
	if err := others(m, otherHits); err != nil {
		return Stories{}, err
	}
	slices.SortStableFunc(found.Hits, func(a, b search.Hit) int { return cmp.Compare(b.Score, a.Score) })
	p, _, err := readTopic(ctx, b, req, m, found, true)
	if err != nil {
		return Stories{}, err
	}
	p.Whole = !daily
	out := Stories{Pool: p, teller: newTeller(b, p, m.AsOf.LastDay())}
	t := out.teller
	t.about, _, _ = t.split(within.Window.From)
	for _, s := range t.ranked(t.about, t.fadingFrom(within.Window.From)) {
		one := TopicStory{Story: s.Story, scored: s}
		for _, i := range s.articles {
			a := &p.Articles[i]
			ids := []corpus.ArticleID{a.ID}
			if a.Story != nil {
				ids = slices.Concat(ids, a.Story.Asked, a.Story.Earliest)
			}
			one.IDs = append(one.IDs, ids...)
			if !slices.ContainsFunc(ids, func(id corpus.ArticleID) bool { return !req.Among[id] }) {
				one.New = append(one.New, a.ID)
			} else {
				one.Old = append(one.Old, a.ID)
			}
		}
		slices.Sort(one.IDs)
		one.IDs = slices.Compact(one.IDs)
		out.List = append(out.List, one)
	}
	return out, ctx.Err()
}

// Tell returns the sentence that tells a story best; not ok where none does that by
// itself, says what is new, and is on the topic rather than of it in passing. Where
// that of all its articles is none, it is of those that are worth telling it, and then
// of those that came in now. Unless least is 0, so many outlets must tell it now that
// did not before.
func (s Stories) Tell(one TopicStory, least int) (cite.Chosen, bool) {
	t := s.teller
	said := len(t.said)
	worthy := one.scored.of(func(m story.Member, i int) bool { return !m.Service && t.isWorthy(i) })
	now := worthy.of(func(m story.Member, _ int) bool { return slices.Contains(one.New, m.ID) })
	for _, how := range []telling{plainly, buried} {
		for _, from := range []scored{one.scored, worthy, now} {
			if l, ok := t.line(from, how); ok && t.isNudge(one, l, least) {
				t.mark(one.scored, l)
				return l.Chosen, true
			}
			t.said = t.said[:said] // nobody was told
		}
		if s.Pool.Whole {
			break
		}
	}
	return cite.Chosen{}, false
}

// of returns a story with some of its articles.
func (s scored) of(which func(m story.Member, article int) bool) scored {
	out := s
	out.Articles, out.articles = nil, nil
	for k, m := range s.Articles {
		if which(m, s.articles[k]) {
			out.Articles, out.articles = append(out.Articles, m), append(out.articles, s.articles[k])
		}
	}
	return out
}

// isWorthy reports whether an article may tell a story unasked: it is about the topic,
// and does not ask.
func (t *teller) isWorthy(article int) bool {
	a := &t.p.Articles[article]
	return !a.Passing && !a.Asks() && t.isNamedSo(article)
}

// isNudge reports whether a line is worth being told unasked: it names the topic and
// tells what happened, on a day or as surely as another outlet that is cited for it, in
// an article that is worthy of it and no service piece. What came in now says it, or is
// cited for it: else it is of yesterday, and the story has gone on. What was over before
// yesterday is old, however late another outlet tells it.
func (t *teller) isNudge(one TopicStory, l line, least int) bool {
	c := &t.p.Sentences[l.Sentence]
	a := t.p.Source(*c)
	others, isNew := false, slices.Contains(one.New, a.ID)
	for _, i := range l.Support {
		o := t.p.Source(t.p.Sentences[i])
		others, isNew = others || o.Source() != a.Source(), isNew || slices.Contains(one.New, o.ID)
	}
	pending := event.IsPending(c.Sentence)
	happened := t.hasHappened(c) && (!pending || t.isReport(c)) || !pending && (event.IsPerfect(c.Sentence) || event.Has(c.Sentence) && t.isHeadline(one, c))
	service := slices.ContainsFunc(one.Articles, func(m story.Member) bool { return m.ID == a.ID && m.Service })
	return isNew && !t.isOver(c) && (others || happened && !t.mayHaveCome(one, c)) && !service && t.isWorthy(c.Article) && c.Named >= wholly(t.p.Query) &&
		t.namesConcepts(c) && t.isOwnName(one.scored, c) && (least == 0 || t.isNewTo(one, c, least))
}

// mayHaveCome reports whether a sentence awaits something that another outlet's report of
// its story, no older than its own, may tell of as come: "a day before the deal is expected
// to close".
func (t *teller) mayHaveCome(one TopicStory, c *pool.Sentence) bool {
	told, pending, relative := t.p.Source(*c), c.Pack.Phrases("standalone/pending"), c.Pack.Set("standalone/relatives")
	awaits := false
	for i := range c.Words {
		_, n := pending.At(c.Words, i)
		awaits = awaits || n > 0 && (i == 0 || !relative[c.Words[i-1].Lower]) // no plan that is expected to help
	}
	return awaits && slices.ContainsFunc(one.scored.articles, func(i int) bool {
		a := &t.p.Articles[i]
		return a.Source() != told.Source() && !a.Passing && a.Published.LastDay().Compare(told.Published.LastDay()) >= 0
	})
}

// isOver reports whether all that a sentence tells was over before yesterday: the last day
// that it names, or else its article's own.
func (t *teller) isOver(c *pool.Sentence) bool {
	published := t.p.Source(*c).Published
	var last corpus.Date
	for _, m := range c.Dates(published) {
		if m.Date.Precision >= corpus.Day && !m.Attribute && m.Date.Compare(last) > 0 {
			last = m.Date
		}
	}
	if !last.Known() {
		last = published.LastDay()
	}
	return t.isBefore(last)
}

// isBefore reports whether a day lies before yesterday.
func (t *teller) isBefore(day corpus.Date) bool {
	return day.Known() && day.Compare(t.asOf.DaysBack(2)) < 0
}

// isHeadline reports whether another outlet's headline says what a sentence says, since
// yesterday.
func (t *teller) isHeadline(one TopicStory, c *pool.Sentence) bool {
	return slices.ContainsFunc(one.scored.articles, func(i int) bool {
		a := &t.p.Articles[i]
		return a.Source() != t.p.Source(*c).Source() && !a.Passing && !t.isBefore(a.Published) && held(t.headlines([]int{i}), c.Terms) >= headlined
	})
}

// isNewTo reports whether so many outlets tell of what a sentence says, and did not
// before. Where it happened on a day, what came out earlier tells of something else: a
// story that was known goes on.
func (t *teller) isNewTo(one TopicStory, c *pool.Sentence, least int) bool {
	day := t.happenedOn(c)
	var all, old []string
	for k, m := range one.Articles {
		a := &t.p.Articles[one.scored.articles[k]]
		if day.Known() && a.Published.Known() && a.Published.LastDay().Compare(day) < 0 {
			continue
		}
		if all = append(all, a.Source()); slices.Contains(one.Old, m.ID) {
			old = append(old, a.Source())
		}
	}
	return outlets(all) >= least && outlets(old) < least
}

// outlets counts outlets, each once.
func outlets(of []string) int {
	slices.Sort(of)
	return len(slices.Compact(of))
}

// isNamedSo reports whether the top of an article has the name that was asked for as a
// name: who asks for "Masters" means no special master, no Mar-a-Lago who asks for
// "Mars", and no big hits of Fleetwood Mac who asks for "Big Mac".
func (t *teller) isNamedSo(article int) bool {
	a := &t.p.Articles[article]
	if a.Pack.Setting("capitals") != "names" {
		return true
	}
	name := strings.Fields(strings.ToLower(t.p.Topic))
	if isName(t.p.Topic) && !slices.ContainsFunc(t.p.Query.Units, func(u pool.Unit) bool { return u.Concept != "" }) && !pool.NamesWhole(strings.Fields(a.Title), name) &&
		!slices.ContainsFunc(t.first[article], func(i int) bool { return pool.NamesWhole(t.p.Sentences[i].Fields, name) }) {
		return false
	}
	return !slices.ContainsFunc(t.p.Query.Units, func(u pool.Unit) bool {
		typed := asTyped(t.p.Topic, t.b.Analyzer, u)
		return u.Concept == "" && language.IsUpper(typed) && !slices.ContainsFunc(t.first[article], func(i int) bool {
			text := t.p.Sentences[i].Text
			return slices.ContainsFunc(t.b.Analyzer.Tokens(text, a.Language), func(token language.Token) bool {
				rest, ok := strings.CutPrefix(text[token.Start:], typed)
				next, _ := utf8.DecodeRuneInString(rest)
				return ok && u.Has(token.Term) && !unicode.IsLetter(next) // no Kings for King
			})
		})
	})
}

// isName reports whether a topic is written as one name of several words.
func isName(topic string) bool {
	words := strings.Fields(topic)
	return len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !language.IsUpper(w) })
}

// namesConcepts reports whether a sentence names what was asked for by one of the names
// that it goes by, not by a word of them alone, and not as part of another name: no Jill
// Biden for Joe Biden, whom Biden alone names, and no Biden-backed bill.
func (t *teller) namesConcepts(c *pool.Sentence) bool {
	if c.Pack.Setting("capitals") != "names" {
		return true
	}
	tokens := t.b.Analyzer.Tokens(c.Text, t.p.Source(*c).Language)
	mentions := t.b.Analyzer.Concepts(c.Text, tokens)
	return !slices.ContainsFunc(t.p.Query.Units, func(u pool.Unit) bool {
		return u.Concept != "" && !slices.ContainsFunc(mentions, func(m analysis.Mention) bool {
			if m.Name != u.Concept || pool.Qualifies(c.Text, tokens[m.Last].End) {
				return false
			}
			return m.First == 0 || m.First < m.Last || c.Text[tokens[m.First-1].End:tokens[m.First].Start] != " " || !pool.IsOfName(c.Pack, c.Text, tokens[m.First-1])
		})
	})
}

// asTyped returns a unit of a topic as it was typed.
func asTyped(topic string, an *analysis.Analyzer, u pool.Unit) string {
	for _, token := range an.Tokens(topic, "") {
		if u.Has(token.Term) {
			return topic[token.Start:token.End]
		}
	}
	return ""
}
