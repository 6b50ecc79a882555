package topics

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// Bounds on what one article gives.
const (
	maxLead     = 1_500 // bytes of a body that are looked at: what an article is about is said first
	maxTitle    = 2_000 // bytes; a longer one is none
	maxName     = 80    // bytes
	maxWords    = 6     // of a name
	maxNames    = 8     // of an article: those of its title, and the most mentioned
	maxMentions = 250   // of a name in an article that count
)

// Name is a name that an article holds, or a curated concept that it mentions.
type Name struct {
	Key      string // what spellings of it have in common; "@" and the concept's name for a curated one
	Text     string // as the article writes it most; empty for a concept
	Mentions int    // how often, in title and body
	Inside   int    // how often where a capital can only be a name's: not at the start of a sentence
	Lower    int    // how often its only word is written without a capital
	Titled   bool   // the title has it
	Surname  string // key of the last word, where the article also uses that alone; else empty
}

// conceptMark begins the key of a curated concept; no other key has it.
const conceptMark = "@"

// Extract finds the names in an article, in the order of their keys. It depends
// on nothing but the article and the analyzer's aliases.
//
// A name is a run of capitalised words, cut at titles and offices, and without
// dates and nationalities. The first word of a sentence is capitalised anyway,
// so that a name there proves nothing by itself. A surname counts for the full
// name, where the article has only one that ends in it. Where the script has no
// capitals, names are found by what comes back; see recurring.
func Extract(an *analysis.Analyzer, a corpus.Article) []Name {
	x := extractor{wordLists: listsOf(a.Language), analyzer: an, article: a, found: map[string]*found{}, lower: map[string]int{}}
	x.read(lead(a), a.Sentences)
	// After the body, because headlines use surnames before the full name.
	if !a.TitleDerived && len(a.Title) <= maxTitle && !titleCase(a.Title) {
		x.read(a.Title, []corpus.Sentence{{Span: corpus.Span{Start: 0, End: len(a.Title)}}})
	}
	x.countLower()
	x.joinSurnames()
	x.recurring(a.Body)
	return x.names()
}

// lead returns the body up to the last whole sentence within maxLead bytes.
func lead(a corpus.Article) string {
	if len(a.Body) <= maxLead {
		return a.Body
	}
	end := 0
	for _, s := range a.Sentences {
		if s.End > maxLead {
			break
		}
		end = s.End
	}
	if end == 0 {
		return strings.ToValidUTF8(a.Body[:maxLead], "")
	}
	return a.Body[:end]
}

// found is a name on its way.
type found struct {
	Name
	forms   []form
	first   int // number of the mention it came with first
	person  bool
	last    string // folded last word, or the first where that is the family's name
	surname *found // the surname alone
	// possessive counts the mentions with an apostrophe-s, which belongs to some
	// names (McDonald's) and not to most.
	possessive int
}

type form struct {
	text  string
	count int
}

type extractor struct {
	*wordLists
	analyzer *analysis.Analyzer
	article  corpus.Article

	found map[string]*found
	count int            // of mentions so far
	lower map[string]int // words in small letters

	// Of the text that is being read:
	text   string
	tokens []language.Token
	words  []string // folded, where capitalised; else empty
	start  []bool   // begins a sentence or a quotation
	taken  []int    // 1 and the index of the curated mention that the token is in
}

// read takes the names of a text, given its sentences.
func (x *extractor) read(text string, sentences []corpus.Sentence) {
	x.text = text
	x.tokens = x.analyzer.AppendTokens(x.tokens[:0], text, x.article.Language)
	n := len(x.tokens)
	x.words = slices.Grow(x.words[:0], n)[:n]
	x.start = slices.Grow(x.start[:0], n)[:n]
	x.taken = slices.Grow(x.taken[:0], n)[:n]
	clear(x.taken)
	for i, t := range x.tokens {
		w := text[t.Start:t.End]
		x.words[i] = ""
		x.start[i] = i == 0 || opens(text[min(x.tokens[i-1].End, t.Start):t.Start])
		if capitalised(w) {
			x.words[i] = fold.Word(bare(w))
		} else if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			x.lower[w]++
		}
	}
	for i, m := range x.analyzer.Concepts(text, x.tokens) {
		for j := m.First; j <= m.Last; j++ {
			x.taken[j] = i + 1
		}
		c := x.mention(conceptMark+m.Name, "", true)
		if m.Last > m.First && x.capitals(m.First, m.Last) {
			x.setPerson(c, m.First, m.Last+1)
		}
	}
	next := 0
	for _, s := range sentences {
		for next < n && x.tokens[next].Start < s.Start {
			next++
		}
		first := next
		for next < n && x.tokens[next].Start < s.End {
			next++
		}
		if first < next {
			x.start[first] = true
			x.sentence(first, next)
		}
	}
}

// opens reports whether a word after this is capitalised, name or not.
func opens(gap string) bool {
	return strings.ContainsAny(gap, ":\"“„«!?\n•*") || strings.Contains(gap, ". ") && len(gap) > 2 ||
		strings.Contains(gap, "…") || strings.Contains(gap, "...") || strings.Contains(gap, " '") || strings.Contains(gap, " ‘")
}

// sentence takes the names of the tokens from first up to end.
func (x *extractor) sentence(first, end int) {
	capital, shouted := 0, 0
	for i := first; i < end; i++ {
		if x.words[i] != "" {
			capital++
			if w := x.word(i); len(w) > 1 && w == strings.ToUpper(w) {
				shouted++
			}
		}
	}
	if n := end - first; shouted > 3 && 2*shouted > n || capital > 5 && 10*capital > 8*n {
		return // a line in capitals, or a headline or a list, in which they say nothing
	}
	for i := first; i < end; {
		if x.words[i] == "" {
			i++
			continue
		}
		j := x.runEnd(i, end)
		x.run(i, j)
		i = j
	}
}

func (x *extractor) word(i int) string { return x.text[x.tokens[i].Start:x.tokens[i].End] }

// gap returns what stands between a token and the next. Tokens of scripts that
// go without spaces overlap.
func (x *extractor) gap(i int) string {
	end, start := x.tokens[i].End, x.tokens[i+1].Start
	return x.text[min(end, start):start]
}

func (x *extractor) capitals(first, last int) bool {
	for i := first; i <= last; i++ {
		if x.words[i] == "" {
			return false
		}
	}
	return true
}

// runEnd returns where the run of capitalised words that begins at i ends.
func (x *extractor) runEnd(i, end int) int {
	j := i + 1
	for j < end && j-i < 3*maxWords {
		switch gap := x.gap(j - 1); {
		case x.words[j] != "" && !x.start[j] && x.joins(gap, j-1):
			j++
			continue
		case x.words[j] != "" || gap != " ":
			return j
		}
		// Small words within: Bank of England, Gulf of the Farallones, Ursula von der Leyen.
		w := x.word(j)
		k := j + 1
		switch {
		case w == "of" && (j == i+1 || x.organisations[x.words[j-1]]),
			w == "for" && x.organisations[x.words[j-1]] && x.words[j-1] != "house":
			if k < end && x.word(k) == "the" && x.gap(k-1) == " " {
				k++
			}
		case w == "and" && (x.fields[x.words[j-1]] || j > i+2 && x.organisations[x.words[i]]):
			// Securities and Exchange Commission, Department of Health and Social Care
		case x.particles[w]:
			for k < end && k < j+2 && x.particles[x.word(k)] && isJoint(x.gap(k-1)) {
				k++
			}
		default:
			return j
		}
		if k >= end || x.words[k] == "" || x.start[k] || !isJoint(x.gap(k-1)) || x.roles[x.words[k]] || x.calendar[x.words[k]] {
			return j
		}
		j = k + 1
	}
	return j
}

func isJoint(gap string) bool { return gap == " " || gap == "-" }

// joins reports whether a capitalised word, after the gap that follows token i,
// goes on with the same name.
func (x *extractor) joins(gap string, i int) bool {
	switch gap {
	case " ", "-", "\u00a0", "\u2010", "\u2011", " & ", "&":
		return true
	case ". ", ".":
		return utf8.RuneCountInString(x.words[i]) == 1 || x.abbreviations[x.words[i]]
	}
	return false
}

// run takes the names of a run of capitalised words: its parts between roles
// and dates.
func (x *extractor) run(i, j int) {
	for k := i; k <= j; k++ {
		if k < j && !x.cuts(k, j) {
			continue
		}
		if i < k {
			x.piece(i, k)
		}
		i = k + 1
	}
}

// cuts reports whether a word of a run up to end is no part of a name. What a
// curated alias holds is.
func (x *extractor) cuts(k, end int) bool {
	w := x.words[k]
	if w == "" || x.taken[k] > 0 {
		return false
	}
	if x.calendar[w] {
		// April and May are also names, and then have another beside them.
		return !x.nameMonths[w] || k+1 >= end || x.words[k+1] == "" || x.start[k]
	}
	return x.roles[w] && !(k+1 < end && x.rolesNot[w][x.words[k+1]])
}

// piece takes the name that the tokens from i up to j are, if they are one.
func (x *extractor) piece(i, j int) {
	curated := func(k int) bool { return x.taken[k] > 0 }
	for i < j && !curated(i) && (x.words[i] == "" || x.tokens[i].Stop || x.start[i] && x.opener(i, j)) {
		i++
	}
	for i < j && !curated(j-1) && (x.words[j-1] == "" || x.tokens[j-1].Stop ||
		j-i > 1 && (x.companySuffixes[x.words[j-1]] || x.trailers[x.words[j-1]])) {
		j--
	}
	if i >= j || j-i > maxWords+2 {
		return
	}
	if m := x.taken[i]; m > 0 && x.taken[j-1] == m {
		return // counted as the concept that it is
	}
	if at, end := x.ofPlace(i, j); (at < i || end > j) && x.isEmpty(i, j) {
		text := x.text[x.tokens[at].Start:x.tokens[end-1].End]
		x.mention(alias.Key(text), text, true)
		return
	}
	letters := 0
	for k := i; k < j; k++ {
		letters += len(x.words[k])
	}
	start, end := x.tokens[i].Start, x.tokens[j-1].End
	if letters < 2 || end-start > maxName {
		return
	}
	if j-i == 1 && x.nouns && x.word(i) != strings.ToUpper(x.word(i)) {
		return
	}
	text := x.text[start:end]
	if end < len(x.text) && x.text[end] == '.' && strings.Contains(x.word(j-1), ".") {
		text = x.text[start : end+1]
	}
	text = strings.Map(func(r rune) rune {
		if fold.Invisible(r) {
			return -1
		}
		return r
	}, text)
	key := alias.Key(x.withoutInitials(i, j, text))
	if key == "" || x.isEmpty(i, j) && !x.parties[key] || j-i == 1 && (x.givenNames[x.words[i]] || x.alone[x.words[i]]) {
		return
	}
	counted := j-i == 1 && i > 0 && x.tokens[i-1].Number && x.gap(i-1) == " " // "5 Things"
	f := x.mention(key, text, !x.start[i] && !counted)
	x.setPerson(f, i, j)
	if after := x.text[end:]; strings.HasPrefix(after, "'s") || strings.HasPrefix(after, "’s") {
		f.possessive++
	}
	if j-i == 1 {
		f.Name.Lower = -1 // to be counted
	}
}

// isEmpty reports whether the tokens from i up to j name nothing one by one.
func (x *extractor) isEmpty(i, j int) bool {
	for k := i; k < j; k++ {
		if w := x.words[k]; w != "" && !x.peoples[w] && !x.generic[w] && !x.roles[w] && !x.calendar[w] && len(w) > 1 && x.taken[k] == 0 {
			return false
		}
	}
	return true
}

// ofPlace returns where the name of a place begins and ends in which the tokens from i up
// to j stand beside the noun for what it is: pont du Nord, Северный мост.
func (x *extractor) ofPlace(i, j int) (from, to int) {
	small := func(k int) bool { return x.words[k] == "" && x.places[fold.Word(x.word(k))] }
	at := i - 1
	for at > 0 && at > i-3 && x.particles[x.word(at)] && x.gap(at) == " " {
		at--
	}
	switch {
	case at >= 0 && at < i-1 && small(at) && x.gap(at) == " ":
		return at, j
	case j < len(x.tokens) && x.gap(j-1) == " " && small(j):
		return i, j + 1
	}
	return i, j
}

// withoutInitials returns a name of the tokens from i up to j without initials
// in its middle: George W. Bush is also George Bush.
func (x *extractor) withoutInitials(i, j int, text string) string {
	if j-i < 3 || j-i > 4 {
		return text
	}
	var words []string
	for k := i; k < j; k++ {
		if k == i || k == j-1 || len(x.words[k]) != 1 {
			words = append(words, x.word(k))
		}
	}
	if len(words) < 2 || len(words) == j-i {
		return text
	}
	return strings.Join(words, " ")
}

// opener reports whether the first word of a sentence, in a run up to j, is
// rather not part of a name.
func (x *extractor) opener(i, j int) bool {
	w := x.words[i]
	if j-i > 1 && x.placeWords[w] {
		return false // New York
	}
	return x.openers[w] || j-i > 1 && (x.peoples[w] && x.taken[i] == 0 && !x.organisations[x.words[i+1]] ||
		x.lower[strings.ToLower(x.word(i))] > 0)
}

// mention counts a mention.
func (x *extractor) mention(key, text string, inside bool) *found {
	f := x.found[key]
	if f == nil {
		f = &found{first: x.count}
		f.Key = key
		x.found[key] = f
	}
	x.count++
	f.Mentions++
	if inside {
		f.Inside++
	}
	for i := range f.forms {
		if f.forms[i].text == text {
			f.forms[i].count++
			return f
		}
	}
	if text != "" && len(f.forms) < 8 {
		f.forms = append(f.forms, form{text, 1})
	}
	return f
}

// setPerson notes whether the tokens from i up to j look like a person's full
// name, and by which of its words the article would go on.
func (x *extractor) setPerson(f *found, i, j int) {
	if j-i < 2 || j-i > 4 || x.placeWords[x.words[i]] || x.generic[x.words[i]] || x.peoples[x.words[i]] {
		return
	}
	for k := i; k < j; k++ {
		w := x.words[k]
		if x.organisations[w] || w == "" && !x.particles[x.word(k)] || w != "" && len(x.word(k)) > 2 && x.word(k) == strings.ToUpper(x.word(k)) {
			return
		}
	}
	last := j - 1
	if (x.words[last] == "jr" || x.words[last] == "sr") && last > i+1 {
		last--
	}
	f.person, f.last = true, x.words[last]
	if x.familyFirst[x.words[i]] {
		f.last = x.words[i]
	}
}

// countLower counts how often words that were found as names are written
// without a capital.
func (x *extractor) countLower() {
	for _, f := range x.found {
		if f.Name.Lower < 0 {
			f.Name.Lower = 0
			for _, form := range f.forms {
				f.Name.Lower = min(max(f.Name.Lower, x.lower[strings.ToLower(form.text)]), maxMentions)
			}
		}
	}
}

// joinSurnames counts a surname for the one full name that ends in it and came
// before. Where there are several, nobody can tell.
func (x *extractor) joinSurnames() {
	full := map[string]*found{}
	for _, f := range x.found {
		if !f.person || f.last == "" {
			continue
		}
		if _, taken := full[f.last]; taken {
			full[f.last] = nil
			continue
		}
		full[f.last] = f
	}
	for last, f := range full {
		s := x.found[alias.Key(last)]
		if f == nil || s == nil || s == f || s.person || s.first < f.first {
			continue
		}
		f.Mentions += s.Mentions
		f.Inside += s.Inside
		f.Surname, f.surname = s.Key, s
	}
	for _, f := range full {
		if f != nil && f.surname != nil {
			delete(x.found, f.surname.Key)
		}
	}
}

// names returns what was found.
func (x *extractor) names() []Name {
	titled, outlet := x.titled(), outletKey(x.article.Outlet)
	all := make([]*found, 0, len(x.found))
	for _, f := range x.found {
		if outlet != "" && strings.Contains(f.Key, outlet) {
			continue // who writes is not what it writes about
		}
		f.Titled = titled(f.Key)
		all = append(all, f)
	}
	if len(all) > maxNames {
		slices.SortFunc(all, func(a, b *found) int {
			if a.Titled != b.Titled {
				if a.Titled {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.first, b.first), cmp.Compare(a.Key, b.Key))
		})
		all = all[:maxNames]
	}
	slices.SortFunc(all, func(a, b *found) int { return cmp.Compare(a.Key, b.Key) })
	names := make([]Name, len(all))
	for i, f := range all {
		names[i] = f.Name
		names[i].Mentions = min(f.Mentions, maxMentions)
		names[i].Inside = min(f.Inside, maxMentions)
		names[i].Text = strings.Clone(f.text())
		if f.possessive == f.Mentions && f.possessive > 1 {
			names[i].Text += "'s"
		}
	}
	return names
}

// titled returns what tells whether the title has a name, however it is written.
func (x *extractor) titled() func(key string) bool {
	title := x.article.Title
	if len(title) > maxTitle || x.article.TitleDerived {
		title = ""
	}
	concepts := map[string]bool{}
	for _, m := range x.analyzer.Concepts(title, x.analyzer.AppendTokens(nil, title, x.article.Language)) {
		concepts[conceptMark+m.Name] = true
	}
	var letters strings.Builder // of the title's words, without what parts them
	begins := map[int]bool{}    // in letters, a word: whether with a capital
	for _, w := range strings.FieldsFunc(title, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		begins[letters.Len()] = capitalised(w)
		letters.WriteString(fold.Word(w))
	}
	begins[letters.Len()] = false
	return func(key string) bool {
		if concepts[key] {
			return true
		}
		r, _ := utf8.DecodeRuneInString(key)
		whole := unicode.IsLower(r) // other scripts have particles, or no spaces
		for at, s := 0, letters.String(); ; {
			i := strings.Index(s[at:], key)
			if i < 0 {
				return false
			}
			at += i
			if _, ends := begins[at+len(key)]; !whole || begins[at] && ends {
				return true
			}
			at += len(key)
		}
	}
}

// outletKey is what an outlet is called, of its name or the address of its site;
// empty where that is too short to tell.
func outletKey(outlet string) string {
	outlet = strings.TrimPrefix(strings.ToLower(outlet), "www.")
	if name, _, isSite := strings.Cut(outlet, "."); isSite {
		outlet = name
	}
	if key := alias.Key(outlet); len(key) > 2 {
		return key
	}
	return ""
}

// text returns the form that was used most, the plainest of several.
func (f *found) text() string {
	if len(f.forms) == 0 {
		return ""
	}
	return slices.MinFunc(f.forms, func(a, b form) int {
		return cmp.Or(cmp.Compare(b.count, a.count), comparePlainness(a.text, b.text))
	}).text
}

// comparePlainness orders spellings of a name: those not all in capitals first,
// then by their bytes.
func comparePlainness(a, b string) int {
	shouts := func(s string) int {
		if s == strings.ToUpper(s) {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(shouts(a), shouts(b)), cmp.Compare(a, b))
}

// titleCase reports whether a headline has its words in capitals, so that they
// tell nothing of names.
func titleCase(title string) bool {
	words, capital := 0, 0
	for i, w := range strings.Fields(title) {
		if i > 0 && len(w) > 3 {
			words++
			if capitalised(w) {
				capital++
			}
		}
	}
	return 5*capital > 3*words
}

// capitalised reports whether a word is written as a name is: with a capital
// first, or a small letter and then one (iPod).
func capitalised(w string) bool {
	r, size := utf8.DecodeRuneInString(w)
	if unicode.IsUpper(r) || unicode.IsTitle(r) {
		return true
	}
	if !unicode.IsLower(r) {
		return false
	}
	r, _ = utf8.DecodeRuneInString(w[size:])
	return unicode.IsUpper(r)
}

// bare returns a word without full stops and apostrophes.
func bare(w string) string {
	if strings.ContainsAny(w, ".'’") {
		return strings.NewReplacer(".", "", "'", "", "’", "").Replace(w)
	}
	return w
}
