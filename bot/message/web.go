package message

import "sitrep/corpus/fetch"

// NotHad says why something could not be had from the web.
func NotHad(as Presentation, why *fetch.Error) string {
	switch why.Reason {
	case fetch.BadAddress:
		if why.Credentials() {
			return as.Say("Its address holds a user name or a password: take it out.")
		}
		return as.Say("Its address is not that of a web page.")
	case fetch.NotPublic:
		return as.Say("Its address is not on the public internet, and only that is read.")
	case fetch.BadPort:
		return as.Say("Only the ports 80 and 443 are read.")
	case fetch.Robots:
		return as.Say("Its robots.txt asks programs to stay away from that page, and I do.")
	case fetch.NoHost:
		return as.Say("There is no host of that name on the public internet.")
	case fetch.Slow:
		return as.Say("The site took too long to answer. Try again later.")
	case fetch.TooLarge:
		return as.Say("It is too large for a page of news.")
	case fetch.Redirects:
		return as.Say("It leads from one address to the next without an end.")
	case fetch.Status:
		switch {
		case why.Gone():
			return as.Say("The site says that there is no such page.")
		case why.Forbidden():
			return as.Say("It refuses programs, or is for subscribers alone.")
		}
		return as.Say("The site answers with an error, %d. Try again later.", why.Code)
	}
	return as.Say("The site can't be reached, or does not answer as it should. Try again later.")
}
