package language

// Sentence is a sentence, or another short text, as its language reads it.
type Sentence struct {
	Text  string
	Pack  *Pack   // of its language
	Words []Token // see [Pack.Words]
}

// Read reads a sentence.
func (p *Pack) Read(text string) Sentence { return Sentence{text, p, p.Words(text)} }

// Has reports whether a sentence holds an entry of a list of its language.
func (s Sentence) Has(list string) bool { return s.Pack.Phrases(list).In(s.Words) }
