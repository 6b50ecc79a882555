package topics

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis/fold"
)

// List is the topics of a scope, ranked: most covered lately first. It does not
// change once made.
type List struct {
	topics []Topic
	words  []tail  // sorted by rest
	ranked []int32 // of words, in the order of their topics
}

// maxLooked is how many words are looked at, in each of two ways, for what has
// been typed. That takes less than a millisecond, however many topics there are.
const maxLooked = 2048

// tail is what of a name goes on from one of its words.
type tail struct {
	rest  string
	topic int32
	class int8 // of a name that begins here: 0; of a later word: 2; 1 more for an alias
}

func newList(topics []Topic) *List {
	l := &List{topics: topics}
	for i, t := range topics {
		l.add(t.Name, int32(i), 0)
		for _, a := range t.Aliases {
			l.add(a, int32(i), 1)
		}
	}
	slices.SortStableFunc(l.words, func(a, b tail) int {
		return cmp.Or(strings.Compare(a.rest, b.rest), cmp.Compare(a.topic, b.topic), cmp.Compare(a.class, b.class))
	})
	l.words = slices.Compact(l.words)
	l.ranked = make([]int32, len(l.words))
	for i := range l.ranked {
		l.ranked[i] = int32(i)
	}
	slices.SortFunc(l.ranked, func(a, b int32) int {
		return cmp.Or(cmp.Compare(l.words[a].topic, l.words[b].topic), cmp.Compare(a, b))
	})
	return l
}

func (l *List) add(name string, topic int32, class int8) {
	s := fold.Name(name)
	for rest := s; rest != ""; {
		c := class
		if len(rest) < len(s) {
			c += 2
		}
		l.words = append(l.words, tail{rest, topic, c})
		_, rest, _ = strings.Cut(rest, " ")
	}
}

// Topics returns the topics, most covered lately first; at most limit of them
// where that is above 0. They are not to be written to.
func (l *List) Topics(limit int) []Topic {
	if limit > 0 && limit < len(l.topics) {
		return l.topics[:limit:limit]
	}
	return slices.Clip(l.topics)
}

// Find returns the topics with a word, in their name or an alias, that begins
// as what has been typed does, or with words that go on like it, whatever the
// case, accents and hyphens. Names that are just that come first, then those
// that begin so, then those with a later word; names before aliases; and those
// alike by rank. Nothing typed finds every topic.
//
// At most limit are returned where that is above 0. Then, where more words begin
// so than are looked at, those are found that are among the most covered topics,
// or first in the alphabet.
func (l *List) Find(typed string, limit int) []Topic {
	typed = fold.Name(typed)
	if typed == "" {
		return l.Topics(limit)
	}
	first, _ := slices.BinarySearchFunc(l.words, typed, func(w tail, s string) int { return strings.Compare(w.rest, s) })
	var found []int32 // 8 times the topic, and the class
	consider := func(w tail) bool {
		if !strings.HasPrefix(w.rest, typed) {
			return false
		}
		class := w.class + 2
		if class < 4 && w.rest == typed {
			class -= 2
		}
		found = append(found, w.topic<<3|int32(class))
		return true
	}
	most := len(l.words)
	if limit > 0 {
		most = maxLooked
	}
	looked := 0
	for looked < most && first+looked < len(l.words) && consider(l.words[first+looked]) {
		looked++
	}
	if looked == most {
		for _, i := range l.ranked[:min(most, len(l.ranked))] {
			consider(l.words[i])
		}
	}
	slices.Sort(found)
	// A topic counts once, by its best word.
	var byClass [6][]int32
	n := 0
	for i, f := range found {
		if class := f & 7; (i == 0 || found[i-1]>>3 != f>>3) && (limit <= 0 || len(byClass[class]) < limit) {
			byClass[class] = append(byClass[class], f>>3)
			n++
		}
	}
	if limit <= 0 {
		limit = n
	}
	topics := make([]Topic, 0, min(n, limit))
	for _, class := range byClass {
		for _, t := range class[:min(len(class), limit-len(topics))] {
			topics = append(topics, l.topics[t])
		}
	}
	return topics
}

// lastWord returns the word of a name that has a key.
func lastWord(name, key string) string {
	for _, w := range strings.Fields(name) {
		if alias.Key(w) == key {
			return w
		}
	}
	return ""
}
