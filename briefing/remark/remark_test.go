package remark

import "testing"

func TestRemarks(t *testing.T) {
	for message, want := range map[string]Remark{
		"thanks!": Thanks, "Danke schön": Thanks, "merci beaucoup !": Thanks, "ありがとう": Thanks, "고마워요": Thanks,
		"Hello there": Greeting, "hola": Greeting, "STOP": Farewell, "who are you?": Chat, "you suck": Insult,
		"brb getting coffee": Farewell, "weekly digest please": ForDigest,
		"ok cool": Thanks, "hi, are you a robot?": Chat, "can I get a weekly digest?": ForDigest, "stop the digest of mol": ForStop,
		"good morning bot": Greeting, "how are you today?": Wellbeing, "danke bot": Thanks, "please": None, "hello mate, who won?": None,
		"thx that helped a lot": Thanks, "haha thats wild": Laugh, "gn everyone im off to bed": Farewell, "danke das hilft mir": Thanks,
		"thanks, what about Iran": None, "thanks and the ferry": None, "lol is trump in jail": None, "thanks Iran deal": None,
		"lmaooo": Laugh, "HAHAHAHAHA": Laugh, "heyyy": Greeting, "nvm found it": Farewell, "how r u today": Wellbeing, "wie geht's?": Wellbeing,
		"found it, thanks!": Thanks, "stop it": Farewell, "ur trash lol": Laugh, "jajajajaja": Laugh, "ㅋㅋㅋㅋㅋ": Laugh, "no worries": Nod, "ça va ?": Wellbeing,
		"cheers mate that was really useful": Thanks, "im so bored today": Chat, "shut up already": Farewell, "heyooo": Greeting, "omg this is so boring": Insult,
		"delete everything you know about me": ForPrivacy, "what do you keep about me?": ForPrivacy, "subscribe": ForDigest, "can you send me news every monday": ForDigest,
		"notify me when there is news on Halden": ForWatch, "timeline of Halden": ForView, "save this as a file": ForSave, "lösch meine Daten": ForPrivacy,
		"stop the digest": ForStop, "Cancel my subscription": ForStop, "how do I stop a digest?": ForStop, "unsubscribe": ForStop, "stop": Farewell,
		"how do I save a brief?": ForSave, "that sentence is wrong": ForReport, "dieser Satz ist falsch": ForReport, "wie kündige ich mein Abo?": ForStop,
		"comment se désabonner ?": ForStop, "cancelar mi suscripción": ForStop, "구독 취소": ForStop, "配信停止": ForStop, "that sentence was overturned": None,
		"did the court cancel the subscription law": None, "what is the timeline of the ceasefire": None, "wrong trousers sales": None, "was that the last time": None, "thanks but who won the election": None,
		"mornin everyone": Greeting, "happy friday all": Chat, "gonna grab a coffee": Chat, "you suck at this": Insult, "gonna be a strike?": None, "happy valley": None, "off shore wind": None, "erase my chat history": ForPrivacy, "send this to me as a pdf": ForSave, "cant wait for friday": Chat,
		"banksy": None, "ebola Halden": None, "i want news on Halden": None, "delete key sales": None,
		"nvm who won": None, "nvm Iran won": None, "www": None, "the NNNN treaty": None,
		"Who thanked the coach?": None, "hello kitty": None, "Why?": None, "": None,
	} {
		if got := Of(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
