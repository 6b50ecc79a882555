package briefing

import (
	"regexp"
	"slices"
	"strings"

	"sitrep/briefing/extract"
	"sitrep/corpus"
)

// answerType is what kind of thing a question asks for.
type answerType uint8

const (
	anyAnswer answerType = iota
	personAnswer
	placeAnswer
	timeAnswer
	numberAnswer
	moneyAnswer
	percentAnswer
	ageAnswer
	durationAnswer
	reasonAnswer
)

// question is a question, taken apart.
type question struct {
	query   query
	kind    answerType
	words   map[string]bool // of the question, lower case
	pairs   [][2]int        // units that stand side by side
	defines bool            // asks what or who something is, and nothing more
}

// questionWords ask, and say nothing of what is asked for.
var questionWords = set(`who whom whose what which when where why how many much did do does is are was were long often far old`)

// typeOf tells what a question asks for from the words it asks with.
func typeOf(text string) answerType {
	w := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == ',' || r == '?' || r == '"' || r == '“' || r == '”' })
	for i, word := range w {
		next, after := "", ""
		if i+1 < len(w) {
			next = w[i+1]
		}
		if i+2 < len(w) {
			after = w[i+2]
		}
		switch word {
		case "who", "whom", "whose":
			return personAnswer
		case "when":
			return timeAnswer
		case "where":
			return placeAnswer
		case "why":
			return reasonAnswer
		case "how":
			switch next {
			case "old":
				return ageAnswer
			case "long":
				return durationAnswer
			case "many", "far", "tall", "big", "large", "high", "fast", "often", "deep", "heavy":
				return numberAnswer
			case "much":
				if after == "money" || strings.Contains(text, "cost") || strings.Contains(text, "paid") || strings.Contains(text, "pay") ||
					strings.Contains(text, "worth") || strings.Contains(text, "spen") {
					return moneyAnswer
				}
				return numberAnswer
			}
			return anyAnswer
		case "what", "which", "whichever":
			if kind := measureOf(w[i+1:]); kind != anyAnswer {
				return kind
			}
			for _, n := range []string{next, after} {
				switch n {
				case "year", "date", "day", "month", "century", "decade", "time":
					return timeAnswer
				case "country", "city", "state", "place", "location", "town", "river", "region", "continent", "countries", "cities":
					return placeAnswer
				case "percentage", "percent":
					return percentAnswer
				case "number", "amount", "score", "population", "temperature", "length", "height":
					return numberAnswer
				case "age":
					return ageAnswer
				case "person", "president", "king", "queen", "emperor", "party", "company", "team", "group", "organization", "organisation":
					return personAnswer
				}
				if isRole(n) {
					return personAnswer
				}
			}
			return anyAnswer
		}
	}
	return anyAnswer
}

// measureOf tells what a question asks for that asks what a measure of something
// is: "is the population of Ridge", "was its total cost".
func measureOf(w []string) answerType {
	if len(w) < 3 || w[0] != "is" && w[0] != "are" && w[0] != "was" && w[0] != "were" {
		return anyAnswer
	}
	switch w[1] {
	case "the", "its", "his", "her", "their":
	default:
		return anyAnswer
	}
	for _, noun := range w[2:min(4, len(w))] { // "the total cost"
		switch noun {
		case "population", "number", "amount", "score", "temperature", "length", "height", "size", "area", "speed", "distance", "depth", "weight", "toll":
			return numberAnswer
		case "cost", "price", "budget", "salary", "wage":
			return moneyAnswer
		case "percentage", "share":
			return percentAnswer
		case "date", "year":
			return timeAnswer
		case "age":
			return ageAnswer
		case "duration":
			return durationAnswer
		}
	}
	return anyAnswer
}

// isRole reports whether a noun names people by what they do: "poet" aside,
// nearly all of these have one of a few endings.
func isRole(noun string) bool {
	for _, ending := range []string{"er", "or", "ist", "ian", "eer", "man", "woman", "general"} {
		if strings.HasSuffix(noun, ending) && len(noun) > len(ending)+2 && !notRoles[noun] {
			return true
		}
	}
	return noun == "artist" || noun == "poet" || noun == "monarch" || noun == "athlete"
}

var notRoles = set(`other number order water power paper letter matter center river tower factor color colour error behavior behaviour
	weather winter summer after under over either whether never another chapter disorder cancer barrier layer computer border
	gender character minor major former later latter larger smaller greater lower higher upper inner outer newspaper member`)

// fits says how well a sentence fits the kind of thing asked for, from 0 to 1:
// a year tells less of when than a day does. What the question says itself does
// not count; a question that asks for no certain kind is fit half by all.
func (q question) fits(text string) float64 {
	switch {
	case q.kind == anyAnswer:
		return 0.5
	case !q.holds(text):
		return 0
	case q.kind == timeAnswer && !q.words["year"] && !containsWord(text, timeWords):
		return 0.8
	case q.kind == reasonAnswer && !containsWord(text, reasonWords):
		return 0.6
	}
	return 1
}

func (q question) holds(text string) bool {
	switch q.kind {
	case numberAnswer:
		return q.newNumber(text)
	case moneyAnswer:
		return strings.ContainsAny(text, "$£€¥") || containsWord(text, moneyWords)
	case ageAnswer:
		return q.givesAge(text)
	case durationAnswer:
		return q.newNumber(text) && containsWord(text, durationWords) || sinceWhen.MatchString(text)
	case percentAnswer:
		return strings.Contains(text, "%") || containsWord(text, percentWords)
	case timeAnswer:
		return q.newTime(text)
	case personAnswer:
		return q.newName(text, nil)
	case placeAnswer:
		return q.newName(text, placePrepositions)
	case reasonAnswer:
		return containsWord(text, reasonWords) || containsWord(text, sequelWords)
	}
	return false
}

var (
	numberWords = set(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
		eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
		billion billions dozen dozens half third quarter twice once first second single both couple pair none zero several`)
	moneyWords    = set(`dollar dollars pound pounds euro euros yen won cents million billion`)
	percentWords  = set(`percent percentage per-cent half third quarter`)
	reasonWords   = set(`because cause caused causes causing reason reasons therefore due order blamed prompted amid owing thanks`)
	sequelWords   = set(`since so after over led`) // may give a reason
	durationWords = set(`second seconds minute minutes hour hours day days night nights week weeks month months year years
		decade decades century centuries`)
	placePrepositions = set(`in at near from to of on outside inside across around between through into within`)
	timeWords         = set(`january february march april may june july august september october november december monday tuesday
		wednesday thursday friday saturday sunday century centuries spring summer autumn winter decade morning evening noon midnight
		bc bce ad yesterday today`)
)

// ageGiven matches what says how old somebody or something is: "aged 40",
// "40-year-old", "40 years old", "the age of 40", "born in 1984", "Marsh, 40,".
var ageGiven = regexp.MustCompile(`(?i)\b(?:aged? (?:of )?(?:about |around )?\d|\d+[- ]years?[- ]old|years old|born (?:in|on)\b|founded in|built in|dates? (?:back )?(?:to|from)|\d+ years of age|in (?:his|her|their) (?:(?:early|mid|late)[- ])?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s))|\p{L}, (?:1[6-9]|[2-9]\d)[,.]`)

// mostFromName is how many bytes the age of somebody stands from their name.
const mostFromName = 40

// givesAge reports whether a text says how old somebody or something is: where
// it has a name that was asked about, near that, for others have ages, too.
func (q question) givesAge(text string) bool {
	ages := ageGiven.FindAllStringIndex(text, -1)
	if ages == nil {
		return false
	}
	named, at := false, 0
	for w := range strings.FieldsSeq(text) {
		at += strings.Index(text[at:], w)
		from, to := at, at+len(w)
		at = to
		if lower := strings.ToLower(trimWord(w)); !isCapital(w) || functionWords[lower] || questionWords[lower] || !q.words[strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(strings.Trim(w, ".,;:!?()“”\"'’")), "’s"), "'s")] {
			continue
		}
		named = true
		for len(ages) > 0 && from-ages[0][1] >= mostFromName { // too far back for all names to come
			ages = ages[1:]
		}
		if len(ages) > 0 && ages[0][0]-to < mostFromName {
			return true
		}
	}
	return !named
}

// sinceWhen matches a stretch of time by its ends.
var sinceWhen = regexp.MustCompile(`(?i)\b(?:since|from|until|till) (?:\p{L}+ )?(?:1\d|20)\d\d\b`)

func containsWord(text string, in map[string]bool) bool {
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if in[strings.Trim(w, ".,;:!?()“”\"'")] {
			return true
		}
	}
	return false
}

func (q question) newNumber(text string) bool {
	for _, w := range strings.Fields(strings.ToLower(text)) {
		w = strings.Trim(w, ".,;:!?()“”\"'$£€%")
		if q.words[w] {
			continue
		}
		if numberWords[w] || strings.ContainsAny(w, "0123456789") {
			return true
		}
		if head, _, ok := strings.Cut(w, "-"); ok && numberWords[head] {
			return true
		}
	}
	return false
}

func (q question) newTime(text string) bool {
	for _, m := range extract.Dates(text, corpus.Date{}) {
		if !q.words[strings.ToLower(text[m.Start:m.End])] {
			return true
		}
	}
	months := strings.Contains(text, "May ") || strings.Contains(text, "March ")
	for _, w := range strings.Fields(text) {
		w = strings.ToLower(strings.Trim(w, ".,;:!?()“”\"'"))
		if q.words[w] {
			continue
		}
		if timeWords[w] && (w != "may" && w != "march" || months) {
			return true
		}
		for _, year := range strings.FieldsFunc(w, func(r rune) bool { return r < '0' || r > '9' }) {
			if len(year) == 4 && year >= "1000" && year <= "2100" {
				return true
			}
		}
	}
	return false
}

// newName reports whether the text holds a capitalised word that the question
// does not, after one of the prepositions where any are given.
func (q question) newName(text string, prepositions map[string]bool) bool {
	words := strings.Fields(text)
	for i, w := range words {
		bare := strings.ToLower(strings.Trim(w, ".,;:!?()“”\"'’"))
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "’s"), "'s")
		if !isCapital(w) || q.words[bare] || commonStart[bare] || timeWords[bare] || i == 0 && prepositions == nil && len(words) > 1 && !isCapital(words[1]) && commonVerbless(bare) {
			continue
		}
		if prepositions == nil || i > 0 && prepositions[strings.ToLower(strings.Trim(words[i-1], ",“\"("))] ||
			i > 1 && prepositions[strings.ToLower(words[i-2])] {
			return true
		}
	}
	return false
}

// commonVerbless reports whether a word that begins a sentence is more likely a
// common word than a name.
func commonVerbless(lower string) bool {
	return dangling[lower] || demonstratives[lower] || connectives[lower] || strings.HasSuffix(lower, "ing") || strings.HasSuffix(lower, "ly")
}

// newQuestion takes a question apart, given the query made of it.
func newQuestion(text string, q query) question {
	out := question{query: q, kind: typeOf(text), words: map[string]bool{}}
	for _, w := range strings.Fields(strings.ToLower(text)) {
		out.words[strings.Trim(w, ".,;:!?()“”\"'")] = true
	}
	out.defines = definitionQuestion.MatchString(text)
	for i := range q.units {
		if i > 0 && q.units[i].first-q.units[i-1].last <= 2 {
			out.pairs = append(out.pairs, [2]int{i - 1, i})
		}
	}
	return out
}

// predicate is the share of the query's words that are no names that is held;
// one half where there are none.
func (q question) predicate(held []float64) float64 {
	sum, total := 0.0, 0.0
	for i, u := range q.query.units {
		if !u.name {
			sum += float64(held[i] * u.weight)
			total += u.weight
		}
	}
	if total == 0 {
		return 0.5
	}
	return sum / total
}

// countsFirst reports whether the question asks for a number of what its first
// word names: "How many missiles".
func (q question) countsFirst() bool {
	return q.kind == numberAnswer && len(q.query.units) > 0
}

// isMeasured reports whether the question asks for what a sentence either holds
// or doesn't: a figure or a time, not a name, which may stand for anything.
func (q question) isMeasured() bool {
	switch q.kind {
	case timeAnswer, numberAnswer, moneyAnswer, percentAnswer, ageAnswer, durationAnswer:
		return true
	}
	return false
}

// asksNothingElse reports whether what is asked of the names in the question is
// said by its question word alone: "How old is Anna Marsh?"
func (q question) asksNothingElse() bool {
	return !slices.ContainsFunc(q.query.units, func(u unit) bool { return !u.name && u.concept == "" })
}

// isDefined reports whether a text says what something in the question is: "X
// is", "X, the", "the X, who".
func (q question) isDefined(text string) bool {
	words := strings.Fields(strings.ToLower(text))
	named := false
	for i, w := range words[:min(14, len(words))] {
		switch w {
		case "is", "are", "was", "were", "means", "refers":
			if named && i > 0 {
				return true
			}
		case "the", "a", "an", "who", "which":
			if i > 0 && strings.HasSuffix(words[i-1], ",") && q.words[strings.Trim(words[i-1], ",.()\"'“”")] {
				return true
			}
		}
		named = named || q.words[strings.Trim(w, ",.()\"'“”")] && !questionWords[w]
	}
	return false
}

// named is the share of the question's names that is held; one half where there
// are none.
func (q question) named(held []float64) float64 {
	sum, n := 0.0, 0
	for i, u := range q.query.units {
		if u.name {
			sum += held[i]
			n++
		}
	}
	if n == 0 {
		return 0.5
	}
	return sum / float64(n)
}

var definitionQuestion = regexp.MustCompile(`(?i)^\s*(what|who)('s|’s| is| are| was| were) (the |a |an )?[^ ]+( [^ ]+){0,3}\??\s*$`)
