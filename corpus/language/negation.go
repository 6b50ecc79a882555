package language

// Negates reports whether a sentence negates or denies something: whether it holds
// a cue of the lists of negation that is no part of what only looks like one
// ("nicht nur", "sin embargo").
func (s Sentence) Negates() bool {
	cues, pseudo := s.Pack.negation(), s.Pack.Set(pseudoNegation)
	for i := 0; i < len(s.Words); i++ {
		entry, n := cues.At(s.Words, i)
		if n > 0 && !pseudo[entry] {
			return true
		}
		i += max(n-1, 0)
	}
	return false
}

// mostDenied is how many words behind a cue of negation what it denies stands at the most.
const mostDenied = 4

// Denied returns the words that a sentence denies: behind each cue, the first that is no
// function word. A cue that stands last denies none of them.
func (s Sentence) Denied() (denied []Token) {
	cues, pseudo, function := s.Pack.negation(), s.Pack.Set(pseudoNegation), s.Pack.Set("function")
	for i := 0; i < len(s.Words); i++ {
		entry, n := cues.At(s.Words, i)
		if n > 0 && !pseudo[entry] {
			for _, w := range s.Words[i+n : min(len(s.Words), i+n+mostDenied)] {
				if !function[w.Lower] {
					denied = append(denied, w)
					break
				}
			}
		}
		i += max(n-1, 0)
	}
	return denied
}

const pseudoNegation = "negation/pseudo"

// negation finds what negates or seems to, wherever what it negates stands.
func (p *Pack) negation() *Phrases {
	const all = "negation" // under which it is kept
	if found, ok := p.phrases.Load(all); ok {
		return found.(*Phrases)
	}
	var entries []string
	for _, list := range []string{pseudoNegation, "negation/forward", "negation/backward", "negation/clause", "negation/deny"} {
		entries = append(entries, p.List(list)...)
	}
	made, _ := p.phrases.LoadOrStore(all, p.newPhrases(entries))
	return made.(*Phrases)
}
