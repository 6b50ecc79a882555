// Package remark tells what people say to the bot that is no question.
package remark

import (
	"strings"
	"unicode"

	"sitrep/corpus/language"
)

// Remark is what somebody says to the bot that is no question.
type Remark string

// What is said; the packs have the words, in lists of these names.
const (
	None     Remark = ""
	Thanks   Remark = "thanks"
	Greeting Remark = "greeting"
	Farewell Remark = "farewell"
	Chat     Remark = "chat"
	Insult   Remark = "insult"

	Wellbeing Remark = "wellbeing" // asks how the bot is
	Laugh     Remark = "laugh"
	Nod       Remark = "nod" // heard, agreed or not, sorry

	ForDigest Remark = "digest" // asks for what a command sets up
	ForStop   Remark = "stop"   // asks to have that end
	ForHelp   Remark = "help"   // asks how the bot is used
	ForSave   Remark = "save"   // asks for what was shown as a file
	ForReport Remark = "report" // calls wrong what was shown

	ForPrivacy Remark = "privacy" // asks what is kept about who asks, or to delete it
	ForWatch   Remark = "watch"   // asks to be told as soon as there is news
	ForView    Remark = "view"    // asks for a view of a brief, its timeline
)

// mostRemark is how many bytes a remark has at the most.
const mostRemark = 80

// remarks are the lists of the packs, with what they make of a message.
var remarks = []struct {
	list   string
	remark Remark
}{
	{"smalltalk/thanks", Thanks}, {"smalltalk/greeting", Greeting}, {"smalltalk/farewell", Farewell},
	{"smalltalk/chat", Chat}, {"smalltalk/insult", Insult}, {"smalltalk/digest", ForDigest},
	{"smalltalk/wellbeing", Wellbeing}, {"smalltalk/laugh", Laugh}, {"smalltalk/nod", Nod},
	{"smalltalk/help", ForHelp}, {"smalltalk/save", ForSave}, {"smalltalk/report", ForReport},
	{"smalltalk/privacy", ForPrivacy}, {"smalltalk/watch", ForWatch}, {"smalltalk/view", ForView},
	{"smalltalk/stop", ForStop},
}

// wishes are the lists of what begins a wish for something that a command does; what
// follows is what it is wished for.
var wishes = []struct {
	list   string
	remark Remark
}{
	{"smalltalk/stop opens", ForStop}, {"smalltalk/digest opens", ForDigest}, {"smalltalk/save opens", ForSave}, {"smalltalk/privacy opens", ForPrivacy}, {"smalltalk/watch opens", ForWatch}, {"smalltalk/view opens", ForView},
}

// Of tells what a message is that asks nothing of the news, in any language of
// the packs: it must say that and nothing more. Of several remarks in a row, "ok cool
// thanks", the last one counts, and letters drawn out count once: "lmaooo".
func Of(message string) Remark {
	if len(message) > mostRemark {
		return None
	}
	for _, said := range []string{message, shortened(message)} {
		for _, tag := range language.Tags() {
			pack := language.For(tag)
			if remark := remarkOf(pack, said, pack.Words(said)); remark != None {
				return remark
			}
		}
	}
	return None
}

// shortened drops the letters of a message that draw it out: of three or more alike
// in a row all but one, and of two that take turns what is more than twice.
func shortened(message string) string {
	var out []rune
	letters := []rune(message)
	for i := 0; i < len(letters); {
		n := 1
		for i+n < len(letters) && letters[i+n] == letters[i] && unicode.IsLetter(letters[i]) {
			n++
		}
		if n < 3 {
			out = append(out, letters[i:i+n]...)
		} else {
			out = append(out, letters[i])
		}
		i += n
	}
	kept := out[:0]
	for _, c := range out {
		n := len(kept)
		if n >= 4 && unicode.IsLetter(c) && c == kept[n-2] && c == kept[n-4] && kept[n-1] == kept[n-3] && unicode.IsLetter(kept[n-1]) {
			kept = kept[:n-1] // "hahaha": the h before this a, too
			continue
		}
		kept = append(kept, c)
	}
	return string(kept)
}

// remarkOf reads words as remarks, the longest at each place, with what may stand
// beside one: "hello bot", "stop it please".
func remarkOf(pack *language.Pack, message string, words []language.Token) Remark {
	for i := range words {
		for _, w := range wishes {
			if _, n := pack.Phrases(w.list).At(words, i); n > 0 {
				return w.remark
			}
		}
		if _, n := pack.Phrases("smalltalk/beside").At(words, i); n == 0 { // "please", "hey bot"
			break
		}
	}
	last := None
	for i := 0; i < len(words); {
		longest := 0
		for _, r := range remarks {
			if _, n := pack.Phrases(r.list).At(words, i); n > longest {
				longest, last = n, r.remark
			}
		}
		if longest == 0 {
			_, longest = pack.Phrases("smalltalk/beside").At(words, i)
		}
		if longest == 0 {
			return opened(pack, message, words)
		}
		i += longest
	}
	return last
}

// mostOpened is how many words there are at most in a remark of which only how it
// begins is known: "thx that helped a lot".
const mostOpened = 8

// opened reads words as a remark that is known by how it begins, where nothing that
// follows asks for anything or names anybody.
func opened(pack *language.Pack, message string, words []language.Token) Remark {
	_, n := pack.Phrases("smalltalk/opens").At(words, 0)
	if n == 0 || n == len(words) || len(words) > mostOpened || strings.ContainsAny(message, "?？؟") {
		return None
	}
	of := remarkOf(pack, message, words[:n])
	for i := n; i < len(words); i++ {
		told := pack.Set("openers/pronoun", "openers/demonstrative", "standalone/speakers")[words[i-1].Lower] // "that was useful" tells
		for _, list := range asking {
			if _, asks := pack.Phrases(list).At(words, i); asks > 0 && !told {
				return None
			}
		}
		if word := message[words[i].Start:words[i].End]; len(word) > 1 && pack.Setting("capitals") == "names" && strings.ToLower(word) != word {
			return None // it names something
		}
	}
	if of == None {
		of = Chat
	}
	return of
}

// asking are the lists of what asks for something.
var asking = []string{
	"smalltalk/asks", "questions/person", "questions/place", "questions/time", "questions/reason", "questions/number", "questions/amount",
	"questions/definition", "questions/yesno", "questions/other", "questions/subject",
}
