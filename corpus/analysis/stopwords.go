package analysis

// The words of each language that are in most of its texts and tell nothing of
// what a text is about: articles, pronouns, prepositions, conjunctions,
// auxiliary verbs, question words.
const (
	englishStops = `
		a about above after again against all also am an and any are aren't as at be because been before being below
		between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
		either else ever few for from further had hadn't has hasn't have haven't having he he'd he'll her here hers
		herself him himself his how however i i'd i'll i'm i've if in into is isn't it its itself just me might
		more most much must my myself neither no nor not of off on once one's only or other others ought our ours
		ourselves out over own per rather same shall shan't she she'd she'll should shouldn't since so some such than
		that the their theirs them themselves then there these they they'd they'll they're they've this those though
		through thus to too toward towards under until up upon us very via was wasn't we we'd we'll we're we've were
		weren't what when where whether which while who whom whose why will with within without won't would wouldn't
		yet you you'd you'll you're you've your yours yourself yourselves s t`
	germanStops = `
		ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus
		bei beim bin bis bist da dadurch daher damit dann daran darauf daraus das dass daß dazu dein deine dem den denn
		der deren des dessen die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
		eines er es etwas euch euer eure für gegen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr
		ihre ihrem ihren ihrer ihres im in indem ins ist jede jedem jeden jeder jedes jene jenem jenen jener jenes kann
		kein keine keinem keinen keiner könne können könnte man manche mein meine mich mir mit muss musste nach neben
		nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seines seit selbst sich sie
		sind so solche soll sollte sondern sonst sowie über um und uns unser unsere unter vom von vor wann war waren warum
		was weil welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wollen worden
		wurde wurden während würde würden zu zum zur zwar zwischen`
	frenchStops = `
		a à afin ai ainsi alors après as au aucun aucune aussi autre autres aux avait avaient avant avec avoir ayant
		c car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment contre d dans
		de depuis des dès donc dont du elle elles en encore entre es est et étaient était étant été être eu eux fait
		faut furent fut hors il ils j je jusqu jusque l la là laquelle le lequel les lesquels leur leurs lors lorsque
		lui m ma mais me même mêmes mes moi moins mon n ne ni nos notre nous on ont or ou où par parce pas pendant
		peu peut peuvent plus plusieurs pour pourquoi près puis qu quand que quel quelle quelles quels qui quoi s sa
		sans sauf se selon sera seront ses si sien soi soit son sont sous sur t ta tandis te tel telle tels tes toi ton
		toujours tous tout toute toutes très tu un une vers voici voilà vos votre vous y`
	spanishStops = `
		a al algo algún alguna algunas alguno algunos allí ante antes aquel aquella aquellos aquí así aún aunque bajo
		bien cada casi como cómo con contra cual cuál cuales cualquier cuando cuándo de del desde donde dónde dos
		durante e el él ella ellas ello ellos en entre era eran es esa esas ese eso esos esta está están estaba
		estaban estas este esto estos fue fueron ha haber había habían han has hasta hay he hemos la las le les lo los
		más me mi mientras mis mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para
		pero poco por porque pues que qué quien quién quienes se sea según ser si sí sido siempre sin sino sobre son
		su sus también tan tanto te tenía tiene tienen toda todas todo todos tras tu tus un una uno unos unas y ya yo`
	italianStops = `
		a abbiamo ad agli ai al alla alle allo altra altre altri altro anche ancora avere aveva avevano c che chi ci
		coi col come con contro cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello dentro di
		dopo dove durante e è ed era erano essere fa fra già gli ha hanno ho i il in io l la le lei li lo loro lui ma
		me mentre mi mia mio molto ne né negli nei nel nell nella nelle nello no noi non nostra nostro o ogni oltre
		per perché però più poi prima qual quale quali quando quanto quella quelle quelli quello questa queste questi
		questo qui s sarà se sei senza si sia sono sopra sotto stata state stati stato su sua sue sugli sui sul sulla
		sulle sullo suo suoi tra tu tutta tutte tutti tutto un una uno verso vi voi all dall sull quest`
	portugueseStops = `
		a à ao aos aquela aquelas aquele aqueles aquilo as às até cada com como contra da das de dela delas dele deles
		desde do dos durante e é ela elas ele eles em entre era eram essa essas esse esses esta está estão estas este
		estes eu foi foram há isso isto já la lhe lhes lo mais mas me mesmo meu minha muito na não nas nem no nos nós
		nossa nosso num numa o onde os ou outra outras outro outros para pela pelas pelo pelos por porque porquê qual
		quando quanto que quê quem são se seja sem ser será seu seus sido só sob sobre sua suas também tão te tem têm
		ter teve tinha toda todas todo todos tu um uma umas uns você vocês`
	dutchStops = `
		aan al alle alles als altijd ander andere bij daar dan dat de der deze die dit doch doen door dus een eens en er
		ge geen geweest haar had hadden heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon
		konden kunnen maar me meer men met mij mijn moet moeten na naar niet niets nog nu of om omdat ook op over reeds
		te tegen tijdens toch toen tot tussen u uit uw van veel voor waar waarom wanneer want waren was wat we wel werd
		werden wie wij wil worden wordt ze zei zelf zich zij zijn zo zonder zou zouden zal zullen`
	russianStops = `
		а без более бы был была были было быть в вам вас весь во вот все всё всего всех вы где да даже для до его ее её
		если есть ещё еще же за здесь и из из-за или им их к как какой когда кого которая которое которого которой
		которые который которых кто ли либо между меня мне может мой мы на над надо нас не него нее неё нет ни них но
		ну о об однако он она они оно от очень перед по под после потом потому почему при про с сам свой свою себе
		себя сейчас со так также такой там те тебя тем то того тоже той только том тот ту ты у уже хотя чего чей чем
		что чтобы эта эти этих это этого этой этом этот эту я`
	arabicStops = `
		في من على إلى الى عن مع هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين ما ماذا متى أين كيف لماذا هل أو او أم ثم
		و ف ب ك ل لا لم لن ليس ليست كان كانت كانوا يكون تكون قد لقد إن ان أن إذا اذا إذ كل بعض غير بين بعد قبل
		عند عندما حيث حتى خلال منذ ضد نحو أي اي هو هي هم هن نحن أنا أنت كما لكن بل فقط أيضا ايضا أكثر به بها له لها
		فيه فيها منه منها عليه عليها إليه إليها وقد وفي ومن وهو وهي ولا وكان التى مما لدى حول دون سوى`
)
