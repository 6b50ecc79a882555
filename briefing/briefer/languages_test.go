package briefer_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/language"
)

// inLanguage is what a brief and answers over the six articles of a folder of
// testdata/languages are to say. Those tell two stories: the topic's, and that of
// a strike in the port of Halden.
type inLanguage struct {
	tag, topic string
	leads      []string // parts of the sentences of the bottom line, in any order
	tells      []string // parts of developments, the newest first
	other      []string // words of the other story alone
	quotes     []string // "speaker: words", in the order of the brief
	asked      []asked
}

// asked is a question with what its first answer holds.
type asked struct{ question, answer string }

// maybeWithheld are questions whose answer is found, but may not be held to be
// one.
var maybeWithheld = map[string]bool{
	"芹沢電機の工場はいつ完成しますか？":                  true,
	"ハルデン港の外で何隻の船が待っていますか？":              true,
	"岑林电子的工厂什么时候建成？":                     true,
	"Wann öffnet die Nordbrücke wieder?": true,
}

var inLanguages = []inLanguage{
	{
		tag: "ko", topic: "세림전자",
		leads: []string{"반대하는 집회"},
		tells: []string{"70%를 다시 쓰겠다고", "세림전자가 10일", "상장 첫날"},
		other: []string{"파업", "노조"},
		quotes: []string{
			"윤하늘 세림전자 대표: 새 공장 두 곳을 짓는 데 자금을 모두 쓰겠다",
			"윤하늘 대표: 지역 청년을 먼저 뽑겠다",
		},
		asked: []asked{{"세림전자 공장은 언제 완공돼?", "2028년 5월"}, {"컨테이너선 몇 척이 대기하고 있어?", "26척"}},
	},
	{
		tag: "ja", topic: "芹沢電機",
		leads: []string{"水利用計画に反対"},
		tells: []string{"70％を再利用", "芹沢電機は10日", "時価総額で首位"},
		other: []string{"ストライキ", "賃上げ"},
		quotes: []string{
			"森田遥社長: 資金はすべて新工場の建設に使う",
			"森田遥社長: 地元の若者を優先して採用する",
		},
		asked: []asked{{"芹沢電機の工場はいつ完成しますか？", "2028年5月"}, {"ハルデン港の外で何隻の船が待っていますか？", "26隻"}},
	},
	{
		tag: "zh", topic: "岑林电子",
		leads: []string{"反对岑林电子"},
		tells: []string{"岑林电子10日", "首日市值跃居第一"},
		other: []string{"罢工", "工会"},
		quotes: []string{
			"董事长方晓岚: 这笔资金将全部用于建设新工厂。",
		},
		asked: []asked{{"岑林电子的工厂什么时候建成？", "2028年5月"}, {"多少艘集装箱船在港外等候？", "26艘"}},
	},
	{
		tag: "ar", topic: "سرين",
		leads: []string{"بناء مصنع جديد", "تظاهر 800"},
		tells: []string{"تصدرت شركة سرين", "70% من المياه", "مايو 2028"},
		other: []string{"إضراب", "نقابة"},
		quotes: []string{
			"ليلى حداد: سننفق المبلغ كله على بناء مصنعين جديدين",
		},
		asked: []asked{{"متى يكتمل مصنع سرين؟", "مايو 2028"}, {"كم سفينة تنتظر خارج ميناء هالدن؟", "26 سفينة"}},
	},
	{
		tag: "hi", topic: "सेरिन इलेक्ट्रॉनिक्स",
		leads: []string{"पानी योजना के विरोध में सभा"},
		tells: []string{"70% पानी", "पहले ही दिन"},
		other: []string{"हड़ताल", "यूनियन"},
		quotes: []string{
			"अध्यक्ष नंदिता राव: हम पूरी रकम दो नए कारखानों पर खर्च करेंगे।",
		},
		asked: []asked{{"सेरिन इलेक्ट्रॉनिक्स का कारखाना कब पूरा होगा?", "मई 2028"}, {"बंदरगाह के बाहर कितने जहाज़ रुके हैं?", "26"}},
	},
	{
		tag: "de", topic: "Nordbrücke",
		leads: []string{"soll im November 2026 wieder"},
		tells: []string{"schon ab Mai", "18 Millionen Euro", "nachdem Prüfer Risse"},
		other: []string{"Streik", "Hafen"},
		quotes: []string{
			"Jonas Falk: Wir zahlen, damit die Pendler nicht länger im Stau stehen",
			"Petra Lindner: Die Sicherheit der Menschen geht vor",
		},
		asked: []asked{{"Wann öffnet die Nordbrücke wieder?", "November 2026"}, {"Wie viele Containerschiffe warten vor dem Hafen?", "26"}},
	},
	{
		tag: "fr", topic: "pont du Nord",
		leads: []string{"rouvrira aux voitures en novembre 2026"},
		tells: []string{"dès le mois de mai", "18 millions d'euros", "découverte de fissures"},
		other: []string{"grève", "dockers"},
		quotes: []string{
			"Julien Moreau: Nous payons pour que les habitants ne restent plus bloqués dans les bouchons",
			"Claire Vasseur: La sécurité des habitants passe avant tout",
		},
		asked: []asked{{"Combien coûtera la réparation du pont du Nord ?", "18 millions"}, {"Combien de porte-conteneurs attendent au large du port ?", "26"}},
	},
	{
		tag: "es", topic: "puente del Norte",
		leads: []string{"reabrirá al tráfico en noviembre de 2026"},
		tells: []string{"desde mayo", "18 millones de euros", "descubrir grietas"},
		other: []string{"huelga", "estibadores"},
		quotes: []string{
			"Tomás Rivero: Pagamos para que nadie pierda más horas en el atasco",
			"Carmen Villar: La seguridad de los vecinos es lo primero",
		},
		asked: []asked{{"¿Cuánto costará la reparación del puente del Norte?", "18 millones"}, {"cuántos coches cruzan cada día el puente del norte", "24.000"}},
	},
	{
		tag: "ru", topic: "Северный мост",
		leads: []string{"откроют для автомобилей в ноябре 2026"},
		tells: []string{"уже с мая", "18 миллионов евро", "Две трети"},
		other: []string{"забастовк", "порт"},
		quotes: []string{
			"Глеб Орехов: Мы платим за то, чтобы люди не стояли в пробках",
			"Вера Лукина: Безопасность жителей важнее всего",
		},
		asked: []asked{{"Когда откроют Северный мост?", "в ноябре 2026"}, {"Сколько контейнеровозов ждут у порта Хальдена?", "26"}},
	},
}

func articlesIn(t *testing.T, tag string) []corpus.Article {
	t.Helper()
	var out []corpus.Article
	_, err := ingest.WalkFS(t.Context(), os.DirFS(filepath.Join("testdata", "languages", tag)), ingest.Options{Collection: corpus.Public}, func(i ingest.Item) error {
		out = append(out, i.Article)
		return i.Err
	})
	if err != nil || len(out) != 6 {
		t.Fatalf("%d articles in %s: %v", len(out), tag, err)
	}
	return out
}

func TestBriefInTheLanguageOfTheArticles(t *testing.T) {
	for _, c := range inLanguages {
		t.Run(c.tag, func(t *testing.T) {
			out := brief(t, c.topic, articlesIn(t, c.tag)...)
			lines, developments := texts(out.BottomLine), texts(out.Developments)
			for _, want := range c.leads {
				if !containsText(lines, want) {
					t.Errorf("the bottom line lacks %q", want)
				}
			}
			for _, want := range c.tells {
				if !containsText(slices.Concat(lines, developments), want) {
					t.Errorf("nothing tells %q", want)
				}
			}
			if !slices.IsSortedFunc(out.Developments, func(a, b briefing.Claim) int { return b.Date.Compare(a.Date) }) {
				t.Errorf("the developments are not the newest first: %q", developments)
			}
			for _, text := range slices.Concat(lines, developments) {
				if fitness, fault := language.For(c.tag).Read(text).Alone(); fitness < 0.5 {
					t.Errorf("%q does not stand alone: %v %s", text, fitness, fault)
				}
				for _, word := range c.other {
					if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
						t.Errorf("%q is of another story", text)
					}
				}
			}
			var quotes []string
			for _, q := range out.Quotes {
				quotes = append(quotes, q.Speaker+": "+q.Text)
			}
			// One of each speaker, of those that the articles have.
			if len(quotes) == 0 || slices.ContainsFunc(quotes, func(q string) bool { return !slices.Contains(c.quotes, q) }) {
				t.Errorf("quotes %q, want some of %q", quotes, c.quotes)
			}
			if t.Failed() {
				t.Logf("bottom line:\n%s\ndevelopments:\n%s", strings.Join(lines, "\n"), strings.Join(developments, "\n"))
			}
		})
	}
}

func containsText(texts []string, part string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, part) })
}

func TestAnswerInTheLanguageOfTheArticles(t *testing.T) {
	for _, c := range inLanguages {
		_, b := open(t, articlesIn(t, c.tag)...)
		for _, a := range c.asked {
			out, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: a.question})
			if err != nil {
				t.Fatal(err)
			}
			if out.Abstained && !maybeWithheld[a.question] {
				t.Errorf("%s is withheld", a.question)
			}
			if got := texts(append(out.Answer, out.Nearest...)); len(got) == 0 || !strings.Contains(got[0], a.answer) {
				t.Errorf("%s %q, want %s", a.question, got, a.answer)
			}
		}
	}
}

// inOneSentence is an article of one sentence.
func inOneSentence(tag, text string) corpus.Article {
	a := article("Halden", "Harbour Wire", "2026-03-03", text)
	a.Language = tag
	return complete(a)
}

func TestSmallestBriefWithoutCapitalsOrSpaces(t *testing.T) {
	for _, c := range []struct{ tag, topic, text string }{
		{"ko", "세림전자", "반도체 업체 세림전자가 상장 첫날 시가총액 1위에 올랐다."},
		{"ja", "芹沢電機", "半導体メーカーの芹沢電機が上場初日に時価総額で首位に立った。"},
		{"zh", "岑林电子", "半导体企业岑林电子上市首日市值跃居第一。"},
		{"ar", "سرين", "تصدرت شركة سرين بورصة هالدن في أول يوم تداول لأسهمها."},
		{"hi", "सेरिन", "चिप कंपनी सेरिन पहले ही दिन बाज़ार मूल्य में सबसे आगे पहुँच गई।"},
		{"th", "เซริน", "บริษัทผลิตชิปเซรินมีมูลค่าตลาดสูงสุดในวันแรกที่เข้าตลาดหุ้น"},
	} {
		out := brief(t, c.topic, inOneSentence(c.tag, c.text))
		if got := texts(out.BottomLine); !slices.Equal(got, []string{c.text}) {
			t.Errorf("%s: bottom line %q, want %q", c.topic, got, c.text)
		}
	}
}

func TestSmallestQuestionInOtherLanguages(t *testing.T) {
	for _, c := range []struct{ tag, text, question string }{
		{"de", "Die Nachbarländer haben ihre Grenzen für Migranten auf der Nordroute geschlossen.", "wurde die nordroute geschlossen"},
		{"es", "Andrés López ganó las elecciones presidenciales de Halden con 30 millones de votos.", "quién ganó las elecciones presidenciales de Halden?"},
		{"ko", "독일 베를린 집회에 차가 돌진해 1명이 죽고 최소 15명이 부상했다.", "베를린에서 몇 명이 부상했어?"},
	} {
		out := ask(t, c.question, inOneSentence(c.tag, c.text))
		if got := texts(out.Answer); !slices.Equal(got, []string{c.text}) {
			t.Errorf("%s %q, want %q", c.question, got, c.text)
		}
	}
}
