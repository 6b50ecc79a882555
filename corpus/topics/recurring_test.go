package topics

import (
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/sentence"
)

func inLanguage(tag, id, title, body string) corpus.Article {
	return corpus.Article{ID: corpus.ArticleID(id), Collection: corpus.Public, Title: title, Body: body, Language: tag,
		Published: day(1), Sentences: sentence.Split(body, tag)}
}

func TestTopicsWithoutCapitals(t *testing.T) {
	for _, c := range []struct {
		tag, first, second string // title and body, cut at "|"
		want               string // the first topic
		typed              string
	}{
		{"ko", "세림전자, 새 공장 착공|세림전자가 오슬린에서 새 공장을 착공했다. 주민은 세림전자를 반긴다.",
			"세림전자 주가 급등|세림전자의 주가가 올랐다. 세림전자는 배당을 늘린다.", "세림전자", "세림"},
		{"ja", "芹沢電機、新工場を着工|芹沢電機は新工場の建設を始めた。芹沢電機の株価は上がった。",
			"芹沢電機の株価が急騰|芹沢電機が配当を増やす。", "芹沢電機", "芹沢"},
		{"ja", "オスリンメタル、上場|オスリンメタルが上場した。", "オスリンメタルが増配|オスリンメタルは配当を増やす。", "オスリンメタル", "オスリン"},
		{"zh", "岑林电子兴建新厂|岑林电子在奥斯林兴建工厂。居民欢迎岑林电子。",
			"岑林电子股价大涨|岑林电子宣布增加分红。", "岑林电子", "岑林"},
		{"ar", "سرين تبني مصنعا|بدأت سرين البناء في أوسلين. ويرحب السكان بمصنع سرين.",
			"سهم سرين يرتفع|أعلنت سرين زيادة الأرباح.", "سرين", "سري"},
		{"hi", "सेरिन मोटर्स का नया कारखाना|सेरिन मोटर्स ने ओस्लिन में काम शुरू किया।",
			"सेरिन मोटर्स के शेयर चढ़े|बाज़ार में सेरिन मोटर्स आगे रही।", "सेरिन मोटर्स", "सेरिन"},
		{"th", "เซรินเปิดโรงงาน|บริษัทเซรินเริ่มก่อสร้างที่เมืองออสลิน ชาวเมืองยินดีกับเซริน",
			"เซรินเพิ่มเงินปันผล|หุ้นของเซรินปรับตัวขึ้น", "เซริน", "เซ"},
	} {
		x := newIndex()
		for id, text := range map[string]string{"a": c.first, "b": c.second} {
			title, body, _ := strings.Cut(text, "|")
			put(x, inLanguage(c.tag, id, title, body))
		}
		l := x.List(public)
		var names []string
		for _, topic := range l.Topics(0) {
			names = append(names, topic.Name)
		}
		if len(names) == 0 || names[0] != c.want {
			t.Errorf("%s: topics %q, want %q first", c.tag, names, c.want)
		}
		if found := l.Find(c.typed, 25); len(found) == 0 || found[0].Name != c.want {
			t.Errorf("%s: %q finds %v, want %q first", c.tag, c.typed, found, c.want)
		}
	}
}

func TestNamesBesideOfficesAndKinds(t *testing.T) {
	for _, c := range []struct{ tag, body, want string }{
		{"ko", "윤하늘 대표가 왔다. 기자들은 윤하늘 대표에게 물었다.", "윤하늘"},
		{"ja", "森田遥社長が来た。記者は森田遥社長に聞いた。", "森田遥"},
		{"zh", "记者询问了主席何清安。主席何清安没有回答。", "何清安"},
		{"ar", "وصل الرئيس سامي حداد إلى هالدن. وسئل الرئيس سامي حداد عن الإضراب.", "سامي حداد"},
		{"hi", "अध्यक्ष नंदिता राव ने भाषण दिया। लोगों ने अध्यक्ष नंदिता राव से सवाल पूछे।", "नंदिता राव"},
	} {
		var names []string
		for _, n := range Extract(analyzer(), inLanguage(c.tag, "a", "", c.body)) {
			names = append(names, n.Text)
		}
		if !slices.Contains(names, c.want) {
			t.Errorf("%s: names %q, want %q", c.tag, names, c.want)
		}
	}
}
