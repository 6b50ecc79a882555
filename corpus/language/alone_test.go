package language_test

import (
	"testing"

	"sitrep/corpus/language"
)

func TestAloneInEveryLanguage(t *testing.T) {
	for _, c := range []struct {
		tag, text, fault string
	}{
		{"ko", "반도체 업체 세림전자가 상장 첫날 시가총액 1위에 올랐다.", ""},
		{"ko", "“새 공장을 짓겠다”고 윤하늘 세림전자 대표가 말했다.", ""},
		{"ko", "그는 지역 대학과도 협력하겠다고 덧붙였다.", "begins with a word that points back"},
		{"ko", "“새 공장 두 곳을 짓는 데 자금을 모두 쓰겠다.”", "a quotation without its speaker"},
		{"ko", "세림전자가 새 공장을 언제 완공할 수 있을까?", "a question"},
		{"ko", "세림전자 새 공장 사진 제공 북해경제 무단 전재 금지.", "boilerplate"},
		{"ko", "세림전자 상장.", "too short"},

		{"ja", "芹沢電機は10日、港町オスリンで新しい工場の建設を始めた。", ""},
		{"ja", "「資金は新工場に使う」と芹沢電機の森田遥社長は述べた。", ""},
		{"ja", "これに対し、住民からは不安の声も上がっている。", "begins with a word that points back"},
		{"ja", "「資金はすべて新しい工場の建設に使うつもりだ」。", "a quotation without its speaker"},
		{"ja", "資金はすべて使う」と芹沢電機の森田遥社長は述べた。", "part of a quotation"},
		{"ja", "芹沢電機、新工場を着工", "not a sentence"},

		{"zh", "岑林电子3日在哈尔登证券交易所上市，首日市值跃居第一。", ""},
		{"zh", "该公司还将与当地的大学和研究机构合作。", "begins with a word that points back"},
		{"zh", "工厂会不会在2028年5月以前建成？", "a question"},
		{"zh", "也门政府宣布将重新开放萨那机场和两个港口。", ""},

		{"ar", "بدأت شركة سرين بناء مصنع جديد للرقائق في مدينة أوسلين الساحلية.", ""},
		{"ar", "وهو أكبر مشروع صناعي في المنطقة منذ سنوات.", "begins with a word that points back"},
		{"ar", "هل تبني شركة سرين مصنعا جديدا في أوسلين؟", "a question"},

		{"hi", "सेरिन इलेक्ट्रॉनिक्स ने ओस्लिन में नए कारखाने का काम शुरू किया।", ""},
		{"hi", "उन्होंने कहा कि कारखाना दो साल में पूरा होगा।", "begins with a word that points back"},

		{"th", "บริษัทเซรินเริ่มก่อสร้างโรงงานแห่งใหม่ในเมืองออสลิน", ""},

		{"de", "Die Nordbrücke in Oslin kostet nach einem Gutachten 18 Millionen Euro.", ""},
		{"de", "Das Land Halden übernimmt zwei Drittel der Kosten.", ""},
		{"de", "„Die Sicherheit geht vor“, sagte Bürgermeisterin Petra Lindner.", ""},
		{"de", "„Die Sicherheit der Menschen geht immer vor.“", "a quotation without its speaker"},
		{"de", "Dieser Zeitplan gilt nur bei gutem Wetter.", "begins with a word that points back"},
		{"de", "Das ist der dritte Streik in Halden seit Januar.", "begins with a word that points back"},
		{"de", "Als er in Oslin ankam, war die Brücke schon gesperrt.", "a pronoun without its name"},
		{"de", "und die Brücke in Oslin bleibt bis November gesperrt.", "begins in the middle"},

		{"fr", "La ville d'Oslin a fermé le pont du Nord le 3 mars.", ""},
		{"fr", "Cette assemblée a duré toute la nuit à la mairie de Halden.", "begins with a word that points back"},
		{"fr", "Il a fermé le pont du Nord à Oslin lundi soir.", "begins with a word that points back"},

		{"es", "La ciudad de Oslin cerró el puente del Norte.", ""},
		{"es", "Su alcaldesa cerró el puente del Norte en Oslin.", "begins with a word that points back"},

		{"ru", "Северный мост в Ослине откроют для машин в ноябре.", ""},
		{"ru", "Он был отремонтирован всего восемь лет назад.", "begins with a word that points back"},
		{"ru", "СРОЧНО СЕГОДНЯ НОЧЬЮ закрыли Северный мост в Ослине.", "a headline"},

		// A language without a pack is read by what holds for its script.
		{"sv", "Bron i Oslin öppnar för bilar igen i november.", ""},
		{"sv", "bron i Oslin öppnar för bilar igen i november.", "begins in the middle"},
		{"he", "העירייה סגרה את הגשר הצפוני באוסלין ביום שני.", ""},
		{"ka", "ოსლინის მერიამ ჩრდილოეთის ხიდი ნოემბრამდე დაკეტა.", ""},
	} {
		fitness, fault := language.For(c.tag).Read(c.text).Alone()
		if fault != c.fault || (fitness > 0) != (fault == "") {
			t.Errorf("%s %q: fitness %v, fault %q; want fault %q", c.tag, c.text, fitness, fault, c.fault)
		}
	}
}

// What joins a sentence to the last may be told in an answer, but leads nothing.
func TestConnectivesCostASentenceItsPlaceInABrief(t *testing.T) {
	for tag, text := range map[string]string{
		"es": "Es decir, la mitad del tráfico de Oslin pasa por el puente del Norte.",
		"de": "Allerdings fehlten an der Nordbrücke in Oslin damals Sensoren.",
		"fr": "Cependant, le pont du Nord à Oslin reste fermé aux camions.",
		"ru": "Однако датчиков на Северном мосту тогда не установили.",
		"ko": "하지만 세림전자 노사는 다음 주에 다시 만나기로 했다.",
		"ja": "しかし、芹沢電機の労使は来週もう一度会うことにした。",
		"zh": "但是，岑林电子的劳资双方同意下周再次会面。",
		"ar": "ومع ذلك اتفقت شركة سرين والنقابة على اللقاء مجددا.",
		"hi": "लेकिन सेरिन इलेक्ट्रॉनिक्स के दोनों पक्ष फिर मिलेंगे।",
	} {
		if fitness, fault := language.For(tag).Read(text).Alone(); fault != "" || fitness >= 0.5 {
			t.Errorf("%s %q: fitness %v, fault %q; want less than 0.5", tag, text, fitness, fault)
		}
	}
}

func TestPackOfATextWithoutALanguage(t *testing.T) {
	for text, want := range map[string]string{
		"The bridge in Oslin is shut.": "en",
		"오슬린의 다리가 닫혔다.":                "ko",
		"オスリンの橋が閉鎖された。":                "ja",
		"2026": "en",
	} {
		if got := language.Of("", text).Tag; got != want {
			t.Errorf("Of(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAloneInEnglish(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{"North Korea rejected a letter from Washington in June 2025.", true},
		{"Marsh said that she would meet the envoy in Geneva next week.", true},
		{"It is unclear whether the talks in Geneva will resume this year.", true},
		{"“We will keep the door open,” Foreign Minister Anna Marsh said on Friday.", true},
		{"By August 2025 the talks between Seoul and Pyongyang had stopped.", true},

		{"The Meridian I probe of Northland left its launch pad on Friday.", true},

		{"He said that the talks in Geneva would resume next week.", false},
		{"This marked the first visit of an envoy to Pyongyang in years.", false},
		{"These summits marked a departure from decades of policy in Washington.", false},
		{"“We will keep the door open.”", false},
		{"“We will keep the door open, said the minister to the press in Geneva.", false},
		{"We will keep the door open.’", false},
		{"Will the envoy from Seoul meet the leader this year?", false},
		{"Envoys From Seoul Meet Northern Leader For Talks.", false},
		{"NOT HIS FIRST ABSENCE Officials in Pyongyang have denied that Kim is ill.", false},
		{"Talks resumed.", false},
		{"and the envoy from Seoul left Geneva without a word.", false},
		{"The envoy left Geneva and then", false},
		{"Click here to read more about the talks in Geneva.", false},
		{"Photo: the envoy from Seoul arrives in Geneva on Monday.", false},
		{"In this Monday, June 4 photo, the envoy from Seoul arrives in Geneva.", false},
		{"2 of 5 Anna Marsh, the envoy of Northland, leaves the talks in Geneva.", false},
		{"2 of 5 envoys left the talks in Geneva before Anna Marsh spoke.", true},
		{"Follow the envoy on Twitter at @envoy for more from Geneva today.", false},
	} {
		fitness, fault := language.For("en").Read(c.text).Alone()
		if ok := fitness > 0; ok != c.ok || ok != (fault == "") {
			t.Errorf("%q: fitness %v, fault %q; want it to stand alone: %v", c.text, fitness, fault, c.ok)
		}
	}
}

func TestAloneWeighsWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ better, worse string }{
		{"North Korea rejected a letter from Washington in June.", "Yet North Korea rejected a letter from Washington in June."},
		{"The Geneva meeting between the envoys produced little.", "The long awaited meeting between the envoys produced little."},
		{"Officials in Pyongyang closed the border to all traders.", "Officials in Pyongyang told us that we could not trade."},
		{"Officials in Pyongyang told the US that trade was over.", "Officials in Pyongyang told us that trade was over."},
		{"The Meridian I probe of Northland left its launch pad on Friday.", "Yesterday I saw the probe of Northland leave its launch pad."},
		{"Officials in Pyongyang closed the border to all traders.", "Take a look at the border that Pyongyang closed to all traders."},
		{"Officials in Pyongyang closed the border to all traders.", "Officials in Pyongyang closed the border to all traders!"},
		{"Officials in Pyongyang closed the border to all traders.", "Officials in Pyongyang, however, closed the border to all traders."},
	} {
		b, _ := language.For("en").Read(c.better).Alone()
		w, _ := language.For("en").Read(c.worse).Alone()
		if b <= w {
			t.Errorf("%q has %v, %q has %v", c.better, b, c.worse, w)
		}
	}
}
