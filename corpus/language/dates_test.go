package language

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestDates(t *testing.T) {
	// 2025-08-26 was a Tuesday.
	const published = "2025-08-26"
	for _, c := range []struct {
		text string
		want []string // date[/end][ bound][ ~], ~ for relative
	}{
		{"They met on 12 June 2018 in Singapore.", []string{"2018-06-12"}},
		{"They met on June 12, 2018, in Singapore.", []string{"2018-06-12"}},
		{"They met on Jun. 12, 2018.", []string{"2018-06-12"}},
		{"They met on the 12th of June 2018.", []string{"2018-06-12"}},
		{"The log is dated 2018-06-12.", []string{"2018-06-12"}},
		{"Two days in Hanoi, 27–28 February 2019, ended early.", []string{"2019-02-27/2019-02-28"}},
		{"They met from 12 to 14 February 2024.", []string{"2024-02-12/2024-02-14"}},
		{"They met on June 12 and 13, 2018, and parted.", []string{"2018-06-12/2018-06-13"}},
		{"Of 12 ships 14 February 2024 saw none.", []string{"2024-02-14"}},
		{"Two days in Hanoi, February 27-28, 2019, ended early.", []string{"2019-02-27/2019-02-28"}},
		{"It began in June 2018.", []string{"2018-06"}},
		{"By August 2025, nothing had changed.", []string{"2025-08"}},
		{"Nothing has moved since February 2019.", []string{"2019-02 since"}},
		{"Summits in Singapore (2018), Hanoi (2019) and the DMZ (2019).", []string{"2018", "2019", "2019"}},
		{"The Korean War (1950–1953) ended in an armistice.", []string{"1950/1953"}},
		{"He ruled from 1994 to 2011.", []string{"1994/2011"}},
		{"In late 2011 he took over.", []string{"2011"}},
		{"The pause since 2019 has lasted.", []string{"2019 since"}},
		{"On 3 September the parade was held.", []string{"2025-09-03 ~"}},
		{"On December 30 it snowed.", []string{"2024-12-30 ~"}},
		{"The talks will resume on December 30.", []string{"2025-12-30 ~"}},
		{"In July she dismissed the idea.", []string{"2025-07 ~"}},
		{"It happened last month.", []string{"2025-07 ~"}},
		{"Earlier this year he travelled.", []string{"2025 ~"}},
		{"Last year he stayed.", []string{"2024 ~"}},
		{"He spoke on Monday.", []string{"2025-08-25 ~"}},
		{"He spoke on Tuesday.", []string{"2025-08-26 ~"}},
		{"He spoke last Tuesday.", []string{"2025-08-19 ~"}},
		{"Fiona will reach Bermuda later this week.", []string{"2025-08-27/2025-08-31 ~"}},
		{"He spoke yesterday.", []string{"2025-08-25 ~"}},
		{"He left three years ago.", []string{"2022 ~"}},
		{"He left eight months ago.", []string{"2024-12 ~"}},
		{"It may march on.", nil},
		{"May said no, and March agreed.", nil},
		{"Some 2018 people came, and 2,018 left with $2019.", nil},
		{"They fired in 2000 cases.", nil},
		{"On 31 February 2019 nothing happened.", nil},
		{"Room 1984 was empty.", nil},
		{"Every Tuesday they meet.", nil},
		{"The score was 12-13.", nil},
	} {
		if d := cmp.Diff(c.want, datesOf(c.text, published)); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, d)
		}
	}
}

func TestRelativeDatesNeedAPublicationDate(t *testing.T) {
	for _, c := range []struct {
		published, text string
		want            []string
	}{
		{"", "It happened last month, on Tuesday, in June, on June 12, three years ago and yesterday.", nil},
		{"", "It happened in June 2018.", []string{"2018-06"}},
		{"2025", "It happened on Tuesday, last month and last year.", []string{"2024 ~"}},
		{"2025-01", "It happened on Tuesday and last month.", []string{"2024-12 ~"}},
		{"2024-02-29", "It happened last year, a month ago and yesterday.", []string{"2023 ~", "2024-01 ~", "2024-02-28 ~"}},
	} {
		if d := cmp.Diff(c.want, datesOf(c.text, c.published)); d != "" {
			t.Errorf("published %q: %q (-want +got):\n%s", c.published, c.text, d)
		}
	}
}

func TestDateSpansMarkTheWords(t *testing.T) {
	const text = "Talks on 12 June 2018 and, later, in February 2019."
	var got []string
	for _, m := range For("en").Read(text).Dates(corpus.Date{}) {
		got = append(got, text[m.Start:m.End])
	}
	if d := cmp.Diff([]string{"12 June 2018", "February 2019"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func datesOf(text, published string) []string {
	var out []string
	for _, s := range datesIn("en", text, published) {
		out = append(out, strings.TrimSuffix(s, " ahead"))
	}
	return out
}

func datesIn(tag, text, published string) []string {
	at, err := corpus.ParseDate(published)
	if err != nil {
		panic(err)
	}
	var out []string
	for _, m := range For(tag).Read(text).Dates(at) {
		s := m.Date.String()
		if m.Last.Known() {
			s += "/" + m.Last.String()
		}
		if m.Bound != "" {
			s += " " + m.Bound
		}
		if m.Relative {
			s += " ~"
		}
		if m.Ahead {
			s += " ahead"
		}
		if m.Attribute {
			s += " attribute"
		}
		out = append(out, s)
	}
	return out
}

func FuzzDates(f *testing.F) {
	f.Add("en", "On 12 June 2018, 27–28 February (2019) and last Tuesday, 2018-06-12, 12.06.2018.", "2025-08-26")
	f.Add("tr", "é—“(2018 Aralık'ta 12'nci", "2025")
	f.Add("ko", "지난 31일부터 2월 30일까지 3주 전", "2025-03-31")
	f.Add("zh", "上周一，2018年6月12日至13日", "2024-02-29")
	f.Fuzz(func(t *testing.T, tag, text, published string) {
		at, _ := corpus.ParseDate(published)
		p := For(tag)
		end := 0
		for _, m := range p.Read(text).Dates(at) {
			if m.Start < end || m.End > len(text) || m.Start >= m.End {
				t.Fatalf("span %v after %d in %q", m.Span, end, text)
			}
			end = m.End
			if !m.Date.Known() || strings.TrimSpace(text[m.Start:m.End]) == "" || m.Last.Known() && m.Last.Time.Before(m.Date.Time) {
				t.Fatalf("date %+v", m)
			}
		}
		if w, rest, ok := p.Window(text, at); !ok && rest != text || ok && w.From.Known() && w.To.Time.Before(w.From.Time) {
			t.Fatalf("window %+v, %q, %v", w, rest, ok)
		}
	})
}

func TestDatesThatOnlyPlaceAnEventAreAsides(t *testing.T) {
	for text, want := range map[string]bool{
		"They were the first talks since the summit failed in |February 2019.": true,
		"He resigned shortly after the vote in |May 2019.":                     true,
		"Talks had stalled since the summit, but began again in |March 2019.":  false,
		"After the vote in |May 2019 he resigned.":                             false,
		"Gunmen took the envoy shortly before dawn on |5 March 2024.":          false,
		"The summit failed in |February 2019.":                                 false,
	} {
		at := strings.Index(text, "|")
		for _, m := range For("en").Read(text[:at] + text[at+1:]).Dates(corpus.Date{}) {
			if m.Start != at || m.Aside != want {
				t.Errorf("%q: %+v, want an aside: %v", text, m, want)
			}
		}
	}
}

func TestDatesOfNews(t *testing.T) {
	for _, c := range []struct {
		published, text string
		want            []string // as in TestDates, with "ahead" and "attribute"
	}{
		{"1987-03-16", "The reactor caught fire last April 26.", []string{"1986-04-26 ~"}},
		{"1987-03-16", "The reactor was shut in February last year.", []string{"1986-02 ~"}},
		{"1987-03-16", "It was shut last March 2.", []string{"1987-03-02 ~"}},
		{"1994-05-13", "Marsh will speak to the council on Tuesday, May 31.", []string{"1994-05-31 ~ ahead"}},
		{"1994-05-13", "The council met on Tuesday, May 10.", []string{"1994-05-10 ~"}},
		{"2024-03-08", "The hearing is scheduled for Tuesday.", []string{"2024-03-12 ~ ahead"}},
		{"2024-03-08", "The ferry is debuting on Monday.", []string{"2024-03-11 ~ ahead"}},
		{"2024-03-08", "The bridge will stay shut, the mayor told reporters in a call on Tuesday.", []string{"2024-03-05 ~"}},
		{"2024-03-08", "The bridge will open, the mayor said, on Tuesday.", []string{"2024-03-12 ~ ahead"}},
		{"2024-03-11", "A court on Monday set the trial to start Friday.", []string{"2024-03-11 ~", "2024-03-15 ~ ahead"}},
		{"2024-03-11", "The council on Friday voted to begin.", []string{"2024-03-08 ~"}},
		{"2024-03-08", "Northland heads to the polls Tuesday to choose a council.", []string{"2024-03-12 ~ ahead"}},
		{"2024-03-08", "The singer backed the mayor ahead of the vote on Tuesday.", []string{"2024-03-12 ~ ahead"}},
		{"2024-03-08", "On Tuesday the council will vote.", []string{"2024-03-12 ~ ahead"}},
		{"2024-03-12", "The boat broke its mast over the weekend and will miss the race.", []string{"2024-03-09/2024-03-10 ~"}},
		{"2024-03-11", "Ida Brandt paid nothing in the last year of her term.", nil},
		{"2024-03-11", "Tarn won the cup Sunday in what will be remembered as a great final.", []string{"2024-03-10 ~"}},
		{"2024-03-08", "The hearing was held on Tuesday.", []string{"2024-03-05 ~"}},
		{"2024-03-08", "He told The Sunday Times that he would resign.", []string{"2024-03-03 ~ attribute"}},
		{"2024-03-08", "He read The Sunday paper.", []string{"2024-03-03 ~ attribute"}},
		{"2024-03-08", "A crew member told an inquiry into the 6 March 2020 fire that no alarm rang.", []string{"2020-03-06 attribute"}},
		{"2024-03-08", "The fire broke out on 6 March 2020 in Halden.", []string{"2020-03-06"}},
		{"2024-03-08", "Sales rose on Black Friday.", nil},
		{"2024-03-08", "The match was played last week.", []string{"2024-02-26/2024-03-03 ~"}},
		{"2024-03-08", "The ferry sank on Monday last week.", []string{"2024-02-26 ~"}},
		{"2024-03-08", "The ferry sank in the 1950s, in 2000 metres.", nil},
	} {
		if d := cmp.Diff(c.want, datesIn("en", c.text, c.published)); d != "" {
			t.Errorf("published %s: %q (-want +got):\n%s", c.published, c.text, d)
		}
	}
}

func TestDatesInEveryLanguage(t *testing.T) {
	// 2024-03-08 was a Friday.
	for _, c := range []struct {
		tag, text string
		want      []string
	}{
		{"de", "Sie trafen sich am 12. Juni 2018 in Halden.", []string{"2018-06-12"}},
		{"de", "Sie trafen sich vom 12. bis 14. Februar 2024 und am 01.03.2024.", []string{"2024-02-12/2024-02-14", "2024-03-01"}},
		{"de", "Seit 2019 ruht der Verkehr, wie am Dienstag bekannt wurde.", []string{"2019 since", "2024-03-05 ~"}},
		{"de", "Vergangene Woche im Februar 2024 kamen 2000 Menschen.", []string{"2024-02-26/2024-03-03 ~", "2024-02"}},
		{"fr", "Ils se sont rencontrés le 12 juin 2018 à Halden.", []string{"2018-06-12"}},
		{"fr", "Le bac a coulé mardi 5 mars, a-t-on appris hier.", []string{"2024-03-05 ~", "2024-03-07 ~"}},
		{"fr", "Une enquête sur l'incendie du 6 mars 2020 est ouverte.", []string{"2020-03-06 attribute"}},
		{"es", "Se reunieron el 12 de junio de 2018 en Halden.", []string{"2018-06-12"}},
		{"es", "La huelga empezó el lunes y terminó ayer.", []string{"2024-03-04 ~", "2024-03-07 ~"}},
		{"es", "El incendio de febrero del año pasado sigue sin aclararse.", []string{"2023-02 ~"}},
		{"it", "Si sono incontrati il 12 giugno 2018.", []string{"2018-06-12"}},
		{"pt", "Reuniram-se em 12 de junho de 2018.", []string{"2018-06-12"}},
		{"nl", "Ze ontmoetten elkaar op 12 juni 2018.", []string{"2018-06-12"}},
		{"pl", "Spotkali się 12 czerwca 2018 roku.", []string{"2018-06-12"}},
		{"uk", "Вони зустрілися 12 червня 2018 року.", []string{"2018-06-12"}},
		{"ru", "Они встретились 12 июня 2018 года в Халдене.", []string{"2018-06-12"}},
		{"ru", "Паром затонул во вторник, 5 марта.", []string{"2024-03-05 ~"}},
		{"ru", "Переговоры прошли 6 марта прошлого года.", []string{"2023-03-06 ~"}},
		{"tr", "12 Haziran 2018'de Halden'de buluştular.", []string{"2018-06-12"}},
		{"tr", "Vapur 5 Mart'ta battı.", []string{"2024-03-05 ~"}},
		{"ro", "S-au întâlnit pe 12 iunie 2018 la Halden.", []string{"2018-06-12"}},
		{"el", "Συναντήθηκαν στις 12 Ιουνίου 2018 στο Χάλντεν.", []string{"2018-06-12"}},
		{"ar", "اجتمعوا في 12 يونيو 2018 في هالدن.", []string{"2018-06-12"}},
		{"ar", "غرقت العبارة في ٥ مارس الجاري.", []string{"2024-03-05 ~"}},
		{"hi", "वे 12 जून 2018 को मिले।", []string{"2018-06-12"}},
		{"vi", "Họ gặp nhau ngày 12 tháng 6 năm 2018 tại Halden.", []string{"2018-06-12"}},
		{"vi", "Phà chìm hôm 5/3.", []string{"2024-03-05 ~"}},
		{"zh", "双方于2018年6月12日在哈尔登会面。", []string{"2018-06-12"}},
		{"zh", "渡轮3月5日沉没，上周一曾停航。", []string{"2024-03-05 ~", "2024-02-26 ~"}},
		{"ja", "両者は2018年6月12日に会談した。", []string{"2018-06-12"}},
		{"ja", "フェリーは3月5日に沈没し、先週から捜索が続く。", []string{"2024-03-05 ~", "2024-02-26 since ~"}},
		{"ko", "양측은 2018년 6월 12일 만났다.", []string{"2018-06-12"}},
		{"ko", "여객선은 지난 5일 침몰했고 3월 7일부터 수색했다.", []string{"2024-03-05 ~", "2024-03-07 ~"}},
		{"ko", "지난주 월요일 회의가 열렸다.", []string{"2024-02-26 ~"}},
	} {
		if d := cmp.Diff(c.want, datesIn(c.tag, c.text, "2024-03-08")); d != "" {
			t.Errorf("%s %q (-want +got):\n%s", c.tag, c.text, d)
		}
	}
}

func BenchmarkDates(b *testing.B) {
	at := corpus.NewDate(2024, time.March, 8)
	for tag, text := range map[string]string{
		"en": "The envoys of Northland and Southland met in the border town of Tarn from 12 to 14 February 2024, a week before the hotline closed.",
		"ko": "양측 대표단은 지난주 월요일 국경 도시에서 만나 2018년 6월 12일 폐쇄된 직통 전화를 다시 열기로 했다고 당국이 밝혔다.",
	} {
		s := For(tag).Read(text)
		b.Run(tag, func(b *testing.B) {
			for b.Loop() {
				s.Dates(at)
			}
		})
	}
}

// Some begin the week on Sunday: what they write on one of last week may be of the
// week before it, or of the one that ends.
func TestLastWeekIsNotSureOnASundayWhereReadersDisagree(t *testing.T) {
	for _, tt := range []struct {
		tag, text string
		day       int // of May 2022
		want      string
	}{
		{"en", "A storm broke the pier last week.", 28, "2022-05-16/2022-05-22"},
		{"en", "A storm broke the pier last week.", 29, ""},
		{"en", "A storm broke the pier last week.", 30, "2022-05-23/2022-05-29"},
		{"de", "Ein Sturm zerstörte letzte Woche den Steg.", 29, "2022-05-16/2022-05-22"},
		{"es", "Una tormenta destruyó el muelle la semana pasada.", 29, ""},
	} {
		got := ""
		for _, m := range For(tt.tag).Read(tt.text).Dates(corpus.NewDate(2022, 5, tt.day)) {
			got += fmt.Sprint(m.Date, "/", m.Last)
		}
		if got != tt.want {
			t.Errorf("%s on the %dth: %q means %q, want %q", tt.tag, tt.day, tt.text, got, tt.want)
		}
	}
}
