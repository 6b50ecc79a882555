// Package followup makes a question that stands alone of one that leans on a
// conversation.
//
// [Standalone] names what "it", "there" or "she" stands for and adds what a question
// leaves out; [Leans] tells whether one needs that, [Meanings] what it may mean where
// nobody can tell, and [PointsAt] what it points at of what was shown ("the second
// one", "source 3"). It is rules over words, for English.
package followup

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/corpus/language"
	"sitrep/corpus/sentence"
)

// Standalone turns a follow-up into a question that can be answered by itself,
// given the questions asked before it, the oldest first: what "it", "there" or
// "she" stands for is named, and a question that leaves out what it is about
// ("And in 2019?", "What are the main causes?") is given the topic of the
// conversation. A question that stands alone is returned as it is.
//
// It is rules over words, for English. The topic is what the last question
// introduced that named something: see [topicOf].
func Standalone(earlier []briefing.Turn, question string) string {
	if len(question) > briefing.LongestQuestion || len(earlier) == 0 {
		return question
	}
	last := earlier[len(earlier)-1]
	if chosen := meant(last.Meanings, question); chosen != "" {
		return chosen
	}
	if what := pointedAt(last, question); what != "" {
		return About(question, what)
	}
	c := heard(earlier)
	return c.resolve(question)
}

// isEnglish reports whether a question may be one in English: no other language is told
// by its words.
func isEnglish(question string) bool {
	tag := language.Identify(question, []string{"en"})
	return tag == "" || tag == "en"
}

// heard returns what turns have been about.
func heard(earlier []briefing.Turn) conversation {
	var c conversation
	for _, t := range earlier {
		if len(t.Question) <= briefing.LongestQuestion {
			c.follow(t)
		}
	}
	return c
}

// conversation is what has been talked about so far.
type conversation struct {
	topic    string    // what pronouns stand for: the thing last introduced
	theme    string    // what the conversation began with, and comes back to
	place    bool      // the topic was named as one: "in Nigeria"
	pair     string    // the names last joined by "and", which "they" stands for
	group    string    // else: the people or things last named as many, "the miners"
	said     string    // the questions and what was shown
	last     string    // the question before, as it was understood
	paired   bool      // the names of pair are what was last introduced
	people   []person  // whom the answers name
	person   string    // whom the last pronoun stood for, until a question names another subject
	mentions []mention // the words of the conversation, where its answers are known
	heard    int       // how many words have been read for these
}

// follow takes a question into the conversation.
func (c *conversation) follow(t briefing.Turn) {
	question := t.Question
	if c.topic != "" {
		question = withoutRemark(question)
	}
	c.last = c.resolve(question)
	c.said += "\n" + question + "\n" + strings.Join(t.Shown, "\n")
	if len(t.Shown) > 0 || len(c.mentions) > 0 {
		c.hear(question, strings.Join(t.Shown, "\n"))
	}
	pair := pairIn(question)
	if pair != "" {
		c.pair, c.paired = pair, true
	}
	c.group = cmp.Or(groupIn(question), c.group)
	switch {
	case c.topic == "":
		c.topic = topicOf(question)
		c.theme = c.topic
		c.place = isPlaceIn(question, c.topic)
	case pointsBack(question) == "":
		if t := introduced(question, c.topic+" "+c.theme); t != "" {
			c.topic, c.place, c.group, c.paired, c.person = t, isPlaceIn(question, t), groupIn(question), pair != "", ""
			if pair == "" && !english.IsCapital(t) { // the name of one is not what "they" stands for
				c.pair = ""
			}
		}
	}
}

// namesSomething reports whether a question names whom or what it is about, so that
// nothing that an answer speaks of needs to be added.
func namesSomething(question string) bool {
	words := strings.Fields(question)
	for i := range words {
		if i > 0 && namedAt(words, i) {
			return true
		}
	}
	return false
}

// resolve returns the question with what it leaves out added: what the questions before
// it tell is meant and, where their answers are known, what those speak of most.
func (c *conversation) resolve(question string) string {
	if !isEnglish(question) {
		return question
	}
	understood := c.understand(question)
	if understood == question || BareQuestion(question) || isEllipsis(question) || c.ofPeople(question) || pointsBack(question) == "" && !c.leavesOut(question) {
		return understood // and where it asks of a new name, nothing is known to be left out
	}
	left := c.leftOut(question, understood)
	added := setOfStems(understood)
	for _, w := range english.WordsOf(question) {
		delete(added, english.StemLike(w))
	}
	switch fits := slices.ContainsFunc(left, func(m mention) bool { return added[m.word] }); {
	case left == nil, fits && briefing.AddedTopic(understood) < 0 && namesSomething(question): // "How many has Northland sent to Tarn?" says it all
		return understood
	case fits, briefing.AddedTopic(understood) >= 0 && english.IsCapital(c.theme) && !slices.ContainsFunc(left, func(m mention) bool { return m.name }):
		question = understood // the name that was asked about, where the answers add none
	}
	return About(question, c.written(left, question))
}

// ofPeople reports whether a question points to one or two people.
func (c *conversation) ofPeople(question string) bool {
	pronoun := pointsBack(question)
	return ofPerson[pronoun] || english.Plurals[pronoun] && (c.pair != "" && english.IsCapital(c.topic) || c.two(question) != "")
}

// understand returns the question with what the questions before it tell is meant.
func (c *conversation) understand(question string) string {
	switch pronoun := pointsBack(question); {
	case c.topic == "":
		return question
	case BareQuestion(question) && c.last != "": // "Why?": of what was asked before
		return strings.TrimRight(question, " ?.!") + " (" + asked(c.last) + ")?"
	case isEllipsis(question) && onlyTime(question): // "And in 2019?"
		return strings.TrimRight(c.last, " ?.!") + " " + afterAnd(question)
	case isEllipsis(question) && c.besides(afterAnd(question)) != "": // "And the Hanoi summit?" after one at Singapore
		return c.besides(afterAnd(question))
	case isEllipsis(question) && c.inTurn(afterAnd(question)) != "": // "And Lee?" after "What did Marsh say?"
		return c.inTurn(afterAnd(question))
	case isEllipsis(question): // "And Russia?": of what was asked before
		return About(About(question, c.topic), c.theme)
	case pronoun != "":
		named := c.name(question, pronoun)
		// "What was their role in it?" points at two things.
		if other := pointsBack(named); other != "" && other != pronoun {
			named = About(named, c.theme)
		}
		return named
	case c.leavesOut(question) && namesSomething(question) && asksWho(question): // "Who is Anna Marsh?"
		return question
	case c.leavesOut(question) && namesSomething(question):
		return About(question, c.theme)
	case c.leavesOut(question):
		return About(question, c.theme)
	case english.IsCapital(c.theme) && !asksWho(question) && c.within(question):
		// A new name within a conversation about a name: "the Museum of Art" of
		// the town that is being talked about.
		return About(question, c.theme)
	}
	return question
}

// BareQuestion reports whether a question is its question word alone.
func BareQuestion(question string) bool {
	w := english.WordsOf(question)
	return len(w) == 1 && english.QuestionWords[w[0]]
}

// AsksOn reports whether a question asks for more than was said: its question word
// alone, or "tell me more".
func AsksOn(question string) bool {
	words := english.Pack.Words(question)
	i, _, n := english.Pack.Phrases("followup/more").Find(words)
	return BareQuestion(question) || n > 0 && i == 0
}

// asked returns what a question asks about, without the words it asks with.
func asked(question string) string {
	words := strings.Fields(strings.TrimRight(question, " ?.!"))
	for len(words) > 1 && english.QuestionWords[strings.ToLower(words[0])] {
		words = words[1:]
	}
	text := strings.Join(words, " ")
	if inner, ok := strings.CutPrefix(text, "("); ok { // of a question word that stood alone, too
		return strings.TrimSuffix(inner, ")")
	}
	return text
}

// besides asks the question before of something else of the same kind, "" where
// it is of another.
func (c *conversation) besides(other string) string {
	other = strings.TrimRight(other, " ?.!")
	bare := strings.TrimPrefix(other, "the ")
	if !strings.Contains(c.last, c.topic) || len(strings.Fields(bare)) < 2 || len(strings.Fields(c.topic)) < 2 || kind(bare) != kind(c.topic) {
		return ""
	}
	return strings.Replace(c.last, c.topic, bare, 1)
}

// inTurn asks the question before of somebody else who is named, "" where that was not
// of somebody who did something.
func (c *conversation) inTurn(other string) string {
	other = strings.TrimRight(other, " ?.!")
	before, after, ok := strings.Cut(c.last, c.topic)
	if !ok || !isPersonLike(other) || !isPersonLike(c.topic) || strings.Contains(after, c.topic) {
		return ""
	}
	words := english.WordsOf(before)
	if len(words) == 0 || !english.Pack.Set("questions/yesno")[words[len(words)-1]] {
		return ""
	}
	return before + other + after
}

// kind is the last word of a name: what the thing is, in "Hanoi summit".
func kind(name string) string {
	words := strings.Fields(strings.ToLower(name))
	return english.StemLike(words[len(words)-1])
}

// asksWho reports whether a question asks who somebody is by their full name: the
// same person whatever is talked about.
func asksWho(question string) bool {
	words := strings.Fields(question)
	return len(words) >= 4 && strings.EqualFold(words[0], "who") && (words[1] == "is" || words[1] == "was") &&
		english.IsCapital(words[2]) && english.IsCapital(words[3])
}

// within reports whether a new name can be of something that belongs to the
// theme. What is called the same kind of thing stands beside it: after the
// Hanoi summit, the Singapore summit; and so do two that say what they are: after the
// Beijing parade, the Hanoi summit.
func (c *conversation) within(question string) bool {
	name := introduced(question, c.topic+" "+c.theme)
	if name == "" {
		return false
	}
	if isPlaceIn(c.said, c.theme) && isPlaceIn(c.said+"\n"+question, capitalised(name)) { // after Singapore, Hanoi
		return false
	}
	words, theme := strings.Fields(name), strings.Fields(c.theme)
	return len(words) < 2 || len(theme) < 2 || kind(name) != kind(c.theme) && (english.IsCapital(words[len(words)-1]) || english.IsCapital(theme[len(theme)-1]))
}

// capitalised returns the words of a name up to the first without a capital: "Hanoi" of
// "Hanoi fail".
func capitalised(name string) string {
	words := strings.Fields(name)
	if i := slices.IndexFunc(words, func(w string) bool { return !english.IsCapital(w) }); i >= 0 {
		words = words[:i]
	}
	return strings.Join(words, " ")
}

// name puts the topic in the place of a pronoun.
func (c *conversation) name(question, pronoun string) string {
	topic, also := c.topic, ""
	switch {
	case english.Plurals[pronoun] && english.IsCapital(topic) && c.pair != "":
		topic = c.pair
	case english.Plurals[pronoun] && c.two(question) != "":
		topic = c.two(question)
	case english.Plurals[pronoun] && c.place && c.group != "": // the miners of where?
		topic, also = c.group, c.topic
	case ofPerson[pronoun]:
		names := c.candidates(pronoun)
		if len(names) == 0 { // nobody has been named
			return About(question, topic)
		}
		topic, c.person = names[0], names[0]
	}
	if len(english.WordsOf(topic)) == 1 && sharesWord(english.WordsOf(question), english.WordsOf(topic)) {
		return question
	}
	if pronoun == "that" && english.IsCapital(topic) && slices.ContainsFunc(english.WordsOf(c.last)[:min(2, len(english.WordsOf(c.last)))], func(w string) bool { return english.Pack.Set("questions/past")[w] }) {
		return About(question, asked(c.last))
	}
	if english.IsCapital(topic) && english.Pack.Phrases("followup/of events").In(english.Pack.Words(question)) { // what happened was no country and nobody
		return About(About(question, topic), also)
	}
	if put := inPlaceOf(question, pronoun, topic); put != question {
		return About(put, also)
	}
	return About(About(question, topic), also)
}

// inPlaceOf puts a name in the place of a pronoun; the question is returned as it
// is where the pronoun does not stand for a name alone.
func inPlaceOf(question, pronoun, topic string) string {
	words := strings.Fields(question)
	for i, w := range words {
		bare := strings.ToLower(strings.Trim(w, ".,;:!?\"“”()"))
		bare = strings.ReplaceAll(bare, "’", "'")
		if strings.TrimSuffix(bare, "'s") != pronoun {
			continue
		}
		end := strings.TrimLeft(w, "\"“(")
		end = end[len(strings.TrimRight(end, ".,;:!?\"”)")):]
		if possessivePronouns[pronoun] || strings.HasSuffix(bare, "'s") && bare != "it's" {
			words[i] = possessive(topic) + end
		} else if english.Demonstratives[pronoun] && i+1 < len(words) && !english.FunctionWords[strings.ToLower(strings.Trim(words[i+1], ".,?!"))] {
			continue // "this declaration" names itself in part: the topic is added behind
		} else if pronoun == "there" {
			words[i] = "in " + topic + end
		} else {
			words[i] = topic + end
		}
		return strings.Join(words, " ")
	}
	return question
}

// joinedNames matches two names that are spoken of together.
var joinedNames = regexp.MustCompile(`\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+){0,3} and \p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+){0,3}`)

// pairIn returns the first two names that a question speaks of together, "" for
// none.
func pairIn(question string) string {
	pair := joinedNames.FindString(question)
	first, rest, _ := strings.Cut(pair, " ")
	if lower := strings.ToLower(first); english.FunctionWords[lower] || english.Verbs[lower] { // "Will Marsh and Lee"
		return joinedNames.FindString(rest)
	}
	return pair
}

// many matches what is named as more than one.
var many = regexp.MustCompile(`\b[Tt]he (?:\p{Ll}+ )?\p{Ll}{3,}s\b`)

// groupIn returns the first people or things that a question names as many, ""
// for none.
func groupIn(question string) string {
	for _, group := range many.FindAllString(question, -1) {
		words := strings.Fields(strings.ToLower(group))
		if last := words[len(words)-1]; !english.Verbs[last] && !general[english.StemLike(last)] && !strings.HasSuffix(last, "ss") && !strings.HasSuffix(last, "us") && !strings.HasSuffix(last, "is") && !english.FunctionWords[words[1]] {
			return strings.Join(words, " ")
		}
	}
	return ""
}

// isPlaceIn reports whether a question speaks of a name as of a place.
func isPlaceIn(question, name string) bool {
	if !english.IsCapital(name) {
		return false
	}
	for _, before := range []string{" in ", " near ", " across "} {
		if _, after, found := strings.Cut(question, before+name); found && (after == "" || !unicode.IsLetter([]rune(after)[0])) {
			return true
		}
	}
	return false
}

var ofPerson = english.Pack.Set("followup/of person")

// How it is asked which one, and verbs of saying: "Which company said".
var (
	asksWhich = english.Pack.Set("followup/which")
	says      = english.Pack.Set("speech/verb", "speech/dated infinitive")
)

// About adds a topic to a question.
func About(question, topic string) string {
	var missing []string
	have := map[string]bool{}
	for _, w := range english.WordsOf(question) {
		have[english.StemLike(w)] = true
	}
	for _, w := range strings.Fields(topic) {
		if slices.ContainsFunc(english.WordsOf(w), func(part string) bool { return !have[english.StemLike(part)] }) { // "Jong-un" is two words
			missing = append(missing, w)
		}
	}
	if len(missing) == 0 {
		return question
	}
	body := strings.TrimRight(question, " ?.!")
	end := strings.TrimSpace(question[len(body):])
	if added, ok := strings.CutSuffix(body, ")"); ok && briefing.AddedTopic(body) > 0 { // one pair of brackets is enough
		return added + ", " + topic + ")" + end
	}
	return body + " (" + topic + ")" + end
}

func possessive(topic string) string {
	if strings.HasSuffix(topic, "s") {
		return topic + "’"
	}
	return topic + "’s"
}

// backPointers are the words that point back to the topic of a conversation, in the
// order in which they are looked for.
var backPointers = func() []string {
	rank := english.Pack.Numbers("followup/back pointers")
	return slices.SortedFunc(maps.Keys(rank), func(a, b string) int { return rank[a] - rank[b] })
}()

var possessivePronouns = english.Pack.Set("followup/possessive pronouns")

// pointsBack returns the pronoun by which a question needs what was said
// before, or "". Where a question is of several sentences, what the first names is what
// the others point to.
func pointsBack(question string) string {
	first, rest := firstSentence(question)
	switch p := pointsBackIn(first); {
	case p != "" || rest == "":
		return p
	case namesSomething(first):
		return ""
	}
	return pointsBackIn(question)
}

// saysEnough is how many words that say something go before a possessive that points to
// one of them.
const saysEnough = 3

// firstSentence parts what a question says first from what follows, "" for nothing.
func firstSentence(question string) (first, rest string) {
	all := sentence.Split(question, "en")
	if len(all) < 2 {
		return question, ""
	}
	return question[:all[0].End], question[all[1].Start:]
}

func pointsBackIn(question string) string {
	words := english.WordsOf(question)
	for _, p := range backPointers {
		i := slices.Index(words, p)
		if i < 0 {
			continue
		}
		next, before := "", ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		if i > 0 {
			before = words[i-1]
		}
		switch p {
		case "there": // "is there", "are there any" point nowhere
			if before == "is" || before == "are" || before == "was" || before == "were" || next == "is" || next == "are" || next == "to" || next == "be" || next == "been" {
				continue
			}
		case "it": // "is it true that", "what does it mean to", "it is"
			if next == "true" || next == "mean" && slices.Contains(words, "to") || next == "take" && slices.Contains(words, "to") {
				continue
			}
		case "that": // "the breeds that are", only "that" alone points back
			if before != "about" && before != "is" && before != "was" && before != "of" && before != "did" && before != "does" || next != "" && before == "about" {
				continue
			}
		case "one":
			if before != "that" && before != "which" && before != "this" {
				continue
			}
		case "this", "these", "those":
			if next == "year" || next == "week" || next == "month" {
				continue
			}
		}
		// A pronoun that a name earlier in the same question stands for: "Who was
		// Tesla and when did he die?"
		if i > 3 && (namedBefore(question, words, i) || possessivePronouns[p] && len(content(strings.Join(words[:i], " "))) >= saysEnough) ||
			i > 2 && saysOfItself(question, words, i) {
			continue
		}
		return p
	}
	return ""
}

// namedBefore reports whether the question introduces something of its own
// before word i: "What is X and why is it famous?"
func namedBefore(question string, words []string, i int) bool {
	join := slices.Index(words[:i], "and")
	if join < 0 {
		join = slices.IndexFunc(words[:i], func(w string) bool { return w == "if" || w == "but" })
	}
	return join > 1 && len(content(strings.Join(words[:join], " "))) > 0
}

// saysOfItself reports whether word i of a question is what somebody named before it says
// of themselves: "Which company announced it would", "What did Marsh say she".
func saysOfItself(question string, words []string, i int) bool {
	said := i - 1
	if words[said] == "that" {
		said--
	}
	if !says[words[said]] {
		return false
	}
	if ofPerson[words[i]] {
		return namesSomething(question)
	}
	return asksWhich[words[0]] && len(content(strings.Join(words[1:said], " "))) > 0
}

// isEllipsis reports whether a question only names something else to ask the
// same of: "And Russia?", "And in 2019?".
func isEllipsis(question string) bool {
	lower := strings.ToLower(strings.TrimSpace(question))
	return strings.HasPrefix(lower, "and ") && len(strings.Fields(lower)) <= 6
}

// afterAnd returns what follows the "And", "What about" or "How about" of an
// ellipsis.
func afterAnd(question string) string {
	words := strings.Fields(question)
	for len(words) > 1 && (strings.EqualFold(words[0], "and") || strings.EqualFold(words[0], "what") || strings.EqualFold(words[0], "how") ||
		strings.EqualFold(words[0], "about")) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// onlyTime reports whether an ellipsis asks the same of another time.
func onlyTime(question string) bool {
	rest := content(afterAnd(question))
	return len(rest) > 0 && !slices.ContainsFunc(rest, func(w string) bool {
		return !english.TimeWords[w] && strings.Trim(w, "0123456789") != "" && w != "year" && w != "month" && w != "week"
	})
}

// leavesOut reports whether a question without a pronoun needs the topic: it
// brings up nothing of its own, and says little that could be looked for
// besides general words ("the main causes").
func (c *conversation) leavesOut(question string) bool {
	if introduced(question, c.topic+" "+c.theme) != "" {
		return false
	}
	own, topic := content(question), english.WordsOf(c.topic)
	specific := 0
	for _, w := range own {
		if !general[english.StemLike(w)] && !sharesWord([]string{w}, topic) {
			specific++
		}
	}
	return specific <= mostSpecific
}

// mostSpecific is how many words a question may say that are neither general
// nor of the topic, and still be about the topic.
const mostSpecific = 3

// introduced returns what a later question brings up in place of the topic: a
// name, what "What is X?" or "Tell me about X" ask about, or what a question
// speaks of that has nothing to do with what was known.
func introduced(question, known string) string {
	fresh := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return !sharesWord([]string{strings.ToLower(w)}, english.WordsOf(known)) })
	}
	if name := longestName(question); name != "" && fresh(english.WordsOf(name)) {
		return name
	}
	frame, rest := frameOf(question)
	runs := runsOf(rest)
	for i, run := range runs {
		if !fresh(run) || i > 0 && !frame {
			continue
		}
		if !general[english.StemLike(strings.ToLower(run[len(run)-1]))] && (frame && i < 2 && i == len(runs)-1 || len(run) >= 2 && len(content(question)) >= 3) {
			return strings.Join(run, " ")
		}
	}
	return ""
}

// frames are the beginnings of questions that introduce their topic.
var frames = english.Pack.List("followup/frames")

func frameOf(question string) (bool, string) {
	q := strings.TrimSpace(question)
	lower := strings.ToLower(q)
	for _, f := range frames {
		if strings.HasPrefix(lower, f+" ") {
			return true, q[len(f)+1:]
		}
	}
	return false, q
}

// topicOf returns what a question is about: the longest of its names, else the
// last run of content words of what it introduces ("the history of toilets" is
// about toilets), else its longest run.
func topicOf(question string) string {
	_, rest := frameOf(question)
	if name := longestName(question); name != "" {
		return name
	}
	runs := runsOf(rest)
	if len(runs) == 0 {
		return ""
	}
	best := runs[0]
	for _, r := range runs[1:] {
		if onlyGeneral(best) && !onlyGeneral(r) || len(r) > len(best) && !onlyGeneral(r) {
			best = r
		}
	}
	if onlyGeneral(best) {
		return ""
	}
	return strings.Join(best, " ")
}

// longestName returns the longest run of capitalised words after the first
// word, with the content words that follow it: "US Electoral College", "Bronze
// Age collapse".
func longestName(question string) string {
	words := strings.Fields(question)
	best := ""
	from := 1
	if len(words) > 1 && english.IsCapital(words[1]) && !english.FunctionWords[strings.ToLower(english.TrimWord(words[0]))] && !english.Verbs[strings.ToLower(english.TrimWord(words[0]))] {
		from = 0 // a question that begins with a name, or is one
	}
	for i := from; i < len(words); i++ {
		if !english.IsCapital(words[i]) || beginsAlone(words, i) || isI(words[i]) {
			continue
		}
		j := i
		var run []string
		for ; j < len(words); j++ {
			bare := english.TrimWord(words[j])
			lower := strings.ToLower(bare)
			joins := lower == "of" && j+1 < len(words) && english.IsCapital(words[j+1])
			if !english.IsCapital(words[j]) && !joins && (english.FunctionWords[lower] || english.Verbs[lower] || gerund.Is(lower) && j+1 < len(words) && english.IsCapital(words[j+1])) { // "Glasgow hosting COP26"
				break
			}
			run = append(run, bare)
			if strings.ContainsAny(words[j][len(words[j])-1:], ".,?!;:") {
				j++
				break
			}
		}
		if name := strings.Join(run, " "); len(name) > len(best) {
			best = name
		}
		i = j
	}
	return best
}

// isI reports whether a word is "I", which is written as a name is, or begins with it:
// "I'm".
func isI(w string) bool {
	return w == "I" || strings.HasPrefix(w, "I’") || strings.HasPrefix(w, "I'")
}

// beginsAlone reports whether a word begins a sentence after the first with a
// capital that makes it no name: "Okay. Did they".
func beginsAlone(words []string, i int) bool {
	if i == 0 || !strings.ContainsAny(words[i-1][len(words[i-1])-1:], ".?!") {
		return false
	}
	lower := strings.ToLower(english.TrimWord(words[i]))
	return english.FunctionWords[lower] || english.Verbs[lower] || i+1 == len(words) || !english.IsCapital(words[i+1])
}

// withoutRemark leaves out what a question says before it asks: "Okay. What".
func withoutRemark(question string) string {
	for {
		i := strings.IndexAny(question, ".!")
		if i < 0 || i+2 >= len(question) || question[i+1] != ' ' || len(strings.Fields(question[:i])) > 4 {
			return question
		}
		question = strings.TrimSpace(question[i+1:])
	}
}

// runsOf cuts a text into runs of content words.
func runsOf(text string) [][]string {
	var out [][]string
	var run, heads []string
	for _, w := range strings.Fields(text) {
		bare := english.TrimWord(w)
		lower := strings.ToLower(bare)
		if lower == "" || english.FunctionWords[lower] || english.Verbs[lower] || past.Is(lower) && len(lower) > 5 {
			if run != nil {
				out, run = append(out, run), nil
			}
			continue
		}
		if run == nil && general[english.StemLike(lower)] {
			heads = append(heads, bare) // "the first artificial satellite" is about the satellite
			continue
		}
		run = append(run, bare)
	}
	if run != nil {
		out = append(out, run)
	}
	if out == nil && heads != nil {
		out = append(out, heads)
	}
	return out
}

func onlyGeneral(run []string) bool {
	return !slices.ContainsFunc(run, func(w string) bool { return !general[english.StemLike(strings.ToLower(w))] })
}

// content returns the words of a text that say something.
func content(text string) []string {
	var out []string
	for _, w := range english.WordsOf(text) {
		if len(w) > 1 && !english.FunctionWords[w] && !english.Verbs[w] {
			out = append(out, w)
		}
	}
	return out
}

func sharesWord(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if english.StemLike(x) == english.StemLike(y) && !english.FunctionWords[x] {
				return true
			}
		}
	}
	return false
}

// How words end by which their kind is guessed.
var (
	adverb = english.Pack.Phrases("endings/adverb")
	gerund = english.Pack.Phrases("endings/gerund")
	past   = english.Pack.Phrases("endings/past")
)

// general words need something to be about.
var general = func() map[string]bool {
	m := map[string]bool{}
	for w := range english.Pack.Set("followup/general") {
		m[english.StemLike(w)] = true
	}
	return m
}()
