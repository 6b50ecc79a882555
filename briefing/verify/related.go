package verify

import (
	"slices"
	"strings"
	"sync"

	"sitrep/corpus/analysis"
)

// How strongly a word of a claim is found by another word of the evidence.
const (
	sameWord    = 1.0
	sameStart   = 0.75 // governing, government
	nearMeaning = 0.8  // killed, dead
)

// meanings are groups of words that news uses for one another. They are given
// as written in full; what is compared is their terms.
const meanings = `
say tell state announce add declare comment remark claim statement announcement
kill die dead death fatal murder slay killing
kill shoot murder
hurt injure wound injury
attack assault strike raid bombing
blast explosion explode bomb
meet meeting summit talks hold encounter
talks negotiations negotiate dialogue discussions discuss
launch fire test shoot
missile rocket projectile
nuclear atomic
arrest detain hold custody detention
jail prison imprison sentence jailed imprisoned
court judge trial tribunal
accuse charge allege blame
convict guilty conviction
admit confess acknowledge
deny reject dispute
win victory beat defeat triumph winner
beat defeat overcome
lose loss defeat
game match fixture clash
draw tie
goal score
lead leader head chief boss
leader president chief
boss manager coach
company firm business corporation
buy purchase acquire acquisition takeover
sell sale sold
job work post role position
quit resign leave step resignation departure
sack fire dismiss axe
appoint name hire
start begin open launch commence
end finish close conclude stop halt
stop halt suspend cease freeze
cancel scrap abandon axe
delay postpone
rise increase grow climb jump soar higher growth
fall drop decline decrease shrink plunge lower reduce cut
cut reduce reduction slash
raise increase
help aid assist assistance support
support back endorse backing
plan scheme proposal
want seek hope
agree deal pact accord agreement
treaty pact accord
sanction embargo
law legislation bill act
vote election poll ballot
lawmaker mp senator congressman parliamentarian
parliament assembly
police officer cop
soldier troop
army military troops
ship vessel boat
plane aircraft jet airliner
car vehicle
house home
child kid
boy son
girl daughter
man male
woman female
mother mum mom
father dad
wife spouse husband
old aged elderly
big large huge massive giant
small little tiny
near close nearby
show reveal demonstrate
find discover
reveal disclose
study research
scientist researcher expert
hospital clinic
doctor medic physician
illness disease
money cash fund
pay spend payment
cost price
rich wealthy
important key crucial
fire blaze
storm hurricane
visit trip travel tour
arrive come reach
return back
ask urge call
demand call
warn warning caution
threat threaten
protest demonstration rally
protester demonstrator
refugee migrant
country nation state
city town
area region
global world worldwide international
picture photo photograph image
film movie
tv television
use utilise
build construct construction
create make produce
destroy demolish wreck
search hunt
miss disappear vanish
save rescue
flee escape
allow let permit
ban bar prohibit forbid
stage hold
attend join
share stake
investigation inquiry probe investigate
cause lead
oppose against opposition
hit strike
crash collision collide
release free
relations ties
border frontier
warming heating warmer
temperature heat warm
human man anthropogenic manmade mankind people
us american america
uk british britain
`

// opposites are pairs of which the one denies the other.
const opposites = `
rise fall
increase decrease
increase decline
increase drop
increase reduce
increase fall
rise drop
rise decline
grow shrink
gain loss
gain lose
win lose
victory defeat
accept reject
approve reject
agree refuse
support oppose
allow ban
permit ban
confirm deny
admit deny
open close
start end
begin end
begin finish
arrive leave
enter leave
north south
east west
high low
higher lower
more less
more fewer
most least
majority minority
hot cold
warm cool
warming cooling
hotter cooler
expand shrink
strong weak
strengthen weaken
good bad
better worse
best worst
positive negative
success failure
succeed fail
true false
guilty innocent
alive dead
buy sell
before after
first last
early late
old new
same different
always never
all none
friend enemy
ally enemy
peace war
free jail
release arrest
acquit convict
lift impose
ease tighten
join leave
appoint sack
hire sack
resume suspend
resume halt
possible impossible
likely unlikely
safe dangerous
legal illegal
lawful unlawful
stable unstable
male female
man woman
boy girl
father mother
son daughter
brother sister
husband wife
morning evening
cause prevent
cause natural
natural human
natural anthropogenic
beneficial harmful
benefit harm
help harm
thicken thin
advance retreat
accelerate slow
advance delay
rich poor
`

// relations are the words above as terms.
type relations struct {
	near    map[string][]string
	opposed map[string][]string
}

var relation = sync.OnceValue(func() relations {
	a := analysis.New(nil)
	term := func(w string) string { return a.Tokens(w, "en")[0].Term }
	r := relations{near: map[string][]string{}, opposed: map[string][]string{}}
	for _, line := range strings.Split(strings.TrimSpace(opposites), "\n") {
		pair := strings.Fields(line)
		relate(r.opposed, term(pair[0]), term(pair[1]))
	}
	for _, line := range strings.Split(strings.TrimSpace(meanings), "\n") {
		group := strings.Fields(line)
		for i, v := range group {
			for _, w := range group[i+1:] {
				if v, w := term(v), term(w); !slices.Contains(r.opposed[v], w) {
					relate(r.near, v, w)
				}
			}
		}
	}
	return r
})

func relate(m map[string][]string, a, b string) {
	if a != b && !slices.Contains(m[a], b) {
		m[a] = append(m[a], b)
		m[b] = append(m[b], a)
	}
}

// sameStem reports whether two different terms begin alike for so long that
// they are of one stem, which the stemmer keeps apart.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	return n >= 5 && n*3 >= 2*longer || n >= 4 && n == shorter && longer-shorter <= 3
}

// light words carry little of what a claim says: the reporting frame around it,
// verbs that lend their meaning to a noun, words of number and time that any
// story has.
var light = set(`said say says saying told tell tells according announced announce announces announcement reported report reports
	reporting added adds confirmed confirm confirms called call calls warned warn warns claimed claim claims revealed reveal reveals
	insisted insists unveiled show shows showed shown figures figure experts officials new news latest set make makes made making
	take takes took taken taking get gets got give given gave has come comes came go goes went going use used using become became
	becomes left leave include included includes including involved involving part due number plan plans planned group people
	person man woman men women year years day days month months week weeks today yesterday time times way ways thing things like
	know known think believe believes want wants need needs put puts putting carry carried carrying place look looks
	keep keeps kept let say see seen seek across along around near early late several many much major leading prominent
	former one two also just even back still monday tuesday wednesday thursday friday saturday sunday named name face subject
	says accused criticised criticized described expressed agreed decided asked ask suggests suggested state states stated`)

// extent words say how much, how many or how far: invented, they make another
// claim.
var extent = set(`first second third fourth fifth last past next biggest largest highest lowest smallest longest worst best oldest
	youngest greatest fastest most least record only all every entire whole half quarter quarters thirds doubled double doubles tripled
	triple thousands hundreds dozens tens millions billions majority minority always never everyone nobody none sharply
	unprecedented unanimous unanimously final permanent permanently immediately completely`)
