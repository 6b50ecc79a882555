package verify

import (
	"maps"
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
ask request appeal seek
talk speak converse discuss
talks negotiations consultations
restart resume reopen renew
resume continue
pass adopt approve enact ratify
pass cross go travel move
list name mention cite
reject dismiss refuse decline rebuff spurn
travel fly journey go
earlier previous prior former
previous before
fail unsuccessful failure
resident inhabitant people local citizen
worldwide global world
stay remain keep continue
lift remove ease
repeatedly several times often
end break collapse conclude over
collapse fail break
destroy blow demolish explode destruction
step cross walk
pledge promise vow commit commitment
produce result yield
contain hold include have comprise
location site place
turn switch
turn become
fire launch test shoot
troop soldier force personnel
unit troop force
crew sailor
stuck aground wedged trapped
aground strand
free refloat release
approximately about roughly around some nearly almost
percent per cent
wait queue
estimate put calculate reckon
worth value
value price
hold delay block
draw attract
require demand need oblige
oblige require commit bind
concern worry fear anxiety
worried concerned afraid anxious
angry furious anger outrage
happy glad pleased delighted
damage harm hurt
damage ruin devastate
quick fast rapid swift
gather meet assemble
gathering meeting assembly
address speak
speech address remarks
leave depart quit exit
enter join
arrive land
land touchdown splashdown
land touch
orbit circle
satellite spacecraft
spacecraft probe craft capsule
spy reconnaissance surveillance
rocket missile launcher
aid help assist
assist support
visit tour
guest visitor
host hold stage
invite invitation
ready prepared willing
want wish
vote ballot
vote elect
elect choose pick select
choose opt
parade march
march walk
watch see attend view
see witness
attend present
train rail
border frontier boundary line
suspend halt stop pause
suspension halt pause
abandon scrap drop quit
abolish scrap dissolve
abolish end
expand extend enlarge widen
extend prolong continue
extend give offer
reduce lower
strict tough harsh
severe serious heavy
rule regulation law
regulate govern
penalty fine sanction
punish penalise retaliate
forbid ban prohibit
ministry department
minister secretary
spokesman spokeswoman spokesperson
envoy diplomat negotiator representative
diplomat official
official officer
aide adviser assistant
chairman chair head
chief commander
army force
war conflict fighting
battle fight clash
fighting combat
peace truce ceasefire
ceasefire truce armistice
treaty agreement pact accord deal
statement declaration
declaration document
document text paper
letter message note
reply answer respond response
respond react reaction
condemn denounce criticise criticism condemnation
criticise attack blast slam
praise welcome hail applaud
thank gratitude
insist maintain stress emphasise
suggest propose
propose offer
say note observe
note point
report state
broadcast air
loudspeaker speaker
leaflet flyer
rubbish trash garbage
family relative
brother sibling
sister sibling
succeed follow
successor heir
birth born
death die
injure hurt wound
hurt harm
safe secure
security safety
secret covert hidden
public open
open inaugurate
inaugurate swear
swear inaugurate oath
office post
presidency president
government cabinet administration
administration government
capital city
southern south
northern north
eastern east
western west
worker employee staff
staff personnel employee
firm company
factory plant
plant mine
market exchange
trade commerce
goods cargo merchandise
container box
ship vessel freighter
economy economic
grow expand
growth expansion
shrink contract
poor bad
strong powerful
powerful mighty
weak feeble
new fresh recent
late recent
begin start
finish complete
complete full total entire
total whole
whole entire
part portion
evening night
night overnight
morning dawn
annual yearly
yearly annually
lead guide
follow pursue
continue proceed
cancel call
call describe label term
describe characterise depict
characterize describe
explain say
mean signify
cause reason
reason because
goal aim target objective
aim intend
plan intend
intend mean
hope expect
expect anticipate
predict forecast
likely probable
probably likely
clear obvious
obvious evident
prove show
show indicate
indicate suggest
evidence proof
sign signal
sign conclude
conclude reach
reach attain
reach arrive
miss fail
win earn
earn gain
gain obtain
obtain get acquire
receive get
get gain
give hand provide
provide supply deliver
supply deliver
deliver send
send dispatch ship deploy
deploy station send
deployment dispatch
carry transport
bring take
take bring
place put
put lay
remove withdraw
withdraw pull
withdrawal removal
pull drag tow
tow pull
push press
pressure press
inspect examine check
examine study
search look
look seek
find locate
disrupt disturb interrupt
interrupt suspend
delay hold
quickly soon
soon shortly
shortly soon
sudden abrupt
abruptly suddenly
slight small
small minor
major big large
huge enormous
giant enormous
high tall
tall high
low reduced
deep profound
wide broad
broad wide
narrow tight
long lengthy
lengthy long
short brief
brief short
heavy severe
record peak
peak high
surge rise jump soar climb
plunge fall tumble slump
price cost
player footballer
team side
goalkeeper keeper
penalty spot
trophy cup title
title championship
champion winner
final decider
equalise level
tournament competition
attendance crowd
volcano volcanic
eruption erupt
lava magma
quake earthquake
earthquake tremor
evacuate leave
evacuation evacuate
fissure crack
gas fume
ash dust
resort spa
heat warm
freeze frozen
ice frozen
moon lunar
moon lunar
sun solar
sea ocean
sea maritime
coast shore
island isle
river stream
canal waterway
mountain peak
forest wood
fire flame
storm gale
wind gale
rain downpour
flood flooding
drought dry
food meal
dinner meal
lunch meal
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
miss meet
help damage
help hurt
northern southern
eastern western
older younger
elder younger
old young
place remove
add remove
lift keep
lift stay
lift remain
partial full
partial complete
condemn welcome
criticise praise
condemn praise
denounce welcome
full empty
succeed collapse
accept dismiss
accept decline
adopt reject
pass reject
welcome reject
praise condemn
trust distrust
widen narrow
rise plunge
soar plunge
climb fall
climb drop
love hate
increase cut
raise cut
raise lower
expand contract
opponent supporter
critic supporter
sign refuse
sign reject
open refuse
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

// LightWords returns the English words that carry little of what a claim says,
// in lower case and alphabetical order: the reporting frame around it, verbs
// that lend their meaning to a noun, words of number and time that any story
// has.
func LightWords() []string { return slices.Sorted(maps.Keys(light)) }

// light words carry little of what a claim says: the reporting frame around it,
// verbs that lend their meaning to a noun, words of number and time that any
// story has.
var light = english.Set("verify/light")

// extent words say how much, how many or how far: invented, they make another
// claim.
var extent = english.Set("verify/extent")
