// Package topics knows what the articles of a scope are about: the people,
// places and organisations that they name, most covered lately first.
//
// [Extract] finds the names in one article, which the store keeps beside it. An
// [Index] takes them of all articles, each collection by itself, so that what
// one collection names is seen by nobody who may not read it. [Index.List]
// counts them for a scope: it brings spellings and surnames together, drops what
// is no name after all, and ranks. The list is what lasts; an index is made for
// it and let go, so that topics take no memory for an article.
//
// Curated aliases win: what one of them covers is the curated concept, by its
// canonical name, and needs no more than one article.
package topics

import (
	"cmp"
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

// Index takes the names of articles. It must not be used by several goroutines
// while articles are put.
type Index struct {
	analyzer    *analysis.Analyzer
	concepts    map[string]alias.Concept
	collections map[corpus.Collection]*shelf
}

// New returns an empty index, given the analyzer that names are found by and
// the curated aliases, which are to be the analyzer's.
func New(analyzer *analysis.Analyzer, aliases *alias.Set) *Index {
	x := &Index{analyzer: analyzer, concepts: map[string]alias.Concept{}, collections: map[corpus.Collection]*shelf{}}
	for _, c := range aliases.Concepts() {
		x.concepts[conceptMark+c.Name] = c
	}
	return x
}

// Put adds an article that is not in it yet, with its names as [Index.Read] gave them.
func (x *Index) Put(c corpus.Collection, published corpus.Date, stored []byte) error {
	s := x.collections[c]
	if s == nil {
		s = &shelf{ids: map[string]int32{}, texts: map[string]spelling{}}
		x.collections[c] = s
	}
	return s.put(dayOf(published), string(stored))
}

// shelf is what a collection names. Names have numbers.
type shelf struct {
	articles []entry
	uses     []int32 // the names of each article, one after the other
	names    []name
	ids      map[string]int32
	texts    map[string]spelling // those whose key is theirs
}

// spelling is a text, as a number of a name and of its forms.
type spelling struct{ name, form int32 }

// entry is an article.
type entry struct {
	published date
	end       int32 // of its uses, which begin where those of the one before end
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

// name is what all articles of a collection make of a name.
type name struct {
	key                     string
	articles                int32
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

// put adds an article with its names as they are stored.
func (s *shelf) put(published date, stored string) error {
	for stored != "" {
		n, rest, ok := decode(stored)
		if !ok {
			return errStored
		}
		stored = rest
		at, known := s.texts[n.Text]
		if !known || n.Key != "" {
			at = s.spelling(n)
		}
		t := &s.names[at.name]
		t.articles++
		t.mentions += int32(n.Mentions)
		t.inside += int32(n.Inside)
		t.lower += int32(n.Lower)
		if n.Titled {
			t.titled++
		}
		if at.form >= 0 {
			t.forms[at.form].count++
		}
		if n.Surname != "" {
			id := s.id(n.Surname)
			s.names[at.name].addSurname(id, 1)
		}
		s.uses = append(s.uses, at.name)
	}
	s.articles = append(s.articles, entry{published, int32(len(s.uses))})
	return nil
}

// spelling finds a name by its key.
func (s *shelf) spelling(n Name) spelling {
	key := cmp.Or(n.Key, alias.Key(n.Text))
	at := spelling{s.id(key), -1}
	if n.Text == "" {
		return at
	}
	at.form = s.names[at.name].form(n.Text)
	if n.Key == "" {
		s.texts[s.names[at.name].forms[at.form].text] = at
	}
	return at
}

// id returns the number of a name, a new one where it is new.
func (s *shelf) id(key string) int32 {
	id, ok := s.ids[key]
	if !ok {
		id = int32(len(s.names))
		s.names = append(s.names, name{key: key})
		s.ids[key] = id
	}
	return id
}

// form returns the number of a spelling.
func (n *name) form(text string) int32 {
	for i := range n.forms {
		if n.forms[i].text == text {
			return int32(i)
		}
	}
	n.forms = append(n.forms, form{text: text})
	return int32(len(n.forms) - 1)
}

func (n *name) addSurname(id, articles int32) {
	for i := range n.surnames {
		if n.surnames[i].name == id {
			n.surnames[i].articles += articles
			return
		}
	}
	n.surnames = append(n.surnames, surname{id, articles})
}
