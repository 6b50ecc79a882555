package check

import (
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
	"sitrep/corpus/language"
)

// laid is a sentence laid out as the days, places and people that it tells of, in parts:
// what stands in one part, "in Tarn in June 2019", is of one event, for all that is known.
type laid struct {
	text   string
	tokens []language.Token
	part   []int      // of each token
	term   [][]string // of each token: its term, and the concept that it is of a name of
	dates  []dated
	names  []named
}

// dated is a day that a sentence tells of, named a run of words in capitals.
type dated struct {
	language.DateMention
	first int // token
	part  int
}

type named struct {
	first, last int // tokens
	part        int
	where       bool // stands after a word that says where
	object      bool // stands after what is done, or a preposition: it does nothing by itself
}

var (
	where   = english.Pack.Set("check/where")
	partsAt = english.Pack.Set("verify/clause starts")
)

func lay(b *pool.Reader, text, tag string, published corpus.Date) laid {
	l := laid{text: text, tokens: b.Analyzer.Tokens(text, tag)}
	l.part, l.term = make([]int, len(l.tokens)), make([][]string, len(l.tokens))
	parts := 0
	for i, t := range l.tokens {
		if i > 0 && (partsAt[t.Lower] || strings.ContainsAny(text[min(l.tokens[i-1].End, t.Start):t.Start], ",;:()—–")) {
			parts++
		}
		l.part[i], l.term[i] = parts, []string{t.Term}
	}
	for _, m := range b.Analyzer.Concepts(text, l.tokens) {
		for i := m.First; i <= m.Last; i++ {
			l.term[i] = append(l.term[i], "@"+m.Name)
		}
	}
	inDate := make([]bool, len(l.tokens))
	for _, d := range language.For(tag).Read(text).Dates(published) {
		first := -1
		for i, t := range l.tokens {
			if t.Start >= d.Start && t.End <= d.End {
				inDate[i] = true
				if first < 0 {
					first = i
				}
			}
		}
		if first >= 0 {
			l.dates = append(l.dates, dated{d, first, l.part[first]})
		}
	}
	for i := 0; i < len(l.tokens); i++ {
		is := func(i int) bool {
			t := l.tokens[i]
			return english.IsCapital(text[t.Start:t.End]) && !inDate[i] && !english.TimeWords[t.Lower] && (!t.Stop || i > 0) && !(i == 0 && english.CommonStart[t.Lower])
		}
		if !is(i) {
			continue
		}
		n := named{first: i, last: i, part: l.part[i]}
		for n.last+1 < len(l.tokens) && is(n.last+1) && l.part[n.last+1] == n.part {
			n.last++
		}
		before := i - 1
		for before >= 0 && determiners[l.tokens[before].Lower] {
			before--
		}
		if before >= 0 && l.part[before] == n.part && !inDate[before] && !partsAt[l.tokens[before].Lower] {
			n.object, n.where = true, where[l.tokens[before].Lower]
		}
		l.names = append(l.names, n)
		i = n.last
	}
	l.join(inDate)
	return l
}

// join makes a part of its own that only says when, or where, a clause is one with the
// rest of that: "and in May 2020, a jury charged her".
func (l *laid) join(inDate []bool) {
	for first := 0; first < len(l.tokens); {
		last, only := first, first == 0 || partsAt[l.tokens[first].Lower]
		for ; last < len(l.tokens) && l.part[last] == l.part[first]; last++ {
			only = only && (inDate[last] || l.tokens[last].Stop)
		}
		if only && last < len(l.tokens) && !partsAt[l.tokens[last].Lower] {
			from, to := l.part[last], l.part[first]
			for i := last; i < len(l.tokens) && l.part[i] == from; i++ {
				l.part[i] = to
			}
			continue // what it was joined with says more
		}
		first = last
	}
	for i := range l.dates {
		l.dates[i].part = l.part[l.dates[i].first]
	}
	for i := range l.names {
		l.names[i].part = l.part[l.names[i].first]
	}
}

var determiners = english.Pack.Set("datewords/determiner")

// shared returns how many words of a name a name of another sentence has.
func (l *laid) shared(n named, o *laid, m named) (words int) {
	for _, mine := range l.term[n.first : n.last+1] {
		if slices.ContainsFunc(o.term[m.first:m.last+1], func(theirs []string) bool {
			return slices.ContainsFunc(mine, func(t string) bool { return slices.Contains(theirs, t) })
		}) {
			words++
		}
	}
	return words
}

// agree reports whether two days can be the same, one told as more or less precise.
func agree(x, y language.DateMention) bool {
	end := func(m language.DateMention) corpus.Date {
		if m.Last.Known() {
			return m.Last
		}
		return m.Date
	}
	return !x.Date.Time.After(end(y).End()) && !y.Date.Time.After(end(x).End())
}

// unborne returns what keeps a sentence from bearing out a claim whose words it has: a
// day or a place of the claim that the sentence does not tell, or tells of another
// event, wherever in the claim it stands.
func unborne(b *pool.Reader, claim, told, tag string, published corpus.Date) *verify.Fault {
	c, s := lay(b, claim, tag, published), lay(b, told[dateline.Opening(told):], tag, published)
	fault := func(kind verify.FaultKind, reason string, args ...any) *verify.Fault {
		return &verify.Fault{Kind: kind, Reason: fmt.Sprintf(reason, args...)}
	}
	if !c.doneIn(b, &s) {
		return fault(verify.Merged, "the evidence does not say this of them")
	}
	at := make([][]named, len(c.names)) // where the sentence has each name of the claim, or most of it
	for i, n := range c.names {
		most := 1
		for _, m := range s.names {
			if shared := c.shared(n, &s, m); shared > most {
				at[i], most = []named{m}, shared
			} else if shared == most {
				at[i] = append(at[i], m)
			}
		}
		if n.where && len(at[i]) == 0 {
			return fault(verify.Name, "the evidence does not say %q of this", c.words(n.first, n.last))
		}
	}
	in := func(i, part int) bool { // whether a part has a name, or a word of it
		return slices.ContainsFunc(s.names, func(m named) bool { return m.part == part && c.shared(c.names[i], &s, m) > 0 })
	}
	all := func(i int, f func(named) bool) bool {
		return len(at[i]) > 0 && !slices.ContainsFunc(at[i], func(m named) bool { return !f(m) })
	}
	doing := map[string]bool{} // what the claim says of them
	for _, t := range c.tokens {
		doing[t.Term] = doing[t.Term] || c.tells(t)
	}
	for _, d := range c.dates {
		var same []dated
		for _, e := range s.dates {
			if agree(d.DateMention, e.DateMention) {
				same = append(same, e)
			}
		}
		claimed := claim[d.Start:d.End]
		switch {
		case len(same) == 0:
			return fault(verify.Date, "the date %q is not in the evidence", claimed)
		case s.elsewhere(doing, same):
			return fault(verify.Merged, "%q is told of something else", claimed)
		}
		for i, n := range c.names {
			other := dated{}
			of := func(is func(m named, e dated) bool) func(named) bool {
				return func(m named) bool {
					k := slices.IndexFunc(s.dates, func(e dated) bool { return is(m, e) })
					if k >= 0 {
						other = s.dates[k]
					}
					return k >= 0 && !slices.ContainsFunc(same, func(e dated) bool { return e.first == other.first })
				}
			}
			told := func() *verify.Fault {
				f := fault(verify.Date, "the date %q is told of something else; of this, %q", claimed, s.text[other.Start:other.End])
				f.Otherwise = n.where
				return f
			}
			switch {
			case n.where && all(i, of(s.rightAfter)):
				return told()
			case !n.object || slices.ContainsFunc(same, func(e dated) bool { return in(i, e.part) }):
			case all(i, func(m named) bool { return m.object && of(beside)(m) }):
				return told()
			case n.where && all(i, func(m named) bool {
				return m.object && !slices.ContainsFunc(same, func(e dated) bool { return s.reaches(m, e) })
			}):
				return fault(verify.Merged, "%q is told of something else", claimed)
			}
		}
	}
	// Whom it was done with stands beside where it was.
	for i, n := range c.names {
		for j, p := range c.names {
			if n.where || !n.object || !p.where {
				continue
			}
			if all(i, func(m named) bool {
				return m.object && !in(j, m.part) && slices.ContainsFunc(s.names, func(o named) bool {
					return o.part == m.part && o.where && !slices.ContainsFunc(c.names, func(n named) bool { return c.shared(n, &s, o) > 0 })
				})
			}) {
				return fault(verify.Merged, "%q is told of something else", c.words(p.first, p.last))
			}
		}
	}
	return nil
}

func beside(n named, d dated) bool { return n.part == d.part }

func (l *laid) words(first, last int) string {
	return l.text[l.tokens[first].Start:l.tokens[last].End]
}

// reaches reports whether a day in another part may be of a place: no other place and
// no other day stands between, and the day has no place of its own.
func (l *laid) reaches(m named, e dated) bool {
	first, last := min(m.last, e.first), max(m.first, e.first)
	for _, o := range l.names {
		if o.where && o.first != m.first && (o.part == e.part || o.first > first && o.last < last) {
			return false
		}
	}
	return !slices.ContainsFunc(l.dates, func(d dated) bool { return d.first > first && d.first < last && d.first != e.first })
}

// tells reports whether a word says what was done, and is no name and no number.
func (l *laid) tells(t language.Token) bool {
	return !t.Stop && !english.IsCapital(l.text[t.Start:t.End]) && strings.Trim(t.Lower, "0123456789") != ""
}

// elsewhere reports whether what a claim says was done is told of another day than some,
// and of those something else is.
func (l *laid) elsewhere(doing map[string]bool, days []dated) bool {
	told := map[int]bool{} // parts that tell of it
	for i, t := range l.tokens {
		told[l.part[i]] = told[l.part[i]] || doing[t.Term]
	}
	for _, d := range days {
		does := false
		for i, t := range l.tokens {
			does = does || l.part[i] == d.part && l.tells(t) && (past.Is(t.Lower) || irregular[t.Lower])
		}
		if told[d.part] || !does {
			return false
		}
	}
	return slices.ContainsFunc(l.dates, func(e dated) bool { return told[e.part] })
}

var (
	past      = english.Pack.Phrases("endings/past")
	irregular = english.Pack.Set("irregular", "verify/irregular past")
)

// rightAfter reports whether a day stands right after a name: to Tarn in 2019.
func (l *laid) rightAfter(n named, d dated) bool {
	if d.first <= n.last || d.first > n.last+3 || d.part != n.part {
		return false
	}
	return !slices.ContainsFunc(l.tokens[n.last+1:d.first], func(t language.Token) bool { return !t.Stop })
}

// doneIn reports whether a sentence has anything of a claim but its names and days:
// one that has only those tells something else of them.
func (l *laid) doneIn(b *pool.Reader, s *laid) bool {
	done := ""
	for _, t := range l.tokens {
		if l.tells(t) && !slices.ContainsFunc(l.dates, func(d dated) bool { return t.Start >= d.Start && t.End <= d.End }) {
			done += t.Lower + " "
		}
	}
	return done == "" || verify.Claim(b.Analyzer, done, []verify.Evidence{{Sentences: []string{s.text}}}).Sentence >= 0
}
