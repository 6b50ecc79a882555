package compose

import (
	"slices"
	"strings"
	"unicode"

	"sitrep/briefing/pool"
	"sitrep/corpus/language"
)

// leaveOutOtherNames takes the articles out of a pool that have the topic within other
// names alone: who asks for "Tarn" means no Tarn Rovers and no Bank of Tarn, and who asks
// for "Marsh" means neither Lena Marshes nor the Halden Marshes.
func leaveOutOtherNames(p *pool.Pool) {
	topic := strings.Fields(strings.ToLower(p.Topic))
	if len(topic) == 0 || slices.ContainsFunc(p.Query.Units, func(u pool.Unit) bool { return u.Concept != "" }) {
		return
	}
	within, alone := make([]bool, len(p.Articles)), make([]bool, len(p.Articles))
	for i := range p.Articles {
		a := &p.Articles[i]
		if alone[i] = a.Pack.Setting("capitals") != "names"; !alone[i] {
			_, alone[i] = named(a.Pack, a.Pack.Words(a.Title), a.Title, topic)
		}
	}
	for i := range p.Sentences {
		if s := &p.Sentences[i]; s.Named > 0 && !alone[s.Article] {
			inName, byItself := named(s.Pack, s.Words, s.Text, topic)
			within[s.Article], alone[s.Article] = within[s.Article] || inName, byItself
		}
	}
	for i := range p.Articles {
		if within[i] && !alone[i] {
			p.Articles[i].About = 0
			clear(p.Articles[i].Titled)
		}
	}
	for i := range p.Sentences {
		if s := &p.Sentences[i]; within[s.Article] && !alone[s.Article] {
			s.Named, s.Mention, s.Fitness, s.Fault = 0, 0, 0, "of another name"
		}
	}
}

// named reports whether a text has a topic, in lower case, within another name, and
// whether it has it by itself.
func named(pack *language.Pack, words []language.Token, text string, topic []string) (within, alone bool) {
	for i := range words {
		n, as := len(topic), true
		if i+n > len(words) {
			break
		}
		for k, w := range topic {
			bare := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(words[i+k].Lower, "'s"), "’s"), "'’")
			if bare != w {
				as = false
			}
			if !strings.HasPrefix(bare, w[:len(w)-len(w)/4]) {
				n = 0
			}
		}
		switch {
		case n == 0:
		case isInName(pack, words, text, i, i+n-1, as):
			within = true
		default:
			return within, true
		}
	}
	return within, false
}

// isInName reports whether some words of a text stand within a longer name.
func isInName(pack *language.Pack, words []language.Token, text string, first, last int, asTyped bool) bool {
	behind := text[words[last].End:]
	if len(behind) > 1 && behind[0] == '-' && unicode.IsLetter(rune(behind[1])) {
		return true
	}
	if next := last + 1; next < len(words) && text[words[last].End:words[next].Start] == " " && isUpper(text[words[next].Start:]) {
		if w := words[next].Lower; strings.Trim(w, "ivx") != "" && !pack.Set("titles/title")[w] && !pack.Set("titles/role")[w] && !pack.Set("names/party")[strings.TrimSuffix(w, "s")] {
			return true
		}
	}
	if first == 0 || text[words[first-1].End:words[first].Start] != " " {
		return false
	}
	before := words[first-1]
	if !asTyped {
		return first > 1 && isUpper(text[before.Start:])
	}
	return first > 2 && pack.Set("names/joint")[before.Lower] && isUpper(text[words[first-2].Start:])
}
