package language

import (
	"strings"
	"testing"

	"sitrep/corpus"
)

// 2025-08-27 was a Wednesday.
const asOf = "2025-08-27"

func TestWindow(t *testing.T) {
	for _, c := range []struct{ tag, text, window, rest string }{
		{"en", "tariffs this week", "2025-08-25/2025-08-27", "tariffs"},
		{"en", "What happened in Halden last week?", "2025-08-18/2025-08-24", "What happened in Halden?"},
		{"en", "harbour strike since monday", "2025-08-25/2025-08-27", "harbour strike"},
		{"en", "ferry over the past 3 days", "2025-08-24/2025-08-27", "ferry"},
		{"en", "the ferry yesterday", "2025-08-26/2025-08-26", "the ferry"},
		{"en", "elections last month", "2025-07-01/2025-07-31", "elections"},
		{"en", "elections since June", "2025-06-01/2025-08-27", "elections"},
		{"en", "elections since 2023", "2023-01-01/2025-08-27", "elections"},
		{"en", "floods last year", "2024-01-01/2024-12-31", "floods"},
		{"en", "what's the latest on the ferry?", "latest", "the ferry?"},
		{"en", "Is Anna Marsh still mayor?", "latest", "Is Anna Marsh mayor?"},
		{"en", "still life sells at auction", "", "still life sells at auction"},
		{"de", "Ist Anna Marsh noch Bürgermeisterin?", "latest", "Ist Anna Marsh Bürgermeisterin?"},
		{"fr", "Anna Marsh est-elle toujours maire ?", "latest", "Anna Marsh est-elle maire?"},
		{"es", "¿Es Anna Marsh todavía alcaldesa?", "latest", "¿Es Anna Marsh alcaldesa?"},
		{"nl", "Is Anna Marsh nog burgemeester?", "latest", "Is Anna Marsh burgemeester?"},
		{"zh", "她仍然是市长吗", "latest", "她 是市长吗"},
		{"en", "the match last weekend", "2025-08-23/2025-08-24", "the match"},
		{"en", "the vote tomorrow", "2025-08-28/2025-08-28", "the vote"},
		{"en", "summit in Singapore", "", "summit in Singapore"},
		{"en", "what may this may be", "", "what may this may be"},
		{"en", "black friday sales", "", "black friday sales"},
		{"de", "Streik seit Montag", "2025-08-25/2025-08-27", "Streik"},
		{"de", "zölle diese woche", "2025-08-25/2025-08-27", "zölle"},
		{"de", "Was geschah gestern in Halden?", "2025-08-26/2025-08-26", "Was geschah in Halden?"},
		{"de", "Wahl letzten Monat", "2025-07-01/2025-07-31", "Wahl"},
		{"fr", "grève la semaine dernière", "2025-08-18/2025-08-24", "grève"},
		{"fr", "la grève depuis lundi", "2025-08-25/2025-08-27", "la grève"},
		{"fr", "le bac hier", "2025-08-26/2025-08-26", "le bac"},
		{"es", "huelga desde el lunes", "2025-08-25/2025-08-27", "huelga"},
		{"es", "¿qué pasó ayer en Halden?", "2025-08-26/2025-08-26", "¿qué pasó en Halden?"},
		{"es", "aranceles esta semana", "2025-08-25/2025-08-27", "aranceles"},
		{"es", "aranceles los últimos 3 días", "2025-08-24/2025-08-27", "aranceles"},
		{"it", "sciopero questa settimana", "2025-08-25/2025-08-27", "sciopero"},
		{"it", "sciopero da lunedì", "2025-08-25/2025-08-27", "sciopero"},
		{"pt", "greve na semana passada", "2025-08-18/2025-08-24", "greve"},
		{"pt", "greve ontem", "2025-08-26/2025-08-26", "greve"},
		{"nl", "staking vorige week", "2025-08-18/2025-08-24", "staking"},
		{"nl", "staking sinds maandag", "2025-08-25/2025-08-27", "staking"},
		{"pl", "strajk w zeszłym tygodniu", "2025-08-18/2025-08-24", "strajk"},
		{"pl", "strajk wczoraj", "2025-08-26/2025-08-26", "strajk"},
		{"uk", "страйк минулого тижня", "2025-08-18/2025-08-24", "страйк"},
		{"uk", "страйк вчора", "2025-08-26/2025-08-26", "страйк"},
		{"ru", "забастовка на прошлой неделе", "2025-08-18/2025-08-24", "забастовка"},
		{"ru", "забастовка с понедельника", "2025-08-25/2025-08-27", "забастовка"},
		{"ru", "выборы в прошлом месяце", "2025-07-01/2025-07-31", "выборы"},
		{"tr", "grev geçen hafta", "2025-08-18/2025-08-24", "grev"},
		{"tr", "dün Halden'de ne oldu?", "2025-08-26/2025-08-26", "Halden'de ne oldu?"},
		{"ro", "greva săptămâna trecută", "2025-08-18/2025-08-24", "greva"},
		{"ro", "greva de ieri", "2025-08-26/2025-08-26", "greva"},
		{"el", "απεργία την περασμένη εβδομάδα", "2025-08-18/2025-08-24", "απεργία"},
		{"el", "απεργία χθες", "2025-08-26/2025-08-26", "απεργία"},
		{"ar", "الإضراب الأسبوع الماضي", "2025-08-18/2025-08-24", "الإضراب"},
		{"ar", "الإضراب أمس", "2025-08-26/2025-08-26", "الإضراب"},
		{"hi", "पिछले हफ्ते हड़ताल", "2025-08-18/2025-08-24", "हड़ताल"},
		{"hi", "पिछले महीने चुनाव", "2025-07-01/2025-07-31", "चुनाव"},
		{"vi", "đình công tuần trước", "2025-08-18/2025-08-24", "đình công"},
		{"vi", "đình công hôm qua", "2025-08-26/2025-08-26", "đình công"},
		{"zh", "上周的罢工", "2025-08-18/2025-08-24", "罢工"},
		{"zh", "关税 这个月", "2025-08-01/2025-08-27", "关税"},
		{"zh", "过去三天的罢工", "2025-08-24/2025-08-27", "罢工"},
		{"zh", "罢工最新消息", "latest", "罢工"},
		{"ja", "先週のストライキ", "2025-08-18/2025-08-24", "ストライキ"},
		{"ja", "昨日の選挙", "2025-08-26/2025-08-26", "選挙"},
		{"ja", "過去3日間の選挙", "2025-08-24/2025-08-27", "選挙"},
		{"ja", "市長は船を頼もうとしたのか", "", "市長は船を頼もうとしたのか"},
		{"ko", "지난주 파업", "2025-08-18/2025-08-24", "파업"},
		{"ko", "어제 베를린에서 무슨 일이?", "2025-08-26/2025-08-26", "베를린에서 무슨 일이?"},
		{"ko", "월요일부터 파업", "2025-08-25/2025-08-27", "파업"},
		{"ko", "최근 3일 파업", "2025-08-24/2025-08-27", "파업"},
	} {
		at, _ := corpus.ParseDate(asOf)
		w, rest, ok := For(c.tag).Window(c.text, at)
		got := ""
		switch {
		case ok && w.Latest:
			got = "latest"
		case ok:
			got = w.From.String() + "/" + w.To.String()
		}
		if got != c.window || rest != c.rest {
			t.Errorf("%s %q: %q and %q, want %q and %q", c.tag, c.text, got, rest, c.window, c.rest)
		}
	}
}

func TestWindowNeedsADayButForTheLatest(t *testing.T) {
	for text, want := range map[string]bool{"tariffs this week": false, "latest on tariffs": true} {
		w, rest, ok := For("en").Window(text, corpus.Date{})
		if ok != want || w.From.Known() || !ok && rest != text {
			t.Errorf("%q: %+v, %q, %v", text, w, rest, ok)
		}
	}
}

func TestEveryPackTellsTheTimeOfEveryKind(t *testing.T) {
	at, _ := corpus.ParseDate(asOf)
	for _, tag := range Tags() {
		p := For(tag)
		if len(p.List("relative")) == 0 {
			continue
		}
		for _, line := range p.List("dates") {
			if v := p.Values("dates")[line]; p.compile(line) == nil || v != "" && v != "pair" {
				t.Errorf("%s: dates.txt: %q = %q is no template", tag, line, v)
			}
		}
		kinds := map[string]bool{}
		for _, line := range p.List("relative") {
			m, ok := parseMeaning(p.Values("relative")[line])
			if !ok || p.compile(line) == nil {
				t.Errorf("%s: relative.txt: %q = %q is no expression", tag, line, p.Values("relative")[line])
			}
			kinds[p.Values("relative")[line]] = true
			if m.kind == "none" || m.kind == "latest" || strings.Contains(line, "{") {
				continue
			}
			if w, _, ok := p.Window(strings.ReplaceAll(line, "*", ""), at); !ok || !w.From.Known() {
				t.Errorf("%s: %q asks for no time", tag, line)
			}
		}
		for _, kind := range []string{"day 0", "day -1", "week 0", "week -1", "month -1", "year -1", "weekday 0", "day -n", "latest"} {
			if !kinds[kind] {
				t.Errorf("%s: nothing means %q", tag, kind)
			}
		}
	}
}
