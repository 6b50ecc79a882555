package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// Bounds of a speaker in a script without capitals.
const (
	mostNameWords      = 6
	mostNameCharacters = 12 // where words are not separated by spaces
	mostBareName       = 4  // characters of a name behind an office there
)

// attributeUncapitalised is [reader.attribute] in a script without capitals. A
// speaker is somebody whom an office or a form of address marks, and is given
// with it.
func (r reader) attributeUncapitalised(before, after string, _ bool, _ string) (name string, start, end int) {
	sentence := r.lastSentenceStart(before)
	before = before[sentence:]
	after = r.clauseOf(after)
	var found span
	switch r.pack.Setting("speaker") {
	case "particle":
		w := r.pack.Words(after)
		quoted, verb := r.saidAfter(after, w)
		switch {
		case quoted:
			if found = r.marked(before); found.ok() {
				return before[found.start:found.end], sentence + found.start, len(after)
			}
			if found = r.marked(after[:w[verb].Start]); found.ok() {
				return after[found.start:found.end], -1, len(after)
			}
		default:
			w := r.pack.Words(before)
			if verb := r.saidBefore(before, w); verb > 0 {
				if found = r.marked(before[:w[verb].Start]); found.ok() && r.isDirectly(before[found.end:w[verb].Start]) {
					return before[found.start:found.end], sentence + found.start, 0
				}
			}
		}
	case "verb":
		w := r.pack.Words(before)
		if verb := r.saidBefore(before, w); verb > 0 {
			if found = r.atOffice(before[:w[verb].Start]); found.ok() {
				return before[found.start:found.end], sentence + found.start, 0
			}
		}
		w = r.pack.Words(after)
		for verb := 1; verb < len(w) && verb <= 2*mostNameCharacters; verb++ {
			if r.at("speech/verb", w, verb) > 0 {
				if found = r.atOffice(after[:w[verb].Start]); found.ok() && r.isEmployer(strings.Trim(after[:found.start], "，, ")) {
					return after[found.start:found.end], -1, len(after)
				}
				break
			}
		}
	case "after verb":
		w := r.pack.Words(before)
		for verb := len(w) - 1; verb >= max(0, len(w)-mostNameWords-4); verb-- {
			if n := r.at("speech/verb", w, verb); n > 0 {
				if found = r.behindVerb(before, w, verb+n); found.ok() {
					return before[found.start:found.end], sentence + w[verb].Start, 0
				}
				break
			}
		}
		w = r.pack.Words(after)
		if n := r.at("speech/verb", w, 0); n > 0 && strings.Trim(after[:w[0].Start], " ،,-–—") == "" {
			if found = r.behindVerb(after, w, n); found.ok() {
				return after[found.start:found.end], -1, len(after)
			}
		}
	}
	return "", -1, 0
}

// isEmployer reports whether a text before an office may be what it is an office
// of, as a firm: nothing but a few words that run on, and no statement.
func (r reader) isEmployer(text string) bool {
	w := r.pack.Words(text)
	if len(w) > mostNameCharacters || len(w) > 0 && r.at("speech/stranger", w, 0) > 0 {
		return false
	}
	for i := range w {
		if i > 0 && w[i-1].End != w[i].Start || w[i].Number || r.at("function", w, i) > 0 || r.at("speech/verb", w, i) > 0 {
			return false
		}
	}
	return len(w) > 0 || text == ""
}

// span is a stretch of a text; the zero span is none.
type span struct{ start, end int }

func (s span) ok() bool { return s.end > s.start }

// saidAfter reports whether what stands behind a quotation says that it was one,
// by a particle or a verb, and where the verb is.
func (r reader) saidAfter(after string, w []language.Token) (bool, int) {
	if len(w) == 0 || strings.Trim(after[:w[0].Start], " ,،，、") != "" {
		return false, 0
	}
	most := 2 * mostBeforeVerb
	if r.at("speech/quoting", w, 0) == 0 && r.at("speech/verb", w, 0) == 0 && r.pack.Setting("quoting") == "particle" {
		return false, 0
	}
	for i := 0; i < len(w) && i < most; i++ {
		if r.at("speech/verb", w, i) > 0 {
			return true, i
		}
	}
	return false, 0
}

// saidBefore returns the verb of saying that a text which a quotation follows
// ends in; 0 for none.
func (r reader) saidBefore(before string, w []language.Token) int {
	for i := len(w) - 1; i > 0 && i >= len(w)-6; i-- {
		n := r.at("speech/verb", w, i)
		if n == 0 {
			continue
		}
		for i > 1 && r.at("speech/verb", w, i-1) > n {
			i, n = i-1, n+1
		}
		rest := w[i+n:]
		if len(rest) > 0 && r.at("speech/quoting", rest, 0) < len(rest) {
			return 0
		}
		return i
	}
	return 0
}

// isDirectly reports whether nothing but a particle and few words, such as whom
// it was told to, stand between a speaker and the verb.
func (r reader) isDirectly(between string) bool {
	return len(strings.Fields(between)) <= 4 && !strings.ContainsAny(between, ",،，、।。")
}

// marked finds the person before the last particle of a text that marks a
// subject. Where that marks something else, nobody is certain.
func (r reader) marked(text string) span {
	w := r.pack.Words(text)
	unspaced := r.pack.Setting("spaces") == "no"
	for i := len(w) - 1; i > 0 && i >= len(w)-4*mostNameCharacters; i-- {
		var end int
		switch n := r.at("speech/particle", w, i); {
		case n == 0:
			continue
		case unspaced || r.pack.Setting("quoting") != "particle":
			if unspaced && (w[i-1].End != w[i].Start || isHiragana(text[w[i-1].Start:w[i-1].End]) && r.personEnd(w, i) == 0) {
				continue
			}
			end = w[i-1].End
		default:
			end = w[i].End - len(r.particleOf(w[i].Lower))
		}
		return r.personBefore(text, end)
	}
	return span{}
}

// particleOf returns the longest particle that a word ends in.
func (r reader) particleOf(lower string) string {
	longest := ""
	for _, entry := range r.pack.List("speech/particle") {
		if p := strings.TrimPrefix(entry, "*"); len(p) > len(longest) && strings.HasSuffix(lower, p) {
			longest = p
		}
	}
	return longest
}

func isHiragana(s string) bool { return unicode.Is(unicode.Hiragana, firstRune(s)) }

// personEnd returns how many words an office or a form of address takes that
// ends before word i; 0 for none.
func (r reader) personEnd(w []language.Token, i int) int {
	for n := 1; n <= i && n <= 8; n++ {
		if r.personAt(w[:i], i-n) == n {
			return n
		}
	}
	return 0
}

// personAt returns how many words an office or a form of address takes at word i.
func (r reader) personAt(w []language.Token, i int) int {
	return max(r.at("titles/title", w, i), r.at("titles/role", w, i), r.at("names/person", w, i))
}

// personBefore returns the person whose name ends at byte end of a text: an
// office or form of address, and a name beside it.
func (r reader) personBefore(text string, end int) span {
	w := r.pack.Words(text[:end])
	unspaced := r.pack.Setting("spaces") == "no"
	most := mostNameWords
	if unspaced {
		most = mostNameCharacters
	}
	last := len(w)
	if last == 0 {
		return span{}
	}
	marks := 0 // words of the office or form of address
	first := last
	if n := r.personEnd(w, last); n > 0 {
		first, marks = last-n, n
	}
	if korean := r.koreanName(text, w, first); korean >= 0 {
		return span{w[korean].Start, end}
	}
	inner := first // of the words that only stand with a mark
	for first > 0 && last-first < most {
		at := first - 1
		if first < last {
			gap := text[w[at].End:w[first].Start]
			if gap != "" && gap != "·" && gap != "・" && gap != "＝" && (unspaced || gap != " ") {
				break
			}
		}
		if r.pack.Set("function")[w[at].Lower] || w[at].Number || r.at("speech/verb", w, at) > 0 || unspaced && isHiragana(w[at].Lower) {
			break
		}
		if !unspaced && r.pack.Setting("quoting") == "particle" && inner-at > 1 {
			break // one word is the name
		}
		if n := r.personAt(w, at); n > 0 {
			marks += n
		}
		first = at
	}
	// The mark must have a name beside it that is no nation.
	rest := last - first - marks
	for i := first; i < last; i++ {
		rest -= r.at("names/nationality", w, i)
	}
	if marks == 0 || rest <= 0 || unspaced && utf8.RuneCountInString(text[w[first].Start:end]) < 3 || r.at("speech/stranger", w, first) > 0 {
		return span{}
	}
	return span{w[first].Start, end}
}

// koreanName returns the word from which a text names a person where a firm stands
// between name and office, "윤하늘 세림전자 대표", or the office before the name, "대표
// 윤하늘"; -1 for neither. The office begins at word i, which is behind the last where
// there is none.
func (r reader) koreanName(text string, w []language.Token, i int) int {
	if i < 2 || text[w[i-2].End:w[i-1].Start] != " " {
		return -1
	}
	switch {
	case i == len(w):
		if at := i - 2; r.isKoreanName(w[i-1]) && r.at("titles/role", w, at) == 1 {
			return at
		}
	case r.at("names/organisation", w, i-1) == 1 && r.isKoreanName(w[i-2]):
		return i - 2
	}
	return -1
}

// isKoreanName reports whether a word is a family name and a given one of two
// syllables, as nearly all names are.
func (r reader) isKoreanName(w language.Token) bool {
	_, n := utf8.DecodeRuneInString(w.Lower)
	return utf8.RuneCountInString(w.Lower) == 3 && r.pack.Set("names/family")[w.Lower[:n]] && !r.pack.Set("function")[w.Lower]
}

// atOffice returns the person that a text before a verb of saying names: an
// office and the name behind it, or before it. It is in the last part between
// commas.
func (r reader) atOffice(text string) span {
	from := 0
	if i := strings.LastIndexAny(text, "，,、；。 "); i >= 0 {
		_, n := utf8.DecodeRuneInString(text[i:])
		from = i + n
	}
	w := r.pack.Words(text[from:])
	text = text[from:]
	for i := range w[:min(len(w), 3*mostNameCharacters)] {
		n := r.personAt(w, i)
		if n == 0 {
			continue
		}
		first, last := i, i+n
		end := last
		for end < len(w) && end-last < mostNameCharacters && (w[end].Start == w[end-1].End || strings.Trim(text[w[end-1].End:w[end].Start], "·•・") == "") &&
			!w[end].Number && r.at("function", w, end) == 0 && r.at("relative", w, end) == 0 && !r.pack.Set("speech/adverb")[w[end].Lower] {
			end++
		}
		foreign := end > last && strings.ContainsAny(text[w[last].Start:w[end-1].End], "·•・")
		switch {
		case end-last >= 2 && (end-last <= mostBareName || foreign):
		case end == last:
			for first > 0 && last-first < mostNameCharacters && w[first-1].End == w[first].Start && !w[first-1].Number && r.at("function", w, first-1) == 0 {
				first--
			}
			if i-first < 2 || r.at("names/nationality", w, first) >= i-first {
				return span{}
			}
		default:
			return span{}
		}
		if r.at("speech/stranger", w, first) > 0 {
			return span{}
		}
		return span{from + w[first].Start, from + w[end-1].End}
	}
	return span{}
}

// behindVerb returns the person whom words i and on name behind a verb of saying.
func (r reader) behindVerb(text string, w []language.Token, i int) span {
	if i >= len(w) {
		return span{}
	}
	if r.personAt(w, i) == 0 {
		return r.beforeOffice(text, w, i)
	}
	names, end := 0, i
	for end < len(w) && end-i < mostNameWords {
		if end > i && text[w[end-1].End:w[end].Start] != " " || r.pack.Set("function")[w[end].Lower] || w[end].Number || r.at("speech/stop", w, end) > 0 {
			break
		}
		if r.personAt(w, end) == 0 && r.at("names/nationality", w, end) == 0 {
			names++
		}
		end++
	}
	if names == 0 || r.at("speech/stop", w, end) > 0 || end-i == mostNameWords && end < len(w) && text[w[end-1].End:w[end].Start] == " " {
		return span{}
	}
	return span{w[i].Start, w[end-1].End}
}

// beforeOffice returns the name of two words or three from word i that an office
// follows, which may be of something: "Layla Haddad, chairwoman of the company".
func (r reader) beforeOffice(text string, w []language.Token, i int) span {
	const most = 3
	for end := i; end < len(w) && end-i <= most; end++ {
		if end > i && strings.Trim(text[w[end-1].End:w[end].Start], " ،,") != "" {
			break
		}
		if end-i >= 2 && r.personAt(w, end) > 0 {
			return span{w[i].Start, w[end-1].End}
		}
		if r.pack.Set("function")[w[end].Lower] || w[end].Number || r.at("speech/stop", w, end) > 0 || r.at("names/nationality", w, end) > 0 || r.at("names/organisation", w, end) > 0 ||
			r.personAt(w, end) > 0 || end > i && text[w[end-1].End:w[end].Start] != " " {
			break
		}
	}
	return span{}
}
