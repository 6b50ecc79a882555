package verify

import "strings"

// hedges make what follows them less than a fact, whoever says it.
var hedges = set(`may might could possibly perhaps maybe reportedly allegedly apparently supposedly purportedly probably likely believed
	thought rumoured rumored suspected`)

// guardWords are groups of words that say when, why, how many, or how surely:
// within a group they say the same. Those with "~" say other things, too, and may
// be put where the evidence has no such word.
const guardWords = `
before prior ahead
after following ~since
until till
~while ~as when ~during amid
because due owing ~since thanks ~result
next coming following
last previous past earlier
ago earlier
day days daily
week weeks weekly
month months monthly
year years yearly annual annually
decade decades
century centuries
hour hours hourly
minute minutes
all every each entire whole ~both ~entirely
most majority mostly
many numerous lots dozens
several ~some
few
half
none ~no ~nobody
only sole solely
first initial initially
other another
more ~over
less fewer ~under
certainly definitely surely undoubtedly
always
right
left
good well
bad badly
million
billion
thousand
hundred
younger youngest
older oldest elder eldest
`

var guardedWords, guardGroups = readGuards()

func readGuards() (words map[string]bool, pairs map[[2]string]bool) {
	words, pairs = map[string]bool{}, map[[2]string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(guardWords), "\n") {
		group := strings.Fields(line)
		for i, w := range group {
			group[i] = strings.TrimPrefix(w, "~")
			words[group[i]] = words[group[i]] || group[i] == w
		}
		for _, w := range group {
			for _, v := range group {
				pairs[[2]string{v, w}] = true
			}
		}
	}
	return words, pairs
}

// guards reports whether two words are of one such group. Those that merely deny
// are one, too: "has not", "hasn't", "has never".
func guards(a, b string) bool {
	return guardGroups[[2]string{a, b}] || merelyDenying[a] && merelyDenying[b] || hedges[a] && hedges[b]
}

var merelyDenying = set(`not no never neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt
	shouldnt hasnt havent hadnt mustnt nobody none nothing`)
