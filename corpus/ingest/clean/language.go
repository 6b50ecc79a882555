package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Language recognises the language of a body of text by its script and, in the
// Latin and Cyrillic scripts, by its commonest words. It returns the BCP 47
// code, or "" when it is not sure: for texts of fewer than thirty words,
// mixed ones, and languages that it does not know.
func Language(body string) string {
	script := Script(body)
	if l, ok := languageOfScript[script]; ok {
		return l
	}
	if script != "Latn" && script != "Cyrl" {
		return ""
	}
	counts := make([]int, len(commonWords))
	words := 0
	for rest := body; rest != "" && words < enoughWords; {
		word, after := nextWord(rest)
		rest = after
		if word == "" {
			break
		}
		words++
		if len(word) > longestCommon {
			continue
		}
		for _, i := range languagesWith[strings.ToLower(word)] {
			counts[i]++
		}
	}
	best, second := -1, 0
	for i, n := range counts {
		switch {
		case best < 0 || n > counts[best]:
			if best >= 0 {
				second = counts[best]
			}
			best = i
		case n > second:
			second = n
		}
	}
	// In running text one word in three to five is among the commonest; half
	// of them and more are shared only between close relatives.
	if words < fewestInText || counts[best]*8 < words || second*3 > counts[best]*2 {
		return ""
	}
	return commonWords[best].language
}

const (
	enoughWords   = 400
	fewestInText  = 30
	longestCommon = 8 // bytes
)

func nextWord(s string) (word, rest string) {
	start := -1
	for i, r := range s {
		letter := unicode.IsLetter(r)
		if start < 0 && letter {
			start = i
		}
		if start >= 0 && !letter {
			return s[start:i], s[i:]
		}
	}
	if start < 0 {
		return "", ""
	}
	return s[start:], ""
}

// commonWords are the commonest words of languages that share a script, without
// those that are as common in another of them.
var commonWords = []struct{ language, words string }{
	{"en", "the of and to in is that it for was on with as at by from this have are be not or which had his were has been their its but will would who they he she said"},
	{"de", "der die das und ist von den mit dem des nicht ein eine auch sich auf für im zu als es wird bei einer nach wurde werden hat sind dass aus wie oder zum zur noch über einen einem sie"},
	{"fr", "le la les et est une des du dans que qui pour pas sur au par avec plus ce ne sont il elle cette aux mais été ses leur ont nous vous comme était sa"},
	{"es", "el la los las del que en una por con para es su se al como más pero sus este ha fue lo sin sobre también entre está esta desde ya hay muy años"},
	{"it", "il di che la è per una del non con si della sono le dei alla nel gli anche più come ma ha da lo delle questo essere stato ai dal suo nella hanno"},
	{"pt", "o que os do da em um uma para com não por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito nos já está também só pelo pela até isso são"},
	{"nl", "de het een van en dat niet zijn op te met voor ook er maar om als aan bij uit nog naar heeft wordt hij ze wel door over werd dan deze worden geen"},
	{"sv", "och att det som på är av för den med till inte har ett om men var jag sig från vi så kan när än också efter vid ska eller hon"},
	{"pl", "i w na z do się nie to jest że o od po przez jak za oraz jego był dla tym które także ale są przy jako może"},
	{"id", "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena bisa ada oleh mereka saat telah sudah tersebut kata"},
	{"tr", "ve bir bu da de için ile olarak çok daha en olan gibi sonra kadar ne ancak oldu var dedi ise"},
	{"ru", "и в не на что с по как это из у за от но для к его так то был же или о при года она они была"},
	{"uk", "і в не на що з по як це із у за від але для та його до або про при року вона вони була"},
}

// languagesWith lists the languages, by index, that have a word among their
// commonest.
var languagesWith = func() map[string][]int {
	m := map[string][]int{}
	for i, c := range commonWords {
		for w := range strings.FieldsSeq(c.words) {
			m[w] = append(m[w], i)
		}
	}
	return m
}()

// scripts are those that tell a language, or at least rule out others.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Hang", unicode.Hangul}, {"Kana", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hani", unicode.Han},
	{"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Grek", unicode.Greek}, {"Hebr", unicode.Hebrew}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari},
}

// languageOfScript gives the language of scripts that news is written in for
// one language alone.
var languageOfScript = map[string]string{"Hang": "ko", "Kana": "ja", "Hani": "zh", "Grek": "el", "Hebr": "he", "Thai": "th"}

// Script returns the ISO 15924 code of the script of most letters at the start
// of a text, with "Kana" for Japanese, or "" when there is none.
func Script(text string) string {
	const enough = 600
	var counts [16]int
	letters := 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r|0x20 < 'a' || r|0x20 > 'z' {
				continue
			}
			counts[0]++
		case !unicode.IsLetter(r):
			continue
		default:
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					counts[i]++
					break
				}
			}
		}
		if letters++; letters >= enough {
			break
		}
	}
	// Japanese has more Han characters than kana, Chinese has no kana.
	if (counts[2]+counts[3])*5 > letters {
		return "Kana"
	}
	for i, s := range scripts {
		if counts[i]*2 > letters {
			return s.name
		}
	}
	return ""
}
