package extract

import (
	"testing"

	"sitrep/corpus/language"
)

func TestQuotesInOtherLanguages(t *testing.T) {
	for _, c := range []struct{ tag, name, text, speaker, words string }{
		{"de", "verb and name behind", "„Wir lassen die Tür bis Freitag offen“, sagte Anna Marsch am Montag.", "Anna Marsch", "Wir lassen die Tür bis Freitag offen"},
		{"de", "an office before the name", "„Wir lassen die Tür bis Freitag offen“, sagte Außenministerin Anna Marsch.", "Anna Marsch", "Wir lassen die Tür bis Freitag offen"},
		{"de", "a name first", "Anna Marsch sagte: „Wir lassen die Tür bis Freitag offen.“", "Anna Marsch", "Wir lassen die Tür bis Freitag offen."},
		{"de", "an article and an office", "„Wir lassen die Tür bis Freitag offen“, erklärte der Sprecher Ben Weber.", "Ben Weber", "Wir lassen die Tür bis Freitag offen"},
		{"de", "an office without a name", "„Wir lassen die Tür bis Freitag offen“, sagte die Sprecherin der Stadt.", "", ""},
		{"de", "any noun", "„Wir lassen die Tür bis Freitag offen“, sagte der Wirt.", "", ""},
		{"de", "a noun first", "Der Wirt sagte: „Wir lassen die Tür bis Freitag offen.“", "", ""},
		{"de", "no attribution", "„Wir lassen die Tür bis Freitag offen.“ Anna Marsch ging.", "", ""},

		{"es", "verb and name behind", "«Vamos a dejar la puerta abierta», dijo Ana Marín el lunes.", "Ana Marín", "Vamos a dejar la puerta abierta"},
		{"es", "an office and its field", "“Vamos a dejar la puerta abierta”, afirmó el ministro de Defensa, Ana Marín, este lunes.", "Ana Marín", "Vamos a dejar la puerta abierta"},
		{"es", "a name first", "Ana Marín aseguró: «Vamos a dejar la puerta abierta».", "Ana Marín", "Vamos a dejar la puerta abierta"},
		{"es", "a source", "Según Ana Marín, «la puerta va a quedar abierta».", "Ana Marín", "la puerta va a quedar abierta"},
		{"es", "nobody", "«Vamos a dejar la puerta abierta», dijo el portavoz.", "", ""},

		{"fr", "verb and name behind", "« Nous laissons la porte ouverte », a déclaré Anne Marchand lundi.", "Anne Marchand", "Nous laissons la porte ouverte"},
		{"fr", "an office and a nation", "« Nous laissons la porte ouverte », a déclaré le président Jean Marchand.", "Jean Marchand", "Nous laissons la porte ouverte"},
		{"fr", "a name first", "Anne Marchand a déclaré : « Nous laissons la porte ouverte. »", "Anne Marchand", "Nous laissons la porte ouverte."},
		{"fr", "an office of a place", "« Nous laissons la porte ouverte », a déclaré la maire d'Oslin, Anne Marchand.", "Anne Marchand", "Nous laissons la porte ouverte"},
		{"fr", "an office of a field, no comma", "« Nous laissons la porte ouverte », a déclaré le ministre des Transports Jean Marchand.", "Jean Marchand", "Nous laissons la porte ouverte"},
		{"fr", "a body of many words", "« Nous laissons la porte ouverte », a déclaré le porte-parole de Marins Sans Port.", "", ""},
		{"fr", "nobody", "« Nous laissons la porte ouverte », a déclaré le ministère.", "", ""},

		{"ru", "a dash, verb and name", "«Мы оставим дверь открытой до пятницы», — заявил Иван Петров.", "Иван Петров", "Мы оставим дверь открытой до пятницы"},
		{"ru", "an office of something", "«Мы оставим дверь открытой до пятницы», — сказал министр обороны Иван Петров.", "Иван Петров", "Мы оставим дверь открытой до пятницы"},
		{"ru", "a name first", "Иван Петров сказал: «Мы оставим дверь открытой до пятницы».", "Иван Петров", "Мы оставим дверь открытой до пятницы"},
		{"ru", "nobody", "«Мы оставим дверь открытой до пятницы», — сообщили в ведомстве.", "", ""},

		{"ro", "verb and name behind", "„Lăsăm ușa deschisă până vineri”, a declarat Ion Popescu.", "Ion Popescu", "Lăsăm ușa deschisă până vineri"},
		{"ro", "a name first", "Ion Popescu a declarat: „Lăsăm ușa deschisă până vineri”.", "Ion Popescu", "Lăsăm ușa deschisă până vineri"},
		{"ro", "nobody", "„Lăsăm ușa deschisă până vineri”, a declarat purtătorul de cuvânt.", "", ""},

		{"el", "verb, article and name", "«Θα αφήσουμε την πόρτα ανοιχτή», δήλωσε ο Νίκος Παππάς.", "Νίκος Παππάς", "Θα αφήσουμε την πόρτα ανοιχτή"},
		{"el", "an office", "«Θα αφήσουμε την πόρτα ανοιχτή», είπε ο πρωθυπουργός Νίκος Παππάς.", "Νίκος Παππάς", "Θα αφήσουμε την πόρτα ανοιχτή"},
		{"el", "nobody", "«Θα αφήσουμε την πόρτα ανοιχτή», είπε η εταιρεία.", "", ""},

		{"tr", "a name before, the verb behind", "Bakan Ahmet Kaya, “Kapıyı cuma gününe kadar açık bırakıyoruz” dedi.", "Ahmet Kaya", "Kapıyı cuma gününe kadar açık bırakıyoruz"},
		{"tr", "nobody", "Bakanlık kapıyı açtı, “Kapıyı cuma gününe kadar açık bırakıyoruz” dedi.", "", ""},

		{"vi", "a name first", "Ông Nguyễn Văn An nói: “Chúng tôi để cửa mở đến thứ Sáu.”", "Nguyễn Văn An", "Chúng tôi để cửa mở đến thứ Sáu."},
		{"vi", "nobody", "Công ty nói: “Chúng tôi để cửa mở đến thứ Sáu.”", "", ""},

		{"ko", "an office and a particle", "김민수 시장은 2일 기자회견에서 “금요일까지 문을 계속 열어 두겠다”고 말했다.", "김민수 시장", "금요일까지 문을 계속 열어 두겠다"},
		{"ko", "a form of address", "이수진 씨는 “금요일까지 문을 계속 열어 두겠다”라고 밝혔다.", "이수진 씨", "금요일까지 문을 계속 열어 두겠다"},
		{"ko", "behind the words", "“금요일까지 문을 계속 열어 두겠다”고 김민수 시장은 말했다.", "김민수 시장", "금요일까지 문을 계속 열어 두겠다"},
		{"ko", "somebody else acts", "김민수 시장이 떠나자 회사는 “금요일까지 문을 계속 열어 두겠다”고 밝혔다.", "", ""},
		{"ko", "a firm between name and office", "“금요일까지 문을 계속 열어 두겠다”고 윤하늘 세림전자 대표가 말했다.", "윤하늘 세림전자 대표", "금요일까지 문을 계속 열어 두겠다"},
		{"ko", "the office before the name", "세림전자 대표 윤하늘은 “금요일까지 문을 계속 열어 두겠다”고 말했다.", "대표 윤하늘", "금요일까지 문을 계속 열어 두겠다"},
		{"ko", "an office alone", "시장은 “금요일까지 문을 계속 열어 두겠다”고 말했다.", "", ""},
		{"ko", "nothing is said", "김민수 시장은 “금요일까지 문을 계속 열어 두겠다” 현수막을 걸었다.", "", ""},

		{"ja", "an office and a particle", "田中太郎市長は10日、記者会見で「金曜日まで扉を開けておく」と述べた。", "田中太郎市長", "金曜日まで扉を開けておく"},
		{"ja", "a form of address", "佐藤さんは「金曜日まで扉を開けておく」と話した。", "佐藤さん", "金曜日まで扉を開けておく"},
		{"ja", "of a firm", "セリム電子の佐藤花子社長は「金曜日まで扉を開けておく」と語った。", "佐藤花子社長", "金曜日まで扉を開けておく"},
		{"ja", "an office alone", "社長は「金曜日まで扉を開けておく」と語った。", "", ""},
		{"ja", "a firm", "会社は「金曜日まで扉を開けておく」と発表した。", "", ""},

		{"zh", "an office before the name", "市长张伟表示：“我们会把门一直开到星期五。”", "市长张伟", "我们会把门一直开到星期五。"},
		{"zh", "words between name and verb", "外交部发言人李明在记者会上说：“我们会把门一直开到星期五。”", "发言人李明", "我们会把门一直开到星期五。"},
		{"zh", "an office behind the name", "王芳教授说：“我们会把门一直开到星期五。”", "王芳教授", "我们会把门一直开到星期五。"},
		{"zh", "behind the words", "“我们会把门一直开到星期五，”市长张伟说。", "市长张伟", "我们会把门一直开到星期五"},
		{"zh", "an office in a firm", "“我们会把门一直开到星期五。”海风电子董事长张伟说。", "董事长张伟", "我们会把门一直开到星期五。"},
		{"zh", "somebody of a firm", "“我们会把门一直开到星期五。”一名海风电子董事长张伟的同事说。", "", ""},
		{"zh", "somebody", "一名专家说：“我们会把门一直开到星期五。”", "", ""},
		{"zh", "nobody", "公司表示：“我们会把门一直开到星期五。”", "", ""},

		{"ar", "an office before the name", "وقال الوزير أحمد خالد: «سنترك الباب مفتوحا حتى الجمعة».", "الوزير أحمد خالد", "سنترك الباب مفتوحا حتى الجمعة"},
		{"ar", "behind the words", "«سنترك الباب مفتوحا حتى الجمعة»، قال الرئيس أحمد خالد.", "الرئيس أحمد خالد", "سنترك الباب مفتوحا حتى الجمعة"},
		{"ar", "an office behind the name", "وقالت ليلى حداد رئيسة الشركة: «سنترك الباب مفتوحا حتى الجمعة».", "ليلى حداد", "سنترك الباب مفتوحا حتى الجمعة"},
		{"ar", "a firm and its office", "وقالت شركة سرين في بيان: «سنترك الباب مفتوحا حتى الجمعة».", "", ""},
		{"ar", "a spokesman of something", "وقال المتحدث باسم الوزارة: «سنترك الباب مفتوحا حتى الجمعة».", "", ""},

		{"hi", "an office and a particle", "मंत्री राम सिंह ने कहा, “हम शुक्रवार तक दरवाज़ा खुला रखेंगे।”", "मंत्री राम सिंह", "हम शुक्रवार तक दरवाज़ा खुला रखेंगे।"},
		{"hi", "behind the words", "“हम शुक्रवार तक दरवाज़ा खुला रखेंगे,” मंत्री राम सिंह ने कहा।", "मंत्री राम सिंह", "हम शुक्रवार तक दरवाज़ा खुला रखेंगे"},
		{"hi", "an office alone", "प्रवक्ता ने कहा, “हम शुक्रवार तक दरवाज़ा खुला रखेंगे।”", "", ""},

		{"th", "a language whose pack tells nothing of it", "“We will keep the door open,” Marsh said.", "", ""},
	} {
		t.Run(c.tag+" "+c.name, func(t *testing.T) {
			speaker, words := "", ""
			got := Quotes(language.For(c.tag), c.text)
			for _, m := range got {
				speaker, words = m.Speaker, c.text[m.Words.Start:m.Words.End]
			}
			if len(got) > 1 || speaker != c.speaker || words != c.words {
				t.Errorf("%s\n got %q: %q\nwant %q: %q", c.text, speaker, words, c.speaker, c.words)
			}
		})
	}
}
