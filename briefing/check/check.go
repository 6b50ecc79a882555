// Package check says what a corpus says of the claims of a text: whether it says so, says
// otherwise, leaves it undecided or is silent. [Claims] cuts the text into what it states,
// finds the passages for each, and has package verify compare them.
package check

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/english"
	"sitrep/briefing/moment"
	"sitrep/briefing/parallel"
	"sitrep/briefing/pool"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
	sentences "sitrep/corpus/sentence"
)

// How much of a text is checked, and by what.
const (
	maxChecked     = 12    // claims
	maxCheckedText = 8_000 // bytes of the text
	checkHits      = 24    // passages for each claim
	checkShown     = 3     // sentences for or against a claim, each of another source
	besideLess     = 0.15  // share of a claim's words by which what is shown beside a sentence may fall short of it
	leastNear      = 0.4   // share of a claim's words that a sentence must hold to be worth showing beside it
)

// Claims says of each claim of req.Text what the corpus says of it. It returns
// [briefing.ErrNoClaim] where nothing is stated.
func Claims(ctx context.Context, b *pool.Reader, req briefing.Request) (briefing.Brief, error) {
	m, err := moment.Of(ctx, b, req) // its words for a time are part of what is claimed
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("check: %w", err)
	}
	out := m.Begin(briefing.Brief{Checked: req.Text}, m.Window)
	claims := statements(b, req.Text)
	if len(claims) == 0 {
		return out, fmt.Errorf("check: %w", briefing.ErrNoClaim)
	}
	if left := len(claims) - maxChecked; left > 0 {
		claims, out.Unchecked = claims[:maxChecked], left
	}

	hits := make([][]search.Hit, len(claims))
	var ids []corpus.ArticleID
	seen, read := map[corpus.ArticleID]bool{}, map[[2]string]bool{}
	for i, s := range claims {
		q := m.Query(req)
		q.Text, q.Limit = s.asked, checkHits
		found, err := b.Corpus.Search(ctx, q)
		if err != nil {
			return briefing.Brief{}, fmt.Errorf("check: search: %w", err)
		}
		hits[i] = found.Hits
		for _, h := range found.Hits {
			read[[2]string{string(h.Article), fmt.Sprint(h.Passage.Ordinal)}] = true
			if !seen[h.Article] {
				seen[h.Article] = true
				ids = append(ids, h.Article)
			}
		}
	}
	out.Stats.Considered = len(read)
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("check: read the articles found: %w", err)
	}
	copies, err := b.Corpus.Copies(ctx, req.Scope, ids)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("check: find syndicated copies: %w", err)
	}
	p := &pool.Pool{Articles: pool.Independent(articles, copies)}
	places := map[corpus.ArticleID]int{}
	for i, a := range p.Articles {
		places[a.ID] = i
	}

	findings := make([][]finding, len(claims))
	parallel.Each(len(claims), func(i int) {
		for _, h := range hits[i] {
			if ctx.Err() != nil {
				return
			}
			if at, kept := places[h.Article]; kept && p.Articles[at].Revision == h.Revision {
				if f, ok := findIn(b, p, at, h.Passage, claims[i].text); ok {
					findings[i] = append(findings[i], f)
				}
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return briefing.Brief{}, fmt.Errorf("check %d claims: %w", len(claims), err)
	}
	cites := cite.New(p)
	for i, s := range claims {
		out.Checks = append(out.Checks, conclude(s.shown, findings[i], cites))
	}
	sources, state, err := cite.Sources(ctx, b, req.Scope, cites)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("check: %w", err)
	}
	out.Sources = sources
	for i := range out.Checks {
		markStateOnly(out.Checks[i].For, state)
	}
	if err := cites.Check(out); err != nil {
		return briefing.Brief{}, fmt.Errorf("check: %w", err)
	}
	return out, nil
}

// markStateOnly marks the sentences that bear a claim out where all of them are of
// state-controlled outlets, given the sources that only such carried, and no more were
// found than are shown.
func markStateOnly(bearing []briefing.Claim, state map[int]bool) {
	only := len(bearing) < checkShown && !slices.ContainsFunc(bearing, func(c briefing.Claim) bool { return !state[c.Citations[0].N] })
	for i := range bearing {
		bearing[i].StateOnly = only
	}
}

// finding is how a passage stands to a claim.
type finding struct {
	article  int // in the pool
	sentence int // of the article: the one that tells most of the claim
	verdict  verify.Verdict
}

// findIn looks in a passage and the sentences at either side for the one that
// tells most of a claim, and compares the claim with that: with many sentences
// beside each other, something is somewhere for every word. Those beside it may
// say who "he" is.
func findIn(b *pool.Reader, p *pool.Pool, article int, passage corpus.Passage, claim string) (finding, bool) {
	a := p.Articles[article].Article
	first, last := max(0, passage.First-1), min(len(a.Sentences)-1, passage.Last+1)
	evidence := func(first, last int) []verify.Evidence {
		e := verify.Evidence{Published: a.Published, Language: a.Language, Before: pool.Before(a, first)}
		if !a.TitleDerived {
			e.Title = a.Title
		}
		for i := first; i <= last; i++ {
			e.Sentences = append(e.Sentences, a.Text(a.Sentences[i].Span))
		}
		return []verify.Evidence{e}
	}
	around := verify.Claim(b.Analyzer, claim, evidence(first, last))
	if around.Sentence < 0 {
		return finding{}, false
	}
	f := finding{article: article, sentence: first + around.Sentence, verdict: around}
	if around.Supported() {
		f.verdict.Label = verify.Undecided // until less than all of it says so
	}
	told := a.Text(a.Sentences[f.sentence].Span)
	if !deniesAlike(b, claim, told, a.Language) {
		if !doesIt(b, claim, told, a.Language) {
			f.verdict.Label = verify.Undecided
		}
		return f, true
	}
	if !namesAlike(b, claim, evidence(max(first, f.sentence-1), f.sentence)[0]) || strings.HasSuffix(strings.TrimRight(told, `"”’) `), "?") {
		return f, true
	}
	from, to := max(first, f.sentence-1), min(last, f.sentence+1)
	// A name may stand beside, what is said of it may not.
	alone := verify.Claim(b.Analyzer, claim, evidence(f.sentence, f.sentence))
	namesOnly := !slices.ContainsFunc(alone.Untold, func(w string) bool { return !english.IsCapital(w) })
	for _, window := range []struct {
		first, last int
		least       float64 // share of the claim's words that the sentence must hold by itself
	}{{f.sentence, f.sentence, 0}, {from, to, leastBeside}, {first, last, leastWithin}} {
		if window.least > 0 && !namesOnly {
			break
		}
		v := verify.Claim(b.Analyzer, claim, evidence(window.first, window.last))
		if v.Supported() && window.first+v.Sentence == f.sentence && v.Covered >= window.least {
			f.verdict = v
			break
		}
	}
	if f.verdict.Supported() {
		if fault := unborne(b, claim, told, a.Language, a.Published); fault != nil {
			f.verdict.Label, f.verdict.Faults = verify.Undecided, []verify.Fault{*fault}
			if fault.Otherwise {
				f.verdict.Label = verify.SaysOtherwise
			}
		}
	}
	return f, true
}

// deniesAlike reports whether a sentence denies what a claim denies, if it denies
// anything: one that only lacks a word of it does not bear out that something is not so.
func deniesAlike(b *pool.Reader, claim, told, tag string) bool {
	asked, said := language.For(tag).Read(claim), language.For(tag).Read(told)
	if !asked.Negates() {
		return true
	}
	wanted := stemsOf(b, asked, tag)
	if len(wanted) == 0 {
		return said.Negates()
	}
	return slices.ContainsFunc(stemsOf(b, said, tag), func(stem string) bool { return slices.Contains(wanted, stem) })
}

// doesIt reports whether whom a claim says not to have done something does it in a
// sentence: as what that begins with, or next before what is done. Where the claim begins
// with no name, that is not looked at.
func doesIt(b *pool.Reader, claim, told, tag string) bool {
	asked, said := language.For(tag).Read(claim), b.Analyzer.Tokens(told, tag)
	names := map[string]bool{}
	for _, t := range b.Analyzer.Tokens(claim, tag) {
		if !english.IsCapital(claim[t.Start:t.End]) {
			break
		}
		names[t.Term] = true
	}
	if len(names) == 0 {
		return true
	}
	denied, first, last := stemsOf(b, asked, tag), "", ""
	for _, t := range said {
		word := told[t.Start:t.End]
		switch {
		case slices.Contains(denied, t.Term):
			return names[first] || names[last]
		case english.IsCapital(word) && !english.TimeWords[strings.ToLower(word)]:
			first, last = cmp.Or(first, t.Term), t.Term
		}
	}
	return false
}

// stemsOf returns the stems of what a sentence denies.
func stemsOf(b *pool.Reader, s language.Sentence, tag string) (stems []string) {
	denied := s.Denied()
	for _, t := range b.Analyzer.Tokens(s.Text, tag) {
		if slices.ContainsFunc(denied, func(w language.Token) bool { return w.Start == t.Start }) {
			stems = append(stems, t.Term)
		}
	}
	return stems
}

// What share of a claim's words a sentence must hold by itself to bear the claim
// out with those beside it, and with the whole passage.
const (
	leastBeside = 0.6
	leastWithin = 0.8
)

var prepositions = english.Pack.Set("check/prepositions")

// namesAlike reports whether a sentence, the one before it or the title has every
// name of a claim but the one that the claim begins with, which may be further
// off: who something was done to, and where, must stand by it.
func namesAlike(b *pool.Reader, claim string, e verify.Evidence) bool {
	held, concepts := map[string]bool{}, map[string]bool{}
	for _, text := range append(e.Sentences, e.Title) {
		tokens := b.Analyzer.Tokens(text, "")
		for _, t := range tokens {
			held[t.Term] = true
		}
		for _, m := range b.Analyzer.Concepts(text, tokens) {
			concepts[m.Name] = true
		}
	}
	words := b.Analyzer.Tokens(claim, "")
	alias := map[int]bool{} // words of names that the sentence has in whatever form
	for _, m := range b.Analyzer.Concepts(claim, words) {
		for i := m.First; i <= m.Last; i++ {
			alias[i] = concepts[m.Name]
		}
	}
	subject := len(words) > 0 && !prepositions[strings.ToLower(claim[words[0].Start:words[0].End])]
	for i, t := range words {
		w := claim[t.Start:t.End]
		capital := english.IsCapital(w)
		if subject = subject && (capital || i == 0); subject || !capital || english.TimeWords[strings.ToLower(w)] {
			continue
		}
		if !held[t.Term] && !alias[i] {
			return false
		}
	}
	return true
}

// conclude weighs what was found for and against a claim.
func conclude(claim string, found []finding, cites *cite.Citer) briefing.Check {
	slices.SortStableFunc(found, func(x, y finding) int {
		return cmp.Or(-cmp.Compare(x.verdict.Told, y.verdict.Told), -cmp.Compare(x.verdict.Score, y.verdict.Score))
	})
	c := briefing.Check{Claim: claim, Verdict: verify.Silent, Reasons: []string{}, Differs: []verify.FaultKind{}}
	pick := func(fits func(verify.Verdict) bool, most int) []finding {
		var out []finding
		for _, f := range found {
			if len(out) < most && fits(f.verdict) && (len(out) == 0 || f.verdict.Covered >= out[0].verdict.Covered-besideLess) && !slices.ContainsFunc(out, func(o finding) bool { return o.article == f.article }) {
				out = append(out, f)
			}
		}
		return out
	}
	show := func(found []finding) []briefing.Claim {
		out := []briefing.Claim{}
		for _, f := range found {
			cited := cites.Span(f.article, cites.Pool.Articles[f.article].Sentences[f.sentence].Span)
			text := cited.Quote
			if f.sentence == 0 {
				text = text[dateline.Opening(text):]
			}
			out = append(out, briefing.Claim{Text: text, Citations: []briefing.Citation{cited}, Score: pool.Rounded(f.verdict.Told)})
		}
		return out
	}
	bearing := pick(verify.Verdict.Supported, checkShown)
	against := pick(func(v verify.Verdict) bool { return atOdds(v, leastAtOdds) }, checkShown)
	switch {
	case len(bearing) > 0:
		c.Verdict = verify.SaysSo
		// What was planned or alleged once, and is told as a fact elsewhere, came about.
		against = pick(func(v verify.Verdict) bool {
			return atOdds(v, plainlyAtOdds) && !slices.ContainsFunc(v.Faults, func(f verify.Fault) bool { return f.Kind == verify.Modality })
		}, checkShown)
	case len(against) > 0:
		c.Verdict = verify.SaysOtherwise
	}
	for _, f := range against {
		for _, fault := range f.verdict.Faults {
			if !slices.Contains(c.Reasons, fault.Reason) && len(c.Reasons) < checkShown {
				c.Reasons = append(c.Reasons, fault.Reason)
				if !slices.Contains(c.Differs, fault.Kind) {
					c.Differs = append(c.Differs, fault.Kind)
				}
			}
		}
	}
	c.For, c.Against, c.Nearest = show(bearing), show(against), []briefing.Claim{}
	if c.Verdict == verify.Silent {
		near := pick(func(v verify.Verdict) bool { return v.Told >= leastNear }, 1)
		if c.Nearest = show(near); len(near) > 0 && near[0].verdict.Told >= leastAtOdds {
			c.Verdict = verify.Undecided
		}
	}
	return c
}

// What share of a claim's words one sentence must hold to be of the same
// matter and at odds with it: more where others bear the claim out, since it is
// then rather of something else.
const (
	leastAtOdds   = 0.6
	plainlyAtOdds = 0.85
)

// atOdds reports whether a passage contradicts a claim: it tells of the same in
// one sentence, and differs in what cannot both be so. What names somebody else,
// or names two in another order, may be of something else.
func atOdds(v verify.Verdict, least float64) bool {
	otherwise := slices.ContainsFunc(v.Faults, func(f verify.Fault) bool { return f.Otherwise })
	return v.Label == verify.SaysOtherwise && v.Told >= least && otherwise && !slices.ContainsFunc(v.Faults, func(f verify.Fault) bool {
		return f.Kind == verify.Name || f.Kind == verify.Role || f.Kind == verify.Quotation || f.Kind == verify.Merged || f.Kind == verify.Comparison
	})
}

// stated is a sentence of a text that states something.
type stated struct {
	shown string // as it stands in the text
	text  string // with a name in the place of "he" where the text before has one
	asked string // what is searched for
}

// statements returns what a text states, sentence by sentence.
func statements(b *pool.Reader, text string) []stated {
	if len(text) > maxCheckedText {
		end := maxCheckedText
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	var out []stated
	about := "" // the name that the text spoke of last
	for line := range strings.Lines(strings.ToValidUTF8(text, " ")) {
		line = strings.Join(strings.Fields(address.ReplaceAllString(line, " ")), " ")
		line = strings.TrimSpace(bullet.ReplaceAllString(line, ""))
		for _, span := range sentences.Split(line, "") {
			shown := strings.TrimSpace(line[span.Start:span.End])
			if !states(b, shown) {
				continue
			}
			s := stated{shown: shown, text: shown, asked: shown}
			words := strings.Fields(shown)
			if name := leadingName(words); name != "" {
				about = name
			} else if about != "" && standsForName[english.LowerWords(words[:1])[0]] {
				s.text = about + strings.TrimPrefix(shown, words[0])
				s.asked = s.text
			}
			out = append(out, s)
		}
	}
	return out
}

var (
	address       = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)
	bullet        = regexp.MustCompile(`^(?:[-*•–>#]+|\d{1,2}[.)])\s+`)
	standsForName = english.Pack.Set("check/stands for name")
)

// A statement has words enough to say something of something.
const (
	leastStated  = 3 // words
	leastContent = 2 // of them, words that tell something
)

// states reports whether a sentence states something.
func states(b *pool.Reader, s string) bool {
	if strings.HasSuffix(strings.TrimRight(s, `"”’') `), "?") || len(strings.Fields(s)) < leastStated {
		return false
	}
	content := 0
	for _, t := range b.Analyzer.Tokens(s, "") {
		if !t.Stop && strings.Trim(s[t.Start:t.End], "0123456789") != "" {
			content++
		}
	}
	return content >= leastContent
}

// leadingName returns the name that a sentence begins with, or "".
func leadingName(words []string) string {
	if len(words) == 0 || !english.StartsWithName(words) {
		return ""
	}
	n := 0
	for n < len(words) && n < 4 && english.IsCapital(words[n]) {
		n++
		if strings.ContainsAny(words[n-1][len(words[n-1])-1:], ".,;:!?") {
			break
		}
	}
	name := strings.Trim(strings.Join(words[:n], " "), ".,;:!?")
	if standsForName[strings.ToLower(name)] || english.Pronouns[strings.ToLower(name)] {
		return ""
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
	return name
}
