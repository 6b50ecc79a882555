package verify

import (
	"maps"
	"strings"
	"sync"

	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// word is one word of a claim or of its evidence, as the two are compared: a
// token whose lower case is without apostrophes and full stops, and what is found
// of it.
type word struct {
	language.Token
	concept  string // curated concept that it is part of a name of; empty for none
	capital  bool
	initials bool // in capitals throughout: UN, EU
	sentence int  // number of its sentence, over all the evidence
	negated  bool // in the reach of a "not", "never", "denied" …
	hedged   bool // in the reach of a "may", "plans to", "allegedly" …
	heard    bool // in the reach of hearsay
	unsure   bool // in the reach of a "may" or "allegedly", and not of a plan
	coming   bool // in the reach of a "will"
	doubting bool // itself such a word of doubt
}

// Bounds on what is read. What is longer is cut: no claim of a brief comes near.
const (
	maxClaimWords    = 120
	maxEvidenceWords = 6000
	maxSentenceWords = 400 // of the evidence; a sentence of the corpus has at most 2,000 bytes
)

// statement is a claim or a sentence of the evidence, as the two are compared.
type statement struct {
	language.Sentence
	words      []word          // of it; see word
	calendar   map[string]bool // months and weekdays
	quantities []quantity
	evidence   int     // which Evidence it is from
	datedFor   *source // what dated was read for; see dates
	dated      []dateWords
}

// readSentence reads a sentence into words.
func readSentence(a *analysis.Analyzer, text, tag string, number, limit int) statement {
	tokens := a.Tokens(text, tag)
	if len(tokens) > limit {
		tokens = tokens[:limit]
	}
	s := statement{Sentence: language.For(tag).Read(text), words: make([]word, len(tokens))}
	s.calendar = s.Pack.Set("months", "weekdays")
	for i, t := range tokens {
		raw := text[t.Start:t.End]
		t.Lower = unpointed(t.Lower)
		s.words[i] = word{Token: t, capital: isUpper(raw), initials: len(raw) > 1 && strings.ToUpper(raw) == raw && strings.ToLower(raw) != raw, sentence: number}
	}
	for _, m := range a.Concepts(text, tokens) {
		for i := m.First; i <= m.Last; i++ {
			s.words[i].concept = m.Name
			s.words[i].Stop = s.words[i].Stop && m.First != m.Last
		}
	}
	for i := range s.words {
		if m, ok := shortMonths()[s.words[i].Lower]; ok && s.words[i].capital {
			s.words[i].Lower, s.words[i].Term = m.Lower, m.Term
		}
	}
	s.markReach()
	if s.orders() {
		for i := range s.words {
			s.words[i].hedged = true // who orders to say something does not say that it is so
		}
	}
	s.quantities = s.readQuantities()
	return s
}

// shortMonths are the months as written short, without those that mean other
// things, too.
var shortMonths = sync.OnceValue(func() map[string]word {
	a, out := analysis.New(nil), map[string]word{}
	for short, month := range english.Values("verify/short months") {
		out[short] = word{Token: a.Tokens(month, "en")[0]}
	}
	return out
})

// unpointed returns a word without apostrophes and full stops: US for U.S.
func unpointed(lower string) string {
	if strings.ContainsAny(lower, "'.") {
		lower = apostrophes.Replace(lower)
	}
	return lower
}

var apostrophes = strings.NewReplacer("'", "", ".", "")

func isUpper(s string) bool {
	if s == "" {
		return false
	}
	if c := s[0]; c < 0x80 {
		return 'A' <= c && c <= 'Z'
	}
	return strings.ToLower(s) != s
}

// gap is the text between word i and the one after it.
func (s *statement) gap(i int) string {
	if i < 0 || i+1 >= len(s.words) || s.words[i].End > s.words[i+1].Start {
		return "" // Chinese, Japanese and Korean are read in words that overlap
	}
	return s.Text[s.words[i].End:s.words[i+1].Start]
}

// markReach marks the words that a word of denial or of doubt reaches: those
// after it, up to the end of the clause.
func (s *statement) markReach() {
	negation, doubt, future, denied, heard, unsure := 0, 0, 0, -1, false, false
	for i := range s.words {
		w := &s.words[i]
		if i > 0 {
			if strings.ContainsAny(s.gap(i-1), ",;:.—–()\"“”") || clauseStarts[w.Lower] && w.Lower != "that" && !(w.Lower == "and" && trying[s.words[i-1].Lower]) {
				negation, doubt, future = 0, 0, 0
			}
		}
		if i == denied {
			negation = negationReach // refused in recent weeks to accept
		}
		w.negated, w.hedged, w.coming, w.heard, w.unsure = negation > 0, doubt > 0, future > 0, heard && doubt > 0, unsure && doubt > 0
		switch {
		case w.Lower == "not" && i+1 < len(s.words) && s.words[i+1].Lower == "only":
		case isNegation(w.Lower), infinitives[w.Lower] && i+1 < len(s.words) && s.words[i+1].Lower == "to":
			negation = negationReach
			if w.Lower == "no" {
				negation = noneReach
			}
			if infinitives[w.Lower] {
				if to := s.infinitive(i); to > 0 {
					denied = to
				}
			}
		case committing[w.Lower] || trying[w.Lower]:
			if i+1 < len(s.words) && (s.words[i+1].Lower == "to" || s.words[i+1].Lower == "on") {
				doubt, w.doubting, unsure = doubtReach, true, trying[w.Lower]
			}
		case w.Lower == "due" && i+2 < len(s.words) && s.words[i+1].Lower == "to" && (s.words[i+2].Stop || s.words[i+2].capital): // because of
		case hearsay[w.Lower] && i+1 < len(s.words) && s.words[i+1].capital && boundary(s.gap(i-1)): // "…, claims Anna Holt"
		case doubts[w.Lower] && !(w.Lower == "may" && s.isMonth(i)):
			doubt, w.doubting, heard, unsure = doubtReach, true, hearsay[w.Lower], hedges[w.Lower]
		case w.Lower == "will" || w.Lower == "shall" || w.Lower == "wont":
			future = doubtReach
		}
		if w.Lower == "would" {
			future = doubtReach
		}
		spent := weight(w)
		negation, doubt, future = max(0, negation-spent), max(0, doubt-spent), max(0, future-spent)
	}
	s.markFalse()
}

// markFalse marks what is told only to be called false, however long it is: what
// somebody "denied reports that", what there is "no evidence that", a report
// "that" something is so which "is fake", and what is so "according to a hoax".
func (s *statement) markFalse() {
	upTo := func(i int) int { // the end of what is told from word i on
		for ; i < len(s.words); i++ {
			if i > 0 && strings.ContainsAny(s.gap(i-1), ";") ||
				s.words[i].Lower == "and" && i+1 < len(s.words) && saying[s.words[i+1].Term] ||
				i > 0 && strings.Contains(s.gap(i-1), ",") && (clauseStarts[s.words[i].Lower] || saying[s.words[i].Term] || looksLikeVerb(&s.words[i])) {
				return i
			}
		}
		return len(s.words)
	}
	mark := func(from, to int) {
		for i := from; i < to; i++ {
			s.words[i].negated = true
		}
	}
	toldAfter := func(i int) {
		for j := i + 1; j < len(s.words) && j <= i+2*reportNamed && !boundary(s.gap(j-1)); j++ {
			switch {
			case relates[s.words[j].Lower]:
				mark(i+1, upTo(j+1))
				return
			case clauseStarts[s.words[j].Lower]:
				return
			}
		}
	}
	for i := range s.words {
		lower := s.words[i].Lower
		that := i+1 < len(s.words) && s.words[i+1].Lower == "that"
		switch {
		case denying[lower]:
			if !s.words[i].negated && !(i > 0 && s.words[i-1].Lower == "nor") {
				toldAfter(i)
			}
		case hearsay[lower] && s.words[i].negated && that:
			mark(i+1, upTo(i+2))
		case falsehood[lower] && i < sourceNamed && s.words[0].Lower == "according" && (lower == "hoax" || i+1 < len(s.words) && hearsay[s.words[i+1].Lower]):
			mark(i+1, upTo(i+1))
		case falsehood[lower]:
			being := i - 1
			for being > 0 && i-being <= 3 && !copulas[s.words[being].Lower] {
				being--
			}
			if being <= 0 || !copulas[s.words[being].Lower] {
				toldAfter(i) // "a fake story claims that"
				continue
			}
			for h := 0; h < being; h++ {
				if hearsay[s.words[h].Lower] && relates[s.words[h+1].Lower] {
					mark(h+1, being)
					break
				}
			}
		}
	}
}

// How many words into a sentence "according to" names its source at the most,
// and how many after "denied" or "fake" a report is named.
const (
	sourceNamed = 10
	reportNamed = 5
)

// orders reports whether a sentence tells its reader to do something, as those
// do that mean to be obeyed by a program.
func (s *statement) orders() bool {
	for i, w := range s.words {
		if i == orderStart {
			return false
		}
		if !commanding[w.Lower] {
			continue
		}
		if i == 0 || w.capital && strings.ContainsAny(s.gap(i-1), ".:;!?]>|") || s.words[i-1].Lower == "please" || s.words[i-1].Lower == "now" || s.words[i-1].Lower == "and" {
			return true
		}
	}
	return false
}

// inEveryLanguage returns the words of a list in all packs: an order is one in
// whatever language the rest is written.
func inEveryLanguage(list string) map[string]bool {
	all := map[string]bool{}
	for _, tag := range language.Tags() {
		maps.Copy(all, language.For(tag).Set(list))
	}
	return all
}

// orderStart is how many words into a sentence an order may begin.
const orderStart = 6

// infinitive returns the verb after the "to" that follows word i in its clause,
// or 0.
func (s *statement) infinitive(i int) int {
	for j := i + 1; j+1 < len(s.words) && !strings.ContainsAny(s.gap(j-1), ",;:()—–"); j++ {
		if s.words[j].Lower == "to" && !s.words[j+1].capital {
			return j + 1
		}
	}
	return 0
}

// weight counts only the words that use up the reach of a negation.
func weight(w *word) int {
	if w.Stop && !isNegation(w.Lower) && !doubts[w.Lower] {
		return 0
	}
	return 1
}

// How many content words a negation or a hedge reaches, itself included.
const (
	negationReach = 3
	noneReach     = 6 // "no South Korean staff had worked"
	doubtReach    = 5
)

// isMonth tells "in May" and "May 12" from "may".
func (s *statement) isMonth(i int) bool {
	if i+1 < len(s.words) && startsWithDigit(s.words[i+1].Lower) {
		return true
	}
	return i > 0 && (s.words[i].capital || startsWithDigit(s.words[i-1].Lower))
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func isNegation(lower string) bool { return negations[lower] }

var (
	english = language.For("en") // its words are data: packs/en/verify.txt

	// negations turn what follows them round.
	negations = english.Set("verify/negations", "verify/merely denying", "verify/denying")

	// denying words, before hearsay or a "that", call what follows false;
	// falsehood does so of what a report says.
	denying   = english.Set("verify/denying")
	falsehood = english.Set("verify/falsehood")
	hearsay   = english.Set("denial/hearsay")
	relates   = english.Set("verify/relates")
	copulas   = english.Set("verify/copulas")
	trying    = english.Set("verify/trying")

	// infinitives say of what follows their "to" that it is not done.
	infinitives = english.Set("verify/infinitives")

	// commanding words at its start make a sentence an order.
	commanding = inEveryLanguage("verify/commanding")

	// inability is told by a mere "not", too.
	inability = english.Set("verify/inability")

	// committing words, with "to" or "on" right after them, tell what is to be.
	committing = english.Set("verify/committing")

	// doubts keep what follows them from being told as fact: possibility,
	// intention, demand, condition, hearsay.
	doubts = english.Set("verify/doubts", "verify/hedges")

	clauseStarts = english.Set("verify/clause starts")

	personal = english.Set("verify/personal")

	auxiliaries = english.Set("verify/auxiliaries")
)
