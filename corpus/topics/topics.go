// Package topics knows what the articles of a scope are about: the people,
// places and organisations that they name, most covered lately first.
//
// [Extract] finds the names in one article. An [Index] keeps them for all
// articles, each collection by itself, so that what one collection names is
// seen by nobody who may not read it. [Index.List] counts them for a scope: it
// brings spellings and surnames together, drops what is no name after all, and
// ranks. The list is kept until an article of the scope changes, so that
// completing what somebody types reads no article and counts nothing anew.
//
// Curated aliases win: what one of them covers is the curated concept, by its
// canonical name, and needs no more than one article.
package topics

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
)

// Topic is something that the articles of a scope write about.
type Topic struct {
	Name     string   // as a reader would write it
	Concept  string   // the curated concept's name ("north-korea"); empty for a name that was found
	Aliases  []string // other names of the same thing, without Name
	Articles int      // of the scope that mention it
	Mentions int      // in those articles
	Newest   corpus.Date
}

// Index holds the names of articles. It is safe for concurrent use.
type Index struct {
	analyzer *analysis.Analyzer
	concepts map[string]alias.Concept

	mu          sync.RWMutex
	collections map[corpus.Collection]*shelf

	listMu sync.Mutex
	lists  map[string]*keptList // by scope
}

// keptList is a list and what it was made from.
type keptList struct {
	scope       corpus.Scope
	generations []uint64
	list        *List
	used        bool // since it was last renewed
}

// maxLists bounds the lists that are kept; there is one for each scope in use.
const maxLists = 500

// New returns an empty index, given the analyzer that names are found by and
// the curated aliases, which are to be the analyzer's.
func New(analyzer *analysis.Analyzer, aliases *alias.Set) *Index {
	x := &Index{
		analyzer: analyzer, concepts: map[string]alias.Concept{},
		collections: map[corpus.Collection]*shelf{}, lists: map[string]*keptList{},
	}
	for _, c := range aliases.Concepts() {
		x.concepts[conceptMark+c.Name] = c
	}
	return x
}

// Put adds an article, or takes it in place of an earlier revision.
func (x *Index) Put(a corpus.Article) {
	x.put(a.Collection, a.ID, a.Published, Extract(x.analyzer, a)) // the long part, while others read
}

func (x *Index) put(c corpus.Collection, id corpus.ArticleID, published corpus.Date, names []Name) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.collections[c]
	if s == nil {
		s = &shelf{articles: map[corpus.ArticleID]entry{}, ids: map[string]int32{}}
		x.collections[c] = s
	}
	s.remove(id)
	s.put(id, published, names)
}

// Remove takes an article out. It does nothing where there is none.
func (x *Index) Remove(c corpus.Collection, id corpus.ArticleID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if s := x.collections[c]; s == nil || !s.remove(id) {
		return
	}
	// What was taken away is not to be seen in lists that are kept, either.
	x.listMu.Lock()
	defer x.listMu.Unlock()
	for key, kept := range x.lists {
		if kept.scope.Has(c) {
			delete(x.lists, key)
		}
	}
}

// shelf is what a collection names. Names have numbers, so that an article's
// take little room; the number of a name that no article has any longer is
// given to another.
type shelf struct {
	generation uint64
	articles   map[corpus.ArticleID]entry
	names      []name
	ids        map[string]int32
	free       []int32
}

// entry is an article.
type entry struct {
	names     []use
	published date
}

// date is a day, or a date no more precise than that, in eight bytes.
type date struct {
	number    int32 // from 1 January 1970
	precision int8
}

func dayOf(d corpus.Date) date {
	d = d.Truncate(corpus.Day)
	if !d.Known() {
		return date{}
	}
	return date{int32(d.Time.Unix() / secondsOfDay), int8(d.Precision)}
}

func (d date) full() corpus.Date {
	if d.precision == 0 {
		return corpus.Date{}
	}
	return corpus.Date{Time: time.Unix(int64(d.number)*secondsOfDay, 0).UTC(), Precision: corpus.Precision(d.precision)}
}

const secondsOfDay = 24 * 60 * 60

// compare orders days as [corpus.Date.Compare] does.
func (d date) compare(e date) int {
	if (d.precision == 0) != (e.precision == 0) {
		return cmp.Compare(d.precision, e.precision)
	}
	return cmp.Or(cmp.Compare(d.number, e.number), cmp.Compare(d.precision, e.precision))
}

// use is a name in an article.
type use struct {
	name, surname           int32 // surname is -1 for none
	mentions, inside, lower uint8
	form                    uint8 // of the name's; noForm for none
	titled                  bool
}

// noForm stands for a spelling that is not counted: of a curated concept, or one
// too many.
const noForm = 255

// name is what all articles of a collection make of a name.
type name struct {
	key                     string
	articles                int32 // that have it, or have it as a surname of others
	used                    int32 // articles that have it as a name
	mentions, inside, lower int32
	titled                  int32 // articles that have it in the title
	forms                   []form
	surnames                []surname // by which articles also call it
}

// surname counts the articles that use it.
type surname struct {
	name     int32
	articles int32
}

func (s *shelf) put(id corpus.ArticleID, published corpus.Date, names []Name) {
	s.generation++
	e := entry{published: dayOf(published), names: make([]use, len(names))}
	for i, n := range names {
		u := use{name: s.id(n.Key), surname: -1,
			mentions: uint8(n.Mentions), inside: uint8(n.Inside), lower: uint8(n.Lower), titled: n.Titled}
		if n.Surname != "" {
			u.surname = s.id(n.Surname)
			s.names[u.surname].articles++
		}
		t := &s.names[u.name]
		t.articles++
		t.used++
		t.mentions += int32(n.Mentions)
		t.inside += int32(n.Inside)
		t.lower += int32(n.Lower)
		if n.Titled {
			t.titled++
		}
		u.form = t.addForm(n.Text, 1)
		t.addSurname(u.surname, 1)
		e.names[i] = u
	}
	s.articles[id] = e
}

// remove reports whether there was such an article.
func (s *shelf) remove(id corpus.ArticleID) bool {
	e, ok := s.articles[id]
	if !ok {
		return false
	}
	s.generation++
	delete(s.articles, id)
	for _, u := range e.names {
		t := &s.names[u.name]
		t.used--
		t.mentions -= int32(u.mentions)
		t.inside -= int32(u.inside)
		t.lower -= int32(u.lower)
		if u.titled {
			t.titled--
		}
		t.dropForm(u.form)
		t.addSurname(u.surname, -1)
		s.release(u.name)
		if u.surname >= 0 {
			s.release(u.surname)
		}
	}
	return true
}

// id returns the number of a name, a new one where it is new.
func (s *shelf) id(key string) int32 {
	id, ok := s.ids[key]
	if ok {
		return id
	}
	key = strings.Clone(key)
	if n := len(s.free); n > 0 {
		id, s.free = s.free[n-1], s.free[:n-1]
		s.names[id].key = key
	} else {
		id = int32(len(s.names))
		s.names = append(s.names, name{key: key})
	}
	s.ids[key] = id
	return id
}

// release forgets a name once no article has it.
func (s *shelf) release(id int32) {
	t := &s.names[id]
	if t.articles--; t.articles == 0 {
		delete(s.ids, t.key)
		*t = name{}
		s.free = append(s.free, id)
	}
}

// addForm counts a spelling, and returns its number.
func (n *name) addForm(text string, count int) uint8 {
	if text == "" {
		return noForm
	}
	for i := range n.forms {
		if n.forms[i].text == text {
			n.forms[i].count += count
			return uint8(i)
		}
	}
	if len(n.forms) == noForm {
		return noForm
	}
	n.forms = append(n.forms, form{strings.Clone(text), count})
	return uint8(len(n.forms) - 1)
}

// dropForm leaves the others their numbers: one that nobody writes any longer
// is counted 0 times.
func (n *name) dropForm(i uint8) {
	if i != noForm {
		n.forms[i].count--
	}
}

func (n *name) addSurname(id, articles int32) {
	if id < 0 {
		return
	}
	for i := range n.surnames {
		if n.surnames[i].name == id {
			if n.surnames[i].articles += articles; n.surnames[i].articles == 0 {
				n.surnames = slices.Delete(n.surnames, i, i+1)
			}
			return
		}
	}
	n.surnames = append(n.surnames, surname{id, articles})
}
