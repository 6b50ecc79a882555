package topics

import (
	"strings"

	"sitrep/corpus/analysis/fold"
)

// The lists below are of folded words. They are short on purpose: what decides
// in most cases is whether a word is written with a capital inside sentences,
// and whether it is also written without.

// roles are titles and offices. They stand before a name and are no part of it.
var roles = set(`
	mr mrs ms miss messrs dr prof professor sir dame rev reverend monsignor fr hon
	president presidents vice prime premier minister ministers chancellor secretary secretaries undersecretary
	ambassador envoy spokesman spokeswoman spokesperson chairman chairwoman chair chairperson chief ceo cfo coo cto
	director manager coach captain skipper striker defender midfielder goalkeeper winger
	senator senators sen rep reps representative representatives congressman congresswoman congressmen governor governors gov
	mayor mayors councilman councilwoman councillor alderman commissioner sheriff deputy deputies officer officers detective
	sergeant sgt lieutenant lt colonel col major maj general gen brigadier admiral adm commander corporal cpl private pvt
	pfc marshal attorney attorneys solicitor prosecutor judge judges justice magistrate
	former ex acting interim late then-president senior junior assistant associate executive
	leader leaders majority minority speaker whip press mp mps mep meps md mds phd
	taoiseach ayatollah sheikh shaikh imam archbishop bishop cardinal
	agent editor reporter correspondent analyst author actor actress singer star
	head heir founder co-founder owner boss shadow treasurer adviser advisor aide
`)

// rolesNot are names that begin with what is elsewhere a role, by its next word.
var rolesNot = map[string]map[string]bool{
	"general": set("motors electric mills dynamics assembly synod hospital"),
	"major":   set("league leagues"),
	"captain": set("america marvel"),
	"justice": set("league department ministry secretary"),
	"private": set("eye"),
	"press":   set("association complaints club"),
	"chief":   set("constable"),
	"judge":   set("dredd"),
	"star":    set("wars trek"),
	"fr":      set(""),
}

// calendar words are dates and holidays.
var calendar = set(`
	january february march april may june july august september october november december
	jan feb mar apr jun jul aug sept sep oct nov dec
	monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	christmas easter halloween thanksgiving hanukkah ramadan boxing eve new-year spring summer autumn fall winter
	am pm gmt bst est edt pst pdt cst cdt et pt utc ad bc bce ce millennium
`)

// peoples are adjectives of nations, faiths and parties, and those they are
// for: not names, though written as if they were.
var peoples = set(`
	afghan afghans african africans albanian albanians algerian algerians american americans angolan arab arabs arabic argentine
	argentinian armenian asian asians australian australians austrian austrians azerbaijani azeri bahraini bangladeshi basque belarusian
	belgian belgians bolivian bosnian bosnians brazilian brazilians briton britons british bulgarian bulgarians burmese cambodian
	cameroonian canadian canadians catalan chadian chechen chechens chilean chinese colombian colombians congolese croat croatian
	croatians cuban cubans cypriot czech czechs dane danes danish dutch dutchman ecuadorian egyptian egyptians english englishman
	eritrean estonian ethiopian ethiopians european europeans fijian filipino filipinos finn finnish finns french frenchman
	georgian georgians german germans ghanaian greek greeks guatemalan haitian haitians hispanic hispanics honduran hungarian
	hungarians icelandic indian indians indonesian indonesians iranian iranians iraqi iraqis irish irishman israeli israelis italian
	italians ivorian jamaican japanese jordanian jordanians kazakh kenyan kenyans korean koreans kosovar kurd kurdish kurds kuwaiti
	laotian latin latino latinos latvian lebanese liberian libyan libyans lithuanian macedonian malaysian malian maltese mexican
	mexicans moldovan mongolian moroccan moroccans namibian nepalese nepali nicaraguan nigerian nigerians norwegian norwegians
	omani pakistani pakistanis palestinian palestinians panamanian paraguayan persian peruvian pole poles polish portuguese qatari
	romanian romanians russian russians rwandan salvadoran samoan saudi saudis scandinavian scot scots scotsman scottish senegalese
	serb serbian serbs serbians singaporean slovak slovenian somali somalis spaniard spaniards spanish sudanese swede swedes swedish
	swiss syrian syrians taiwanese tajik tanzanian thai thais tibetan tongan tunisian turk turkish turkmen turks ugandan ukrainian
	ukrainians uruguayan uzbek venezuelan venezuelans vietnamese welsh welshman western westerner westerners yemeni yemenis
	yugoslav zambian zimbabwean zimbabweans northern southern eastern central north south east west anglo franco
	northeast northwest southeast southwest north-east north-west south-east south-west
	catholic catholics christian christians jew jewish jews muslim muslims islamic islamist islamists protestant protestants
	hindu hindus sikh sikhs buddhist buddhists shia shias shiite shiites sunni sunnis mormon mormons evangelical evangelicals orthodox
	anglican anglicans baptist methodist presbyterian
	democrat democrats democratic republican republicans gop-led tory tories conservative conservatives labour-led liberal liberals lib
	dem dems communist communists socialist socialists nazi nazis libertarian
	californian texan texans londoner londoners parisian new-yorker yorkers non-european
	black blacks white whites native natives
`)

// generic words are capitalised now and then, but name nothing by themselves.
var generic = set(`
	state states government governments administration house court courts city county district committee council commission
	department ministry agency office bureau board union parliament cabinet constitution amendment act bill law treaty
	army navy force forces police military marine marines guard national federal international royal public
	defence defense health education treasury interior home foreign affairs finance trade security justice
	university college school hospital church street road avenue park airport station river lake mount county
	internet web net tv dvd dvds cd cds pc pcs pdf hd usb sms gps gdp dna hiv aids mri ok id faq url ip it pr uk-based ads fm am
	god lord bible quran koran allah heaven hell earth sun moon
	first second third fourth fifth final finals semi-final group round game games cup league championship championships
	open grand slam prix tour world title season series division
	video photo photos image images twitter-based click read watch share follow sign report reports update updated
	online media news newspaper magazine book film award awards album oscar-winning best
	east west north south old new big great
	company corp corporation inc ltd plc group holdings bank
	war revolution century day year week month night morning age era
	mum mom dad mother father daddy grandma auntie uncle aunt
	q a b c d e f g h i j k l m n o p r s t u v w x y z
	ii iii iv vi vii viii ix xi xii
	no yes dear hello thanks hi hey oh wow amen congratulations
	americanism article section chapter page table figure appendix
	getty ap reuters-afp afp-getty
	today breakfast frost budget transport industry parliamentary number human rights associated securities health
	twitter-like communications culture science arts environment social work energy commerce agriculture labor
	plus related rear additional front left right top inside
	freedom democracy peace rule law order plan road map green paper manifesto speech queen-s
	ipo ipos mba ba bsc phd nhs-run ira-linked lgbt lgbtq suv suvs atm vip vips diy cctv ufo bmi ivf llc
`)

// openers begin sentences and are no names. Stop words do as well.
var openers = set(`
	police officials authorities investigators prosecutors residents witnesses protesters critics analysts experts scientists
	researchers lawmakers voters supporters opponents economists doctors teachers students parents families firefighters
	rescuers troops soldiers rebels militants hackers shares sales profits oil gas gold crude stocks markets prices
	according asked speaking writing responding commenting talking earlier later meanwhile however although though despite
	since until while when where what who why how if because during after before following under over above below among
	many most some several few more less other others another both each every all any none
	yet still also even just only now then there here today tomorrow yesterday tonight recently currently previously
	finally eventually instead indeed perhaps maybe certainly clearly obviously unfortunately fortunately hopefully
	additionally furthermore moreover nevertheless nonetheless therefore thus hence otherwise similarly likewise
	one two three four five six seven eight nine ten hundreds thousands millions dozens half
	people men women children fans players workers customers consumers users investors
	former current new last next this that these those such same
	born based founded given considering including led backed fellow ousted jailed
	like unlike without with within between beyond across around throughout against toward towards
	let see look think take get give make keep going being having getting
	will would could should can may might must shall did does do has have had is are was were
	both either neither whether once twice again never always often sometimes usually
	neighbouring neighboring nearby rival champion veteran defending reigning outgoing incoming newly young old
	nobody somebody everybody anybody nothing something everything someone everyone anyone meet met
	ask tell told says said call called using used please thank
`)

// organisations are words by which a name is seen not to be a person's, and
// after which "of" and "for" belong to the name.
var organisations = set(`
	university college school institute academy bank court party union league association federation foundation society
	council committee commission department ministry agency office bureau board authority service services ministry
	house senate parliament congress assembly church cathedral hospital center centre museum gallery library theatre theater
	company corp corporation group holdings industries motors airlines airways air systems international partners capital
	army navy force forces guard front movement brigade brigades army states kingdom republic emirates nations islands
	island isle gulf bay sea ocean cape strait straits river lake mountains mountain mount valley park city county district
	province region street square road airport station stadium arena bridge tower
	times post journal news press herald tribune telegraph guardian mail magazine television radio network studios records
	cup open championship championships games olympics prize awards award festival series prix act war summit treaty
	united rovers wanderers albion athletic fc rangers city town villa hotspur
	organization organisation campaign coalition alliance network project program programme fund trust club
	administration initiative protocol accord agreement convention conference forum
	dukes duke duchess earl prince princess king queen lord lady pope saint hurricane tropical storm operation
	airbus boeing microsoft google apple sony bbc fox cnn nbc abc cbs
`)

// placeWords begin the names of places and clubs, which are not called by their
// last word.
var placeWords = set(`
	new north south east west northern southern eastern western central upper lower great greater little
	san santa saint st ste los las el la le fort ft port mount mt lake cape point
	real inter ac as atletico bayern sporting dynamo crystal manchester west aston
	bank white wall capitol downing scotland times silicon long
	hurricane operation camp guantanamo
`)

// acronymSuffixes follow a company's name.
var companySuffixes = set("inc ltd plc llc gmbh sa ag nv spa")

// fields are what an office may be for, with another: Securities and Exchange
// Commission.
var fields = set("securities health trade food culture media work transport energy science housing environment education customs arts research")

// givenNames by themselves name nobody.
var givenNames = set(`
	james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven
	paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan
	stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron
	henry peter adam nathan zachary walter kyle harold carl jeremy keith roger gerald ethan arthur terry lawrence sean christian
	albert joe austin-s bill bob tom tim jim mike dave steve chris dan matt tony nick ben sam alex greg jeff ken ron don phil
	alan ian neil simon martin graham colin derek stuart craig ed ted rob rick jon josh luke oliver harry
	mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly
	emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley
	anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane
	ruth julie olivia joyce virginia-s victoria-s kelly lauren christina joan evelyn judith andrea hannah megan cheryl jacqueline
	martha ann anne jane kate sue lucy alice claire julia juan jose carlos luis pedro miguel ali mohammed ahmed
`)

// trailers follow a name without belonging to it.
var trailers = set("administration government presidency")

// parties are names made of words that name nothing one by one; by their keys.
var parties = set("liberaldemocrats liberaldemocrat libdems libdem socialdemocrats christiandemocrats")

// alone are words that are parts of many names, and by themselves, with a
// capital, short for one that was spelt out before.
var alone = set(`
	editing air party edition association radio questions semitic criminal united delight message opposition arms
	trust fund society network project institute academy foundation federation alliance coalition campaign movement
	centre center convention conference assembly authority service services system international
	rapper singer queen king prince princess duke pope father cardinal
`)

// particles stand within names, in small letters.
var particles = set("de da das do dos del della di du von van der den al bin ibn la le ter ul ur")

// abbreviations stand before a name with a full stop.
var abbreviations = set("st ste mt ft")

// familyFirst are family names of people who put them before their own.
var familyFirst = set(`kim ri choe choi park moon lee jang xi hu wen jiang li wang mao deng chen zhang liu zhao zhou ma
	nguyen tran ban roh yoon han hwang pak ro ahn cho kang pyon`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[fold.Word(w)] = true
	}
	return m
}
