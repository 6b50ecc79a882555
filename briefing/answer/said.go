package answer

import (
	"slices"
	"strings"

	"sitrep/briefing/english"
	"sitrep/briefing/extract"
	"sitrep/briefing/pool"
	"sitrep/corpus/language"
)

// speakerOf returns the words that name whose words a question asks for, those between
// "did" and "say" or "has" and "said", and whether that is a body, by its article. Nil
// where it asks for nobody's, or names nobody.
func speakerOf(pack *language.Pack, words []language.Token) (speaker map[string]bool, ofBody bool) {
	verb := slices.IndexFunc(words, func(w language.Token) bool {
		return pack.Set("speech/dated infinitive")[w.Lower] || pack.Set("speech/dated")[w.Lower]
	})
	for i := verb - 1; i > 0; i-- {
		switch lower := words[i].Lower; {
		case pack.Set("speech/passive")[lower]: // "what was Lee told"
			return nil, false
		case pack.Set("questions/yesno")[lower]:
			return speaker, ofBody
		case pack.Set("speech/article")[lower]:
			ofBody = true
		case !pack.Set("function")[lower] && !pack.Set("titles/title", "titles/role")[lower]:
			if speaker == nil {
				speaker = map[string]bool{}
			}
			speaker[english.BareName(lower)] = true
		}
	}
	return nil, false
}

// isSaidBy reports whether a sentence tells what those said whose words a question asks
// for: it names them as who speaks, or before a verb of saying, or takes them up from
// the sentence before, in which nobody else speaks.
func (q question) isSaidBy(p *pool.Pool, h holdings, s pool.Sentence) bool {
	if says, known := q.speaksIn(s.Sentence); known {
		return says
	}
	if at, ok := h.places[[2]int{s.Article, s.Index - 1}]; ok && q.takesUp(s.Sentence) {
		before := p.Sentences[at].Sentence
		says, known := q.speaksIn(before)
		return says || !known && q.namesSpeaker(before.Words)
	}
	for i := range s.Words {
		_, says := s.Pack.Phrases("speech/verb").At(s.Words, i)
		_, speaks := s.Pack.Phrases("answers/said").At(s.Words, i)
		if says+speaks > 0 && q.namesSpeaker(s.Words[max(0, i-besideVerb):i]) {
			return true
		}
	}
	return false
}

// takesUp reports whether a sentence has a word for who speaks that stands for somebody
// in the one before: "He assured", "“…,” she said", and of a body "It warned".
func (q question) takesUp(s language.Sentence) bool {
	pronoun := s.Pack.Set("speech/pronoun")
	if q.ofBody {
		pronoun = s.Pack.Set("openers/pronoun")
	}
	for i, w := range s.Words {
		_, says := s.Pack.Phrases("speech/verb").At(s.Words, i+1)
		if pronoun[w.Lower] && (i == 0 || says > 0) {
			return true
		}
	}
	return false
}

// speaksIn reports whether those whose words are asked for speak in a sentence, and
// whether it is known who does.
func (q question) speaksIn(s language.Sentence) (says, known bool) {
	speakers := extract.Speakers(s.Pack, s.Text)
	return slices.ContainsFunc(speakers, func(name string) bool {
		at := strings.Index(s.Text, name)
		i := slices.IndexFunc(s.Words, func(w language.Token) bool { return w.Start >= at })
		return q.namesSpeaker(s.Pack.Words(name)) || q.ofBody && i > 0 && q.namesSpeaker(s.Words[max(0, i-besideVerb):i]) // "Fed Chair Anna Marsh"
	}), len(speakers) > 0
}

// namesSpeaker reports whether one of some words names those whose words are asked for.
func (q question) namesSpeaker(words []language.Token) bool {
	return slices.ContainsFunc(words, func(w language.Token) bool { return q.speaker[english.BareName(w.Lower)] })
}

// besideVerb is how many words before a verb of saying, or before a name, may tell who
// speaks where that is not told by their place: "the council has since said".
const besideVerb = 3
