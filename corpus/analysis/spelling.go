package analysis

import "strings"

// american returns the American spelling of an English word in lower case, so
// that labour and labor, organise and organize, defence and defense have one
// stem. It needs to be consistent rather than right: a word that it respells
// wrongly is respelt in questions too.
func american(w string) string {
	switch w {
	case "grey":
		return "gray"
	case "programme", "programmes":
		return "program"
	case "fulfil", "fulfils", "enrol", "enrols":
		return strings.TrimSuffix(w, "s") + "l"
	}
	if len(w) < 5 {
		return w
	}
	for _, r := range respellings[w[:2]] {
		if strings.HasPrefix(w, r.british) {
			return r.american + w[len(r.british):]
		}
	}
	if i := strings.LastIndex(w, "is"); i >= 3 {
		switch w[i+2:] {
		case "e", "ed", "es", "er", "ers", "ing", "ation", "ations", "ational":
			if !isVowel(w[i-1]) && !keepsS(w[:i]) {
				return w[:i] + "iz" + w[i+2:]
			}
		}
	}
	if i := strings.LastIndex(w, "lys"); i >= 3 { // analyse, paralysed
		switch w[i+3:] {
		case "e", "ed", "ing":
			return w[:i] + "lyz" + w[i+3:]
		}
	}
	return w
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// keepsS reports whether a word that goes on with "ise" is written so on both
// sides of the ocean, or is no verb in -ise at all.
func keepsS(before string) bool {
	for _, end := range []string{
		"adv", "advert", "ar", "chast", "compr", "comprom", "conc", "dem", "desp", "dev", "disgu",
		"enterpr", "exc", "exerc", "expert", "franch", "improv", "inc", "likew", "merchand", "otherw",
		"parad", "prec", "prem", "prom", "repr", "rev", "superv", "surm", "surpr", "telev", "treat",
		"clockw", "crossw", "lengthw", "therw", "circumc", "appr", "porpo", "tort", "den", "el", "exorc",
	} {
		if strings.HasSuffix(before, end) && (len(before) == len(end) || len(end) > 3) {
			return true
		}
	}
	return false
}

type respelling struct{ british, american string }

// respellings are beginnings of British words and their American form, by the
// first two letters.
var respellings = func() map[string][]respelling {
	table := map[string][]respelling{}
	list := strings.Fields(`
		armour/armor behaviour/behavior candour/candor clamour/clamor colour/color demeanour/demeanor discolour/discolor
		dishonour/dishonor endeavour/endeavor favour/favor fervour/fervor flavour/flavor harbour/harbor honour/honor
		humour/humor labour/labor misdemeanour/misdemeanor neighbour/neighbor odour/odor parlour/parlor rancour/rancor
		rigour/rigor rumour/rumor saviour/savior savour/savor splendour/splendor succour/succor tumour/tumor valour/valor
		vapour/vapor vigour/vigor
		centre/center centring/centering theatre/theater litre/liter metre/meter kilometre/kilometer centimetre/centimeter
		millimetre/millimeter fibre/fiber calibre/caliber sabre/saber spectre/specter sombre/somber lustre/luster
		meagre/meager sceptre/scepter manoeuvre/maneuver manoeuvring/maneuvering
		defence/defense offence/offense licence/license pretence/pretense practise/practice practising/practicing
		programmes/programs catalogue/catalog dialogue/dialog analogue/analog
		jewellery/jewelry instalment/installment skilful/skillful wilful/willful woollen/woolen
		fuelled/fueled fuelling/fueling duelling/dueling travell/travel cancell/cancel labell/label modell/model
		signall/signal counsell/counsel levell/level channell/channel totalled/totaled totalling/totaling quarrell/quarrel tunnell/tunnel
		rivall/rival panell/panel marshalled/marshaled marshalling/marshaling grovell/grovel initialled/initialed initialling/initialing pedall/pedal dialled/dialed dialling/dialing
		anaemi/anemi anaesth/anesth archaeo/archeo diarrhoea/diarrhea encyclopaedi/encyclopedi faeces/feces foetus/fetus
		gynaeco/gyneco haemo/hemo leukaemi/leukemi mediaeval/medieval oesophag/esophag oestrogen/estrogen orthopaedi/orthopedi
		paediatr/pediatr aeroplane/airplane aluminium/aluminum artefact/artifact ageing/aging cheque/check draught/draft
		greyer/grayer judgement/judgment acknowledgement/acknowledgment mould/mold plough/plow pyjama/pajama
		sceptic/skeptic sulphur/sulfur towards/toward afterwards/afterward tyre/tire cosy/cozy whilst/while amongst/among
		moustache/mustache maths/math`)
	for _, pair := range list {
		british, american, _ := strings.Cut(pair, "/")
		key := british[:2]
		table[key] = append(table[key], respelling{british, american})
	}
	return table
}()
