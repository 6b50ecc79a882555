package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// words returns the words of a text, cut at apostrophes: "Marsh’s" is two.
func (r reader) words(text string) []language.Token {
	words := r.pack.Words(text)
	out := make([]language.Token, 0, len(words))
	for _, w := range words {
		for {
			i := strings.IndexAny(text[w.Start:w.End], "'’")
			if i < 0 || w.Number {
				break
			}
			_, n := utf8.DecodeRuneInString(text[w.Start+i:])
			at := strings.IndexByte(w.Lower, '\'')
			if at < 0 {
				break
			}
			if i > 0 {
				out = append(out, language.Token{Start: w.Start, End: w.Start + i, Lower: w.Lower[:at]})
			}
			w.Start, w.Lower = w.Start+i+n, w.Lower[at+1:]
		}
		if w.Start < w.End {
			out = append(out, w)
		}
	}
	return out
}

// at returns how many words an entry of a list takes that begins at word i.
func (r reader) at(list string, w []language.Token, i int) int {
	_, n := r.pack.Phrases(list).At(w, i)
	return n
}

// isTitle reports whether a word stands before names and is no part of them.
func (r reader) isTitle(lower string) bool {
	return r.pack.Set("titles/title")[lower] || r.pack.Set("titles/role")[lower]
}

// titleAt returns how many words a title or an office takes at word i. Where
// nouns are written as one word, the end of it tells.
func (r reader) titleAt(w []language.Token, i int) int {
	n := max(r.at("titles/title", w, i), r.at("titles/role", w, i), r.at("titles/adjective", w, i))
	if n == 0 && r.pack.Setting("capitals") == "nouns" && i < len(w) {
		for at := range w[i].Lower {
			if at > 2 && r.pack.Set("titles/role")[w[i].Lower[at:]] {
				return 1
			}
		}
	}
	return n
}

// isStarter reports whether a word begins sentences with a capital without being
// a name.
func (r reader) isStarter(lower string) bool {
	return r.pack.Set("function")[lower] || r.pack.Set("speech/opener")[lower] || r.pack.Set("openers/connective")[lower] ||
		r.pack.Set("openers/pronoun")[lower] || len(lower) > 3 && (r.pack.Values("months")[lower] != "" || r.pack.Values("weekdays")[lower] != "") // "Jan" is a name, too
}

// isName reports whether a word can be part of a name.
func (r reader) isName(text string, w language.Token) bool {
	written := text[w.Start:w.End]
	if !unicode.IsUpper(firstRune(written)) {
		return false
	}
	if strings.ToUpper(written) == written && r.pack.Set("function")[w.Lower] { // "US"
		return !r.pack.Set("speech/opener")[w.Lower]
	}
	return !r.isStarter(w.Lower)
}

func (r reader) isAdverb(w language.Token) bool {
	return r.pack.Set("speech/adverb")[w.Lower]
}

// isPassive reports whether the verb at word i is turned round by the one before
// it: who is asked says nothing.
func (r reader) isPassive(w []language.Token, i int) bool {
	return i > 0 && r.pack.Set("speech/passive")[w[i-1].Lower]
}

// subject reads the speaker whose verb is word verb of a clause that ends in the
// quotation. It stands right before the verb, perhaps with a description between
// commas or an adverb; or at the start of a clause of two verbs. A name anywhere
// else belongs to something else.
func (r reader) subject(clause string, w []language.Token, verb int) (string, bool) {
	end := verb // of the subject
	for end > 1 && r.isAdverb(w[end-1]) && !strings.Contains(clause[w[end-1].End:w[end].Start], ",") {
		end--
	}
	switch last := w[end-1]; {
	case strings.Contains(clause[last.End:w[end].Start], ","):
		return r.described(clause, w, end)
	case r.pack.Set("speech/relative")[last.Lower]: // "…, said Anna Marsh, who said"
		for i := end - 2; i >= max(0, end-2-mostNounPhrases); i-- {
			if name, to, ok := r.nameAt(clause, w, i); ok && to == end-2 && r.beginsName(clause, w, i) {
				return name, true
			}
		}
		return "", false
	case r.pack.Set("speech/and")[last.Lower]:
		at := r.afterOpeners(clause, w, 0, end)
		name, to, ok := r.nameAt(clause, w, at)
		if !ok || at == to && r.isParticiple(w[at]) || to+1 >= end || clause[w[to].End:w[to+1].Start] != " " || r.isName(clause, w[to+1]) ||
			r.names(clause, w[to+1:end]) { // "Marsh left after a guest rose and said"
			return "", false
		}
		return name, true
	}
	if strings.Contains(clause[w[end-1].End:w[end].Start], ")") {
		for i := end - 1; i > 0; i-- {
			if strings.Contains(clause[w[i-1].End:w[i].Start], "(") {
				return r.subject(clause, w[:i+1], i) // "Tarn Harbour (TH) said"
			}
		}
		return "", false
	}
	from := 0
	for i := end - 1; i > 0; i-- {
		if strings.ContainsAny(clause[w[i-1].End:w[i].Start], ",—–(“”\"") {
			from = i
			break
		}
	}
	name, to, ok := r.nameAt(clause, w, r.afterOpeners(clause, w, from, end))
	return name, ok && to == end-1
}

// names reports whether a clause within words names who does what it tells: "after Lee".
func (r reader) names(clause string, w []language.Token) bool {
	for i := range w {
		if r.pack.Set("standalone/follows")[w[i].Lower] {
			if _, _, ok := r.nameAt(clause, w, i+1); ok {
				return true
			}
		}
	}
	return false
}

// beginsName reports whether no part of a name stands before word i.
func (r reader) beginsName(clause string, w []language.Token, i int) bool {
	return i == 0 || clause[w[i-1].End:w[i].Start] != " " || !r.isName(clause, w[i-1]) && !r.pack.Set("speech/preposition")[w[i-1].Lower]
}

// described reads a subject with a description behind it, which ends in a comma
// before word end: "Anna Marsh, the envoy, said". It is the only name that
// begins and ends a part of the clause between commas.
func (r reader) described(clause string, w []language.Token, end int) (string, bool) {
	found := ""
	for from := 0; from < end; {
		to := from
		for to+1 < end && !strings.ContainsAny(clause[w[to].End:w[to+1].Start], ",(") {
			to++
		}
		if to+1 == end {
			break // the description
		}
		at := r.afterOpeners(clause, w, from, to+1)
		if name, last, ok := r.nameAt(clause, w, at); ok && last == to && !(from == 0 && at == last && r.isParticiple(w[at])) {
			if found != "" {
				return "", false
			}
			found = name
		}
		from = to + 1
	}
	return found, found != ""
}

// isParticiple reports whether a word may be a verb or an adverb that opens a
// sentence, by its end: "Reacting, the minister, …".
func (r reader) isParticiple(w language.Token) bool {
	return r.at("speech/participle", []language.Token{w}, 0) > 0
}

// afterOpeners returns where the subject begins that stands in words from to
// end: behind conjunctions, adverbs and a day or year.
func (r reader) afterOpeners(clause string, w []language.Token, from, end int) int {
	i := from
	for i+1 < end {
		switch {
		case r.pack.Set("speech/opener")[w[i].Lower] && !r.pack.Set("speech/indefinite")[w[i].Lower] && !r.pack.Set("speech/article")[w[i].Lower]:
			if r.pack.Set("speech/preposition")[w[i].Lower] && !w[i+1].Number && !r.isStarter(w[i+1].Lower) {
				return end // "from Tarn"
			}
			i++
		case w[i].Number || r.pack.Values("months")[w[i].Lower] != "" || r.pack.Values("weekdays")[w[i].Lower] != "":
			i++
		default:
			return i
		}
	}
	return i
}

// nameAt reads the speaker that stands at word i: a run of capitalised words
// after any titles ("US President Donald Trump" gives "Donald Trump"), or an
// unnamed one introduced as such ("a senior official"). It returns the last word
// of it, too.
func (r reader) nameAt(clause string, w []language.Token, i int) (name string, last int, ok bool) {
	for i < len(w) && r.pack.Set("speech/and")[w[i].Lower] {
		i++
	}
	if i >= len(w) {
		return "", 0, false
	}
	if r.pack.Set("speech/indefinite")[w[i].Lower] {
		return r.strangerAt(clause, w, i)
	}
	the := r.pack.Set("speech/article")[w[i].Lower]
	if the {
		if i++; i < len(w) && i+1 < len(w) && !r.isName(clause, w[i]) && r.titleAt(w, i) == 0 && r.isName(clause, w[i+1]) && !r.isStarter(w[i].Lower) {
			i++ // "the great Anna Marsh"
		}
	}
	// Titles and adjectives before the name: "leader Kim Jong Un".
	titled := false
	for i < len(w) {
		n := r.titleAt(w, i)
		if n == 0 || r.isName(clause, w[i]) && r.pack.Setting("capitals") != "nouns" && n == 1 && !r.pack.Set("titles/title")[w[i].Lower] {
			break
		}
		if i > 0 && titled && strings.Trim(clause[w[i-1].End:w[i].Start], " .-‑") != "" {
			return "", 0, false
		}
		i, titled = i+n, true
		if n = r.at("names/nationality", w, i); n > 0 && i+n < len(w) && !r.isName(clause, w[i]) {
			i += n // "le président français"
		}
	}
	complement := r.pack.Setting("office") == "complement" // "министр обороны Иван Петров"
	if titled && i < len(w) && !r.isName(clause, w[i]) {
		from := i
		for complement && i < len(w) && i < from+mostComplement && !r.isName(clause, w[i]) && !r.isStarter(w[i].Lower) && clause[w[i-1].End:w[i].Start] == " " {
			i++
		}
		if i >= len(w) || !r.isName(clause, w[i]) {
			return r.namedBehind(clause, w, from)
		}
	}
	if i >= len(w) || !r.isName(clause, w[i]) || titled && strings.Trim(clause[w[i-1].End:w[i].Start], " .-‑") != "" {
		return "", 0, false
	}
	if the && !titled && r.pack.Setting("capitals") == "nouns" {
		return "", 0, false // any noun
	}
	first, last := i, r.lastOfName(clause, w, i)
	if complement && titled && last-first >= 2 {
		if last-first > 3 {
			return "", 0, false
		}
		first = last - 1 // "президент России Иван Петров"
	}
	if len(r.pack.List("speech/follower")) > 0 {
		phrases := 0
		for noun := last + 1; noun < len(w) && (r.isNoun(clause, w, noun) || r.isPossessive(clause, w, noun) || r.afterPossessive(clause, w, noun)); {
			// "US lawyer Anna Marsh", "Marsh’s aide Lee"; but "Marsh family" is nobody
			for noun < len(w) && (r.isNoun(clause, w, noun) || r.isPossessive(clause, w, noun) || r.afterPossessive(clause, w, noun) && !r.isName(clause, w[noun])) {
				noun++
			}
			if phrases++; phrases > mostNounPhrases || noun == len(w) || !r.isName(clause, w[noun]) || strings.Trim(clause[w[noun-1].End:w[noun].Start], "’'") != " " {
				return "", 0, false
			}
			first, last, the = noun, r.lastOfName(clause, w, noun), false
			noun = last + 1
		}
	}
	// "Tarn President and CEO Anna Marsh" has two offices, "Marsh and Lee" are two.
	for offices := 0; last+2 < len(w); offices++ {
		gap, and := strings.TrimSpace(clause[w[last].End:w[last+1].Start]), r.pack.Set("speech/and")[w[last+1].Lower]
		office := r.isTitle(w[last].Lower)
		switch next := last + 2; {
		case !office && and && gap == "" && r.isName(clause, w[next]):
			return "", 0, false
		case !office || !and && gap != "," || offices == mostNounPhrases:
		case and && r.titleAt(w, next) > 0 && r.isName(clause, w[next]):
			first, last = next, r.lastOfName(clause, w, next)
			continue
		case !and && r.titleAt(w, last+1) > 0 && r.isName(clause, w[last+1]):
			first, last = last+1, r.lastOfName(clause, w, last+1)
			continue
		}
		break
	}
	if first > 0 && first == i && r.isInsideName(clause, w, first) {
		return "", 0, false
	}
	whole := first
	for j := first; j < last; {
		if r.isInstitution(w[j].Lower) && w[j+1].Lower == "of" {
			if at := r.officeHolder(clause, w, j, last); at > j { // not "Ministry of Foreign Affairs"
				first = at
			}
			break
		}
		n := r.titleAt(w, j)
		if n == 0 || r.pack.Set("titles/adjective")[w[j].Lower] { // "New York" is a name
			j++
			continue
		}
		if j += n; j <= last && strings.Contains(clause[w[j-1].End:w[j].Start], " ") {
			first = j // but "Democrat-Gazette" stays
		}
	}
	if whole < first && r.isInstitution(w[last].Lower) {
		first = whole // "Vice News", "Foreign Affairs Ministry"
	}
	if last+1 < len(w) && w[last+1].Number && clause[w[last].End:w[last+1].Start] == " " && len(r.pack.List("speech/follower")) > 0 {
		return "", 0, false // "Local 12 President Lee"
	}
	if first == last && r.isTitle(w[last].Lower) || r.isOfficeOf(w, last) {
		return "", 0, false // "Undersecretary of Defence Lee"
	}
	lower := w[first].Lower
	if whole == last && r.isInstitution(lower) && !titled || r.at("names/nationality", w, first) == last-first+1 {
		return "", 0, false // "the Guardian", "British"
	}
	// "the Democrat", "the Tarn Republican" are somebody who was named before
	if text := clause[w[last].Start:w[last].End]; the && !titled && first == whole && (r.pack.Set("names/party")[w[last].Lower] || first == last && strings.ToUpper(text) != text && !r.pack.Set("names/office")[lower]) {
		return "", 0, false
	}
	if r.isCutShort(clause, w, first, last) || i < first && first == last && r.isInstitution(lower) { // "the Women’s Caucus"
		return "", 0, false
	}
	name = clause[w[first].Start:w[last].End]
	return name, last, name != "" && unicode.IsUpper(firstRune(name))
}

// mostTitleWords is how many words an office may have.
const mostTitleWords = 4

// officeHolder returns where the name begins of who holds an office of an institution of
// something, which word i names: "Tarn Division of Parks and Doors Director Anna Marsh".
// It is i where nobody does.
func (r reader) officeHolder(clause string, w []language.Token, i, last int) int {
	from := last // of the capitalised words at the end
	for from > i+3 && r.isName(clause, w[from-1]) {
		from--
	}
	for at := max(i+3, from-mostTitleWords); at < last; at++ {
		if n := r.titleAt(w, at); n > 0 && at+n >= from && at+n < last {
			return at + n
		}
	}
	return i
}

// otherBefore reads a name that ends right before a verb and is another than the one that
// ends at word last: of who holds an office of what that names ("Doors for Tarn chief Anna
// Marsh said"). It is no speaker where neither can be told: "Tarn Radio reported Marsh
// said". What belongs to the first name ("Marsh of the Tarn Harbour said") is no other.
func (r reader) otherBefore(clause string, w []language.Token, last, verb int) (name string, ok bool) {
	i := verb - 1
	if i <= last+1 || !r.isName(clause, w[i]) || !r.isName(clause, w[last]) || clause[w[i].End:w[verb].Start] != " " || strings.Contains(clause[w[last].End:w[verb].Start], ",") {
		return "", true
	}
	for ; i > last+1 && r.isName(clause, w[i]); i-- {
		if i < verb-1 && r.isTitle(w[i].Lower) {
			break
		}
	}
	switch {
	case !r.pack.Set("speech/preposition")[w[last+1].Lower]:
		return "", false
	case r.isTitle(w[i].Lower):
		return clause[w[i+1].Start:w[verb-1].End], true
	}
	return "", r.isSmall(w[i].Lower)
}

// isCutShort reports whether a name of words first to last goes on in a way that
// is not read: "Tarn" of "Tarn.example", "DAILY" of "DAILY NOW", "A. M" of "A. M.
// (Toni) Marsh", "Tarn Office" of "Tarn Office (TO) spokesman Lee".
func (r reader) isCutShort(clause string, w []language.Token, first, last int) bool {
	if last+1 == len(w) {
		return false
	}
	next := w[last+1]
	switch gap, initials := clause[w[last].End:next.Start], 0; {
	case gap == "." || gap == " " && unicode.IsUpper(firstRune(clause[next.Start:])) && strings.ToUpper(clause[next.Start:next.End]) == clause[next.Start:next.End] && len(next.Lower) > 1 && r.pack.Values("months")[next.Lower] == "" && r.pack.Values("weekdays")[next.Lower] == "":
		return true
	case strings.HasSuffix(gap, " ("):
		for _, word := range w[first : last+1] {
			if utf8.RuneCountInString(word.Lower) == 1 {
				initials++
			}
		}
		_, behind, closed := strings.Cut(clause[next.Start:], ") ")
		return initials == last-first+1 || closed && r.isNamedBehind(behind)
	}
	return false
}

// isNamedBehind reports whether a text begins with an office and a name.
func (r reader) isNamedBehind(text string) bool {
	w := r.words(text)
	n := r.titleAt(w, 0)
	return n > 0 && n < len(w) && text[w[n-1].End:w[n].Start] == " " && r.isName(text, w[n])
}

// mostComplement is how many words may tell of what somebody holds an office.
const mostComplement = 8

// namedBehind reads a name that stands behind a comma after an office and what it
// is of, which word i begins: "el ministro de Defensa, Ana Marín".
func (r reader) namedBehind(clause string, w []language.Token, i int) (string, int, bool) {
	for j := i; j < len(w) && j <= i+mostComplement; j++ {
		switch gap := clause[w[j-1].End:w[j].Start]; {
		case gap == ", " && j > i && r.isName(clause, w[j]):
			last := r.lastOfName(clause, w, j)
			if last == j || r.titleAt(w, j) > 0 || last+1 < len(w) && clause[w[last].End:w[last+1].Start] == " " && r.at("speech/follower", w, last+1) == 0 && len(r.pack.List("speech/follower")) > 0 {
				return "", 0, false
			}
			return clause[w[j].Start:w[last].End], last, true
		case strings.Trim(gap, "'’") != "" && gap != " " && gap != "-":
			return "", 0, false
		}
	}
	return "", 0, false
}

func firstRune(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}

// isInsideName reports whether word i only goes on with a word that is drawn
// together with it: "Al-" of "Al-Marsh".
func (r reader) isInsideName(clause string, w []language.Token, i int) bool {
	gap := clause[w[i-1].End:w[i].Start]
	return (gap == "-" || gap == "‑") && r.titleAt(w, i-1) == 0 && !r.isName(clause, w[i-1])
}

// isOfficeOf reports whether the word that ends a name is an office of something:
// "Undersecretary" of "Undersecretary of Defence".
func (r reader) isOfficeOf(w []language.Token, last int) bool {
	return r.isTitle(w[last].Lower) && last+1 < len(w) && r.pack.Set("speech/preposition")[w[last+1].Lower]
}

// strangerAt reads an unnamed speaker that word i introduces.
func (r reader) strangerAt(clause string, w []language.Token, i int) (string, int, bool) {
	for j := i + 1; j < len(w) && j <= i+8; j++ {
		if r.pack.Set("speech/stranger")[w[j].Lower] {
			if j+1 < len(w) && clause[w[j].End:w[j+1].Start] == " " && (r.isName(clause, w[j+1]) || r.pack.Set("speech/stranger")[w[j+1].Lower]) {
				continue
			}
			if j+2 < len(w) && r.isNoun(clause, w, j+1) && !r.isName(clause, w[j+2]) && !r.pack.Set("speech/preposition")[w[j+2].Lower] {
				return "", 0, false // "according to an executive order"
			}
			return clause[w[i].Start:w[j].End], j, true
		}
		if gap := clause[w[j-1].End:w[j].Start]; r.at("speech/verb", w, j) > 0 || gap != " " && gap != "-" {
			break
		}
	}
	return "", 0, false
}

// lastOfName returns the last word of the name that begins at word i.
func (r reader) lastOfName(clause string, w []language.Token, i int) int {
	particles := r.pack.Set("particles")
	last := i
	for j := i + 1; j < len(w); j++ {
		gap := clause[w[j-1].End:w[j].Start]
		joined := gap == " " || gap == "-" || gap == "&" || gap == " & " || gap == "‑" || gap == "’" || gap == "'" || gap == "." ||
			gap == ". " && (utf8.RuneCountInString(w[j-1].Lower) <= 2 || r.isTitle(w[j-1].Lower))
		if !joined || r.isPossessive(clause, w, j) {
			break
		}
		switch {
		case r.isName(clause, w[j]) || isNumeral(clause, w[j]) || gap == "-" || gap == "‑" || gap == "’" || gap == "'" || isInitial(clause, w[j]):
			last = j
		case r.isTitle(w[j].Lower): // "leader" between nationality and name
		case r.pack.Set("speech/and")[w[j].Lower] && j+1 < len(w) && r.isName(clause, w[j+1]) && r.hasInstitution(w[i:j]): // of Work and Pensions
		case w[j].Lower == "and" && j+2 < len(w) && r.isName(clause, w[j+1]) && r.isPossessive(clause, w, j+2): // Marsh and Lee’s
		case (particles[w[j].Lower] || w[j].Lower == "of" && r.isInstitution(w[j-1].Lower)) && j+1 < len(w) && (r.isName(clause, w[j+1]) || particles[w[j+1].Lower]):
		default:
			return last
		}
	}
	return last
}

// isNumeral reports whether a word is a single capital, as behind the name of a ship or a
// king: "Tarn I".
func isNumeral(clause string, w language.Token) bool {
	return w.End == w.Start+1 && unicode.IsUpper(firstRune(clause[w.Start:]))
}

// isInitial reports whether a word is a capital with a full stop behind it.
func isInitial(clause string, w language.Token) bool {
	return utf8.RuneCountInString(clause[w.Start:w.End]) == 1 && unicode.IsUpper(firstRune(clause[w.Start:])) && strings.HasPrefix(clause[w.End:], ".")
}

// hasInstitution reports whether a name is that of an institution of something.
func (r reader) hasInstitution(w []language.Token) bool {
	for i := max(0, len(w)-mostNounPhrases); i+1 < len(w); i++ {
		if r.isInstitution(w[i].Lower) && w[i+1].Lower != "" && r.pack.Set("speech/preposition")[w[i+1].Lower] {
			return true
		}
	}
	return false
}

func (r reader) isInstitution(lower string) bool { return r.pack.Set("names/organisation")[lower] }

// isPossessive reports whether word i is the s of a possessive.
func (r reader) isPossessive(clause string, w []language.Token, i int) bool {
	gap := clause[w[i-1].End:w[i].Start]
	return w[i].Lower == "s" && (gap == "’" || gap == "'")
}

// afterPossessive reports whether an apostrophe alone stands before word i:
// "Kostas’ lawyer".
func (r reader) afterPossessive(clause string, w []language.Token, i int) bool {
	gap := clause[w[i-1].End:w[i].Start]
	return (gap == "’ " || gap == "' ") && strings.HasSuffix(w[i-1].Lower, "s")
}

// isNoun reports whether word i goes with the one before it, as in "Marsh aide".
func (r reader) isNoun(clause string, w []language.Token, i int) bool {
	lower, gap := w[i].Lower, clause[w[i-1].End:w[i].Start]
	return (gap == " " || gap == ". " && len(w[i-1].Lower) == 1) && !r.isName(clause, w[i]) && !r.isStarter(lower) &&
		r.at("speech/verb", w, i) == 0 && r.at("speech/follower", w, i) == 0 && !w[i].Number
}
