package clean

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// notice says what a paragraph that is not part of an article is.
type notice uint8

const (
	none    notice = iota
	clutter        // an advertisement's label, a credit, a link to another story, a line of script
	related        // the heading of a list of other stories
	paywall        // the wall itself: nothing of the article comes after it
)

// longestNotice is the length in bytes beyond which a paragraph is always
// taken for text. Notices are short; true sentences that share their words are
// mostly longer.
const longestNotice = 400

// recognise says whether a paragraph is a notice. It looks at how the paragraph
// begins and, for the shortest, at the whole: a sentence that merely holds such
// words is text.
func recognise(paragraph string) notice {
	if len(paragraph) > longestNotice {
		if scriptAt(paragraph) == 0 {
			return clutter
		}
		return none
	}
	lower := strings.ToLower(strings.TrimLeftFunc(paragraph, isOrnament))
	lower = strings.ReplaceAll(lower, "’", "'")
	bare := strings.TrimRightFunc(lower, func(r rune) bool {
		return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r)
	})
	switch {
	case bare == "":
		return clutter
	case relatedHeadings[bare]:
		return related
	case labels[bare]:
		return clutter
	case isPaywall(lower):
		return paywall
	case isPointer(lower), isAppeal(lower), isCredit(paragraph, lower), isRights(lower), isContact(lower), isCounter(bare):
		return clutter
	}
	if at := scriptAt(paragraph); at == 0 || at > 0 && !isSentence(strings.TrimSpace(paragraph[:at])) {
		return clutter
	}
	return none
}

func isOrnament(r rune) bool {
	return r != '©' && (unicode.IsSpace(r) || unicode.IsSymbol(r)) || strings.ContainsRune("-–—•*·»«›‹#_|", r)
}

// labels are whole paragraphs that belong to a page's furniture.
var labels = all.Set("notices/labels")

// relatedHeadings stand above lists of other stories.
var relatedHeadings = all.Set("notices/related headings")

// all has the words of every language: a page's furniture comes in several.
var all = language.All()

// openings returns the beginnings of a list. "sign up …" is "sign up ": something
// follows it.
func openings(list string) []string {
	var out []string
	for _, o := range all.List("notices/" + list) {
		out = append(out, strings.Trim(o, "…"))
	}
	return out
}

// pointers begin a line that leads to another story or page.
var pointers = newPrefixes(openings("pointers"))

func isPointer(lower string) bool {
	return pointers.begin(lower) && !isQuoteOrLong(lower)
}

// isQuoteOrLong guards against sentences that begin as a notice does: "Watch:
// he said, …" over two lines, or anything with a quotation in it.
func isQuoteOrLong(lower string) bool { return len(lower) > 220 || strings.Count(lower, ". ") > 1 }

// appeals ask the reader for something.
var appeals = newPrefixes(openings("appeals"))

// appealWords make an appeal of a line that begins like one; without any of
// them it may be a sentence of the article: "Subscribe to that theory, and …".
var appealWords = openings("appeal words")

func isAppeal(lower string) bool {
	if strings.HasPrefix(lower, "follow ") && (strings.Contains(lower, "twitter") || strings.Contains(lower, "facebook") || strings.Contains(lower, "instagram") || strings.Contains(lower, "@")) {
		return true
	}
	for _, p := range appeals[lower[0]] {
		if rest, ok := strings.CutPrefix(lower, p); ok {
			return len(lower) < 250 && strings.Count(lower, ". ") <= 3 && (strings.Count(rest, " ") < 3 || containsAny(rest, appealWords))
		}
	}
	return false
}

// wall is what a paid or registered site says: a phrase, and, where that alone is
// not enough, what else one of has to stand in the line.
type wall struct {
	says   string
	beside []string
}

var walls = func() []wall {
	var out []wall
	values := all.Values("notices/paywall")
	for _, says := range all.List("notices/paywall") {
		w := wall{says: strings.Trim(says, "…")}
		if beside := values[says]; beside != "" {
			for b := range strings.SplitSeq(beside, " / ") {
				w.beside = append(w.beside, strings.Trim(b, "…"))
			}
		}
		out = append(out, w)
	}
	return out
}()

// isPaywall reports whether a line is the wall of a paid or registered site.
func isPaywall(lower string) bool {
	if len(lower) > 250 {
		return false
	}
	for _, w := range walls {
		if strings.Contains(lower, w.says) && (w.beside == nil || containsAny(lower, w.beside)) {
			return true
		}
	}
	return false
}

// rights are statements about who may copy the text.
var rights = newPrefixes(openings("rights"))

func isRights(lower string) bool {
	if strings.Contains(lower, "all rights reserved") && len(lower) < 300 {
		return true
	}
	if rights.begin(lower) {
		// "Copyright law is …" is a sentence about it.
		return !strings.HasPrefix(lower, "copyright ") || hasDigit(lower) || strings.Contains(lower, "©") || len(lower) < 60
	}
	return false
}

// isCredit reports whether a line says who took a picture or filed the report.
func isCredit(text, lower string) bool {
	if strings.HasPrefix(lower, "(") || strings.HasPrefix(lower, "[") {
		inner := strings.TrimLeft(lower, "([ ")
		if bylines.begin(inner) && strings.HasSuffix(strings.TrimRight(lower, ". "), ")") {
			return true
		}
		if pictures.begin(inner) || len(lower) < 120 && (strings.HasPrefix(inner, "via ") || strings.HasPrefix(inner, "h/t")) {
			return true
		}
	}
	if pictures.begin(lower) {
		// "Photographs by amateurs were the only proof." is a sentence.
		return len(text) < 200 && (strings.ContainsAny(text, ":/|©()") || !strings.HasSuffix(text, "."))
	}
	if bylines.begin(lower) {
		return len(text) < 250 && strings.Count(lower, ". ") == 0
	}
	if strings.HasPrefix(lower, "h/t ") || strings.HasPrefix(lower, "hat tip") {
		return len(text) < 150
	}
	if strings.HasPrefix(lower, "via:") || strings.HasPrefix(lower, "source:") || strings.HasPrefix(lower, "sources:") {
		return len(text) < 80
	}
	// "[WSJ]", "(With the Associated Press)", "AFP, Reuters"
	if len(text) < 60 && (lower[0] == '[' || lower[0] == '(') && strings.HasSuffix(strings.TrimRight(lower, "."), string("])"[strings.IndexByte("[(", lower[0])])) && strings.Count(lower, " ") < 6 && !strings.Contains(lower, ".") {
		return true
	}
	if isAgencies(lower) {
		return true
	}
	// "A view of the crater (Image: AFP/GETTY)", "… contributed to this report."
	trimmed := strings.TrimRight(lower, " .")
	if len(text) < 300 && (strings.HasSuffix(trimmed, "contributed to this report") || strings.HasSuffix(trimmed, "contributed to this story") || strings.HasSuffix(trimmed, "contributed to this article")) {
		return true
	}
	if i := strings.LastIndexByte(lower, '('); i >= 0 && len(text) < 300 && strings.HasSuffix(trimmed, ")") && pictures.begin(lower[i+1:]) {
		return true
	}
	return len(text) < 200 && strings.HasSuffix(trimmed, "getty images")
}

// isAgencies reports whether a line only names news agencies.
func isAgencies(lower string) bool {
	if len(lower) > 80 {
		return false
	}
	words := strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	named := false
	for _, w := range words {
		switch {
		case agencies[w]:
			named = true
		case !agencyWords[w]:
			return false
		}
	}
	return named
}

var (
	agencies    = all.Set("notices/agencies")
	agencyWords = all.Set("notices/agency words")
)

// pictures begin the credit of a picture.
var pictures = newPrefixes(openings("pictures"))

// bylines begin the credit of a report.
var bylines = newPrefixes(openings("bylines"))

// scriptAt returns where program text that leaked out of a page begins in a
// paragraph, or -1 when there is none.
func scriptAt(text string) int {
	if !strings.ContainsAny(text, "{};<=") {
		return -1
	}
	first := -1
	for _, mark := range scriptMarks {
		if i := strings.Index(text, mark); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	if first < 0 && !strings.Contains(text, ". ") && strings.HasSuffix(text, ");") && strings.Contains(text, "(") {
		return 0 // a single call
	}
	return first
}

var scriptMarks = []string{"<!--", "//<!", "@media ", "google_ad_", "googletag.", "document.write(", "document.getElementById(", "(function", "function(", "function (", "jQuery(", "$(", "adsbygoogle", "window.", "OO.ready(", "BF_STATIC", "Object();", "brightcove.", "mboxCreate("}

// contacts begin lines by which readers reach the people who wrote.
var contacts = newPrefixes(openings("contacts"))

// isContact reports whether a line is an address: of the author, or of a site.
func isContact(lower string) bool {
	if len(lower) > 160 {
		return false
	}
	if contacts.begin(lower) {
		return true
	}
	first, rest, _ := strings.Cut(lower, " ")
	if strings.Count(first, "@") == 1 && !strings.HasPrefix(first, "@") && strings.Contains(first, ".") {
		return rest == "" || strings.HasPrefix(rest, "follow ") || strings.HasPrefix(rest, "twitter")
	}
	// A bare address: "youtube.com", "» example.org", "https://…".
	return rest == "" && (strings.HasPrefix(first, "http://") || strings.HasPrefix(first, "https://") || isHost(first))
}

func isHost(s string) bool {
	i := strings.LastIndexByte(s, '.')
	if i < 2 || len(s)-i < 3 || len(s)-i > 5 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-') {
			return false
		}
	}
	return !hasDigit(s[i:])
}

// isCounter reports whether a line is the place in a gallery or a count:
// "1 of 6", "+12", "3/7", "View all (23)", "24 comments", "2 min read".
func isCounter(bare string) bool {
	if len(bare) > 40 || bare == "" || !hasDigit(bare) {
		return false
	}
	words := strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	letters := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsNumber(r) {
			continue
		}
		if !counterWords[w] {
			return false
		}
		letters++
	}
	return letters > 0 || strings.ContainsAny(bare, "+/")
}

var counterWords = all.Set("notices/counter words")

// prefixes are beginnings of lines, by their first bytes.
type prefixes [256][]string

func newPrefixes(list []string) *prefixes {
	var p prefixes
	for _, s := range list {
		p[s[0]] = append(p[s[0]], s)
	}
	return &p
}

// begin reports whether a text begins with one of them.
func (p *prefixes) begin(s string) bool {
	return s != "" && slices.ContainsFunc(p[s[0]], func(prefix string) bool { return strings.HasPrefix(s, prefix) })
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
