package briefing

import "sitrep/corpus/language"

// Remark is what somebody says to the bot that is no question.
type Remark string

// What is said; the packs have the words, in lists of these names.
const (
	NoRemark Remark = ""
	Thanks   Remark = "thanks"
	Greeting Remark = "greeting"
	Farewell Remark = "farewell"
	Chat     Remark = "chat"
	Insult   Remark = "insult"

	ForDigest Remark = "digest" // asks for what a command sets up
)

// mostRemark is how many bytes a remark has at the most.
const mostRemark = 80

// RemarkOf tells what a message is that asks nothing of the news, in any language of
// the packs: it must say that and nothing more.
func RemarkOf(message string) Remark {
	if len(message) > mostRemark {
		return NoRemark
	}
	for _, list := range []struct {
		name   string
		remark Remark
	}{
		{"smalltalk/thanks", Thanks}, {"smalltalk/greeting", Greeting}, {"smalltalk/farewell", Farewell},
		{"smalltalk/chat", Chat}, {"smalltalk/insult", Insult}, {"smalltalk/digest", ForDigest},
	} {
		for _, tag := range language.Tags() {
			pack := language.For(tag)
			if isWholly(pack.Phrases(list.name), pack.Words(message)) {
				return list.remark
			}
		}
	}
	return NoRemark
}
