package dateline

import (
	"strings"
	"time"
	_ "time/tzdata" // the zones below must be there on every machine
)

// months by their names and abbreviations in lower case, in the languages that
// articles are analysed in.
var months = func() map[string]time.Month {
	list := [...]string{
		"january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января",
		"february feb februar feber février févr fév febrero febbraio febr fevereiro fev februari февраля",
		"march mar märz mrz mars marzo março maart марта",
		"april apr avril avr abril abr aprile апреля",
		"may mai mayo maggio mag maio mei мая",
		"june jun juni juin junio giugno giu junho июня",
		"july jul juli juillet juil julio luglio lug julho июля",
		"august aug août aou agosto ago augustus августа",
		"september sep sept septembre septiembre settembre setembro set сентября",
		"october oct oktober okt octobre octubre ottobre ott outubro out октября",
		"november nov novembre noviembre novembro ноября",
		"december dec dezember dez décembre déc diciembre dic dicembre dezembro декабря",
	}
	m := map[string]time.Month{}
	for i, names := range list {
		for _, n := range strings.Fields(names) {
			m[n] = time.Month(i + 1)
		}
	}
	return m
}()

// fillers are words that stand in dates and say nothing that matters: weekdays
// and the joints of a printed date.
var fillers = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
		montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so
		lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
		lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta feira
		maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
		월요일 화요일 수요일 목요일 금요일 토요일 일요일
		at on of the um uhr le à a las de del den der am il o alle ore um om uur hrs hours t г`) {
		m[n] = true
	}
	delete(m, "am")
	return m
}()

var ordinals = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "º": true}

// zones are the abbreviations of time zones that stand for one zone in news
// copy. Those with summer time are named by place, so that "ET" is right in
// either half of the year.
var zones = map[string]string{
	"utc": "UTC", "gmt": "UTC", "z": "UTC",
	"et": "America/New_York", "est": "-5", "edt": "-4", "ct": "America/Chicago", "cdt": "-5",
	"mt": "America/Denver", "mst": "-7", "mdt": "-6", "pt": "America/Los_Angeles", "pst": "-8", "pdt": "-7",
	"bst": "+1", "cet": "+1", "cest": "+2", "eet": "+2", "eest": "+3", "msk": "+3", "sast": "+2",
	"kst": "+9", "jst": "+9", "hkt": "+8", "sgt": "+8", "aest": "+10", "aedt": "+11", "nzst": "+12", "nzdt": "+13",
}

// ignoredZones are abbreviations that stand for several zones (India, Ireland
// and Israel are all IST): the day is taken and the time is not.
var ignoredZones = map[string]bool{"ist": true, "cst": true, "wib": true, "local": true, "time": true}

func zone(name string) *time.Location {
	if name[0] == '+' || name[0] == '-' {
		hours := 0
		for _, c := range name[1:] {
			hours = hours*10 + int(c-'0')
		}
		if name[0] == '-' {
			hours = -hours
		}
		return time.FixedZone(name, hours*3600)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}
