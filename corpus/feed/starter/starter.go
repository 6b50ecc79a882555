// Package starter holds the packs of feeds that a new archive may begin with: real
// outlets by subject, at their public addresses. A pack is a data file, packs/NAME.txt,
// which says what belongs in it.
//
// Addresses of feeds change, and nothing in the program knows that one still answers.
// So [Follow] reads each feed first, follows those that answer, and says of the others
// what the web said.
package starter

import (
	"bufio"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/outlet"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// Pack is a list of feeds on one subject.
type Pack struct {
	Name  string // lower case, such as "eu-policy"
	Title string // for people, in English
	Feeds []Feed // in the order of the file
}

// Feed is a feed of a pack.
type Feed struct {
	URL      string
	Outlet   string // as it calls itself; the rest is known of it by [outlet.Default]
	Country  string // ISO 3166, or EU or UN
	Language string // BCP 47
}

//go:embed packs/*.txt
var files embed.FS

// Packs returns all packs: the general one first, the others by name.
func Packs() []Pack { return slices.Clone(all) }

// Named returns the pack of a name.
func Named(name string) (Pack, bool) {
	i := slices.IndexFunc(all, func(p Pack) bool { return p.Name == name })
	if i < 0 {
		return Pack{}, false
	}
	return all[i], true
}

// UnmarshalText reads the name of a pack.
func (p *Pack) UnmarshalText(name []byte) error {
	var ok bool
	if *p, ok = Named(string(name)); !ok {
		return fmt.Errorf("there is no pack %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return nil
}

// Names returns the names of all packs, in their order.
func Names() []string {
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	return names
}

// Outlets returns the outlets of a pack, each once.
func (p Pack) Outlets() []string {
	var outlets []string
	for _, f := range p.Feeds {
		if !slices.Contains(outlets, f.Outlet) {
			outlets = append(outlets, f.Outlet)
		}
	}
	return outlets
}

var all = mustParse()

func mustParse() []Pack {
	entries, err := files.ReadDir("packs")
	if err != nil {
		panic(err) // it is embedded
	}
	var packs []Pack
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("packs", e.Name()))
		if err != nil {
			panic(err)
		}
		p := Pack{Name: strings.TrimSuffix(e.Name(), ".txt")}
		if err := p.parse(string(text)); err != nil {
			panic(fmt.Sprintf("the pack of feeds %s: %v", p.Name, err)) // a test reads them all
		}
		packs = append(packs, p)
	}
	i := slices.IndexFunc(packs, func(p Pack) bool { return p.Name == "general" })
	return slices.Concat(packs[i:i+1], packs[:i], packs[i+1:])
}

// parse reads the lines of a pack: its title, and of each feed the address, the outlet,
// and the language where it is not the outlet's main one, between bars.
func (p *Pack) parse(text string) error {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if title, ok := strings.CutPrefix(line, "title "); ok {
			p.Title = title
			continue
		}
		address, rest, _ := strings.Cut(line, " | ")
		name, language, _ := strings.Cut(rest, " | ")
		o, ok := outlet.Default().Named(name)
		if !ok {
			return fmt.Errorf("no outlet is known as in the line %q", line)
		}
		p.Feeds = append(p.Feeds, Feed{address, name, o.Country, cmp.Or(language, o.Languages[0])})
	}
	return lines.Err()
}

// Outcome is what became of a feed of a pack.
type Outcome struct {
	Feed
	Entries int // that it has now

	// Err is nil where the feed is followed now, and else says why not:
	// [followed.ErrFollowed], [store.ErrQuota], [ErrSlow], [feed.ErrNotFeed] or what
	// the web said.
	Err error
}

// ErrSlow is said of a feed that had not answered when all the time was over.
var ErrSlow = errors.New("the host takes too long")

const (
	atOnce   = 6                // feeds that are read at a time
	mostTime = 90 * time.Second // for a whole pack: somebody waits for it
)

// Feeds are where feeds are followed; see [followed.Feeds].
type Feeds interface {
	AddFeed(ctx context.Context, f followed.Feed) error
	Feeds(ctx context.Context, scope corpus.Scope) ([]followed.Feed, error)
}

// Follow follows those feeds of a pack that answer, for a collection; they are due at
// once. What is followed already is not read again. The outcomes are in the order of the
// pack. The error is one of the store, or that the work was stopped.
func Follow(ctx context.Context, web feed.Getter, feeds Feeds, c corpus.Collection, p Pack, now time.Time) ([]Outcome, error) {
	known, err := feeds.Feeds(ctx, corpus.NewScope(c))
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(p.Feeds))
	found := make([]followed.Feed, len(p.Feeds))
	within, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	var work sync.WaitGroup
	turn := make(chan struct{}, atOnce)
	for i, f := range p.Feeds {
		o := &outcomes[i]
		o.Feed = f
		if slices.ContainsFunc(known, func(k followed.Feed) bool { return k.URL == f.URL }) {
			o.Err = followed.ErrFollowed
			continue
		}
		turn <- struct{}{}
		work.Go(func() {
			defer func() { <-turn }()
			if found[i], o.Entries, o.Err = feed.Find(within, web, f.URL); o.Err != nil && within.Err() != nil {
				o.Err = ErrSlow
			}
		})
	}
	work.Wait()
	for i := range outcomes {
		o, f := &outcomes[i], found[i]
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if o.Err != nil {
			continue
		}
		f.Collection, f.NextPoll, f.Title = c, now, cmp.Or(f.Title, o.Outlet)
		o.Err = feeds.AddFeed(ctx, f)
		if o.Err != nil && !errors.Is(o.Err, followed.ErrFollowed) && !errors.Is(o.Err, store.ErrQuota) {
			return nil, o.Err
		}
	}
	return outcomes, nil
}
