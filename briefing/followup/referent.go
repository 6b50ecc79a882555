package followup

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/sought"
)

// person is somebody whom a conversation has named.
type person struct {
	name   string
	weight float64 // how often, less with each turn since
	gender string  // "he" or "she", where that is sure; else ""
	surely bool    // by a title or a given name; a country speaks, too
}

// peopleIn returns those whom a text surely names as people: by a title, by a given
// name that is common, or as who speaks. The most often named come first.
func peopleIn(text string) []person {
	if len(text) > mostAnswerBytes {
		text = strings.ToValidUTF8(text[:mostAnswerBytes], "")
	}
	words := strings.Fields(text)
	var out []person
	for i := 0; i < len(words); i++ {
		if !english.IsCapital(words[i]) {
			continue
		}
		from, end := i, i+1
		for end < len(words) && end-from < longestPhrase+2 && !breaksAfter(words[end-1]) && english.InName(words, end) {
			end++
		}
		gender, sure := "", false
		if i > 0 && titles[nameWord(words[i-1])] {
			gender, sure = genderOf(words[i-1]), true
		}
		i = end - 1
		for from < end && (titles[nameWord(words[from])] || english.FunctionWords[nameWord(words[from])]) {
			gender, sure = cmp.Or(genderOf(words[from]), gender), sure || titles[nameWord(words[from])]
			from++
		}
		if from == end {
			continue
		}
		gender = cmp.Or(gender, genderOf(words[from]))
		surely := sure || genderOf(words[from]) != ""
		sure = sure || genderOf(words[from]) != "" && end-from > 1 || end < len(words) && !breaksAfter(words[end-1]) && saying[nameWord(words[end])] && end-from > 1
		name := nameOf(words[from:end])
		if k := slices.IndexFunc(out, func(p person) bool { return samePerson(p.name, name) }); k >= 0 {
			out[k].weight++
			out[k].gender = cmp.Or(out[k].gender, gender)
			out[k].surely = out[k].surely || surely
			if len(name) > len(out[k].name) {
				out[k].name = name
			}
		} else if sure && isPersonLike(name) && len(out) < mostPeople {
			out = append(out, person{name, 1, gender, surely})
		}
	}
	slices.SortStableFunc(out, func(a, b person) int { return -cmp.Compare(a.weight, b.weight) })
	return out
}

// mostPeople is how many people one answer is read for.
const mostPeople = 40

func nameOf(words []string) string {
	bare := make([]string, len(words))
	for i, w := range words {
		bare[i] = english.TrimWord(w)
	}
	return strings.Join(bare, " ")
}

func nameWord(w string) string { return strings.ToLower(english.TrimWord(w)) }

// genderOf is the pronoun of a title or a given name, "" where it is not sure.
func genderOf(w string) string {
	switch w := nameWord(w); {
	case named["he"][w]:
		return "he"
	case named["she"][w]:
		return "she"
	}
	return ""
}

// samePerson reports whether one of two names is part of the other, as a surname is.
func samePerson(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) > 0 && (slices.Equal(x, y[len(y)-len(x):]) || slices.Equal(x, y[:len(x)]))
}

// isPersonLike reports whether a name may be a person's: nothing but capitals, and
// no word that tells an organisation or a nation.
func isPersonLike(name string) bool {
	words := strings.Fields(name)
	for i, w := range words {
		if lower := nameWord(w); !english.InName(words, i) || organisations[lower] || nationalities[lower] || general[english.StemLike(lower)] || english.FunctionWords[lower] && english.IsCapital(w) {
			return false
		}
	}
	return len(words) > 0 && len(words) <= longestPhrase
}

// fitsPronoun reports whether somebody may be meant by a pronoun.
func (p person) fitsPronoun(pronoun string) bool {
	switch {
	case masculine[pronoun]:
		return p.gender != "she"
	case feminine[pronoun]:
		return p.gender != "he"
	}
	return true
}

// candidates are those who may be meant by a pronoun for one person, the likeliest
// first: whom the last questions named, else whom the answers named. More than one
// where nothing tells which.
func (c *conversation) candidates(pronoun string) []string {
	fit := func(names []string) (out []string) {
		for _, n := range names {
			gender := ""
			for _, w := range strings.Fields(n) {
				gender = cmp.Or(gender, genderOf(w))
			}
			for _, p := range c.people {
				if samePerson(p.name, n) {
					gender = cmp.Or(gender, p.gender)
				}
			}
			if isPersonLike(n) && (person{gender: gender}).fitsPronoun(pronoun) {
				out = append(out, n)
			}
		}
		return out
	}
	if again := fit([]string{c.person}); c.person != "" && again != nil {
		return again
	}
	if c.paired {
		return fit(strings.SplitN(c.pair, joinsNames, 2))
	}
	if !c.place && !(len(c.people) > 0 && c.askedForWhose()) { // the president of a country is no country
		if asked := fit([]string{c.topic}); asked != nil {
			return asked
		}
	}
	var out []string
	best := 0.0
	for _, p := range c.people {
		if !p.fitsPronoun(pronoun) || p.weight < nearlyAsOften*best {
			continue
		}
		if out == nil || p.gender != "" || p.weight == best { // one of whom it is sure before others
			best = max(best, p.weight)
			out = append(out, p.name)
		}
	}
	return out
}

// askedForWhose reports whether the last question asked who somebody of the topic is.
func (c *conversation) askedForWhose() bool {
	before, _, found := strings.Cut(c.last, c.topic)
	words := strings.Fields(before)
	return found && len(words) > 0 && english.Pack.Set("answers/belonging")[words[len(words)-1]] && sought.Of(english.Pack, c.last) == sought.Person
}

// nearlyAsOften is how often somebody is named at least, against who is named most,
// so that a pronoun may mean either.
const nearlyAsOften = 0.6

// two returns the names of two people who may be meant by "they" of a question: the
// one who was talked about with who is named most, or, after a country or a thing,
// the two who are named most, where the question asks for what two people do.
func (c *conversation) two(question string) string {
	var names []string
	if c.isPerson(c.topic) {
		names = []string{c.topic}
	} else if !holdsWord(question, betweenTwo) {
		return ""
	}
	for _, p := range c.people {
		if len(names) < 2 && p.surely && !slices.ContainsFunc(names, func(n string) bool { return samePerson(p.name, n) }) {
			names = append(names, p.name)
		}
	}
	if len(names) < 2 {
		return ""
	}
	return strings.Join(names, joinsNames)
}

// isPerson reports whether a name is surely somebody's.
func (c *conversation) isPerson(name string) bool {
	return isPersonLike(name) && (slices.ContainsFunc(strings.Fields(name), func(w string) bool { return genderOf(w) != "" }) ||
		slices.ContainsFunc(c.people, func(p person) bool { return p.surely && samePerson(p.name, name) }))
}

func holdsWord(text string, set map[string]bool) bool {
	return slices.ContainsFunc(english.WordsOf(text), func(w string) bool { return set[w] })
}

// Meanings returns what a follow-up may mean where a pronoun of it may stand for one
// of two people and nothing tells for which: a question for each. It returns nil
// where there is no doubt, and where that was asked the turn before: readers are
// asked back once.
func Meanings(earlier []briefing.Turn, question string) []string {
	c := heard(earlier)
	if len(question) > briefing.LongestQuestion || len(earlier) == 0 || len(earlier[len(earlier)-1].Meanings) > 0 {
		return nil
	}
	pronoun := pointsBack(question)
	if !ofPerson[pronoun] || c.topic == "" {
		return nil
	}
	names := c.candidates(pronoun)
	if len(names) < 2 {
		return nil
	}
	var out []string
	for _, n := range names[:2] {
		out = append(out, inPlaceOf(question, pronoun, n))
	}
	return out
}

// meant returns which of the questions that a reader was asked to choose from they
// chose by naming somebody; "" for none or several.
func meant(meanings []string, question string) string {
	if n, _ := ordinalIn(english.WordsOf(question)); n != 0 {
		return nth(meanings, n)
	}
	chosen := ""
	for _, m := range meanings {
		if words := content(question); len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(english.WordsOf(m), w) }) {
			if chosen != "" {
				return ""
			}
			chosen = m
		}
	}
	return chosen
}

// mostGist is how many words tell what a sentence speaks of.
const mostGist = 8

// gist is what a sentence speaks of, in its own words.
func gist(sentence string) string {
	words := strings.Fields(sentence)
	var out []string
	for i := range words {
		if len(out) < mostGist && inPhrase(words, i) {
			out = append(out, english.TrimWord(words[i]))
		}
	}
	return strings.Join(out, " ")
}

// joinsNames stands between two names.
const joinsNames = " and "

var (
	titles        = english.Pack.Set("titles/title", "titles/role")
	organisations = english.Pack.Set("names/organisation", "names/office")
	nationalities = english.Pack.Set("names/nationality")
	saying        = english.Pack.Set("speech/verb")
	named         = map[string]map[string]bool{"he": english.Pack.Set("followup/he"), "she": english.Pack.Set("followup/she")}
	masculine     = english.Pack.Set("followup/masculine")
	feminine      = english.Pack.Set("followup/feminine")
	ordinals      = english.Pack.Numbers("followup/ordinals")
	sourceWords   = english.Pack.Set("followup/source words")
	betweenTwo    = english.Pack.Set("followup/between two")
)
