package pool

import (
	"context"
	"strings"

	"sitrep/briefing/english"
)

// LeaveOutNamesakes takes the articles out of a pool for a topic that is a name
// of two words which have only either of them: "Mr Brown", of an article on
// Michael Howard and Gordon Brown, is not Michael Brown. It is a name where most
// sentences that hold both words have them as one.
func (p *Pool) LeaveOutNamesakes(ctx context.Context, topic string) {
	name := strings.Fields(strings.ToLower(topic))
	units := p.Query.Units
	if len(name) != 2 || len(units) != 2 || units[0].Concept != "" || units[1].Concept != "" {
		return
	}
	named := make([]bool, len(p.Articles))
	both, asOne := 0, 0
	for _, s := range p.Sentences {
		whole := s.Mention >= 1 && NamesWhole(s.Fields, name)
		if s.Mention < 1 || p.Articles[s.Article].short && !whole {
			continue
		}
		both++
		if whole {
			asOne++
			named[s.Article] = true
		}
	}
	if asOne == 0 || 2*asOne < both {
		return
	}
	for i, a := range p.Articles {
		if ctx.Err() != nil {
			return
		}
		named[i] = named[i] || NamesWhole(strings.Fields(a.Title), name) || NamesWhole(strings.Fields(a.Body), name)
		if !named[i] {
			p.Articles[i].About = 0
		}
	}
	for i := range p.Sentences {
		if s := &p.Sentences[i]; !named[s.Article] {
			s.Mention, s.Fitness, s.Fault = 0, 0, "of a namesake"
		}
	}
}

// NamesWhole reports whether a name, in lower case, stands among words, each of
// its own with a capital.
func NamesWhole(words, name []string) bool {
	for i := 0; i+len(name) <= len(words); i++ {
		k := 0
		for k < len(name) && english.IsCapital(words[i+k]) && strings.ToLower(strings.TrimRight(english.TrimWord(words[i+k]), "'’")) == name[k] {
			k++
		}
		if k == len(name) {
			return true
		}
	}
	return false
}
