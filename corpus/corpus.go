// Package corpus holds the words of the archive that sitrep answers from:
// articles, the collections that say who may read them, and the spans by which
// everything is cited.
//
// An [Article] belongs to one [Collection]. Readers name the collections they
// may see in a [Scope]; there is no way to read without one. The text of an
// article is cut into sentences, and consecutive sentences into passages of
// about a hundred words, which are what a search returns. All of them are byte
// spans of the body, so that a quotation can always be checked against the
// article it came from.
//
// The package knows nothing of briefs, of Discord, or of how articles are
// stored. See corpus/ingest for how they come in, corpus/store for where they
// are kept, corpus/search for how they are found.
package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ArticleID names an article for as long as it exists, through all its
// revisions: 16 lower-case hexadecimal digits, derived from the article itself
// (see [NewArticleID]), never from the order or time of its arrival.
type ArticleID string

// NewArticleID derives the ID of an article in a collection: from its
// canonical URL where it has one, else from its title and body. The same
// article therefore has the same ID on every machine, and a corrected article
// keeps its ID as long as it keeps its URL.
func NewArticleID(c Collection, url, title, body string) ArticleID {
	h := sha256.New()
	if url != "" {
		fmt.Fprintf(h, "%s\x00url\x00%s", c, url)
	} else {
		fmt.Fprintf(h, "%s\x00text\x00%s\x00%s", c, title, body)
	}
	return ArticleID(hex.EncodeToString(h.Sum(nil)[:8]))
}

// ErrNotFound is returned when no article, or nothing of it that the reader
// may see, has the ID asked for.
var ErrNotFound = errors.New("not found")

// Article is one news article, cleaned: what a reader would call the article,
// without the page around it.
type Article struct {
	ID         ArticleID
	Collection Collection
	Revision   int // 1 for the first text seen, one more for each change

	Title        string // never empty once stored
	TitleDerived bool   // the article had no title; this one is its first sentence
	Outlet       string // who published it; empty when unknown
	URL          string // canonical address; empty when unknown
	File         string // where it was read from, relative to what was ingested; empty for pages and feeds
	Byline       string // as printed; empty when unknown
	Language     string // BCP 47, for example "en"; empty when unknown

	Published Date       // zero when unknown: an ingest date is never lent
	Origin    DateOrigin // where Published was found

	Body      string     // clean text, paragraphs separated by a blank line
	Sentences []Sentence // in order, not overlapping
	Passages  []Passage  // in order, not overlapping, together covering every sentence
}

// Text returns the bytes of the body that a span marks.
func (a Article) Text(s Span) string { return a.Body[s.Start:s.End] }

// Source is what a reader is told about where an article came from: its
// outlet, else the host of its URL, else its file, else its ID.
func (a Article) Source() string {
	switch {
	case a.Outlet != "":
		return a.Outlet
	case a.URL != "":
		host := strings.TrimPrefix(strings.TrimPrefix(a.URL, "https://"), "http://")
		host, _, _ = strings.Cut(host, "/")
		return strings.TrimPrefix(host, "www.")
	case a.File != "":
		return a.File
	}
	return string(a.ID)
}

// Span is a range of bytes [Start, End) in the body of one revision of an
// article. Quoted text is always body[Start:End].
type Span struct {
	Start int
	End   int
}

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies wholly within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Sentence is one sentence of an article's body.
type Sentence struct {
	Span
	Paragraph int // 0 for the first paragraph
}

// Passage is a run of consecutive sentences of one article, about a hundred
// words: the unit that is searched for.
type Passage struct {
	Span
	Ordinal int // 0 for the first of its article
	First   int // index of its first sentence
	Last    int // index of its last sentence
}

// Collection says who may read an article: everyone ([Public]), or the members
// of one Discord server ([Guild]).
type Collection string

// Public is the collection that every reader may see.
const Public Collection = "public"

const guildPrefix = "guild:"

// Guild returns the collection of one Discord server, given its snowflake ID.
func Guild(id string) Collection { return Collection(guildPrefix + id) }

// GuildID returns the Discord server that a collection belongs to, and whether
// it belongs to one.
func (c Collection) GuildID() (string, bool) {
	return strings.CutPrefix(string(c), guildPrefix)
}

// Validate reports whether the collection is public or names a guild by its
// decimal ID.
func (c Collection) Validate() error {
	if c == Public {
		return nil
	}
	id, ok := c.GuildID()
	if !ok || id == "" || len(id) > 20 || strings.Trim(id, "0123456789") != "" {
		return fmt.Errorf("collection %q is neither %q nor a guild", c, Public)
	}
	return nil
}

// Scope is the set of collections that a reader may see. The zero Scope sees
// nothing.
type Scope struct {
	collections []Collection // sorted, distinct
	muted       Muted
}

// Muted is what the readers of a scope have asked not to be shown of it: it is
// neither found nor told, however it was asked for, and what was told of it
// before stays as it is.
type Muted struct {
	Outlets  []string    `json:"outlets,omitempty"` // by name, whatever the letter case
	Articles []ArticleID `json:"articles,omitempty"`
}

// Without returns the scope less what is muted, in the place of what was muted
// before.
func (s Scope) Without(m Muted) Scope {
	s.muted = m
	return s
}

// Muted returns what is muted.
func (s Scope) Muted() Muted { return s.muted }

// Shows reports whether an article of the scope is not muted.
func (s Scope) Shows(id ArticleID, outlet string) bool {
	return !slices.Contains(s.muted.Articles, id) &&
		(outlet == "" || !slices.ContainsFunc(s.muted.Outlets, func(o string) bool { return strings.EqualFold(o, outlet) }))
}

// NewScope returns the scope of the collections given, in any order.
func NewScope(c ...Collection) Scope {
	c = slices.Clone(c)
	slices.Sort(c)
	return Scope{collections: slices.Compact(c)}
}

// Has reports whether the scope includes a collection.
func (s Scope) Has(c Collection) bool {
	_, found := slices.BinarySearch(s.collections, c)
	return found
}

// Collections returns the collections of the scope in ascending order.
func (s Scope) Collections() []Collection { return slices.Clone(s.collections) }

// String lists the collections, for logs and errors.
func (s Scope) String() string {
	names := make([]string, len(s.collections))
	for i, c := range s.collections {
		names[i] = string(c)
	}
	return strings.Join(names, ",")
}

// MostEarliest is how many articles of a story are named: those of which thirty
// outlets may be told, and the one that they are copies of.
const MostEarliest = 31

// Story is a group of articles that are copies of each other, directly or
// through others, as far as it was asked for.
type Story struct {
	Articles int         // how many it has
	Earliest []ArticleID // the first of them, at most MostEarliest
	Asked    []ArticleID // those of them that were asked for
}

// Size says how much a scope holds.
type Size struct {
	Articles int
	Passages int
	Newest   Date // the newest known publication date; unknown when there is none
}
