package topics

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/alias"
	"sitrep/corpus/language"
)

// Bounds on what is looked for in a text without capitals. A name has at most so
// many words, or characters where there are no spaces.
const (
	mostRead   = 32 << 10 // bytes of a body: who is named is named early
	mostTitle  = 80       // words or characters of a title
	mostMarks  = 200      // offices and kinds of organisation in an article
	mostPlaces = 300      // of a word or character in an article
	mostChars  = 12

	// What comes up only once more is a part of the headline that the lead repeats,
	// where it is longer, and no name.
	mostOnceMore = 6 // characters
)

// recurring finds names in texts of a script without capitals, where none is
// seen by how it is written. What the title names and the body comes back to is
// one, as is what stands beside an office or a kind of organisation more than
// once, and what stands in the brackets of titles of works. Whatever part of it
// comes up oftener counts instead.
type recurring struct {
	pack   *language.Pack
	text   string
	words  []language.Token
	units  []unit
	title  int // how many units the title has
	places map[string][]int
	spaced bool
}

// unit is a word, or a character where no spaces part words.
type unit struct {
	start, end int
	word       string // without the particle that Korean writes on to it
	joined     bool   // nothing but a space parts it from the one before
	cut        bool   // is no part of a name
	edge       bool   // neither begins nor ends one
}

// names puts the names of an article, given its body, to those found.
func (x *extractor) recurring(body string) {
	p := language.Of(x.article.Language, body)
	if p.Setting("capitals") != "none" {
		return
	}
	title := x.article.Title
	if x.article.TitleDerived || len(title) > maxTitle {
		title = ""
	}
	if len(body) > mostRead {
		body = strings.ToValidUTF8(body[:mostRead], "")
	}
	r := &recurring{pack: p, text: title + "\n" + body, spaced: p.Setting("spaces") == "yes", places: map[string][]int{}}
	r.read(len(title))
	for i := 0; i < min(r.title, mostTitle); {
		n, count := r.best(i, true)
		if n == 0 || r.betterWithin(i, n, count) {
			i++
			continue
		}
		x.recurs(r, i, n, count)
		i += n
	}
	begin, end := r.beside()
	for _, i := range begin {
		if n, count := r.best(i, true); n > 0 {
			x.recurs(r, i, n, count)
		}
	}
	for _, i := range end {
		if n, count := r.best(i, false); n > 0 {
			x.recurs(r, i-n+1, n, count)
		}
	}
}

// recurs counts a name of n units from the one at i.
func (x *extractor) recurs(r *recurring, i, n, count int) {
	last := r.units[i+n-1]
	text := r.text[r.units[i].start : last.start+len(last.word)]
	if _, curated := x.analyzer.Topic(text); curated || len(text) > maxName {
		return
	}
	key := alias.Key(text)
	if key == "" || x.found[key] != nil {
		return
	}
	f := x.mention(key, strings.Clone(text), true)
	f.Mentions, f.Inside = count, count
}

// read cuts the text into units. Those before the end of the title are its.
func (r *recurring) read(titleEnd int) {
	words := r.pack.Words(r.text)
	r.words, r.units = words, make([]unit, len(words))
	function, particles := r.pack.Set("function"), r.pack.Set("particles")
	for i, w := range words {
		u := unit{start: w.Start, end: w.End, word: r.text[w.Start:w.End]}
		gap := ""
		if i > 0 {
			gap = r.text[words[i-1].End:w.Start]
			u.joined = gap == "" && !r.spaced || gap == " " && r.spaced
		}
		u.edge = function[w.Lower]
		u.cut = w.Number || !r.spaced && !ofName(r.pack, w.Lower) || r.spaced && u.edge && !particles[w.Lower]
		r.units[i] = u
		if w.Start < titleEnd {
			r.title = i + 1
		}
	}
	for _, list := range []string{"months", "weekdays", "relative", "speech/verb", "speech/source", "titles/title", "titles/role", "answers/time"} {
		phrases := r.pack.Phrases(list)
		for i := 0; i < len(words); i++ {
			_, n := phrases.At(words, i)
			for k := i; k < i+n; k++ {
				r.units[k].cut = true
			}
		}
	}
	if r.pack.Setting("stemmer") == "suffixes" && r.pack.Setting("script") == "hang" {
		r.stem()
	}
	for i, u := range r.units {
		if at := r.places[u.word]; len(at) < mostPlaces {
			r.places[u.word] = append(at, i)
		}
	}
}

// ofName reports whether a character may be part of a name: in Japanese, those of
// grammar are written in hiragana, which names seldom are.
func ofName(p *language.Pack, s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) && !(p.Setting("script") == "kana" && unicode.Is(unicode.Hiragana, r))
	}
	return false
}

// stem takes the particles off words: an ending goes where the rest comes up with
// other endings, or with none.
func (r *recurring) stem() {
	suffixes := r.pack.Set("suffixes")
	counts := map[string]int{}
	stems := func(w string) (out []string) {
		if len(w) > maxName {
			return []string{w}
		}
		n := 0
		for at := range w {
			if n >= 2 && suffixes[w[at:]] {
				out = append(out, w[:at])
			}
			n++
		}
		return append(out, w)
	}
	titled := map[string]bool{}
	for i, u := range r.units {
		for _, s := range stems(u.word) {
			counts[s]++
		}
		if i < r.title {
			titled[u.word] = true
		}
	}
	for i := range r.units {
		u := &r.units[i]
		all := stems(u.word)
		best := all[0]
		for _, s := range all[1:] { // longer and longer
			if counts[s] > counts[best] || counts[s] == counts[best] && titled[s] {
				best = s
			}
		}
		if len(best) < len(u.word) && i+1 < len(r.units) {
			r.units[i+1].joined = false
		}
		u.word = best
	}
}

// best returns how many units from the one at i on, or up to it, are a name,
// and how often it stands in the article: of those that stand there twice or
// more, the one that its repetitions save most letters of. It is 0 for none.
func (r *recurring) best(i int, onward bool) (n, count int) {
	step, most := 1, mostChars
	if !onward {
		step = -1
	}
	if r.spaced {
		most = maxWords - 2
	}
	at, saved := r.places[r.units[i].word], 0
	for k := 0; k < most; k++ {
		j := i + step*k
		if j < 0 || j >= len(r.units) || r.units[j].cut || k > 0 && !r.units[max(j, j-step)].joined {
			break
		}
		if k > 0 {
			at = slices.DeleteFunc(slices.Clone(at), func(p int) bool {
				q := p + step*k
				return q < 0 || q >= len(r.units) || r.units[q].word != r.units[j].word || r.units[q].cut || !r.units[max(q, q-step)].joined
			})
		}
		if len(at) < 2 {
			break
		}
		if len(at) == 2 && !r.spaced && k >= mostOnceMore && !r.isKatakana(i) {
			break
		}
		if worth := saves(k+1, len(at)); worth > saved && r.isName(min(i, j), max(i, j)) {
			n, count, saved = k+1, len(at), worth
		}
	}
	return n, count
}

// saves is how many units the repetitions of a name would save that was written
// once.
func saves(n, count int) int { return n * (count - 1) }

// betterWithin reports whether a name that begins within the n units from the one
// at i on saves more than they do.
func (r *recurring) betterWithin(i, n, count int) bool {
	for j := i + 1; j < i+n; j++ {
		if m, c := r.best(j, true); saves(m, c) > saves(n, count) {
			return true
		}
	}
	return false
}

// isName reports whether the units from first to last may be a name: they neither
// begin nor end with a function word, and are no bare kind of thing.
func (r *recurring) isName(first, last int) bool {
	u := r.units
	if u[first].edge || u[last].edge {
		return false
	}
	text := r.text[u[first].start : u[last].start+len(u[last].word)]
	if r.spaced {
		return first < last || !r.isKind(text) && len([]rune(text)) > 1
	}
	function := r.pack.Set("function")
	if r.isKatakana(first) && first > 0 && u[first].joined && r.isKatakana(first-1) ||
		r.isKatakana(last) && last+1 < len(u) && u[last+1].joined && r.isKatakana(last+1) {
		return false // a part of a word
	}
	if last-first < 1 || r.isKind(text) || unicode.Is(unicode.Thai, []rune(text)[0]) && last-first < 2 {
		return false
	}
	for k := first; k < last && k < first+4; k++ {
		if function[r.text[u[first].start:u[k].end]] || function[r.text[u[last-(k-first)].start:u[last].end]] {
			return false
		}
	}
	return !function[text]
}

func (r *recurring) isKatakana(i int) bool {
	c, _ := utf8.DecodeRuneInString(r.units[i].word)
	return unicode.Is(unicode.Katakana, c) || c == 'ー'
}

// kinds are the lists of what things are called by.
var kinds = []string{"names/organisation", "names/place"}

func (r *recurring) isKind(text string) bool {
	return r.pack.Set("names/organisation")[text] || r.pack.Set("names/place")[text] ||
		r.pack.Set("names/person")[text] || r.pack.Set("names/nationality")[text]
}

// beside returns where names begin that stand behind an office (President X) or
// begin with a kind (Bank X), or stand in the brackets of titles of works; and
// where names end that stand before an office or end in a kind.
func (r *recurring) beside() (begin, end []int) {
	find := func(lists ...string) (all []*language.Phrases) {
		for _, list := range lists {
			all = append(all, r.pack.Phrases(list))
		}
		return all
	}
	add := func(to []int, i int) []int {
		if i < 0 || i >= len(r.units) {
			return to
		}
		return append(to, i)
	}
	offices, things := find("titles/role", "titles/title", "names/person"), find(kinds...)
	for i := r.title; i < len(r.words) && len(begin)+len(end) < mostMarks; i++ {
		for _, list := range offices {
			if _, n := list.At(r.words, i); n > 0 {
				begin, end = add(begin, i+n), add(end, i-1)
			}
		}
		for _, list := range things {
			if _, n := list.At(r.words, i); n > 0 {
				if end = add(end, i+n-1); r.spaced { // else a kind ends a name
					begin = add(begin, i)
				}
			}
		}
		if i > 0 && strings.ContainsAny(r.text[r.words[i-1].End:r.words[i].Start], "《『〈") {
			begin = add(begin, i)
		}
	}
	return begin, end
}
