package language

// Negates reports whether a text negates or denies something: whether it holds
// a cue of the lists of negation that is no part of what only looks like one
// ("nicht nur", "sin embargo").
func (p *Pack) Negates(text string) bool {
	words := p.Words(text)
	pseudo := p.Phrases("negation/pseudo")
	for i := 0; i < len(words); i++ {
		if _, n := pseudo.At(words, i); n > 0 {
			i += n - 1
			continue
		}
		for _, list := range negationCues {
			if _, n := p.Phrases(list).At(words, i); n > 0 {
				return true
			}
		}
	}
	return false
}

// negationCues are the lists of what negates, by where what it negates stands.
var negationCues = []string{"negation/forward", "negation/backward", "negation/clause", "negation/deny"}
